"""``ringfence person``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

person = group_of("person", "Add roles and mailboxes: who records, prepares and certifies.")
