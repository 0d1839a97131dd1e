"""The forecast of an action, rule by rule: the figures of the worked example, and of small books.

In the small books a grant of 2017/18 that asks for its money back, due by 31 March, pays for one
action; what a test is about stands in its docstring.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.reports.forecasting.report import ActionForecast
from ringfence.reports.forecasting.rules import forecast_of
from ringfence.reports.underspend import Underspend, underspend_of
from ringfence.reports.underspend_paper import beside, named_parts

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
GRANT = """
2017-04-01 custom "fund" "Grant"
  title: "Grant of the year"
  funder: "OPCC"
  stage: "awarded"
  award: 20000.00 GBP
  spend-from: 2017-04-01
  spend-by: 2018-03-31
  unspent: "repay"
  returns: "six-monthly"
2017-04-10 custom "plan" "2017-18"
  adopted: 2017-04-10
2017-06-12 custom "decision" "OPCC-1"
  body: "OPCC"
  title: "As asked"
2017-04-01 custom "action" "2017-18" "Youth"
  title: "Youth work"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:Grant 20000.00 GBP
  Income:OPCC:Grant -20000.00 GBP
"""
NIL = Decimal(0)
AUGUST = datetime.date(2017, 8, 31)

Build = Callable[..., Book]


def pounds(text: str) -> Decimal:
    return Decimal(text)


def put_in(amount: str, earmark: str = "", fund: str = "Grant", day: str = "2017-04-01") -> str:
    """Allocate to the action, and set aside in one of its earmarks."""
    action = f"Equity:Plan:2017-18:Youth:{fund}"
    text = f'{day} * "Plan"\n  Equity:Unallocated:{fund} {amount} GBP\n  {action} -{amount} GBP\n'
    if earmark:
        place = f"Equity:Plan:2017-18:Youth:{earmark}:{fund}"
        text += f'{day} * "Set aside"\n  {action} {amount} GBP\n  {place} -{amount} GBP\n'
    return text


def spend(amount: str, day: str, earmark: str = "", fund: str = "Grant") -> str:
    place = f"Youth:{earmark}" if earmark else "Youth"
    return (
        f'{day} * "Club" "Sessions"\n  Expenses:Plan:2017-18:{place}:{fund} {amount} GBP\n'
        f"  Assets:Council:{fund} -{amount} GBP\n"
    )


def earmark(name: str, *fields: str, day: str = "2017-04-01") -> str:
    lines = "".join(f"  {field}\n" for field in fields)
    return f'{day} custom "earmark" "2017-18" "Youth" "{name}"\n  title: "{name}"\n{lines}'


def said(figure: str, day: str, *fields: str) -> str:
    lines = "".join(f"  {field}\n" for field in fields)
    return f'{day} custom "forecast" "2017-18" "Youth" {figure}\n  reason: "So it looks"\n{lines}'


@pytest.fixture
def youth(book: Build) -> Callable[..., ActionForecast]:
    """Forecast the action of a small book as at a day."""

    def forecast(*text: str, as_at: datetime.date = AUGUST) -> ActionForecast:
        made = book(base=False, text=GRANT + "".join(text))
        assert made.register.faults == []
        return forecast_of(made, ("2017-18", "Youth"), as_at)

    return forecast


Youth = Callable[..., ActionForecast]


# -- the worked example


@cache
def example() -> Book:
    return loading.load(EXAMPLE / "main.beancount").book


def of(day: str, action: str) -> ActionForecast:
    return forecast_of(example(), ("2017-18", action), datetime.date.fromisoformat(day))


def at(day: str, fund: str = "PLF-2017-18") -> Underspend:
    found = underspend_of(example(), fund, datetime.date.fromisoformat(day))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "action", "outturn", "parts", "words"),
    [
        ("2017-06-12", "Sentinel", "5224.22", ("5224.22", "0.00"), "earmarked, without days"),
        ("2017-06-12", "GrowOutCrime", "1200.00", ("0.00", "1200.00"), "to plan"),
        (
            "2017-06-12",
            "BigLunch",
            "2000.00",
            ("1500.00", "500.00"),
            "£1,180.00 earmarked, delivery 18 June; £500.00 to plan",
        ),
        ("2017-06-12", "Diversionary", "9500.00", ("9500.00", "0.00"), "by its profile"),
        (
            "2017-06-20",
            "BigLunch",
            "2000.00",
            ("1500.00", "500.00"),
            "£540.00 bills awaited, delivery to 18 June; £500.00 to plan",
        ),
        # The last day on which bills are awaited, and the day after.
        (
            "2017-07-18",
            "BigLunch",
            "2000.00",
            ("1500.00", "500.00"),
            "£160.00 bills awaited, delivery to 18 June; £500.00 to plan",
        ),
        ("2017-07-19", "BigLunch", "1340.00", ("1340.00", "0.00"), "spent, nothing more expected"),
        ("2017-08-31", "BigLunch", "1340.00", ("1340.00", "0.00"), "spent, nothing more expected"),
        ("2018-01-31", "PropertyMarking", "900.00", ("0.00", "900.00"), "to plan"),
        ("2018-01-31", "Diversionary", "11000.00", ("11000.00", "0.00"), "officer, 31 August"),
        ("2018-03-31", "Diversionary", "9500.00", ("9500.00", "0.00"), "spent"),
    ],
)
def test_the_worked_example(
    day: str, action: str, outturn: str, parts: tuple[str, str], words: str
) -> None:
    found = of(day, action)
    assert (str(found.outturn), found.words) == (outturn, words)
    assert (str(found.decided), str(found.to_plan)) == parts


def test_what_is_unspent_on_12_june() -> None:
    """1,500.50 under allocation (1,000.00 of 2015/16); reserve 908.55 and 2,500.00; free 1,275.28.

    Nobody has looked at Sentinel's 5,224.22, the sunflowers' 1,200.00 and the Big Lunch's 500.00.
    """
    found = at("2017-06-12").unspent
    assert (found.amount, found.total) == (pounds("1500.50"), pounds("4275.78"))
    assert (found.reserve, found.unallocated) == (pounds("3408.55"), pounds("1275.28"))
    assert (found.kept, found.later, found.other_years) == (pounds("1908.55"), NIL, NIL)
    assert (found.by_consent, found.to_repay, found.lapsing) == (pounds("4275.78"), NIL, NIL)
    assert (found.to_plan, found.undated) == (pounds("1700.00"), pounds("5224.22"))
    by_fund = {each.fund: (each.amount, each.kept, each.total) for each in found.funds}
    assert by_fund == {
        "PLF-2015-16": (pounds("1000.00"), pounds("1908.55"), 0),
        "PLF-2016-17": (0, 0, 0),
        "PLF-2017-18": (pounds("500.50"), 0, pounds("4275.78")),
    }


def test_once_the_year_is_over_the_outturn_is_what_was_spent() -> None:
    """KICKS 1,500.00, defibrillators 600.00 and community sessions 250.00 are on order.

    Of KICKS 6,000.00 x 209 / 280 = 4,478.57 was due by then and 4,500.00 is spent; the training is
    in May. So only the sessions, which have no days, are to be accrued or released.
    """
    found = at("2018-03-31")
    assert sum(each.outturn for each in found.forecasts) == pounds("35771.72")
    assert found.unspent.committed == pounds("2350.00")
    doubts = [doubt for each in found.forecasts for doubt in each.doubts]
    assert [doubt.what for doubt in doubts] == [
        (
            "Prevent, Community sessions: £250.00 is on order or agreed, was to be delivered by 31 "
            "March and is not billed. What was supplied by then is to be accrued, and the rest "
            "released."
        ),
    ]
    assert doubts[0].do == (
        'Type: ringfence accrue 2017-18/Prevent/NeighbourHub AMOUNT --payee "Neighbour Hub" '
        "--date 2018-03-31"
    )


def test_an_officers_figure_is_warned_of_once_it_is_as_old_as_the_last_return() -> None:
    """KICKS can be delivered up to 6,000.00 × 209 ÷ 280 = 4,478.57; with 5,000.00 and 0.50."""
    told = {
        each.action: [doubt.what for doubt in each.doubts] for each in at("2018-01-31").forecasts
    }
    assert told["Diversionary"] == [
        (
            "Diversionary Activities: the officer's figure is of 31 August, and so as old as the "
            "last return, as at 31 August 2017."
        ),
        (
            "Diversionary Activities: the officer's figure of £11,000.00, 31 August, is more than "
            "can be delivered by the last day, £9,479.07."
        ),
    ]
    assert told["PropertyMarking"] == [
        "Property marking: £900.00 is still to plan, not yet forecast by an officer."
    ]
    # The figure of the return in hand is fresh.
    kinds = [doubt.kind for each in at("2017-08-31").forecasts for doubt in each.doubts]
    assert kinds == ["above delivery"]
    assert [d.kind for each in at("2017-12-31").forecasts for d in each.doubts].count(
        "to plan"
    ) == 0


# -- rule 3: what is decided, by its days


def test_what_is_due_is_all_expected(youth: Youth) -> None:
    found = youth(put_in("3000.00", "Hall"), earmark("Hall", "pay-by: 2017-09-30"))
    assert (found.outturn, found.words) == (pounds("3000.00"), "earmarked, due 30 September")
    late = youth(
        put_in("3000.00", "Hall"),
        earmark("Hall", "pay-by: 2017-09-30"),
        as_at=datetime.date(2017, 10, 12),
    )
    assert (late.outturn, late.words) == (
        pounds("3000.00"),
        "earmarked, overdue since 30 September",
    )
    assert [doubt.what for doubt in late.doubts] == [
        "Youth work, Hall: £3,000.00 was to be paid by 30 September 2017, and is not."
    ]


def test_a_payment_after_the_year_needs_days_of_delivery(youth: Youth) -> None:
    found = youth(put_in("3000.00", "Hall"), earmark("Hall", "pay-by: 2018-04-30"))
    assert found.outturn == pounds("3000.00")
    assert [doubt.what for doubt in found.doubts] == [
        (
            "Youth work, Hall: £3,000.00 is to be paid by 30 April 2018, after the year; it needs "
            "days of delivery, by which to forecast it."
        )
    ]


def test_an_event_is_over_30_days_after_it(youth: Youth) -> None:
    """3,000.00 allocated, 2,500.00 of it for the event, 2,300.00 spent."""
    text = (
        put_in("500.00"),
        put_in("2500.00", "Event"),
        earmark("Event", "delivery-by: 2017-06-17"),
        spend("2300.00", "2017-06-20", "Event"),
    )
    assert youth(*text).outturn == pounds("2300.00")
    assert youth(*text, as_at=datetime.date(2017, 7, 17)).outturn == pounds("3000.00")
    assert youth(*text, as_at=datetime.date(2017, 7, 18)).outturn == pounds("2300.00")


def test_an_event_with_an_order_open_is_not_over(youth: Youth) -> None:
    text = (
        put_in("500.00"),
        put_in("2500.00", "Event"),
        earmark("Event", "delivery-by: 2017-06-17", 'order: "PO-1"'),
        spend("2300.00", "2017-06-20", "Event"),
    )
    found = youth(*text)
    assert (found.outturn, found.to_plan) == (pounds("3000.00"), pounds("500.00"))
    assert [doubt.do for doubt in found.doubts] == [
        "If no bill is to come, type: ringfence release 2017-18/Youth/Event --date 2017-08-31"
    ]


def test_delivery_beyond_the_year_is_expected_by_its_days(youth: Youth) -> None:
    """3,000.00 × 209 ÷ 280 = 2,239.29, whatever of it is spent by then."""
    text = (
        put_in("3000.00", "Kicks"),
        earmark(
            "Kicks", 'agreement: "SLA"', "delivery-from: 2017-09-04", "delivery-by: 2018-06-10"
        ),
    )
    found = youth(*text)
    assert (found.outturn, found.committed) == (pounds("2239.29"), pounds("3000.00"))
    assert found.words == "agreed, delivery 4 September to 10 June 2018"
    later = youth(*text, spend("2000.00", "2017-12-01", "Kicks"), as_at=datetime.date(2018, 2, 1))
    assert later.outturn == pounds("2239.29")
    more = youth(*text, spend("2500.00", "2017-12-01", "Kicks"), as_at=datetime.date(2018, 2, 1))
    assert more.outturn == pounds("2500.00")


@pytest.mark.parametrize("day", ["2017-09-30", "2017-12-31", "2018-03-30"])
def test_work_billed_in_arrears_stays_expected(youth: Youth, day: str) -> None:
    """12,000.00 × 274 ÷ 365 = 9,008.22, of which the first quarter's 3,000.00 is billed."""
    found = youth(
        put_in("12000.00", "Service"),
        earmark(
            "Service", 'agreement: "SLA"', "delivery-from: 2017-07-01", "delivery-by: 2018-06-30"
        ),
        spend("3000.00", "2017-09-29", "Service"),
        as_at=datetime.date.fromisoformat(day),
    )
    assert found.outturn == pounds("9008.22")
    assert found.expected[0].amount == pounds("6008.22")


