"""How alike two names or two references are, as two systems write them.

Nothing is decided by likeness: it only puts first what a person then confirms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz import process

#: From here on two names may be one supplier's; "Leicester City FC" and "LEICESTER CITY
#: FOOTBALL CLUB COMMUNITY TRUST" are at 100, "Leicester City Council" at 90 is sorted out by
#: amount and day.
ALIKE = 80
#: From here on they are one name, spelt in two ways.
_SAME = 95
_LEGAL_FORMS = frozenset(
    ("ltd", "limited", "plc", "llp", "cic", "cio", "inc", "co", "company", "the", "and", "uk")
)
_SMALL_WORDS = frozenset(("of", "for", "in", "on", "to", "at"))
_WITHHELD = re.compile(r"redact|withheld|not disclosed|personal data|confidential", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_REFERENCE = 3


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """Give a name's words without case, punctuation and legal form, to be compared."""
    words = _WORD.findall(name.casefold().replace("'", "").replace("’", ""))
    telling = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(telling or words)


def is_withheld(name: str) -> bool:
    """Say whether a supplier's name is not given, or not published."""
    return not plain_name(name) or bool(_WITHHELD.search(name))


def likeness(one: str, other: str) -> int:
    """Say how alike two names are, from 0 to 100; 0 where one is not given."""
    if is_withheld(one) or is_withheld(other):
        return 0
    return int(fuzz.token_set_ratio(plain_name(one), plain_name(other)))


def alike(name: str, known: Iterable[str]) -> list[str]:
    """Give the known names that may be the same as a name, the likest first."""
    if is_withheld(name):
        return []
    mine = plain_name(name)
    plain = {each: plain_name(each) for each in dict.fromkeys(known)}
    found = process.extract(
        mine, plain, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=None
    )
    # Of names that hold all of its words, the one with the fewest others is the likest.
    ranked = sorted(found, key=lambda hit: (-hit[1], -fuzz.token_sort_ratio(mine, hit[0]), hit[2]))
    return [each for _plain, _score, each in ranked]


def is_called(name: str, other: str) -> bool:
    """Say whether a name may be another, or is what another's initials stand for.

    "Office of the Police and Crime Commissioner" is called OPCC.
    """
    initials = "".join(word[0] for word in plain_name(name).split() if word not in _SMALL_WORDS)
    return bool(alike(name, [other])) or (len(initials) > 1 and plain_name(other) == initials)


def same(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that is a name but for spelling; None if there is none.

    "First-aid training provider" is not "Training provider", alike though they are.
    """
    if is_withheld(name):
        return None
    plain = {each: plain_name(each) for each in dict.fromkeys(known)}
    found = process.extractOne(
        plain_name(name), plain, scorer=fuzz.token_sort_ratio, score_cutoff=_SAME
    )
    return found[2] if found else None


@lru_cache(maxsize=65536)
def plain_reference(reference: str) -> str:
    """Give a reference's letters and digits, without case; "" if it can't tell anything.

    ``LCFC-1093``, ``lcfc 1093`` and ``LCFC1093`` are one. What has no digit, or is shorter
    than three, tells nothing.
    """
    plain = "".join(_WORD.findall(reference.casefold()))
    telling = len(plain) >= _SHORTEST_REFERENCE and any(letter.isdigit() for letter in plain)
    return plain if telling else ""
