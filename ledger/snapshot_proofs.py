"""Whether the snapshots of returns, and the documents that they cite, are what they were.

The rule `submitted` judges what directives say; this reads the bytes. A snapshot of before
seals is held to the digest of its figures and to the names in its directives alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ringfence.ledger import time_stamps
from ringfence.ledger.changes import Redeclared
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.counted_terms import Said
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.gone_papers import Cited, find_gone, record_destroyed, record_redacted
from ringfence.ledger.inside import leads_out
from ringfence.ledger.known_digests import KnownDigests, is_reading_all
from ringfence.ledger.loading import Books
from ringfence.ledger.overlay import content_of
from ringfence.ledger.recorded import dated
from ringfence.ledger.redaction import is_same_text, redactions_of
from ringfence.ledger.return_lives import field_of, life_of
from ringfence.ledger.seals import Step, own_snapshot
from ringfence.ledger.snapshots import Snapshot, find, name_of, snapshot_of
from ringfence.ledger.told_words import Telling

RULE = "submitted"
_NAMES = ("prepared-by", "certified-by", "submitted-by")


def find_altered_snapshots(books: Books) -> list[Finding]:
    """Find the snapshots that are not what was sent, and documents that are not what was cited."""
    known = KnownDigests()
    cited: dict[str, list[Cited]] = {}
    found: list[Finding] = []
    is_whole, telling = True, None
    for history in books.book.register.returns.values():
        life = life_of(history)
        for number, step in enumerate(life.submissions, start=1):
            version = number if number <= life.reopenings else None
            _cite(cited, step.value.evidence, Cited(step, step.value.evidence_digest or ""))
            path = find(
                str(step.entry.meta.get("filename", "")),
                *(step.value.fund, step.value.period, version),
            )
            content = content_of(path) if path else None
            if path is None or content is None:
                is_whole = False  # the rule says that it is missing
                continue
            name = name_of(step.value.fund, step.value.period, version)
            redactions = redactions_of(history.versions, step)
            wrong = list(_of_snapshot(books, step, name, content, redactions))
            is_whole = is_whole and not wrong
            found += wrong or [_redacted(step, name, each) for each in redactions]
            if not wrong and step is life.sent:
                telling = telling or Telling(books.book)
                found += _of_told(step, snapshot_of(path, content), telling)
            if not wrong and own_snapshot(step):
                found += _of_names(books, step, _read(content))
                for paper, digest in sorted(_documents(_read(content)).items()):
                    each = Cited(step, digest)
                    _cite(cited, paper, each)
                    found += _of_paper(books, paper, each, known)
                for file, digest in sorted(sent_in(_read(content)).items()):
                    each = Cited(step, digest)
                    _cite(cited, file, each)
                    found += _of_sent(books, file, each, known)
    if is_reading_all():
        found += _of_stamps(books)
    found += find_gone(books, cited, known, is_whole=is_whole)
    known.keep()
    return found


def find_altered_of(books: Books, fund: str, ref: str) -> list[Finding]:
    """Find what of one return is missing, or is not what was submitted: snapshots, files, papers.

    While there is any, the return goes no further and is handed to nobody.
    """
    history = books.book.register.returns.get((fund, ref))
    life = life_of(history) if history else None
    known = KnownDigests()
    found: list[Finding] = []
    for number, step in enumerate(life.submissions if life else (), start=1):
        assert history is not None  # noqa: S101 - it has submissions
        assert life is not None  # noqa: S101 - likewise
        version = number if number <= life.reopenings else None
        name = name_of(fund, ref, version)
        path = find(str(step.entry.meta.get("filename", "")), fund, ref, version)
        content = content_of(path) if path else None
        if content is None:
            message = f"The snapshot {name}, of what was submitted on {step.day}, is missing: put "
            found.append(_finding(step, message + "it back from a copy."))
            continue
        redactions = redactions_of(history.versions, step)
        wrong = list(_of_snapshot(books, step, name, content, redactions))
        found += wrong
        if not wrong and own_snapshot(step):
            for paper, digest in sorted(_documents(_read(content)).items()):
                found += _of_paper(books, paper, Cited(step, digest), known)
            for file, digest in sorted(sent_in(_read(content)).items()):
                found += _of_sent(books, file, Cited(step, digest), known)
    known.keep()
    return found


def _cite(cited: dict[str, list[Cited]], paper: str | None, each: Cited) -> None:
    if paper and each.digest:
        cited.setdefault(paper, []).append(each)


def _of_snapshot(
    books: Books,
    step: Step,
    name: str,
    content: bytes,
    redactions: Sequence[Version[Return]],
) -> Iterator[Finding]:
    last = redactions[-1] if redactions else None
    held, now = own_snapshot(last or step), hashlib.sha256(content).hexdigest()
    if last and held != now:
        yield _finding(
            last,
            f"{name} is not what it was when names were taken out of it on {last.day}: its "
            f"SHA-256 was {held}, and is {now}. Put it back from a copy.",
        )
    elif held and held != now:
        yield _finding(
            step,
            f"{name} is not the snapshot that was submitted on {step.day}: its SHA-256 was {held}, "
            f"and is {now}. Put it back from a copy.",
        )
    elif not held:
        for wrong in _unsealed(books, name, content, step.value):
            yield _finding(step, f"{name} {wrong} Put both back from a copy.")


def _redacted(sent: Step, name: str, step: Version[Return]) -> Finding:
    """Return a note that names were taken out of a snapshot."""
    said = step.value
    decided = f"the decision {', '.join(said.decision)}" if said.decision else None
    who = " and ".join(each for each in (said.redacted_by, decided) if each)
    reason = (said.redacted_reason or "").rstrip(".")
    return _finding(
        step,
        f"Names were taken out of {name} on {dated(step.entry)} by {who}: {reason}. What was "
        f"submitted on {sent.day} has the SHA-256 {own_snapshot(sent)}.",
    )._replace(severity=Severity.WARN)


def _of_told(step: Step, snapshot: Snapshot | None, telling: Telling) -> Iterator[Finding]:
    """Yield each note, count and target that a return told and that is not there as it was."""
    declared = step.value
    name = f"{declared.fund} {declared.period}"
    for then, now in telling.untold(snapshot.told) if snapshot else ():
        changed = Redeclared(then, Said.by(now) if now else None, None)
        told = f"which the return {name} told as submitted on {step.day}"
        what = (
            f"The {changed.name}, {told}, is not what it was: {'; '.join(changed.differences)}. "
            if now
            else f"The {changed.name}, {told}, is gone from the books. "
        )
        way = "Put it back from a copy. If the return itself is wrong: " + command(
            "return reopen", declared.fund, declared.period, reason=Blank.TEXT
        )
        message = what + way + f" [{RULE}]"
        source = now.meta if now else step.entry.meta
        funds = frozenset({declared.fund})
        yield Finding(RULE, Severity.BLOCK, source, message, now or step.entry, funds)


def _of_names(books: Books, step: Step, whole: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield each person whom a return names otherwise than the books did by the day it was sent."""
    declared = step.value
    history = books.book.register.funds.get(declared.fund)
    terms = history.at_or_first(declared.as_at or step.day) if history else None
    named = {
        "prepared-by": declared.prepared_by,
        "certified-by": declared.certified_by,
        "authorised-person": terms.authorised_person if terms else None,
        "deputy": terms.deputy if terms else None,
    }
    for field, person in named.items():
        kept, persons = whole.get(field.replace("-", "_")), books.book.register.persons
        versions = persons[person].versions if person in persons else []
        then = [each for each in versions if each.day <= step.day] or versions[:1]
        called = [f"{each.value.name} ({each.value.role})" for each in then]
        if not kept or any(is_same_text(kept, each) for each in (str(person), *called)):
            continue
        name = f"{declared.fund} {declared.period}"
        what = f"{person} was called {called[-1]} then" if then else f"{person} is not declared"
        message = (
            f"The return {name} says {field} {kept} as submitted on {step.day}, and {what}: put "
            "the directive of the person back from a copy. A new name is said by a later one. "
            f"[{RULE}]"
        )
        entry, funds = (then[-1].entry if then else step.entry), frozenset({declared.fund})
        yield Finding(RULE, Severity.BLOCK, entry.meta, message, entry, funds)


