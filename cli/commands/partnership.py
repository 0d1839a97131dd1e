"""``ringfence partnership``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

partnership = group_of("partnership", "Show and change the partnership's details.", adds=False)
