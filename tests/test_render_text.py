"""Papers as text and as Markdown, and tables as CSV."""

import csv
import datetime
import io
from decimal import Decimal

import pytest

from ringfence.reports.render.csv_ import csv_file, csv_text, guard
from ringfence.reports.render.markdown import escape, markdown
from ringfence.reports.render.paragraph import WIDTH
from ringfence.reports.render.table import (
    Column,
    Fields,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
    clean,
    show,
)
from ringfence.reports.render.text import table_text, text

JUNE = datetime.date(2017, 6, 12)
COLUMNS = (
    Column("Action"),
    Column("When", "date"),
    Column("Sessions", "number"),
    Column("Share", "percent"),
    Column("Spent", "money", summed=True),
)
TABLE = Table(
    "Actions",
    COLUMNS,
    (
        Row(("Youth", JUNE, 1200, Decimal("12.5"), Decimal("1000.50"))),
        Row(("Credit", None, None, None, Decimal("-3.00"))),
    ),
    "In all",
)
PAPER = Paper(
    "Return",
    "A & B",
    (("As at", JUNE),),
    (
        Section("One", (Sentence("Send it.", "strong"), TABLE)),
        Section("Two", (Fields("Declaration", (("Name", None), ("Date", JUNE))),)),
    ),
    JUNE,
)


def test_a_paper_as_text() -> None:
    assert (
        text(PAPER)
        == """\
A & B
Return, as at 12 June 2017
==========================

Send it.

Actions

Action    When            Sessions    Share      Spent
--------  ------------  ----------  -------  ---------
Youth     12 June 2017       1,200    12.5%  £1,000.50
Credit                                          -£3.00
--------  ------------  ----------  -------  ---------
In all                                         £997.50

Declaration

  Name: ______________________________
  Date: 12 June 2017
"""
    )


def test_a_paper_as_markdown() -> None:
    assert (
        markdown(PAPER)
        == """\
# Return

**A &amp; B**

As at: 12 June 2017

**Send it.**

## Actions

| Action | When | Sessions | Share | Spent |
| --- | --- | ---: | ---: | ---: |
| Youth | 12 June 2017 | 1,200 | 12.5% | £1,000.50 |
| Credit |  |  |  | -£3.00 |
| **In all** |  |  |  | **£997.50** |

## Declaration

- Name:
- Date: 12 June 2017
"""
    )


def test_long_texts_are_wrapped_to_the_width() -> None:
    columns = (Column("Action"), Column("Why"), Column("Spent", "money"))
    why = "because " * 30
    laid_out = table_text(Table("", columns, (Row(("x" * 150, why, Decimal(1))),)))
    assert max(map(len, laid_out.splitlines())) <= WIDTH
    assert laid_out.count("because") == 30
    assert laid_out.count("x") == 150


def test_a_table_is_laid_out_as_the_stream_will_spell_it() -> None:
    lines = table_text(TABLE, lambda output: output.replace("£", "GBP ")).splitlines()
    assert lines[-1].endswith("  GBP 997.50")
    assert len({len(line) for line in lines[4:] if line.endswith("0")}) == 1


@pytest.mark.parametrize(
    ("written", "output"),
    [
        ("two\nlines\ttabbed", "two lines tabbed"),
        ("\x1b[31mred\x07", "[31mred"),
        ("left\u202eright", "left right"),
        ("\ud800lone", "lone"),
        ("  Café – £5 🎉 ", "Café – £5 🎉"),
    ],
)
def test_peoples_text_stays_on_its_line(written: str, output: str) -> None:
    assert clean(written) == output
    assert show(written) == output


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("a | b", r"a \| b"),
        ("*bold* _it_ `code`", r"\*bold\* \_it\_ \`code\`"),
        ("<script>&amp;", r"\<script\>&amp;amp;"),
        ("[x](http://y)", r"\[x\](http://y)"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("1.50", "1.50"),
        ("-£3.00", "-£3.00"),
        ("---", r"\---"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_markdown_in_peoples_text_is_text(written: str, escaped: str) -> None:
    assert escape(written) == escaped


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 116", "'+44 116"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'x"),
        ("\rx", "'x"),
        (" =1+1", "'=1+1"),
        ("\x00=1+1", "'=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("2=2", "2=2"),
        ("", ""),
    ],
)
def test_a_cell_of_text_is_never_a_formula(written: str, cell: str) -> None:
    assert guard(written) == cell


def test_a_table_as_csv() -> None:
    table = TABLE._replace(rows=(*TABLE.rows, Row(('a "b", c\nd', None, 0, None, Decimal(-5)))))
    content = csv_text(table)
    assert list(csv.reader(io.StringIO(content))) == [
        ["Action", "When", "Sessions", "Share", "Spent"],
        ["Youth", "2017-06-12", "1200", "12.50", "1000.50"],
        ["Credit", "", "", "", "-3.00"],
        ['a "b", c d', "", "0", "", "-5.00"],
    ]
    assert csv_file(table) == b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode()
