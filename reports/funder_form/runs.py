"""Tags in a paragraph whose text is cut up: Word begins a new run in the middle of a word.

What replaces a tag gets the looks of its first character; all else stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ringfence.reports.funder_form.archive import Element
from ringfence.reports.funder_form.tags import Spot, spots

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

#: The text of an element, None for one without text of its own, such as a line break.
Piece = tuple[Element, str]
#: What a tag comes to, given the text before and after it; None leaves it as it stands.
Fill = Callable[[Spot, str, str], str | None]


def whole(pieces: Sequence[Piece]) -> str:
    """Return the text of a paragraph."""
    return "".join(text for _element, text in pieces)


def drawn_paragraphs(root: Element) -> Iterator[list[Piece]]:
    """Yield the paragraphs with tags in what is drawn: text boxes of Excel, titles of charts."""
    for paragraph in root.iter(f"{_DRAWN}p"):
        pieces = [(text, text.text or "") for text in paragraph.iter(f"{_DRAWN}t")]
        if any(brace in whole(pieces) for brace in "{}"):
            yield pieces


def replace(pieces: Sequence[Piece], fill: Fill) -> list[Element]:
    """Put what they come to in the place of tags; give the elements whose text changed.

    An element without text of its own that is within a tag, such as a tab, goes with it.
    """
    text = whole(pieces)
    texts = [text for _element, text in pieces]
    changed: set[int] = set()
    for spot in reversed(list(spots(text))):
        value = fill(spot, text[: spot.start], text[spot.end :])
        if value is None:
            continue
        first = True
        for index, (start, end) in _pieces_of_tag(pieces, spot):
            rest = texts[index]
            texts[index] = rest[:start] + (value if first else "") + rest[end:]
            changed.add(index)
            first = False
    return [_set(pieces[index][0], texts[index]) for index in sorted(changed)]


def _pieces_of_tag(pieces: Sequence[Piece], spot: Spot) -> list[tuple[int, tuple[int, int]]]:
    """Find the pieces that a tag is in, each with the part of it."""
    found, done = [], 0
    for index, (_element, text) in enumerate(pieces):
        start, end = max(spot.start - done, 0), min(spot.end - done, len(text))
        if start < end:
            found.append((index, (start, end)))
        done += len(text)
    return found


def _set(element: Element, text: str) -> Element:
    element.text = text
    if text.strip() != text:
        element.set(_SPACE, "preserve")
    return element
