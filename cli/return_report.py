"""A return prepared of the books, and made a document of any of its formats."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.record import judged
from ringfence.ledger.json_text import json_file

if TYPE_CHECKING:
    from ringfence.ledger.findings import Finding
    from ringfence.ledger.loading import Books
    from ringfence.reports.monitoring.report import Report


def report_of(
    books: Books, fund: str, period: str, as_at: datetime.date | None, findings: list[Finding]
) -> Report:
    """Return a return as the books have it, with what was submitted beside it.

    Raises:
        click.UsageError: there is no such period.
        click.ClickException: the fund makes no such return.
    """
    from ringfence.ledger.years import PeriodError
    from ringfence.reports.monitoring.build import prepare as prepared
    from ringfence.reports.monitoring.compare import with_sent
    from ringfence.reports.return_errors import ReturnError

    try:
        report = prepared(
            books.book, fund, period, as_at=as_at, findings=findings, relative=books.relative
        )
        return with_sent(books.book, books.folder, report)
    except PeriodError as error:
        raise click.UsageError(str(error)) from error
    except ReturnError as error:
        raise click.ClickException(str(error)) from error


def prepared_of(books: Books, fund: str, period: str) -> Report:
    """Prepare a return of books as they are, with what is found in them."""
    return report_of(books, fund, period, None, judged(books))


def rendered(report: Report, kind: str) -> bytes:
    """Return a return as a file of one of its formats."""
    from ringfence.reports.monitoring.as_json import as_json
    from ringfence.reports.monitoring.paper import return_paper
    from ringfence.reports.render import files

    if kind == "json":
        return json_file(as_json(report))
    return files.written(return_paper(report), kind)
