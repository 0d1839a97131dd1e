"""The rule `declaration`: everything that the books name is declared, and correctly written."""

from __future__ import annotations

import pytest

from ringfence.ledger.declarations.models import MODELS
from ringfence.plugins.kinds import nearest
from tests.conftest import Fault, Findings, Judged, Refused

FITS = (
    "these books can't have it. Accounts are Equity:Unallocated:<Fund>, Equity:Reserve:<Fund>, "
    "Equity:Plan:<Year>:<Action>[:<Earmark>]:<Fund>, "
    "Expenses:Plan:<Year>:<Action>[:<Earmark>]:<Fund>, Income:<Funder>:<Fund>, "
    "Equity:Opening:<Fund>, Assets:Council:<Fund>, Assets:Awarded|Receivable:<Funder>:<Fund>, "
    "Assets:Prepaid:<Provider>:<Fund>, Liabilities:Accruals:<Fund> or "
    "Liabilities:InAdvance|Repayable:<Funder>:<Fund>. [declaration]"
)


def test_declared_books_are_accepted(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS"
      invoice: "LCFC-1"
      invoice-total: 1200.00 GBP
      vat: 200
      supplied: 2017-06-01
      capital: FALSE
      decision: "CSP-1, OPCC-1"
      settled-by: "CSP-1"
      override-overdrawn: "CSP-1"
      adjusts: "Grant/2017-18-H1"
      purpose:
      category: "sport"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant    100.00 GBP
      Assets:Prepaid:LeicesterCityFC:Grant               50.00 GBP
      Assets:Council:Grant                             -150.00 GBP
    2017-06-12 open Assets:Council
    2017-06-12 open Equity:Plan:2017-18:Bluelight
    2017-06-12 note Equity:Plan:2017-18:Bluelight "Parents carry notes"
    """
    assert refused("declaration") == []


def test_an_undeclared_earmark(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS, 40 weeks"
      Equity:Plan:2017-18:Diversionary:Grant           600.00 GBP
      Equity:Plan:2017-18:Diversionary:KicksPlus:Grant -600.00 GBP
    2017-06-13 * "Leicester City FC" "KICKS, again"
      Equity:Plan:2017-18:Diversionary:Grant           600.00 GBP
      Equity:Plan:2017-18:Diversionary:KicksPlus:Grant -600.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "3",
            "“Leicester City FC, KICKS, 40 weeks” posts to "
            "Equity:Plan:2017-18:Diversionary:KicksPlus:Grant: the earmark "
            "2017-18/Diversionary/KicksPlus is not declared. Did you mean Kicks? If it is new: "
            'ringfence earmark 2017-18/Diversionary/KicksPlus AMOUNT --payee "NAME" '
            "--date 2017-06-12 [declaration]",
        )
    ]


def test_an_undeclared_action_is_named_once_however_often_it_is_used(refused: Refused) -> None:
    """
    2017-04-05 * "To what nobody declared"
      Equity:Unallocated:Grant                         600.00 GBP
      Equity:Plan:2017-18:Bluelights:Grant            -600.00 GBP
    2017-06-13 * "Spent on it"
      Expenses:Plan:2017-18:Bluelights:Grant           600.00 GBP
      Assets:Council:Grant                            -600.00 GBP
    2017-06-14 * "Set aside of it"
      Equity:Plan:2017-18:Bluelights:Grant             100.00 GBP
      Equity:Plan:2017-18:Bluelights:One:Grant        -100.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "3",
            "“To what nobody declared” posts to Equity:Plan:2017-18:Bluelights:Grant: the action "
            "2017-18/Bluelights is not declared. Did you mean Bluelight? If it is new: ringfence "
            'action add 2017-18/Bluelights --title "TEXT" --date 2017-04-05 [declaration]',
        )
    ]


def test_an_action_of_another_year_is_another_action(refused: Refused) -> None:
    """
    2018-04-05 * "Next year"
      Equity:Unallocated:Grant                         600.00 GBP
      Equity:Plan:2018-19:Bluelight:Grant             -600.00 GBP
    """
    assert [faults.message for faults in refused("declaration")] == [
        (
            "“Next year” posts to Equity:Plan:2018-19:Bluelight:Grant: the action "
            "2018-19/Bluelight is "
            "not declared. To declare it: ringfence action add 2018-19/Bluelight --title "
            '"TEXT" --date 2018-04-05 [declaration]'
        )
    ]


