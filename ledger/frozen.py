"""What a return said, as lines that change when a figure or its evidence does.

A submitted return is frozen by the digest of these lines in the books. They are the
transactions that are its evidence, what came in and was claimed, what each pot held and
where that came from, and the terms that its figures rest on. Files, line numbers and
words are left out: moving or commenting text never changes them, nor does whatever is
dated after the return's as-at. What is deferred at 31 March of what the return said is left
changes no figure, so entries that only do that may be recorded later.

Spending of the year before the return's and earlier is in them as one sum for each pot:
it was the evidence of an earlier return.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.declarations.fields import STRAIGHT_LINE
from ringfence.ledger.deferring import Beyond, beyond, deferring_entries, latest_of
from ringfence.ledger.digests import digest_of
from ringfence.ledger.frozen_index import MONEY, PLANNED, Index, who
from ringfence.ledger.metadata import is_brought_forward, text
from ringfence.ledger.money import ZERO, plain
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.ledger.years import FinancialYear, Period

FINAL = "final"
#: A return of such a status has been sent, and its figures stand.
SENT = frozenset({"submitted", "queried", "answered", "accepted", "paid"})
_DAY = datetime.timedelta(days=1)
#: How a line begins that no transaction is behind.
TERMS = ("return: ", "funds: ", "terms of ", "action ", "committed: ", "before ", "brought ")
_NEVER = FinancialYear(2)


class Counted(NamedTuple):
    """What one transaction is to a return: who, when, and what it moves of what is told."""

    date: str
    payee: str | None
    invoice: str | None
    adjusts: str | None
    pending: bool
    postings: tuple[tuple[str, str], ...]

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Counted:
        """Read one from a snapshot."""
        postings = tuple((str(name), str(amount)) for name, amount in value["postings"])
        return cls(**{**value, "postings": postings})


@dataclass(frozen=True)
class Frozen:
    """A return's figures and evidence, over a Book."""

    book: Book
    fund: str
    ref: str
    as_at: datetime.date
    #: What returns of the same Book have in common; without one it is reckoned for this alone.
    index: Index | None = field(default=None, repr=False, compare=False)

    @cached_property
    def funds(self) -> tuple[str, ...]:
        """The funds covered; a final return covers the named one alone."""
        if self.ref == FINAL:
            return (self.fund,)
        return tuple(sorted(self.book.funds_covered_by(self.fund, self.as_at)))

    @cached_property
    def digest(self) -> str:
        """The digest of all that it says."""
        return digest_of(self.lines)

    def says(self, digest: str | None) -> bool:
        """Whether the books still say what they said when they had a digest."""
        later = self.deferrals_since(digest)
        return later is not None and not self.beyond(later)

    def deferrals_since(self, digest: str | None) -> list[Transaction] | None:
        """Return what was recorded since they had a digest, if all of it only defers.

        None if anything else changed. Whether no more was deferred than was left is another
        question: `beyond`.
        """
        if self.digest == digest:
            return []
        for later in latest_of(self.deferring):
            rest = Counter(self.lines)
            rest.subtract(line for entry in later for line in _lines_of(entry))
            if digest_of(rest.elements()) == digest:
                return later
        return None

    def beyond(self, entries: Sequence[Transaction]) -> list[Beyond]:
        """Find what of entries that only defer is more than deferring what was left."""
        return list(beyond(self.book, entries, self.as_at))

    @cached_property
    def deferring(self) -> list[Transaction]:
        """The entries that only defer what was left at a year's end, or bring it back."""
        return deferring_entries(self.book, self.funds, self.as_at)

    @cached_property
    def lines(self) -> list[str]:
        """What it says, sorted."""
        found = [
            f"return: {self.fund} {self.ref} as at {self.as_at}",
            f"funds: {', '.join(self.funds)}",
        ]
        found += self._before()
        found += self._adjusting_lines()
        first = datetime.date(self._year.start_year - 1, 4, 1)
        for fund in self.funds:
            found.append(self._terms(fund))
            found += self._brought_forward_lines(fund)
            found += self._index.money(fund, self.as_at)
            found += self._index.spent(fund, first, self.as_at)
            for day in (self._year.start - _DAY, self.as_at):
                found += self._index.left(fund, day)
        found += self._places()
        return sorted(found)

    @cached_property
    def _index(self) -> Index:
        return self.index or Index(self.book)

    @cached_property
    def counted(self) -> list[tuple[Counted, Transaction]]:
        """The transactions that its figures are made of, in the books' order."""
        moved: dict[int, tuple[Transaction, dict[str, Decimal]]] = {}
        for fund in self.funds:
            for track in self.book.tracks_of(fund, Kind.SPENT, *PLANNED, *MONEY):
                for row in track.rows(last=self.as_at):
                    _entry, amounts = moved.setdefault(id(row.entry), (row.entry, {}))
                    amounts[track.name] = amounts.get(track.name, ZERO) + row.amount
        order = self.book.order
        return [
            (count_of(entry, amounts), entry)
            for key, (entry, amounts) in sorted(moved.items(), key=lambda each: order[each[0]])
        ]

    @cached_property
    def _year(self) -> FinancialYear:
        return _NEVER if self.ref == FINAL else Period.parse(self.ref).year

    def _terms(self, fund: str) -> str:
        terms = self.book.register.funds[fund].at_or_first(self.as_at)
        award = "none" if terms.award is None else plain(terms.award)
        steps = "".join(f" {step.day} {plain(step.amount)}" for step in terms.instalments)
        at_risk = ", at risk" if terms.stage == "at-risk" else ""
        paid = terms.payment or "not said"
        return f"terms of {fund}: award {award}, payment {paid}{steps}{at_risk}"

    def _brought_forward_lines(self, fund: str) -> Iterator[str]:
        """Yield what was of a fund before the books, and what of its money is not new."""
        before = before_of(self.book, fund, self.as_at)
        if before:
            sums = " ".join(map(plain, (before.received, before.claimed, before.spent)))
            yield f"brought forward of {fund}: received, claimed, spent {sums}"
        awarded = -sum(
            (
                row.amount
                for track in self.book.tracks_of(fund, Kind.INCOME)
                for row in track.rows(last=self.as_at)
                if is_brought_forward(row.entry)
            ),
            ZERO,
        )
        if awarded:
            yield f"brought forward of {fund}, awarded: {plain(awarded)}"

    def _places(self) -> Iterator[str]:
        """Yield, for every action, where its money came from, and what its forecast rests on."""
        index = self._index
        pots = [pot for fund in self.funds for pot in index.pots(fund, self.as_at)]
        for place in sorted({pot.path[:2] for pot in pots}):
            yield self._action((place[0], place[1]))
            sums: dict[tuple[str, str], Decimal] = {}
            for change in self.book.movements.changes_of(Pot(place), self.as_at):
                if change.fund in self.funds:
                    key = (change.fund, change.origin.value)
                    sums[key] = sums.get(key, ZERO) + change.amount
            for (fund, origin), amount in sums.items():
                yield f"origin {'/'.join(place)} {fund} {origin} {plain(amount)}"
        for pot in sorted({pot for pot in pots if pot.earmark}):
            if index.is_committed(pot, self.as_at):
                yield f"committed: {pot}"

    def _action(self, place: tuple[str, str]) -> str:
        register = self.book.register
        action = register.actions.get(place)
        profile = action.at_or_first(self.as_at).profile if action else ()
        steps = "".join(f" {step.day} {plain(step.amount)}" for step in profile) or " none"
        outturn = self._forecast(*place) or "none"
        # What no action had before is said only where it is: digests of before stay what they were.
        own = "".join(
            f", of {fund} {words}" for fund in self.funds if (words := self._forecast(*place, fund))
        )
        until = action.at_or_first(self.as_at).until if action else None
        over = f", until {until}" if until else ""
        return f"action {'/'.join(place)}: profile{steps}, forecast {outturn}{own}{over}"

    def _forecast(self, *key: str) -> str:
        """Return the officer's figure of an action, or of one fund of it; empty without one."""
        history = self.book.register.forecasts.get(key)
        declared = history.at(self.as_at) if history else None
        if declared is None:
            return ""
        return STRAIGHT_LINE if declared.outturn is None else plain(declared.outturn)

    def _adjusting_lines(self) -> Iterator[str]:
        """Yield the entries that say what they adjust and spend nothing."""
        for entry in self.book.marked["adjusts"]:
            accounts = [self.book.account(posting.account) for posting in entry.postings]
            own = [each for each in accounts if each and each.fund in self.funds]
            if own and entry.date <= self.as_at and all(a.kind is not Kind.SPENT for a in own):
                yield f"adjusts {entry.date} {text(entry, 'adjusts')} {who(entry)!a}"

    def _before(self) -> Iterator[str]:
        """Yield as at which days, other than their periods' ends, the returns before it were."""
        for ref, day in self._index.days_of_returns(self.fund):
            if ref not in (FINAL, self.ref) and day < self.as_at and day != Period.parse(ref).end:
                yield f"before {ref}: as at {day}"


def count_of(entry: Transaction, amounts: dict[str, Decimal]) -> Counted:
    """Return what an entry is to a return, given what it moves."""
    payee, invoice = who(entry)
    moved = ((name, plain(amount)) for name, amount in amounts.items() if amount)
    return Counted(
        date=entry.date.isoformat(),
        payee=payee,
        invoice=invoice,
        adjusts=text(entry, "adjusts") or None,
        pending=entry.flag == PENDING_FLAG,
        postings=tuple(sorted(moved)),
    )


def _money_line(day: datetime.date, account: str, amount: Decimal) -> str:
    return f"money {day} {account} {plain(amount)}"


def _lines_of(entry: Transaction) -> Iterator[str]:
    """Yield the lines that an entry which only defers has of its own."""
    for posting in entry.postings:
        number = None if posting.units is None else posting.units.number
        yield _money_line(entry.date, posting.account, number or ZERO)
