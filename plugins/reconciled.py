"""reconciled: what finance signed as reconciled with the council's ledger does not change.

From the day a reconciliation is signed the entries that are matched with the council's
lines up to its day are frozen: a digest of them and of the balance is in its directive,
and the statement lies beside the books. Whatever would change one of them is refused and
named: a transaction that was changed, deleted or re-dated, a `council-ref` that was taken
away, an entry dated on that day or before that was not there when it was signed. A
comment, a moved file and another indentation change nothing; nor does a further line of
the council's that an entry turns out to be. It can't be overridden.

The statement itself is sealed: its directive has a digest of the file, and the same
figures. A file that is gone or was altered, and a directive that says another balance than
was signed, are refused for every reconciliation that stands signed. The directives that sign and
reopen have seals, as the steps of returns do: each of what it says and of the one before, of
whatever day. One that was changed, deleted, copied, added by hand or branches off is refused.
What was signed before there were seals stays valid without.

What was found late is dated after the day. A reconciliation that was wrong itself is
reopened with `ringfence reconcile reopen`, the last one first, and signed anew.

    plugin "ringfence.plugins.reconciled"

Refused, once the books are reconciled to 30 September 2017:

    2017-09-25 * "Leicester City FC" "Football, found late"
      council-ref: "owbc:20671:1"
      Expenses:Plan:2017-18:Diversionary:PLF-2017-18         120.00 GBP
      Assets:Council:PLF-2017-18                            -120.00 GBP

Accepted:

    2017-10-04 * "Leicester City FC" "Football, found late"
      council-ref: "owbc:20671:1"
      supplied: 2017-09-25
      Expenses:Plan:2017-18:Diversionary:PLF-2017-18         120.00 GBP
      Assets:Council:PLF-2017-18                            -120.00 GBP
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.council.seals import Flaw, apart, flaw_of
from ringfence.ledger.council.signings import (
    Kept,
    Signed,
    chain_of_signings,
    digest_on,
    find,
    last_signed,
    name_of,
    read,
    signings,
)
from ringfence.ledger.council.since_signed import Unlike, unlike
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import pounds
from ringfence.plugins import door
from ringfence.plugins.return_seals import find_broken_chain
from ringfence.plugins.wording import block, call

RULE = "reconciled"
_DAY = datetime.timedelta(days=1)


def check(book: Book) -> Iterator[Finding]:
    """Find what changed of what was reconciled: the last one signed holds all before it."""
    chain = chain_of_signings(book.register)
    yield from find_broken_chain(book, chain, "the chain of reconciliations", rule=RULE)
    last = last_signed(book)
    if last is None:
        return
    lost = False
    if last.declared.digest and digest_on(book, last.on) != last.declared.digest:
        path = find(str(last.directive.meta.get("filename", "")), last.on)
        kept = read(path) if path else None
        lost = kept is None or kept.digest != last.declared.digest
        if kept is None or lost:
            yield _lost_finding(
                book,
                last,
                "is missing" if path is None else "is not the one that was signed",
            )
        else:
            yield from _name_changes(book, last, kept)
    for each in signings(book):
        if not (lost and each.on == last.on):
            yield from _check_seal(book, each, last)


def _lost_finding(book: Book, last: Signed, why: str) -> Finding:
    """Return a message that something changed, where nothing tells what."""
    message = (
        f"The books no longer say what was reconciled to {last.on}. The statement "
        f"{name_of(last.on)}, which would show what changed, {why}: restore it from a copy, and "
        "check again. " + _ways(last)
    )
    return block(RULE, message, last.directive, book)


def _check_seal(book: Book, each: Signed, last: Signed) -> Iterator[Finding]:
    """Yield how what was signed no longer stands as it was."""
    flaw, file = flaw_of(each), name_of(each.on)
    if flaw is None:
        return
    found = list(apart(each))
    says = ", ".join(f"{name} {declared}" for name, declared, _kept in found)
    kept = ", ".join(f"{name} {kept}" for name, _declared, kept in found)
    if flaw is Flaw.UNSEALED:
        told = (
            f"The reconciliation to {each.on} is declared signed without a digest of its entries "
            "or of its statement, so nothing protects what was signed. Restore the lines digest "
            "and statement from a copy"
        )
    elif flaw is Flaw.GONE:
        told = (
            f"The statement {file}, signed by {each.declared.signed_by or 'nobody'}, is not in the "
            "folder of the books. Restore it from a copy"
        )
    elif flaw is Flaw.CHANGED:
        differs = f" It says {kept}; declared as signed is {says}." if found else ""
        told = (
            f"The statement {file} is not the one that was signed: it has been changed "
            f"since.{differs} Restore it from a copy"
        )
    else:
        told = (
            f"The reconciliation to {each.on} is declared with {says}, and the statement that was "
            f"signed, {file}, says {kept}. Put the directive back as it was"
        )
    ways = (
        f"{told}, and check again; or reopen the reconciliation and sign it again, the latest "
        "one first: " + _reopen_command(last)
    )
    yield block(RULE, ways, each.directive, book)


def _name_changes(book: Book, last: Signed, kept: Kept) -> Iterator[Finding]:
    """Name what changed: every entry that moves the balance is among those kept."""
    for each in unlike(book, last.on, kept.entries):
        message = f"{_describe(each, last.on)} " + _ways(last)
        yield block(RULE, message, each.entry or last.directive, book)


def _describe(each: Unlike, day: datetime.date) -> str:
    """Return what happened to an entry."""
    then, now = each.then, each.now
    if each.entry is None or now is None:
        assert then is not None  # noqa: S101 - one of the two is there
        name = f"“{then.counted.payee or 'A private entry'}” of {then.day}"
        return (
            f"{name} ({_cash(then.cash)}) is gone from the books, and was reconciled with the "
            f"council's ledger to {day}."
        )
    if then is None:
        return (
            f"{call(each.entry)} of {each.entry.date} ({_cash(now.cash)}) would change what was "
            f"reconciled with the council's ledger to {day}."
        )
    differences = "; ".join(each.differences)
    return (
        f"{call(each.entry)} is not what was reconciled with the council's ledger to {day}: "
        f"{differences}."
    )


def _cash(amount: Decimal) -> str:
    return f"{pounds(abs(amount))} {'paid' if amount < 0 else 'received'}"


def _ways(last: Signed) -> str:
    """Return what to do."""
    return (
        "Leave it as it was, and date anything found later after that day: "
        + name_field("date", value=last.on + _DAY)
        + " or later. If the reconciliation itself is wrong: "
        + _reopen_command(last)
    )


def _reopen_command(last: Signed) -> str:
    return command("reconcile reopen", last.on, reason=Blank.TEXT)


__plugins__ = ("run",)
run = door.plugin(RULE, check)