def test_an_unknown_fund_is_named_once(refused: Refused) -> None:
    """
    2017-06-12 * "OPCC" "Award"
      Assets:Awarded:OPCC:Grants          1.00 GBP
      Income:OPCC:Grants                 -1.00 GBP
    2017-06-13 * "Allocated"
      Equity:Unallocated:Grants           1.00 GBP
      Equity:Reserve:Grants              -1.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "2",
            "“OPCC, Award” posts to Assets:Awarded:OPCC:Grants: its last part, Grants, is not a "
            "declared fund. Declared: Grant and Older. Did you mean Grant? If it is new, declare "
            'it before this: ringfence fund add Grants --title "TEXT" --funder "NAME" --stage '
            "awarded --date 2017-06-12 [declaration]",
        )
    ]


def test_books_without_a_fund(refused: Refused) -> None:
    """
    2017-06-12 * "Opening"
      Assets:Council:X          1.00 GBP
      Equity:Opening:X         -1.00 GBP
    """
    assert refused("declaration", base=False) == [
        Fault(
            "2",
            "“Opening” posts to Assets:Council:X: its last part, X, is not a declared fund. "
            "Declared: none yet. If it is new, declare it before this: ringfence fund add X "
            '--title "TEXT" --funder "NAME" --stage awarded --date 2017-06-12 [declaration]',
        )
    ]


def test_a_parent_is_never_posted_to(refused: Refused) -> None:
    """
    2017-06-12 * "Spent"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 GBP
      Assets:Council                           -1.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "3",
            "“Spent” posts to Assets:Council: it does not end in a fund, so it does not say whose "
            "money it is. Accounts are Assets:Council:<Fund>, "
            "Assets:Awarded|Receivable:<Funder>:<Fund> or Assets:Prepaid:<Provider>:<Fund>. "
            "Declared: Grant and Older. [declaration]",
        )
    ]


def test_accounts_that_end_in_no_fund_are_named_each_once(refused: Refused) -> None:
    """
    2017-06-12 * "Leaflets"
      Expenses:Printing:Leaflets                1.00 GBP
      Assets:Council:Grant                     -1.00 GBP
    2017-06-13 * "Leaflets again, and posters"
      Expenses:Printing:Leaflets                1.00 GBP
      Expenses:Printing:Posters                 1.00 GBP
      Assets:Council:Grant                     -2.00 GBP
    2017-06-14 * "An earmark without its fund"
      Expenses:Plan:2017-18:Diversionary:Kicks  1.00 GBP
      Assets:Council:Grant                     -1.00 GBP
    """
    faults = refused("declaration")
    assert [each.place for each in faults] == ["2", "6", "9"]
    for each in faults:
        assert "Accounts are Expenses:Plan:<Year>:<Action>[:<Earmark>]:<Fund>." in each.message
        assert "fund add" not in each.message


def test_each_account_without_a_place_is_named(refused: Refused) -> None:
    """
    2017-06-12 open Equity:Conversions:Grant
    2017-06-12 * "Bank"
      Assets:Bank:Grant                 1.00 GBP
      Assets:Cash:Grant                -1.00 GBP
    2017-06-13 * "Bank again"
      Assets:Bank:Grant                 1.00 GBP
      Assets:Cash:Grant                -1.00 GBP
    """
    assert sorted(refused("declaration")) == [
        Fault(
            "1",
            "The account Equity:Conversions:Grant is not one that these books can have. "
            f"{FITS[27:]}",
        ),
        Fault("3", f"“Bank” posts to Assets:Bank:Grant: {FITS}"),
        Fault("4", f"“Bank” posts to Assets:Cash:Grant: {FITS}"),
    ]


def test_a_fund_before_its_day(refused: Refused) -> None:
    """
    2017-03-31 * "OPCC" "Too early"
      Assets:Awarded:OPCC:Grant           1.00 GBP
      Income:OPCC:Grant                  -1.00 GBP
    2017-04-01 * "OPCC" "On the day"
      Assets:Receivable:OPCC:Grant        1.00 GBP
      Assets:Awarded:OPCC:Grant          -1.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "2",
            "“OPCC, Too early” posts to Assets:Awarded:OPCC:Grant: the fund Grant is declared from "
            "2017-04-01 on, and this is dated 2017-03-31. Date it no earlier (--date 2017-04-01), "
            "or if that is the wrong day, correct it where it is declared, base.beancount:2. "
            "[declaration]",
        )
    ]


def test_an_action_and_an_earmark_before_their_days(refused: Refused) -> None:
    """
    2017-07-01 custom "action" "2017-18" "Late"
      title: "Declared late"
    2017-08-01 custom "earmark" "2017-18" "Late" "Later"
      title: "Declared later"
    2017-06-30 * "Allocated"
      Equity:Unallocated:Grant              1.00 GBP
      Equity:Plan:2017-18:Late:Grant       -1.00 GBP
    2017-07-31 * "Set aside"
      Equity:Plan:2017-18:Late:Grant        1.00 GBP
      Equity:Plan:2017-18:Late:Later:Grant -1.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "7",
            "“Allocated” posts to Equity:Plan:2017-18:Late:Grant: the action 2017-18/Late is "
            "declared only from 2017-07-01 on, and this is dated 2017-06-30. Date it no "
            "earlier (--date 2017-07-01), or if that is the wrong day, correct it where it is "
            "declared, main.beancount:1. [declaration]",
        ),
        Fault(
            "10",
            "“Set aside” posts to Equity:Plan:2017-18:Late:Later:Grant: the earmark "
            "2017-18/Late/Later is declared only from 2017-08-01 on, and this is dated "
            "2017-07-31. Date it no earlier (--date 2017-08-01), or if that is the wrong day, "
            "correct it where it is declared, main.beancount:3. [declaration]",
        ),
    ]