@pytest.mark.parametrize(
    ("fields", "outturn"),
    [
        ((), "1000.00"),
        (("delivery-from: 2017-10-01",), "1000.00"),
        (("delivery-from: 2018-04-09",), "0.00"),  # nothing of it before the last day
        (("delivery-by: 2018-03-31",), "1000.00"),
        (("delivery-by: 2018-04-01",), "0.00"),
        (("delivery-by: 2018-04-01", "pay-by: 2018-03-31"), "0.00"),  # delivery decides
    ],
)
def test_each_earmark_by_its_own_days(youth: Youth, fields: tuple[str, ...], outturn: str) -> None:
    found = youth(put_in("1000.00", "One"), earmark("One", *fields))
    assert found.outturn == pounds(outturn)


def test_what_is_carried_forward_is_delivered_in_the_days_left(youth: Youth) -> None:
    """Set aside in this year's plan for 1 April to 30 June 2018: 365 of 456 days are its year's.

    4,560.00 × 365 ÷ 456 = 3,650.00, though delivery began in January.
    """
    found = youth(
        put_in("4560.00", "Long"),
        earmark("Long", "delivery-from: 2017-01-01", "delivery-by: 2018-06-30"),
    )
    assert found.outturn == pounds("3650.00")


def test_a_fund_that_ends_earlier_is_forecast_to_its_own_last_day(youth: Youth) -> None:
    """October to March are 182 days, 92 of them by 31 December: 1,000.00 × 92 ÷ 182 = 505.49."""
    text = (
        '2017-05-01 custom "fund" "Grant"\n  spend-by: 2017-12-31\n  decision: "OPCC-1"\n',
        put_in("1000.00", "One"),
        earmark("One", "delivery-from: 2017-10-01", "delivery-by: 2018-03-31"),
        put_in("50.00"),
    )
    assert youth(*text).outturn == pounds("555.49")
    assert youth(*text, as_at=datetime.date(2017, 12, 30)).outturn == pounds("555.49")
    over = youth(*text, as_at=datetime.date(2017, 12, 31))
    assert (over.outturn, over.rule.value) == (NIL, "actual")


