"""The rule `authority`: a bid becomes money, and a decision grows, on nobody's word for itself.

Of `BASE`, CSP-1 (no amount), CSP-2 (1,000.00) and OPCC-1 are of 12 June 2017.
"""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Findings, Refused

RULE = "authority"


def fund(stage: str) -> str:
    return f'2017-04-01 custom "fund" "Next"\n  title: "N"\n  funder: "OPCC"\n  stage: "{stage}"\n'


def stages(*steps: tuple[str, str]) -> str:
    return "".join(
        f'2017-07-{day:02d} custom "fund" "Next"\n  stage: "{stage}"\n  decision: "{decision}"\n'
        for day, (stage, decision) in enumerate(steps, start=1)
    )


@pytest.mark.parametrize("first", ["bid", "closed", "at-risk", "indicative"])
def test_a_bid_is_no_money_by_way_of_closed(first: str, refused: Refused) -> None:
    text = fund(first) + stages(("closed", "CSP-1"), ("awarded", "CSP-1"))
    assert refused(RULE, text=text) == [
        Fault(
            "8",
            'fund "Next": stage is changed on 2017-07-02 by CSP-1, decided by CSP. OPCC decides '
            'that: name a decision of its own (`decision: "ID"`). [authority]',
        )
    ]
    right = fund(first) + stages(("closed", "CSP-1"), ("awarded", "OPCC-1"))
    assert refused(RULE, text=right) == []


@pytest.mark.parametrize(
    ("first", "steps", "places"),
    [
        ("awarded", ["closed CSP-1", "awarded CSP-1"], []),
        ("bid", ["awarded OPCC-1", "closed CSP-1", "awarded CSP-1"], []),
        ("awarded", ["closed CSP-1", "awarded CSP-1", "closed CSP-1", "awarded CSP-1"], []),
        # What was never the funder's word does not become it by being closed.
        ("bid", ["awarded CSP-1", "closed CSP-1", "awarded CSP-1"], ["5", "11"]),
        # A grant that was withdrawn since is a bid again.
        ("awarded", ["withdrawn CSP-1", "closed CSP-1", "awarded CSP-1"], ["11"]),
        ("awarded", ["bid CSP-1", "awarded CSP-1"], ["8"]),
        ("bid", ["closed CSP-1", "closed CSP-1", "awarded CSP-1"], ["11"]),
    ],
)
def test_only_what_was_awarded_is_opened_again(
    first: str, steps: list[str], places: list[str], refused: Refused
) -> None:
    pairs = [(step.split()[0], step.split()[1]) for step in steps]
    found = refused(RULE, text=fund(first) + stages(*pairs))
    assert [each.place for each in found] == places


@pytest.mark.parametrize("body", ["CSP", "finance", "csp"])
def test_who_decides_here_funds_nothing(body: str, refused: Refused) -> None:
    text = f'2017-04-01 custom "fund" "Own"\n  title: "N"\n  funder: "{body}"\n  stage: "bid"\n'
    assert refused("declaration", text=text) == [
        Fault(
            "1",
            f'fund "Own": funder {body} is a body of these books, which can\'t award itself money. '
            "Name who pays the grant, as its award letter does. [declaration]",
        )
    ]
    assert refused("declaration", text=text.replace(f'"{body}"', '"CSP fund"')) == []


@pytest.mark.parametrize("adopted", ["2018-03-31", "2013-04-01"])
def test_a_plan_is_adopted_in_or_shortly_before_its_year(adopted: str, findings: Findings) -> None:
    text = f'2018-04-01 custom "plan" "2017-18"\n  adopted: {adopted}\n  decision: "CSP-1"\n'
    assert findings("declaration", text=text) == []


def test_a_plan_adopted_too_late_or_too_early(findings: Findings) -> None:
    text = '2017-04-01 custom "plan" "2018-19"\n  adopted: {}\n'
    late = findings("declaration", text=text.format("2019-04-01"))
    assert [(each.severity, each.place, each.message) for each in late] == [
        (
            "block",
            "1",
            (
                'plan "2018-19": adopted 2019-04-01 is after the year\'s last day, 2019-03-31: '
                "until then nothing in it would need a decision. Correct the day here. "
                "[declaration]"
            ),
        )
    ]
    early = findings("declaration", text=text.format("2014-03-31"))
    assert [(each.severity, each.place, each.message) for each in early] == [
        (
            "warn",
            "1",
            (
                'plan "2018-19": adopted 2014-03-31 is more than 4 years before it begins, on '
                "2018-04-01. If that is a slip, correct the day here. [declaration]"
            ),
        )
    ]


def amended(decision: str, fields: str, by: str, day: str = "2017-07-01") -> str:
    return f'{day} custom "decision" "{decision}"\n  {fields}\n  decision: "{by}"\n'


