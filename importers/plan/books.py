"""From the rows of a plan to what the books say of it, fund by fund."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.importers.plan.errors import WorkbookError
from ringfence.importers.plan.rows import Line, Rows
from ringfence.ledger.accounts import RESERVE, UNALLOCATED, Kind, Pot, party_in_account
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import BROUGHT_FORWARD
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.recording.drafting import (
    DeclarationDraft,
    Draft,
    Meta,
    TransactionDraft,
    move,
)
from ringfence.ledger.years import FinancialYear

_LONGEST_ID = 32
_EARMARKED = "Earmarked"

#: An amount for each fund, the one that is spent first coming first.
ByFund = dict[str, Decimal]


class PlanBooks(NamedTuple):
    """A plan as the books will have it.

    ``carried`` are the funds of earlier years, oldest first, by the year they come from.
    """

    rows: Rows
    year: FinancialYear
    funder: str
    fund: str
    carried: dict[str, str]
    award: Decimal
    as_at: datetime.date

    def given_by_fund(self, line: Line) -> ByFund:
        """Return what a line has been given, by fund; carried money is spent before the year's."""
        found: ByFund = {}
        for column in self.rows.head.of("carried forward"):
            fund = self.carried[column.origin or _before(self.year)]
            found[fund] = found.get(fund, ZERO) + line.amounts[column.number]
        ordered = {fund: found[fund] for fund in self.carried.values() if fund in found}
        return {**ordered, self.fund: self.rows.amount(line, "allocated")}

    def pot(self, line: Line) -> Pot:
        """Return the pot that a line is."""
        if line.kind == "action":
            return Pot((str(self.year), self.ids[line.row]))
        return RESERVE if line.kind == "reserve" else UNALLOCATED

    @property
    def ids(self) -> dict[int, str]:
        """Return each action's id, by its row: its name without spaces and signs."""
        found: dict[int, str] = {}
        for line in self.rows.of("action"):
            stem = _id_of(line.name)
            name, number = stem, 2
            taken = {*found.values(), self.fund, *self.carried.values()}
            while name in taken:
                name, number = f"{stem}{number}", number + 1
            found[line.row] = name
        return found


def plan_books(  # noqa: PLR0913 - each was told apart from the others
    rows: Rows,
    year: FinancialYear,
    *,
    funder: str,
    fund: str | None,
    award: Decimal | None,
    as_at: datetime.date,
) -> PlanBooks:
    """Work out the funds and the award of a plan.

    Raises:
        WorkbookError: more is allocated than was awarded.
    """
    own = fund or f"{party_in_account(funder)}-{year}"
    origins = sorted({c.origin or _before(year) for c in rows.head.of("carried forward")})
    for origin in origins:
        if origin >= str(year):
            raise WorkbookError(
                f"Money carried forward from {origin} can't be in the plan of {year}. Nothing was "
                "made."
            )
    carried = {
        origin: own.replace(str(year), origin) if str(year) in own else f"{own}-{origin}"
        for origin in origins
    }
    allocated = sum((rows.amount(line, "allocated") for line in rows.lines), ZERO)
    if award is not None and award < allocated:
        raise WorkbookError(
            f"{pounds(allocated)} is allocated, {pounds(allocated - award)} more than was awarded "
            "(" + name_field("award") + f"): {pounds(award)}. Nothing was made."
        )
    return PlanBooks(rows, year, funder, own, carried, award or allocated, as_at)


def drafts(plan: PlanBooks) -> Iterator[Draft]:
    """Draft all that the workbook says beyond the year's own fund, which is declared already."""
    first = plan.year.start
    for origin, fund in plan.carried.items():
        spoken = FinancialYear.parse(origin).spoken
        terms = {
            "title": f"{plan.funder} {spoken}, carried forward",
            "funder": plan.funder,
            "stage": "awarded",
            "reported-in": plan.fund,
        }
        yield DeclarationDraft(first, "fund", (fund,), terms)
        held = sum((plan.given_by_fund(line).get(fund, ZERO) for line in plan.rows.lines), ZERO)
        if held:
            legs = move(f"{Kind.COUNCIL.value}:{fund}", f"{Kind.OPENING.value}:{fund}", held)
            meta: Meta = {BROUGHT_FORWARD: True}
            yield TransactionDraft(first, legs, f"Held from {spoken}", plan.funder, meta=meta)
    if plan.award:
        party = party_in_account(plan.funder)
        promised = f"{Kind.AWARDED.value}:{party}:{plan.fund}"
        income = f"{Kind.INCOME.value}:{party}:{plan.fund}"
        legs = move(promised, income, plan.award)
        yield TransactionDraft(first, legs, f"Award {plan.year.spoken}", plan.funder)
    for line in plan.rows.lines:
        yield from _line(plan, line)


def _line(plan: PlanBooks, line: Line) -> Iterator[Draft]:
    """Draft an action, or the reserve: what it was given, what was spent and set aside of it."""
    first, pot = plan.year.start, plan.pot(line)
    if line.kind == "action":
        yield DeclarationDraft(first, "action", pot.path, {"title": line.name})
    if pot == UNALLOCATED:
        return
    given = plan.given_by_fund(line)
    for fund, amount in given.items():
        if amount:
            legs = move(UNALLOCATED.plan_account(fund), pot.plan_account(fund), amount)
            yield TransactionDraft(first, legs, f"Delivery Plan {plan.year.spoken}: {line.name}")
    if line.kind != "action":
        return
    spent, rest = _take(given, plan.rows.amount(line, "spent"))
    for fund, amount in spent.items():
        legs = move(pot.spent_account(fund), f"{Kind.COUNCIL.value}:{fund}", amount)
        yield TransactionDraft(plan.as_at, legs, f"{line.name}: spent to date, by the workbook")
    earmarked, _rest = _take(rest, plan.rows.amount(line, "earmarked"))
    if earmarked:
        aside = Pot((*pot.path, _EARMARKED))
        title = f"{line.name}: earmarked, by the workbook"
        yield DeclarationDraft(plan.as_at, "earmark", aside.path, {"title": title})
        for fund, amount in earmarked.items():
            legs = move(pot.plan_account(fund), aside.plan_account(fund), amount)
            yield TransactionDraft(plan.as_at, legs, title)


def _take(held: ByFund, amount: Decimal) -> tuple[ByFund, ByFund]:
    """Take an amount of what funds hold, in their order; give what is taken and what is left."""
    taken, left = {}, {}
    for fund, there in held.items():
        part = min(there, amount)
        amount -= part
        left[fund] = there - part
        if part:
            taken[fund] = part
    return taken, left


def _before(year: FinancialYear) -> str:
    return str(FinancialYear(year.start_year - 1))


def _id_of(name: str) -> str:
    """Make an id of a name: ``Diversionary Activities`` is ``DiversionaryActivities``."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", letters.replace("'", ""))
    made = ""
    for word in words:
        if made and len(made) + len(word) > _LONGEST_ID:
            break
        made += word[:1].upper() + word[1:]
    return made[:_LONGEST_ID] or "Action"