def test_an_earmark_in_an_action_before_its_day_is_judged_from_its_own(refused: Refused) -> None:
    """
    2017-07-01 custom "action" "2017-18" "Late"
      title: "Declared on the day"
    2017-07-01 custom "earmark" "2017-18" "Late" "Later"
      title: "On the day too"
    2017-07-01 * "Allocated"
      Equity:Unallocated:Grant              1.00 GBP
      Equity:Plan:2017-18:Late:Later:Grant -1.00 GBP
    """
    assert refused("declaration") == []


def test_the_funder_and_the_provider_are_the_declared_ones(refused: Refused) -> None:
    """
    2017-06-12 * "OPCC" "Award"
      Assets:Awarded:OPPC:Grant            1.00 GBP
      Income:OPPC:Grant                   -1.00 GBP
    2017-06-13 * "Leicester City" "Advance"
      Assets:Prepaid:LeicesterCity:Grant   1.00 GBP
      Assets:Council:Grant                -1.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "2",
            "“OPCC, Award” posts to Assets:Awarded:OPPC:Grant: the funder of Grant is OPCC, not "
            "OPPC. Post to an account of that name; money from another funder needs its own fund. "
            "[declaration]",
        ),
        Fault(
            "5",
            "“Leicester City, Advance” posts to Assets:Prepaid:LeicesterCity:Grant: no earmark has "
            "a provider LeicesterCity. Did you mean LeicesterCityFC? Name the provider on its "
            'earmark: ringfence earmark POT AMOUNT --payee "NAME" --date 2017-06-13 [declaration]',
        ),
    ]


def test_a_former_funder_or_provider_is_one_that_was_declared(refused: Refused) -> None:
    """
    2017-05-01 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant   1.00 GBP
      Assets:Council:Grant                  -1.00 GBP
    2017-06-12 custom "fund" "Grant"
      funder: "PCC for Leicester"
      decision: "OPCC-1"
    2017-06-12 custom "earmark" "2017-18" "Diversionary" "Kicks"
      provider: "Oadby Town FC"
    2017-06-13 * "PCC" "More"
      Assets:Awarded:PCCforLeicester:Grant   1.00 GBP
      Income:OPCC:Grant                     -1.00 GBP
    """
    assert refused("declaration") == []


def test_a_reserve_cannot_bear_a_funds_id(refused: Refused) -> None:
    """
    2017-04-02 * "A second reserve"
      Equity:Unallocated:Grant           1.00 GBP
      Equity:Reserve:Older:Grant        -1.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "3",
            "“A second reserve” posts to Equity:Reserve:Older:Grant: a reserve can't be called "
            "Older: that is a fund. Give it another name. [declaration]",
        )
    ]


def test_another_currency_and_a_third_decimal(refused: Refused) -> None:
    """
    2017-06-12 * "Euros"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 EUR
      Assets:Council:Grant                     -1.00 EUR
    2017-06-12 * "Mills"
      Expenses:Plan:2017-18:Bluelight:Grant     1.005 GBP
      Assets:Council:Grant                     -1.005 GBP
    2017-06-12 * "A nought too many"
      Expenses:Plan:2017-18:Bluelight:Grant     1.500 GBP
      Assets:Council:Grant                     -1.50 GBP
    """

    def euros(line: int, amount: str, account: str) -> Fault:
        return Fault(
            str(line),
            f"“Euros” posts {amount} EUR to {account}. The books are in pounds: write the amount "
            "in GBP. [declaration]",
        )

    def mills(line: int, called: str, amount: str, account: str, right: str) -> Fault:
        return Fault(
            str(line),
            f"“{called}” posts {amount} GBP to {account}. Amounts are in pounds and pence: write "
            f"{right} GBP, or whatever the invoice says. [declaration]",
        )

    spent, council = "Expenses:Plan:2017-18:Bluelight:Grant", "Assets:Council:Grant"
    assert refused("declaration") == [
        euros(2, "1.00", spent),
        euros(3, "-1.00", council),
        mills(5, "Mills", "1.005", spent, "1.00"),
        mills(6, "Mills", "-1.005", council, "-1.00"),
        mills(8, "A nought too many", "1.500", spent, "1.50"),
    ]


