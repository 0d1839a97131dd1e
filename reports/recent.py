"""What is new since a moment: what was recorded, changed and reversed since, by whom and when.

When something was recorded stands under it (``recorded-at``), as the commands write it. What says
nothing of it, such as an entry by hand, counts as recorded on its own day. That an entry was
changed by hand no books say: it shows beside what somebody saw of them at their last visit.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from beancount.core.data import Custom, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.frozen import SENT
from ringfence.ledger.metadata import text
from ringfence.reports.meetings import last_meeting
from ringfence.reports.search import Entry, Found, amount_of, declared_in, found_of

Kind = Literal["new", "changed", "reversed"]
#: What entries were at a visit: their digests, by what each is known by.
Seen = Mapping[str, Sequence[str]]
_STANDS = frozenset({"filename", "lineno", "__tolerances__"})


class Recent(NamedTuple):
    """What is new, changed or reversed; ``when`` and ``who`` are empty where nobody wrote it down.

    ``reverses`` is the entry that a reversal takes back.
    """

    kind: Kind
    found: Found
    when: datetime.datetime | None
    who: str
    reverses: Transaction | None = None

    @property
    def amount(self) -> Decimal | None:
        """How much it is of, in pounds; None of what moves nothing."""
        return self.found.amount


class Recently(NamedTuple):
    """What is new since a moment, the latest first; and what was there at a visit and is gone."""

    recent: tuple[Recent, ...]
    gone: tuple[str, ...] = ()


class Moment(NamedTuple):
    """A moment to ask about: its key in an address, what it is called, and when it was."""

    key: str
    called: str
    when: datetime.datetime


def moments(book: Book, now: datetime.datetime) -> Iterator[Moment]:
    """Yield a month ago, the end of the last meeting's day, and that of the last return sent."""
    yield Moment("month", "a month ago", now - datetime.timedelta(days=30))
    meeting = last_meeting(book, now.date())
    if meeting:
        yield Moment("meeting", "the last meeting", _end(meeting, now))
    sent = [
        version.day
        for history in book.register.returns.values()
        for version in history.versions
        if version.value.status in SENT and "status" in version.changed
        if version.day <= now.date()
    ]
    if sent:
        yield Moment("return", "the last return was sent", _end(max(sent), now))


def recorded_since(book: Book, moment: datetime.datetime) -> Recently:
    """Return what was recorded after a moment, as far as the books say so."""
    reversing = _reversing(book)
    found = []
    for entry in _entries(book):
        when = recorded_at(entry)
        is_after = when > moment if when else entry.date > moment.date()
        if is_after:
            found.append(_recent(entry, _kind(entry, reversing), reversing))
    return Recently(_latest_first(found))


def changed_since(book: Book, now: Seen, seen: Seen) -> Recently:
    """Return what is not as it was at a visit: what is new or changed since, and what is gone.

    Args:
        book: The books.
        now: What its entries are now, as :func:`digests` has it.
        seen: What they were at the visit.
    """
    reversing = _reversing(book)
    found = []
    for entry in _entries(book):
        known = seen.get(name_of(entry))
        if known is not None and digest_of(entry) in known:
            continue
        kind = _kind(entry, reversing)
        if known is not None and kind == "new" and len(now[name_of(entry)]) <= len(known):
            kind = "changed"
        found.append(_recent(entry, kind, reversing))
    gone = [name for name in seen if name not in now]
    return Recently(_latest_first(found), tuple(name.partition("|")[2] for name in gone))


def digests(book: Book) -> dict[str, list[str]]:
    """Return a digest of each entry, by what it is known by: some milliseconds for a thousand."""
    found: dict[str, list[str]] = {}
    for entry in _entries(book):
        found.setdefault(name_of(entry), []).append(digest_of(entry))
    return found


def name_of(entry: Entry) -> str:
    """Return what an entry is known by although it is changed: its payee and invoice, or its day.

    A private one is known by its day and amount alone, so that nothing else of it is kept.
    """
    if isinstance(entry, Transaction):
        invoice = text(entry, "invoice")
        if entry.meta.get("private"):
            return f"private|{entry.date}: a private entry of £{amount_of(entry):,.2f}"
        by = f"{entry.payee}, {invoice}" if invoice else f"{entry.payee or ''} {entry.narration}"
        links = " ".join(sorted(entry.links or ()))
        return f"{links}|{'' if invoice else f'{entry.date}: '}{by.strip()}"
    if isinstance(entry, Custom):
        values = " ".join(str(value.value) for value in entry.values)
        return f"{entry.type}|{entry.date}: {entry.type} {values}"
    return f"note|{entry.date}: a note on {entry.account}"


def digest_of(entry: Entry) -> str:
    """Return a short digest of all that an entry says, wherever it stands."""
    parts = [str(entry.date)]
    if isinstance(entry, Transaction):
        parts += [entry.flag or "", entry.payee or "", entry.narration or ""]
        parts += [*sorted(entry.tags or ()), *sorted(entry.links or ())]
        for posting in entry.postings:
            units = posting.units
            parts += [posting.account, str(units.number) if units else ""]
    elif isinstance(entry, Custom):
        parts += [entry.type, *(str(value.value) for value in entry.values)]
    else:
        parts += [entry.account, entry.comment or ""]
    parts += [f"{key}={value}" for key, value in entry.meta.items() if key not in _STANDS]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def recorded_at(entry: Entry) -> datetime.datetime | None:
    """Return when an entry was recorded, in its zone; None where nothing says, or nothing clear."""
    said = entry.meta.get("recorded-at")
    if said is None:
        return None
    try:
        return datetime.datetime.fromisoformat(str(said)).astimezone()
    except (ValueError, OverflowError):
        return None


def _entries(book: Book) -> Iterator[Entry]:
    yield from book.transactions
    yield from book.notes
    yield from declared_in(book)


def _kind(entry: Entry, reversing: Mapping[int, Transaction]) -> Kind:
    if id(entry) in reversing:
        return "reversed"
    if isinstance(entry, Transaction):
        return "changed" if entry.meta.get("corrects") else "new"
    return "new"


def _reversing(book: Book) -> dict[int, Transaction]:
    """Return what each reversal takes back, by the ``id()`` of the reversal."""
    found = {}
    for entry in book.transactions:
        by = book.reversals.of_spending(entry)
        if by is not None:
            found[id(by)] = entry
    return found


def _recent(entry: Entry, kind: Kind, reversing: Mapping[int, Transaction]) -> Recent:
    meta = entry.meta
    who = str(meta.get("recorded-for") or meta.get("recorded-by") or "")
    return Recent(kind, found_of(entry), recorded_at(entry), who, reversing.get(id(entry)))


def _latest_first(found: list[Recent]) -> tuple[Recent, ...]:
    def key(each: Recent) -> datetime.datetime:
        day = each.found.entry.date
        return each.when or datetime.datetime.combine(day, datetime.time()).astimezone()

    return tuple(sorted(found, key=key, reverse=True))


def _end(day: datetime.date, now: datetime.datetime) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.max, now.tzinfo)
