"""Files that are no listing, or not a whole one: each gets a sentence, and nothing is written."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ringfence.importers.listing import rows, sources
from ringfence.importers.listing.errors import (
    AmbiguousDatesError,
    AmbiguousProfileError,
    FaultyRowsError,
    ListingError,
    NotAListingError,
    TooLargeError,
    UnknownProfileError,
)
from ringfence.importers.listing.profiles import parse_profile, shipped_profiles
from ringfence.importers.listing.reading import read_listing
from tests.listings import workbook

SIMPLE = b"""
title = "A council that is made up"
[columns]
day = "Date"
amount = "Amount"
supplier = "Supplier"
doc-no = "Doc"
"""
HEAD = ["Date", "Supplier", "Doc", "Amount"]
GOOD = ["13/04/2022", "Fosse Ltd", "1", "9.00"]
PROFILES = [parse_profile(SIMPLE, "simple", "the profile")]


def csv_of(*rows: list[str]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def refusal(path: Path, content: bytes, name: str = "listing.csv", **given: Any) -> ListingError:
    file = path / name
    file.write_bytes(content)
    with pytest.raises(ListingError) as error:
        read_listing(file, given.pop("profiles", PROFILES), **given)
    assert "Nothing was written." in str(error.value)
    return error.value


def zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A fixed day: some of these name a test, and every worker must find the same names.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def good_book(path: Path, *rows: list[Any]) -> bytes:
    return workbook(path / "good.xlsx", [HEAD, *rows], "April 2022").read_bytes()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("l.csv", b"", "is empty."),
        ("l.csv", b" \r\n\n", "is empty."),
        ("l.csv", b"%PDF-1.7 ...", "is a PDF: ask for the listing as CSV or XLSX."),
        ("l.xlsx", b"%PDF-1.7 ...", "is a PDF: ask for the listing as CSV or XLSX."),
        ("l.xls", OLE, "is an Excel workbook of the old kind: save it in Excel as .xlsx."),
        (
            *("l.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")),
            "is locked by a password: take it off in Excel and save it.",
        ),
        ("l.xls", b"<html><table><tr>", "is a web page by another name: open it in Excel and save"),
        ("l.xls", b"\xef\xbb\xbf\n<TABLE>", "is a web page by another name"),
        ("l.xml", b'<?xml version="1.0"?>', "is XML: open it in Excel and save it as .xlsx."),
        ("l.csv", b"\x89PNG\r\n\x1a\n", "is a picture"),
        ("l.csv", b"\x1f\x8b\x08", "is compressed: unpack it first."),
        ("l.csv", bytes(range(256)) * 40, "is no text: ask for the listing as CSV or XLSX."),
        ("l.csv", b"Date,Amount\n\x81\x8d,1\n", "is in an encoding that is not known"),
        ("l.xlsx", b"PK\x03\x04 and no more", "not an Excel workbook that can be read"),
        ("l.xlsx", zipped({"a.txt": b"a"}), "not an Excel workbook that can be read"),
        ("l.xlsx", zipped({"word/document.xml": b"<w/>"}), "not an Excel workbook"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, name: str, content: bytes, text: str) -> None:
    error = refusal(tmp_path, content, name)
    assert isinstance(error, NotAListingError)
    assert text in str(error)
    assert str(tmp_path / name) in str(error)


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ListingError, match=r"none\.csv can't be read: no such file or directory"):
        read_listing(tmp_path / "none.csv", PROFILES)
    with pytest.raises(NotAListingError, match="is a folder: name a listing in it"):
        read_listing(tmp_path, PROFILES)


def test_a_file_too_large_in_bytes_or_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = csv_of(HEAD, *[GOOD] * 100)
    monkeypatch.setattr(rows, "MOST_ROWS", 100)
    error = refusal(tmp_path, content)
    assert isinstance(error, TooLargeError)
    assert "has more than 100 rows: ask for fewer months" in str(error)
    monkeypatch.setattr(rows, "MOST_ROWS", 3)
    assert isinstance(refusal(tmp_path, good_book(tmp_path, *[GOOD] * 3), "l.xlsx"), TooLargeError)
    monkeypatch.setattr(sources, "MOST_BYTES", 2 * 1024 * 1024)
    error = refusal(tmp_path, b"x" * (3 * 1024 * 1024))
    assert "is too large: 3 MB, and a listing has at most 2." in str(error)


def test_a_workbook_that_would_unpack_to_far_more(tmp_path: Path) -> None:
    parts = unzipped(good_book(tmp_path, GOOD))
    parts["xl/sharedStrings.xml"] = b"<sst>" + b" " * (41 * 1024 * 1024) + b"</sst>"
    packed = zipped(parts)
    assert len(packed) < 100_000
    error = refusal(tmp_path, packed, "l.xlsx")
    assert isinstance(error, TooLargeError)
    assert "unpacks to more than a listing has" in str(error)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[: len(content) // 2],
        lambda _content: b"",
        lambda content: b'<!DOCTYPE a [<!ENTITY b "c">]>' + content,
        lambda content: content.replace(b"<", b"&"),
    ],
)
def test_a_damaged_workbook(tmp_path: Path, part: str, harm: Callable[[bytes], bytes]) -> None:
    parts = unzipped(good_book(tmp_path, GOOD, GOOD))
    assert part in parts
    parts[part] = harm(parts[part])
    assert isinstance(refusal(tmp_path, zipped(parts), "l.xlsx"), ListingError)


# -------------------------------------------------------------- headings


def test_headings_that_no_profile_has(tmp_path: Path) -> None:
    error = refusal(tmp_path, csv_of(["A", "B"], ["1", "2"]))
    assert isinstance(error, UnknownProfileError)
    assert "does not have the headings of any profile." in str(error)
    assert f"ringfence profile new {tmp_path / 'listing.csv'}." in str(error)


def test_a_heading_that_is_missing_is_named(tmp_path: Path) -> None:
    content = csv_of(["Made up"], ["Date", "Supplier", "Document", "Amount"], GOOD)
    error = refusal(tmp_path, content)
    assert "The nearest is simple, in row 2, where there is no “Doc”." in str(error)
    error = refusal(tmp_path, content, profiles=[*PROFILES, *shipped_profiles()], chosen="agresso")
    assert (
        "does not have the headings of the profile agresso. The nearest is agresso, in row 2, where"
        in str(error)
    )


def test_headings_over_two_rows(tmp_path: Path) -> None:
    """Of two the lower says what a column is; that is another heading than the profile's here."""
    error = refusal(tmp_path, csv_of(["", "", "", "Amount"], ["Date", "Supplier", "Doc", "Net"]))
    assert "The nearest is simple, in row 2, where there is no “Amount”." in str(error)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    error = refusal(tmp_path, csv_of(HEAD, GOOD), chosen="leics")
    assert "There is no profile leics: there is simple." in str(error)