REFERENCES = [
    (
        (
            'custom "fund" "New"\n  title: "N"\n  funder: "OPCC"\n  stage: "awarded"\n'
            '  reported-in: "Grand"\n  spend-from: 2018-04-01\n  spend-by: 2018-03-31\n'
            '  clauses: "spendby 7.2"'
        ),
        (
            'fund "New": there is no fund Grand. Did you mean Grant? If it is new: ringfence fund '
            'add Grand --title "TEXT" --funder "NAME" --stage awarded --date 2017-05-01|fund '
            '"New": spend-by 2018-03-31 is before spend-from 2018-04-01. Correct one of '
            'them.|fund "New": clauses: spendby is not a field of a fund. Did you mean spend-by?'
        ),
    ),
    (
        (
            'custom "fund" "New"\n  title: "N"\n  funder: "OPCC"\n  stage: "awarded"\n'
            '  reported-in: "New"'
        ),
        (
            'fund "New": reported in New it would be reported in itself. Leave `reported-in:` out '
            "of the fund whose return it is."
        ),
    ),
    (
        'custom "action" "2017-18" "New"\n  title: "N"\n  shares: "Grant 60, Order 40"',
        (
            'action "2017-18" "New": there is no fund Order. Did you mean Older? If it is new: '
            'ringfence fund add Order --title "TEXT" --funder "NAME" --stage awarded --date '
            "2017-05-01"
        ),
    ),
    (
        'custom "earmark" "2017-18" "Bluelights" "New"\n  title: "N"',
        (
            'earmark "2017-18" "Bluelights" "New": there is no action 2017-18/Bluelights. Did you '
            "mean Bluelight? If it is new: ringfence action add 2017-18/Bluelights --title "
            '"TEXT" --date 2017-05-01'
        ),
    ),
    (
        'custom "earmark" "2017-18" "Bluelight" "Grant"\n  title: "N"',
        (
            'earmark "2017-18" "Bluelight" "Grant": an earmark can\'t be called Grant: that is a '
            "fund. Give it another id."
        ),
    ),
    (
        'custom "decision" "New"\n  title: "N"\n  body: "OPPC"\n  ratified-by: "CSP-1O"',
        (
            'decision "New": body OPPC is neither CSP, OPCC nor finance. Did you mean OPCC?'
            '|decision "New": there is no decision CSP-1O. Did you mean CSP-1? To record it: '
            "ringfence "
            'decision add CSP-1O --body BODY --title "TEXT" --date DAY'
        ),
    ),
    (
        (
            'custom "proposal" "New"\n  title: "N"\n  from: "2017-18/Bluelight/Cadet"\n'
            '  to: "2017-18/Kicks"'
        ),
        (
            'proposal "New": there is no earmark 2017-18/Bluelight/Cadet. To declare it: ringfence '
            'earmark 2017-18/Bluelight/Cadet AMOUNT --payee "NAME" --date 2017-05-01'
            '|proposal "New": there is no action 2017-18/Kicks. To declare it: ringfence action '
            'add 2017-18/Kicks --title "TEXT" --date 2017-05-01'
        ),
    ),
    (
        'custom "measure" "2017-18" "New" "courses" 3\n  from: 2017-08-31\n  to: 2017-04-01',
        (
            'measure "2017-18" "New" "courses" "2017-08-31" "2017-04-01": there is no action '
            '2017-18/New. To declare it: ringfence action add 2017-18/New --title "TEXT"'
            '|measure "2017-18" "New" "courses" "2017-08-31" "2017-04-01": it '
            "runs to "
            "2017-04-01, before it begins on 2017-08-31."
        ),
    ),
    (
        'custom "forecast" "2017-18" "New" 3.00 GBP\n  reason: "R"',
        (
            'forecast "2017-18" "New": there is no action 2017-18/New. To declare it: ringfence '
            'action add 2017-18/New --title "TEXT"'
        ),
    ),
    (
        'custom "return" "New" "2017-18-H3"',
        (
            'return "New" "2017-18-H3": there is no fund New. To declare it: ringfence fund add '
            'New --title "TEXT" --funder "NAME" --stage awarded --date 2017-05-01|return "New" '
            '"2017-18-H3": “2017-18-H3” is not a period: write a half (2017-18-H1), a quarter '
            "(2017-18-Q3), a month counted from April (2017-18-M07), a year (2017-18) or final."
        ),
    ),
    (
        (
            'custom "person" "x"\n  name: "X"\n  role: "officer"\n  decision: "No such, CSP-1, Nor '
            'this"'
        ),
        (
            'person "x": there is no decision No such. To record it: ringfence decision add '
            '"No such" '
            '--body BODY --title "TEXT" --date DAY|person "x": there is no decision Nor this. '
            "To record it: ringfence "
            'decision add "Nor this" --body BODY --title "TEXT" --date DAY'
        ),
    ),
]


