"""JSON that came from elsewhere, read strictly: what two programs could read otherwise is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ringfence.reports.sealed.errors import UnreadableFileError

Json = Mapping[str, Any]
#: Nothing in any return is nested deeper.
_DEEPEST = 20


def read_json(name: str, content: bytes) -> Json | None:
    """Read JSON strictly: what one program could take for one thing, another for another, is none.

    Raises:
        UnreadableFileError: it is no JSON, has a key twice, or a number that is not whole.
    """
    try:
        text = content.decode("utf-8-sig")
        values = json.loads(
            text,
            object_pairs_hook=_only_once,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        _must_be_flat(values)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            f"{name} can't be read: it is damaged, or JSON that no return is in."
        ) from error
    return values if is_return(values) else None


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _must_be_flat(value: object) -> None:
    """Make sure that nothing is nested deeper than in any return."""
    level: list[object] = [value]
    for _depth in range(_DEEPEST):
        inner = (_parts_of(each) for each in level)
        level = [each for some in inner for each in some if isinstance(each, dict | list)]
        if not level:
            return
    raise ValueError("too deep")


def _parts_of(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _no_number(text: str) -> object:
    raise ValueError(text)


def figures_text(values: Json) -> str:
    """Name a return as it says itself, for a message: `PLF-2017-18 2017-18-H1`."""
    period = values.get("period")
    ref = period.get("ref") if isinstance(period, dict) else None
    return f"{values.get('fund')} {ref}"


def is_return(values: object) -> bool:
    """Return whether JSON is of a return: of a fund, for a period, with lines."""
    if not isinstance(values, dict) or not isinstance(values.get("fund"), str):
        return False
    period = values.get("period")
    return (
        isinstance(period, dict)
        and isinstance(period.get("ref"), str)
        and isinstance(values.get("lines"), list)
    )
