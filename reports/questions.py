"""The questions of the books, in words and as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from ringfence.ledger.book import Book
from ringfence.ledger.questions import Asked, entries_of, return_of
from ringfence.reports.render.table import long_date


def told(book: Book, asked: Asked) -> str:
    """Say what is asked, by whom and about what, and what was answered."""
    answer = ""
    if asked.answered:
        by = f" by {asked.answered_by}" if asked.answered_by else ""
        day = _when(asked.answered, asked.answered_recorded)
        answer = f" Answered on {day}{by}: “{asked.answer}”"
    return (
        f"{asked.id}: on {_when(asked.asked, asked.asked_recorded)} {asked.asked_by} asks about "
        f"{about_words(book, asked)}: “{asked.text}”{answer}"
    )


def _when(day: datetime.date, recorded: datetime.date | None) -> str:
    """Say a day, and when it was recorded if that was much later."""
    late = f" (recorded on {long_date(recorded)})" if recorded else ""
    return long_date(day) + late


def about_words(book: Book, asked: Asked) -> str:
    """Say what a question is about: a return, a figure of it, or an entry by day and payee."""
    if return_of(book.register, asked.about):
        figure = f", {asked.figure}" if asked.figure else ""
        return f"{asked.about}{figure}"
    entries = entries_of(book, asked.about)
    if not entries:
        return asked.about
    first = entries[0]
    called = "a private entry" if first.meta.get("private") else first.payee or first.narration
    return f"{asked.about.removeprefix('^')} ({first.date}, {called or 'no words'})"


def list_json(book: Book, found: Iterable[Asked]) -> dict[str, Any]:
    """Return questions as JSON: days as text, what there is not as null."""
    return {"questions": [_json(book, each) for each in found]}


def _json(book: Book, asked: Asked) -> dict[str, Any]:
    of = return_of(book.register, asked.about)
    return {
        "id": asked.id,
        "about": asked.about,
        "fund": of[0] if of else None,
        "period": of[1] if of else None,
        "figure": asked.figure,
        "asked": asked.asked.isoformat(),
        "asked_recorded": _day(asked.asked_recorded),
        "asked_by": asked.asked_by,
        "text": asked.text,
        "answered": _day(asked.answered),
        "answered_recorded": _day(asked.answered_recorded),
        "answered_by": asked.answered_by,
        "answer": asked.answer,
        "open": asked.is_open(),
        "sealed": asked.is_sealed,
        "private": asked.is_private,
    }


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
