"""The fields that many events share, and what they come to for what is recorded."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping import request, vat
from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Event, Field, fields_of
from ringfence.bookkeeping.kinds import (
    Capital,
    Day,
    Decisions,
    Entry,
    Flag,
    FundsAndAmounts,
    Links,
    Overrides,
    Person,
    Pounds,
    Return,
    Words,
)
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.vat import Cost
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.bookkeeping.purchases import Share
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Value
    from ringfence.ledger.recording.writing import Recording

When = Annotated[Day, Field("When it happened; today if not given.", form="first")]
ByDecision = Annotated[
    Decisions, Field("The decision that allows it; may be repeated.", form="first")
]
Illustrative = Annotated[Flag, Field("Mark it as made up.", key=True, form="more")]
Private = Annotated[Flag, Field("Leave it out of what is published.", key=True)]
#: Fields that several events have in a place of their own.
Pending = Annotated[Flag, Field("Record it as awaiting a decision.")]
Gross = Annotated[Flag, Field("AMOUNT includes the VAT that is recovered.")]
Vat = Annotated[Pounds, Field("The VAT that is recovered.")]
IrrecoverableVat = Annotated[
    Pounds, Field("The VAT that can't be recovered; it is part of the cost.")
]


class _Noted(Event):
    date: When | None = None
    note: Annotated[Words, Field("What it is, in your own words.", form="first")] | None = None


class _First(_Noted):
    """What stands first among what is shared."""

    decision: ByDecision = ()


class _Funds(Event):
    fund: Annotated[
        FundsAndAmounts, Field("Which fund pays, or how much of it; may be repeated.")
    ] = ()


class _Bought(Event):
    """What is said of spending alone."""

    invoice_total: (
        Annotated[
            Pounds,
            Field(
                "The total of the whole invoice, if this is part of it; net, as recorded.",
                key=True,
            ),
        ]
        | None
    ) = None
    supplied: Annotated[Day, Field("When it was supplied, if earlier.", key=True)] | None = None
    purpose: Annotated[Words, Field("What it was bought for.", key=True)] | None = None
    category: Annotated[Words, Field("What kind of cost it is.", key=True)] | None = None
    capital: (
        Annotated[Capital, Field("Whether it is capital spending.", key=True, form="more")] | None
    ) = None


class _Last(Event):
    """What stands last among what is shared."""

    link: Annotated[Links, Field("Join it to other entries with this link.", form="more")] = ()
    approved_by: Annotated[Person, Field("Who approved it.", key=True)] | None = None
    council_ref: Annotated[Words, Field("The council's own reference.", key=True)] | None = None
    adjusts: (
        Annotated[
            Return,
            Field(
                "The submitted return that it corrects, such as PLF-2017-18/2017-18-H1.",
                key=True,
                form="more",
            ),
        ]
        | None
    ) = None
    corrects: (
        Annotated[Entry, Field("The entry that it corrects.", key=True, form="more")] | None
    ) = None
    illustrative: Illustrative = False
    private: Private = False
    overrides: Annotated[
        Overrides,
        Field(
            "The decision that allows it against this rule; likewise for other rules.",
            name=OVERRIDE.rstrip("-"),
        ),
    ] = ()


class _Dated(Event):
    date: When | None = None


class _Marked(Event):
    decision: ByDecision = ()
    illustrative: Illustrative = False
    private: Private = False


# An event has the fields of its bases from the last one to the first: so these stand in order.


class FundEntry(_Last, _First):
    """An entry of a fund that is named: it comes in, or goes back."""

    def request(self) -> Request:
        """Return what is said of the entry."""
        decisions = request.split_by_commas(self.decision)
        return _entry_request(self, self.date, self.note, self.link, self.overrides, decisions)


class PotEntry(FundEntry, _Last, _Funds, _First):
    """An entry of a pot: which funds bear it may be said."""

    def request(self) -> Request:
        """Return what is said of the entry."""
        return replace(super().request(), funds=self.fund)


class DecidedEntry(_Last, _Funds, _Noted):
    """An entry of a pot that a decision brings about, which is named in a way of its own."""

    def request(self) -> Request:
        """Return what is said of the entry; no decision yet."""
        found = _entry_request(self, self.date, self.note, self.link, self.overrides, ())
        return replace(found, funds=self.fund)


class DebtEntry(FundEntry, _Last, _Bought, _First):
    """Spending of what is owed or was advanced: its funds bear it."""


class SpendingEntry(PotEntry, _Last, _Bought, _Funds, _First):
    """Spending from a pot."""


class InvoicedEntry(SpendingEntry):
    """Spending by an invoice, or what comes back of one, over one pot or several."""

    if TYPE_CHECKING:  # each event says these with its own words
        pot: str
        amount: Decimal
        also: tuple[str, ...]
        gross: bool
        vat: Decimal | None
        irrecoverable_vat: Decimal | None

    @property
    def unclear(self) -> bool:
        """Whether what is recorded is less than was typed."""
        return self.gross

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield how much of a gross amount is VAT."""
        if books is None:
            self.shares()
            yield from vat.find_missing_vat(self)
            self.cost()

    def shares(self) -> list[Share]:
        """Return what each pot bears; most invoices are of one."""
        from ringfence.bookkeeping import purchases

        return purchases.shares_of_invoice(self.pot, self.amount, self.also)

    def cost(self) -> Cost:
        """Return what is recorded of the whole invoice."""
        return vat.cost_of(sum((each.amount for each in self.shares()), Decimal(0)), self)

    def doubts_of(self, recording: Recording, payee: str, invoice: str | None) -> Iterator[str]:
        """Yield whether it was recorded already, and whether its pot is another provider's.

        What is accrued may well have no invoice yet: None.
        """
        from ringfence.bookkeeping import likeness, providers, purchases

        request = self.request()
        if invoice is not None:
            yield from likeness.doubts(recording, request, payee, invoice, self.cost().recorded)
        pots = purchases.pots_of(recording.before, self.shares())
        yield from providers.doubts_of_payee(recording, pots, payee, request.day)


