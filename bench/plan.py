"""What a year's Delivery Plan declares: its actions, its returns, and what was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.entries import iso, money, quoted
from bench.funds import ALLOWED, main_fund
from bench.shape import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.desk import Desk


def declare_plan(desk: Desk, allocations: dict[str, int]) -> None:
    """Declare the plan, its actions, what they were to reach, and the dates of the returns."""
    year = desk.year
    label = quoted(year.label)
    adopted = desk.declare_resolution(year.adopted, "CSP", f"Delivery Plan {year.label}")
    desk.declare(year.adopted, "plan", label, adopted=iso(year.adopted), decision=adopted)
    middle, end = year.day(9, 30), year.last
    for action, title in zip(desk.actions, ACTIONS, strict=False):
        planned = allocations[action]
        profile = f"{iso(middle)} {money(planned * 2 // 5)}, {iso(end)} {money(planned)}"
        fields = {"title": quoted(title), "purposes": ALLOWED, "profile": quoted(profile)}
        desk.declare(year.first, "action", label, quoted(action), **fields)
        declare_delivery(desk, label, action)
    for period, ends, due in (
        ("H1", middle, year.day(10, 31)),
        ("H2", end, year.after(4, 30)),
    ):
        ids = quoted(main_fund(year)), quoted(f"{year.label}-{period}")
        desk.declare(year.first, "return", *ids, due=iso(due), as_at=iso(ends))


def declare_delivery(desk: Desk, label: str, action: str) -> None:
    """Declare what an action reached in each quarter, and say a word about it twice."""
    year = desk.year
    bounds: Sequence[int] = (year.first, year.day(7, 1), year.day(10, 1), year.day(1, 1))
    ends = (*(bound - 1 for bound in bounds[1:]), year.last)
    ids = label, quoted(action), '"people engaged"'
    for begins, ended in zip(bounds, ends, strict=True):
        reached = str(desk.rng.randrange(10, 400))
        dates = {"from_": iso(begins), "to": iso(ended), "source": '"session registers"'}
        desk.declare(ended, "measure", *ids, reached, **dates)
    for day in (year.day(9, 20), year.day(3, 20)):
        account = f"Equity:Plan:{year.label}:{action}"
        text = quoted(f"{action}: sessions ran as planned.")
        desk.declarations.append(f"{iso(day)} note {account} {text} #delivery\n\n")
