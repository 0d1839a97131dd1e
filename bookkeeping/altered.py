"""What was submitted of a return and is not what it was: nothing goes on with it."""

from __future__ import annotations

from ringfence.bookkeeping.errors import AlteredError
from ringfence.ledger.known_digests import reading_all
from ringfence.ledger.loading import Books
from ringfence.ledger.snapshot_proofs import find_altered_of


def must_be_unaltered(
    books: Books, fund: str, ref: str, nothing: str = "Nothing was saved."
) -> None:
    """Make sure that what was submitted of a return is there, byte for byte, with its papers.

    Raises:
        AlteredError: it is not; each file is named, and what to do. It ends with ``nothing``.
    """
    found = altered_words(books, fund, ref)
    if found:
        raise AlteredError(f"{fund} {ref}", found, nothing)


def altered_words(books: Books, fund: str, ref: str) -> list[str]:
    """Say what of a submitted return is not what it was, and what to do; nothing if all is."""
    with reading_all():
        found = find_altered_of(books, fund, ref)
    told = (each.message.removesuffix(f" [{each.rule}]") for each in found)
    return list(dict.fromkeys(told))
