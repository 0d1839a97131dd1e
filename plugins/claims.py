"""What is claimed for an invoice, entry by entry: part of the rule `duplicate`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from itertools import groupby
from itertools import repeat
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.settling import folded

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book

_PAID = (Kind.COUNCIL, Kind.ACCRUALS)


class Excess(NamedTuple):
    """An entry after which more is claimed for an invoice than may be.

    ``stated`` says whether the limit is an ``invoice-total``, ``earlier`` is what
    claimed it before.
    """

    entry: Transaction
    claimed: Decimal
    limit: Decimal
    stated: bool
    earlier: Transaction | None


#: One posting to Council or Accruals: the reference of its entry, folded, its amount, whether
#: it is on Accruals, its entry. A plain tuple, for there are as many as payments.
_Posted = tuple[str, Decimal, bool, "Transaction"]


class _Moved:
    """What an entry credits to Council and Accruals, net, and what it pays of an accrual."""

    __slots__ = ("entry", "net", "paid")

    def __init__(self, entry: Transaction) -> None:
        self.entry = entry
        self.net = ZERO
        self.paid = ZERO


def excesses(book: Book) -> Iterator[Excess]:
    """Find each day that takes an invoice beyond what may be claimed for it."""
    posted = _posted(book)
    accrued = {
        link
        for key, amount, on_accruals, entry in posted
        if on_accruals and amount < 0 and not key
        for link in entry.links or ()
    }
    for group in _of_one_invoice(posted, _met_again(book, posted, accrued)):
        if not _plainly_within(group, accrued):
            yield from _excesses(sorted(group, key=_place), accrued)


def _excesses(group: list[_Moved], accrued: set[str]) -> Iterator[Excess]:
    standing: dict[object, Decimal] = {}
    claimed = ZERO
    totals: list[Decimal] = []
    earlier: Transaction | None = None
    for _day, of_day in groupby(group, key=lambda moved: moved.entry.date):
        before = claimed
        raised_by: list[Transaction] = []
        for moved in of_day:
            parts = _claims(moved, accrued)
            for key, amount in parts.items():
                _stand(standing, key, amount)
            change = sum(parts.values(), ZERO)
            claimed += change
            if change > 0:
                raised_by.append(moved.entry)
            totals += _stated(moved.entry)
        if claimed <= 0:
            standing.clear()
        limit = min(totals) if totals else max(standing.values(), default=ZERO)
        if claimed > max(before, limit) and raised_by:
            first = earlier or (raised_by[0] if len(raised_by) > 1 else None)
            yield Excess(raised_by[-1], claimed, limit, bool(totals), first)
        if earlier is None or before <= 0:
            earlier = raised_by[-1] if raised_by else None


def _stand(standing: dict[object, Decimal], key: object, amount: Decimal) -> None:
    """Note a claim, or strike out the one that a credit takes back whole."""
    if amount > 0:
        standing[key] = standing.get(key, ZERO) + amount
        return
    same = [each for each, claimed in standing.items() if claimed == -amount]
    if same:
        del standing[same[0]]


def _claims(moved: _Moved, accrued: set[str]) -> dict[object, Decimal]:
    """Give what an entry claims; the payments of one accrual are one claim.

    An accrual made before its invoice came has no reference, so its payment, which credits
    nothing net, is what claims the invoice.
    """
    claims: dict[object, Decimal] = {id(moved.entry): moved.net} if moved.net else {}
    links = (moved.entry.links or frozenset()) & accrued
    if moved.paid and links:
        claims[min(links)] = moved.paid
    return claims


def _plainly_within(group: Collection[_Moved], accrued: set[str]) -> bool:
    """Say quickly that an invoice is claimed once, or within its total, as nearly all are."""
    if any(moved.paid and not accrued.isdisjoint(moved.entry.links or ()) for moved in group):
        return len(group) == 1
    claims = [moved.net for moved in group if moved.net > 0]
    totals = [total for moved in group for total in _stated(moved.entry)]
    if not totals:
        return len(claims) <= 1
    return len(totals) == len(group) and sum(claims, ZERO) <= min(totals)


def _posted(book: Book) -> list[_Posted]:
    """Give every posting to Council and Accruals with the invoice that its entry names."""
    tracks = [track for track in book.tracks.values() if track.kind in _PAID]
    entries = [entry for track in tracks for entry in track.entries]
    amounts = chain.from_iterable(track.amounts for track in tracks)
    accruals = chain.from_iterable(
        repeat(track.kind is Kind.ACCRUALS, len(track.entries)) for track in tracks
    )
    keys = _folded([str(entry.meta.get("invoice") or "") for entry in entries])
    return list(zip(keys, amounts, accruals, entries, strict=True))


def _met_again(book: Book, posted: list[_Posted], accrued: set[str]) -> set[str]:
    """Name the references that are credited twice, or that say their total.

    What pays an accrual of the same reference is no second credit.
    """
    counts = Counter([key for key, amount, _on_accruals, _entry in posted if amount < 0])
    for key, amount, on_accruals, entry in posted:
        if on_accruals and amount > 0 and accrued.isdisjoint(entry.links or ()):
            counts[key] -= any(p.account.startswith(Kind.COUNCIL.value) for p in entry.postings)
    again = {key for key, count in counts.items() if count > 1 and key}
    again.update(folded(text(e, "invoice")) for e in book.remarked if "invoice-total" in e.meta)
    return again


def _of_one_invoice(posted: list[_Posted], again: set[str]) -> Iterator[Collection[_Moved]]:
    """Give the entries of each payee and invoice that is met again."""
    payees: dict[str, str] = {}
    groups: dict[tuple[str, str], dict[int, _Moved]] = {}
    for key, amount, on_accruals, entry in posted:
        if key not in again:
            continue
        payee = entry.payee or entry.narration or ""
        if payee not in payees:
            payees[payee] = folded(payee)
        group = groups.setdefault((key, payees[payee]), {})
        moved = group.get(id(entry)) or group.setdefault(id(entry), _Moved(entry))
        moved.net -= amount
        if on_accruals and amount > 0:
            moved.paid += amount
    for (key, _payee), group in groups.items():
        if any(map(str.isalnum, key)):
            yield group.values()


def _folded(references: list[str]) -> list[str]:
    """Fold references as `folded` does, all in one go: there are as many as entries."""
    parts = "\n".join(references).casefold().replace(" ", "").split("\n")
    plain = len(parts) == len(references) and len("".join(parts).split()) <= 1
    return parts if plain else [folded(reference) for reference in references]


def _place(moved: _Moved) -> tuple[object, ...]:
    meta = moved.entry.meta
    return (moved.entry.date, str(meta.get("filename")), meta.get("lineno") or 0)


def _stated(entry: Transaction) -> list[Decimal]:
    value = entry.meta.get("invoice-total")
    number = getattr(value, "number", value)
    return [number] if isinstance(number, Decimal) and number > 0 else []
