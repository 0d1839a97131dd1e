"""When returns are due: cadence, periods, as-at and due dates, what moves between returns."""

import datetime
from collections.abc import Callable

import pytest

from ringfence.ledger.book import Book
from ringfence.ledger.years import PeriodError
from ringfence.reports.return_errors import (
    NothingToReportError,
    NotItsPeriodError,
    ReportedElsewhereError,
    UnknownFundError,
)
from ringfence.reports.schedule import all_dates, dates_of, first_days, periods

Build = Callable[..., Book]


def fund(name: str, day: str, *fields: str) -> str:
    lines = (
        f'{day} custom "fund" "{name}"',
        '  title: "A grant"',
        '  funder: "OPCC"',
        '  stage: "awarded"',
        *(f"  {field}" for field in fields),
    )
    return "\n".join(lines) + "\n"


def amended(name: str, day: str, *fields: str) -> str:
    lines = (f'{day} custom "fund" "{name}"', '  decision: "D"', *(f"  {each}" for each in fields))
    return "\n".join(lines) + "\n"


def declared(name: str, ref: str, *fields: str) -> str:
    lines = (f'2017-04-01 custom "return" "{name}" "{ref}"', *(f"  {each}" for each in fields))
    return "\n".join(lines) + "\n"


def days(book: Book, name: str, ref: str) -> tuple[str, str, str | None]:
    dates = dates_of(book, name, ref)
    due = dates.due.isoformat() if dates.due else None
    return dates.first.isoformat(), dates.as_at.isoformat(), due


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("cadence", "ref", "expected"),
    [
        ("annual", "2017-18", ("2017-04-01", "2018-03-31", "2018-04-30")),
        ("six-monthly", "2017-18-H1", ("2017-04-01", "2017-09-30", "2017-10-30")),
        ("six-monthly", "2017-18-H2", ("2017-10-01", "2018-03-31", "2018-04-30")),
        ("quarterly", "2017-18-Q4", ("2018-01-01", "2018-03-31", "2018-04-30")),
        ("monthly", "2017-18-M11", ("2018-02-01", "2018-02-28", "2018-03-30")),
    ],
)
def test_a_period_ends_its_own_return_unless_declared(
    book: Build, cadence: str, ref: str, expected: tuple[str, str, str]
) -> None:
    text = fund("F", "2017-04-01", f'returns: "{cadence}"', "due-days: 30")
    assert days(book(base=False, text=text), "F", ref) == expected


def test_oadby_and_wigstons_first_return_has_three_different_days(book: Build) -> None:
    """Due the day before its half-year ends; the second counts from the first one's as-at."""
    text = fund("F", "2017-04-01", 'returns: "six-monthly"')
    text += declared("F", "2017-18-H1", "due: 2017-09-29", "as-at: 2017-08-31")
    made = book(base=False, text=text)
    assert days(made, "F", "2017-18-H1") == ("2017-04-01", "2017-08-31", "2017-09-29")
    assert dates_of(made, "F", "2017-18-H1").end == day("2017-09-30")
    assert days(made, "F", "2017-18-H2") == ("2017-09-01", "2018-03-31", None)


def test_the_first_return_begins_on_the_funds_first_day(book: Build) -> None:
    text = fund("F", "2017-06-12", 'returns: "quarterly"', "spend-from: 2017-07-01")
    made = book(base=False, text=text)
    assert days(made, "F", "2017-18-Q2")[0] == "2017-06-12"
    with pytest.raises(NotItsPeriodError, match="Those near it are 2017-18-Q2, 2017-18-Q3 and"):
        dates_of(made, "F", "2017-18-Q1")


def test_a_period_of_another_millennium_is_told_which_there_are(book: Build) -> None:
    """A slip of the keyboard: 2519 for 2019."""
    spent = """2018-10-02 * "Printer" "Leaflets"
  Expenses:Plan:2018-19:Bluelight:F  5.00 GBP
  Assets:Council:F                  -5.00 GBP
"""
    six_monthly = fund("F", "2017-06-12", 'returns: "six-monthly"')
    ended = six_monthly + amended("F", "2018-05-01", 'returns: "none"')
    for text, near in (
        (six_monthly + spent, "2018-19-H1 and 2018-19-H2"),
        (six_monthly, "2017-18-H1 and 2017-18-H2"),
        (ended + spent, "2018-19-H1"),
        (ended, "2017-18-H1 and 2017-18-H2"),
    ):
        made = book(base=False, text=text)
        with pytest.raises(NotItsPeriodError) as raised:
            dates_of(made, "F", "2519-20-H1")
        assert str(raised.value) == (
            f"F makes no return for 2519-20-H1. Those near it are {near}."
        ), near


def test_an_amended_cadence_holds_from_the_next_period_on(book: Build) -> None:
    text = fund("F", "2016-04-01", 'returns: "quarterly"')
    text += amended("F", "2017-02-10", 'returns: "six-monthly"')
    text += amended("F", "2017-11-01", 'returns: "none"')
    text += amended("F", "2018-05-20", 'returns: "monthly"')
    made = book(base=False, text=text)
    walk = periods(made, "F")
    assert [str(next(walk)) for _ in range(8)] == [
        "2016-17-Q1",
        "2016-17-Q2",
        "2016-17-Q3",
        "2016-17-Q4",
        "2017-18-H1",
        "2017-18-H2",
        "2018-19-M02",
        "2018-19-M03",
    ]
    assert days(made, "F", "2017-18-H1")[0] == "2017-04-01"
    assert days(made, "F", "2018-19-M02")[0] == "2018-04-01"


