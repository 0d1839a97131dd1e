"""Which row of a file has the headings, and which profile's they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple

from ringfence.importers.cells import Cell, text_of
from ringfence.importers.listing.columns import called, is_day, is_words, plain_words
from ringfence.importers.listing.errors import (
    AmbiguousProfileError,
    LayoutChangedError,
    UnknownProfileError,
)
from ringfence.importers.listing.profiles import Profile
from ringfence.importers.listing.rows import Row, Sheet
from ringfence.importers.listing.sources import Source, open_source
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.messages import name_field
from ringfence.ledger.words import letters_and_digits, plain

#: Headings stand among the first rows of a sheet, beneath a banner.
HEAD_ROWS = 60
_MOST_NEAR = 3
#: Fewer cells that are called as columns are may be chance.
_FEWEST_HEADINGS = 3


class Head(NamedTuple):
    """The headings of a sheet: their row, what each column is called, and what it is.

    ``names`` has a name for every column, as :func:`column_names` gives them; ``columns`` the
    number of the column, from 0, of each field that was found.
    """

    sheet: Sheet
    row: int
    names: tuple[str, ...]
    columns: dict[str, int]

    def name(self, column: int) -> str:
        """Name a column in a sentence: its letter and its heading."""
        heading = self.names[column] if column < len(self.names) else ""
        text = f"column {letter(column)}"
        return text if heading in ("", text) else f"{text} “{heading}”"


class Found(NamedTuple):
    """The profile of a file, the headings of each sheet that has them, and the sheets without."""

    profile: Profile
    heads: tuple[Head, ...]
    unread: tuple[str, ...] = ()


class _Fit(NamedTuple):
    head: Head
    missing: tuple[str, ...]


def find(path: Path, profiles: Sequence[Profile]) -> Found:
    """Find the profile whose headings a file has.

    Raises:
        ListingError: the file can't be read, or no profile or more than one fits.
    """
    with open_source(path) as source:
        return find_in(source, profiles)


def find_in(source: Source, profiles: Sequence[Profile], chosen: str | None = None) -> Found:
    """Find the profile whose headings a file has, or the one chosen.

    A profile beside the books goes before one of ours; else the one with more headings does.

    Raises:
        UnknownProfileError: none fits, or none is called so.
        AmbiguousProfileError: several fit alike.
        LayoutChangedError: a sheet holds two listings, each with a profile.
    """
    if chosen is not None:
        profiles = [profile for profile in profiles if profile.id == chosen] or _unknown(
            chosen, profiles
        )
    samples = {sheet.title: list(islice(sheet.rows(), HEAD_ROWS)) for sheet in source.sheets}
    fitting: list[tuple[tuple[bool, int], Found]] = []
    nearest: list[tuple[float, Profile, _Fit]] = []
    for profile in profiles:
        fits = [_best(profile, sheet, samples[sheet.title]) for sheet in source.sheets]
        whole = [fit.head for fit in fits if fit and not fit.missing]
        if whole:
            most = max(len(head.columns) for head in whole) + len(profile.also)
            titles = {head.sheet.title for head in whole}
            unread = tuple(
                sheet.title
                for sheet in source.sheets
                if sheet.title not in titles and samples[sheet.title]
            )
            fitting.append(((profile.own, most), Found(profile, tuple(whole), unread)))
        nearest += [
            (len(fit.missing) / (len(fit.head.columns) + len(fit.missing)), profile, fit)
            for fit in fits
            if fit and fit.missing
        ]
    if not fitting:
        raise UnknownProfileError(_none_fits(source, nearest, chosen))
    best = max(rank for rank, _found in fitting)
    found = [each for rank, each in fitting if rank == best]
    _must_be_one(source, found[0], [each for _rank, each in fitting])
    if len(found) > 1:
        named = " and ".join(each.profile.id for each in found)
        raise AmbiguousProfileError(
            f"{source.path}: the profiles {named} fit it alike. Say which it is: "
            + name_field("profile", value=found[0].profile.id)
            + ". Nothing was written."
        )
    return found[0]


def _must_be_one(source: Source, chosen: Found, fitting: Sequence[Found]) -> None:
    """Refuse a sheet in which another profile's headings stand above those that were found.

    Raises:
        LayoutChangedError: there are two listings in it, one above the other.
    """
    rows = {head.sheet.title: head.row for head in chosen.heads}
    for each in fitting:
        for head in each.heads:
            row = rows.get(head.sheet.title, 0)
            if head.row < row - 1:
                raise LayoutChangedError(source.path, head.sheet.title, row, source.part)


def column_names(cells: Sequence[Cell], width: int = 0) -> tuple[str, ...]:
    """Name the columns by their headings.

    One without a heading is called by its letter, ``column C``; those whose headings are the
    same are numbered, ``Amount #2``, so that none is taken for another.

    Args:
        cells: The row of headings.
        width: How many columns there are, if more than headings.
    """
    headings = [text_of(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    headings += [""] * (width - len(headings))
    often = Counter(plain(heading) for heading in headings if heading)
    seen: Counter[str] = Counter()
    names = []
    for number, heading in enumerate(headings):
        words = plain(heading)
        seen[words] += 1
        if not heading:
            names.append(f"column {letter(number)}")
        else:
            names.append(f"{heading} #{seen[words]}" if often[words] > 1 else heading)
    return tuple(names)


def says_headings_again(head: Head, row: Row) -> bool:
    """Return whether a row beneath headings says them again, each over its own column."""
    said = [(text, at) for at, cell in enumerate(row.cells) if (text := text_of(cell))]
    return len(said) > 1 and all(
        at < len(head.names) and letters_and_digits(text) == letters_and_digits(head.names[at])
        for text, at in said
    )


def is_other_head(head: Head, row: Row) -> bool:
    """Return whether a row beneath headings has headings of its own, in other columns.

    At least three of its cells are headings of the sheet or words that such columns are called
    by, and they are most of what stands in it.
    """
    filled = [cell for cell in row.cells if text_of(cell)]
    if len(filled) < _FEWEST_HEADINGS or not all(isinstance(cell, str) for cell in filled):
        return False
    known = {plain(name) for name in head.names} | called()
    texts = [text_of(cell) for cell in filled]
    heads = sum(plain_words(text) in known or plain(text) in known for text in texts)
    return heads >= _FEWEST_HEADINGS and heads * 2 > len(filled)


def with_pairs(sample: Sequence[Row]) -> Iterator[Row]:
    """Yield rows that may have the headings: each row, and two rows where headings stand over two.

    Of two the lower one's cell is the heading, and where it has none the upper one's: above Gross,
    VAT and Net may stand Amount.
    """
    yield from sample
    for upper, lower in pairwise(sample):
        below = [cell for cell in lower.cells if text_of(cell)]
        if len(below) > 1 and all(map(is_words, below)) and not any(map(is_day, below)):
            yield Row(
                lower.number,
                tuple(
                    one if text_of(one) else other
                    for one, other in zip_longest(lower.cells, upper.cells)
                ),
            )


def letter(column: int) -> str:
    """Return a column's letter as Excel has it, from 0: A, B, … AA."""
    name, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def usual_width(rows: Sequence[Row]) -> int:
    """Return how many cells most rows have."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return widths.most_common(1)[0][0] if widths else 0


def _best(profile: Profile, sheet: Sheet, sample: Sequence[Row]) -> _Fit | None:
    """Return the row that has most of a profile's headings, the first of several."""
    best: _Fit | None = None
    width = usual_width(sample)
    for row in with_pairs(sample):
        fit = _fit(profile, sheet, row, width)
        better = best is None or len(fit.missing) < len(best.missing)
        if fit.head.columns and better:
            best = fit
    return best


