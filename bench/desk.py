"""The desk at which a year's entries and declarations pile up before they are written."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bench.entries import Entry, Posting, component, custom, iso, money, quoted
from bench.shape import CATEGORIES, PURPOSES

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from bench.shape import Year

RECORDERS = ("cs-officer", "cs-support")
APPROVER = "cs-manager"
PARTNERSHIP = "CSP"
FINANCE = "finance"
ENTRIES_TO_A_DECISION = 5


class Target(NamedTuple):
    """Where money of one fund can be: an action, or an earmark within it."""

    year: str
    action: str
    fund: str
    earmark: str = ""

    @property
    def pot(self) -> str:
        """The account of the plan layer."""
        return ":".join(("Equity:Plan", *self._path()))

    @property
    def spent(self) -> str:
        """The account of the money layer."""
        return ":".join(("Expenses:Plan", *self._path()))

    def _path(self) -> tuple[str, ...]:
        middle = (self.action, self.earmark) if self.earmark else (self.action,)
        return (self.year, *middle, self.fund)


class Desk:
    """A year of the books while it is being made.

    Attributes:
        entries: The year's transactions, in any order.
        later: Transactions of this year's making that are dated in the next.
        declarations: Text of declarations dated in this year.
        actions: The year's actions, in the plan's order.
        wanted: What each action must be allocated, in pence, by action and fund.
        settled: Payments of the year that a late credit can refer to.
    """

    def __init__(self, year: Year, rng: random.Random, numbers: Iterator[int]) -> None:
        """Begin a year with nothing but the dice and the next free number."""
        self.year = year
        self.rng = rng
        self.numbers = numbers
        self.entries: list[Entry] = []
        self.later: list[Entry] = []
        self.declarations: list[str] = []
        self.actions: list[str] = []
        self.wanted: dict[tuple[str, str], int] = defaultdict(int)
        self.settled: list[tuple[Entry, Target]] = []
        self._decisions: dict[str, list[int]] = {}

    def record(
        self,
        day: int,
        words: tuple[str, str],
        postings: Sequence[Posting],
        *links: str,
        **fields: str,
    ) -> Entry:
        """Add a transaction, with who recorded it and when, as the commands would write it.

        Args:
            day: The ordinal of its date; one past 31 March goes to the next year.
            words: Payee (may be empty) and narration.
            postings: Its legs.
            links: Its links.
            fields: Its metadata, as for `custom`.
        """
        rng = self.rng
        meta = [(name.replace("_", "-"), value) for name, value in fields.items()]
        clock = int(rng.random() * 28_800) + 32_400
        time = f"{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}"
        meta.append(("recorded-by", f'"{RECORDERS[rng.random() < 0.2]}"'))
        meta.append(("recorded-at", f'"{iso(day)}T{time}Z"'))
        entry = Entry(day, *words, tuple(postings), tuple(meta), links)
        (self.entries if day <= self.year.last else self.later).append(entry)
        return entry

    def declare(self, day: int, kind: str, *values: str, **fields: str) -> None:
        """Add a declaration."""
        self.declarations.append(custom(day, kind, *values, **fields))

    def invoice(self, provider: str) -> str:
        """Return an invoice reference that nobody else has."""
        return f'"{component(provider)[:4].upper()}-{next(self.numbers):06d}"'

    def about(self) -> dict[str, str]:
        """Return a payment's purpose, category and approval: some payments have them."""
        chance = self.rng.random()
        fields = {}
        if chance < 0.2:
            fields["purpose"] = f'"{PURPOSES[int(chance * 1000) % 3]}"'
        elif chance < 0.4:
            fields["category"] = f'"{CATEGORIES[int(chance * 1000) % 5]}"'
        fields["approved_by"] = f'"{APPROVER}"'
        return fields

    def decision(self, day: int, pence: int) -> str:
        """Return the id of a decision of the partnership that covers moving `pence` on `day`.

        A meeting's decision covers a few moves; its amount is their sum.
        """
        meetings = (self.year.adopted, self.year.day(6, 12), self.year.day(9, 11))
        held = max(meeting for meeting in (*meetings, self.year.day(12, 10)) if meeting <= day)
        item = 2  # item 1 of the first meeting is the adoption of the plan
        while True:
            name = f"{PARTNERSHIP}-{iso(held)}-{item:02d}"
            moved = self._decisions.setdefault(name, [])
            if len(moved) < ENTRIES_TO_A_DECISION:
                moved.append(pence)
                return name
            item += 1

    def declare_decisions(self) -> None:
        """Declare every decision that entries of the year cite, with its amount."""
        for name, moved in self._decisions.items():
            self.declarations.append(
                f'{name[len(PARTNERSHIP) + 1 : -3]} custom "decision" "{name}"\n'
                f'  body: "{PARTNERSHIP}"\n'
                f'  title: "Moves within the plan"\n'
                f"  amount: {money(sum(moved))} GBP\n"
                f'  minute: "{name[-2:]}"\n\n'
            )

    def declare_resolution(self, day: int, body: str, title: str, number: int = 1) -> str:
        """Declare a decision without an amount, and return its id in quotes."""
        name = quoted(f"{component(body).upper()}-{iso(day)}-{number:02d}")
        self.declare(day, "decision", name, body=quoted(body), title=quoted(title))
        return name
