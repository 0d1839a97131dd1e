"""How wide a text is in Arial, so that a column is as wide as its texts need and no wider.

The widths are those of the typeface, in thousandths of its size. Other programs set papers in
typefaces with the same widths, such as Liberation Sans.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

#: Letters of one width each; any other takes that of a capital.
_WIDTHS = {
    191: "'",
    222: "ijl\u2018\u2019",
    278: " ,.:;/!\\|It[]f",
    333: "-()r“”",
    355: '"',
    500: "cksvxyzJ",
    556: "abdeghnopqu0123456789£$#?_–L€",
    584: "+=<>~−×",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "—…",
}
_OTHER = 722
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
#: In bold a word is as much wider at most.
BOLD = 1.13


@lru_cache(maxsize=20_000)
def breadth(text: str) -> float:
    """Return how wide a text is in one line, in ems: as a multiple of the size it is set in."""
    return sum(_WIDTH.get(letter, _OTHER) for letter in text) / 1000


@lru_cache(maxsize=20_000)
def lines(text: str, room: float) -> int:
    """Return how many lines a text takes in a column of so many ems, broken between its words."""
    space = breadth(" ")
    count, taken = 1, 0.0
    for word in text.split():
        width = breadth(word)
        if taken and taken + space + width > room:
            count, taken = count + 1, 0.0
        taken += width + (space if taken else 0)
        while taken > room > 1:
            # A word that is longer than a line is broken.
            count, taken = count + 1, taken - room
    return count


def in_two_lines(text: str, wide: Callable[[str], float] = breadth) -> float:
    """Return how wide a text is in two lines, in ems unless told how to measure it."""
    words = text.split()
    halves = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words) + 1))
    return min((max(map(wide, both)) for both in halves), default=0)
