"""The rule `purpose`: money is used for what it was given for, as the terms stood that day."""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Findings, Judged, Refused, Written, load_plainly

TAIL = "If a decision of OPCC allows it, name that: --override-purpose ID [purpose]"
CSPS = TAIL.replace("OPCC", "the CSP")
OR_PENDING = (
    "If it has been spent anyway, record it as pending (--pending), and settle it by a decision of"
)
WIDENED = """
2017-04-02 custom "action" "2017-18" "Bluelight"
  purposes: "emergency services days"
  decision: "CSP-1"
2017-06-12 custom "action" "2017-18" "Bluelight"
  purposes: "emergency services days, cadet training, first aid, defibrillator training"
  decision: "CSP-1"
"""


def not_yet(word: str) -> str:
    return (
        "which 2017-18/Bluelight did not allow on 2017-06-11: it allowed emergency services days; "
        "it allows that from 2017-06-12. To widen it: ringfence action amend 2017-18/Bluelight "
        f'--purposes "emergency services days" --purposes "{word}" --date 2017-06-11 --decision '
        "ID."
    )


def spend(day: str, *meta: str, pot: str = "Bluelight", flag: str = "*", sign: str = "") -> str:
    keys = "".join(f"  {each}\n" for each in meta)
    other = "" if sign else "-"
    return (
        f'{day} {flag} "Trainer" "Course"\n{keys}'
        f"  Expenses:Plan:2017-18:{pot}:Grant  {sign}10.00 GBP\n"
        f"  Assets:Council:Grant  {other}10.00 GBP\n"
    )


def moved(to: str, source: str) -> str:
    return (
        '2017-06-11 * "Moved"\n  purpose: "first aid"\n'
        f"  {to}:Grant  10.00 GBP\n  {source}:Grant  -10.00 GBP\n"
    )


@pytest.mark.parametrize(("day", "allowed"), [("2017-06-11", False), ("2017-06-12", True)])
def test_bluelight_may_train_with_defibrillators_from_12_june_2017(
    refused: Refused, day: str, allowed: bool
) -> None:
    text = WIDENED + spend(day, 'purpose: "Defibrillator  training"')
    faults = refused("purpose", text=text)
    assert faults == (
        []
        if allowed
        else [
            Fault(
                "7",
                "“Trainer, Course” is for Defibrillator  training, "
                f"{not_yet('Defibrillator  training')} {OR_PENDING} the CSP. {CSPS}",
            )
        ]
    )


@pytest.mark.parametrize(
    "entry",
    [
        spend("2017-06-11", 'purpose: "emergency services days"'),
        spend("2017-06-11", 'purpose: "EMERGENCY services days, Emergency Services Days"'),
        spend("2017-06-11", 'purpose: ""'),
        spend("2017-06-11"),
        spend("2017-06-11", 'purpose: "defibrillator training"', pot="Diversionary"),
        spend("2017-06-11", 'purpose: "defibrillator training"', sign="-"),
        moved("Equity:Plan:2017-18:Bluelight", "Equity:Reserve"),
        moved("Assets:Receivable:OPCC", "Assets:Awarded:OPCC"),
    ],
)
def test_allowed_unsaid_or_only_taken_back(refused: Refused, entry: str) -> None:
    assert refused("purpose", text=WIDENED + entry) == []


def test_of_several_purposes_each_is_judged(refused: Refused) -> None:
    text = WIDENED + spend("2017-06-12", 'purpose: "first aid, fireworks, cadet training, gifts"')
    assert [each.message.split(",")[1] for each in refused("purpose", text=text)] == [
        " Course” is for fireworks",
        " Course” is for gifts",
    ]


def test_a_transfer_is_refused_even_if_it_is_flagged(refused: Refused) -> None:
    text = (
        WIDENED
        + """
2017-06-11 ! "To Bluelight"
  purpose: "first aid"
  settled-by: "CSP-1"
  Equity:Unallocated:Grant              10.00 GBP
  Equity:Plan:2017-18:Bluelight:Grant  -10.00 GBP
"""
    )
    assert refused("purpose", text=text) == [
        Fault("8", f"“To Bluelight” is for first aid, {not_yet('first aid')} {CSPS}")
    ]


