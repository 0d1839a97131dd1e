"""``ringfence import``: the council's listing comes in, and every line of it is accounted for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.prompt import asking
from ringfence.cli.prompt.typed import DAY, ROWS, WORDS, TypedCommand
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.commands import command
from ringfence.ledger.main_file import find_books
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.importers.listing.arrivals import Arrival
    from ringfence.importers.listing.parts import Part
    from ringfence.importers.listing.profiles import Profile
    from ringfence.importers.listing.reading import Listing
    from ringfence.ledger.council.waiting import Waiting
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Recording

#: To compare more rows than these with the books takes longer than a second.
_MANY = 2000


@click.command("import", cls=TypedCommand)
@click.argument(
    "files",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="[FILE]…",
)
@click.option(
    "--profile", metavar="ID", help="The profile to read it with, if its headings don't show which."
)
@click.option(
    "--rows",
    "part",
    type=ROWS,
    metavar="ROWS",
    help="Read these rows alone, such as 61-, -60 or Payments!5-60, where one sheet holds two "
    "listings.",
)
@click.option(
    "--further",
    type=WORDS,
    multiple=True,
    metavar="REF",
    help="A line that is a further payment, though it looks the same as one imported; may be "
    "repeated.",
)
@click.option(
    "--uncoded",
    type=WORDS,
    multiple=True,
    metavar="REF",
    help="A line without a code that is the partnership's, where other lines have codes; may be "
    "repeated. `all` means every one.",
)
@click.option("--date", "day", type=DAY, metavar="DAY", help="When it came; today if not given.")
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def import_listings(
    ctx: click.Context,
    files: tuple[Path, ...],
    profile: str | None,
    part: Part | None,
    further: tuple[str, ...],
    uncoded: tuple[str, ...],
    day: datetime.date | None,
    dry_run: bool,
) -> None:
    """Import the council's listing of its ledger, and file every line.

    FILE is CSV or XLSX, as it comes from the council's system; its headings show which profile
    reads it (see `ringfence profile`). Lines that agree with an entry in reference, amount and
    name are matched. At a terminal it then asks about every other line, and Enter takes the
    suggestion. A line that was imported before is never added twice, even if files overlap.
    Where the partnership has council codes, lines of other codes are left out, and so are lines
    without a code, unless you say that they are the partnership's. Without FILE, go on with the
    lines that wait.

    \b
    Examples:
      ringfence import september-2017.xlsx
      ringfence import q1.csv q2.csv --dry-run
      ringfence import
    """
    from ringfence.bookkeeping import file_line, record
    from ringfence.ledger.loading import load
    from ringfence.ledger.recording.locking import NotReleasedError

    settings = ctx.ensure_object(Settings)
    main, who = _main_of(settings), settings.actor
    if part is not None and len(files) != 1:
        raise click.UsageError("--rows says which rows of one file: name one FILE.")
    desk = _Desk(_read(files, main.parent, profile, part), further, uncoded, day or today())
    try:
        prepared = record.prepare(load(main), desk.plan, who=who)
        if not dry_run and desk.ask_about_uncoded():
            prepared = record.prepare(load(main), desk.plan, who=who)
        _say(desk, dry_run=dry_run)
        if dry_run:
            return
        recording = _save(prepared)
    except file_line.NOT_FILED as error:
        if isinstance(error, NotReleasedError):  # all is saved, as it says itself
            raise
        reason = file_line.reason_of(error)
        raise file_line.NotFiledError(f"{reason}\n\nNothing was saved.") from error
    _settle_rest(desk, main, who, recording)


class _Desk:
    """What is imported, and what came of it the last time that it was planned."""

    def __init__(
        self,
        listings: Sequence[tuple[str, Listing]],
        further: Sequence[str],
        uncoded: Sequence[str],
        day: datetime.date,
    ) -> None:
        self.listings = listings
        self.further = further
        self.uncoded = set(uncoded)
        self.day = day
        self.arrived: list[Arrival] = []
        self.waiting: Waiting | None = None

    def plan(self, books: Books) -> list[Wanted]:
        """Draft the lines that are new, and the references of those matched for certain."""
        from ringfence.bookkeeping.file_line import draft_matches
        from ringfence.importers.listing.arrivals import arrivals, drafts_of
        from ringfence.ledger.council import listings, waiting

        self.arrived = list(arrivals(books, self.listings, self.further, self.uncoded))
        lines = [
            *listings.kept_lines(books).values(),
            *(line for each in self.arrived for line in each.new),
        ]
        self.waiting = waiting.unsettled_lines(books.book, lines)
        return [
            *drafts_of(books, self.arrived, self.day),
            *draft_matches(books, self.waiting.certain),
        ]

    def ask_about_uncoded(self) -> bool:
        """Ask, at a terminal, whose the lines without a code are; return whether any are ours."""
        from ringfence.cli.commands.import_walk import ask_whose

        before = len(self.uncoded)
        if asking.on_terminal():
            for arrival in self.arrived:
                self.uncoded |= ask_whose(arrival.uncoded)
        return len(self.uncoded) > before


def _main_of(settings: Settings) -> Path:

    return find_books(settings.books)


def _read(
    files: Sequence[Path], books: Path, profile: str | None, part: Part | None
) -> list[tuple[str, Listing]]:
    """Read every file before anything is saved.

    Raises:
        click.ClickException: one of them can't be read.
    """
    from ringfence.cli.show.progress import show_progress
    from ringfence.importers.listing.profiles import of_books, shipped_profiles
    from ringfence.importers.listing.reading import ListingError

    reader = _Reader([*of_books(books), *shipped_profiles()], profile)
    found = []
    for path in files:
        try:
            found += reader.read(path, part)
        except ListingError as error:
            raise ListingError(f"{error}\n\nNothing was saved.") from error
    rows = sum(listing.rows for _name, listing in found)
    if rows > _MANY:
        show_progress(f"Comparing {rows:,} rows with the books")
    return found


@dataclass(frozen=True)
class _Reader:
    """Reads files: a sheet that holds two listings as two, if the officer says so."""

    profiles: Sequence[Profile]
    chosen: str | None

    def read(self, path: Path, part: Part | None) -> list[tuple[str, Listing]]:
        """Return what a file has, with its name; of a part, with its rows.

        Raises:
            ListingError: it can't be read.
        """
        from ringfence.cli.show.progress import Progress
        from ringfence.importers.listing.errors import LayoutChangedError
        from ringfence.importers.listing.reading import read_listing

        try:
            with Progress(f"Reading {path.name}") as progress:
                listing = read_listing(
                    path, self.profiles, chosen=self.chosen, part=part, progress=progress
                )
        except LayoutChangedError as error:
            if not asking.on_terminal():
                raise
            output.say(f"{path.name}, row {error.row}: other headings begin here.")
            if not asking.confirm("Read what is above and what is below as two listings?"):
                raise
            above, below = error.parts(part)
            return [*self.read(path, above), *self.read(path, below)]
        return [(path.name if part is None else f"{path.name}, rows {part}", listing)]


def _say(desk: _Desk, *, dry_run: bool) -> None:
    """Account for every row of the files, and say what is matched and what waits."""
    from ringfence.cli.commands.import_show import accounts_of, summary_of

    for arrival in desk.arrived:
        for text in accounts_of(arrival):
            output.say(output.spell(text))
    assert desk.waiting is not None  # noqa: S101 - it was planned
    for text in summary_of(desk.waiting):
        output.say(output.spell(text))
    if dry_run:
        output.say("Nothing was saved.")


def _save(prepared: Recording) -> Recording:
    """Save what arrived and what matches; at a terminal ask first."""
    from ringfence.ledger.recording import writing

    if not prepared.drafts:
        return prepared
    if asking.on_terminal() and not asking.confirm("Save this?"):
        raise click.Abort
    recording = writing.save(prepared)
    output.say("Saved.")
    return recording


def _settle_rest(desk: _Desk, main: Path, who: str, recording: Recording) -> None:
    """Ask about each line that waits; where nobody can be asked, say what to type."""
    from ringfence.cli.commands import import_show, import_walk

    waiting = desk.waiting
    if waiting is None or not waiting.count:
        return
    if not asking.on_terminal():
        for text in import_show.commands_for(waiting, recording.after):
            output.say(output.spell(text))
        return
    walk = import_walk.Walk(main, who, recording.after)
    walk.through(waiting)
    left = waiting.count - walk.done
    wait = "1 line still waits" if left == 1 else f"{left} lines still wait"
    output.say(f"\n{walk.done} settled; {wait if left else 'none waits any more'}.")
    if left:
        output.say(f"Go on with: {command('import')}")