def _of_paper(books: Books, paper: str, cited: Cited, known: KnownDigests) -> Iterator[Finding]:
    """Yield whether a paper is not what was cited; not where the books say what became of it."""
    if paper in books.book.register.papers:
        return
    now = known.of(books.folder / paper)
    if now is None:
        yield _finding(
            cited.step,
            f"{paper}, which the return {cited.name}, is gone: put it back from a copy. "
            + record_destroyed(paper),
        )
    elif now != cited.digest:
        yield _finding(
            cited.step,
            f"{paper} is not what the return {cited.name}: its SHA-256 was {cited.digest}, "
            f"and is {now}. Put it back from a copy. " + record_redacted(paper),
        )


def _of_sent(books: Books, file: str, cited: Cited, known: KnownDigests) -> Iterator[Finding]:
    """Yield whether a file is not what was sent."""
    if file in books.book.register.papers:
        return
    declared, path = cited.step.value, books.folder / file
    sent = f"which was sent as the return {declared.fund} {declared.period} on {cited.step.day}"
    now = None if leads_out(books.folder, path) else known.of(path)
    if now is None:
        yield _finding(cited.step, f"{file}, {sent}, is gone: put it back from a copy.")
    elif now != cited.digest:
        yield _finding(
            cited.step,
            f"{file}, {sent}, was changed: its SHA-256 was {cited.digest}, and is {now}. Put it "
            "back from a copy. " + record_redacted(file),
        )


