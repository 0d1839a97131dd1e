"""What people type on the command line, read strictly into values.

What can't be read is refused with a sentence; at a terminal it is asked about instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from ringfence.cli.prompt import asking
from ringfence.importers.listing.parts import Part, read_part
from ringfence.ledger.messages import name_field
from ringfence.ledger.typed.amounts import (
    NotMoneyError,
    VatSaidError,
    read_balance,
    read_count,
    read_percent,
    read_pounds,
)
from ringfence.ledger.typed.dates import AmbiguousDateError, NotADateError, read_date, spoken
from ringfence.ledger.typed.lengths import MOST_WORDS, TooLongError, within
from ringfence.ledger.years import YearError, read_year, today

T = TypeVar("T")
_OTHER = "other"


class DayType(click.ParamType[datetime.date]):
    """A date: 12/6/2017, 12 June 2017, 12 June, today, yesterday or 2017-06-12."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Read a date; ask which is meant if it may be several."""
        if isinstance(value, datetime.date):
            return value
        try:
            return read_date(str(value), today())
        except AmbiguousDateError as error:
            if not _can_ask(ctx):
                self.fail(str(error), param, ctx)
            return _which(str(value), error)
        except NotADateError as error:
            return _again(self, str(error), _day_of, param, ctx)


class MoneyType(click.ParamType[Decimal]):
    """Pounds: 1000, £1,000 or 1000.50; above nothing."""

    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read an amount above nothing, to the penny."""
        if isinstance(value, Decimal):
            return value
        try:
            return read_pounds(str(value))
        except VatSaidError as error:
            return _again(self, with_vat_said(error, _fields_of(ctx)), read_pounds, param, ctx)
        except NotMoneyError as error:
            return _again(self, str(error), read_pounds, param, ctx)


class BalanceType(click.ParamType[Decimal]):
    """A balance: £9,000, 0, or -120.50 where the council is owed."""

    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read an amount to the penny, of either sign."""
        if isinstance(value, Decimal):
            return value
        try:
            return read_balance(str(value))
        except NotMoneyError as error:
            self.fail(str(error), param, ctx)


class MoneyOrNothingType(MoneyType):
    """Pounds: 1000, £1,000 or 1000.50; 0 if it was nothing."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read an amount from nothing on, to the penny."""
        try:
            return value if isinstance(value, Decimal) else read_pounds(str(value), zero=True)
        except NotMoneyError:
            return super().convert(value, param, ctx)


class RowsType(click.ParamType[Part]):
    """Rows of a file: 61-, -60 or Payments!5-60."""

    name = "rows"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Part:
        """Read which rows are meant."""
        if isinstance(value, Part):
            return value
        try:
            return read_part(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class PercentType(click.ParamType[Decimal]):
    """A percentage: 10 or 12.5%."""

    name = "percent"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read a percentage."""
        if isinstance(value, Decimal):
            return value
        try:
            return read_percent(str(value))
        except NotMoneyError as error:
            return _again(self, str(error), read_percent, param, ctx)


class CountType(click.ParamType[Decimal]):
    """A count: 0, 24 or 12.5."""

    name = "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read a number that is not below zero."""
        if isinstance(value, Decimal):
            return value
        try:
            return read_count(str(value))
        except NotMoneyError as error:
            self.fail(str(error), param, ctx)


class YearType(click.ParamType[str]):
    """A financial year: 2017-18, 2017/18 as minutes write it, 17/18 or 2017-2018."""

    name = "year"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read a financial year."""
        try:
            return read_year(str(value))
        except YearError as error:
            self.fail(str(error), param, ctx)


class WordsType(click.ParamType[str]):
    """Words that say something: not blank, and no longer than a field takes.

    Args:
        most: How many characters they may have.
        blank: Whether they may be blank.
    """

    name = "text"

    def __init__(self, most: int = MOST_WORDS, *, blank: bool = False) -> None:
        self.most = most
        self.blank = blank

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Take words as they are."""
        text = str(value)
        if not text.strip() and not self.blank:
            self.fail("it is blank.", param, ctx)
        try:
            return within(text, self.most)
        except TooLongError as error:
            self.fail(str(error), param, ctx)


class StoryType(WordsType):
    """Words for somebody to read: more than a placeholder such as … or TBC."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Take words as they are; refuse what only holds a place."""
        from ringfence.ledger.placeholders import says_something

        text = super().convert(value, param, ctx)
        if not says_something(text):
            self.fail(f"“{text}” says nothing yet: write it out, in a sentence or two.", param, ctx)
        return text


class TypedCommand(click.Command):
    """A command that takes ``-5`` for an amount and not for an option that it lacks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; a sentence for an amount below zero."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            for text in typed:
                looks_negative = text[1:2].isdigit() or text[1:2] in tuple("£.,")
                if text.startswith("-") and looks_negative and error.option_name[:2] == text[:2]:
                    self._refuse_amount(ctx, text)
            raise

    def _refuse_amount(self, ctx: click.Context, text: str) -> NoReturn:
        param = next((each for each in self.params if isinstance(each.type, MoneyType)), None)
        try:
            read_pounds(text)
        except NotMoneyError as error:
            raise click.BadParameter(str(error), ctx, param) from None
        raise AssertionError(text)


def with_vat_said(error: VatSaidError, fields: Collection[str | None]) -> str:
    """Return what to do about an amount with VAT, where there are fields for that."""
    if not error.vat.is_gross or "gross" not in fields:
        return str(error)
    return (
        f"{error} Or type {error.vat.amount}, say that it is gross ("
        + name_field("gross")
        + "), and how much of it is VAT that is recovered ("
        + name_field("vat", "AMOUNT")
        + ")."
    )


def _fields_of(ctx: click.Context | None) -> set[str | None]:
    return {each.name for each in ctx.command.params} if ctx else set()


def _can_ask(ctx: click.Context | None) -> bool:
    return asking.on_terminal() and not (ctx and ctx.resilient_parsing)


def _again(
    kind: click.ParamType[T],
    sentence: str,
    reader: Callable[[str], T],
    param: click.Parameter | None,
    ctx: click.Context | None,
) -> T:
    """Ask again for what could not be read, or refuse it."""
    if not _can_ask(ctx):
        kind.fail(sentence, param, ctx)
    click.echo(sentence)
    what = param.human_readable_name if param else kind.name
    return asking.read(f"{what}:", reader)


def _which(text: str, error: AmbiguousDateError) -> datetime.date:
    if error.days:
        choices = [asking.Choice(spoken(day), day.isoformat()) for day in error.days]
        choices.append(asking.Choice("Another day", _OTHER))
        chosen = asking.choose(f"Which day is “{text}”?", choices)
        if chosen != _OTHER:
            return datetime.date.fromisoformat(chosen)
    return asking.read("The day in full:", _day_of)


def _day_of(text: str) -> datetime.date:
    return read_date(text, today())


DAY = DayType()
MONEY = MoneyType()
MONEY_OR_NOTHING = MoneyOrNothingType()
BALANCE = BalanceType()
PERCENT = PercentType()
ROWS = RowsType()
COUNT = CountType()
YEAR = YearType()
WORDS = WordsType()
STORY = StoryType()
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