def test_nothing_is_raised_from_nil_by_itself(refused: Refused) -> None:
    nil = amended("CSP-2", "amount: 0.00 GBP", "CSP-2")
    back = amended("CSP-2", "amount: 1000.00 GBP", "{}", "2017-07-02")
    assert refused(RULE, text=nil + back.format("CSP-2")) == [
        Fault(
            "4",
            'decision "CSP-2": amount is changed on 2017-07-02 by CSP-2 itself. The CSP decides '
            'that: name a decision of its own (`decision: "ID"`). [authority]',
        )
    ]
    assert refused(RULE, text=nil + back.format("CSP-1")) == []


def test_nothing_is_raised_by_what_rests_on_it(refused: Refused) -> None:
    third = '2017-06-13 custom "decision" "CSP-3"\n  body: "CSP"\n  title: "T"\n{}'
    fourth = '2017-06-13 custom "decision" "CSP-4"\n  body: "CSP"\n  title: "T"\n'
    fourth += '  decision: "CSP-2"\n'
    raised = amended("CSP-2", "amount: 1000.01 GBP", "{}")
    for text in (
        third.format('  decision: "CSP-2"\n'),
        third.format('  ratified-by: "CSP-2"\n'),
        third.format('  decision: "CSP-4"\n') + fourth,
        third.format("") + amended("CSP-3", 'title: "U"', "CSP-2"),
    ):
        (fault,) = refused(RULE, text=text + raised.format("CSP-3"))
        assert fault.message == (
            'decision "CSP-2": amount is changed on 2017-07-01 by CSP-3, which rests on CSP-2 '
            "itself. The CSP decides that: name a decision of its own "
            '(`decision: "ID"`). [authority]'
        )
        assert refused(RULE, text=text + raised.format("CSP-3, CSP-1")) == []
    later = third.format("") + amended("CSP-3", 'title: "U"', "CSP-2", "2017-07-02")
    assert refused(RULE, text=later + raised.format("CSP-3")) == []


CHAIR = '2017-06-01 custom "decision" "Chair-1"\n  body: "finance"\n  title: "Urgent"\n'
URGENT = """2017-06-02 * "Urgent"
  decision: "Chair-1"
  Equity:Reserve:Grant                         10.00 GBP
  Equity:Plan:2017-18:Bluelight:Grant         -10.00 GBP
"""


def test_the_next_meeting_ratifies_what_the_chair_did(refused: Refused) -> None:
    for day in ("2017-06-12", "2018-06-12"):
        said = amended("Chair-1", 'ratified-by: "CSP-1"', "CSP-1", day)
        assert refused(RULE, text=CHAIR + said + URGENT) == []


def test_no_later_decision_ratifies(refused: Refused) -> None:
    early = amended("Chair-1", 'ratified-by: "CSP-1"', "Chair-1", "2017-06-11")
    first, second = refused(RULE, text=CHAIR + early + URGENT)
    assert first == Fault(
        "4",
        'decision "Chair-1": CSP-1, which ratified it, is dated 2017-06-12, after this. Take '
        "`ratified-by:` out here, and say it from that day on: ringfence decision amend Chair-1 "
        "--ratified-by CSP-1 --date 2017-06-12 --decision CSP-1 [authority]",
    )
    assert second.place == "7"
    assert "Chair-1 is one of finance" in second.message
    assert [
        each.place for each in refused(RULE, text=CHAIR + '  ratified-by: "CSP-1"\n' + URGENT)
    ] == ["1", "5"]


def test_nothing_ratifies_itself_or_on_its_own_word(refused: Refused) -> None:
    own = amended("CSP-1", 'ratified-by: "CSP-1"', "CSP-2", "2017-06-13")
    assert refused(RULE, text=own) == [
        Fault(
            "1",
            'decision "CSP-1": it can\'t ratify itself. Name the decision that ratified it '
            "(`ratified-by:`). [authority]",
        )
    ]
    said = amended("Chair-1", 'ratified-by: "CSP-1"', "Chair-1", "2017-06-12")
    assert refused(RULE, text=CHAIR + said) == [
        Fault(
            "4",
            'decision "Chair-1": ratified-by is changed on 2017-06-12 by Chair-1 itself. The CSP '
            'decides that: name a decision of its own (`decision: "ID"`). [authority]',
        )
    ]


def test_who_ratifies_lends_its_own_body_alone(refused: Refused) -> None:
    finance = '2017-06-10 custom "decision" "F-2"\n  body: "finance"\n  title: "F"\n'
    ratified = amended("F-2", 'ratified-by: "CSP-1"', "CSP-1", "2017-06-12")
    said = amended("Chair-1", 'ratified-by: "F-2"', "F-2", "2017-06-13")
    text = CHAIR + finance + ratified + said + URGENT
    assert [each.place for each in refused(RULE, text=text)] == [str(text.count("\n") - 3)]
