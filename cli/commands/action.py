"""``ringfence action``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

action = group_of("action", "Declare the actions of a year's Delivery Plan, and amend them.")
