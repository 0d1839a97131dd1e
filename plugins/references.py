"""What declarations refer to: part of the rule `declaration`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ringfence.ledger.accounts import parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations import models
from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.reading import subject
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.years import FinancialYear, Period, PeriodError
from ringfence.plugins.wording import (
    list_words,
    meant,
    new_action,
    new_earmark,
    new_fund,
    or_new,
    without_day,
)

RULE = "declaration"
FINAL = "final"
PARTNERSHIP = "CSP"
FINANCE = "finance"
#: How long before its year a plan may be adopted without a question.
_YEARS_AHEAD = 4
Reasons = Iterator[str]


def references(book: Book) -> Iterator[Finding]:
    """Find every directive that refers to nothing, or to what comes later."""
    register = book.register
    for history in register.all():
        names: set[str] = set()  # an amendment repeats what it does not change
        for version in history.versions:
            model = type(version.value)
            specific = _BY_KIND.get(model)
            if specific is _of_earmark and _is_plainly_placed(register, history.key, version):
                continue
            reasons = specific(register, history.key, version) if specific else ()
            fresh = [reason for reason in reasons if without_day(reason) not in names]
            names.update(map(without_day, fresh))
            cited = (
                r
                for each in version.value.decision
                for r in reasons_against_decision(register, each)
            )
            for reason in (*cited, *fresh):
                message = f"{subject(model.kind, history.key)}: " + reason + f" [{RULE}]"
                yield Finding(RULE, Severity.BLOCK, version.entry.meta, message, version.entry)


def reasons_against_decision(register: Register, decision: str) -> Reasons:
    """Yield a message that a decision does not exist."""
    if not register.is_known("decision", decision):
        near = meant(decision, register.decisions)
        told = command("decision add", decision, body=Blank.BODY, title=Blank.TEXT, date=Blank.DAY)
        yield f"there is no decision {decision}.{near} To record it: " + told


def _unknown_fund(register: Register, fund: str, day: datetime.date) -> Reasons:
    if not register.is_known("fund", fund):
        new = or_new(meant(fund, register.funds), new_fund(fund, day))
        yield f"there is no fund {fund}." + new


def _unknown_place(register: Register, path: tuple[str, ...], day: datetime.date) -> Reasons:
    if not register.is_known("action", *path[:2]):
        known = [key[1] for key in register.actions if key[0] == path[0]]
        address = "/".join(path[:2])
        new = or_new(meant(path[1], known), new_action(address, day))
        yield f"there is no action {address}." + new
        return
    action = register.actions.get(path[:2])
    if action and day < action.first_day:
        yield (
            f"the action {'/'.join(path[:2])} is declared only from {action.first_day} on. "
            "Date this no earlier."
        )
    if len(path) > 2 and not register.is_known("earmark", *path):  # noqa: PLR2004
        known = [key[2] for key in register.earmarks if key[:2] == path[:2]]
        address = "/".join(path)
        new = or_new(meant(path[2], known), new_earmark(address, day))
        yield f"there is no earmark {address}." + new


def _of_fund(register: Register, key: tuple[str, ...], version: Version[models.Fund]) -> Reasons:
    fund = version.value
    if fund.funder.casefold() in {PARTNERSHIP.casefold(), FINANCE}:
        yield (
            f"funder {fund.funder} is a body of these books, which can't award itself money. "
            "Name who pays the grant, as its award letter does."
        )
    if fund.reported_in is not None and "reported-in" in version.changed:
        yield from _unknown_fund(register, fund.reported_in, version.day)
        if _reports_itself(register, key[0], version.day):
            yield (
                f"reported in {fund.reported_in} it would be reported in itself. Leave "
                "`reported-in:` out of the fund whose return it is."
            )
    if fund.spend_from and fund.spend_by and fund.spend_by < fund.spend_from:
        yield (
            f"spend-by {fund.spend_by} is before spend-from {fund.spend_from}. Correct one of them."
        )
    for clause in fund.clauses:
        if clause.field not in _FUND_FIELDS:
            near = meant(clause.field, _FUND_FIELDS)
            yield f"clauses: {clause.field} is not a field of a fund.{near}"


def _reports_itself(register: Register, fund: str, day: datetime.date) -> bool:
    seen = {fund}
    while True:
        history = register.funds.get(fund)
        terms = history.at(day) if history else None
        if terms is None or terms.reported_in is None:
            return False
        fund = terms.reported_in
        if fund in seen:
            return True
        seen.add(fund)


def _of_plan(_register: Register, key: tuple[str, ...], version: Version[models.Plan]) -> Reasons:
    year, adopted = FinancialYear.parse(key[0]), version.value.adopted
    if adopted > year.end:
        yield (
            f"adopted {adopted} is after the year's last day, {year.end}: until then nothing in "
            "it would need a decision. Correct the day here."
        )


def early_adoptions(book: Book) -> Iterator[Finding]:
    """Warn of plans adopted so long before their year that the day is likely mistyped."""
    for history in book.register.plans.values():
        year = FinancialYear.parse(history.key[0])
        for version in history.versions:
            adopted = version.value.adopted
            ahead = year.start_year - FinancialYear.of_day(adopted).start_year
            if "adopted" in version.changed and ahead > _YEARS_AHEAD:
                message = (
                    f"{subject('plan', history.key)}: adopted {adopted} is more than "
                    f"{_YEARS_AHEAD} years before it begins, on {year.start}. If that is a slip, "
                    f"correct the day here. [{RULE}]"
                )
                yield Finding(RULE, Severity.WARN, version.entry.meta, message, version.entry)


def _of_action(register: Register, _key: tuple[str, ...], version: Version[Any]) -> Reasons:
    for share in version.value.shares:
        yield from _unknown_fund(register, share.fund, version.day)


def _of_earmark(register: Register, key: tuple[str, ...], version: Version[Any]) -> Reasons:
    yield from _unknown_place(register, key[:2], version.day)
    if key[2] in register.funds:
        yield f"an earmark can't be called {key[2]}: that is a fund. Give it another id."
    yield from _of_action(register, key, version)


def _is_plainly_placed(register: Register, key: tuple[str, ...], version: Version[Any]) -> bool:
    """Return quickly whether an earmark refers to an action declared by then and nothing else."""
    action = register.actions.get(key[:2])
    if action is None or version.day < action.first_day or key[2] in register.funds:
        return False
    return not version.value.shares and not version.value.decision


def _of_decision(
    register: Register, _key: tuple[str, ...], version: Version[models.Decision]
) -> Reasons:
    decision = version.value
    bodies = {PARTNERSHIP, FINANCE} | {
        each.value.funder for history in register.funds.values() for each in history.versions
    }
    if decision.body not in bodies and not register.is_broken("fund"):
        yield (
            f"body {decision.body} is neither {list_words(sorted(bodies), 'nor')}."
            f"{meant(decision.body, bodies)}"
        )
    if decision.ratified_by:
        yield from reasons_against_decision(register, decision.ratified_by)


def _of_proposal(
    register: Register, _key: tuple[str, ...], version: Version[models.Proposal]
) -> Reasons:
    for address in (version.value.source, version.value.to):
        pot = parse_pot(address) if address else None
        if pot and pot.is_planned:
            yield from _unknown_place(register, pot.path, version.day)


def _of_measure(
    register: Register, key: tuple[str, ...], version: Version[models.Measure]
) -> Reasons:
    yield from _unknown_place(register, key[:2], datetime.date.max)
    if version.value.to < version.value.start:
        yield f"it runs to {version.value.to}, before it begins on {version.value.start}."


def _of_forecast(register: Register, key: tuple[str, ...], version: Version[Any]) -> Reasons:
    yield from _unknown_place(register, key[:2], datetime.date.max)
    if version.value.fund:
        yield from _unknown_fund(register, version.value.fund, datetime.date.max)


def _of_return(register: Register, key: tuple[str, ...], version: Version[Any]) -> Reasons:
    yield from _unknown_fund(register, key[0], version.day)
    if key[1] == FINAL:
        return
    try:
        Period.parse(key[1])
    except PeriodError as error:
        yield str(error)


_FUND_FIELDS = {(field.alias or name) for name, field in models.Fund.model_fields.items()} - {"id"}

_BY_KIND: dict[type[Declaration], Callable[..., Iterable[str]]] = {
    models.Fund: _of_fund,
    models.Plan: _of_plan,
    models.Action: _of_action,
    models.Earmark: _of_earmark,
    models.Decision: _of_decision,
    models.Proposal: _of_proposal,
    models.Measure: _of_measure,
    models.Target: _of_measure,
    models.Forecast: _of_forecast,
    models.Return: _of_return,
}
