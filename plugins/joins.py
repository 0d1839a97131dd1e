"""Whether what heals a fork of a return's steps may: part of `submitted`."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.permissions import has_right, whose_task
from ringfence.ledger.return_lives import SUBMITTED
from ringfence.ledger.seals import Chain, Join
from ringfence.plugins.wording import block

RULE = "submitted"


def find_bad_joins(book: Book, chain: Chain[Return], key: tuple[str, ...]) -> Iterator[Finding]:
    """Yield each step that joins branches of a return and may not, or joins none."""
    name = " ".join(key)
    for step in chain.idle:
        yield _finding(
            book,
            step,
            f"This says which of two branches of the return {name} counts, and names the end of "
            "none: take it out.",
        )
    for join in chain.joins:
        for reason in _against(book, join):
            yield _finding(
                book, join.step, f"This joins two branches of the return {name}, {reason}"
            )


def _against(book: Book, join: Join[Return]) -> Iterator[str]:
    said = join.step.value
    by = said.joined_by
    if by is None or not has_right(book.register, by, "certify", join.step.day):
        whose = whose_task(book.register, "join") or "finance"
        yield (
            f"and {by or 'nobody'} says so: that is for {whose}. Take it out, and let them record "
            "it."
        )
    if not said.joined_reason:
        yield 'and nothing says why. Write the reason under it: joined-reason: "TEXT"'
    sent = [each for each in join.aside if _sends(each)]
    if sent and not any(map(_sends, join.kept)):
        yield (
            f"and sets aside what was submitted on {sent[0].day}, at {where(sent[0].entry.meta)}: "
            "what was sent is taken back by reopening it alone. Take this out, and keep the other "
            "branch."
        )


def _sends(step: Version[Return]) -> bool:
    return "status" in step.changed and step.value.status == SUBMITTED


def _finding(book: Book, step: Version[Return], message: str) -> Finding:
    return block(RULE, message, step.entry, book)._replace(funds=frozenset({step.value.fund}))
