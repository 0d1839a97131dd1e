"""Invoices read from files, and recorded: what is read, how sure, and nothing unseen."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ringfence.cli.prompt import asking
from ringfence.importers.invoice.errors import InvoiceError, NotAnInvoiceError, TooLargeError
from ringfence.importers.invoice.paper import Grade, InvoicePaper
from ringfence.importers.invoice.reading import read_content, read_invoices
from tests.conftest import Officer
from tests.invoices import LAYOUTS, Invoice, cii, classic, factur_x, invoice, sole_trader, ubl

OWN = ("Oadby & Wigston Community Safety Partnership", "Oadby & Wigston Borough Council")
FIELDS = ("payee", "reference", "day", "net", "vat", "total")
KICKS = "2018-19/Diversionary/Kicks"


def said(made: Invoice, kind: str) -> dict[str, object]:
    """Return what an invoice says, by hand of what it was made of."""
    values = {each: getattr(made, each) for each in FIELDS}
    if kind == "sole_trader":  # who charges no VAT, and says nothing of it
        values = {**values, "total": made.net}
        del values["net"], values["vat"]
    return values


def read(content: bytes, name: str = "invoice.pdf") -> InvoicePaper:
    (found,) = read_content(name, content, own=OWN)
    return found


def judged(paper: InvoicePaper, values: dict[str, object]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for name, value in values.items():
        found = getattr(paper, name)
        right = found is not None and str(found.value).casefold() == str(value).casefold()
        sure = found is not None and found.grade is Grade.SURE
        tally.update(
            fields=1, right=right, sure=sure, sure_right=sure and right, totals=name == "total"
        )
        tally.update(sure_totals=sure and name == "total")
    return tally


@pytest.mark.slow
def test_of_two_hundred_invoices_most_is_read_and_what_is_sure_is_right() -> None:
    structured, printed = Counter[str](), Counter[str]()
    for seed in range(200):
        made = invoice(seed)
        if seed % 10 < 3:
            make = (ubl, cii, factur_x)[seed % 3]
            name = "invoice.pdf" if make is factur_x else "invoice.xml"
            structured += judged(read(make(made), name), said(made, make.__name__))
        else:
            kind = list(LAYOUTS)[(seed * 7 + seed // 10) % 10]
            printed += judged(read(LAYOUTS[kind](made)), said(made, kind))
    assert structured["fields"] == 60 * 6
    assert structured["right"] >= 0.98 * structured["fields"]
    assert printed["fields"] > 140 * 5
    assert printed["right"] >= 0.85 * printed["fields"]
    for tally in (structured, printed):
        assert tally["sure_right"] >= 0.99 * tally["sure"]
        assert tally["sure_totals"] >= tally["totals"] / 2


@pytest.mark.parametrize("kind", LAYOUTS)
def test_each_layout_is_read(kind: str) -> None:
    made = invoice(7)
    tally = judged(read(LAYOUTS[kind](made)), said(made, kind))
    assert tally["right"] >= tally["fields"] - 1
    assert tally["sure_right"] == tally["sure"]


@pytest.mark.parametrize("make", [ubl, cii, factur_x])
def test_what_is_structured_is_sure_with_the_place_it_stood_in(make: object) -> None:
    made = invoice(4)
    content = make(made)  # type: ignore[operator]
    paper = read(content, "invoice.pdf" if make is factur_x else "invoice.xml")
    assert judged(paper, said(made, "ubl"))["sure_right"] == 6
    assert paper.reference is not None
    assert paper.reference.where in ("invoice.xml, ID", "factur-x.xml within it, ID")
    assert paper.content == content


def test_a_deposit_leaves_the_total_that_of_the_invoice() -> None:
    made = invoice(3)
    paper = read(LAYOUTS["statement_like"](made))
    assert paper.total is not None
    assert paper.total.value == made.total


def test_amounts_that_do_not_agree_are_not_sure_and_said() -> None:
    wrong = ubl(invoice(2)).replace(b"<cbc:TaxExclusiveAmount", b"<cbc:X/><cbc:TaxExclusiveAmount")
    made = invoice(2)
    wrong = wrong.replace(
        f">{made.net}</cbc:TaxExclusiveAmount".encode(),
        f">{made.net + 1}</cbc:TaxExclusiveAmount".encode(),
    )
    paper = read(wrong, "invoice.xml")
    assert paper.total is not None
    assert paper.total.grade is Grade.LIKELY
    assert paper.remarks == ("Its net amount and VAT do not come to its total.",)
    assert not paper.adds_up


def test_another_currency_is_said_and_its_amounts_are_left() -> None:
    paper = read(cii(invoice(2), currency="EUR"), "invoice.xml")
    assert (paper.net, paper.vat, paper.total) == (None, None, None)
    assert paper.remarks == ("It is in EUR, not in pounds, so its amounts were not read.",)


def test_a_scan_is_kept_and_nothing_of_it_guessed() -> None:
    paper = read(blank(1))
    assert [getattr(paper, each) for each in FIELDS] == [None] * 6
    assert paper.remarks == ("It has no text, as a scan has none: type what it says.",)


def blank(pages: int, password: str = "") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def drawn_over() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1)
    for _word in range(200_000):
        canvas.drawString(10, 10, "x" * 20)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("invoice.pdf", b"x")
    return file.getvalue()


def mail(*attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Invoices"
    message.set_content("See attached.")
    for name, content in attached:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Invoice>&b;</Invoice>'
FROM_DISK = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><Invoice>&a;</Invoice>'


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", lambda: blank(10_000), "a.pdf has 10,000 pages, and an invoice has at most 60."),
        ("a.pdf", drawn_over, "a.pdf, page 1, holds more than an invoice says."),
        ("a.pdf", lambda: blank(1, "secret"), "a.pdf has a password: save it without one."),
        ("a.pdf", lambda: b"%PDF-1.4 nothing", "a.pdf is damaged, and can't be read: ask for it"),
        ("a.pdf", lambda: classic(invoice(1))[:900], "a.pdf is damaged, and can't be read"),
        ("a.pdf", lambda: b" ", "a.pdf is empty."),
        ("a.xml", lambda: ENTITIES, "a.xml has definitions of its own, as no invoice has and"),
        ("a.xml", lambda: FROM_DISK, "a.xml has definitions of its own"),
        ("a.xml", lambda: b"<Invoice>", "a.xml is damaged: its XML ends too soon, or is none."),
        ("a.xml", lambda: b"<html/>", "a.xml is XML, but no invoice of UBL or CII: it begins with"),
        ("a.zip", zipped, "a.zip is a zip: unpack it, and give what is in it."),
        ("a.docx", zipped, "a.docx is no PDF, no XML and no e-mail: save it as PDF, or type"),
        (
            "a.msg",
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x",
            "a.msg is damaged, or no e-mail of",
        ),
        (
            "a.eml",
            lambda: mail(("invoices.zip", zipped())),
            "a.eml has no invoice attached: no PDF and no XML that can be read. invoices.zip was",
        ),
        (
            "a.eml",
            lambda: mail(*((f"{n}.pdf", b"%PDF-x") for n in range(41))),
            "a.eml has more than 40 files attached",
        ),
    ],
)
def test_what_is_hostile_or_none_gets_a_sentence(name: str, content: object, says: str) -> None:
    with pytest.raises(InvoiceError) as error:
        read_content(name, content())  # type: ignore[operator]
    assert str(error.value).startswith(says)
    assert str(error.value).endswith("Nothing was recorded.")
    assert isinstance(error.value, NotAnInvoiceError | TooLargeError)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    with pytest.raises(TooLargeError, match="has 26 MB, and an invoice has at most 25"):
        read_invoices(path)


def test_an_e_mail_gives_each_invoice_attached_and_says_what_was_not_read() -> None:
    content = mail(
        *(("one.pdf", classic(invoice(1))), ("two.xml", ubl(invoice(2)))),
        *(("more.zip", zipped()), ("bad.pdf", b"%PDF-1.4 nothing"), ("logo.png", b"x")),
    )
    first, second = read_content("a.eml", content, own=OWN)
    assert (first.name, second.name) == ("one.pdf", "two.xml")
    assert first.total is not None
    assert second.total is not None
    assert (first.total.value, second.total.value) == (invoice(1).total, invoice(2).total)
    assert first.remarks == (
        "more.zip was not opened.",
        "bad.pdf is damaged, and can't be read: ask for it again.",
    )


# ------------------------------------------------------------------- recorded

KICKED = replace(
    invoice(3),
    payee="Leicester City FC",
    day=datetime.date(2018, 6, 12),
    reference="LCFC-1300",
    lines=(("Kicks sessions", Decimal("250.00")),),
    rate=Decimal(20),
)


def saved(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_an_invoice_is_recorded_as_it_was_read_and_kept(officer: Officer, tmp_path: Path) -> None:
    before = Decimal(officer.left(KICKS, "PLF-2017-18", "2018-06-12"))
    path = saved(tmp_path / "lcfc.pdf", classic(KICKED))
    text = officer.does("spend", KICKS, "--invoice-file", path, "--yes")
    assert "Leicester City FC  sure        page 1, as the books know them" in text
    assert "LCFC-1300          sure        page 1, “Invoice number”" in text
    assert (
        "£300.00 gross is £250.00 net and £50.00 VAT, which the council recovers: £250.00 is "
        "recorded." in text
    )
    assert '2018-06-12 * "Leicester City FC"' in officer.text("spend-2018-19")
    assert '  invoice: "LCFC-1300"\n  vat: 50.00 GBP\n' in officer.text("spend-2018-19")
    assert Decimal(officer.left(KICKS, "PLF-2017-18", "2018-06-12")) == before - 250
    kept = officer.books / "documents" / "2018-19" / "2018-06-12.lcfc.pdf"
    assert kept.read_bytes() == Path(path).read_bytes()
    said_twice = officer.is_refused("spend", KICKS, "--invoice-file", path, "--yes")
    assert "Invoice LCFC-1300 of Leicester City FC was recorded already, £250.00" in said_twice


def test_off_a_terminal_nothing_is_recorded_unseen(officer: Officer, tmp_path: Path) -> None:
    path = saved(tmp_path / "lcfc.pdf", classic(KICKED))
    text = officer.is_refused("spend", KICKS, "--invoice-file", path, status=2)
    assert "Look at what was read. If it is right, say so: --yes. Nothing was recorded." in text
    assert "Nothing was saved." in officer.does("spend", KICKS, "--invoice-file", path, "--dry-run")


def test_what_is_typed_goes_before_what_was_read(officer: Officer, tmp_path: Path) -> None:
    path = saved(tmp_path / "lcfc.pdf", classic(KICKED))
    officer.does(
        *("spend", KICKS, "40", "--invoice-file", path, "--yes", "--invoice", "LCFC-1301"),
        *("--date", "2018-06-13"),
    )
    text = officer.text("spend-2018-19")
    assert '2018-06-13 * "Leicester City FC"' in text
    assert '  invoice: "LCFC-1301"\n' in text
    assert f"{KICKS.replace('/', ':')}:PLF-2017-18   40.00 GBP" in text


def test_without_a_pot_it_is_asked_for_and_suggested(officer: Officer, tmp_path: Path) -> None:
    path = saved(tmp_path / "lcfc.pdf", classic(KICKED))
    result = officer("spend", "--invoice-file", path, "--yes")
    assert result.exit_code == 2
    assert f"It may be of {KICKS}: earmarked for Leicester City FC." in result.stdout
    assert "Missing argument 'POT'" in result.stderr


def test_xml_is_kept_as_text_that_no_browser_runs(officer: Officer, tmp_path: Path) -> None:
    path = saved(tmp_path / "lcfc.xml", ubl(KICKED))
    officer.does("spend", KICKS, "--invoice-file", path, "--yes")
    kept = officer.books / "documents" / "2018-19" / "2018-06-12.lcfc-xml.txt"
    assert kept.read_bytes() == Path(path).read_bytes()


def test_a_credit_note_leads_to_a_refund(officer: Officer, tmp_path: Path) -> None:
    path = saved(tmp_path / "lcfc.xml", ubl(KICKED, credit=True))
    text = officer.is_refused("spend", KICKS, "--invoice-file", path, "--yes", status=2)
    assert "lcfc.xml is a credit note: money comes back. Record it with: ringfence refund" in text
    assert '--payee "Leicester City FC"' in " ".join(text.split())


def test_an_accrual_and_its_payment_are_filled_in_too(officer: Officer, tmp_path: Path) -> None:
    path = saved(tmp_path / "lcfc.pdf", classic(KICKED))
    text = officer.does("accrue", KICKS, "--invoice-file", path, "--yes")
    assert "Pay it with: ringfence pay lcfc-1300" in text
    text = officer.does("pay", "lcfc-1300", "--invoice-file", path, "--yes", "--date", "2018-06-20")
    assert '2018-06-20 * "Leicester City FC"' in text


def test_several_invoices_of_one_e_mail_are_recorded_one_after_the_other(
    officer: Officer, tmp_path: Path
) -> None:
    other = replace(KICKED, reference="LCFC-1301", lines=(("Kicks", Decimal("100.00")),))
    content = mail(("one.pdf", classic(KICKED)), ("two.xml", ubl(other)))
    path = saved(tmp_path / "invoices.eml", content)
    text = officer.does("spend", KICKS, "--invoice-file", path, "--yes")
    assert "one.pdf (1 of 2)" in text
    assert "two.xml (2 of 2)" in text
    books = officer.text("spend-2018-19")
    assert '  invoice: "LCFC-1300"\n' in books
    assert '  invoice: "LCFC-1301"\n' in books
    assert (officer.books / "documents" / "2018-19" / "2018-06-12.one.pdf").exists()


@pytest.mark.parametrize("answer", ["skip", "record", "stop"])
def test_at_a_terminal_each_of_several_may_be_left_out(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    other = replace(KICKED, reference="LCFC-1301", lines=(("Kicks", Decimal("100.00")),))
    content = mail(("one.pdf", classic(KICKED)), ("two.xml", ubl(other)))
    path = saved(tmp_path / "invoices.eml", content)
    asked: list[str] = []

    def choose(message: str, choices: list[asking.Choice]) -> str:
        asked.append(message)
        if message.startswith("Invoice 1"):
            return answer
        if message.startswith("Invoice 2"):
            return "record"
        return choices[0].value

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", choose)

    def confirm(message: str, *, default: bool = True) -> bool:
        asked.append(message)
        return default

    monkeypatch.setattr(asking, "confirm", confirm)
    monkeypatch.setattr(asking, "words", lambda _message, default="": default)
    result = officer("spend", "--invoice-file", path)
    books = officer.text("spend-2018-19")
    assert ('  invoice: "LCFC-1300"\n' in books) is (answer == "record")
    assert ('  invoice: "LCFC-1301"\n' in books) is (answer != "stop")
    assert asked[0] == "Invoice 1 of 2: what now?"
    assert ("Which pot is it of?" in asked) is (answer != "stop")
    assert (result.exit_code == 0) is (answer != "stop")
    if answer == "record":
        assert asked.count("Save this?") == 2


def test_a_sole_traders_invoice_without_vat_is_recorded_whole(
    officer: Officer, tmp_path: Path
) -> None:
    path = saved(tmp_path / "lcfc.pdf", sole_trader(KICKED))
    text = officer.does("spend", KICKS, "--invoice-file", path, "--yes")
    assert "No VAT was read: £250.00 is recorded." in text
    assert "vat:" not in officer.text("spend-2018-19").rsplit("LCFC-1300", 1)[1]


def test_a_pdf_within_which_xml_is_damaged_is_read_by_its_words() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(classic(KICKED))))
    writer.add_attachment("factur-x.xml", b"<broken")
    file = io.BytesIO()
    writer.write(file)
    paper = read(file.getvalue())
    assert paper.total is not None
    assert paper.total.value == Decimal("300.00")
    assert paper.remarks == (
        "Within it: factur-x.xml is damaged: its XML ends too soon, or is none.",
    )
