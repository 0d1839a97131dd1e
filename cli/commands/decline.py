"""``ringfence decline``: by name, or through the list of what a meeting was asked."""

from __future__ import annotations

from ringfence.bookkeeping.decline import Decline
from ringfence.cli.commands.agree import record_or_walk
from ringfence.cli.events import command_of

decline = command_of(Decline, record_or_walk)
