"""``ringfence decision``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

decision = group_of("decision", "Record decisions, and list what depends on them.")
