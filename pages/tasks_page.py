"""*Tasks*: what there is to do, what of it waits, and where it is done."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.outstanding import open_items
from ringfence.ledger.questions import open_questions
from ringfence.ledger.years import today
from ringfence.pages import page, tasks
from ringfence.pages.forms import recorder_of_request
from ringfence.pages.record_content import Waiting, waiting
from ringfence.reports.awaiting_entries import awaiting_entries
from ringfence.reports.deadlines import deadlines
from ringfence.reports.matters import Deadline
from ringfence.reports.render.table import long_date

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

#: Of which task a matter is, by its kind; what stands nowhere is a deadline.
_TASK_OF = {
    "claim": "Funds",
    "instalment": "Funds",
    "invoice": "Funds",
    "accrual": "Spending",
    "decision": "Spending",
    "proposal": "The meeting",
    "return": "The return",
    "query": "The return",
    "finance": "The return",
    "preparation": "The return",
}
_DEADLINES = "Deadlines"
_LATEST = 10
_MOST = 20


class Item(NamedTuple):
    """Something that waits, and the forms that it leads to."""

    text: str
    leads: tuple[tasks.Lead, ...] = ()
    is_overdue: bool = False
    is_message: bool = False


class Entry(NamedTuple):
    """An entry that was recorded lately."""

    text: str
    day: datetime.date
    by: str
    entry: Any
    place: str


class Shown(NamedTuple):
    """A task with what waits, as much as there is room for."""

    task: tasks.Task
    items: tuple[Item, ...]
    more: int


class Content(NamedTuple):
    """What the page shows; ``records`` says whether there are forms."""

    shown: tuple[Shown, ...]
    latest: tuple[Entry, ...]
    waiting: tuple[Waiting, ...]
    records: bool
    titles: Mapping[str, str]


class Tasks(page.Page):
    """The page."""

    report_title = "Tasks"

    def content(self, books: Loaded, wanted: Asked) -> Content:  # noqa: ARG002 - of today, whatever the filter
        """Return every task, with what of it waits today."""
        recorder = recorder_of_request()
        items = _items(books)
        return Content(
            tuple(
                Shown(
                    task,
                    tuple(items.get(task.title, ())[:_MOST]),
                    max(len(items.get(task.title, ())) - _MOST, 0),
                )
                for task in tasks.TASKS
            ),
            tuple(_latest(books)),
            tuple(waiting(recorder)) if recorder else (),
            recorder is not None,
            tasks.PAGE_TITLES,
        )


def _items(books: Loaded) -> dict[str, list[Item]]:
    """Return what waits, by the title of the task that it is of."""
    book, day = books.book, today()
    found: dict[str, list[Item]] = {}
    for each in deadlines(book, day, books.findings):
        task = _TASK_OF.get(each.kind, _DEADLINES)
        if each.kind not in ("accrual", "decision", "proposal"):
            found.setdefault(task, []).append(_matter(each))
    found["Spending"] = [*_pending(books, day), *_open(book)]
    found.setdefault("The return", []).extend(_questions(book))
    found["The meeting"] = [*_proposals(book)]
    return found


def _matter(each: Deadline) -> Item:
    when = long_date(each.day) if each.day else "No date"
    return Item(f"{when}: " + each.text, is_overdue=each.is_overdue, is_message=True)


def _pending(books: Loaded, day: datetime.date) -> Iterator[Item]:
    """Yield the pending entries, each with the forms that settle it."""
    for each in awaiting_entries(books.book, day, books.findings):
        what = each.payee or each.text
        text = f"{pounds(each.amount)} to {what} on {long_date(each.day)} awaits a decision"
        place = _place(books, each.entry)
        yield Item(text, tuple(tasks.leads(tasks.PENDING, place)))


def _open(book: Book) -> Iterator[Item]:
    """Yield what is accrued and not paid, and advanced and not evidenced."""
    for kind, about, words in (
        (Kind.ACCRUALS, tasks.ACCRUAL, "is owed to"),
        (Kind.PREPAID, tasks.ADVANCE, "was advanced to"),
    ):
        for link, each in open_items(book, kind).items():
            who = each.began.payee or each.began.narration or link
            text = f"{pounds(each.amount)} {words} {who} since {long_date(each.began.date)}"
            yield Item(text, tuple(tasks.leads(about, link)))


def _questions(book: Book) -> Iterator[Item]:
    """Yield the questions that are open, the oldest first."""
    for each in open_questions(book):
        text = f"“{each.text}” waits for an answer"
        yield Item(text, tuple(tasks.leads(tasks.QUESTION, each.id)))


def _proposals(book: Book) -> Iterator[Item]:
    """Yield what a meeting is asked, with the forms for what it decided."""
    for name, history in sorted(book.register.proposals.items()):
        declared = history.latest
        if declared.outcome:
            continue
        amount = pounds(declared.amount) if declared.amount is not None else "not yet costed"
        asked = (
            f", asked of the meeting on {long_date(declared.meeting)}" if declared.meeting else ""
        )
        text = f"{declared.title} ({amount}){asked}"
        yield Item(text, tuple(tasks.leads(tasks.PROPOSAL, name)))


def _latest(books: Loaded) -> Iterator[Entry]:
    """Yield the entries that were recorded last, the newest first."""
    stamped = [each for each in books.book.transactions if each.meta.get("recorded-at")]
    stamped.sort(key=lambda each: str(each.meta["recorded-at"]), reverse=True)
    for each in stamped[:_LATEST]:
        amounts = (posting.units.number for posting in each.postings if posting.units)
        amount = sum((number for number in amounts if number and number > 0), ZERO)
        what = " – ".join(text for text in (each.payee, each.narration) if text)
        text = f"{pounds(amount)} {what}"
        by = str(each.meta.get("recorded-by") or "")
        yield Entry(text, each.date, by, each, _place(books, each))


def _place(books: Loaded, entry: Any) -> str:  # noqa: ANN401 - Fava's own names for directives
    return f"{books.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}"
