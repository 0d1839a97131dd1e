"""A return prepared of the books, and made a document of any of its formats."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ringfence.cli.books import judged

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
    """Give a return in one of its formats."""
    return _RENDERERS[kind](report)


def _as_docx(report: Report) -> bytes:
    from ringfence.reports.monitoring.paper import return_paper
    from ringfence.reports.render.docx_ import document

    return document(return_paper(report))


def _as_xlsx(report: Report) -> bytes:
    from ringfence.reports.monitoring.paper import return_paper
    from ringfence.reports.render.xlsx import workbook

    return workbook(return_paper(report))


def _as_html(report: Report) -> bytes:
    from ringfence.reports.monitoring.paper import return_paper
    from ringfence.reports.render.html_ import html

    return html(return_paper(report))


def _as_markdown(report: Report) -> bytes:
    from ringfence.reports.monitoring.paper import return_paper
    from ringfence.reports.render.markdown import markdown

    return markdown(return_paper(report)).encode()


def _as_json(report: Report) -> bytes:
    from ringfence.reports.monitoring.as_json import as_json

    return (json.dumps(as_json(report), indent=2, ensure_ascii=True) + "\n").encode()


_RENDERERS: dict[str, Callable[[Report], bytes]] = {
    "docx": _as_docx,
    "xlsx": _as_xlsx,
    "html": _as_html,
    "md": _as_markdown,
    "json": _as_json,
}
