"""What a recording comes to, in sentences: what moves, to whom, out of which pot, what is left.

    £250.00 to Leicester City FC from KICKS, paid by PLF-2017-18; £500.00 left.

They are made of the drafts alone, whichever event asked for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from beancount.core.amount import Amount

from ringfence.ledger.accounts import Account, Kind, Pot
from ringfence.ledger.book import Book
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.recording.drafting import (
    BalanceDraft,
    CouncilMatch,
    DeclarationDraft,
    EventDraft,
    NoteDraft,
    Rewriting,
    Settlement,
    TransactionDraft,
)
from ringfence.ledger.recording.writing import Recording
from ringfence.reports.render.table import long_date

#: What happens, by the kinds of what is debited and credited: ``{payee}`` and ``{pot}`` are of
#: the entry, and what stands before the colon tells what the funds do.
_HAPPENS: Mapping[tuple[Kind, Kind], str] = {
    (Kind.SPENT, Kind.COUNCIL): "paid by:to {payee} from {pot}",
    (Kind.COUNCIL, Kind.SPENT): "back to:back from {payee} to {pot}",
    (Kind.SPENT, Kind.ACCRUALS): "borne by:owed to {payee} from {pot}, not yet paid",
    (Kind.ACCRUALS, Kind.COUNCIL): "paid by:paid to {payee}, which was owed",
    (Kind.ACCRUALS, Kind.SPENT): "of:no longer owed to {payee}, back in {pot}",
    (Kind.PREPAID, Kind.COUNCIL): "paid by:in advance to {payee}",
    (Kind.COUNCIL, Kind.PREPAID): "of:of an advance back from {payee}",
    (Kind.SPENT, Kind.PREPAID): "borne by:of the advance to {payee} evidenced, from {pot}",
    (Kind.PREPAID, Kind.SPENT): "of:of the advance to {payee} evidenced no longer, back in {pot}",
    (Kind.AWARDED, Kind.INCOME): "for:awarded by {payee}",
    (Kind.INCOME, Kind.AWARDED): "of:given up, as {payee} never paid it",
    (Kind.RECEIVABLE, Kind.AWARDED): "for:claimed from {payee}",
    (Kind.AWARDED, Kind.RECEIVABLE): "for:claimed from {payee} no longer",
    (Kind.COUNCIL, Kind.RECEIVABLE): "for:received from {payee}",
    (Kind.COUNCIL, Kind.AWARDED): "for:received from {payee}",
    (Kind.COUNCIL, Kind.OPENING): "of:held before these books begin",
    (Kind.INCOME, Kind.REPAYABLE): "of:owed back to {payee}",
    (Kind.OPENING, Kind.REPAYABLE): "of:owed back to {payee}",
    (Kind.REPAYABLE, Kind.COUNCIL): "of:repaid to {payee}",
    (Kind.INCOME, Kind.IN_ADVANCE): "of:deferred to the new year, as not yet earned",
    (Kind.OPENING, Kind.IN_ADVANCE): "of:deferred to the new year, as not yet earned",
    (Kind.IN_ADVANCE, Kind.INCOME): "of:back into the new year",
    (Kind.IN_ADVANCE, Kind.OPENING): "of:back into the new year",
}
_MOVED = "of:from {source} to {pot}"
_OTHER = "of:from {credit} to {debit}"
#: What is left is told of pots that lose by it.
_PLANNED = (Kind.UNALLOCATED, Kind.RESERVE, Kind.PLAN)
#: Fields of a declaration that people have no use for.
_SILENT = frozenset(
    {
        *("digest", "seal", "previous", "snapshot", "narrative-digest", "evidence-digest"),
        *("question-seal",),
        *("decision", "illustrative", "private", "from", "to", "group"),
    }
)


class _Part(NamedTuple):
    """What one entry comes to, but for its fund and its amount."""

    taken_back: bool
    words: str
    funds_do: str
    pots: tuple[Pot, ...]
    pending: bool


class _Sum(NamedTuple):
    """What entries alike come to together."""

    by_fund: dict[str, Decimal]
    day: datetime.date


def sentences_of(recording: Recording) -> list[str]:
    """Return what it comes to: what moves first, then what is declared and noted."""
    return [*_moved(recording), *_said(recording)]


def _moved(recording: Recording) -> Iterator[str]:
    book = recording.after.book
    sums: dict[_Part, _Sum] = {}
    for draft in recording.drafts:
        if isinstance(draft, TransactionDraft):
            found = _part(draft, book)
            if found is None:
                continue
            part, fund, amount = found
            of_part = sums.setdefault(part, _Sum({}, draft.date))
            of_part.by_fund[fund] = of_part.by_fund.get(fund, ZERO) + amount
    last = {pot: part for part in sums for pot in part.pots}
    for part, found_sum in sums.items():
        yield _sentence(part, found_sum, book, [pot for pot in part.pots if last[pot] is part])


def _part(draft: TransactionDraft, book: Book) -> tuple[_Part, str, Decimal] | None:
    """Return what an entry comes to, its fund and its amount; None of one that moves nothing."""
    amount = sum((leg.amount for leg in draft.legs if leg.amount > 0), ZERO)
    debit = book.account(max(draft.legs, key=lambda leg: leg.amount).account)
    credit = book.account(min(draft.legs, key=lambda leg: leg.amount).account)
    if not amount or debit is None or credit is None:
        return None
    taken_back = "corrects" in draft.meta
    fund = debit.fund
    if taken_back:
        debit, credit = credit, debit
    words = _HAPPENS.get((debit.kind, credit.kind))
    if words is None:
        words = _MOVED if {debit.kind, credit.kind} <= {*_PLANNED} else _OTHER
    funds_do, _colon, words = words.partition(":")
    spent = debit if debit.kind is Kind.SPENT else credit
    is_moved = words == _MOVED.partition(":")[2]
    said = words.format(
        payee=draft.payee or "somebody",
        # In the plan layer a debit takes out.
        pot=_name(book, credit.pot if is_moved else spent.pot),
        source=_name(book, debit.pot),
        credit=credit.name,
        debit=debit.name,
    )
    pots = _pots_told(debit, credit)
    part = _Part(taken_back, said, funds_do, pots, draft.flag == "!")
    return part, fund, amount


def _pots_told(debit: Account, credit: Account) -> tuple[Pot, ...]:
    """Name the pots of which it is told what is left: what pays, or both of a movement."""
    if {debit.kind, credit.kind} <= {*_PLANNED}:
        return tuple(each.pot for each in (debit, credit) if each.pot)
    for each in (debit, credit):
        if each.kind is Kind.SPENT and each.pot:
            return (each.pot,)
    for each in (credit, debit):
        if each.pot and each.kind in (Kind.INCOME, Kind.OPENING):
            return (each.pot,)
    return ()


def _sentence(part: _Part, of_part: _Sum, book: Book, pots: Iterable[Pot]) -> str:
    total = sum(of_part.by_fund.values(), ZERO)
    if len(of_part.by_fund) == 1:
        funds = next(iter(of_part.by_fund))
    else:
        each = [f"{fund} ({pounds(amount)})" for fund, amount in of_part.by_fund.items()]
        funds = f"{', '.join(each[:-1])} and {each[-1]}"
    begins = "Taken back: " if part.taken_back else ""
    pending = ", awaiting a decision" if part.pending else ""
    left = _left(pots, of_part.day, book)
    return f"{begins}{pounds(total)} {part.words}, {part.funds_do} {funds}{pending}{left}."


def _left(pots: Iterable[Pot], day: datetime.date, book: Book) -> str:
    amounts = {
        pot: sum(
            (track.left(day) for (each, _fund), track in book.pots.items() if each == pot), ZERO
        )
        for pot in pots
    }
    if not amounts:
        return ""
    if len(amounts) == 1:
        ((pot, amount),) = amounts.items()
        where = f" in {_name(book, pot)}" if not pot.is_planned else ""
        return f"; {pounds(amount)} left{where}"
    each = [f"{pounds(amount)} in {_name(book, pot)}" for pot, amount in amounts.items()]
    return f"; then {' and '.join(each)}"


def _name(book: Book, pot: Pot | None) -> str:
    if pot is None:
        return "no pot"
    if pot.is_planned:
        return book.register.title_of(pot)
    if pot.is_reserve:
        return "the reserve" + (f" “{pot.path[1]}”" if pot.path[1:] else "")
    return "what is not allocated"


def _said(recording: Recording) -> Iterator[str]:
    """Yield what is declared, noted, asserted and put under entries that are there."""
    for draft in recording.drafts:
        if isinstance(draft, DeclarationDraft):
            yield _declared(draft, recording)
        elif isinstance(draft, Rewriting):
            yield _changed("is put right where it stands,", draft.draft)
        elif isinstance(draft, NoteDraft):
            tags = ", ".join(draft.tags)
            yield f"A note{f' ({tags})' if tags else ''}: “{draft.comment}”"
        elif isinstance(draft, EventDraft):
            yield f"A {draft.type} on {long_date(draft.date)}: {draft.description}."
        elif isinstance(draft, Settlement):
            entry = draft.entry
            what = entry.payee or entry.narration or "the entry"
            yield f"{what} of {long_date(entry.date)} is settled by {draft.decision}."
        elif isinstance(draft, CouncilMatch):
            entry = draft.entry
            what = entry.payee or entry.narration or "the entry"
            lines = ", ".join(draft.refs)
            said = f"is the council's {lines}" if lines else "is no line of the council's any more"
            yield f"{what} of {long_date(entry.date)} {said}."
        elif isinstance(draft, BalanceDraft):
            balance = f"{pounds(draft.amount)} on {long_date(draft.date)}"
            yield f"The balance of {draft.account} is asserted: {balance}."


def _declared(draft: DeclarationDraft, recording: Recording) -> str:
    register = recording.before.book.register
    names = [str(value) for value in draft.values if isinstance(value, str)]
    known = register.of_kind(draft.kind)
    key = names[0] if len(names) == 1 else tuple(names)
    is_there = key in known or draft.kind == "partnership"
    return _changed("is changed" if is_there else "is new", draft)


def _changed(how: str, draft: DeclarationDraft) -> str:
    name = " ".join(_typed(value) for value in draft.values)
    said = [
        f"{key.replace('-', ' ')} {_typed(value) if value is not None else 'is cleared'}"
        for key, value in draft.meta.items()
        if key not in _SILENT
    ]
    kind = draft.kind.replace("-", " ")
    what = f"{kind[:1].upper()}{kind[1:]} {name}".strip()
    details = f": {'; '.join(said)}" if said else ""
    return f"{what} {how} from {long_date(draft.date)} on{details}."


def _typed(value: object) -> str:
    if isinstance(value, Amount):
        return pounds(value.number or ZERO)
    if isinstance(value, datetime.date):
        return long_date(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
