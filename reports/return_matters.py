"""What is due about returns: to the funder, to finance, in answer to a question, as a notice."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.frozen import SENT
from ringfence.ledger.money import pounds
from ringfence.ledger.questions import Asked, entries_of, open_questions, return_of
from ringfence.reports.matters import REACH, Deadline
from ringfence.reports.questions import about_words
from ringfence.reports.render.table import long_date
from ringfence.reports.schedule import DAY, Dates, all_dates, return_title
from ringfence.reports.underspend import underspends
from ringfence.reports.underspend_paper import not_spent
from ringfence.reports.working_days import finance_by


def returns(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Yield the returns begun and not yet sent, and what must be done before each is due.

    One of which nothing says when it is due stands at the end of its period.
    """
    for dates in all_dates(book):
        history = book.register.returns.get((dates.fund, dates.ref))
        declared = history.at(as_at) if history else None
        day = dates.due or dates.end
        if (declared and declared.status in SENT) or dates.start > as_at or day > as_at + REACH:
            continue
        terms = book.register.funds[dates.fund].at_or_first(as_at)
        status = (declared.status if declared else None) or "draft"
        yield _due(dates, terms, status, as_at)
        if dates.due and status in ("draft", "reopened"):
            yield from _before(dates, dates.due, terms, as_at)


def queries(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Yield what was asked and not answered, dated on the day it was asked.

    What a funder asked about a return that it accepted then is not waited for.
    """
    for (fund, ref), history in sorted(book.register.returns.items()):
        declared = history.at(as_at)
        if declared is None or declared.status != "queried" or fund not in book.register.funds:
            continue
        if not any(each.value.question for each in history.versions):
            day = max(e.day for e in history.versions if "status" in e.changed and e.day <= as_at)
            funder = book.register.funds[fund].at_or_first(as_at).funder
            before = Asked("", f"{fund}/{ref}", None, day, funder, declared.reason or "")
            yield _about_return(book, before, (fund, ref), as_at)
    for asked in open_questions(book, as_at):
        of = return_of(book.register, asked.about)
        if of is None:
            yield _about_entry(book, asked)
            continue
        steps = book.register.returns.get(of)
        declared = steps.at(as_at) if steps else None
        if declared is None or declared.status not in ("accepted", "paid"):
            yield _about_return(book, asked, of, as_at)


def _about_entry(book: Book, asked: Asked) -> Deadline:
    funds = [each for e in entries_of(book, asked.about) for each in book.funds_in(e)]
    title = f"{asked.asked_by} asks about {about_words(book, asked)}"
    answering = command("question answer", asked.id, Blank.TEXT)
    text = f"{title}: “{asked.text}”. Answer it: " + answering
    return Deadline("query", asked.id, asked.asked, text, title, funds[0] if funds else None)


def _about_return(book: Book, asked: Asked, of: tuple[str, str], as_at: datetime.date) -> Deadline:
    """Return a question about a return; one of before there were questions has no id."""
    fund, ref = of
    figure = f", {asked.figure}" if asked.figure else ""
    steps = book.register.returns.get(of)
    is_sent = steps is not None and steps.at_or_first(as_at).status in SENT
    answering = (
        command("question answer", asked.id, Blank.TEXT)
        if asked.id
        else command("return answer", fund, ref, answer=Blank.TEXT)
    )
    text = f"{asked.asked_by} asks about the return {fund} {ref}{figure}: “{asked.text}”. "
    text += "Answer it: " + answering + (", or reopen it to correct it" if is_sent else "")
    terms = book.register.funds[fund].at_or_first(as_at)
    title = f"{asked.asked_by} asks about: {return_title(ref)}, {terms.title}"
    return Deadline("query", asked.id or asked.about, asked.asked, text, title, fund)


def notices(book: Book, as_at: datetime.date) -> Iterator[Deadline]:
    """Yield the underspends that a funder is told of, each from a day that its terms name.

    They are never overdue: the terms say from when on a notice is due, and not by when.
    """
    for each in underspends(book, as_at):
        if each.total <= 0:
            continue
        day = each.notice_from
        told = f"{pounds(each.total)} of {each.whose} {not_spent(each)} {each.day}"
        notice = command("return notice", each.fund)
        text = (
            f"a notice to {each.funder} is due: {told}: " + notice
            if day <= as_at
            else f"{told}; {each.funder} is told from {long_date(day)} on: " + notice
        )
        title = f"Notice to {each.funder} due: {pounds(each.total)} of {each.title} unspent"
        key = f"{each.fund}/{each.ref}"
        yield Deadline("underspend", key, day, text, title, each.fund, each.total)


def _due(dates: Dates, terms: Fund, status: str, as_at: datetime.date) -> Deadline:
    name = f"{dates.fund} {dates.ref}"
    key = f"{dates.fund}/{dates.ref}"
    what = return_title(dates.ref)
    if dates.due:
        text, over = f"the return {name} is due ({status})", dates.due < as_at
        title = f"{what}, due to {terms.funder}: {terms.title}"
        return Deadline("return", key, dates.due, text, title, dates.fund, is_overdue=over)
    ends = "ends" if dates.end >= as_at else "ended"
    text = (
        f"the period of the return {name} {ends} ({status}), and nothing says when it is due: "
        + command("return declare", dates.fund, dates.ref, due=Blank.DAY)
    )
    title = f"{what}, to {terms.funder}, its period ends: {terms.title}"
    return Deadline("return", key, dates.end, text, title, dates.fund)


def _before(
    dates: Dates, due: datetime.date, terms: Fund, as_at: datetime.date
) -> Iterator[Deadline]:
    """Yield what must be done before a return is due: by finance, and to begin with."""
    name = f"{dates.fund} {dates.ref}"
    key = f"{dates.fund}/{dates.ref}"
    what = return_title(dates.ref)
    lead, working = terms.lead_days, terms.working_days
    needed = finance_by(due, terms)
    if needed:
        counted = f"{lead} days" if working is None else _count_words(working)
        text = f"finance needs the return {name}, {counted} before it is due"
        title = f"{what}, to finance: {terms.title}"
        over = needed < as_at
        yield Deadline("finance", key, needed, text, title, dates.fund, is_overdue=over)
    if lead and working is not None:
        day = due - lead * DAY
        text = f"work on the return {name} begins, {lead} days before it is due"
        title = f"{what}, to be begun: {terms.title}"
        over = day < as_at
        yield Deadline("preparation", key, day, text, title, dates.fund, is_overdue=over)


def _count_words(working: int) -> str:
    return "a working day" if working == 1 else f"{working} working days"
