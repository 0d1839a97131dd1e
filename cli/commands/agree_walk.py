"""Walking what a meeting was asked, one proposal after another, at a terminal."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import click

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.decide import (
    Agreement,
    day_of,
    draft_agreement,
    draft_postponement,
    draft_refusal,
    free_decision,
    remarks_on_unmoved,
)
from ringfence.bookkeeping.request import Request
from ringfence.cli.books import open_books
from ringfence.cli.errors import in_words
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.cli.prompt.typed import DAY
from ringfence.cli.show import output
from ringfence.cli.writing import run
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import Proposal
from ringfence.ledger.loading import Books
from ringfence.ledger.money import pounds
from ringfence.ledger.recording.drafting import Draft
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.typed.amounts import read_pounds
from ringfence.ledger.years import today, unless_today

_AGREED, _OTHERWISE, _DECLINED, _LATER, _LEFT = "agreed", "otherwise", "declined", "later", "left"
_ANSWERS = [
    Choice("Agreed, as asked", _AGREED),
    Choice("Agreed, but another amount", _OTHERWISE),
    Choice("Declined", _DECLINED),
    Choice("Put off to another meeting", _LATER),
    Choice("Not discussed: leave it open", _LEFT),
]


def walk(ctx: click.Context, request: Request, meeting: datetime.date | None) -> None:
    """Ask of each proposal what was decided, and save each as it is answered.

    Raises:
        click.UsageError: nobody can be asked.
    """
    book = open_books(ctx).book
    found = _proposals_asked(book, meeting or today())
    if not asking.on_terminal():
        named = f" There is {', '.join(found)}." if found else " None is open."
        raise click.UsageError(f"Say which proposal (ID).{named}", ctx)
    if not found:
        output.say("No proposal is open.")
        return
    for name in found:
        proposal = book.register.proposals[name].latest
        output.say(f"\n{output.spell(_describe(name, proposal))}")
        answer = asking.choose("What was decided?", _ANSWERS)
        if answer == _LEFT:
            continue
        try:
            with in_words():
                _record(
                    ctx, _with_meeting_day(book, request, name, meeting), name, proposal, answer
                )
        except click.ClickException as error:
            error.show()


def _proposals_asked(book: Book, day: datetime.date) -> list[str]:
    """Name what is open and was asked of a meeting up to a day, or of none in particular."""
    return [
        name
        for name, history in sorted(book.register.proposals.items())
        if not history.latest.outcome and (history.latest.meeting or day) <= day
    ]


def _describe(name: str, proposal: Proposal) -> str:

    amount = pounds(proposal.amount) if proposal.amount else "not yet costed"
    source = f", from {proposal.source}" if proposal.source else ""
    to = f", to {proposal.to}" if proposal.to else ""
    return f"{name}: {proposal.title} ({amount}{source}{to})"


def _with_meeting_day(
    book: Book, request: Request, name: str, meeting: datetime.date | None
) -> Request:

    was_said = unless_today(request.day)
    return replace(request, day=day_of(book, name, was_said, meeting))


def _record(
    ctx: click.Context, request: Request, name: str, proposal: Proposal, answer: str
) -> None:

    plan = _plan(ctx, request, name, proposal, answer)

    def remarks(recording: Recording) -> list[str]:
        return list(remarks_on_unmoved(recording)) if answer in (_AGREED, _OTHERWISE) else []

    run(ctx, plan, request, remarks=remarks, unclear=True)


def _plan(
    ctx: click.Context, request: Request, name: str, proposal: Proposal, answer: str
) -> Callable[[Books], list[Draft]]:
    """Ask for what is needed to record an answer."""
    if answer == _DECLINED:
        reason = asking.words("Why, in a few words (leave empty if none was given)?").strip()
        return lambda books: draft_refusal(books, name, request, reason or None)
    if answer == _LATER:
        meeting = DAY.convert(asking.words("To the meeting of which day?"), None, ctx)
        return lambda books: draft_postponement(books, name, request, meeting)
    amount = asking.read("How many pounds?", read_pounds) if answer == _OTHERWISE else None
    source = proposal.source or _which(ctx, proposal, "From which pot?")
    to = proposal.to or _which(ctx, proposal, "To which pot?")
    free = free_decision(open_books(ctx).book, request.day)
    decision = asking.words("What is the decision called?", default=free).strip()
    agreement = Agreement(decision, amount, source, to)
    return lambda books: draft_agreement(books, name, request, agreement)


def _which(ctx: click.Context, proposal: Proposal, question: str) -> str | None:
    """Ask for a pot that was not settled, if there is an amount to move at all."""
    if proposal.amount is None:
        return None
    offered = offers.pots(open_books(ctx).book)
    return asking.choose(question, [*offered, Choice("Not yet settled", "")]) or None
