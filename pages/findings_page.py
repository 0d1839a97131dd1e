"""*Findings*: everything that is wrong in the books, rule by rule, each with its line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.rules import TABLE
from ringfence.pages import page
from ringfence.pages.links import Links
from ringfence.pages.loaded_books import load_once
from ringfence.reports.reliance import findings_line

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

#: What each severity is called, and what it means for the books.
HEADS = {
    Severity.BLOCK: ("To correct", "Until then no return can be certified."),
    Severity.PENDING: ("Awaiting a decision", "Recorded and counted, and not yet settled."),
    Severity.WARN: ("Warnings", "Worth a look; they do not stop anything."),
    Severity.OVERRIDDEN: ("Overridden by a decision", "Allowed by a decision on the entry."),
}


#: What the number in the sidebar counts: what somebody has to do something about.
_COUNTED = (Severity.BLOCK, Severity.PENDING)
_log = logging.getLogger(__name__)


class Found(NamedTuple):
    """One finding: its message without the rule's name at its end.

    ``url`` leads to the entry in our own statement, ``line`` to its line in Fava's editor.
    """

    message: str
    place: str | None
    url: str | None
    line: str | None = None
    entry: object = None


class OfRule(NamedTuple):
    """What one rule found, as much as fits; ``asks`` is what it asks for."""

    rule: str
    asks: str | None
    number: int
    found: tuple[Found, ...]


class Group(NamedTuple):
    """Everything of one severity."""

    severity: str
    head: str
    meaning: str
    number: int
    rules: tuple[OfRule, ...]


class Content(NamedTuple):
    """What the page shows."""

    said: str
    groups: tuple[Group, ...]


class Findings(page.Page):
    """The page."""

    plain_title = "Findings"

    @property
    def report_title(self) -> str:  # type: ignore[override] # with how many there are
        """Its name in the sidebar, with the number of faults and of what awaits a decision."""
        try:
            counted = load_once(self.ledger).counted
        except Exception:  # noqa: BLE001 - raised on, no page of Fava would open
            _log.exception("The findings could not be counted.")
            return "Findings"
        number = sum(counted.get(each.value, 0) for each in _COUNTED)
        return f"Findings ({number})" if number else "Findings"

    def content(self, books: Loaded, wanted: Asked) -> Content:
        """Return every finding; the filters do not matter, as in `ringfence check`."""
        links = Links(books, wanted)
        groups = []
        for severity, (head, meaning) in HEADS.items():
            by_rule: dict[str, list[Finding]] = {}
            for finding in books.findings:
                if finding.severity is severity:
                    by_rule.setdefault(finding.rule, []).append(finding)
            if by_rule:
                rules = tuple(_of_rule(books, links, *each) for each in by_rule.items())
                number = sum(each.number for each in rules)
                groups.append(Group(severity.value, head, meaning, number, rules))
        return Content(findings_line(books.counted), tuple(groups))


def _of_rule(books: Loaded, links: Links, rule: str, findings: list[Finding]) -> OfRule:
    shown = findings[: page.MOST_ROWS]
    asks = TABLE[rule].asks if rule in TABLE else None
    found = tuple(_find(books, links, each) for each in shown)
    return OfRule(rule, asks, len(findings), found)


def _find(books: Loaded, links: Links, finding: Finding) -> Found:
    message = finding.message.removesuffix(f"[{finding.rule}]").rstrip()
    name = str(finding.source.get("filename") or "<books>")
    if name.startswith("<"):
        return Found(message, None, None)
    line = finding.source.get("lineno")
    place = f"{books.relative(name)}:{line}" if line else books.relative(name)
    in_editor = links.line(finding.source)
    if finding.entry is None:
        return Found(message, place, in_editor)
    return Found(message, place, links.entry(finding.entry.meta), in_editor, finding.entry)
