"""The rule `authority`: ways round a decision, and what must not be mistaken for one.

The plan 2017-18 of `BASE` was adopted on 10 April 2017; CSP-1 (no amount), CSP-2 (1,000.00) and
OPCC-1 are of 12 June 2017.
"""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Refused

RULE = "authority"
ADOPTED = "the plan 2017-18 was adopted on 2017-04-10"
NAMES_NONE = (
    'so it needs a decision of the CSP by 2017-06-12, and names none. Add `decision: "ID"` '
    "(--decision ID). Decisions it could name: CSP-2 or CSP-1. [authority]"
)
PERCENT = """2017-04-02 custom "fund" "Grant"
  virement-percent: {percent}
  decision: "OPCC-0"
2017-04-01 custom "decision" "OPCC-0"
  body: "OPCC"
  title: "Terms"
"""


def places(faults: list[Fault]) -> list[str]:
    return [each.place for each in faults]


def amended(directive: str, fields: str, decision: str, day: str = "2017-07-01") -> str:
    return f'{day} custom {directive}\n  {fields}\n  decision: "{decision}"\n'


# ---------------------------------------------------------------- by way of a later year


def moved(source: str, to: str, amount: str = "100.00", *, decision: str = "") -> str:
    cited = f'  decision: "{decision}"\n' if decision else ""
    return (
        f'2017-06-12 * "Moved"\n{cited}  Equity:{source}:Grant  {amount} GBP\n'
        f"  Equity:{to}:Grant  -{amount} GBP\n"
    )


THIS, OTHER = "Plan:2017-18:Diversionary", "Plan:2017-18:Bluelight"
LATER = "Plan:2018-19:Diversionary"
ADOPTED_LATER = '2018-04-16 custom "plan" "2018-19"\n  adopted: 2018-04-16\n'


@pytest.mark.parametrize("plan", ["", ADOPTED_LATER])
@pytest.mark.parametrize("source", ["Reserve", "Unallocated"])
def test_a_later_plan_is_no_way_round_adoption(source: str, plan: str, refused: Refused) -> None:
    text = plan + moved(source, LATER) + moved(LATER, THIS)
    *drawn, (place, message) = refused(RULE, text=text)

    assert [each.place for each in drawn] == [str(plan.count("\n") + 1)] * (source == "Reserve")
    assert place == str(text.count("\n") - 2)
    assert message == (
        "“Moved” is an allocation of £100.00 of Grant to 2017-18/Diversionary: "
        f"{ADOPTED}, {NAMES_NONE}"
    )
    decided = plan + moved(source, LATER, decision="CSP-1") + moved(LATER, THIS, decision="CSP-1")
    assert refused(RULE, text=decided) == []


def test_what_was_moved_on_may_come_back_where_it_was(refused: Refused) -> None:
    on, back = moved(THIS, LATER), moved(LATER, THIS)
    assert refused(RULE, text=on + back) == []
    assert refused(RULE, text=ADOPTED_LATER + on + back) == []
    assert places(refused(RULE, text=on + moved(LATER, THIS, "100.01"))) == ["4"]
    assert places(refused(RULE, text=on + back + back)) == ["7"]


def test_by_way_of_a_later_year_is_a_move_between_two_actions(refused: Refused) -> None:
    head = PERCENT.format(percent="0")
    text = head + moved(THIS, LATER) + moved(LATER, OTHER, decision="CSP-1")
    ((place, message),) = refused(RULE, text=text)
    assert place == "10"
    assert message.startswith(
        "“Moved” is a move of £100.00 from 2017-18/Diversionary to 2017-18/Bluelight through "
        "2018-19: it brings the total moved between the two this year to £100.00, above £0.00, "
    )
    both = head + moved(THIS, LATER) + moved(LATER, OTHER, decision="CSP-1, OPCC-1")
    assert refused(RULE, text=both) == []
    # What never was this year's was not moved between two actions of it.
    new = head + moved("Unallocated", LATER) + moved(LATER, OTHER, decision="CSP-1")
    assert refused(RULE, text=new) == []


CUT = (
    "“Moved” is a cut of £100.00 of Grant in the allocation of 2017-18/Diversionary, from which it "
    f"was moved on to 2018-19: {ADOPTED}, {NAMES_NONE}"
)


