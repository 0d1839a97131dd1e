"""Words that stand where nothing is said yet: “to follow”, “tbc”, “n/a”."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_BLANK = re.compile(r"x{2,}")
#: More words than this are a sentence, however they end; fewer that end so say nothing yet.
_FEW = 5
_UNFINISHED = (
    *(" tbc", " tba", " tbd", " to be confirmed", " to confirm", " to be completed"),
    *(" to complete", " to be advised", " to follow"),
)
#: What people write where they have nothing to say yet; without case and signs.
_PLACEHOLDERS = frozenset(
    {
        *("tbc", "tba", "tbd", "na", "n a", "nya", "todo", "to do", "text"),
        *("to be confirmed", "to be completed", "to be added", "to be advised"),
        *("to follow", "not applicable", "placeholder", "to complete", "to confirm", "to add"),
    }
)
#: The same with nothing between their words, for they may be folded.
_RUN_TOGETHER = frozenset(each.replace(" ", "") for each in _PLACEHOLDERS)
#: Statements in a narrative, and no reference of any invoice.
_NO_REFERENCE = frozenset({"none", "nil"})


def says_something(text: str | None) -> bool:
    """Return whether a text has words in it other than a placeholder's."""
    return bool(_LETTER.search(text or "")) and not _is_placeholder(text or "")


def is_reference(text: str) -> bool:
    """Return whether an invoice reference is one: no blank, no dash, no placeholder, no “none”.

    Spaces may have been folded away. One that ends in a digit is, as nearly all do.
    """
    return text[-1:].isdigit() or (
        not _is_placeholder(text) and text.strip().casefold() not in _NO_REFERENCE
    )


def _is_placeholder(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    if any(_BLANK.fullmatch(each) for each in words):
        return True
    if len(words) <= _FEW and f" {' '.join(words)}".endswith(_UNFINISHED):
        return True
    together = "".join(words)
    return not together or together in _RUN_TOGETHER
