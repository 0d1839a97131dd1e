"""The rule `authority`: out and in on one day is a move, and a draw is one wherever it goes.

The plan 2017-18 of `BASE` was adopted on 10 April 2017; CSP-1, CSP-2 and OPCC-1 are of 12 June.
"""

from __future__ import annotations

import pytest

from tests.conftest import BASE, Fault, Refused

RULE = "authority"
TERMS = """2017-04-02 custom "fund" "Grant"
  virement-percent: 10
  decision: "OPCC-0"
2017-04-01 custom "decision" "OPCC-0"
  body: "OPCC"
  title: "Terms"
"""
OUT, INTO = "Plan:2017-18:Bluelight", "Plan:2017-18:Diversionary"


def moved(
    source: str, to: str, amount: str, decision: str = "CSP-1", day: str = "2017-06-12"
) -> str:
    cited = f'  decision: "{decision}"\n' if decision else ""
    return (
        f'{day} * "Moved {amount}"\n{cited}  Equity:{source}:Grant  {amount} GBP\n'
        f"  Equity:{to}:Grant  -{amount} GBP\n"
    )


ANOTHER_MEETING = '2017-06-11 custom "decision" "CSP-3"\n  body: "CSP"\n  title: "Another"\n'


def faults(refused: Refused, text: str) -> list[str]:
    return [each.message.partition(":")[0] for each in refused(RULE, text=TERMS + text)]


@pytest.mark.parametrize("hub", ["Unallocated", "Reserve"])
def test_out_and_in_on_one_day_is_a_move_though_nothing_links_it(
    hub: str, refused: Refused
) -> None:
    out = moved(OUT, hub, "200.01", "CSP-1")
    into = moved(hub, INTO, "200.01", "CSP-2")
    assert refused(RULE, text=TERMS + out + into) == [
        Fault(
            "11",
            "“Moved 200.01” is a move of £200.01 from 2017-18/Bluelight to 2017-18/Diversionary "
            f"through {hub}: it brings the total moved between the two this year to £200.01, above "
            "£200.00, 10% of 2017-18/Bluelight's £2,000.00 (virement-percent of Grant), so it "
            "needs a decision of OPCC by 2017-06-12; CSP-2 is one of the CSP. Name one that will "
            "do (--decision ID). Decisions it could name: OPCC-1 or OPCC-0. [authority]",
        )
    ]
    assert refused(RULE, text=TERMS + out + moved(hub, INTO, "200.01", "CSP-2, OPCC-1")) == []
    assert refused(RULE, text=TERMS + out + moved(hub, INTO, "200.00", "CSP-2")) == []
    next_day = ANOTHER_MEETING + moved(hub, INTO, "200.01", "CSP-3", "2017-06-13")
    assert refused(RULE, text=TERMS + out + next_day) == []
    assert refused(RULE, text=out + into) == []  # no `virement-percent`


def test_what_one_meeting_decided_is_one_however_many_decisions_it_is(refused: Refused) -> None:
    out = moved(OUT, "Unallocated", "200.01", "CSP-1")
    into = moved("Unallocated", INTO, "200.01", "CSP-2", "2017-07-03")
    assert refused(RULE, text=TERMS + out + into) == [
        Fault(
            "11",
            "“Moved 200.01” is a move of £200.01 from 2017-18/Bluelight to 2017-18/Diversionary "
            "through Unallocated: it brings the total moved between the two this year to £200.01, "
            "above £200.00, 10% of 2017-18/Bluelight's £2,000.00 (virement-percent of Grant), so "
            "it needs a decision of OPCC by 2017-07-03; CSP-2 is one of the CSP. Name one that "
            "will do (--decision ID). Decisions it could name: OPCC-1 or OPCC-0. [authority]",
        )
    ]
    assert faults(refused, ANOTHER_MEETING + out + into.replace("CSP-2", "CSP-3")) == []
    # Of another body's decision of that day it is not.
    others = ANOTHER_MEETING.replace("06-11", "06-12").replace('body: "CSP"', 'body: "finance"')
    both = out.replace('"CSP-1"', '"CSP-1, CSP-3"')
    apart = ANOTHER_MEETING.replace("CSP-3", "CSP-4") + into.replace("CSP-2", "CSP-4, Fin-1")
    assert len(faults(refused, others + both + apart)) == 1
    assert faults(refused, others + out + apart) == []
    # What was awarded on the day of a step, or given up, is taken off.
    for day, sign in (("2017-07-03", ""), ("2017-06-12", "-")):
        fresh = AWARD.format(f"{sign}200.01").replace("--", "").replace("2017-06-12", day)
        assert faults(refused, out + into + fresh) == [], day
    # By way of the reserve it takes more than one meeting: a draw alone counts for nothing.
    by_reserve = moved(OUT, "Reserve", "400.00") + moved(
        "Reserve", INTO, "400.00", "CSP-2", "2017-07-03"
    )
    assert faults(refused, by_reserve) == []


