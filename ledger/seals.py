"""Seals: what one directive of a return's life says, and what it follows, as one short text.

A seal covers the directive's own fields, its day, who recorded it and when, the digest of the
snapshot where there is one, and `previous`, the seal before it. So a return's life is a chain
that follows seals, and never days or the order of files. Where a directive stands is not covered.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from beancount.core.amount import Amount
from beancount.core.data import Custom

from ringfence.ledger.canonical import canonical
from ringfence.ledger.declarations.about_returns import Question
from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Return

D = TypeVar("D", bound=Declaration)
Step = Version[Return]
SEAL = "seal"
PREVIOUS = "previous"
SNAPSHOT = "snapshot"
#: The last seal of the branch that does not count, in a step that heals a fork.
JOINED = "joined"
#: Of the directive of the question that a step of a return asks or answers.
QUESTION_SEAL = "question-seal"
#: What this version of seals covers is said above; older ones go on being verified as they were.
VERSION = "1"
_PLACE = frozenset({"filename", "lineno", SEAL})


class Join(NamedTuple, Generic[D]):
    """A step that heals a fork: it follows the branch that counts, and names the other's last."""

    step: Version[D]
    kept: tuple[Version[D], ...]
    aside: tuple[Version[D], ...]


class Chain(NamedTuple, Generic[D]):
    """The sealed directives of one thing, as their seals follow each other.

    ``order`` is from the root on, as far as it goes; of a fork that is not healed it follows the
    first branch. ``broken`` are those whose seal is not what they say; ``loose`` those that follow
    no seal that there is, or begin a second chain; ``forks`` are the branches of each that is not
    healed, two or more, each with its steps. ``again`` are those with a seal that another has.
    ``unsealed`` are steps of its life recorded since it has seals, and without one. ``joins`` are
    those that heal a fork, and ``idle`` those that say so and heal none.
    """

    order: tuple[Version[D], ...] = ()
    broken: tuple[Version[D], ...] = ()
    loose: tuple[Version[D], ...] = ()
    forks: tuple[tuple[tuple[Version[D], ...], ...], ...] = ()
    again: tuple[Version[D], ...] = ()
    unsealed: tuple[Version[D], ...] = ()
    joins: tuple[Join[D], ...] = ()
    idle: tuple[Version[D], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong with it that a further step could not follow."""
        return not self.forks and self.is_only_forked

    @property
    def is_only_forked(self) -> bool:
        """Whether nothing but forks is wrong with it."""
        return not (self.broken or self.loose or self.again or self.unsealed)

    @property
    def aside(self) -> tuple[Version[D], ...]:
        """The steps of branches that do not count."""
        return tuple(step for join in self.joins for step in join.aside)


def seal_of(
    kind: str, values: Sequence[object], day: datetime.date, meta: Mapping[str, object]
) -> str:
    """Return the seal of a directive, of what it says but for its seal.

    Args:
        kind: Of which kind it is, such as ``return``.
        values: What it is of: the texts after its kind.
        day: Its day.
        meta: Its fields, with those that the write path puts in.
    """
    fields = {
        key: _text(value)
        for key, value in meta.items()
        if key not in _PLACE and not key.startswith("__")
    }
    said = {
        "version": VERSION,
        "kind": kind,
        "of": [_text(value) for value in values],
        "day": day.isoformat(),
        "says": fields,
    }
    return f"{VERSION}-{hashlib.sha256(canonical(said)).hexdigest()}"


def sealed_again(entry: Custom) -> str:
    """Return the seal that a directive of the books should have."""
    values = [each.value for each in entry.values]
    return seal_of(str(entry.type), values, entry.date, entry.meta)


def chain_of(steps: Iterable[Version[D]]) -> Chain[D]:
    """Return the chain of a thing's directives, in whatever order they stand."""
    steps = list(steps)
    sealed = [each for each in steps if _own(each, SEAL)]
    by_seal: dict[str, Version[D]] = {}
    again = [each for each in sealed if by_seal.setdefault(_own(each, SEAL), each) is not each]
    followers: dict[str, list[Version[D]]] = {}
    for each in by_seal.values():
        followers.setdefault(_own(each, PREVIOUS), []).append(each)
    loose = [
        each
        for before, found in followers.items()
        for each in (found if before and before not in by_seal else found[1:] if not before else ())
    ]
    places = (place for place, each in enumerate(steps) if _own(each, SEAL))
    first = next(places, len(steps))
    unsealed = [each for each in steps[first:] if is_step(each) and not _own(each, SEAL)]
    broken = [each for each in sealed if _own(each, SEAL) != sealed_again(each.entry)]
    walk = _Walk(followers)
    order = walk.follow("")
    healing = {id(each.step) for each in walk.joins}
    return Chain(
        order=tuple(order),
        broken=tuple(broken),
        loose=tuple(loose),
        forks=tuple(walk.forks),
        again=tuple(again),
        unsealed=tuple(unsealed),
        joins=tuple(walk.joins),
        idle=tuple(e for e in steps if _own(e, JOINED) and id(e) not in healing),
    )


def is_step(version: Version[D]) -> bool:
    """Return whether a directive is a step of a life that has seals."""
    return bool({"status", JOINED, "redacts"} & version.changed) or isinstance(
        version.value, Question
    )


class _Walk(Generic[D]):
    """Follows seals from a root on, and finds forks, with what heals them."""

    def __init__(self, followers: Mapping[str, list[Version[D]]]) -> None:
        self._followers = followers
        self._seen: set[str] = set()
        every = (each for found in followers.values() for each in found)
        self._joining = {_own(each, JOINED): each for each in every if _own(each, JOINED)}
        self.joins: list[Join[D]] = []
        self.forks: list[tuple[tuple[Version[D], ...], ...]] = []

    def follow(self, seal: str) -> list[Version[D]]:
        """Return the steps that follow a seal, one after the other, up to the last."""
        order: list[Version[D]] = []
        while seal not in self._seen:
            self._seen.add(seal)
            found = self._followers.get(seal, [])
            if seal and len(found) > 1:
                return order + self._choose(found)
            order += found[:1]
            seal = _own(order[-1], SEAL) if found else ""
        return order

    def _choose(self, found: list[Version[D]]) -> list[Version[D]]:
        """Return the branch of a fork that counts: the one that others are joined into."""
        branches = [[each, *self.follow(_own(each, SEAL))] for each in found]
        healed: list[tuple[Version[D], list[Version[D]]]] = []
        counting = []
        for branch in branches:
            join = self._joining.get(_own(branch[-1], SEAL))
            if join is not None and any(join in other for other in branches if other != branch):
                healed.append((join, branch))
            else:
                counting.append(branch)
        kept = (counting or branches)[0]
        for join, branch in healed:
            if join in kept:
                before = kept[: kept.index(join)]
                self.joins.append(Join(join, tuple(before), tuple(branch)))
        if len(counting) != 1:
            self.forks.append(tuple(map(tuple, counting or branches)))
        return kept


def _own(step: Version[D], name: str) -> str:
    """Return a field of a directive itself; empty if it has none."""
    value = step.entry.meta.get(name)
    return "" if value is None else str(value)


def own_snapshot(step: Version[D]) -> str:
    """Return the SHA-256 of the snapshot that a directive holds; empty if it holds none."""
    return _own(step, SNAPSHOT)


def own_seal(step: Version[D]) -> str:
    """Return the seal of a directive; empty if it has none."""
    return _own(step, SEAL)


def is_sealed(step: Version[D]) -> bool:
    """Return whether a directive has a seal."""
    return bool(_own(step, SEAL))


def _text(value: object) -> object:
    """Return a value as canonical JSON takes it; two that are written alike are one."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Amount):
        return f"{value.number} {value.currency}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    assert isinstance(value, Decimal)  # noqa: S101 - directives of ours hold nothing else
    return str(value)
