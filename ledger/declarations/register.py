"""The register: every declaration of the books, read and amended by date.

Faults are collected, each once, and never raised. What could not be read is
remembered by its id, so that nothing that refers to it is called undeclared on
top.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from beancount.core.data import Custom

from ringfence.ledger.accounts import Pot
from ringfence.ledger.declarations import about_returns, council, models
from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.history import History, Key, Version
from ringfence.ledger.declarations.reading import (
    OWN_FIELDS,
    UnreadableError,
    build,
    key_and_fields,
    subject,
)
from ringfence.ledger.findings import Finding, Severity, where
from ringfence.ledger.seals import chain_of

RULE = "declaration"


class Register:
    """Everything declared, each thing by its id, and the faults met on the way.

    ``passed_over`` are the directives of no kind of ours. What is dated after ``asked_on`` has
    not happened yet, where that makes a difference.
    """

    def __init__(self) -> None:
        self.asked_on = datetime.date.max
        self.faults: list[Finding] = []
        self.passed_over: list[Custom] = []
        self.partnerships: dict[Key, History[models.Partnership]] = {}
        self.persons: dict[str, History[models.Person]] = {}
        self.funds: dict[str, History[models.Fund]] = {}
        self.plans: dict[str, History[models.Plan]] = {}
        self.actions: dict[Key, History[models.Action]] = {}
        self.earmarks: dict[Key, History[models.Earmark]] = {}
        self.decisions: dict[str, History[models.Decision]] = {}
        self.proposals: dict[str, History[models.Proposal]] = {}
        self.measures: dict[Key, History[models.Measure]] = {}
        self.targets: dict[Key, History[models.Target]] = {}
        self.forecasts: dict[Key, History[models.Forecast]] = {}
        self.returns: dict[Key, History[models.Return]] = {}
        self.questions: dict[str, History[about_returns.Question]] = {}
        self.papers: dict[str, History[about_returns.Paper]] = {}
        self.years: dict[str, History[models.Year]] = {}
        self.council_listings: dict[str, History[council.CouncilListing]] = {}
        self.council_items: dict[str, History[council.CouncilItem]] = {}
        self.reconciliations: dict[str, History[council.Reconciliation]] = {}
        self._tables: dict[str, dict[Any, History[Any]]] = {
            "partnership": self.partnerships,
            "person": self.persons,
            "fund": self.funds,
            "plan": self.plans,
            "action": self.actions,
            "earmark": self.earmarks,
            "decision": self.decisions,
            "proposal": self.proposals,
            "measure": self.measures,
            "target": self.targets,
            "forecast": self.forecasts,
            "return": self.returns,
            "question": self.questions,
            "paper": self.papers,
            "year": self.years,
            "council-listing": self.council_listings,
            "council-item": self.council_items,
            "reconciliation": self.reconciliations,
        }
        #: The steps of returns that a `joined` step says do not count: none of the histories.
        self.set_aside: dict[Key, tuple[Version[models.Return], ...]] = {}
        self._raw: dict[tuple[str, Key], dict[str, Any]] = {}
        self._broken: set[tuple[str, Key]] = set()

    @property
    def partnership(self) -> models.Partnership | None:
        """The partnership that the books are of, as last declared."""
        history = self.partnerships.get(())
        return history.latest if history else None

    def fund_at(self, fund: str, day: datetime.date) -> models.Fund | None:
        """Return a fund's terms as they stood on a day."""
        history = self.funds.get(fund)
        return history.at(day) if history else None

    def title_of(self, pot: Pot) -> str:
        """Return a pot's title, as the plan has it; its address if it has none."""
        earmark = self.earmarks.get(pot.path) if pot.earmark else None
        action = self.actions.get(pot.place.path) if pot.is_planned else None
        history = earmark or action
        return history.latest.title if history else pot.address

    def all(self) -> Iterator[History[Declaration]]:
        """Every history, kind by kind."""
        for table in self._tables.values():
            yield from table.values()

    def of_kind(self, kind: str) -> dict[Any, History[Any]]:
        """Every history of a kind by its id: a text, or several where ids are of several."""
        return self._tables[kind]

    def is_known(self, kind: str, *key: str) -> bool:
        """Return whether a thing is declared, well or badly."""
        return _short(key) in self._tables[kind] or (kind, key) in self._broken

    def is_broken(self, kind: str, *key: str) -> bool:
        """Return whether a directive of a thing, or of any thing of a kind, could not be read."""
        if key:
            return (kind, key) in self._broken
        return any(each == kind for each, _key in self._broken)

    def add(self, entry: Custom) -> None:
        """Take one directive in, in the order of the books, or note its faults."""
        model = models.MODELS.get(str(entry.type))
        if model is None:
            self.passed_over.append(entry)
            return
        try:
            self._read(entry, model)
        except UnreadableError as error:
            self._fault(entry, error)

    def settle(self) -> None:
        """Leave out what does not count of returns with branches, once all is read."""
        for key, history in list(self.returns.items()):
            if not any(each.value.joined for each in history.versions):
                continue
            aside = chain_of(history.versions).aside
            gone = {id(each.entry) for each in aside}
            if gone:
                self.set_aside[key] = aside
                del self.returns[key], self._raw["return", key]
                for each in history.versions:
                    if id(each.entry) not in gone:
                        self._read(each.entry, models.Return)

    def _read(self, entry: Custom, model: type[Declaration]) -> None:
        key, raw = key_and_fields(entry, model)
        kind, short, named = model.kind, _short(key), frozenset(raw)
        table = self._tables[kind]
        history: History[Any] | None = table.get(short)
        if history is not None:
            _may_amend(history, model, key, entry)
            before = self._raw[kind, key]
            raw = {name: value for name, value in before.items() if name not in OWN_FIELDS} | raw
        whole = history is not None or (kind, key) not in self._broken
        version = Version(entry.date, build(model, key, raw, whole=whole), named, entry)
        table[short] = History(key, [*history.versions, version] if history else [version])
        self._raw[kind, key] = raw

    def _fault(self, entry: Custom, error: UnreadableError) -> None:
        for reason in error.reasons:
            end = "" if reason.endswith(("?", ".")) else "."
            message = f"{error.subject}: {reason}{end} [{RULE}]"
            self.faults.append(Finding(RULE, Severity.BLOCK, entry.meta, message, entry))
        if error.key is not None:
            self._broken.add((str(entry.type), error.key))


def _short(key: Key) -> Key | str:
    return key[0] if len(key) == 1 else key


def _may_amend(history: History[Any], model: type[Declaration], key: Key, entry: Custom) -> None:
    """Refuse a second directive of an id that is no lawful amendment."""
    if not model.needs_decision:
        return
    last = history.versions[-1]
    again = f"it is declared already at {where(last.entry.meta)}"
    if entry.date <= last.day:
        reason = (
            f"{again} on the same day, {last.day}. To amend it, give the directive a later date "
            "and the decision for it; to correct it, edit the first"
        )
    elif not entry.meta.get("decision"):
        reason = (
            f'{again}. To amend it from {entry.date} on, name who decided so: add `decision: "…"`'
        )
    else:
        return
    raise UnreadableError(subject(model.kind, key), [reason], None)
