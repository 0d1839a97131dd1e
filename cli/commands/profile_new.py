"""``ringfence profile new``: a profile from a listing, shown, asked about, tried and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from ringfence.bookkeeping.record import record
from ringfence.cli.commands.profile_ask import ask_about_guess
from ringfence.cli.commands.profile_show import columns_table, describe_listing
from ringfence.cli.prompt import asking
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.importers.listing.errors import NOTHING_WRITTEN, ListingError, ProfileError
from ringfence.importers.listing.guess import guess
from ringfence.importers.listing.headers import find_in
from ringfence.importers.listing.parts import Part
from ringfence.importers.listing.profiles import (
    Profile,
    parse_profile,
    place_of,
    profile_draft,
    profile_text,
    shipped_profiles,
)
from ringfence.importers.listing.propose import (
    NO_COLUMN,
    id_of,
    propose_profile,
    read_id,
    with_columns,
)
from ringfence.importers.listing.reading import Listing, read_found
from ringfence.importers.listing.sources import Source, open_source, part_of
from ringfence.ledger.commands import command
from ringfence.ledger.loading import Books
from ringfence.ledger.main_file import find_books
from ringfence.ledger.recording.drafting import FileDraft


@dataclass(frozen=True)
class Told:
    """What the options said: of columns by field, of the profile's other fields, and how to save.

    ``columns`` are headings, letters or ``none``.
    """

    columns: Mapping[str, str]
    fields: Mapping[str, Any]
    name: str | None = None
    title: str | None = None
    head_row: int | None = None
    part: Part | None = None
    replace: bool = False
    dry_run: bool = False
    despite_total: bool = False


def make(ctx: click.Context, path: Path, told: Told) -> None:
    """Make a profile from a listing, show what it reads, and save it.

    Raises:
        click.ClickException: it can't be read, made or saved; nothing was written.
    """
    if not told.dry_run:
        _main(ctx)  # without books there is no place to keep it
    with open_source(path) as source:
        listing = _understand(part_of(source, told.part), path, told)
    if told.dry_run:
        output.say("Nothing was saved.")
        return
    _must_be_wanted(path, listing, told)
    _save(ctx, listing.profile, replacing=told.replace)


def _must_be_wanted(path: Path, listing: Listing, told: Told) -> None:
    """Ask whether to save it; what does not come to the file's own total has to be said.

    Raises:
        click.Abort: it is not to be saved.
        ProfileError: nobody can be asked, and the file's own total is another.
    """
    wrong = listing.own_total is not None and not told.despite_total
    question = f"Save this as {place_of(listing.profile)}?"
    if not asking.on_terminal():
        if wrong:
            raise ProfileError(
                f"{path}: {listing.remarks[-1]} Perhaps a credit has no sign (--credit-type CRN), "
                "a column was taken for another, or the file is only a part. If it is right as it "
                f"was read, say so: --despite-total. {NOTHING_WRITTEN}"
            )
        return
    wanted = asking.confirm(question, default=False) if wrong else asking.confirm(question)
    if not wanted:
        raise click.Abort


def _understand(source: Source, path: Path, told: Told) -> Listing:
    """Propose a profile, ask about it, and read the whole file with it."""
    if told.name is not None:
        try:
            told = replace(told, name=read_id(told.name))
        except ValueError as error:
            raise ProfileError(f"--id: {error} {NOTHING_WRITTEN}") from error
    found = with_columns(guess(source, told.head_row), told.columns)
    if asking.on_terminal():
        withheld = told.columns.get("supplier", "").casefold() == NO_COLUMN
        found, fields = ask_about_guess(source, found, told.fields, no_supplier=withheld)
        told = replace(told, fields=fields)
        told = replace(
            told,
            name=told.name or asking.read("Its id?", read_id, default=_name(path)),
            title=told.title or asking.words("What is it, in your words?", default=_title(path)),
        )
    values = {**told.fields, "title": told.title or _title(path)}
    profile = propose_profile(found, told.name or _name(path), values)
    # What is saved is what was tried.
    profile = parse_profile(profile_text(profile).encode(), profile.id, "The profile")
    if not asking.on_terminal():  # there it was shown, and agreed to
        output.say(columns_table(found))
    listing = read_found(source, find_in(source, [profile]))
    output.say(describe_listing(listing))
    if not asking.on_terminal() and "supplier" not in {**found.head.columns, **told.columns}:
        output.say(
            "No column is the supplier: is that right? If one is, say which: --supplier-column, "
            "with its heading or its letter.\n"
        )
    for each in _that_read_it(source):
        output.say(f"The profile {each} reads this file already.\n")
    return listing


def _that_read_it(source: Source) -> list[str]:
    """Name the profile of ours that has these headings, if one has."""
    try:
        return [find_in(source, shipped_profiles()).profile.id]
    except ListingError:
        return []


def _save(ctx: click.Context, profile: Profile, *, replacing: bool) -> None:

    def plan(books: Books) -> list[FileDraft]:
        return [profile_draft(books.folder, profile, replacing=replacing)]

    settings = ctx.ensure_object(Settings)
    record(_main(ctx), plan, who=settings.actor)
    output.say(
        f"Saved as {place_of(profile)}. From now on `{command('import')}` reads listings with "
        "these headings."
    )


def _main(ctx: click.Context) -> Path:

    return find_books(ctx.ensure_object(Settings).books)


def _name(path: Path) -> str:
    return id_of(path.stem)


def _title(path: Path) -> str:
    return f"Listings such as {path.name}"
