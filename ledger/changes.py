"""What changed in the books since a return was frozen: which transactions, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Custom, Transaction

from ringfence.ledger.accounts import Kind, kind_of
from ringfence.ledger.counted_terms import Said
from ringfence.ledger.frozen import FIRST, TERMS, VERSION, Counted, Frozen, Words
from ringfence.ledger.frozen_first import TERMS as FIRST_TERMS
from ringfence.ledger.money import ZERO, pounds

#: Two that have so much in common are one transaction that was changed.
_ALIKE = 3
#: What keys are called that officers do not type so.
_NAMES = {"recorded-at": "time of recording", "recorded-by": "recorder"}
#: What the parts are called that a return's lines hold the digests of.
_PARTS = {
    "fund": "the terms of {fund}",
    "money": "what came in and was claimed of {fund}",
    "spent": "what was spent of {fund} {year}",
    "plan": "what moved the plan of {fund} {year}",
    "left": "what the pots of {fund} held before {year}",
    "actions": "what the plan says of the pots of {fund} {year}",
    "decision": "the decision {fund}",
    "deferred": "what was deferred on {fund}",
}
_Each = tuple[Counted, Words | None]


class Reworded(NamedTuple):
    """Words of one entry or directive that are others: under which key, as they were and are."""

    key: str
    then: str | None
    now: str | None

    def __str__(self) -> str:
        name = _NAMES.get(self.key, self.key)
        return f"its {name} was {_quoted(self.then)}, is {_quoted(self.now)}"


class Redeclared(NamedTuple):
    """One directive that is not what it was; ``then`` and ``now`` are None where it was not."""

    then: Said | None
    now: Said | None
    entry: Custom | None

    @property
    def name(self) -> str:
        """The directive by its kind, what it is of, and its day."""
        said = self.then or self.now
        assert said is not None  # noqa: S101 - it was, or is
        return f"{said.kind} {'/'.join(said.of)} of {said.date}"

    @property
    def sides(self) -> tuple[str, str]:
        """What it said, and says, of what is not the same; empty where it was not, or is not."""
        then, now = self.then, self.now
        fields = [dict(each.fields) if each else {} for each in (then, now)]
        keys = sorted(
            key for key in {*fields[0], *fields[1]} if len({e.get(key) for e in fields}) > 1
        )
        return tuple(  # type: ignore[return-value] # of the two
            f"{said.kind} {'/'.join(said.of)} of {said.date}: "
            + ", ".join(f"{key} {own.get(key, 'none')}" for key in keys)
            if said
            else ""
            for said, own in zip((then, now), fields, strict=True)
        )

    @property
    def differences(self) -> list[str]:
        """Return how it differs, in words."""
        then, now = self.then, self.now
        if then is None or now is None:
            return []
        dates = [f"it was dated {then.date}, is {now.date}"] if then.date != now.date else []
        return [*dates, *map(str, _compare(then.fields, now.fields))]


class Changed(NamedTuple):
    """One transaction that is not what was counted.

    ``then`` is None of one that was added, ``entry`` of one that is gone. ``reworded`` are words
    of it that are others, each by its key, as it was and as it is.
    """

    then: Counted | None
    now: Counted | None
    entry: Transaction | None
    reworded: tuple[Reworded, ...] = ()

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
        return [*found, *map(str, self.reworded)]

    @property
    def was(self) -> str:
        """Return what it moved when it was counted."""
        return _describe_moves(self.then) if self.then else "nothing"


def changes_since(
    frozen: Frozen, counted: Sequence[Counted], words: Sequence[Words | None] = ()
) -> Iterator[Changed]:
    """Yield what was changed, added or deleted since then, in the books' order.

    What was added and only defers what was left then is no change.

    Args:
        frozen: The return as the books have it now.
        counted: The transactions that it counted then.
        words: The words of each; none were kept with digests of the first version.
    """
    then = list(zip(counted, words or [None] * len(counted), strict=True))
    is_worded = any(each is not None for each in words)
    known = Counter(then)
    new: list[tuple[_Each, Transaction]] = []
    for now, entry in frozen.counted:
        each = (now, frozen.words_of(entry) if is_worded else None)
        if known[each]:
            known[each] -= 1
        else:
            new.append((each, entry))
    gone = list((+known).elements())
    found: list[Changed] = []
    for (now, said), entry in new:
        was = max(gone, key=lambda each: _likeness(each[0], now), default=None)
        if was is not None and _likeness(was[0], now) >= _ALIKE:
            gone.remove(was)
            found.append(Changed(was[0], now, entry, _reworded(was, (now, said))))
        else:
            found.append(Changed(None, now, entry))
    harmless = _only_deferring(frozen, [each.entry for each in found if not each.then])
    yield from (each for each in found if id(each.entry) not in harmless)
    for lost, _words in gone:
        yield _find_gone(frozen, lost)


def declared_since(frozen: Frozen, declared: Sequence[Said]) -> Iterator[Redeclared]:
    """Yield the directives that are not what the return's terms were declared by then.

    Args:
        frozen: The return as the books have it now.
        declared: What they said then.
    """
    known = Counter(declared)
    new: list[tuple[Said, Custom]] = []
    for now, entry in frozen.declared:
        if known[now]:
            known[now] -= 1
        else:
            new.append((now, entry))
    gone = list((+known).elements())
    for now, entry in new:
        same = [each for each in gone if (each.kind, each.of) == (now.kind, now.of)]
        then = max(same, key=lambda each: _nearness(each, now), default=None)
        if then is not None:
            gone.remove(then)
        yield Redeclared(then, now, entry)
    for each in gone:
        yield Redeclared(each, None, None)


def terms_since(
    frozen: Frozen, lines: Sequence[str], version: str = VERSION
) -> Iterator[tuple[str, str]]:
    """Yield what no transaction is behind, and no directive that is named: how it was, and is.

    Args:
        frozen: The return as the books have it now.
        lines: What it said then.
        version: Which version of digests covered them.
    """
    heads = FIRST_TERMS if version == FIRST else TERMS
    lines_now = frozen.lines_of(version)
    then = [line for line in lines if line.startswith(heads) and line not in lines_now]
    now = [line for line in lines_now if line.startswith(heads) and line not in lines]
    for line in then:
        about = line.partition(":")[0]
        same = next((each for each in now if each.partition(":")[0] == about), "")
        if same:
            now.remove(same)
        yield line, same
    for line in now:
        yield "", line


def _reworded(then: _Each, now: _Each) -> tuple[Reworded, ...]:
    """Compare the words of an entry; its postings only where they are told by nothing else."""
    (counted, was), (counted_now, is_) = then, now
    if was is None or is_ is None:
        return ()
    told = {"postings"} if counted.postings != counted_now.postings else set()
    if counted.payee != counted_now.payee:
        told.add("narration" if dict(is_)["narration"] == counted_now.payee else "")
    return tuple(each for each in _compare(was, is_) if each.key not in told)


def _compare(then: Words, now: Words) -> Iterator[Reworded]:
    was, is_ = dict(then), dict(now)
    for key in sorted({*was, *is_}):
        if was.get(key) != is_.get(key):
            yield Reworded(key, was.get(key), is_.get(key))


def _quoted(text: str | None) -> str:
    return "none" if text in (None, "") else f"“{text}”"


def parts_since(frozen: Frozen, lines: Sequence[str]) -> list[str]:
    """Name the parts of what a return counted that are not what they were, in words.

    Args:
        frozen: The return as the books have it now.
        lines: What it said then, as the newest version of digests covers it.
    """
    changed = {*lines} ^ {*frozen.lines}
    found: dict[str, None] = {}
    for line in sorted(changed):
        head, *of = line.partition(": ")[0].split(" ")
        if head in _PARTS:
            fund, year = of[0], of[-1] if len(of) > 1 else ""
            found[_PARTS[head].format(fund=fund, year=year)] = None
    return [each.rstrip() for each in found]


def _only_deferring(frozen: Frozen, added: Sequence[Transaction | None]) -> set[int]:
    """Name by ``id()`` what was added that only defers, and no more than was left."""
    names = {id(entry) for entry in frozen.deferring}
    entries = [entry for entry in added if entry is not None and id(entry) in names]
    over = {id(each.entry) for each in frozen.beyond(entries)}
    return {id(entry) for entry in entries} - over


def _nearness(then: Said, now: Said) -> int:
    """Return how far two directives of one thing are the same one: its day counts first."""
    return 2 * (then.date == now.date) + (then.fields == now.fields)


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
