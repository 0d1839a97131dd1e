"""Funds whose ids a reader takes for one: part of the rule `declaration`."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.findings import Finding, where
from ringfence.plugins.wording import warn

RULE = "declaration"
#: Signs that look the same, as the one that stands for them; case is folded first.
_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1"})


def alike_funds(book: Book) -> Iterator[Finding]:
    """Warn of each fund whose id differs from an earlier one's only by case, O/0 or I/l/1."""
    first: dict[str, str] = {}
    firsts = ((history.first_day, fund) for fund, history in book.register.funds.items())
    for _day, fund in sorted(firsts):
        other = first.setdefault(fund.casefold().translate(_ALIKE), fund)
        if other == fund:
            continue
        entry = book.register.funds[fund].versions[0].entry
        known = book.register.funds[other].versions[0].entry
        message = (
            f"The funds {fund} and {other} ({where(known.meta)}) have ids that look the same, so "
            "that an entry of one is easily typed for the other. If they are one fund, take this "
            "declaration out; if they are two, give this one another id "
            "(`" + command("fund add") + "`) before money is booked to it."
        )
        yield warn(RULE, message, entry, book)
