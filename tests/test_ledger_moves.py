"""Movements of the plan: pairing, and what each is called."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from ringfence.ledger.accounts import Pot, parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.moves import Origin, moves_of

Build = Callable[..., Book]
DAY = datetime.date.fromisoformat

DECLARED = """
2016-04-01 custom "fund" "Old"
  title: "Held before the year, reported in Main"
  funder: "OPCC"
  stage: "awarded"
  reported-in: "Main"
2016-04-01 custom "fund" "Brought"
  title: "Opening money of the first day, reported in Main"
  funder: "OPCC"
  stage: "awarded"
  reported-in: "Main"
2016-04-01 custom "fund" "Main"
  title: "The main award"
  funder: "OPCC"
  stage: "awarded"
2016-04-01 custom "fund" "Early"
  title: "Held before the year, but not reported in another"
  funder: "OPCC"
  stage: "awarded"
2017-04-10 custom "plan" "2017-18"
  adopted: 2017-04-10
2016-04-01 * "Held before the year"
  Assets:Awarded:OPCC:Old           1000.00 GBP
  Income:OPCC:Old                  -1000.00 GBP
2016-04-01 * "Held before the year"
  Assets:Awarded:OPCC:Early         1000.00 GBP
  Income:OPCC:Early                -1000.00 GBP
2017-04-01 * "Brought in"
  Assets:Council:Brought            1000.00 GBP
  Equity:Opening:Brought           -1000.00 GBP
2017-04-01 * "Award"
  Assets:Awarded:OPCC:Main          9000.00 GBP
  Income:OPCC:Main                 -9000.00 GBP
