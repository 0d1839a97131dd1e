"""`ringfence profile new` says at once what it can't know, and saves nothing that is doubtful."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.importers.listing.profiles import known_profiles, of_books
from ringfence.importers.listing.reading import read_listing
from tests.conftest import Officer


def dry_run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["profile", "new", str(path), "--dry-run", *options])


def text(folder: Path, *rows: str, name: str = "listing.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("".join(f"{row}\n" for row in rows).encode(encoding))
    return path


VENDORS = (
    "Posting Date,Voucher,Vch Type,Vendor,Vendor Inv,Description,,Net £,VAT £",
    "11/08/2017,500123,INV,Women's Aid Leicestershire Ltd,WAL-2207,First quarter,,2750.00,550.00",
    "12/08/2017,500124,INV,Müller & Söhne,MS-1,Flyers,,1234.50,246.90",
    "13/09/2017,500131,CRN,Müller & Söhne,MS-1C,Credit for flyers,,34.50,0.00",
    "Grand Total,,,,,,,3950.00,796.90",
)


def terminal(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Somebody who presses Enter throughout; gives what was asked, and what Enter said."""
    asked: list[tuple[str, bool]] = []

    def confirm(message: str, *, default: bool = True) -> bool:
        asked.append((message, default))
        return default

    def choose(message: str, choices: list[Choice]) -> str:
        asked.append((message, True))
        return choices[0].value

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", choose)
    monkeypatch.setattr(asking, "confirm", confirm)
    monkeypatch.setattr(asking, "words", lambda _message, default="": default)
    monkeypatch.setattr(asking, "read", lambda _message, reader, default="": reader(default))
    return asked


