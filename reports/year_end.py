"""A year's end as a paper: what is left, what its terms say, what finance defers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from ringfence.ledger.accounts import RESERVE, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.going_back import GoingBack, parts_going_back_on
from ringfence.ledger.money import pounds
from ringfence.ledger.remainders import (
    AWAITING,
    Deferral,
    Remainder,
    Treatment,
    deferrals,
    next_pot,
    remainders,
    unallocated_by_fund,
)
from ringfence.ledger.shortages import way_to_settle
from ringfence.ledger.years import FinancialYear
from ringfence.reports.columns import EARMARK
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.render.table import Block, Column, Paper, Row, Section, Sentence, Table


class YearEnd(NamedTuple):
    """What is left of a year on a day, and what is deferred at its 31 March.

    ``going_back`` says by fund what lapses, and what is repaid. ``ways_out`` say, by fund and pot,
    what would make a pot that is short good. A year that ``is_closed`` takes a movement only on a
    decision that overrides its being closed.
    """

    partnership: str
    year: FinancialYear
    day: datetime.date
    remainders: list[Remainder]
    deferrals: list[Deferral]
    going_back: dict[str, GoingBack]
    ways_out: dict[tuple[str, Pot], str]
    is_closed: bool


def year_end(book: Book, year: FinancialYear, day: datetime.date) -> YearEnd:
    """Report a year's end as the books stand, with the terms of a day after it."""
    partnership = book.register.partnership
    name = partnership.name if partnership else ""
    left = remainders(book, year, day)
    ways_out = {
        (each.fund, each.pot): way_to_settle(book, each.pot, each.fund, day, -each.amount)
        for each in left
        if each.treatment is Treatment.SHORT
    }
    history = book.register.years.get(str(year))
    then = history.at(day) if history else None
    is_closed = then is not None and then.status == "closed"
    going_back = {
        fund: parts_going_back_on(book, fund, amount, day)
        for fund, amount in unallocated_by_fund(left).items()
        if amount
    }
    return YearEnd(
        name, year, day, left, list(deferrals(book, year)), going_back, ways_out, is_closed
    )


def year_end_paper(report: YearEnd) -> Paper:
    """Lay a year's end out."""
    return Paper(
        title=f"Year end {report.year.spoken}",
        owner=report.partnership,
        facts=(("As at", report.day),),
        sections=(
            Section("What is left", tuple(_left_blocks(report))),
            Section("What finance defers", tuple(_deferral_blocks(report))),
        ),
        day=report.day,
    )


def _left_blocks(report: YearEnd) -> Iterator[Block]:
    if not report.remainders:
        yield Sentence(f"Nothing is left of {report.year.spoken}, unallocated or in reserve.")
        return
    yield Table(
        "What is left, and what its terms say",
        (
            Column("Fund"),
            Column("Pot"),
            EARMARK["left"].column(),
            Column("What happens to it"),
        ),
        tuple(
            Row((each.fund, each.pot.address, each.amount, _treatment_words(report, each)))
            for each in report.remainders
        ),
        total="In all",
    )
    for fund, split in report.going_back.items():
        parts = (
            (split.lapsing, "was never received and lapses"),
            (split.repaid, "is to be repaid"),
        )
        told = [f"{pounds(part)} {what}" for part, what in parts if part]
        if told:  # in books with faults what is left need not have come in
            yield Sentence(f"Of what goes back of {fund}, {list_words(told)}.")


def _deferral_blocks(report: YearEnd) -> Iterator[Block]:
    if not report.deferrals:
        yield Sentence("Nothing: no fund has money left that has to be repaid under its terms.")
        return
    yield Table(
        f"What finance defers at {report.year.end.day} March {report.year.end.year}",
        (
            Column("Fund"),
            Column("Not yet earned", "money", summed=True),
            Column("Of it neither claimed nor received", "money", summed=True),
            Column("Creditor", "money", summed=True),
            Column("In the books", "money", summed=True),
        ),
        tuple(
            Row((each.fund, each.amount, each.awarded, each.creditor, each.done))
            for each in report.deferrals
        ),
        total="In all",
    )
    yield Sentence(
        "A creditor below zero is a debtor: more was spent than has been claimed or received. What "
        "is claimed and not received is a debtor of its own."
    )


def _treatment_words(report: YearEnd, each: Remainder) -> str:
    """Return what happens to it, and what of it waits for what its fund is short of."""
    if each.treatment is Treatment.SHORT:
        return (
            "Is short, through spending that awaits a decision. "
            f"{report.ways_out[each.fund, each.pot]}"
        )
    if each.free == each.amount:
        return _of_terms(report, each)
    waits = _waits(report, each)
    if not each.free:
        return f"Stays {waits}"
    terms = _of_terms(report, each).removesuffix(".")
    return terms + f". Only {pounds(each.free)} of it: the rest stays {waits}"


def _waits(report: YearEnd, each: Remainder) -> str:
    """Return what keeps a part of it back: a shortage of its fund, or an advance."""
    short = [r.pot.address for r in report.remainders if r.fund == each.fund and r.amount < 0]
    if not short:
        whose = "its" if each.pot.earmark else "a"
        return f"until what {whose} provider was advanced is evidenced, or comes back."
    return f"as long as {', '.join(short)} is short."


def _of_terms(report: YearEnd, each: Remainder) -> str:  # noqa: PLR0911 - one a treatment
    terms, fund = each.terms, each.fund
    ended = f"its spend-by was {terms.spend_by}" if terms.spend_by else "it has no spend-by"
    if each.treatment is Treatment.MOVE_ON:
        until = f"to {terms.spend_by}" if terms.spend_by else "without end"
        return f"Moves on to {next_pot(each.pot, report.year)}: its dates run on {until}."
    if each.treatment is Treatment.UNDECLARED:
        place = next_pot(each.pot, report.year).place
        declare = command("action add", place, title=Blank.TEXT)
        return f"Would move on, but {place} is not declared: " + declare
    if each.treatment is Treatment.CONSENT:
        return f"May be carried forward with {terms.funder}'s consent, for {ended}: " + command(
            "fund amend", fund, spend_by=Blank.DAY, decision=Blank.ID
        )
    if each.treatment is Treatment.GIVE_BACK:
        return f"Goes back to {terms.funder}: {ended}."
    if each.treatment is Treatment.KEEP:
        if each.pot.is_planned:
            moving = command(
                "vire",
                each.pot,
                RESERVE,
                each.amount,
                fund=fund,
                decision=Blank.ID,
                override_window=Blank.ID if report.is_closed else None,
            )
            by = ", and finance lets it, for the year is closed" if report.is_closed else ""
            return f"Is kept, and stays unless the partnership moves it{by}: " + moving
        return "Is kept."
    if each.treatment is Treatment.STAY:
        until = f"until {terms.spend_by}" if terms.spend_by else "without end"
        return f"Stays: it may be spent {until}."
    amend = command("fund amend", fund, unspent="keep", decision=Blank.ID)
    return f"Its terms do not say, and {ended}: " + amend + " (or repay, carry-forward)"


def what_is_to_do(report: YearEnd) -> list[str]:
    """Return what has still to be decided or done before the year is closed, a sentence each."""
    return [
        f"{pounds(each.amount)} of {each.fund} in {each.pot}: " + _treatment_words(report, each)
        for each in report.remainders
        if each.treatment in AWAITING
    ]
