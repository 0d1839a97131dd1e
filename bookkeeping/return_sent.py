"""What is sent of a return: documents that are made of it, and files that were made elsewhere.

They are kept beside the snapshot, which holds the SHA-256 of each. A command's ``--help`` imports
none of this.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.returns import Found
from ringfence.ledger.actors import actor_of
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.messages import Message, name_field
from ringfence.ledger.papers import wrong_format
from ringfence.ledger.recorded import LATE
from ringfence.ledger.recording.drafting import TO_SEAL, FileDraft
from ringfence.ledger.return_lives import life_of
from ringfence.ledger.snapshots import sent_folder
from ringfence.ledger.years import today
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.files import render
from ringfence.reports.monitoring.report import Report, Step
from ringfence.reports.sealed.embedding import FORMATS
from ringfence.reports.sealed.errors import UnreadableFileError
from ringfence.reports.sealed.reading import read_file
from ringfence.reports.sealed.strict_json import figures_text

#: What is made where nothing else is said: what the funder gets and can read, sign and answer.
DEFAULT = "docx"
#: What the names of files may not have, on one system or another, and what moves text about.
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST_NAME = 100


def values_as_sent(found: Found, frozen: Frozen, actor: str) -> dict[str, Any]:
    """Return the JSON of a return as it is sent: what is carried, and kept in the snapshot."""
    values = {**as_json(found.report), "status": "submitted", "digest": frozen.digest}
    values["submitted_by"] = person(found.books, actor)
    del values["history"]  # what became of it is no part of what it says
    return values


def draft_sent(
    found: Found,
    request: Request,
    values: Mapping[str, Any],
    actor: str,
    *,
    formats: Sequence[str],
    given: Sequence[Path],
) -> list[FileDraft]:
    """Draft the files that are sent, to be kept beside the snapshot.

    Args:
        found: The return.
        request: The options common to all.
        values: The return's JSON as sent.
        actor: Who submits it.
        formats: What is made of it; nothing said, and no file given, it is a Word document.
        given: Files that were made elsewhere.

    Raises:
        NotSavedError: one of those can't be what is sent.
    """
    dates = found.report.dates
    made = tuple(dict.fromkeys(formats)) or (() if given else (DEFAULT,))
    assert set(made) <= {*FORMATS}, made  # noqa: S101 - its field takes no other
    report = _as_sent(found, request, actor) if made else found.report
    contents = [
        (f"{dates.fund}_{dates.ref}.{kind}", render(report, kind, values=values)) for kind in made
    ]
    contents += [(path.name, _read_given(found, path, values)) for path in given]
    folder = sent_folder(dates.fund, dates.ref, number_of(found))
    drafts: dict[str, FileDraft] = {}
    for name, content in contents:
        path = f"{folder}/{_free_name(name, drafts)}"
        old = found.books.folder / path
        kept = old.read_bytes() if old.is_file() else None
        drafts[path.rpartition("/")[2].casefold()] = FileDraft(path, content, kept)
    return list(drafts.values())


def number_of(found: Found) -> int:
    """Return which version of a return is sent next: the first one is 1."""
    dates = found.report.dates
    history = found.books.book.register.returns.get((dates.fund, dates.ref))
    return 1 + (len(life_of(history).submissions) if history else 0)


def _as_sent(found: Found, request: Request, actor: str) -> Report:
    """Return the report as it is once it is submitted: what is sent says so of itself."""
    register = found.books.book.register
    acting = actor_of(register, actor)

    def called(name: str | None) -> str | None:
        history = register.persons.get(name) if name else None
        declared = history.at_or_first(request.day) if history else None
        return f"{declared.name} ({declared.role})" if declared else name

    recorded = today()
    step = Step(
        day=request.day,
        what="submitted",
        by=called(person(found.books, actor)),
        reference=None,
        reason=None,
        version=number_of(found),
        recorded_by=called(acting.recorder) if acting.acting_for else None,
        recorded=recorded if recorded - request.day > LATE else None,
        seal=TO_SEAL,
    )
    return found.report._replace(
        status="submitted", uncertified=None, history=(*found.report.history, step)
    )


def _read_given(found: Found, path: Path, values: Mapping[str, Any]) -> bytes:
    """Read a file that was made elsewhere.

    Raises:
        NotSavedError: it can't be read, is empty, is not of its format, or is another return.
    """
    try:
        sent = read_file(path)
    except UnreadableFileError as error:
        raise NotSavedError(f"{error}\n\nNothing was saved.") from error
    wrong: str | Message | None = wrong_format(path.name, sent.content)
    files = {os.path.realpath(name) for name in found.books.options["include"]}
    if not sent.content:
        wrong = "is empty: nothing is in it"
    elif os.path.realpath(path) in files:
        wrong = "is a file of these books, and no return"
    elif sent.carried and figures_text(sent.carried) != found.name:
        wrong = f"is the return {figures_text(sent.carried)}, and not {found.name}"
    elif sent.carried and sent.carried.get("digest") != values["digest"]:
        wrong = (
            "was made of other figures or evidence than the books have now. Make it anew: "
            + found.command("prepare")
        )
    if wrong:
        raise NotSavedError(
            f"{path} "
            + wrong
            + ". Give the file that is sent ("
            + name_field("sent", "FILE")
            + ")."
            "\n\nNothing was saved."
        )
    return sent.content


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    """Return a name that every system takes for a file, and that none of the others has."""
    stem, dot, ending = _NOT_IN_NAMES.sub("-", name).strip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    stem = stem[:_LONGEST_NAME].strip(" .") or "file"
    ending = f".{ending[:10]}" if ending else ""
    if _DEVICE.match(stem + "."):
        stem = f"file-{stem}"
    found, number = f"{stem}{ending}", 2
    while found.casefold() in taken:
        found = f"{stem}-{number}{ending}"
        number += 1
    return found