def test_profiles_that_fit_alike_are_not_chosen_from(tmp_path: Path) -> None:
    twin = parse_profile(SIMPLE, "twin", "the profile")
    error = refusal(tmp_path, csv_of(HEAD, GOOD), profiles=[*PROFILES, twin])
    assert isinstance(error, AmbiguousProfileError)
    assert "the profiles simple and twin fit it alike. Say which it is: --profile" in str(error)
    own = parse_profile(SIMPLE, "own", "the profile", own=True)
    listing = read_listing(tmp_path / "listing.csv", [*PROFILES, own])
    assert listing.profile.id == "own"


def test_dates_that_may_be_two_days(tmp_path: Path) -> None:
    error = refusal(tmp_path, csv_of(HEAD, ["03/04/2022", "Fosse Ltd", "1", "9.00"]))
    assert isinstance(error, AmbiguousDatesError)
    assert (
        "column A “Date”: 03/04/2022 may be two days, and no date in the column shows which. Say "
        'which comes first in the profile: date-order = "day-first", or "month-first".'
        in str(error)
    )
    error = refusal(tmp_path, csv_of(HEAD, GOOD, ["04/13/2022", "Fosse Ltd", "1", "9.00"]))
    assert "in 13/04/2022 the day comes first, in 04/13/2022 the month." in str(error)


def test_dates_that_a_spreadsheet_has_turned_round(tmp_path: Path) -> None:
    """Opened where months come first: 03/04 became 4 March, 13/04 stayed a text."""
    early: list[list[Any]] = [
        [datetime.datetime(2022, number, 4), "Fosse Ltd", str(number), 1]  # noqa: DTZ001
        for number in (3, 5, 9)
    ]
    late = [[f"{number}/04/2022", "Fosse Ltd", str(number), 1] for number in (13, 19, 30)]
    error = refusal(tmp_path, good_book(tmp_path, *early, *late), "l.xlsx")
    assert isinstance(error, AmbiguousDatesError)
    assert "3 are texts, all after the 12th of a month, and 3 are dates, none" in str(error)
    early[0][0] = datetime.datetime(2022, 4, 14)  # noqa: DTZ001
    (tmp_path / "l.xlsx").write_bytes(good_book(tmp_path, *early, *late))
    assert len(read_listing(tmp_path / "l.xlsx", PROFILES).lines) == 6