@pytest.mark.parametrize("to", ["Unallocated", "Reserve"])
def test_what_was_moved_on_and_leaves_the_plan_is_a_cut(to: str, refused: Refused) -> None:
    on, out = moved(THIS, LATER), moved(LATER, to)
    for plan in ("", ADOPTED_LATER):
        ((place, message),) = refused(RULE, text=plan + on + out)
        assert (place, message) == (str(plan.count("\n") + 4), CUT)
        assert refused(RULE, text=plan + on + moved(LATER, to, decision="CSP-1")) == []
    # What adopts the later plan decides it, too, if it is dated no later.
    adopting = ADOPTED_LATER + '  decision: "CSP-1"\n'
    assert refused(RULE, text=adopting + on + out) == []
    later = '2018-04-16 custom "decision" "CSP-3"\n  body: "CSP"\n  title: "The plan"\n'
    too_late = adopting.replace("CSP-1", "CSP-3") + later
    assert places(refused(RULE, text=too_late + on + out)) == ["10"]
    others = adopting.replace("CSP-1", "OPCC-1")
    assert places(refused(RULE, text=others + on + out)) == ["7"]


def test_what_was_put_into_a_plan_besides_leaves_it_first(refused: Refused) -> None:
    head = moved("Unallocated", LATER, "60.00") + moved(THIS, LATER)
    assert refused(RULE, text=head + moved(LATER, "Unallocated", "60.00")) == []
    ((_place, message),) = refused(RULE, text=head + moved(LATER, "Unallocated", "60.01"))
    assert message.startswith("“Moved” is a cut of £0.01 of Grant in the allocation of 2017-18/Div")


def test_it_is_a_cut_by_way_of_other_actions_and_years(refused: Refused) -> None:
    actions = "".join(
        f'2017-04-01 custom "action" "{year}" "Bluelight"\n  title: "Bluelight"\n'
        for year in ("2018-19", "2019-20")
    )
    across = moved(THIS, LATER) + moved(LATER, "Plan:2018-19:Bluelight")
    onward = moved("Plan:2018-19:Bluelight", "Plan:2019-20:Bluelight")
    for steps, last in (
        (across, "Plan:2018-19:Bluelight"),
        (across + onward, "Plan:2019-20:Bluelight"),
    ):
        assert refused(RULE, text=actions + steps) == []
        ((_place, message),) = refused(RULE, text=actions + steps + moved(last, "Unallocated"))
        assert message == CUT.replace("on to 2018-19", f"on to {last[5:12]}")
        # Back where it was it has not moved.
        assert refused(RULE, text=actions + steps + moved(last, THIS)) == []


def test_what_was_moved_on_before_adoption_is_no_cut(refused: Refused) -> None:
    on = moved(THIS, LATER).replace("2017-06-12", "2017-04-10")
    assert refused(RULE, text=ADOPTED_LATER + on + moved(LATER, "Unallocated")) == []
    after = moved(THIS, LATER).replace("2017-06-12", "2017-04-11")
    assert places(refused(RULE, text=ADOPTED_LATER + after + moved(LATER, "Unallocated"))) == ["6"]


def test_what_the_terms_demand_is_no_cut(refused: Refused) -> None:
    terms = PERCENT.replace("virement-percent: {percent}", "spend-by: 2018-03-31\n  unspent: {}")
    on = moved(THIS, LATER)
    for unspent, day, count in (
        ('"repay"', "2018-04-02", 0),
        ('"repay"', "2018-03-31", 1),
        ('"keep"', "2018-04-02", 1),
    ):
        out = moved(LATER, "Unallocated").replace("2017-06-12", day)
        assert len(refused(RULE, text=terms.format(unspent) + on + out)) == count, (unspent, day)


def spent(day: str, *keys: str) -> str:
    text = "".join(f"  {key}\n" for key in keys)
    return (
        f'{day} * "P" "Spent"\n{text}  Expenses:{LATER}:Grant  40.00 GBP\n'
        "  Assets:Council:Grant  -40.00 GBP\n"
    )


