"""What people type: dates and money as in Britain, read strictly; names from the books."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from ringfence.bookkeeping.errors import FieldError
from ringfence.bookkeeping.find import UnknownNameError, find_fund, find_pot, find_told
from ringfence.cli.prompt import asking, typed
from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.loading import load
from ringfence.ledger.parts import Told
from ringfence.ledger.typed.amounts import NotMoneyError, read_percent, read_pounds
from ringfence.ledger.typed.dates import AmbiguousDateError, NotADateError, read_date, spoken

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
AUTUMN = datetime.date(2017, 11, 22)
JUNE = datetime.date(2017, 6, 12)
DOWN, ENTER = "\x1b[B", "\r"


@pytest.mark.parametrize(
    "text",
    [
        "2017-06-12",
        "12/6/2017",
        "12/06/2017",
        "12.6.2017",
        "12-6-2017",
        " 12 / 6 / 2017 ",
        "12 June 2017",
        "12 june 2017",
        "12th June 2017",
        "12 Jun 2017",
        "12-Jun-2017",
        "12 June, 2017",
        "12 June",
        "12 Jun",
        "12/6",
        "12/6/17",
        "12.6.17",
        "12-6-17",
        "12 June 17",
        "12Jun2017",
        "12JUN17",
        "the 12th of June 2017",
        "June 12, 2017",
        "June 12th 17",
        "Monday 12 June 2017",
        "Mon, 12/6/17",
        "2017-6-12",
        "2017/06/12",
        "12\u20136\u20132017",
    ],
)
def test_a_date_as_people_type_it(text: str) -> None:
    assert read_date(text, AUTUMN) == JUNE


def test_today_and_yesterday() -> None:
    assert read_date("today", AUTUMN) == AUTUMN
    assert read_date("Yesterday", AUTUMN) == datetime.date(2017, 11, 21)
    assert read_date("tomorrow", AUTUMN) == datetime.date(2017, 11, 23)


def test_days_come_first() -> None:
    assert read_date("6/12/2017", AUTUMN) == datetime.date(2017, 12, 6)
    assert read_date("1 Sept 2017", AUTUMN) == datetime.date(2017, 9, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("6/13/2017", "there is no month 13; dates are read day first, so type 13/6/2017"),
        ("31/6/2017", "June 2017 has no day 31"),
        ("29 February 2017", "February 2017 has no day 29"),
        ("30 February", "“30 February” is not a date: February has no day 30"),
        ("2017-06-31", "June 2017 has no day 31"),
        ("2017-13-06", "there is no month 13"),
        ("0/6/2017", "June 2017 has no day 0"),
        ("12/6/0000", "there is no year 0"),
        ("June", "type it as 12/6/2017"),
        ("12", "type it as 12/6/2017"),
        ("12.6", "type it as 12/6/2017"),
        ("12 Juni 2017", "type it as"),
        ("12/6/201", "type it as"),
        ("12/6-2017", "type it as"),
        ("2017/06-12", "type it as"),
        ("end of March", "type it as"),
        ("May 2017", "it has no day; type it as"),
        ("5/2017", "it has no day; type it as"),
        ("Tuesday 12 June 2017", "12 June 2017 is a Monday. Type the date you mean"),
        ("", "type it as"),
        ("١٢/٦/٢٠١٧", "type it as"),
    ],
)
def test_what_is_no_date_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotADateError, match=words):
        read_date(text, AUTUMN)


def test_a_day_without_a_year_near_the_years_end_is_ambiguous() -> None:
    april = datetime.date(2018, 4, 5)
    with pytest.raises(
        AmbiguousDateError, match="type all of it, 28 March 2018 or 28 March 2019"
    ) as caught:
        read_date("28 March", april)
    assert caught.value.days == (datetime.date(2018, 3, 28), datetime.date(2019, 3, 28))
    assert read_date("2 April", april) == datetime.date(2018, 4, 2)


def test_a_29_february_without_a_year_is_ambiguous_where_no_year_near_has_one() -> None:
    with pytest.raises(AmbiguousDateError):
        read_date("29 February", datetime.date(2018, 6, 1))


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)), st.dates())
def test_a_date_written_whole_is_that_date(day: datetime.date, now: datetime.date) -> None:
    for text in (day.isoformat(), f"{day.day}/{day.month}/{day.year}", spoken(day)):
        assert read_date(text, now) == day


@pytest.mark.parametrize("typed", ["9999-12-31", "31 March 0999", "1/4/9000"])
def test_a_date_beyond_the_calendar_is_a_slip(typed: str) -> None:
    with pytest.raises(NotADateError) as caught:
        read_date(typed, datetime.date(2018, 6, 1))
    assert str(caught.value) == (
        f"“{typed}” is too far away to be reckoned with. Type the year that you mean."
    )


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)), st.data())
def test_a_date_without_a_year_is_never_a_far_one(now: datetime.date, data: st.DataObject) -> None:
    day, month = data.draw(st.integers(1, 31)), data.draw(st.integers(1, 12))
    try:
        found = read_date(f"{day}/{month}", now)
    except ValueError:
        return
    assert (found.day, found.month) == (day, month)
    assert abs((found - now).days) <= 183


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1000", "1000.00"),
        ("£1,000", "1000.00"),
        ("1000.5", "1000.50"),
        ("1,000.50", "1000.50"),
        ("£ 12,345,678.90", "12345678.90"),
        ("0.01", "0.01"),
        (".50", "0.50"),
        ("007", "7.00"),
        ("1000.00 GBP", "1000.00"),
    ],
)
def test_money_as_people_type_it(text: str, amount: str) -> None:
    assert str(read_pounds(text)) == amount


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,00", "may be £1.00 or £100: type 1.00 or 100"),
        ("1,5", "may be £1.50 or £15: type 1.50 or 15"),
        ("1.000,50", "has its comma and its dot the other way round: type 1000.50"),
        ("1.200", "may be £1,200 or £1.20: type 1200 or 1.20"),
        ("12 00", "can be read in more than one way"),
        ("1,0000", "can be read in more than one way"),
        ("10,00,000", "can be read in more than one way"),
        ("1.2.3", "can be read in more than one way"),
        ("1000.505", "has more than pence"),
        ("10.500", "may be £10,500 or £10.50: type 10500 or 10.50"),
        ("-5", "is below zero"),
        ("−5", "is below zero"),
        ("£-5", "is below zero"),
        ("-£5.00", "is below zero"),
        ("(5.00)", "is below zero"),
        ("0", "is zero: an amount is above zero"),
        ("£0.00", "is zero"),
        ("five", "is not an amount in pounds"),
        ("1.5k", "is short for £1,500: type 1500"),
        ("$5", "is not in pounds: type what the council paid, in pounds"),
        ("1e3", "is not an amount in pounds"),
        ("", "has no figure: type it as 1000, £1,000 or 1000.50"),
        ("£", "has no figure"),
        ("NaN", "is not an amount in pounds"),
        ("\u0665", "is not an amount in pounds"),
        ("9" * 16, "is too large an amount"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(NotMoneyError, match=words):
        read_pounds(text)


@given(st.integers(1, 10**15 - 1))
def test_every_amount_is_read_back(pence: int) -> None:
    amount = Decimal(pence).scaleb(-2)
    for text in (f"{amount}", f"£{amount:,.2f}"):
        assert read_pounds(text) == amount


def test_a_percentage() -> None:
    assert read_percent("10") == 10
    assert read_percent("12.5 %") == Decimal("12.5")
    for text in ("101", "-1", "ten", "1.234"):
        with pytest.raises(NotMoneyError):
            read_percent(text)


# Off a terminal and on one.


@click.command(cls=typed.TypedCommand)
@click.argument("amount", type=typed.MONEY)
@click.option("--day", type=typed.DAY)
@click.option("--percent", type=typed.PERCENT)
@click.option("--year", type=typed.YEAR)
@click.option("--words", type=typed.WORDS)
def echo(amount: Decimal, **given: object) -> None:
    click.echo(f"{amount} " + " ".join(f"{k}={v}" for k, v in given.items() if v is not None))


def run(*args: str) -> Result:
    return CliRunner().invoke(echo, args)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sit somebody at a terminal, who types these keys."""
    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(typed, "today", lambda: AUTUMN)
    with create_pipe_input() as pipe, create_app_session(pipe, DummyOutput()):
        yield type_of(pipe)


