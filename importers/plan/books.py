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
from ringfence.importers.plan.words import FUND, YEARS, plain_words
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


class OtherFund(NamedTuple):
    """A fund that has a column of its own: its id, its title, and whose money it is."""

    id: str
    title: str
    funder: str


class PlanBooks(NamedTuple):
    """A plan as the books will have it.

    ``carried`` are the funds of earlier years, oldest first, by the year they come from;
    ``others`` the funds of this year beside the partnership's first, by their columns.
    """

    rows: Rows
    year: FinancialYear
    funder: str
    fund: str
    carried: dict[str, str]
    others: dict[int, OtherFund]
    award: Decimal
    as_at: datetime.date

    def given_by_fund(self, line: Line) -> ByFund:
        """Return what a line has been given, by fund; carried money is spent before the year's."""
        found: ByFund = {}
        for column in self.rows.head.of("carried forward"):
            fund = self.carried[column.origin or _before(self.year)]
            found[fund] = found.get(fund, ZERO) + line.amounts[column.number]
        ordered = {fund: found[fund] for fund in self.carried.values() if fund in found}
        ordered[self.fund] = self.rows.amount(line, "allocated")
        for column in self.rows.head.of(FUND):
            other = self.others.get(column.number)
            fund = other.id if other else self.fund
            ordered[fund] = ordered.get(fund, ZERO) + line.amounts[column.number]
        return ordered

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
            others = (other.id for other in self.others.values())
            taken = {*found.values(), self.fund, *self.carried.values(), *others}
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
    others = _other_funds(rows, year, funder, {own, *carried.values()})
    columns = [*rows.head.of("allocated"), *rows.head.of(FUND)]
    mine = [column.number for column in columns if column.number not in others]
    allocated = sum((line.amounts[c] for line in rows.lines for c in mine), ZERO)
    if award is not None and award < allocated:
        raise WorkbookError(
            f"{pounds(allocated)} is allocated, {pounds(allocated - award)} more than was awarded "
            "(" + name_field("award") + f"): {pounds(award)}. Nothing was made."
        )
    return PlanBooks(rows, year, funder, own, carried, others, award or allocated, as_at)


def _other_funds(
    rows: Rows, year: FinancialYear, funder: str, taken: set[str]
) -> dict[int, OtherFund]:
    """Return the funds that have columns of their own, beside the partnership's first.

    Where nothing is called allocated, the first is the column that names the funder, else the
    first column.
    """
    columns = rows.head.of(FUND)
    if not rows.head.of("allocated") and columns:
        words = plain_words(funder).split()
        naming = [c for c in columns if set(words) <= set(plain_words(c.heading).split())]
        columns.remove((naming or columns)[0])
    found: dict[int, OtherFund] = {}
    for column in columns:
        whose = YEARS.sub(" ", column.heading)
        whose = " ".join(whose.split()).strip(" -–:,") or column.heading
        stem = f"{party_in_account(whose)}-{year}"
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name)
        found[column.number] = OtherFund(name, column.heading, whose)
    return found


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
        yield _award(plan, plan.funder, plan.fund, plan.award)
    for number, other in plan.others.items():
        terms = {"title": other.title, "funder": other.funder, "stage": "awarded"}
        yield DeclarationDraft(first, "fund", (other.id,), terms)
        given = sum((line.amounts[number] for line in plan.rows.lines), ZERO)
        if given:
            yield _award(plan, other.funder, other.id, given)
    for line in plan.rows.lines:
        yield from _line(plan, line)


def _award(plan: PlanBooks, funder: str, fund: str, amount: Decimal) -> TransactionDraft:
    party = party_in_account(funder)
    promised = f"{Kind.AWARDED.value}:{party}:{fund}"
    legs = move(promised, f"{Kind.INCOME.value}:{party}:{fund}", amount)
    return TransactionDraft(plan.year.start, legs, f"Award {plan.year.spoken}", funder)


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
