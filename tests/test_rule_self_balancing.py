"""The rule `self-balancing`: one fund an entry, each of its layers nil, however it is written.

Each ledger here is one that Beancount itself accepts.
"""

from __future__ import annotations

from itertools import product
from typing import ClassVar

import pytest

from ringfence.ledger.accounts import PLAN_KINDS, Kind
from tests.conftest import Fault, Findings, Refused, Written, load_plainly

EXACT = "Amounts are summed as they are written, to the penny. [self-balancing]"
JOINS = "Move the plan in one entry (Unallocated, Reserve, Plan) and record the money in another."
INCOME = (
    "Income moves against Awarded, Repayable and InAdvance only: record the award (`ringfence "
    "award`), then what is received of it (`ringfence receive`). [self-balancing]"
)


@pytest.fixture
def unbalanced(refused: Refused, write: Written) -> Refused:
    """Return what the rule says of books in which plain Beancount finds nothing."""

    def say(rule: str = "self-balancing") -> list[Fault]:
        assert load_plainly(write())[1] == []
        return refused(rule)

    return say


def test_every_event_of_the_design_is_accepted(unbalanced: Refused) -> None:
    """
    2017-04-01 * "OPCC" "Award"
      Assets:Awarded:OPCC:Grant                               100.00 GBP
      Income:OPCC:Grant                                      -100.00 GBP
    2017-06-12 * "Vire"
      Equity:Reserve:Grant                                    100.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant                 -100.00 GBP
    2017-06-12 * "Earmark and release at once"
      Equity:Plan:2017-18:Diversionary:Grant                   60.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant                      40.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant
    2017-10-02 * "Spend, some of it owed"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant          300.50 GBP
      Assets:Council:Grant                                   -300.00 GBP
      Liabilities:Accruals:Grant                               -0.50 GBP
    2017-10-03 * "Spend, and release what is not needed"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant           10.00 GBP
      Assets:Council:Grant                                    -10.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant              5.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant                   -5.00 GBP
    2017-10-04 * "Claim, receive, repay, defer"
      Assets:Receivable:OPCC:Grant                            100.00 GBP
      Assets:Awarded:OPCC:Grant                              -100.00 GBP
      Assets:Council:Grant                                    100.00 GBP
      Assets:Receivable:OPCC:Grant                           -100.00 GBP
    2017-10-05 * "Repaid"
      Income:OPCC:Grant                                        10.00 GBP
      Liabilities:Repayable:OPCC:Grant                        -10.00 GBP
    2018-03-31 * "Deferred"
      Income:OPCC:Grant                                        90.00 GBP
      Liabilities:InAdvance:OPCC:Grant                        -90.00 GBP
    2018-04-01 * "Old money goes back against Opening"
      Equity:Opening:Older                                      1.00 GBP
      Liabilities:Repayable:OPCC:Older                         -1.00 GBP
    """
    assert unbalanced() == []