def test_nothing_is_spent_from_a_plan_still_being_made(refused: Refused) -> None:
    head = moved("Unallocated", LATER)
    assert refused(RULE, text=head + spent("2018-03-31")) == [
        Fault(
            "4",
            "“P, Spent” spends £40.00 of Grant from 2018-19/Diversionary on 2018-03-31, and "
            "nothing is spent from the plan 2018-19 before 2018-04-01. Charge it to 2017-18; if it "
            "was supplied later, say when (--supplied DAY). If a decision of the CSP allows it, "
            "name that: --override-authority ID [authority]",
        )
    ]
    for right in (
        spent("2018-04-01"),
        spent("2018-03-31", "supplied: 2018-04-01"),
        spent("2018-03-31", 'decision: "CSP-1"'),
        '2018-03-12 custom "plan" "2018-19"\n  adopted: 2018-03-12\n' + spent("2018-03-31"),
        # In its own year a plan may be spent from before it is adopted.
        ADOPTED_LATER + spent("2018-04-02"),
    ):
        assert refused(RULE, text=head + right) == []
    wrong = (spent("2018-03-31", "supplied: 2018-03-30"), spent("2018-03-31", 'decision: "OPCC-1"'))
    for each in wrong:
        assert places(refused(RULE, text=head + each)) == ["4"]


def test_no_later_word_on_adoption_frees_what_was_moved_before(refused: Refused) -> None:
    later = amended('"plan" "2017-18"', "adopted: 2018-03-31", "CSP-1")
    assert places(refused(RULE, text=moved("Reserve", THIS) + later)) == ["1"]


# ---------------------------------------------------------------- what is decided of decisions


@pytest.mark.parametrize(
    ("change", "decision", "found"),
    [
        ("amount: 1000.01 GBP", "CSP-2", "amount is changed on 2017-07-01 by CSP-2 itself. The"),
        ("amount:", "CSP-2", "amount is changed on 2017-07-01 by CSP-2 itself. The CSP decides"),
        ("amount: 1000.01 GBP", "OPCC-1", "amount is changed on 2017-07-01 by OPCC-1, decided by"),
        ("amount: 1000.01 GBP", "CSP-1", ""),
        ("amount: 1000.01 GBP", "CSP-2, CSP-1", ""),
        ("amount: 999.99 GBP", "CSP-2", ""),
        ('body: "OPCC"', "CSP-1", "body is changed on 2017-07-01 by CSP-1, decided by CSP. OPCC"),
        ('body: "OPCC"', "CSP-2", "body is changed on 2017-07-01 by CSP-2 itself. OPCC decides"),
        ('body: "OPCC"', "OPCC-1", ""),
        ('title: "Another"', "CSP-2", ""),
    ],
)
def test_no_decision_grows_on_its_own_word(
    change: str, decision: str, found: str, refused: Refused
) -> None:
    faults = refused(RULE, text=amended('"decision" "CSP-2"', change, decision))
    assert bool(faults) is bool(found)
    assert all(each.message.startswith(f'decision "CSP-2": {found}') for each in faults)


def test_more_than_one_of_two_decisions_allows(refused: Refused) -> None:
    third = '2017-06-12 custom "decision" "CSP-3"\n  body: "CSP"\n  title: "T"\n'
    text = moved("Reserve", THIS, "1000.01", decision="CSP-2, CSP-3") + third
    ((_place, message),) = refused(RULE, text=text)
    assert message.endswith(
        "move no more than the £1,000.00 left. For CSP-2 and CSP-3 together, write one entry for "
        "what each allows. [authority]"
    )


def test_only_decisions_that_would_do_are_offered(refused: Refused) -> None:
    """
    2017-06-12 custom "decision" "CSP-0"
      body: "CSP"
      title: "The plan"
    2017-06-12 custom "plan" "2016-17"
      adopted: 2016-04-10
      decision: "CSP-0"
    2017-06-13 * "A penny more than CSP-2 allows"
      Equity:Unallocated:Grant                    1000.01 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -1000.01 GBP
    """
    ((_place, message),) = refused(RULE)
    assert message.endswith("Decisions it could name: CSP-1. [authority]")


# ---------------------------------------------------------------- who the funder is, and its word


