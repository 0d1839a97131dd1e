"""What signing a reconciliation asks for, and what it writes; and what takes it back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from beancount.core import data
from beancount.core.data import Balance

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.reconciliation import CASH, signer_of, statement_of
from ringfence.bookkeeping.record import count, findings_of
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.signatories import not_finance
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.council.seals import seal_of
from ringfence.ledger.council.signings import (
    Signed,
    chain_of_signings,
    digest_on,
    last_signed,
    name_of,
    statement_bytes,
)
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import pounds
from ringfence.ledger.recording.drafting import (
    TO_SEAL,
    BalanceDraft,
    DeclarationDraft,
    FileDraft,
    LiftedBalance,
    Value,
    Wanted,
    gbp,
)
from ringfence.ledger.seals import PREVIOUS, SEAL, own_seal
from ringfence.ledger.words import fold
from ringfence.reports.reconciliation.as_json import kept_json
from ringfence.reports.reconciliation.report import Between, Report

_DAY = datetime.timedelta(days=1)
_SHOWN = 10


def sign(
    books: Books,
    request: Request,
    day: datetime.date | None,
    *,
    actor: str,
    stated: Decimal | None,
    reason: str | None,
) -> list[Wanted]:
    """Draft that finance signs the statement of a day.

    Args:
        books: The books as they stand.
        request: The options common to all.
        day: The statement's day; None for the last line's.
        actor: Who signs it.
        stated: The council's balance as it was said; None if it is carried on.
        reason: Why it is signed though a difference is left.

    Raises:
        BookkeepingError: it can't be signed so.
    """
    report = statement_of(books, day, stated=stated)
    must_be_next(books, request, report.day)
    by = person(books, actor)
    must_be_settled(report, reason)
    must_be_finance(books, by, report)
    report = replace(report, signed_by=by, signer=signer_of(books, by))
    return draft_signing(books, request, report, reason)


def reopen(books: Books, request: Request, day: datetime.date, reason: str) -> list[Wanted]:
    """Draft that the last signed statement is reopened.

    Raises:
        NotSavedError: it is not the last one, or was signed later.
    """
    last = last_signed(books.book)
    if last is None or last.on != day:
        which = f"the last one signed is to {last.on}" if last else "none is signed"
        raise NotSavedError(
            f"There is no reconciliation to {day} to reopen: {which}.\n\nNothing was saved."
        )
    if request.day < last.directive.date:
        raise NotSavedError(
            f"It was signed on {last.directive.date}: this is dated then or later ("
            + name_field("date")
            + ")."
            "\n\nNothing was saved."
        )
    return draft_reopening(books, request, last, reason)


def must_be_next(books: Books, request: Request, day: datetime.date) -> None:
    """Make sure that the day is over, later than what is signed, and the books whole."""
    last = last_signed(books.book)
    if last and day <= last.on:
        raise NotSavedError(
            f"The council's ledger is reconciled to {last.on} already, signed by "
            f"{last.declared.signed_by}. Sign to a later day, or reopen it. Type: "
            + command("reconcile reopen", last.on, reason=Blank.TEXT)
            + "\n\nNothing was saved."
        )
    if request.day < day:
        raise NotSavedError(
            f"{day} is still to come on {request.day}: sign to a day that is over ("
            + name_field("to", "DAY")
            + ")."
            "\n\nNothing was saved."
        )
    history = books.book.register.reconciliations.get(str(day))
    if history and request.day < history.versions[-1].day:
        raise NotSavedError(
            f"The reconciliation to {day} was last recorded on {history.versions[-1].day}: this is "
            "dated then or later (" + name_field("date") + ").\n\nNothing was saved."
        )
    blocks = count(findings_of(books))["block"]
    if blocks:
        faults = "a fault" if blocks == 1 else f"{blocks} faults"
        raise NotSavedError(
            f"These books have {faults} to correct: see `"
            + command("check")
            + "`.\n\nNothing was saved."
        )


def must_be_settled(report: Report, reason: str | None) -> None:
    """Make sure that nothing waits, and that a difference is accounted for in words.

    Raises:
        NotSavedError: with what is to do.
    """
    waiting = report.of("waiting")
    if waiting:
        told = "\n".join(f"- {_item_name(each)}" for each in waiting[:_SHOWN])
        more = f"\n- and {len(waiting) - _SHOWN} more" if len(waiting) > _SHOWN else ""
        count = "1 thing waits" if len(waiting) == 1 else f"{len(waiting)} things wait"
        raise NotSavedError(
            f"{count} to be settled, so {report.day} can't be signed:\n\n{told}{more}\n\n"
            "Settle each: file it (`" + command("import") + "`), match it "
            "(`" + command("reconcile match") + "`), or say that it is timing or miscoded "
            "(`" + command("reconcile timing") + "`, `" + command("reconcile miscoded") + "`).\n\n"
            "Nothing was saved."
        )
    if report.difference and not reason:
        signing_with = command("reconcile sign", to=report.day, difference_reason=Blank.TEXT)
        told = "".join(
            f"\n- {each.who or each.called}: {each.reason}" for each in report.of("amount")
        )
        if report.unexplained:
            told += f"\n- {pounds(report.unexplained)} that no line and no entry accounts for"
        raise NotSavedError(
            f"There is a difference of {pounds(report.difference)}:\n{told}\n\nCorrect it "
            "(`"
            + command("correct")
            + "`), or say why and sign with it. Type: "
            + signing_with
            + "\n\n"
            "Nothing was saved."
        )


def must_be_finance(books: Books, by: str, report: Report) -> None:
    """Make sure that finance signs, and somebody else than who recorded what it rests on.

    Raises:
        NotSavedError: it is not so.
    """
    reasons = list(not_finance(books, by, "sign"))
    if fold(by) in {fold(name) for name in report.recorded_by}:
        reasons.append(
            f"{by} imported, marked or recorded what this rests on; somebody else signs it."
        )
    if reasons:
        told = "\n".join(reasons)
        raise NotSavedError(
            f"{told} Type: "
            + command("reconcile sign", to=report.day, as_=Blank.PERSON)
            + "\n\nNothing was saved."
        )


def draft_signing(
    books: Books, request: Request, report: Report, reason: str | None
) -> list[Wanted]:
    """Draft what signs a statement: the file that keeps it, the directive, the balance."""
    report = replace(report, status="signed", signed_on=request.day, reason=reason)
    path = books.folder / name_of(report.day)
    content = statement_bytes(kept_json(report), books.book, report.day)
    old = path.read_bytes() if path.is_file() else None
    before = books.book.register.reconciliations.get(str(report.day))
    meta: dict[str, Value | None] = {
        "status": "signed",
        "council-balance": gbp(report.council_balance),
        "our-balance": gbp(report.our_balance),
        "timing": gbp(report.timing),
        "miscoded": gbp(report.miscoded),
        "difference": gbp(report.difference),
        "lines": gbp(report.lines),
        "signed-by": report.signed_by or "",
        "digest": digest_on(books.book, report.day),
        "statement": seal_of(content),
    }
    if reason or (before and before.latest.reason):
        meta["reason"] = reason
    meta |= _sealing(books) | metadata(books.book, request)
    drafts: list[Wanted] = [
        FileDraft(name_of(report.day), content, old),
        DeclarationDraft(request.day, "reconciliation", (str(report.day),), meta),
    ]
    if not list(_assertions(books, report.day)):
        drafts.append(BalanceDraft(report.day + _DAY, CASH, report.our_balance))
    return drafts


def draft_reopening(books: Books, request: Request, last: Signed, reason: str) -> list[Wanted]:
    """Draft what takes a signed statement back: a version of it, the directive, no balance."""
    path, number = books.folder / name_of(last.on), 1
    while (books.folder / name_of(last.on, number)).exists():
        number += 1
    drafts: list[Wanted] = [LiftedBalance(each) for each in _assertions(books, last.on)]
    if path.is_file():
        drafts.append(FileDraft(name_of(last.on, number), path.read_bytes()))
    names = ("signed-by", "digest", "statement")
    cleared = [name for name in names if getattr(last.declared, name.replace("-", "_"))]
    meta: dict[str, Value | None] = {
        "status": "reopened",
        "reason": reason,
        **dict.fromkeys(cleared),
        **_sealing(books),
        **metadata(books.book, request),
    }
    return [*drafts, DeclarationDraft(request.day, "reconciliation", (str(last.on),), meta)]


def _sealing(books: Books) -> dict[str, Value | None]:
    """Return what a signature, or what takes one back, is sealed with: what it follows.

    Raises:
        NotSavedError: the seals are no chain that anything could follow.
    """
    chain = chain_of_signings(books.book.register)
    if not chain.is_whole:
        raise NotSavedError(
            "The seals of the reconciliations are not one chain, so no step can follow them. See "
            "what is wrong: " + command("check", rule="reconciled") + "\n\nNothing was saved."
        )
    last = {PREVIOUS: own_seal(chain.order[-1])} if chain.order else {}
    return {SEAL: TO_SEAL, **last}


def _assertions(books: Books, day: datetime.date) -> Iterator[Balance]:
    """Yield the assertions that signing made of a day: to the penny, as no officer writes them."""
    for entry in books.parsed.entries:
        if (
            isinstance(entry, data.Balance)
            and (entry.account, entry.date) == (CASH, day + _DAY)
            and entry.tolerance == 0
        ):
            yield entry


def _item_name(each: Between) -> str:

    side = "the council's" if each.side == "council" else "ours"
    name = " ".join(part for part in (each.who, each.reference) if part)
    return f"{each.called}: {each.day}, {name or 'nobody named'}, {pounds(each.amount)}, in {side}"
