"""What officers type for amounts and dates: it is read, or they are told what to type."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ringfence.ledger.typed.amounts import NotMoneyError, read_count, read_percent, read_pounds
from ringfence.ledger.typed.dates import AmbiguousDateError, NotADateError, read_date, spoken

#: A Sunday.
TODAY = datetime.date(2026, 11, 29)
WHOLE_FORM = "is not an amount in pounds: type it as 1000, £1,000 or 1000.50."


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12 000", "12000.00"),
        ("12\u00a0000.50", "12000.50"),
        ("1\u202f234\u202f567", "1234567.00"),
        ("GBP 1,000", "1000.00"),
        ("1000£", "1000.00"),
        ("1,000 pounds", "1000.00"),
        ("£1,000.5", "1000.50"),
    ],
)
def test_amounts_as_officers_type_them(text: str, amount: str) -> None:
    assert str(read_pounds(text)) == amount


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("20%", "is a percentage: work out how many pounds it is, and type that."),
        (
            "1,000+VAT",
            (
                "has VAT beside it: type 1000 if the council recovers the VAT, otherwise the "
                "amount with VAT."
            ),
        ),
        (
            "£1,000.5 ex VAT",
            (
                "has VAT beside it: type 1000.50 if the council recovers the VAT, otherwise the "
                "amount with VAT."
            ),
        ),
        (
            "1,200 inc VAT",
            "includes VAT: type the amount without the VAT that the council recovers.",
        ),
        (
            "1200 gross",
            "includes VAT: type the amount without the VAT that the council recovers.",
        ),
        ("1.200,00", "has its comma and its dot the other way round: type 1200.00."),
        ("1.200", "may be £1,200 or £1.20: type 1200 or 1.20."),
        ("1.234", "has more than pence: type two decimals at most."),
        ("1,5", "may be £1.50 or £15: type 1.50 or 15."),
        ("1k", "is short for £1,000: type 1000."),
        ("£1.25m", "is short for £1,250,000: type 1250000."),
        ("1000.", "ends in a dot: type 1000."),
        ("50p", "is in pence: type 0.50."),
        ("120 CR", "is a credit: type 120 for a refund."),
        ("€500", "is not in pounds: type what the council paid, in pounds."),
        ("c. 1000", "is not exact: type the amount to the penny."),
        ("1000-1200", "is two amounts: type one of them."),
        ("1000+200", "is a sum: work it out, and type the result."),
        ("=1000", "begins as a formula: type 1000."),
        ("1OO", WHOLE_FORM),
        ("a thousand", WHOLE_FORM),
        ("1'000", WHOLE_FORM),
    ],
)
def test_what_is_no_amount_is_answered_with_what_to_type(text: str, output: str) -> None:
    with pytest.raises(NotMoneyError) as caught:
        read_pounds(text)
    assert str(caught.value) == f"“{text}” {output}"


BELOW = (
    "is below zero. An amount is above zero, and the command says which way it goes: use refund "
    "for money that comes back, and correct for a mistake."
)


@pytest.mark.parametrize("text", ["-5", "500-", "(500.00)", "£-5", "−5", "- 5"])
def test_an_amount_below_nothing_is_no_amount_however_it_is_written(text: str) -> None:
    with pytest.raises(NotMoneyError) as caught:
        read_pounds(text)
    assert str(caught.value) == f"“{text}” {BELOW}"


def test_nothing_in_words_is_nothing() -> None:
    assert read_pounds("nil", zero=True) == 0
    with pytest.raises(NotMoneyError, match=r"^“nil” is zero: an amount is above zero"):
        read_pounds("nil")


@given(st.text(st.sampled_from("0123456789.,£ -+%kmp()VATincex/€=")))
def test_an_amount_is_read_or_answered_and_what_is_offered_is_read(text: str) -> None:
    """Whatever a sentence says to type is an amount itself."""
    try:
        found = read_pounds(text)
    except NotMoneyError as error:
        output = str(error).removeprefix(f"“{text}” ")
        assert output.endswith(".")
        offered = output.partition(": type ")[2].removesuffix(".").removesuffix(" for a refund")
        if offered[:1].isdigit() and "," not in offered:
            for each in offered.partition(" if ")[0].split(" or "):
                assert read_pounds(each, zero=True) >= 0
    else:
        assert found > 0
        assert found == found.quantize(Decimal("0.01"))


@given(
    st.integers(1, 10**15 - 1), st.sampled_from(["{:.2f}", "{:,.2f}", "£{:,.2f}", "{:,.2f} GBP"])
)
def test_every_amount_is_read_back_in_every_form(pence: int, form: str) -> None:
    amount = Decimal(pence).scaleb(-2)
    for separator in (",", " ", "\u00a0"):
        assert read_pounds(form.format(amount).replace(",", separator)) == amount


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("0.2", "may be 0.2% or 20%: type it with its sign."),
        ("101", "is not a percentage from 0 to 100: type 10 or 12.5%."),
        ("a tenth", "is not a percentage from 0 to 100: type 10 or 12.5%."),
    ],
)
def test_a_percentage_is_never_guessed(text: str, output: str) -> None:
    with pytest.raises(NotMoneyError) as caught:
        read_percent(text)
    assert str(caught.value) == f"“{text}” {output}"
    assert read_percent("0.2%") == Decimal("0.2")
    assert read_percent("10 per cent") == read_percent("10pc") == read_percent(" 10 % ") == 10


def test_a_count_has_commas_between_thousands_or_none() -> None:
    assert [read_count(text) for text in ("24", "1,200", "12 000", "12.5", "0")] == [
        24,
        1200,
        12000,
        Decimal("12.5"),
        0,
    ]
    for text in ("1,5", "1,00", "24 people", "-1", "about 20", ""):
        with pytest.raises(NotMoneyError) as caught:
            read_count(text)
        assert str(caught.value) == f"“{text}” is not a count: type a number, such as 24 or 1200."


# Dates.


@pytest.mark.parametrize("text", ["6/5/25", "06/05/25", "6.5.25", "6-5-25", "6 May 25", "6MAY25"])
def test_a_year_of_two_digits_is_of_this_century_and_days_come_first(text: str) -> None:
    assert read_date(text, TODAY) == datetime.date(2025, 5, 6)


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("31/4/2025", "is not a date: April 2025 has no day 31."),
        ("29/2/25", "is not a date: February 2025 has no day 29."),
        (
            "5/13/25",
            "is not a date: there is no month 13; dates are read day first, so type 13/5/2025.",
        ),
        (
            "May 2025",
            'is not a date: it has no day; type it as 12/6/2017, "12 June 2017" or 2017-06-12.',
        ),
        ("6/5/202", 'is not a date; type it as 12/6/2017, "12 June 2017" or 2017-06-12.'),
        ("year end", 'is not a date; type it as 12/6/2017, "12 June 2017" or 2017-06-12.'),
        (
            "Wednesday 6 May 2025",
            (
                "is not a date: 6 May 2025 is a Tuesday. Type the date you mean, without its "
                "weekday."
            ),
        ),
    ],
)
def test_what_is_no_date_is_answered_with_what_to_type(text: str, output: str) -> None:
    with pytest.raises(NotADateError) as caught:
        read_date(text, TODAY)
    assert str(caught.value) == f"“{text}” {output}"


@pytest.mark.parametrize(
    ("text", "output", "days"),
    [
        ("next Friday", "may mean more than one day", ("4 December 2026", "11 December 2026")),
        ("Friday", "may mean more than one day", ("27 November 2026", "4 December 2026")),
        ("last Monday", "may mean more than one day", ("23 November 2026", "16 November 2026")),
        ("sunday", "may mean more than one day", ("29 November 2026", "6 December 2026")),
        ("6/5", "has no year, and more than one may be meant", ("6 May 2027", "6 May 2026")),
        ("17-06-12", "may be day first or year first", ("17 June 2012", "12 June 2017")),
    ],
)
def test_which_day_is_asked_if_it_may_be_two(text: str, output: str, days: tuple[str, str]) -> None:
    with pytest.raises(AmbiguousDateError) as caught:
        read_date(text, TODAY)
    assert str(caught.value) == f"“{text}” {output}: type all of it, {days[0]} or {days[1]}."
    assert tuple(map(spoken, caught.value.days)) == days


def test_two_ends_that_are_one_day_or_of_which_one_is_none_are_read() -> None:
    assert read_date("05-05-05", TODAY) == datetime.date(2005, 5, 5)
    assert read_date("30-09-00", TODAY) == datetime.date(2000, 9, 30)


DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
FORMS = (
    "{0:%d/%m/%Y}",
    "{0.day}/{0.month}/{0:%y}",
    "{0.day}.{0.month}.{0:%y}",
    "{0:%Y-%m-%d}",
    "{0.day} {0:%B} {0:%y}",
    "{0:%a} {0.day} {0:%b} {0:%Y}",
    "{0:%A}, {0.day}/{0.month}/{0:%Y}",
    "{0:%B} {0.day}, {0:%Y}",
    "{0:%d%b%Y}",
)


@given(DAYS, DAYS, st.sampled_from(FORMS))
def test_every_day_is_read_back_in_every_form(
    day: datetime.date, today: datetime.date, form: str
) -> None:
    assert read_date(form.format(day), today) == day


@given(DAYS, DAYS)
def test_a_weekday_that_is_not_the_day_s_is_refused(
    day: datetime.date, other: datetime.date
) -> None:
    assume(day.weekday() != other.weekday())
    with pytest.raises(NotADateError, match="Type the date you mean"):
        read_date(f"{other:%A} {spoken(day)}", day)


@given(st.text(st.sampled_from("0123456789/-. JuneMayFrithx")), DAYS)
def test_a_date_is_read_or_answered(text: str, today: datetime.date) -> None:
    output = f"“{text}” is read."
    try:
        read_date(text, today)
    except (NotADateError, AmbiguousDateError) as error:
        output = str(error)
    assert output.startswith(f"“{text}” ")
    assert output.endswith(".")
