"""Reconciliations that finance signed, and what each of them keeps as it was.

Beside the books lies a JSON file with the statement and every entry that moved the claim
on the council's cash up to its day. The books carry a digest of those that are matched
and of the balance; files, line numbers and words are left out, so that moving or
commenting text changes nothing.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from beancount.core.data import Custom, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.council.matches import refs_of
from ringfence.ledger.council.ours import our_balance, ours
from ringfence.ledger.declarations.council import Reconciliation
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.frozen import Counted, count_of
from ringfence.ledger.hashing import digest_of
from ringfence.ledger.json_text import json_text
from ringfence.ledger.metadata import COUNCIL_REF
from ringfence.ledger.money import ZERO, plain
from ringfence.ledger.overlay import content_of
from ringfence.ledger.seals import Chain, chain_of

FOLDER = "council"
SIGNED = "signed"
#: How far above the file that declares it a statement is looked for.
_ABOVE = 3
_CASH = "Assets:Council:"
_DAY = datetime.timedelta(days=1)


class Signed(NamedTuple):
    """A reconciliation as signed: its day, what was declared, and the directive that did."""

    on: datetime.date
    declared: Reconciliation
    directive: Custom


class Held(NamedTuple):
    """What one entry was when it was signed, and which of the council's lines it named."""

    counted: Counted
    refs: tuple[str, ...]

    @property
    def day(self) -> str:
        """Its date."""
        return self.counted.date

    @property
    def cash(self) -> Decimal:
        """What it moves the claim on the council's cash by."""
        moved = (Decimal(n) for name, n in self.counted.postings if name.startswith(_CASH))
        return sum(moved, ZERO)

    @property
    def line(self) -> str:
        """It, as a line of a digest."""
        return ascii((*self.counted, self.refs))


class Kept(NamedTuple):
    """A statement as it was kept: what it said, and the entries up to its day."""

    report: dict[str, Any]
    balance: str
    entries: list[Held]

    @property
    def digest(self) -> str:
        """The digest of what it says was signed."""
        return _digest(self.balance, (each for each in self.entries if each.refs))


def signings(book: Book) -> list[Signed]:
    """Return the reconciliations that stand signed, by day."""
    found = []
    for day, history in book.register.reconciliations.items():
        declared = history.latest
        if declared.status == SIGNED:
            named = [version for version in history.versions if "digest" in version.changed]
            directive = (named or history.versions)[-1].entry
            found.append(Signed(datetime.date.fromisoformat(day), declared, directive))
    return sorted(found, key=lambda each: each.on)


def chain_of_signings(register: Register) -> Chain[Reconciliation]:
    """Return the chain of all that was signed and reopened: each follows the one recorded before.

    Those from before seals have none; what follows the first that has one has one too.
    """
    histories = register.reconciliations.values()
    steps = [version for history in histories for version in history.versions]
    return chain_of(sorted(steps, key=lambda each: each.day))


def last_signed(book: Book, before: datetime.date | None = None) -> Signed | None:
    """Return the last reconciliation signed, or the last before a day; None if there is none."""
    found = [each for each in signings(book) if before is None or each.on < before]
    return found[-1] if found else None


def open_day(book: Book, day: datetime.date) -> datetime.date:
    """Return a day on which what is of this day can be recorded: the same, if nothing holds it."""
    last = last_signed(book)
    return day if last is None or day > last.on else last.on + _DAY


def digest_on(book: Book, day: datetime.date) -> str:
    """Return the digest of what is matched up to a day, and of our balance then."""
    held = (
        held_entry(entry)
        for entry in book.marked[COUNCIL_REF]
        if entry.date <= day and refs_of(entry)
    )
    return _digest(plain(our_balance(book, day)), (each for each in held if each.cash))


def held_entry(entry: Transaction) -> Held:
    """Return what an entry is to a reconciliation."""
    amounts: dict[str, Decimal] = {}
    for posting in entry.postings:
        if posting.units is not None and posting.units.number is not None:
            before = amounts.get(posting.account, ZERO)
            amounts[posting.account] = before + posting.units.number
    return Held(count_of(entry, amounts), tuple(sorted(refs_of(entry))))


def name_of(day: datetime.date, version: int | None = None) -> str:
    """Name a statement's file; ``version`` is of one that was reopened."""
    return f"{FOLDER}/reconciliation-{day}{f'.v{version}' if version else ''}.json"


def statement_bytes(report: Mapping[str, Any], book: Book, day: datetime.date) -> bytes:
    """Return a statement as it is kept: the same books give the same bytes."""
    entries = [held_entry(each.entry) for each in ours(book) if each.day <= day]
    lines = ",\n".join(
        json.dumps({**each.counted._asdict(), "refs": each.refs}, ensure_ascii=True)
        for each in entries
    )
    frozen = json.dumps(plain(our_balance(book, day)))
    head = json_text(report).removesuffix("\n}")
    whole = f'{head},\n  "frozen": {{"balance": {frozen}, "entries": [\n{lines}\n]}}\n}}\n'
    return whole.encode("ascii")


def read(path: Path) -> Kept | None:
    """Read a statement as kept; None if it is none."""
    try:
        whole = json.loads(content_of(path) or b"")
        frozen = whole.pop("frozen")
        entries = [_read_held(each) for each in frozen["entries"]]
        return Kept(whole, str(frozen["balance"]), entries)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def find(declared_in: str, day: datetime.date) -> Path | None:
    """Find a statement beside the file that declares it, or in a folder above."""
    folder = Path(declared_in).parent
    for each in (folder, *list(folder.parents)[:_ABOVE]):
        path = each / name_of(day)
        if content_of(path) is not None:
            return path
    return None


def _read_held(value: dict[str, Any]) -> Held:
    refs = tuple(str(ref) for ref in value.pop("refs"))
    return Held(Counted.of_json(value), refs)


def _digest(balance: str, entries: Iterable[Held]) -> str:
    return digest_of([f"balance {balance}", *(each.line for each in entries)])
