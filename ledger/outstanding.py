"""What is open on a link: accrued and not yet paid, advanced and not yet evidenced."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.money import ZERO
from ringfence.ledger.tracks import Row

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


class Outstanding(NamedTuple):
    """What is open on one link.

    Attributes:
        link: The link.
        began: The entry that began it.
        by_account: What is open by account, a fund each, in pounds above nothing.
        charged: What it was booked against, net, by account: where it was spent.
        paid: What was paid of it, in pounds.
        last_paid: The day of the last payment; None if nothing was paid.
    """

    link: str
    began: Transaction
    by_account: dict[str, Decimal]
    charged: dict[str, Decimal]
    paid: Decimal
    last_paid: datetime.date | None

    @property
    def amount(self) -> Decimal:
        """All that is open on it."""
        return sum(self.by_account.values(), ZERO)


def open_items(
    book: Book, kind: Kind, as_at: datetime.date = datetime.date.max
) -> dict[str, Outstanding]:
    """Return each link on which something is open at the end of a day, by its name."""
    rows: dict[str, list[tuple[str, Row]]] = {}
    for track in book.tracks.values():
        if track.kind is kind:
            for row in track.rows(last=as_at):
                for link in row.entry.links or ():
                    rows.setdefault(link, []).append((track.name, row))
    found = {link: _of_link(book, kind, link, of_link) for link, of_link in sorted(rows.items())}
    return {link: each for link, each in found.items() if each.amount > 0}


def _of_link(book: Book, kind: Kind, link: str, rows: list[tuple[str, Row]]) -> Outstanding:
    sign = -1 if kind is Kind.ACCRUALS else 1
    first = min((row.entry for _name, row in rows), key=lambda entry: book.order[id(entry)])
    totals: dict[str, Decimal] = {}
    charged: dict[str, Decimal] = {}
    paid, last = ZERO, None
    for name, row in rows:
        totals[name] = totals.get(name, ZERO) + sign * row.amount
    for entry in {id(row.entry): row.entry for _name, row in rows}.values():
        for account, other, amount in amounts_posted(book, entry):
            if other is Kind.COUNCIL:
                paid -= amount
                last = max(last or entry.date, entry.date)
            elif other is not kind:
                charged[account] = charged.get(account, ZERO) + amount
    return Outstanding(
        link,
        first,
        {name: amount for name, amount in totals.items() if amount > 0},
        {name: amount for name, amount in charged.items() if amount > 0},
        paid,
        last,
    )


def amounts_posted(book: Book, entry: Transaction) -> Iterator[tuple[str, Kind, Decimal]]:
    """Yield what an entry posts, each with the kind of its account."""
    for posting in entry.postings:
        account, units = book.account(posting.account), posting.units
        if account is not None and units is not None and units.number is not None:
            yield posting.account, account.kind, units.number
