"""Words as people type them: compared without case and signs, and by their likeness.

Nothing is decided by likeness: it only puts first what a person then confirms, or says what was
perhaps meant. Whether two texts are one is a matter of `fold`, `joined` or `plain`, whether words
say anything of `ledger/placeholders.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile("[,;]")
#: From here on a name is near another as a whole; a letter wrong in four is at 75.
_NEAR = 70
#: From here on it is near where a part of it is enough: a pot without its year.
_NEAR_IN_PART = 60
#: Words shorter than this are misspelt by one letter, longer ones by two at most.
_LONG = 6
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
_SHORTEST_REFERENCE = 3

#: Formatting and control signs: a space without width, a soft hyphen, a mark of direction.
_WITHOUT_WIDTH = frozenset({"Cf", "Cc"})
#: What else shows nothing: what Unicode lets everybody leave out where they know no better
#: (Default_Ignorable_Code_Point of DerivedCoreProperties.txt, 16.0, which Python does not have:
#: joiners, fillers, selectors of variants), and the blanks among letters and signs.
_SEEN_BY_NOBODY = frozenset(
    map(
        chr,
        (
            *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810)),
            *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164),
            *(*range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFF9)),
            *(*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)),
            *(0x2800, 0x16FE4, 0x1D159),
        ),
    )
)
#: Signs that people take for a hyphen, and that are no dashes to Unicode.
_MINUSES = frozenset(map(chr, (0x02D7, 0x2043, 0x2212)))


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a list as people type it, with commas or semicolons between them."""
    return tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())


def fold(words: object) -> str:
    """Fold case and spaces away, so that one name compares equal however it is typed.

    Letters are of one composition (NFKC), digits of any script are 0 to 9, dashes are hyphens,
    and signs that nobody sees are left out, and marks on what is no letter.
    """
    text = str(words or "")
    if not (text.isascii() and text.isprintable()):
        text = _fold_signs(text)
    return "".join(text.split()).casefold()


def _fold_signs(text: str) -> str:
    """Make one text of all that look the same on paper, but for case and spaces."""
    # An invisible sign stands between a letter and its accent until it is taken out.
    seen = "".join(sign for sign in text if not _is_unseen(sign))
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return "".join(map(_plain_sign, _without_marks_on_signs(normal)))


def _without_marks_on_signs(text: str) -> Iterator[str]:
    """Yield the signs of a text, without accents that are on none of its letters, and rings."""
    on_letter = False
    for sign in text:
        category = unicodedata.category(sign)
        if category == "Me" or (category == "Mn" and not on_letter):
            continue
        if category != "Mn":
            on_letter = sign.isalpha()
        yield sign


def _is_unseen(sign: str) -> bool:
    return sign in _SEEN_BY_NOBODY or (
        unicodedata.category(sign) in _WITHOUT_WIDTH and not sign.isspace()
    )


@lru_cache(maxsize=4096)
def _plain_sign(sign: str) -> str:
    if sign in _MINUSES or unicodedata.category(sign) == "Pd":
        return "-"
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def all_folded(words: list[str]) -> list[str]:
    """Fold words as `fold` does, all in one go: there may be as many as entries."""
    if not (all(map(str.isascii, words)) and all(map(str.isprintable, words))):
        return [fold(each) for each in words]
    parts = "\n".join(words).casefold().replace(" ", "").split("\n")
    plain = len(parts) == len(words) and len("".join(parts).split()) <= 1
    return parts if plain else [fold(each) for each in words]


def letters_and_digits(text: str) -> str:
    """Return a text's letters and digits alone, without case: ``LCFC-1093`` is ``lcfc1093``."""
    return "".join(_WORD.findall(text.casefold()))


def plain(text: str, without: Collection[str] = ()) -> str:
    """Return a text's words without case and signs, to be compared, and without some of them."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return " ".join(word for word in words if word not in without)


def near(text: str, known: Iterable[str], most: int = 1, *, in_part: bool = False) -> list[str]:
    """Name the known words that were perhaps meant by one that is none of them, the nearest first.

    Args:
        text: What was typed.
        known: What there is.
        most: How many are named at most.
        in_part: Whether a part is enough, where people leave out the rest of a name.
    """
    from rapidfuzz import fuzz, process, utils

    scorer, least = (fuzz.WRatio, _NEAR_IN_PART) if in_part else (fuzz.ratio, _NEAR)
    found = process.extract(
        text,
        sorted(known),
        scorer=scorer,
        processor=utils.default_process,
        limit=most,
        score_cutoff=least,
    )
    return [name for name, _score, _place in found]


def did_you_mean(names: Iterable[str]) -> str:
    """Ask, after a sentence, whether one of some names was meant; nothing where there is none."""
    listed = " or ".join(names)
    return f" Did you mean {listed}?" if listed else ""


def slip_of(text: str, known: Iterable[str]) -> str | None:
    """Return the known word that another is a slip of the finger away from; None if none is.

    A slip is a letter too many, too few or wrong, or two in each other's place.
    """
    from rapidfuzz.distance import OSA

    typed = text.strip().casefold()
    slips = {each: OSA.distance(typed, each) for each in known}
    nearest = min(slips, key=lambda each: slips[each])
    return nearest if slips[nearest] <= (1 if len(nearest) < _LONG else 2) else None


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """Return a name's words without case, punctuation and legal form, to be compared."""
    bare = name.replace("'", "").replace("’", "")
    return plain(bare, _LEGAL_FORMS) or plain(bare)