@pytest.mark.parametrize(("directive", "messages"), REFERENCES)
def test_a_reference_to_nothing(directive: str, messages: str, refused: Refused) -> None:
    assert refused("declaration", text=f"2017-05-01 {directive}") == [
        Fault("1", f"{message} [declaration]") for message in messages.split("|")
    ]


def test_a_proposal_or_earmark_of_an_action_that_comes_later(refused: Refused) -> None:
    """
    2017-07-01 custom "action" "2017-18" "Late"
      title: "Declared late"
    2017-06-30 custom "earmark" "2017-18" "Late" "Early"
      title: "E"
    2017-06-30 custom "proposal" "P"
      title: "P"
      to: "2017-18/Late"
    2017-06-30 custom "measure" "2017-18" "Late" "courses" 3
      from: 2017-04-01
      to: 2017-06-30
    2017-06-30 custom "return" "Grant" "final"
    """
    late = (
        "the action 2017-18/Late is declared only from 2017-07-01 on. Date this no earlier. "
        "[declaration]"
    )
    assert refused("declaration") == [
        Fault("3", f'earmark "2017-18" "Late" "Early": {late}'),
        Fault("5", f'proposal "P": {late}'),
    ]


def test_an_amendment_does_not_repeat_what_it_leaves_as_it_was(refused: Refused) -> None:
    """
    2017-05-01 custom "earmark" "2017-18" "Bluelights" "New"
      title: "N"
    2017-06-01 custom "earmark" "2017-18" "Bluelights" "New"
      order: "PO-1"
    2017-05-01 custom "fund" "Fresh"
      title: "N"
      funder: "OPCC"
      stage: "awarded"
      spend-from: 2018-04-01
      spend-by: 2018-03-31
    2017-07-01 custom "fund" "Fresh"
      stage: "at-risk"
      decision: "OPCC-1"
    2017-08-01 custom "fund" "Fresh"
      spend-by: 2018-03-30
      decision: "Nobody"
    2017-09-01 custom "fund" "Fresh"
      spend-by: 2018-04-01
      decision: "Nobody"
    """
    faults = refused("declaration")
    assert [(place, message.partition(":")[0]) for place, message in faults] == [
        ("1", 'earmark "2017-18" "Bluelights" "New"'),
        ("5", 'fund "Fresh"'),
        ("14", 'fund "Fresh"'),
        ("14", 'fund "Fresh"'),
        ("17", 'fund "Fresh"'),
    ]


def test_funds_reported_in_one_another(refused: Refused) -> None:
    """
    2017-06-01 custom "fund" "Grant"
      reported-in: "Older"
      decision: "OPCC-1"
    """
    assert refused("declaration") == [
        Fault(
            "1",
            'fund "Grant": reported in Older it would be reported in itself. Leave `reported-in:` '
            "out of the fund whose return it is. [declaration]",
        )
    ]


