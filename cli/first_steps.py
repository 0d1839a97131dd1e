"""What to type next in new books: every line works as it stands, up to a first spend."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.cli import output
from ringfence.ledger.accounts import party_in_account
from ringfence.ledger.money import plain

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from ringfence.cli.new_books import Start

_ALLOCATED, _SPENT = Decimal(1000), Decimal(100)


def next_steps(folder: Path, start: Start, today: datetime.date) -> str:
    """Say what to type in books that have no plan yet, with names and amounts to change."""
    steps = [*output.go_to(folder), *_until_spent(start, today)]
    return _laid_out(
        "Next; each line works as it stands, with names and amounts of your own better:",
        [*steps, "ringfence position", "ringfence review"],
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
    allocated = min(award, _ALLOCATED)
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


def _laid_out(head: str, steps: list[str]) -> str:
    return "\n".join((head, *(f"  {step}" for step in steps)))