def test_vouchers_and_credit_notes_without_a_sign_are_read_by_enter_alone(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = text(tmp_path, *VENDORS)
    terminal(monkeypatch)
    officer.does("profile", "new", str(path))
    listing = read_listing(path, known_profiles(officer.books))
    assert [line.amount for line in listing.lines] == [
        *(Decimal("2750.00"), Decimal("1234.50"), Decimal("-34.50")),
    ]
    last = listing.lines[-1]
    assert (last.doc_no, last.doc_type, last.invoice) == ("500131", "CRN", "MS-1C")
    assert (listing.total, listing.own_total, listing.remarks) == (Decimal("3950.00"), None, ())


def test_a_column_of_invoices_and_credits_is_the_kind_whatever_it_is_called(
    tmp_path: Path,
) -> None:
    path = text(tmp_path, "Date,Ref,Art,Net", "13/04/2023,R1,INV,10.00", "14/04/2023,R2,CRN,4.00")
    assert "They add up to £6.00, with 1 credit of £4.00" in dry_run(path).output


WRONG = "Row 5 gives a total of £3,950.00; the lines add up to £4,019.00."


def test_what_does_not_come_to_the_files_own_total_is_not_saved_unless_said(
    officer: Officer, tmp_path: Path
) -> None:
    command = ("profile", "new", str(text(tmp_path, *VENDORS)), "--doc-type-column", "none")
    output = officer.is_refused(*command)
    assert f"listing.csv: {WRONG} Perhaps a credit has no sign (--credit-type CRN), a " in output
    assert "If it is right as it was read, say so: --despite-total. Nothing was written." in output
    assert of_books(officer.books) == []
    assert "Saved as council/profiles/listing.toml." in officer.does(*command, "--despite-total")


def test_at_a_terminal_enter_does_not_save_what_does_not_come_to_the_files_own_total(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = terminal(monkeypatch)
    command = ("profile", "new", str(text(tmp_path, *VENDORS)), "--doc-type-column", "none")
    result = officer(*command)
    assert (result.exit_code, WRONG in result.stdout) == (1, True)
    assert asked[-1] == ("Save this as council/profiles/listing.toml?", False)
    assert of_books(officer.books) == []
    officer.does(*command, "--despite-total")
    assert asked[-1] == ("Save this as council/profiles/listing.toml?", True)


def test_debit_and_credit_are_seen_where_nothing_came_back(tmp_path: Path) -> None:
    head = "Posted;Voucher;Creditor;Their ref;Debit £;Credit £;Details"
    path = text(tmp_path, head, "13-Apr-18;V1;Acme;A-1;£1,200.00;;Toner", encoding="cp1252")
    output = dry_run(path).output
    assert "They add up to £1,200.00" in output
    assert "Debits are spending, credits come back" in output
    taken = [
        line.split()[-1]
        for line in output.splitlines()
        if line[:1] in "ABCDEFG" and line[1:2] == " "
    ]
    assert taken == ["day", "doc-no", "supplier", "invoice", "debit", "credit", "narrative"]


def test_an_amount_goes_before_a_side_that_is_empty(tmp_path: Path) -> None:
    path = text(tmp_path, "Date,Amount,Debit,Credit", "13/04/2018,12.00,12.00,")
    assert "Amounts above nothing are spending" in dry_run(path).output


def test_a_bad_date_in_a_small_file_is_said_at_once(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        *("Date,Payee,Amount,Reference", "14/09/2117,Future,1.00,Z2", "31/02/2017,Bad,x,Z4"),
    )
    output = dry_run(path).stderr
    assert (
        "Row 2, column A “Date”: “14/09/2117” is in the year 2117, which can't be meant." in output
    )
    assert (
        "Row 3, column A “Date”: “31/02/2017” is not a date: February 2017 has no day 31." in output
    )
    assert "Row 3, column C “Amount”: “x” is not an amount in pounds." in output


def test_a_total_beneath_dates_does_not_hide_them(tmp_path: Path) -> None:
    rows = ("01/08/2017;K1;12.00;", "15/08/2017;K2;;2.00", "Total August;;12.00;2.00")
    output = dry_run(text(tmp_path, "Buchung;Ref;Dr;Cr", *rows)).output
    assert "They add up to £10.00, with 1 credit of £2.00, from 1 August 2017" in output
    assert "Total August: £10.00" in output


def test_headings_alone_are_named_for_what_they_are(officer: Officer, tmp_path: Path) -> None:
    path = text(tmp_path, "Date,Payee,Amount,Reference")
    assert (
        "listing.csv: the headings stand in row 1, and nothing beneath them. What columns hold "
        "can't be seen of headings alone: give a listing that has lines. Nothing was written."
    ) in dry_run(path).stderr
    one = text(tmp_path, "Date,Payee,Amount,Reference", "13/04/2018,Acme,1.00,R1", name="one.csv")
    officer.does("profile", "new", str(one))
    output = officer.does("import", str(path))
    assert "There are no lines below the headings, so there is nothing to import." in output
    assert "0 new lines, £0.00." in output


MIXED = (
    "Date\tPayee\tOur ref\tAmount",
    "01/08/2017\tSmith\t1001\t£1,234.50-",
    "25/08/2017\tÜmläut\t1002\t(75.00)",
    "05/09/2017\tAcme\t1003\t 27,000.00 ",
    "05/09/2017\tAcme\t1004\t12.30 CR",
    "06/09/2017\tAcme\t1005\t.5",
)


def test_a_sign_that_a_credit_contradicts_is_not_guessed(tmp_path: Path) -> None:
    path = text(tmp_path, *MIXED, encoding="utf-16")
    result = dry_run(path)
    assert result.exit_code == 1
    assert (
        "Column D “Amount”: 3 of 5 amounts are below zero, as if that were spending; but so is "
        "“12.30 CR”, which says that it is a credit. Say which: --sign spend-positive (what is "
        "below zero came back) or spend-negative (it was spent). Nothing was written."
    ) in result.stderr
    assert "They add up to £25,678.70, with 3 credits of £1,321.80" in (
        dry_run(path, "--sign", "spend-positive").output
    )
    assert "They add up to -£25,678.70" in dry_run(path, "--sign", "spend-negative").output


def test_at_a_terminal_a_sign_is_asked_with_the_credit_that_contradicts(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = terminal(monkeypatch)
    output = officer.does("profile", "new", str(text(tmp_path, *MIXED)))
    assert asked[1][0] == (
        "01/08/2017, Smith, 1001, £1,234.50-\nIt is below zero. So is 05/09/2017, Acme, 1004, "
        "12.30 CR, and says that it is a credit. Which way did the money go?"
    )
    assert "They add up to £25,678.70" in output


def test_amounts_that_are_all_marked_credits_are_credits(tmp_path: Path) -> None:
    path = text(tmp_path, "Date,Ref,Amount", "13/04/2017,R1,4.00CR", "14/04/2017,R2,5.00 CR")
    assert "They add up to -£9.00, with 2 credits of £9.00" in dry_run(path).output


# -------------------------------------------------------------- who was paid


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        *(("Name", "supplier"), ("Name:", "supplier"), ("* SUPPLIER FINAL", "supplier")),
        *(("Supplier ID(T)", "supplier"), ("Supplier Company Name", "supplier")),
        *(("Merchant Category", "account-title"), ("Supplier Type", "-"), ("Body Name", "-")),
        *(("Supplier Postcode", "-"), ("Cost Centre Name", "cost-centre-title")),
    ],
)
def test_who_was_paid_is_known_by_heading_and_values_together(
    tmp_path: Path, heading: str, column: str
) -> None:
    path = text(
        tmp_path,
        f"Payment Date,{heading},Net Amount",
        *("25/10/2019,Beta Trust,10.00", "26/10/2019,Jo's Café,11.00"),
    )
    shown = dry_run(path).output.splitlines()
    line = next(each for each in shown if each.startswith("B "))
    assert line.split()[-1] == column


def test_names_of_organisations_are_suppliers_whatever_the_heading(tmp_path: Path) -> None:
    rows = ("25/10/2019,Beta Trust,Training,10.00", "26/10/2019,Acme Ltd,Hotels,11.00")
    path = text(tmp_path, "Payment Date,Wer,Was,Net Amount", *rows)
    output = dry_run(path).output
    assert "B         Wer           Beta Trust, Acme Ltd    supplier" in output
    assert "C         Was           Training, Hotels        -" in output


NOBODY = ("Date,Reason,Ref,Amount", "25/10/2019,Training,R1,10.00", "26/10/2019,Hotel,R2,11.00")


def test_that_no_column_is_the_supplier_is_asked_and_never_taken_for_withheld(
    tmp_path: Path,
) -> None:
    path = text(tmp_path, *NOBODY)
    output = dry_run(path).output
    assert (
        "No column is the supplier: is that right? If one is, say which: --supplier-col" in output
    )
    assert "(no column)" in output
    assert "withheld" not in output
    output = dry_run(path, "--supplier-column", "none").output
    assert "is that right" not in output
    assert "Hotel" in dry_run(path, "--supplier-column", "Reason").output.split("So it was")[1]


def test_at_a_terminal_the_columns_of_words_are_offered_for_the_supplier(
    tmp_path: Path, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = terminal(monkeypatch)
    offered: list[list[str]] = []

    def choose(message: str, choices: list[Choice]) -> str:
        asked.append((message, True))
        offered.append([each.title for each in choices])
        return choices[1 if message.startswith("No column") else 0].value

    monkeypatch.setattr(asking, "choose", choose)
    officer.does("profile", "new", str(text(tmp_path, *NOBODY)))
    assert asked[1] == ("No column is the supplier: is that right?", True)
    assert offered[1] == [
        *("Yes: the listing does not say who was paid", "B “Reason”, such as Training"),
    ]
    listing = read_listing(tmp_path / "listing.csv", known_profiles(officer.books))
    assert [line.supplier for line in listing.lines] == ["Training", "Hotel"]


@pytest.mark.parametrize(
    ("total", "first"),
    [("1200.00", "No: VAT that is recovered comes on top of them"), ("1000.00", "Yes")],
)
def test_the_answer_that_comes_to_the_files_own_total_is_first(
    tmp_path: Path, officer: Officer, monkeypatch: pytest.MonkeyPatch, total: str, first: str
) -> None:
    path = text(
        tmp_path,
        "Date,Supplier,Ref,Amount,VAT",
        *("25/10/2019,A Ltd,R1,600.00,100.00", "26/10/2019,B Ltd,R2,600.00,100.00"),
        f"Total,,,{total},",
    )
    terminal(monkeypatch)
    offered: dict[str, str] = {}

    def choose(message: str, choices: list[Choice]) -> str:
        offered[message] = choices[0].title
        return choices[0].value

    monkeypatch.setattr(asking, "choose", choose)
    officer.does("profile", "new", str(path))
    assert offered["Do the amounts include the VAT in its own column?"].startswith(first)
    listing = read_listing(path, known_profiles(officer.books))
    assert (str(listing.total), listing.own_total) == (total, None)


def test_where_most_is_below_zero_spending_is_offered_first(
    tmp_path: Path, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = text(
        tmp_path,
        "Date,Supplier,Ref,Amount",
        *("25/10/2019,A Ltd,R1,-6.00", "26/10/2019,B Ltd,R2,-7.00", "27/10/2019,B Ltd,R3,1.00"),
    )
    terminal(monkeypatch)
    officer.does("profile", "new", str(path))
    listing = read_listing(path, known_profiles(officer.books))
    assert [str(line.amount) for line in listing.lines] == ["6.00", "7.00", "-1.00"]