def test_a_second_fund(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Reserve to Diversionary Activities"
      Equity:Reserve:Older                           100.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant        -100.00 GBP
    """
    assert unbalanced() == [
        Fault(
            "1",
            "“Reserve to Diversionary Activities” names 2 funds, Older and Grant. Money can't pass "
            "from one fund to another inside an entry: write one entry for each fund, joined by a "
            "link. [self-balancing]",
        )
    ]


def test_two_funds_each_balanced_are_two_funds_all_the_same(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Both reserves"
      Equity:Reserve:Older                           100.00 GBP
      Equity:Plan:2017-18:Diversionary:Older        -100.00 GBP
      Equity:Reserve:Grant                           100.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant        -100.00 GBP
    """
    (faults,) = unbalanced()
    assert faults.message.startswith("“Both reserves” names 2 funds, Older and Grant. ")


@pytest.mark.parametrize(
    "account",
    [
        "Assets:Council:Older",
        "Assets:Council",
        "Equity:Opening:Older",
        "Liabilities:Accruals:Older",
        "Equity:Transfers",
        "Equity:Conversions:Older",
        "Equity:Reserve",
        "Equity:Plan:Clearing",
        "Equity:Plan:2017-18:Diversionary",
        "Assets:Bank",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_routed_through_another_account(
    account: str, first: bool, refused: Refused, write: Written
) -> None:
    taken = "  Equity:Reserve:Older     100.00 GBP\n"
    routed = f"  {account}   {{}}100.00 GBP\n"
    given = "  Equity:Plan:2017-18:Diversionary:Older   -100.00 GBP\n"
    one = routed.format("-") + taken if first else taken + routed.format("-")
    other = routed.format("") + given if first else given + routed.format("")
    text = f'2017-06-12 * "Out"\n{one}2017-06-12 * "In"\n{other}'

    assert load_plainly(write(text=text))[1] == []
    faults = refused("self-balancing", text=text)
    assert [each.place for each in faults] == ["1", "4"]
    for each, plan in zip(faults, ("£100.00", "-£100.00"), strict=True):
        assert f"its plan layer adds up to {plan} and its money layer adds up to " in each.message


def test_what_the_two_layers_come_to_is_said(unbalanced: Refused) -> None:
    """
    2017-06-12 * "A reserve from nothing"
      Assets:Council:Grant                           100.00 GBP
      Equity:Reserve:Grant                          -100.00 GBP
    """
    assert unbalanced() == [
        Fault(
            "1",
            "“A reserve from nothing”: its plan layer adds up to -£100.00 and its money layer adds "
            "up to £100.00, not to zero. It joins what money is for with what happened "
            f"(Assets:Council:Grant and Equity:Reserve:Grant). {JOINS} {EXACT}",
        )
    ]


def test_spend_paid_for_by_a_plan_account(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant          300.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant           -300.00 GBP
    """
    assert unbalanced() == [
        Fault(
            "1",
            "“Leicester City FC, KICKS”: its plan layer adds up to -£300.00 and its money layer "
            "adds up to £300.00, not to zero. It joins what money is for with what happened "
            "(Expenses:Plan:2017-18:Diversionary:Kicks:Grant and "
            f"Equity:Plan:2017-18:Diversionary:Kicks:Grant). {JOINS} {EXACT}",
        )
    ]


def test_an_elided_amount_that_lands_in_another_fund(unbalanced: Refused) -> None:
    """
    2017-06-12 * "KICKS"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant          300.00 GBP
      Assets:Council:Older
    """
    (faults,) = unbalanced()
    assert faults.place == "1"
    assert faults.message.startswith("“KICKS” names 2 funds, Grant and Older. ")


@pytest.mark.parametrize(
    ("price", "kind"),
    [("@@ 0.00 GBP", "price"), ("@ 0.00 GBP", "price"), ("{0.00 GBP}", "cost")],
)
def test_a_leg_that_is_worth_nothing(
    price: str, kind: str, refused: Refused, write: Written
) -> None:
    text = f'2017-06-12 * "For nothing"\n  Equity:Reserve:Grant  -100.00 GBP {price}\n'

    assert load_plainly(write(text=text))[1] == []
    assert refused("self-balancing", text=text) == [
        Fault(
            "1",
            "“For nothing”: its plan layer adds up to -£100.00, not to zero. Correct "
            f"the amounts. {EXACT}",
        )
    ]


@pytest.mark.parametrize(
    ("price", "kind"),
    [
        ("@@ 100.00 GBP", "price"),
        ("@ 1 GBP", "price"),
        ("{1.00 GBP}", "cost"),
        ("{{100.00 GBP}}", "cost"),
        ("{1.00 GBP} @ 0.00 GBP", "price"),
    ],
)
def test_a_price_or_a_cost_on_a_balanced_leg(
    price: str, kind: str, refused: Refused, write: Written
) -> None:
    text = (
        '2017-06-12 * "At a price"\n'
        f"  Expenses:Plan:2017-18:Bluelight:Grant  100.00 GBP {price}\n"
        "  Assets:Council:Grant                  -100.00 GBP\n"
    )

    assert load_plainly(write(text=text))[1] == []
    assert refused("self-balancing", text=text) == [
        Fault(
            "1",
            f"“At a price” gives Expenses:Plan:2017-18:Bluelight:Grant a {kind}. The books are in "
            "pounds: write its amount, 100.00 GBP, and nothing after it. [self-balancing]",
        )
    ]


def test_prices_on_both_legs_are_one_finding(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Priced twice"
      Expenses:Plan:2017-18:Bluelight:Grant   1.00 GBP @ 1 GBP
      Assets:Council:Grant                   -1.00 GBP @ 1 GBP
    """
    (faults,) = unbalanced()
    assert faults.message.startswith(
        "“Priced twice” gives Expenses:Plan:2017-18:Bluelight:Grant a "
    )


def test_income_against_an_account_without_a_place_is_for_the_rule_declaration(
    findings: Findings,
) -> None:
    """
    2017-06-12 * "OPCC" "To a bank"
      Assets:Bank:Grant         1.00 GBP
      Income:OPCC:Grant        -1.00 GBP
    """
    found = findings("declaration", "self-balancing")
    assert [(each.rule, each.place) for each in found] == [("declaration", "2")]


def test_a_price_that_makes_one_pound_two(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Doubled"
      Equity:Plan:2017-18:Diversionary:Grant         50.00 GBP @@ 100.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant -100.00 GBP
    """
    (faults,) = unbalanced()
    assert faults.message.startswith("“Doubled”: its plan layer adds up to -£50.00, not to zero. ")


def test_a_pad_across_funds(refused: Refused, write: Written) -> None:
    """
    2017-06-12 pad Equity:Reserve:Grant Equity:Reserve:Older
    2017-06-14 balance Equity:Reserve:Grant                 -1100.00 GBP
    """
    assert load_plainly(write())[1] == []
    assert refused("self-balancing") == [
        Fault(
            "1",
            "`pad Equity:Reserve:Grant Equity:Reserve:Older` would make up an entry that nobody "
            "decided or saw. Remove it and record what happened. [self-balancing]",
        )
    ]


def test_a_pad_within_a_fund_is_a_pad(refused: Refused, write: Written) -> None:
    """
    2017-06-12 pad Equity:Reserve:Grant Equity:Unallocated:Grant
    2017-06-14 balance Equity:Reserve:Grant                 -1100.00 GBP
    """
    assert load_plainly(write())[1] == []
    assert [faults.place for faults in refused("self-balancing")] == ["1"]


def test_a_pad_is_one_finding_where_its_entry_is_seen_too(findings: Findings) -> None:
    """
    2017-06-12 pad Equity:Reserve:Grant Equity:Reserve:Older
    2017-06-14 balance Equity:Reserve:Grant                 -1100.00 GBP
    2017-06-15 pad Assets:Council:Grant Equity:Reserve:Grant
    2017-06-16 balance Assets:Council:Grant                     5.00 GBP
    """
    assert [each.place for each in findings("self-balancing")] == ["1", "3"]


def test_a_pad_does_not_hide_the_faults_beside_it(refused: Refused) -> None:
    """
    2017-06-12 pad Equity:Reserve:Grant Equity:Reserve:Older
    2017-06-14 balance Equity:Reserve:Grant                 -1100.00 GBP
    2017-06-15 * "Another"
      Equity:Reserve:Grant    1.00 GBP
      Assets:Council:Grant   -1.00 GBP
    """
    assert [faults.place for faults in refused("self-balancing")] == ["1", "3"]


def test_one_decimal_whose_tolerance_hides_pence_between_funds(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Four pence to another fund"
      Assets:Council:Older    10.5 GBP
      Equity:Opening:Grant   -10.46 GBP
    """
    (faults,) = unbalanced()
    assert faults.message.startswith("“Four pence to another fund” names 2 funds, ")


def test_one_decimal_whose_tolerance_hides_pence_within_a_fund(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    10.5 GBP
      Expenses:Plan:2017-18:Diversionary:Grant           3.25 GBP
      Assets:Council:Grant                             -13.70 GBP
    """
    assert unbalanced() == [
        Fault(
            "1",
            "“Leicester City FC, KICKS”: its money layer adds up to £0.05, not to zero. Correct "
            f"the amounts. {EXACT}",
        )
    ]


def test_four_pence_within_a_fund(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS"
      Equity:Plan:2017-18:Diversionary:Grant          10.5 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant   -10.54 GBP
    """
    (faults,) = unbalanced()
    assert faults.message.startswith(
        "“Leicester City FC, KICKS”: its plan layer adds up to -£0.04, not to zero. "
    )


def test_an_amount_that_beancount_fills_in_wrongly(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    10.5 GBP
      Expenses:Plan:2017-18:Diversionary:Grant           3.25 GBP
      Assets:Council:Grant
    """
    assert unbalanced() == [
        Fault(
            "1",
            "“Leicester City FC, KICKS”: its money layer adds up to -£0.05, not to zero. The "
            f"amount of Assets:Council:Grant was left out and filled in wrongly: write it. {EXACT}",
        )
    ]


def test_a_tolerance_option_hides_nothing(refused: Refused, write: Written) -> None:
    text = (
        'option "inferred_tolerance_default" "GBP:10"\n'
        '2017-06-12 * "A tenner"\n'
        "  Equity:Reserve:Grant                           100.00 GBP\n"
        "  Equity:Plan:2017-18:Diversionary:Grant        -109.00 GBP\n"
    )
    top = write("ringfence.plugins.self_balancing", text=text.partition("\n")[2])
    option = text.partition("\n")[0]
    top.write_text(f"{option}\n{top.read_text(encoding='utf-8')}", encoding="utf-8")

    _entries, errors, _options = load_plainly(top)
    assert [error.message for error in errors] == [
        f"“A tenner”: its plan layer adds up to -£9.00, not to zero. Correct the amounts. {EXACT}"
    ]


def test_income_straight_out_of_the_council(unbalanced: Refused) -> None:
    """
    2017-06-12 * "OPCC" "Paid to us"
      Assets:Council:Grant     100.00 GBP
      Income:OPCC:Grant       -100.00 GBP
    """
    assert unbalanced() == [
        Fault(
            "1",
            f"“OPCC, Paid to us” moves Income against Assets:Council:Grant. {INCOME}",
        )
    ]


@pytest.mark.parametrize(
    "account",
    [
        "Assets:Receivable:OPCC:Grant",
        "Assets:Prepaid:LeicesterCityFC:Grant",
        "Liabilities:Accruals:Grant",
        "Equity:Opening:Grant",
        "Expenses:Plan:2017-18:Bluelight:Grant",
    ],
)
def test_income_against_anything_else(account: str, refused: Refused) -> None:
    text = f'2017-06-12 * "In"\n  {account}  1.00 GBP\n  Income:OPCC:Grant  -1.00 GBP\n'

    assert refused("self-balancing", text=text) == [
        Fault("1", f"“In” moves Income against {account}. {INCOME}")
    ]


def test_income_between_two_funders_of_a_fund_and_beside_the_plan(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Whose it is"
      Income:OPCC:Grant         1.00 GBP
      Income:County:Grant      -1.00 GBP
    2017-06-12 * "Award, allocated at once"
      Assets:Awarded:OPCC:Grant                  1.00 GBP
      Income:OPCC:Grant                         -1.00 GBP
      Equity:Unallocated:Grant                   1.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant       -1.00 GBP
    """
    assert unbalanced() == []


def test_two_entries_whose_leaks_cancel(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Out of the plan"
      Equity:Reserve:Grant                           100.00 GBP
      Assets:Council:Grant                          -100.00 GBP
    2017-06-12 * "Into the plan"
      Assets:Council:Grant                           100.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant        -100.00 GBP
    """
    assert [faults.place for faults in unbalanced()] == ["1", "4"]


def test_several_sources_and_several_destinations(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Tangled"
      Equity:Reserve:Grant                             1.00 GBP
      Equity:Unallocated:Grant                         2.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant          -1.50 GBP
      Equity:Plan:2017-18:Bluelight:Grant             -1.50 GBP
    2017-06-12 * "One source"
      Equity:Unallocated:Grant                         3.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant          -1.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant             -1.00 GBP
      Equity:Reserve:Grant                            -1.00 GBP
    2017-06-12 * "One destination"
      Equity:Unallocated:Grant                         1.00 GBP
      Equity:Reserve:Grant                             1.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant              1.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant          -3.00 GBP
    2017-06-12 * "There and back"
      Equity:Reserve:Grant                             1.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant          -1.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant           1.00 GBP
      Equity:Reserve:Grant                            -1.00 GBP
    """
    assert unbalanced() == [
        Fault(
            "1",
            "“Tangled” takes from Reserve and Unallocated and gives to 2017-18/Bluelight and "
            "2017-18/Diversionary, so nobody can tell which paid for which. Write one entry for "
            "each pot that it takes from. [self-balancing]",
        )
    ]


def test_several_sources_and_destinations_in_two_funds_are_two_funds(
    unbalanced: Refused,
) -> None:
    """
    2017-06-12 * "Both"
      Equity:Reserve:Older                             1.00 GBP
      Equity:Plan:2017-18:Diversionary:Older          -1.00 GBP
      Equity:Unallocated:Grant                         1.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant             -1.00 GBP
    """
    (faults,) = unbalanced()
    assert faults.message.startswith("“Both” names 2 funds, Older and Grant. ")


def test_half_a_penny(unbalanced: Refused) -> None:
    """
    2017-06-12 * "Half a penny"
      Expenses:Plan:2017-18:Bluelight:Grant     1.005 GBP
      Assets:Council:Grant                     -1.00 GBP
    """
    (faults,) = unbalanced()
    assert faults.message.startswith(
        "“Half a penny”: its money layer adds up to 0.005 GBP, not to zero."
    )


def test_what_another_plugin_makes_is_judged_too(write: Written) -> None:
    """
    2017-06-12 * "Nothing wrong in the file"
      Equity:Reserve:Grant                           100.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant        -100.00 GBP
    """
    top = write("sweeper", "ringfence.plugins.self_balancing")
    (top.parent / "sweeper.py").write_text(
        "from beancount.core import amount, data\n"
        "from decimal import Decimal\n"
        "__plugins__ = ['run']\n"
        "def run(entries, options):\n"
        "    legs = [('Equity:Reserve:Grant', '0.5'), ('Equity:Unallocated:Grant', '-0.46')]\n"
        "    made = data.Transaction(data.new_metadata('<sweeper>', 0), entries[-1].date, '*',\n"
        "        None, 'Swept', frozenset(), frozenset(), [data.Posting(name,\n"
        "        amount.Amount(Decimal(n), 'GBP'), None, None, None, None) for name, n in legs])\n"
        "    return entries + [made], []\n",
        encoding="utf-8",
    )
    text = top.read_text(encoding="utf-8")
    top.write_text(f'option "insert_pythonpath" "TRUE"\n{text}', encoding="utf-8")

    _entries, errors, _options = load_plainly(top)
    (error,) = errors
    assert error.source == {"filename": "<sweeper>", "lineno": 0}
    assert error.message.startswith(
        "“Swept”: its plan layer adds up to £0.04, not to zero. Correct the amounts. "
    )


def test_one_wrong_fund_is_for_the_rule_declaration_alone(refused: Refused) -> None:
    """
    2017-06-12 * "A slip of the pen"
      Equity:Reserve:Grant                           100.00 GBP
      Equity:Plan:2017-18:Diversionary:Grand        -100.00 GBP
    2017-06-12 * "No such year"
      Equity:Reserve:Grant                           100.00 GBP
      Equity:Plan:2017-19:Diversionary:Grant        -100.00 GBP
    """
    assert refused("self-balancing") == []
    assert [faults.place for faults in refused("declaration")] == ["3", "6"]


def test_another_currency_leaves_the_pounds_to_balance(refused: Refused) -> None:
    """
    2017-06-12 * "Euros and pounds"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 EUR @ 0.90 GBP
      Assets:Council:Grant                     -0.90 GBP
    2017-06-12 * "Euros at par"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 EUR @ 1.00 GBP
      Assets:Council:Grant                     -1.00 GBP
    2017-06-12 * "Euros alone"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 EUR
      Assets:Council:Grant                     -1.00 EUR
    """
    assert [faults.place for faults in refused("self-balancing")] == ["1", "4"]


def test_euros_are_no_pounds_of_either_layer(refused: Refused) -> None:
    """They are refused by `declaration`; the pounds beside them are in balance."""
    text = """
2017-06-12 * "Euros between the layers"
  Expenses:Plan:2017-18:Bluelight:Grant   5.00 EUR
  Equity:Plan:2017-18:Bluelight:Grant    -5.00 EUR
  Assets:Receivable:OPCC:Grant           10.00 GBP
  Assets:Awarded:OPCC:Grant             -10.00 GBP
"""
    assert refused("self-balancing", text=text) == []
    assert len(refused("declaration", text=text)) == 2


class TestPairs:
    """Which accounts may stand against which is a closed list."""

    @staticmethod
    def entry(debit: str, credit: str, *, day: str = "2017-06-12", corrects: bool = False) -> str:
        moved = f'{day} * "OPCC" "Moved"\n'
        if corrects:
            before = f"  {debit}  -1.00 GBP\n  {credit}  1.00 GBP\n"
            before = f'2017-06-11 * "OPCC" "Before" ^AN-ENTRY\n{before}'
            moved = f'{before}{moved}  corrects: "AN-ENTRY"\n'
        return f"{moved}  {debit}  1.00 GBP\n  {credit}  -1.00 GBP\n"

    NAMES: ClassVar = {
        kind: kind.value
        + {Kind.SPENT: ":2017-18:Diversionary", Kind.PREPAID: ":LeicesterCityFC"}.get(
            kind, "" if kind in (Kind.OPENING, Kind.COUNCIL, Kind.ACCRUALS) else ":OPCC"
        )
        + ":Grant"
        for kind in Kind
        if kind not in PLAN_KINDS
    }

    @pytest.mark.parametrize(
        ("debit", "credit"), list(product(NAMES, repeat=2)), ids=lambda kind: kind.name
    )
    def test_a_pair_stands_if_it_is_listed_or_takes_back_one_that_is(
        self, refused: Refused, debit: Kind, credit: Kind
    ) -> None:
        if debit is credit:
            return
        names = self.NAMES[debit], self.NAMES[credit]
        on_other_days = refused("self-balancing", text=self.entry(*names)) == []
        on_the_first = refused("self-balancing", text=self.entry(*names, day="2017-04-01")) == []
        faults = refused("self-balancing", text=self.entry(*names, corrects=True))
        back = not any(fault.message.startswith("“OPCC, Moved”") for fault in faults)
        told_of_income = Kind.INCOME in (debit, credit)
        if not told_of_income:
            assert on_other_days == ((debit.name, credit.name) in LISTED)
            assert back == bool({(debit.name, credit.name), (credit.name, debit.name)} & LISTED)
            on_first = LISTED | {
                ("AWARDED", "COUNCIL"),
                ("RECEIVABLE", "COUNCIL"),
                ("OPENING", "COUNCIL"),
            }
            assert on_the_first == ((debit.name, credit.name) in on_first)

    def test_every_debit_is_held_to_every_credit(self, unbalanced: Refused) -> None:
        """
        2017-06-12 * "OPCC" "Received, and some of it paid on"
          Assets:Council:Grant             1.00 GBP
          Assets:Receivable:OPCC:Grant     2.00 GBP
          Assets:Awarded:OPCC:Grant       -2.00 GBP
          Liabilities:Repayable:OPCC:Grant -1.00 GBP
        """
        assert unbalanced() == [
            Fault(
                "1",
                "“OPCC, Received, and some of it paid on” debits Assets:Council:Grant and credits "
                "Liabilities:Repayable:OPCC:Grant, and these two do not stand against each other. "
                "They do only in an entry that names another in `corrects:` and reverses no "
                "more than that moved, as `ringfence correct` writes it. Otherwise take it out, "
                "and record what happened by its own command. [self-balancing]",
            )
        ]

    def test_what_an_entry_takes_out_of_an_account_again_does_not_count(
        self, unbalanced: Refused
    ) -> None:
        """
        2017-06-12 * "OPCC" "Received"
          Assets:Council:Grant               1.00 GBP
          Liabilities:Repayable:OPCC:Grant  -1.00 GBP
          Liabilities:Repayable:OPCC:Grant   1.00 GBP
          Assets:Awarded:OPCC:Grant         -1.00 GBP
        """
        assert unbalanced() == []

    def test_a_blank_corrects_takes_nothing_back(self, refused: Refused) -> None:
        text = self.entry(self.NAMES[Kind.AWARDED], self.NAMES[Kind.COUNCIL], corrects=True)
        assert refused("self-balancing", text=text) == []
        assert len(refused("self-balancing", text=text.replace('"AN-ENTRY"', '" "'))) == 1

    def test_what_is_taken_back_is_there_before_and_no_more_than_that(
        self, refused: Refused
    ) -> None:
        """£1.00 was repaid on 11 June."""
        text = self.entry(self.NAMES[Kind.COUNCIL], self.NAMES[Kind.REPAYABLE], corrects=True)
        assert refused("self-balancing", text=text) == []
        before, entry = text.split("2017-06-12")
        taken_back = f"2017-06-12{entry}"
        for wrong in (
            text.replace('corrects: "AN-ENTRY"', 'corrects: "ANOTHER"'),
            taken_back,
            before.replace("2017-06-11", "2017-06-13") + taken_back,
            before + taken_back.replace("1.00", "1.01"),
            before + taken_back + taken_back,
        ):
            assert len(refused("self-balancing", text=wrong)) == 1, wrong

    def test_a_line_that_has_moved_since_bars_nothing_that_was_there(
        self, refused: Refused
    ) -> None:
        text = self.entry(self.NAMES[Kind.COUNCIL], self.NAMES[Kind.REPAYABLE], corrects=True)
        moved = text.replace('corrects: "AN-ENTRY"', 'corrects: "money-2017-18.beancount:7"')
        assert refused("self-balancing", text=moved) == []
        _before, entry = moved.split("2017-06-12")
        assert len(refused("self-balancing", text=f"{moved}2017-06-12{entry}")) == 1

    def test_new_names_of_a_funder_and_a_provider(self, refused: Refused) -> None:
        for kind in (Kind.AWARDED, Kind.RECEIVABLE, Kind.REPAYABLE, Kind.IN_ADVANCE, Kind.PREPAID):
            name = self.NAMES[kind]
            other = name.replace("OPCC", "PCC").replace("CityFC", "CityTrust")
            assert refused("self-balancing", text=self.entry(name, other)) == []


#: The list once more, as lawful books use it.
LISTED = {
    ("RECEIVABLE", "AWARDED"),
    ("AWARDED", "RECEIVABLE"),
    ("COUNCIL", "RECEIVABLE"),
    ("COUNCIL", "AWARDED"),
    ("SPENT", "COUNCIL"),
    ("COUNCIL", "SPENT"),
    ("SPENT", "ACCRUALS"),
    ("ACCRUALS", "SPENT"),
    ("ACCRUALS", "COUNCIL"),
    ("COUNCIL", "ACCRUALS"),
    ("PREPAID", "COUNCIL"),
    ("COUNCIL", "PREPAID"),
    ("SPENT", "PREPAID"),
    ("PREPAID", "SPENT"),
    ("ACCRUALS", "PREPAID"),
    ("SPENT", "AWARDED"),
    ("ACCRUALS", "AWARDED"),
    ("OPENING", "IN_ADVANCE"),
    ("IN_ADVANCE", "OPENING"),
    ("OPENING", "REPAYABLE"),
    ("REPAYABLE", "OPENING"),
    ("REPAYABLE", "COUNCIL"),
    ("REPAYABLE", "RECEIVABLE"),
    ("COUNCIL", "OPENING"),
    ("PREPAID", "OPENING"),
    ("OPENING", "ACCRUALS"),
    ("ACCRUALS", "OPENING"),
    ("AWARDED", "OPENING"),
    ("OPENING", "AWARDED"),
    ("RECEIVABLE", "OPENING"),
}
