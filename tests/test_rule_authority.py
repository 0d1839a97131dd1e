"""The rule `authority`: a change needs a decision of the right body, in time, for the amount.

The plan 2017-18 of `BASE` was adopted on 10 April 2017; CSP-1 (no amount), CSP-2 (1,000.00) and
OPCC-1 are of 12 June 2017.
"""

from __future__ import annotations

import pytest

from ringfence.ledger import loading
from ringfence.plugins import authority
from tests.conftest import Fault, Findings, Refused, Written

RULE = "authority"
ADOPTED = "the plan 2017-18 was adopted on 2017-04-10"
NAMES_NONE = (
    'so it needs a decision of the CSP by 2017-06-12, and names none. Add `decision: "ID"` '
    "(--decision ID). Decisions it could name: CSP-2 or CSP-1. [authority]"
)


def places(faults: list[Fault]) -> list[str]:
    return [each.place for each in faults]


@pytest.mark.parametrize(
    ("source", "to", "what"),
    [
        ("Reserve", "Plan:2017-18:Bluelight", "a draw of £10.00 of Grant on the reserve"),
        ("Reserve", "Unallocated", "a draw of £10.00 of Grant on the reserve"),
        (
            "Plan:2017-18:Bluelight",
            "Unallocated",
            "a cut of £10.00 of Grant in the allocation of 2017-18/Bluelight",
        ),
        (
            "Plan:2017-18:Diversionary:Kicks",
            "Reserve",
            "a cut of £10.00 of Grant in the allocation of 2017-18/Diversionary",
        ),
        (
            "Plan:2017-18:Bluelight",
            "Plan:2017-18:Diversionary:Kicks",
            "a cut of £10.00 of Grant in the allocation of 2017-18/Bluelight",
        ),
        (
            "Unallocated",
            "Plan:2017-18:Bluelight",
            "an allocation of £10.00 of Grant to 2017-18/Bluelight",
        ),
        ("Unallocated", "Reserve", "an allocation of £10.00 of Grant to Reserve"),
    ],
)
def test_what_needs_a_decision(source: str, to: str, what: str, refused: Refused) -> None:
    postings = f"  Equity:{source}:Grant  10.00 GBP\n  Equity:{to}:Grant  -10.00 GBP\n"
    text = f'2017-06-12 * "Moved"\n{postings}'

    assert refused(RULE, text=text) == [Fault("1", f"“Moved” is {what}: {ADOPTED}, {NAMES_NONE}")]
    assert refused(RULE, text=f'2017-06-12 * "M"\n  decision: "CSP-1"\n{postings}') == []
    # On the day of adoption and before it, none is needed.
    assert refused(RULE, text=f'2017-04-10 * "M"\n{postings}') == []
    assert places(refused(RULE, text=f'2017-04-11 * "M"\n{postings}')) == ["1"]


def test_to_set_aside_and_to_release_needs_none(refused: Refused) -> None:
    """
    2017-06-12 * "Set aside"
      Equity:Plan:2017-18:Diversionary:Grant          100.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant   -100.00 GBP
    2017-06-12 * "Released"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant    100.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant         -100.00 GBP
    2017-06-12 * "From one earmark to another"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant    100.00 GBP
      Equity:Plan:2017-18:Diversionary:Other:Grant   -100.00 GBP
    2017-06-12 * "Within the reserve"
      Equity:Reserve:Grant                            100.00 GBP
      Equity:Reserve:Contingency:Grant               -100.00 GBP
    2017-06-12 * "Spent"
      Expenses:Plan:2017-18:Bluelight:Grant           100.00 GBP
      Assets:Council:Grant                           -100.00 GBP
    """
    assert refused(RULE) == []


def test_one_finding_an_entry_that_names_all_it_needs(refused: Refused) -> None:
    """
    2017-06-12 * "Shared out"
      Equity:Unallocated:Grant                    30.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -10.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant     -10.00 GBP
      Equity:Reserve:Grant                       -10.00 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "“Shared out” is an allocation of £10.00 of Grant to 2017-18/Bluelight, an allocation "
            "of £10.00 of Grant to 2017-18/Diversionary and an allocation of £10.00 of Grant to "
            f"Reserve: {ADOPTED}, {NAMES_NONE}",
        )
    ]


def test_the_wrong_body(refused: Refused) -> None:
    """
    2017-06-12 * "Reserve to Bluelight"
      decision: "OPCC-1"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "“Reserve to Bluelight” is a draw of £10.00 of Grant on the reserve: "
            f"{ADOPTED}, so it needs a decision of the CSP by 2017-06-12; OPCC-1 is one of OPCC. "
            "Name one that will do (--decision ID). Decisions it could name: CSP-2 or CSP-1. "
            "[authority]",
        )
    ]


def test_a_decision_of_the_day_after(refused: Refused) -> None:
    """
    2017-06-11 * "A day early"
      decision: "CSP-1, OPCC-1"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            f"“A day early” is a draw of £10.00 of Grant on the reserve: {ADOPTED}, so it needs a "
            "decision of the CSP by 2017-06-11; CSP-1 is dated 2017-06-12 and OPCC-1 is dated "
            "2017-06-12. Name one that will do (--decision ID). When it is decided, record that "
            'first: ringfence decision add ID --body CSP --title "TEXT" --date 2017-06-11 '
            "[authority]",
        )
    ]


def test_one_of_a_list_is_enough(refused: Refused) -> None:
    """
    2017-06-12 * "Reserve to Bluelight"
      decision: "OPCC-1, CSP-1"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    assert refused(RULE) == []


def test_nothing_to_name_yet(refused: Refused) -> None:
    """
    2017-05-01 * "Too soon"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    ((_place, message),) = refused(RULE)
    assert message.endswith(
        'names none. Add `decision: "ID"` (--decision ID). When it is decided, record that first: '
        'ringfence decision add ID --body CSP --title "TEXT" --date 2017-05-01 [authority]'
    )


def test_an_undeclared_decision_is_for_the_rule_declaration(findings: Findings) -> None:
    """
    2017-06-12 * "Reserve to Bluelight"
      decision: "CSP-9"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    assert [each.rule for each in findings("declaration", "authority")] == ["declaration"]


def test_ratified_afterwards(refused: Refused) -> None:
    """
    2017-06-01 custom "decision" "Chair-1"
      body: "finance"
      title: "Urgent, between meetings"
    2017-06-02 * "Urgent"
      decision: "Chair-1"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    2017-06-12 custom "decision" "Chair-1"
      ratified-by: "CSP-1"
      decision: "CSP-1"
    2017-05-31 * "Before it was even taken"
      decision: "Chair-1"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    assert places(refused(RULE)) == ["11"]


def test_not_ratified(refused: Refused) -> None:
    """
    2017-06-01 custom "decision" "Chair-1"
      body: "finance"
      title: "Urgent, between meetings"
    2017-06-02 * "Urgent"
      decision: "Chair-1"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    ((place, message),) = refused(RULE)
    assert place == "4"
    assert message.endswith(
        "by 2017-06-02; Chair-1 is one of finance. Name one that will do "
        "(--decision ID). When it is decided, record that first: ringfence decision add ID "
        '--body CSP --title "TEXT" --date 2017-06-02 [authority]'
    )


