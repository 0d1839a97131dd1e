"""The time stamps over what was submitted: beside the books, or among files that came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ringfence.ledger import time_stamps
from ringfence.ledger.time_stamps import (
    ENDING,
    INSTALL,
    Kept,
    Stamp,
    kept_beside,
    read_stamps,
)
from ringfence.reports.render.table import clean, long_date
from ringfence.reports.sealed.reading import SentFile
from ringfence.reports.sealed.submissions import Submission
from ringfence.reports.sealed.verify import Outcome, Verdict, submitted_words

#: The stamps over each seal.
Stamps = Mapping[str, Sequence[Stamp]]


def stamps_over(
    known: Sequence[Submission],
    files: Mapping[str, SentFile],
    folder: Path | None,
    roots: Sequence[str],
) -> dict[str, list[Stamp]]:
    """Return the time stamps over the seals that are known, verified if the extra is installed.

    Args:
        known: What was submitted.
        files: Files that may be time stamps, by their names.
        folder: The folder of the books; None where there are none.
        roots: The roots of authorities that the user named.

    Raises:
        NoTimeStampsError: the extra that reads them does not work.
        CertificateError: the user's configuration can't be read.
    """
    kept = list(_kept(known, files, folder, tuple(roots)))
    if not time_stamps.is_there():
        return {each.seal: [Stamp(each.file, None, None, is_proven=False)] for each in kept}
    found: dict[str, list[Stamp]] = {}
    for each, stamp in zip(kept, read_stamps(kept), strict=True):
        if not stamp.is_other:
            found.setdefault(each.seal, []).append(stamp)
    return found


def stamp_words(stamp: Stamp) -> str:
    """Say what a time stamp proves, in a sentence or two."""
    if stamp.wrong:
        return f"The time stamp {stamp.file} {stamp.wrong}."
    if stamp.time is None:
        return f"The time stamp {stamp.file} was not read: that needs one package more. {INSTALL}"
    when = f"{long_date(stamp.time.date())}, {stamp.time:%H:%M:%S} UTC"
    who = clean(stamp.authority or "an authority that does not name itself")
    said = f"A time stamp of {when} over this seal, {stamp.file}, is signed by {who}."
    if stamp.is_proven:
        return f"{said} A root that is trusted here proves it."
    return f"{said} It proves nothing here: no root of that authority is trusted on this computer."


def verdict_of_stamp(file: SentFile, known: Sequence[Submission], stamps: Stamps) -> Verdict | None:
    """Say of a file that is a time stamp what it is over; None if it is over nothing known."""
    for of in known:
        for stamp in stamps.get(of.seal, ()):
            if stamp.file == file.name:
                over = f"{stamp_words(stamp)} It is over {submitted_words(of)}."
                if stamp.wrong:
                    return Verdict(file.name, "differs", over, of)
                outcome: Outcome = "submitted" if stamp.is_proven else "consistent"
                return Verdict(file.name, outcome, over, of)
    return None


def stamp_json(stamp: Stamp) -> dict[str, Any]:
    """Return a time stamp as JSON."""
    return {
        "file": stamp.file,
        "time": stamp.time.isoformat() if stamp.time else None,
        "authority": stamp.authority,
        "proven": stamp.is_proven,
        "wrong": stamp.wrong,
    }


def _kept(
    known: Sequence[Submission],
    files: Mapping[str, SentFile],
    folder: Path | None,
    roots: tuple[str, ...],
) -> Iterator[Kept]:
    """Yield each time stamp once for each seal, those that came first."""
    came = [
        file
        for file in files.values()
        if file.kind == "other" and file.name.lower().endswith(ENDING)
    ]
    for of in known:
        if not of.seal:
            continue
        beside = kept_beside(folder, of.fund, of.ref, of.seal, roots) if folder else ()
        by_content = {each.content: each for each in beside}
        trusted = {content: each.roots for content, each in by_content.items()}
        for file in came:
            own = trusted.get(file.content, roots)
            by_content[file.content] = Kept(file.name, file.content, of.seal, own)
        yield from by_content.values()
