"""Whether words say anything: a placeholder that was pasted or left stands for none."""

from __future__ import annotations

import re

_WORDS = re.compile(r"\w+")
#: What people write where they have nothing to say yet; without case and signs.
_PLACEHOLDERS = frozenset(
    {
        *("tbc", "tba", "tbd", "na", "n a", "nya", "todo", "to do", "text"),
        *("to be confirmed", "to be completed", "to be added", "to be advised"),
        *("to follow", "not applicable", "placeholder"),
    }
)


def says_something(text: str | None) -> bool:
    """Say whether a text has words in it other than a placeholder's."""
    words = " ".join(_WORDS.findall((text or "").casefold().replace("_", " ")))
    return bool(words) and words not in _PLACEHOLDERS
