"""Closing a year, and opening it again: what is in the way, and the directive that says it."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.bookkeeping.errors import NotSavedError, RequestError
from ringfence.bookkeeping.record import findings_of
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger import messages
from ringfence.ledger.closed_years import broken_digest, sealing
from ringfence.ledger.commands import Blank
from ringfence.ledger.digests import year_digest
from ringfence.ledger.findings import Severity
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.drafting import DeclarationDraft
from ringfence.ledger.remainders import Treatment, first_day, remainders
from ringfence.ledger.years import FinancialYear
from ringfence.reports.year_end import what_is_to_do
from ringfence.reports.year_end import year_end as report


def must_be_over(year: FinancialYear, request: Request) -> None:
    """Make sure that the year end is dated after the year.

    Raises:
        RequestError: it is not.
    """
    if request.day < first_day(year):
        raise RequestError(
            f"{year.spoken} ends on {year.end}, and its year end is dated {first_day(year)} at the "
            f"earliest, not {request.day}: " + name_field("date", value=first_day(year))
        )


def close(books: Books, request: Request, year: FinancialYear, who: str) -> list[DeclarationDraft]:
    """Draft that a year is closed; nothing if it is and nothing changed since.

    Raises:
        NotSavedError: something of it is open or wrong.
    """
    history = books.book.register.years.get(str(year))
    if history and sealing(history) and not broken_digest(books.book, history):
        return []
    digest = year_digest(books.book, year, request.day)
    must_be_settled(books, year, request)
    meta = {"status": "closed", "closed-by": who, "digest": digest}
    return [DeclarationDraft(request.day, "year", (str(year),), meta)]


def reopen(books: Books, request: Request, year: FinancialYear) -> list[DeclarationDraft]:
    """Draft that a closed year is open again: a directive of its own says when and by whom.

    Raises:
        RequestError: nothing says why.
        NotSavedError: it is not closed, or was closed later.
    """
    if not (request.note or "").strip():
        raise RequestError(
            f"A closed year is opened again for a reason, which stays in the books. Say why "
            f"{year.spoken} is: " + name_field("note", Blank.TEXT)
        )
    history = books.book.register.years.get(str(year))
    if history is None or history.latest.status != "closed":
        raise NotSavedError(f"{year.spoken} is not closed. Nothing was saved.")
    closed = history.versions[-1].day
    if request.day < closed:
        raise NotSavedError(
            f"{year.spoken} was closed on {closed}, so it is opened again on that day at the "
            f"earliest, not on {request.day}: "
            + name_field("date", value=closed)
            + ". Nothing was saved."
        )
    meta = metadata(books.book, request, status="open", reason=request.note)
    return [DeclarationDraft(request.day, "year", (str(year),), meta)]


def must_be_settled(books: Books, year: FinancialYear, request: Request) -> None:
    """Make sure that nothing of a year is open or wrong.

    Raises:
        NotSavedError: with every reason.
    """
    open_still = what_is_to_do(report(books.book, year, request.day))
    for finding in findings_of(books):
        of_year = finding.entry is None or finding.entry.date <= year.end
        if finding.severity is Severity.BLOCK or (finding.severity is Severity.PENDING and of_year):
            open_still.append(finding.message)
    if open_still:
        begins, ends = f"{year.spoken} can't be closed yet.", "It was not closed."
        raise NotSavedError(messages.join("\n\n", (begins, *open_still, ends)))


def funds_awaiting(books: Books) -> Iterator[str]:
    """Name the funds of which a spend is pending."""
    for finding in findings_of(books):
        if finding.severity is Severity.PENDING:
            yield from finding.funds


def remarks_on_held_back(books: Books, year: FinancialYear, request: Request) -> Iterator[str]:
    """Yield what is not given back yet, and what it waits for."""
    left = {
        each.fund
        for each in remainders(books.book, year, request.day)
        if each.treatment is Treatment.GIVE_BACK
    }
    for finding in findings_of(books):
        held = sorted(finding.funds & left)
        if finding.severity is Severity.PENDING and held:
            yield (
                f"Nothing of {', '.join(held)} goes back to its funder while this awaits a "
                "decision: " + finding.message
            )
