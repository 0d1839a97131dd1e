"""What to type next in new books: every line works as it stands, up to a first spend."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from ringfence.bookkeeping.new_books import Start
from ringfence.cli.show import output
from ringfence.ledger.accounts import party_in_account
from ringfence.ledger.commands import command
from ringfence.ledger.money import PENNY

_ALLOCATED, _SPENT = Decimal(1000), Decimal(100)


def next_steps(folder: Path, start: Start, today: datetime.date) -> str:
    """Return what to type in books that have no plan yet, with names and amounts to change."""
    steps = [*output.go_to(folder), *_until_spent(start, today)]
    told = _laid_out(
        "Next; each line works as it stands, with names and amounts of your own better:",
        [*steps, command("position"), command("review")],
    )
    return f"{_of_before(start)}\n\n{told}"


def _of_before(start: Start) -> str:
    """Return how the books take over a grant that runs already."""
    first = start.year.start
    if start.before:
        return (
            f"{start.fund} began before {first}. `{command('bring-forward')}` records what was "
            "received, claimed, spent, owed and advanced of it by then."
        )
    if start.fund and start.award:
        return (
            f"{start.fund} is booked as awarded on {first}. If any of it was received or spent "
            "before, begin the books with --began-before instead."
        )
    return (
        f"Of a grant that began before {first}, type `{command('bring-forward')}` in place of "
        f"`award`: {command('bring-forward', help=True)}"
    )


def next_with_plan(folder: Path) -> str:
    """Return what to type in books that began with a workbook."""
    steps = (command("check"), command("position"), command("review"))
    return _laid_out("Next:", [*output.go_to(folder), *steps])


def _until_spent(start: Start, today: datetime.date) -> Iterator[str]:
    # Terms are amended on a later day than they were declared on.
    is_amended = start.fund is not None and start.award is None
    year = start.year
    first = year.start.replace(day=2) if is_amended else year.start
    fund = start.fund or f"{party_in_account(start.funder)}-{year}"
    award = start.award or _ALLOCATED
    allocated = min(award - _before(start)[1], _ALLOCATED)
    action = f"{year}/Diversionary"
    yield from _award_steps(start, fund, award, first)
    yield command("action add", action, title="Diversionary Activities", date=first)
    yield command("allocate", action, allocated, date=first)
    yield command("plan adopt", year, date=first)
    yield command(
        "spend",
        action,
        min(allocated, _SPENT),
        payee="Printer",
        invoice="PR-1",
        note="Leaflets",
        date=min(max(today, first), year.end),
    )


def _award_steps(start: Start, fund: str, award: Decimal, first: datetime.date) -> Iterator[str]:
    """Yield what brings the first money in, unless it was booked when the books were made."""
    if start.before:
        received, spent = _before(start)
        yield command("bring-forward", fund, received=received, spent=spent)
        return
    if start.fund and start.award:
        return
    begun = start.year.start
    if start.fund is None:
        yield command(
            "fund add",
            fund,
            title=f"{start.funder} {start.year.spoken}",
            funder=start.funder,
            stage="awarded",
            award=award,
            spend_from=begun,
            spend_by=start.year.end,
            date=begun,
        )
    else:
        letter = "Award-letter"
        yield command(
            "decision add", letter, body=start.funder, title="The award letter", date=begun
        )
        yield command("fund amend", fund, stage="awarded", award=award, decision=letter, date=first)
    yield command("award", fund, award, date=first)


def _before(start: Start) -> tuple[Decimal, Decimal]:
    """Return what may have been received and spent of an award before, to be put right."""
    if not start.before or start.award is None:
        return Decimal(0), Decimal(0)
    return (start.award / 2).quantize(PENNY), (start.award / 4).quantize(PENNY)


def _laid_out(head: str, steps: list[str]) -> str:
    return "\n".join((head, *(f"  {step}" for step in steps)))
