"""Questions drafted: asked about a return, a figure of it or an entry, and answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ringfence.bookkeeping.entry import Entries
from ringfence.bookkeeping.errors import BookkeepingError, FieldError, NotSavedError
from ringfence.bookkeeping.find import meant, person
from ringfence.bookkeeping.request import Request, free_link, metadata
from ringfence.bookkeeping.returns import Found, fields_to_clear, find, must_be, prepare_return
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.about_returns import Question
from ringfence.ledger.declarations.history import History
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.questions import (
    KIND,
    LINK,
    Asked,
    entries_of,
    free_id,
    question,
    questions,
    questions_about_entry,
    questions_about_return,
    questions_of_life,
    return_of,
)
from ringfence.ledger.recording.drafting import (
    TO_SEAL,
    DeclarationDraft,
    NewLink,
    Value,
    Wanted,
)
from ringfence.ledger.seals import PREVIOUS, SEAL, chain_of, own_seal
from ringfence.ledger.words import fold
from ringfence.reports.funder_form.tags import spots
from ringfence.reports.funder_form.values import Values
from ringfence.reports.monitoring.report import Report

#: What may be asked about in these states of a return, and answered so that its life goes on.
_ASKED = ("submitted", "queried", "answered")


class NoQuestionError(BookkeepingError):
    """A question that the books don't have, or that has its answer."""


class Drafting(NamedTuple):
    """What is drafted, and of which question."""

    wanted: list[Wanted]
    id: str


def ask(
    books: Books, request: Request, about: str, text: str, figure: str | None, asked_by: str
) -> Drafting:
    """Draft a question about a return as it is, a figure of it, or an entry.

    An entry without a link is given one, unless its invoice names no other payee's.

    Raises:
        BookkeepingError: there is no such return, figure or entry.
    """
    of = return_of(books.book.register, about.strip())
    name = free_id(books.book.register, request.day)
    if of is None:
        if figure is not None:
            raise FieldError(
                "figure", "A figure is of a return: name that as FUND/PERIOD. Nothing was saved."
            )
        known, links = _name_of_entry(books, about, name)
        return Drafting([*links, _asking(books, request, name, known, None, asked_by, text)], name)
    if figure is not None:
        figure = _figure_of(prepare_return(books, *of), figure)
    draft = _asking(books, request, name, "/".join(of), figure, asked_by, text)
    return Drafting([draft], name)


def query(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    text: str,
    figure: str | None,
    asked_by: str | None,
) -> Drafting:
    """Draft that the funder, or whoever is named, asks about a submitted return.

    Raises:
        BookkeepingError: it is not submitted, or has no such figure.
    """
    found = find(books, fund, period, request)
    must_be(found, _ASKED, "queried")
    name, dates = free_id(books.book.register, request.day), found.report.dates
    asked = _asking(
        books,
        request,
        name,
        f"{dates.fund}/{dates.ref}",
        figure and _figure_of(found.report, figure),
        asked_by or found.report.header.funder,
        text,
    )
    return Drafting([asked, _step(found, request, name, "queried")], name)


def answer(books: Books, request: Request, name: str, text: str, *, actor: str) -> Drafting:
    """Draft the answer to a question, and what that is to the return that it is about.

    Raises:
        BookkeepingError: there is no such question, or it is answered.
    """
    return _answer(books, request, _open_question(books, name), text, actor)


def answer_return(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    name: str | None,
    text: str,
    *,
    actor: str,
) -> Drafting:
    """Draft the answer to what was asked about a submitted return: one question, if it is one.

    Raises:
        BookkeepingError: nothing is open of it, or several are and none is named.
    """
    if name is not None:
        return _answer(books, request, _open_question(books, name), text, actor)
    found = find(books, fund, period, request)
    dates = found.report.dates
    waiting = [
        each for each in questions_of_life(books.book, dates.fund, dates.ref) if each.is_open()
    ]
    if len(waiting) == 1:
        return _answer(books, request, waiting[0], text, actor)
    if waiting:
        listed = "\n".join(f"  {each.id}: {each.text}" for each in waiting)
        raise NotSavedError(
            f"{len(waiting)} questions about {found.name} are open, so say which one is answered ("
            + name_field("question", "ID")
            + f"):\n{listed}\n\nNothing was saved."
        )
    must_be(found, ("queried",), "answered")
    # It was queried before questions had directives of their own: its step holds the answer.
    return Drafting([found.says(request, status="answered", reason=text)], "")


def how_to_answer(name: str) -> list[str]:
    """Return what is said once something was asked."""
    return ["It is open until it is answered: " + command("question answer", name, Blank.TEXT)]


