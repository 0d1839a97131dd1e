"""Several files verified together: what came with a file may be what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ringfence.ledger.seal_words import quotes
from ringfence.ledger.time_stamps import Stamp
from ringfence.reports.render.pack import MANIFEST, listed_in
from ringfence.reports.sealed.errors import UnreadableFileError
from ringfence.reports.sealed.reading import SentFile, members_of, read_content, read_file
from ringfence.reports.sealed.stamps import Stamps, stamp_json, stamps_over, verdict_of_stamp
from ringfence.reports.sealed.submissions import Submission, submissions_in
from ringfence.reports.sealed.verify import (
    PROVEN,
    Outcome,
    Verdict,
    submitted_words,
    unreadable,
    verdict_json,
    verify,
)


class Verified(NamedTuple):
    """What is said of a file, of what is in it, where it is a zip, and what stamps its seal has."""

    verdict: Verdict
    members: tuple[Verdict, ...] = ()
    stamps: tuple[Stamp, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether it is what was submitted, proved by the books or by a seal that was quoted."""
        return self.verdict.outcome in PROVEN


class _Opened(NamedTuple):
    """A file that was read, and the files in it; where it can't be, why."""

    name: str
    file: SentFile | None
    members: Mapping[str, SentFile | UnreadableFileError]
    error: UnreadableFileError | None = None


def verify_files(
    paths: Iterable[Path],
    known: Sequence[Submission],
    quoted: Sequence[str] = (),
    *,
    folder: Path | None = None,
    roots: Sequence[str] = (),
) -> tuple[list[Verified], list[str]]:
    """Say of each of some files whether it is what was sent.

    Args:
        paths: The files.
        known: What the books submitted; nothing where there are none.
        quoted: Seals that somebody quoted, whole or in words: a snapshot among the files whose
            seal it is counts as the books do.
        folder: The folder of the books; None where there are none.
        roots: The roots of time stamp authorities that the user named.

    Returns:
        What is said of each, and which of the quoted seals are of nothing that is known.

    Raises:
        NotQuotedError: one of those is no seal.
        NoTimeStampsError: there is a time stamp, and what reads it does not work.
        CertificateError: the user's configuration can't be read.
    """
    opened = [_open(path) for path in paths]
    read = {each.name: each.file for each in opened if each.file}
    for each in opened:
        read |= {
            f"{each.name}: {name}": file
            for name, file in each.members.items()
            if isinstance(file, SentFile)
        }
    seals = {each.seal for each in known}
    returns = {(each.fund, each.ref) for each in known}
    brought = [
        each
        for each in submissions_in(read, quoted)
        if each.seal not in seals
        # Of a return of these books a snapshot says nothing that they don't, unless it is quoted.
        and (each.known == "quoted" or (each.fund, each.ref) not in returns)
    ]
    # What the books hold is looked at last, and so counts first.
    brought.sort(key=lambda each: each.known == "quoted")
    every = [*brought, *known]
    lost = [text for text in quoted if not any(quotes(text, each.seal) for each in every)]
    for text in lost:
        quotes(text, "")
    stamps = stamps_over(every, read, folder, roots)
    return [_verify(each, every, stamps) for each in opened], lost


def verified_json(found: Iterable[Verified]) -> dict[str, Any]:
    """Return what is said of files as JSON."""
    return {
        "files": [
            {
                **verdict_json(each.verdict),
                "proven": each.is_proven,
                "time_stamps": [stamp_json(stamp) for stamp in each.stamps],
                "members": [verdict_json(member) for member in each.members],
            }
            for each in found
        ]
    }


def _open(path: Path) -> _Opened:
    try:
        file = read_file(path)
        contents = members_of(file) if file.kind == "zip" else {}
    except UnreadableFileError as error:
        return _Opened(str(path), None, {}, error)
    return _Opened(str(path), file, {name: _read(name, each) for name, each in contents.items()})


def _read(name: str, content: bytes) -> SentFile | UnreadableFileError:
    try:
        return read_content(name, content)
    except UnreadableFileError as error:
        return error


def _verify(opened: _Opened, known: Sequence[Submission], stamps: Stamps) -> Verified:
    if opened.file is None:
        assert opened.error is not None  # noqa: S101 - one of the two
        return Verified(unreadable(opened.name, opened.error))
    if opened.file.kind != "zip":
        return _with_stamps(_said(opened.file, known, stamps), (), stamps)
    members = tuple(
        unreadable(name, each)
        if isinstance(each, UnreadableFileError)
        else _said(each, known, stamps)
        for name, each in opened.members.items()
        if name != MANIFEST
    )
    wrong = tuple(_against_manifest(opened))
    return _with_stamps(_verdict(opened, members, wrong), (*wrong, *members), stamps)


def _said(file: SentFile, known: Sequence[Submission], stamps: Stamps) -> Verdict:
    return verdict_of_stamp(file, known, stamps) or verify(file, known)


def _with_stamps(verdict: Verdict, members: tuple[Verdict, ...], stamps: Stamps) -> Verified:
    over = stamps.get(verdict.of.seal, ()) if verdict.of else ()
    return Verified(verdict, members, tuple(each for each in over if each.file != verdict.name))


def _against_manifest(opened: _Opened) -> Iterator[Verdict]:
    """Yield what the manifest of a pack does not say of its files."""
    manifest = opened.members.get(MANIFEST)
    if not isinstance(manifest, SentFile):
        return
    listed = listed_in(manifest.content)
    for name in sorted({*listed, *opened.members} - {MANIFEST}):
        file = opened.members.get(name)
        if file is None:
            message = f"{name} is in the manifest, and not in the pack."
            yield Verdict(name, "differs", message)
        elif name not in listed:
            yield Verdict(name, "differs", f"{name} is not in the manifest: it was put in later.")
        elif isinstance(file, SentFile) and file.digest != listed[name]:
            message = f"{name} was changed after it was packed: the manifest has another SHA-256."
            yield Verdict(name, "differs", message)


def _verdict(opened: _Opened, members: Sequence[Verdict], wrong: Sequence[Verdict]) -> Verdict:
    """Say of a zip what its files come to."""
    proven = [each for each in members if each.outcome in PROVEN]
    bad = [*wrong, *(each for each in members if each.outcome in ("differs", "unreadable"))]
    of = next((each.of for each in proven), next((each.of for each in members if each.of), None))
    parts = [f"it holds {submitted_words(of)}"] if of else []
    parts += [f"{len(proven)} of its {len(members)} files are what was submitted, or cited"]
    made = sum(each.outcome == "consistent" for each in members)
    alone = sum(each.outcome == "unknown" for each in members)
    parts += [f"{made} agree with it, which proves nothing alone"] if made else []
    parts += [f"{alone} are held by nothing but the pack itself"] if alone else []
    if bad:
        what = "One file is" if len(bad) == 1 else f"{len(bad)} files are"
        parts.append(f"{what} not as they were: {', '.join(each.name for each in bad[:5])}")
    outcome: Outcome
    if bad:
        outcome = "differs"
    elif proven:
        outcome = "submitted"
    else:
        outcome = "consistent" if made else "unknown"
    return Verdict(opened.name, outcome, f"{opened.name}: {'. '.join(_capital(parts))}.", of)


def _capital(parts: Sequence[str]) -> list[str]:
    return [parts[0], *(each[:1].upper() + each[1:] for each in parts[1:])]
