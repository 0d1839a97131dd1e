"""*Returns*: when each is due, how far it has come, what is missing, what changed since."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NamedTuple

from fava.ext import extension_endpoint
from flask import Response, abort, has_request_context, request

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.frozen import SENT
from ringfence.ledger.json_text import json_file
from ringfence.ledger.questions import Asked as Question
from ringfence.ledger.questions import questions_about_return
from ringfence.ledger.snapshots import name_of, versions
from ringfence.ledger.years import FinancialYear
from ringfence.pages import documents, page
from ringfence.pages.figures import prepare_today, prepared
from ringfence.pages.paging import Stretch, stretch_of
from ringfence.pages.time_filter import days_of_year, filter_of
from ringfence.reports.columns import FIRST
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.compare import (
    Comparison,
    figures_table,
    narrative_table,
    since_submission,
    with_sent,
)
from ringfence.reports.monitoring.exceptions_table import EXCEPTIONS
from ringfence.reports.monitoring.files import makers
from ringfence.reports.monitoring.financial_tables import EVIDENCE, names_of
from ringfence.reports.monitoring.line_words import why_of
from ringfence.reports.monitoring.paper import return_paper, title_of
from ringfence.reports.monitoring.paper_tables import ADJUSTMENTS
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render.formats import of_files
from ringfence.reports.render.table import Paper, Table
from ringfence.reports.return_errors import ReturnError
from ringfence.reports.schedule import Dates, all_dates, dates_of, declared_return
from ringfence.reports.statements.tables import Tables

if TYPE_CHECKING:
    from ringfence.pages.links import Links
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

_OPEN = ("draft", "reopened", "queried")


class Due(NamedTuple):
    """One return of the year."""

    dates: Dates
    title: str
    fund_title: str
    status: str
    is_late: bool
    is_chosen: bool

    @property
    def is_sent(self) -> bool:
        """Whether its figures stand, so that it can be seen what changed since."""
        return self.status in SENT


class Since(NamedTuple):
    """What changed since the chosen return was submitted; None if its snapshot is missing.

    ``versions`` are those that were reopened; ``version`` the one compared, if it is one of them.
    """

    file: str
    found: Comparison | None
    changed: Table | None
    told: Table | None
    version: int | None
    versions: tuple[int, ...]


class Elsewhere(NamedTuple):
    """A return that the address names and the page does not show; ``time`` shows its year, if any.

    ``time`` is None if there is no such return.
    """

    fund: str
    ref: str
    time: str | None


class Content(NamedTuple):
    """What the page shows: the year's returns, and the one chosen as its paper has it.

    ``keys`` are the figures of its table of actions, and ``reasons`` say what each forecast rests
    on: both are those of the paper's first page. ``query`` is what its
    funder asks of it, if anything.
    """

    returns: Stretch[Due]
    report: Report | None
    paper: Paper | None
    since: Since | None
    elsewhere: Elsewhere | None
    reasons: tuple[str, ...]
    query: str | None
    questions: tuple[Question, ...] = ()
    keys: tuple[str, ...] = FIRST
    most: int = page.MOST_ROWS

    @property
    def is_any_sent(self) -> bool:
        """Whether the figures of any of the year's returns stand."""
        return any(each.is_sent for each in self.returns.rows)

    @property
    def named(self) -> Tables:
        """What the figures of the chosen one's tables are called."""
        report = self.report
        assert report is not None  # noqa: S101 - asked of a return that is shown
        places = {title: "/".join(place) for place, title in names_of(report).items()}
        unspent = report.asked_for.unspent
        return Tables(report.header.fund, report.dates.ref, places, report.funds, unspent)

    def urls_of(self, block: Table, links: Links) -> list[str]:
        """Lead from each row of a table that lists entries to its entry; of others, nothing."""
        if block.title == EXCEPTIONS:
            # What stands out says no place, since a private entry may: its day and amount do.
            return [links.search(f"{row.cells[0]} {row.cells[-1]}") for row in block.rows]
        rows = {EVIDENCE: "evidence", ADJUSTMENTS: "adjustments"}.get(block.title)
        found = getattr(self.report, rows) if rows else ()
        return [links.entry({"filename": each.file, "lineno": each.line}) for each in found]