# -------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ('13/04/2022,Fosse Ltd,2,"12,34.5"', "Row 3, column D “Amount”: “12,34.5” can be read in "),
        (
            "13/04/2022,Fosse Ltd,2,abc",
            "Row 3, column D “Amount”: “abc” is not an amount in pounds.",
        ),
        ("13/04/2022,Fosse Ltd,2,", "Row 3, column D “Amount”: it is empty."),
        (",Fosse Ltd,2,4.00", "Row 3, column A “Date”: it is empty."),
        (
            "31/04/2022,Fosse Ltd,2,4.00",
            "Row 3, column A “Date”: “31/04/2022” is not a date: April ",
        ),
        (
            "13/04/2022,Fosse Ltd",
            "Row 3, column D “Amount”: the row breaks off after 2 of 4 cells.",
        ),
        (
            "13/04/2022,Fosse, Soar and Sons,2,4.00",
            "Row 3: it has 5 cells where others have 4: perhaps a comma in a name, without",
        ),
        ("13/04/2022,Fosse Ltd,2,#REF!", "Row 3, column D “Amount”: its formula is broken: #REF!."),
        (",,,4.00", "Row 3, column A “Date”: it is empty."),
        ("soon,Fosse Ltd,2,", "Row 3, column A “Date”: “soon” is not a date."),
    ],
)
def test_a_row_that_is_not_whole_is_named(tmp_path: Path, row: str, text: str) -> None:
    error = refusal(tmp_path, csv_of(HEAD, GOOD) + row.encode() + b"\n" + csv_of(GOOD))
    assert isinstance(error, FaultyRowsError)
    assert text in str(error)
    assert f"{tmp_path / 'listing.csv'}: 1 row can't be read." in str(error)


def test_a_total_with_a_date_that_is_another_sum(tmp_path: Path) -> None:
    error = refusal(tmp_path, csv_of(HEAD, GOOD, ["30/04/2022", "Total", "", "8.00"]))
    assert (
        "Row 3, column D “Amount”: it says “Total” and has a date, but it is not the total of the "
        "rows above, £9.00: take it out if it is a total, otherwise give it another text."
        in str(error)
    )


def test_a_row_without_a_date_that_names_a_supplier_is_no_total(tmp_path: Path) -> None:
    head, row = [*HEAD, "For"], ["", "Soar Ltd", "", "8.00", "Annual total"]
    error = refusal(tmp_path, csv_of(head, [*GOOD, "x"], row))
    assert "Row 3, column A “Date”: it is empty." in str(error)


def test_every_faulty_row_is_found_and_ten_are_shown(tmp_path: Path) -> None:
    rows = [["13/04/2022", "Fosse Ltd", str(number), "abc"] for number in range(13)]
    error = refusal(tmp_path, csv_of(HEAD, GOOD, *rows, GOOD))
    assert isinstance(error, FaultyRowsError)
    assert len(error.faults) == 13
    assert [fault.row for fault in error.faults] == list(range(3, 16))
    assert "13 rows can't be read." in str(error)
    assert "Row 12, column D" in str(error)
    assert "Row 13, column D" not in str(error)
    assert "… and 3 more." in str(error)


def test_both_faults_of_a_row_are_named(tmp_path: Path) -> None:
    error = refusal(tmp_path, csv_of(HEAD, ["soon", "Fosse Ltd", "1", "much"]))
    assert "column A “Date”: “soon” is not a date." in str(error)
    assert "column D “Amount”: “much” is not an amount in pounds." in str(error)
    assert "1 row can't be read." in str(error)


def test_quotation_marks_that_do_not_fit(tmp_path: Path) -> None:
    error = refusal(tmp_path, csv_of(HEAD, GOOD) + b'13/04/2022,"Fosse "The" Ltd,2,4.00\n')
    assert "row 3: its quotation marks don't fit together" in str(error)


def test_a_fault_in_a_workbook_names_the_sheet(tmp_path: Path) -> None:
    error = refusal(tmp_path, good_book(tmp_path, GOOD, [*GOOD[:3], "abc"]), "l.xlsx")
    assert "Sheet April 2022, row 3, column D “Amount”: “abc” is not an amount" in str(error)


