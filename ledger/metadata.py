"""What Ringfence reads from the metadata of transactions, and in which form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from beancount.core.data import Directive
    from beancount.core.data import Transaction

#: Rules that ``override-<rule>`` can turn into a warning; four can't be overridden.
OVERRIDABLE = (
    "overdrawn",
    "authority",
    "stage",
    "window",
    "purpose",
    "separation",
    "duplicate",
    "evidence",
)
#: All rules, in the order in which their findings are shown.
RULES = ("declaration", "self-balancing", *OVERRIDABLE, "submitted", "reconciled")
OVERRIDE = "override-"
#: Which lines of the council's a transaction is.
COUNCIL_REF = "council-ref"
#: Keys that a rule reads, and that few entries carry: the Book keeps these apart.
REMARKS = frozenset(
    {
        "invoice-total",
        "supplied",
        "purpose",
        "category",
        "capital",
        "vat",
        "irrecoverable-vat",
        "decision",
        "settled-by",
        "adjusts",
        "corrects",
        "approved-by",
        COUNCIL_REF,
        *(OVERRIDE + rule for rule in RULES),
    }
)


class Marked(dict[str, "list[Transaction] | None"]):
    """The entries that carry each key of metadata; None for a key that no rule reads."""

    def __init__(self) -> None:
        super().__init__((key, []) for key in REMARKS)

    def __missing__(self, key: str) -> list[Transaction] | None:
        found: list[Transaction] | None = [] if key.startswith(OVERRIDE) else None
        self[key] = found
        return found


def cited(meta: Mapping[str, Any] | None, key: str = "decision") -> tuple[str, ...]:
    """Give the decisions that a key names: a list is separated by commas."""
    value = meta.get(key) if meta else None
    if not isinstance(value, str):
        return ()
    return tuple(part.strip() for part in value.split(",") if part.strip())


def text(entry: Directive, key: str) -> str:
    """Give a key's value as text, empty if there is none."""
    value = (entry.meta or {}).get(key)
    return "" if value is None else str(value)
