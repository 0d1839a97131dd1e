"""What puts right, late, what a submitted return counted says so, and the officer is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from ringfence.bookkeeping.request import Request
from ringfence.ledger.adjustments import return_name, return_that_counted
from ringfence.ledger.book import Book
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.recording.writing import Recording


def adjust_return(book: Book, draft: TransactionDraft, happened: datetime.date) -> TransactionDraft:
    """Return a draft that says which submitted return counted what it puts right, if one did."""
    if "adjusts" in draft.meta:
        return draft
    fund = draft.legs[0].account.rpartition(":")[2]
    found = return_that_counted(book, fund, happened, draft.date)
    return replace(draft, meta={**draft.meta, "adjusts": return_name(found)}) if found else draft


def remarks_on_adjusted(recording: Recording, request: Request, what: str) -> Iterator[str]:
    """Yield which submitted returns counted what was put right, if the officer did not say."""
    if "adjusts" in request.meta:
        return
    drafts = (each for each in recording.drafts if isinstance(each, TransactionDraft))
    for name in dict.fromkeys(
        str(each.meta["adjusts"]) for each in drafts if "adjusts" in each.meta
    ):
        fund, _slash, period = name.partition("/")
        history = recording.before.book.register.returns.get((fund, period))
        as_at = f", sent as at {history.latest.as_at}" if history else ""
        yield (
            f"{what} was counted in the return {fund} {period}{as_at}. The entries say so "
            f"(adjusts: {name}), and the next return shows them as an adjustment."
        )
