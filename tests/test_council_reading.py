"""Listings read whole: the four real ones, the quirks of others, and what must always hold."""

from __future__ import annotations

import csv
import datetime
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from ringfence.importers.cells import UnreadCellError, money_of, supplier_of, text_of
from ringfence.importers.listing.dates import DateOrder, PeriodForm, day_of, last_day
from ringfence.importers.listing.errors import FaultyRowsError, LayoutChangedError, PartError
from ringfence.importers.listing.headers import find
from ringfence.importers.listing.parts import Part, read_part
from ringfence.importers.listing.profiles import Profile, parse_profile, shipped_profiles
from ringfence.importers.listing.reading import Listing, read_listing
from tests.listings import day, workbook

LISTINGS = Path(__file__).parent / "data" / "listings"
SIMPLE = """
title = "A council that is made up"
[columns]
day = "Date"
amount = "Amount"
supplier = "Supplier"
doc-no = "Doc"
"""
HEAD = "Date,Supplier,Doc,Amount"


def profile(text: str = SIMPLE, name: str = "simple") -> Profile:
    return parse_profile(text.encode(), name, "the profile")


def read(path: Path, text: str, settings: str = SIMPLE, *, encoding: str = "utf-8") -> Listing:
    file = path / "listing.csv"
    file.write_bytes(text.encode(encoding))
    return read_listing(file, [profile(settings)])


def amounts(listing: Listing) -> list[str]:
    return [str(line.amount) for line in listing.lines]


# -------------------------------------------------------------- the four real ones


@pytest.mark.parametrize(
    ("name", "column", "total", "credits_", "withheld"),
    [
        ("harrogate-2022-08", "Net Amount", "305507.38", 1, 1),
        ("newcastle-2022-08", "Total (excludes VAT)", "1076992.65", 10, 101),
        ("darlington-2022-09", "Invoice Line Value (net of VAT)", "2314961.17", 0, 0),
        ("calderdale-2022-08", "Net Amount", "1831551.13", 9, 0),
    ],
)
def test_a_real_listing_is_read_whole(
    name: str, column: str, total: str, credits_: int, withheld: int
) -> None:
    path = LISTINGS / f"{name}.csv"
    listing = read_listing(path, shipped_profiles())
    with path.open(encoding="utf-8", newline="") as file:
        published = [Decimal(row[column]) for row in csv.DictReader(file)]
    assert listing.profile.id == name.partition("-")[0]
    assert [line.amount for line in listing.lines] == published
    assert listing.total == sum(published) == Decimal(total)
    assert (listing.rows, len(listing.lines), len(listing.skipped)) == (241, 240, 1)
    assert listing.skipped[0][:2] == (1, "the headings")
    assert sum(line.amount < 0 for line in listing.lines) == credits_
    assert sum(not line.supplier for line in listing.lines) == withheld
    assert len({line.ref for line in listing.lines}) == 240
    assert not any(character in line.ref for line in listing.lines for character in ", \t\n")
    assert listing.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (listing.encoding, listing.sheet, listing.remarks) == ("utf-8", "", ())


def test_what_a_real_line_says_is_in_its_fields() -> None:
    line = read_listing(LISTINGS / "calderdale-2022-08.csv", shipped_profiles()).lines[0]
    assert (line.day, line.amount) == (day("2022-08-17"), Decimal("-438.80"))
    assert (line.supplier, line.supplier_id) == ("Achieve Together Ltd", "S385887")
    assert (line.invoice, line.doc_no, line.doc_type) == ("08AUG-04SEP", "31651682", "RC")
    assert (line.account, line.irrecoverable_vat, line.row) == ("88769499", None, 2)
    newcastle = read_listing(LISTINGS / "newcastle-2022-08.csv", shipped_profiles()).lines
    assert (newcastle[0].cost_centre, newcastle[0].capital) == ("1KR01", False)
    assert sum(line.capital is True for line in newcastle) == 6


def test_the_refs_of_real_lines_stay_what_they_are() -> None:
    """They are in people's books: a change of how they are made would import all of them again."""
    refs = [
        read_listing(path, shipped_profiles()).lines[0].ref
        for path in sorted(LISTINGS.glob("*.csv"))
    ]
    assert refs == [
        "calderdale:31651682:334d77ee993f",
        "darlington:55515058:7b84d0fa68f6",
        "harrogate:3653374:a84306cd830f",
        "newcastle:8678519:58f79ee09768",
    ]


