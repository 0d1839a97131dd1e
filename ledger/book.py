"""The Book: Beancount's entries, read once, answering every balance as at any day.

It is built in one pass after the declarations. Most transactions plainly keep
the two laws of the model: one fund, and each layer sums to zero. Those that do
not are set aside in ``irregular`` for the rules to explain; nothing is refused
here. Sums are of units, exact, and never within a tolerance: Beancount fills in
``-13.8`` for ``10.5 + 3.25`` and calls it balanced.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any

from beancount.core import data

from ringfence.ledger.accounts import Account
from ringfence.ledger.accounts import Kind
from ringfence.ledger.accounts import Layer
from ringfence.ledger.accounts import Pot
from ringfence.ledger.accounts import parse_account
from ringfence.ledger.accounts import party_in_account
from ringfence.ledger.collector import collector_paused
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.metadata import Marked
from ringfence.ledger.metadata import cited
from ringfence.ledger.money import CURRENCY
from ringfence.ledger.money import PENNY
from ringfence.ledger.money import ZERO
from ringfence.ledger.money import is_exact_pence
from ringfence.ledger.moves import Movements
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.ledger.tracks import PotTrack
from ringfence.ledger.tracks import Side
from ringfence.ledger.tracks import Track
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.declarations.models import Fund

#: Of an entry before its first posting; a posting without a place has None.
_NO_SIDE = Side("", Layer.MONEY)


class Book:
    """Everything the rules and the reports ask of a set of books.

    ``tracks`` are the accounts that were posted to, by name; ``pots`` the pots,
    by pot and fund. ``planning`` are the transactions that move the plan layer,
    ``irregular`` are the transactions that do not plainly keep
    the two laws, ``pending`` those flagged ``!``, ``marked`` those that carry a
    key of metadata that a rule reads, by key; all in the books' order. ``invoices``
    are the references of ``transactions``, as they are written; "" for none.
    """

    def __init__(self, entries: Sequence[data.Directive]) -> None:
        self.entries = entries
        self.register = Register()
        self.tracks: dict[str, Track] = {}
        self.pots: dict[tuple[Pot, str], PotTrack] = {}
        self._by_fund: dict[str, list[Track]] = {}
        self._pots_by_fund: dict[str, list[PotTrack]] = {}
        self._pots_within: dict[tuple[str, ...], list[PotTrack]] = {}
        self._sides: dict[str, dict[Layer, Side]] = {}
        self.transactions: list[data.Transaction] = []
        self.invoices: list[str] = []
        self.planning: list[data.Transaction] = []
        self.irregular: list[data.Transaction] = []
        self.pending: list[data.Transaction] = []
        self.marked: dict[str, list[data.Transaction]] = {}
        self.opens: list[data.Open] = []
        self.pads: list[data.Pad] = []
        self.notes: list[data.Note] = []
        self.events: list[data.Event] = []
        self.documents: list[data.Document] = []
        with collector_paused():
            self._declare()
            self._read()

    @cached_property
    def last_day(self) -> datetime.date | None:
        """The day of the last transaction, whenever that is."""
        return max((track.days[-1] for track in self.tracks.values() if track.days), default=None)

    @cached_property
    def movements(self) -> Movements:
        """Every movement of the plan."""
        return Movements(self)

    @cached_property
    def provided(self) -> dict[tuple[str, str], list[PotTrack]]:
        """The earmarks that ever were of each provider, as accounts name it, in each fund."""
        found: dict[tuple[str, str], list[PotTrack]] = {}
        for (pot, fund), track in self.pots.items():
            history = self.register.earmarks.get(pot.path)
            versions = history.versions if history else ()
            for provider in dict.fromkeys([version.value.provider for version in versions]):
                if provider:
                    found.setdefault((party_in_account(provider), fund), []).append(track)
        return found

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
            for decision in cited(entry.meta):
                found.setdefault(decision, []).append(entry)
        return found

    @cached_property
    def remarked(self) -> list[data.Transaction]:
        """The transactions that say anything in metadata that a rule reads, in order."""
        return self._in_order({id(entry) for found in self.marked.values() for entry in found})

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
        """Give the year of the last transaction not after today, else today's."""
        days = (
            track.days[before - 1]
            for track in self.tracks.values()
            if (before := bisect_right(track.days, today))
        )
        last = max(days, default=today)
        return FinancialYear.containing(last)

    def balance(self, account: str, as_at: datetime.date) -> Decimal:
        """Give an account's balance at the end of a day, in Beancount's sign."""
        track = self.tracks.get(account)
        return track.balance(as_at) if track else ZERO

    def left(self, pot: Pot, fund: str, as_at: datetime.date) -> Decimal:
        """Give what is left in a pot of a fund at the end of a day."""
        track = self.pots.get((pot, fund))
        return track.left(as_at) if track else ZERO

    def spent(self, pot: Pot, fund: str, as_at: datetime.date) -> Decimal:
        """Give what was spent from a pot of a fund up to the end of a day."""
        track = self.pots.get((pot, fund))
        return track.spent(as_at) if track else ZERO

    def pots_of(self, place: Pot) -> Iterator[PotTrack]:
        """Walk the pots of every fund at a place: an action and its earmarks, a reserve."""
        yield from self._pots_within.get(place.path, ())

    def pots_of_fund(self, fund: str) -> Iterator[PotTrack]:
        """Walk all pots of one fund."""
        yield from self._pots_by_fund.get(fund, ())

    def tracks_of(self, fund: str, *kinds: Kind) -> Iterator[Track]:
        """Walk a fund's accounts of some kinds."""
        for track in self._by_fund.get(fund, ()):
            if track.kind in kinds:
                yield track

    def total(self, fund: str, kind: Kind, as_at: datetime.date) -> Decimal:
        """Give the balance of all a fund's accounts of a kind, in Beancount's sign."""
        return sum((track.balance(as_at) for track in self.tracks_of(fund, kind)), ZERO)

    def fund_at(self, fund: str, day: datetime.date) -> Fund | None:
        """Give a fund's terms as they stood on a day."""
        history = self.register.funds.get(fund)
        return history.at(day) if history else None

    def account(self, name: str) -> Account | None:
        """Read an account's name against the funds declared."""
        track = self.tracks.get(name)
        return track.account if track else parse_account(name, self.register.funds)

    def funds_in(self, entry: data.Transaction) -> list[str]:
        """Name the funds of a transaction, each once, in the order of its postings."""
        accounts = (self.account(posting.account) for posting in entry.postings)
        return list(dict.fromkeys(account.fund for account in accounts if account))

    def covered_by(self, fund: str, as_at: datetime.date) -> list[str]:
        """Name the funds that a return on this one covers, itself first.

        Those are the funds that name it in ``reported-in``, or name one that does,
        as their terms stood on the day.
        """
        covered = [fund]
        for each in covered:
            covered.extend(
                other
                for other in sorted(self.register.funds)
                if other not in covered and self.reported_in(other, as_at) == each
            )
        return covered

    def reported_in(self, fund: str, day: datetime.date) -> str | None:
        """Name the fund whose return covers this one too, if there is one."""
        terms = self.fund_at(fund, day)
        return terms.reported_in if terms else None

    def _declare(self) -> None:
        sorters: Mapping[type, list[Any]] = {
            data.Open: self.opens,
            data.Pad: self.pads,
            data.Note: self.notes,
            data.Event: self.events,
            data.Document: self.documents,
        }
        transact: Callable[[Any], None] = self.transactions.append
        for entry in self.entries:
            kind = type(entry)
            if kind is data.Transaction:
                transact(entry)
            elif kind in sorters:
                sorters[kind].append(entry)
            elif isinstance(entry, data.Custom):
                self.register.add(entry)

    def _read(self) -> None:  # noqa: C901, PLR0912 - a call a posting would double its cost
        """Post everything. One loop, a call a posting left out: it is most of the rules' cost."""
        get, begin = self.tracks.get, self._begin
        plan, marked = Layer.PLAN, Marked()
        invoices: list[object] = []
        for entry in self.transactions:
            meta = entry.meta
            for key in meta:
                if (carrying := marked[key]) is not None:
                    carrying.append(entry)
            invoices.append(meta.get("invoice") or "")
            if entry.flag == PENDING_FLAG:
                self.pending.append(entry)
            side: Side | None = _NO_SIDE
            total, regular = ZERO, True
            for name, units, cost, price, _flag, _meta in entry.postings:
                track = get(name) or begin(name)
                if units is None or units.currency != CURRENCY or units.number is None:
                    regular = False
                    continue
                number = units.number
                track.amounts.append(number)
                track.entries.append(entry)
                if track.changes is not None:
                    track.changes.append(number)
                if track.side is not side:
                    regular = regular and side is _NO_SIDE
                    side = track.side
                total += number
                if cost is not None or price is not None:
                    regular = False
            # A sum has as many decimals as the number with the most of them.
            if regular and not total and side is not None and total.same_quantum(PENNY):
                if side.layer is plan:
                    self.planning.append(entry)
                continue
            if not self._keeps_the_laws(entry):
                self.irregular.append(entry)
            if any(self._moves_plan(posting) for posting in entry.postings):
                self.planning.append(entry)
        self.invoices = list(map(str, invoices))
        self.marked = {key: found for key, found in marked.items() if found is not None}

    def _keeps_the_laws(self, entry: data.Transaction) -> bool:
        """Say whether an entry is of one fund, each of its layers nil, in pounds and pence."""
        sums: dict[Side, Decimal] = {}
        for posting in entry.postings:
            side, number = self.tracks[posting.account].side, in_pounds(posting)
            if side is None or number is None:
                return False
            sums[side] = sums.get(side, ZERO) + number
        return len({side.fund for side in sums}) <= 1 and not any(sums.values())

    def _moves_plan(self, posting: data.Posting) -> bool:
        """Say whether a posting is one in pounds to the plan layer."""
        units, side = posting.units, self.tracks[posting.account].side
        if side is None or side.layer is not Layer.PLAN or units is None:
            return False
        return units.currency == CURRENCY and units.number is not None

    def _begin(self, name: str) -> Track:
        """Begin an account's track, and join it to its pot."""
        account = parse_account(name, self.register.funds)
        if account is None:
            track = self.tracks[name] = Track(name, None, None)
            return track
        fund, pot = account.fund, account.pot
        if fund not in self._by_fund:
            self._by_fund[fund] = []
            self._sides[fund] = {layer: Side(fund, layer) for layer in Layer}
        track = self.tracks[name] = Track(name, account, self._sides[fund][account.kind.layer])
        self._by_fund[fund].append(track)
        if pot:
            held = self.pots.get((pot, fund))
            if held is None:
                held = self.pots[pot, fund] = PotTrack(pot, fund)
                self._pots_by_fund.setdefault(fund, []).append(held)
                for length in range(1, len(pot.path) + 1):
                    self._pots_within.setdefault(pot.path[:length], []).append(held)
            held.join(track)
        return track

    def _in_order(self, found: set[int]) -> list[data.Transaction]:
        """Give the transactions of which these are the ``id()``, in the books' order."""
        return [entry for entry in self.transactions if id(entry) in found]


def in_pounds(posting: data.Posting) -> Decimal | None:
    """Give a posting's amount if it is one of pounds, to the penny, and nothing more."""
    units = posting.units
    if units is None or units.currency != CURRENCY or units.number is None:
        return None
    valued = posting.price is not None or posting.cost is not None
    return None if valued or not is_exact_pence(units.number) else units.number


def held(book: Book, fund: str, as_at: datetime.date) -> Decimal:
    """Give all that a fund's pots hold at the end of a day."""
    return sum((track.left(as_at) for track in book.pots_of_fund(fund)), ZERO)


def reserves(book: Book) -> Iterable[Pot]:
    """Name the reserves that were ever used, in order."""
    return sorted({pot for pot, _fund in book.pots if pot.is_reserve})
