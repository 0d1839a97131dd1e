"""From parts to drafts: one linked transaction for each fund that pays."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from ringfence.cli.names import find_told
from ringfence.cli.writing import free_link
from ringfence.ledger.accounts import UNALLOCATED
from ringfence.ledger.money import ZERO
from ringfence.ledger.parts import Part
from ringfence.ledger.paying import Purse
from ringfence.ledger.paying import shares_of
from ringfence.ledger.paying import to_the_penny
from ringfence.ledger.paying import who_pays
from ringfence.ledger.recording.drafting import Leg
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.recording.drafting import Value
from ringfence.ledger.recording.drafting import gbp

if TYPE_CHECKING:
    from ringfence.cli.options import Said
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.declarations.fields import Share
    from ringfence.ledger.loading import Books

Legs = Callable[[str, Decimal], Sequence[Leg]]
#: Memoranda of a whole invoice, of which each fund's entry bears its part.
_APPORTIONED = ("vat", "irrecoverable-vat")


def payers_of(
    books: Books,
    said: Said,
    pot: Pot,
    amount: Decimal,
    *,
    pending: bool = False,
    advancing: str | None = None,
    returning: Mapping[str, Decimal] | None = None,
) -> list[Part]:
    """Say which funds pay for what is spent from a pot.

    Raises:
        PayingError: there is not enough, or the request makes no sense.
    """
    supplied = said.meta.get("supplied")
    day = said.day if supplied is None else supplied
    purse = Purse(
        books.book,
        pot,
        said.day,
        within=day,  # type: ignore[arg-type] # the option makes it a date
        spending=True,
        advancing=advancing,
        returning=returning or {},
    )
    shares = shares_of(books.book, pot, said.day)
    told = find_told(books.book, said.funds)
    return who_pays(purse, amount, told=told, shares=shares, pending=pending)


def movers_of(
    books: Books,
    said: Said,
    source: Pot,
    to: Pot,
    amount: Decimal,
    *,
    shares: Sequence[Share] = (),
    returning: Mapping[str, Decimal] | None = None,
) -> list[Part]:
    """Say of which funds an amount is moved from one pot to another.

    A fund's dates matter where it goes into a year's plan from elsewhere.

    Raises:
        ClosedYearError: one of them is of a closed year.
        PayingError: there is not enough, or the request makes no sense.
    """
    from ringfence.cli.closed import refuse_moving

    refuse_moving(books, said, source, to)
    enters = to.is_planned and to.year != source.year
    purse = Purse(
        books.book,
        source,
        said.day,
        within=said.day if enters else None,
        returning=returning or {},
        allocating=source == UNALLOCATED,
    )
    shares = (
        shares or shares_of(books.book, to, said.day) or shares_of(books.book, source, said.day)
    )
    told = find_told(books.book, said.funds)
    return who_pays(purse, amount, told=told, shares=shares)


def drafts_of(
    books: Books,
    said: Said,
    parts: Sequence[Part],
    legs: Legs,
    *,
    narration: str,
    payee: str | None = None,
    meta: Mapping[str, Value] | None = None,
    link: str | None = None,
    claims: bool = True,
) -> list[TransactionDraft]:
    """Draft a transaction for each part; several are joined by a link.

    Args:
        books: The books as they stand.
        said: The options common to all.
        parts: Which fund bears what.
        legs: Gives the postings of a fund's part.
        narration: What it is, unless the officer said so.
        payee: Who is paid, as typed.
        meta: Its metadata.
        link: The link that it has even if there is one part only.
        claims: Whether the parts claim an invoice together, so that they say its total.
    """
    meta = dict(meta or {})
    links = said.links or ((link,) if link else ())
    if len(parts) > 1:
        invoice = str(meta.get("invoice", ""))
        links = links or (free_link(books, invoice or payee or narration),)
        if invoice and claims:
            meta.setdefault("invoice-total", gbp(sum((part.amount for part in parts), ZERO)))
    memoranda = _apportioned(meta, parts)
    return [
        TransactionDraft(
            said.day,
            tuple(legs(part.fund, part.amount)),
            narration=said.note or narration,
            payee=payee,
            flag="!" if part.pending else "*",
            links=links,
            meta={**meta, **memoranda[part.fund]},
        )
        for part in parts
    ]


def _apportioned(meta: Mapping[str, Value], parts: Sequence[Part]) -> dict[str, dict[str, Value]]:
    """Give each fund its part of the invoice's VAT, to the penny."""
    weights = {part.fund: part.amount for part in parts}
    found: dict[str, dict[str, Value]] = {part.fund: {} for part in parts}
    for key in _APPORTIONED:
        number = getattr(meta.get(key), "number", None)
        if isinstance(number, Decimal):
            for fund, amount in to_the_penny(number, weights).items():
                found[fund][key] = gbp(amount)
    return found


def title_of(books: Books, pot: Pot) -> str:
    """Give a pot's title, as the plan has it; its address if it has none."""
    register = books.book.register
    earmark = register.earmarks.get(pot.path) if pot.earmark else None
    action = register.actions.get(pot.place.path) if pot.is_planned else None
    history = earmark or action
    return history.latest.title if history else pot.address
