"""``ringfence measure``."""

from __future__ import annotations

from ringfence.bookkeeping.measure import Measure
from ringfence.cli.events import group_of

measure = group_of(Measure)
