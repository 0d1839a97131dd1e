"""What is left of each fund while the books grow, in pence."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.entries import Entry

    Balances = Mapping[str, Mapping[str, int]]


def apply(balances: dict[str, dict[str, int]], entries: Iterable[Entry]) -> None:
    """Add entries to the balances by fund and account."""
    for entry in entries:
        for account, pence in entry.postings:
            accounts = balances.setdefault(account.rpartition(":")[2], {})
            accounts[account] = accounts.get(account, 0) + pence


def pots_left(accounts: Mapping[str, int]) -> dict[str, int]:
    """Return what is left in each pot of a fund, by the pot's account of the plan."""
    left: dict[str, int] = defaultdict(int)
    for account, pence in accounts.items():
        if account.startswith(("Equity:Plan:", "Equity:Reserve:")):
            left[account] -= pence
        elif account.startswith("Expenses:"):
            left["Equity" + account.removeprefix("Expenses")] -= pence
        elif account.startswith(("Equity:", "Income:", "Liabilities:InAdvance:")):
            left["Equity:Unallocated:" + account.rpartition(":")[2]] -= pence
    return left