@pytest.mark.parametrize("path", sorted(LISTINGS.glob("*.csv")), ids=lambda path: path.stem)
def test_a_real_listing_saved_in_excel_has_the_same_lines(path: Path, tmp_path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[list[Any]] = list(csv.reader(file))
    for row in rows[1:]:
        for number, cell in enumerate(row):
            if len(cell) == 10 and cell.startswith("2022-"):
                row[number] = datetime.datetime.fromisoformat(cell)
            elif cell.replace(".", "").replace("-", "").isdecimal() and not cell.startswith("0"):
                row[number] = float(cell) if "." in cell else int(cell)
    in_excel = read_listing(workbook(tmp_path / "listing.xlsx", rows), shipped_profiles())
    text = read_listing(path, shipped_profiles())
    assert [line.ref for line in in_excel.lines] == [line.ref for line in text.lines]
    assert in_excel.total == text.total


def test_profiles_are_found_by_headings_and_never_tie() -> None:
    assert {
        path.stem: find(path, shipped_profiles()).profile.id for path in LISTINGS.glob("*.csv")
    } == {
        "calderdale-2022-08": "calderdale",
        "darlington-2022-09": "darlington",
        "harrogate-2022-08": "harrogate",
        "newcastle-2022-08": "newcastle",
    }


# -------------------------------------------------------------- Agresso


def test_a_listing_of_agresso_is_read_with_its_text_columns(tmp_path: Path) -> None:
    path = tmp_path / "agresso.csv"
    path.write_text(
        "Entity,TT,TransNo,Trans date,Period,Hd.acc,Acc,Acc(T),Cat1,Ap/Ar ID,Ap/Ar ID(T),Inv No,"
        "TC,TS,Cur,Cur. amount,Amount,Text\n"
        "O1,II,60012345,17/04/2023,202401,X,4100,Grants,CS01,S104,Wigston Drama CIC,WD-7,0,,GBP,"
        "400.00,400.00,Summer\n"
        "O1,GL,70000001,30/04/2023,202401,X,4100,Grants,CS01,,,,0,,GBP,-40.00,-40.00,Correction\n"
    )
    listing = read_listing(path, shipped_profiles())
    assert (listing.profile.id, listing.total) == ("agresso", Decimal("360.00"))
    line = listing.lines[0]
    assert (line.supplier, line.supplier_id) == ("Wigston Drama CIC", "S104")
    assert (line.doc_no, line.doc_type, line.invoice) == ("60012345", "II", "WD-7")
    assert (line.account, line.account_title, line.period) == ("4100", "Grants", "202401")


def test_agresso_without_dates_goes_by_the_fiscal_period(tmp_path: Path) -> None:
    path = tmp_path / "agresso.csv"
    path.write_text("TT,Transaction Number,Amount,Period\nII,1,400.00,202401\nII,2,1.00,202412\n")
    days = [line.day for line in read_listing(path, shipped_profiles()).lines]
    assert days == [day("2023-04-30"), day("2024-03-31")]


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("202401", "year-end", "2023-04-30"),
        ("202410", "year-end", "2024-01-31"),
        ("202413", "year-end", "2024-03-31"),
        ("202401", "year-start", "2024-04-30"),
        ("2024/12", "year-start", "2025-03-31"),
        ("202402", "month", "2024-02-29"),
        ("01/2024", "year-end", "2023-04-30"),
        ("P3 2024", "month", "2024-03-31"),
        ("Apr-23", "month", "2023-04-30"),
        ("Sept-23", "month", "2023-09-30"),
    ],
)
def test_fiscal_periods(text: str, form: PeriodForm, expected: str) -> None:
    assert last_day(text, form) == day(expected)


@pytest.mark.parametrize(
    ("text", "form"),
    [("202400", "year-end"), ("202417", "year-end"), ("202413", "month"), ("x", "month")],
)
def test_what_is_no_period(text: str, form: PeriodForm) -> None:
    with pytest.raises(UnreadCellError, match="is not a period"):
        last_day(text, form)


