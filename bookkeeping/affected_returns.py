"""Which returns an entry reaches into: said in its receipt, while it can still be put right."""

from __future__ import annotations

from collections.abc import Iterator

from beancount.core.data import Transaction

from ringfence.ledger.adjustments import return_name, return_that_counted
from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.writing import Recording

_CERTIFIED = "certified"


def returns_touched(recording: Recording) -> list[str]:
    """Return, for each certified return, that it is changed, and of late supplies what they adjust.

    What would change a submitted return is refused, and so is never in a receipt.
    """
    book = recording.after.book
    entries = [entry for entry in recording.entries if isinstance(entry, Transaction)]
    texts = [*_remarks_on_certified(book, entries), *_late(book, entries)]
    return ["Warning: " + each for each in dict.fromkeys(texts)]


def _remarks_on_certified(book: Book, entries: list[Transaction]) -> Iterator[str]:

    for declared in _returns(book):
        if declared.status != _CERTIFIED or declared.as_at is None or not declared.digest:
            continue
        frozen = Frozen(book, declared.fund, declared.period, declared.as_at)
        dated = [entry for entry in entries if entry.date <= declared.as_at]
        own = [entry for entry in dated if set(book.funds_in(entry)) & set(frozen.funds)]
        if own and not frozen.says(declared.digest):
            yield (
                f"{own[0].date} is within the return {declared.fund} {declared.period}, which "
                f"{declared.certified_by} certified as at {declared.as_at}: what it says has "
                "changed, so "
                "it is to be certified again: "
                + command("return certify", declared.fund, declared.period)
            )


def _late(book: Book, entries: list[Transaction]) -> Iterator[str]:
    """Yield a message that something recorded late belongs to the days of a return already sent."""
    for entry in entries:
        supplied = entry.meta.get("supplied")
        if supplied is None or "adjusts" in entry.meta:
            continue
        sent = (
            return_that_counted(book, fund, supplied, entry.date) for fund in book.funds_in(entry)
        )
        for declared in filter(None, sent):
            yield (
                f"supplied on {supplied}, in the days of the return {declared.fund} "
                f"{declared.period}, "
                "which is sent. If it should have been in that, reverse it and record it with "
                + name_field("adjusts", value=return_name(declared))
                + ": the next return then shows it as an adjustment"
            )
            break


def _returns(book: Book) -> Iterator[Return]:
    for _key, history in sorted(book.register.returns.items()):
        yield history.latest