def _answer(books: Books, request: Request, asked: Asked, text: str, actor: str) -> Drafting:
    history = books.book.register.questions[asked.id]
    last = history.versions[-1].day
    if request.day < last:
        raise NotSavedError(
            f"{asked.id} was asked on {last}: the answer is dated then or later ("
            + name_field("date")
            + ").\n\nNothing was saved."
        )
    meta: dict[str, Value | None] = {
        "answered": request.day,
        "answered-by": person(books, actor),
        "answer": text,
        **_sealing(history, asked.id),
    }
    drafts: list[Wanted] = [
        DeclarationDraft(request.day, KIND, (asked.id,), _described(books, request, meta))
    ]
    of = return_of(books.book.register, asked.about)
    life = questions_of_life(books.book, *of) if of else []
    if of and asked.id in [each.id for each in life]:
        found = find(books, *of, request)
        if found.status in _ASKED:
            others = [each for each in life if each.is_open() and each.id != asked.id]
            drafts.append(_step(found, request, asked.id, "queried" if others else "answered"))
    return Drafting(drafts, asked.id)


def _step(found: Found, request: Request, name: str, status: str) -> DeclarationDraft:
    """Draft the step of a return's life that a question, or its answer, is."""
    held = {"question": name, "question_seal": TO_SEAL}
    return found.says(request, status=status, **held, **fields_to_clear(found, "reason"))


def _asking(
    books: Books,
    request: Request,
    name: str,
    about: str,
    figure: str | None,
    asked_by: str,
    text: str,
) -> DeclarationDraft:
    meta: dict[str, Value | None] = {
        "about": about,
        **({"figure": figure} if figure else {}),
        "asked-by": asked_by,
        "text": text,
        SEAL: TO_SEAL,
    }
    return DeclarationDraft(request.day, KIND, (name,), _described(books, request, meta))


def _described(
    books: Books, request: Request, meta: dict[str, Value | None]
) -> dict[str, Value | None]:
    return {**meta, **metadata(books.book, request)}


def _sealing(history: History[Question], name: str) -> dict[str, Value | None]:
    """Return what the answer to a question is sealed with.

    Raises:
        NotSavedError: the question's seals are no chain that it could follow.
    """
    chain = chain_of(history.versions)
    if not chain.is_whole:
        raise NotSavedError(
            f"The seals of the question {name} are not one chain, so no answer can follow them. "
            "See what is wrong: " + command("check", rule="submitted") + "\n\nNothing was saved."
        )
    if not chain.order:
        return {SEAL: TO_SEAL}
    return {SEAL: TO_SEAL, PREVIOUS: own_seal(chain.order[-1])}


def _open_question(books: Books, name: str) -> Asked:
    """Find an open question by its id, typed in any case."""
    known = books.book.register.questions
    typed = name.strip()
    alike = [each for each in known if each.casefold() == typed.casefold()]
    found = question(books.book, typed if typed in known else (alike or [typed])[0])
    listing = command("question list")
    if found is None:
        hint = meant(typed, known) or " See what is open: " + listing
        raise NoQuestionError(f"There is no question {name}." + hint)
    if found.answered is not None:
        raise NoQuestionError(
            f"{found.id} was answered on {found.answered}: “{found.answer}”. To go on, ask anew. "
            "See what is open: " + listing
        )
    return found


def _name_of_entry(books: Books, typed: str, name: str) -> tuple[str, Sequence[Wanted]]:
    """Return what a question names an entry by, and the links that it needs for that."""
    entries = Entries(books)
    found = entries.named(typed).found
    first = found[0]
    links = sorted(first.transaction.links or ())
    if first.name != first.line_named:
        known = LINK + first.name if first.name in links else first.name
        return known, ()
    if links:
        return LINK + links[0], ()
    invoice = first.text("invoice").strip()
    payees = {fold(each.payee) for each in entries_of(books.book, invoice)} if invoice else set()
    if len(payees) == 1:
        return invoice, ()
    link = free_link(books, name)
    return LINK + link, [NewLink(each.transaction, link) for each in first.recorded_with]


def _figure_of(report: Report, typed: str) -> str:
    """Return a figure of a return, as tags of forms name it.

    Raises:
        FieldError: there is no such figure, or it is one of each action.
    """
    (spot, *_others) = spots("{{ " + typed.strip().strip("{} ") + " }}")
    reference = spot.reference
    tags = command("return tags", report.dates.fund, report.dates.ref)
    if reference is None or any(chosen is None for _path, chosen in reference.steps):
        which = "" if reference is None else " It is one of each: say of which one."
        raise FieldError(
            "figure", f"The return has no figure {typed}.{which} See all of them: " + tags
        )
    lacking = Values(report).find(reference, {}).lacking
    if lacking:
        raise FieldError(
            "figure", f"The return has no figure {typed}: {lacking}. See all of them: " + tags
        )
    return reference.written.strip("{} ")


def asked_about(books: Books, about: str | None) -> list[Asked]:
    """Return the questions of the books, or those about a return or an entry as it is typed.

    Raises:
        BookkeepingError: there is no such entry.
    """
    if about is None:
        return questions(books.book)
    of = return_of(books.book.register, about.strip())
    if of:
        return questions_about_return(books.book, *of)
    found: dict[str, Asked] = {}
    for entry in Entries(books).named(about).found:
        found.update(
            (each.id, each) for each in questions_about_entry(books.book, entry.transaction)
        )
    return list(found.values())