# -- rule 4: what is to plan


def test_an_action_declared_over_expects_nothing_more(youth: Youth) -> None:
    until = '2017-07-01 custom "action" "2017-18" "Youth"\n  until: 2017-08-31\n'
    text = (put_in("1000.00"), spend("400.00", "2017-05-02"), until + '  decision: "OPCC-1"\n')
    assert youth(*text).outturn == pounds("1000.00")
    over = youth(*text, as_at=datetime.date(2017, 9, 1))
    assert (over.outturn, over.words) == (pounds("400.00"), "spent, nothing more expected")


# -- rules 1, 2 and 5: a figure of the whole action, and on which funds it falls

OTHER = """
2017-04-01 custom "fund" "Kept"
  title: "Kept money"
  funder: "Council"
  stage: "awarded"
  unspent: "keep"
2017-04-01 * "Council" "Contribution"
  Assets:Awarded:Council:Kept 5000.00 GBP
  Income:Council:Kept -5000.00 GBP
"""


def by_fund(found: ActionForecast) -> dict[str, str]:
    return {fund: str(part.outturn) for fund, part in found.by_fund.items()}


def test_what_is_left_falls_on_the_fund_that_may_be_spent_longest(youth: Youth) -> None:
    """800.00 of 3,000.00 is not forecast: 500.00 of Kept was spent, so 500.00 of it can be left."""
    text: tuple[str, ...] = (OTHER, put_in("2000.00"), put_in("1000.00", fund="Kept"))
    text = (*text, spend("500.00", "2017-05-02", fund="Kept"), said("2200.00 GBP", "2017-08-01"))
    assert by_fund(youth(*text)) == {"Grant": "1700.00", "Kept": "500.00"}


