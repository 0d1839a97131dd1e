"""Which entry reverses which, by the names that entries have: one index of a Book for all who ask.

What was spent is reversed by an entry of the same fund, pots and amounts: the one that names it in
``corrects``, else one on its link, else one of its payee and invoice; of those alike the first
stands for the first. Each is paired once, over the whole of the books, and only with what was
there before it. What spends nothing is reversed by what says so in ``corrects``, and posts the
same the other way round. Of cash and debts an entry that says so may reverse a part too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.findings import where
from ringfence.ledger.money import CURRENCY, ZERO
from ringfence.ledger.names import (
    Name,
    Names,
    is_place,
    names_corrected,
    names_of,
    names_of_original,
    names_shared,
)
from ringfence.ledger.sums import legs_of
from ringfence.ledger.tracks import Track

if TYPE_CHECKING:
    from beancount.core.data import Transaction


#: What is spent of a fund, by pot.
_Spend = tuple[str, frozenset[tuple[Pot, Decimal]]]


class Reversals:
    """What reverses what in a set of books.

    It knows the entries and not the Book, which keeps it.
    """

    def __init__(
        self,
        tracks: Mapping[str, Track],
        names: Names,
        corrections: Sequence[Transaction],
        order: Mapping[int, int],
    ) -> None:
        """Keep what is asked of.

        Args:
            tracks: The accounts, by name.
            names: The entries, by their names.
            corrections: The entries that say what they correct, in the books' order.
            order: The place of each entry in the books, by its ``id()``.
        """
        self._tracks, self._names, self._order = tracks, names, order
        self._corrections = corrections
        self._moved: dict[tuple[Name, str, str], dict[int, Decimal]] = {}

    def of_spending(self, entry: Transaction) -> Transaction | None:
        """Return the entry that reverses what one spent, of whatever day, if there is one."""
        return self._of_spending.get(id(entry))

    def original_of(self, entry: Transaction) -> Transaction | None:
        """Return the entry of which one reverses what it spent, of whatever day, if it does."""
        return self._originals.get(id(entry))

    def is_reversed(self, entry: Transaction) -> bool:
        """Return whether an entry was reversed: what it spent, else all that it posted."""
        if any(self._is_spending(posting.account) for posting in entry.postings):
            return self.of_spending(entry) is not None
        if self._is_reversed_by_line(entry):
            return True
        legs = legs_of(entry)
        back = _turned(legs)
        for name in names_shared(entry):
            reversals = [each for each in self._names.corrections_of(name) if legs_of(each) == back]
            if not reversals:
                continue
            alike = [each for each in self._names.named(name) if legs_of(each) == legs]
            alike = [each for each in alike if not self._is_reversed_by_line(each)]
            if len(reversals) > next(n for n, each in enumerate(alike) if each is entry):
                return True
        return False

    def is_reversal(self, entry: Transaction) -> bool:
        """Return whether an entry reverses another, and does not replace it.

        Both name it in ``corrects``; a reversal runs against the first entry of its accounts.
        """
        names = names_corrected(entry)
        if not names:
            return False
        legs = legs_of(entry)
        called = (each for each in self._names.named(*names) if each is not entry)
        found = (other for each in called if (other := legs_of(each)).keys() == legs.keys())
        first = next(found, None)
        if first is None:
            return any(legs[name] < 0 for name in legs if self._is_spending(name))
        return all(first[name] * number < 0 for name, number in legs.items())

    def first_reversal(self, entry: Transaction) -> Transaction | None:
        """Return what reversed already what an entry reverses whole, though it spends nothing.

        Both name it in ``corrects``, and post the same; None if as many entries of that name
        post the same the other way round.
        """
        legs = legs_of(entry)
        if not any(legs.values()) or any(map(self._is_spending, legs)):
            return None
        names, back = names_corrected(entry), _turned(legs)
        originals = [each for each in self._names.named(*names) if legs_of(each) == back]
        if not originals:
            return None
        alike = [x for x in self._names.corrections_beside(entry) if legs_of(x) == legs]
        before = next(n for n, each in enumerate(alike) if each is entry)
        return alike[before - 1] if before >= len(originals) else None

    def may_move(self, entry: Transaction, debit: str, credit: str) -> bool:
        """Return whether an entry moves no more back than stands of what it says it corrects.

        What stands is what that moved from the one account to the other before, less what others
        that correct it moved back.

        Args:
            entry: What says that it corrects something; what says nothing may move nothing.
            debit: The account that it debits.
            credit: The account that it credits.
        """
        names = names_corrected(entry)
        if not names:
            return False
        found: Sequence[Transaction] = self._names.called(names[0])
        if is_place(names[0]):
            # Lines move, so a place may name another entry by now: what stands in all is the bound.
            found = self._tracks[debit].entries
        before = self._when(entry)
        earlier = {id(each): each for each in found if self._when(each) < before}
        stood = sum((_moved_between(each, credit, debit) for each in earlier.values()), ZERO)
        return self._moved_so_far(names[0], debit, credit)[id(entry)] <= stood

    def _is_spending(self, account: str) -> bool:
        track = self._tracks.get(account)
        return track is not None and track.kind is Kind.SPENT

    def _is_reversed_by_line(self, entry: Transaction) -> bool:
        found = self._names.corrections_of(where(entry.meta))
        return bool(found) and _turned(legs_of(entry)) in map(legs_of, found)

    def _when(self, entry: Transaction) -> tuple[object, int]:
        return entry.date, self._order[id(entry)]

    def _moved_so_far(self, name: Name, debit: str, credit: str) -> dict[int, Decimal]:
        """Return what is moved between two accounts up to each correction of a name.

        What names a place is taken together with all that name any.
        """
        key = (("place",) if is_place(name) else name, debit, credit)
        if key not in self._moved:
            so_far, found = ZERO, dict[int, Decimal]()
            for each in self._corrections:
                (named, *_others) = names_corrected(each) or [("",)]
                if named == name or (is_place(named) and is_place(name)):
                    so_far += _moved_between(each, debit, credit)
                    found[id(each)] = so_far
            self._moved[key] = found
        return self._moved[key]

    @cached_property
    def _of_spending(self) -> dict[int, Transaction]:
        """What reverses each entry that spent, by the ``id()`` of that."""
        return {id(original): reversal for original, reversal in self._pairs}

    @cached_property
    def _originals(self) -> dict[int, Transaction]:
        """What each entry reverses that reverses what another spent, by the ``id()`` of it."""
        return {id(reversal): original for original, reversal in self._pairs}

    @cached_property
    def _pairs(self) -> list[tuple[Transaction, Transaction]]:
        """Each entry that spent and was reversed, and what reverses it."""
        pairs: list[tuple[Transaction, Transaction]] = []
        reversed_: set[int] = set()
        standing: dict[tuple[_Spend, Name], deque[Transaction]] = {}
        for entry, spent in self._that_may_cancel():
            fund, amounts = spent
            opposite = (fund, frozenset((pot, -amount) for pot, amount in amounts))
            for name in names_of_original(entry):
                alike = standing.get((opposite, name), deque())
                while alike and id(alike[0]) in reversed_:
                    alike.popleft()
                if alike:
                    reversed_.add(id(alike[0]))
                    pairs.append((alike[0], entry))
                    break
            for name in names_of(entry):
                standing.setdefault((spent, name), deque()).append(entry)
        return pairs

    def _that_may_cancel(self) -> Iterator[tuple[Transaction, _Spend]]:
        """Yield the entries that spend as much as came back of an account once, or that came back.

        They come in the order in which they count: of one day what is spent goes before what comes
        back, and last what says in ``corrects`` that it reverses something.
        """
        found: dict[int, Transaction] = {}
        for track in self._tracks.values():
            if track.kind is not Kind.SPENT or not track.fell:
                continue
            back = {-amount for amount in track.amounts if amount < 0}
            for amount, entry in zip(track.amounts, track.entries, strict=True):
                if back and abs(amount) in back:
                    found[id(entry)] = entry
        spends = [(entry, self._spend_of(entry)) for entry in found.values()]
        spends.sort(key=lambda each: self._turn_of(*each))
        yield from spends

    def _spend_of(self, entry: Transaction) -> _Spend:
        fund, spent = "", dict[Pot, Decimal]()
        for posting in entry.postings:
            account, units = self._tracks[posting.account].account, posting.units
            if account is None or account.pot is None or account.kind is not Kind.SPENT:
                continue
            if units is not None and units.number is not None and units.currency == CURRENCY:
                fund = account.fund
                spent[account.pot] = spent.get(account.pot, ZERO) + units.number
        return fund, frozenset((pot, amount) for pot, amount in spent.items() if amount)

    def _turn_of(self, entry: Transaction, spent: _Spend) -> tuple[object, ...]:
        total = sum(amount for _pot, amount in spent[1])
        return (entry.date, bool(names_corrected(entry)), total < 0, self._order[id(entry)])


def _turned(legs: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {account: -number for account, number in legs.items()}


def _moved_between(entry: Transaction, debit: str, credit: str) -> Decimal:
    """Return what an entry moves from an account that it credits to one that it debits."""
    return max(min(_posted(entry, debit), -_posted(entry, credit)), ZERO)


def _posted(entry: Transaction, account: str) -> Decimal:
    numbers = (
        posting.units.number
        for posting in entry.postings
        if posting.account == account and posting.units is not None
    )
    return sum((number for number in numbers if number is not None), ZERO)
