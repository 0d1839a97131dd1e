"""The rule `declaration`: what lets a wrong balance pass, and which rules the books switch off."""

from __future__ import annotations

import pytest

from ringfence.ledger import loading
from ringfence.plugins import all as rules
from tests.conftest import Findings, Refused, Written


def loose(amount: str, tolerance: str) -> str:
    return f"2017-04-02 balance Assets:Council:Older  {amount} ~ {tolerance} GBP\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (loose("500.00", "0.00"), ""),
        ("2017-04-02 balance Assets:Council:Older  500.00 GBP\n", ""),
        (loose("500.00", "0.01"), "£0.01"),
        (loose("495.00", "5.00"), "£5.00"),
    ],
)
def test_a_balance_that_passes_though_it_is_wrong_is_warned_of(
    text: str, told: str, findings: Findings
) -> None:
    found = findings("declaration", text=text)
    assert [(each.severity, each.place, each.message) for each in found] == (
        [
            (
                "warn",
                "1",
                (
                    "The balance of Assets:Council:Older on 2017-04-02 passes though it is wrong "
                    f"by up to {told}. Write what the paper says, and `~ 0.00`. [declaration]"
                ),
            )
        ]
        if told
        else []
    )


ALL = 'plugin "ringfence.plugins.all"'


@pytest.mark.parametrize(
    ("plugins", "line", "off"),
    [
        (ALL, 0, ""),
        (f"{ALL} \"{{'evidence': 'warn'}}\"", 0, ""),
        (f"{ALL} \"{{'evidence': 'off'}}\"", 2, "evidence: what it"),
        (
            f"{ALL} \"{{'window': 'off', 'duplicate': 'off', 'stage': 'off', 'purpose': 'warn'}}\"",
            2,
            "stage, window and duplicate: what they",
        ),
        (f'{ALL}\nplugin "ringfence.plugins.overdrawn" "off"', 3, "overdrawn: what it"),
        # The last word counts.
        (f'{ALL} "{{\'stage\': \'off\'}}"\nplugin "ringfence.plugins.stage" "block"', 0, ""),
    ],
)
def test_which_rules_are_off_is_said_once(
    plugins: str, line: int, off: str, write: Written
) -> None:
    books = loading.load(write(plugins, text=""))
    found = rules.judge(books.book, books.options)
    assert [(each.severity.value, each.source["lineno"], each.message) for each in found] == (
        [
            (
                "warn",
                line,
                (
                    f"These books switch off {off} would find is not said, here or anywhere. To "
                    "have it said and let it stand, write warn instead. [declaration]"
                ),
            )
        ]
        if off
        else []
    )


def test_words_are_listed_with_commas_or_semicolons(refused: Refused) -> None:
    terms = """2017-04-02 custom "fund" "Grant"
  ineligible: "{}"
  decision: "OPCC-0"
2017-04-01 custom "decision" "OPCC-0"
  body: "OPCC"
  title: "Terms"
"""
    spent = """2017-06-12 * "Caterer" "Event"
  category: "{}"
  Expenses:Plan:2017-18:Bluelight:Grant  5.00 GBP
  Assets:Council:Grant  -5.00 GBP
"""
    for barred, category, count in (
        ("gifts", "food; gifts", 1),
        ("gifts", "food, gifts", 1),
        ("gifts", "food;drink", 0),
        ("alcohol; gifts", "gifts", 1),
        ("alcohol; gifts", "alcohol", 1),
        ("alcohol; gifts", ";food;", 0),
    ):
        faults = refused("purpose", text=terms.format(barred) + spent.format(category))
        assert len(faults) == count, (barred, category)


def test_who_approves_is_one_of_several(refused: Refused) -> None:
    spent = """2017-06-12 * "Caterer" "Event"
  recorded-by: "cs-officer"
  approved-by: "{}"
  Expenses:Plan:2017-18:Bluelight:Grant  5.00 GBP
  Assets:Council:Grant  -5.00 GBP
"""
    for approvers, count in (
        ("cs-officer;", 1),
        ("cs-officer; cs-officer", 1),
        ("cs-officer; cfo", 0),
        ("cfo", 0),
    ):
        assert len(refused("separation", text=spent.format(approvers))) == count, approvers
