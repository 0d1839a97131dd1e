"""``ringfence action``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

action = group_of("action", "Add and change the actions of a year's Delivery Plan.")
