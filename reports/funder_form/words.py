"""What a form calls things: the words of its own lists, for ours, kept in a file beside it.

    ["status"]
    "draft" = "First return"

It is the form's, and no term of the fund: it needs no decision.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ringfence.ledger.json_text import toml_string
from ringfence.ledger.words import letters_and_digits
from ringfence.reports.funder_form.errors import FormError

#: By tag, and by what we call it, the form's word.
Words = Mapping[str, Mapping[str, str]]


class Unlisted(NamedTuple):
    """A value that a cell's own list does not have.

    Attributes:
        place: The cell.
        tag: The name of the tag.
        value: What the books say.
        allowed: What the list has.
    """

    place: str
    tag: str
    value: str
    allowed: tuple[str, ...]

    def __str__(self) -> str:
        """Return what to decide."""
        listed = ", ".join(f"“{each}”" for each in self.allowed)
        return f"{self.place}: {self.tag} is “{self.value}”, and the cell's list has {listed}."


def match_word(value: str, allowed: Sequence[str], known: Mapping[str, str]) -> str | None:
    """Return the word of a list that a value is; None if none is.

    It is the one that was said to be it, else the one that differs in capitals and signs alone.
    """
    said = known.get(value)
    if said in allowed:
        return said
    if value in allowed:
        return value
    plain = letters_and_digits(value)
    alike = [each for each in allowed if letters_and_digits(each) == plain]
    return alike[0] if len(alike) == 1 and plain else None


def words_path(form: Path) -> Path:
    """Return where the words of a form are kept."""
    return form.with_name(f"{form.name}.words.toml")


def read_words(form: Path) -> dict[str, dict[str, str]]:
    """Read the words of a form; none where nobody said any.

    Raises:
        FormError: the file can't be read.
    """
    path = words_path(form)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormError(f"{path} can't be read as TOML: {error}.") from error
    return {
        tag: {str(ours): str(theirs) for ours, theirs in words.items()}
        for tag, words in values.items()
        if isinstance(words, dict)
    }


def words_text(words: Words) -> str:
    """Write the words of a form."""
    lines = ["# What this form calls things: our word, and the one of the form's own list."]
    for tag, each in sorted(words.items()):
        lines += ["", f"[{toml_string(tag)}]"]
        lines += [
            f"{toml_string(ours)} = {toml_string(theirs)}" for ours, theirs in sorted(each.items())
        ]
    return "\n".join(lines) + "\n"
