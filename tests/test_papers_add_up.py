"""Whoever adds up a printed column finds its printed total: in every paper, day and format."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from html.parser import HTMLParser
from itertools import groupby

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from ringfence.reports.render import files
from ringfence.reports.render.csv_ import csv_file
from ringfence.reports.render.markdown import markdown
from ringfence.reports.render.table import Paper, Table
from ringfence.reports.render.text import text
from tests.papers import NAMES, Told, papers_of, some_of

#: A table as it is printed: its rows, the headings first.
Printed = list[list[str]]
_MONEY = re.compile(r"(-?)£([\d,]+\.\d\d)")


def in_word(paper: Paper) -> Iterator[Printed]:
    word = Document(io.BytesIO(files.paper_bytes(paper, "docx")))
    for table in word.element.body.iter(qn("w:tbl")):
        yield [
            ["".join(each.text or "" for each in cell.iter(qn("w:t"))) for cell in row.tc_lst]
            for row in table.tr_lst
        ]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Printed] = []
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._is_cell = self._is_cell and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._is_cell:
            self.tables[-1][-1][-1] += data


def in_html(paper: Paper) -> Iterator[Printed]:
    page = _Tables()
    page.feed(files.paper_bytes(paper, "html").decode())
    yield from page.tables


def in_markdown(paper: Paper) -> Iterator[Printed]:
    for block in re.split(r"\n\n+", markdown(paper).replace("\\|", "¦")):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        if lines:
            rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
            yield [rows[0], *rows[2:]]


def in_excel(paper: Paper) -> Iterator[Printed]:
    """The values that are put in for whoever opens it before Excel works them out."""
    content = files.paper_bytes(paper, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book.worksheets:
        rows = [[_in_pounds(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        # Between two tables is a line of one cell, or of none.
        for is_table, part in groupby(rows, key=lambda row: sum(map(bool, row)) > 1):
            if is_table:
                yield list(part)


def _in_pounds(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount = Decimal(str(value)).quantize(Decimal("0.01"))
        return f"-£{-amount:,}" if amount < 0 else f"£{amount:,}"
    return "" if value is None else str(value)


def in_text(paper: Paper) -> Iterator[Printed]:
    """By the lines of dashes, which say where each column begins and ends."""
    lines = text(paper).splitlines()
    rules = [n for n, line in enumerate(lines) if re.fullmatch(r"-+(  +-+)*", line)]
    for number, rule in enumerate(rules):
        if number and all(lines[rules[number - 1] : rule]):
            # The one above the total, of the same table.
            continue
        spans = [found.span() for found in re.finditer(r"-+", lines[rule])]
        end = next((n for n in range(rule, len(lines)) if not lines[n]), len(lines))
        rows = [[lines[n][a:b].strip() for a, b in spans] for n in range(rule + 1, end)]
        yield [[], *(row for row in rows if not re.fullmatch(r"-+", row[0]))]


FORMATS: dict[str, Callable[[Paper], Iterator[Printed]]] = {
    "docx": in_word,
    "html": in_html,
    "md": in_markdown,
    "xlsx": in_excel,
    "text": in_text,
}


def tables_of(paper: Paper) -> list[Table]:
    blocks = (block for section in paper.sections for block in section.blocks)
    return [block for block in blocks if isinstance(block, Table) and block.total is not None]


def amounts(cells: list[str]) -> Decimal:
    found = (_MONEY.fullmatch(cell.replace("**", "").strip()) for cell in cells)
    return sum(
        (Decimal(each[1] + each[2].replace(",", "")) for each in found if each), Decimal("0.00")
    )


def assert_adds_up(rows: Printed, told: object) -> int:
    """Check that each figure of a last row is the sum of those above it; count them."""
    *above, last = rows
    found = 0
    for index, total in enumerate(last):
        if _MONEY.fullmatch(total.replace("**", "").strip()):
            column = [row[index] for row in above if index < len(row)]
            assert amounts([total]) == amounts(column), (told, index, column)
            found += 1
    return found


def _ends_in(rows: Printed, table: Table) -> bool:
    """Return whether a printed table ends in the total of another."""
    return bool(rows[-1]) and rows[-1][0].replace("**", "").strip() == table.total


def checked(told: Told, format_: str) -> int:
    printed = list(FORMATS[format_](told.paper))
    found = 0
    for table in tables_of(told.paper):
        matching = [rows for rows in printed if _ends_in(rows, table)]
        assert matching, (told.kind, told.name, table.title, "its total is not printed")
        found += sum(assert_adds_up(rows, (told.kind, told.name, table.title)) for rows in matching)
    return found


@pytest.mark.parametrize("format_", ["md", "text"])
@pytest.mark.parametrize("example", NAMES)
def test_every_printed_column_comes_to_its_total(example: str, format_: str) -> None:
    assert sum(checked(told, format_) for told in papers_of(example)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["docx", "html", "xlsx"])
@pytest.mark.parametrize("example", NAMES)
def test_every_column_of_a_file_comes_to_its_total(example: str, format_: str) -> None:
    assert sum(checked(told, format_) for told in some_of(example)) > 50


@pytest.mark.parametrize("example", NAMES)
def test_a_file_for_a_spreadsheet_comes_to_the_totals_of_its_table(example: str) -> None:
    """A CSV has no row of totals: it would be added in again."""
    for told in papers_of(example):
        for table in tables_of(told.paper):
            rows = list(csv.reader(io.StringIO(csv_file(table).decode("utf-8-sig"))))
            assert len(rows) == 1 + len(table.rows)
            for index, column in enumerate(table.columns):
                if column.summed:
                    amounts_ = (Decimal(row[index]) for row in rows[1:] if row[index])
                    assert sum(amounts_, Decimal(0)) == table.sum_of(index)


def test_a_column_that_does_not_add_up_is_found() -> None:
    rows = [["Action", "Spent"], ["Youth", "£1.00"], ["Arts", "-£0.40"]]
    assert assert_adds_up([*rows, ["Total", "£0.60"]], "") == 1
    with pytest.raises(AssertionError):
        assert_adds_up([*rows, ["Total", "£1.40"]], "")