def test_a_figure_falls_by_declared_shares(youth: Youth) -> None:
    """60 and 40 of 2,000.00; once Kept has spent 900.00, the other bears what is left of it."""
    shares = '2017-04-02 custom "action" "2017-18" "Youth"\n  shares: "Grant 60, Kept 40"\n'
    text: tuple[str, ...] = (OTHER, put_in("2000.00"), put_in("1000.00", fund="Kept"), shares)
    text = (*text, '  decision: "OPCC-1"\n', said("2000.00 GBP", "2017-08-01"))
    assert by_fund(youth(*text)) == {"Grant": "1200.00", "Kept": "800.00"}
    more = youth(*text, spend("900.00", "2017-05-02", fund="Kept"))
    assert by_fund(more) == {"Grant": "1100.00", "Kept": "900.00"}
    # Kept has 1,000.00 and no more.
    over = youth(*text, said("2900.00 GBP", "2017-08-02"))
    assert by_fund(over) == {"Grant": "1900.00", "Kept": "1000.00"}


def test_a_figure_above_the_allocation_stands_apart(youth: Youth) -> None:
    """The 100.00 over fall on the fund that may be spent longest, as a pending spend would."""
    text: tuple[str, ...] = (OTHER, put_in("2000.00"), put_in("1000.00", fund="Kept"))
    found = youth(*text, said("3100.00 GBP", "2017-08-01"))
    assert by_fund(found) == {"Grant": "2000.00", "Kept": "1100.00"}
    assert (found.variance, found.over, found.under) == (pounds("100.00"), pounds("100.00"), NIL)
    assert [doubt.what for doubt in found.doubts] == [
        (
            "Youth work: the officer's figure of £3,100.00, 1 August, is above what is allocated, "
            "£3,000.00."
        )
    ]


