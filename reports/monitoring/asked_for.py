"""What a fund's terms ask for beside the table: underspend, match, categories, assets, changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Pot
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, plain
from ringfence.reports.forecasting.as_json import unspent_json
from ringfence.reports.forecasting.sums import year_unspent
from ringfence.reports.forecasting.treatment import LastDay, Whose, treatment_of
from ringfence.reports.forecasting.unspent import YearUnspent
from ringfence.reports.monitoring.scope import Scope
from ringfence.reports.obligations import Match, matches

UNCATEGORISED = "not said"
Rows = list[tuple["Transaction", Decimal]]


class Other(NamedTuple):
    """What another funder's money spent on an action of the return."""

    year: str
    action: str
    funder: str
    fund: str
    title: str
    spent: Decimal


class AskedFor(NamedTuple):
    """All of it; ``underspend`` is what the lines are forecast to come to under allocation.

    ``whose`` is whose money that is, ``last_days`` what is left of funds whose last day has
    come, and ``unspent`` what is unspent at the year's end in all, None in a return submitted
    before that was told. ``others`` is what other funders paid for the same actions, to date.
    ``categories`` is the period's spend by category: all that the terms name, else those that
    entries do; ``uncategorised`` is where an entry stands, its amount, and the category that it
    is wrongly in. ``assets`` are what was bought as capital, None where the terms bar it or say
    nothing and nothing was; ``sought`` the proposals not yet decided.
    """

    underspend: Decimal
    treatment: str | None
    whose: tuple[Whose, ...]
    last_days: tuple[LastDay, ...]
    unspent: YearUnspent | None
    match: Match | None
    others: tuple[Other, ...]
    categories: tuple[tuple[str, Decimal], ...]
    uncategorised: tuple[tuple[str, Decimal, str], ...]
    assets: tuple[tuple[str, str, Decimal], ...] | None
    sought: tuple[tuple[str, Decimal | None], ...]


def work_out_asked_for(scope: Scope) -> AskedFor:
    """Work it out."""
    rows = list(_spends(scope))
    unspent = year_unspent(scope, scope.forecasts.values())
    found = matches(scope.book, scope.as_at)
    categories = _categories(scope, rows)
    assets = tuple(
        (entry.date.isoformat(), _words(entry), amount)
        for entry, amount in rows
        if entry.meta.get("capital")
    )
    return AskedFor(
        underspend=unspent.amount,
        treatment=treatment_of(unspent.whose),
        whose=unspent.whose,
        last_days=unspent.last_days,
        unspent=unspent,
        match=next((each for each in found if each.fund == scope.dates.fund), None),
        others=tuple(sorted(_others(scope))),
        categories=tuple(sorted(categories.items())),
        uncategorised=tuple(_spend_without_category(scope, rows)) if categories else (),
        assets=assets if assets or scope.terms.capital else None,
        sought=tuple(_sought(scope)),
    )


def _categories(scope: Scope, rows: Rows) -> dict[str, Decimal]:
    """Add the period's spend up by category; empty where nobody asks and nothing says."""
    found = dict.fromkeys(scope.terms.categories, ZERO)
    for entry, amount in rows:
        name = _category(entry)
        found[name] = found.get(name, ZERO) + amount
    return found if set(found) - {UNCATEGORISED} else {}


def _spend_without_category(scope: Scope, rows: Rows) -> Iterator[tuple[str, Decimal, str]]:
    asked = scope.terms.categories
    for entry, amount in rows:
        name = _category(entry)
        if name == UNCATEGORISED or (asked and name not in asked):
            place = f"{scope.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}"
            yield place, amount, name


def _category(entry: Transaction) -> str:
    return text(entry, "category").strip() or UNCATEGORISED


def _others(scope: Scope) -> Iterator[Other]:
    """Yield what funds that the return does not cover spent on its actions."""
    funds = scope.book.register.funds
    for place in scope.places:
        spent: dict[str, Decimal] = {}
        for track in scope.book.pots_of(Pot(place)):
            if track.fund not in scope.starts:
                spent[track.fund] = spent.get(track.fund, ZERO) + track.spent(scope.as_at)
        for fund, amount in spent.items():
            terms = funds[fund].at_or_first(scope.as_at)
            if amount:
                yield Other(*place, terms.funder, fund, terms.title, amount)


def asked_json(found: AskedFor) -> dict[str, Any]:
    """Return it as JSON."""
    match = found.match
    return {
        "underspend": {
            "forecast": plain(found.underspend),
            "treatment": found.treatment,
            **unspent_json(found.unspent, found.whose),
            "last_day": [
                {
                    "fund": each.fund,
                    "spend_by": each.spend_by.isoformat(),
                    "left": plain(each.left),
                }
                for each in found.last_days
            ],
        },
        "match": {
            "percent": f"{match.percent:f}",
            "required": plain(match.required),
            "found": plain(match.found),
            "short": plain(match.short),
        }
        if match
        else None,
        "other_funding": [
            {**other._asdict(), "spent": plain(other.spent)} for other in found.others
        ],
        "categories": [{"category": name, "amount": plain(n)} for name, n in found.categories],
        "assets": [
            {"date": day, "what": what, "amount": plain(n)} for day, what, n in found.assets or ()
        ],
        "changes_sought": [
            {"title": title, "amount": None if n is None else plain(n)} for title, n in found.sought
        ],
    }


def _spends(scope: Scope) -> Iterator[tuple[Transaction, Decimal]]:
    found = [(row.entry, row.amount) for _track, row in scope.spent]
    yield from sorted(found, key=lambda each: (each[0].date, scope.book.order[id(each[0])]))


def _words(entry: Transaction) -> str:
    if entry.meta.get("private"):
        return "withheld"
    return ", ".join(filter(None, (entry.payee, entry.narration)))


def _sought(scope: Scope) -> Iterator[tuple[str, Decimal | None]]:
    """Yield the proposals open then, of the return's year or of none."""
    for _name, history in sorted(scope.book.register.proposals.items()):
        declared = history.at(scope.as_at)
        if declared is None or declared.outcome or declared.private:
            continue
        years = {
            (pot or "")[:7] for pot in (declared.source, declared.to) if pot and pot[:1].isdigit()
        }
        if not years or str(scope.dates.year) in years:
            yield declared.title, declared.amount
