"""A table as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from ringfence.ledger.money import plain
from ringfence.reports.render.table import Cell, Table, clean

# The last four are how a Japanese keyboard writes the first.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_text(table: Table) -> str:
    """Return a table's rows as CSV, one header row, no totals: what reads it adds up itself."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([guard(column.title) for column in table.columns])
    writer.writerows([_cell(cell) for cell in row.cells] for row in table.rows)
    return written.getvalue()


def csv_file(table: Table) -> bytes:
    """Return the same as a file: Excel takes a CSV for UTF-8 only if it begins with a BOM."""
    return csv_text(table).replace("\n", "\r\n").encode("utf-8-sig")


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    tidy = clean(text)
    return f"'{tidy}" if text[0:1] in _STARTS or tidy[0:1] in _STARTS else tidy


def _cell(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return plain(cell)
    return guard(cell) if isinstance(cell, str) else str("" if cell is None else cell)
