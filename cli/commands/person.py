"""``ringfence person``."""

from __future__ import annotations

from ringfence.cli.declarations import group_of

person = group_of("person", "Declare roles and mailboxes: who records, prepares, certifies.")