def test_a_date_beyond_all_dates_is_a_fault_and_no_warning(tmp_path: Path) -> None:
    parts = unzipped(good_book(tmp_path, [datetime.date(2022, 4, 13), *GOOD[1:]]))
    name = "xl/worksheets/sheet1.xml"
    value = re.search(rb'<c r="A2"[^>]*><v>([^<]*)</v>', parts[name])
    assert value is not None
    parts[name] = parts[name].replace(value[1] + b"</v>", b"99999999</v>", 1)
    parts[name] = parts[name].replace(b't="d"', b't="n"')
    error = refusal(tmp_path, zipped(parts), "l.xlsx")
    assert "Sheet April 2022, row 2, column A “Date”: “#VALUE!” is not a date." in str(error)


@pytest.mark.parametrize("number", [b"2000000", b"99999999999999"])
def test_a_row_beyond_the_last_that_excel_has(tmp_path: Path, number: bytes) -> None:
    parts = unzipped(good_book(tmp_path, GOOD, GOOD))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b'<row r="3"', b'<row r="' + number + b'"')
    for column in b"ABCD":
        cell = bytes([column])
        parts[name] = parts[name].replace(cell + b'3"', cell + number + b'"')
    error = refusal(tmp_path, zipped(parts), "l.xlsx")
    assert isinstance(error, NotAListingError)


def test_a_formula_that_was_never_saved_is_named_wherever_it_stands(tmp_path: Path) -> None:
    content = good_book(tmp_path, GOOD, [*GOOD[:3], "=4+5"], ["13/04/2022", "=A1", "3", 4])
    error = refusal(tmp_path, content, "l.xlsx")
    assert isinstance(error, FaultyRowsError)
    never = "it is a formula whose value was never saved: open the workbook in Excel, save it"
    assert [str(fault).partition(":")[0] for fault in error.faults] == [
        "Sheet April 2022, row 3, column D “Amount”",
        "Sheet April 2022, row 4, column B “Supplier”",
    ]
    assert all(never in fault.why for fault in error.faults)


def test_a_formula_whose_value_was_saved_is_read(tmp_path: Path) -> None:
    parts = unzipped(good_book(tmp_path, [*GOOD[:3], "=4+5"]))
    name = "xl/worksheets/sheet1.xml"
    assert b"<f>4+5</f><v" in parts[name]
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        parts[name] = parts[name].replace(b"<f>4+5</f>" + empty, b"<f>4+5</f><v>9</v>")
    (tmp_path / "l.xlsx").write_bytes(zipped(parts))
    assert str(read_listing(tmp_path / "l.xlsx", PROFILES).total) == "9.00"


def test_a_side_that_is_neither_or_twice_a_credit(tmp_path: Path) -> None:
    sided = [parse_profile(SIMPLE + b'side = "Side"\n', "sided", "the profile")]
    head = [*HEAD, "Side"]
    error = refusal(tmp_path, csv_of(head, [*GOOD, "X"]), profiles=sided)
    assert "“x” does not mark a debit or a credit: the profile knows DR, D, CR, C." in str(error)
    error = refusal(tmp_path, csv_of(head, [*GOOD[:3], "-9.00", "CR"]), profiles=sided)
    assert "the amount is below zero and is also marked as a credit." in str(error)


def test_a_number_of_a_line_that_is_none(tmp_path: Path) -> None:
    numbered = [parse_profile(SIMPLE + b'line-no = "Line"\n', "numbered", "the profile")]
    rows = [[*GOOD, "1"], ["13/04/2022", "Soar Ltd", "1", "5.00", "1"]]
    error = refusal(tmp_path, csv_of([*HEAD, "Line"], *rows), profiles=numbered)
    assert (
        "Row 3: line 1 of document 1 says something else in row 2: take line-no out of the profile "
        "numbered, because it is not the number of a line." in str(error)
    )


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(good_book(tmp_path, GOOD))
    assert str(read_listing(tmp_path / "l.csv", PROFILES).total) == "9.00"
    (tmp_path / "l.xlsx").write_bytes(csv_of(HEAD, GOOD))
    assert str(read_listing(tmp_path / "l.xlsx", PROFILES).total) == "9.00"


def test_rows_far_down_and_a_wrong_dimension_cut_nothing_off(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for column, (heading, value) in enumerate(zip(HEAD, GOOD, strict=True), start=1):
        sheet.cell(1, column, heading)
        sheet.cell(2000, column, value)
    book.save(tmp_path / "l.xlsx")
    parts = unzipped((tmp_path / "l.xlsx").read_bytes())
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b'ref="A1:D2000"', b'ref="A1"')
    assert b'<dimension ref="A1"' in parts[name]
    (tmp_path / "l.xlsx").write_bytes(zipped(parts))
    listing = read_listing(tmp_path / "l.xlsx", PROFILES)
    assert (listing.rows, listing.lines[0].row, len(listing.skipped)) == (2000, 2000, 1999)
