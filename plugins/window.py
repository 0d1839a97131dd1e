"""window: money is spent within its dates, and closed years do not change.

What a spend buys is supplied between the fund's `spend-from` and `spend-by`, both
days inclusive, as these dates stood on the day of the entry; the day of supply is
`supplied`, else the entry's own. A credit or a reversal is never outside, and one
in the same entry hides no late spend. After
`spend-by` no more money is put into a year's plan, net, nor advanced to a provider.
Consent to spend later is an amendment of `spend-by`.

A year that is closed says so with a `year` directive. Entries dated after that day may
touch its pots only to credit what was spent and to move the credit on, the same day, to
Unallocated or the same action of a later year (anywhere else by decision). A credit that
only fills what a pot is short of is moved nowhere. If the directive has a `digest`, what is
dated in the year must still match it, and so must what was posted to the pots of its plan by
the day of the directive, whenever it is dated (where it begins with `pots:`; a digest
written before there was that mark covers only what is dated in the year). A year that is opened
again says by whom (`closed-by`, or who recorded it) and why (`reason`). One that is closed without
a digest is held by none: that warns, and blocks where it says who closed it, for then it had one.

    plugin "ringfence.plugins.window"

Refused, if the fund is to be spent by 31 March 2018:

    2018-04-12 * "Leicester City FC" "KICKS, spring"
      Expenses:Plan:2017-18:Diversionary:Kicks:PLF-2017-18   750.00 GBP
      Assets:Council:PLF-2017-18                            -750.00 GBP

Accepted, for it was supplied in time:

    2018-04-12 * "Leicester City FC" "KICKS, spring"
      supplied: 2018-03-31
      Expenses:Plan:2017-18:Diversionary:Kicks:PLF-2017-18   750.00 GBP
      Assets:Council:PLF-2017-18                            -750.00 GBP
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import is_opening_advance
from ringfence.ledger.commands import Blank
from ringfence.ledger.declarations.history import History, Span
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.sums import debits_by_pot, entries_of, sum_of
from ringfence.ledger.tracks import Row, Track
from ringfence.plugins import door
from ringfence.plugins.closed_years import check_closed_years
from ringfence.plugins.wording import amend_command, block, call, clause, shared, way_to_override

RULE = "window"
_ONE_DAY = datetime.timedelta(days=1)


def check(book: Book) -> Iterator[Finding]:
    """Find what is spent or planned outside a fund's dates, and what a closed year bars."""
    supplied: dict[str, list[Transaction]] = {}
    for entry in book.marked["supplied"]:
        for fund in book.funds_in(entry):
            supplied.setdefault(fund, []).append(entry)
    for fund, history in book.register.funds.items():
        yield from _check_spends(book, fund, history, supplied.get(fund, []))
        yield from _check_late_plans(book, fund, history)
        yield from _check_late_advances(book, fund, history)
    yield from check_closed_years(book)


def _check_spends(
    book: Book, fund: str, history: History[Fund], supplied: list[Transaction]
) -> Iterator[Finding]:
    tracks = list(book.tracks_of(fund, Kind.SPENT))
    outside = list(_outside(history))
    rows = [row for first, last in outside for row in _rows(tracks, first, last)]
    suspects = {id(entry): entry for entry in (*entries_of(rows), *supplied)}
    for entry in suspects.values():
        day = _supply_day(entry)
        reason = _reason(history, day, entry.date)
        spent = sum(debits_by_pot(book, entry, fund).values(), ZERO) if reason else ZERO
        if reason and spent > 0:
            when = f"supplied on {day}" if day != entry.date else f"on {day}"
            message = (
                f"{call(entry)} spends {pounds(spent)} of {fund} {when}, "
                + reason
                + " "
                + way_to_override(RULE, (history.at_or_first(entry.date).funder,))
            )
            yield block(RULE, message, entry, book)


def _outside(history: History[Fund]) -> Iterator[tuple[datetime.date, datetime.date]]:
    """Yield the days, from one to another, that are outside the dates as they then stood."""
    for span in history.spans():
        terms = span.version.value
        if terms.spend_from and span.first < terms.spend_from:
            yield span.first, min(span.last, terms.spend_from - _ONE_DAY)
        if terms.spend_by and span.last > terms.spend_by:
            yield max(span.first, terms.spend_by + _ONE_DAY), span.last


def _rows(tracks: list[Track], first: datetime.date, last: datetime.date) -> Iterator[Row]:
    for track in tracks:
        # An account with nothing in pounds has no entries: that is `declaration`'s to say.
        if track.entries and track.last_day >= first and track.entries[0].date <= last:
            yield from track.rows(first, last)


def _supply_day(entry: Transaction) -> datetime.date:
    day = entry.meta.get("supplied")
    return day if isinstance(day, datetime.date) else entry.date


