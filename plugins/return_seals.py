"""Whether seals are one chain, of a return's steps and whatever else has seals.

Part of `submitted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.return_lives import SUBMITTED
from ringfence.ledger.seals import PREVIOUS, Chain, D, chain_of, is_sealed, own_snapshot
from ringfence.plugins.wording import block

RULE = "submitted"


def find_broken_chain(
    book: Book, chain: Chain[D], name: str, funds: Iterable[str] = (), *, rule: str = RULE
) -> Iterator[Finding]:
    """Yield each directive that its seal, or its place in the chain, does not fit.

    Args:
        book: The Book.
        chain: The chain.
        name: What it is of, such as ``the return PLF-2017-18 2017-18-H1``.
        funds: The funds that it concerns.
        rule: Whose part it is.
    """
    for step, message in _wrong(chain, name):
        yield block(rule, message, step.entry, book)._replace(funds=frozenset(funds))


def find_altered_fates(book: Book) -> Iterator[Finding]:
    """Yield each `paper` directive that its seal does not fit, or that has none."""
    for paper, history in sorted(book.register.papers.items()):
        chain = chain_of(history.versions)
        yield from find_broken_chain(book, chain, f"what became of {paper}")
        told = {id(each.entry) for each in chain.unsealed}
        for version in history.versions:
            if not is_sealed(version) and id(version.entry) not in told:
                message = (
                    f"This says that {paper} was {version.value.status} and has no seal: it was "
                    "changed, or not recorded by a command. Put it back from a copy, or take it "
                    "out and record it anew."
                )
                yield block(RULE, message, version.entry, book)


def _wrong(chain: Chain[D], name: str) -> Iterator[tuple[Version[D], str]]:
    whole = name[0].upper() + name[1:]
    for step in chain.broken:
        yield (
            step,
            (
                f"This step of {name} is not what was sealed when it was "
                "recorded. Put it back as it was from a copy."
            ),
        )
    for step in chain.again:
        yield (
            step,
            (f"This step of {name} has the seal of another one. Take the one out that was copied."),
        )
    for step in chain.loose:
        yield step, _describe_loose(step, chain, name)
    for first, *others in chain.forks:
        for other in others:
            yield other[0], _describe_fork(first, other, whole)
    for step in chain.unsealed:
        yield (
            step,
            (
                f"This step of {name} has no seal, and those before it have: it "
                "was changed, or not recorded by a command. Put it back from a copy, or take it "
                "out and record it anew."
            ),
        )
    for step in chain.order:
        is_sent = isinstance(step.value, Return) and step.value.status == SUBMITTED
        if "status" in step.changed and is_sent and is_sealed(step) and not own_snapshot(step):
            yield (
                step,
                (
                    f"{whole} is submitted here with a seal and without the "
                    "SHA-256 of its snapshot: put the line `snapshot:` back from a copy."
                ),
            )


def _describe_fork(first: Sequence[Version[D]], other: Sequence[Version[D]], whole: str) -> str:
    told = f"{whole} has two branches: this and {where(first[0].entry.meta)} follow the same step. "
    declared = first[0].value
    if not isinstance(declared, Return):
        return told + ("Take one of them out, and what follows it, and record it after the other.")
    places = " or ".join(where(each[-1].entry.meta) for each in (first, other))
    return (
        f"{told}Let finance say which counts, by its last step ({places}); the other stays on "
        "record. Type: "
        + command(
            "return join",
            declared.fund,
            declared.period,
            keep=where(first[-1].entry.meta),
            reason=Blank.TEXT,
            as_=Blank.PERSON,
        )
    )


def _describe_loose(step: Version[D], chain: Chain[D], name: str) -> str:
    if PREVIOUS in step.entry.meta:
        return (
            f"The step of {name} that this one follows is gone, or its seal is "
            "another now. Put it back from a copy."
        )
    root = where(chain.order[0].entry.meta)
    return (
        f"{name[0].upper()}{name[1:]} begins twice: here and at {root}. Put the step that this one "
        "followed back from a copy, or take this out."
    )
