"""The rule `authority`: a year that was over when money was first put into its plan.

`BASE` has no plan 2016-17: its money begins on 1 April 2017, and 2016-17 ended the day before.
"""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Refused

RULE = "authority"
ACTIONS = """2017-04-01 custom "action" "2016-17" "Kiosk"
  title: "Kiosk"
2017-04-01 custom "action" "2016-17" "Lights"
  title: "Lights"
2017-04-01 custom "action" "2018-19" "Kiosk"
  title: "Kiosk"
"""
WHY = (
    "2016-17 was over on 2017-03-31, and its plan counts as adopted by then (nobody recorded the "
    "day), so it needs a decision of the CSP by {day}, and names none. "
)
KIOSK, LIGHTS = "Plan:2016-17:Kiosk", "Plan:2016-17:Lights"


def moved(  # noqa: PLR0917 - from where to where, how much, on what, when and of which fund
    source: str,
    to: str,
    amount: str = "100.00",
    decision: str = "",
    day: str = "2017-06-12",
    fund: str = "Older",
) -> str:
    cited = f'  decision: "{decision}"\n' if decision else ""
    return (
        f'{day} * "Moved {amount}"\n{cited}  Equity:{source}:{fund}  {amount} GBP\n'
        f"  Equity:{to}:{fund}  -{amount} GBP\n"
    )


def said(refused: Refused, text: str) -> list[str]:
    return [each.message.partition(":")[0] for each in refused(RULE, text=ACTIONS + text)]


@pytest.mark.parametrize("fund", ["Older", "Grant"])
def test_money_put_into_a_past_year_is_decided(fund: str, refused: Refused) -> None:
    assert refused(RULE, text=ACTIONS + moved("Unallocated", KIOSK, fund=fund)) == [
        Fault(
            "7",
            f"“Moved 100.00” is an allocation of £100.00 of {fund} to 2016-17/Kiosk: "
            + WHY.format(day="2017-06-12")
            + 'Add `decision: "ID"` (--decision ID). Decisions it could name: CSP-2 or CSP-1. '
            "[authority]",
        )
    ]
    assert said(refused, moved("Unallocated", KIOSK, decision="CSP-1", fund=fund)) == []


def test_so_is_what_moves_within_one_on_the_day_on_which_it_came(refused: Refused) -> None:
    into = moved("Unallocated", KIOSK, decision="CSP-1")
    assert said(refused, into + moved(KIOSK, LIGHTS)) == [
        "“Moved 100.00” is a cut of £100.00 of Older in the allocation of 2016-17/Kiosk"
    ]
    assert said(refused, into + moved(KIOSK, LIGHTS, decision="CSP-1")) == []


def test_a_draw_on_the_reserve_into_a_past_year_is_a_draw_on_any_day(refused: Refused) -> None:
    # Before the plan of this year was adopted, so that nothing else would ask for a decision.
    drawn = moved("Reserve", KIOSK, day="2017-04-02")
    assert said(refused, drawn) == ["“Moved 100.00” is a draw of £100.00 of Older on the reserve"]
    before = '2017-04-01 custom "decision" "CSP-0"\n  body: "CSP"\n  title: "Before"\n'
    assert said(refused, before + drawn.replace('"\n', '"\n  decision: "CSP-0"\n', 1)) == []
    assert said(refused, moved("Reserve", "Plan:2017-18:Bluelight", day="2017-04-02")) == []


@pytest.mark.parametrize(
    ("amounts", "count"),
    [
        (("200.00", "300.00"), 0),
        (("500.00",), 0),
        (("500.01",), 1),
        (("200.00", "300.01"), 1),
        (("500.01", "500.00"), 1),
    ],
)
def test_what_the_books_take_over_goes_to_where_it_was(
    amounts: tuple[str, ...], count: int, refused: Refused
) -> None:
    """`Older` is opening money: 500.00 on 1 April 2017."""
    opening = "".join(moved("Unallocated", KIOSK, each, day="2017-04-01") for each in amounts)
    assert len(said(refused, opening)) == count
    a_day_later = moved("Unallocated", KIOSK, day="2017-04-02")
    assert len(said(refused, a_day_later)) == 1
    # What was awarded that day was not there before.
    assert len(said(refused, moved("Unallocated", KIOSK, day="2017-04-01", fund="Grant"))) == 1


