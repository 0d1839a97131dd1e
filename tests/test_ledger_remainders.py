"""What a fund's terms say of what is left at a year's end, and what is deferred."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from ringfence.ledger.accounts import parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.going_back import parts_going_back_on
from ringfence.ledger.money import ZERO
from ringfence.ledger.remainders import (
    AWAITING,
    Treatment,
    consents,
    deferrals,
    first_day,
    next_pot,
    remainders,
    unallocated_by_fund,
)
from ringfence.ledger.years import FinancialYear

YEAR = FinancialYear.parse("2017-18")
APRIL = datetime.date(2018, 4, 1)
BOOKS = """
2017-04-01 custom "fund" "Fund01"
  title: "A fund"
  funder: "OPCC"
  stage: "awarded"
{terms}
2017-04-01 custom "fund" "Fund01X"
  title: "Another, its name longer"
  funder: "Other"
  stage: "awarded"
  unspent: "keep"
2017-04-01 custom "action" "2017-18" "Youth"
  title: "Youth"
2017-04-01 custom "action" "2017-18" "Kicks"
  title: "KICKS"
2017-04-01 custom "action" "2018-19" "KicksPlus"
  title: "KICKS and more"
2017-04-01 custom "action" "2018-19" "Youth"
  title: "Youth"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:Fund01        1000.00 GBP
  Income:OPCC:Fund01               -1000.00 GBP
2017-05-01 * "OPCC" "Received"
  Assets:Council:Fund01              600.00 GBP
  Assets:Awarded:OPCC:Fund01        -600.00 GBP
2017-04-01 * "Plan"
  Equity:Unallocated:Fund01          900.00 GBP
  Equity:Plan:2017-18:Youth:Fund01  -500.00 GBP
  Equity:Plan:2017-18:Kicks:Fund01  -300.00 GBP
  Equity:Reserve:Fund01             -100.00 GBP
2018-03-31 * "Scouts" "Camp"
  Expenses:Plan:2017-18:Youth:Fund01 499.99 GBP
  Assets:Council:Fund01             -499.99 GBP
2017-04-01 * "Other" "Brought in"
  Assets:Council:Fund01X              40.00 GBP
  Equity:Opening:Fund01X             -40.00 GBP
"""


def books(book: Callable[..., Book], *terms: str, more: str = "") -> Book:
    lines = "\n".join(f"  {line}" for line in terms)
    return book(base=False, text=BOOKS.format(terms=lines) + more)


def told(made: Book, day: datetime.date = APRIL) -> list[tuple[str, str, str, str]]:
    return [
        (each.fund, each.pot.address, str(each.amount), each.treatment.name)
        for each in remainders(made, YEAR, day)
    ]


def of_fund01(treatments: tuple[str, str, str, str]) -> list[tuple[str, str, str, str]]:
    pots = (
        ("2017-18/Kicks", "300.00"),
        ("2017-18/Youth", "0.01"),
        ("Reserve", "100.00"),
        ("Unallocated", "100.00"),
    )
    return [
        ("Fund01", pot, amount, text) for (pot, amount), text in zip(pots, treatments, strict=True)
    ]


KEPT = ("Fund01X", "Unallocated", "40.00", "KEEP")
TERMS = [
    (('unspent: "keep"',), ("KEEP",) * 4),
    (('unspent: "keep"', "spend-by: 2018-03-31"), ("KEEP",) * 4),
    ((), ("UNDECLARED", "MOVE_ON", "STAY", "STAY")),
    (('unspent: "repay"', "spend-by: 2018-04-01"), ("UNDECLARED", "MOVE_ON", "STAY", "STAY")),
    (('unspent: "repay"', "spend-by: 2018-03-31"), ("GIVE_BACK",) * 4),
    (('unspent: "carry-forward"', "spend-by: 2018-03-31"), ("CONSENT",) * 4),
    (("spend-by: 2018-03-31",), ("SILENT",) * 4),
]


@pytest.mark.parametrize(("terms", "treatments"), TERMS)
def test_each_remainder_is_treated_as_its_terms_say(
    book: Callable[..., Book], terms: tuple[str, ...], treatments: tuple[str, str, str, str]
) -> None:
    assert told(books(book, *terms)) == [*of_fund01(treatments), KEPT]


def test_what_a_later_entry_uses_is_no_remainder(book: Callable[..., Book]) -> None:
    later = """
2018-04-20 * "Scouts" "Camp, the last of it"
  Expenses:Plan:2017-18:Youth:Fund01   0.01 GBP
  Assets:Council:Fund01               -0.01 GBP
2018-05-01 * "From the reserve"
  Equity:Reserve:Fund01               70.00 GBP
  Equity:Plan:2018-19:Youth:Fund01   -70.00 GBP
