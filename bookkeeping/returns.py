"""A return as the books have it, when it is due, and what it must be to go on."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ringfence.bookkeeping.altered import must_be_unaltered
from ringfence.bookkeeping.errors import BookkeepingError, NotSavedError, RequestError
from ringfence.bookkeeping.find import find_fund
from ringfence.bookkeeping.record import findings_of
from ringfence.bookkeeping.request import Request, metadata
from ringfence.ledger import messages
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.known_digests import reading_all
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import Message, name_field
from ringfence.ledger.overlay import content_of
from ringfence.ledger.papers import cited_papers, formats, paper_digest, wrong_format
from ringfence.ledger.recording.drafting import TO_SEAL, DeclarationDraft, FileDraft, Value
from ringfence.ledger.seals import PREVIOUS, SEAL, chain_of
from ringfence.ledger.snapshots import name_of, snapshot_bytes
from ringfence.ledger.years import PeriodError
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.build import prepare as prepared
from ringfence.reports.monitoring.compare import with_sent
from ringfence.reports.monitoring.report import Report
from ringfence.reports.monitoring.to_complete import PREPARER_UNKNOWN
from ringfence.reports.return_errors import ReturnError
from ringfence.reports.schedule import dates_of, declared_return


class Found(NamedTuple):
    """A return as the books have it, and as they declare it."""

    books: Books
    report: Report
    declared: Return | None

    @property
    def name(self) -> str:
        """The return as commands name it."""
        return f"{self.report.dates.fund} {self.report.dates.ref}"

    @property
    def status(self) -> str:
        """How far it has come."""
        return self.report.status

    def command(self, step: str, **options: object) -> Message:
        """Return what is typed for a step of its life."""
        dates = self.report.dates
        return command(f"return {step}", dates.fund, dates.ref, **options)

    def certifying(self, by: object, prepared_by: object = Blank.PERSON) -> Message:
        """Return what is typed to certify it; who prepared it, where the books do not say that."""
        return self.command("certify", as_=by, **self._unsaid(prepared_by))

    def certifying_on_paper(self, by: str, prepared_by: str) -> Message:
        """Return what is typed where somebody else records it, with the paper that was signed."""
        paper = {"certified_by": by, "evidence": Blank.FILE}
        return self.command("certify", **paper, **self._unsaid(prepared_by))

    def _unsaid(self, prepared_by: object) -> dict[str, object]:
        is_said = self.declared is not None and self.declared.prepared_by is not None
        return {} if is_said else {"prepared_by": prepared_by}

    def says(self, request: Request, **fields: Value | None) -> DeclarationDraft:
        """Draft a directive of it; a field of None is cleared."""
        dates = self.report.dates
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        if "status" in named:
            named.update(self.sealing())
        meta = {**named, **metadata(self.books.book, request)}
        return DeclarationDraft(request.day, "return", (dates.fund, dates.ref), meta)

    def sealing(self) -> dict[str, Value | None]:
        """Return what a step of its life is sealed with: what it follows.

        Raises:
            NotSavedError: its seals are no chain that anything could follow.
        """
        dates = self.report.dates
        history = self.books.book.register.returns.get((dates.fund, dates.ref))
        aside = self.books.book.register.set_aside.get((dates.fund, dates.ref), ())
        chain = chain_of([*(history.versions if history else ()), *aside])
        if not chain.is_whole:
            raise NotSavedError(
                f"The seals of {self.name} are not one chain, so no step can follow them. See what "
                "is wrong: " + command("check", rule="submitted") + "\n\nNothing was saved."
            )
        last = chain.order[-1].entry.meta[SEAL] if chain.order else None
        return {SEAL: TO_SEAL, **({PREVIOUS: last} if last else {})}


def report_of(
    books: Books, fund: str, period: str, as_at: datetime.date | None, findings: list[Finding]
) -> Report:
    """Return a return as the books have it, with what was submitted beside it.

    Raises:
        RequestError: there is no such period.
        BookkeepingError: the fund makes no such return.
    """
    try:
        report = prepared(
            books.book, fund, period, as_at=as_at, findings=findings, relative=books.relative
        )
        return with_sent(books.book, books.folder, report)
    except PeriodError as error:
        raise RequestError(str(error)) from error
    except ReturnError as error:
        raise BookkeepingError(str(error)) from error


def prepare_return(books: Books, fund: str, period: str) -> Report:
    """Return a return of books as they are, with what is found in them.

    Raises:
        BookkeepingError: there is no such period, or the fund makes no such return.
    """
    return report_of(books, fund, period, None, findings_of(books))


def declare_dates(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    *,
    due: datetime.date | None,
    as_at: datetime.date | None,
) -> list[DeclarationDraft]:
    """Draft when a return is due, and as at which day it is made.

    Raises:
        BookkeepingError: the fund makes no such return.
    """
    found, ref = find_fund(books.book, fund), period.strip()
    try:
        dates_of(books.book, found, ref, as_at)
    except (PeriodError, ReturnError) as error:
        raise BookkeepingError(f"{error} Nothing was saved.") from error
    meta = metadata(books.book, request)
    dates = {key: day for key, day in (("due", due), ("as-at", as_at)) if day}
    return [DeclarationDraft(request.day, "return", (found, ref), {**dates, **meta})]


def find(
    books: Books, fund: str, period: str, request: Request, *, certifying: bool = False
) -> Found:
    """Find a return, prepared of the books as they are.

    Who certifies a return puts right that one person prepared and certified it.

    Raises:
        BookkeepingError: there is no such return, or it is dated before it was declared.
    """
    name, ref = find_fund(books.book, fund), period.strip()
    try:
        with reading_all():
            findings = findings_of(books)
        found = [each for each in findings if not (certifying and _is_alone(each, name, ref))]
        report = prepare(books.book, name, ref, findings=found, relative=books.relative)
    except (PeriodError, ReturnError) as error:
        raise NotSavedError(f"{error}\n\nNothing was saved.") from error
    must_be_unaltered(books, name, ref)
    history = books.book.register.returns.get((name, ref))
    last = history.versions[-1].day if history else request.day
    if request.day < last:
        raise NotSavedError(
            f"{name} {ref} was last recorded on {last}: this is dated then or later ("
            + name_field("date")
            + ")."
            "\n\nNothing was saved."
        )
    return Found(books, report, declared_return(books.book, name, ref))


def _is_alone(finding: Finding, fund: str, ref: str) -> bool:
    """Return whether it is that one person prepared and certified this return."""
    values = [each.value for each in getattr(finding.entry, "values", ())]
    return finding.rule == "separation" and values == [fund, ref]


def must_be(found: Found, statuses: tuple[str, ...], wanted: str) -> None:
    """Make sure that a return has come so far and no further."""
    if found.status in statuses:
        return
    name = found.name
    nexts = {
        "draft": found.certifying(Blank.PERSON),
        "reopened": found.certifying(Blank.PERSON),
        "certified": found.command("submit"),
    }
    step = nexts.get(found.status) or found.command("reopen", reason=Blank.TEXT)
    raise NotSavedError(
        f"{name} is {found.status}, so it can't be {wanted} now. Type: "
        + step
        + "\n\nNothing was saved."
    )


def must_be_whole(found: Found, request: Request, doubted: Sequence[str]) -> None:
    """Make sure that nothing demanded is missing or undecided, and that its days are over.

    ``doubted`` is what a reason would let pass, and none was given.
    """
    as_at = found.report.dates.as_at
    # Who prepared it is said as it is certified, at the latest.
    demanded = (each for each in found.report.demanded if each.what != PREPARER_UNKNOWN)
    reasons = [str(each) for each in demanded]
    if request.day < as_at:
        reasons.insert(0, f"It counts up to {as_at}, which is still to come on {request.day}.")
    parts = [f"{found.name} is not complete, so it can't be certified:", *_list_reasons(reasons)]
    if doubted:
        opening = "What it says stands once it is certified, so complete this too"
        parts += [
            f"{opening}, or say why it is certified all the same ("
            + name_field("reason", "TEXT")
            + "):"
        ]
        parts += _list_reasons(doubted)
    if reasons or doubted:
        raise NotSavedError(messages.join("\n\n", [*parts, "Nothing was saved."]))


def doubts(found: Found) -> list[str]:
    """List what can't be completed any more once a return is certified."""
    return [str(each) for each in found.report.to_complete if each.weight == "should"]


