"""What the model says always holds, worked out anew from Beancount's plain entries.

It knows nothing of `ledger/`: accounts are read by their names, sums are made in one loop. The
tests hold the rules to it: where they say that nothing blocks, nothing is found here either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from beancount.core import data

PLAN = ("Equity:Unallocated", "Equity:Reserve", "Equity:Plan")
#: What came in, of whatever kind; its pot is Unallocated.
CAME_IN = ("Income", "Equity:Opening", "Liabilities:InAdvance")
ROOTS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")
#: Accounts of the money layer that hold something, other than what is not yet earned.
WORTH = ("Assets:", "Liabilities:Accruals:", "Liabilities:Repayable:")
#: What no day may leave on the wrong side of nothing, by its head, and the sign of what it holds.
DEBTS = {
    "Assets:Awarded:": 1,
    "Assets:Receivable:": 1,
    "Assets:Prepaid:": 1,
    "Liabilities:Accruals:": -1,
    "Liabilities:Repayable:": -1,
    "Liabilities:InAdvance:": -1,
}

Sums = dict[Any, Decimal]


def fund_of(account: str) -> str:
    return account.rsplit(":", 1)[-1]


def pot_of(account: str) -> tuple[str, ...] | None:
    """Return the pot of an account, by the parts of its name; None for one that is of none."""
    head, *parts = account.split(":")[:-1]
    name = ":".join((head, *parts[:1]))
    if name in PLAN or name == "Expenses:Plan":
        return tuple(parts if name in PLAN[:2] else parts[1:])
    return ("Unallocated",) if head == "Income" or name in CAME_IN else None


class _Sums:
    """What pots hold, what they spent, what is owed and what a fund is worth, so far."""

    def __init__(self) -> None:
        self.left: Sums = defaultdict(Decimal)
        self.spent: Sums = defaultdict(Decimal)
        self.debts: Sums = defaultdict(Decimal)
        self.worth: Sums = defaultdict(Decimal)
        self.pending: set[Any] = set()

    def add(self, entry: data.Transaction) -> None:
        for account, number in _legs(entry):
            fund, pot = fund_of(account), pot_of(account)
            if pot:
                self.left[fund, pot] -= number
                self.pending |= {(fund, pot)} if entry.flag == "!" else set()
            if account.startswith("Expenses:"):
                self.spent[fund, pot] += number
            if account.startswith(WORTH):
                self.worth[fund] += number
            for head, sign in DEBTS.items():
                if account.startswith(head):
                    provider = account.split(":")[2] if "Prepaid" in head else ""
                    self.debts[fund, head, provider] += sign * number

    def broken(self) -> Iterator[str]:
        """Yield what is on the wrong side of nothing, or does not add up, by now."""
        for what, sums in (("holds", self.left), ("spent", self.spent), ("is", self.debts)):
            for key, total in sums.items():
                if total < 0 and key not in self.pending:
                    yield f"{key} {what} {total}"
        held: Sums = defaultdict(Decimal)
        for (fund, _pot), total in self.left.items():
            held[fund] += total
        for fund in {*held, *self.worth}:
            if self.worth[fund] != held[fund]:
                yield f"{fund} is worth {self.worth[fund]} and its pots hold {held[fund]}"


def broken(entries: Sequence[data.Directive]) -> Iterator[str]:
    """Yield every breach of the model's laws, day by day."""
    funds = {e.values[0].value for e in entries if isinstance(e, data.Custom) and e.type == "fund"}
    transactions = [each for each in entries if isinstance(each, data.Transaction)]
    sums = _Sums()
    for day, some in groupby(transactions, key=lambda each: each.date):
        for entry in some:
            yield from _laws(entry, funds)
            sums.add(entry)
        yield from (f"{day}: {each}" for each in sums.broken())


def _laws(entry: data.Transaction, funds: set[str]) -> Iterator[str]:
    """Yield what of the first law a transaction breaks: one fund, two layers, exact pounds."""
    if entry.flag == "P":
        yield f"{entry.date}: made up by a pad"
    layers: Sums = defaultdict(Decimal)
    for posting in entry.postings:
        units = posting.units
        exact = units is not None and units.number == round(units.number or Decimal("0.001"), 2)
        if units is None or units.currency != "GBP" or posting.cost or posting.price or not exact:
            yield f"{entry.date}: {posting.account} {units} is not pounds and pence"
        elif abs(units.number or Decimal(0)) >= Decimal(10) ** 12:
            yield f"{entry.date}: {units} has too many digits"
    for account, number in _legs(entry):
        layers[account.startswith(tuple(f"{head}:" for head in PLAN))] += number
        if fund_of(account) not in funds or account.split(":")[0] not in ROOTS:
            yield f"{entry.date}: {account} is of no fund"
    if len({fund_of(account) for account, _number in _legs(entry)}) > 1:
        yield f"{entry.date}: of several funds"
    yield from (f"{entry.date}: a layer adds up to {each}" for each in layers.values() if each)


def _legs(entry: data.Transaction) -> Iterator[tuple[str, Decimal]]:
    for posting in entry.postings:
        if posting.units is not None and posting.units.number is not None:
            yield posting.account, posting.units.number
