"""Words that stand where nothing is said yet: “to follow”, “tbc”, “n/a”."""

from __future__ import annotations

import re

from ringfence.ledger.words import fold

_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_BLANK = re.compile(r"x{2,}")
#: More words than this are a sentence, however they end; fewer that end so say nothing yet.
_FEW = 5
_UNFINISHED = (
    *(" tbc", " tba", " tbd", " to be confirmed", " to confirm", " to be completed"),
    *(" to complete", " to be advised", " to follow"),
)
#: What people write where they have nothing to say yet; without case and signs.
_PLACEHOLDERS = frozenset(
    {
        *("tbc", "tba", "tbd", "na", "n a", "nya", "todo", "to do", "text"),
        *("to be confirmed", "to be completed", "to be added", "to be advised"),
        *("to follow", "not applicable", "placeholder", "to complete", "to confirm", "to add"),
    }
)
#: The same with nothing between their words, for they may be folded.
_RUN_TOGETHER = frozenset(each.replace(" ", "") for each in _PLACEHOLDERS)
#: Statements in a narrative, and no reference of any invoice.
_NO_REFERENCE = frozenset(
    {
        *("none", "nil", "no", "without", "blank", "unknown", "not known", "not yet known"),
        *("awaited", "awaiting", "waiting", "pending", "outstanding", "due", "missing", "lost"),
        *("not received", "not yet received", "not available", "not yet available", "not given"),
        *("to come", "coming", "requested", "chased", "later", "x", "test", "dummy", "as above"),
    }
)
#: What people put before or after such words, and what is no reference by itself either.
_LABELS = (
    *("invoice", "inv", "reference", "ref", "number", "num", "no", "receipt", "paper", "evidence"),
    *("still", "yet", "is", "being", "the", "from", "supplier", "by", "email", "post"),
)


#: No reference, with nothing between its words: placeholders, labels and noughts, and nothing else.
_IS_NO_REFERENCE = re.compile(
    "(?:"
    + "|".join(
        sorted(
            (each.replace(" ", "") for each in {*_PLACEHOLDERS, *_NO_REFERENCE, *_LABELS, "0"}),
            key=len,
            reverse=True,
        )
    )
    + ")*"
)


def says_something(text: str | None) -> bool:
    """Return whether a text has words in it other than a placeholder's."""
    return bool(_LETTER.search(text or "")) and not _is_placeholder(text or "")


def is_reference(text: str) -> bool:
    """Return whether an invoice reference is one: no blank, no dash, no placeholder, no “none”.

    Spaces and signs may have been folded away. One that ends in a digit other than nought is one,
    as nearly all do.
    """
    last = text[-1:]
    if "1" <= last <= "9":
        return True
    words = _WORD.findall(fold(text))
    return not (_IS_NO_REFERENCE.fullmatch("".join(words)) or any(map(_BLANK.fullmatch, words)))


def _is_placeholder(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    if any(_BLANK.fullmatch(each) for each in words):
        return True
    if len(words) <= _FEW and f" {' '.join(words)}".endswith(_UNFINISHED):
        return True
    together = "".join(words)
    return not together or together in _RUN_TOGETHER
