"""Paragraphs in lines of text; a command line is never broken, so that it is copied whole."""

from __future__ import annotations

import textwrap

from ringfence.ledger.commands import commands_in

WIDTH = 100
#: Stands for a space where no line may end.
_TIED = "\x00"


def fill(text: str, indent: str = "", hang: str | None = None, width: int = WIDTH) -> str:
    """Lay a paragraph out in lines.

    Args:
        text: The paragraph.
        indent: What its first line begins with.
        hang: What its other lines begin with, if not with the same.
        width: The longest that a line may be, but for a command line or a word that is longer.
    """
    return textwrap.fill(
        tie(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_on_hyphens=False,
        break_long_words=False,
    ).replace(_TIED, " ")


def tie(text: str) -> str:
    """Tie the words of each command line together."""
    for place in commands_in(text):
        line = text[place.start : place.end]
        text = text[: place.start] + line.replace(" ", _TIED) + text[place.end :]
    return text
