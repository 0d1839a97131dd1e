"""Names taken out of what a return said: a snapshot's new version, which names the old one.

A person's right to be forgotten is met without losing the proof: the directive that submitted the
return holds the SHA-256 of the snapshot as it was, which the funder's copy has, and a later step
holds that of the new one. Figures, days, ids and digests are never touched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ringfence.ledger.canonical import canonical
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.seals import Step, own_snapshot

REDACTS = "redacts"
#: What is kept of what a return tells: its words may be redacted, the rest is figures.
TOLD = "told"
#: What stands where a name stood.
MARK = "[redacted]"
#: What is no text that anybody wrote: digests, ids, and what the books are held to.
_LEFT = frozenset(
    {
        *("digest", "documents", "sent", "frozen", "snapshot_version", "status", "fund", "funds"),
        *("action", "year", "period", "findings", REDACTS),
    }
)


class Redacted(NamedTuple):
    """A snapshot without the names, and in how many texts one stood."""

    content: bytes
    texts: int


def redact(whole: Mapping[str, Any], names: Iterable[str]) -> Redacted:
    """Return a snapshot with names taken out of its texts, whole words and in any case.

    Args:
        whole: The snapshot as it is.
        names: What is taken out.
    """
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in names), re.IGNORECASE
    )
    changed = 0

    def without(value: Any) -> Any:  # noqa: ANN401 - JSON
        nonlocal changed
        if isinstance(value, str):
            found, number = pattern.subn(MARK, value)
            changed += bool(number)
            return found
        if isinstance(value, list):
            return [without(each) for each in value]
        if isinstance(value, dict):
            return {key: each if key in _LEFT else without(each) for key, each in value.items()}
        return value

    made = without(dict(whole))
    texts, frozen = changed, whole.get("frozen")  # what is told stands twice in it
    if isinstance(frozen, dict) and TOLD in frozen:
        told = [{**each, "fields": without(each["fields"])} for each in frozen[TOLD]]
        made["frozen"] = {**frozen, TOLD: told}
    before = hashlib.sha256(canonical(whole)).hexdigest()
    return Redacted(canonical({**made, REDACTS: before}), texts)


def is_counted(whole: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return the names that stand in what the books are held to: payees, which stay in both."""
    held = whole.get("frozen")
    parts = {key: held[key] for key in held if key != TOLD} if isinstance(held, dict) else held
    frozen = str(parts).casefold()
    return [each for each in names if each.casefold() in frozen]


def is_same_text(kept: str, now: str) -> bool:
    """Return whether a text that was kept, and may be redacted, is that of the books now."""
    if MARK not in kept:
        return kept == now
    pattern = ".+?".join(map(re.escape, kept.split(MARK)))
    return re.fullmatch(pattern, now, re.DOTALL) is not None


def with_names_of(kept: Any, other: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON that was kept, with what was redacted in it as another has it, where they agree.

    Args:
        kept: What was kept, and may be redacted.
        other: The same as somebody else has it, names and all.
    """
    if isinstance(kept, str) and isinstance(other, str):
        return other if is_same_text(kept, other) else kept
    if isinstance(kept, Mapping) and isinstance(other, Mapping):
        return {key: with_names_of(each, other.get(key)) for key, each in kept.items()}
    if isinstance(kept, list) and isinstance(other, list) and len(kept) == len(other):
        return [with_names_of(*each) for each in zip(kept, other, strict=True)]
    return kept


def redactions_of(versions: Sequence[Version[Return]], sent: Step) -> list[Version[Return]]:
    """Return the steps that took names out of the snapshot of a submission, first to last."""
    digest, found = own_snapshot(sent), []
    for version in versions:
        if digest and version.value.redacts == digest:
            found.append(version)
            digest = own_snapshot(version)
    return found


def snapshot_now(versions: Sequence[Version[Return]], sent: Step) -> str:
    """Return the SHA-256 that the snapshot of a submission should have by now; empty if none."""
    found = redactions_of(versions, sent)
    return own_snapshot(found[-1] if found else sent)