def test_an_earmark_says_what_its_money_is_for(refused: Refused) -> None:
    """
    2017-04-02 custom "action" "2017-18" "Diversionary"
      purposes: "football"
      decision: "CSP-1"
    2017-05-01 custom "action" "2017-18" "Diversionary"
      purposes: "football, boxing"
      decision: "CSP-1"
    2017-04-02 custom "earmark" "2017-18" "Diversionary" "Kicks"
      purpose: "boxing"
    2017-04-02 custom "earmark" "2017-18" "Diversionary" "KicksPlus"
      title: "More"
      purpose: "football"
    2017-04-30 * "Set aside too early"
      Equity:Plan:2017-18:Diversionary:Grant            10.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant     -10.00 GBP
    2017-04-30 * "Spent too early"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    10.00 GBP
      Assets:Council:Grant                             -10.00 GBP
    2017-04-30 * "Released"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant      10.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant           -10.00 GBP
    2017-04-30 * "Spent on what the entry itself says"
      purpose: "football"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    10.00 GBP
      Assets:Council:Grant                             -10.00 GBP
    2017-04-30 * "Of the other earmark"
      Expenses:Plan:2017-18:Diversionary:KicksPlus:Grant 10.00 GBP
      Assets:Council:Grant                             -10.00 GBP
    2017-05-01 * "From that day on"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    10.00 GBP
      Assets:Council:Grant                             -10.00 GBP
    """
    faults = refused("purpose")
    assert [each.place for each in faults] == ["12", "15"]
    assert faults[0].message.startswith("“Set aside too early” is for boxing, which 2017-18/Div")


class TestTheFund:
    TERMS = """
2017-04-02 custom "fund" "Grant"
  purposes: "football, first aid"
  ineligible: "gifts, alcohol"
  capital: FALSE
  clauses: "purposes 2.1, ineligible 2.4, capital 2.5"
  decision: "OPCC-1"
2017-09-01 custom "fund" "Grant"
  ineligible: "gifts"
  capital: TRUE
  decision: "OPCC-1"
"""

    def test_its_purposes(self, refused: Refused) -> None:
        text = self.TERMS + spend("2017-06-12", 'purpose: "boxing"')
        assert refused("purpose", text=text) == [
            Fault(
                "11",
                "“Trainer, Course” is for boxing, which Grant did not allow on 2017-06-12 (clause "
                "2.1): it allowed football and first aid. To widen it: ringfence fund amend Grant "
                '--purposes football --purposes "first aid" --purposes boxing --date 2017-06-12 '
                f"--decision ID. {OR_PENDING} OPCC. {TAIL}",
            )
        ]

    @pytest.mark.parametrize(("day", "allowed"), [("2017-08-31", False), ("2017-09-01", True)])
    def test_its_ineligible_categories(self, refused: Refused, day: str, allowed: bool) -> None:
        faults = refused("purpose", text=self.TERMS + spend(day, 'category: "Alcohol "'))
        assert faults == (
            []
            if allowed
            else [
                Fault(
                    "11",
                    "“Trainer, Course” is Alcohol, which Grant does not pay for on 2017-08-31 "
                    "(clause 2.4): ineligible is gifts or alcohol. Charge it to a fund that pays "
                    f"for it (--fund). {OR_PENDING} OPCC. {TAIL}",
                )
            ]
        )

    @pytest.mark.parametrize(
        ("category", "told"),
        [
            ("alcohol, gifts", "is alcohol and gifts, which"),
            ("staff , Gifts", "is Gifts, which"),
            ("staff, hall hire", ""),
        ],
    )
    def test_each_of_several_categories(self, refused: Refused, category: str, told: str) -> None:
        faults = refused(
            "purpose", text=self.TERMS + spend("2017-06-12", f'category: "{category}"')
        )
        assert bool(faults) is bool(told)
        assert all(told in each.message for each in faults)

    @pytest.mark.parametrize(("day", "allowed"), [("2017-08-31", False), ("2017-09-01", True)])
    def test_capital(self, refused: Refused, day: str, allowed: bool) -> None:
        assert refused("purpose", text=self.TERMS + spend(day, "capital: FALSE")) == []
        faults = refused("purpose", text=self.TERMS + spend(day, "capital: TRUE"))
        assert faults == (
            []
            if allowed
            else [
                Fault(
                    "11",
                    "“Trainer, Course” is capital, and on 2017-08-31 Grant may not buy capital "
                    "items (clause 2.5). Charge it to a fund that may (--fund). "
                    f"{OR_PENDING} OPCC. {TAIL}",
                )
            ]
        )

    def test_an_advance_is_judged_by_the_fund(self, refused: Refused) -> None:
        text = self.TERMS + (
            '2017-06-12 * "LCFC" "Advance"\n  purpose: "boxing"\n'
            "  Assets:Prepaid:LeicesterCityFC:Grant  10.00 GBP\n"
            "  Assets:Council:Grant  -10.00 GBP\n"
        )
        assert [each.place for each in refused("purpose", text=text)] == ["11"]

    def test_what_goes_to_the_reserve_or_back_to_its_action_is_not_judged(
        self, refused: Refused
    ) -> None:
        text = self.TERMS + moved("Equity:Unallocated", "Equity:Reserve").replace("first aid", "x")
        kicks = "Equity:Plan:2017-18:Diversionary"
        text += moved(f"{kicks}:Kicks", kicks).replace("first aid", "x")
        assert refused("purpose", text=text) == []

    def test_all_that_is_wrong_is_said_each_once(self, refused: Refused) -> None:
        text = self.TERMS + spend(
            "2017-06-12", 'purpose: "boxing"', 'category: "gifts"', "capital: TRUE"
        )
        assert len(refused("purpose", text=text)) == 3

    def test_a_fund_that_says_nothing_judges_nothing(self, refused: Refused) -> None:
        text = spend("2017-06-12", 'purpose: "boxing"', 'category: "gifts"', "capital: TRUE")
        assert refused("purpose", text=text) == []


