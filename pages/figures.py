"""From the name of a figure to its statement, and to the address that shows it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ringfence.reports.fund_statement import funds_report
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.compare import with_sent
from ringfence.reports.monitoring.report import Report
from ringfence.reports.monitoring.scope import scope_of
from ringfence.reports.return_errors import ReturnError
from ringfence.reports.schedule import dates_of
from ringfence.reports.statements.budget import budget_statement, span_statement
from ringfence.reports.statements.funds import fund_statement, period_statement
from ringfence.reports.statements.plan import (
    plan_statement,
    pool_statement,
    proposal_statement,
    reserve_statement,
)
from ringfence.reports.statements.returns import (
    Source,
    claim_statement,
    evidence_statement,
    line_statement,
)
from ringfence.reports.statements.statement import FigureName, Statement, UnknownFigureError
from ringfence.reports.statements.unspent import unspent_statement
from ringfence.reports.underspend import underspend_of

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked


def name_in(values: Mapping[str, str]) -> FigureName | None:
    """Return the figure that an address names; None if it names none."""
    if not values.get("figure"):
        return None
    return FigureName(**{key: values.get(key, "") for key in FigureName._fields})


def query_of(name: FigureName) -> str:
    """Return what names a figure in an address."""
    return urlencode({key: value for key, value in name._asdict().items() if value})


def statement_of(books: Loaded, wanted: Asked, name: FigureName) -> Statement:
    """State a figure as the pages show it on the days asked for.

    Raises:
        UnknownFigureError: there is no such figure.
    """
    try:
        return _statement(books, wanted, name)
    except (ReturnError, ValueError, KeyError) as error:
        raise UnknownFigureError(name) from error


def _statement(books: Loaded, wanted: Asked, name: FigureName) -> Statement:
    book, first, last = books.book, wanted.first, wanted.as_at
    made: dict[str, Callable[[], Statement]] = {
        "plan": lambda: plan_statement(book, name, last),
        "earmarks": lambda: plan_statement(book, name, last),
        "pool": lambda: pool_statement(book, name, last, wanted.year),
        "proposal": lambda: proposal_statement(book, name, last, wanted.year),
        "budget": lambda: budget_statement(book, name, last),
        "span": lambda: span_statement(book, name, last),
        "reserve": lambda: reserve_statement(book, name, first, last),
        "fund": lambda: fund_statement(book, name, last, funds_in_use(books, wanted)),
        "statement": lambda: period_statement(book, name, first_of_statement(wanted), last),
    }
    return made[name.of]() if name.of in made else _of_return(books, wanted, name)


def _of_return(books: Loaded, wanted: Asked, name: FigureName) -> Statement:
    book = books.book
    if name.of == "year":
        scope = scope_of(book, dates_of(book, name.fund, name.period), str)
        named = name._replace(of="statement", fund=name.part)
        return period_statement(book, named, scope.first, scope.as_at, scope.funds)
    if name.period:
        source = Source.of_return(book, prepared(books, name.fund, name.period))
    else:
        found = underspend_of(book, name.fund, min(wanted.as_at, wanted.year.end))
        if found is None:
            raise UnknownFigureError(name)
        source = Source.of_underspend(book, found)
    made: dict[str, Callable[[Source, FigureName], Statement]] = {
        "line": line_statement,
        "evidence": evidence_statement,
        "unspent": unspent_statement,
        "claim": claim_statement,
    }
    if name.of not in made:
        raise UnknownFigureError(name)
    return made[name.of](source, name)


def prepared(books: Loaded, fund: str, ref: str) -> Report:
    """Prepare a return as its page shows it: with what was sent, where it was sent."""
    return with_sent(books.book, books.folder, prepare_today(books, fund, ref))


def prepare_today(books: Loaded, fund: str, ref: str) -> Report:
    """Prepare a return as the books of today have it, whatever was sent."""
    return prepare(books.book, fund, ref, findings=books.findings, relative=books.relative)


def first_of_statement(wanted: Asked) -> datetime.date:
    """Return from which day a fund's statement is: asked of one day, since that year began."""
    return wanted.year.start if wanted.first == wanted.as_at else wanted.first


def funds_in_use(books: Loaded, wanted: Asked) -> tuple[str, ...]:
    """Name the funds that the Funds page adds up: those in use on its day."""
    report = funds_report(books.book, first_of_statement(wanted), wanted.as_at)
    return tuple(fund.fund for fund in report.funds if fund.is_certain and fund.is_live)
