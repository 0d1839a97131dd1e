"""How long what people type may be: far more than anybody writes, and less than fills a disk."""

from __future__ import annotations

#: In characters: words for somebody to read, about two pages; and names, references and ids.
MOST_WORDS = 5000
MOST_NAME = 300


class TooLongError(ValueError):
    """A text that is longer than its field takes."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(
            f"It has {length:,} characters, and {most:,} are the most here. Shorten it, or file a "
            "paper that says the rest."
        )


def within(text: str, most: int) -> str:
    """Return a text that is no longer than so many characters.

    Raises:
        TooLongError: it is.
    """
    if len(text) > most:
        raise TooLongError(len(text), most)
    return text
