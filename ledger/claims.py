"""What is claimed for an invoice, entry by entry, and whether that is more than may be.

For the rule `duplicate`, and for commands that ask before they write.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from beancount.core import data

from ringfence.ledger.accounts import Kind
from ringfence.ledger.findings import where
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.names import names_shared
from ringfence.ledger.placeholders import is_reference
from ringfence.ledger.settling import correction_day
from ringfence.ledger.words import all_folded, fold

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


_READ = frozenset(
    {Kind.SPENT, Kind.ACCRUALS, Kind.PREPAID, Kind.COUNCIL, Kind.OPENING, Kind.REPAYABLE}
)


#: After every file of the same day.
_LAST = "\U0010ffff"
#: What is claimed, in pounds, by what is one claim.
_Claims = dict[object, Decimal]


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
    parts: tuple[tuple[Transaction, Decimal], ...]

    @property
    def share(self) -> Decimal:
        """What of it the day brought about, in pounds."""
        raised = sum((amount for _entry, amount in self.parts), ZERO)
        return min(self.claimed - self.limit, raised)


class _Moved:
    """What an entry spends, and what it pays in cash, each net and apart from the other.

    What is accrued is spent, and paid later; what is advanced is paid, and spent once it is
    evidenced. What was owed before the books began is spent by the entry that takes it over.
    A claim on a funder does neither. ``settled`` is what it pays of an accrual, ``evidenced`` what
    it shows of an advance, ``advanced`` what it pays ahead.
    """

    __slots__ = ("advanced", "entry", "evidenced", "paid", "settled", "spent")

    def __init__(self, entry: Transaction, sums: dict[Kind, Decimal]) -> None:
        accrued, prepaid = sums.get(Kind.ACCRUALS, ZERO), sums.get(Kind.PREPAID, ZERO)
        owed_before = sums.get(Kind.OPENING, ZERO) if accrued else ZERO
        repaid = sums.get(Kind.REPAYABLE, ZERO) if sums.get(Kind.COUNCIL) else ZERO
        self.entry = entry
        self.spent = sums.get(Kind.SPENT, ZERO) + owed_before
        self.paid = self.spent + accrued + prepaid + repaid
        self.settled = min(accrued, self.paid) if accrued > 0 else ZERO
        self.evidenced = ZERO
        if prepaid < 0 < self.spent:
            self.evidenced = min(-prepaid, self.spent)
        elif self.spent < 0 < prepaid:
            self.evidenced = -min(prepaid, -self.spent)
        self.advanced = prepaid + self.evidenced


def excesses(book: Book) -> Iterator[Excess]:
    """Find each day that takes an invoice beyond what may be claimed for it: spent, or paid."""
    for group in _of_one_invoice(book):
        if _plainly_within(group):
            continue
        whole = sorted([*group, *_corrections(book, group)], key=_place)
        found = _by_entry(book, whole)
        yield from sorted(found.values(), key=lambda each: book.order[id(each.entry)])


class Claim(NamedTuple):
    """A claim that is to be made: on which day, for how much, and what is credited with it.

    That is the council, what is accrued, or an advance. ``total`` is the invoice's own, if said.
    """

    day: datetime.date
    amount: Decimal
    against: Kind
    total: Decimal | None = None


def excess_with(book: Book, payee: str, invoice: str, claim: Claim) -> Excess | None:
    """Return what would be claimed beyond what may be, were a claim made; None if nothing.

    ``earlier`` is then the first that claimed the invoice.
    """
    name = ("invoice", fold(payee), fold(invoice))
    group = [_moves_of(book, entry) for entry in book.names.called(name)]
    if not group or not is_reference(invoice):
        return None
    meta = data.new_metadata(_LAST, 0, {"invoice-total": claim.total})
    entry = data.Transaction(meta, claim.day, "*", payee, "", frozenset(), frozenset(), [])
    sums = {Kind.SPENT: claim.amount}
    sums[claim.against] = sums.get(claim.against, ZERO) - claim.amount
    new = _Moved(entry, sums)
    if _plainly_within([*group, new]):
        return None
    before = sorted([*group, *_corrections(book, group)], key=_place)
    after = sorted([*before, new], key=_place)
    known = _by_entry(book, before)
    for each in _by_entry(book, after).values():
        was = known.get(id(each.entry))
        if was is None or each.claimed - each.limit > was.claimed - was.limit:
            first = next(moved.entry for moved in before if max(moved.spent, moved.paid) > 0)
            return each._replace(earlier=first)
    return None


def _by_entry(book: Book, whole: list[_Moved]) -> dict[int, Excess]:
    """Return what goes beyond of an invoice, the most of what is spent and what is paid."""
    found: dict[int, Excess] = {}
    for claims in (_spent(whole), _paid(whole)):
        for excess in _excesses(book, whole, claims):
            known = found.get(id(excess.entry))
            if known is None or excess.claimed - excess.limit > known.claimed - known.limit:
                found[id(excess.entry)] = excess
    return found


def _spent(group: list[_Moved]) -> list[_Claims]:
    """Return what each entry spends as claims; all that shows one advance is one claim."""
    ahead = sum((moved.advanced for moved in group), ZERO)
    found: list[_Claims] = []
    for moved in group:
        back = moved.evidenced < 0
        of_advance = moved.evidenced if back else max(min(moved.evidenced, ahead), ZERO)
        ahead -= of_advance
        parts: _Claims = {"advance": of_advance, id(moved.entry): moved.spent - of_advance}
        found.append({key: amount for key, amount in parts.items() if amount})
    return found


def _paid(group: list[_Moved]) -> list[_Claims]:
    """Return what each entry pays as claims; all that pays the accrual of one link is one claim."""
    found: list[_Claims] = []
    for moved in group:
        accrual = min(moved.entry.links or ("",))
        parts: _Claims = {accrual: moved.settled, id(moved.entry): moved.paid - moved.settled}
        found.append({key: amount for key, amount in parts.items() if amount})
    return found


def _excesses(book: Book, group: list[_Moved], claims: list[_Claims]) -> Iterator[Excess]:
    standing: _Claims = {}
    claimed = ZERO
    stated: list[tuple[Decimal, datetime.date]] = []
    earlier: Transaction | None = None
    days = groupby(zip(group, claims, strict=True), key=lambda each: each[0].entry.date)
    for day, of_day in days:
        before = claimed
        raised_by: list[tuple[Transaction, Decimal]] = []
        for moved, parts in of_day:
            for key, amount in parts.items():
                _stand(standing, key, amount)
            change = sum(parts.values(), ZERO)
            claimed += change
            if change > 0:
                raised_by.append((moved.entry, change))
            until = correction_day(book, moved.entry)
            stated.extend((total, until) for total in _stated_sums(moved.entry))
        totals = [total for total, until in stated if until > day]
        if claimed <= 0:
            standing.clear()
        limit = min(totals) if totals else max(standing.values(), default=ZERO)
        if claimed > max(before, limit) and raised_by:
            first = earlier or (raised_by[0][0] if len(raised_by) > 1 else None)
            last, _change = raised_by[-1]
            yield Excess(last, claimed, limit, bool(totals), first, tuple(raised_by))
        if earlier is None or before <= 0:
            earlier = raised_by[-1][0] if raised_by else None


def _stand(standing: _Claims, key: object, amount: Decimal) -> None:
    """Note a claim, or strike out the one that a credit reverses whole."""
    if amount > 0:
        standing[key] = standing.get(key, ZERO) + amount
        return
    same = [each for each, claimed in standing.items() if claimed == -amount]
    if same:
        del standing[same[0]]


def _plainly_within(group: list[_Moved]) -> bool:
    """Return quickly whether an invoice is claimed once, or within its total, as nearly all are."""
    spent = [moved.spent for moved in group if moved.spent > 0]
    paid = [moved.paid for moved in group if moved.paid > 0]
    totals = [total for moved in group for total in _stated_sums(moved.entry)]
    if not totals:
        return len(spent) <= 1 and len(paid) <= 1
    most = min(totals)
    return len(totals) == len(group) and sum(spent, ZERO) <= most and sum(paid, ZERO) <= most


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
            yield group


def _corrections(book: Book, group: list[_Moved]) -> Iterator[_Moved]:
    """Yield what says that it reverses an entry of an invoice, without that reference.

    A reversal may have none, and a credit note has a number of its own.
    """
    found = {id(moved.entry) for moved in group}
    payee = fold(group[0].entry.payee)
    for each in group:
        for name in (*names_shared(each.entry), where(each.entry.meta)):
            for entry in book.names.corrections_of(name):
                if id(entry) in found or fold(entry.payee) != payee:
                    continue
                found.add(id(entry))
                moved = _moves_of(book, entry)
                if min(moved.spent, moved.paid) < 0:
                    yield moved


def _moves_of(book: Book, entry: Transaction) -> _Moved:
    sums: dict[Kind, Decimal] = {}
    tracks = book.tracks
    for name, units, _cost, _price, _flag, _meta in entry.postings:
        kind = tracks[name].kind
        number = None if units is None else units.number
        if kind in _READ and number is not None:
            sums[kind] = sums.get(kind, ZERO) + number
    return _Moved(entry, sums)


def _place(moved: _Moved) -> tuple[object, ...]:
    meta = moved.entry.meta
    return (moved.entry.date, str(meta.get("filename")), meta.get("lineno") or 0)


def _stated_sums(entry: Transaction) -> list[Decimal]:
    value = entry.meta.get("invoice-total")
    number = getattr(value, "number", value)
    return [number] if isinstance(number, Decimal) and number > 0 else []
