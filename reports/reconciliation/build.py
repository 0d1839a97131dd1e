"""From the books and the council's lines to the statement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

from beancount.core.data import Directive

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.council.grouping import Group
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.ours import ours
from ringfence.ledger.council.reconciling import (
    Item,
    NothingKeptError,
    Reconciled,
    Standing,
    reconcile,
)
from ringfence.ledger.metadata import text
from ringfence.ledger.money import pounds
from ringfence.reports.reconciliation.report import Between, Matched, Report, Side, Start
from ringfence.reports.render.table import long_date

_PRIVATE = "Private"


def statement(
    book: Book,
    lines: Mapping[str, CouncilLine],
    day: datetime.date | None = None,
    *,
    first: datetime.date | None = None,
    stated: Decimal | None = None,
) -> Report:
    """Make the statement of a day.

    Args:
        book: The books.
        lines: Every line of the council's that is kept.
        day: The day of the balances; the last day of the last listing unless told.
        first: From which day on matches are listed; since the last one signed unless told.
        stated: The council's balance as finance states it, in pounds.

    Raises:
        NothingKeptError: no listing was imported.
        TooEarlyError: the day is before the council's first line.
    """
    found = reconcile(book, lines, day or last_day(lines), first=first, stated=stated)
    partnership = book.register.partnership
    declared = book.register.reconciliations.get(str(found.day))
    start, plainly = found.start, _plainly(book)
    return Report(
        partnership=partnership.name if partnership else "",
        host=partnership.host if partnership else None,
        first=found.first,
        day=found.day,
        status="reopened" if declared and declared.latest.status == "reopened" else "draft",
        start=Start(start.basis.value, start.day, start.balance, start.lines, start.late),
        council_balance=found.council_balance,
        our_balance=found.our_balance,
        by_fund=tuple(_by_fund(book, found.day)),
        between=tuple(_between(item, found.day, plainly) for item in found.items),
        matched=tuple(_match(book, group, found.day) for group in found.matches),
        lines=found.lines,
        last_line=found.last_line,
        timing=found.total(Standing.TIMING),
        miscoded=found.total(Standing.MISCODED),
        difference=found.difference,
        unexplained=found.unexplained,
        recorded_by=_recorders(book, found),
    )


def last_day(lines: Mapping[str, CouncilLine]) -> datetime.date:
    """Return the day of the council's last line.

    Raises:
        NothingKeptError: there is none.
    """
    if not lines:
        raise NothingKeptError
    return max(line.day for line in lines.values())


def _by_fund(book: Book, day: datetime.date) -> Iterable[tuple[str, Decimal]]:
    for fund in sorted(book.register.funds):
        balance = book.total(fund, Kind.COUNCIL, day)
        if balance:
            yield fund, balance


def _plainly(book: Book) -> frozenset[str]:
    """Name the invoices that are of one day and one payee, and so name what they are on."""
    found: dict[str, set[tuple[datetime.date, str]]] = {}
    for each in ours(book):
        found.setdefault(each.invoice, set()).add((each.day, each.who))
    return frozenset(name for name, of in found.items() if name and len(of) == 1)


def _between(item: Item, day: datetime.date, plainly: frozenset[str]) -> Between:
    group = item.group
    invoice = "" if group.lines else group.ours[0].invoice
    side: Side = "both" if group.is_matched else "council" if group.lines else "ours"
    return Between(
        why=item.standing.value,
        side=side,
        called=invoice if invoice in plainly else item.key,
        day=item.day,
        who=_who(group),
        reference=_reference(group),
        amount=item.amount,
        reason=item.reason or _reason(item, day),
    )


def _reason(item: Item, day: datetime.date) -> str:
    """Return what the ledgers themselves tell of a match, or of what was reversed."""
    group = item.group
    if item.standing is Standing.AMOUNT:
        theirs, ours = -group.in_councils(day), -group.in_ours(day)
        return f"{pounds(theirs)} in the council's, {pounds(ours)} in ours"
    if group.is_matched:
        theirs_on, ours_on = (max(each.day for each in side) for side in (group.lines, group.ours))
        return f"In the council's on {long_date(theirs_on)}, in ours on {long_date(ours_on)}"
    if group.is_cleared:
        return f"Reversed by the council on {long_date(group.last)}"
    if len(group.ours) > 1:
        return f"Reversed on {long_date(group.last)}"
    return ""


def _match(book: Book, group: Group, day: datetime.date) -> Matched:
    funds = (fund for each in group.ours for fund in book.funds_in(each.entry))
    return Matched(
        council_day=max(line.day for line in group.lines if line.day <= day),
        our_day=max((each.day for each in group.ours if each.day <= day), default=None),
        who=_who(group),
        reference=_reference(group),
        refs=tuple(line.ref for line in group.lines),
        funds=tuple(dict.fromkeys(funds)),
        amount=group.in_ours(day),
    )


def _who(group: Group) -> str:
    """Name whom it is of: as we call them, else as the council does; of a private one nobody."""
    if any(each.entry.meta.get("private") for each in group.ours):
        return _PRIVATE
    named = [each.who for each in group.ours] + [line.supplier for line in group.lines]
    named += [line.narrative for line in group.lines]
    return next((name for name in named if name), "")


def _reference(group: Group) -> str:
    """Return the reference on the invoice, else the council's number of the document."""
    if any(each.entry.meta.get("private") for each in group.ours):
        return ""
    named = [each.invoice for each in group.ours] + [line.invoice for line in group.lines]
    named += [line.doc_no for line in group.lines]
    return next((name for name in named if name), "")


def _recorders(book: Book, found: Reconciled) -> tuple[str, ...]:
    """Name who imported the listings, marked what lies between, and recorded what is matched."""
    register = book.register
    entries: list[Directive] = [
        version.entry
        for table in (register.council_listings, register.council_items)
        for history in table.values()
        for version in history.versions
        if version.day >= found.first
    ]
    groups = (*found.matches, *(item.group for item in found.items))
    entries += [each.entry for group in groups for each in group.ours]
    named = {text(entry, "recorded-by").strip() for entry in entries}
    return tuple(sorted(named - {""}))