# -------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("-£23,484.00", "-23484.00"),
        (" 27,000.00 ", "27000.00"),
        ("£1,000", "1000.00"),
        ("£-5.10", "-5.10"),
        ("(1,200.50)", "-1200.50"),
        ("(£75.00)", "-75.00"),
        ("300.00-", "-300.00"),
        ("−12.30", "-12.30"),
        ("12.30 CR", "-12.30"),
        ("12.30DR", "12.30"),
        ("+7", "7.00"),
        (".5", "0.50"),
        ("37.980000000000004", "37.98"),
        ("-", "0.00"),
        (594, "594.00"),
        (37.98, "37.98"),
        (0.1 + 0.2, "0.30"),
        ("GBP 10", "10.00"),
    ],
)
def test_amounts_as_councils_write_them(cell: Any, amount: str) -> None:
    assert money_of(cell) == Decimal(amount)


@pytest.mark.parametrize("cell", ["", "  ", "N/A", "nil", None, "#N/A"])
def test_what_says_that_there_is_no_amount(cell: Any) -> None:
    assert money_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("12,34.5", "“12,34.5” can be read in more than one way: a comma stands between thousands"),
        ("1.234,56", "can be read in more than one way"),
        ("abc", "“abc” is not an amount in pounds"),
        ("12.345", "has more than pence"),
        (10.005, "has more than pence"),
        ("(5.00)-", "its signs don't fit together"),
        ("(5.00", "its signs don't fit together"),
        ("--5", "is not an amount in pounds: its signs don't fit together"),
        ("1E+05", "is not an amount in pounds"),
        ("€5.00", "is not an amount in pounds"),
        ("#REF!", "its formula is broken: #REF!"),
        (True, "is not an amount in pounds"),
        (datetime.datetime(2022, 8, 1), "is not an amount in pounds"),  # noqa: DTZ001 - as Excel has it
        (float("nan"), "is not an amount in pounds"),
        ("9" * 16, "is too large an amount"),
        ("٣", "is not an amount in pounds"),
    ],
)
def test_what_is_no_amount(cell: Any, reason: str) -> None:
    with pytest.raises(UnreadCellError) as error:
        money_of(cell)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "cell",
    [
        *("03/04/2022", "3/4/22", "03.04.2022", "03-04-2022", "2022-04-03", "2022-04-03T00:00:00"),
        *("03-Apr-22", "03-APR-2022", "3 April 2022", "3rd Apr 2022", "Sun 3 Apr 2022", "20220403"),
        *("03/04/2022 00:00", "44654", 44654, 44654.75, "2022/04/03", "Sunday, 3 April 2022"),
        datetime.datetime(2022, 4, 3, 9, 30),  # noqa: DTZ001 - as Excel has it
        datetime.date(2022, 4, 3),
    ],
)
def test_dates_as_councils_write_them(cell: Any) -> None:
    assert day_of(cell, DateOrder.DAY_FIRST) == day("2022-04-03")


def test_month_first_only_where_it_was_said() -> None:
    assert day_of("03/04/2022", DateOrder.MONTH_FIRST) == day("2022-03-04")
    with pytest.raises(UnreadCellError, match="“03/04/2022” may be two days"):
        day_of("03/04/2022", None)
    assert day_of("04/04/2022", None) == day_of("4/4/2022", None) == day("2022-04-04")
    assert day_of("13/04/2022", None) == day("2022-04-13")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/02/2022", "February 2022 has no day 31"),
        ("13/13/2022", "there is no month 13"),
        ("30/04/1922", "is in the year 1922, which can't be meant"),
        ("soon", "“soon” is not a date"),
        (3, "“3” is not a date"),
        (True, "“True” is not a date"),
        ("20229999", "there is no month 99"),
    ],
)
def test_what_is_no_date(cell: Any, reason: str) -> None:
    with pytest.raises(UnreadCellError) as error:
        day_of(cell, DateOrder.DAY_FIRST)
    assert reason in str(error.value)