def test_several_reserves_are_one_way(refused: Refused) -> None:
    out = moved(OUT, "Reserve", "400.00")
    into = moved("Reserve:Contingency", INTO, "400.00", "CSP-2")
    through = "“Moved 400.00” is a move of £400.00 from 2017-18/Bluelight to 2017-18/Diversionary "
    assert faults(refused, out + into) == [f"{through}through Reserve/Contingency"]
    between = moved("Reserve", "Reserve:Contingency", "400.00")
    assert faults(refused, out + between + into) == [f"{through}through Reserve/Contingency"]
    # Money between two reserves does not make Unallocated and the reserve one way.
    out = moved(OUT, "Unallocated", "400.00", "CSP-1")
    assert faults(refused, out + between + into) == []


def test_by_way_of_a_plan_still_being_made_is_no_way_round_the_day(refused: Refused) -> None:
    """Out, or in, by way of 2018-19, whose plan nobody adopted yet."""
    actions = '2017-04-01 custom "action" "2018-19" "Bluelight"\n  title: "Bluelight"\n'
    on = moved(OUT, "Plan:2018-19:Bluelight", "400.00", "")
    across = moved("Plan:2018-19:Bluelight", LATER, "400.00", "")
    out, into = "Plan:2018-19:Bluelight", LATER
    through = "“Moved 400.00” is a move of £400.00 from 2017-18/Bluelight to 2017-18/Diversionary "
    for steps, way in (
        (on + across + moved(into, INTO, "400.00"), "2018-19"),
        (
            on + moved(out, "Unallocated", "400.00") + moved("Unallocated", INTO, "400.00"),
            "Unallocated",
        ),
        (
            moved(OUT, "Unallocated", "400.00")
            + moved("Unallocated", LATER, "400.00", "")
            + moved(LATER, INTO, "400.00", "CSP-2"),
            "2018-19",
        ),
        (
            moved(OUT, "Unallocated", "400.00")
            + moved("Unallocated", LATER, "400.00", "")
            + moved(LATER, "Reserve", "400.00", "")
            + moved("Reserve", INTO, "400.00", "CSP-2"),
            "Reserve",
        ),
    ):
        assert faults(refused, actions + steps) == [f"{through}through {way}"], way
    home = moved(LATER, out, "400.00", "") + moved(out, OUT, "400.00", "")
    assert faults(refused, actions + on + across + home) == []


def test_up_to_the_smaller_sum_of_the_day(refused: Refused) -> None:
    out = moved(OUT, "Unallocated", "400.00")
    two = moved("Unallocated", INTO, "200.00", "CSP-2") + moved(
        "Unallocated", INTO, "200.00", "CSP-2"
    )
    assert faults(refused, out + two) == [
        (
            "“Moved 200.00” is a move of £200.00 from 2017-18/Bluelight to 2017-18/Diversionary "
            "through Unallocated"
        )
    ]
    more = moved("Unallocated", INTO, "900.00", "CSP-2")
    assert faults(refused, moved(OUT, "Unallocated", "200.00") + more) == []
    assert len(faults(refused, moved(OUT, "Unallocated", "200.01") + more)) == 1


