"""Why a figure is what it is, and the pack of evidence."""

import hashlib
import io
import re
import zipfile
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ringfence.ledger import loading
from ringfence.ledger.money import ZERO
from ringfence.reports.monitoring.behind import Figure
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.why import why
from ringfence.reports.render.pack import pack

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
RETURNS = [
    ("PLF-2017-18", "2017-18-H1"),
    ("PLF-2017-18", "2017-18-H2"),
    ("PLF-2018-19", "2018-19-H1"),
    ("PLF-2017-18", "final"),
]


@pytest.mark.parametrize(("fund", "ref"), RETURNS)
def test_what_is_behind_a_figure_sums_to_it(fund: str, ref: str) -> None:
    book = loading.load(EXAMPLE / "main.beancount").book
    report = prepare(book, fund, ref)
    groups = why(book, report, str)
    assert len(groups) == len(report.lines) + 4
    summed = 0
    for group in groups:
        for figure in group.figures:
            name = f"{group.title}: {figure.name}"
            if figure.rows or figure.how is None:
                assert sum((row.amount for row in figure.rows), ZERO) == figure.amount, name
                summed += bool(figure.rows)
    assert summed > len(groups)


def test_the_figures_of_the_claim_open_too() -> None:
    """6,090.00 was invoiced in August and 7,474.22 in October, each received a month on."""
    book = loading.load(EXAMPLE / "main.beancount").book
    claim, *_rest = why(book, prepare(book, "PLF-2017-18", "2017-18-H2"), str)
    found = {each.name: [str(row.amount) for row in each.rows] for each in claim.figures}
    assert found["Claimed to date"] == found["Received to date"] == ["6090.00", "7474.22"]
    assert found["Awarded"] == ["38000.00"]
    assert found["Opening balance"] == ["1908.55", "2847.00"]
    (this,) = (each for each in claim.figures if each.name == "This claim")
    # Each of the entries that spent 32,339.22, and the two claims before.
    assert str(this.amount) == "18775.00"
    assert sum((row.amount for row in this.rows if row.amount > 0), ZERO) == Decimal("32399.22")
    assert [str(row.amount) for row in this.rows if row.amount < 0] == [
        "-60.00",
        "-6090.00",
        "-7474.22",
    ]
    assert this.how == (
        "PLF-2017-18 is paid on order: what was spent to date, £32,339.22, less the £13,564.22 "
        "claimed before; never below zero."
    )


def figures_of(ref: str) -> dict[tuple[str, str], Figure]:
    book = loading.load(EXAMPLE / "main.beancount").book
    groups = why(book, prepare(book, "PLF-2017-18", ref), lambda name: Path(name).name)
    return {(group.title, each.name): each for group in groups for each in group.figures}


def test_what_is_unspent_opens_to_its_parts() -> None:
    """660.00 + 0.50 + 447.00 = 1,107.50; + 3,408.55 + 1,275.28 - 909.05 = 4,882.28."""
    found = figures_of("2017-18-H1")
    number = "Unspent at the year's end"
    assert found[number, number].how == (
        "It is made of forecast under allocation, £1,107.50; in the reserve, £3,408.55; not "
        "allocated, £1,275.28; less what the terms let be kept, £909.05. By fund: PLF-2015-16: "
        "£909.05 kept and spent on the plan. PLF-2017-18: £4,882.28 needs consent to be spent "
        "later."
    )
    assert found[number, "Forecast under allocation"].how == (
        "Big Lunch, 18 June 2017 £660.00, Diversionary Activities £0.50 and Prevent £447.00."
    )


def test_a_profile_and_an_officers_figure_name_where_they_stand() -> None:
    found = figures_of("2017-18-H1")
    line = (EXAMPLE / "plan-2017-18.beancount").read_text(encoding="utf-8").splitlines()
    how = found["Bluelight Project", "Profile to date"].how or ""
    name, number = how.rstrip(".").rpartition(" ")[2].split(":")
    assert name == "plan-2017-18.beancount"
    assert '"action" "2017-18" "Bluelight"' in line[int(number) - 1]
    how = found["Prevent", "Forecast outturn"].how or ""
    assert "A late start; not all sessions will fit in before March. Declared 31 August 2017" in how
    assert "delivery-2017-18.beancount:" in how


def test_an_accrual_rests_on_the_invoice_that_paid_it() -> None:
    """2,750.00 was accrued on 31 March 2018 and billed on 20 April."""
    rows = figures_of("2017-18-H2")["Claim and what there was", "This claim"].rows
    (accrued,) = (row for row in rows if "fourth quarter, accrued" in row.words and row.amount > 0)
    assert accrued.invoice == "WAL-2391 of 20 April 2018, which paid what was accrued"


INSTALMENTS = """2017-06-12 custom "fund" "Grant"
  payment: "{payment}"
  instalments: "2017-06-30 4000.00, 2017-12-31 6000.00"
  returns: "six-monthly"
  decision: "OPCC-1"
2017-07-05 * "OPCC" "Claimed"
  Assets:Receivable:OPCC:Grant                    {claimed} GBP
  Assets:Awarded:OPCC:Grant                      -{claimed} GBP
"""


@pytest.mark.parametrize(
    ("payment", "claimed", "amount", "rows"),
    [
        # Of the two instalments the first is due by September.
        (
            "instalments",
            "1000.00",
            "3000.00",
            [("2017-06-30", "4000.00"), ("2017-07-05", "-1000.00")],
        ),
        # More was claimed than is due: nothing is claimed, and no entries come to that.
        ("instalments", "5000.00", "0.00", []),
    ],
)
def test_a_claim_of_instalments_opens_to_those_due(
    book: Any, payment: str, claimed: str, amount: str, rows: list[tuple[str, str]]
) -> None:
    made = book(text=INSTALMENTS.format(payment=payment, claimed=claimed))
    claim, *_rest = why(made, prepare(made, "Grant", "2017-18-H1"), str)
    (this,) = (each for each in claim.figures if each.name == "This claim")
    assert str(this.amount) == amount
    assert [(row.date, str(row.amount)) for row in this.rows] == rows
    assert this.how == (
        "Grant is paid in instalments: those due by then, £4,000.00, less the "
        f"£{Decimal(claimed):,} claimed before; never below zero."
    )