def test_metadata_in_the_wrong_form(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS"
      invoice-total: "1200"
      vat: 200.00 EUR
      irrecoverable-vat: 1.005
      supplied: "2017-06-01"
      capital: "no"
      decision: 5
      settled-by: "CSP-9, OPCC-9"
      override-overdrawn: ","
      override-declaration: "CSP-1"
      override-overdrawm: "CSP-1"
      adjusts: "2017-18-H1"
      Expenses:Plan:2017-18:Bluelight:Grant    100.00 GBP
      Assets:Council:Grant                    -100.00 GBP
    """
    begin = "“Leicester City FC, KICKS”: "
    several = "should name a decision, in quotes; several separated by commas."
    nine = (
        'Did you mean {}? To record it: ringfence decision add {} --body BODY --title "TEXT" '
        "--date DAY"
    )
    rules = "overdrawn, authority, stage, window, purpose, separation, duplicate and evidence can."
    found = [(place, text.removeprefix(begin)) for place, text in refused("declaration")]
    assert sorted(found) == sorted(
        ("1", f"{reason} [declaration]")
        for reason in (
            "`invoice-total:` should be an amount such as 200.00 GBP, not “1200”.",
            "`vat:` should be an amount such as 200.00 GBP, not “200.00 EUR”.",
            "`irrecoverable-vat:` should be an amount such as 200.00 GBP, not “1.005”.",
            "`supplied:` should be a date such as 2017-10-02, without quotes, not “2017-06-01”.",
            "`capital:` should be TRUE or FALSE, without quotes, not “no”.",
            f"`decision:` {several}",
            f"`settled-by:` there is no decision CSP-9. {nine.format('CSP-1', 'CSP-9')}",
            f"`settled-by:` there is no decision OPCC-9. {nine.format('OPCC-1', 'OPCC-9')}",
            f"`override-overdrawn:` {several}",
            f"`override-declaration:` declaration can't be overridden; {rules}",
            "`override-overdrawm:` there is no rule overdrawm. Did you mean overdrawn?",
            (
                '`adjusts:` should be a fund and period such as "PLF-2017-18/2017-18-H1", not '
                "“2017-18-H1”."
            ),
        )
    )


def test_an_unknown_override_alone_is_seen(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS"
      override-overdraft: "CSP-1"
      Expenses:Plan:2017-18:Bluelight:Grant    100.00 GBP
      Assets:Council:Grant                    -100.00 GBP
    """
    assert refused("declaration") == [
        Fault(
            "1",
            "“Leicester City FC, KICKS”: `override-overdraft:` there is no rule overdraft. Did "
            "you mean overdrawn? [declaration]",
        )
    ]


def test_entries_are_called_by_their_words(refused: Refused) -> None:
    """
    2017-06-12 *
      Assets:A:Grant    1.00 GBP
      Assets:Council:Grant  -1.00 GBP
    2017-06-13 * "A  very
       long narration that goes on and on until nobody would care to read the rest"
      Assets:B:Grant    1.00 GBP
      Assets:Council:Grant  -1.00 GBP
    """
    assert [faults.message.partition(" posts")[0] for faults in refused("declaration")] == [
        "The entry of 2017-06-12",
        "“A very long narration that goes on and on until nobody woul…”",
    ]


def test_names_with_a_common_beginning_are_apart(findings: Findings) -> None:
    """
    2017-04-01 custom "fund" "Fund01"
      title: "One"
      funder: "OPCC"
      stage: "awarded"
    2017-04-01 custom "fund" "Fund01X"
      title: "Another"
      funder: "OPCC"
      stage: "awarded"
    2017-04-01 custom "action" "2017-18" "Kicks"
      title: "Kicks"
    2017-04-01 custom "action" "2017-18" "KicksPlus"
      title: "Kicks plus"
    2017-04-01 * "OPCC" "Award"
      Assets:Awarded:OPCC:Fund01X            100.00 GBP
      Income:OPCC:Fund01X                   -100.00 GBP
    2017-04-01 * "Plan"
      Equity:Unallocated:Fund01X             100.00 GBP
      Equity:Plan:2017-18:KicksPlus:Fund01X -100.00 GBP
    2017-06-12 * "Spent on the one that has none"
      Expenses:Plan:2017-18:Kicks:Fund01X      1.00 GBP
      Assets:Council:Fund01X                  -1.00 GBP
    2017-06-12 * "Spent of the one that has none"
      Expenses:Plan:2017-18:KicksPlus:Fund01   1.00 GBP
      Assets:Council:Fund01                   -1.00 GBP
    """
    found = findings("declaration", "self-balancing", "overdrawn", "authority")
    assert [(each.place, each.message.partition(" on ")[0]) for each in found] == [
        ("19", "2017-18/Kicks is overdrawn by £1.00 of Fund01X"),
        ("22", "2017-18/KicksPlus is overdrawn by £1.00 of Fund01"),
    ]


# ---------------------------------------------------------------- kinds nearly ours

KINDS = [
    ("earmarks", "earmark"),
    ("Fund", "fund"),
    ("fnud", "fund"),
    ("fun", "fund"),
    (" plan", "plan"),
    ("plans", "plan"),
    ("descision", "decision"),
    ("desisions", "decision"),  # two slips in a long word
    ("forcasts", "forecast"),
    ("parntership", "partnership"),
    ("persona", "person"),
    ("yaer", "year"),
    ("yaers", None),  # two in a short one
    ("desisionss", None),  # three
    ("allocation", None),
    ("transaction", None),
    ("price", None),
    ("budget", None),
    ("fava-option", None),
    ("fava-extension", None),
    ("fava-sidebar-link", None),
    ("autobean.share.policy", None),
    ("", None),
]


@pytest.mark.parametrize(("kind", "ours"), KINDS)
def test_a_kind_a_slip_away_from_ours_is_warned_of(
    kind: str, ours: str | None, findings: Findings
) -> None:
    each_findings = findings(
        "declaration", text=f'2017-06-12 custom "{kind}" "Kicks"\n  title: "x"\n'
    )

    told = Judged(
        "declaration",
        "warn",
        "1",
        f'custom "{kind}" is not a kind that Ringfence reads, so it has no effect. Did you mean '
        f'{ours}? Then write custom "{ours}" … [declaration]',
    )
    assert each_findings == ([told] if ours else [])
    assert nearest(kind) == ours


def test_no_kind_of_ours_is_near_another() -> None:
    kinds = [*MODELS]
    assert [nearest(kind) for kind in kinds] == kinds


# ---------------------------------------------------------------- at the edges


def test_what_is_declared_that_day_is_declared(refused: Refused) -> None:
    """
    2017-06-13 custom "fund" "Late"
      title: "Declared a day late"
      funder: "OPCC"
      stage: "awarded"
    2017-06-12 custom "action" "2017-18" "Arts"
      title: "Arts"
    2017-06-12 custom "earmark" "2017-18" "Arts" "Kicks"
      title: "KICKS"
    2017-06-12 * "The fund alone is late"
      Equity:Plan:2017-18:Arts:Late           10.00 GBP
      Equity:Plan:2017-18:Arts:Kicks:Late    -10.00 GBP
    """
    faults = refused("declaration")
    assert [each.place for each in faults] == ["10"]
    assert "the fund Late is declared" in faults[0].message
    assert "2017-06-13" in faults[0].message


def test_a_reserve_of_another_name_needs_no_declaration(refused: Refused) -> None:
    """
    2017-06-12 * "To a second reserve"
      Equity:Reserve:Grant                    10.00 GBP
      Equity:Reserve:Winter:Grant            -10.00 GBP
    """
    assert refused("declaration") == []


def test_what_could_not_be_read_is_not_called_undeclared_on_top(refused: Refused) -> None:
    """
    2017-06-01 custom "earmark" "2017-18" "Bluelight" "Boxes"
      title: "Boxes"
      provider: "Scouts"
      ordre: "O-1"
    2017-06-12 * "Set aside"
      Equity:Plan:2017-18:Bluelight:Grant         10.00 GBP
      Equity:Plan:2017-18:Bluelight:Boxes:Grant  -10.00 GBP
    2017-06-12 * "Advanced"
      Assets:Prepaid:Scouts:Grant                  5.00 GBP
      Assets:Council:Grant                        -5.00 GBP
    """
    ((place, message),) = refused("declaration")
    assert place == "1"
    assert "`ordre:` is not one of its fields; did you mean `order:`?" in message


def test_a_body_is_not_called_unknown_while_a_fund_could_not_be_read(refused: Refused) -> None:
    """
    2017-06-01 custom "fund" "New"
      title: "New"
      funder: "Home Office"
      stage: "granted"
    2017-06-12 custom "decision" "HO-1"
      body: "Home Office"
      title: "Awarded"
    """
    ((place, message),) = refused("declaration")
    assert place == "1"
    assert "`stage:` “granted” is not one of" in message


ACCEPTED = [
    (
        'custom "fund" "New"\n  title: "N"\n  funder: "OPCC"\n  stage: "awarded"\n'
        "  spend-from: 2017-06-12"
    ),
    (
        'custom "fund" "New"\n  title: "N"\n  funder: "OPCC"\n  stage: "awarded"\n'
        "  spend-by: 2017-06-12"
    ),
    (
        'custom "fund" "New"\n  title: "N"\n  funder: "OPCC"\n  stage: "awarded"\n'
        "  spend-from: 2017-06-12\n  spend-by: 2017-06-12"
    ),
    'custom "fund" "Older"\n  decision: "OPCC-1"\n  reported-in:',
    'custom "measure" "2017-18" "Bluelight" "days" 4\n  from: 2017-06-12\n  to: 2017-06-12',
    (
        'custom "proposal" "P"\n  title: "P"\n  from: "Reserve"\n'
        '  to: "2017-18/Diversionary/Kicks"\n  amount: 5.00 GBP'
    ),
    (
        'custom "proposal" "P"\n  title: "P"\n  from: "Unallocated"\n'
        '  to: "Reserve/Winter"\n  amount: 5.00 GBP'
    ),
]


@pytest.mark.parametrize("directive", ACCEPTED)
def test_the_least_and_the_latest_that_is_right(directive: str, refused: Refused) -> None:
    assert refused("declaration", text=f"2017-06-13 {directive}\n") == []


REFUSED = [
    (
        (
            'custom "earmark" "2017-18" "Bluelight" "Boxes"\n  title: "B"\n'
            '  shares: "Grant 60, Grand 40"'
        ),
        "there is no fund Grand. Did you mean Grant?",
    ),
    (
        'custom "earmark" "2017-18" "Bluelight" "Boxes"\n  title: "B"\n  decision: "CSP-9"',
        "there is no decision CSP-9.",
    ),
    (
        (
            'custom "earmark" "2017-18" "Diversionary" "Kicks"\n  order: "O-1"\n'
            '  shares: "Grant 60, Oldest 40"'
        ),
        "there is no fund Oldest.",
    ),
    (
        'custom "measure" "2017-18" "Bluelight" "days" 4\n  from: 2017-06-12\n  to: 2017-06-11',
        "it runs to 2017-06-11, before it begins on 2017-06-12.",
    ),
    (
        (
            'custom "fund" "New"\n  title: "N"\n  funder: "OPCC"\n  stage: "awarded"\n'
            "  spend-from: 2017-06-12\n  spend-by: 2017-06-11"
        ),
        "spend-by 2017-06-11 is before spend-from 2017-06-12.",
    ),
]


@pytest.mark.parametrize(("directive", "words"), REFUSED)
def test_a_step_further_is_refused(directive: str, words: str, refused: Refused) -> None:
    ((place, message),) = refused("declaration", text=f"2017-06-13 {directive}\n")
    assert place == "1"
    assert words in message


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("supplied:", True),
        ("capital:", True),
        ("adjusts: 5", False),
        ("adjusts: 2017-06-12", False),
        ("invoice-total: 12.50 GBP", True),
        ("invoice-total: 12.505 GBP", False),
        ("invoice-total: 12.50 EUR", False),
        ("vat: 2.50", True),
        ("vat: 2.505", False),
    ],
)
def test_keys_of_an_entry_to_the_penny_and_in_form(key: str, right: bool, refused: Refused) -> None:
    text = (
        f'2017-06-12 * "Claim"\n  {key}\n  Assets:Receivable:OPCC:Grant  1.00 GBP\n'
        "  Assets:Awarded:OPCC:Grant  -1.00 GBP\n"
    )
    faults = refused("declaration", text=text)
    assert (faults == []) is right
    assert all(f"`{key.partition(':')[0]}:` should be " in each.message for each in faults)


