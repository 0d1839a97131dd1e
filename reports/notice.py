"""The notice of an underspend: a letter to the funder, ready to be read over and sent.

Its sums are those of the position and of the return of the day. What nobody has looked at stands
beside them, to be completed: it is expected to be spent, so it is never offered back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.money import ZERO, pounds
from ringfence.reports.columns import LINE, UNSPENT
from ringfence.reports.figure import columns
from ringfence.reports.forecasting.doubts import TO_PLAN
from ringfence.reports.forecasting.later import Later, later_deliveries, unbilled_orders
from ringfence.reports.forecasting.report import Kind
from ringfence.reports.monitoring.line_words import reason_of
from ringfence.reports.monitoring.missing import TO_COMPLETE, Missing
from ringfence.reports.monitoring.to_complete import list_unnamed
from ringfence.reports.notice_words import Part, beside, opening, parts_of, proposals, to_settle
from ringfence.reports.render.table import (
    Block,
    Cell,
    Column,
    Letterhead,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
    long_date,
)
from ringfence.reports.underspend import Underspend
from ringfence.reports.underspend_paper import parts_table


class Open(NamedTuple):
    """What is expected to be spent and nobody has looked at: to be settled before it is sent."""

    what: str
    amount: Decimal
    settled_by: str
    then: Missing


def notice(book: Book, each: Underspend, day: datetime.date | None = None) -> Paper:
    """Write the letter, dated on a day, else on the day that it speaks of."""
    parts = parts_of(book, each)
    most = {part.of.fund: part.of.total for part in parts}
    later = later_deliveries(book, each.forecasts, each.dates.as_at, most)
    due = tuple(
        e for e in unbilled_orders(book, each.forecasts, each.dates.as_at) if e.fund in most
    )
    terms = book.register.funds[each.fund].at_or_first(each.dates.as_at)
    sign = "an" if all(part.is_over for part in parts) else "a forecast"
    blocks = (
        Sentence(opening(each, parts)),
        *(Sentence(told) for told in proposals(parts, later, each.funder)),
        parts_table(each.unspent)._replace(title="How it is made up"),
        *_tables(each, parts),
        *_after(later),
        *(Sentence(told) for told in to_settle(due)),
        *(Sentence(told) for told in beside(each, parts)),
        *_look_at(each, open_in(book, each)),
        *_end(parts),
    )
    return Paper(
        title=f"Notice of {sign} underspend: {each.title}",
        owner=each.header.partnership or TO_COMPLETE,
        facts=(
            ("Your reference", terms.reference or TO_COMPLETE),
            ("Award letter", terms.award_letter or TO_COMPLETE),
            ("Our reference", each.fund),
        ),
        sections=(Section("", blocks),),
        day=day or each.dates.as_at,
        letter=_letterhead(book, each, terms),
    )


def to_complete(book: Book, each: Underspend) -> tuple[Missing, ...]:
    """Return what the letter lacks: what is not named, what is doubtful, what nobody looked at."""
    wanted = ("reference", "award-letter", "authorised-person")
    named = list_unnamed(each.header, each.fund, each.dates.as_at, wanted)
    # What is still to plan is told by what nobody has looked at.
    doubts = (
        Missing(doubt.what, doubt.do)
        for forecast in each.forecasts
        for doubt in forecast.doubts
        if doubt.kind != TO_PLAN
    )
    return (*named, *doubts, *(found.then for found in open_in(book, each)))


def open_in(book: Book, each: Underspend) -> tuple[Open, ...]:
    """List what is expected to be spent and nobody has looked at, by action and earmark."""
    titles = {(line.year, line.action): line.title for line in each.lines}
    as_at = each.dates.as_at
    found = []
    for forecast in each.forecasts:
        title = titles[forecast.year, forecast.action]
        place = f"{forecast.year}/{forecast.action}"
        amounts: dict[tuple[str, ...], Decimal] = {}
        for expected in forecast.expected:
            if expected.kind in (Kind.UNDATED, Kind.TO_PLAN):
                path = expected.pot.path
                amounts[path] = amounts.get(path, ZERO) + expected.amount
        for path, amount in sorted(amounts.items()):
            earmark = book.register.earmarks.get(path)
            if earmark:
                what = f"{title}: {earmark.at_or_first(as_at).title}"
                say = f"{what}: say by when the {pounds(amount)} set aside is delivered."
                amending = command(
                    "earmarks amend", "/".join(path), delivery_by=Blank.DAY, date=as_at
                )
                then = "Type: " + amending
                found.append(Open(what, amount, "when it will be delivered", Missing(say, then)))
            else:
                say = f"{title}: say what of {pounds(amount)} still to plan will be spent."
                figure = command("forecast", place, forecast.outturn, reason=Blank.TEXT, date=as_at)
                then = "Type: " + figure
                found.append(Open(title, amount, "what it will be spent on", Missing(say, then)))
    return tuple(found)


def _letterhead(book: Book, each: Underspend, terms: Fund) -> Letterhead:
    header = each.header
    lines = [line.strip() for line in (terms.addressee or terms.funder).split(",")]
    signed: list[tuple[str, Cell]] = [("Signature", None)]
    person = book.register.persons.get(terms.authorised_person or "")
    if person:
        declared = person.latest
        signed += [("Name", declared.name), ("Role", declared.role.capitalize())]
        signed += [("Email", declared.email)] if declared.email else []
    else:
        signed += [("Name", terms.authorised_person or TO_COMPLETE), ("Role", TO_COMPLETE)]
    sender = [header.partnership or TO_COMPLETE, *([header.host] if header.host else [])]
    return Letterhead(
        sender=tuple(sender),
        addressee=tuple(line for line in lines if line),
        greeting=f"Dear {lines[0]}",
        closing="Yours faithfully",
        signed=(*signed, ("For", ", ".join(sender))),
    )


def _tables(each: Underspend, parts: tuple[Part, ...]) -> Iterator[Table]:
    """Lay the sum out by action, and by grant where it is of several."""
    if each.under:
        yield _by_action(each)
    if len(parts) > 1:
        yield _by_fund(parts)


def _by_action(each: Underspend) -> Table:
    """Give the actions: what each is forecast to come to, or has come to, and why."""
    forecast = () if each.is_over else ("forecast_outturn",)
    keys = ("current_allocation", "actual_to_date", *forecast, "forecast_under")
    rows = tuple(
        Row((line.title, *(getattr(line, key) for key in keys), reason_of(line)))
        for line in each.under
    )
    heads = (*columns(LINE, ("title", *keys)), Column("Reason"))
    return Table("By action", heads, rows, "Total")


def _by_fund(parts: Iterable[Part]) -> Table:
    heads = (
        Column("Grant"),
        UNSPENT["total"].column(),
        Column("Last day", "date"),
        Column("Our reference"),
    )
    rows = tuple(Row((each.of.title, each.of.total, each.last_day, each.of.fund)) for each in parts)
    return Table("By grant", heads, rows, "Total")


def _after(later: Iterable[Later]) -> Iterator[Table]:
    """Lay out what is set aside for work that goes on, of whatever becomes of the rest."""
    heads = (
        Column("Set aside for"),
        Column("Work goes on until", "date"),
        UNSPENT["total"].column(),
    )
    rows = tuple(Row((each.title, each.until, each.amount)) for each in later)
    if rows:
        total = "Total" if len(rows) > 1 else None
        yield Table("Of this, for work that goes on afterwards", heads, rows, total)


def _look_at(each: Underspend, found: tuple[Open, ...]) -> Iterator[Block]:
    """Yield what stands beside the sum: expected to be spent, and not settled yet."""
    if not found:
        return
    yield Sentence(
        f"A further {pounds(each.unspent.not_looked_at)} is planned to be spent by {_last(each)}, "
        "but its details are not settled yet. It is not in this sum, and we do not offer it back."
    )
    columns = (
        Column("Planned for"),
        Column("£", "money", summed=True),
        Column("Still to be settled"),
    )
    rows = tuple(Row((each.what, each.amount, each.settled_by)) for each in found)
    total = "Total" if len(rows) > 1 else None
    yield Table(f"{TO_COMPLETE} Planned, but not settled yet", columns, rows, total)


def _last(each: Underspend) -> str:
    """Return by when what nobody has looked at may be spent."""
    days = {of.last_day(each.year_end) for of in each.funds if of.not_looked_at}
    return long_date(days.pop()) if len(days) == 1 else "the last day of each grant"


def _end(parts: tuple[Part, ...]) -> Iterator[Sentence]:
    if not all(part.is_over for part in parts):
        yield Sentence("We will write again if this forecast changes.")
