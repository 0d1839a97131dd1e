"""The Book: every balance as at any day, and which entries the rules must look at."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from ringfence.ledger.accounts import RESERVE, UNALLOCATED, Kind, Pot, parse_pot
from ringfence.ledger.book import Book, balance_of_fund, reserves
from ringfence.ledger.room import balances_by_pot
from ringfence.ledger.years import FinancialYear

Build = Callable[..., Book]
DAY = datetime.date.fromisoformat
KICKS = Pot(("2017-18", "Diversionary", "Kicks"))
DIVERSIONARY = KICKS.place

SPENT = """
2017-06-12 * "KICKS"
  Expenses:Plan:2017-18:Diversionary:Kicks:Grant   100.00 GBP
  Assets:Council:Grant                            -100.00 GBP
2017-06-14 * "KICKS, two on a day"
  Expenses:Plan:2017-18:Diversionary:Kicks:Grant    30.00 GBP
  Assets:Council:Grant                             -30.00 GBP
2017-06-14 * "KICKS, credit"
  Expenses:Plan:2017-18:Diversionary:Kicks:Grant   -10.00 GBP
  Assets:Council:Grant                              10.00 GBP
2017-06-15 * "Released"
  Equity:Plan:2017-18:Diversionary:Kicks:Grant     500.00 GBP
  Equity:Plan:2017-18:Diversionary:Grant          -500.00 GBP
