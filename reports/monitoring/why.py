"""Why a return's figures are what they are: the entries behind each, and what those rest on.

The rows behind a figure sum to it, to the penny.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import NamedTuple

from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.documents import documents_of
from ringfence.ledger.metadata import cited
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.moves import Origin
from ringfence.reports.monitoring.scope import scope_of

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.tracks import PotTrack
    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.monitoring.report import ReturnLine
    from ringfence.reports.monitoring.scope import Relative
    from ringfence.reports.monitoring.scope import Scope

Rows = list[tuple["Transaction", Decimal]]
WITHHELD = "withheld"


class Basis(NamedTuple):
    """A decision that an entry cites."""

    id: str
    body: str
    title: str
    minute: str | None


class Behind(NamedTuple):
    """One entry behind a figure, and what it rests on."""

    date: str
    words: str
    amount: Decimal
    fund: str
    invoice: str | None
    decisions: tuple[Basis, ...]
    documents: tuple[str, ...]
    place: str


class Figure(NamedTuple):
    """A figure with all that is behind it."""

    name: str
    amount: Decimal
    rows: tuple[Behind, ...]


class Group(NamedTuple):
    """The figures of an action, or of a pot outside the plan."""

    title: str
    figures: tuple[Figure, ...]


def why(book: Book, report: Report, relative: Relative) -> tuple[Group, ...]:
    """Give every figure of a return with what is behind it."""
    scope = scope_of(book, report.dates, relative)
    found = [Group(line.title, tuple(_line(scope, line))) for line in report.lines]
    for name, pools in (("Reserve", report.reserve), ("Unallocated", report.unallocated)):
        wanted = [t for t in scope.pots if (t.pot == UNALLOCATED) == (name == "Unallocated")]
        tracks = [track for track in wanted if not track.pot.is_planned]
        total = sum(pools.values(), ZERO)
        found.append(Group(name, (_figure(scope, "Left", total, _left(scope, tracks)),)))
    return tuple(found)


def _line(scope: Scope, line: ReturnLine) -> Iterator[Figure]:
    place = (line.year, line.action)
    tracks = scope.places[place]
    changes = list(scope.changes(place))
    for name, origin, amount in (
        ("Original allocation", Origin.ORIGINAL, line.original_allocation),
        ("Virements", Origin.VIREMENT, line.virements),
        ("Carried forward", Origin.CARRIED_FORWARD, line.carried_forward),
    ):
        rows = [(each.move.entry, each.amount) for each in changes if each.origin is origin]
        yield _figure(scope, name, amount, rows)
    yield _figure(
        scope, "Actual in period", line.actual_in_period, _spent(scope, tracks, all_=False)
    )
    yield _figure(scope, "Actual to date", line.actual_to_date, _spent(scope, tracks, all_=True))
    earmarks = [track for track in tracks if track.pot.earmark]
    yield _figure(scope, "Earmarked", line.earmarked, _left(scope, earmarks))


def _spent(scope: Scope, tracks: Iterable[PotTrack], *, all_: bool) -> Rows:
    return [
        (row.entry, row.amount)
        for track in tracks
        if track.spent_track
        for row in track.spent_track.rows(last=scope.as_at)
        if all_ or row.day >= scope.starts[track.fund]
    ]


def _left(scope: Scope, tracks: Iterable[PotTrack]) -> Rows:
    return [(row.entry, -row.amount) for track in tracks for row in track.rows(last=scope.as_at)]


def _figure(scope: Scope, name: str, amount: Decimal, rows: Rows) -> Figure:
    ordered = sorted(rows, key=lambda each: scope.book.order[id(each[0])])
    return Figure(name, amount, tuple(_behind(scope, entry, part) for entry, part in ordered))


def _behind(scope: Scope, entry: Transaction, amount: Decimal) -> Behind:
    private = bool(entry.meta.get("private"))
    words = ", ".join(filter(None, (entry.payee, entry.narration)))
    return Behind(
        date=entry.date.isoformat(),
        words=WITHHELD if private else words,
        amount=amount,
        fund=", ".join(scope.book.funds_in(entry)),
        invoice=None if private else text(entry, "invoice") or None,
        decisions=tuple(_bases(scope.book, entry)),
        documents=() if private else tuple(_papers(scope.book, entry, scope.relative)),
        place=f"{scope.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}",
    )


def _bases(book: Book, entry: Transaction) -> Iterator[Basis]:
    for name in (*cited(entry.meta), *cited(entry.meta, "settled-by")):
        history = book.register.decisions.get(name)
        if history:
            said = history.latest
            yield Basis(name, said.body, said.title, said.minute)


def _papers(book: Book, entry: Transaction, relative: Relative) -> Iterator[str]:
    """Name the documents that show an entry, and the minutes of what it rests on."""
    decisions = (*cited(entry.meta), *cited(entry.meta, "settled-by"))
    found = documents_of(book, entry)
    for name in decisions:
        history = book.register.decisions.get(name)
        for version in history.versions if history else ():
            found += documents_of(book, version.entry)
    yield from dict.fromkeys(map(relative, found))