def type_of(pipe: PipeInput) -> Callable[[str], None]:
    return pipe.send_text


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("-5",), "Invalid value for 'AMOUNT': “-5” is below zero."),
        (("-£5",), "“-£5” is below zero."),
        (("-5.00", "--day", "today"), "“-5.00” is below zero."),
        (("0",), "Invalid value for 'AMOUNT': “0” is zero"),
        (("1,00",), "“1,00” may be £1.00 or £100: type 1.00 or 100."),
        (("5", "--day", "12-06-17"), "Invalid value for '--day': “12-06-17” may be day first"),
        (("5", "--day", "31/6/2017"), "June 2017 has no day 31"),
        (("5", "--percent", "120"), "“120” is not a percentage from 0 to 100"),
        (("5", "--year", "2017-19"), "“2017-19” is not a financial year"),
        (("5", "--words", "  "), "it is blank"),
        (("5", "--dya", "today"), "No such option '--dya'. (Did you mean"),
        (("5", "-x"), "No such option '-x'."),
    ],
)
def test_elsewhere_it_is_refused_as_wrong_usage(args: tuple[str, ...], words: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_year_may_be_written_as_minutes_do() -> None:
    assert run("5", "--year", "2017/18").stdout == "5.00 year=2017-18\n"


@pytest.mark.parametrize("text", ["17/18", "17-18", "2017-2018", "2017/2018", "2017\u201318"])
def test_a_year_is_known_by_its_two_ends(text: str) -> None:
    assert run("5", "--year", text).stdout == "5.00 year=2017-18\n"


@pytest.mark.parametrize("text", ["17/19", "2017-2019", "2017", "FY18", "1718"])
def test_what_is_no_year_is_refused_as_it_was_typed(text: str) -> None:
    assert f"“{text}” is not a financial year" in run("5", "--year", text).stderr


def test_at_a_terminal_a_date_of_two_ends_is_asked_about(keys: Callable[[str], None]) -> None:
    keys(ENTER)
    assert run("5", "--day", "12-06-17").stdout.endswith("5.00 day=2017-06-12\n")


def test_another_day_can_be_meant(keys: Callable[[str], None]) -> None:
    keys(DOWN + DOWN + ENTER + "3/7/1917" + ENTER)
    assert run("5", "--day", "12-06-17").stdout.endswith("5.00 day=1917-07-03\n")


def test_at_a_terminal_what_cannot_be_read_is_asked_for_again(keys: Callable[[str], None]) -> None:
    keys("1,0" + ENTER + "\x7f" * 3 + "10" + ENTER)
    result = run("1,00")
    assert result.stdout.splitlines()[0].startswith("“1,00” may be £1.00 or £100")
    assert result.stdout.endswith("10.00 \n")


def test_a_question_can_be_left(keys: Callable[[str], None]) -> None:
    keys("\x03")
    result = run("1,00")
    assert result.exit_code == 1
    assert "Aborted" in result.stderr


# Names from the books.


@pytest.fixture(scope="module")
def book() -> Book:
    return load(EXAMPLE / "main.beancount").book


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("2017-18/Diversionary/Kicks", ("2017-18", "Diversionary", "Kicks")),
        ("2017-18/diversionary/KICKS", ("2017-18", "Diversionary", "Kicks")),
        (" 2017-18 / BigLunch / ", ("2017-18", "BigLunch")),
        ("BigLunch/Event", ("2017-18", "BigLunch", "Event")),
        ("propertymarking", ("2017-18", "PropertyMarking")),
        ("reserve", ("Reserve",)),
        ("Unallocated", ("Unallocated",)),
    ],
)
def test_a_pot_is_found(book: Book, text: str, path: tuple[str, ...]) -> None:
    assert find_pot(book, text) == Pot(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "2017-18/Diversonary",
            r"There is no pot .*\. Did you mean 2017-18/Diversionary",
        ),
        (
            "2017-18/Diversionary/Kiks",
            r"^2017-18/Diversionary has no earmark Kiks\. Did you mean Kicks\? If it is new, set m",
        ),
        ("2017-18/KIDVA/Zzz", r"^2017-18/KIDVA has no earmark Zzz\. It has Service\. To set"),
        ("Diversionary/Kicks", r"in more than one year: .* 2017-18/.* or 2018-19/"),
        ("2019-20/Diversionary", "There is no pot"),
        ("Reserve/Other", "There is no pot"),
        ("", "There is no pot"),
        ("=cmd", "There is no pot"),
    ],
)
def test_a_pot_that_is_not_there_is_refused_with_near_names(
    book: Book, text: str, words: str
) -> None:
    with pytest.raises(UnknownNameError, match=words):
        find_pot(book, text)


