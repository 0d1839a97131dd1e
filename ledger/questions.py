"""Questions: one thing, wherever it was asked and wherever it is answered.

A question is about a return, a figure of a return, or an entry. It is asked by its first
directive and answered by a later one. Rules, reports, pages and files read it from here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.about_returns import Question
from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.frozen import FINAL
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.recorded import recorded_late
from ringfence.ledger.words import fold
from ringfence.ledger.years import Period, PeriodError

KIND = "question"
LINK = "^"


class Asked(NamedTuple):
    """A question, and its answer if there is one.

    ``asked_recorded`` and ``answered_recorded`` are the days on which those were recorded, where
    that was more than seven days later. ``is_sealed`` is whether its directives have seals.
    """

    id: str
    about: str
    figure: str | None
    asked: datetime.date
    asked_by: str
    text: str
    answered: datetime.date | None = None
    answered_by: str | None = None
    answer: str | None = None
    is_private: bool = False
    asked_recorded: datetime.date | None = None
    answered_recorded: datetime.date | None = None
    is_sealed: bool = False

    def is_open(self, as_at: datetime.date | None = None) -> bool:
        """Return whether it was asked and not answered: by the end of a day, or by now."""
        if as_at is None:
            return self.answered is None
        return self.asked <= as_at and (self.answered is None or self.answered > as_at)


def return_of(register: Register, about: str) -> tuple[str, str] | None:
    """Return the fund and the period that a question is about; None if it is about an entry."""
    fund, slash, period = about.partition("/")
    if not slash or fund not in register.funds:
        return None
    if period != FINAL:
        try:
            Period.parse(period)
        except PeriodError:
            return None
    return fund, period


def entries_of(book: Book, about: str) -> list[Transaction]:
    """Return the entries that a question is about, in the books' order; none if of a return."""
    if return_of(book.register, about):
        return []
    if about.startswith(LINK):
        return list(book.linked.get(about.removeprefix(LINK), ()))
    wanted = fold(about)
    pairs = zip(book.references, book.invoiced, strict=True)
    found = [entry for reference, entry in pairs if reference == wanted]
    return found or [
        entry for entry in book.transactions if fold(text(entry, CREDIT_NOTE)) == wanted
    ]


def questions(book: Book) -> list[Asked]:
    """Return every question of the books, oldest first."""
    found = [_asked(history) for history in book.register.questions.values()]
    return sorted(found, key=lambda each: (each.asked, each.id))


def question(book: Book, name: str) -> Asked | None:
    """Return a question by its id; None if there is none."""
    history = book.register.questions.get(name)
    return _asked(history) if history else None


def open_questions(book: Book, as_at: datetime.date | None = None) -> list[Asked]:
    """Return the questions that wait for an answer by the end of a day, or by now."""
    return [each for each in questions(book) if each.is_open(as_at)]


def questions_about_return(
    book: Book, fund: str, period: str, figure: str | None = None
) -> list[Asked]:
    """Return the questions about a return, or about one figure of it, oldest first."""
    return [
        each
        for each in questions(book)
        if return_of(book.register, each.about) == (fund, period) and figure in (None, each.figure)
    ]


def questions_about_entry(book: Book, entry: Transaction) -> list[Asked]:
    """Return the questions about an entry, oldest first."""
    names = set(_names(entry))
    return [
        each
        for each in questions(book)
        if not return_of(book.register, each.about) and _name_of(each.about) in names
    ]


def questions_of_life(book: Book, fund: str, period: str) -> list[Asked]:
    """Return the questions that steps of a return's life name, since it was last submitted."""
    history = book.register.returns.get((fund, period))
    names: dict[str, None] = {}
    for version in history.versions if history else ():
        if "status" in version.changed and version.value.status == "submitted":
            names.clear()
        if version.value.question:
            names.setdefault(version.value.question)
    return [found for name in names if (found := question(book, name))]


def free_id(register: Register, day: datetime.date) -> str:
    """Make an id for a question that is asked on a day, which none has yet."""
    number = 1
    while register.is_known(KIND, f"Q-{day}-{number:02d}"):
        number += 1
    return f"Q-{day}-{number:02d}"


def _name_of(about: str) -> str:
    return about if about.startswith(LINK) else fold(about)


def _names(entry: Transaction) -> Iterator[str]:
    """Yield what questions may be about, to be about an entry."""
    for link in entry.links or ():
        yield LINK + link
    for key in ("invoice", CREDIT_NOTE):
        if text(entry, key):
            yield fold(text(entry, key))


def _asked(history: History[Question]) -> Asked:
    first, latest = history.versions[0], history.latest
    answering = [each for each in history.versions if "answered" in each.changed]
    return Asked(
        id=history.key[0],
        about=first.value.about,
        figure=first.value.figure,
        asked=first.day,
        asked_by=first.value.asked_by,
        text=first.value.text,
        answered=latest.answered,
        answered_by=latest.answered_by,
        answer=latest.answer,
        is_private=any(each.value.private for each in history.versions),
        asked_recorded=recorded_late(first.entry),
        answered_recorded=recorded_late(answering[-1].entry) if answering else None,
        is_sealed=all(each.value.seal for each in history.versions),
    )