# ---------------------------------------------------------------- amounts


def test_a_decisions_amount_to_the_penny(refused: Refused) -> None:
    """
    2017-06-12 * "Some"
      decision: "CSP-2"
      Equity:Reserve:Grant                        600.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -600.00 GBP
    2017-06-13 * "The rest"
      decision: "CSP-2"
      Equity:Reserve:Grant                        400.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -400.00 GBP
    2017-06-14 * "A penny more"
      decision: "CSP-2"
      Equity:Reserve:Older                          0.01 GBP
      Equity:Plan:2017-18:Bluelight:Older          -0.01 GBP
    """
    assert refused(RULE) == [
        Fault(
            "9",
            "“A penny more” moves £0.01 on the decision CSP-2, which allows £1,000.00; £1,000.00 "
            "of it was used already by “The rest” on 2017-06-13. Name another decision, or move no "
            "more than the £0.00 left. [authority]",
        )
    ]


def test_too_much_at_once_and_again(refused: Refused) -> None:
    """
    2017-06-12 * "Too much"
      decision: "CSP-2"
      Equity:Unallocated:Grant                   1000.01 GBP
      Equity:Reserve:Grant                      -1000.01 GBP
    2017-06-13 * "More of it"
      decision: "CSP-2"
      Equity:Unallocated:Grant                      1.00 GBP
      Equity:Reserve:Grant                         -1.00 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "“Too much” moves £1,000.01 on the decision CSP-2, which allows £1,000.00; £0.00 of it "
            "was used already. Name another decision, or move no more than the £1,000.00 left. "
            "[authority]",
        ),
        Fault(
            "5",
            "“More of it” moves £1.00 on the decision CSP-2, which allows £1,000.00; £1,000.01 of "
            "it was used already by “Too much” on 2017-06-12. Name another decision, or move no "
            "more than the £0.00 left. [authority]",
        ),
    ]


def test_a_used_up_decision_is_not_offered(refused: Refused) -> None:
    """
    2017-06-12 * "All of it"
      decision: "CSP-2"
      Equity:Reserve:Grant                       1000.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant       -1000.00 GBP
    2017-06-13 * "And more"
      Equity:Reserve:Older                          1.00 GBP
      Equity:Plan:2017-18:Bluelight:Older          -1.00 GBP
    """
    ((place, message),) = refused(RULE)
    assert place == "5"
    assert message.endswith("(--decision ID). Decisions it could name: CSP-1. [authority]")


def test_an_amount_that_was_raised_holds_from_its_day(refused: Refused) -> None:
    """
    2017-06-12 * "As much as allowed"
      decision: "CSP-2"
      Equity:Unallocated:Grant                   1000.00 GBP
      Equity:Reserve:Grant                      -1000.00 GBP
    2017-07-12 custom "decision" "CSP-2"
      amount: 1500.00 GBP
      decision: "CSP-1"
    2017-07-11 * "A day too soon"
      decision: "CSP-2"
      Equity:Unallocated:Grant                    200.00 GBP
      Equity:Reserve:Grant                       -200.00 GBP
    2017-07-12 * "As much as is allowed now"
      decision: "CSP-2"
      Equity:Unallocated:Grant                    300.00 GBP
      Equity:Reserve:Grant                       -300.00 GBP
    2017-07-13 * "More"
      decision: "CSP-2"
      Equity:Unallocated:Grant                      0.01 GBP
      Equity:Reserve:Grant                         -0.01 GBP
    """
    assert places(refused(RULE)) == ["8", "16"]


def test_an_amount_that_was_cleared_allows_anything(refused: Refused) -> None:
    """
    2017-07-12 custom "decision" "CSP-2"
      amount:
      decision: "CSP-1"
    2017-07-12 * "More"
      decision: "CSP-2"
      Equity:Unallocated:Grant                   2000.00 GBP
      Equity:Reserve:Grant                      -2000.00 GBP
    """
    assert refused(RULE) == []


def test_an_amount_that_is_cleared_later_held_until_then(refused: Refused) -> None:
    """
    2017-06-13 * "Too much then"
      decision: "CSP-2"
      Equity:Unallocated:Grant                   1000.01 GBP
      Equity:Reserve:Grant                      -1000.01 GBP
    2017-07-12 custom "decision" "CSP-2"
      amount:
      decision: "CSP-1"
    """
    assert places(refused(RULE)) == ["1"]


def test_an_amount_that_is_set_later_holds_from_then(refused: Refused) -> None:
    """
    2017-06-13 * "Without an amount"
      decision: "CSP-1"
      Equity:Unallocated:Grant                   1000.00 GBP
      Equity:Reserve:Grant                      -1000.00 GBP
    2017-07-12 custom "decision" "CSP-1"
      amount: 10.00 GBP
      decision: "CSP-2"
    2017-07-12 * "With one"
      decision: "CSP-1"
      Equity:Unallocated:Grant                      0.01 GBP
      Equity:Reserve:Grant                         -0.01 GBP
    """
    assert places(refused(RULE)) == ["8"]


def test_what_uses_nothing_is_neither_too_much_nor_to_blame(refused: Refused) -> None:
    """
    2017-06-12 * "All of it"
      decision: "CSP-2"
      Equity:Unallocated:Grant                   1000.00 GBP
      Equity:Reserve:Grant                      -1000.00 GBP
    2017-06-13 * "To earmark uses nothing"
      decision: "CSP-2"
      Equity:Plan:2017-18:Diversionary:Grant       40.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant -40.00 GBP
    2017-06-14 * "Too much"
      decision: "CSP-2"
      Equity:Unallocated:Grant                      0.50 GBP
      Equity:Reserve:Grant                         -0.50 GBP
    2017-06-15 * "To earmark uses nothing, still"
      decision: "CSP-2"
      Equity:Plan:2017-18:Diversionary:Grant       40.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant -40.00 GBP
    2017-06-16 * "More"
      decision: "CSP-2"
      Equity:Unallocated:Grant                      1.00 GBP
      Equity:Reserve:Grant                         -1.00 GBP
    """
    one, two = refused(RULE)
    assert (one.place, "was used already by “All of it” on 2017-06-12" in one.message) == (
        "9",
        True,
    )
    assert (two.place, "was used already by “Too much” on 2017-06-14" in two.message) == (
        "17",
        True,
    )


def test_what_comes_from_nowhere_uses_an_amount_too(refused: Refused) -> None:
    """
    2017-06-12 * "A reserve from nothing"
      decision: "CSP-2"
      Assets:Council:Grant                       1000.01 GBP
      Equity:Reserve:Grant                      -1000.01 GBP
    """
    ((place, message),) = refused(RULE)
    assert place == "1"
    assert message.startswith("“A reserve from nothing” moves £1,000.01 on the decision CSP-2, ")


def test_what_was_given_back_was_not_used_by_anybody(refused: Refused) -> None:
    """
    2017-06-12 * "Out" ^one
      decision: "CSP-2"
      Equity:Reserve:Grant                        600.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -600.00 GBP
    2017-06-13 * "And back" ^one
      decision: "CSP-2"
      Equity:Plan:2017-18:Bluelight:Grant         600.00 GBP
      Equity:Reserve:Grant                       -600.00 GBP
    2017-06-14 * "Too much"
      decision: "CSP-2"
      Equity:Unallocated:Grant                   1000.01 GBP
      Equity:Reserve:Grant                      -1000.01 GBP
    """
    ((place, message),) = refused(RULE)
    assert (place, "; £0.00 of it was used already. " in message) == ("9", True)


def test_of_falls_and_rises_the_greater_is_used(refused: Refused) -> None:
    """
    2017-06-12 * "600 falls, 600 rises: 600"
      decision: "CSP-2"
      Equity:Reserve:Grant                        600.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -600.00 GBP
    2017-06-13 * "400 falls, nothing rises: 400"
      decision: "CSP-2"
      Equity:Plan:2017-18:Bluelight:Grant         400.00 GBP
      Equity:Unallocated:Grant                   -400.00 GBP
    2017-06-14 * "To earmark uses nothing"
      decision: "CSP-2"
      Equity:Plan:2017-18:Diversionary:Grant      400.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant -400.00 GBP
    2017-06-14 * "Nor does a lapse"
      decision: "CSP-2"
      Income:OPCC:Grant                             1.00 GBP
      Assets:Awarded:OPCC:Grant                    -1.00 GBP
    """
    assert refused(RULE) == []


LINKED = """
2017-06-12 * "Given up"{one}
  decision: "CSP-2"
  Equity:Plan:2017-18:Bluelight:Grant         600.00 GBP
  Equity:{by}:Grant                   -600.00 GBP