def test_words_are_put_on_one_line_and_nothing_is_nothing() -> None:
    assert text_of("  Fosse\n  Security \x96 Ltd ") == "Fosse Security – Ltd"
    assert [text_of(cell) for cell in ("N/A", "#N/A", "-", None, "NULL", 3653374.0, 12)] == [
        *("", "", "", "", "", "3653374", "12"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("REDACTED \x96 PERSONAL DATA", "Redacted Personal Data", "Name Withheld", "CONFIDENTIAL"),
        *("Supplier name redacted", "redacted", "[REDACTED]"),
    ],
)
def test_a_redacted_supplier_is_none(name: str) -> None:
    assert supplier_of(name) == ""


def test_a_supplier_that_only_sounds_so_is_one() -> None:
    for name in ("CONFIDENTIAL SHREDDING LTD", "Personal Data Services plc", "TOTAL RESOURCES UK"):
        assert supplier_of(name) == name


# -------------------------------------------------------------- files


def test_banner_blank_total_and_remark_rows_are_accounted_for(tmp_path: Path) -> None:
    listing = read(
        tmp_path,
        f"""\
A council that is made up
,,,
{HEAD}
13/04/2022,Fosse Ltd,1,10.00

14/04/2022,TOTAL GAS LTD,2,20.00
,Sub Total,,30.00
{HEAD}
15/04/2022,Soar Ltd,3,(5.00)
,,,25.00
Grand total,,,25.00
Printed by finance,,,
""",
    )
    assert amounts(listing) == ["10.00", "20.00", "-5.00"]
    assert [tuple(each[:2]) for each in listing.skipped] == [
        (1, "above the headings"),
        (2, "above the headings"),
        (3, "the headings"),
        (5, "blank"),
        (7, "Sub Total: £30.00"),
        (8, "the headings again"),
        (10, "the sum of the rows above: £25.00"),
        (11, "Grand total: £25.00"),
        (12, "a remark: Printed by finance"),
    ]
    assert [line.row for line in listing.lines] == [4, 6, 9]
    assert (listing.rows, listing.total, listing.remarks) == (12, Decimal("25.00"), ())


@pytest.mark.parametrize(
    "label",
    [
        *("Subtotal August", "Sub-total Community Safety", "Total August", "Total Sept 2022"),
        *("Total 2022/23", "Total (April)", "Total period 6", "Total Q2", "August total"),
        *("Grand total 4410 Safety", "Total Community Safety", "Totals - May '22"),
    ],
)
@pytest.mark.parametrize("row", ["{},,,30.00", ",{},,30.00", ",,{},30.00"])
def test_a_total_may_say_of_what_it_is(tmp_path: Path, label: str, row: str) -> None:
    rows = ["13/04/2022,Fosse Ltd,1,10.00", "14/04/2022,TOTAL GAS LTD,2,20.00", row.format(label)]
    listing = read(tmp_path, "\n".join([HEAD, *rows]))
    assert amounts(listing) == ["10.00", "20.00"]
    assert [each.reason for each in listing.skipped[1:]] == [f"{label}: £30.00"]


@pytest.mark.parametrize(
    "name", ["Total Gas Ltd", "Total Marketing", "Total Decorators", "Totally"]
)
def test_a_supplier_called_total_is_no_total(tmp_path: Path, name: str) -> None:
    """Without a date it is a fault: a line that was left out would be missed by nobody."""
    with pytest.raises(FaultyRowsError) as error:
        read(tmp_path, f"{HEAD}\n13/04/2022,Fosse Ltd,1,10.00\n,{name},,11.00\n")
    assert "Row 3, column A “Date”: it is empty." in str(error.value)


def test_a_row_of_debits_and_credits_alone_is_their_sum(tmp_path: Path) -> None:
    rows = "13/04/2022;A;12.00;\n14/04/2022;B;;2.00\n;;12.00;2.00\n"
    sides = 'title = "S"\n[columns]\nday = "Date"\nsupplier = "Who"\ndebit = "Dr"\ncredit = "Cr"'
    listing = read(tmp_path, f"Date;Who;Dr;Cr\n{rows}", sides)
    assert (listing.total, listing.skipped[-1].reason) == (
        *(Decimal("10.00"), "the sum of the rows above: £10.00"),
    )


