"""``ringfence fund``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

fund = group_of("fund", "Declare funds and their terms, amend them, and look them up.")