"""

# By hand: a movement, and what it is called on each side that is an action.
#   day, fund, from, to: {action: (amount, origin)}
ORIGINAL, CARRIED, VIREMENT = Origin.ORIGINAL, Origin.CARRIED_FORWARD, Origin.VIREMENT
ADOPTED = [
    # From Unallocated up to and on the day of adoption, and the day after.
    ("2017-04-09", "Main", "Unallocated", "2017-18/A", {"2017-18/A": ("10.00", ORIGINAL)}),
    ("2017-04-10", "Main", "Unallocated", "2017-18/A", {"2017-18/A": ("10.00", ORIGINAL)}),
    ("2017-04-10", "Main", "Unallocated", "2017-18/A/E", {"2017-18/A": ("10.00", ORIGINAL)}),
    # Back to Unallocated while the plan is made: less of the original.
    ("2017-04-10", "Main", "2017-18/A", "Unallocated", {"2017-18/A": ("-10.00", ORIGINAL)}),
    ("2017-04-11", "Main", "2017-18/A", "Unallocated", {"2017-18/A": ("-10.00", VIREMENT)}),
    # A fund reported in another that held its money before the year, or as opening money.
    ("2017-04-10", "Old", "Unallocated", "2017-18/A", {"2017-18/A": ("10.00", CARRIED)}),
    ("2017-04-10", "Brought", "Unallocated", "2017-18/A", {"2017-18/A": ("10.00", CARRIED)}),
    ("2017-04-10", "Early", "Unallocated", "2017-18/A", {"2017-18/A": ("10.00", ORIGINAL)}),
    # To and from the reserve, at any time.
    ("2017-04-01", "Main", "Reserve", "2017-18/A", {"2017-18/A": ("10.00", VIREMENT)}),
    ("2017-04-01", "Main", "2017-18/A", "Reserve", {"2017-18/A": ("-10.00", VIREMENT)}),
    ("2017-04-01", "Main", "Reserve/Two", "2017-18/A", {"2017-18/A": ("10.00", VIREMENT)}),
    ("2017-04-01", "Main", "Unallocated", "Reserve", {}),
    ("2017-04-01", "Main", "Reserve", "Reserve/Two", {}),
    # From another action of the year.
    (
        "2017-04-01",
        "Main",
        "2017-18/A",
        "2017-18/B",
        {"2017-18/A": ("-10.00", VIREMENT), "2017-18/B": ("10.00", VIREMENT)},
    ),
    # From an earlier year's pot, to a later one's.
    (
        "2018-04-16",
        "Main",
        "2017-18/A/E",
        "2018-19/A",
        {"2017-18/A": ("-10.00", CARRIED), "2018-19/A": ("10.00", CARRIED)},
    ),
    # Within an action nothing changes.
    ("2017-04-01", "Main", "2017-18/A", "2017-18/A/E", {}),
    ("2017-04-01", "Main", "2017-18/A/E", "2017-18/A/F", {}),
]


def entry(day: str, fund: str, source: str, to: str, amount: str = "10.00") -> str:
    out, into = (parse_pot(pot).plan_account(fund) for pot in (source, to))
    return f'{day} * "Moved"\n  {out}   {amount} GBP\n  {into}  -{amount} GBP\n'


def changes(book: Book, as_at: str = "2099-12-31") -> dict[str, tuple[str, Origin]]:
    return {
        change.action.address: (str(change.amount), change.origin)
        for change in book.movements.changes(DAY(as_at))
    }


@pytest.mark.parametrize(("day", "fund", "source", "to", "expected"), ADOPTED)
def test_what_a_change_of_an_allocation_is_called(  # noqa: PLR0917
    day: str,
    fund: str,
    source: str,
    to: str,
    expected: dict[str, tuple[str, Origin]],
    book: Build,
) -> None:
    # The first allocation of the fund, so that the plan day is the day of adoption.
    first = entry("2017-04-01", fund, "Unallocated", "2017-18/Z", "1.00")
    built = book(base=False, text=DECLARED + first + entry(day, fund, source, to))

    found = changes(built)
    found.pop("2017-18/Z")
    assert found == expected
    assert [move.amount for move in built.movements.moves] == [Decimal("1.00"), Decimal("10.00")]


def test_a_fund_that_came_after_adoption_has_a_plan_day_of_its_own(book: Build) -> None:
    built = book(
        base=False,
        text=DECLARED
        + entry("2017-06-01", "Main", "Unallocated", "2017-18/A")
        + entry("2017-06-01", "Main", "Unallocated", "2017-18/B")
        + entry("2017-06-02", "Main", "Unallocated", "2017-18/C"),
    )

    assert built.movements.plan_day("2017-18", "Main") == DAY("2017-06-01")
    assert built.movements.plan_day("2017-18", "Old") == DAY("2017-04-10")
    assert changes(built) == {
        "2017-18/A": ("10.00", ORIGINAL),
        "2017-18/B": ("10.00", ORIGINAL),
        "2017-18/C": ("10.00", VIREMENT),
    }


def test_a_year_without_a_plan_was_adopted_on_the_day_of_its_first_allocation(
    book: Build,
) -> None:
    built = book(
        base=False,
        text=DECLARED
        + entry("2018-04-20", "Main", "Unallocated", "2018-19/A")
        + entry("2018-04-21", "Main", "Unallocated", "2018-19/B")
        + entry("2018-05-01", "Early", "Unallocated", "2018-19/C"),
    )

    assert built.movements.adoption_day("2018-19") == DAY("2018-04-20")
    assert built.movements.adoption_day("2017-18") == DAY("2017-04-10")
    assert built.movements.adoption_day("2019-20") is None
    assert built.movements.plan_day("2019-20", "Main") is None
    assert changes(built) == {
        "2018-19/A": ("10.00", ORIGINAL),
        "2018-19/B": ("10.00", VIREMENT),
        "2018-19/C": ("10.00", ORIGINAL),
    }


def test_money_put_back_in_april_is_carried_forward_once_it_is_reported_elsewhere(
    book: Build,
) -> None:
    text = (
        DECLARED
        + entry("2017-04-10", "Main", "Unallocated", "2017-18/A")
        + entry("2018-04-16", "Main", "2017-18/A", "Unallocated")
        + entry("2018-04-16", "Main", "Unallocated", "2018-19/A")
        + '2018-04-16 custom "plan" "2018-19"\n  adopted: 2018-04-16\n'
    )
    reported = '2018-04-01 custom "fund" "Main"\n  reported-in: "Early"\n  decision: "X"\n'

    assert changes(book(base=False, text=text))["2018-19/A"] == ("10.00", ORIGINAL)
    assert changes(book(base=False, text=text + reported))["2018-19/A"] == ("10.00", CARRIED)


def test_money_of_the_first_day_of_the_year_was_not_held_before_it(book: Build) -> None:
    built = book(base=False, text=DECLARED)

    assert built.movements.had_money_before("Old", DAY("2016-04-02"))
    assert not built.movements.had_money_before("Old", DAY("2016-04-01"))
    assert built.movements.had_money_before("Brought", DAY("2017-04-02"))
    assert not built.movements.had_money_before("Brought", DAY("2017-04-01"))
    assert not built.movements.had_money_before("Nothing", DAY("2017-04-01"))


def test_opening_money_counts_as_at_the_day_of_the_movement(book: Build) -> None:
    text = DECLARED + entry("2017-03-31", "Brought", "Unallocated", "2017-18/A")
    assert changes(book(base=False, text=text))["2017-18/A"] == ("10.00", ORIGINAL)


def test_changes_end_with_the_day(book: Build) -> None:
    built = book(
        base=False,
        text=DECLARED
        + entry("2017-04-10", "Main", "Unallocated", "2017-18/A")
        + entry("2017-06-12", "Main", "2017-18/A", "2017-18/B", "4.00"),
    )
    action = Pot(("2017-18", "A"))
    days = ("2017-04-09", "2017-04-10", "2017-06-11", "2017-06-12")

    assert [len(list(built.movements.changes(DAY(day)))) for day in days] == [0, 1, 1, 3]
    assert [len(list(built.movements.changes_of(action, DAY(day)))) for day in days] == [0, 1, 1, 2]
    assert list(built.movements.changes_of(Pot(("2017-18", "Z")), DAY("2099-01-01"))) == []


def test_changes_come_day_by_day_from_wherever(book: Build) -> None:
    built = book(
        base=False,
        text=DECLARED
        + entry("2017-04-01", "Main", "Unallocated", "2017-18/A", "1.00")
        + entry("2017-04-02", "Main", "Reserve", "2017-18/A", "2.00")
        + entry("2017-04-03", "Main", "Unallocated", "2017-18/A", "4.00"),
    )
    action = Pot(("2017-18", "A"))
    for day, total in (("2017-04-01", "1.00"), ("2017-04-02", "3.00"), ("2017-04-03", "7.00")):
        found = built.movements.changes_of(action, DAY(day))
        assert str(sum(change.amount for change in found)) == total


def test_a_later_word_on_adoption_holds(book: Build) -> None:
    amended = '2017-05-01 custom "plan" "2017-18"\n  adopted: 2017-04-30\n  decision: "X"\n'
    built = book(base=False, text=DECLARED + amended)
    assert built.movements.adoption_day("2017-18") == DAY("2017-04-30")


def test_only_what_comes_from_unallocated_makes_a_plan_day(book: Build) -> None:
    built = book(
        base=False,
        text=DECLARED
        + entry("2017-05-01", "Main", "Reserve", "2017-18/A", "1.00")
        + entry("2017-06-01", "Main", "Unallocated", "2017-18/B", "2.00")
        + entry("2018-04-01", "Main", "Reserve", "2018-19/A", "4.00")
        + entry("2018-04-20", "Main", "Unallocated", "2018-19/B", "8.00"),
    )
    assert built.movements.plan_day("2017-18", "Main") == DAY("2017-06-01")
    assert built.movements.adoption_day("2018-19") == DAY("2018-04-20")
    assert changes(built) == {
        "2017-18/A": ("1.00", VIREMENT),
        "2017-18/B": ("2.00", ORIGINAL),
        "2018-19/A": ("4.00", VIREMENT),
        "2018-19/B": ("8.00", ORIGINAL),
    }


def test_money_of_two_funds_nothing_and_spending_are_no_movement(book: Build) -> None:
    """
    2017-06-12 * "Of two funds"
      Equity:Reserve:Grant                             1.00 GBP
      Equity:Plan:2017-18:Bluelight:Older             -1.00 GBP
    2017-06-12 * "Nothing"
      Equity:Reserve:Grant                             0.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant              0.00 GBP
    2017-06-13 * "Spend, and release"
      Expenses:Plan:2017-18:Bluelight:Grant            7.00 GBP
      Assets:Council:Grant                            -7.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant     5.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant          -5.00 GBP
    """
    built = book()
    june = [(str(m.source), str(m.amount)) for m in built.movements.moves if m.day.month == 6]
    assert june == [("2017-18/Diversionary/Kicks", "5.00")]


def test_what_goes_to_an_account_without_a_place_is_no_movement(book: Build) -> None:
    """
    2017-06-12 * "Routed"
      Equity:Reserve:Grant       1.00 GBP
      Equity:Clearing           -1.00 GBP
    """
    built = book()
    assert {move.day.isoformat() for move in built.movements.moves} == {"2017-04-01"}


def test_one_source_and_several_destinations_are_paired(book: Build) -> None:
    text = """
    2017-04-01 * "One source"
      Equity:Unallocated:Grant               60.00 GBP
      Equity:Plan:2017-18:A:Grant           -10.00 GBP
      Equity:Plan:2017-18:B:Grant           -20.00 GBP
      Equity:Reserve:Grant                  -30.00 GBP
    2017-04-02 * "One destination, a pot named twice"
      Equity:Plan:2017-18:A:Grant             5.00 GBP
      Equity:Plan:2017-18:A:Grant             5.00 GBP
      Equity:Plan:2017-18:B:Grant            20.00 GBP
      Equity:Reserve:Grant                  -30.00 GBP
    2017-04-03 * "Nothing in all"
      Equity:Reserve:Grant                  -30.00 GBP
      Equity:Reserve:Grant                   30.00 GBP
    2017-04-04 * "Tangled, and paired in order"
      Equity:Reserve:Grant                   30.00 GBP
      Equity:Unallocated:Grant               10.00 GBP
      Equity:Plan:2017-18:A:Grant           -35.00 GBP
      Equity:Plan:2017-18:B:Grant            -5.00 GBP
    2017-04-05 * "Lopsided"
      Equity:Reserve:Grant                   30.00 GBP
      Equity:Plan:2017-18:A:Grant           -35.00 GBP
    2017-04-06 * "From nowhere"
      Equity:Plan:2017-18:A:Grant           -35.00 GBP
      Assets:Council:Grant                   35.00 GBP
    2017-04-07 * "Two funds, neither of which gains"
      Equity:Reserve:Grant                   35.00 GBP
      Equity:Reserve:Older                  -35.00 GBP
    2017-04-08 * "Of two funds"
      Equity:Reserve:Grant                   35.00 GBP
      Equity:Plan:2017-18:A:Grant           -35.00 GBP
      Equity:Reserve:Older                    1.00 GBP
      Equity:Plan:2017-18:A:Older            -1.00 GBP
    """.replace("\n    ", "\n")
    built = book(text=text)
    start = DAY("2017-04-01")
    found = [
        ((move.day - start).days + 1, move.fund, f"{move.source}>{move.to}", str(move.amount))
        for move in built.movements.moves
        if "Delivery Plan" not in str(move.entry.narration)
        and "base" not in move.entry.meta["filename"]
    ]

    assert found == [
        (1, "Grant", "Unallocated>2017-18/A", "10.00"),
        (1, "Grant", "Unallocated>2017-18/B", "20.00"),
        (1, "Grant", "Unallocated>Reserve", "30.00"),
        (2, "Grant", "2017-18/A>Reserve", "10.00"),
        (2, "Grant", "2017-18/B>Reserve", "20.00"),
        (4, "Grant", "Reserve>2017-18/A", "30.00"),
        (4, "Grant", "Unallocated>2017-18/A", "5.00"),
        (4, "Grant", "Unallocated>2017-18/B", "5.00"),
        (5, "Grant", "Reserve>2017-18/A", "30.00"),
        (8, "Grant", "Reserve>2017-18/A", "35.00"),
        (8, "Older", "Reserve>2017-18/A", "1.00"),
    ]


def test_an_entry_that_is_not_of_the_book_moves_nothing(book: Build) -> None:
    one, other = book(), book()
    assert one.movements.of(other.planning[0]) == []
    assert len(one.movements.of(one.planning[0])) == 3


def test_movements_between_two_places_either_way(book: Build) -> None:
    built = book(
        base=False,
        text=DECLARED
        + entry("2017-04-10", "Main", "2017-18/A/E", "2017-18/B", "1.00")
        + entry("2017-04-11", "Main", "2017-18/B", "2017-18/A", "2.00")
        + entry("2017-04-12", "Main", "2017-18/A", "2017-18/A/E", "3.00")
        + entry("2017-04-13", "Main", "2017-18/AB", "2017-18/B", "4.00"),
    )
    first, second = Pot(("2017-18", "A")), Pot(("2017-18", "B"))

    for pair in ((first, second), (second, first)):
        assert [str(move.amount) for move in built.movements.between(*pair)] == ["1.00", "2.00"]
    assert built.movements.between(first, Pot(("Reserve",))) == []


def test_original_virements_and_carried_forward_come_to_what_is_allocated(book: Build) -> None:
    built = book(
        base=False,
        text=DECLARED
        + entry("2017-04-10", "Main", "Unallocated", "2017-18/A", "100.00")
        + entry("2017-04-10", "Old", "Unallocated", "2017-18/A/E", "50.00")
        + entry("2017-06-12", "Main", "Reserve", "2017-18/A", "7.00")
        + entry("2017-06-13", "Main", "2017-18/A", "2017-18/B", "3.00")
        + entry("2018-04-16", "Main", "2017-18/A", "2018-19/A", "4.00"),
    )
    action = Pot(("2017-18", "A"))
    as_at = DAY("2018-04-16")
    by_origin = {
        origin: sum(
            change.amount
            for change in built.movements.changes_of(action, as_at)
            if change.origin is origin
        )
        for origin in Origin
    }

    assert by_origin == {ORIGINAL: 100, CARRIED: 50 - 4, VIREMENT: 7 - 3}
    assert sum(track.put_in(as_at) for track in built.pots_of(action)) == 150


ODD = """
2017-06-11 * "Charged to the wrong action"
  Expenses:Plan:2017-18:Bluelight:Grant        10.00 GBP
  Expenses:Plan:2017-18:Diversionary:Grant    -10.00 GBP
2017-06-12 * "A penny short"
  Equity:Reserve:Grant                         10.00 GBP
  Equity:Plan:2017-18:Diversionary:Grant       -9.99 GBP
"""


@pytest.mark.parametrize(("day", "amounts"), [(11, []), (12, ["9.99"])])
def test_what_is_no_plain_movement(book: Build, day: int, amounts: list[str]) -> None:
    """Spending recharged is not one of the plan; of what does not come to nil, the lesser moved."""
    made = book(text=ODD)
    (entry,) = [each for each in made.transactions if each.date == datetime.date(2017, 6, day)]
    assert [str(move.amount) for move in moves_of(made, entry)] == amounts
