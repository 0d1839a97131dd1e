"""A year of the worked example, out as three councils' listings and in again, line by line.

The books that are imported into have the plan, the awards, what was advanced and accrued, but
none of the plain spends: each comes back from a listing, is asked about, and is answered. Then
position and returns are what they were.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from beancount.core.data import Transaction

from ringfence.cli.commands import import_walk as walk
from ringfence.cli.prompt import asking
from ringfence.ledger.accounts import Kind
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.payments import Payment, payments
from ringfence.ledger.loading import Books, load
from tests.conftest import Officer

LATER_ONLY = ("adjusts", "corrects", "settled-by")
#: How councils write suppliers: the books know these as providers, and find them again.
SHOUTED = {
    "Women's Aid Leicestershire Ltd": "WOMENS AID LEICESTERSHIRE LIMITED",
    "Leicester City FC": "LEICESTER CITY FC",
    "Neighbour Hub": "THE NEIGHBOUR HUB CIC",
}
FIRST, SECOND = datetime.date(2017, 8, 31), datetime.date(2018, 1, 31)


def plain_spends(books: Books) -> list[Payment]:
    """The spends and credits that a listing can bring back: paid from an action or earmark."""
    return [each for each in payments(books.book) if all(map(is_plain, each.entries))]


def is_plain(entry: Transaction) -> bool:
    accounts = [posting.account for posting in entry.postings]
    return (
        entry.flag == "*"
        and all(each.startswith(("Expenses:Plan:", "Assets:Council:")) for each in accounts)
        and not any(key in LATER_ONLY or key.startswith("override-") for key in entry.meta)
    )


def without(folder: Path, spends: list[Payment]) -> None:
    """Take entries out of the text of the books."""
    gone: dict[str, set[int]] = {}
    for payment in spends:
        for entry in payment.entries:
            last = max(int((each.meta or {})["lineno"]) for each in entry.postings)
            lines = gone.setdefault(Path(entry.meta["filename"]).name, set())
            lines.update(range(int(entry.meta["lineno"]), last + 1))
    for name, lines in gone.items():
        text = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for number, line in enumerate(text, start=1) if number not in lines]
        (folder / name).write_text("".join(kept), encoding="utf-8")


# -- three councils


def shouted(payment: Payment) -> str:
    return SHOUTED.get(payment.payee, payment.payee)


def agresso(spends: list[Payment], path: Path) -> None:
    """Banner rows, a BOM, days as dd/mm/yyyy, thousands with commas, a total at the foot."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["Cost centre transactions (illustrative)"])
    rows.writerow([])
    rows.writerow(
        ["TT", "TransNo", "Trans date", "Period", "Ap/Ar ID(T)", "Inv No", "Amount", "Text"]
    )
    for number, each in enumerate(spends, start=31000):
        day, amount = f"{each.day:%d/%m/%Y}", f"{each.amount:,}"
        row = ["II", number, day, "201801", shouted(each), reference(each), amount]
        rows.writerow([*row, each.words])
    rows.writerow(["", "", "", "", "Total", "", f"{sum(each.amount for each in spends):,}", ""])
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())


def calderdale(spends: list[Payment], path: Path) -> None:
    """A workbook: days as Excel has them, the VAT that is not recovered beside, N/A for none."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(
        [
            *("Organisation Name", "Date", "Internal Ref Number", "Invoice Number", "Net Amount"),
            *("Irrecoverable VAT", "Supplier(Beneficiary) Name", "Supplier ID", "Expense Area"),
            *("Expense Code", "Extended Description", "Subsource", "Proclass"),
            "Procurement Classification: Council's Procurement Category Name",
        ]
    )
    for number, each in enumerate(spends, start=88000):
        vat = (each.amount / 6).quantize(Decimal("0.01"))
        row: list[object] = ["Illustrative", each.day, number, reference(each)]
        row += [float(each.amount - vat), float(vat)]
        row += [shouted(each), f"S{number}", "Community", "17", each.words, "AP", "", "Other"]
        sheet.append(row)
    workbook.save(path)


def sides(spends: list[Payment], path: Path) -> None:
    """No council that anybody here has seen: cp1252, semicolons, debit and credit, pounds."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["Posted", "Voucher", "Creditor", "Their ref", "Debit £", "Credit £", "Details"])
    for number, each in enumerate(spends, start=1):
        debit = f"£{each.amount:,}" if each.amount > 0 else ""
        credit = f"£{-each.amount:,}" if each.amount < 0 else ""
        day = f"{each.day:%d-%b-%y}"
        rows.writerow(
            [day, f"V{number}", shouted(each), reference(each), debit, credit, each.words]
        )
    path.write_bytes(text.getvalue().encode("cp1252"))


def reference(payment: Payment) -> str:
    """The supplier's invoice; of a receipt, the council's own to the funder."""
    return payment.invoice or str(payment.entries[0].meta.get("council-ref", ""))


