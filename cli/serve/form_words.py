"""The words of the commands, as somebody at a form reads them: options are its fields."""

from __future__ import annotations

import click

#: Of a field that takes what there is not yet.
NEW_ONE = "One that there is, or a new name within an action: 2018-19/Diversionary/Kicks."
#: What officers type at a terminal, and what they do at a form instead.
_WRITTEN = {
    '; "" if there is none': "; leave it empty if there is none",
    '; "" if not known yet': "; leave it empty if not known yet",
    "; may be repeated": "",
    ", or how much of it": "; if not given, the one that must be spent first",
    "from --date on": "from its date on",
    "POT=AMOUNT": "2017-18/Diversionary=120.00",
    "AMOUNT ": "The amount ",
}


def at_form(text: str) -> str:
    """Return the help of an option or a command at a form."""
    for typed, written in _WRITTEN.items():
        text = text.replace(typed, written)
    return text


def param_words(param: click.Parameter) -> str:
    """Name a parameter as the command line does: ``approved by`` for ``--approved-by``."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len).lstrip("-").replace("-", " ")
    return (param.metavar or param.name or "").strip("[]").replace("_", " ").lower()