"""
    made = books(book, 'unspent: "keep"', more=later)

    assert told(made) == [
        ("Fund01", "2017-18/Kicks", "300.00", "KEEP"),
        ("Fund01", "Reserve", "30.00", "KEEP"),
        ("Fund01", "Unallocated", "100.00", "KEEP"),
        KEPT,
    ]


def test_a_fund_of_later_has_no_remainder_yet(book: Callable[..., Book]) -> None:
    assert told(books(book), datetime.date(2017, 3, 31)) == []


def test_what_waits_for_somebody() -> None:
    assert [each.name for each in AWAITING] == [
        *("UNDECLARED", "CONSENT", "GIVE_BACK", "SILENT", "SHORT")
    ]
    assert next_pot(parse_pot("2017-18/Youth/Camp"), YEAR) == parse_pot("2018-19/Youth/Camp")
    assert first_day(YEAR) == APRIL


@pytest.mark.parametrize("unspent", ["repay", "carry-forward"])
def test_conditional_grant_is_deferred(book: Callable[..., Book], unspent: str) -> None:
    (found,) = deferrals(books(book, f'unspent: "{unspent}"'), YEAR)

    assert (found.fund, found.funder) == ("Fund01", "OPCC")
    assert (found.amount, found.done, found.awarded) == (Decimal("500.01"), ZERO, Decimal("400.00"))
    assert found.creditor == Decimal("100.01")


def test_only_conditional_grant_is(book: Callable[..., Book]) -> None:
    assert list(deferrals(books(book, 'unspent: "keep"'), YEAR)) == []
    assert list(deferrals(books(book), YEAR)) == []


def test_a_fund_that_has_spent_all_defers_nothing(book: Callable[..., Book]) -> None:
    rest = """
2018-03-31 * "Scouts" "All that is left"
  Equity:Unallocated:Fund01          100.00 GBP
  Equity:Reserve:Fund01              100.00 GBP
  Equity:Plan:2017-18:Kicks:Fund01   300.00 GBP
  Equity:Plan:2017-18:Youth:Fund01  -500.00 GBP
2018-03-31 * "Scouts" "All that is left"
  Expenses:Plan:2017-18:Youth:Fund01 {spent} GBP
  Assets:Council:Fund01             -{spent} GBP
"""
    spent = books(book, 'unspent: "repay"', more=rest.format(spent="500.01"))
    assert list(deferrals(spent, YEAR)) == []

    over = books(book, 'unspent: "repay"', more=rest.format(spent="500.02"))
    assert list(deferrals(over, YEAR)) == []

    penny = books(book, 'unspent: "repay"', more=rest.format(spent="500.00"))
    assert [each.amount for each in deferrals(penny, YEAR)] == [Decimal("0.01")]


def test_what_is_deferred_already_is_said_even_where_nothing_is_left(
    book: Callable[..., Book],
) -> None:
    done = """
2018-03-31 * "Deferred"
  Income:OPCC:Fund01                 500.01 GBP
  Liabilities:InAdvance:OPCC:Fund01 -500.01 GBP
"""
    (found,) = deferrals(books(book, 'unspent: "repay"', more=done), YEAR)
    assert (found.amount, found.done) == (Decimal("500.01"), Decimal("500.01"))

    spent = (
        done
        + """
2018-03-31 * "Scouts" "More than there was"
  Expenses:Plan:2017-18:Youth:Fund01 600.00 GBP
  Assets:Council:Fund01             -600.00 GBP
"""
    )
    (found,) = deferrals(books(book, 'unspent: "repay"', more=spent), YEAR)
    assert (found.amount, found.done) == (ZERO, Decimal("500.01"))


@pytest.mark.parametrize(
    ("amount", "lapses"), [("399.99", "399.99"), ("400.00", "400.00"), ("400.01", "400.00")]
)
def test_what_was_never_received_lapses_first(
    book: Callable[..., Book], amount: str, lapses: str
) -> None:
    assert parts_going_back_on(books(book), "Fund01", Decimal(amount), APRIL).lapsing == Decimal(
        lapses
    )


def test_nothing_lapses_of_what_was_received_in_full(book: Callable[..., Book]) -> None:
    more = """
2017-06-01 * "OPCC" "Received, more than was awarded"
  Assets:Council:Fund01              500.00 GBP
  Assets:Awarded:OPCC:Fund01        -500.00 GBP
"""
    assert (
        parts_going_back_on(books(book, more=more), "Fund01", Decimal("1.00"), APRIL).lapsing == 0
    )


def test_what_goes_back_is_summed_by_fund(book: Callable[..., Book]) -> None:
    made = books(book, 'unspent: "repay"', "spend-by: 2018-03-31")
    found = remainders(made, YEAR, APRIL)

    assert unallocated_by_fund(found) == {"Fund01": Decimal("500.01")}
    assert {each.treatment for each in found} == {Treatment.GIVE_BACK, Treatment.KEEP}


def test_the_consent_is_the_last_amendment_of_spend_by(book: Callable[..., Book]) -> None:
    amended = """
2018-03-01 custom "fund" "Fund01"
  decision: "OPCC-1"
  spend-by: 2018-06-30
2018-03-20 custom "fund" "Fund01"
  decision: "OPCC-2"
  title: "Another title"
2018-04-10 custom "fund" "Fund01"
  decision: "OPCC-3"
  spend-by: 2018-09-30
"""
    made = books(book, "spend-by: 2018-03-31", more=amended)

    assert consents(made, "Fund01", datetime.date(2018, 2, 28)) == ()
    assert consents(made, "Fund01", datetime.date(2018, 3, 1)) == ("OPCC-1",)
    assert consents(made, "Fund01", datetime.date(2018, 4, 9)) == ("OPCC-1",)
    assert consents(made, "Fund01", datetime.date(2018, 4, 10)) == ("OPCC-3",)
    assert consents(made, "Fund01X", APRIL) == ()