def test_a_cadence_that_changes_within_a_longer_period_loses_no_day(book: Build) -> None:
    text = fund("F", "2017-04-01", 'returns: "quarterly"')
    text += amended("F", "2017-05-15", 'returns: "six-monthly"')
    made = book(base=False, text=text)
    assert [str(p) for p, _ in zip(periods(made, "F"), range(3), strict=False)] == [
        "2017-18-Q1",
        "2017-18-H1",
        "2017-18-H2",
    ]
    assert days(made, "F", "2017-18-H1")[:2] == ("2017-07-01", "2017-09-30")


def test_what_can_not_be_asked_for_is_said_with_what_can(book: Build) -> None:
    text = fund("PLF-2017-18", "2017-04-01", 'returns: "six-monthly"')
    text += fund("Older", "2017-04-01", 'reported-in: "PLF-2017-18"')
    text += fund("Oldest", "2017-04-01", 'reported-in: "Older"')
    text += fund("Alone", "2017-04-01")
    made = book(base=False, text=text)
    with pytest.raises(UnknownFundError, match=r"no fund PLF-17-18\. Did you mean PLF-2017"):
        dates_of(made, "PLF-17-18", "2017-18-H1")
    with pytest.raises(PeriodError, match="“2017-18-H3” is not a period"):
        dates_of(made, "PLF-2017-18", "2017-18-H3")
    with pytest.raises(NotItsPeriodError, match=r"near it are 2017-18-H1 and 2017-18-H2\."):
        dates_of(made, "PLF-2017-18", "2017-18")
    with pytest.raises(NotItsPeriodError, match="Alone makes no returns: its terms do not say"):
        dates_of(made, "Alone", "2017-18-H1")
    with pytest.raises(ReportedElsewhereError, match="Oldest is reported in PLF-2017-18: prepare"):
        dates_of(made, "Oldest", "2017-18-H1")
    with pytest.raises(NothingToReportError, match="counts from 2017-10-01 on"):
        dates_of(made, "PLF-2017-18", "2017-18-H2", day("2017-09-30"))
    assert dates_of(made, "Oldest", "final").is_final


def test_another_as_at_is_taken_when_asked_for(book: Build) -> None:
    text = fund("F", "2017-04-01", 'returns: "six-monthly"')
    text += declared("F", "2017-18-H1", "as-at: 2017-08-31")
    dates = dates_of(book(base=False, text=text), "F", "2017-18-H1", day("2017-07-31"))
    assert dates.as_at == day("2017-07-31")


def test_a_fund_begins_in_a_return_where_its_last_one_left_off(book: Build) -> None:
    """Old was last returned as at 20 March; New takes it over on 1 April: eleven days between.

    Joins was never returned before; Moves made its own quarterly returns until 30 June.
    """
    text = fund("Old", "2017-04-01", 'returns: "annual"')
    text += declared("Old", "2017-18", "as-at: 2018-03-20")
    text += fund("New", "2018-04-01", 'returns: "annual"')
    text += fund("Joins", "2018-02-01", 'reported-in: "New"')
    text += fund("Moves", "2018-04-01", 'returns: "quarterly"')
    text += amended("Old", "2018-04-01", 'reported-in: "New"')
    text += amended("Moves", "2018-08-01", 'reported-in: "New"')
    made = book(base=False, text=text)
    dates = dates_of(made, "New", "2018-19")
    funds = made.funds_covered_by("New", dates.as_at)
    assert first_days(made, dates, funds) == {
        "New": day("2018-04-01"),
        "Joins": day("2018-02-01"),
        "Old": day("2018-03-21"),
        "Moves": day("2018-07-01"),
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("spend-by: 2018-03-31",), ("2017-04-01", "2018-03-31", None)),
        (("spend-by: 2018-03-31", "due-days: 14"), ("2017-04-01", "2018-03-31", "2018-04-14")),
        ((), ("2017-04-01", "2018-03-31", None)),
    ],
)
def test_a_final_return_ends_when_the_fund_may_no_longer_be_spent(
    book: Build, fields: tuple[str, ...], expected: tuple[str, str, str | None]
) -> None:
    made = book(base=False, text=fund("F", "2017-04-01", *fields))
    assert days(made, "F", "final") == expected


def test_a_final_returns_days_may_be_declared(book: Build) -> None:
    text = fund("F", "2017-04-01", "spend-by: 2018-03-31")
    text += declared("F", "final", "as-at: 2018-05-31", "due: 2018-06-30")
    made = book(base=False, text=text)
    assert days(made, "F", "final") == ("2017-04-01", "2018-05-31", "2018-06-30")
    with pytest.raises(NothingToReportError):
        dates_of(made, "F", "final", day("2017-03-31"))


def test_the_list_is_of_what_the_books_ask_for(book: Build) -> None:
    """A bid makes none yet; Old makes none once it is reported in New; a final is declared."""
    text = fund("Old", "2017-04-01", 'returns: "six-monthly"', "spend-by: 2018-09-30")
    text += fund("New", "2018-04-01", 'returns: "annual"', "spend-by: 2019-03-31")
    text += fund("Bid", "2017-04-01", 'returns: "annual"').replace("awarded", "bid")
    text += amended("Old", "2018-04-01", 'reported-in: "New"')
    text += declared("Old", "final", "due: 2018-10-31") + declared("Old", "2017-18-Q1")
    made = book(base=False, text=text)
    assert [(each.fund, each.ref) for each in all_dates(made)] == [
        ("New", "2018-19"),
        ("Old", "2017-18-H1"),
        ("Old", "2017-18-H2"),
        ("Old", "final"),
    ]
