"""Directives of a kind, and keys of a transaction, nearly ours: part of the rule `declaration`.

Beancount lets anybody write `custom "anything"`, and Fava and other programs do, so what is of
no kind of ours is passed over. A kind misspelt would be passed over too, and what it declares
with it, in silence; so one that is a slip of the finger away is warned of. So it is with the keys
of a transaction: an importer may write any, and `suplied:` is not one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.findings import Finding
from ringfence.ledger.metadata import KEYS
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE
from ringfence.ledger.words import slip_of
from ringfence.plugins.wording import call, warn

RULE = "declaration"
#: How kinds of Fava begin, and those of its own that do not.
_FAVAS = ("fava-", "budget")
#: How many keys Beancount itself puts on a posting: its file and its line.
_OF_BEANCOUNT = 2
#: Keys that are words of their own, though near one of ours.
_NO_SLIPS = ("supplier", "suppliers", "cat", "var")


def misspelt_kinds(book: Book) -> Iterator[Finding]:
    """Warn of each directive whose kind is nearly one that is read."""
    for entry in book.register.passed_over:
        near = nearest(entry.type)
        if near:
            message = (
                f'custom "{entry.type}" is not a kind that Ringfence reads, so it has no '
                f'effect. Did you mean {near}? Then write custom "{near}" …'
            )
            yield warn(RULE, message, entry, book)


def misspelt_keys(book: Book) -> Iterator[Finding]:
    """Warn of each transaction with a key that is nearly one that is read."""
    ours = sorted({*KEYS, *(OVERRIDE + rule for rule in OVERRIDABLE)})
    for key, entries in sorted(book.unread.items()):
        near = None if key in _NO_SLIPS else nearest(key, ours)
        for entry in entries if near else ():
            message = (
                f"{call(entry)} says `{key}:`, which Ringfence does not read. Did you mean "
                f"`{near}:`?"
            )
            yield warn(RULE, message, entry, book)


def keys_on_postings(book: Book) -> Iterator[Finding]:
    """Warn of each key of a transaction that stands on a posting, where no rule reads it."""
    for entry in book.transactions:
        for posting in entry.postings:
            meta = posting.meta
            if not meta or len(meta) <= _OF_BEANCOUNT:
                continue
            for key in meta:
                if key in KEYS or key.startswith(OVERRIDE):
                    message = (
                        f"{call(entry)} says `{key}:` of one posting, {posting.account}, where no "
                        "rule reads it. Move it up, below the entry's first line."
                    )
                    yield warn(RULE, message, entry, book, meta)


def nearest(text: str, known: Collection[str] = MODELS) -> str | None:
    """Return the kind (or key) of ours that a misspelt one is a slip of the finger away from."""
    return None if text.strip().casefold().startswith(_FAVAS) else slip_of(text, known)