class TestPending:
    EARLY = ("2017-06-11", 'purpose: "first aid"')

    def test_it_awaits_a_decision(self, refused: Refused, findings: Findings) -> None:
        text = WIDENED + spend(*self.EARLY, 'invoice: "FA 1"', flag="!")
        assert refused("purpose", text=text) == []
        assert findings("purpose", text=text) == [
            Judged(
                "purpose",
                "pending",
                "7",
                f"“Trainer, Course” is for first aid, {not_yet('first aid')} It is pending: "
                "reverse it, or settle it by a decision of the CSP: "
                'ringfence settle "FA 1" --decision ID [purpose]',
            )
        ]

    @pytest.mark.parametrize(
        ("decision", "severities"),
        [("CSP-1", []), ("OPCC-1", ["pending"]), ("OPCC-1, CSP-1", []), ("Nobody", ["pending"])],
    )
    def test_the_right_body_settles_it(
        self, findings: Findings, decision: str, severities: list[str]
    ) -> None:
        text = WIDENED + spend(*self.EARLY, f'settled-by: "{decision}"', flag="!")
        assert [each.severity for each in findings("purpose", text=text)] == severities

    def test_what_is_not_flagged_is_not_settled(self, refused: Refused) -> None:
        text = WIDENED + spend(*self.EARLY, 'settled-by: "CSP-1"')
        assert len(refused("purpose", text=text)) == 1

    def test_an_override_is_shown_as_one(self, findings: Findings) -> None:
        text = WIDENED + spend(*self.EARLY, 'override-purpose: "CSP-1"', flag="!")
        assert [each.severity for each in findings("purpose", text=text)] == ["overridden"]

    @pytest.mark.parametrize(
        ("reference", "settled"),
        [
            ('invoice: "fa-1"', True),
            ('invoice: "FA-10"', False),
            ('corrects: "FA-1"', True),
            ('corrects: "^course"', True),
            ('corrects: "main.beancount:7"', True),
            ('corrects: "main.beancount:70"', False),
            ('corrects: "plan/main.beancount:7"', True),
            ('council-ref: "FA-1"', False),
        ],
    )
    def test_a_reversal_that_refers_to_it(
        self, findings: Findings, reference: str, settled: bool
    ) -> None:
        entry = spend(*self.EARLY, 'invoice: "FA-1"', flag="!")
        text = (
            WIDENED
            + entry.replace('"Course"', '"Course" ^course')
            + spend("2017-07-01", reference, sign="-")
        )
        assert (findings("purpose", text=text) == []) is settled

    def test_a_reversal_takes_back_one_entry(self, findings: Findings) -> None:
        entry = spend(*self.EARLY, 'invoice: "FA-1"', flag="!")
        back = spend("2017-07-01", 'invoice: "FA-1"', sign="-")
        found = findings("purpose", text=WIDENED + entry + entry + back)
        assert [each.place for each in found] == ["12"]
        assert findings("purpose", text=WIDENED + entry + entry + back + back) == []

    def test_all_of_it_must_be_taken_back(self, findings: Findings) -> None:
        entry = spend(*self.EARLY, 'invoice: "FA-1"', flag="!")
        back = spend("2017-07-01", 'invoice: "FA-1"', sign="-")
        more = (
            "  Expenses:Plan:2017-18:Diversionary:Grant  {}1.00 GBP\n"
            "  Assets:Council:Grant  {}1.00 GBP\n"
        )
        whole = WIDENED + entry + more.format("", "-")
        assert len(findings("purpose", text=whole + back)) == 1
        assert findings("purpose", text=whole + back + more.format("-", "")) == []
        # What comes back of another pot above it is refused as that, by `overdrawn`.
        assert findings("purpose", text=WIDENED + entry + back + more.format("-", "")) == []

    def test_a_link_is_a_reference_and_part_of_it_is_no_reversal(self, findings: Findings) -> None:
        entry = spend(*self.EARLY, flag="!").replace('"Course"', '"Course" ^course')
        back = spend("2017-07-01", sign="-").replace('"Course"', '"Back" ^course')
        assert findings("purpose", text=WIDENED + entry + back) == []
        part = back.replace("10.00", "9.99")
        (found,) = findings("purpose", text=WIDENED + entry + part)
        assert found.message.endswith("ringfence settle course --decision ID [purpose]")

    def test_what_came_back_in_parts_came_back(self, findings: Findings) -> None:
        entry = spend(*self.EARLY, flag="!").replace('"Course"', '"Course" ^course')
        back = spend("2017-07-01", sign="-").replace('"Course"', '"Back" ^course')
        parts = back.replace("10.00", "4.00") + back.replace("10.00", "6.00")
        assert findings("purpose", text=WIDENED + entry + parts) == []
        assert len(findings("purpose", text=WIDENED + entry + entry + parts)) == 1
        to_come = parts.replace("2017-07-01", "2099-07-01")
        assert len(findings("purpose", text=WIDENED + entry + to_come)) == 1