def test_what_goes_back_where_it_was_has_not_moved(refused: Refused) -> None:
    out = moved(OUT, "Unallocated", "400.00")
    back = moved("Unallocated", OUT, "400.00", "CSP-2")
    into = moved("Unallocated", INTO, "400.00", "CSP-2")
    assert faults(refused, out + back + into) == []


AWARD = """2017-06-12 * "OPCC" "More"
  Assets:Awarded:OPCC:Grant  {0} GBP
  Income:OPCC:Grant  -{0} GBP
"""


def test_what_came_or_went_that_day_is_taken_off_first(refused: Refused) -> None:
    both = moved(OUT, "Unallocated", "400.00") + moved("Unallocated", INTO, "400.00", "CSP-2")
    assert len(faults(refused, both)) == 1
    for sign in ("", "-"):
        enough = AWARD.format(f"{sign}200.00").replace("--", "")
        assert faults(refused, both + enough) == [], sign
        less = AWARD.format(f"{sign}199.99").replace("--", "")
        assert len(faults(refused, both + less)) == 1, sign


def test_from_one_way_to_the_other_is_one_way(refused: Refused) -> None:
    out, into = moved(OUT, "Unallocated", "400.00"), moved("Reserve", INTO, "400.00", "CSP-2")
    bridge = moved("Unallocated", "Reserve", "400.00")
    assert faults(refused, out + into) == []
    assert len(faults(refused, out + bridge + into)) == 1


def test_what_a_decision_joins_is_not_counted_again_by_its_day(refused: Refused) -> None:
    out, into = moved(OUT, "Unallocated", "200.00"), moved("Unallocated", INTO, "200.00")
    more = moved("Unallocated", INTO, "500.00", "CSP-2")
    assert faults(refused, out + into + more) == []


LATER = "Plan:2018-19:Diversionary"
PLAN = """2018-04-16 custom "plan" "2018-19"
  adopted: 2018-04-16
  decision: "{}"
"""


def test_a_draw_on_the_reserve_is_one_wherever_it_goes(refused: Refused) -> None:
    drawn = moved("Reserve", LATER, "10.00", "")
    assert refused(RULE, text=drawn) == [
        Fault(
            "1",
            "“Moved 10.00” is a draw of £10.00 of Grant on the reserve: the plan 2017-18 was "
            "adopted on 2017-04-10, so it needs a decision of the CSP by 2017-06-12, and names "
            'none. Add `decision: "ID"` (--decision ID). Decisions it could name: CSP-2 or CSP-1. '
            "[authority]",
        )
    ]
    assert refused(RULE, text=moved("Reserve", LATER, "10.00")) == []
    assert refused(RULE, text=moved("Reserve", LATER, "10.00", "", "2017-04-10")) == []
    # The later plan's own decision serves, if it is of the CSP and was taken by then.
    assert refused(RULE, text=drawn + PLAN.format("CSP-1")) == []
    assert len(refused(RULE, text=drawn + PLAN.format("OPCC-1"))) == 1
    early = moved("Reserve", LATER, "10.00", "", "2017-06-11")
    assert len(refused(RULE, text=early + PLAN.format("CSP-1"))) == 1
    # What the plan was adopted with decides nothing that is drawn after it.
    after = moved("Reserve", LATER, "10.00", "", "2018-04-17")
    assert len(refused(RULE, text=after + PLAN.format("CSP-1"))) == 1


def test_one_decision_named_twice_is_used_once(refused: Refused) -> None:
    twice = moved("Reserve", INTO, "600.00", "CSP-2, CSP-2")
    assert refused(RULE, text=twice) == []
    assert len(refused(RULE, text=twice + moved("Reserve", INTO, "400.01", "CSP-2"))) == 1


CREDIT = """2018-05-01 custom "year" "2017-18"
  status: "closed"
2017-05-01 * "Printer" "Leaflets"
  Expenses:Plan:2017-18:Bluelight:Grant  50.00 GBP
  Assets:Council:Grant  -50.00 GBP
2018-05-02 * "Printer" "Leaflets back"
  Expenses:Plan:2017-18:Bluelight:Grant  -50.00 GBP
  Assets:Council:Grant  50.00 GBP
2017-04-02 custom "fund" "Grant"
  spend-by: 2018-03-31
  decision: "OPCC-0"
2017-04-01 custom "decision" "OPCC-0"
  body: "OPCC"
  title: "Terms"
"""


