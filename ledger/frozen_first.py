"""What the first version of digests covers of a return: those of before go on being verified.

They are its figures and the evidence of them, without words: what was spent, what came in and was
claimed, what each pot held and where that came from, and those terms that its figures rest on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.declarations.fields import STRAIGHT_LINE
from ringfence.ledger.frozen_index import Index
from ringfence.ledger.metadata import is_brought_forward
from ringfence.ledger.money import ZERO, plain
from ringfence.ledger.years import FinancialYear

_DAY = datetime.timedelta(days=1)
#: How a line begins that no transaction is behind.
TERMS = ("return: ", "funds: ", "terms of ", "action ", "committed: ", "before ", "brought ")


@dataclass(frozen=True)
class FirstLines:
    """The lines of a return, over a Book.

    ``common`` are those that later versions have too, ``index`` what returns have in common.
    """

    book: Book
    fund: str
    ref: str
    as_at: datetime.date
    funds: Sequence[str]
    year: FinancialYear
    common: Sequence[str]
    index: Index

    def all(self) -> list[str]:
        """Return them, sorted."""
        found = [
            f"return: {self.fund} {self.ref} as at {self.as_at}",
            f"funds: {', '.join(self.funds)}",
            *self.common,
        ]
        first = datetime.date(self.year.start_year - 1, 4, 1)
        for fund in self.funds:
            found.append(self._terms(fund))
            found += self._brought_forward_lines(fund)
            found += self.index.money(fund, self.as_at)
            found += self.index.spent(fund, first, self.as_at)
            for day in (self.year.start - _DAY, self.as_at):
                found += self.index.left(fund, day)
        found += self._places()
        return sorted(found)

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
        index = self.index
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