def test_the_page_tells_decision_minute_and_invoice_and_runs_nothing(
    officer: Any, tmp_path: Path
) -> None:
    officer.add(
        '2017-08-20 * "<script>alert(1)</script>" "=1+1"\n'
        "  Expenses:Plan:2017-18:Diversionary:PLF-2015-16  0.10 GBP\n"
        "  Assets:Council:PLF-2015-16  -0.10 GBP\n"
    )
    path = tmp_path / "why.html"
    officer.does("return", "why", "PLF-2017-18", "2017-18-H1", "--output", str(path))
    text = path.read_text(encoding="utf-8")
    assert "CSP CSP-2017-06-12-03: £1,000 from the reserve" in text
    assert "(Meeting of 12 June 2017)" in text
    assert "Invoice BL-19" in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"<script|<link|<img|https?://|@import|url\(", text)


CAMP = """2017-08-20 * "Scouts" "Camp" ^camp
  Expenses:Plan:2017-18:Diversionary:PLF-2015-16  0.10 GBP
  Assets:Council:PLF-2015-16  -0.10 GBP
2017-08-20 document Assets:Council:PLF-2015-16 "{}" ^camp
"""


def packed(officer: Any, path: Path) -> zipfile.ZipFile:
    officer.does("return", "pack", "PLF-2017-18", "2017-18-H1", "--output", str(path))
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def test_the_pack_has_all_and_always_the_same_bytes(officer: Any, tmp_path: Path) -> None:
    paper = officer.books / "papers" / "2017-08-20 camp & #1.pdf"
    paper.parent.mkdir()
    paper.write_bytes(b"%PDF")
    officer.add(CAMP.format(f"papers/{paper.name}"))
    made = packed(officer, tmp_path / "one.zip")
    packed(officer, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert {
        "MANIFEST.sha256",
        "papers/2017-08-20 camp & #1.pdf",
        "return.docx",
        "return.html",
        "return.json",
        "return.xlsx",
        "why.html",
    } <= set(made.namelist())
    listed = made.read("MANIFEST.sha256").decode().splitlines()
    assert len(listed) == len(made.namelist()) - 1
    for line in listed:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(made.read(name)).hexdigest() == digest


def test_documents_are_linked_within_the_pack(officer: Any, tmp_path: Path) -> None:
    """Every link of the page is to a file of the pack, or to a place of its own."""
    paper = officer.books / "papers" / "2017-08-20 camp & #1.pdf"
    paper.parent.mkdir()
    paper.write_bytes(b"%PDF")
    officer.add(CAMP.format(f"papers/{paper.name}"))
    made = packed(officer, tmp_path / "one.zip")
    page = made.read("why.html").decode()
    assert 'id="papers"' not in page
    links = {unquote(unescape(each)) for each in re.findall(r'href="([^"]*)"', page)}
    files = {each for each in links if not each.startswith("#")}
    assert "papers/2017-08-20 camp & #1.pdf" in files
    assert files <= set(made.namelist())
    places = {each[1:] for each in links if each.startswith("#")}
    assert places <= set(re.findall(r'id="([^"]*)"', page))


def test_no_document_takes_the_place_of_another_in_the_pack(officer: Any, tmp_path: Path) -> None:
    """Two of one name, one called as the return is."""
    (officer.books / "papers").mkdir()
    (officer.books / "papers" / "camp.pdf").write_bytes(b"another")
    (officer.books / "camp.pdf").write_bytes(b"inside")
    (officer.books / "return.docx").write_bytes(b"not the return")
    officer.add(CAMP.format("papers/camp.pdf"))
    for name in ("camp.pdf", "return.docx"):
        officer.add(f'2017-08-20 document Assets:Council:PLF-2015-16 "{name}" ^camp\n')
    made = packed(officer, tmp_path / "one.zip")
    assert (made.read("camp.pdf"), made.read("papers/camp.pdf")) == (b"inside", b"another")
    assert made.read("return-2.docx") == b"not the return"
    assert made.read("return.docx").startswith(b"PK")


def test_a_page_on_its_own_leads_to_the_documents_of_the_books(
    officer: Any, tmp_path: Path
) -> None:
    paper = officer.books / "camp.pdf"
    paper.write_bytes(b"%PDF")
    officer.add(CAMP.format("camp.pdf"))
    page = tmp_path / "sent" / "why.html"
    page.parent.mkdir()
    done = officer.does("return", "why", "PLF-2017-18", "2017-18-H1", "--output", str(page))
    assert (
        "The papers that it names are not in it. To send them too: ringfence return pack "
        "PLF-2017-18 2017-18-H1"
    ) in done
    text = " ".join(page.read_text("utf-8").split())
    assert "The papers named here are not in this page: a link to one works only where" in text
    assert "Whoever is sent the evidence pack has them with it" in text
    assert "ringfence " not in text
    found = re.findall(r'href="([^"#]*camp\.pdf)"', page.read_text(encoding="utf-8"))
    assert found
    assert (page.parent / unquote(found[0])).resolve() == paper.resolve()


def test_an_empty_pack_is_only_its_manifest() -> None:
    with zipfile.ZipFile(io.BytesIO(pack({}))) as opened:
        assert opened.namelist() == ["MANIFEST.sha256"]