class Oracle:
    """An officer who knows what every line is, and counts how often she had only to nod."""

    def __init__(self, spends: list[Payment], books: Books) -> None:
        self.pots = {(each.invoice, each.amount): pot_of(each, books) for each in spends}
        self.line: CouncilLine | None = None
        self.answers: Counter[str] = Counter()
        self.refused: set[str] = set()

    def looks(self, lines: list[CouncilLine], count: str = "") -> str:
        self.line = lines[0]
        return count

    def choose(self, message: str, choices: list[asking.Choice]) -> str:
        assert self.line is not None
        if message == "Is it?":
            assert self.line.supplier == "THE NEIGHBOUR HUB CIC"  # the advance has no invoice
            self.answers["confirmed"] += 1
            return choices[0].value
        return self.tells(self.line, message, choices)

    def tells(self, line: CouncilLine, message: str, choices: list[asking.Choice]) -> str:
        pot = self.pots[line.invoice, line.amount]
        if message == "What now?":
            # A credit that comes later in the listing makes room: she comes back to it.
            self.refused.add(line.ref)
            return walk.ANOTHER
        if line.ref in self.refused:
            self.refused.remove(line.ref)
            return walk.LATER
        if message in ("From which pot?", "To which pot?"):
            return pot
        if message == "What came in?":
            return choices[0].value
        assert message == "What is it?", f"{message} was asked of {self.line}"
        for place, choice in enumerate(choices):
            if choice.title.startswith((f"Spent from {pot} (", f"Refunded to {pot} (")):
                self.answers["first" if place == 0 else "offered"] += 1
                return choice.value
        self.answers["another"] += 1
        return walk.ANOTHER


def pot_of(payment: Payment, books: Books) -> str:
    for posting in payment.entries[0].postings:
        account = books.book.account(posting.account)
        if account and account.kind is Kind.SPENT and account.pot:
            return str(account.pot.address)
    raise AssertionError(payment)


@pytest.fixture
def whole(officer: Officer, tmp_path: Path) -> Officer:
    """The worked example as if its spends were not made up: what is imported is not marked so."""
    for path in officer.books.glob("spend-*.beancount"):
        text = path.read_text(encoding="utf-8").replace("  illustrative: TRUE\n", "")
        path.write_text(text, encoding="utf-8")
    return Officer(Path(shutil.copytree(officer.books, tmp_path / "whole")))


def test_what_goes_out_as_listings_comes_in_as_the_same_books(
    whole: Officer, officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = load(whole.books / "main.beancount")
    spends = plain_spends(books)
    without(officer.books, plain_spends(load(officer.books / "main.beancount")))
    assert len(spends) == 27
    assert officer.does("check").count("[overdrawn]") == 0
    paid = payments(books.book)
    assert len(paid) == 32
    agresso([each for each in paid if each.day <= FIRST], tmp_path / "spring.csv")
    calderdale([each for each in paid if FIRST < each.day <= SECOND], tmp_path / "autumn.xlsx")
    sides([each for each in paid if each.day > SECOND], tmp_path / "winter.csv")
    text = officer.does("profile", "new", str(tmp_path / "winter.csv"), "--id", "sides")
    assert all(f"  {field}\n" in text for field in ("doc-no", "invoice", "debit", "credit"))

    oracle = Oracle(spends, books)
    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    monkeypatch.setattr(asking, "choose", oracle.choose)
    monkeypatch.setattr(walk, "head_of", oracle.looks)
    text = officer.does("import", str(tmp_path / "spring.csv"))
    assert "10 settled; 1 line still waits." in text
    assert "1 settled; none waits any more." in officer.does("import")
    for name in ("autumn.xlsx", "winter.csv"):
        assert "none waits any more" in officer.does("import", str(tmp_path / name))
    monkeypatch.undo()

    # One was asked about twice; suppliers never paid before and no provider's are chosen for.
    assert oracle.answers == {"another": 15, "first": 8, "offered": 5, "confirmed": 1}
    for args in (
        *(
            ("position", "--year", "2017-18", "--as-at", day)
            for day in ("2017-06-12", "2017-12-31")
        ),
        ("position", "--year", "2017-18"),
        ("position", "--year", "2018-19"),
        ("return", "prepare", "PLF-2017-18", "2017-18-H1"),
        ("return", "prepare", "PLF-2017-18", "2017-18-H2"),
    ):
        ours = json.loads(officer.does(*args, "--format", "json"))
        theirs = json.loads(whole.does(*args, "--format", "json"))
        assert placeless(ours) == placeless(theirs), args
    assert officer.does("import").startswith("No line of the council's waits.")
    is_reconciled_and_signed(officer)


def is_reconciled_and_signed(officer: Officer) -> None:
    """The two ledgers agree to the penny; finance signs, and what is matched is protected."""
    statement = json.loads(officer.does("reconcile", "--format", "json"))
    assert statement["difference"] == "0.00"
    assert statement["our_balance"] == statement["council_balance"] == "-216.95"
    assert len(statement["matched"]) == 32
    officer.does("reconcile", "sign", "--as", "cfo")
    (path,) = (
        each for each in officer.books.glob("*.beancount") if "LCFC-1190" in each.read_text()
    )
    head, invoice, rest = path.read_text().partition("LCFC-1190")
    path.write_text(head + invoice + rest.replace("750.00 GBP", "749.00 GBP", 2))
    assert "[reconciled]" in officer("check").stdout


def placeless(values: object) -> object:
    """What a report says, without where an entry stands, when it was typed, and their digest."""
    if isinstance(values, dict):
        return {
            key: placeless(value)
            for key, value in values.items()
            if key not in ("file", "line", "recorded", "digest")
        }
    return [placeless(each) for each in values] if isinstance(values, list) else values
