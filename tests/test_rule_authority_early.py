"""The rule `authority`: nothing is spent or advanced from a plan that has not begun.

`BASE` has 1,500.00 of Grant in 2017-18/Diversionary/Kicks, for Leicester City FC. The plan
2018-19 begins on 1 April 2018.
"""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Refused

RULE = "authority"
LATER = "2018-19:Diversionary:Spring"
SPRING = """2017-04-01 custom "earmark" "2018-19" "Diversionary" "Spring"
  title: "Spring"
  provider: "{provider}"
2017-06-12 * "Set aside"
  Equity:Unallocated:Grant  40.00 GBP
  Equity:Plan:2018-19:Diversionary:Spring:Grant  -40.00 GBP
"""
PLAN = '{0} custom "plan" "2018-19"\n  adopted: {0}\n'


def advance(day: str, amount: str = "40.00", *keys: str, party: str = "Scouts") -> str:
    meta = "".join(f"  {key}\n" for key in keys)
    return (
        f'{day} * "{party}" "Paid ahead"\n{meta}  Assets:Prepaid:{party}:Grant  {amount} GBP\n'
        f"  Assets:Council:Grant  -{amount} GBP\n"
    )


def shown(day: str, *keys: str) -> str:
    meta = "".join(f"  {key}\n" for key in keys)
    return (
        f'{day} * "Scouts" "Shown"\n{meta}  Expenses:Plan:{LATER}:Grant  10.00 GBP\n'
        "  Assets:Prepaid:Scouts:Grant  -10.00 GBP\n"
    )


OWN, SHARED = SPRING.format(provider="Scouts"), SPRING.format(provider="Leicester City FC")


def amounts(refused: Refused, text: str) -> list[str]:
    return [each.message.partition(" of Grant")[0] for each in refused(RULE, text=text)]


def test_nothing_is_advanced_that_only_a_plan_to_come_has(refused: Refused) -> None:
    assert refused(RULE, text=OWN + advance("2018-03-31")) == [
        Fault(
            "7",
            "“Scouts, Paid ahead” advances £40.00 of Grant on 2018-03-31 that only the plan "
            "2018-19 has for its provider, and nothing is spent from that before 2018-04-01. "
            "Advance it from then on, or set it aside for the provider in 2017-18 first "
            "(`ringfence earmark`). If a decision of the CSP allows it, name that: "
            "--override-authority ID [authority]",
        )
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (advance("2018-04-01"), 0),
        (advance("2018-03-31", "40.00", "supplied: 2018-04-01"), 1),
        (advance("2018-03-31", "40.00", 'decision: "CSP-1"'), 0),
        (advance("2018-03-31", "40.00", 'decision: "Fin-1"'), 1),
        (PLAN.format("2018-03-12") + advance("2018-03-12"), 0),
        (PLAN.format("2018-03-12") + advance("2018-03-11"), 1),
        # What a provider shows to have bought was supplied by then; it can't be later.
        (advance("2018-03-31", "40.00", 'decision: "CSP-1"') + shown("2018-03-31"), 1),
        (
            advance("2018-03-31", "40.00", 'decision: "CSP-1"')
            + shown("2018-03-31", "supplied: 2018-04-01"),
            1,
        ),
        (advance("2018-04-01") + shown("2018-04-01"), 0),
    ],
)
def test_from_when_on_it_may_be(text: str, count: int, refused: Refused) -> None:
    assert len(refused(RULE, text=OWN + text)) == count


def test_what_this_years_plan_has_for_the_provider_is_advanced_first(refused: Refused) -> None:
    """1,500.00 of this year's, and 40.00 of the next."""
    party = "LeicesterCityFC"
    for amount, found in (
        ("1500.00", []),
        ("1500.01", ["“LeicesterCityFC, Paid ahead” advances £0.01"]),
        ("1540.00", ["“LeicesterCityFC, Paid ahead” advances £40.00"]),
        # What nobody has is another rule's to say.
        ("1600.00", ["“LeicesterCityFC, Paid ahead” advances £40.00"]),
    ):
        assert amounts(refused, SHARED + advance("2018-03-31", amount, party=party)) == found
    twice = advance("2018-03-30", "1490.00", party=party) + advance(
        "2018-03-31", "20.00", party=party
    )
    assert amounts(refused, SHARED + twice) == ["“LeicesterCityFC, Paid ahead” advances £10.00"]
    back = advance("2018-03-30", "1490.00", party=party) + advance(
        "2018-03-31", "-1490.00", party=party
    ).replace("--", "")
    again = advance("2018-03-31", "20.00", party=party)
    assert amounts(refused, SHARED + back + again) == []


def test_a_reversal_of_what_was_shown_is_no_advance(refused: Refused) -> None:
    given = advance("2018-03-30", "40.00", 'decision: "CSP-1"')
    decided = shown("2018-03-30", 'decision: "CSP-1"')
    back = decided.replace("-10.00 GBP", "+").replace(" 10.00 GBP", " -10.00 GBP")
    back = back.replace("+", "10.00 GBP")
    assert refused(RULE, text=OWN + given + decided + back) == []


def test_what_was_advanced_before_the_books_is_no_advance(refused: Refused) -> None:
    """`Older` is opening money; what is taken over was advanced by others."""
    opening = """2018-03-01 * "Scouts" "Brought forward: advanced"
  Assets:Prepaid:Scouts:Grant  40.00 GBP
  Equity:Opening:Grant  -40.00 GBP
"""
    assert refused(RULE, text=OWN + opening) == []


@pytest.mark.parametrize(
    ("adopted", "count"),
    [
        ("2018-03-12", 0),
        ("2017-04-01", 0),
        ("2017-03-31", 1),  # a slip of a year, or of several
        ("2014-04-10", 1),
    ],
)
def test_a_day_of_adoption_of_long_before_frees_nothing(
    adopted: str, count: int, refused: Refused
) -> None:
    spent = f"""2018-03-20 * "Printer" "Leaflets"
  Expenses:Plan:{LATER}:Grant  10.00 GBP
  Assets:Council:Grant  -10.00 GBP
"""
    plan = f'2017-04-01 custom "plan" "2018-19"\n  adopted: {adopted}\n'
    ours = OWN.replace('"Set aside"\n', '"Set aside"\n  decision: "CSP-1"\n')
    faults = refused(RULE, text=ours + plan + spent)
    assert len(faults) == count
    assert all("before 2018-04-01. Charge it to 2017-18" in each.message for each in faults)


def test_what_was_decided_early_bars_nothing_of_the_days_on_which_it_may_be(
    refused: Refused,
) -> None:
    def spent(day: str, key: str = "") -> str:
        return (
            f'{day} * "Printer" "Leaflets"\n{key}  Expenses:Plan:{LATER}:Grant  10.00 GBP\n'
            "  Assets:Council:Grant  -10.00 GBP\n"
        )

    decided = spent("2018-03-20", '  decision: "CSP-1"\n')
    assert refused(RULE, text=OWN + decided + spent("2018-04-01") + spent("2018-04-02")) == []
    assert len(refused(RULE, text=OWN + decided + spent("2018-03-31"))) == 1