def test_a_figure_of_one_fund_is_of_that_fund_alone(youth: Youth) -> None:
    text: tuple[str, ...] = (OTHER, put_in("2000.00"), put_in("1000.00", fund="Kept"))
    one = said("300.00 GBP", "2017-08-01", 'fund: "Kept"')
    found = youth(*text, one)
    assert by_fund(found) == {"Grant": "2000.00", "Kept": "300.00"}
    assert found.words == "officer, 1 August, of Kept alone"
    assert (found.by_fund["Grant"].to_plan, found.to_plan) == (pounds("2000.00"), pounds("2000.00"))
    # The next figure of the whole action is of all funds again; an earlier one is not.
    whole = said("1500.00 GBP", "2017-08-02")
    assert by_fund(youth(*text, one, whole)) == {"Grant": "1500.00", "Kept": "0.00"}
    whole = said("1500.00 GBP", "2017-07-31")
    assert by_fund(youth(*text, whole, one)) == {"Grant": "1500.00", "Kept": "300.00"}


def test_a_straight_line_of_one_fund(youth: Youth) -> None:
    """153 of 365 days by 31 August: 459.00 × 365 ÷ 153 = 1,095.00, at most the 1,000.00 there."""
    text: tuple[str, ...] = (OTHER, put_in("2000.00"), put_in("1000.00", fund="Kept"))
    text = (*text, spend("306.00", "2017-05-02", fund="Kept"))
    line = said('"straight-line"', "2017-08-01", 'fund: "Kept"')
    assert by_fund(youth(*text, line)) == {"Grant": "2000.00", "Kept": "730.00"}
    text = (*text, spend("153.00", "2017-06-02", fund="Kept"))
    assert by_fund(youth(*text, line)) == {"Grant": "2000.00", "Kept": "1000.00"}