def is_withheld(name: str) -> bool:
    """Return whether a supplier's name is not given, or not published."""
    return not plain_name(name) or bool(_WITHHELD.search(name))


def likeness(one: str, other: str) -> int:
    """Return how alike two names are, from 0 to 100; 0 where one is not given."""
    from rapidfuzz import fuzz

    if is_withheld(one) or is_withheld(other):
        return 0
    return int(fuzz.token_set_ratio(plain_name(one), plain_name(other)))


def alike_names(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that may be the same as a name, the likest first."""
    from rapidfuzz import fuzz, process

    if is_withheld(name):
        return []
    mine = plain_name(name)
    names = {each: plain_name(each) for each in dict.fromkeys(known)}
    found = process.extract(
        mine, names, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=None
    )
    # Of names that hold all of its words, the one with the fewest others is the likest.
    ranked = sorted(found, key=lambda hit: (-hit[1], -fuzz.token_sort_ratio(mine, hit[0]), hit[2]))
    return [each for _name, _score, each in ranked]


def is_called(name: str, other: str) -> bool:
    """Return whether a name may be another, or is what another's initials stand for.

    "Office of the Police and Crime Commissioner" is called OPCC.
    """
    initials = "".join(word[0] for word in plain_name(name).split() if word not in _SMALL_WORDS)
    return bool(alike_names(name, [other])) or (len(initials) > 1 and plain_name(other) == initials)


def same_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is a name but for spelling; None if there is none.

    "First-aid training provider" is not "Training provider", alike though they are.
    """
    from rapidfuzz import fuzz, process

    if is_withheld(name):
        return None
    names = {each: plain_name(each) for each in dict.fromkeys(known)}
    found = process.extractOne(
        plain_name(name), names, scorer=fuzz.token_sort_ratio, score_cutoff=_SAME
    )
    return found[2] if found else None


@lru_cache(maxsize=65536)
def plain_reference(reference: str) -> str:
    """Return a reference's letters and digits, without case; "" if it can't tell anything.

    ``LCFC-1093``, ``lcfc 1093`` and ``LCFC1093`` are one. What has no digit, or is shorter
    than three, tells nothing.
    """
    bare = letters_and_digits(reference)
    telling = len(bare) >= _SHORTEST_REFERENCE and any(letter.isdigit() for letter in bare)
    return bare if telling else ""


#: Words of the program and of its books, which mean nothing to a funder or a meeting, by what they
#: are; the ids that the books give are not among them.
INSIDE = {
    "a program": r"\bringfence\b(?! books)|\bbean-\w+|(?<!\.)\bbeancount\b|\bfava\b",
    "an option": r"(?<![\w-])--[a-z][\w-]*",
    "something to type": r"`|\btype:",
    "a pot's address": r"(?<![\w/])(?:\d{4}-\d{2}|Reserve|Equity|Expenses)/\w+(?:/\w+)*",
    "an account": r"\b(?:Assets|Equity|Expenses|Income|Liabilities):\w[\w:-]*",
    "a value of the books": r"\b(?:TRUE|FALSE|NULL|None(?= GBP)|Decimal)\b",
    "a field": r"\bmetadata\b|\bdirectives?\b|\bpostings?\b|\bsnapshots?\b|\bstages?\b",
    "a file": r"\b[\w-]+\.(?:beancount|json|py)\b",
    "a day as computers write it": r"(?<![\w:/-])\d{4}-\d{2}-\d{2}(?![\w-]|:\d)",
}
_INSIDE = {what: re.compile(pattern, re.IGNORECASE) for what, pattern in INSIDE.items()}


def inside_words(text: str) -> list[tuple[str, str]]:
    """Find the program's own words in a text for people who never see it, each with what it is."""
    return [(what, found[0]) for what, each in _INSIDE.items() for found in each.finditer(text)]
