"""Which findings a draft brings: those of the books with it, less those without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from ringfence.ledger.findings import Finding, Severity, where
from ringfence.ledger.loading import Books
from ringfence.ledger.money import ZERO

#: Gives the findings of the rules; Beancount's own errors need not be among them.
Judge = Callable[["Books"], list[Finding]]
_Identity = tuple[str, Severity, str, str]
_LINE = re.compile(r"(\.beancount):\d+")
_DAY = re.compile(r"\bon \d{4}-\d\d-\d\d\b", re.ASCII)
_POUNDS = re.compile(r"£([\d,]+\.\d\d)", re.ASCII)


def findings_of(books: Books, judge: Judge) -> list[Finding]:
    """Return every finding of books, Beancount's own errors among them."""
    findings = judge(books)
    given = {id(finding) for finding in findings}
    return [*(error for error in books.errors if id(error) not in given), *findings]


def new_among(after: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """Return the findings that were not there before, however lines have moved.

    What a message says first is the fault, with its figures; what follows is what could
    be done about it, which any entry may change. So a fault is the same if its rule,
    its severity, its file and its first sentence are. Where the sentence begins with what is
    wrong, by how much or on what day, that alone counts, and less than before is no new fault.
    """
    known: dict[_Identity, list[Decimal]] = {}
    for finding in before:
        identity, size = _fault(finding)
        known.setdefault(identity, []).append(size)
    found = list(after)
    faults = {id(finding): _fault(finding) for finding in found}
    new = set()
    for key, (identity, size) in sorted(faults.items(), key=lambda each: -each[1][1]):
        enough = [each for each in known.get(identity, []) if each >= size]
        if enough:
            known[identity].remove(min(enough))
        else:
            new.add(key)
    return [finding for finding in found if id(finding) in new]


def is_among(finding: Finding, others: Iterable[Finding]) -> bool:
    """Return whether a finding is among others, by more or by less."""
    return _fault(finding)[0] in {_fault(each)[0] for each in others}


def attribute(findings: Iterable[Finding], entries: Sequence[Any]) -> list[Finding]:
    """Name the draft as the cause of what shows at an entry that was there already."""
    drafted = {id(entry) for entry in entries}
    return [
        finding
        if finding.entry is None or id(finding.entry) in drafted or not entries
        else finding._replace(
            source=entries[-1].meta,
            entry=entries[-1],
            message=f"{_name_of(entries)} would cause this at {where(finding.source)}: "
            + finding.message,
        )
        for finding in findings
    ]


def _fault(finding: Finding) -> tuple[_Identity, Decimal]:
    """Return what is wrong, and by how much if the message begins with that."""
    words = _LINE.sub(r"\1", finding.message).split(". ", 1)[0]
    begins = words.split(": ", 1)[0]
    size = ZERO
    found = _POUNDS.search(begins)
    if found or _DAY.search(begins):
        size = Decimal(found[1].replace(",", "")) if found else ZERO
        words = _POUNDS.sub("£", begins)
    return (finding.rule, finding.severity, str(finding.source.get("filename")), words), size


def _name_of(entries: Sequence[Any]) -> str:
    """Call what is being recorded by the words of its last entry that has any."""
    for entry in reversed(entries):
        words = ", ".join(
            filter(None, (getattr(entry, "payee", ""), getattr(entry, "narration", "")))
        )
        if words:
            short = " ".join(words.split())
            return f"“{short[:59]}…”" if len(short) > 60 else f"“{short}”"  # noqa: PLR2004
    return "What is being recorded"
