"""The forms that a declaration's values may take, each read strictly.

Beancount hands over text, numbers, amounts, dates and booleans. Whatever else a
field could be coerced from would be a guess, so it is a fault.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator

from ringfence.ledger.accounts import is_id, parse_pot, party_in_account
from ringfence.ledger.money import CURRENCY, MOST_DIGITS, is_exact_pence, is_within_digits
from ringfence.ledger.words import listed
from ringfence.ledger.years import is_usable

#: What stands in the place of a forecast's amount where spending is to be carried on as so far.
STRAIGHT_LINE = "straight-line"
#: What a person may be allowed to, and what stands for none of it.
RIGHTS = ("record", "certify", "manage")
NO_RIGHT = "none"
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(-?\d[\d,]*(?:\.\d+)?)(?:\s+GBP)?", re.ASCII)
_LONGEST_TERM = 1000
_SHARE = re.compile(r"(\S+)\s+(\d+(?:\.\d+)?)%?", re.ASCII)


class Dated(NamedTuple):
    """One step of a schedule: so many pounds by or on a day."""

    day: datetime.date
    amount: Decimal


class Share(NamedTuple):
    """One fund's part of what a scheme costs, in any proportion."""

    fund: str
    part: Decimal


class Clause(NamedTuple):
    """Where in the funder's paper a field comes from."""

    field: str
    reference: str


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"write it as text in quotes, not {show(value)}")  # noqa: TRY004
    if not value.strip():
        raise ValueError("it is empty")
    return value.strip()


def _money(value: object) -> Decimal:
    number = getattr(value, "number", value)
    currency = getattr(value, "currency", CURRENCY)
    if not isinstance(number, Decimal):
        raise ValueError(f"write pounds such as 38000.00 GBP, not {show(value)}")  # noqa: TRY004
    if currency != CURRENCY:
        raise ValueError(f"it is in {currency}; the books are in GBP")
    if not is_exact_pence(number):
        raise ValueError(f"{number} is not an amount to the penny")
    return _of_few_digits(number)


def _of_few_digits(number: Decimal) -> Decimal:
    if not is_within_digits(number):
        raise ValueError(f"{number} has more than {MOST_DIGITS} digits before the point")
    return number


def _outturn(value: object) -> Decimal | None:
    """Read an officer's figure; None for a straight line."""
    if not isinstance(value, str):
        return _not_negative(_money(value))
    if value == STRAIGHT_LINE:
        return None
    raise ValueError(f'write pounds such as 38000.00 GBP, or "{STRAIGHT_LINE}", not {show(value)}')


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise ValueError(f"{value} is negative; write it without the minus")
    return value


def _number(value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise ValueError(f"write a plain number, not {show(value)}")  # noqa: TRY004
    return _of_few_digits(_not_negative(value))


def _whole(value: object) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise ValueError(f"write a whole number, not {number}")
    return int(number)


def _term(value: object) -> int:
    number = _whole(value)
    if number > _LONGEST_TERM:
        raise ValueError(f"{number} is too many; write at most {_LONGEST_TERM}")
    return number


def _day(value: object) -> datetime.date:
    if isinstance(value, datetime.date):
        return _of_calendar(value)
    raise ValueError(f"write a date such as 2018-03-31 without quotes, not {show(value)}")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"write TRUE or FALSE without quotes, not {show(value)}")


def _words(value: object) -> tuple[str, ...]:
    words = listed(_text(value))
    if not words:
        raise ValueError("it is empty")
    return words


def _rights(value: object) -> tuple[str, ...]:
    words = _words(value)
    if words == (NO_RIGHT,):
        return ()
    for word in words:
        if word not in RIGHTS:
            known = ", ".join(RIGHTS)
            raise ValueError(f"“{word}” is not one of {known}, or {NO_RIGHT} alone")
    return words


def _identifier(value: object) -> str:
    text = _text(value)
    if not is_id(text):
        raise ValueError(
            f"“{text}” can't stand in an account: begin with a capital or a digit, then "
            "letters, digits and hyphens"
        )
    return text


def _party(value: object) -> str:
    text = _text(value)
    if not is_id(party_in_account(text)):
        raise ValueError(f"“{text}” leaves nothing to name an account by; use Latin letters")
    return text


def _schedule(value: object) -> tuple[Dated, ...]:
    steps = []
    for part in re.split(r",\s+|,(?=\d{4}-)|;\s*", _text(value)):
        match = _DATED.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"“{part}” is not a date and amount; write 2017-09-15 19000.00")
        steps.append(Dated(_iso(match[1]), _money(Decimal(match[2].replace(",", "")))))
    if [step.day for step in steps] != sorted({step.day for step in steps}):
        raise ValueError("put the dates in order, each once")
    return tuple(steps)


def _shares(value: object) -> tuple[Share, ...]:
    shares = []
    for part in _words(value):
        match = _SHARE.fullmatch(part)
        if match is None or not Decimal(match[2]):
            raise ValueError(f"“{part}” is not a fund and share; write UNI-SSS 60, CBC-SSS 40")
        shares.append(Share(match[1], _of_few_digits(Decimal(match[2]))))
    if len({share.fund for share in shares}) != len(shares):
        raise ValueError("it names a fund twice")
    return tuple(shares)


def _clauses(value: object) -> tuple[Clause, ...]:
    clauses = []
    for part in _words(value):
        field, _, reference = part.partition(" ")
        if not reference:
            raise ValueError(f"“{part}” is not a field and clause; write spend-by 7.2")
        clauses.append(Clause(field, reference.strip()))
    return tuple(clauses)


def _pot(value: object) -> str:
    return parse_pot(_text(value)).address


def _day_text(value: object) -> str:
    return _iso(_text(value)).isoformat()


def _iso(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date") from None
    return _of_calendar(day)


def _of_calendar(day: datetime.date) -> datetime.date:
    if not is_usable(day):
        raise ValueError(f"{day} is too far away to be reckoned with: write the year that is meant")
    return day


def show(value: object) -> str:
    """Show a value as it stands in the books."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"“{value}”"


Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_identifier)]
#: A funder or a provider: money of theirs has accounts of their own.
Party = Annotated[str, BeforeValidator(_party)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
#: What a person may do; empty of who may only look.
Rights = Annotated[tuple[str, ...], BeforeValidator(_rights)]
Money = Annotated[Decimal, BeforeValidator(lambda value: _not_negative(_money(value)))]
#: Money, or None for a straight line.
Outturn = Annotated[Decimal | None, BeforeValidator(_outturn)]
#: Money that may be owed.
Balance = Annotated[Decimal, BeforeValidator(_money)]
Number = Annotated[Decimal, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
#: So many days or years, reckoned from a day: what is far more would leave the calendar.
Term = Annotated[int, BeforeValidator(_term)]
Day = Annotated[datetime.date, BeforeValidator(_day)]
#: A day that is an id, and so stands in quotes.
DayText = Annotated[str, BeforeValidator(_day_text)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Schedule = Annotated[tuple[Dated, ...], BeforeValidator(_schedule)]
Shares = Annotated[tuple[Share, ...], BeforeValidator(_shares)]
Clauses = Annotated[tuple[Clause, ...], BeforeValidator(_clauses)]
PotAddress = Annotated[str, BeforeValidator(_pot)]
