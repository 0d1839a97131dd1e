"""Drafting that names are taken out of the snapshots of a return."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from ringfence.bookkeeping.errors import FieldError, NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.returns import Found, find
from ringfence.bookkeeping.signatories import not_finance
from ringfence.ledger import messages
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.drafting import (
    TO_SEAL,
    DeclarationDraft,
    FileDraft,
    Value,
    Wanted,
)
from ringfence.ledger.redaction import MARK, REDACTS, is_counted, redact, snapshot_now
from ringfence.ledger.return_lives import life_of
from ringfence.ledger.seals import PREVIOUS, SEAL, SNAPSHOT
from ringfence.ledger.snapshot_proofs import sent_in
from ringfence.ledger.snapshots import find as find_snapshot
from ringfence.ledger.snapshots import name_of

#: A name of fewer signs would be found in other words.
_SHORTEST = 3


class Drafting(NamedTuple):
    """What is drafted, and what else is to do."""

    wanted: list[Wanted]
    remarks: list[str]


class _Sent(NamedTuple):
    """A snapshot as it is now."""

    name: str
    content: bytes
    whole: dict[str, Any]


def redact_return(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    names: Sequence[str],
    reason: str,
    *,
    actor: str,
) -> Drafting:
    """Draft new versions of a return's snapshots without some names.

    Raises:
        BookkeepingError: none of them is in it, it was not submitted with a seal, or whoever
            redacts may not.
    """
    wanted = [each.strip() for each in names]
    for each in wanted:
        if len(each) < _SHORTEST or not any(sign.isalpha() for sign in each):
            raise FieldError(
                "name",
                f"“{each}” can't be taken out: a name has letters, and {_SHORTEST} signs or more.",
            )
    found = find(books, fund, period, request)
    by = person(books, actor)
    against = [] if request.decisions else list(not_finance(books, by, "redact"))
    if against:
        raise NotSavedError(
            messages.join("\n", against)
            + " Or name the decision ("
            + name_field("decision", "ID")
            + ").\n\nNothing was saved."
        )
    drafts: list[Wanted] = []
    remarks: list[str] = []
    for sent in _snapshots(books, found):
        made = redact(sent.whole, wanted)
        remarks += _still_there(sent, wanted)
        if not made.texts:
            continue
        seals = found.sealing() if not drafts else {SEAL: TO_SEAL, PREVIOUS: TO_SEAL}
        meta: dict[str, Value | None] = {
            REDACTS: hashlib.sha256(sent.content).hexdigest(),
            SNAPSHOT: hashlib.sha256(made.content).hexdigest(),
            "redacted-by": by,
            "redacted-reason": reason,
            **seals,
            **metadata(books.book, request),
        }
        dates = found.report.dates
        drafts.append(FileDraft(sent.name, made.content, sent.content))
        drafts.append(DeclarationDraft(request.day, "return", (dates.fund, dates.ref), meta))
        texts = "one text" if made.texts == 1 else f"{made.texts} texts"
        remarks.append(f"{sent.name} has {MARK} in {texts} of it now.")
    if not drafts:
        raise NotSavedError(
            "\n".join([f"No text of {found.name} as it was sent has that name.", *remarks])
            + "\n\nNothing was saved."
        )
    return Drafting(drafts, remarks)


def _snapshots(books: Books, found: Found) -> list[_Sent]:
    """Return the snapshots of a return as they are, first to last.

    Raises:
        NotSavedError: there is none, or one is not what its directives say.
    """
    dates = found.report.dates
    history = books.book.register.returns.get((dates.fund, dates.ref))
    life = life_of(history) if history else None
    if history is None or life is None or not life.submissions:
        raise NotSavedError(f"{found.name} was never submitted.\n\nNothing was saved.")
    made = []
    for number, step in enumerate(life.submissions, start=1):
        version = number if number <= life.reopenings else None
        name = name_of(dates.fund, dates.ref, version)
        path = find_snapshot(str(step.entry.meta["filename"]), dates.fund, dates.ref, version)
        content = path.read_bytes() if path else b""
        held = snapshot_now(history.versions, step)
        if not held:
            raise NotSavedError(
                f"{name} was submitted without a seal, so no digest holds its words: take the "
                "name out of that file itself.\n\nNothing was saved."
            )
        if hashlib.sha256(content).hexdigest() != held:
            raise NotSavedError(
                f"{name} is missing or is not what was submitted, so nothing is taken out of it. "
                "See what is wrong: "
                + command("check", rule="submitted")
                + "\n\nNothing was saved."
            )
        made.append(_Sent(name, content, json.loads(content)))
    return made


def _still_there(sent: _Sent, names: Sequence[str]) -> list[str]:
    """Say where else a name may stand, and what is to do about it."""
    remarks = [
        f"“{each}” is a payee, or the like, of what {sent.name} counted: there it stays, as in "
        "the books."
        for each in is_counted(sent.whole, names)
    ]
    remarks += [
        f"{file} was sent. If the name is in it, put a redacted copy in its place, then: "
        + command("return paper", file, "redacted", as_=Blank.PERSON, reason=Blank.TEXT)
        for file in sorted(sent_in(sent.whole))
    ]
    return remarks
