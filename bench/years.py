"""One financial year of generated books, from the plan to what its end leaves to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.balances import apply
from bench.desk import Desk, Target
from bench.entries import component, move, quoted
from bench.funds import (
    award,
    borough_fund,
    claim_in_arrears,
    declare_aftermath,
    declare_extension,
    declare_funds,
    declare_reserve,
    defer,
    end_borough,
    end_main,
    end_ministry,
    main_fund,
    ministry_fund,
    receive,
)
from bench.plan import declare_plan
from bench.shape import ACTIONS, BOROUGH, MINISTRY, POLICE, PROVIDERS
from bench.spending import earmark_block, shared_block, spend

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from bench.entries import Entry
    from bench.shape import Shape, Year

LATE_ALLOCATION = 25_000
LARGEST_BLOCK = 34
PLANNED = 19  # awards, claims that are always made, claims in arrears, deferrals, late allocation
BLOCKS_TO_A_SHARED_ONE = 10
# The action at this place among each six has the council's money, and at that the ministry's.
BOROUGH_PLACE, MINISTRY_PLACE = 4, 5


class Source:
    """Which fund pays for which action of a year."""

    def __init__(self, year: Year, actions: int) -> None:
        """Divide the year's actions among its funds."""
        self.actions = [component(title) for title in ACTIONS[:actions]]
        self.of: dict[str, tuple[str, str]] = {}
        for index, action in enumerate(self.actions):
            place = index % 6
            if place == BOROUGH_PLACE:
                self.of[action] = borough_fund(year), BOROUGH
            elif place == MINISTRY_PLACE:
                self.of[action] = ministry_fund(year), MINISTRY
            else:
                self.of[action] = main_fund(year), POLICE
        self.police = [action for action in self.actions if self.of[action][1] == POLICE]


class Books:
    """The books while they grow, a year at a time.

    Attributes:
        balances: In pence, by fund and account, of all that was made so far.
        reserve: The id of the fund whose older money is the reserve.
    """

    def __init__(self, shape: Shape, rng: random.Random, numbers: Iterator[int]) -> None:
        """Begin books without an entry."""
        self.shape = shape
        self.rng = rng
        self.numbers = numbers
        self.balances: dict[str, dict[str, int]] = {}
        self.carried: list[Entry] = []
        self.reserve = ""

    def make(self, year: Year, index: int) -> Desk:
        """Make the year at `index`: its entries in order of day, and its declarations."""
        desk = Desk(year, self.rng, self.numbers)
        desk.entries += self.carried
        source = Source(year, self.shape.actions)
        desk.actions = source.actions
        if index:
            declare_aftermath(desk, self.reserve)
        else:
            self.reserve = f"PLF-{year.begins - 1}-{year.begins % 100:02d}"
            declare_reserve(desk, self.reserve, self.shape.transactions * 1_000)
        moves = len(source.police) // 4
        room = self.shape.quota(index) - PLANNED - len(source.actions) - moves
        fill_blocks(desk, source, self.reserve, room)
        claimed = claim_in_arrears(desk)
        fill_rest(desk, source, room + 6)
        allocations = allocate(desk, source)
        vire(desk, source, allocations, moves)
        fund_the_plan(desk, source, allocations)
        declare_plan(desk, allocations)
        declare_extension(desk)
        desk.declare_decisions()
        self._close(desk, claimed)
        if len(desk.entries) != self.shape.quota(index):
            message = f"{year.label} has {len(desk.entries)} transactions"
            raise AssertionError(message)
        desk.entries.sort(key=lambda entry: entry.day)
        return desk

    def _close(self, desk: Desk, claimed: int) -> None:
        """End the year: what is left is deferred, returned, carried forward or lapses."""
        before = len(desk.entries)
        apply(self.balances, desk.entries)
        end_main(desk, self.balances)
        end_borough(desk, self.balances)
        end_ministry(desk, self.balances, claimed)
        defer(desk, self.balances)
        apply(self.balances, desk.entries[before:])
        self.carried = desk.later


