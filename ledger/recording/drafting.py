"""Drafts: what is to be recorded, as values, before it has a file or a text.

Officers' words are data. A draft takes any text; whether it can be written so that it
comes back exactly as typed is seen to in :mod:`ringfence.ledger.recording.rendering`.
Who records it and when is put in by the write path and not by whoever drafts.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from beancount.core.amount import Amount
from beancount.core.data import Balance, Custom, Event, Note, Transaction

from ringfence.ledger.money import CURRENCY

#: A number is a count or a percentage; money is an Amount (see :func:`gbp`).
Value = str | Decimal | Amount | datetime.date | bool
#: A key without a value (None) clears a field of a declaration.
Meta = Mapping[str, Value | None]
#: A seal that the write path works out, for it covers who records and when.
TO_SEAL = "to seal"


def gbp(amount: Decimal) -> Amount:
    """Make an amount of money of a number of pounds."""
    return Amount(amount, CURRENCY)


class Leg(NamedTuple):
    """One posting: an account and what it moves by, in Beancount's sign."""

    account: str
    amount: Decimal


def move(debit: str, credit: str, amount: Decimal) -> tuple[Leg, Leg]:
    """Move an amount from one account to another, in Beancount's signs."""
    return (Leg(debit, amount), Leg(credit, -amount))


@dataclass(frozen=True)
class TransactionDraft:
    """A transaction of one fund.

    ``home`` overrules which family of files it goes to; ``why_later`` says why it is not dated
    as was asked for, and is not written.
    """

    date: datetime.date
    legs: tuple[Leg, ...]
    narration: str = ""
    payee: str | None = None
    flag: str = "*"
    links: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)
    home: str | None = None
    why_later: str | None = None


@dataclass(frozen=True)
class DeclarationDraft:
    """A ``custom`` directive: its kind, the values after it (ids first), its fields."""

    date: datetime.date
    kind: str
    values: tuple[Value, ...]
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True)
class OpenDraft:
    """An account, open from a day on, for pounds only."""

    date: datetime.date
    account: str
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True)
class NoteDraft:
    """A note on an account, most often a parent: narrative, with a tag that says which kind."""

    date: datetime.date
    account: str
    comment: str
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True)
class EventDraft:
    """Something that happened on a day, such as a meeting."""

    date: datetime.date
    type: str
    description: str
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentDraft:
    """A file kept as evidence about an account; its path is absolute."""

    date: datetime.date
    account: str
    path: Path
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True)
class BalanceDraft:
    """What an account, or a parent with all below it, comes to as a day begins: exactly."""

    date: datetime.date
    account: str
    amount: Decimal
    meta: Meta = field(default_factory=dict)


@dataclass(frozen=True)
class Settlement:
    """An edit of an entry: the decision that settles it is written under it.

    ``entry`` is the transaction as found in the books that the plan was given.
    """

    entry: Transaction
    decision: str


@dataclass(frozen=True)
class NewLink:
    """An edit of an entry that nothing names: a link is written under it, and changes nothing.

    ``entry`` is the transaction as found in the books that the plan was given.
    """

    entry: Transaction
    link: str


@dataclass(frozen=True)
class CouncilMatch:
    """An edit of an entry: the lines of the council's that it is are written under it.

    ``entry`` is the transaction as found in the books that the plan was given; references
    that it has already stay, but for those that are ``dropped``.
    """

    entry: Transaction
    refs: tuple[str, ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class LiftedBalance:
    """An edit of the text: a balance assertion is made a comment, and asserts no more."""

    entry: Balance


@dataclass(frozen=True)
class Withdrawal:
    """An edit of the text: a note or a meeting is made a comment, and says no more.

    The words of a note may be erased instead.
    """

    entry: Note | Event
    erase: bool = False


@dataclass(frozen=True)
class Rewriting:
    """An edit of the text: a declaration of today is put right, or amended, where it stands.

    ``amends`` says that a decision amends it for the same day once more.
    """

    entry: Custom
    draft: DeclarationDraft
    amends: bool = False


@dataclass(frozen=True)
class FileDraft:
    """A whole file beside the books, such as the snapshot of a return.

    ``path`` is relative to the books, with ``/``; ``old`` what it holds now, None if it is new.
    """

    path: str
    content: bytes
    old: bytes | None = None


Draft = (
    TransactionDraft
    | DeclarationDraft
    | OpenDraft
    | NoteDraft
    | EventDraft
    | DocumentDraft
    | BalanceDraft
)
#: What changes text that is there.
Edit = Settlement | NewLink | CouncilMatch | LiftedBalance | Withdrawal | Rewriting


#: Whatever a plan may ask for.
Wanted = Draft | Edit | FileDraft


def accounts_in(drafts: Iterable[Draft]) -> list[str]:
    """Name the accounts that drafts post to or speak of, each once, in their order."""
    names: dict[str, None] = {}
    for draft in drafts:
        if isinstance(draft, TransactionDraft):
            names.update((leg.account, None) for leg in draft.legs)
        elif isinstance(draft, NoteDraft | DocumentDraft | BalanceDraft):
            names[draft.account] = None
    return list(names)