def test_a_grand_total_that_is_another_is_remarked_on(tmp_path: Path) -> None:
    listing = read(tmp_path, f"{HEAD}\n13/04/2022,Fosse Ltd,1,10.00\n,Total,,11.00\n")
    assert listing.remarks == ("Row 3 gives a total of £11.00; the lines add up to £10.00.",)


def test_a_last_total_of_its_own_group_is_no_remark(tmp_path: Path) -> None:
    groups = "13/04/2022,A,1,10.00\n,A total,,10.00\n14/04/2022,B,2,5.00\n,B total,,5.00\n"
    assert read(tmp_path, f"{HEAD}\n{groups}").remarks == ()


def test_totals_and_balances_that_have_a_date(tmp_path: Path) -> None:
    """Counted as lines they would double the money."""
    rows = "01/04/2022,Opening balance,,99.00\n13/04/2022,Fosse Ltd,,10.00\n"
    rows += "13/04/2022,Total,T-1,4.00\n30/04/2022,TOTAL,,14.00\n30/04/2022,Balance c/f,,113.00\n"
    listing = read(tmp_path, f"{HEAD}\n{rows}")
    assert amounts(listing) == ["10.00", "4.00"]  # the second has a document: a firm's name
    assert [each.reason for each in listing.skipped[1:]] == [
        *("Opening balance: £99.00", "TOTAL: £14.00", "Balance c/f: £113.00"),
    ]
    assert listing.remarks == ()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = f"{HEAD}\r\n13/04/2022,Caf\u00e9 Ltd,1,£10.00\r\n".replace(",", delimiter)
    listing = read(tmp_path, text, encoding=encoding)
    assert (listing.lines[0].supplier, amounts(listing)) == ("Café Ltd", ["10.00"])


def test_excels_own_mark_of_the_delimiter(tmp_path: Path) -> None:
    text = f"sep=;\n{HEAD.replace(',', ';')}\n13/04/2022;A, B, C, D and E, F;1;10.00\n"
    listing = read(tmp_path, text)
    assert listing.lines[0].supplier == "A, B, C, D and E, F"
    assert listing.skipped[0].reason == "above the headings"


def test_headings_may_be_spaced_and_written_otherwise(tmp_path: Path) -> None:
    listing = read(
        tmp_path,
        "\ufeff DATE ,supplier\u00a0, Doc.,Amount (£)\n13/04/2022,Fosse,1,9\n",
        SIMPLE.replace('"Amount"', '["Total", "Amount (GBP)", "Amount (£)"]'),
    )
    assert amounts(listing) == ["9.00"]


def test_two_columns_of_one_heading_are_told_apart(tmp_path: Path) -> None:
    text = "Date,Supplier,Doc,Amount,,Amount\n13/04/2022,Fosse,1,9.00,x,7.00\n"
    second = SIMPLE.replace('"Amount"', '"Amount #2"')
    assert amounts(read(tmp_path, text, second)) == ["7.00"]
    blank = SIMPLE.replace('"Doc"', '"column E"')
    first = blank.replace('"Amount"', '"Amount #1"')
    listing = read(tmp_path, text, first)
    assert (amounts(listing), listing.lines[0].doc_no) == (["9.00"], "x")


def test_headings_may_be_a_cell_too_few(tmp_path: Path) -> None:
    listing = read(tmp_path, f"{HEAD}\n13/04/2022,Fosse,1,9.00,#N/A\n14/04/2022,Soar,2,1.00,#N/A\n")
    assert amounts(listing) == ["9.00", "1.00"]


def test_debits_and_credits(tmp_path: Path) -> None:
    settings = SIMPLE.replace('amount = "Amount"', 'debit = "Dr"\ncredit = "Cr"')
    listing = read(
        tmp_path,
        "Date,Supplier,Doc,Dr,Cr\n13/04/2022,A,1,9.00,\n13/04/2022,A,2,,4.00\n13/04/2022,A,3,2,0.5\n",
        settings,
    )
    assert amounts(listing) == ["9.00", "-4.00", "1.50"]


def test_unsigned_credits_by_their_kind(tmp_path: Path) -> None:
    settings = 'credit-types = ["CRN"]\n' + SIMPLE + 'doc-type = "Type"\n'
    text = "Date,Supplier,Doc,Amount,Type\n13/04/2022,A,1,9.00,INV\n13/04/2022,A,2,4.00,crn\n"
    text += "13/04/2022,A,3,-1.00,CRN\n"
    assert amounts(read(tmp_path, text, settings)) == ["9.00", "-4.00", "-1.00"]