BROUGHT_FORWARD = """2017-05-02 custom "fund" "Late"
  title: "Another grant"
  funder: "OPCC"
  stage: "awarded"
2017-05-02 * "OPCC" "Award, not received before"
  brought-forward: TRUE
  Assets:Awarded:OPCC:Late       300.00 GBP
  Income:OPCC:Late              -300.00 GBP
2017-05-02 * "Held"
  brought-forward: TRUE
  Assets:Council:Late             50.00 GBP
  Equity:Opening:Late            -50.00 GBP
"""


def test_what_is_brought_forward_of_an_award_is_taken_over_too(refused: Refused) -> None:
    text = BROUGHT_FORWARD
    opening = moved("Unallocated", KIOSK, "350.00", day="2017-05-02", fund="Late")
    assert said(refused, text + opening) == []
    assert len(said(refused, text + opening.replace("350.00", "350.01"))) == 1
    unmarked = text.replace("  brought-forward: TRUE\n", "", 1)
    assert len(said(refused, unmarked + opening)) == 1
    assert said(refused, unmarked + opening.replace("350.00", "50.00")) == []


def test_a_deferral_that_is_taken_back_takes_nothing_over(refused: Refused) -> None:
    deferred = """2018-03-31 * "OPCC" "Left at the year's end"
  Equity:Opening:Older  500.00 GBP
  Liabilities:InAdvance:OPCC:Older  -500.00 GBP
2018-04-01 * "OPCC" "Back"
  Liabilities:InAdvance:OPCC:Older  500.00 GBP
  Equity:Opening:Older  -500.00 GBP
"""
    late = moved("Unallocated", KIOSK, day="2018-04-01")
    assert len(said(refused, deferred + late)) == 1


def test_a_plan_of_which_the_day_is_said_is_held_to_it(refused: Refused) -> None:
    plan = '2017-04-01 custom "plan" "2016-17"\n  adopted: 2016-04-11\n'
    opening = moved("Unallocated", KIOSK, day="2017-04-01")
    ((_place, message),) = refused(RULE, text=ACTIONS + plan + opening)
    assert message.startswith(
        "“Moved 100.00” is an allocation of £100.00 of Older to 2016-17/Kiosk: the plan 2016-17 "
        "was adopted on 2016-04-11, so it needs a decision of the CSP by 2017-04-01"
    )


def test_a_plan_of_which_no_day_is_said_is_made_until_its_year_is_over(refused: Refused) -> None:
    """Money first put into a plan on its year's last day, and on the day after."""
    text = '2017-04-01 custom "action" "2018-19" "Kiosk"\n  title: "Kiosk"\n'
    for day, count in (("2019-03-31", 0), ("2019-04-01", 1)):
        into = moved("Unallocated", "Plan:2018-19:Kiosk", day=day)
        assert len(refused(RULE, text=text + into)) == count, day
    again = moved("Unallocated", "Plan:2018-19:Kiosk", day="2019-03-30") + moved(
        "Unallocated", "Plan:2018-19:Kiosk", "50.00", day="2019-03-31"
    )
    ((_place, message),) = refused(RULE, text=text + again)
    assert message.startswith(
        "“Moved 50.00” is an allocation of £50.00 of Older to 2018-19/Kiosk: money was first put "
        "into the plan 2018-19 on 2019-03-30, and what follows changes it"
    )


def test_an_account_with_nothing_in_pounds_takes_nothing_over(refused: Refused) -> None:
    """Euros are another rule's to refuse; the others go on."""
    foreign = """2017-04-01 * "OPCC" "Abroad"
  Assets:Awarded:OPCC:Older  5.00 EUR
  Income:OPCC:Older  -5.00 EUR
"""
    opening = moved("Unallocated", KIOSK, "500.00", day="2017-04-01")
    assert said(refused, foreign + opening) == []
