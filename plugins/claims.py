"""What is claimed for an invoice, entry by entry: part of the rule `duplicate`."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.settling import correction_day, names_in_corrects
from ringfence.ledger.words import all_folded, fold, is_reference

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


_CLAIMED_FROM = frozenset({Kind.COUNCIL, Kind.ACCRUALS, Kind.PREPAID})


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


class _Moved:
    """What an entry credits to Council and Accruals, net, and what it pays of an accrual.

    ``evidenced`` is what it credits to Prepaid: what an advance bought. It is within ``net``,
    unless the entry is the advance itself, which credits Council.
    """

    __slots__ = ("entry", "evidenced", "is_advance", "net", "paid")

    def __init__(self, entry: Transaction) -> None:
        self.entry = entry
        self.net = ZERO
        self.paid = ZERO
        self.evidenced = ZERO
        self.is_advance = False


def excesses(book: Book) -> Iterator[Excess]:
    """Find each day that takes an invoice beyond what may be claimed for it."""
    accrued: set[str] | None = None
    for group in _of_one_invoice(book):
        if accrued is None:
            accrued = _accruals_without_invoice(book)
        if not _plainly_within(group, accrued):
            whole = [*group, *_corrections(book, group)]
            yield from _excesses(book, sorted(whole, key=_place), accrued)


def _excesses(book: Book, group: list[_Moved], accrued: set[str]) -> Iterator[Excess]:
    standing: dict[object, Decimal] = {}
    claimed = ZERO
    stated: list[tuple[Decimal, datetime.date]] = []
    earlier: Transaction | None = None
    for day, of_day in groupby(group, key=lambda moved: moved.entry.date):
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
            until = correction_day(book, moved.entry)
            stated.extend((total, until) for total in _stated_sums(moved.entry))
        totals = [total for total, until in stated if until > day]
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
    """Return what an entry claims; the payments of one accrual are one claim.

    An accrual made before its invoice came has no reference, so its payment, which credits
    nothing net, is what claims the invoice.
    """
    claims: dict[object, Decimal] = {id(moved.entry): moved.net} if moved.net else {}
    links = (moved.entry.links or frozenset()) & accrued
    if moved.paid and links:
        claims[min(links)] = moved.paid
    return claims


def _plainly_within(group: list[_Moved], accrued: set[str]) -> bool:
    """Return quickly whether an invoice is claimed once, or within its total, as nearly all are."""
    claims: list[Decimal] = []
    totals: list[Decimal] = []
    for moved in group:
        if moved.paid and not accrued.isdisjoint(moved.entry.links or ()):
            return len(group) == 1
        if moved.net > 0:
            claims.append(moved.net)
        totals += _stated_sums(moved.entry)
    if not totals:
        return len(claims) <= 1
    return len(totals) == len(group) and sum(claims, ZERO) <= min(totals)


def _of_one_invoice(book: Book) -> Iterator[list[_Moved]]:
    """Yield the entries of each payee and invoice that is met again, or that says its total."""
    again = {key for key, count in Counter(book.references).items() if count > 1}
    again.update(all_folded([text(each, "invoice") for each in book.marked["invoice-total"]]))
    again.discard("")
    payees: dict[str, str] = {}
    groups: dict[tuple[str, str], list[_Moved]] = {}
    for key, entry in zip(book.references, book.invoiced, strict=True):
        if key not in again:
            continue
        payee = entry.payee or entry.narration or ""
        if payee not in payees:
            payees[payee] = fold(payee)
        groups.setdefault((key, payees[payee]), []).append(_moves_of(book, entry))
    for (key, _payee), group in groups.items():
        if is_reference(key):
            _count_once(group)
            yield group


def _count_once(group: list[_Moved]) -> None:
    """Leave out what evidences an advance that was itself paid by the invoice: it is claimed."""
    if any(moved.is_advance for moved in group):
        for moved in group:
            moved.net -= ZERO if moved.is_advance else moved.evidenced


def _corrections(book: Book, group: list[_Moved]) -> Iterator[_Moved]:
    """Yield what says that it takes back an entry of an invoice, without that reference.

    A reversal may have none, and a credit note has a number of its own.
    """
    own = {id(moved.entry) for moved in group}
    payee = fold(group[0].entry.payee)
    for entry in book.marked["corrects"]:
        if id(entry) in own or fold(entry.payee) != payee:
            continue
        moved = _moves_of(book, entry)
        if moved.net < 0 and any(names_in_corrects(entry, each.entry) for each in group):
            yield moved


def _moves_of(book: Book, entry: Transaction) -> _Moved:
    moved = _Moved(entry)
    tracks = book.tracks
    for name, units, _cost, _price, _flag, _meta in entry.postings:
        kind = tracks[name].kind
        if kind not in _CLAIMED_FROM:
            continue
        number = None if units is None else units.number
        if number is None:
            continue
        if kind is Kind.PREPAID:
            moved.evidenced -= number
            continue
        moved.net -= number
        moved.is_advance = moved.is_advance or kind is Kind.COUNCIL
        if kind is Kind.ACCRUALS and number > 0:
            moved.paid += number
    if moved.evidenced and not moved.is_advance:
        moved.net += moved.evidenced
    moved.is_advance = moved.is_advance and bool(moved.evidenced)
    return moved


def _accruals_without_invoice(book: Book) -> set[str]:
    """Return the links of the accruals whose invoice had not come."""
    return {
        link
        for track in book.tracks.values()
        if track.kind is Kind.ACCRUALS
        for amount, entry in zip(track.amounts, track.entries, strict=True)
        if amount < 0 and entry.links and not text(entry, "invoice").strip()
        for link in entry.links
    }


def _place(moved: _Moved) -> tuple[object, ...]:
    meta = moved.entry.meta
    return (moved.entry.date, str(meta.get("filename")), meta.get("lineno") or 0)


def _stated_sums(entry: Transaction) -> list[Decimal]:
    value = entry.meta.get("invoice-total")
    number = getattr(value, "number", value)
    return [number] if isinstance(number, Decimal) and number > 0 else []