2017-06-12 * "Allocated anew"{two}
  decision: "CSP-2"
  Equity:{by}:Grant                    600.00 GBP
  Equity:Plan:2017-18:Diversionary:Grant     -600.00 GBP
"""


@pytest.mark.parametrize(
    ("one", "two", "by", "found"),
    [
        (" ^moved", " ^moved", "Unallocated", []),
        (" ^moved ^other", " ^moved", "Unallocated", []),
        (" ^moved", " ^moved", "Reserve", []),
        ("", "", "Unallocated", ["5"]),
        (" ^one", " ^two", "Unallocated", ["5"]),
    ],
)
def test_linked_entries_count_together(
    one: str, two: str, by: str, found: list[str], refused: Refused
) -> None:
    text = LINKED.format(one=one, two=two, by=by).lstrip()
    assert places(refused(RULE, text=text)) == found


def test_a_link_that_joins_two_groups(refused: Refused) -> None:
    """
    2017-06-12 * "Given up" ^one
      decision: "CSP-2"
      Equity:Plan:2017-18:Bluelight:Grant         600.00 GBP
      Equity:Unallocated:Grant                   -600.00 GBP
    2017-06-12 * "Given up too" ^two
      decision: "CSP-2"
      Equity:Plan:2017-18:Diversionary:Grant      400.00 GBP
      Equity:Unallocated:Grant                   -400.00 GBP
    2017-06-12 * "Both to the reserve" ^one ^two
      decision: "CSP-2"
      Equity:Unallocated:Grant                   1000.00 GBP
      Equity:Reserve:Grant                      -1000.00 GBP
    """
    assert refused(RULE) == []


def test_a_swap_of_funds_uses_what_it_moves(refused: Refused) -> None:
    """
    2017-04-05 * "Some older money"
      Equity:Unallocated:Older                    200.00 GBP
      Equity:Plan:2017-18:Bluelight:Older        -200.00 GBP
    2017-06-01 custom "decision" "CSP-0"
      body: "CSP"
      title: "A hundred"
      amount: 100.00 GBP
    2017-06-12 * "One way" ^swap
      decision: "CSP-0"
      Equity:Plan:2017-18:Bluelight:Older         100.00 GBP
      Equity:Plan:2017-18:Diversionary:Older     -100.00 GBP
    2017-06-12 * "The other way" ^swap
      decision: "CSP-0"
      Equity:Plan:2017-18:Diversionary:Grant      100.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -100.00 GBP
    """
    assert places(refused(RULE)) == ["12"]


def test_a_release_one_day_and_an_allocation_elsewhere_the_next(refused: Refused) -> None:
    """
    2017-06-12 * "Released"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant    500.00 GBP
      Equity:Unallocated:Grant                       -500.00 GBP
    2017-06-13 * "Allocated elsewhere"
      Equity:Unallocated:Grant                        500.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant            -500.00 GBP
    """
    assert places(refused(RULE)) == ["1", "4"]


# ---------------------------------------------------------------- which plan, and none


def test_a_year_without_a_plan_was_adopted_on_its_first_allocation(refused: Refused) -> None:
    """
    2018-05-01 * "First"
      Equity:Unallocated:Grant                   100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    2018-05-01 * "The same day"
      Equity:Unallocated:Grant                   100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    2018-05-02 * "The next day"
      Equity:Unallocated:Grant                   100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    """
    ((place, message),) = refused(RULE)
    assert place == "7"
    assert (
        "money was first put into the plan 2018-19 on 2018-05-01, and what follows changes it (the "
        "day of its adoption is not recorded: ringfence plan adopt 2018-19 --date DAY)"
    ) in message
    assert "was adopted on" not in message


def test_the_next_years_plan_is_made_before_the_year(refused: Refused) -> None:
    """
    2018-04-16 custom "plan" "2018-19"
      adopted: 2018-04-16
    2018-03-20 * "While this year's plan stands"
      Equity:Unallocated:Grant                   100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    2018-04-17 * "After the next one's adoption"
      Equity:Unallocated:Grant                   100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    """
    assert places(refused(RULE)) == ["6"]


def test_a_year_that_lives_on_the_reserve_alone_was_adopted_too(refused: Refused) -> None:
    """
    2018-05-01 * "First"
      decision: "CSP-1"
      Equity:Reserve:Grant                       100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    2018-05-02 * "The next day"
      Equity:Reserve:Grant                       100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    """
    assert places(refused(RULE)) == ["5"]


def test_nothing_is_adopted_in_a_year_without_plans(refused: Refused) -> None:
    """
    2019-05-01 * "To the reserve"
      Equity:Unallocated:Grant     100.00 GBP
      Equity:Reserve:Grant        -100.00 GBP
    """
    assert refused(RULE) == []


def test_a_plan_that_cannot_be_read_is_one_fault(findings: Findings) -> None:
    """
    2018-04-16 custom "plan" "2018-19"
      adopt: 2018-04-16
    2018-04-02 * "First"
      Equity:Unallocated:Grant                   100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    2018-04-03 * "Second"
      Equity:Unallocated:Grant                   100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant    -100.00 GBP
    """
    assert {(each.rule, each.place) for each in findings("declaration", RULE)} == {
        ("declaration", "1")
    }


def test_the_31st_of_march_and_the_1st_of_april_are_of_two_years(refused: Refused) -> None:
    """
    2018-03-31 * "Of the year whose plan is adopted"
      Equity:Unallocated:Grant     100.00 GBP
      Equity:Reserve:Grant        -100.00 GBP
    2018-04-01 * "Of the year whose plan is not"
      Equity:Unallocated:Grant     100.00 GBP
      Equity:Reserve:Grant        -100.00 GBP
    """
    assert places(refused(RULE)) == ["1"]


# ---------------------------------------------------------------- no decision needed

TERMS = """2017-04-01 custom "fund" "T"
  title: "With terms"
  funder: "OPCC"
  stage: "awarded"
  spend-from: 2017-04-01
  spend-by: 2018-03-31
  unspent: "{unspent}"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:T                       100.00 GBP
  Income:OPCC:T                              -100.00 GBP
