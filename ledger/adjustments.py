"""Which submitted return counted something: what is recorded late says that it adjusts that one."""

from __future__ import annotations

import datetime

from beancount.core.data import Transaction

from ringfence.ledger.accounts import PLAN_KINDS, Kind
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.frozen import SENT

_SHOWN = frozenset({Kind.SPENT, *PLAN_KINDS})
_NOT_COUNTED = frozenset({Kind.COUNCIL, Kind.PREPAID, Kind.ACCRUALS})


def return_that_counted(
    book: Book, fund: str, happened: datetime.date, recorded: datetime.date
) -> Return | None:
    """Return the submitted return in whose days something of a fund happened.

    None if there is none, or if it is recorded by that return's as-at: it is then counted in it,
    and adjusts nothing. Of several, the first after it happened: later ones have it from there.
    """
    sent = [
        history.latest
        for history in book.register.returns.values()
        if history.latest.status in SENT and history.latest.as_at is not None
    ]
    sent.sort(key=lambda each: (each.as_at or datetime.date.max, each.fund, each.period))
    for each in sent:
        assert each.as_at is not None  # noqa: S101 - as filtered
        if happened <= each.as_at < recorded and fund in book.funds_covered_by(
            each.fund, each.as_at
        ):
            return each
    return None


def is_counted(book: Book, entry: Transaction) -> bool:
    """Return whether returns count what an entry moves: not so what is merely paid or advanced."""
    accounts = (book.account(posting.account) for posting in entry.postings)
    return any(account and account.kind not in _NOT_COUNTED for account in accounts)


def is_shown(book: Book, entry: Transaction) -> bool:
    """Return whether a return shows an entry that says what it adjusts: it spends, or moves a plan.

    Money that comes in late is received in the return's own days, and adjusts no figure of it.
    """
    accounts = (book.account(posting.account) for posting in entry.postings)
    return any(account and account.kind in _SHOWN for account in accounts)


def return_name(declared: Return) -> str:
    """Name a return as ``adjusts`` does: ``PLF-2017-18/2017-18-H1``."""
    return f"{declared.fund}/{declared.period}"