def _of_stamps(books: Books) -> Iterator[Finding]:
    """Yield the time stamps that are not what an authority signed of a seal.

    Whose root nobody trusts on this computer proves nothing, which is no fault of the books.
    """
    kept = [
        (step, each)
        for (fund, ref), history in books.book.register.returns.items()
        for step in life_of(history).submissions
        for each in time_stamps.kept_beside(books.folder, fund, ref, own_snapshot(step))
    ]
    if not kept or not time_stamps.is_there():
        return
    stamps = time_stamps.read_stamps([each for _step, each in kept])
    for (step, _kept), stamp in zip(kept, stamps, strict=True):
        if stamp.wrong:
            yield _finding(
                step,
                f"{stamp.file}, a time stamp over the return {step.value.fund} "
                f"{step.value.period} as submitted on {step.day}, {stamp.wrong}. Put it back from "
                "a copy.",
            )


def _unsealed(books: Books, name: str, content: bytes, declared: Return) -> Iterator[str]:
    """Yield what is wrong with a snapshot whose SHA-256 no directive holds."""
    whole = _read(content)
    if "snapshot_version" in whole:
        yield (
            "was submitted with a seal, and its directive has neither that nor the snapshot's "
            "SHA-256 any more."
        )
        return
    snapshot = snapshot_of(books.folder / name, content)
    if declared.digest and (snapshot is None or snapshot.digest != declared.digest):
        yield "is not what was submitted: its lines do not come to the digest of its directive."
    for field in _NAMES:
        kept, said = whole.get(field.replace("-", "_")), field_of(declared, field)
        if kept and kept not in _called(books, said):
            yield f"says {field} {kept}, and its directives say {said or 'nothing'}."


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


def sent_in(whole: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each file that was sent, by its path from the books, of a snapshot."""
    sent = whole.get("sent")
    return sent if isinstance(sent, dict) else {}


def _finding(step: Step, message: str) -> Finding:
    funds = frozenset({step.value.fund})
    return Finding(RULE, Severity.BLOCK, step.entry.meta, f"{message} [{RULE}]", step.entry, funds)