def test_from_its_last_day_on_no_figure_counts_for_a_fund(youth: Youth) -> None:
    text = (
        OTHER,
        '2017-05-01 custom "fund" "Grant"\n  spend-by: 2017-08-31\n  decision: "OPCC-1"\n',
        put_in("2000.00"),
        put_in("1000.00", fund="Kept"),
        spend("700.00", "2017-05-02"),
        said("2500.00 GBP", "2017-08-01"),
    )
    day = datetime.date(2017, 8, 30)
    assert by_fund(youth(*text, as_at=day)) == {"Grant": "2000.00", "Kept": "500.00"}
    found = youth(*text)
    # 700.00 of Grant; Kept could bear 1,800.00, an overspend of 800.00 that she says.
    assert by_fund(found) == {"Grant": "700.00", "Kept": "1800.00"}
    assert found.by_fund["Grant"].rule.value == "actual"


def profile(steps: str) -> str:
    return (
        f'2017-04-02 custom "action" "2017-18" "Youth"\n  profile: "{steps}"\n'
        '  decision: "OPCC-1"\n'
    )


def test_being_behind_the_profile_is_timing(youth: Youth) -> None:
    """By days 1,000.00 at 31 August and 3,000.00 at 31 March: on 30 November 1,858.49.

    91 of 212 days since. 1,100.00 spent, so 758.49 behind; 1,900.00 in 121 days is 477.62 a
    month, and 800.00 was spent in May.
    """
    found = youth(
        profile("2017-08-31 1000.00, 2018-03-31 3000.00"),
        put_in("3500.00"),
        spend("500.00", "2017-05-02"),
        spend("300.00", "2017-05-30"),
        spend("300.00", "2017-09-30"),
        as_at=datetime.date(2017, 11, 30),
    )
    assert (found.outturn, found.rule.value) == (pounds("3000.00"), "profile")
    assert found.timing is not None
    assert found.timing == (
        pounds("1858.49"),
        pounds("1100.00"),
        pounds("477.62"),
        pounds("800.00"),
    )
    assert found.timing.behind == pounds("758.49")


def test_timing_is_not_told_where_an_officer_has_looked(youth: Youth) -> None:
    text = (profile("2017-08-31 1000.00, 2018-03-31 3000.00"), put_in("3500.00"))
    assert youth(*text, said("2000.00 GBP", "2017-08-01")).timing is None
    # A tenth behind is in arrears: 1,000.00 by 31 August.
    assert youth(*text, spend("900.00", "2017-05-02")).timing is None
    assert youth(*text, spend("899.99", "2017-05-02")).timing is not None


def test_a_profile_under_what_is_decided_is_warned_of(youth: Youth) -> None:
    found = youth(profile("2018-03-31 500.00"), put_in("800.00", "One"), earmark("One"))
    assert (found.outturn, found.held) == (pounds("800.00"), "decided")
    assert [doubt.what for doubt in found.doubts] == [
        "Youth work: the profile ends at less than what is decided, £800.00."
    ]


# -- unspent


def test_what_is_given_back_lapses_as_far_as_it_was_never_received(book: Build) -> None:
    """Of 20,000.00 14,000.00 has come, 8,000.00 is spent: 6,000.00 is repaid, 6,000.00 lapses."""
    text = GRANT + put_in("8000.00") + spend("8000.00", "2017-05-02")
    text += '2017-06-01 * "OPCC" "Paid"\n  Assets:Council:Grant 14000.00 GBP\n'
    text += "  Assets:Awarded:OPCC:Grant -14000.00 GBP\n"
    found = underspend_of(book(base=False, text=text), "Grant", AUGUST)
    assert found is not None
    assert (found.total, found.unspent.to_repay, found.unspent.lapsing) == (
        pounds("12000.00"),
        pounds("6000.00"),
        pounds("6000.00"),
    )
    (fund,) = found.funds
    assert fund.proposed == "£6,000.00 to be repaid; £6,000.00 not received, to lapse"