@pytest.mark.parametrize(
    ("plugin", "errors"),
    [
        ('plugin "ringfence.plugins.purpose"', 1),
        ('plugin "ringfence.plugins.purpose" "block"', 1),
        ('plugin "ringfence.plugins.purpose" "warn"', 0),
        ("plugin \"ringfence.plugins.all\" \"{'purpose': 'off', 'authority': 'off'}\"", 0),
    ],
)
def test_severities_are_set_by_configuration(write: Written, plugin: str, errors: int) -> None:
    text = WIDENED + spend("2017-06-11", 'purpose: "first aid"')
    assert len(load_plainly(write(plugin, text=text))[1]) == errors


def test_a_pending_without_link_or_invoice_is_named_by_its_line(findings: Findings) -> None:
    text = WIDENED + spend("2017-06-11", 'purpose: "first aid"', flag="!")
    (found,) = findings("purpose", text=text)
    assert found.severity == "pending"
    assert found.message.endswith("ringfence settle main.beancount:7 --decision ID [purpose]")


def test_an_earmark_that_said_nothing_then_is_for_anything(refused: Refused) -> None:
    """
    2017-04-02 custom "action" "2017-18" "Diversionary"
      purposes: "football"
      decision: "CSP-1"
    2017-06-01 custom "earmark" "2017-18" "Diversionary" "Kicks"
      purpose: "boxing"
    2017-05-31 * "Before it said so"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    10.00 GBP
      Assets:Council:Grant                             -10.00 GBP
    2017-06-01 * "From the day it did"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    10.00 GBP
      Assets:Council:Grant                             -10.00 GBP
    """
    ((place, message),) = refused("purpose")
    assert place == "9"
    assert "is for boxing, which 2017-18/Diversionary did not allow on 2017-06-01" in message


FUNDS_PURPOSES = """
2017-04-02 custom "fund" "Grant"
  purposes: "football"
  decision: "OPCC-1"
"""


def test_in_an_action_that_nobody_declared_the_fund_decides(refused: Refused) -> None:
    text = FUNDS_PURPOSES + spend("2017-06-11", 'purpose: "boxing"', pot="Arts")
    ((place, message),) = refused("purpose", text=text)
    assert place == "4"
    assert "is for boxing, which Grant did not allow on 2017-06-11: it allowed football." in message
    assert refused("purpose", text=FUNDS_PURPOSES + spend("2017-06-11", pot="Arts")) == []


def test_each_fund_of_an_entry_is_judged_by_its_own_terms(refused: Refused) -> None:
    """An entry of two funds is another rule's to refuse; of them only one is outside its terms."""
    tangled = """2017-06-11 * "Two funds"
  purpose: "boxing"
  Equity:Unallocated:Older                   10.00 GBP
  Equity:Plan:2017-18:Diversionary:Older    -10.00 GBP
  Equity:Plan:2017-18:Bluelight:Grant        10.00 GBP
  Equity:Unallocated:Grant                  -10.00 GBP
"""
    assert refused("purpose", text=FUNDS_PURPOSES + tangled) == []
    other = tangled.replace("Older", "X").replace("Grant", "Older").replace(":X", ":Grant")
    assert [each.place for each in refused("purpose", text=FUNDS_PURPOSES + other)] == ["4"]


def test_a_word_is_another_word_if_it_only_begins_alike(refused: Refused) -> None:
    limited = FUNDS_PURPOSES.replace("football", "Kicks")
    assert refused("purpose", text=limited + spend("2017-06-11", 'purpose: "kicks"')) == []
    assert len(refused("purpose", text=limited + spend("2017-06-11", 'purpose: "KicksPlus"'))) == 1
    wider = FUNDS_PURPOSES.replace("football", "KicksPlus")
    assert len(refused("purpose", text=wider + spend("2017-06-11", 'purpose: "Kicks"'))) == 1
