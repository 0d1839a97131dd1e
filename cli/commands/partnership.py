"""``ringfence partnership``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

partnership = group_of("partnership", "See and amend who the partnership is.", adds=False)
