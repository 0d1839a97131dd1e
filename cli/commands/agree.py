"""``ringfence agree``: by name, or through the list of what a meeting was asked."""

from __future__ import annotations

from dataclasses import replace

import click

from ringfence.bookkeeping.agree import Agree
from ringfence.bookkeeping.decline import Decline
from ringfence.cli.events import command_of, record_event


def record_or_walk(event: Agree | Decline, *, dry_run: bool) -> None:
    """Record what was decided of a proposal; without one, ask of each that a meeting was asked."""
    if event.proposal is not None:
        record_event(event, dry_run=dry_run)
        return
    from ringfence.cli.commands import agree_walk

    request = replace(event.request(), dry_run=dry_run)
    agree_walk.walk(click.get_current_context(), request, event.meeting)


agree = command_of(Agree, record_or_walk)
