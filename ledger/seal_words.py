"""A seal in words that can be read aloud, and what somebody quotes of one.

A seal is the SHA-256 of a snapshot, in 64 digits. Its first 132 bits are twelve words of a list
of 2,048, in three groups. Six words are found by trial in a second or so; twelve can't be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ringfence.ledger.words import did_you_mean, near

WORDS, GROUP = 12, 4
_BITS = 11
_LIST = Path(__file__).with_name("seal-words.txt")
_SEAL = re.compile(r"[0-9a-f]{64}", re.ASCII)
_BETWEEN = re.compile(r"[\s:,;.|/\u2010-\u2014-]+")
_WORD = re.compile(r"[a-z]+", re.ASCII)


class NotQuotedError(ValueError):
    """A text that is neither a seal nor its twelve words; the message is a sentence."""


def words_of(seal: str) -> tuple[str, ...]:
    """Return the twelve words of a seal."""
    bits = int(seal[: WORDS * _BITS // 4], 16)
    shifts = range((WORDS - 1) * _BITS, -1, -_BITS)
    return tuple(_words()[bits >> shift & (1 << _BITS) - 1] for shift in shifts)


def in_groups(seal: str) -> Iterator[str]:
    """Yield the words of a seal in their three groups."""
    words = words_of(seal)
    for start in range(0, WORDS, GROUP):
        yield " ".join(words[start : start + GROUP])


def quotes(text: str, seal: str) -> bool:
    """Return whether a text quotes a seal: whole, or by its words, whatever is between them.

    Raises:
        NotQuotedError: it is neither a seal nor twelve words of the list.
    """
    lower = text.casefold()
    whole = _BETWEEN.sub("", lower)
    if _SEAL.fullmatch(whole):
        return whole == seal
    words = _BETWEEN.sub(" ", lower).split()
    if not all(_WORD.fullmatch(each) for each in words) or len(words) != WORDS:
        raise NotQuotedError(
            f"“{text}” is neither a seal, which has 64 digits from 0 to 9 and a to f, nor the "
            f"{WORDS} words of one."
        )
    for each in words:
        if each not in _words():
            hint = did_you_mean(near(each, _words()))
            raise NotQuotedError(f"“{each}” is no word that a seal can have.{hint}")
    return tuple(words) == words_of(seal)


@cache
def _words() -> tuple[str, ...]:
    lines = _LIST.read_text(encoding="ascii").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))
