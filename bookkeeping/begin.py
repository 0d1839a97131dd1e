"""Books are begun with the people who keep them, and with what a fund had done before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ringfence.bookkeeping import declare
from ringfence.bookkeeping.bring_forward import BringForward
from ringfence.bookkeeping.folders import new_folder
from ringfence.bookkeeping.new_books import Start, write_books
from ringfence.bookkeeping.record import record
from ringfence.bookkeeping.request import Request
from ringfence.ledger.loading import Books
from ringfence.ledger.main_file import MAIN
from ringfence.ledger.recording.drafting import Value, Wanted
from ringfence.ledger.recording.writing import Recording


class Role(NamedTuple):
    """Somebody who keeps the books, from the first day on."""

    id: str
    name: str
    role: str
    login: str = ""


class Before(NamedTuple):
    """What became of the first fund before the books, in pounds."""

    received: Decimal
    spent: Decimal


def begin_books(
    folder: Path, start: Start, people: Sequence[Role], before: Before | None, who: str
) -> Recording:
    """Make new books in a folder: all of it, or nothing.

    Args:
        folder: A folder that is new or empty.
        start: What is known.
        people: Who keeps them.
        before: What became of the fund before, if ``start`` says that it began before.
        who: Who begins them.

    Returns:
        What was recorded of the people and of the fund.

    Raises:
        UnservedError: they can't be begun so.
    """
    with new_folder(folder) as made:
        write_books(made, start)
        return record(
            made / MAIN, lambda books: list(_drafts(books, start, people, before)), who=who
        )


def _drafts(
    books: Books, start: Start, people: Sequence[Role], before: Before | None
) -> Iterator[Wanted]:
    request = Request(start.year.start)
    for each in people:
        fields: dict[str, Value] = {"name": each.name, "role": each.role}
        if each.login:
            fields["login"] = each.login
        key = declare.key_of("person", each.id)
        yield declare.draft_addition(books.book, "person", key, fields, request)
    if before is not None and start.fund:
        event = BringForward(fund=start.fund, received=before.received, spent=before.spent)
        yield from event.drafts(books).wanted
