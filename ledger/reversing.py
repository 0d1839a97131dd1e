"""Which entry took back which: what was spent, and the one that reversed it.

A reversal is always of the same fund, the same pots and the same amounts, and takes back one entry
that was there before it: the one that it names in ``corrects``, else one on its link, else one of
its payee and invoice; of those alike the first. Each is paired once, over the whole of the books.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.findings import where
from ringfence.ledger.metadata import text
from ringfence.ledger.money import CURRENCY, ZERO
from ringfence.ledger.tracks import Track
from ringfence.ledger.words import fold

if TYPE_CHECKING:
    from beancount.core.data import Transaction


#: What is spent of a fund, by pot.
_Spend = tuple[str, frozenset[tuple[Pot, Decimal]]]
#: What an entry is found by: in which way, and the words.
_Name = tuple[str, ...]


def reversals_in(tracks: Mapping[str, Track], order: Mapping[int, int]) -> dict[int, Transaction]:
    """Return what took back each entry that was taken back, by the ``id()`` of that.

    Args:
        tracks: The accounts, by name.
        order: The place of each entry in the books, by its ``id()``.
    """
    taken: dict[int, Transaction] = {}
    standing: dict[tuple[_Spend, _Name], deque[Transaction]] = {}
    for entry, spent in _that_may_cancel(tracks, order):
        fund, amounts = spent
        opposite = (fund, frozenset((pot, -amount) for pot, amount in amounts))
        for name in names_of_original(entry):
            alike = standing.get((opposite, name), deque())
            while alike and id(alike[0]) in taken:
                alike.popleft()
            if alike:
                taken[id(alike[0])] = entry
                break
        for name in names_of(entry):
            standing.setdefault((spent, name), deque()).append(entry)
    return taken


def _that_may_cancel(
    tracks: Mapping[str, Track], order: Mapping[int, int]
) -> Iterator[tuple[Transaction, _Spend]]:
    """Yield the entries that spend as much as came back of an account once, or that came back.

    They come in the order in which they count: of one day what is spent goes before what comes
    back, and last what says in ``corrects`` that it takes something back.
    """
    found: dict[int, Transaction] = {}
    for track in tracks.values():
        if track.kind is not Kind.SPENT or not track.fell:
            continue
        back = {-amount for amount in track.amounts if amount < 0}
        for amount, entry in zip(track.amounts, track.entries, strict=True):
            if back and abs(amount) in back:
                found[id(entry)] = entry
    spends = [(entry, _spend_of(tracks, entry)) for entry in found.values()]
    spends.sort(key=lambda each: _order(order, *each))
    yield from spends


def _spend_of(tracks: Mapping[str, Track], entry: Transaction) -> _Spend:
    fund, spent = "", dict[Pot, Decimal]()
    for posting in entry.postings:
        account, units = tracks[posting.account].account, posting.units
        if account is None or account.pot is None or account.kind is not Kind.SPENT:
            continue
        if units is not None and units.number is not None and units.currency == CURRENCY:
            fund = account.fund
            spent[account.pot] = spent.get(account.pot, ZERO) + units.number
    return fund, frozenset((pot, amount) for pot, amount in spent.items() if amount)


def _order(order: Mapping[int, int], entry: Transaction, spent: _Spend) -> tuple[object, ...]:
    total = sum(amount for _pot, amount in spent[1])
    return (entry.date, bool(_corrected(entry)), total < 0, order[id(entry)])


def names_of_original(entry: Transaction) -> Iterator[_Name]:
    """Yield by what the entry that one refers to is found, the surest first."""
    corrected = _corrected(entry)
    if corrected:
        yield "named", corrected
        yield "place", corrected.rpartition("/")[2]
    for link in sorted(entry.links or ()):
        yield "link", link
    invoice = fold(text(entry, "invoice"))
    if invoice:
        yield "invoice", fold(entry.payee), invoice


def names_of(entry: Transaction) -> set[_Name]:
    """Return by what an entry is found."""
    place, invoice = where(entry.meta), text(entry, "invoice").strip()
    names: set[_Name] = {("named", place), ("place", place)}
    for link in entry.links or ():
        names |= {("named", link), ("link", link)}
    if invoice:
        names |= {("named", invoice), ("invoice", fold(entry.payee), fold(invoice))}
    return names


def refers(entry: Transaction, original: Transaction) -> int | None:
    """Return how surely one entry refers to another, 0 the surest; None if it does not."""
    known = names_of(original)
    return next((n for n, name in enumerate(names_of_original(entry)) if name in known), None)


def names_corrected(entry: Transaction) -> list[_Name]:
    """Return by what the entry is found that one says it `corrects`; nothing if it says none."""
    return [name for name in names_of_original(entry) if name[0] in ("named", "place")]


def _corrected(entry: Transaction) -> str:
    return text(entry, "corrects").strip().removeprefix("^")
