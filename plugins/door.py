"""The door through which every rule enters Beancount: one way to judge, one to configure.

A rule is a function from a Book to findings, each with the severity that the rule
itself gives it: ``block``, or ``warn`` where the rule only warns, or ``pending``
for what an invoice flagged ``!`` brought about. The door then applies, in order,
an ``override-<rule>`` on the entry (see `overriding`) and the severity that the books' plugin line
sets, and hands Beancount only what still blocks.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from beancount.core.data import Directives

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding, RuleFault, Severity
from ringfence.ledger.known_returns import source_of
from ringfence.ledger.loading import rules_deferred
from ringfence.ledger.rules import ALWAYS_BLOCK, OVERRIDABLE, RULES
from ringfence.plugins.overriding import is_overridden, overrides_of, why_not_overridden

Rule = Callable[[Book], Iterable[Finding]]
Setting = Literal["block", "warn", "off"]
SETTINGS: tuple[Setting, ...] = ("block", "warn", "off")
Plugin = Callable[..., tuple["Directives", list[RuleFault]]]


def plugin(name: str, rule: Rule) -> Plugin:
    """Make a Beancount plugin of one rule; its configuration is a severity."""

    def run(
        entries: Directives, options: Mapping[str, Any], config: str | None = None
    ) -> tuple[Directives, list[RuleFault]]:
        if rules_deferred.get():
            return entries, []
        settings, faults = read_settings(name, config)
        book = book_of(entries, options)
        return entries, faults + faults_of(judge(book, {name: rule}, settings))

    run.__doc__ = f"Refuse what the rule `{name}` refuses."
    run.__name__ = name.replace("-", "_")
    return run


def book_of(entries: Directives, options: Mapping[str, Any]) -> Book:
    """Make the Book of what Beancount loaded: of its files by now, as it parsed them itself."""
    files = options["include"]
    now = partial(map, lambda name: (name, Path(name).read_bytes()), files)
    return Book(entries, source=source_of(files, options["plugin"], now, is_parsed=False))


def judge(book: Book, rules: Mapping[str, Rule], settings: Mapping[str, Setting]) -> list[Finding]:
    """Run rules over one Book: every finding, gravest first, then by file and line."""
    findings = [
        _weigh(finding, book, settings.get(name, "block"))
        for name, rule in rules.items()
        if settings.get(name) != "off"
        for finding in rule(book)
    ]
    return sorted(findings, key=_order)


def faults_of(findings: Iterable[Finding]) -> list[RuleFault]:
    """Return what blocks, as errors that Beancount and Fava can show."""
    return [
        RuleFault(_place(finding.source), finding.message, finding.entry)
        for finding in findings
        if finding.severity is Severity.BLOCK
    ]


def read_settings(name: str, config: str | None) -> tuple[dict[str, Setting], list[RuleFault]]:
    """Read a plugin's configuration: ``"warn"`` for one rule, a dict of rules for all."""
    if config is None or not config.strip():
        return {}, []
    value: object = config.strip()
    if name == "all" or config.strip().startswith("{"):
        try:
            value = ast.literal_eval(config)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return {}, [_configuration_fault(name, config)]
    given = value if isinstance(value, dict) else {name: value}
    settings = {str(rule): setting for rule, setting in given.items() if setting in SETTINGS}
    if len(settings) != len(given) or not all(_may_set(rule, settings[rule]) for rule in settings):
        return {}, [_configuration_fault(name, config)]
    return settings, []


def settings_in(
    plugins: Sequence[tuple[str, str | None]],
) -> tuple[dict[str, Setting], list[Finding]]:
    """Gather the severities that a set of books gives, from its plugin lines, and their faults."""
    settings: dict[str, Setting] = {}
    findings: list[Finding] = []
    for module, config in plugins:
        package, _, name = module.rpartition(".")
        if package == "ringfence.plugins":
            read, faults = read_settings(name.replace("_", "-"), config)
            settings.update(read)
            findings += [
                Finding("declaration", Severity.BLOCK, fault.source, fault.message)
                for fault in faults
            ]
    return settings, findings


def _weigh(finding: Finding, book: Book, setting: Setting) -> Finding:
    if finding.severity is not Severity.BLOCK:
        return finding
    if is_overridden(finding, book):
        return finding._replace(severity=Severity.OVERRIDDEN, message=_let_stand(finding))
    told = why_not_overridden(finding, book)
    return told._replace(severity=Severity.WARN) if setting == "warn" else told


def _let_stand(finding: Finding) -> str:
    """Return which decision overrides a finding, so that it is seen wherever the finding is."""
    named = ", ".join(overrides_of(finding))
    tag = f"[{finding.rule}]"
    told = finding.message.removesuffix(tag).rstrip()
    end = "" if told.endswith((".", "?")) else "."
    return told + f"{end} Overridden by {named}. {tag}"


def _may_set(rule: str, setting: Setting) -> bool:
    return rule in RULES and (setting == "block" or rule in OVERRIDABLE)


def _order(finding: Finding) -> tuple[int, int, str, int]:
    place = _place(finding.source)
    rank = RULES.index(finding.rule) if finding.rule in RULES else -1
    return (finding.severity.rank, rank, place["filename"], place["lineno"])


def _place(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source that Fava can show: it needs both a file and a line, and no more."""
    return {
        "filename": str(source.get("filename", "<books>")),
        "lineno": int(source.get("lineno", 0)),
    }


def _configuration_fault(name: str, config: str) -> RuleFault:
    module = "ringfence.plugins." + name.replace("-", "_")
    example = "\"{'evidence': 'warn'}\"" if name == "all" else '"warn"'
    message = (
        f"The configuration {config!r} of the plugin {module} can't be used: give each rule "
        f"block, warn or off, such as {example}. The rules are {', '.join(RULES)}; "
        f"{', '.join(ALWAYS_BLOCK[:-1])} and {ALWAYS_BLOCK[-1]} always block. [declaration]"
    )
    return RuleFault({"filename": f"<{module}>", "lineno": 0}, message, None)