2017-04-01 * "Plan"
  Equity:Unallocated:T                        100.00 GBP
  Equity:Plan:2017-18:Diversionary:T         -100.00 GBP
"""
MOVED = """{day} * "Moved"
  Equity:{source}:T                            10.00 GBP
  Equity:{to}:T                               -10.00 GBP
"""


@pytest.mark.parametrize(
    ("day", "move", "unspent", "free"),
    [
        ("2018-03-31", "2017-18:Diversionary > 2018-19:Diversionary", "repay", True),
        ("2018-04-01", "2017-18:Diversionary > 2018-19:Diversionary", "repay", False),
        ("2018-04-01", "2017-18:Diversionary > 2018-19:Diversionary", "keep", False),
        ("2018-03-31", "2017-18:Diversionary:Kicks > 2018-19:Diversionary", "repay", True),
        ("2018-03-31", "2017-18:Diversionary > 2018-19:Bluelight", "repay", False),
        ("2018-03-31", "2017-18:Diversionary > 2016-17:Diversionary", "repay", False),
        ("2018-03-31", "2017-18:Diversionary > Unallocated", "repay", False),
        ("2018-04-01", "2017-18:Diversionary > Unallocated", "repay", True),
        ("2018-04-01", "2017-18:Diversionary:Kicks > Unallocated", "repay", True),
        ("2018-04-01", "2017-18:Diversionary > Reserve", "repay", False),
        ("2018-04-01", "2017-18:Diversionary > Unallocated", "carry-forward", False),
        ("2018-04-01", "2017-18:Diversionary > Unallocated", "keep", False),
    ],
)
def test_moving_on_and_giving_back(
    day: str, move: str, unspent: str, free: bool, refused: Refused
) -> None:
    source, to = (f"Plan:{pot}" if "-" in pot else pot for pot in move.split(" > "))
    moved = MOVED.format(day=day, source=source, to=to)
    faults = refused(RULE, text=TERMS.format(unspent=unspent) + moved)
    assert places(faults) == ([] if free else ["14"])


def test_moving_on_before_the_award_begins(refused: Refused) -> None:
    text = TERMS.format(unspent="repay").replace("spend-from: 2017-04-01", "spend-from: 2017-09-01")
    moved = MOVED.format(
        day="{}", source="Plan:2017-18:Diversionary", to="Plan:2018-19:Diversionary"
    )
    assert places(refused(RULE, text=text + moved.format("2017-08-31"))) == ["14"]
    assert refused(RULE, text=text + moved.format("2017-09-01")) == []


@pytest.mark.parametrize("dates", ["", "  spend-from: 2017-04-01\n"])
def test_terms_without_a_spend_by(dates: str, refused: Refused) -> None:
    terms = TERMS.format(unspent="repay").replace(
        "  spend-from: 2017-04-01\n  spend-by: 2018-03-31\n", dates
    )
    line = str(terms.count("\n") + 1)
    back = MOVED.format(day="2018-05-01", source="Plan:2017-18:Diversionary", to="Unallocated")
    on = MOVED.format(
        day="2018-05-01", source="Plan:2017-18:Diversionary", to="Plan:2018-19:Diversionary"
    )
    assert places(refused(RULE, text=terms + back)) == [line]
    assert refused(RULE, text=terms + on) == []


def test_moving_on_of_a_fund_without_dates(refused: Refused) -> None:
    """
    2018-05-01 * "Carried forward"
      Equity:Plan:2017-18:Diversionary:Grant    100.00 GBP
      Equity:Plan:2018-19:Diversionary:Grant   -100.00 GBP
    """
    assert refused(RULE) == []


def test_consent_to_carry_forward_is_an_amendment_of_spend_by(refused: Refused) -> None:
    amended = (
        '2018-03-26 custom "fund" "T"\n  spend-by: 2019-03-31\n  decision: "OPCC-1"\n'
        + MOVED.format(
            day="2018-04-16", source="Plan:2017-18:Diversionary", to="Plan:2018-19:Diversionary"
        )
    )
    assert refused(RULE, text=TERMS.format(unspent="carry-forward") + amended) == []


def test_a_fund_that_is_declared_later_has_no_terms_yet(refused: Refused) -> None:
    text = TERMS.format(unspent="repay").replace("2017-04-01 custom", "2018-05-01 custom")
    moved = MOVED.format(day="2018-04-16", source="Plan:2017-18:Diversionary", to="Unallocated")
    assert places(refused(RULE, text=text + moved)) == ["14"]


CLOSED = """2018-05-01 custom "year" "2017-18"
  status: "closed"
2017-06-12 * "Spent"
  Expenses:Plan:2017-18:Bluelight:Grant           100.00 GBP
  Assets:Council:Grant                           -100.00 GBP
{between}2018-06-01 * "Credit note"
  Expenses:Plan:2017-18:Bluelight:Grant           -50.00 GBP
  Assets:Council:Grant                             50.00 GBP
{day} * "Moved on"
  Equity:Plan:2017-18:Bluelight:Grant              {amount} GBP
  Equity:Unallocated:Grant                        -{amount} GBP
