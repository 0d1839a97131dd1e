"""*Entries*: the statement of a figure, one entry in full, or what a search finds.

Every figure of the other pages leads here: to the entries that it is the sum of, with the
running total, and from each to its paper. It shows private entries too, with a mark: whoever
may open the books reads them in Fava's own journal. What is sent withholds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from beancount.core.data import Custom, Directive, Transaction
from fava.ext import extension_endpoint
from flask import Response, abort, request

from ringfence.ledger.accounts import Account, Kind, Pot
from ringfence.ledger.documents import documents_of
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import Message
from ringfence.ledger.metadata import STAMPS, decision_names
from ringfence.ledger.money import ZERO
from ringfence.ledger.questions import Asked as Question
from ringfence.ledger.questions import questions_about_entry
from ringfence.pages import documents, page
from ringfence.pages.figures import name_in, statement_of
from ringfence.pages.forms import recorder_of_request
from ringfence.pages.paging import Stretch, stretch_of
from ringfence.reports.pots import spoken, titles_of
from ringfence.reports.render.csv_ import csv_file
from ringfence.reports.render.table import Column, Row, Table
from ringfence.reports.search import Found, found_of
from ringfence.reports.statements.statement import (
    FigureName,
    Line,
    Statement,
    UnknownFigureError,
    reference_of,
)

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

#: What an account that is no pot's is to people.
_CALLED = {
    Kind.INCOME: "Income",
    Kind.OPENING: "Brought in when the books began",
    Kind.IN_ADVANCE: "Received in advance",
    Kind.AWARDED: "Awarded, not yet claimed",
    Kind.RECEIVABLE: "Claimed, not yet received",
    Kind.COUNCIL: "The council’s bank",
    Kind.PREPAID: "Advanced to a provider",
    Kind.ACCRUALS: "Owed for what was supplied",
    Kind.REPAYABLE: "Owed back to the funder",
}
_SHOWN_APART = {
    *STAMPS,
    "filename",
    "lineno",
    "__tolerances__",
    "seal",
    "invoice",
    "decision",
    "private",
}


class Place(NamedTuple):
    """Where an entry moves money: what it is to people, its fund, and the amount in pounds."""

    what: str
    fund: str
    amount: Decimal


class Paper(NamedTuple):
    """A paper that shows an entry: its name, and where it can be opened."""

    name: str
    url: str


class Whole(NamedTuple):
    """One entry in full, with what is wrong with it and what it was taken back by."""

    place: str
    entry: Directive
    kind: str
    payee: str
    words: str
    reference: str
    is_pending: bool
    is_private: bool
    places: tuple[Place, ...]
    more: Mapping[str, str]
    decisions: tuple[str, ...]
    papers: tuple[Paper, ...]
    recorded: Mapping[str, str]
    findings: tuple[Finding, ...]
    taken_back_by: Transaction | None
    questions: tuple[Question, ...]
    asking: Message | None


class Content(NamedTuple):
    """What the page shows: one of a statement, an entry and a search; or why it can't.

    ``before`` is what the lines of a statement come to that stand above the first one shown.
    """

    wrong: str = ""
    statement: Statement | None = None
    lines: Stretch[Line] | None = None
    before: Decimal = ZERO
    papers: tuple[tuple[Paper, ...], ...] = ()
    whole: Whole | None = None
    asked: str = ""
    found: Stretch[Found] | None = None
    found_papers: tuple[tuple[Paper, ...], ...] = ()


class Entries(page.Page):
    """The page."""

    report_title = "Entries"

    def content(self, books: Loaded, wanted: Asked) -> Content:
        """Return what the address asks for; nothing asked for is a search that begins."""
        name = name_in(request.args)
        if name is not None:
            return _stated(books, wanted, name)
        place = request.args.get("entry", "")
        if place:
            entry = books.entry_at(place)
            if entry is None:
                return Content(
                    wrong=f"No entry stands at {place} now: the books have changed, or it is "
                    "mistyped. Search for it by its payee, reference or amount."
                )
            return Content(whole=_whole(books, wanted, place, entry))
        asked = request.args.get("words", "").strip()[:200]
        entries = stretch_of(books.search.find(asked))
        found = Stretch([found_of(each) for each in entries.rows], *entries[1:])
        papers = tuple(_papers(books, each) for each in entries.rows)
        return Content(asked=asked, found=found, found_papers=papers)

    @extension_endpoint
    def download(self) -> Response:
        """Return a statement as CSV."""
        books, wanted = self.books_and_days()
        name = name_in(request.args)
        if name is None:
            abort(404, description="Name a figure: follow one from its page.")
        try:
            stated = statement_of(books, wanted, name)
        except UnknownFigureError as error:
            abort(404, description=str(error))
        return documents.respond(
            f"statement-of-{name.figure.strip('-')}", {"csv": lambda: csv_file(_table(stated))}
        )


def _stated(books: Loaded, wanted: Asked, name: FigureName) -> Content:
    try:
        stated = statement_of(books, wanted, name)
    except UnknownFigureError as error:
        return Content(wrong=str(error))
    lines = stretch_of(stated.lines)
    first = lines.rows[0] if lines.rows else None
    return Content(
        statement=stated,
        lines=lines,
        before=first.total - first.amount if first else ZERO,
        papers=tuple(_papers(books, line.entry) for line in lines.rows),
    )


def _table(stated: Statement) -> Table:
    columns = (
        *(Column("Date", "date"), Column("Payee"), Column("For"), Column("Reference")),
        *(Column("Amount", "money"), Column("Total", "money")),
    )
    return Table(
        stated.title,
        columns,
        tuple(Row((e.day, e.payee, e.words, e.reference, e.amount, e.total)) for e in stated.lines),
    )


def _papers(books: Loaded, entry: Directive | None) -> tuple[Paper, ...]:
    if not isinstance(entry, Transaction | Custom):
        return ()
    found = documents_of(books.book, entry)
    return tuple(Paper(name.replace("\\", "/").rpartition("/")[2], name) for name in found)


def _whole(books: Loaded, wanted: Asked, place: str, entry: Directive) -> Whole:
    book = books.book
    of_money = isinstance(entry, Transaction)
    meta = {key: str(value) for key, value in (entry.meta or {}).items() if value is not None}
    titles = titles_of(book, wanted.year, wanted.as_at)
    places = []
    for posting in entry.postings if isinstance(entry, Transaction) else ():
        account = book.account(posting.account)
        number = posting.units.number if posting.units else None
        what = _called(account, titles) if account else posting.account
        places.append(Place(what, account.fund if account else "", number or ZERO))
    return Whole(
        place=place,
        entry=entry,
        kind="Entry" if of_money else str(getattr(entry, "type", type(entry).__name__)).lower(),
        payee=getattr(entry, "payee", None) or "",
        words=getattr(entry, "narration", None) or getattr(entry, "comment", None) or _title(entry),
        reference=reference_of(entry) if isinstance(entry, Transaction) else "",
        is_pending=getattr(entry, "flag", "") == "!",
        is_private=bool((entry.meta or {}).get("private")),
        places=tuple(places),
        more={key: value for key, value in meta.items() if key not in _SHOWN_APART},
        decisions=tuple(decision_names(entry.meta)) if of_money else (),
        papers=_papers(books, entry),
        recorded={key: meta[key] for key in STAMPS if key in meta},
        findings=tuple(f for f in books.findings if f.entry is entry),
        taken_back_by=book.reversals.of_spending(entry) if isinstance(entry, Transaction) else None,
        questions=tuple(questions_about_entry(book, entry))
        if isinstance(entry, Transaction)
        else (),
        asking=None if recorder_of_request() else _asking(entry),
    )


def _asking(entry: Directive) -> Message | None:
    """Say how to ask about an entry, by its reference or its link; None where it has neither."""
    if not isinstance(entry, Transaction):
        return None
    links = sorted(entry.links or ())
    about = reference_of(entry) or (f"^{links[0]}" if links else "")
    if not about:
        return None
    return page.asking(about, "entry")


def _title(entry: Directive) -> str:
    values = " ".join(str(value.value) for value in getattr(entry, "values", None) or ())
    title = (entry.meta or {}).get("title")
    return f"{values}: {title}" if title else values


def _called(account: Account, titles: Mapping[Pot, str]) -> str:
    """Call an account as people do: what is spent of a pot, what is put into it, or what it is."""
    if account.kind in _CALLED:
        party = f": {account.party}" if account.party else ""
        return _CALLED[account.kind] + party
    pot = account.pot
    if pot is None:
        return account.name
    called = spoken(pot, titles)
    return f"Spent on {called}" if account.kind is Kind.SPENT else f"Planned for {called}"