def _list_reasons(reasons: Sequence[str]) -> list[str]:
    return [messages.join("\n", ("- " + reason for reason in reasons))] if reasons else []


def keep_paper(
    books: Books, evidence: Path | None
) -> tuple[str | None, str | None, list[FileDraft]]:
    """Keep a signed paper beside the books, if it is not among their files already.

    Returns:
        Its path from the books, its digest, and the file to keep; a link is kept as what it
        leads to.

    Raises:
        NotSavedError: it can't be read, is empty, or is no paper of a format that it may have.
    """
    if evidence is None:
        return None, None, []
    try:
        path = evidence.resolve()
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NotSavedError(f"{evidence} can't be read: {reason}.\n\nNothing was saved.") from error
    if not content:
        raise NotSavedError(f"{evidence} is empty: no paper is in it.\n\nNothing was saved.")
    _must_be_paper(books, evidence, path, content)
    folder, digest = books.folder.resolve(), paper_digest(content)
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix(), digest, []
    number, name = 1, f"returns/signed/{evidence.name}"
    while (books.folder / name).exists():
        if (books.folder / name).read_bytes() == content:
            return name, digest, []
        number += 1
        name = f"returns/signed/{evidence.stem}-{number}{evidence.suffix}"
    return name, digest, [FileDraft(name, content)]


