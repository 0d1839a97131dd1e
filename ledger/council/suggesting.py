"""What a line of the council's may be that nobody recorded: the likeliest pots, and why.

The earmark whose order it names comes first, then the provider's earmarks, then what was
paid to that supplier before. The council's codes, where the plan declares them, narrow it.
"""

from __future__ import annotations

import datetime
import enum
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.council.codes import is_of_code
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.metadata import text
from ringfence.ledger.money import pounds
from ringfence.ledger.outstanding import open_items
from ringfence.ledger.room import least_held
from ringfence.ledger.words import alike_names, is_called, plain_reference, same_name
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

#: So many earlier payments to a supplier are told.
_LAST = 4
_WORD = re.compile(r"[^\s,;:]+")


class Deed(enum.Enum):
    """What recording a line would be."""

    SPEND = "spend"
    PAY = "pay"
    REFUND = "refund"
    RECEIVE = "receive"


class Suggestion(NamedTuple):
    """One way to record a line.

    Attributes:
        deed: What is recorded.
        target: The address of a pot, the link of an accrual, or a fund.
        why: What speaks for it, for a person.
        payee: The supplier as our books call it; "" if they don't know it.
        fund: The fund that the council's code says pays; None if it says nothing.
        invoice: Of a refund, the invoice that it takes something back of.
    """

    deed: Deed
    target: str
    why: str
    payee: str = ""
    fund: str | None = None
    invoice: str = ""


class Earlier(NamedTuple):
    """A payment to a supplier that was recorded before."""

    day: datetime.date
    pot: Pot
    invoice: str


