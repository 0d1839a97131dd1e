"""How far a longer piece of work is, on standard error, where somebody looks at it."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

import click
from click._termui_impl import ProgressBar

#: What takes less than this, in seconds, is done before anybody wonders.
_PATIENCE = 1.0


class Progress:
    """A bar that appears once the work has taken a second; nothing where nobody looks.

    Called with how much is done and how much there is (0: not known), it is what readers of
    files take as their ``progress``.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self._begun = time.monotonic()
        self._bar: ProgressBar[int] | None = None
        self._counting = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.render_finish()
        elif self._counting:
            click.echo(err=True)

    def __call__(self, done: int, total: int) -> None:
        """Print that so much is done of so much."""
        if time.monotonic() - self._begun < _PATIENCE or not sys.stderr.isatty():
            return
        if not total or self._counting:
            click.echo(f"\r{self.label}: {done:,}", err=True, nl=False)
            self._counting = True
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, label=self.label, file=sys.stderr, show_pos=True
            )
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)


def show_progress(what: str) -> None:
    """Print what is being done that may take a while, where somebody looks."""
    if sys.stderr.isatty():
        click.echo(f"{what}…", err=True)
