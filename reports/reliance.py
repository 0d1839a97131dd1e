"""How far figures can be relied on, in a line: for an officer, and for whoever reads a paper."""

from __future__ import annotations

from collections.abc import Mapping

from ringfence.ledger.commands import command
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.messages import name_field


def findings_line(findings: Mapping[str, int]) -> str:
    """Return how far these figures can be relied on, in a line."""
    parts = [
        _count(findings.get("block", 0), "fault to correct", "faults to correct"),
        _count(findings.get("pending", 0), "awaiting a decision", "awaiting a decision"),
        _count(findings.get("warn", 0), "warning", "warnings"),
        _count(findings.get("overridden", 0), "overridden", "overridden"),
    ]
    return ", ".join(part for part in parts if part) or "nothing is wrong in the books"


def banner(findings: Mapping[str, int]) -> str | None:
    """Return a message that the figures can't be relied on, if something in the books blocks."""
    blocks = findings.get("block", 0)
    if not blocks:
        return None
    what = "a fault" if blocks == 1 else f"{blocks:,} faults"
    return f"DRAFT – these books have {what} to correct. Do not send."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else ""


class FaultyBooksError(UnservedError):
    """Books with faults to correct first, or figures that are a draft because of them."""

    def __init__(self, blocks: int, so: str, with_draft: str) -> None:
        """Say how many faults, what follows, and what --draft makes of it."""
        faults = "a fault" if blocks == 1 else f"{blocks} faults"
        super().__init__(
            f"These books have {faults} to correct, so {so}: see `"
            + command("check")
            + "`. With "
            + name_field("draft")
            + f" {with_draft}."
        )
