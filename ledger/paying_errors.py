"""Why no fund can pay: an exception class per failure, each with the figures and the way out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ringfence.ledger.accounts import Pot
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.messages import join, name_field
from ringfence.ledger.money import plain, pounds
from ringfence.ledger.parts import Part

PENDING_HINT = (
    "If it has been spent anyway, record it as awaiting a decision (" + name_field("pending") + ")."
)
_RULE = "[overdrawn]"
_WINDOW = "override-window"


def pending_after(supplied: datetime.date, last: datetime.date) -> str:
    """Return how to record as pending what later entries have taken since it was supplied."""
    return (
        f"Entries up to {last} have taken the rest since. If it has been spent anyway, record it "
        "as awaiting a decision after them ("
        + name_field("pending")
        + " "
        + name_field("supplied", value=supplied)
        + " "
        + name_field("date", value=last)
        + ")."
    )


class PayingError(UnservedError):
    """No fund pays, or not these."""


class UndeclaredFundError(PayingError):
    """A fund that nobody declared."""

    def __init__(self, fund: str, known: Iterable[str]) -> None:
        super().__init__(f"No fund {fund} is declared. The funds are {', '.join(sorted(known))}.")


class FundTwiceError(PayingError):
    """A fund named twice."""

    def __init__(self, fund: str) -> None:
        super().__init__(
            f"{fund} is named twice: write "
            + name_field("fund", value=f"{fund}=AMOUNT")
            + " once, with the sum."
        )


class WrongSumError(PayingError):
    """Parts that don't come to the amount."""

    def __init__(self, told: Decimal, amount: Decimal) -> None:
        gap = abs(told - amount)
        more = "more" if told > amount else "less"
        super().__init__(
            f"The amounts of the funds named add up to {pounds(told)}, which is {pounds(gap)} "
            f"{more} than the {pounds(amount)} to be split."
        )


class NothingForFundError(PayingError):
    """A fund named beside others that bear all of it already."""

    def __init__(self, fund: str, amount: Decimal) -> None:
        super().__init__(
            f"{fund} is named, but none of the {pounds(amount)} is left for it: leave it out, or "
            "give the others less."
        )


class AlikeFundsError(PayingError):
    """Funds of the same dates, of which only the order of their ids would say which gives.

    Attributes:
        before: What funds that come before them give, by fund.
        free: What each of them has free, in the order of their ids.
        rest: What is to come from them.
    """

    def __init__(
        self,
        pot: Pot,
        amount: Decimal,
        before: Mapping[str, Decimal],
        free: Mapping[str, Decimal],
    ) -> None:
        self.before = before
        self.free = free
        self.rest = amount - sum(before.values(), Decimal(0))
        funds = [f"{fund} has {pounds(each)}" for fund, each in free.items()]
        options = join(" ", (name_field("fund", value=each) for each in self._such_as()))
        super().__init__(
            f"{pounds(self.rest)} can come from several funds in {pot} that may be spent from and "
            f"until the same days: {', '.join(funds[:-1])} and {funds[-1]}. Say which one, such as "
            + options
        )

    def _such_as(self) -> Iterator[str]:
        """Yield one way to name them that would do."""
        enough = next((fund for fund, free in self.free.items() if free >= self.rest), None)
        if enough and not self.before:
            yield enough
            return
        yield from (f"{fund}={plain(part)}" for fund, part in self.before.items())
        rest = self.rest
        for fund in (enough,) if enough else self.free:
            part = min(rest, self.free[fund])
            rest -= part
            if part:
                yield f"{fund}={plain(part)}"


class EmptyPotError(PayingError):
    """A pot that no fund ever put money into."""

    def __init__(self, pot: Pot) -> None:
        way = (
            "Put some there (`" + command("allocate", pot.place, Blank.AMOUNT) + "`)"
            if pot.is_planned
            else "Record the award (`" + command("award", Blank.FUND, Blank.AMOUNT) + "`)"
        )
        super().__init__(
            f"{pot} has never held money of any fund, so none can pay. "
            + way
            + ", or name the fund "
            "(" + name_field("fund", "FUND") + ")."
        )


