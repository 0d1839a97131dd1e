"""How far the forecasts of the example books are from what was spent, at each month's end.

    python -m bench.forecast

prints, for each year's plan in the examples, the sum over its actions of how many pounds the
forecast of that day and the outturn at 31 March are apart, whichever way. It asks only what
there was before the rules of today too, so that the same script measures older revisions.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.ledger.years import FinancialYear
from ringfence.reports.monitoring.lines import lines_of
from ringfence.reports.monitoring.scope import scope_of
from ringfence.reports.schedule import Dates, head_of

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
_DAY = datetime.timedelta(days=1)
_ZERO = Decimal("0.00")


class Measured(NamedTuple):
    """The errors of one year's plan: its example, and pounds by month's end."""

    example: str
    year: str
    last_entry: datetime.date
    errors: dict[datetime.date, Decimal]


def measure() -> Iterator[Measured]:
    """Measure every year's plan in the examples that anything was put into."""
    for path in sorted(EXAMPLES.glob("*/main.beancount")):
        book = loading.load(path).book
        for year in sorted({pot.year for pot, _fund in book.pots if pot.year}):
            yield of_year(path.parent.name, book, FinancialYear.parse(year))


def of_year(example: str, book: Book, year: FinancialYear) -> Measured:
    """Measure one year's plan at each of its months' ends, from its first money on."""
    outturn = spent(book, year)
    errors = {}
    for day in months(year):
        made = forecasts(book, year, day)
        if made:
            apart = (abs(amount - outturn[action]) for action, amount in made.items())
            errors[day] = sum(apart, _ZERO)
    last = max(track.days[-1] for track in book.tracks.values() if track.days)
    return Measured(example, str(year), min(last, year.end), errors)


def months(year: FinancialYear) -> Iterator[datetime.date]:
    """Yield the last days of a year's months before 31 March: then there is no forecast."""
    for month in range(5, 16):
        first = datetime.date(year.start_year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
        yield first - _DAY


def spent(book: Book, year: FinancialYear) -> dict[str, Decimal]:
    """Return what each action had spent by 31 March, of all funds, accruals included."""
    found: dict[str, Decimal] = {}
    for (pot, _fund), track in book.pots.items():
        if pot.year == str(year) and pot.action:
            found[pot.action] = found.get(pot.action, _ZERO) + track.spent(year.end)
    return found


def forecasts(book: Book, year: FinancialYear, day: datetime.date) -> dict[str, Decimal]:
    """Return what each action was forecast to spend, of all funds, return by return."""
    funds = {fund for pot, fund in book.pots if pot.year == str(year)}
    heads = sorted({head_of(book, fund, day) for fund in funds if book.fund_at(fund, day)})
    found: dict[str, Decimal] = {}
    for head in heads:
        dates = Dates(head, str(year), year, year.start, year.end, year.start, day, None)
        for line in lines_of(scope_of(book, dates, str)):
            found[line.action] = found.get(line.action, _ZERO) + line.forecast_outturn
    return found


def main() -> None:
    """Print the tables."""
    for each in measure():
        print(f"{each.example} {each.year}, entries to {each.last_entry}")
        for day, error in each.errors.items():
            print(f"  {day}  {error:>12,.2f}")


if __name__ == "__main__":
    main()