"""


def test_what_is_left_and_spent_as_at_any_day(book: Build) -> None:
    built = book(text=SPENT)
    days = ["2017-03-31", "2017-04-01", "2017-06-11", "2017-06-12", "2017-06-13", "2017-06-14"]
    days += ["2017-06-15", "2099-12-31"]

    left = [str(built.left(KICKS, "Grant", DAY(day))) for day in days]
    assert left == ["0.00", "1500.00", "1500.00", "1400.00", "1400.00", "1380.00"] + ["880.00"] * 2
    spent = [str(built.spent(KICKS, "Grant", DAY(day))) for day in days]
    assert spent == ["0.00", "0.00", "0.00", "100.00", "100.00", "120.00", "120.00", "120.00"]
    track = built.pots[KICKS, "Grant"]
    assert [str(track.put_in(DAY(day))) for day in days[-3:]] == ["1500.00", "1000.00", "1000.00"]
    assert str(built.balance("Assets:Council:Grant", DAY("2017-06-14"))) == "-120.00"
    assert built.balance("Assets:Council:Nobody", DAY("2017-06-14")) == 0
    assert built.left(KICKS, "Older", DAY("2017-06-14")) == 0
    assert built.spent(KICKS, "Older", DAY("2017-06-14")) == 0
    assert built.spent(DIVERSIONARY, "Grant", DAY("2017-06-14")) == 0
    assert built.last_day == DAY("2017-06-15")


def test_lowest_daily_and_rows(book: Build) -> None:
    track = book(text=SPENT).pots[KICKS, "Grant"]

    assert [(day.isoformat(), str(change)) for day, change in track.daily().items()] == [
        ("2017-04-01", "1500.00"),
        ("2017-06-12", "-100.00"),
        ("2017-06-14", "-20.00"),
        ("2017-06-15", "-500.00"),
    ]
    assert [str(track.lowest_from(DAY(day))) for day in ("2017-04-01", "2017-06-15")] == [
        "880.00",
        "880.00",
    ]
    assert [(row.day.day, str(row.amount)) for row in track.rows()] == [
        (1, "-1500.00"),
        (12, "100.00"),
        (14, "30.00"),
        (14, "-10.00"),
        (15, "500.00"),
    ]
    assert len(track.rows(DAY("2017-06-12"), DAY("2017-06-14"))) == 3
    spent = track.spent_track
    assert spent is not None
    assert str(spent.change(DAY("2017-06-12"), DAY("2017-06-12"))) == "100.00"
    assert str(spent.change(DAY("2017-06-13"), DAY("2017-06-14"))) == "20.00"


def test_a_pot_that_rises_again_was_lowest_before(book: Build) -> None:
    built = book(
        text='2017-06-12 * "Out"\n  Equity:Reserve:Grant  400.00 GBP\n'
        "  Equity:Plan:2017-18:Bluelight:Grant  -400.00 GBP\n"
        '2017-07-12 * "Back"\n  Equity:Plan:2017-18:Bluelight:Grant  300.00 GBP\n'
        "  Equity:Reserve:Grant  -300.00 GBP\n"
    )
    track = built.pots[RESERVE, "Grant"]

    days = ("2017-06-11", "2017-06-12", "2017-07-12")
    assert [str(track.lowest_from(DAY(day))) for day in days] == ["600.00", "600.00", "900.00"]
    assert track.never_below_zero


@pytest.mark.parametrize(
    ("steps", "short"),
    [
        ([("06-12", "put", 10), ("06-13", "spend", 10)], False),
        ([("06-12", "put", 10), ("06-13", "spend", 11)], True),
        # Spent before it was put in; on the same day it counts together.
        ([("06-12", "spend", 10), ("06-13", "put", 10)], True),
        ([("06-12", "spend", 10), ("06-12", "put", 10)], False),
        # More put in twice than was ever spent between; and a release that takes too much.
        ([("06-12", "put", 10), ("06-13", "spend", 10), ("06-14", "put", 5)], False),
        ([("06-12", "put", 10), ("06-13", "spend", 12), ("06-14", "put", 5)], True),
        ([("06-12", "put", 10), ("06-13", "spend", 4), ("06-14", "put", -6)], False),
        ([("06-12", "put", 10), ("06-13", "spend", 4), ("06-14", "put", -7)], True),
        # A credit makes room for what would be short without it.
        ([("06-12", "put", 10), ("06-13", "spend", 10), ("06-14", "spend", -4)], False),
        (
            [
                ("06-12", "put", 10),
                ("06-13", "spend", 10),
                ("06-14", "spend", -4),
                ("06-15", "spend", 4),
                ("06-16", "put", 9),
                ("06-17", "put", -9),
            ],
            False,
        ),
        ([("06-12", "put", 0), ("06-13", "spend", 0)], False),
    ],
)
def test_a_pot_is_short_if_any_day_ends_below_zero(
    steps: list[tuple[str, str, int]], short: bool, book: Build
) -> None:
    accounts = {
        "put": ("Equity:Plan:2017-18:Bluelight:Grant", "Equity:Plan:2017-18:Bluelight:New:Grant"),
        "spend": ("Assets:Council:Grant", "Expenses:Plan:2017-18:Bluelight:New:Grant"),
    }
    text = ""
    for day, what, amount in steps:
        source, to = accounts[what]
        signed = -amount if what == "put" else amount
        text += f'2017-{day} * "Step"\n  {source}  {-signed}.00 GBP\n  {to}  {signed}.00 GBP\n'
    built = book(text=text)

    track = built.pots[parse_pot("2017-18/Bluelight/New"), "Grant"]
    assert (track in built.short) == short
    for each in built.tracks.values():
        assert each.total == each.balance(datetime.date.max)
        assert each.last_day == max(each.days, default=datetime.date.min)


def test_words_and_approvals_are_gathered(book: Build) -> None:
    """
    2017-06-12 * "One"
      purpose: "diversion"
      recorded-by: "cs-officer"
      approved-by: "cfo"
      Expenses:Plan:2017-18:Bluelight:Grant    10.00 GBP
      Assets:Council:Grant                    -10.00 GBP
    2017-06-12 * "Two"
      purpose: "diversion"
      category: "printing"
      approved-by: "cfo"
      invoice: " A 1"
      Expenses:Plan:2017-18:Bluelight:Grant    10.00 GBP
      Assets:Council:Grant                    -10.00 GBP
    """
    built = book()

    assert built.words == {"purpose": {"diversion"}, "category": {"printing"}}
    assert built.approvals == {("cfo", "cs-officer"), ("cfo", None)}
    assert [entry.narration for entry in built.marked["approved-by"]] == ["One", "Two"]
    assert [entry.narration for entry in built.invoiced] == ["Two"]
    assert (built.invoices, built.references) == ([" A 1"], ["a1"])
    assert "One" in [entry.narration for entry in built.uninvoiced]
    assert "Two" not in [entry.narration for entry in built.uninvoiced]


def test_what_a_fund_holds_and_where(book: Build) -> None:
    built = book(text=SPENT)
    day = DAY("2017-06-15")

    assert balance_of_fund(built, "Grant", day) == Decimal("9880.00")
    assert balance_of_fund(built, "Older", day) == Decimal("500.00")
    assert built.left(UNALLOCATED, "Grant", day) == Decimal("3000.00")
    assert {track.pot.address for track in built.pots_of_fund("Older")} == {
        "Unallocated",
        "Reserve",
    }
    assert {track.pot.address for track in built.pots_of(DIVERSIONARY)} == {
        "2017-18/Diversionary",
        "2017-18/Diversionary/Kicks",
    }
    assert [track.name for track in built.tracks_of("Grant", Kind.SPENT)] == [
        "Expenses:Plan:2017-18:Diversionary:Kicks:Grant"
    ]
    assert list(built.tracks_of("Nobody", Kind.SPENT)) == []
    assert built.total("Grant", Kind.AWARDED, day) == Decimal("10000.00")
    assert built.total("Grant", Kind.COUNCIL, day) == Decimal("-120.00")
    assert reserves(built) == [RESERVE]
    left = {pot.address: str(each) for pot, each in balances_by_pot(built, day).items()}
    assert left == {
        "Unallocated": "3200.00",
        "Reserve": "1300.00",
        "2017-18/Diversionary": "3000.00",
        "2017-18/Diversionary/Kicks": "880.00",
        "2017-18/Bluelight": "2000.00",
    }
    assert {pot.address for pot in balances_by_pot(built, DAY("2017-03-31"))} == set(left)
    assert set(balances_by_pot(built, DAY("2017-03-31")).values()) == {Decimal("0.00")}


def test_income_opening_and_deferrals_are_unallocated(book: Build) -> None:
    """
    2018-03-31 * "Deferred"
      Income:OPCC:Grant                     1000.00 GBP
      Liabilities:InAdvance:OPCC:Grant     -1000.00 GBP
    2018-03-31 * "Old money deferred"
      Equity:Opening:Older                   200.00 GBP
      Liabilities:InAdvance:OPCC:Older      -200.00 GBP
    2018-04-01 * "Repaid"
      Income:OPCC:Grant                      100.00 GBP
      Liabilities:Repayable:OPCC:Grant      -100.00 GBP
    """
    built = book()
    left = [
        str(built.left(UNALLOCATED, fund, DAY(day)))
        for fund in ("Grant", "Older")
        for day in ("2018-03-31", "2018-04-01")
    ]
    assert left == ["3000.00", "2900.00", "200.00", "200.00"]


def test_places_with_a_common_beginning_are_apart(book: Build) -> None:
    """
    2017-04-05 * "Plus"
      Equity:Unallocated:Grant                            30.00 GBP
      Equity:Plan:2017-18:DiversionaryPlus:Grant         -10.00 GBP
      Equity:Plan:2017-18:Diversionary:KicksPlus:Grant   -20.00 GBP
    """
    built = book()
    day = DAY("2017-04-05")

    assert built.left(DIVERSIONARY, "Grant", day) == Decimal("2500.00")
    assert built.left(KICKS, "Grant", day) == Decimal("1500.00")
    assert sum(track.left(day) for track in built.pots_of(DIVERSIONARY)) == Decimal("4020.00")
    assert built.left(parse_pot("2017-18/DiversionaryPlus"), "Grant", day) == Decimal("10.00")


def test_the_leap_day_and_the_turn_of_the_year(book: Build) -> None:
    """
    2020-02-29 * "On the leap day"
      Equity:Reserve:Grant                        1.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -1.00 GBP
    2020-03-31 * "On the last day"
      Equity:Reserve:Grant                        2.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -2.00 GBP
    2020-04-01 * "On the first"
      Equity:Reserve:Grant                        4.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -4.00 GBP
    """
    built = book()
    days = ("2020-02-28", "2020-02-29", "2020-03-30", "2020-03-31", "2020-04-01")
    assert [str(built.left(RESERVE, "Grant", DAY(day))) for day in days] == [
        "1000.00",
        "999.00",
        "999.00",
        "997.00",
        "993.00",
    ]
    assert built.year_at(DAY("2020-03-31")) == FinancialYear(2019)
    assert built.year_at(DAY("2020-04-01")) == FinancialYear(2020)
    assert built.year_at(DAY("2030-04-01")) == FinancialYear(2020)
    # Nothing was recorded yet: today's own year.
    assert built.year_at(DAY("2010-04-01")) == FinancialYear(2010)


def test_empty_books(book: Build) -> None:
    built = book(base=False, text="")

    assert (built.last_day, built.tracks, built.pots, built.irregular) == (None, {}, {}, [])
    assert built.year_at(DAY("2018-03-31")) == FinancialYear(2017)
    assert built.movements.moves == []
    assert built.planning == []


def test_which_funds_a_return_covers(book: Build) -> None:
    """
    2017-04-01 custom "fund" "Oldest"
      title: "Oldest money"
      funder: "OPCC"
      stage: "awarded"
      reported-in: "Older"
    2018-04-01 custom "fund" "Next"
      title: "The next award"
      funder: "OPCC"
      stage: "awarded"
    2018-04-01 custom "fund" "Grant"
      reported-in: "Next"
      decision: "OPCC-1"
    """
    built = book()
    march, april = DAY("2018-03-31"), DAY("2018-04-01")

    assert built.funds_covered_by("Grant", march) == ["Grant", "Older", "Oldest"]
    assert built.funds_covered_by("Next", march) == ["Next"]
    assert built.funds_covered_by("Next", april) == ["Next", "Grant", "Older", "Oldest"]
    assert built.reporting_fund("Grant", march) is None
    assert built.reporting_fund("Grant", april) == "Next"
    assert built.reporting_fund("Nobody", april) is None
    assert built.fund_at("Next", march) is None
    assert built.fund_at("Nobody", march) is None


def test_funds_reported_in_one_another_are_covered_once(book: Build) -> None:
    """
    2017-06-01 custom "fund" "Grant"
      reported-in: "Older"
      decision: "OPCC-1"
    """
    assert book().funds_covered_by("Grant", DAY("2018-01-01")) == ["Grant", "Older"]


IRREGULAR = [
    ("Equity:Reserve:Grant 1.00 GBP", "Assets:Council:Grant -1.00 GBP"),
    ("Equity:Reserve:Grant 1.00 GBP", "Equity:Reserve:Older -1.00 GBP"),
    ("Assets:Council:Grant 1.00 EUR", "Assets:Awarded:OPCC:Grant -1.00 EUR"),
    ("Assets:Council:Grant 1.001 GBP", "Assets:Awarded:OPCC:Grant -1.001 GBP"),
    ("Assets:Council:Grant 1.00 GBP @ 1 GBP", "Assets:Awarded:OPCC:Grant -1.00 GBP"),
    ("Assets:Council:Grant 1.00 GBP {1 GBP}", "Assets:Awarded:OPCC:Grant -1.00 GBP"),
    ("Assets:Council 1.00 GBP", "Assets:Council:Grant -1.00 GBP"),
    ("Assets:Council:Grant 1.00 GBP", "Assets:Council -1.00 GBP"),
    ("Assets:Council 1.00 GBP", "Assets:Bank -1.00 GBP"),
    ("Equity:Plan:Clearing 1.00 GBP", "Equity:Reserve:Grant -1.00 GBP"),
    ("Assets:Council:Grant 0.5 GBP", "Assets:Awarded:OPCC:Grant -0.46 GBP"),
]
REGULAR = [
    ("Assets:Council:Grant 1 GBP", "Assets:Awarded:OPCC:Grant -1.0 GBP"),
    ("Assets:Council:Grant 0.00 GBP", "Assets:Awarded:OPCC:Grant 0.00 GBP"),
]


@pytest.mark.parametrize(
    ("postings", "irregular"),
    [(each, True) for each in IRREGULAR] + [(each, False) for each in REGULAR],
)
def test_what_keeps_the_two_laws_and_what_does_not(
    postings: tuple[str, str], irregular: bool, book: Build
) -> None:
    built = book(text='2017-06-12 * "x"\n' + "".join(f"  {each}\n" for each in postings))
    assert [entry.narration for entry in built.irregular] == (["x"] if irregular else [])


def test_an_entry_of_both_layers_that_keeps_both_laws_is_regular(book: Build) -> None:
    """
    2017-06-12 * "Spend and release"
      Expenses:Plan:2017-18:Bluelight:Grant           10.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant     5.00 GBP
      Assets:Council:Grant                           -10.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant          -5.00 GBP
    2017-06-12 * "Of no postings"
    """
    assert book().irregular == []


def test_other_directives_and_notable_entries_are_set_apart(book: Build) -> None:
    """
    2017-06-12 ! "Pending"
      purpose: "sport"
      Expenses:Plan:2017-18:Bluelight:Grant    10.00 GBP
      Assets:Council:Grant                    -10.00 GBP
    2017-06-12 * "Not to be looked at"
      invoice: "X"
      Expenses:Plan:2017-18:Bluelight:Grant    10.00 GBP
      Assets:Council:Grant                    -10.00 GBP
    2017-06-12 * "Cites"
      decision: "CSP-1, CSP-2"
      Income:OPCC:Grant             1.00 GBP
      Assets:Awarded:OPCC:Grant    -1.00 GBP
    2017-06-13 note Assets:Council:Grant "A note"
    2017-06-13 event "meeting" "June"
    2017-06-13 document Assets:Council:Grant "main.beancount"
    2017-06-13 pad Assets:Council:Grant Assets:Awarded:OPCC:Grant
    """
    built = book()

    assert [entry.narration for entry in built.pending] == ["Pending"]
    assert [entry.narration for entry in built.remarked] == ["Pending", "Cites"]
    assert [entry.narration for entry in built.earning] == ["Award", "Cites"]
    assert {name: len(entries) for name, entries in built.citing.items()} == {
        "CSP-1": 1,
        "CSP-2": 1,
    }
    assert [len(each) for each in (built.notes, built.events, built.documents, built.pads)] == [
        1,
        1,
        1,
        1,
    ]
    assert built.opens
    assert built.funds_in(built.earning[0]) == ["Grant"]


def test_the_earmarks_of_a_provider(book: Build) -> None:
    """
    2017-07-01 custom "earmark" "2017-18" "Diversionary" "Kicks"
      provider: "Oadby Town FC"
    """
    provided = book().provided
    assert {key: [str(track.pot) for track in tracks] for key, tracks in provided.items()} == {
        ("LeicesterCityFC", "Grant"): ["2017-18/Diversionary/Kicks"],
        ("OadbyTownFC", "Grant"): ["2017-18/Diversionary/Kicks"],
    }
