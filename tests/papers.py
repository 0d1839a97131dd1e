"""Every paper that the examples make for a funder, a meeting or finance, and what it says."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import openpyxl
from docx import Document
from docx.oxml.ns import qn

from ringfence.bookkeeping.record import count, findings_of
from ringfence.ledger import loading
from ringfence.ledger.years import FinancialYear
from ringfence.reports.fund_paper import funds_paper
from ringfence.reports.fund_statement import funds_report
from ringfence.reports.meeting import meeting
from ringfence.reports.meeting_paper import meeting_paper
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.notice import notice
from ringfence.reports.position import position
from ringfence.reports.position_paper import position_paper
from ringfence.reports.render.table import Paper
from ringfence.reports.reserve import reserve_report
from ringfence.reports.reserve_paper import reserve_paper
from ringfence.reports.schedule import FINAL, all_dates
from ringfence.reports.underspend import underspend_of

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/main.beancount"))
#: Every kind of paper. A claim stands in its return, a fund's statement in the paper of funds.
KINDS = ("return", "position", "meeting", "notice", "funds", "reserve")


class Told(NamedTuple):
    """A paper: of which books, of what kind, and what it is called among them."""

    example: str
    kind: str
    name: str
    paper: Paper


@cache
def books_of(name: str) -> loading.Books:
    return loading.load(EXAMPLES / name / "main.beancount")


@cache
def days_of(name: str) -> list[datetime.date]:
    """Return each month's end from 1 April of the first plan to 31 March after the last entry."""
    book = books_of(name).book
    assert book.last_day is not None
    first = min(FinancialYear.parse(year).start for year, _action in book.register.actions)
    day, found = first, []
    last = FinancialYear.of_day(book.last_day).end + datetime.timedelta(days=60)
    while day <= last:
        day = (day + datetime.timedelta(days=32)).replace(day=1)
        found.append(day - datetime.timedelta(days=1))
    return found


@cache
def papers_of(name: str) -> list[Told]:
    """Make every paper of an example: each return, and the others as at each month's end."""
    book = books_of(name).book
    findings = findings_of(books_of(name))
    found = []
    periods = {(dates.fund, dates.ref): None for dates in all_dates(book)}
    periods |= {(fund, FINAL): None for fund, _ref in periods}
    for fund, ref in periods:
        report = prepare(book, fund, ref, findings=findings)
        found.append(Told(name, "return", f"{fund} {ref}", return_paper(report)))
    for day in days_of(name):
        text = day.isoformat()
        year = FinancialYear.of_day(day)
        report_ = position(book, year, day, findings=count(findings))
        found.append(Told(name, "position", text, position_paper(report_)))
        found.append(Told(name, "meeting", text, meeting_paper(meeting(book, report_, findings))))
        for fund in sorted(book.register.funds):
            under = underspend_of(book, fund, day)
            if under and under.total:
                found.append(Told(name, "notice", f"{fund} {text}", notice(book, under)))
        if day == year.end:
            funds = funds_paper(funds_report(book, year.start, day), "A partnership")
            reserve = reserve_paper(reserve_report(book, year.start, day), "A partnership")
            found += [Told(name, "funds", text, funds), Told(name, "reserve", text, reserve)]
    return found


def some_of(name: str) -> list[Told]:
    """Return every return of an example, and of the others those of each quarter's end."""
    return [
        told
        for told in papers_of(name)
        if told.kind == "return" or told.name[-5:] in ("03-31", "06-30", "09-30", "12-31")
    ]


def text_of(content: bytes, format_: str) -> str:
    """Return what a file says to whoever opens it, a line for each paragraph or cell."""
    return "\n".join({"docx": _word, "xlsx": _excel, "html": _html}[format_](content))


def _word(content: bytes) -> Iterator[str]:
    word = Document(io.BytesIO(content))
    feet = [section.footer._element for section in word.sections]
    for part in (word.element.body, *feet):
        for paragraph in part.iter(qn("w:p")):
            yield "".join(each.text or "" for each in paragraph.iter(qn("w:t")))


def _excel(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "s":
                    yield cell.value


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._is_style and data.strip():
            self.texts.append(data)


def _html(content: bytes) -> Iterator[str]:
    page = _Page()
    page.feed(content.decode())
    yield from page.texts
