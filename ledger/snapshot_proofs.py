"""Whether the snapshots of returns, and the documents that they cite, are what they were.

The rule `submitted` judges what directives say; this reads the bytes. A snapshot of before
seals is held to the digest of its figures and to the names in its directives alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.known_digests import KnownDigests
from ringfence.ledger.loading import Books
from ringfence.ledger.overlay import content_of
from ringfence.ledger.return_lives import field_of, life_of
from ringfence.ledger.seals import Step, own_snapshot
from ringfence.ledger.snapshots import find, name_of, read

RULE = "submitted"
_NAMES = ("prepared-by", "certified-by", "submitted-by")


def find_altered_snapshots(books: Books) -> list[Finding]:
    """Find the snapshots that are not what was sent, and documents that are not what was cited."""
    known = KnownDigests()
    found: list[Finding] = []
    for history in books.book.register.returns.values():
        life = life_of(history)
        for number, step in enumerate(life.submissions, start=1):
            version = number if number <= life.reopenings else None
            found += _of_submission(books, step, version, known)
    known.keep()
    return found


def _of_submission(
    books: Books, step: Step, version: int | None, known: KnownDigests
) -> Iterator[Finding]:
    declared = step.value
    path = find(str(step.entry.meta.get("filename", "")), declared.fund, declared.period, version)
    content = content_of(path) if path else None
    if path is None or content is None:
        return  # the rule says that it is missing
    name = name_of(declared.fund, declared.period, version)
    held, now = own_snapshot(step), hashlib.sha256(content).hexdigest()
    if held and held != now:
        yield _finding(
            step,
            f"{name} is not the snapshot that was submitted on {step.day}: its SHA-256 was {held}, "
            f"and is {now}. Put it back from a copy.",
        )
        return
    whole = _read(content)
    if not held:
        for wrong in _unsealed(books, whole, declared, path):
            yield _finding(step, f"{name} {wrong} Put both back from a copy.")
        return
    for paper, digest in sorted(_documents(whole).items()):
        is_now = known.of(books.folder / paper)
        if is_now is None:
            yield _finding(
                step,
                f"{paper}, which the return {declared.fund} {declared.period} cites as submitted "
                f"on {step.day}, is gone: put it back from a copy.",
            )
        elif is_now != digest:
            yield _finding(
                step,
                f"{paper} is not what the return {declared.fund} {declared.period} cites as "
                f"submitted on {step.day}: its SHA-256 was {digest}, and is {is_now}. Put it back "
                "from a copy.",
            )


def _unsealed(
    books: Books, whole: Mapping[str, Any], declared: Return, path: Path
) -> Iterator[str]:
    """Yield what is wrong with a snapshot whose SHA-256 no directive holds."""
    if "snapshot_version" in whole:
        yield (
            "was submitted with a seal, and its directive has neither that nor the snapshot's "
            "SHA-256 any more."
        )
        return
    snapshot = read(path)
    if declared.digest and (snapshot is None or snapshot.digest != declared.digest):
        yield "is not what was submitted: its lines do not come to the digest of its directive."
    for name in _NAMES:
        kept, said = whole.get(name.replace("-", "_")), field_of(declared, name)
        if kept and kept not in _called(books, said):
            yield f"says {name} {kept}, and its directives say {said or 'nothing'}."


def _called(books: Books, person: object) -> set[object]:
    """Return what a person may be called in a snapshot: as recorded, or by name and role."""
    history = books.book.register.persons.get(str(person))
    versions = history.versions if history else ()
    return {person, *(f"{each.value.name} ({each.value.role})" for each in versions)}


def _read(content: bytes) -> Mapping[str, Any]:
    try:
        whole = json.loads(content)
    except ValueError:
        return {}
    return whole if isinstance(whole, dict) else {}


def _documents(whole: Mapping[str, Any]) -> dict[str, str]:
    documents = whole.get("documents")
    return documents if isinstance(documents, dict) else {}


def _finding(step: Step, message: str) -> Finding:
    funds = frozenset({step.value.fund})
    return Finding(RULE, Severity.BLOCK, step.entry.meta, f"{message} [{RULE}]", step.entry, funds)
