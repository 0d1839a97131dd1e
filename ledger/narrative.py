"""Whether words say anything: a placeholder that was pasted or left stands for none.

Nor do signs and numbers alone, a blank such as XX, or our own mark of what is to complete.
"""

from __future__ import annotations

import re

_WORDS = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d]")
_BLANK = re.compile(r"x{2,}")
#: More words than this are a sentence, however they end.
_FEW = 5
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
    """Say whether a text has words in it other than a placeholder's."""
    words = _WORDS.findall((text or "").casefold().replace("_", " "))
    together = "".join(words)
    if not _LETTER.search(together) or any(_BLANK.fullmatch(each) for each in words):
        return False
    if len(words) <= _FEW:  # "number to be confirmed" says nothing yet
        return not any(f" {' '.join(words)}".endswith(f" {each}") for each in _PLACEHOLDERS) and (
            together not in _RUN_TOGETHER
        )
    return together not in _RUN_TOGETHER


def is_reference(text: str) -> bool:
    """Say whether an invoice reference is one: no blank, no dash, no placeholder, no “none”.

    Spaces may have been folded away. One that ends in a digit is, as nearly all do.
    """
    return text[-1:].isdigit() or (
        says_something(text) and text.strip().casefold() not in _NO_REFERENCE
    )
