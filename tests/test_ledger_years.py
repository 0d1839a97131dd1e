"""Financial years and the periods of returns."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger.years import FinancialYear, Period, PeriodError, YearError

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
MONTHS = st.sampled_from([1, 3, 6, 12])


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2018-03-31", "2017-18"),
        ("2018-04-01", "2018-19"),
        ("2020-02-29", "2019-20"),
        ("1999-04-01", "1999-00"),
        ("2000-01-01", "1999-00"),
        ("2017-12-31", "2017-18"),
    ],
)
def test_a_year_runs_from_april_to_march(day: str, year: str) -> None:
    assert str(FinancialYear.of_day(datetime.date.fromisoformat(day))) == year


def test_a_year_and_its_days() -> None:
    year = FinancialYear.parse("2019-20")

    assert (year.start, year.end) == (datetime.date(2019, 4, 1), datetime.date(2020, 3, 31))
    assert (str(year.next), year.spoken, year.next.spoken) == ("2020-21", "2019/20", "2020/21")


@pytest.mark.parametrize(
    "text",
    [
        "2017",
        "2017-19",
        "2017/18",
        "2017-2018",
        "17-18",
        "",
        "2017-18 ",
        "0000-01",
        "0001-02",
        "9999-00",
        "\uff12\uff10\uff11\uff17-18",
        "2017-18\n",
    ],
)
def test_no_year_gets_a_sentence(text: str) -> None:
    with pytest.raises(YearError) as caught:
        FinancialYear.parse(text)

    assert str(caught.value) == (
        f"“{text}” is not a financial year: write the year it begins and the two last digits of "
        "the year it ends, such as 2017-18."
    )


PERIODS = [
    ("2017-18", "2017-04-01", "2018-03-31", "2016-17", "2018-19"),
    ("2017-18-H1", "2017-04-01", "2017-09-30", "2016-17-H2", "2017-18-H2"),
    ("2017-18-H2", "2017-10-01", "2018-03-31", "2017-18-H1", "2018-19-H1"),
    ("2017-18-Q3", "2017-10-01", "2017-12-31", "2017-18-Q2", "2017-18-Q4"),
    ("2019-20-Q4", "2020-01-01", "2020-03-31", "2019-20-Q3", "2020-21-Q1"),
    ("2017-18-M01", "2017-04-01", "2017-04-30", "2016-17-M12", "2017-18-M02"),
    ("2017-18-M07", "2017-10-01", "2017-10-31", "2017-18-M06", "2017-18-M08"),
    ("2019-20-M11", "2020-02-01", "2020-02-29", "2019-20-M10", "2019-20-M12"),
    ("2017-18-M12", "2018-03-01", "2018-03-31", "2017-18-M11", "2018-19-M01"),
]


@pytest.mark.parametrize(("text", "start", "end", "previous", "following"), PERIODS)
def test_a_period_and_its_neighbours(
    text: str, start: str, end: str, previous: str, following: str
) -> None:
    period = Period.parse(text)

    assert str(period) == text
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert (str(period.previous), str(period.next)) == (previous, following)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "final",
        "H1",
        "2017-18-H0",
        "2017-18-H3",
        "2017-18-Q5",
        "2017-18-M13",
        "2017-18-M00",
        "2017-18-M7",
        "2017-18-Q03",
        "2017-19-H1",
        "2017-18-h1",
        "2017-18-W1",
        "2017-18-H",
    ],
)
def test_no_period_gets_a_sentence(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        Period.parse(text)

    assert str(caught.value) == (
        f"“{text}” is not a period: write a half (2017-18-H1), a quarter (2017-18-Q3), a month "
        "counted from April (2017-18-M07), a year (2017-18) or final."
    )


@given(DAYS, MONTHS)
def test_every_day_is_in_one_period_that_is_read_back(day: datetime.date, months: int) -> None:
    period = Period.of_day(day, months)

    assert period.start <= day <= period.end
    assert Period.parse(str(period)) == period
    assert period.year.start <= period.start
    assert period.end <= period.year.end


@given(DAYS, MONTHS)
def test_no_day_falls_between_two_periods(day: datetime.date, months: int) -> None:
    period = Period.of_day(day, months)

    assert period.next.start == period.end + datetime.timedelta(days=1)
    assert period.next.previous == period
    assert period.previous.next == period


@given(DAYS)
def test_a_year_is_read_back(day: datetime.date) -> None:
    year = FinancialYear.of_day(day)

    assert year.start <= day <= year.end
    assert FinancialYear.parse(str(year)) == year
    assert FinancialYear.of_day(year.end + datetime.timedelta(days=1)) == year.next
