"""Whether the seals of a return's steps are one chain: part of `submitted`."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.return_lives import SUBMITTED
from ringfence.ledger.seals import PREVIOUS, Chain, Step, is_sealed, own_snapshot
from ringfence.plugins.wording import block

RULE = "submitted"


def find_broken_chain(book: Book, chain: Chain) -> Iterator[Finding]:
    """Yield each directive that its seal, or its place in the chain, does not fit."""
    for step, message in _wrong(chain):
        finding = block(RULE, message, step.entry, book)
        yield finding._replace(funds=frozenset({step.value.fund}))


def _wrong(chain: Chain) -> Iterator[tuple[Step, str]]:
    for step in chain.broken:
        yield (
            step,
            (
                f"This step of the return {_name(step)} is not what was sealed when it was "
                "recorded. Put it back as it was from a copy."
            ),
        )
    for step in chain.again:
        yield (
            step,
            (
                f"This step of the return {_name(step)} has the seal of another one. Take the one "
                "out that was copied."
            ),
        )
    for step in chain.loose:
        yield step, _describe_loose(step, chain)
    for first, step in chain.forks:
        yield (
            step,
            (
                f"The return {_name(step)} has two branches: this and {where(first.entry.meta)} "
                "follow the same step. Take one of them out, and what follows it, and record it "
                "after the other."
            ),
        )
    for step in chain.unsealed:
        yield (
            step,
            (
                f"This step of the return {_name(step)} has no seal, and those before it have: it "
                "was changed, or not recorded by a command. Put it back from a copy, or take it "
                "out and record it anew."
            ),
        )
    for step in chain.order:
        if step.value.status == SUBMITTED and is_sealed(step) and not own_snapshot(step):
            yield (
                step,
                (
                    f"The return {_name(step)} is submitted here with a seal and without the "
                    "SHA-256 of its snapshot: put the line `snapshot:` back from a copy."
                ),
            )


def _describe_loose(step: Step, chain: Chain) -> str:
    if PREVIOUS in step.entry.meta:
        return (
            f"The step of the return {_name(step)} that this one follows is gone, or its seal is "
            "another now. Put it back from a copy."
        )
    root = where(chain.order[0].entry.meta)
    return (
        f"The return {_name(step)} begins twice: here and at {root}. Put the step that this one "
        "followed back from a copy, or take this out."
    )


def _name(step: Step) -> str:
    return f"{step.value.fund} {step.value.period}"