def test_spending_below_nothing(tmp_path: Path) -> None:
    settings = 'sign = "spend-negative"\n' + SIMPLE
    text = f"{HEAD}\n13/04/2022,A,1,-9.00\n13/04/2022,A,2,4.00\n,Total,,-5.00\n"
    listing = read(tmp_path, text, settings)
    assert (amounts(listing), listing.total, listing.remarks) == (
        *(["9.00", "-4.00"], Decimal("5.00"), ()),
    )


def test_excels_numbers_of_days_by_the_workbooks_own_count(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Date", "Supplier", "Doc", "Amount"],
        [44654, "Fosse", 1, 9],
        ["03/04/2022", "A", 2, 1],
    ]
    settings = 'date-order = "day-first"\n' + SIMPLE
    listing = read_listing(workbook(tmp_path / "l.xlsx", rows), [profile(settings)])
    assert {line.day for line in listing.lines} == {day("2022-04-03")}


def test_every_sheet_with_the_headings_is_read(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for title, doc in (("April", 1), ("May", 2)):
        sheet = book.create_sheet(title)
        sheet.append(HEAD.split(","))
        sheet.append([datetime.datetime(2022, 4, 13), "Fosse", doc, 9.5])  # noqa: DTZ001
    book["Sheet"].append(["Notes of finance"])
    book.save(tmp_path / "l.xlsx")
    listing = read_listing(tmp_path / "l.xlsx", [profile()])
    assert (listing.sheet, listing.unread) == ("April, May", ("Sheet",))
    assert [(line.sheet, line.row, line.doc_no) for line in listing.lines] == [
        *(("April", 2, "1"), ("May", 2, "2")),
    ]


def test_identical_rows_are_lines_of_their_own(tmp_path: Path) -> None:
    row = "13/04/2022,Fosse,1,9.00\n"
    one, _two = (read(tmp_path, f"{HEAD}\n{row * times}") for times in (1, 2))
    three = read(tmp_path, f"{HEAD}\n{row * 3}")
    ref = one.lines[0].ref
    assert [line.ref for line in three.lines] == [ref, f"{ref}/2", f"{ref}/3"]


def test_lines_that_the_council_numbers_are_called_by_their_numbers(tmp_path: Path) -> None:
    settings = SIMPLE + 'line-no = "Line"\ndoc-type = "Type"\n'
    text = "Date,Supplier,Doc,Amount,Line,Type\n13/04/2022,A,77,9.00,2,II\n"
    assert read(tmp_path, text, settings).lines[0].ref == "simple:II-77:2"


def test_progress_is_told(tmp_path: Path) -> None:
    rows = "".join(f"13/04/2022,A,{number},1.00\n" for number in range(600))
    (tmp_path / "l.csv").write_text(f"{HEAD}\n{rows}")
    told: list[tuple[int, int]] = []
    listing = read_listing(tmp_path / "l.csv", [profile()], progress=lambda *far: told.append(far))
    assert told == [(250, 0), (500, 0), (601, 601)]
    assert listing.total == Decimal("600.00")


# -------------------------------------------------------------- what must always hold

WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs"], codec="utf-8"), max_size=20)
ROWS = st.lists(
    st.tuples(
        st.dates(datetime.date(1990, 1, 1), datetime.date(2089, 12, 31)),
        WORDS.filter(lambda text: "total" not in text.casefold()),
        st.integers(1, 9),
        st.integers(-(10**9), 10**9),
    ),
    max_size=12,
)
WAYS = st.tuples(
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%d.%m.%Y"]),
    st.sampled_from(["plain", "pounds", "brackets", "after"]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)


def amount_as(pence: int, way: str) -> str:
    amount = abs(Decimal(pence) / 100)
    minus = pence < 0
    return {
        "plain": f"{'-' if minus else ''}{amount:.2f}",
        "pounds": f" {'-' if minus else ''}£{amount:,.2f} ",
        "brackets": f"({amount:,.2f})" if minus else f"{amount:,.2f}",
        "after": f"{amount:.2f}{'-' if minus else ''}",
    }[way]


@given(rows=ROWS, way=WAYS, banner=st.integers(0, 3))
def test_no_row_is_lost_or_doubled_however_it_is_written(
    tmp_path: Path, rows: list[tuple[datetime.date, str, int, int]], way: Any, banner: int
) -> None:
    form, sign, delimiter, encoding = way
    path = tmp_path / "listing.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([["Listing"]] * banner)
        writer.writerow(HEAD.split(","))
        for when, supplier, doc, pence in rows:
            writer.writerow([when.strftime(form), supplier, doc, amount_as(pence, sign)])
    settings = profile('date-order = "day-first"\n' + SIMPLE)
    listing = read_listing(path, [settings])
    assert listing.rows == len(listing.lines) + len(listing.skipped) == len(rows) + banner + 1
    assert [(line.day, line.amount) for line in listing.lines] == [
        (when, Decimal(pence) / 100) for when, _supplier, _doc, pence in rows
    ]
    assert listing.total == Decimal(sum(pence for *_others, pence in rows)) / 100
    assert len({line.ref for line in listing.lines}) == len(rows)
    in_order = sorted(line.ref for line in listing.lines)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD.split(","))
        for when, supplier, doc, pence in reversed(rows):
            writer.writerow([when.isoformat(), supplier, doc, amount_as(pence, "plain")])
    assert sorted(line.ref for line in read_listing(path, [settings]).lines) == in_order


# -------------------------------------------------------------- as a sheet is laid out


def laid_out(path: Path, *, merged: str = "", hidden: tuple[int, ...] = ()) -> Path:
    """Write three lines of one supplier as a workbook, with some cells merged, some rows hidden."""
    rows: list[list[Any]] = [
        HEAD.split(","),
        [datetime.date(2019, 10, 25), "Merged Ltd", "H0", 10],
        [datetime.date(2019, 10, 26), "", "H1", 11],
        [datetime.date(2019, 10, 27), "", "H2", 12],
    ]
    book = openpyxl.load_workbook(workbook(path / "listing.xlsx", rows))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    if merged:
        sheet.merge_cells(merged)
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    book.save(path / "listing.xlsx")
    return path / "listing.xlsx"


def test_a_merged_cell_holds_for_every_row_that_it_covers(tmp_path: Path) -> None:
    listing = read_listing(laid_out(tmp_path, merged="B2:B4"), [profile()])
    assert [line.supplier for line in listing.lines] == ["Merged Ltd"] * 3
    assert amounts(listing) == ["10.00", "11.00", "12.00"]
    assert listing.remarks == ()


def test_without_merging_an_empty_cell_stays_empty(tmp_path: Path) -> None:
    listing = read_listing(laid_out(tmp_path), [profile()])
    assert [line.supplier for line in listing.lines] == ["Merged Ltd", "", ""]


def test_one_merged_amount_is_not_that_of_several_lines(tmp_path: Path) -> None:
    with pytest.raises(FaultyRowsError) as error:
        read_listing(laid_out(tmp_path, merged="D2:D4"), [profile()])
    assert [(fault.row, fault.column) for fault in error.value.faults] == [
        *((2, "column D “Amount”"), (3, "column D “Amount”"), (4, "column D “Amount”")),
    ]
    assert error.value.faults[0].why == (
        "its cell is one for the rows 2 to 4, and one amount can't be that of several lines: "
        "unmerge it in Excel, and give each row its own"
    )


def test_cells_merged_across_columns_are_the_first_ones(tmp_path: Path) -> None:
    listing = read_listing(laid_out(tmp_path, merged="B2:C2"), [profile()])
    assert [(line.supplier, line.doc_no) for line in listing.lines] == [
        *(("Merged Ltd", ""), ("", "H1"), ("", "H2")),
    ]


@pytest.mark.parametrize(
    ("hidden", "remark"),
    [
        ((4,), "1 row is hidden in the workbook, with 1 line of £12.00: it was read as"),
        ((3, 4), "2 rows are hidden in the workbook, with 2 lines of £23.00: they were read as"),
    ],
)
def test_hidden_rows_are_read_and_said(
    tmp_path: Path, hidden: tuple[int, ...], remark: str
) -> None:
    listing = read_listing(laid_out(tmp_path, hidden=hidden), [profile()])
    assert amounts(listing) == ["10.00", "11.00", "12.00"]
    assert len(listing.remarks) == 1
    assert listing.remarks[0].startswith(remark)


TWO = (
    "Date,Supplier,Doc,Amount\n13/04/2022,Fosse Ltd,1,9.00\n"
    "Payment Date,Net Amount,Supplier Name,Reference\n14/04/2022,5.00,Wreake CIC,2\n"
)


def test_other_headings_in_mid_sheet_are_named_with_their_row(tmp_path: Path) -> None:
    with pytest.raises(LayoutChangedError) as error:
        read(tmp_path, TWO)
    path = tmp_path / "listing.csv"
    assert str(error.value) == (
        f"{path}, row 3: other headings begin here, so these are two listings, one above the "
        f"other. Import them as two, each with its own profile: ringfence import {path} --rows 1-2 "
        f"and ringfence import {path} --rows 3-. Nothing was written."
    )
    above = read_listing(path, [profile()], part=Part(None, 1, 2))
    assert (amounts(above), above.rows) == (["9.00"], 2)
    other = profile(
        'title = "x"\n[columns]\nday = "Payment Date"\namount = "Net Amount"\n'
        'supplier = "Supplier Name"\ndoc-no = "Reference"\n',
        "other",
    )
    below = read_listing(path, [profile(), other], part=Part(None, 3, None))
    assert [(line.row, line.supplier, line.amount) for line in below.lines] == [
        (4, "Wreake CIC", Decimal("5.00"))
    ]


def test_the_same_headings_in_mid_sheet_are_passed_over(tmp_path: Path) -> None:
    again = "13/04/2022,A Ltd,1,9.00\nDATE,Supplier:,Doc,Amount\n14/04/2022,B Ltd,2,5.00\n"
    listing = read(tmp_path, f"{HEAD}\n{again}")
    assert amounts(listing) == ["9.00", "5.00"]
    assert [(each.row, each.reason) for each in listing.skipped] == [
        *((1, "the headings"), (3, "the headings again")),
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("61-", Part(None, 61, None)),
        ("-60", Part(None, 1, 60)),
        ("5-60", Part(None, 5, 60)),
        (" 5 – 60 ", Part(None, 5, 60)),
        ("Payments!61-", Part("Payments", 61, None)),
        ("'April 2022'!1-9", Part("April 2022", 1, 9)),
    ],
)
def test_rows_are_read_as_excel_names_them(text: str, part: Part) -> None:
    assert read_part(text) == part
    assert read_part(str(part)) == part


