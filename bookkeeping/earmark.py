"""Money of an action is set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping import errors
from ringfence.bookkeeping.errors import LackingError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import (
    Day,
    Earmark,
    PayeeOrNobody,
    Pounds,
    Reference,
    SharesText,
    Words,
)
from ringfence.bookkeeping.shared_fields import PotEntry
from ringfence.ledger.accounts import Pot
from ringfence.ledger.messages import name_field

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "earmark",
    summary="Set aside an action's money for a provider.",
    examples="""
earmark 2017-18/Diversionary/Kicks 6000 --payee "Leicester City FC" \\
    --title "KICKS Project, 40 weeks" --delivery-by 10/6/2018 --date 12/6/2017
""",
)
class SetAside(PotEntry):
    """Set aside an action's money for one project or provider.

    POT is year/action/earmark. A new earmark is declared, and needs --payee. An earmark that
    exists gets more money, and any other details that you give.
    """

    pot: Annotated[Earmark, Field(place=True, ask="Year/Action/Earmark:")]
    amount: Annotated[Pounds, Field(place=True, ask="How many pounds?")]
    payee: (
        Annotated[
            PayeeOrNobody, Field('Who it is set aside for; "" if not known yet.', form="first")
        ]
        | None
    ) = None
    title: Annotated[Words, Field("What it is called on papers.", form="first")] | None = None
    order: Annotated[Reference, Field("The order, which commits it.", form="first")] | None = None
    agreement: Annotated[Reference, Field("The agreement for it.", form="first")] | None = None
    purpose: Annotated[Words, Field("What it is for.")] | None = None
    delivery_from: Annotated[Day, Field("The first day of delivery.")] | None = None
    delivery_by: Annotated[Day, Field("The last day of delivery.")] | None = None
    pay_by: Annotated[Day, Field("When it is to be paid by.")] | None = None
    shares: (
        Annotated[SharesText, Field('Which funds pay, and their shares: "UNI-SSS 60, CBC-SSS 40".')]
        | None
    ) = None

    def find_missing(self, books: Books | None) -> Iterator[LackingError]:
        """Yield for whom a new earmark is; that it is for nobody yet is an answer."""
        if books is None or self.payee is not None:
            return
        pot = self._pot(books)
        if pot.path not in books.book.register.earmarks:
            yield errors.LackingError(
                "payee",
                f"{pot} is a new earmark: say who it is for ("
                + name_field("payee", "NAME")
                + "), or leave that open "
                "(" + name_field("payee", '""') + ").",
                ask="Who is it for?",
            )

    def drafts(self, books: Books) -> Drafted:
        """Return the earmark, new or amended, and the money, fund by fund."""
        from ringfence.bookkeeping import earmarks

        pot = self._pot(books)
        history = books.book.register.earmarks.get(pot.path)
        payee = self.payee if self.payee and self.payee.strip() else None
        if payee is None and history:
            payee = history.latest.provider
        fields = {name.replace("_", "-"): getattr(self, name) for name in _TERMS}
        own = {name: value for name, value in fields.items() if value is not None}
        return Drafted(earmarks.draft_earmark(books, self.request(), pot, self.amount, payee, own))

    def _pot(self, books: Books) -> Pot:
        from ringfence.bookkeeping import errors, find

        pot = find.find_pot(books.book, self.pot, new_earmark=True)
        if not pot.earmark:
            raise errors.FieldError(
                "POT", f"{pot} is not an earmark: name one within an action, such as {pot}/Name."
            )
        return pot


#: What is said of the earmark itself, in the order in which it is written.
_TERMS = (
    *("title", "order", "agreement", "purpose"),
    *("delivery_from", "delivery_by", "pay_by", "shares"),
)
