"""The rule `declaration`: days that nobody meant, at their bounds."""

from __future__ import annotations

import pytest

from tests.conftest import Findings, Judged

LAST = '{} * "Set aside"\n  Equity:Reserve:Grant  1.00 GBP\n  Equity:Unallocated:Grant  -1.00 GBP\n'
DECIDED = '{} custom "decision" "Early"\n  body: "CSP"\n  title: "As minuted"\n'
OTHERWISE = " is not a day from 1990 to 2099. If another year is meant, write that. [declaration]"


@pytest.mark.parametrize("text", [LAST.format("2099-12-31"), DECIDED.format("1990-01-01")])
def test_an_entry_of_the_first_or_the_last_likely_day(text: str, findings: Findings) -> None:
    assert findings("declaration", text=text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LAST.format("2100-01-01"), "“Set aside”: its date 2100-01-01"),
        (DECIDED.format("1989-12-31"), 'custom "decision": its date 1989-12-31'),
    ],
)
def test_an_entry_of_the_day_beside_it(text: str, told: str, findings: Findings) -> None:
    assert findings("declaration", text=text) == [
        Judged("declaration", "warn", "1", told + OTHERWISE)
    ]


@pytest.mark.parametrize(
    ("year", "likely"),
    [("2099-00", True), ("1990-91", True), ("1989-90", False), ("2100-01", False)],
)
def test_the_year_of_an_action(year: str, likely: bool, findings: Findings) -> None:
    """A fund that is called as a year is of no day."""
    text = (
        f'2017-04-01 custom "action" "{year}" "Diversionary"\n  title: "Far off"\n'
        f'2017-04-01 custom "fund" "{year}"\n  title: "Named so"\n  funder: "OPCC"\n'
        '  stage: "indicative"\n'
    )
    told = f'action "{year}" "Diversionary": its year {year}'
    expected = [] if likely else [Judged("declaration", "warn", "1", told + OTHERWISE)]
    assert findings("declaration", text=text) == expected
