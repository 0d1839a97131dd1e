"""Overrides: of which body, by which day, and for how much.

Of `BASE`, CSP-1, OPCC-1 and Fin-1 are of 12 June 2017.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.conftest import Findings, Judged

OVER = "2017-18/Bluelight"


def spend(amount: str, key: str = "", day: str = "2017-06-12", pot: str = OVER) -> str:
    plan = pot.replace("/", ":")
    told = f"  {key}\n" if key else ""
    return (
        f'{day} * "Printer" "Leaflets {amount}"\n{told}  Expenses:Plan:{plan}:Grant  {amount} GBP\n'
        f"  Assets:Council:Grant  -{amount} GBP\n"
    )


def move(source: str, to: str, amount: str, *keys: str, day: str = "2017-06-12") -> str:
    told = "".join(f"  {key}\n" for key in keys)
    return (
        f'{day} * "Moved {amount}"\n{told}  Equity:{source}:Grant  {amount} GBP\n'
        f"  Equity:{to}:Grant  -{amount} GBP\n"
    )


AMENDED = '2017-04-02 custom "fund" "Grant"\n  {}\n  decision: "OPCC-0"\n'
AMENDED += '2017-04-01 custom "decision" "OPCC-0"\n  body: "OPCC"\n  title: "Terms"\n'
CLOSED = '2017-06-11 custom "year" "2017-18"\n  status: "closed"\n'
WITHDRAWN = AMENDED.format('stage: "withdrawn"')
IN = "  Assets:Awarded:OPCC:Grant  {} GBP\n  Income:OPCC:Grant  -{} GBP\n"


def award(amount: str, key: str = "") -> str:
    told = f"  {key}\n" if key else ""
    return f'2017-06-12 * "OPCC" "More"\n{told}{IN.format(amount, amount)}'


@pytest.fixture
def findings(findings: Findings) -> Findings:
    """Leave out that no digest holds a year closed by hand, which warns, whatever is decided."""

    def found(rule: str, **more: Any) -> list[Judged]:
        return [each for each in findings(rule, **more) if "no `digest:` holds" not in each.message]

    return found


#: What a rule refuses, by rule and body, with a place for the override.
CASES = {
    ("overdrawn", "Fin-1"): spend("2000.01", "{}"),
    ("authority", "CSP-1"): move("Reserve", "Plan:2017-18:Bluelight", "10.00", "{}"),
    ("authority", "OPCC-1"): AMENDED.format("virement-percent: 0")
    + move("Plan:2017-18:Diversionary", "Plan:2017-18:Bluelight", "10.00", "{}"),
    ("stage", "OPCC-1"): award("0.01", "{}"),
    ("window", "OPCC-1"): AMENDED.format("spend-by: 2017-06-11") + spend("1.00", "{}"),
    ("window", "Fin-1"): CLOSED + spend("1.00", "{}"),
    ("separation", "Fin-1"): spend("1.00", '{}\n  recorded-by: "x"\n  approved-by: "x"'),
    ("duplicate", "Fin-1"): spend("1.00", 'invoice: "P-1"') + spend("1.00", '{}\n  invoice: "P-1"'),
    ("evidence", "Fin-1"): AMENDED.format("evidence-over: 1.00 GBP") + spend("1.00", "{}"),
    ("evidence", "OPCC-1"): AMENDED.format("evidence-over: 1.00 GBP") + spend("1.00", "{}"),
    ("purpose", "OPCC-1"): AMENDED.format("capital: FALSE") + spend("1.00", "{}\n  capital: TRUE"),
}
BODIES = ("CSP-1", "OPCC-1", "Fin-1")


@pytest.mark.parametrize(("rule", "right"), CASES, ids=[f"{r}-{b}" for r, b in CASES])
def test_an_override_takes_the_body_that_its_rule_asks_for(
    rule: str, right: str, findings: Findings
) -> None:
    text = CASES[rule, right]
    for decision in BODIES:
        found = findings(rule, text=text.replace("{}", f'override-{rule}: "{decision}"'))
        rightly = (rule, decision) in CASES and (decision == right or CASES[rule, decision] == text)
        assert [each.severity for each in found] == ["overridden" if rightly else "block"], decision
    several = findings(rule, text=text.replace("{}", f'override-{rule}: "{", ".join(BODIES)}"'))
    assert [each.severity for each in several] == ["overridden"]


def test_the_message_says_whose_decision_it_takes(findings: Findings) -> None:
    (fault,) = findings("overdrawn", text=spend("2000.01", 'override-overdrawn: "CSP-1"'))
    assert fault.message.endswith(
        " To override this takes a decision of finance, which CSP-1 is not. [overdrawn]"
    )
    text = move("Reserve", "Plan:2017-18:Bluelight", "9.00", 'override-authority: "OPCC-1, Fin-1"')
    (fault,) = findings("authority", text=text)
    assert fault.message.endswith(
        " To override this takes a decision of the CSP by 2017-06-12, which OPCC-1 and Fin-1 are "
        "not. [authority]"
    )


def test_of_a_transfer_in_time_and_of_a_spend_whenever(findings: Findings) -> None:
    late = move(
        "Reserve", "Plan:2017-18:Bluelight", "9.00", 'override-authority: "CSP-1"', day="2017-06-11"
    )
    assert [each.severity for each in findings("authority", text=late)] == ["block"]
    known = spend("2000.01", 'override-overdrawn: "Fin-1"', day="2017-06-11")
    assert [each.severity for each in findings("overdrawn", text=known)] == ["overridden"]


def test_a_ratified_decision_counts_as_one_of_that_body(findings: Findings) -> None:
    chair = '2017-06-01 custom "decision" "Chair-1"\n  body: "{}"\n  title: "Urgent"\n'
    chair += '2017-06-13 custom "decision" "Chair-1"\n  ratified-by: "Fin-1"\n  decision: "Fin-1"\n'
    over = spend("2000.01", 'override-overdrawn: "Chair-1"')
    found = findings("overdrawn", text=chair.format("CSP") + over)
    assert [each.severity for each in found] == ["overridden"]


BY = 'override-{}: "{}"'


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_an_override_excuses_its_own_entry_alone(
    order: tuple[int, ...], findings: Findings
) -> None:
    parts = (spend("5000.00"), spend("0.01", BY.format("overdrawn", "Fin-1")))
    (fault,) = findings("overdrawn", text="".join(parts[each] for each in order))
    assert fault.severity == "block"
    assert fault.message.startswith("2017-18/Bluelight is overdrawn by £3,000.01 of Grant on ")
    assert fault.message.endswith(
        " What is overridden excuses £0.01 of “Printer, Leaflets 0.01” alone. [overdrawn]"
    )
    assert fault.place == ("1" if order == (0, 1) else "5")
    # What is short is the penny, and that is excused, whoever came first.
    parts = (spend("2000.00"), parts[1])
    (fault,) = findings("overdrawn", text="".join(parts[each] for each in order))
    assert fault.severity == "overridden"


def test_above_the_award_each_for_its_own(findings: Findings) -> None:
    excused = award("0.01", BY.format("stage", "OPCC-1"))
    assert [f.severity for f in findings("stage", text=award("500.00") + excused)] == ["block"]
    assert [f.severity for f in findings("stage", text=excused + award("500.00"))] == ["block"]
    assert [f.severity for f in findings("stage", text=excused)] == ["overridden"]


def test_a_closed_year_each_for_its_own(findings: Findings) -> None:
    excused = spend("0.01", BY.format("window", "Fin-1"))
    (fault,) = findings("window", text=CLOSED + spend("50.00") + excused)
    assert (fault.severity, fault.place) == ("block", "3")
    assert [f.severity for f in findings("window", text=CLOSED + excused)] == ["overridden"]


def test_several_faults_need_every_body(findings: Findings) -> None:
    both = spend("1.00", 'override-window: "{}"')
    text = AMENDED.format("spend-by: 2017-06-11") + CLOSED + both
    for decision, severities in {
        "Fin-1": ["block", "overridden"],
        "OPCC-1": ["block", "overridden"],
        "Fin-1, OPCC-1": ["overridden", "overridden"],
    }.items():
        found = findings("window", text=text.replace("{}", decision))
        assert [each.severity for each in found] == severities


def test_on_what_is_no_money_finance_takes_the_risk_and_the_funder_promises(
    findings: Findings,
) -> None:
    used = spend("1.00", 'override-stage: "{}"')
    booked = award("0.01", 'override-stage: "{}"')
    planned = move("Unallocated", "Plan:2017-18:Bluelight", "1.00", 'override-stage: "{}"')
    for text, right in ((used, "Fin-1"), (planned, "Fin-1"), (booked, "OPCC-1")):
        for decision in BODIES:
            found = findings("stage", text=WITHDRAWN + text.replace("{}", decision))
            expected = {"overridden"} if decision == right else {"block"}
            assert expected <= {each.severity for each in found}, (text, decision)


def test_what_needs_two_bodies_takes_both(findings: Findings) -> None:
    """A draw on the reserve is the CSP's, what is beyond the limit on virement the funder's."""
    text = AMENDED.format("virement-percent: 0") + (
        '2017-06-12 * "Draw and move"\n  override-authority: "{}"\n'
        "  Equity:Reserve:Grant  10.00 GBP\n  Equity:Plan:2017-18:Diversionary:Grant  5.00 GBP\n"
        "  Equity:Plan:2017-18:Bluelight:Grant  -15.00 GBP\n"
    )
    for decision, severity in {
        "CSP-1": "block",
        "OPCC-1": "block",
        "Fin-1": "block",
        "CSP-1, OPCC-1": "overridden",
    }.items():
        found = findings("authority", text=text.replace("{}", decision))
        assert {each.severity for each in found} == {severity}, decision


def test_an_entry_at_fault_in_two_pots_is_excused_of_its_own_alone(findings: Findings) -> None:
    """All of one pot is its own, of the other a part: the rest is told at the entry it is of."""
    both = (
        '2017-06-12 * "Printer" "Both"\n  override-window: "Fin-1"\n'
        "  Expenses:Plan:2017-18:Bluelight:Grant  1.00 GBP\n"
        "  Expenses:Plan:2017-18:Diversionary:Grant  2.00 GBP\n  Assets:Council:Grant  -3.00 GBP\n"
    )
    (fault,) = findings("window", text=CLOSED + spend("5.00") + both)
    assert (fault.severity, fault.place) == ("block", "3")
    assert fault.message.startswith(
        "“Printer, Both” spends £2.00 from 2017-18/Diversionary of Grant and spends £6.00 from "
        "2017-18/Bluelight of Grant on 2017-06-12, and 2017-18 was closed on 2017-06-11. "
    )
    assert fault.message.endswith(
        " What is overridden excuses £2.00 of “Printer, Both” and £1.00 of “Printer, Both” alone. "
        "[window]"
    )
    (fault,) = findings("window", text=CLOSED + both)
    assert fault.severity == "overridden"


def test_no_body_overrides_what_always_blocks(findings: Findings) -> None:
    told = ", ".join(BODIES)
    text = award("5.00", f'override-self-balancing: "{told}"').replace("Assets:Awarded:OPCC", "{}")
    (fault,) = findings("self-balancing", text=text.format("Assets:Council"))
    assert fault.severity == "block"
    assert fault.message == (
        "“OPCC, More” moves Income against Assets:Council:Grant. Income moves against Awarded, "
        "Repayable and InAdvance only: record the award (`ringfence award`), then what is received "
        "of it (`ringfence receive`). [self-balancing]"
    )


DRAW = ("Reserve", "Plan:2017-18:Bluelight")
LIMIT = 'override-authority: "CSP-2"'


def test_an_override_of_authority_is_held_to_the_decisions_amount(findings: Findings) -> None:
    """CSP-2 allows £1,000.00: of a cut of £3,000.00 it excuses nothing, of its own amount all."""
    cut = ("Plan:2017-18:Diversionary", "Plan:2017-18:Bluelight")
    (fault,) = findings("authority", text=move(*cut, "1000.00", LIMIT))
    assert fault.severity == "overridden"
    (fault,) = findings("authority", text=move(*cut, "1000.01", LIMIT))
    assert fault.severity == "block"
    assert fault.message.endswith(
        " CSP-2 allows £1,000.00; £0.00 of it is used beside this, which moves £1,000.01. "
        "[authority]"
    )
    # One without an amount excuses any.
    (fault,) = findings("authority", text=move(*cut, "3000.00", 'override-authority: "CSP-1"'))
    assert fault.severity == "overridden"


def test_what_cites_a_decision_and_what_it_overrides_share_its_amount(findings: Findings) -> None:
    cited = move(*DRAW, "999.99", 'decision: "CSP-2"')
    (fault,) = findings("authority", text=cited + move(*DRAW, "0.01", LIMIT))
    assert fault.severity == "overridden"
    for text in (
        cited + move(*DRAW, "0.02", LIMIT),
        move(*DRAW, "0.02", LIMIT) + cited,
        cited + move(*DRAW, "0.01", LIMIT) + move(*DRAW, "0.02", LIMIT),
    ):
        assert "block" in {each.severity for each in findings("authority", text=text)}


def test_an_entry_that_cites_a_decision_does_not_override_by_what_it_lacks(
    findings: Findings,
) -> None:
    """What cites CSP-2 beyond its amount is not let stand by naming it again."""
    both = move(*DRAW, "1000.01", 'decision: "CSP-2"', LIMIT)
    assert [each.severity for each in findings("authority", text=both)] == ["block"]
