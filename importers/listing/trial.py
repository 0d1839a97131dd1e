"""Trying what may be said of an unknown listing against its rows, to offer the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeVar

from ringfence.importers.listing.errors import FaultyRowsError, ListingError
from ringfence.importers.listing.guess import MOST_ROWS, Guess
from ringfence.importers.listing.headers import find_in
from ringfence.importers.listing.propose import propose_profile
from ringfence.importers.listing.reading import read_found
from ringfence.importers.listing.rows import Row, Sheet
from ringfence.importers.listing.sources import Source

T = TypeVar("T")


class _Outcome(NamedTuple):
    """What an answer accounts for; of two outcomes the greater is the better."""

    comes_to_total: bool
    lines: int
    spending: int


def likeliest_first(
    source: Source, guess: Guess, fields: Mapping[str, Any], key: str, answers: Sequence[T]
) -> list[T]:
    """Return the answers to a question, those first that account for most of the file.

    What counts is whether the lines come to the file's own total, then how many rows can be read,
    then how many of them are spending, as most of a listing is. Answers that are alike keep their
    order. Of a long file its first rows are tried.

    Args:
        source: The file.
        guess: Its columns.
        fields: What else was said of the profile.
        key: The field of the profile that is asked about.
        answers: What may be said of it.
    """
    some = _first_rows(source, guess)
    outcomes = [_try(some, guess, {**fields, key: each}) for each in answers]
    order = sorted(range(len(answers)), key=lambda place: outcomes[place], reverse=True)
    return [answers[place] for place in order]


def _try(source: Source, guess: Guess, fields: Mapping[str, Any]) -> _Outcome:
    try:
        profile = propose_profile(guess, "tried", {"title": "Tried", **fields})
        listing = read_found(source, find_in(source, [profile]))
    except FaultyRowsError as error:
        return _Outcome(comes_to_total=False, lines=-len(error.faults), spending=0)
    except ListingError:
        return _Outcome(comes_to_total=False, lines=-MOST_ROWS, spending=0)
    spending = sum(line.amount > 0 for line in listing.lines)
    return _Outcome(listing.own_total is None, len(listing.lines), spending)


def _first_rows(source: Source, guess: Guess) -> Source:
    last = guess.head.row + MOST_ROWS
    sheets = tuple(replace(each, rows=partial(_until, each, last)) for each in source.sheets)
    return replace(source, sheets=sheets)


def _until(sheet: Sheet, last: int) -> Iterator[Row]:
    for row in sheet.rows():
        if row.number > last:
            return
        yield row
