"""``ringfence earmarks``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

earmarks = group_of("earmark", "Look earmarks up, and amend what is said of them.", adds=False)
