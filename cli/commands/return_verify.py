"""``ringfence return verify``: whether files are what was sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.bookkeeping.errors import FieldError
from ringfence.cli.books import open_books
from ringfence.cli.commands.return_timestamp import CERTIFICATE
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.json_text import json_text
from ringfence.ledger.main_file import BooksNotFoundError, find_books

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.reports.sealed.verify import Verdict
    from ringfence.reports.sealed.verify_files import Verified


@click.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--quoting",
    "quoted",
    metavar="TEXT",
    multiple=True,
    help="A seal from a covering e-mail, or its twelve words; may be repeated.",
)
@CERTIFICATE
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def verify(
    ctx: click.Context,
    files: tuple[Path, ...],
    quoted: tuple[str, ...],
    certificate: Path | None,
    format: str,
) -> None:
    """Say whether a file is a return as it was submitted, and if not what differs.

    FILE is what was sent or came back: JSON, Word, Excel, HTML, a PDF that was sent, or an
    evidence pack. A file that was saved again is compared by the return that it carries and by
    its text.

    It needs no books: a pack, or a snapshot among the files, and the seal that the covering
    e-mail quotes (--quoting) do as well. The exit status is 0 if each file is proved to say what
    was submitted, and 1 if not.

    \b
    Examples:
      ringfence return verify back-from-opcc.docx
      ringfence return verify evidence.zip signed.pdf --format json
      ringfence return verify evidence.zip --quoting "deal timber text choice coral harvest \\
          borrow same matter grape brisk board"
    """
    from ringfence.ledger.seal_words import NotQuotedError
    from ringfence.ledger.time_stamps import read_certificates
    from ringfence.reports.sealed.submissions import submissions_of
    from ringfence.reports.sealed.verify_files import verified_json, verify_files

    books = _books(ctx)
    known = submissions_of(books) if books else []
    roots = read_certificates(certificate) if certificate else []
    folder = books.folder if books else None
    try:
        found, lost = verify_files(files, known, quoted, folder=folder, roots=roots)
    except NotQuotedError as error:
        raise FieldError("quoting", str(error)) from None
    if format == "json":
        output.say(json_text({"books": books is not None, "lost": lost, **verified_json(found)}))
    else:
        _say(found, has_books=books is not None)
        for text in lost:
            output.say("\n" + output.fold(f"Nothing that is known here has the seal “{text}”."))
    if lost or not all(each.is_proven for each in found):
        ctx.exit(1)


def _books(ctx: click.Context) -> Books | None:
    """Open the books; None where none are named and none are here."""
    try:
        find_books(ctx.ensure_object(Settings).books)
    except BooksNotFoundError:
        if ctx.ensure_object(Settings).books:
            raise
        return None
    return open_books(ctx)


def _say(found: list[Verified], *, has_books: bool) -> None:
    from ringfence.reports.sealed.stamps import stamp_words

    for number, each in enumerate(found):
        output.say(("\n" if number else "") + output.fold(each.verdict.message))
        _say_differences(each.verdict)
        for stamp in each.stamps:
            output.say(output.fold(stamp_words(stamp)))
        for member in each.members:
            if member.outcome in ("differs", "unreadable"):
                output.say(output.item(member.message))
                _say_differences(member)
    if not has_books and not all(each.is_proven for each in found):
        output.say(
            "\n"
            + output.fold(
                "There are no books here to compare with. Name them with --books; else give the "
                "evidence pack too, and the seal of the covering e-mail (--quoting)."
            )
        )


def _say_differences(verdict: Verdict) -> None:
    from ringfence.reports.sealed.differences import MOST_SHOWN

    for difference in verdict.differences[:MOST_SHOWN]:
        output.say(output.item(str(difference)))
    more = len(verdict.differences) - MOST_SHOWN
    if more > 0:
        output.say(f"- And {more} more.")