"""
REOPENED = '2018-05-20 custom "year" "2017-18"\n  status: "open"\n'


@pytest.mark.parametrize(
    ("day", "amount", "between", "found"),
    [
        ("2018-06-01", "50.00", "", []),
        ("2018-06-01", "49.99", "", []),
        ("2018-06-01", "50.01", "", ["9"]),
        ("2018-06-02", "50.00", "", ["9"]),
        ("2018-06-01", "50.00", REOPENED, ["11"]),
    ],
)
def test_a_credit_to_a_closed_year_is_moved_on_without_a_decision(
    day: str, amount: str, between: str, found: list[str], refused: Refused
) -> None:
    text = CLOSED.format(day=day, amount=amount, between=between)
    assert places(refused(RULE, text=text)) == found


def test_a_credit_is_moved_on_once(refused: Refused) -> None:
    text = CLOSED.format(day="2018-06-01", amount="30.00", between="")
    again = text[text.index('2018-06-01 * "Moved on"') :]
    assert places(refused(RULE, text=text + again)) == ["9", "12"]


def test_a_credit_covers_its_own_pot_alone(refused: Refused) -> None:
    text = CLOSED.format(day="2018-06-01", amount="50.00", between="")
    beside = (
        "  Equity:Plan:2017-18:Diversionary:Grant   10.00 GBP\n"
        "  Equity:Unallocated:Grant                -10.00 GBP\n"
    )
    ((place, message),) = refused(RULE, text=text + beside)
    assert place == "9"
    assert message.startswith(
        "“Moved on” is a cut of £10.00 of Grant in the allocation of 2017-18/Diversionary: "
    )


def test_moving_money_out_of_a_closed_year_that_was_credited_nothing(refused: Refused) -> None:
    """
    2018-05-01 custom "year" "2017-18"
      status: "closed"
    2018-06-01 * "No credit"
      Equity:Plan:2017-18:Bluelight:Grant              1.00 GBP
      Equity:Unallocated:Grant                        -1.00 GBP
    2018-06-01 * "Nothing of this fund was ever spent there"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant     1.00 GBP
      Equity:Unallocated:Grant                        -1.00 GBP
    """
    assert places(refused(RULE)) == ["3", "6"]


# ---------------------------------------------------------------- virement-percent

PERCENT = """2017-04-02 custom "fund" "Grant"
  virement-percent: {percent}
  decision: "OPCC-0"
2017-04-01 custom "decision" "OPCC-0"
  body: "OPCC"
  title: "Terms"
"""
VIRED = """2017-06-{day} * "Vired"{link}
  decision: "{decision}"
  Equity:Plan:2017-18:{source}:{fund}   {amount} GBP
  Equity:Plan:2017-18:{to}:{fund}      -{amount} GBP