class OutsideDatesError(PayingError):
    """A pot whose funds may none of them be spent on that day."""

    def __init__(
        self, pot: Pot, day: datetime.date, dates: Iterable[str], *, spending: bool
    ) -> None:
        told = list(dates)
        instead = (
            "If it was supplied between these dates, say when ("
            + name_field("supplied", "DAY")
            + ")"
            if spending
            else "Date it inside these (" + name_field("date", "DAY") + ")"
        )
        if len(told) > 1:
            way = instead + "; otherwise name the fund (" + name_field("fund", "FUND") + ")."
        elif spending:
            way = instead + "; otherwise another fund has to bear it, or have its terms amended."
        else:
            way = instead + "."
        allowed = " If its funder lets it, name that decision: " + name_field(_WINDOW, "ID")
        super().__init__(
            f"No fund in {pot} may be spent on {day}: {'; '.join(told)}. " + way + allowed
        )


class NotEnoughError(PayingError):
    """A pot that has less free, now or on some later day, than is asked of it.

    ``short`` is by how much; ``free`` what each fund has.
    """

    def __init__(
        self,
        pot: Pot,
        amount: Decimal,
        day: datetime.date,
        free: Mapping[str, Decimal],
        ways_out: str,
    ) -> None:
        in_all = sum(free.values(), Decimal("0.00"))
        by_fund = ", ".join(f"{fund} {pounds(each)}" for fund, each in free.items())
        of = f" ({by_fund})" if len(free) > 1 else f" of {by_fund.split(' ', maxsplit=1)[0]}"
        self.short = amount - in_all
        self.free = dict(free)
        super().__init__(
            f"{pounds(amount)} is {pounds(self.short)} more than is free in {pot} on {day} and "
            f"every later day: {pounds(in_all)}{of if free else ''}. " + ways_out + f" {_RULE}"
        )


class PendingTooEarlyError(PayingError):
    """A pending spend of a day on which it was there, and decided entries took it since."""

    def __init__(
        self,
        pot: Pot,
        part: Part,
        day: datetime.date,
        supplied: datetime.date | None,
        last: datetime.date,
    ) -> None:
        super().__init__(
            f"{pounds(part.amount)} of {part.fund} was there in {pot} on {day}, so a spend of that "
            "day awaits nothing. " + (pending_after(supplied or day, last)) + f" {_RULE}"
        )


class ShareShortError(PayingError):
    """A fund that can't bear its share."""

    def __init__(
        self, pot: Pot, part: Part, free: Decimal, day: datetime.date, ways_out: str
    ) -> None:
        super().__init__(
            f"{part.fund}'s share is {pounds(part.amount)}, {pounds(part.amount - free)} more than "
            f"is free of it in {pot} on {day} and every later day: {pounds(free)}. "
            + ways_out.removesuffix(".")
            + ". Or say who pays what: "
            + name_field("fund", "FUND=AMOUNT")
            + ", once for "
            f"each. {_RULE}"
        )


class NothingPaidError(PayingError):
    """A refund of an invoice that was not paid."""

    def __init__(self, pot: Pot, payee: str, invoice: str, elsewhere: Iterable[str]) -> None:
        others = list(elsewhere)
        hint = (
            f"It was paid from {', '.join(others)}."
            if others
            else "Check the reference, or name the fund that gets it back ("
            + name_field("fund", "FUND")
            + ")."
        )
        super().__init__(f"Nothing was paid from {pot} on invoice {invoice} of {payee}. " + hint)


class RefundTooLargeError(PayingError):
    """A refund of more than was paid."""

    def __init__(
        self,
        pot: Pot,
        amount: Decimal,
        invoice: str,
        paid: Mapping[str, Decimal],
        elsewhere: Mapping[str, Decimal],
    ) -> None:
        in_all = sum(paid.values(), Decimal("0.00"))
        by_fund = ", ".join(f"{fund} {pounds(each)}" for fund, each in paid.items())
        others = ", ".join(f"{pounds(each)} from {other}" for other, each in elsewhere.items())
        beside = (
            f" Beside it, {others} was paid on it (" + name_field("also", "POT=AMOUNT") + ")."
            if others
            else ""
        )
        super().__init__(
            f"{pounds(amount)} is {pounds(amount - in_all)} more than was paid from {pot} on "
            f"invoice {invoice}, less what came back already: {pounds(in_all)} "
            f"({by_fund})." + beside + f" Record {plain(in_all)} at most; new money is an award."
        )