@pytest.mark.parametrize("stage", ["bid", "indicative", "at-risk", "refused", "withdrawn"])
def test_the_funder_awards(stage: str, refused: Refused) -> None:
    fund = f'2017-04-01 custom "fund" "Next"\n  title: "N"\n  funder: "OPCC"\n  stage: "{stage}"\n'
    ((place, message),) = refused(
        RULE, text=fund + amended('"fund" "Next"', 'stage: "awarded"', "CSP-1")
    )
    assert place == "5"
    assert message.startswith('fund "Next": stage is changed on 2017-07-01 by CSP-1, decided by ')
    right = amended('"fund" "Next"', 'stage: "awarded"', "OPCC-1")
    assert refused(RULE, text=fund + right) == []
    # The partnership may withdraw what it bid for, and go ahead at its own risk with what its
    # funder indicated, and with nothing else.
    for own in {"withdrawn", "at-risk"} - {stage}:
        faults = refused(RULE, text=fund + amended('"fund" "Next"', f'stage: "{own}"', "CSP-1"))
        assert len(faults) == (own == "at-risk" and stage != "indicative"), own
    at_risk = amended('"fund" "Next"', 'stage: "at-risk"', "OPCC-1")
    assert refused(RULE, text=fund + at_risk) == []


@pytest.mark.parametrize(
    ("stages", "count"),
    [
        ("indicative at-risk", 0),
        ("indicative closed at-risk", 0),
        ("awarded at-risk", 0),
        ("awarded closed at-risk", 0),
        ("awarded indicative at-risk", 0),
        ("at-risk closed at-risk", 0),
        ("at-risk withdrawn at-risk", 1),
        ("awarded withdrawn at-risk", 1),
        ("at-risk indicative at-risk", 0),
        ("at-risk closed awarded", 1),
        ("awarded at-risk closed awarded", 1),
        ("awarded closed awarded", 0),
        ("bid closed at-risk", 1),
        ("bid indicative at-risk", 1),
        ("bid indicative closed at-risk", 1),
        ("bid OPCC:indicative at-risk", 0),
        ("bid OPCC:at-risk closed at-risk", 0),
        ("bid OPCC:at-risk at-risk closed at-risk", 0),
        ("refused OPCC:awarded at-risk", 0),
        ("refused indicative withdrawn indicative at-risk", 1),
    ],
)
def test_by_which_stages_a_fund_becomes_money_at_risk(
    stages: str, count: int, refused: Refused
) -> None:
    """Each step is decided by the partnership, unless it says the funder."""
    first, *others = stages.split()
    text = f'2017-04-01 custom "fund" "Next"\n  title: "N"\n  funder: "OPCC"\n  stage: "{first}"\n'
    for number, step in enumerate(others, start=1):
        body, _, stage = step.rpartition(":")
        decision = "OPCC-1" if body else "CSP-1"
        text += amended('"fund" "Next"', f'stage: "{stage}"', decision, f"2017-07-{number:02}")
    faults = refused(RULE, text=text)
    assert len(faults) == count
    assert all("stage is changed on 2017-07-0" in each.message for each in faults)


def test_a_closed_fund_is_opened_again_by_anybody(refused: Refused) -> None:
    text = amended('"fund" "Grant"', 'stage: "closed"', "CSP-1") + amended(
        '"fund" "Grant"', 'stage: "awarded"', "CSP-1", "2017-07-02"
    )
    assert refused(RULE, text=text) == []


def test_who_is_the_funder_is_for_the_funder(refused: Refused) -> None:
    change = amended('"fund" "Grant"', 'funder: "CSP"', "CSP-1")
    ((_place, message),) = refused(RULE, text=change)
    assert message == (
        'fund "Grant": funder is changed on 2017-07-01 by CSP-1, decided by CSP. OPCC decides '
        "that: "
        'name a decision of its own (`decision: "ID"`). [authority]'
    )
    assert refused(RULE, text=change.replace("CSP-1", "OPCC-1")) == []


def test_no_limit_on_moves_is_left_without_its_funder(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    elsewhere = amended('"fund" "Grant"', 'reported-in: "Next"', "CSP-1")

    def into(limit: str) -> str:
        fund = '2017-04-01 custom "fund" "Next"\n  title: "N"\n  funder: "OPCC"\n'
        return f'{head}{fund}  stage: "awarded"\n{limit}{elsewhere}'

    assert places(refused(RULE, text=into(""))) == ["11"]
    assert places(refused(RULE, text=into("  virement-percent: 11\n"))) == ["12"]
    assert refused(RULE, text=into("  virement-percent: 10\n")) == []
    assert refused(RULE, text=into("").replace('"CSP-1"', '"OPCC-1"')) == []
