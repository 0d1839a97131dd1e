"""``ringfence target``."""

from __future__ import annotations

from ringfence.bookkeeping.target import Target
from ringfence.cli.events import group_of

target = group_of(Target)
