"""The Book: Beancount's entries, read once, answering every balance as at any day."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from pathlib import Path

from beancount.core import data

from ringfence.ledger.accounts import Account, Kind, Pot, party_in_account
from ringfence.ledger.chart import Chart
from ringfence.ledger.counted_index import CountedIndex
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.gathering import Gathered
from ringfence.ledger.inside import folder_of_books, leads_out
from ringfence.ledger.known_returns import Source
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO
from ringfence.ledger.movements import Movements
from ringfence.ledger.names import Names
from ringfence.ledger.reversing import Reversals
from ringfence.ledger.tracks import PotTrack, Track
from ringfence.ledger.words import all_folded
from ringfence.ledger.years import FIRST_LIKELY, LAST_LIKELY, FinancialYear, today

#: What an entry finds a paper by: its link, its path, or the account and name it is filed under.
PaperKey = tuple[str, str]


class Book(Gathered):
    """Everything the rules and the reports ask of a set of books.

    It is complete once it is made: what is asked of it is reckoned then, and kept.

    ``asked_on`` is the day on which it is asked: what is dated later has not happened yet, where
    that makes a difference. ``source`` are the files that the entries are of, where they are known.
    """

    def __init__(
        self,
        entries: Sequence[data.Directive],
        asked_on: datetime.date | None = None,
        source: Source | None = None,
    ) -> None:
        self.source = source
        self.asked_on = asked_on or today()
        super().__init__(entries)
        self.register.asked_on = self.asked_on

    @cached_property
    def last_day(self) -> datetime.date | None:
        """The day of the last transaction, whenever that is."""
        return max((track.days[-1] for track in self.tracks.values() if track.days), default=None)

    @cached_property
    def likely_days(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day of transactions, those of days that nobody meant left out."""
        found = [
            (days[first], days[last - 1])
            for days in (track.days for track in self.tracks.values())
            if (first := bisect_left(days, FIRST_LIKELY))
            < (last := bisect_right(days, LAST_LIKELY))
        ]
        return (min(each[0] for each in found), max(each[1] for each in found)) if found else None

    @cached_property
    def chart(self) -> Chart:
        """The accounts alone, for what the Book keeps and must not keep the Book."""
        return Chart(self.tracks, self.register)

    @cached_property
    def movements(self) -> Movements:
        """Every movement of the plan."""
        return Movements(self.chart, self.planning, self.citing)

    @cached_property
    def names(self) -> Names:
        """The transactions by their names: links, invoices, and lines."""
        corrections, references = self.marked["corrects"], self.references
        return Names(self.transactions, corrections, self.invoiced, references, self.order)

    @cached_property
    def counted(self) -> CountedIndex:
        """What returns count, by fund and year."""
        return CountedIndex(self)

    @cached_property
    def _reported(self) -> list[str]:
        """The funds whose terms ever said that another one's return covers them, in order."""
        return sorted(
            fund
            for fund, history in self.register.funds.items()
            if any(version.value.reported_in for version in history.versions)
        )

    @cached_property
    def reversals(self) -> Reversals:
        """Which entry reverses which."""
        return Reversals(self.tracks, self.names, self.marked["corrects"], self.order)

    @cached_property
    def short(self) -> set[PotTrack]:
        """The pots that end any day with less than zero in them."""
        return {track for track in self.pots.values() if not track.never_below_zero}

    @cached_property
    def provided(self) -> dict[tuple[str, str], list[PotTrack]]:
        """The earmarks that ever were of each provider, as accounts name it, in each fund."""
        found: dict[tuple[str, str], list[PotTrack]] = {}
        for (pot, fund), track in self.pots.items():
            for provider in self.providers_of(pot):
                found.setdefault((provider, fund), []).append(track)
        return found

    def providers_of(self, pot: Pot) -> list[str]:
        """Name the providers that an earmark ever had, each once, as accounts name them."""
        history = self.register.earmarks.get(pot.path)
        versions = history.versions if history else ()
        names = dict.fromkeys(version.value.provider for version in versions)
        return [party_in_account(name) for name in names if name]

    @cached_property
    def providers(self) -> set[str]:
        """Every provider that an earmark ever named, as accounts name it."""
        return {
            party_in_account(version.value.provider)
            for history in self.register.earmarks.values()
            for version in history.versions
            if version.value.provider
        }

    @cached_property
    def citing(self) -> dict[str, list[data.Transaction]]:
        """The transactions that name a decision, by its id."""
        found: dict[str, list[data.Transaction]] = {}
        for entry in self.marked["decision"]:
            for decision in decision_names(entry.meta):
                found.setdefault(decision, []).append(entry)
        return found

    @cached_property
    def remarked(self) -> list[data.Transaction]:
        """The transactions that say anything in metadata that a rule reads, in order."""
        return self._in_order({id(entry) for found in self.marked.values() for entry in found})

    @property
    def linked(self) -> dict[str, list[data.Transaction]]:
        """The transactions of each link, in the books' order."""
        return self.names.linked

    @cached_property
    def papers(self) -> list[data.Document]:
        """The documents whose files are within the folder of the books, in order."""
        folders: dict[str, Path] = {}
        found = []
        for document in self.documents:
            declared_in = str(document.meta.get("filename", ""))
            folder = folders.get(declared_in)
            if folder is None:
                folder = folders[declared_in] = folder_of_books(declared_in)
            if not leads_out(folder, Path(document.filename)):
                found.append(document)
        return found

    @cached_property
    def papers_by_key(self) -> dict[PaperKey, list[int]]:
        """The places of the papers by what entries find them by: link, path, account and name."""
        found: dict[PaperKey, list[int]] = {}
        for place, paper in enumerate(self.papers):
            keys = [
                *(("link", link) for link in paper.links or ()),
                ("path", paper.filename),
                (paper.account, Path(paper.filename).name),
            ]
            for key in keys:
                found.setdefault(key, []).append(place)
        return found

    @cached_property
    def references(self) -> list[str]:
        """The references of the transactions that are ``invoiced``, however they are typed."""
        return all_folded(self.invoices)

    @cached_property
    def _pots_by_fund(self) -> dict[str, list[PotTrack]]:
        found: dict[str, list[PotTrack]] = {}
        for (_pot, fund), track in self.pots.items():
            found.setdefault(fund, []).append(track)
        return found

    @cached_property
    def _pots_within(self) -> dict[tuple[str, ...], list[PotTrack]]:
        found: dict[tuple[str, ...], list[PotTrack]] = {}
        for (pot, _fund), track in self.pots.items():
            for length in range(1, len(pot.path) + 1):
                found.setdefault(pot.path[:length], []).append(track)
        return found

    @cached_property
    def order(self) -> dict[int, int]:
        """The place of every transaction in the books, by its ``id()``."""
        return {id(entry): place for place, entry in enumerate(self.entries)}

    @cached_property
    def earning(self) -> list[data.Transaction]:
        """The transactions that move Income, in the books' order."""
        income = (track for track in self.tracks.values() if track.kind is Kind.INCOME)
        return self._in_order({id(entry) for track in income for entry in track.entries})

    def year_at(self, today: datetime.date) -> FinancialYear:
        """Return the year of the last transaction not after today, else today's."""
        days = (
            track.days[before - 1]
            for track in self.tracks.values()
            if (before := bisect_right(track.days, today))
        )
        last = max(days, default=today)
        return FinancialYear.of_day(last)

    def balance(self, account: str, as_at: datetime.date) -> Decimal:
        """Return an account's balance at the end of a day, in Beancount's sign."""
        track = self.tracks.get(account)
        return track.balance(as_at) if track else ZERO

    def left(self, pot: Pot, fund: str, as_at: datetime.date) -> Decimal:
        """Return what is left in a pot of a fund at the end of a day."""
        track = self.pots.get((pot, fund))
        return track.left(as_at) if track else ZERO

    def left_of_fund(self, fund: str, as_at: datetime.date) -> Decimal:
        """Return all that a fund's pots hold at the end of a day."""
        return sum((track.left(as_at) for track in self.pots_of_fund(fund)), ZERO)

    def spent(self, pot: Pot, fund: str, as_at: datetime.date) -> Decimal:
        """Return what was spent from a pot of a fund up to the end of a day."""
        track = self.pots.get((pot, fund))
        return track.spent(as_at) if track else ZERO

    def pots_of(self, place: Pot) -> Iterator[PotTrack]:
        """Yield the pots of every fund at a place: an action and its earmarks, a reserve."""
        yield from self._pots_within.get(place.path, ())

    def pots_of_fund(self, fund: str) -> Iterator[PotTrack]:
        """Yield all pots of one fund."""
        yield from self._pots_by_fund.get(fund, ())

    def tracks_of(self, fund: str, *kinds: Kind) -> Iterator[Track]:
        """Yield a fund's accounts of some kinds."""
        by_kind = self.tracks_by_kind.get(fund)
        if by_kind is None:
            return
        if len(kinds) == 1:
            yield from by_kind[kinds[0]]
        else:
            found = [track for kind in kinds for track in by_kind[kind]]
            yield from sorted(found, key=attrgetter("order"))

    def total(self, fund: str, kind: Kind, as_at: datetime.date) -> Decimal:
        """Return the balance of all a fund's accounts of a kind, in Beancount's sign."""
        return sum((track.balance(as_at) for track in self.tracks_of(fund, kind)), ZERO)

    def fund_at(self, fund: str, day: datetime.date) -> Fund | None:
        """Return a fund's terms as they stood on a day."""
        return self.register.fund_at(fund, day)

    def account(self, name: str) -> Account | None:
        """Read an account's name against the funds declared."""
        return self.chart.account(name)

    def funds_in(self, entry: data.Transaction) -> list[str]:
        """Name the funds of a transaction, each once, in the order of its postings."""
        accounts = (self.account(posting.account) for posting in entry.postings)
        return list(dict.fromkeys(account.fund for account in accounts if account))

    def funds_covered_by(self, fund: str, as_at: datetime.date) -> list[str]:
        """Name the funds that a return on this one covers, itself first.

        Those are the funds that name it in ``reported-in``, or name one that does,
        as their terms stood on the day.
        """
        covered = [fund]
        for each in covered:
            covered.extend(
                other
                for other in self._reported
                if other not in covered and self.reporting_fund(other, as_at) == each
            )
        return covered

    def reporting_fund(self, fund: str, day: datetime.date) -> str | None:
        """Name the fund whose return covers this one too, if there is one."""
        terms = self.fund_at(fund, day)
        into = terms.reported_in if terms else None
        return into if into in self.register.funds else None

    def _in_order(self, found: set[int]) -> list[data.Transaction]:
        """Return the transactions of which these are the ``id()``, in the books' order."""
        return [entry for entry in self.transactions if id(entry) in found]


def balance_of_fund(book: Book, fund: str, as_at: datetime.date) -> Decimal:
    """Return all that a fund's pots hold at the end of a day."""
    return book.left_of_fund(fund, as_at)


def reserves(book: Book) -> Iterable[Pot]:
    """Name the reserves that were ever used, in order."""
    return sorted({pot for pot, _fund in book.pots if pot.is_reserve})
