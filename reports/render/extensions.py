"""The format that the name of a file says it has: one that says another is refused.

A file opens by its name: a Word file called ``paper.pdf`` opens nowhere, and whoever gets
it takes it for broken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ringfence.ledger.commands import quote
from ringfence.ledger.errors import WrongUsageError
from ringfence.ledger.messages import name_field
from ringfence.reports.render.formats import FORMATS

#: What is in the place of an ending but none, as in "minutes of 12.06" or "St. Peter".
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,8}", re.IGNORECASE)
#: What files of books end in.
BOOKS = ".beancount"
_SAVED_AS_PDF = " It is made a PDF in Word: open it there and save it as one."


class EndingError(WrongUsageError):
    """A name that no format of a document ends in, or another than was asked for."""


def format_of(path: Path | None, asked: str | None, formats: Sequence[str], default: str) -> str:
    """Return the format of a document: the one asked for, else the one that its name ends in.

    A name without an ending says nothing, nor does ``-``, standard output.

    Args:
        path: The file's name, if one was given.
        asked: The format asked for, if one was.
        formats: Those that the document can be had in.
        default: The one of them that it has where nothing is said.

    Raises:
        EndingError: the name ends as no format of it does, or as another than asked for.
    """
    ending = _ending(path) if path else ""
    if path is None or not ending:
        return asked or default
    named = next((each for each in formats if ending in FORMATS[each].endings), None)
    if named is None:
        raise EndingError(_not_made(path, ending, [asked] if asked else formats, default))
    if asked and asked != named:
        raise EndingError(
            f"{path} is named as {FORMATS[named].what}, but "
            + name_field("format", value=asked)
            + " makes "
            f"{FORMATS[asked].what}. Leave out "
            + name_field("format")
            + ", or name it so: "
            + name_field("output", _rename(path, asked))
        )
    return named


def has_ending_of(path: Path, kind: str) -> bool:
    """Return whether a name ends as one of a format does."""
    return _ending(path) in FORMATS[kind].endings


def _ending(path: Path) -> str:
    found = _ENDING.fullmatch(path.suffix)
    # Over books nothing is written in any format, which whoever writes says.
    return found[0].lower() if found and path.suffix != BOOKS else ""


def _not_made(path: Path, ending: str, formats: Sequence[str], default: str) -> str:
    made = [f"{FORMATS[each].what} ({FORMATS[each].endings[0]})" for each in formats]
    last = made.pop()
    known = f"{', '.join(made)} or {last}" if made else last
    suits = default if default in formats and default != "text" else formats[0]
    if ending in (".pdf", ".doc") and "docx" in formats:
        suits = "docx"
    elif ending == ".xls" and "xlsx" in formats:
        suits = "xlsx"
    more = _SAVED_AS_PDF if ending == ".pdf" and suits == "docx" else ""
    return (
        f"{path} can't be made: this is {known}, and no {ending} file. Name it so: "
        + name_field("output", _rename(path, suits))
        + f".{more}"
    )


def _rename(path: Path, kind: str) -> str:
    return quote(str(path.with_suffix(FORMATS[kind].endings[0])))
