"""``ringfence earmarks``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

earmarks = group_of("earmark", "List earmarks, and change their terms.", adds=False)
