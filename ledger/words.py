"""Words as people type them, compared: plain, folded, and how like one is to another."""

from __future__ import annotations


def folded(words: object) -> str:
    """Fold case and spaces away, so that one name compares equal however it is typed."""
    return "".join(str(words or "").split()).casefold()


def all_folded(words: list[str]) -> list[str]:
    """Fold words as `folded` does, all in one go: there may be as many as entries."""
    parts = "\n".join(words).casefold().replace(" ", "").split("\n")
    plain = len(parts) == len(words) and len("".join(parts).split()) <= 1
    return parts if plain else [folded(each) for each in words]
