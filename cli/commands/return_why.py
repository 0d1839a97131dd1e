"""``ringfence return why`` and ``return pack``: each figure with what is behind it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.books import open_books
from ringfence.cli.commands.return_form import own_form
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import WORDS
from ringfence.cli.show import output
from ringfence.ledger.commands import command
from ringfence.ledger.inside import leads_out
from ringfence.ledger.known_digests import reading_all
from ringfence.reports.render.extensions import format_of
from ringfence.reports.render.formats import file_name
from ringfence.reports.schedule import declared_return

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.reports.monitoring.behind import Group
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.sealed.submissions import Submission

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

    Each figure opens to its entries, and each entry to its decision, minute, invoice and
    document. It needs no server and loads nothing: send it to the chair. It links to the
    documents where they are, so send an auditor `return pack`, which includes them. Where what
    was submitted was altered since, it says so first; `return pack` then packs nothing.

    \b
    Example:
      ringfence return why PLF-2017-18 2017-18-H1 --output why.html
    """
    from ringfence.bookkeeping.altered import altered_words
    from ringfence.reports.render.why_ import why_page
    from ringfence.reports.sealed.submissions import added_since, submissions_of_return

    format_of(path, None, ("html",), "html")
    books, report, groups = _asked_figures(ctx, fund, period)
    target = _file_path(path, report, "why", "html")

    def find(name: str) -> str | None:
        file = books.folder / name
        return None if leads_out(books.folder, file) else _from(target, file)

    papers = _documents(groups)
    submitted = submissions_of_return(books, report.dates.fund, report.dates.ref)
    fate = _fate(books, added_since(submitted, papers))
    altered = altered_words(books, report.dates.fund, report.dates.ref)
    page = why_page(report, groups, find, fate, is_alone=True, altered=altered)
    is_said = _write(target, page)
    for each in altered:
        click.echo(output.fold("Warning: what was submitted is not what it was. " + each), err=True)
    if is_said and papers:
        output.say(
            "The papers that it names are not in it. To send them too: "
            + command("return pack", report.header.fund, report.dates.ref)
        )


@click.command("pack")
@_fund
@_period
@_output
@click.pass_context
def pack_(ctx: click.Context, fund: str, period: str, path: Path | None) -> None:
    """Pack a return with its evidence: one zip, with a manifest of digests.

    In it are the return as docx, xlsx, html and json, why each figure is what it is, the
    funder's own form, the snapshot, the signed paper and what was sent if there are, and every
    document filed with its entries. A page says how anybody can verify it, without Ringfence.

    \b
    Example:
      ringfence return pack PLF-2017-18 2017-18-H1 --output evidence.zip
    """
    from ringfence.bookkeeping.altered import must_be_unaltered
    from ringfence.ledger.gone_papers import fate_of
    from ringfence.reports.monitoring.files import render
    from ringfence.reports.render.pack import MANIFEST, pack
    from ringfence.reports.render.why_ import why_page
    from ringfence.reports.sealed.how_to_verify import NAME, how_to_verify
    from ringfence.reports.sealed.submissions import added_since, submissions_of_return

    format_of(path, None, ("zip",), "zip")
    books, report, groups = _asked_figures(ctx, fund, period)
    must_be_unaltered(books, report.dates.fund, report.dates.ref, "Nothing was packed.")
    files = {f"return.{kind}": render(report, kind) for kind in ("docx", "xlsx", "html", "json")}
    filled, unfilled = own_form(books, report)
    files.update(filled)
    missing: list[str] = []
    outside: list[str] = []
    packed: dict[str, str] = {}
    submitted = submissions_of_return(books, report.dates.fund, report.dates.ref)
    for name in _papers(books, report, groups, submitted):
        file = books.folder / name
        if leads_out(books.folder, file):
            outside.append(name)
        elif file.is_file():
            packed[name] = _free(_OUTSIDE.sub("", name), {*files, "why.html", NAME, MANIFEST})
            files[packed[name]] = file.read_bytes()
        else:
            missing.append(name)
    fate = partial(fate_of, books.book.register)
    added = added_since(submitted, _documents(groups))
    files["why.html"] = why_page(report, groups, packed.get, _fate(books, added))
    files[NAME] = how_to_verify(submitted, packed)
    _write(_file_path(path, report, "evidence", "zip"), pack(files))
    for name in missing:
        told = f"{name} is not in it: it was {fate(name)}" if fate(name) else None
        click.echo(told or f"Not in it, for it is not there: {name}.", err=str(path) == "-")
    for name in filter(fate, packed):
        click.echo(f"{name} is in it as it is now: it was {fate(name)}", err=str(path) == "-")
    for name in filter(added.get, packed):
        click.echo(f"{name} is in it, {added[name]}.", err=str(path) == "-")
    for name in outside:
        click.echo(
            f"Not in it, for it leads out of the folder of the books: {name}.", err=str(path) == "-"
        )
    if unfilled:
        click.echo(f"The funder's own form is not in it. {unfilled}", err=str(path) == "-")