"""


def vired(amount: str, *, day: str = "12", back: bool = False, **values: str) -> str:
    pair = ("Diversionary", "Bluelight") if back else ("Bluelight", "Diversionary")
    given = {"decision": "CSP-1", "fund": "Grant", "link": "", **values}
    return VIRED.format(day=day, source=pair[0], to=pair[1], amount=amount, **given)


def test_beyond_virement_percent_the_funder_decides(refused: Refused) -> None:
    text = PERCENT.format(percent="10") + vired("200.01")

    assert refused(RULE, text=PERCENT.format(percent="10") + vired("200.00")) == []
    assert refused(RULE, text=text) == [
        Fault(
            "7",
            "“Vired” is a move of £200.01 from 2017-18/Bluelight to 2017-18/Diversionary: it "
            "brings the total moved between the two this year to £200.01, above £200.00, 10% of "
            "2017-18/Bluelight's £2,000.00 (virement-percent of Grant), so it needs a decision of "
            "OPCC by 2017-06-12; CSP-1 is one of the CSP. Name one that will do (--decision ID). "
            "Decisions it could name: OPCC-1 or OPCC-0. [authority]",
        )
    ]
    decided = PERCENT.format(percent="10") + vired("200.01", decision="OPCC-1")
    assert refused(RULE, text=decided) == []
    both = PERCENT.format(percent="10") + vired("200.01", decision="CSP-1, OPCC-1")
    assert refused(RULE, text=both) == []


def test_a_percentage_is_never_rounded_up(refused: Refused) -> None:
    # 0.0005 % of 2,000.00 is one penny, 0.00075 % is one and a half.
    for percent, most in (("0.0005", "0.01"), ("0.00075", "0.01"), ("0.000999", "0.01")):
        head = PERCENT.format(percent=percent)
        assert refused(RULE, text=head + vired(most)) == []
        assert places(refused(RULE, text=head + vired("0.02"))) == ["7"]
    assert places(refused(RULE, text=PERCENT.format(percent="0") + vired("0.01"))) == ["7"]


def test_it_is_cumulative_and_net_in_the_year(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    one, two = vired("150.00"), vired("50.01", day="13")
    back = vired("100.00", day="13", back=True)

    assert places(refused(RULE, text=head + one + two)) == ["11"]
    assert refused(RULE, text=head + one + back + vired("150.00", day="14")) == []
    assert places(refused(RULE, text=head + one + back + vired("150.01", day="14"))) == ["15"]


def test_what_brings_it_back_needs_no_funder(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    far = vired("500.00", decision="OPCC-1")
    assert refused(RULE, text=head + far + vired("100.00", day="13", back=True)) == []
    over = head + far + vired("1000.00", day="13", back=True)
    assert refused(RULE, text=over) == []
    beyond = head + far + vired("1000.01", day="13", back=True)
    assert places(refused(RULE, text=beyond)) == ["11"]


def test_all_funds_of_the_return_count(refused: Refused) -> None:
    older = (
        '2017-04-02 * "Older money"\n  Equity:Unallocated:Older  200.00 GBP\n'
        "  Equity:Plan:2017-18:Bluelight:Older  -200.00 GBP\n"
    )
    head = PERCENT.format(percent="10")
    # 2,000.00 of Grant and 200.00 of Older: the older money counts, of which 10 % is 220.00.
    text = head + older + vired("200.00") + vired("20.00", fund="Older", day="13")
    assert refused(RULE, text=text) == []
    text = head + older + vired("200.00") + vired("20.01", fund="Older", day="13")
    ((place, message),) = refused(RULE, text=text)
    assert place == "14"
    assert "to £220.01, above £220.00, 10% of 2017-18/Bluelight's £2,200.00" in message


def test_draws_on_the_reserve_do_not_count(refused: Refused) -> None:
    reserve = (
        '2017-06-12 * "Drawn"\n  decision: "CSP-1"\n  Equity:Reserve:Grant  900.00 GBP\n'
        "  Equity:Plan:2017-18:Diversionary:Grant  -900.00 GBP\n"
    )
    head = PERCENT.format(percent="10")
    assert refused(RULE, text=head + reserve + vired("200.00", day="13")) == []
    # Nor do they widen the limit.
    assert places(refused(RULE, text=head + reserve + vired("200.01", day="13"))) == ["11"]


def test_a_third_action_counts_for_itself(refused: Refused) -> None:
    third = (
        '2017-04-01 custom "action" "2017-18" "Third"\n  title: "T"\n'
        '2017-04-02 * "Plan"\n  Equity:Unallocated:Grant  1000.00 GBP\n'
        "  Equity:Plan:2017-18:Third:Grant  -1000.00 GBP\n"
    )
    head = PERCENT.format(percent="10") + third
    other = vired("100.00").replace("Diversionary", "Third")
    assert refused(RULE, text=head + vired("200.00") + other) == []
    over = vired("100.01").replace("Diversionary", "Third")
    assert places(refused(RULE, text=head + over)) == ["12"]


def test_both_movements_of_one_entry_count(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    both = (
        '2017-06-12 * "Vired"\n  decision: "CSP-1"\n'
        "  Equity:Plan:2017-18:Diversionary:Grant         150.00 GBP\n"
        "  Equity:Plan:2017-18:Diversionary:Kicks:Grant    50.01 GBP\n"
        "  Equity:Plan:2017-18:Bluelight:Grant           -200.01 GBP\n"
    )
    ((place, message),) = refused(RULE, text=head + both)
    assert place == "7"
    assert "it brings the total moved between the two this year to £200.01, " in message


def test_another_years_action_is_not_between_two_actions_of_a_year(refused: Refused) -> None:
    moved = (
        '2017-06-12 * "On"\n  decision: "CSP-1"\n'
        "  Equity:Plan:2017-18:Bluelight:Grant       900.00 GBP\n"
        "  Equity:Plan:2018-19:Diversionary:Grant   -900.00 GBP\n"
    )
    assert refused(RULE, text=PERCENT.format(percent="0") + moved) == []


def test_a_fund_of_another_return_counts_for_itself(refused: Refused) -> None:
    other = TERMS.format(unspent="keep").replace('"T"', '"Other"').replace(":T ", ":Other ")
    text = PERCENT.format(percent="10") + other.replace("2017-04-01 *", "2017-04-02 *")
    back = vired("90.00", fund="Other", back=True)
    assert refused(RULE, text=text + back + vired("200.00", day="13")) == []
    line = str((text + back).count("\n") + 1)
    assert places(refused(RULE, text=text + back + vired("200.01", day="13"))) == [line]
    # Nor does what it put into the smaller action widen the limit.
    wider = text.replace("Plan:2017-18:Diversionary:Other ", "Plan:2017-18:Bluelight:Other ")
    line = str(wider.count("\n") + 1)
    assert places(refused(RULE, text=wider + vired("200.01", day="13"))) == [line]


def test_a_main_fund_that_is_declared_later_sets_no_limit_yet(refused: Refused) -> None:
    text = (
        TERMS.format(unspent="keep").replace("2017-04-01 custom", "2017-07-01 custom")
        + '2017-06-12 * "Vired"\n  decision: "CSP-1"\n'
        "  Equity:Plan:2017-18:Diversionary:T   10.00 GBP\n"
        "  Equity:Plan:2017-18:Bluelight:T     -10.00 GBP\n"
    )
    assert refused(RULE, text=text) == []


def test_funds_reported_in_one_another_are_one_return(refused: Refused) -> None:
    text = (
        '2017-04-02 custom "fund" "Grant"\n  reported-in: "Older"\n'
        '  virement-percent: 10\n  decision: "OPCC-0"\n'
        '2017-04-01 custom "decision" "OPCC-0"\n  body: "OPCC"\n  title: "Terms"\n'
    )
    # Older comes last in the ring, and sets no limit.
    assert refused(RULE, text=text + vired("900.00")) == []


def test_before_adoption_nobody_decides(refused: Refused) -> None:
    text = PERCENT.format(percent="10") + vired("900.00").replace("2017-06-12", "2017-04-10")
    assert refused(RULE, text=text) == []


# ---------------------------------------------------------------- terms


def amended(directive: str, fields: str, decision: str, day: str = "2017-07-01") -> str:
    return f'{day} custom {directive}\n  {fields}\n  decision: "{decision}"\n'


FUNDERS = [
    "award: 1.00 GBP",
    'instalments: "2017-09-15 1.00"',
    "spend-from: 2017-04-02",
    "spend-by: 2018-03-31",
    'unspent: "repay"',
    'payment: "advance"',
    'returns: "annual"',
    "capital: FALSE",
    'purposes: "football"',
    'ineligible: "alcohol"',
    "virement-percent: 10",
    "variance-percent: 10",
    "variance-floor: 10",
    "match-percent: 10",
    "evidence-over: 10.00 GBP",
    "notice-from: 2017-12-01",
]
ANYBODYS = [
    'title: "Another"',
    'stage: "closed"',
    'reported-in: "Older"',
    "due-days: 3",
    "lead-days: 3",
    "working-days: 3",
    'conditions: "None"',
    "records-years: 6",
    'council-code: "1"',
    'reference: "1"',
    'award-letter: "27 March 2017"',
    'addressee: "Grants Officer"',
    'authorised-person: "cs-officer"',
    'deputy: "chair"',
    'clauses: "award 1"',
    "private: TRUE",
    # Said again, it is not changed.
    "award: 10000.00 GBP",
]


@pytest.mark.parametrize("field", FUNDERS)
def test_the_funder_decides_the_terms(field: str, refused: Refused) -> None:
    name = field.partition(":")[0]
    assert refused(RULE, text=amended('"fund" "Grant"', field, "CSP-1")) == [
        Fault(
            "1",
            f'fund "Grant": {name} is changed on 2017-07-01 by CSP-1, decided by CSP. OPCC decides '
            'that: name a decision of its own (`decision: "ID"`). [authority]',
        )
    ]
    assert refused(RULE, text=amended('"fund" "Grant"', field, "OPCC-1")) == []
    assert refused(RULE, text=amended('"fund" "Grant"', field, "CSP-1, OPCC-1")) == []


@pytest.mark.parametrize("field", ANYBODYS)
def test_anybody_decides_the_rest(field: str, refused: Refused) -> None:
    assert refused(RULE, text=amended('"fund" "Grant"', field, "CSP-1")) == []


def test_a_term_that_is_cleared_is_changed(refused: Refused) -> None:
    faults = refused(RULE, text=amended('"fund" "Grant"', "award:", "CSP-1"))
    assert places(faults) == ["1"]


def test_several_terms_are_named_together(refused: Refused) -> None:
    text = amended('"fund" "Grant"', 'spend-by: 2018-03-31\n  unspent: "keep"', "CSP-1")
    ((_place, message),) = refused(RULE, text=text)
    assert message.startswith('fund "Grant": spend-by and unspent are changed on 2017-07-01 by ')


def test_the_funder_of_before_decides_and_not_the_new_one(refused: Refused) -> None:
    text = '2017-06-12 custom "decision" "New-1"\n  body: "New"\n  title: "Ours now"\n' + amended(
        '"fund" "Grant"', 'funder: "New"\n  award: 1.00 GBP', "New-1"
    )
    ((place, message),) = refused(RULE, text=text)
    assert (place, ". OPCC decides that" in message) == ("4", True)


def test_a_change_before_it_was_decided(refused: Refused) -> None:
    text = amended('"fund" "Grant"', 'title: "Another"', "OPCC-1, CSP-1", "2017-06-11")
    assert refused(RULE, text=text) == [
        Fault(
            "1",
            'fund "Grant": it is changed on 2017-06-11, before OPCC-1 and CSP-1 were decided. Date '
            "it no earlier. [authority]",
        )
    ]
    alone = amended('"fund" "Grant"', 'title: "Another"', "OPCC-1", "2017-06-11")
    assert ", before OPCC-1 was decided. " in refused(RULE, text=alone)[0].message
    on_the_day = amended('"fund" "Grant"', 'title: "Another"', "OPCC-1", "2017-06-12")
    assert refused(RULE, text=on_the_day) == []


def test_the_partnership_decides_an_actions_purposes(refused: Refused) -> None:
    directive = '"action" "2017-18" "Bluelight"'
    assert refused(RULE, text=amended(directive, 'purposes: "cadets"', "OPCC-1")) == [
        Fault(
            "1",
            'action "2017-18" "Bluelight": purposes is changed on 2017-07-01 by OPCC-1, decided by '
            'OPCC. The CSP decides that: name a decision of its own (`decision: "ID"`). '
            "[authority]",
        )
    ]
    assert refused(RULE, text=amended(directive, 'purposes: "cadets"', "CSP-1")) == []
    assert refused(RULE, text=amended(directive, 'title: "Another"', "OPCC-1")) == []


def test_a_finding_on_terms_is_about_its_fund(write: Written) -> None:
    text = amended('"fund" "Grant"', "award: 1.00 GBP", "CSP-1") + amended(
        '"action" "2017-18" "Bluelight"', 'purposes: "cadets"', "OPCC-1"
    )
    found = list(authority.check(loading.load(write(text=text)).book))
    assert [each.funds for each in found] == [{"Grant"}, frozenset()]


def test_what_needs_no_decision_is_not_asked_for_one(refused: Refused) -> None:
    """
    2017-07-01 custom "earmark" "2017-18" "Diversionary" "Kicks"
      order: "PO-1"
    """
    assert refused(RULE) == []


def test_a_change_by_a_decision_that_does_not_exist_is_not_judged(refused: Refused) -> None:
    text = amended('"fund" "Grant"', "award: 1.00 GBP", "CSP-1, Nobody")
    assert refused(RULE, text=text) == []


def test_an_override_leaves_the_entry_visible(findings: Findings) -> None:
    """
    2017-06-12 * "Reserve to Bluelight"
      override-authority: "CSP-1"
      Equity:Reserve:Grant                         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
    """
    assert [(each.rule, each.severity) for each in findings()] == [(RULE, "overridden")]


# ---------------------------------------------------------------- through Unallocated

OUT = """2017-06-{day} * "Taken out"{link}
  decision: "{decision}"
  Equity:Plan:2017-18:{pot}:{fund}   {amount} GBP
  Equity:Unallocated:{fund}         -{amount} GBP
