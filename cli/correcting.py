"""Reversing an entry and drafting it as it should have been; settling what is pending."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING
from typing import NamedTuple

import click

from ringfence.cli.closed import Buying
from ringfence.cli.closed import refuse_spending
from ringfence.cli.closed import with_credits_moved_on
from ringfence.cli.drafts import drafts_of
from ringfence.cli.entries import address
from ringfence.cli.entries import described
from ringfence.cli.entries import find_entries
from ringfence.cli.names import find_decision
from ringfence.cli.names import find_pot
from ringfence.cli.originals import Original
from ringfence.cli.originals import read_original
from ringfence.cli.originals import right_parts
from ringfence.cli.output import typed
from ringfence.cli.writing import metadata
from ringfence.ledger.metadata import cited
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO
from ringfence.ledger.recording.drafting import Leg
from ringfence.ledger.recording.drafting import Settlement
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.recording.drafting import Value
from ringfence.ledger.settling import reversal_of
from ringfence.ledger.tracks import PENDING_FLAG
from ringfence.ledger.words import folded

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.cli.options import Said
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Draft
    from ringfence.ledger.recording.writing import Recording

#: Keys that speak of the first entry alone.
_OWN = frozenset(
    {"filename", "lineno", "recorded-by", "recorded-at", "settled-by", "corrects", "decision"}
)
_SUMS = ("vat", "irrecoverable-vat", "invoice-total")


class CorrectionError(click.ClickException):
    """An entry that can't be corrected so."""


class Right(NamedTuple):
    """What should have been recorded; None where it was right."""

    amount: Decimal | None
    pot: str | None
    source: str | None
    to: str | None
    payee: str | None
    invoice: str | None
    pending: bool
    reverse_only: bool

    @property
    def says_nothing(self) -> bool:
        """Whether nothing of it differs."""
        return not any((self.amount, self.pot, self.source, self.to, self.payee, self.invoice))


def corrected(books: Books, said: Said, name: str, right: Right) -> list[Draft]:
    """Draft the reversal of what a name names, and what it should have been.

    Raises:
        click.ClickException: there is no such entry, or several, or nothing to put right.
    """
    group = _one_event(books, name)
    if right.says_nothing and not right.reverse_only and not _says_more(said):
        raise click.UsageError(
            "Say what is right (--amount, --pot, --payee, --invoice, --fund, --note …), or "
            "--reverse-only if nothing replaces it."
        )
    _refuse_antedating(books, said, name, group)
    drafts = [_reversal(books, said, entry) for entry in group]
    first = group[0]
    invoice = right.invoice or text(first, "invoice")
    buying = Buying("spend", ZERO, right.payee or first.payee or "", invoice)
    if not right.reverse_only:
        originals = [read_original(books.book, entry) for entry in group]
        _refuse_more_of_closed(books, said, originals, right, buying)
        drafts += _anew(books, said, originals, right)
    return [*with_credits_moved_on(books, said, drafts, buying)]


def corrected_before(books: Books, name: str) -> Iterator[str]:
    """Say of what a name names that it is itself a correction: whether a second one is meant."""
    found = find_entries(books, name)
    last = next((each for each in reversed(found) if text(each, "corrects")), None)
    if last is not None and not _is_reversal(last, found):
        yield (
            f"{name} was corrected before, on {last.date}: this corrects what it has been since, "
            f"{described(books, last).split()[0]}."
        )


def _refuse_antedating(books: Books, said: Said, name: str, group: Sequence[Transaction]) -> None:
    """Make sure that nothing is taken back before it was there.

    Raises:
        CorrectionError: it would be.
    """
    last = max(group, key=lambda each: each.date)
    if said.day >= last.date:
        return
    place = described(books, last).split()[0]
    is_second = " (a correction already)" if text(last, "corrects") else ""
    raise CorrectionError(
        f"A correction of {said.day} would take back what {name} says only from {last.date} "
        f"on{is_second}: {place}. Date it {last.date} or later: --date {last.date}. If the day is "
        "what is wrong, take it back on its own day, and record it again with the right one. "
        f"Type: ringfence correct {typed(name)} --reverse-only --date {last.date}\n\nNothing was "
        "saved."
    )


