"""What must not go out in a return: how to reach a person, and groups so small that they show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ringfence.ledger.commands import Blank, command
from ringfence.ledger.findings import where
from ringfence.reports.monitoring.missing import Missing

if TYPE_CHECKING:
    from beancount.core.data import Note

    from ringfence.reports.monitoring.report import Delivery, EvidenceRow, ReturnLine
    from ringfence.reports.monitoring.scope import Place, Scope

#: A count of a group below this could name somebody.
SMALLEST = 5
#: The notes that go out in a return, by their tags.
KINDS = frozenset({"delivery", "explanation", "risk"})
_WHO = (
    r"(?:victims?|survivors?|people|persons?|child(?:ren)?|girls?|boys?|wom[ae]n|m[ae]n|clients?|"
    r"famil(?:y|ies)|households?|residents?|pupils?|students?|youths?|adults?|offenders?|"
    r"perpetrators?|individuals?|participants?|beneficiar(?:y|ies)|patients?|tenants?)"
)
_PEOPLE = re.compile(rf"\b{_WHO}\b", re.IGNORECASE)
_FEW = re.compile(
    rf"(?<![\w£.,-])(?<!year )(?:[1-4]|one|two|three|four) (?:[^\W\d_-]+ )?{_WHO}\b", re.IGNORECASE
)
_PERSONAL = {
    "an e-mail address": re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"),
    "a National Insurance number": re.compile(
        r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE
    ),
    "a telephone number": re.compile(
        r"(?<![\w.£])(?:\+44[ ()0-]{0,4}|\(?0)(?:[ ()-]{0,2}\d){9,10}(?![\w.]\d|\d)"
    ),
    "a full postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"),
}


def must_not_go_out(
    scope: Scope, lines: Iterable[ReturnLine], evidence: Iterable[EvidenceRow]
) -> Iterator[Missing]:
    """Yield where free text has what leads to a person."""
    for place, text, then in _texts(scope, lines, evidence):
        for what, words in personal(text):
            yield Missing(
                f"{place}: {what} must not go out.",
                f"“{words}” is {what}, which must not go out. " + then,
                "must",
            )


def personal(text: str) -> Iterator[tuple[str, str]]:
    """Yield what in a text leads to a person: what it is, and its words."""
    for what, pattern in _PERSONAL.items():
        for match in pattern.finditer(text):
            yield what, match[0].strip()


def mend_note(place: str) -> str:
    """Return how a note at a place (file:line) is put right."""
    return (
        "For other words type: "
        + command("correct", place, note=Blank.TEXT)
        + "; to remove it: "
        + command("correct", place, reverse_only=True)
    )


def small_groups(delivery: Iterable[Delivery]) -> Iterator[Missing]:
    """Yield which counts are of so few that they could be recognised: of a group, or of people."""
    for each in delivery:
        for count in each.measures:
            shown = (count.in_period, count.to_date)
            of_people = count.group or _PEOPLE.search(count.name)
            if of_people and any(n is not None and 0 < n < SMALLEST for n in shown):
                group = f" of “{count.group}”" if count.group else ""
                yield Missing(
                    f"{each.title}: “{count.name}”{group} is a count under {SMALLEST}, which could "
                    "identify somebody.",
                    "Count groups together, or mark it `private: TRUE`.",
                    "should",
                )


def few_told(scope: Scope) -> Iterator[Missing]:
    """Yield which notes tell of so few people that they could be recognised."""
    for place, note in _notes_that_go_out(scope):
        for match in _FEW.finditer(note.comment):
            yield Missing(
                f"{scope.title(place)}, {note.date}: “{match[0]}” is a count under {SMALLEST}, "
                "which could identify somebody.",
                mend_note(where(note.meta)),
                "should",
            )


def _texts(
    scope: Scope, lines: Iterable[ReturnLine], evidence: Iterable[EvidenceRow]
) -> Iterator[tuple[str, str, str]]:
    """Yield the free text of a return, with where it stands and how it is put right."""
    for line in lines:
        action = f"{line.year}/{line.action}"
        again = command("forecast", action, Blank.AMOUNT, reason=Blank.TEXT)
        yield line.title, line.forecast_reason or "", "Give another reason: " + again
    for place, note in _notes_that_go_out(scope):
        then = mend_note(where(note.meta))
        yield f"{scope.title(place)}, {note.date}", note.comment, then
    then = "Take it out of the text, or mark the entry `private: TRUE`."
    for row in evidence:
        texts = dict.fromkeys(text for text in (row.payee, row.description) if text)
        yield f"{row.file}:{row.line}", " / ".join(texts), then


def _notes_that_go_out(scope: Scope) -> Iterator[tuple[Place, Note]]:
    for place, notes in scope.notes.items():
        yield from ((place, note) for note in notes if KINDS & (note.tags or frozenset()))
