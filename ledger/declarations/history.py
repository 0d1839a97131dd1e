"""What was declared of one thing, and how it was amended, by date."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from typing import Generic, NamedTuple, TypeVar

from beancount.core.data import Custom

from ringfence.ledger.declarations.base import Declaration

D = TypeVar("D", bound=Declaration)
Key = tuple[str, ...]


class Version(NamedTuple, Generic[D]):
    """A declaration as it stands from a day on.

    ``changed`` are the fields that this directive named, with their hyphens;
    ``value.decision`` is the decision for this directive alone.
    """

    day: datetime.date
    value: D
    changed: frozenset[str]
    entry: Custom


class Span(NamedTuple, Generic[D]):
    """The days, both inclusive, on which one version holds."""

    first: datetime.date
    last: datetime.date
    version: Version[D]


class History(Generic[D]):
    """All versions of one declaration, oldest first; never empty."""

    def __init__(self, key: Key, versions: list[Version[D]]) -> None:
        self.key = key
        self.versions = versions
        self._days = [version.day for version in versions]

    def at(self, day: datetime.date) -> D | None:
        """Return what held on a day, its directives counted; None before the first."""
        version = self.version_at(day)
        return version.value if version else None

    def version_at(self, day: datetime.date) -> Version[D] | None:
        """Return the version that held on a day; None before the first."""
        index = bisect_right(self._days, day)
        return self.versions[index - 1] if index else None

    def at_or_first(self, day: datetime.date) -> D:
        """Return what held on a day, or what was declared first if that was later."""
        return self.at(day) or self.first

    def spans(self) -> list[Span[D]]:
        """Return, by day, the version that holds on it, the first from the beginning of time."""
        last_of_day = {version.day: version for version in self.versions}
        days = sorted(last_of_day)
        starts = [datetime.date.min, *days[1:]]
        ends = [day - datetime.timedelta(days=1) for day in days[1:]] + [datetime.date.max]
        return [
            Span(first, last, last_of_day[day])
            for first, last, day in zip(starts, ends, days, strict=True)
        ]

    @property
    def first_day(self) -> datetime.date:
        """The day of the first directive."""
        return self._days[0]

    @property
    def first(self) -> D:
        """What was declared first."""
        return self.versions[0].value

    @property
    def latest(self) -> D:
        """What holds after every amendment."""
        return self.versions[-1].value

    @property
    def amendments(self) -> list[Version[D]]:
        """Every version but the first."""
        return self.versions[1:]