def test_no_more_is_unspent_than_is_left(book: Build) -> None:
    """Youth is said to cost 200.00 more, Sport 300.00 less; 19,000.00 is not allocated.

    300.00 + 19,000.00 - 200.00 = 19,100.00, which is 20,000.00 less the 700.00 and the 200.00.
    """
    sport = '2017-04-01 custom "action" "2017-18" "Sport"\n  title: "Sport"\n'
    plan = put_in("500.00") + put_in("500.00").replace(":Youth", ":Sport")
    figures = said("700.00 GBP", "2017-08-01") + said("200.00 GBP", "2017-08-01").replace(
        '"Youth"', '"Sport"'
    )
    made = book(base=False, text=GRANT + sport + plan + figures)
    found = underspend_of(made, "Grant", AUGUST)
    assert found is not None
    assert (found.amount, found.unspent.over) == (pounds("300.00"), pounds("200.00"))
    (fund,) = found.funds
    assert found.total == fund.remaining == pounds("19100.00")
    assert fund.awarded == fund.spent + fund.expected + fund.remaining
    assert [line.forecast_under for line in found.lines] == [pounds("300.00"), NIL]
    assert [line.forecast_over for line in found.lines] == [NIL, pounds("200.00")]
    assert dict(named_parts(found.unspent)) == {
        "Forecast under allocation": pounds("300.00"),
        "Not allocated": pounds("19000.00"),
        "Less what is forecast to be spent above allocations": pounds("-200.00"),
    }
    assert list(beside(found.unspent)) == [
        "£200.00 is forecast to be spent above allocations. It is taken off what is unspent."
    ]


def test_an_overspend_beyond_what_is_left_leaves_nothing(book: Build) -> None:
    """19,900.00 is Youth's, 20,500.00 spent: of 600.00 above it, 100.00 is what was not allocated.

    Nothing is left, and no sum below zero is offered or asked for.
    """
    text = GRANT + put_in("19900.00") + spend("20500.00", "2017-05-02")
    found = underspend_of(book(base=False, text=text), "Grant", datetime.date(2018, 3, 31))
    assert found is not None
    (fund,) = found.funds
    assert (found.total, fund.whole, fund.remaining) == (NIL, NIL, pounds("-500.00"))
    assert dict(named_parts(found.unspent)) == {
        "Allocated and not spent": NIL,
        "Not allocated": pounds("100.00"),
        "Less what was spent above allocations": pounds("-100.00"),
    }
    (told,) = beside(found.unspent)
    assert told == (
        "£600.00 was spent above allocations. £100.00 of it is taken off what is unspent; nothing "
        "is left to pay for the other £500.00."
    )


def test_a_part_of_a_forecast_rests_on_its_own_money(book: Build) -> None:
    """Youth has £1,400.00 of Grant, £400.00 of it set aside, and £250.00 of Other to plan."""
    other = GRANT[: GRANT.index("2017-04-10 custom")].replace('"Grant"', '"Other"')
    award = GRANT[GRANT.index('2017-04-01 * "OPCC"') :].replace(":Grant", ":Other")
    made = book(
        text=GRANT
        + other
        + award
        + put_in("1000.00")
        + put_in("400.00", "Club")
        + put_in("250.00", fund="Other"),
        base=False,
    )
    whole = forecast_of(made, ("2017-18", "Youth"), AUGUST)
    assert whole.only(["Grant", "Other"]) == whole
    part = whole.only(["Other"])
    assert (part.words, part.rule.value, part.outturn) == ("to plan", "to plan", pounds("250.00"))
    assert "£250.00" not in whole.only(["Grant"]).words