@pytest.mark.parametrize("text", ["", "-", "6", "9-5", "0-3", "a-b", "Sheet!"])
def test_what_says_no_rows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"says? which rows|has no rows"):
        read_part(text)


def test_a_part_without_anything_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "listing.csv"
    path.write_text(TWO)
    with pytest.raises(PartError, match=r"has nothing in the rows 90-\. Nothing was written\."):
        read_listing(path, [profile()], part=Part(None, 90, None))
    with pytest.raises(PartError, match="has no sheet Payments: there is only one, without a name"):
        read_listing(path, [profile()], part=Part("Payments", 1, None))


@pytest.mark.parametrize(
    ("text", "amount"),
    [("£(63.12)", "-63.12"), ("£ (1,063.12)", "-1063.12"), ("(£63.12)", "-63.12")],
)
def test_a_negative_as_excel_shows_it_is_below_zero(text: str, amount: str) -> None:
    assert money_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["-£(63.12)", "(£(63.12))", "£(63.12", "£(63.12) CR"])
def test_a_bracket_and_another_sign_are_refused(text: str) -> None:
    with pytest.raises(UnreadCellError, match="its signs don't fit together"):
        money_of(text)


def test_a_date_in_full_as_american_excel_writes_it_is_read() -> None:
    assert day_of("Friday, April 29, 2022", None) == day("2022-04-29")
    with pytest.raises(UnreadCellError, match="April 2022 has no day 31"):
        day_of("April 31, 2022", None)
