"""The forecast of an action as plain data: its figure, what that rests on, fund by fund."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import ZERO, pounds

Place = tuple[str, str]


class Rule(enum.Enum):
    """Which rule gave a figure; the value is the return's ``forecast_basis``.

    In returns submitted before these rules it may be ``spent and committed`` too.
    """

    OFFICER = "officer"
    STRAIGHT_LINE = "straight line"
    PROFILE = "profile"
    DECIDED = "decided"
    TO_PLAN = "to plan"
    ACTUAL = "actual"


class Kind(enum.Enum):
    """Why money that is not spent is expected to be, where no figure says so for the action."""

    DATED = "earmarked with days"
    UNDATED = "earmarked without days"
    BILLS = "bills awaited"
    TO_PLAN = "to plan"


class Expected(NamedTuple):
    """What one pot of one fund is expected to spend yet, by rules 3 and 4, and in what words.

    ``amount`` is above nothing. ``late`` says that its day to be paid by is past.
    """

    pot: Pot
    fund: str
    kind: Kind
    amount: Decimal
    words: str
    late: bool = False


class OfficerFigure(NamedTuple):
    """The officer's own figure: when she gave it, why, of one fund or of all (None).

    ``outturn`` is None where she asked for a straight line.
    """

    day: datetime.date
    outturn: Decimal | None
    reason: str
    rag: str | None
    fund: str | None


class Timing(NamedTuple):
    """An action behind its profile, read by days between its points: an alert, no underspend.

    ``needed`` is what must be spent in each month left to come to the forecast, ``fastest``
    the most that was spent in a month so far.
    """

    by_now: Decimal
    spent: Decimal
    needed: Decimal
    fastest: Decimal

    @property
    def behind(self) -> Decimal:
        """By how much."""
        return self.by_now - self.spent


class Doubt(NamedTuple):
    """What makes an officer's figure doubtful, or what a forecast lacks: said with it."""

    kind: str
    what: str
    do: str


class FundForecast(NamedTuple):
    """What an action will have spent of one fund by ``last_day``.

    That is 31 March of the action's year or the fund's own last day, whichever is earlier.
    ``outturn`` is spent and still expected. ``to_plan`` is the part of it that no earmark has
    and no officer has looked at, ``undated`` that in earmarks without days, ``bills`` that of
    delivery that is over: all three nil where a figure of an officer or a profile decides.
    ``committed`` is on order or agreed; it is no part of the outturn once the day has come.
    """

    fund: str
    last_day: datetime.date
    rule: Rule
    allocated: Decimal
    spent: Decimal
    outturn: Decimal
    to_plan: Decimal = ZERO
    undated: Decimal = ZERO
    bills: Decimal = ZERO
    committed: Decimal = ZERO

    @property
    def expected(self) -> Decimal:
        """What is still to be spent."""
        return self.outturn - self.spent

    @property
    def decided(self) -> Decimal:
        """The outturn without what is to plan."""
        return self.outturn - self.to_plan

    @property
    def variance(self) -> Decimal:
        """Outturn less allocation; over is positive."""
        return self.outturn - self.allocated


class ActionForecast(NamedTuple):
    """What an action will have spent by its year's end, over the funds in ``by_fund``.

    ``words`` say what the figure rests on: ``earmarked, due 30 September``, ``to plan``,
    ``officer, 12 October``. ``held`` is ``allocation`` where a profile, or a straight line, was
    above that, ``spent`` where a figure was under what is spent, and so is that.
    """

    year: str
    action: str
    rule: Rule
    words: str
    by_fund: Mapping[str, FundForecast]
    said: OfficerFigure | None = None
    held: str | None = None
    expected: tuple[Expected, ...] = ()
    timing: Timing | None = None
    doubts: tuple[Doubt, ...] = ()

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(part, name) for part in self.by_fund.values()), ZERO)

    @property
    def allocated(self) -> Decimal:
        """What it was allocated of these funds."""
        return self._sum("allocated")

    @property
    def spent(self) -> Decimal:
        """What it has spent of these funds."""
        return self._sum("spent")

    @property
    def outturn(self) -> Decimal:
        """The forecast."""
        return self._sum("outturn")

    @property
    def to_plan(self) -> Decimal:
        """The part of the forecast that no earmark has and no officer has looked at."""
        return self._sum("to_plan")

    @property
    def decided(self) -> Decimal:
        """The forecast without what is to plan."""
        return self.outturn - self.to_plan

    @property
    def undated(self) -> Decimal:
        """The part of the forecast that is in earmarks without days."""
        return self._sum("undated")

    @property
    def bills(self) -> Decimal:
        """The part of the forecast of which delivery is over and bills are awaited."""
        return self._sum("bills")

    @property
    def committed(self) -> Decimal:
        """What is on order or agreed, and not spent."""
        return self._sum("committed")

    @property
    def variance(self) -> Decimal:
        """Outturn less allocation; over is positive."""
        return self.outturn - self.allocated

    @property
    def under(self) -> Decimal:
        """What of its allocation is not forecast to be spent, fund by fund, overspends apart."""
        return sum((max(-part.variance, ZERO) for part in self.by_fund.values()), ZERO)

    @property
    def over(self) -> Decimal:
        """What is forecast above its allocation, fund by fund."""
        return sum((max(part.variance, ZERO) for part in self.by_fund.values()), ZERO)

    @property
    def is_by_officer(self) -> bool:
        """Whether the officer gave the figure, or asked for a straight line."""
        return self.rule in (Rule.OFFICER, Rule.STRAIGHT_LINE)

    def only(self, funds: Iterable[str]) -> ActionForecast:
        """Return its part of some funds, and what that alone rests on."""
        kept = set(funds)
        part = self._replace(
            by_fund={fund: part for fund, part in self.by_fund.items() if fund in kept},
            expected=tuple(each for each in self.expected if each.fund in kept),
        )
        if part.expected == self.expected or self.rule not in (Rule.DECIDED, Rule.TO_PLAN):
            return part
        kinds = {each.kind for each in part.expected}
        return part._replace(
            rule=Rule.TO_PLAN if kinds == {Kind.TO_PLAN} else Rule.DECIDED,
            words=expected_words(part.expected, left=part.allocated - part.spent),
        )


#: How many grounds are told one by one; more than that are told by their kinds.
MOST = 3


def expected_words(expected: Iterable[Expected], *, left: Decimal) -> str:
    """Return what a forecast by rules 3 and 4 rests on, each ground with its part if several.

    ``left`` is what it has left in all: told apart where nothing of it is expected.
    """
    grounds: dict[str, Decimal] = {}
    kinds: dict[str, Decimal] = {}
    for each in expected:
        grounds[each.words] = grounds.get(each.words, ZERO) + each.amount
        kind = each.words.partition(",")[0]
        kinds[kind] = kinds.get(kind, ZERO) + each.amount
    if len(grounds) > MOST:
        grounds = kinds
    if len(grounds) == 1:
        return next(iter(grounds))
    parts = [f"{pounds(amount)} {words}" for words, amount in grounds.items()]
    return "; ".join(parts) or ("spent, nothing more expected" if left else "spent in full")
