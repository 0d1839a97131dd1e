"""Findings: what is wrong in the books, as values with a file and a line."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from beancount.core.data import Directive

Meta = Mapping[str, Any]


class Severity(enum.Enum):
    """How grave a finding is, gravest first."""

    BLOCK = "block"
    PENDING = "pending"
    WARN = "warn"
    OVERRIDDEN = "overridden"

    @property
    def rank(self) -> int:
        """Its place in that order, from 0."""
        return list(Severity).index(self)


class Share(NamedTuple):
    """What is wrong by so many pounds, and which entries brought it about, each by how much."""

    amount: Decimal
    parts: tuple[tuple[Directive, Decimal], ...]


class Finding(NamedTuple):
    """One fault: the rule that is broken, where, and what to do, in an officer's words.

    ``source`` is the metadata of the directive or posting at fault, for its file
    and line. ``funds`` are the funds it concerns, none for a fault of the books
    as a whole. ``asks`` are the bodies whose decisions would override it, one of each
    group; where it has none, those that its rule asks for. ``shares`` are what of it each
    entry brought about, where it is of more than one: an override excuses its own entry's.
    """

    rule: str
    severity: Severity
    source: Meta
    message: str
    entry: Directive | None = None
    funds: frozenset[str] = frozenset()
    asks: tuple[tuple[str, ...], ...] = ()
    shares: tuple[Share, ...] = ()


class RuleFault(NamedTuple):
    """A finding as Beancount takes it from a plugin: its error of three fields."""

    source: Meta
    message: str
    entry: Directive | None


def where(meta: Meta) -> str:
    """Return a place as ``main.beancount:12``, for use inside a message."""
    name = str(meta.get("filename", "?")).replace("\\", "/").rsplit("/", 1)[-1]
    return f"{name}:{meta.get('lineno', '?')}"
