"""Two funders may be paying for the same thing: part of the rule `duplicate`, which warns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.findings import Finding
from ringfence.ledger.tracks import PotTrack
from ringfence.ledger.words import fold
from ringfence.plugins.wording import list_words, warn

RULE = "duplicate"


def check_shared_earmarks(book: Book) -> Iterator[Finding]:
    """Warn of earmarks of one provider and purpose that are in funds of different funders."""
    funders = {fund: history.latest.funder for fund, history in book.register.funds.items()}
    alike = {fund: fold(funder) for fund, funder in funders.items()}
    if len(set(alike.values())) < 2:  # noqa: PLR2004 - different ones
        return
    words: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key, history in book.register.earmarks.items():
        terms = history.latest
        if terms.provider and terms.purpose:
            words[tuple(key)] = (terms.provider, terms.purpose)
    groups: dict[tuple[str, ...], list[PotTrack]] = {}
    for (pot, _fund), track in book.pots.items():
        if pot.path in words:
            groups.setdefault(words[pot.path], []).append(track)
    merged: dict[tuple[str, ...], list[PotTrack]] = {}
    for typed, tracks in groups.items():
        merged.setdefault(tuple(map(fold, typed)), []).extend(tracks)
    for tracks in merged.values():
        if len({alike[track.fund] for track in tracks}) > 1:
            yield from _warn(book, tracks, funders)


def _warn(book: Book, tracks: list[PotTrack], funders: dict[str, str]) -> Iterator[Finding]:
    standing = [track for track in tracks if track.put_in(datetime.date.max) > 0]
    if len({fold(funders[track.fund]) for track in standing}) < 2:  # noqa: PLR2004
        return
    if len({track.pot for track in standing}) == 1 and _is_shared(book, standing):
        return
    versions = [book.register.earmarks[track.pot.path].versions[0] for track in standing]
    last = max(versions, key=lambda version: version.day)
    places = sorted({f"{t.pot} of {t.fund} ({funders[t.fund]})" for t in standing})
    pot = min(track.pot for track in standing)
    parts = [f"{fund} {Blank.PART}" for fund in sorted({t.fund for t in standing})]
    others = {track.pot for track in standing} - {pot}
    released = list_words("(" + command("release", each) + ")" for each in sorted(others))
    message = (
        f"Earmarks for {last.value.provider}, {last.value.purpose}, are in funds of different "
        f"funders: {list_words(places)}. Make sure that no two of them pay for the same thing; if "
        "it is one scheme that they share, release the rest "
        + released
        + ", keep it in one earmark and record each fund's share: "
        + command("earmarks amend", pot, shares=parts)
    )
    finding = warn(RULE, message, last.entry, book)
    yield finding._replace(funds=frozenset(track.fund for track in standing))


def _is_shared(book: Book, tracks: list[PotTrack]) -> bool:
    """Return whether the earmark, or its action, declares that all these funds share it."""
    path = tracks[0].pot.path
    action = book.register.actions.get(path[:2])
    shares = [
        *book.register.earmarks[path].latest.shares,
        *(action.latest.shares if action else ()),
    ]
    return {track.fund for track in tracks} <= {share.fund for share in shares}