class Returns(page.Page):
    """The page."""

    report_title = "Returns"
    offers = of_files("json")

    def days(self, book: Book, time: str) -> Asked:
        """Return the year of the return that the address names, unless there is a filter."""
        named = None if time.strip() or not has_request_context() else _return_of_address(book)
        if named is None:
            return super().days(book, time)
        return days_of_year(_year_of(named), datetime.date.today())

    def content(self, books: Loaded, wanted: Asked) -> Content:
        """Return the returns of the year, and prepare the one chosen."""
        found = _of_year(books.book, wanted.year)
        chosen = _choose(books.book, found)
        today_has = compared = report = None
        if chosen:
            today_has = prepare_today(books, chosen.fund, chosen.ref)
            if today_has.status in SENT:
                compared = since_submission(books.book, books.folder, today_has)
            report = with_sent(books.book, books.folder, today_has, compared)
        today = datetime.date.today()
        returns = [
            Due(
                dates,
                title_of(dates),
                books.book.register.funds[dates.fund].at_or_first(dates.as_at).title,
                status,
                bool(dates.due and dates.due < today and status in _OPEN and status not in SENT),
                dates == chosen,
            )
            for dates in found
            for status in (_status(books.book, dates),)
        ]
        paper = return_paper(report) if report else None
        since = _since(books, today_has, compared) if today_has else None
        elsewhere = _elsewhere(books.book, chosen)
        reasons = tuple(why_of(line) for line in report.lines) if report else ()
        query = _query(report) if report and report.status == "queried" else None
        place = found.index(chosen) if chosen else None
        asked = questions_about_return(books.book, chosen.fund, chosen.ref) if chosen else ()
        return Content(
            stretch_of(returns, holding=place),
            report,
            paper,
            since,
            elsewhere,
            reasons,
            query,
            tuple(asked),
        )

    @extension_endpoint
    def download(self) -> Response:
        """Return a return as a file."""
        books, _wanted = self.books_and_days()
        try:
            report = prepared(books, request.args.get("fund", ""), request.args.get("period", ""))
        except (ReturnError, ValueError) as error:
            abort(404, description=str(error))
        files = makers(report)
        return documents.respond(
            f"{report.header.fund}_{report.dates.ref}",
            {**files, "json": lambda: json_file(as_json(report, for_officer=True))},
        )


def _query(report: Report) -> str:
    """Return what the funder asks of a return, and what to do about it."""
    of = (report.header.fund, report.dates.ref)
    return (
        f"{report.header.funder} asks: “{report.header.reason}”. Answer it: "
        + command("return answer", *of, answer=Blank.TEXT)
        + "; once the funder accepts it: "
        + command("return accept", *of)
        + "; or reopen the return, to correct it: "
        + command("return reopen", *of, reason=Blank.TEXT)
    )


def _of_year(book: Book, year: FinancialYear) -> list[Dates]:
    """Return the returns of a year, and final ones whose days end in it, by their due date."""
    found = [dates for dates in all_dates(book) if _year_of(dates) == year]
    found.sort(key=lambda dates: (dates.due or dates.as_at, dates.fund, dates.ref))
    return found


def _year_of(dates: Dates) -> FinancialYear:
    return dates.year or FinancialYear.of_day(dates.end)


def _return_of_address(book: Book) -> Dates | None:
    """Return the return that the address names, of whatever year."""
    try:
        return dates_of(book, request.args.get("fund", ""), request.args.get("period", ""))
    except (ReturnError, ValueError):
        return None


def _elsewhere(book: Book, chosen: Dates | None) -> Elsewhere | None:
    """Return a message on what the address names, if that is not the one chosen."""
    fund, ref = request.args.get("fund"), request.args.get("period")
    if not fund or not ref or (chosen and (chosen.fund, chosen.ref) == (fund, ref)):
        return None
    named = _return_of_address(book)
    return Elsewhere(fund, ref, filter_of(_year_of(named)) if named else None)


def _choose(book: Book, found: list[Dates]) -> Dates | None:
    """Return the return that the address names, else the first that is still to be sent."""
    fund, ref = request.args.get("fund"), request.args.get("period")
    named = (dates for dates in found if dates.fund == fund and dates.ref == ref)
    to_send = (dates for dates in found if _status(book, dates) in _OPEN)
    return next(named, None) or next(to_send, None) or next(reversed(found), None)


def _status(book: Book, dates: Dates) -> str:
    declaration = declared_return(book, dates.fund, dates.ref)
    return (declaration.status if declaration else None) or "draft"


def _since(books: Loaded, report: Report, compared: Comparison | None) -> Since | None:
    """Compare a return with what it said when it was submitted; None of one that never was.

    The report is as the books of today have it: what is shown has the forecasts and the claim
    that were sent. ``compared`` is how that is to what was last submitted, if that is known.

    Only the return that is looked at is compared, and anew each time: a snapshot is a file
    beside the books, of whose changes Fava says nothing.
    """
    fund, ref = report.header.fund, report.dates.ref
    found = tuple(versions(books.folder, fund, ref))
    was_sent = report.status in SENT or (books.folder / name_of(fund, ref)).is_file()
    if not was_sent and not found:
        return None
    asked = request.args.get("version", "")
    version = next((each for each in found if str(each) == asked), None)
    if version is not None or compared is None:
        compared = since_submission(books.book, books.folder, report, version)
    changed = figures_table(compared) if compared and compared.figures else None
    told = narrative_table(compared) if compared and compared.told else None
    return Since(name_of(fund, ref, version), compared, changed, told, version, found)
