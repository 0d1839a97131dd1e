"""Papers that may go: destroyed once their records need not be kept, or redacted.

What a submitted return cites is held by its SHA-256 for good. A `paper` directive says what
became of one that is not there as it was; where it may say so, the finding is a note. The digest
stays in the snapshot, so that a copy that turns up later is known.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from beancount.core.data import Document

from ringfence.ledger.accounts import Kind
from ringfence.ledger.actors import finance_role
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import bodies_of
from ringfence.ledger.declarations.about_returns import Paper
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.known_digests import KnownDigests
from ringfence.ledger.loading import Books
from ringfence.ledger.permissions import may
from ringfence.ledger.recorded import dated
from ringfence.ledger.seals import Step
from ringfence.ledger.years import today

RULE = "submitted"
DESTROYED = "destroyed"
REDACTED = "redacted"


class Cited(NamedTuple):
    """A paper as a return cited it when it was submitted, by its SHA-256."""

    step: Step
    digest: str

    @property
    def name(self) -> str:
        """The return, that it cites, and as submitted on which day."""
        declared = self.step.value
        return f"{declared.fund} {declared.period} cites as submitted on {self.step.day}"


def record_destroyed(paper: str) -> str:
    """Return what to do about a paper that is gone: the command that says it was destroyed."""
    return "If it was destroyed once its records-years were over, record that: " + command(
        "return paper", paper, DESTROYED, reason=Blank.TEXT
    )


def record_redacted(paper: str) -> str:
    """Return what to do about a paper that is another: the command that says it was redacted."""
    return (
        "If something in it was redacted, or it was replaced, finance records that, or somebody "
        "else with the decision: "
        + command("return paper", paper, REDACTED, as_=Blank.PERSON, reason=Blank.TEXT)
    )


def is_destroyed(register: Register, paper: str) -> bool:
    """Return whether the books say that a paper was destroyed, whether or not it might be."""
    history = register.papers.get(paper)
    return history is not None and history.latest.status == DESTROYED


def fate_of(register: Register, paper: str) -> str | None:
    """Return in words what became of a paper: how, when, by whom and why; None if nothing did."""
    history = register.papers.get(paper)
    return _told(history.versions[-1]) if history else None


def errors_of_others(books: Books) -> list[Finding]:
    """Return Beancount's own errors, but not that a file is missing that was destroyed."""
    register = books.book.register
    if not register.papers:
        return books.errors
    return [
        each
        for each in books.errors
        if not isinstance(each.entry, Document)
        or Path(each.entry.filename).exists()
        or not is_destroyed(register, books.relative(each.entry.filename))
    ]


def first_day_without_records(book: Book, fund: str, terms: Fund) -> datetime.date | None:
    """Return the first day on which a fund's records need not be kept; None if no term is said.

    It is the 1 April after so many whole financial years, counted from the end of that in which
    the fund moved last, or could be spent last.
    """
    if terms.records_years is None:
        return None
    days = [track.days[-1] for track in book.tracks_of(fund, *Kind) if track.days]
    last = max([*days, terms.spend_by or book.register.funds[fund].first_day])
    year = last.year + terms.records_years + (last.month >= 4)  # noqa: PLR2004 - April
    return datetime.date(year, 4, 1)


def find_gone(
    books: Books,
    cited: Mapping[str, Sequence[Cited]],
    known: KnownDigests,
    *,
    is_whole: bool,
) -> Iterator[Finding]:
    """Yield what the books say became of papers: a note where it may be, else what is wrong.

    Args:
        books: The books.
        cited: Every paper that a submitted return cites, by its path from the books.
        known: What is known of files.
        is_whole: Whether every snapshot could be read, so that ``cited`` is all.
    """
    for paper, history in books.book.register.papers.items():
        by = cited.get(paper, ())
        if not by:
            if is_whole:
                yield _finding(
                    history.versions[-1],
                    by,
                    f"No submitted return holds the SHA-256 of {paper}, so there is nothing to "
                    "say of it: take this out, or correct the path.",
                )
            continue
        wrong = [
            _finding(version, by, f"{paper} may not be {version.value.status}: {reason}")
            for version in history.versions
            for reason in _against(books.book, version, by)
        ]
        now = known.of(books.folder / paper)
        yield from wrong or _as_it_is(paper, history.versions[-1], by, now)


