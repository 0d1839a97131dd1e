"""What a fund's terms ask for beside the table: underspend, match, categories, assets, changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import plain
from ringfence.reports.obligations import Match
from ringfence.reports.obligations import matches
from ringfence.reports.render.table import Column
from ringfence.reports.render.table import Row
from ringfence.reports.render.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from beancount.core.data import Transaction

    from ringfence.reports.monitoring.report import ReturnLine
    from ringfence.reports.monitoring.scope import Scope

#: What becomes of money that is not spent, by what the terms ask.
TREATMENT = {
    "repay": "returned",
    "carry-forward": "consent sought to carry it forward",
    "keep": "kept and spent on the plan",
}
UNCATEGORISED = "not said"


class AskedFor(NamedTuple):
    """All of it; ``underspend`` is what the lines are forecast to come to under allocation.

    ``categories`` is the period's spend by category, empty where no entry names one;
    ``assets`` are what was bought as capital; ``sought`` the proposals not yet decided.
    """

    underspend: Decimal
    treatment: str | None
    match: Match | None
    categories: tuple[tuple[str, Decimal], ...]
    assets: tuple[tuple[str, str, Decimal], ...]
    sought: tuple[tuple[str, Decimal | None], ...]


def asked_for(scope: Scope, lines: Iterable[ReturnLine]) -> AskedFor:
    """Work it out."""
    rows = list(_spent(scope))
    categories: dict[str, Decimal] = {}
    for entry, amount in rows:
        name = text(entry, "category").strip() or UNCATEGORISED
        categories[name] = categories.get(name, ZERO) + amount
    under = -sum((min(line.forecast_variance, ZERO) for line in lines), ZERO)
    found = matches(scope.book, scope.as_at)
    return AskedFor(
        underspend=under,
        treatment=TREATMENT.get(scope.terms.unspent or "") if under else None,
        match=next((each for each in found if each.fund == scope.dates.fund), None),
        categories=tuple(sorted(categories.items())) if set(categories) - {UNCATEGORISED} else (),
        assets=tuple(
            (entry.date.isoformat(), _words(entry), amount)
            for entry, amount in rows
            if entry.meta.get("capital")
        ),
        sought=tuple(_sought(scope)),
    )


def asked_json(found: AskedFor) -> dict[str, Any]:
    """Give it as JSON."""
    match = found.match
    return {
        "underspend": {"forecast": plain(found.underspend), "treatment": found.treatment},
        "match": {
            "percent": f"{match.percent:f}",
            "required": plain(match.required),
            "found": plain(match.found),
            "short": plain(match.short),
        }
        if match
        else None,
        "categories": [{"category": name, "amount": plain(n)} for name, n in found.categories],
        "assets": [
            {"date": day, "what": what, "amount": plain(n)} for day, what, n in found.assets
        ],
        "changes_sought": [
            {"title": title, "amount": None if n is None else plain(n)} for title, n in found.sought
        ],
    }


def asked_tables(found: AskedFor) -> Iterator[Table]:
    """Lay it out; what there is nothing of is left out."""
    money = Column("£", "money")
    if found.underspend:
        rows: list[Row] = [Row(("Forecast under allocation", found.underspend, found.treatment))]
        yield Table("Underspend", (Column("What"), money, Column("Proposed")), tuple(rows))
    if found.match:
        match = found.match
        figures = (("Required", match.required), ("Found", match.found), ("Short", match.short))
        yield _table("Match funding", "Match", money, figures)
    if found.categories:
        summed = Column("£", "money", summed=True)
        yield _table("Cost categories", "Category", summed, found.categories)
    if found.assets:
        assets = [(f"{day} {what}", amount) for day, what, amount in found.assets]
        yield _table("Assets bought", "What", money, assets)
    if found.sought:
        yield _table("Changes sought", "Proposal", money, found.sought)


def _table(
    title: str, head: str, money: Column, rows: Sequence[tuple[str, Decimal | None]]
) -> Table:
    return Table(title, (Column(head), money), tuple(Row(row) for row in rows))


def _spent(scope: Scope) -> Iterator[tuple[Transaction, Decimal]]:
    found = [
        (row.entry, row.amount)
        for track in scope.pots
        if track.spent_track
        for row in track.spent_track.rows(scope.starts[track.fund], scope.as_at)
    ]
    yield from sorted(found, key=lambda each: (each[0].date, scope.book.order[id(each[0])]))


def _words(entry: Transaction) -> str:
    if entry.meta.get("private"):
        return "withheld"
    return ", ".join(filter(None, (entry.payee, entry.narration)))


def _sought(scope: Scope) -> Iterator[tuple[str, Decimal | None]]:
    """Walk the proposals open then, of the return's year or of none."""
    for _name, history in sorted(scope.book.register.proposals.items()):
        said = history.at(scope.as_at)
        if said is None or said.outcome or said.private:
            continue
        years = {(pot or "")[:7] for pot in (said.source, said.to) if pot and pot[:1].isdigit()}
        if not years or str(scope.dates.year) in years:
            yield said.title, said.amount
