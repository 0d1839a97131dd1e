"""What of entries returns count, whole, by fund and day: made once for all returns of a Book.

A row is one entry: its day, flag, payee, narration, metadata and postings. Left out are where it
stands, its tags, and what may be written to it later: which decision settled it, which of the
council's lines it is, its papers. A link, which may come later with a paper, is left out too, but
for entries of the plan: they belong together by theirs. A question's link is never counted.

Rows begin with their day, so that those of some days are found by search. Of what moves a fund's
money a return counts all rows, of its plan and of what was spent those from 1 April of the year
before its own on: what was earlier is the evidence of an earlier return.
"""

from __future__ import annotations

import datetime
import hashlib
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.data import Posting, Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.hashing import value_text
from ringfence.ledger.metadata import COUNCIL_REF, decision_names, is_question_link, text
from ringfence.ledger.money import CURRENCY, ZERO

if TYPE_CHECKING:
    from ringfence.ledger.gathering import Gathered
    from ringfence.ledger.tracks import Track

PLANNED = (Kind.UNALLOCATED, Kind.RESERVE, Kind.PLAN)
MONEY = (
    Kind.INCOME,
    Kind.OPENING,
    Kind.IN_ADVANCE,
    Kind.AWARDED,
    Kind.RECEIVABLE,
    Kind.REPAYABLE,
)
#: The kinds of accounts that an entry moves money between which only defers.
DEFERS = frozenset({Kind.INCOME, Kind.OPENING, Kind.IN_ADVANCE})
#: 31 March and 1 April.
_TURNS = frozenset({(3, 31), (4, 1)})
_LATER = frozenset({"filename", "lineno", "settled-by", COUNCIL_REF})
_TWO = 2
#: How many keys there are that say where a posting stands.
_PLACE_ONLY = 2
_DAY = datetime.timedelta(days=1)


class _Form(NamedTuple):
    """How entries whose metadata have the same keys are read.

    ``names`` are the keys that count, ``get`` gives their values, which have ``gaps`` between
    them; ``decides`` says whether one of them names decisions.
    """

    names: str
    get: Callable[[Mapping[str, Any]], Sequence[Any]]
    gaps: int
    decides: bool


class Forms(dict[tuple[str, ...], _Form]):
    """How to read an entry, by the keys of its metadata: most entries have the same few.

    Those ``without`` are not counted either.
    """

    def __init__(self, without: Container[str] = ()) -> None:
        super().__init__()
        self._without = without

    def __missing__(self, keys: tuple[str, ...]) -> _Form:
        names = [key for key in counted_keys(keys) if key not in self._without]
        get: Callable[[Mapping[str, Any]], Sequence[Any]] = (
            itemgetter(*names) if len(names) > 1 else lambda meta: [meta[name] for name in names]
        )
        form = self[keys] = _Form(
            "\x1f".join(names), get, max(len(names) - 1, 0), "decision" in names
        )
        return form

    def text_of(self, meta: Mapping[str, Any]) -> str:
        """Return what counted metadata say, in their order."""
        names, get, gaps, _decides = self[tuple(meta)]
        try:
            text = "\x1f".join(get(meta))
        except TypeError:  # one of them is no text
            text = ""
        if text and text.count("\x1f") == gaps:
            return f"{names}\x1e{text}"
        return f"{names}\x1c\x1e{[value_text(each) for each in get(meta)]!a}"


class Section:
    """The rows of a fund's money, of its plan, or of what was spent of it, by day.

    ``is_plan`` says that they are of its plan. ``deciding`` are the decisions that a row names,
    with its day, for each that names any.
    """

    def __init__(self, *, is_plan: bool = False) -> None:
        self.is_plan = is_plan
        self.rows: list[str] = []
        self.deciding: list[tuple[datetime.date, tuple[str, ...]]] = []
        self._digests: dict[tuple[int, int], str] = {}
        self._running: dict[int, tuple[int, Any]] = {}

    def digest(self, first: datetime.date, last: datetime.date) -> str:
        """Return the digest of the rows from one day to another, both inclusive; empty if none.

        What was reckoned up to an earlier day is gone on with.
        """
        rows = self.rows
        start = bisect_left(rows, str(first))
        end = len(rows) if last == datetime.date.max else bisect_left(rows, str(last + _DAY))
        if start >= end:
            return ""
        digest = self._digests.get((start, end))
        if digest is None:
            reached, running = self._running.get(start, (start, None))
            if running is None or reached > end:
                reached, running = start, hashlib.sha256()
            running.update("".join(rows[reached:end]).encode("utf-8", "surrogatepass"))
            self._running[start] = (end, running)
            digest = self._digests[start, end] = running.hexdigest()
        return digest

    def decisions(self, first: datetime.date, last: datetime.date) -> Iterator[str]:
        """Yield the decisions that rows of some days name, as often as they are named."""
        for day, names in self.deciding:
            if first <= day <= last:
                yield from names