def test_a_credit_to_a_closed_year_goes_on_to_its_action_or_unallocated(refused: Refused) -> None:
    def onto(to: str, decision: str = "") -> list[Fault]:
        move = moved("Plan:2017-18:Bluelight", to, "50.00", decision, "2018-05-02")
        return refused(RULE, text=CREDIT + move)

    assert onto("Unallocated") == []
    assert onto("Plan:2018-19:Bluelight") == []
    for elsewhere in ("Plan:2018-19:Diversionary", "Reserve"):
        ((_place, message),) = onto(elsewhere)
        assert message.startswith(
            "“Moved 50.00” is a cut of £50.00 of Grant in the allocation of 2017-18/Bluelight: "
        )
        assert onto(elsewhere, "CSP-1") == []


def test_a_credit_in_the_same_entry_hides_no_late_spend(refused: Refused) -> None:
    late = """2018-05-02 * "Printer" "Leaflets, charged anew"
  Expenses:Plan:2017-18:Bluelight:Grant  50.00 GBP
  Expenses:Plan:2017-18:Diversionary:Grant  {} GBP
"""
    head = CREDIT.partition("2018-05-02")[0].partition("2017-05-01")[2]
    terms = "2017-04-02" + CREDIT.partition("2017-04-02")[2]
    text = terms + "2017-05-01" + head + late
    ((_place, message),) = refused("window", text=text.format("-50.00"))
    assert message.startswith(
        "“Printer, Leaflets, charged anew” spends £50.00 of Grant on 2018-05-02, 32 days after its "
        "spend-by of 2018-03-31. If it was supplied in time, say when (--supplied DAY); "
    )
    supplied = text.replace('anew"\n', 'anew"\n  supplied: 2018-03-31\n')
    assert refused("window", text=supplied.format("-50.00")) == []
    assert refused("window", text=terms + "2017-05-01" + head) == []


def test_out_to_the_reserve_and_in_from_unallocated_are_two_ways(refused: Refused) -> None:
    out, into = moved(OUT, "Reserve", "400.00"), moved("Unallocated", INTO, "400.00", "CSP-2")
    assert faults(refused, out + into) == []
    back = moved("Reserve", "Unallocated", "400.00")
    assert len(faults(refused, out + back + into)) == 1


def test_all_that_was_joined_is_one_by_each_of_its_keys(refused: Refused) -> None:
    """Two groups are joined by an entry of both; a link of the one then finds what is of the other.

    Each step is of a day of its own, and each decision of another meeting.
    """
    decisions = "".join(
        f'2017-05-0{n} custom "decision" "D-{n}"\n  body: "CSP"\n  title: "T"\n' for n in (1, 2, 3)
    )
    linked = moved(OUT, "Unallocated", "0.01", "D-1", "2017-06-13").replace('0.01"', '0.01" ^one')
    steps = (
        linked
        + moved("Unallocated", INTO, "300.00", "D-2", "2017-06-14")
        + moved(OUT, "Unallocated", "0.01", "D-1, D-2", "2017-06-15")
        + moved(OUT, "Unallocated", "299.99", "D-3", "2017-06-16").replace('.99"', '.99" ^one')
    )
    assert faults(refused, decisions + steps) == [
        (
            "“Moved 299.99” is a move of £299.99 from 2017-18/Bluelight to 2017-18/Diversionary "
            "through Unallocated"
        )
    ]
    apart = steps.replace('0.01" ^one', '0.01"')
    assert faults(refused, decisions + apart) == []


def test_where_every_fund_limits_moves_and_where_none_does(refused: Refused) -> None:
    both = moved(OUT, "Unallocated", "400.00") + moved("Unallocated", INTO, "400.00", "CSP-2")
    every = TERMS.partition("2017-04-01")[0].replace('"Grant"', '"Older"')
    assert len(faults(refused, every + both)) == 1
    assert refused(RULE, text=both) == []


