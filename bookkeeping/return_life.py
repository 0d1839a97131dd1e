"""The life of a return: certified, submitted, accepted, and reopened.

What is asked about it meanwhile, and answered, is in `questions.py`.

A command's ``--help`` imports none of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.return_sent import draft_sent, values_as_sent
from ringfence.bookkeeping.returns import (
    Found,
    doubts,
    fields_to_clear,
    find,
    keep_paper,
    must_be,
    must_be_whole,
    snapshot,
    version,
)
from ringfence.bookkeeping.signatories import must_not_be_alone, not_finance, preparer
from ringfence.ledger.actors import actor_of
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import join, name_field
from ringfence.ledger.papers import paper_digest
from ringfence.ledger.recording.drafting import Value, Wanted
from ringfence.ledger.return_lives import life_of
from ringfence.ledger.seal_words import NotQuotedError, in_groups, quotes
from ringfence.ledger.seals import own_snapshot
from ringfence.ledger.snapshots import name_of
from ringfence.reports.monitoring.content import content_digest

#: What holds of a return because it was certified.
_CERTIFICATE = ("certified-by", "evidence", "evidence-digest", "digest", "narrative-digest")


class Certified(NamedTuple):
    """What certifies a return, and what of it may be completed still."""

    wanted: list[Wanted]
    later: list[str]


def certify(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    *,
    actor: str,
    certified_by: str | None = None,
    evidence: Path | None = None,
    prepared_by: str | None = None,
    reason: str | None = None,
) -> Certified:
    """Draft that a return is certified, and the paper that says so if one was signed.

    Args:
        books: The books as they stand.
        request: The options common to all.
        fund: Of which fund, as typed.
        period: For which period, as typed.
        actor: Who records it.
        certified_by: Who signed it on paper; None if the actor certifies it.
        evidence: The signed paper, which is kept beside the books.
        prepared_by: Who prepared it, if that was said.
        reason: Why another than finance certifies it, or before all is complete.

    Raises:
        NotSavedError: it can't be certified so, with every reason.
    """
    found = find(books, fund, period, request, certifying=True)
    must_be(found, ("draft", "certified", "reopened"), "certified")
    by = person(books, certified_by or actor)
    prepared = preparer(found, prepared_by)
    must_not_be_alone(found, prepared, by)
    must_be_whole(found, request, [*doubts(found), *not_finance(books, by)] if not reason else [])
    acting = actor_of(books.book.register, actor)
    if acting.acting_for == by and evidence is None:
        raise NotSavedError(
            f"{by} has another login than {acting.login}, so this would be done for them by "
            f"{acting.recorder}: let {by} record it from their own, or add the paper that {by} "
            "signed. Type: " + found.certifying_on_paper(by, prepared) + "\n\nNothing was saved."
        )
    if by != person(books, actor) and evidence is None:
        raise NotSavedError(
            f"{by} does not record this: add the paper that {by} signed ("
            + name_field("evidence", "FILE")
            + "), or "
            f"let {by} record it: " + found.certifying(by, prepared) + "\n\nNothing was saved."
        )
    paper, evidence_digest, files = keep_paper(books, evidence)
    directive = found.says(
        request,
        as_at=found.report.dates.as_at,
        status="certified",
        prepared_by=prepared,
        certified_by=by,
        digest=found.report.digest,
        narrative_digest=content_digest(found.report),
        **(
            {"evidence": paper, "evidence_digest": evidence_digest}
            if paper
            else fields_to_clear(found, "evidence", "evidence-digest")
        ),
        **({"reason": reason} if reason else fields_to_clear(found, "reason")),
        **fields_to_clear(found, "declined-by"),
    )
    later = [str(each) for each in found.report.to_complete if each.weight != "must"]
    return Certified([*files, directive], later)


def decline(
    books: Books, request: Request, fund: str, period: str, reason: str, *, actor: str
) -> list[Wanted]:
    """Draft that whoever certifies a return declines to: it is a draft again.

    Raises:
        NotSavedError: it is sent, or somebody else than finance declines.
    """
    found, by = find(books, fund, period, request, certifying=True), person(books, actor)
    must_be(found, ("draft", "certified", "reopened"), "declined")
    certifier = found.declared.certified_by if found.declared else None
    reasons = [] if by == certifier else list(not_finance(books, by, "decline"))
    if reasons:
        declining = found.command("decline", as_=Blank.PERSON, reason=Blank.TEXT)
        raise NotSavedError(join("\n", reasons) + " Type: " + declining + "\n\nNothing was saved.")
    cleared = fields_to_clear(found, *_CERTIFICATE)
    return [found.says(request, status="draft", declined_by=by, reason=reason, **cleared)]


def name_preparer(
    books: Books, request: Request, fund: str, period: str, prepared_by: str
) -> list[Wanted]:
    """Draft who prepared a return; nothing if the books say so already.

    Raises:
        NotSavedError: it is certified or sent, and the books say otherwise.
    """
    found, name = find(books, fund, period, request), person(books, prepared_by)
    if found.declared and found.declared.prepared_by == name:
        return []
    must_be(found, ("draft", "reopened"), "prepared by another")
    return [found.says(request, prepared_by=name)]


def submit(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    actor: str,
    *,
    formats: Sequence[str] = (),
    sent: Sequence[Path] = (),
) -> list[Wanted]:
    """Draft that a certified return is submitted, what is sent, and the snapshot of what it says.

    Args:
        books: The books as they stand.
        request: The options common to all.
        fund: Of which fund, as typed.
        period: For which period, as typed.
        actor: Who submits it.
        formats: What is made of it, to be sent.
        sent: Files that were made elsewhere and are sent.

    Raises:
        NotSavedError: it is not certified, was changed since, or a file can't be what is sent.
    """
    found = find(books, fund, period, request)
    must_be(found, ("certified",), "submitted")
    declared, report = found.declared, found.report
    if declared is None or report.uncertified:
        raise NotSavedError(
            f"The {report.uncertified} of {found.name} have changed since it was certified"
            f"{_certifier(declared)}. Let it be certified again. Type: "
            + found.certifying(Blank.PERSON)
            + "\n\nNothing was saved."
        )
    must_be_whole(found, request, [])
    dates = report.dates
    frozen = Frozen(books.book, dates.fund, dates.ref, dates.as_at)
    values = values_as_sent(found, frozen, actor)
    files = draft_sent(found, request, values, actor, formats=formats, given=sent)
    kept = snapshot(found, frozen, name_of(dates.fund, dates.ref), values, files)
    directive = found.says(
        request,
        as_at=dates.as_at,
        status="submitted",
        submitted_by=person(books, actor),
        digest=frozen.digest,
        snapshot=paper_digest(kept.content),
    )
    return [*files, kept, directive]


def accept(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    reference: str | None,
    quoting: str | None = None,
) -> list[Wanted]:
    """Draft that the funder accepted a return, under which reference and quoting which seal.

    Raises:
        NotSavedError: it is not submitted, or the funder quotes the seal of something else.
    """
    found = find(books, fund, period, request)
    must_be(found, ("submitted", "queried", "answered"), "accepted")
    named: dict[str, Value | None] = {"reference": reference} if reference else {}
    if quoting is not None:
        named["quoted"] = _quoted(found, quoting)
    return [found.says(request, status="accepted", **named, **fields_to_clear(found, "reason"))]


def _quoted(found: Found, text: str) -> str:
    """Return the seal that the funder quotes: that of what stands as submitted.

    Raises:
        NotSavedError: it is no seal, or another one; it says what was submitted.
    """
    dates = found.report.dates
    life = life_of(found.books.book.register.returns[dates.fund, dates.ref])
    last = life.submissions[-1]
    seal = own_snapshot(last)
    if not seal:
        raise NotSavedError(
            f"{found.name} was submitted on {last.day} without a seal, before returns had them, so "
            "none can be quoted. Leave it out: " + name_field("quoting") + ".\n\nNothing was saved."
        )
    stands = (
        f"What stands of {found.name} was submitted on {last.day} with the seal {seal}, in words: "
        f"{', '.join(in_groups(seal))}."
    )
    try:
        if quotes(text, seal):
            return seal
        earlier = [each for each in life.submissions if quotes(text, own_snapshot(each))]
    except NotQuotedError as error:
        raise NotSavedError(f"{error} {stands}\n\nNothing was saved.") from error
    quoted = "The funder quotes another seal."
    if earlier:
        quoted = (
            f"The funder quotes the seal of what was submitted on {earlier[-1].day}, and that was "
            "reopened since: send them what stands."
        )
    raise NotSavedError(
        f"{quoted} {stands} See what they have: "
        + command("return verify", Blank.FILE)
        + "\n\nNothing was saved."
    )


def reopen(books: Books, request: Request, fund: str, period: str, reason: str) -> list[Wanted]:
    """Draft that a submitted return is reopened; what was sent is kept as a version.

    Raises:
        NotSavedError: it is not submitted.
    """
    found = find(books, fund, period, request)
    must_be(found, ("submitted", "queried", "answered", "accepted"), "reopened")
    fields = fields_to_clear(found, *_CERTIFICATE, "submitted-by", "reference", "quoted")
    directive = found.says(request, status="reopened", reason=reason, **fields)
    return [*version(found), directive]


def _certifier(declared: Return | None) -> str:
    return f" by {declared.certified_by}" if declared and declared.certified_by else ""