def fill_blocks(desk: Desk, source: Source, reserve: str, room: int) -> None:
    """Make earmarks with their payments, action by action, until little room is left."""
    first = [source.actions[place] for place in (0, BOROUGH_PLACE, MINISTRY_PLACE)]
    block = 0
    while block < len(first) or room - len(desk.entries) > LARGEST_BLOCK:
        actions = first if block < len(first) else source.actions
        action = actions[block % len(actions)]
        fund, funder = source.of[action]
        if block % BLOCKS_TO_A_SHARED_ONE == 3:
            action = source.police[block // BLOCKS_TO_A_SHARED_ONE % 2]
            shared_block(desk, action, main_fund(desk.year), reserve)
        else:
            left = max(1, len(first) - block)
            earmark_block(desk, action, (fund, funder), (room - len(desk.entries)) // left)
        block += 1


def fill_rest(desk: Desk, source: Source, room: int) -> None:
    """Fill the year up with invoices that are paid from actions without an earmark."""
    missing = room - len(desk.entries)
    if missing <= 0:
        message = f"{desk.year.label} has no room for {-missing} of its transactions"
        raise ValueError(message)
    span = desk.year.last - desk.year.adopted
    for _ in range(missing):
        action = desk.rng.choice(source.police)
        target = Target(desk.year.label, action, main_fund(desk.year))
        day = desk.year.adopted + int(desk.rng.random() * span)
        pence = desk.rng.randrange(1_000, 40_000)
        spend(desk, target, desk.rng.choice(PROVIDERS[POLICE]), day, pence)
        desk.wanted[action, target.fund] += pence


def allocate(desk: Desk, source: Source) -> dict[str, int]:
    """Allocate to each action what it will want and something over; return how much."""
    allocations: dict[str, int] = {}
    for action in source.actions:
        fund, _ = source.of[action]
        wanted = desk.wanted[action, fund]
        allocations[action] = wanted + wanted * 6 // 100 + 50_000
        desk.record(
            desk.year.first,
            ("", f"Delivery Plan {desk.year.label}"),
            move(
                f"Equity:Unallocated:{fund}",
                Target(desk.year.label, action, fund).pot,
                allocations[action],
            ),
        )
    return allocations


def vire(desk: Desk, source: Source, allocations: dict[str, int], count: int) -> None:
    """Move a little between pairs of actions, and allocate late what was kept back."""
    fund = main_fund(desk.year)
    chosen = desk.rng.sample(source.police, 2 * count)
    for giver, taker in zip(chosen[:count], chosen[count:], strict=True):
        pence = min(allocations[giver], allocations[taker]) // 50
        day = desk.year.day(6, 12) + int(desk.rng.random() * 270)
        accounts = [Target(desk.year.label, action, fund).pot for action in (giver, taker)]
        cited = quoted(desk.decision(day, pence))
        words = ("", f"{giver} to {taker}")
        desk.record(day, words, move(accounts[0], accounts[1], pence), decision=cited)
    day = desk.year.day(12, 12)
    pot = Target(desk.year.label, source.actions[0], fund).pot
    desk.record(
        day,
        ("", "Allocated in the year"),
        move(f"Equity:Unallocated:{fund}", pot, LATE_ALLOCATION),
        decision=quoted(desk.decision(day, LATE_ALLOCATION)),
    )


def fund_the_plan(desk: Desk, source: Source, allocations: dict[str, int]) -> None:
    """Award what the plan allocates, and claim and receive it."""
    year = desk.year
    awards = {main_fund(year): 100_000 + sum(allocations.values()) // 50}
    for action, (fund, _) in source.of.items():
        awards[fund] = awards.get(fund, 0) + allocations[action]
    declare_funds(desk, awards)
    award(desk, awards)
    main, borough = main_fund(year), borough_fund(year)
    half = awards[main] // 2
    receive(desk, POLICE, main, year.day(6, 30), half)
    receive(desk, POLICE, main, year.day(10, 31), awards[main] - half)
    receive(desk, BOROUGH, borough, year.day(5, 10), awards[borough])