class Rows:
    """The rows of every fund of a Book.

    What only defers what a fund is left at a year's end, or brings it back, is in none of the
    sections: ``deferring`` has it, by fund.
    """

    def __init__(self, book: Gathered) -> None:
        self.money: dict[str, Section] = {}
        self.plan: dict[str, Section] = {}
        self.spent: dict[str, Section] = {}
        self.deferring: dict[str, list[Transaction]] = {}
        homes: dict[str, Section] = {}
        for fund, by_kind in book.tracks_by_kind.items():
            for found, kinds in (
                (self.money, MONEY),
                (self.plan, PLANNED),
                (self.spent, (Kind.SPENT,)),
            ):
                section = found[fund] = Section(is_plan=found is self.plan)
                homes |= {track.name: section for kind in kinds for track in by_kind[kind]}
            found_once = {
                id(entry): entry
                for track in by_kind[Kind.IN_ADVANCE]
                for entry in track.entries
                if only_defers(book.tracks, entry, fund)
            }
            self.deferring[fund] = list(found_once.values())
        apart = {id(entry) for found in self.deferring.values() for entry in found}
        _read(book.transactions, homes, apart)
        for section in {id(each): each for each in homes.values()}.values():
            section.rows.sort()


def only_defers(tracks: Mapping[str, Track], entry: Transaction, fund: str) -> bool:
    """Return whether an entry only defers what a fund is left at a year's end, or brings it back.

    It is dated 31 March or 1 April, moves money between Income, Opening and InAdvance of that
    fund alone, and adjusts no return.
    """
    if (entry.date.month, entry.date.day) not in _TURNS or text(entry, "adjusts"):
        return False
    for posting in entry.postings:
        track = tracks.get(posting.account)
        if track is None or track.kind not in DEFERS or track.side is None:
            return False
        if track.side.fund != fund:
            return False
    numbers = (posting.units.number for posting in entry.postings if posting.units is not None)
    return not sum((each for each in numbers if each is not None), ZERO)


def who(entry: Transaction) -> tuple[str | None, str | None]:
    """Name whom an entry pays, and the invoice; of a private one neither goes out."""
    if entry.meta.get("private"):
        return None, None
    return entry.payee or entry.narration or "", text(entry, "invoice") or None


def row_of(entry: Transaction) -> str:
    """Return the row of one entry, as one of the plan."""
    section = Section(is_plan=True)
    _read([entry], {posting.account: section for posting in entry.postings}, set())
    return section.rows[0]


def counted_keys(keys: Iterable[str]) -> list[str]:
    """Return those keys of metadata that are counted, in order."""
    return sorted(
        key for key in keys if key not in _LATER and not key.startswith(("__", "document"))
    )


def counted_links(entry: Transaction) -> list[str]:
    """Return the links of an entry of the plan that are counted, in order."""
    return sorted(each for each in entry.links or () if not is_question_link(each))


def leg_of(posting: Posting) -> str:
    """Return a posting as it stands in a row: its account, and what it posts."""
    units, meta = posting.units, posting.meta or {}
    number, currency = (None, None) if units is None else units
    parts = [posting.account, value_text(number)]
    if currency != CURRENCY:
        parts.append(str(currency))
    parts += [str(each) for each in (posting.cost, posting.price, posting.flag) if each is not None]
    parts += [f"{key}={value_text(meta[key])!a}" for key in counted_keys(meta)]
    return " ".join(parts)


def _read(  # noqa: C901, PLR0912 - a call an entry would double its cost
    entries: Iterable[Transaction], homes: Mapping[str, Section], apart: set[int]
) -> None:
    """Make the rows. One loop, a call an entry left out: a load with returns sent waits for it.

    Where a text ends is known whatever it holds: it is written as ``ascii()`` does, or between
    marks that it has none of.
    """
    home, forms = homes.get, Forms()
    for entry in entries:
        meta, day, flag, payee, narration, _tags, _links, postings = entry
        others: Sequence[Section] = ()
        legs = ""
        if len(postings) == _TWO:
            (one, units, cost, price, mark, own), (other, less, costs, prices, marks, owns) = (
                postings
            )
            section, second = home(one), home(other)
            if section is None:
                section = second
            elif second is not None and second is not section:
                others = (second,)
            if (
                cost is None
                and price is None
                and mark is None
                and costs is None
                and prices is None
                and marks is None
                and units is not None
                and less is not None
                and own is not None
                and owns is not None
                and len(own) == len(owns) == _PLACE_ONLY
                and units.currency == less.currency == CURRENCY
                and one != other
            ):
                amount, back = str(units.number), str(less.number)
                if not amount[-3:-2] == back[-3:-2] == ".":
                    amount, back = value_text(units.number), value_text(less.number)
                legs = (
                    f"{one} {amount} {other} {back}"
                    if one < other
                    else f"{other} {back} {one} {amount}"
                )
        else:
            found = {id(each): each for leg in postings if (each := home(leg.account))}
            section, *others = found.values() or (None,)
        if section is None or (apart and id(entry) in apart):
            continue
        names, get, gaps, decides = forms[tuple(meta)]
        try:
            said = "\x1f".join(get(meta))
        except TypeError:  # one of them is no text
            said = ""
        if said.count("\x1f") != gaps or not said:
            said = ascii([value_text(each) for each in get(meta)])
            names += "\x1c"
        if not legs:
            legs = " ".join(sorted(map(leg_of, postings)))
        if section.is_plan or (others and any(each.is_plan for each in others)):
            legs += f"\x1f{counted_links(entry)!a}"
        row = f"{day.isoformat()}{flag}{payee!a}{narration!a}{names}\x1e{said}\x1f{legs}\x1d"
        for each in (section, *others) if others else (section,):
            each.rows.append(row)
            if decides:
                each.deciding.append((day, decision_names(meta)))
