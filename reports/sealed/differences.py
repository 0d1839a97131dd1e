"""In what one return's JSON differs from another's, and one document's text from another's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ringfence.ledger.money import pounds
from ringfence.ledger.redaction import with_names_of
from ringfence.reports.render.table import clean
from ringfence.reports.sealed.embedding import carried_of

_MONEY = re.compile(r"-?\d{1,15}\.\d\d", re.ASCII)
#: By what the parts of a list are told apart; else by their number.
_NAMES = ("action", "fund", "name", "rule", "what")
_LONGEST = 120
#: More than these are counted.
MOST_SHOWN = 10


class Difference(NamedTuple):
    """A value that is not what was submitted; None where there was, or is, none."""

    place: str
    then: str | None
    now: str | None

    def __str__(self) -> str:
        """Return it in words."""
        if self.now is None:
            return f"{self.place}: {self.then} was sent, and is not in it."
        if self.then is None:
            return f"{self.place}: {self.now} is in it, and was not sent."
        return f"{self.place}: {self.then} was sent, and it says {self.now}."


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Return in what a return differs from what was submitted; what only one JSON has, too.

    Names that were taken out of what was kept are none of it.
    """
    then = with_names_of(then, now)
    was, is_ = (dict(_flat(carried_of(each), ())) for each in (then, now))
    return [
        Difference(", ".join(place), was.get(place), is_.get(place))
        for place in dict.fromkeys((*was, *is_))
        if was.get(place) != is_.get(place)
    ]


def text_differences(then: Sequence[str], now: Sequence[str]) -> list[Difference]:
    """Return in what the text of a document differs from that of the one that was sent."""
    was, is_ = Counter(then), Counter(now)
    gone = [_short(each) for each in (was - is_).elements()]
    come = [_short(each) for each in (is_ - was).elements()]
    if not gone and not come and list(then) != list(now):
        return [Difference("Its text", "another order", "the same in this order")]
    both = max(len(gone), len(come))
    pairs = zip(
        [*gone, *[None] * (both - len(gone))], [*come, *[None] * (both - len(come))], strict=True
    )
    return [Difference("Its text", *each) for each in pairs]


def _flat(value: object, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each value with where it is, in words; what has the same place is told by number."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(each, (*place, str(key).replace("_", " ")))
    elif isinstance(value, list):
        names = [_name(each) for each in value]
        counted = Counter(names)
        for number, (name, each) in enumerate(zip(names, value, strict=True), start=1):
            told = name if name and counted[name] == 1 else str(number)
            yield from _flat(each, (*place, told))
    elif value is not None:
        yield place, _shown(value)


def _name(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return None
    found = [value[key] for key in ("year", *_NAMES) if isinstance(value.get(key), str)]
    return " ".join(found[:2]) or None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return pounds(Decimal(text)) if _MONEY.fullmatch(text) else _short(text)


def _short(text: str) -> str:
    told = clean(text)
    return f"“{told}”" if len(told) <= _LONGEST else f"“{told[:_LONGEST]}…”"