def _reason(history: History[Fund], day: datetime.date, dated: datetime.date) -> str | None:
    terms = history.at_or_first(dated)
    if terms.spend_from and day < terms.spend_from:
        days = (terms.spend_from - day).days
        return (
            f"{_days(days)} before its spend-from of {terms.spend_from}"
            f"{clause(terms, 'spend-from')}. If it was supplied later, say when ("
            + name_field("supplied", "DAY")
            + "); "
            "otherwise charge another fund (" + name_field("fund") + ")."
        )
    if terms.spend_by and day > terms.spend_by:
        days = (day - terms.spend_by).days
        return (
            f"{_days(days)} after its spend-by of {terms.spend_by}{clause(terms, 'spend-by')}. "
            "If it was supplied in time, say when ("
            + name_field("supplied", "DAY")
            + "); otherwise charge another fund "
            "("
            + name_field("fund")
            + f"), or with {terms.funder}'s consent: "
            + _longer(history, dated)
            + "."
        )
    return None


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _check_late_plans(book: Book, fund: str, history: History[Fund]) -> Iterator[Finding]:
    """Find the days after spend-by on which a year's plan has more put in than taken out since."""
    dates = [version.value.spend_by for version in history.versions]
    earliest = min((day for day in dates if day is not None), default=datetime.date.max)
    plans: dict[str, list[Track]] = {}
    for track in book.tracks_of(fund, Kind.PLAN):
        if track.last_day > earliest and track.account and track.account.pot:
            plans.setdefault(track.account.pot.path[0], []).append(track)
    for span in history.spans():
        spend_by = span.version.value.spend_by
        if spend_by is None or span.last <= spend_by:
            continue
        for year, tracks in plans.items():
            rows = sorted(_rows(tracks, spend_by + _ONE_DAY, span.last), key=lambda row: row.day)
            for entry, net, parts in _net_rises(rows, span.first):
                message = _late(history, span, year, entry, net)
                yield shared(block(RULE, message, entry, book), net, parts)


def _check_late_advances(book: Book, fund: str, history: History[Fund]) -> Iterator[Finding]:
    """Find the days after spend-by on which more was advanced than came back unspent since.

    What puts an advance of before right is dated later, and is none; nor is what was advanced
    before the books began. What is paid ahead was not supplied, whatever day it says.
    """
    tracks = list(book.tracks_of(fund, Kind.PREPAID))
    if not tracks:
        return
    for span in history.spans():
        terms = span.version.value
        if terms.spend_by is None or span.last <= terms.spend_by:
            continue
        rows = [
            row._replace(amount=-row.amount)
            for row in _rows(tracks, terms.spend_by + _ONE_DAY, span.last)
            if "corrects" not in row.entry.meta
            and not is_opening_advance(book, row.entry, fund)
            and not sum_of(book, row.entry, fund, Kind.SPENT)
        ]
        for entry, net, parts in _net_rises(sorted(rows, key=lambda row: row.day), span.first):
            days = _days((entry.date - terms.spend_by).days)
            message = (
                f"{call(entry)} advances {pounds(net)} of {fund} on {entry.date}, {days} after "
                f"its spend-by of {terms.spend_by}{clause(terms, 'spend-by')}: what it pays for "
                "would be too late. Advance it from another fund ("
                + name_field("fund")
                + "), or with "
                f"{terms.funder}'s consent: "
                + _longer(history, entry.date)
                + ". "
                + way_to_override(RULE, (terms.funder,))
            )
            yield shared(block(RULE, message, entry, book), net, parts)


_Parts = list[tuple[Transaction, Decimal]]


def _net_rises(
    rows: list[Row], first: datetime.date
) -> Iterator[tuple[Transaction, Decimal, _Parts]]:
    """Yield the last entry of each day, from one on, that raises a net rise, that, and who did."""
    days: dict[datetime.date, list[Row]] = {}
    for row in rows:
        days.setdefault(row.day, []).append(row)
    net = ZERO
    for day, of_day in days.items():
        change = -sum((row.amount for row in of_day), ZERO)
        net += change
        if day >= first and change > 0 and net > 0:
            parts = [(row.entry, -row.amount) for row in of_day if row.amount < 0]
            yield parts[-1][0], min(net, change), parts


def _late(
    history: History[Fund], span: Span[Fund], year: str, entry: Transaction, net: Decimal
) -> str:
    terms = span.version.value
    return (
        f"{call(entry)} puts {pounds(net)} of {history.key[0]} into the plan {year} on "
        f"{entry.date}, after its spend-by of {terms.spend_by}{clause(terms, 'spend-by')}: it "
        f"can't be spent any more. Leave it where it is, or with {terms.funder}'s consent: "
        + _longer(history, entry.date)
        + ". "
        + way_to_override(RULE, (terms.funder,))
    )


def _longer(history: History[Fund], day: datetime.date) -> str:
    return amend_command(history, "fund", history.key[0], day, spend_by=Blank.DAY)


__plugins__ = ("run",)
run = door.plugin(RULE, check)
