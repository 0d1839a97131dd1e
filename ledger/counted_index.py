"""What returns of a Book have in common, by fund and year: reckoned once, when first asked for.

Two returns of a fund say mostly the same: a year's spending is in each return of it and of the
year after.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.counted_rows import PLANNED, Rows, row_of, who
from ringfence.ledger.counted_terms import Terms
from ringfence.ledger.hashing import digest_of
from ringfence.ledger.metadata import text
from ringfence.ledger.money import plain
from ringfence.ledger.tracks import Track
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.gathering import Gathered

#: How a line begins that is of the actions of a plan.
ACTIONS = "actions"
_ALWAYS = datetime.date.min


class _Adjusting(NamedTuple):
    """An entry that says which return it adjusts: its funds, and those of them that it spends."""

    day: datetime.date
    funds: frozenset[str]
    spending: frozenset[str]
    line: str


class CountedIndex:
    """The rows of entries and of declarations, and what accounts came to, by fund."""

    def __init__(self, book: Gathered) -> None:
        self._tracks, self._kinds = book.tracks, book.tracks_by_kind
        self.rows = Rows(book)
        self.terms = Terms(book)
        self._left: dict[tuple[str, datetime.date], str] = {}
        self._pots: dict[str, list[Track]] = {}
        self._deferring: dict[str, list[tuple[datetime.date, str]]] = {}
        self._spans: dict[
            tuple[datetime.date, datetime.date],
            list[tuple[FinancialYear, datetime.date, datetime.date]],
        ] = {}
        self._returns: dict[str, list[tuple[str, datetime.date]]] = {}
        for (fund, ref), history in book.register.returns.items():
            day = history.latest.as_at
            if day is not None:
                self._returns.setdefault(fund, []).append((ref, day))
        self._adjusting = list(self._find_adjusting(book.marked["adjusts"]))

    def lines(self, fund: str, first: datetime.date | None, last: datetime.date) -> list[str]:
        """Return what a return counts of a fund, each part as a line with its digest.

        What there is nothing of has no line, so that what comes later changes none.

        Args:
            fund: Of which fund.
            first: From which 1 April on entries count one by one, but for those of its money;
                None if all do.
            last: Up to which day, inclusive.
        """
        found = [(f"fund {fund}", self.terms.of_fund(fund).digest(_ALWAYS, last))]
        if fund in self.rows.money:
            found += self._entries(fund, first, last)
        for year in self.terms.years_of(fund):
            if first is None or year >= str(FinancialYear.of_day(first)):
                declared = self.terms.of_plan(fund, year)
                found.append((f"{ACTIONS} {fund} {year}", declared.digest(_ALWAYS, last)))
        lines = [f"{name}: {digest}" for name, digest in found if digest]
        return [*lines, *self._deferred(fund, last)]

    def _entries(
        self, fund: str, first: datetime.date | None, last: datetime.date
    ) -> Iterator[tuple[str, str]]:
        rows = self.rows
        yield f"money {fund}", rows.money[fund].digest(_ALWAYS, last)
        if first is None:
            yield f"spent {fund}", rows.spent[fund].digest(_ALWAYS, last)
            yield f"plan {fund}", rows.plan[fund].digest(_ALWAYS, last)
            return
        yield f"left {fund} before {first}", self._left_before(fund, first)
        for year, begins, ends in self._years(first, last):
            yield f"spent {fund} {year}", rows.spent[fund].digest(begins, ends)
            yield f"plan {fund} {year}", rows.plan[fund].digest(begins, ends)

    def decisions(
        self, funds: Iterable[str], first: datetime.date | None, last: datetime.date
    ) -> list[str]:
        """Return the decisions that what a return counts rests on, in order, each once."""
        rows, start = self.rows, first or _ALWAYS
        return sorted(
            {
                name
                for fund in funds
                if fund in rows.money
                for section, begins in (
                    (rows.money[fund], _ALWAYS),
                    (rows.plan[fund], start),
                    (rows.spent[fund], start),
                )
                for name in section.decisions(begins, last)
            }
        )

    def adjusting(self, funds: Collection[str], last: datetime.date) -> Iterator[str]:
        """Yield the entries up to a day that say what they adjust and spend nothing, as lines."""
        for each in self._adjusting:
            own = each.funds.intersection(funds)
            if each.day <= last and own and each.spending.isdisjoint(own):
                yield each.line

    def days_of_returns(self, fund: str) -> list[tuple[str, datetime.date]]:
        """Return the periods of the returns of a fund that say as at which day, and that day."""
        return self._returns.get(fund, [])

    def _years(
        self, first: datetime.date, last: datetime.date
    ) -> list[tuple[FinancialYear, datetime.date, datetime.date]]:
        """Return the years from one day to another, with the first and last day of each."""
        years = self._spans.get((first, last))
        if years is None:
            starts = range(first.year, FinancialYear.of_day(last).start_year + 1)
            years = self._spans[first, last] = [
                (each, each.start, min(each.end, last)) for each in map(FinancialYear, starts)
            ]
        return years

    def _left_before(self, fund: str, day: datetime.date) -> str:
        """Return the digest of what the accounts of a fund's pots had in them as a day began."""
        digest = self._left.get((fund, day))
        if digest is None:
            tracks = self._pots.get(fund)
            if tracks is None:
                kinds = (Kind.SPENT, *PLANNED)
                tracks = [
                    each for kind in kinds for each in self._kinds[fund][kind] if each.entries
                ]
                tracks.sort(key=lambda each: each.entries[0].date)
                self._pots[fund] = tracks
            before, lines = day - datetime.timedelta(days=1), []
            for each in tracks:
                if each.entries[0].date > before:
                    break
                balance = each.total if each.last_day <= before else each.balance(before)
                if balance:
                    lines.append(f"{each.name} {plain(balance)}")
            digest = self._left[fund, day] = digest_of(lines) if lines else ""
        return digest

    def _deferred(self, fund: str, last: datetime.date) -> list[str]:
        """Return a line for each entry up to a day that only defers what a fund is left."""
        lines = self._deferring.get(fund)
        if lines is None:
            entries = self.rows.deferring.get(fund, ())
            lines = self._deferring[fund] = [(e.date, deferring_line(e)) for e in entries]
        return [line for day, line in lines if day <= last]

    def _find_adjusting(self, entries: Iterable[Transaction]) -> Iterator[_Adjusting]:
        for entry in entries:
            tracks = (self._tracks.get(posting.account) for posting in entry.postings)
            found = [track.account for track in tracks if track and track.account]
            funds = {each.fund for each in found}
            spending = {each.fund for each in found if each.kind is Kind.SPENT}
            line = f"adjusts {entry.date} {text(entry, 'adjusts')} {who(entry)!a}"
            yield _Adjusting(entry.date, frozenset(funds), frozenset(spending), line)


def deferring_line(entry: Transaction) -> str:
    """Return the line of an entry that only defers what a fund is left, or brings it back."""
    return f"deferred {entry.date}: {digest_of([row_of(entry)])}"
