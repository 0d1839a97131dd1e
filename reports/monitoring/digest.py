"""The digest: what a return's figures and evidence come to, in 64 characters.

Text, files and line numbers are left out: moving or commenting text never changes it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

#: Keys of the return's JSON that are figures, or say of what they are.
_FIGURES = (
    "fund",
    "funds",
    "claim",
    "other_years",
    "reserve",
    "unallocated",
)
_WORDS = frozenset({"title", "explanation", "rag", "forecast_reason"})
_EVIDENCE = (
    "date",
    "payee",
    "invoice",
    "year",
    "action",
    "earmark",
    "fund",
    "amount",
    "adjusts",
    "pending",
)


def digest_of(figures: dict[str, Any]) -> str:
    """Give the SHA-256 of a return's JSON, in one canonical form, of what counts in it."""
    counted = {key: figures[key] for key in _FIGURES}
    period = figures["period"]
    counted["period"] = {key: period[key] for key in ("ref", "start", "end", "from", "as_at")}
    for key in ("lines", "totals"):
        counted[key] = _without_words(figures[key])
    for key in ("adjustments", "evidence"):
        counted[key] = [{name: row[name] for name in _EVIDENCE} for row in figures[key]]
    canonical = json.dumps(counted, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _without_words(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    return {key: each for key, each in value.items() if key not in _WORDS}
