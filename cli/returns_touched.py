"""Which returns an entry reaches into: said in its receipt, while it can still be put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.models import Return
    from ringfence.ledger.recording.writing import Recording

_CERTIFIED = "certified"


def returns_touched(recording: Recording) -> list[str]:
    """Say of each certified return that it is changed, and of late supplies what they adjust.

    What would change a submitted return is refused, and so is never in a receipt.
    """
    from beancount.core.data import Transaction

    book = recording.after.book
    entries = [entry for entry in recording.entries if isinstance(entry, Transaction)]
    said = [*_certified(book, entries), *_late(book, entries)]
    return [f"Mind: {each}" for each in dict.fromkeys(said)]


def _certified(book: Book, entries: list[Transaction]) -> Iterator[str]:
    from ringfence.ledger.frozen import Frozen

    for said in _returns(book):
        if said.status != _CERTIFIED or said.as_at is None or not said.digest:
            continue
        frozen = Frozen(book, said.fund, said.period, said.as_at)
        dated = [entry for entry in entries if entry.date <= said.as_at]
        own = [entry for entry in dated if set(book.funds_in(entry)) & set(frozen.funds)]
        if own and frozen.digest != said.digest:
            yield (
                f"{own[0].date} is within the return {said.fund} {said.period}, which "
                f"{said.certified_by} certified as at {said.as_at}: what it says has changed, so "
                f"it is to be certified again: ringfence return certify {said.fund} {said.period}"
            )


def _late(book: Book, entries: list[Transaction]) -> Iterator[str]:
    """Say that what is recorded late was supplied in the days of a return already sent."""
    from ringfence.ledger.frozen import SENT

    for entry in entries:
        supplied = entry.meta.get("supplied")
        if supplied is None or "adjusts" in entry.meta:
            continue
        sent = [
            said
            for said in _returns(book)
            if said.status in SENT
            and said.as_at is not None
            and supplied <= said.as_at < entry.date
            and set(book.funds_in(entry)) & set(book.covered_by(said.fund, said.as_at))
        ]
        for said in sorted(sent, key=lambda each: str(each.as_at))[:1]:
            yield (
                f"supplied on {supplied}, in the days of the return {said.fund} {said.period}, "
                "which is sent. If it should have been in that, take it back and record it with "
                f"--adjusts {said.fund}/{said.period}: the next return then shows it as an "
                "adjustment"
            )


def _returns(book: Book) -> Iterator[Return]:
    for _key, history in sorted(book.register.returns.items()):
        yield history.latest
