"""``ringfence fund``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

fund = group_of("fund", "Add funds, change their terms, and look them up.")