class UndatedDeclaration(_Marked):
    """Something that is declared of a day of its own."""

    def request(self) -> Request:
        """Return what is said of the declaration."""
        decisions = request.split_by_commas(self.decision)
        return request.Request(day=today(), decisions=decisions, meta=dict(_kept_meta(self)))


class Declaration(UndatedDeclaration, _Marked, _Dated):
    """Something that is declared from a day on."""

    def request(self) -> Request:
        """Return what is said of the declaration."""
        return replace(super().request(), day=self.date or today())


def _entry_request(
    event: Event,
    day: datetime.date | None,
    note: str | None,
    links: Sequence[str],
    overrides: Sequence[tuple[str, str]],
    decisions: tuple[str, ...],
) -> Request:
    return request.Request(
        day=day or today(),
        note=note,
        decisions=decisions,
        links=tuple(link.strip().removeprefix("^") for link in links),
        meta=dict(_kept_meta(event, overrides)),
    )


def _kept_meta(
    event: Event, overrides: Sequence[tuple[str, str]] = ()
) -> Iterator[tuple[str, Value]]:
    """Yield what entries of an event keep in their metadata."""
    for each in fields_of(type(event)):
        value = getattr(event, each.attribute) if each.field.key else None
        if value is not None and (value is not False or each.kind.name != "flag"):
            yield each.name, _in_books(value)
    for rule, decision in sorted(overrides, key=lambda each: OVERRIDABLE.index(each[0])):
        yield f"{OVERRIDE}{rule}", decision


def _in_books(value: Value) -> Value:
    """Return a value as metadata have it: money is an amount."""
    if isinstance(value, Decimal):
        from ringfence.ledger.recording.drafting import gbp

        return gbp(value)
    return value