@dataclass(frozen=True)
class Habits:
    """What the books know of suppliers, codes and accruals, made once for many lines."""

    book: Book

    def suggestions(self, line: CouncilLine) -> list[Suggestion]:
        """Return the ways to record a line, the likeliest first; none if nothing speaks for any."""
        if line.amount > 0:
            found = [*self._suggest_accruals(line), *self._suggest_spends(line)]
        else:
            found = [*self._suggest_refunds(line), *self._suggest_receipts(line)]
        told = {(each.deed, each.target, each.invoice): each for each in reversed(found)}
        return list(told.values())[::-1]

    def payee(self, line: CouncilLine) -> str:
        """Return the supplier as our books call it; as the council does if they don't know it."""
        return same_name(line.supplier, self._names) or line.supplier

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys([*self._paid, *self._providers]))

    @cached_property
    def _paid(self) -> dict[str, list[Earlier]]:
        """What was spent on each payee and from which pot, by day."""
        found: dict[str, list[Earlier]] = {}
        for track in self.book.tracks.values():
            if track.kind is Kind.SPENT and track.account and track.account.pot:
                for row in track.rows():
                    if row.amount > 0 and row.entry.payee:
                        invoice = text(row.entry, "invoice").strip()
                        earlier = Earlier(row.day, track.account.pot, invoice)
                        found.setdefault(row.entry.payee, []).append(earlier)
        for each in found.values():
            each.sort()
        return found

    @cached_property
    def _providers(self) -> dict[str, list[Pot]]:
        found: dict[str, list[Pot]] = {}
        for path, history in self.book.register.earmarks.items():
            if history.latest.provider:
                found.setdefault(history.latest.provider, []).append(Pot(path))
        return found

    @cached_property
    def _accruals(self) -> dict[str, tuple[str, Decimal]]:
        """What is still owed on each link, and to whom."""
        found = open_items(self.book, Kind.ACCRUALS)
        return {link: (each.began.payee or "", each.amount) for link, each in found.items()}

    def _suggest_accruals(self, line: CouncilLine) -> Iterator[Suggestion]:
        """What was accrued for that supplier, and comes to as much or more."""
        names = set(alike_names(line.supplier, (payee for payee, _owed in self._accruals.values())))
        for link, (payee, owed) in sorted(self._accruals.items()):
            if payee in names and owed >= line.amount:
                yield Suggestion(Deed.PAY, link, f"{pounds(owed)} is accrued for them", payee)

    def _suggest_spends(self, line: CouncilLine) -> Iterator[Suggestion]:
        payee = self.payee(line)
        fund = self._fund(line)
        allowed = self._actions_of_code(line)
        for pot, why in self._pots(line):
            if allowed is None or pot.place in allowed:
                yield Suggestion(Deed.SPEND, pot.address, why, payee, fund)
        for pot in allowed or ():
            code = line.project or line.cost_centre
            yield Suggestion(Deed.SPEND, pot.address, f"{code} is its code", payee, fund)

    def _pots(self, line: CouncilLine) -> Iterator[tuple[Pot, str]]:
        year = str(FinancialYear.of_day(line.day))
        orders = set(filter(None, map(plain_reference, _WORD.findall(line.narrative))))
        orders.add(plain_reference(line.order))
        for path, history in sorted(self.book.register.earmarks.items()):
            order = history.latest.order
            if order and plain_reference(order) in orders - {""}:
                yield Pot(path), f"order {order} is for it"
        for name in alike_names(line.supplier, self._providers):
            theirs = [pot for pot in self._providers[name] if pot.year == year]
            others = [pot for pot in self._providers[name] if pot.year != year]
            for pot in [*sorted(theirs), *sorted(others, reverse=True)]:
                if pot in self._holding:
                    yield pot, f"earmarked for {name}"
        for name in alike_names(line.supplier, self._paid):
            yield from self._as_before(self._paid[name], year)

    @cached_property
    def _holding(self) -> set[Pot]:
        """The pots that anything is left in, at the end of the books."""
        day = self.book.last_day or datetime.date.min
        return {pot for (pot, _fund), track in self.book.pots.items() if track.left(day) > 0}

    def _as_before(self, paid: Iterable[Earlier], year: str) -> Iterator[tuple[Pot, str]]:
        """Tell what the last payments to a supplier were, each as the pot of this year."""
        last = [each.pot for each in paid][-_LAST:]
        counted = [
            (self._in_year(pot, year), times) for pot, times in Counter(reversed(last)).items()
        ]
        # The year's own plan first, then what was paid most often, then latest.
        for here, times in sorted(counted, key=lambda each: (each[0].year != year, -each[1])):
            what = here.earmark or here.action
            if times == len(last):
                of_all = "the last payment" if times == 1 else f"the last {times} payments"
                yield here, f"{of_all} to this supplier: {what}"
            else:
                yield here, f"{times} of the last {len(last)} payments to this supplier: {what}"

    def _in_year(self, pot: Pot, year: str) -> Pot:
        """Return the pot of the same name in a year's plan; its action if the earmark is gone.

        What is not in that year's plan is itself: an invoice may come after its year.
        """
        same = Pot((year, *pot.path[1:]))
        return next((each for each in (same, same.place) if each in self._planned), pot)

    @cached_property
    def _planned(self) -> set[Pot]:
        register = self.book.register
        return {Pot(path) for path in (*register.actions, *register.earmarks)}

    def _actions_of_code(self, line: CouncilLine) -> list[Pot] | None:
        """Return the actions whose code the line has; None if that narrows nothing."""
        year = str(FinancialYear.of_day(line.day))
        coded = [
            Pot(path)
            for path, history in sorted(self.book.register.actions.items())
            if path[0] == year and is_of_code(line, history.latest.council_code)
        ]
        return coded or None

    def _fund(self, line: CouncilLine) -> str | None:
        """Return the only fund whose code the line has."""
        funds = [
            fund
            for fund, history in sorted(self.book.register.funds.items())
            if is_of_code(line, history.latest.council_code)
        ]
        return funds[0] if len(funds) == 1 else None

    def _suggest_refunds(self, line: CouncilLine) -> Iterator[Suggestion]:
        """The invoice that the line names; else those paid to that supplier, the latest first."""
        for name in alike_names(line.supplier, self._paid):
            paid = [each for each in self._paid[name] if each.invoice]
            words = plain_reference(line.invoice)
            named = [each for each in paid if words and plain_reference(each.invoice) == words]
            for each in named or sorted(paid, reverse=True):
                why = f"of invoice {each.invoice} of {name}"
                yield Suggestion(Deed.REFUND, each.pot.address, why, name, None, each.invoice)

    def _suggest_receipts(self, line: CouncilLine) -> Iterator[Suggestion]:
        """What was claimed to the penny first, then what that funder still promises."""
        amount = -line.amount
        likely = []
        for fund, history in sorted(self.book.register.funds.items()):
            claimed = least_held(self.book, Kind.RECEIVABLE, fund, line.day)
            promised = claimed + least_held(self.book, Kind.AWARDED, fund, line.day)
            funder = history.at_or_first(line.day).funder
            if claimed == amount:
                yield Suggestion(Deed.RECEIVE, fund, f"{pounds(claimed)} was claimed of it")
            elif promised >= amount and is_called(line.supplier, funder):
                why = f"{funder} still promises {pounds(promised)}"
                likely.append(Suggestion(Deed.RECEIVE, fund, why))
        yield from likely
