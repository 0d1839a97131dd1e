"""``ringfence target``."""

from __future__ import annotations

from ringfence.cli.counts import group_of

target = group_of(
    "target",
    "Record what a count should come to in a period.",
    'ringfence target add 2017-18/Diversionary "young people engaged" 120 \\\n'
    "      --from 1/4/2017 --to 31/3/2018",
)
