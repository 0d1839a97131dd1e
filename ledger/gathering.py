"""What one pass over Beancount's entries gathers, for the Book to answer from.

Most transactions plainly keep the two laws of the model: one fund, and each
layer sums to zero. Those that do not are set aside in ``irregular`` for the
rules to explain; nothing is refused here. Sums are of units, exact, and never
within a tolerance: Beancount fills in ``-13.8`` for ``10.5 + 3.25`` and calls it
balanced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core import data

from ringfence.ledger.accounts import Kind, Layer, Pot, parse_account
from ringfence.ledger.collector import collector_paused
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.metadata import Marked
from ringfence.ledger.money import CURRENCY, PENNY, TOO_MUCH, ZERO, is_exact_pence, is_within_digits
from ringfence.ledger.tracks import PENDING_FLAG, PotTrack, Side, Track
from ringfence.ledger.years import is_usable

#: Of an entry before its first posting; a posting without a place has None.
_NO_SIDE = Side("", Layer.MONEY)
_NO_UNITS = (None, None)


def _within_calendar(
    entries: Sequence[data.Directive],
) -> tuple[Sequence[data.Directive], list[data.Directive]]:
    """Part entries, in Beancount's order, from those of days that can't be reckoned with."""
    if not entries or (is_usable(entries[0].date) and is_usable(entries[-1].date)):
        return entries, []
    usable = [entry for entry in entries if is_usable(entry.date)]
    return usable, [entry for entry in entries if not is_usable(entry.date)]


class Gathered:
    """The entries of a set of books, sorted by what is asked of them.

    ``unusable`` are the entries of days too far away to be reckoned with, which are not among
    the others. ``tracks`` are the accounts that were posted to, by name; ``pots`` the pots,
    by pot and fund. ``planning`` are the transactions that move the plan layer,
    ``irregular`` are the transactions that do not plainly keep
    the two laws, ``pending`` those flagged ``!``, ``marked`` those that carry a
    key of metadata that a rule reads, by key, and ``unread`` those with one that nothing
    here reads; all in the books' order. ``invoiced``
    are those that have an ``invoice``, and ``invoices`` what it says;
    ``uninvoiced`` those without one that do more than move the plan. ``words`` are
    all purposes and categories that transactions name, and ``approvals`` every
    ``approved-by`` with the ``recorded-by`` that it was met with.
    """

    def __init__(self, entries: Sequence[data.Directive]) -> None:
        self.entries, self.unusable = _within_calendar(entries)
        self.register = Register()
        self.tracks: dict[str, Track] = {}
        self.pots: dict[tuple[Pot, str], PotTrack] = {}
        self.tracks_by_kind: dict[str, dict[Kind, list[Track]]] = {}
        self._sides: dict[str, dict[Layer, Side]] = {}
        self.transactions: list[data.Transaction] = []
        self.invoiced: list[data.Transaction] = []
        self.invoices: list[str] = []
        self.uninvoiced: list[data.Transaction] = []
        self.planning: list[data.Transaction] = []
        self.irregular: list[data.Transaction] = []
        self.pending: list[data.Transaction] = []
        self.marked: Mapping[str, list[data.Transaction]] = {}
        self.unread: Mapping[str, list[data.Transaction]] = {}
        self.words: Mapping[str, set[str]] = {}
        self.approvals: set[tuple[object, object]] = set()
        self.opens: list[data.Open] = []
        self.balances: list[data.Balance] = []
        self.pads: list[data.Pad] = []
        self.notes: list[data.Note] = []
        self.events: list[data.Event] = []
        self.documents: list[data.Document] = []
        with collector_paused():
            self._declare()
            self._read()

    def _declare(self) -> None:
        sorters: Mapping[type, list[Any]] = {
            data.Open: self.opens,
            data.Balance: self.balances,
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
        self.register.settle()

    def _read(self) -> None:  # noqa: C901, PLR0912 - a call a posting would double its cost
        """Post everything. One loop, a call a posting left out: it is most of the rules' cost."""
        get, begin = self.tracks.get, self._begin
        plan, marked, least = Layer.PLAN, Marked(), -TOO_MUCH
        invoices: list[object] = []
        for entry in self.transactions:
            meta, day, flag, _payee, _narration, _tags, _links, postings = entry
            carrying, saying, approved = marked[tuple(meta)]
            for found in carrying:
                found.append(entry)
            for key, values in saying:
                values.add(str(meta[key]))
            if approved:
                self.approvals.add((meta["approved-by"], meta.get("recorded-by")))
            invoice = meta.get("invoice")
            if invoice:
                self.invoiced.append(entry)
                invoices.append(invoice)
            if flag == PENDING_FLAG:
                self.pending.append(entry)
            side: Side | None = _NO_SIDE
            total, regular = ZERO, True
            for name, units, cost, price, _flag, _meta in postings:
                track = get(name) or begin(name)
                number, currency = _NO_UNITS if units is None else units
                if currency != CURRENCY or number is None or not (least < number < TOO_MUCH):
                    regular = False
                    continue
                track.amounts.append(number)
                track.entries.append(entry)
                track.last_day = day
                track.total = reached = track.total + number
                if reached > track.highest:
                    track.highest = reached
                else:
                    track.fell = True
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
                elif not invoice:
                    self.uninvoiced.append(entry)
                continue
            self._look_closer(entry)
        self.invoices = list(map(str, invoices))
        self.marked, self.words, self.unread = marked.entries, marked.words, marked.unread

    def _look_closer(self, entry: data.Transaction) -> None:
        """Sort an entry that does not plainly keep the laws at a glance."""
        if not entry.meta.get("invoice"):
            self.uninvoiced.append(entry)
        if not self._keeps_the_laws(entry):
            self.irregular.append(entry)
        if any(self._moves_plan(posting) for posting in entry.postings):
            self.planning.append(entry)

    def _keeps_the_laws(self, entry: data.Transaction) -> bool:
        """Return whether an entry is of one fund, each of its layers nil, in pounds and pence."""
        sums: dict[Side, Decimal] = {}
        for posting in entry.postings:
            side, number = self.tracks[posting.account].side, _in_pounds(posting)
            if side is None or number is None or not is_within_digits(number):
                return False
            sums[side] = sums.get(side, ZERO) + number
        return len({side.fund for side in sums}) <= 1 and not any(sums.values())

    def _moves_plan(self, posting: data.Posting) -> bool:
        """Return whether a posting is one in pounds to the plan layer."""
        units, side = posting.units, self.tracks[posting.account].side
        if side is None or side.layer is not Layer.PLAN or units is None:
            return False
        return units.currency == CURRENCY and units.number is not None

    def _begin(self, name: str) -> Track:
        """Begin an account's track, and join it to its pot."""
        account = parse_account(name, self.register.funds)
        if account is None:
            track = self.tracks[name] = Track(name, None, None, len(self.tracks))
            return track
        _name, kind, fund, pot, _party = account
        sides = self._sides.get(fund)
        if sides is None:
            sides = self._sides[fund] = {layer: Side(fund, layer) for layer in Layer}
            self.tracks_by_kind[fund] = {each: [] for each in Kind}
        track = self.tracks[name] = Track(name, account, sides[kind.layer], len(self.tracks))
        self.tracks_by_kind[fund][kind].append(track)
        if pot:
            held = self.pots.get((pot, fund))
            if held is None:
                held = self.pots[pot, fund] = PotTrack(pot, fund)
            held.tracks.append(track)
        return track


def _in_pounds(posting: data.Posting) -> Decimal | None:
    """Return a posting's amount if it is one of pounds, to the penny, and nothing more."""
    units = posting.units
    if units is None or units.currency != CURRENCY or units.number is None:
        return None
    valued = posting.price is not None or posting.cost is not None
    return None if valued or not is_exact_pence(units.number) else units.number
