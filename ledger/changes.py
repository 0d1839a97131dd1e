"""What changed in the books since a return was frozen: which transactions, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, kind_of
from ringfence.ledger.frozen import TERMS, Counted, Frozen
from ringfence.ledger.money import ZERO, pounds

#: Two that have so much in common are one transaction that was changed.
_ALIKE = 3


class Changed(NamedTuple):
    """One transaction that is not what was counted.

    ``then`` is None of one that was added, ``entry`` of one that is gone.
    """

    then: Counted | None
    now: Counted | None
    entry: Transaction | None

    @property
    def differences(self) -> list[str]:
        """Return how it differs, in words."""
        then, now = self.then, self.now
        if then is None or now is None:
            return []
        found = []
        if then.date != now.date:
            found.append(f"it was dated {then.date}, is {now.date}")
        if then.postings != now.postings:
            found.append(f"it was {_describe_moves(then)}, is {_describe_moves(now)}")
        for name in ("payee", "invoice", "adjusts"):
            was, is_ = getattr(then, name), getattr(now, name)
            if was != is_:
                found.append(f"its {name} was {was or 'none'}, is {is_ or 'none'}")
        if then.pending != now.pending:
            words = {True: "awaiting a decision", False: "decided"}
            found.append(f"it was {words[then.pending]}, is {words[now.pending]}")
        return found

    @property
    def was(self) -> str:
        """Return what it moved when it was counted."""
        return _describe_moves(self.then) if self.then else "nothing"


def changes_since(frozen: Frozen, counted: Sequence[Counted]) -> Iterator[Changed]:
    """Yield what was changed, added or deleted since then, in the books' order.

    What was added and only defers what was left then is no change.
    """
    known = Counter(counted)
    new: list[tuple[Counted, Transaction]] = []
    for now, entry in frozen.counted:
        if known[now]:
            known[now] -= 1
        else:
            new.append((now, entry))
    gone = list((+known).elements())
    found: list[Changed] = []
    for now, entry in new:
        then = max(gone, key=lambda each: _likeness(each, now), default=None)
        if then is not None and _likeness(then, now) >= _ALIKE:
            gone.remove(then)
        else:
            then = None
        found.append(Changed(then, now, entry))
    harmless = _only_deferring(frozen, [each.entry for each in found if not each.then])
    yield from (each for each in found if id(each.entry) not in harmless)
    for each in gone:
        yield _find_gone(frozen, each)


def terms_since(frozen: Frozen, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what no transaction is behind: how it was, and how it is."""
    then = [line for line in lines if line.startswith(TERMS) and line not in frozen.lines]
    now = [line for line in frozen.lines if line.startswith(TERMS) and line not in lines]
    for line in then:
        about = line.partition(":")[0]
        same = next((each for each in now if each.partition(":")[0] == about), "")
        if same:
            now.remove(same)
        yield line, same
    for line in now:
        yield "", line


def _only_deferring(frozen: Frozen, added: Sequence[Transaction | None]) -> set[int]:
    """Name by ``id()`` what was added that only defers, and no more than was left."""
    names = {id(entry) for entry in frozen.deferring}
    entries = [entry for entry in added if entry is not None and id(entry) in names]
    over = {id(each.entry) for each in frozen.beyond(entries)}
    return {id(entry) for entry in entries} - over


def _find_gone(frozen: Frozen, then: Counted) -> Changed:
    """Look for what is gone among later entries: it may have been given a later day."""
    names = [name for name, _amount in then.postings]
    track = frozen.book.tracks.get(names[0]) if names else None
    for row in track.rows() if track else ():
        entry = row.entry
        moved = {name: Decimal(amount) for name, amount in then.postings}
        payee = entry.payee or entry.narration or ""
        if entry.date > frozen.as_at and payee == then.payee and _posts(entry, moved):
            return Changed(then, then._replace(date=entry.date.isoformat()), entry)
    return Changed(then, None, None)


def _posts(entry: Transaction, moved: dict[str, Decimal]) -> bool:
    posted: dict[str, Decimal] = {}
    for posting in entry.postings:
        number = None if posting.units is None else posting.units.number
        if posting.account in moved and number is not None:
            posted[posting.account] = posted.get(posting.account, ZERO) + number
    return posted == moved


def _likeness(then: Counted, now: Counted) -> int:
    amounts, names = (
        [sorted(each[place].lstrip("-") for each in one.postings) for one in (then, now)]
        for place in (1, 0)
    )
    return (
        2 * (then.invoice is not None and then.invoice == now.invoice)
        + (then.payee == now.payee)
        + (then.date == now.date)
        + (amounts[0] == amounts[1])
        + (names[0] == names[1])
    )


def _describe_moves(each: Counted) -> str:
    """Return what an entry moves, in pounds and officers' addresses: where it goes first."""
    moved = [(name, Decimal(amount)) for name, amount in each.postings]
    shown = [(name, amount) for name, amount in moved if kind_of(name) is Kind.SPENT]
    words = (f"{pounds(abs(n))} {_place(name, n)}" for name, n in shown or moved)
    return ", ".join(words)


def _place(name: str, amount: Decimal) -> str:
    root, *path, fund = name.split(":")
    if root == "Expenses":
        return f"{'spent on' if amount > 0 else 'back to'} {'/'.join(path[1:])} of {fund}"
    if root == "Equity" and path[0] != "Opening":
        address = "/".join(path[1:] if path[0] == "Plan" else path)
        return f"{'from' if amount > 0 else 'to'} {address} of {fund}"
    return f"{'to' if amount > 0 else 'from'} {':'.join((root, *path, fund))}"
