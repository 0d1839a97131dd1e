"""Questions that can't be what they say: part of the rule `declaration`."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.about_returns import Question
from ringfence.ledger.declarations.history import History, Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.declarations.reading import subject
from ringfence.ledger.findings import Finding, Severity, where
from ringfence.ledger.questions import KIND, entries_of, return_of

RULE = "declaration"
#: What is asked, and never otherwise later.
_ASKED = ("about", "figure", "asked-by", "text")


def misasked_questions(book: Book) -> Iterator[Finding]:
    """Find questions about nothing, or answered before they were asked, or twice."""
    register = book.register
    for name, history in register.questions.items():
        for number, version in enumerate(history.versions):
            for reason in _against(book, history, number):
                yield _finding(subject(KIND, (name,)), reason, version)
    for key, steps in register.returns.items():
        for step in steps.versions:
            for reason in _against_step(book, key, step):
                yield _finding(subject("return", key), reason, step)


def _against(book: Book, history: History[Question], number: int) -> Iterator[str]:
    """Yield what is wrong with a directive of a question, the first or a later one."""
    version = history.versions[number]
    asked, first = version.value, history.versions[0]
    if number:
        yield from _against_change(history, number)
    elif return_of(book.register, asked.about):
        pass
    elif asked.figure:
        yield (
            f"figure {asked.figure} is of a return, and about {asked.about} names none. Write "
            "about: as FUND/PERIOD, or take figure: out."
        )
    elif not entries_of(book, asked.about):
        yield (
            f"it is about {asked.about}, and there is no return, link or invoice of that name. "
            "Write about: as FUND/PERIOD, as the link of an entry behind ^, or as its invoice."
        )
    if {"answered", "answer", "answered-by"} & version.changed:
        if asked.answered is None or asked.answer is None:
            have, lack = ("answer", "answered") if asked.answer else ("answered", "answer")
            yield f"it has {have}: and no {lack}:. Write both, or neither."
        elif asked.answered < first.day:
            yield (
                f"answered {asked.answered} is before it was asked, on {first.day}. Correct one "
                "of the days."
            )


def _against_change(history: History[Question], number: int) -> Iterator[str]:
    """Yield what a later directive says that it may not: it answers, once."""
    version, before = history.versions[number], history.versions[number - 1]
    first = history.versions[0]
    changed = [
        each
        for each in _ASKED
        if each in version.changed and _field(version, each) != _field(first, each)
    ]
    if changed:
        yield (
            f"this would change what was asked at {where(first.entry.meta)}: "
            f"{', '.join(changed)}. Take it out; what else is asked is a question of its own."
        )
    elif before.value.answer is not None:
        yield (
            f"it was answered on {before.value.answered} already, at {where(before.entry.meta)}. "
            "Take this out; what else is asked is a question of its own."
        )


def _against_step(book: Book, key: tuple[str, ...], step: Version[Return]) -> Iterator[str]:
    """Yield what is wrong with the question that a step of a return names."""
    name = step.value.question
    if not name or book.register.is_broken(KIND, name):
        return
    history = book.register.questions.get(name)
    if history is None:
        yield f"there is no question {name}. Put its directive back from a copy, or correct the id."
    elif return_of(book.register, history.first.about) != key:
        yield (
            f"the question {name} is about {history.first.about}, and not about this return. "
            "Correct the id."
        )
    elif step.value.status == "answered" and history.latest.answer is None:
        yield (
            f"it is answered, and the question {name} has no answer. Record that: "
            + command("question answer", name, Blank.TEXT)
        )


def _field(version: Version[Question], name: str) -> object:
    value: object = getattr(version.value, name.replace("-", "_"))
    return value


def _finding(whose: str, reason: str, version: Version[Question] | Version[Return]) -> Finding:
    message = f"{whose}: " + reason + f" [{RULE}]"
    return Finding(RULE, Severity.BLOCK, version.entry.meta, message, version.entry)
