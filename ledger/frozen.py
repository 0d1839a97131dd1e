"""What a return said, as lines that change when anything does that it counted.

A submitted return is frozen by the digest of these lines in the books. They are digests, by fund
and year, of the transactions that are its evidence, of what came in and was claimed, of what moved
its plan, of the terms, actions and decisions that it rests on, with every word of each; and what
each pot held before. Files, line numbers, comments and order are left out: moving or commenting
text never changes them, nor does whatever is dated after the return's as-at. What is deferred at
31 March of what the return said is left changes no figure, so entries that only do that may be
recorded later.

Spending of the years before last is in them as one sum for each pot: it was the evidence of an
earlier return. Digests of the first version, without a mark, cover less: `frozen_first`.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from beancount.core.data import Custom, Transaction

from ringfence.ledger.accounts import Kind, Layer
from ringfence.ledger.book import Book
from ringfence.ledger.counted_index import deferring_line
from ringfence.ledger.counted_rows import MONEY, PLANNED, counted_keys, counted_links, leg_of, who
from ringfence.ledger.counted_terms import Dated, Said, plain_text
from ringfence.ledger.deferring import Beyond, beyond, deferring_entries, latest_of
from ringfence.ledger.frozen_first import FirstLines
from ringfence.ledger.frozen_index import Index
from ringfence.ledger.hashing import digest_of
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, plain
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.ledger.years import FinancialYear, Period

FINAL = "final"
#: A return of such a status has been sent, and its figures stand.
SENT = frozenset({"submitted", "queried", "answered", "accepted", "paid"})
#: The version of digests that returns are frozen by today, and the one without a mark.
VERSION, FIRST = "2", "1"
#: How a line begins that is of a decision.
DECISION = "decision"
#: How a line begins that says all by itself.
TERMS = ("return: ", "funds: ", "before ", "adjusts ")
#: What an entry says, by key.
Words = tuple[tuple[str, str], ...]
_NEVER = FinancialYear(2)


class Counted(NamedTuple):
    """What one transaction is to a return: who, when, and what it moves of what is told."""

    date: str
    payee: str | None
    invoice: str | None
    adjusts: str | None
    pending: bool
    postings: tuple[tuple[str, str], ...]

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Counted:
        """Read one from a snapshot."""
        postings = tuple((str(name), str(amount)) for name, amount in value["postings"])
        return cls(**{**value, "postings": postings})


@dataclass(frozen=True)
class Frozen:
    """A return's figures and evidence, over a Book."""

    book: Book
    fund: str
    ref: str
    as_at: datetime.date
    #: What first lines of the same Book have in common; without one it is reckoned for this alone.
    index: Index | None = field(default=None, repr=False, compare=False)

    @cached_property
    def funds(self) -> tuple[str, ...]:
        """The funds covered; a final return covers the named one alone."""
        if self.ref == FINAL:
            return (self.fund,)
        return tuple(sorted(self.book.funds_covered_by(self.fund, self.as_at)))

    @cached_property
    def digest(self) -> str:
        """The digest of all that it says, by the newest version of digests."""
        return digest_in(VERSION, self.lines)

    def says(self, digest: str | None) -> bool:
        """Whether the books still say what they said when they had a digest, of any version."""
        later = self.deferrals_since(digest)
        return later is not None and not self.beyond(later)

    def deferrals_since(self, digest: str | None) -> list[Transaction] | None:
        """Return what was recorded since they had a digest, if all of it only defers.

        None if anything else changed. Whether no more was deferred than was left is another
        question: `beyond`.
        """
        if not digest:
            return None
        version = version_of(digest)
        lines = self.lines_of(version)
        if digest_in(version, lines) == digest:
            return []
        for later in latest_of(self.deferring):
            rest = Counter(lines)
            rest.subtract(line for entry in later for line in _lines_of(entry, version))
            if digest_in(version, rest.elements()) == digest:
                return later
        return None

    def beyond(self, entries: Sequence[Transaction]) -> list[Beyond]:
        """Find what of entries that only defer is more than deferring what was left."""
        return list(beyond(self.book, entries, self.as_at))

    @cached_property
    def deferring(self) -> list[Transaction]:
        """The entries that only defer what was left at a year's end, or bring it back."""
        return deferring_entries(self.book, self.funds, self.as_at)

    @cached_property
    def lines(self) -> list[str]:
        """What it says, sorted, as the newest version of digests covers it."""
        index = self.book.counted
        found = [
            f"return: {self.fund} {self.ref} as at {self.as_at}",
            f"funds: {', '.join(self.funds)}",
            *self._common(),
        ]
        for fund in self.funds:
            found += index.lines(fund, self.first, self.as_at)
        for name in index.decisions(self.funds, self.first, self.as_at):
            found.append(f"{DECISION} {name}: {index.terms.decision(name, self.as_at)}")
        return sorted(found)

    def lines_of(self, version: str) -> list[str]:
        """Return what it says, sorted, as a version of digests covers it."""
        return self.lines if version == VERSION else self._first_lines

    @cached_property
    def _first_lines(self) -> list[str]:
        index = self.index or Index(self.book)
        found = (self.book, self.fund, self.ref, self.as_at, self.funds, self._year)
        return FirstLines(*found, self._common(), index).all()

    @cached_property
    def counted(self) -> list[tuple[Counted, Transaction]]:
        """The transactions that its figures are made of, in the books' order."""
        moved: dict[int, tuple[Transaction, dict[str, Decimal]]] = {}
        for fund in self.funds:
            for track in self.book.tracks_of(fund, Kind.SPENT, *PLANNED, *MONEY):
                for row in track.rows(last=self.as_at):
                    _entry, amounts = moved.setdefault(id(row.entry), (row.entry, {}))
                    amounts[track.name] = amounts.get(track.name, ZERO) + row.amount
        order = self.book.order
        return [
            (count_of(entry, amounts), entry)
            for key, (entry, amounts) in sorted(moved.items(), key=lambda each: order[each[0]])
        ]

    def words_of(self, entry: Transaction) -> Words | None:
        """Return what an entry says beside what is told of it; None of one that is private.

        None, too, of one from before the days from which on entries count one by one: only sums
        of what was spent then, and of the plan, are in the return.
        """
        if entry.meta.get("private") or (self.first and entry.date < self.first):
            return None
        keys = (key for key in counted_keys(entry.meta) if key not in ("invoice", "adjusts"))
        said = {key: plain_text(entry.meta[key]) for key in keys}
        said["narration"] = entry.narration or ""
        said["postings"] = ", ".join(sorted(map(leg_of, entry.postings)))
        if entry.flag not in ("*", PENDING_FLAG):
            said["flag"] = str(entry.flag)
        account = self.book.account(entry.postings[0].account)
        if account and account.kind.layer is Layer.PLAN:
            said["links"] = ", ".join(counted_links(entry))
        return tuple(sorted(said.items()))

    @cached_property
    def declared(self) -> list[tuple[Said, Custom]]:
        """The directives that its terms were declared by, its day's and those of before."""
        index, terms = self.book.counted, self.book.counted.terms
        found: list[Dated] = []
        for fund in self.funds:
            found += terms.directives_of_fund(fund)
            for year in terms.years_of(fund):
                if self.first is None or year >= str(FinancialYear.of_day(self.first)):
                    found += terms.directives_of_plan(fund, year)
        entries = {id(e.version.entry): e.version.entry for e in found if e.day <= self.as_at}
        for name in index.decisions(self.funds, self.first, self.as_at):
            entries |= {
                id(each.entry): each.entry
                for each in terms.directives_of_decision(name, self.as_at)
            }
        return [(Said.by(entry), entry) for entry in entries.values()]

    @cached_property
    def first(self) -> datetime.date | None:
        """From which 1 April on it counts spending one by one: None if from the first."""
        return None if self.ref == FINAL else datetime.date(self._year.start_year - 1, 4, 1)

    @cached_property
    def _year(self) -> FinancialYear:
        return _NEVER if self.ref == FINAL else Period.parse(self.ref).year

    def _common(self) -> list[str]:
        """Return the lines that are the same in every version of digests."""
        index = self.book.counted
        return [*self._before(), *index.adjusting(self.funds, self.as_at)]

    def _before(self) -> Iterator[str]:
        """Yield as at which days, other than their periods' ends, the returns before it were."""
        for ref, day in self.book.counted.days_of_returns(self.fund):
            if ref not in (FINAL, self.ref) and day < self.as_at and day != Period.parse(ref).end:
                yield f"before {ref}: as at {day}"