"""
INTO = """2017-06-{day} * "Put in"{link}
  decision: "{decision}"
  Equity:Unallocated:{fund}          {amount} GBP
  Equity:Plan:2017-18:{pot}:{fund}  -{amount} GBP
"""


def step(form: str, amount: str, pot: str, day: str = "12", **values: str) -> str:
    given = {"decision": "CSP-1", "fund": "Grant", "link": "", **values}
    return form.format(amount=amount, pot=pot, day=day, **given)


def test_what_goes_through_unallocated_on_one_decision_is_a_move(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    out, into = step(OUT, "200.01", "Bluelight"), step(INTO, "200.01", "Diversionary", "13")

    assert refused(RULE, text=head + out + into) == [
        Fault(
            "11",
            "“Put in” is a move of £200.01 from 2017-18/Bluelight to 2017-18/Diversionary through "
            "Unallocated: it brings the total moved between the two this year to £200.01, above "
            "£200.00, 10% of 2017-18/Bluelight's £2,000.00 (virement-percent of Grant), so it "
            "needs a decision of OPCC by 2017-06-13; CSP-1 is one of the CSP. Name one that will "
            "do (--decision ID). Decisions it could name: OPCC-1 or OPCC-0. [authority]",
        )
    ]
    within = step(OUT, "200.00", "Bluelight") + step(INTO, "200.00", "Diversionary", "13")
    assert refused(RULE, text=head + within) == []
    decided = step(INTO, "200.01", "Diversionary", "13", decision="CSP-1, OPCC-1")
    assert refused(RULE, text=head + out + decided) == []
    # Either may come first: what completes the move is named.
    backwards = step(INTO, "200.01", "Diversionary") + step(OUT, "200.01", "Bluelight", "13")
    ((place, message),) = refused(RULE, text=head + backwards)
    assert place == "11"
    assert message.startswith("“Taken out” is a move of £200.01 from 2017-18/Bluelight to")


def test_a_link_joins_the_two_steps_too(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    more = '2017-06-11 custom "decision" "CSP-3"\n  body: "CSP"\n  title: "Another"\n'
    out = step(OUT, "300.00", "Bluelight", link=" ^moved")
    into = step(INTO, "300.00", "Diversionary", "13", decision="CSP-3", link=" ^moved")
    apart = step(INTO, "300.00", "Diversionary", "13", decision="CSP-3")

    assert places(refused(RULE, text=head + more + out + into)) == ["14"]
    assert refused(RULE, text=head + more + out + apart) == []
    # A third entry that has both keys joins what was apart.
    third = step(INTO, "0.01", "Diversionary", "14", decision="CSP-3", link=" ^moved")
    assert refused(RULE, text=head + more + out + apart + third) == []
    rest = step(OUT, "200.01", "Bluelight", "15", decision="CSP-3")
    assert places(refused(RULE, text=head + more + out + apart + third + rest)) == ["22"]


def test_steps_and_moves_add_up_in_the_year(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    through = step(OUT, "150.00", "Bluelight") + step(INTO, "150.00", "Diversionary", "13")

    assert refused(RULE, text=head + through + vired("50.00", day="14")) == []
    assert places(refused(RULE, text=head + through + vired("50.01", day="14"))) == ["15"]
    # In the books' order: what comes later is not held against what came before.
    first = vired("50.01") + through
    assert places(refused(RULE, text=head + first)) == ["15"]
    back = step(OUT, "150.00", "Diversionary", "14") + step(INTO, "150.00", "Bluelight", "15")
    assert refused(RULE, text=head + through + back + vired("200.00", day="16")) == []
    assert places(refused(RULE, text=head + through + back + vired("200.01", day="16"))) == ["23"]


def test_only_what_went_on_counts(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    out = step(OUT, "900.00", "Bluelight")

    assert refused(RULE, text=head + out) == []
    part = step(INTO, "200.00", "Diversionary", "13")
    assert refused(RULE, text=head + out + part) == []
    assert places(
        refused(RULE, text=head + out + part + step(INTO, "0.01", "Diversionary", "14"))
    ) == ["15"]
    # What goes back into the action that it came from has not moved.
    same = step(INTO, "700.00", "Bluelight", "13")
    assert refused(RULE, text=head + out + same + step(INTO, "200.00", "Diversionary", "14")) == []
    # 100.00 of it goes back, though it was put into the other first.
    other = step(OUT, "50.00", "Bluelight", "13") + step(INTO, "950.00", "Bluelight", "14")
    assert refused(RULE, text=head + out + other) == []


def test_other_funds_years_and_reserves_are_no_other_half(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    out = step(OUT, "300.00", "Bluelight")
    older = step(INTO, "200.00", "Diversionary", "13", fund="Older")
    next_year = step(INTO, "300.00", "Diversionary", "13").replace("Plan:2017-18", "Plan:2018-19")
    reserve = (
        '2017-06-13 * "Into the reserve"\n  decision: "CSP-1"\n'
        "  Equity:Unallocated:Grant  300.00 GBP\n  Equity:Reserve:Grant  -300.00 GBP\n"
    )
    before = step(OUT, "300.00", "Bluelight").replace("2017-06-12", "2017-04-10")

    for text in (out + older, out + next_year, out + reserve):
        assert refused(RULE, text=head + text) == [], text
    assert refused(RULE, text=head + before + step(INTO, "300.00", "Diversionary", "13")) == []
    assert refused(RULE, text=out + step(INTO, "300.00", "Diversionary", "13")) == []
    both = head + out + step(INTO, "200.00", "Diversionary", "13") + older
    assert refused(RULE, text=both) == []


# ---------------------------------------------------------------- moving on, to the day

MOVED_ON = """
{day} * "Moved on"
  Equity:Plan:2017-18:Diversionary:Grant   10.00 GBP
  Equity:Plan:2018-19:Diversionary:Grant  -10.00 GBP
