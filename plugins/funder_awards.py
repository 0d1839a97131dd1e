"""Earmarks that look like awards of a funder's own list: what `check --awards` warns of.

It is part of the rule `duplicate`, and only warns: likeness is no proof. A provider is
alike at 85 of 100 by its name, whatever the order of its words and whether it is a
limited company; a purpose at 60, or by one telling word that both have (KICKS). Where one
side says no purpose, the provider alone counts.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, utils

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.declarations.models import Earmark
from ringfence.ledger.findings import Finding
from ringfence.ledger.funder_awards import Award
from ringfence.ledger.money import ZERO, pounds
from ringfence.plugins.wording import warn

RULE = "duplicate"
PROVIDER_ALIKE = 85
PURPOSE_ALIKE = 60
#: How long a word must be to tell one thing from another.
TELLING = 5
_COMMON = frozenset(
    {
        "activities",
        "children",
        "community",
        "contribution",
        "event",
        "people",
        "project",
        "safety",
        "service",
        "services",
        "sessions",
        "support",
        "weeks",
        "young",
        "youth",
    }
)
_FORMS = frozenset({"ltd", "limited", "cic", "cio", "plc", "llp", "the"})


def like_awards(book: Book, awards: Iterable[Award]) -> Iterator[Finding]:
    """Warn of each earmark with money that looks like an award of the list."""
    listed = [(award, _name(award.provider)) for award in awards]
    for path, history in book.register.earmarks.items():
        terms = history.latest
        tracks = [track for (pot, _fund), track in book.pots.items() if pot.path == path]
        standing = [track for track in tracks if track.put_in(datetime.date.max) > 0]
        if not terms.provider or not standing:
            continue
        name = _name(terms.provider)
        amount = sum((track.put_in(datetime.date.max) for track in standing), ZERO)
        for award, listed_name in listed:
            if fuzz.token_sort_ratio(name, listed_name) >= PROVIDER_ALIKE and _is_alike(
                terms, award
            ):
                message = _message(Pot(path), terms, pounds(amount), award)
                finding = warn(RULE, message, history.versions[-1].entry, book)
                yield finding._replace(funds=frozenset(track.fund for track in standing))


def _name(provider: str) -> str:
    words = utils.default_process(provider).split()
    return " ".join(word for word in words if word not in _FORMS)


def _is_alike(terms: Earmark, award: Award) -> bool:
    if not award.purpose:
        return True
    texts = [text for text in (terms.purpose, terms.title) if text]
    return any(
        fuzz.token_set_ratio(text, award.purpose, processor=utils.default_process) >= PURPOSE_ALIKE
        or _telling_words(text) & _telling_words(award.purpose)
        for text in texts
    )


def _telling_words(text: str) -> set[str]:
    """Return the words that say what a thing is: long ones that not every project has."""
    words = utils.default_process(text).split()
    return {word for word in words if len(word) >= TELLING} - _COMMON


def _message(pot: Pot, terms: Earmark, amount: str, award: Award) -> str:
    given = f" of {pounds(award.amount)}" if award.amount is not None else " with no amount stated"
    by = f" by {award.funder}" if award.funder else ""
    of = f", {award.purpose}" if award.purpose else ""
    return (
        f"{pot}, {amount} for {terms.provider}, {terms.purpose or terms.title}, looks like the "
        f"award{given}{by} to {award.provider}{of} ({award.place}). Ask whether both pay for the "
        "same thing before more is spent; if so, release it: " + command("release", pot)
    )