def _against(book: Book, version: Version[Paper], cited: Iterable[Cited]) -> Iterator[str]:
    """Yield why what a directive says may not be."""
    if version.day > today():
        yield f"it is dated {version.day}, which is still to come. Correct the day."
    elif version.value.status == REDACTED:
        yield from _against_redacted(book.register, version)
    else:
        of = {
            fund: None
            for each in cited
            for fund in book.funds_covered_by(
                each.step.value.fund, each.step.value.as_at or each.step.day
            )
        }
        for fund in of:
            yield from _against_destroyed(book, fund, version.day)


def _against_destroyed(book: Book, fund: str, day: datetime.date) -> Iterator[str]:
    terms = book.register.fund_at(fund, day)
    if terms is None:
        return
    until = first_day_without_records(book, fund, terms)
    if until is None:
        yield (
            f"the terms of {fund} do not say for how many years its records are kept. Put the "
            "paper back from a copy, or say it: "
            + command(
                "fund amend", fund, records_years=Blank.COUNT, decision=Blank.ID, date=Blank.DAY
            )
        )
    elif day < until:
        yield (
            f"by its terms the records of {fund} may be destroyed from {until} on, and this is "
            f"dated {day}. Put the paper back from a copy, and take this out."
        )


def _against_redacted(register: Register, version: Version[Paper]) -> Iterator[str]:
    declared = version.value
    if not declared.digest or "digest" not in version.changed:
        yield "this does not hold the SHA-256 of the file as it is now. Write it: digest."
    if any(bodies_of(register, each, version.day) for each in declared.decision):
        return
    by = declared.by if "by" in version.changed else None
    may_sign = by and not declared.recorded_for
    if not (may_sign and may(register, by or "", "redact", version.day)):
        yield (
            f"{by or 'nobody'} says so, and no decision that was taken by {version.day}. Let "
            f"finance record it, the {finance_role(register)}, or name the decision; else put the "
            "paper back from a copy, and take this out."
        )


def _as_it_is(
    paper: str, version: Version[Paper], cited: Sequence[Cited], now: str | None
) -> Iterator[Finding]:
    """Yield whether the file is as the directive says: a note if it is."""
    told, digest = _told(version), version.value.digest
    if version.value.status == DESTROYED:
        if now is not None:
            message = (
                f"{paper} was {told} It is there all the same: take the file out of the folder, "
                "or if it was never destroyed, this directive."
            )
            yield _finding(version, cited, message)
            return
    elif now is None:
        message = (
            f"{paper} was {told} It is gone since: put back what it was then, with the SHA-256 "
            f"{digest}, from a copy. " + record_destroyed(paper)
        )
        yield _finding(version, cited, message)
        return
    elif now != digest:
        message = (
            f"{paper} was {told} It has changed again since: its SHA-256 was {digest}, and is "
            f"{now}. Put back what it was then from a copy. " + record_redacted(paper)
        )
        yield _finding(version, cited, message)
        return
    others = [each for each in cited if each.digest != now]
    if not others:
        message = f"{paper} is as every return cites it, so it was not redacted: take this out."
        yield _finding(version, cited, message)
        return
    held = "".join(
        f" The return {each.name} the SHA-256 {each.digest}, which its snapshot still holds."
        for each in others
    )
    message = f"{paper} was {told}{held}"
    yield _finding(version, others, message)._replace(severity=Severity.WARN)


def _told(version: Version[Paper]) -> str:
    """Return what became of a paper, as a sentence without its beginning."""
    declared = version.value
    by = declared.by if "by" in version.changed else declared.recorded_by
    decided = f"the decision {', '.join(declared.decision)}" if declared.decision else None
    who = " and ".join(each for each in (by, decided) if each) or "somebody who is not named"
    return f"{declared.status} on {dated(version.entry)} by {who}: {declared.reason.rstrip('.')}."


def _finding(version: Version[Paper], cited: Iterable[Cited], message: str) -> Finding:
    funds = frozenset(each.step.value.fund for each in cited)
    return Finding(
        RULE, Severity.BLOCK, version.entry.meta, f"{message} [{RULE}]", version.entry, funds
    )
