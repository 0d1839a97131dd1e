"""What the columns of a plan are called, and what each heading may be."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from ringfence.ledger.words import plain

#: What a column can be, and what officers call it.
MEANINGS = {
    "action": (
        *("action", "actions", "delivery plan action", "project", "projects", "activity"),
        *("initiative", "scheme", "action name", "project name", "item"),
    ),
    "allocated": (
        *("allocated", "allocation", "original allocation", "budget", "original budget"),
        *("approved budget", "planned", "funding", "budget allocated", "budget allocation"),
    ),
    "carried forward": (
        *("carried forward", "carry forward", "brought forward", "carried over", "carry over"),
        *("c f", "b f", "c fwd", "b fwd", "cfwd", "bfwd", "rolled forward", "fwd"),
    ),
    "spent": (
        *("spent", "spend", "spent to date", "spend to date", "actual", "actual to date"),
        *("actual spend", "actual spend to date", "expenditure", "expenditure to date"),
    ),
    "earmarked": (
        *("earmarked", "set aside", "on order", "earmarked not yet spent", "committed not spent"),
        *("committed not yet spent", "still committed"),
    ),
    # Some mean by it what is not yet spent, some what is spent too: it is always asked.
    "committed": ("committed", "commitment", "commitments", "total committed"),
    "total": ("total", "total allocation", "total allocated", "total budget", "total funding"),
    "left": (
        *("left", "remaining", "balance", "available", "left to spend", "balance remaining"),
        *("remaining balance", "budget remaining", "unspent", "underspend"),
    ),
}
#: What one fund gives, where each fund has a column: its heading is the fund's title.
FUND = "fund"
IGNORED = "ignore"
#: What a heading "Committed" may mean.
COMMITTED = {
    "earmarked": "earmarked: not yet spent, beside what was spent",
    "committed": "committed: what was spent and what is still to come, together",
    IGNORED: "ignore: not read",
}
_ALIKE, _MAYBE, _CLOSE = 85, 86, 5
#: 2017/18, 2017-2018 or 17/18, and no part of a date.
YEARS = re.compile(r"(?<![\d/–-])(?:20)?(\d\d)\s?[/–-]\s?(?:20)?(\d\d)(?!\d|[/–-]\d)")
_FILLING = frozenset(("the", "of", "in", "for", "from", "as", "at", "amount", "gbp", "net", "a"))


def plain_words(text: str) -> str:
    """Return a heading or a name without years, signs and filling words, to be compared."""
    return plain(YEARS.sub(" ", text), _FILLING)


def year_in(text: str) -> str | None:
    """Return the financial year that a text speaks of: ``2017-18``."""
    match = YEARS.search(text)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        return None
    return f"20{match[1]}-{match[2]}"


def _scores(heading: str) -> dict[str, float]:
    words = plain_words(heading)
    if not words:
        return {}
    return {
        meaning: max(fuzz.ratio(words, alias) for alias in aliases)
        for meaning, aliases in MEANINGS.items()
    }


def meanings_like(heading: str) -> list[str]:
    """Return what a heading can be: the best, and what is as near."""
    scores = {meaning: score for meaning, score in _scores(heading).items() if score >= _ALIKE}
    best = max(scores.values(), default=0)
    exact = best == 100  # noqa: PLR2004 - the whole of it
    return [m for m, score in scores.items() if score >= best - (0 if exact else _CLOSE)]


def meanings_in(heading: str) -> list[str]:
    """Return what a heading has the words of, though it is not like it as a whole."""
    words = plain_words(heading)
    if not words:
        return []
    return [
        meaning
        for meaning, aliases in MEANINGS.items()
        if meaning != "action" and max(fuzz.token_set_ratio(words, a) for a in aliases) > _MAYBE
    ]