def test_a_new_earmark_is_read_where_its_action_is(book: Book) -> None:
    pot = find_pot(book, "2017-18/diversionary/Boxing", new_earmark=True)
    assert pot == Pot(("2017-18", "Diversionary", "Boxing"))
    assert find_pot(book, "Reserve/Contingency", new_reserve=True).path[1] == "Contingency"
    for text, words in (
        ("2017-18/Diversionary/boxing", "“boxing” can't be the id of an earmark"),
        ("2017-18/Diversionary/PLF-2017-18", "An earmark can't be called PLF-2017-18"),
        ("2017-18/Other/Boxing", "There is no pot"),
    ):
        with pytest.raises(UnknownNameError, match=words):
            find_pot(book, text, new_earmark=True)


def test_funds_in_any_case_and_with_their_parts(book: Book) -> None:
    assert find_fund(book, "plf-2017-18") == "PLF-2017-18"
    with pytest.raises(UnknownNameError, match=r"No fund PLF-2017 is declared\. Did you mean PLF"):
        find_fund(book, "PLF-2017")
    assert find_told(book, ["PLF-2015-16=£1,000", "plf-2017-18"]) == (
        Told("PLF-2015-16", Decimal("1000.00")),
        Told("PLF-2017-18"),
    )
    with pytest.raises(FieldError, match=r"may be £1\.00 or £100"):
        find_told(book, ["PLF-2015-16=1,00"])
