"""Python's garbage collector, kept out of the way while much is made and nothing dropped."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector from walking all of Beancount's entries again and again.

    Building a Book and running the rules make many objects that live as long as the
    entries do; at 100,000 transactions the collector's walks cost more than the rules.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def leave_alone() -> None:
    """Keep the collector from walking what there is now, which is to stay for long.

    A server answers for hours from the same books. Each full walk over 20,000 transactions of
    theirs cost 0.2 s, on whichever page it fell.
    """
    gc.collect()
    gc.freeze()


def look_again() -> None:
    """Let the collector walk what was left alone, so that it can go where it is dropped."""
    gc.unfreeze()