def _must_be_paper(books: Books, given: Path, path: Path, content: bytes) -> None:
    """Make sure that a file is a paper that somebody can have signed.

    Raises:
        NotSavedError: it is a file of the books, or not of such a format.
    """
    files = {os.path.realpath(name) for name in books.options["include"]}
    wrong = wrong_format(given.name, content)
    if str(path) in files:
        wrong = "is a file of these books, and no paper"
    elif given.suffix.lower().removeprefix(".") not in formats():
        wrong = "is of no format that a signed paper can have"
    if wrong:
        raise NotSavedError(
            f"{given} {wrong}: give the paper that was signed, as {', '.join(formats()[:-1])} or "
            f"{formats()[-1]}.\n\nNothing was saved."
        )


def snapshot(
    found: Found, frozen: Frozen, name: str, values: Mapping[str, Any], sent: Sequence[FileDraft]
) -> FileDraft:
    """Make the file that keeps what a return said, and the SHA-256 of what was sent of it."""
    books = found.books
    files = {each.path: paper_digest(each.content) for each in sent}
    content = snapshot_bytes(values, frozen, _digests_of_papers(books, frozen), files)
    return FileDraft(name, content, _bytes(books.folder / name))


def _digests_of_papers(books: Books, frozen: Frozen) -> dict[str, str]:
    """Return the SHA-256 of each document that a return cites, by its path from the books."""
    found = {}
    for name in cited_papers(books.book, frozen, books.relative):
        content = content_of(books.folder / name)
        if content is not None:
            found[name] = paper_digest(content)
    return found


def version(found: Found) -> list[FileDraft]:
    """Keep the snapshot that was sent under the number of its version."""
    dates, folder = found.report.dates, found.books.folder
    sent = _bytes(folder / name_of(dates.fund, dates.ref))
    number = 1
    while (folder / name_of(dates.fund, dates.ref, number)).exists():
        number += 1
    return [FileDraft(name_of(dates.fund, dates.ref, number), sent)] if sent else []


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def fields_to_clear(found: Found, *names: str) -> dict[str, None]:
    """Clear those of some fields that are set."""
    fields = (name.replace("-", "_") for name in names)
    return {name: None for name in fields if found.declared and getattr(found.declared, name)}
