"""``ringfence measure``."""

from __future__ import annotations

from ringfence.cli.counts import group_of

measure = group_of(
    "measure",
    "Record a count of what was delivered in a period; given again, it replaces the first.",
    'ringfence measure add 2017-18/Diversionary "young people engaged" 64 \\\n'
    "      --from 1/4/2017 --to 31/8/2017 --source Registers",
)
