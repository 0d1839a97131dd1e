"""The accounts that drafts need and the books have not yet opened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from ringfence.ledger.findings import where
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.drafting import (
    BalanceDraft,
    DeclarationDraft,
    DocumentDraft,
    Draft,
    NoteDraft,
    OpenDraft,
    accounts_in,
)
from ringfence.ledger.recording.errors import NOTHING_SAVED, RecordingError
from ringfence.ledger.years import FinancialYear, YearError


class BeforeFundError(RecordingError):
    """An entry dated before its fund was there."""

    def __init__(
        self, fund: str, first: datetime.date, day: datetime.date, place: str | None = None
    ) -> None:
        here = f"at {place}" if place else "where the fund is declared"
        super().__init__(
            f"{fund} begins on {first}, and this is dated {day}. Date it {first} or later ("
            + name_field("date", value=first)
            + f"), or if the fund's first day is wrong, correct it {here}, and on the `open` "
            f"lines of its accounts. {NOTHING_SAVED}"
        )


def _before(books: Books, fund: str, first: datetime.date, day: datetime.date) -> BeforeFundError:
    history = books.book.register.funds.get(fund)
    place = where(history.versions[0].entry.meta) if history else None
    return BeforeFundError(fund, first, day, place)


def opens_for(books: Books, drafts: Sequence[Draft]) -> list[OpenDraft]:
    """Open what drafts name: an account on its fund's first day, a parent on its year's.

    An account of a fund that nobody declared is left for the rules to refuse.

    Raises:
        BeforeFundError: a draft is dated before its fund's first day.
    """
    opened = {entry.account for entry in books.book.opens}
    opened.update(draft.account for draft in drafts if isinstance(draft, OpenDraft))
    first_days = _first_days(books, drafts)
    opens: dict[str, OpenDraft] = {}
    for draft in drafts:
        for account in accounts_in((draft,)):
            first = first_days.get(account.rsplit(":", 1)[-1])
            if first is not None and draft.date < first:
                raise _before(books, account.rsplit(":", 1)[-1], first, draft.date)
            if account in opened or account in opens:
                continue
            if first is not None:
                opens[account] = OpenDraft(first, account)
            elif isinstance(draft, NoteDraft | DocumentDraft | BalanceDraft):
                day = min(draft.date, _parents_day(books, account, draft.date))
                opens[account] = OpenDraft(day, account)
    return [opens[account] for account in sorted(opens, key=lambda name: (opens[name].date, name))]


def _first_days(books: Books, drafts: Iterable[Draft]) -> dict[str, datetime.date]:
    declared = {
        str(draft.values[0]): draft.date
        for draft in drafts
        if isinstance(draft, DeclarationDraft) and draft.kind == "fund" and draft.values
    }
    known = {fund: history.first_day for fund, history in books.book.register.funds.items()}
    return {**declared, **known}


def _parents_day(books: Books, account: str, default: datetime.date) -> datetime.date:
    for part in account.split(":"):
        try:
            return FinancialYear.parse(part).start
        except YearError:
            continue
    below = (each.date for each in books.book.opens if each.account.startswith(f"{account}:"))
    return min(below, default=default)