def _refuse_more_of_closed(
    books: Books, said: Said, originals: Sequence[Original], right: Right, buying: Buying
) -> None:
    """Make sure that a correction spends no more of a closed year, before money is looked for."""
    total = sum((each.amount for each in originals), ZERO)
    amount, pot = right.amount or total, originals[0].debit.pot
    if not originals[0].is_spending or pot is None:
        return
    if right.pot:
        other = find_pot(books.book, right.pot)
        pot, more = other, amount if other != pot else amount - total
    else:
        more = amount - total
    if more > 0:
        refuse_spending(books, said, pot, buying._replace(amount=more, total=amount))


def settled(books: Books, name: str, decision: str) -> list[Settlement]:
    """Settle the pending entries that a name names.

    Raises:
        CorrectionError: none of them is pending.
    """
    found = find_entries(books, name)
    pending = [entry for entry in found if entry.flag == PENDING_FLAG]
    if not pending:
        raise CorrectionError(
            f"{name} is not pending, so there is nothing to settle:\n\n  "
            + "\n  ".join(described(books, entry) for entry in found)
        )
    decided = find_decision(books.book, decision)
    if decided not in books.book.register.decisions:
        raise CorrectionError(
            f"There is no decision {decision}. Record it first: ringfence decision add {decision} "
            "--body CSP --title TEXT"
        )
    waiting = [entry for entry in pending if "settled-by" not in entry.meta] or pending
    return [Settlement(entry, decided) for entry in waiting]


def still_awaited(recording: Recording) -> Iterator[str]:
    """Say what the entries settled await still."""
    places = {
        (draft.entry.meta["filename"], draft.entry.meta["lineno"])
        for draft in recording.drafts
        if isinstance(draft, Settlement)
    }
    for finding in recording.findings:
        place = (finding.source.get("filename"), finding.source.get("lineno"))
        if finding.severity.value == "pending" and place in places:
            yield f"It still awaits something: {finding.message}"


def _one_event(books: Books, name: str) -> list[Transaction]:
    """Give the entries of one event, such as the funds' parts of one invoice.

    Raises:
        CorrectionError: the name is that of several, or of one corrected already.
    """
    found = find_entries(books, name)
    standing = [
        entry
        for entry in found
        if not _is_taken_back(books, entry) and not _is_reversal(entry, found)
    ]
    if not standing:
        raise CorrectionError(f"{name} was reversed already, so there is nothing to put right.")
    first = standing[0]
    event = [entry for entry in standing if _event(entry) == _event(first)]
    if len(event) < len(standing):
        raise CorrectionError(
            f"{name} is the name of several entries; name one by its file and line:\n\n  "
            + "\n  ".join(described(books, entry) for entry in standing)
        )
    return event


def _event(entry: Transaction) -> tuple[object, ...]:
    signs = sorted(
        (posting.account.partition(":")[0], posting.units.number > 0)
        for posting in entry.postings
        if posting.units and posting.units.number is not None
    )
    return (entry.date, folded(entry.payee), folded(text(entry, "invoice")), tuple(signs))


def _is_taken_back(books: Books, entry: Transaction) -> bool:
    """Say whether an entry was reversed; of those alike, the first were first."""
    legs = _legs(entry)
    if any(name.startswith("Expenses:") for name in legs):
        return reversal_of(books.book, entry) is not None
    name = address(entry)
    taken = {account: -number for account, number in legs.items()}
    corrections = [each for each in books.book.remarked if text(each, "corrects") == name]
    reversals = [each for each in corrections if _legs(each) == taken]
    before = takewhile(lambda each: each is not entry, books.book.transactions)
    earlier = [each for each in before if address(each) == name and _legs(each) == legs]
    return len(reversals) > len(earlier)


