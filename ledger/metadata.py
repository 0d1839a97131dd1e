"""What Ringfence reads from the metadata of transactions, and in which form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ringfence.ledger.rules import OVERRIDE, RULES

if TYPE_CHECKING:
    from beancount.core.data import Directive, Transaction

#: Which lines of the council's a transaction is.
COUNCIL_REF = "council-ref"
#: The own reference of what credits an invoice; ``invoice`` is the one that it credits.
CREDIT_NOTE = "credit-note"
#: What is written under whatever is recorded: by whom, by which login, for whom, and when.
STAMPS = ("recorded-by", "recorded-login", "recorded-for", "recorded-at")
#: What an entry says that takes over what was there before the books began.
BROUGHT_FORWARD = "brought-forward"
RECEIVED_BEFORE = "received-before"
CLAIMED_BEFORE = "claimed-before"
SPENT_BEFORE = "spent-before"
#: Keys that a rule reads, and that few entries carry: the Book keeps these apart.
REMARKS = frozenset(
    {
        "invoice-total",
        "supplied",
        "purpose",
        "category",
        "capital",
        "vat",
        "irrecoverable-vat",
        "decision",
        "settled-by",
        "adjusts",
        "corrects",
        "approved-by",
        COUNCIL_REF,
        BROUGHT_FORWARD,
        RECEIVED_BEFORE,
        CLAIMED_BEFORE,
        SPENT_BEFORE,
        *(OVERRIDE + rule for rule in RULES),
    }
)


#: All keys of a transaction that mean something here; Beancount puts two of its own beside them.
KEYS = REMARKS | {"invoice", CREDIT_NOTE, "private", "illustrative", *STAMPS}
_QUESTION_LINK = re.compile(r"q-\d{4}-\d\d-\d\d-\d+(-\d+)?")
_BEANCOUNTS = frozenset({"filename", "lineno"})
#: Keys that say one of a few words each: the Book gathers these.
_WORDS = ("purpose", "category")


class Noting(NamedTuple):
    """What to note of entries whose metadata have the same keys.

    ``entries`` are the lists to put them on, ``values`` the sets to put the values of some
    keys in; ``approved`` says whether somebody approved them.
    """

    entries: list[list[Transaction]]
    values: list[tuple[str, set[str]]]
    approved: bool


class Marked(dict[tuple[str, ...], Noting]):
    """What to note of an entry, by the keys of its metadata: most entries have the same few.

    ``entries`` are those noted, by each key that a rule reads, and ``words`` what they say
    of what few words are said of. ``unread`` are the entries with a key that nothing here
    reads, by that key.
    """

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, list[Transaction]] = {key: [] for key in sorted(REMARKS)}
        self.unread: dict[str, list[Transaction]] = {}
        self.words: dict[str, set[str]] = {key: set() for key in _WORDS}

    def __missing__(self, keys: tuple[str, ...]) -> Noting:
        read = [key for key in keys if key in REMARKS or key.startswith(OVERRIDE)]
        others = set(keys) - KEYS - _BEANCOUNTS - set(read)
        unread = [self.unread.setdefault(key, []) for key in sorted(others)]
        noting = self[keys] = Noting(
            [self.entries.setdefault(key, []) for key in read] + unread,
            [(key, self.words[key]) for key in _WORDS if key in keys],
            "approved-by" in keys,
        )
        return noting


def is_question_link(link: str) -> bool:
    """Return whether a link is one that a question gave an entry which had none: of its id.

    It is put under an entry at any time, so that nothing which holds entries counts it.
    """
    return _QUESTION_LINK.fullmatch(link) is not None


def decision_names(meta: Mapping[str, Any] | None, key: str = "decision") -> tuple[str, ...]:
    """Return the decisions that a key names, each once: a list is separated by commas."""
    value = meta.get(key) if meta else None
    if not isinstance(value, str):
        return ()
    return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))


def is_brought_forward(entry: Transaction) -> bool:
    """Return whether an entry takes over what was there before the books began."""
    return entry.meta.get(BROUGHT_FORWARD) is True


def text(entry: Directive, key: str) -> str:
    """Return a key's value as text, empty if there is none."""
    value = (entry.meta or {}).get(key)
    return "" if value is None else str(value)
