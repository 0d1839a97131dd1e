"""What people type on the command line, read strictly into dates and years."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import click


class Day(click.ParamType[datetime.date]):
    """A date, as 2017-06-12."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Read a date."""
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no date; write it as 2017-06-12.", param, ctx)


class Year(click.ParamType[str]):
    """A financial year, as 2017-18."""

    name = "year"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read a financial year."""
        from ringfence.ledger.years import FinancialYear
        from ringfence.ledger.years import YearError

        try:
            return str(FinancialYear.parse(str(value)))
        except YearError as error:
            self.fail(str(error), param, ctx)


class Money(click.ParamType[Decimal]):
    """Pounds, as 1000, 1000.50 or £1,000.50."""

    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """Read an amount above nothing, to the penny."""
        if isinstance(value, Decimal):
            return value
        match = _POUNDS.fullmatch(str(value).strip())
        amount = Decimal(match[1].replace(",", "")) if match else Decimal(0)
        if not amount:
            self.fail(f"“{value}” is no amount of pounds above nothing; write 1000.50.", param, ctx)
        return amount


# Commas stand between thousands or nowhere: 1,00 may have been meant as 1.00.
_POUNDS = re.compile(r"£?(\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{1,2})?)", re.ASCII)
DAY = Day()
MONEY = Money()
YEAR = Year()
