"""All rules over one Book: the plugin that a set of books names.

    plugin "ringfence.plugins.all"
    plugin "ringfence.plugins.all" "{'evidence': 'warn', 'duplicate': 'off'}"

Every rule reports every fault. Its configuration sets a severity by rule: `block`
(as it is), `warn` or `off`, which `check` says once; `declaration`, `self-balancing`,
`submitted` and `reconciled` always block.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beancount.core.data import Directives

from ringfence.ledger import rules
from ringfence.ledger.book import Book
from ringfence.ledger.collector import collector_paused
from ringfence.ledger.findings import Finding, RuleFault
from ringfence.ledger.loading import rules_deferred
from ringfence.plugins import (
    authority,
    declaration,
    door,
    duplicate,
    evidence,
    overdrawn,
    purpose,
    reconciled,
    self_balancing,
    separation,
    stage,
    submitted,
    window,
)
from ringfence.plugins.loading_options import loading_options, switched_off

__plugins__ = ("run",)

_CHECKS: dict[str, door.Rule] = {
    "declaration": declaration.check,
    "self-balancing": self_balancing.check,
    "overdrawn": overdrawn.check,
    "authority": authority.check,
    "stage": stage.check,
    "window": window.check,
    "purpose": purpose.check,
    "separation": separation.check,
    "duplicate": duplicate.check,
    "evidence": evidence.check,
    "submitted": submitted.check,
    "reconciled": reconciled.check,
}
#: What each rule checks, in the order of the table of rules.
RULES = {name: _CHECKS[name] for name in rules.RULES}


def run(
    entries: Directives, options: Mapping[str, Any], config: str | None = None
) -> tuple[Directives, list[RuleFault]]:
    """Refuse what any rule refuses."""
    if rules_deferred.get():
        return entries, []
    settings, faults = door.read_settings("all", config)
    with collector_paused():
        findings = [
            *loading_options(options),
            *door.judge(door.book_of(entries, options), RULES, settings),
        ]
    return entries, faults + door.faults_of(findings)


def judge(book: Book, options: Mapping[str, Any]) -> list[Finding]:
    """Return every finding of the rules, with the severities that the books set."""
    with collector_paused():
        settings, misconfigured = door.settings_in(options["plugin"])
        misconfigured += [*loading_options(options), *switched_off(settings, options)]
        return misconfigured + door.judge(book, RULES, settings)