def test_an_account_opened_and_not_yet_used_has_its_place(refused: Refused) -> None:
    """
    2017-04-01 open Expenses:Plan:2017-18:Bluelight:Grant GBP
    2017-04-01 open Equity:Plan:2017-18:Bluelight
    2017-04-01 open Expenses:Bluelight:Grant GBP
    """
    ((place, message),) = refused("declaration")
    assert place == "3"
    assert message.startswith(
        "The account Expenses:Bluelight:Grant is not one that these books can have."
    )


def test_what_is_proposed_for_an_action_that_could_not_be_read(refused: Refused) -> None:
    """
    2017-06-12 custom "action" "2017-18" "Arts"
      titel: "Arts"
    2017-06-12 custom "proposal" "P"
      title: "P"
      to: "2017-18/Arts"
      amount: 5.00 GBP
    """
    faults = refused("declaration")
    assert [each.place for each in faults] == ["1", "1"]
    assert all(each.message.startswith('action "2017-18" "Arts": ') for each in faults)


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("suplied", "supplied"),
        ("decison", "decision"),
        ("decisions", "decision"),
        ("overide-window", "override-window"),
        ("invocie", "invoice"),
        ("recorded-bye", "recorded-by"),
        ("supplier", ""),
        ("supplied", ""),
        ("bank-line", ""),
        ("document", ""),
        ("note", ""),
    ],
)
def test_a_key_of_a_transaction_a_slip_away_is_warned_of(
    key: str, near: str, findings: Findings
) -> None:
    value = "2017-06-01" if key == "supplied" else '"CSP-1"'
    text = (
        f'2017-06-12 * "P" "Spent"\n  {key}: {value}\n'
        "  Expenses:Plan:2017-18:Bluelight:Grant  10.00 GBP\n  Assets:Council:Grant  -10.00 GBP\n"
    )
    assert findings("declaration", text=text) == (
        [
            Judged(
                "declaration",
                "warn",
                "1",
                f"“P, Spent” says `{key}:`, which Ringfence does not read. Did you mean `{near}:`? "
                "[declaration]",
            )
        ]
        if near
        else []
    )


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("GRANT", True),
        ("Gr4nt", False),
        ("Grant1", False),
        ("0lder", True),
        ("O1der", True),
        ("OIder", True),
        ("Olde", False),
    ],
)
def test_ids_of_funds_that_look_the_same(findings: Findings, other: str, alike: bool) -> None:
    text = (
        f'2017-05-01 custom "fund" "{other}"\n  title: "Another"\n  funder: "OPCC"\n'
        '  stage: "awarded"\n'
    )
    name, line = ("Grant", 2) if other.casefold() == "grant" else ("Older", 7)
    assert findings("declaration", text=text) == (
        [
            Judged(
                "declaration",
                "warn",
                "1",
                f"The funds {other} and {name} (base.beancount:{line}) have ids that look the "
                "same, so that an entry of one is easily typed for the other. If they are one "
                "fund, take this declaration out; if they are two, give this one another id "
                "(`ringfence fund add`) before money is booked to it. [declaration]",
            )
        ]
        if alike
        else []
    )
