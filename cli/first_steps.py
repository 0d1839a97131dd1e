"""What to type next in new books: every line works as it stands, up to a first spend."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.cli import output
from ringfence.ledger.accounts import party_in_account
from ringfence.ledger.money import PENNY
from ringfence.ledger.money import plain

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from ringfence.cli.new_books import Start

_ALLOCATED, _SPENT = Decimal(1000), Decimal(100)


def next_steps(folder: Path, start: Start, today: datetime.date) -> str:
    """Say what to type in books that have no plan yet, with names and amounts to change."""
    steps = [*output.go_to(folder), *_until_spent(start, today)]
    told = _laid_out(
        "Next; each line works as it stands, with names and amounts of your own better:",
        [*steps, "ringfence position", "ringfence review"],
    )
    return f"{_of_before(start)}\n\n{told}"


def _of_before(start: Start) -> str:
    """Say how the books take over a grant that runs already."""
    first = start.year.start
    if start.before:
        return (
            f"{start.fund} began before {first}. `ringfence bring-forward` records what was "
            "received, claimed, spent, owed and advanced of it by then."
        )
    if start.fund and start.award:
        return (
            f"{start.fund} is booked as awarded on {first}. If any of it was received or spent "
            "before, begin the books with --began-before instead."
        )
    return (
        f"Of a grant that began before {first}, type `ringfence bring-forward` in place of "
        "`award`: ringfence bring-forward --help"
    )


def next_with_plan(folder: Path) -> str:
    """Say what to type in books that began with a workbook."""
    steps = ("ringfence check", "ringfence position", "ringfence review")
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
    yield from _awarded(start, fund, award, first)
    yield f'ringfence action add {action} --title "Diversionary Activities" --date {first}'
    yield f"ringfence allocate {action} {plain(allocated)} --date {first}"
    yield f"ringfence plan adopt {year} --date {first}"
    day = min(max(today, first), year.end)
    yield (
        f"ringfence spend {action} {plain(min(allocated, _SPENT))} --payee Printer "
        f"--invoice PR-1 --note Leaflets --date {day}"
    )


def _awarded(start: Start, fund: str, award: Decimal, first: datetime.date) -> Iterator[str]:
    """Give what brings the first money in, unless it was booked when the books were made."""
    if start.before:
        received, spent = map(plain, _before(start))
        yield f"ringfence bring-forward {fund} --received {received} --spent {spent}"
        return
    if start.fund and start.award:
        return
    funder, begun = output.typed(start.funder), start.year.start
    if start.fund is None:
        title = output.typed(f"{start.funder} {start.year.spoken}")
        yield (
            f"ringfence fund add {fund} --title {title} --funder {funder} --stage awarded "
            f"--award {plain(award)} --spend-from {begun} --spend-by {start.year.end} "
            f"--date {begun}"
        )
    else:
        yield (
            f'ringfence decision add Award-letter --body {funder} --title "The award letter" '
            f"--date {begun}"
        )
        yield (
            f"ringfence fund amend {fund} --stage awarded --award {plain(award)} "
            f"--decision Award-letter --date {first}"
        )
    yield f"ringfence award {fund} {plain(award)} --date {first}"


def _before(start: Start) -> tuple[Decimal, Decimal]:
    """Give what may have been received and spent of an award before, to be put right."""
    if not start.before or start.award is None:
        return Decimal(0), Decimal(0)
    return (start.award / 2).quantize(PENNY), (start.award / 4).quantize(PENNY)


def _laid_out(head: str, steps: list[str]) -> str:
    return "\n".join((head, *(f"  {step}" for step in steps)))
