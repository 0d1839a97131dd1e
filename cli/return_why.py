"""``ringfence return why`` and ``return pack``: each figure with what is behind it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli import choices
from ringfence.cli import output
from ringfence.cli.books import open_books
from ringfence.cli.typed import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ringfence.ledger.loading import Books
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.monitoring.why import Group

_fund = click.argument("fund", type=choices.FUND)
_period = click.argument("period", type=WORDS)
_output = click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Else it is named after the return.",
)
_OUTSIDE = re.compile(r"(?:\.\./)+|^/|^[A-Za-z]:")


@click.command()
@_fund
@_period
@_output
@click.pass_context
def why(ctx: click.Context, fund: str, period: str, path: Path | None) -> None:
    """Show why each figure of a return is what it is, in one HTML file.

    Each figure opens to its entries, each of those to its decision, minute, invoice and
    document. It needs no server and loads nothing: send it to the chair or the auditor.

    \b
    Example:
      ringfence return why PLF-2017-18 2017-18-H1 --output why.html
    """
    from ringfence.reports.render.why_ import why_page

    _books, report, groups = _asked(ctx, fund, period)
    _write(path, report, "why.html", why_page(report, groups))


@click.command("pack")
@_fund
@_period
@_output
@click.pass_context
def pack_(ctx: click.Context, fund: str, period: str, path: Path | None) -> None:
    """Pack a return with its evidence: one zip, with a manifest of digests.

    In it are the return as docx, xlsx, html and json, why each figure is what it is, the
    snapshot and the signed paper if there are, and every document filed with its entries.

    \b
    Example:
      ringfence return pack PLF-2017-18 2017-18-H1 --output evidence.zip
    """
    from ringfence.cli.returns import rendered
    from ringfence.reports.render.pack import pack
    from ringfence.reports.render.why_ import why_page

    books, report, groups = _asked(ctx, fund, period)
    files = {f"return.{kind}": rendered(report, kind) for kind in ("docx", "xlsx", "html", "json")}
    files["why.html"] = why_page(report, groups)
    missing = []
    for name in _papers(books, report, groups):
        file = books.folder / name
        if file.is_file():
            files[_OUTSIDE.sub("", name)] = file.read_bytes()
        else:
            missing.append(name)
    _write(path, report, "evidence.zip", pack(files))
    for name in missing:
        click.echo(f"Not in it, for it is not there: {name}.", err=str(path) == "-")


def _asked(ctx: click.Context, fund: str, period: str) -> tuple[Books, Report, Sequence[Group]]:
    from ringfence.cli.names import find_fund
    from ringfence.cli.returns import prepared_of
    from ringfence.reports.monitoring.why import why as why_of

    books = open_books(ctx)
    report = prepared_of(books, find_fund(books.book, fund), period.strip())
    return books, report, why_of(books.book, report, books.relative)


def _papers(books: Books, report: Report, groups: Sequence[Group]) -> list[str]:
    """Name the files behind a return, by their paths from the books."""
    from ringfence.ledger.snapshots import name_of
    from ringfence.reports.schedule import declared

    dates = report.dates
    said = declared(books.book, dates.fund, dates.ref)
    names = {
        name
        for group in groups
        for figure in group.figures
        for row in figure.rows
        for name in row.documents
    }
    if said and said.evidence:
        names.add(said.evidence)
    snapshot = name_of(dates.fund, dates.ref)
    if (books.folder / snapshot).is_file():
        names.add(snapshot)
    return sorted(names)


def _write(path: Path | None, report: Report, name: str, content: bytes) -> None:
    target = path or Path(f"{report.dates.fund} {report.dates.ref} {name}")
    if output.write(target, content):
        output.say(f"Written to {target}.")