def version_of(digest: str) -> str:
    """Return which version of digests one is of: the first has no mark."""
    version, mark, _rest = digest.partition("-")
    return version if mark else FIRST


def digest_in(version: str, lines: Iterable[str]) -> str:
    """Return the digest of lines, with the mark of its version."""
    digest = digest_of(lines)
    return digest if version == FIRST else f"{version}-{digest}"


def count_of(entry: Transaction, amounts: dict[str, Decimal]) -> Counted:
    """Return what an entry is to a return, given what it moves."""
    payee, invoice = who(entry)
    moved = ((name, plain(amount)) for name, amount in amounts.items() if amount)
    return Counted(
        date=entry.date.isoformat(),
        payee=payee,
        invoice=invoice,
        adjusts=text(entry, "adjusts") or None,
        pending=entry.flag == PENDING_FLAG,
        postings=tuple(sorted(moved)),
    )


def _money_line(day: datetime.date, account: str, amount: Decimal) -> str:
    return f"money {day} {account} {plain(amount)}"


def _lines_of(entry: Transaction, version: str) -> Iterator[str]:
    """Yield the lines that an entry which only defers has of its own."""
    if version != FIRST:
        yield deferring_line(entry)
        return
    for posting in entry.postings:
        number = None if posting.units is None else posting.units.number
        yield _money_line(entry.date, posting.account, number or ZERO)
