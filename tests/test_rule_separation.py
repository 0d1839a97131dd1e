"""The rule `separation`: two people do what one person should not do alone."""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Findings, Refused


def payment(recorded: str, approved: str, *more: str) -> str:
    keys = "".join(f"  {each}\n" for each in more)
    return (
        f'2017-08-18 * "Sentinel" "Contribution"\n  recorded-by: "{recorded}"\n'
        f'  approved-by: "{approved}"\n{keys}'
        "  Expenses:Plan:2017-18:Bluelight:Grant  10.00 GBP\n  Assets:Council:Grant  -10.00 GBP\n"
    )


PERSONS = """
2017-04-01 custom "person" "cs-officer"
  name: "Community Safety Officer"
  role: "officer"
2017-04-01 custom "person" "cfo"
  name: "Chief Finance Officer"
  role: "finance"
2017-04-01 custom "person" "chair"
  name: "Chair"
  role: "chair"
"""


@pytest.mark.parametrize(
    ("recorded", "approved", "alone"),
    [
        ("cs-officer", "cfo", False),
        ("cs-officer", "cs-officer", True),
        ("cs-officer", "CS-Officer ", True),
        ("cs-officer", "cs-officer, cfo", False),
        ("cs-officer", "cs-officer2", False),
        ("", "", False),
        ("cs-officer", "", False),
        ("", "cfo", False),
    ],
)
def test_who_recorded_does_not_approve(
    refused: Refused, recorded: str, approved: str, alone: bool
) -> None:
    assert bool(refused("separation", text=payment(recorded, approved))) is alone


@pytest.mark.parametrize(
    ("recorded", "approved", "alone"),
    [
        ("cs-officer", "Community Safety Officer", True),
        ("community safety officer", "cs-officer", True),
        ("cs-officer", "CS officer", True),
        ("cs-officer,", "cs-officer", True),
        ("cs-officer", "cs-officer,", True),
        ("cs-officer, cfo", "cfo, cs-officer", True),
        ("cs-officer", "Chief Finance Officer", False),
        ("cs-officer", "somebody undeclared", False),
        (",", ",", False),
    ],
)
def test_a_person_is_one_by_whatever_name(
    refused: Refused, recorded: str, approved: str, alone: bool
) -> None:
    faults = refused("separation", text=PERSONS + payment(recorded, approved))
    assert bool(faults) is alone
    assert all("too. Somebody else must approve it (" in each.message for each in faults)


def test_the_message_names_who_else_could(refused: Refused) -> None:
    text = PERSONS + payment("cs-officer", "cs-officer")
    assert refused("separation", text=text) == [
        Fault(
            "10",
            "“Sentinel, Contribution” was recorded by cs-officer and approved by cs-officer too. "
            "Somebody else must approve it (cfo or chair): --approved-by PERSON. If a decision "
            "of finance allows it, name that: --override-separation ID [separation]",
        )
    ]


def test_an_override_with_a_decision_warns(refused: Refused, findings: Findings) -> None:
    text = payment("cfo", "cfo", 'override-separation: "Fin-1"')
    assert refused("separation", text=text) == []
    assert [each.severity for each in findings("separation", text=text)] == ["overridden"]


SELF_CERTIFIED = """
2017-09-01 custom "return" "Grant" "2017-18-H1"
  prepared-by: "as-officer"
  certified-by: "as-officer"
  status: "{status}"
2017-09-04 custom "return" "Grant" "2017-18-H1"
  certified-by: "cfo"
  status: "certified"
"""


@pytest.mark.parametrize(("status", "places"), [("certified", []), ("submitted", ["1"])])
def test_it_is_put_right_once_somebody_else_certifies_unless_it_was_sent(
    refused: Refused, status: str, places: list[str]
) -> None:
    faults = refused("separation", text=SELF_CERTIFIED.format(status=status))
    assert [each.place for each in faults] == places


def test_who_prepared_a_return_does_not_certify_it(refused: Refused) -> None:
    """
    2017-09-01 custom "return" "Grant" "2017-18-H1"
      prepared-by: "as-officer"
    2017-09-02 custom "return" "Grant" "2017-18-H1"
      status: "certified"
      certified-by: "AS-officer"
    2017-09-03 custom "return" "Grant" "2017-18-H1"
      reference: "R-1"
    2017-09-01 custom "return" "Grant" "2017-18-H2"
      prepared-by: "as-officer"
      certified-by: "cfo"
    2017-09-01 custom "return" "Grant" "final"
      due: 2018-05-31
    """
    assert refused("separation") == [
        Fault(
            "3",
            "The return Grant 2017-18-H1 was prepared by as-officer and certified by as-officer "
            "too. Somebody else must certify it: ringfence --as PERSON return certify Grant "
            "2017-18-H1 [separation]",
        )
    ]


CERTIFIED_FOR = """
2017-09-01 custom "return" "Grant" "2017-18-H1"
  status: "certified"
  certified-by: "cfo"
  recorded-by: "clerk"
  recorded-for: "cfo"
"""
STEP = '2017-09-{day} custom "return" "Grant" "2017-18-H1"\n  status: "{status}"\n'


BY_CLERK = '  recorded-by: "clerk"\n'


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", 1),
        ("cfo", "Cfo ", 1),
        ('  recorded-for: "cfo"\n', '  recorded-for: "cfo"\n  evidence: "signed.pdf"\n', 0),
        ('  recorded-for: "cfo"\n', "", 0),
        ('  certified-by: "cfo"\n  recorded-by: "clerk"\n  recorded-for: "cfo"\n', BY_CLERK, 0),
        ('recorded-for: "cfo"', 'recorded-for: "chair"', 0),
        ('  recorded-by: "clerk"\n', "", 0),
        ('status: "certified"', 'status: "draft"', 0),
    ],
)
def test_who_certifies_for_another_keeps_the_paper_that_they_signed(
    refused: Refused, old: str, new: str, found: int
) -> None:
    faults = refused("separation", text=CERTIFIED_FOR.replace(old, new) if old else CERTIFIED_FOR)
    assert len(faults) == found
    assert all("no paper shows that" in each.message for each in faults)


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        (("submitted",), 1),
        (("submitted", "reopened"), 1),
        (("draft",), 0),
        (("certified",), 0),
        (("certified", "submitted"), 0),
    ],
)
def test_a_certificate_that_was_taken_back_needs_no_paper(
    refused: Refused, statuses: tuple[str, ...], found: int
) -> None:
    steps = "".join(
        STEP.format(day=f"{day:02d}", status=status) for day, status in enumerate(statuses, 2)
    )
    assert len(refused("separation", text=CERTIFIED_FOR + steps)) == found