def _is_reversal(entry: Transaction, found: Sequence[Transaction]) -> bool:
    """Say whether an entry takes another one of these back, and does not replace it.

    Both name it in ``corrects``; a reversal runs against the first entry of its accounts.
    """
    corrects = text(entry, "corrects")
    if not corrects:
        return False
    legs = _legs(entry)
    if any(name.startswith("Expenses:") for name in legs):
        return any(n < 0 for name, n in legs.items() if name.startswith("Expenses:"))
    alike = (_legs(other) for other in found if address(other) == corrects and other is not entry)
    first = next((each for each in alike if each.keys() == legs.keys()), None)
    return first is not None and all(first[name] * n < 0 for name, n in legs.items())


def _legs(entry: Transaction) -> dict[str, Decimal]:
    return {
        posting.account: posting.units.number
        for posting in entry.postings
        if posting.units is not None and posting.units.number is not None
    }


def _says_more(said: Said) -> bool:
    keys = set(said.meta) - {"adjusts", "approved-by", "corrects"}
    return bool(keys or said.funds or said.note)


def _reversal(books: Books, said: Said, entry: Transaction) -> TransactionDraft:
    legs = [Leg(account, -number) for account, number in _legs(entry).items()]
    kept: dict[str, Value] = {"invoice": text(entry, "invoice")} if text(entry, "invoice") else {}
    meta = {**kept, **_told(books, said, entry), "corrects": address(entry)}
    for key in ("purpose", "category", "capital", "supplied", "invoice-total"):
        meta.pop(key, None)
    return TransactionDraft(
        said.day,
        tuple(legs),
        narration=f"{entry.narration}: reversed".lstrip(": "),
        payee=entry.payee,
        links=tuple(sorted(entry.links or ())),
        meta=meta,
    )


def _anew(
    books: Books, said: Said, originals: Sequence[Original], right: Right
) -> list[TransactionDraft]:
    """Draft the event as it should have been, over the funds that should bear it."""
    first = originals[0].entry
    total = sum((each.amount for each in originals), ZERO)
    amount = right.amount or total
    pots = {
        name: find_pot(books.book, given) if given else None
        for name, given in (("pot", right.pot), ("source", right.source), ("to", right.to))
    }
    renamed = [each.in_pots(**pots) for each in originals]
    parts = right_parts(books, said, originals, renamed, amount, pending=right.pending)
    meta = {**_kept(said, first, changed=amount != total), **_told(books, said, first)}
    if right.invoice is not None:
        meta = {"invoice": right.invoice, **{k: v for k, v in meta.items() if k != "invoice"}}
    if not str(meta.get("invoice", "")).strip():
        meta.pop("invoice", None)
    meta["corrects"] = address(first)
    joined = replace(said, links=said.links or tuple(sorted(first.links or ())))
    return drafts_of(
        books,
        joined,
        parts,
        renamed[0].legs,
        narration=first.narration or "",
        payee=right.payee or first.payee,
        meta=meta,
    )


def _kept(said: Said, entry: Transaction, *, changed: bool) -> dict[str, Value]:
    """Give what the first entry said that still holds; sums of another amount don't."""
    meta = {
        key: value
        for key, value in entry.meta.items()
        if key not in _OWN and not key.startswith("__") and not (changed and key in _SUMS)
    }
    spends = any(posting.account.startswith("Expenses:") for posting in entry.postings)
    if spends and entry.date != said.day:
        meta.setdefault("supplied", entry.date)
    return meta


def _told(books: Books, said: Said, entry: Transaction) -> dict[str, Value]:
    """Give what was said of the correction; it rests on the first entry's decision by default."""
    decisions = said.decisions or cited(entry.meta)
    return metadata(books.book, replace(said, decisions=decisions))
