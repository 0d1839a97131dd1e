"""The words of the commands, as somebody at a form reads them: options are its fields."""

from __future__ import annotations

import re

#: Of a field that takes what there is not yet.
NEW_ONE = "One that there is, or a new name within an action: 2018-19/Diversionary/Kicks."
#: What officers type at a terminal, and what they do at a form instead.
_WRITTEN = {
    '; "" if there is none': "; leave it empty if there is none",
    '; "" if not known yet': "; leave it empty if not known yet",
    "; may be repeated": "",
    ", or how much of it": "; if not given, the one that must be spent first",
    " on --date": " on its date",
    "from --date on": "from its date on",
    " It needs a decision (--decision).": " It needs a decision.",
    ", and how much, as POT=AMOUNT; separate several with semicolons": ", and how much",
}
_AMOUNT = re.compile(r"\bAMOUNT\b")


def at_form(text: str) -> str:
    """Return the help of an option or a command at a form."""
    for typed, written in _WRITTEN.items():
        text = text.replace(typed, written)
    return _AMOUNT.sub(lambda found: "the amount" if found.start() else "The amount", text)
