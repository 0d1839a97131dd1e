"""``ringfence decision``."""

from __future__ import annotations

from ringfence.bookkeeping.decision_add import DecisionAdd
from ringfence.bookkeeping.decision_amend import DecisionAmend
from ringfence.cli.declarations import group_of

decision = group_of(
    "decision",
    "Record decisions, and list what depends on them.",
    events=(DecisionAdd, DecisionAmend),
)