def _free(name: str, taken: Container[str]) -> str:
    """Return a file of the pack a name that none has yet."""
    stem, dot, ending = name.rpartition(".")
    found, number = name, 2
    while found in taken:
        found = f"{stem or ending}-{number}{dot}{ending if stem else ''}"
        number += 1
    return found


def _from(page: Path, file: Path) -> str | None:
    """Return the path from a page to a file; None if it is not there, or on another drive."""
    if str(page) == "-" or not file.is_file():
        return None
    try:
        return Path(os.path.relpath(file, page.absolute().parent)).as_posix()
    except ValueError:
        return None


def _asked_figures(
    ctx: click.Context, fund: str, period: str
) -> tuple[Books, Report, Sequence[Group]]:
    from ringfence.bookkeeping import find, returns
    from ringfence.reports.monitoring.why import why as why_of

    books = open_books(ctx)
    with reading_all():
        report = returns.prepare_return(books, find.find_fund(books.book, fund), period.strip())
    return books, report, why_of(books.book, report, books.relative)


def _documents(groups: Sequence[Group]) -> set[str]:
    """Name the documents behind a return's figures, by their paths from the books."""
    rows = (row for group in groups for figure in group.figures for row in figure.rows)
    return {name for row in rows for name in row.documents}


def _fate(books: Books, added: Mapping[str, str]) -> Callable[[str], str | None]:
    """Return what says what became of a paper, or that it came later."""
    from ringfence.ledger.gone_papers import fate_of

    return lambda name: fate_of(books.book.register, name) or added.get(name)


def _papers(
    books: Books, report: Report, groups: Sequence[Group], submitted: Sequence[Submission]
) -> list[str]:
    """Name the files behind a return and those that were sent, by their paths from the books."""
    from ringfence.ledger.snapshots import name_of, versions
    from ringfence.ledger.time_stamps import kept_stamps

    dates = report.dates
    declaration = declared_return(books.book, dates.fund, dates.ref)
    names = _documents(groups)
    if declaration and declaration.evidence:
        names.add(declaration.evidence)
    numbers = (None, *versions(books.folder, dates.fund, dates.ref))
    snapshots = (name_of(dates.fund, dates.ref, number) for number in numbers)
    names.update(name for name in snapshots if (books.folder / name).is_file())
    names.update(name for each in submitted for name in each.sent)
    of = (books.folder, dates.fund, dates.ref)
    names.update(name for each in submitted for name in kept_stamps(*of, each.seal))
    return sorted(names)


def _file_path(path: Path | None, report: Report, what: str, format: str) -> Path:
    return path or file_name(report.dates.fund, report.dates.ref, what, format=format)


def _write(target: Path, content: bytes) -> bool:
    """Write it; say whether it is in a file, so that more may be printed."""
    if not output.write(target, content):
        return False
    output.say(f"Written to {target}.")
    return True