"""
TERMS_WITH = """2017-04-02 custom "fund" "Grant"
  title: "Grant"{dates}
  decision: "OPCC-0"
2017-04-01 custom "decision" "OPCC-0"
  body: "OPCC"
  title: "Terms"
"""


@pytest.mark.parametrize(
    ("dates", "free", "decided"),
    [
        ("", ("2018-04-01", "2028-04-01"), ()),
        ("\n  spend-by: 2018-06-30", ("2018-04-01", "2018-06-30"), ("2018-07-01",)),
        ("\n  spend-from: 2018-05-01", ("2018-05-01", "2020-02-29"), ("2018-04-30",)),
        (
            "\n  spend-from: 2018-05-01\n  spend-by: 2018-06-30",
            ("2018-05-01", "2018-06-30"),
            ("2018-04-30", "2018-07-01"),
        ),
        ("\n  spend-by: 2020-02-29", ("2020-02-29",), ("2020-03-01",)),
        # A fund of 18 months over three financial years.
        (
            "\n  spend-from: 2017-10-01\n  spend-by: 2019-03-31",
            ("2018-04-01", "2019-03-31"),
            ("2017-09-30", "2019-04-01"),
        ),
    ],
)
def test_moving_on_is_free_inside_the_awards_dates_and_only_there(
    refused: Refused, dates: str, free: tuple[str, ...], decided: tuple[str, ...]
) -> None:
    head = TERMS_WITH.format(dates=dates)
    for day in free:
        assert refused(RULE, text=head + MOVED_ON.format(day=day)) == [], day
    for day in decided:
        ((_place, message),) = refused(RULE, text=head + MOVED_ON.format(day=day))
        assert "is a cut of £10.00 of Grant in the allocation of 2017-18/Diversionary" in message


def test_what_is_used_up_joins_nothing_more(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    out = step(OUT, "200.00", "Bluelight")
    both = step(INTO, "150.00", "Diversionary", "13") + step(INTO, "60.00", "Diversionary", "14")
    assert refused(RULE, text=head + out + both) == []  # 50.00 of the 60.00 came from Bluelight
    more = step(OUT, "10.01", "Bluelight", "15")
    assert places(refused(RULE, text=head + out + both + more)) == ["19"]


def test_what_goes_back_goes_back_first(refused: Refused) -> None:
    head = PERCENT.format(percent="10")
    outs = step(OUT, "300.00", "Bluelight") + step(OUT, "300.00", "Diversionary")
    back = step(INTO, "300.00", "Diversionary", "13")
    assert refused(RULE, text=head + outs + back) == []
    assert places(
        refused(RULE, text=head + outs + back + step(INTO, "200.01", "Diversionary", "14"))
    ) == ["19"]


def test_another_years_step_uses_nothing_of_this_ones(refused: Refused) -> None:
    head = PERCENT.format(percent="10") + (
        '2017-05-01 custom "plan" "2018-19"\n  adopted: 2017-05-01\n'
    )
    out = step(OUT, "300.00", "Bluelight")
    other = step(INTO, "300.00", "Diversionary", "13").replace("Plan:2017-18", "Plan:2018-19")
    into = step(INTO, "300.00", "Diversionary", "14")
    assert refused(RULE, text=head + out + other) == []
    assert places(refused(RULE, text=head + out + other + into)) == ["17"]
    # Nor where something came back of the other year too.
    back = step(OUT, "1.00", "Diversionary").replace("Plan:2017-18", "Plan:2018-19")
    assert places(refused(RULE, text=head + out + back + other + into)) == ["21"]


def test_what_is_joined_leaves_others_apart(refused: Refused) -> None:
    head = PERCENT.format(percent="10") + (
        '2017-06-12 custom "decision" "CSP-3"\n  body: "CSP"\n  title: "Another"\n'
    )
    out = step(OUT, "250.00", "Bluelight", decision="CSP-3")
    other = step(OUT, "100.00", "Bluelight") + step(INTO, "0.01", "Diversionary", "13")
    into = step(INTO, "250.00", "Diversionary", "14", decision="CSP-3")
    assert places(refused(RULE, text=head + out + other + into)) == ["22"]


def test_what_joins_two_groups_joins_all_their_keys(refused: Refused) -> None:
    head = PERCENT.format(percent="10") + "".join(
        f'2017-06-12 custom "decision" "{name}"\n  body: "CSP"\n  title: "Another"\n'
        for name in ("CSP-3", "CSP-4")
    )
    outs = step(OUT, "100.00", "Bluelight", link=" ^x")
    outs += step(OUT, "150.00", "Bluelight", decision="CSP-3", link=" ^y")
    join = step(INTO, "0.01", "Diversionary", "13", decision="CSP-1, CSP-3")
    last = step(INTO, "249.99", "Diversionary", "14", decision="CSP-4", link=" ^y")
    ((place, message),) = refused(RULE, text=head + outs + join + last)
    assert place == "25"
    assert (
        "it brings the total moved between the two this year to £250.00, above £200.00" in message
    )
