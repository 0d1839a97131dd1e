"""Whether names may have been taken out of a snapshot: part of `submitted`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ringfence.ledger.book import Book
from ringfence.ledger.decisions import bodies_of
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding
from ringfence.ledger.permissions import has_right, whose_task
from ringfence.ledger.redaction import redactions_of
from ringfence.ledger.return_lives import Life
from ringfence.plugins.wording import block

RULE = "submitted"


def find_bad_redactions(
    book: Book, life: Life, versions: Sequence[Version[Return]]
) -> Iterator[Finding]:
    """Yield each step that redacts the snapshot of a return and may not, or redacts none."""
    lawful = {id(step.entry) for sent in life.submissions for step in redactions_of(versions, sent)}
    for step in versions:
        if step.value.redacts:
            for reason in _against(book, step, is_of_one=id(step.entry) in lawful):
                name = f"{step.value.fund} {step.value.period}"
                message = f"This says that the snapshot of the return {name} was redacted, {reason}"
                funds = frozenset({step.value.fund})
                yield block(RULE, message, step.entry, book)._replace(funds=funds)


def _against(book: Book, step: Version[Return], *, is_of_one: bool) -> Iterator[str]:
    said, register = step.value, book.register
    if not is_of_one:
        yield "and names none that was submitted by its SHA-256: put it back from a copy."
    if not said.snapshot:
        yield "and does not hold the SHA-256 of the new one: put it back from a copy."
    if not said.redacted_reason:
        yield 'and nothing says why. Write the reason under it: redacted-reason: "TEXT"'
    by = said.redacted_by
    decided = any(bodies_of(register, each, step.day) for each in said.decision)
    if not decided and (by is None or not has_right(register, by, "certify", step.day)):
        whose = whose_task(register, "redact") or "finance"
        yield (
            f"and {by or 'nobody'} says so, and no decision that was taken by {step.day}. Let "
            f"{whose} record it, or name the decision; else put the snapshot back from a copy, "
            "and take this out."
        )