def actions(*names: str) -> str:
    return "".join(
        f'2017-04-01 custom "action" "{year}" "{name}"\n  title: "{name}"\n'
        for year, name in (each.split("/") for each in names)
    )


def test_what_was_put_into_a_plan_besides_leaves_it_first_and_comes_back_last(
    refused: Refused,
) -> None:
    """100.00 moved on from this year's action, and 100.00 of Unallocated, whichever came first."""
    terms = TERMS.replace("percent: 10", "percent: 0") + actions("2018-19/Bluelight")
    on = moved(OUT, "Plan:2018-19:Bluelight", "100.00", "")
    fresh = moved("Unallocated", "Plan:2018-19:Bluelight", "100.00", "")
    away = moved("Plan:2018-19:Bluelight", "Unallocated", "100.00", "")
    across = moved("Plan:2018-19:Bluelight", LATER, "100.00", "")
    further = moved(LATER, "Unallocated", "100.00", "")
    back = moved("Plan:2018-19:Bluelight", INTO, "100.00", "CSP-1")
    for both in (on + fresh, fresh + on):
        assert refused(RULE, text=terms + both + away) == []
        assert refused(RULE, text=terms + both + across + further) == []
        ((_place, message),) = refused(RULE, text=terms + both + back)
        assert message.startswith(
            "“Moved 100.00” is a move of £100.00 from 2017-18/Bluelight to 2017-18/Diversionary "
            "through 2018-19: "
        )


def test_what_comes_out_of_a_third_year_is_no_move_within_this_one(refused: Refused) -> None:
    """From 2017-18 to 2019-20, and from there to 2018-19: it was in neither of its actions."""
    text = actions("2018-19/Bluelight", "2018-19/Kiosk", "2019-20/Bluelight")
    text += '2017-04-10 custom "plan" "2018-19"\n  adopted: 2017-04-10\n'
    text += '2020-01-01 custom "plan" "2019-20"\n  adopted: 2020-01-01\n'
    planned = moved("Unallocated", "Plan:2018-19:Kiosk", "400.00", "", "2017-04-10")
    on = moved(OUT, "Plan:2019-20:Bluelight", "400.00", "")
    out = moved("Plan:2018-19:Kiosk", "Unallocated", "400.00")
    into = moved("Plan:2019-20:Bluelight", "Plan:2018-19:Bluelight", "400.00")
    assert faults(refused, text + planned + on + out + into) == []
    fresh = moved("Unallocated", "Plan:2019-20:Bluelight", "400.00", "")
    assert faults(refused, text + planned + fresh + out + into) == [
        (
            "“Moved 400.00” is a move of £400.00 from 2018-19/Kiosk to 2018-19/Bluelight through "
            "2019-20"
        )
    ]


def test_what_other_decisions_move_in_between_parts_nothing(refused: Refused) -> None:
    decisions = "".join(
        f'2017-05-0{n} custom "decision" "D-{n}"\n  body: "CSP"\n  title: "T"\n' for n in (1, 2)
    )
    out = moved(OUT, "Unallocated", "300.00", "D-1", "2017-06-13")
    between = "".join(
        moved(OUT, "Unallocated", "0.01", "D-2", day) for day in ("2017-06-14", "2017-06-15")
    )
    into = moved("Unallocated", INTO, "300.00", "D-1", "2017-06-16")
    assert faults(refused, decisions + out + between + into) == [
        (
            "“Moved 300.00” is a move of £300.00 from 2017-18/Bluelight to 2017-18/Diversionary "
            "through Unallocated"
        )
    ]


def test_where_every_fund_there_is_limits_moves_from_the_first(refused: Refused) -> None:
    limit = '  stage: "awarded"\n  virement-percent: 10\n'
    text = BASE.replace('  stage: "awarded"\n', limit)
    both = moved(OUT, "Unallocated", "400.00") + moved("Unallocated", INTO, "400.00", "CSP-2")
    assert len(refused(RULE, base=False, text=text + both)) == 1