def _fit(profile: Profile, sheet: Sheet, row: Row, width: int) -> _Fit:
    names = column_names(row.cells, width)
    place = {plain(name): number for number, name in enumerate(names)}
    columns, missing = {}, []
    wanted = profile.columns.headings_by_field()
    needed = {name.replace("-", "_") for name in profile.needed} or set(wanted)
    for field, headings in wanted.items():
        there = [place[words] for each in headings if (words := plain(each)) in place]
        if there:
            columns[field] = there[0]
        elif field in needed:
            missing.append(headings[0])
    missing += [each for each in profile.also if plain(each) not in place]
    return _Fit(Head(sheet, row.number, names, columns), tuple(missing))


def _unknown(chosen: str, profiles: Sequence[Profile]) -> list[Profile]:
    listed = ", ".join(profile.id for profile in profiles)
    raise UnknownProfileError(
        f"There is no profile {chosen}: there is {listed}. To make one from a listing: "
        + command("profile new", Blank.FILE)
        + ". Nothing was written."
    )


def _none_fits(
    source: Source, nearest: list[tuple[float, Profile, _Fit]], chosen: str | None
) -> str:
    text = f"{source.path} does not have the headings of "
    text += f"the profile {chosen}." if chosen else "any profile."
    if nearest:
        share, profile, fit = min(nearest, key=lambda each: each[0])
        if share < 1 / 2 or chosen:
            listed = ", ".join(f"“{each}”" for each in fit.missing[:_MOST_NEAR])
            more = len(fit.missing) - _MOST_NEAR
            where = f"sheet {fit.head.sheet.title}, " if fit.head.sheet.title else ""
            text += (
                f" The nearest is {profile.id}, in {where}row {fit.head.row}, where there is no "
                f"{listed}{f' and {more} more' if more > 0 else ''}."
            )
    return (
        f"{text} To make a profile from "
        "this file: "
        + command("profile new", source.path, rows=source.part)
        + ". Nothing was written."
    )
