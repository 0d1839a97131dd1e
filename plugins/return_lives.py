"""What a return's directives and its snapshots say of its life: part of `submitted`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.history import Key
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, Severity, where
from ringfence.ledger.frozen import SENT
from ringfence.ledger.main_file import MAIN
from ringfence.ledger.overlay import content_of
from ringfence.ledger.return_lives import SUBMITTED, Fault, Life, field_of
from ringfence.ledger.seals import Chain, Step, own_snapshot
from ringfence.ledger.snapshots import Kept, find, kept_beside, name_of
from ringfence.plugins.wording import block, list_words

RULE = "submitted"


def find_wrong_steps(book: Book, life: Life) -> Iterator[Finding]:
    """Yield each directive of a return that its life does not allow."""
    for fault in life.faults:
        finding = block(RULE, _describe(fault), fault.step.entry, book)
        yield finding._replace(funds=frozenset({fault.step.value.fund}))


def find_wrongly_quoted(book: Book, chain: Chain[Return]) -> Iterator[Finding]:
    """Yield each step that quotes another seal than that of what stands as submitted."""
    seal = ""
    for step in chain.order:
        declared = step.value
        if declared.status == SUBMITTED and "status" in step.changed:
            seal = own_snapshot(step)
        quoted = declared.quoted if "quoted" in step.changed else None
        if quoted and quoted != seal:
            message = (
                f"This says that the funder quoted the seal {quoted} of the return "
                f"{_name(declared)}, and what was submitted has {seal or 'none'}. Take it out, and "
                "record it anew: "
                + command("return accept", declared.fund, declared.period, quoting=Blank.TEXT)
            )
            yield block(RULE, message, step.entry, book)._replace(funds=frozenset({declared.fund}))


def find_lost_proof(book: Book, life: Life) -> Iterator[Finding]:
    """Yield what a return was sent without, and the snapshots of it that are gone.

    Of the one that stands only that its day, or its digest, is not there: its snapshot is asked
    for by who compares it.
    """
    for number, step in enumerate(life.submissions[: life.reopenings], start=1):
        if _find(step, number) is None:
            yield missing_snapshot(book, step, number)
    if life.sent:
        message = _lacking(life, life.sent)
        if message:
            finding = block(RULE, message, life.sent.entry, book)
            yield finding._replace(funds=frozenset({life.sent.value.fund}))


def missing_snapshot(book: Book, step: Step, version: int | None = None) -> Finding:
    """Return a message that the snapshot of what was sent is not there."""
    declared = step.value
    message = (
        f"The snapshot of the return {_name(declared)} as submitted on {step.day}, "
        f"{name_of(declared.fund, declared.period, version)}, is missing: put it back from a copy."
    )
    return block(RULE, message, step.entry, book)._replace(funds=frozenset({declared.fund}))


def find_orphans(book: Book, lives: Mapping[Key, Life]) -> Iterator[Finding]:
    """Yield each snapshot that no directive says was sent."""
    funds = book.register.funds
    files = {
        str(version.entry.meta.get("filename", ""))
        for history in funds.values()
        for version in history.versions
    }
    for kept in kept_beside(sorted(files), MAIN):
        life = lives.get((kept.fund, kept.ref))
        told = (life.reopenings if kept.version else len(life.submissions)) if life else 0
        if life and not kept.version and 0 < told <= life.reopenings:
            told = 1 if _is_known(book, kept) else 0  # reopened: it is still the last one sent
        if kept.fund in funds and told < (kept.version or 1):
            name = name_of(kept.fund, kept.ref, kept.version)
            what = "reopened" if kept.version else "submitted"
            message = (
                f"The snapshot {name} is there, and no directive says that the return {kept.fund} "
                f"{kept.ref} was {what}: put its directives back from a copy. If it never was, "
                f"take the file out of the folder. [{RULE}]"
            )
            source = {"filename": str(kept.path), "lineno": 0}
            yield Finding(RULE, Severity.BLOCK, source, message, None, frozenset({kept.fund}))


def _is_known(book: Book, kept: Kept) -> bool:
    """Return whether a snapshot is one that the directives of its return say was sent."""
    steps = book.register.returns[kept.fund, kept.ref].versions
    known = {each.value.snapshot for each in steps if "snapshot" in each.changed}
    content = content_of(kept.path)
    return not known or content is None or hashlib.sha256(content).hexdigest() in known


def _find(step: Step, version: int | None) -> object:
    declared = step.value
    return find(str(step.entry.meta.get("filename", "")), declared.fund, declared.period, version)


def _describe(fault: Fault) -> str:
    """Return what is wrong with a directive, and what to do."""
    step, name = fault.step, _name(fault.step.value)
    if fault.repeated:
        first = where(fault.since.entry.meta) if fault.since else ""
        return f"This is at {first} already, word for word: take it out of the life of {name}."
    if fault.unreasoned:
        return (
            f"The return {name} is reopened here and nothing says why, so it stands as it was "
            'sent. Write the reason under it: reason: "TEXT"'
        )
    since = f" since {fault.since.day}" if fault.since else ""
    state = "a draft" if fault.before == "draft" else fault.before
    stands = f"has been {state}{since}" if since else f"is {state}"
    if fault.changed and fault.since:
        sent = fault.since.value
        changes = "; ".join(
            f"{each} was {field_of(sent, each) or 'nothing'}, is "
            f"{field_of(step.value, each) or 'nothing'}"
            for each in fault.changed
        )
        return (
            f"The return {name} is {fault.before}, and this would change what was sent on "
            f"{fault.since.day}: {changes}. " + _way(fault)
        )
    if step.value.status is None:
        return f"This clears the status of the return {name}, {fault.before}{since}. " + _way(fault)
    return (
        f"The return {name} {stands}, so it can't be {step.value.status} from "
        f"{step.day} on: {list_words(fault.may_follow, 'or')} may follow. " + _way(fault)
    )


def _lacking(life: Life, sent: Step) -> str | None:
    """Return a message that a return was sent and does not say as at which day, or what."""
    declared, name = sent.value, f"{_name(sent.value)} is {life.status}"
    file = name_of(declared.fund, declared.period)
    if declared.as_at is None:
        return (
            f"The return {name} and does not say as at which day, so nothing holds the books to "
            "it: restore the line `as-at:` from a copy."
        )
    if declared.digest:
        return None
    if _find(sent, None) is None:
        return (
            f"The return {name} and has neither a digest nor its snapshot {file}, so nothing shows "
            "what was sent: restore both from a copy. If it was sent without these books, take "
            "its line `status:` out."
        )
    reopen = command("return reopen", declared.fund, declared.period, reason=Blank.TEXT)
    return (
        f"The return {name} and has no digest, so nothing shows what was sent, "
        f"though its snapshot {file} is there: restore the line "
        "`digest:` from a copy. If the return is wrong: " + reopen
    )


def _way(fault: Fault) -> str:
    """Return what to do about a directive that may not be."""
    declared = fault.step.value
    if fault.before not in SENT:
        return "Take it out."
    reopen = command("return reopen", declared.fund, declared.period, reason=Blank.TEXT)
    return "Take it out. If what was sent is wrong: " + reopen


def _name(declared: Return) -> str:
    return f"{declared.fund} {declared.period}"
