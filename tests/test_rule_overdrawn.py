"""The rule `overdrawn`: no pot below zero, no spend below zero, no advance beyond earmarks.

In `BASE` Diversionary has 2,500.00 of its own, Kicks 1,500.00, Bluelight 2,000.00, the reserve
1,000.00 and Unallocated 3,000.00 of Grant; of Older 300.00 are in the reserve, 200.00 unallocated.
"""

from __future__ import annotations

import datetime

import pytest

from ringfence.ledger.book import Book
from ringfence.plugins import overdrawn
from tests.conftest import Fault, Findings, Judged, Refused, Written, load_plainly

RULE = "overdrawn"


def of(findings: Findings, text: str | None = None) -> list[tuple[str, str, str]]:
    """Return severity, place and the beginning of each overdrawn finding."""
    return [
        (each.severity, each.place, each.message.partition(" on 2")[0])
        for each in findings(RULE, text=text)
    ]


def test_to_the_last_penny(refused: Refused) -> None:
    """
    2017-06-12 * "All of it"
      Equity:Plan:2017-18:Diversionary:Grant         2500.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant  -2500.00 GBP
    2017-06-12 * "And spent"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant 4000.00 GBP
      Assets:Council:Grant                          -4000.00 GBP
    """
    assert refused(RULE) == []


def test_an_earmark_a_penny_short(refused: Refused) -> None:
    """
    2017-10-02 * "Leicester City FC" "KICKS, autumn"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant 1500.01 GBP
      Assets:Council:Grant                          -1500.01 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "2017-18/Diversionary/Kicks is overdrawn by £0.01 of Grant on 2017-10-02: £1,500.01 "
            "was taken that day, last by “Leicester City FC, KICKS, autumn”, and £1,500.00 was "
            "left in it. In Grant its action holds £2,500.00; the reserve holds £1,000.00 (of all "
            "funds £1,300.00); Unallocated holds £3,000.00. Type: ringfence earmark "
            "2017-18/Diversionary/Kicks 0.01 --fund Grant --date 2017-10-02 [overdrawn]",
        )
    ]


def test_an_action_short_of_what_the_reserve_holds(refused: Refused) -> None:
    """
    2017-06-12 * "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant  3000.00 GBP
      Assets:Council:Grant                  -3000.00 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "2017-18/Bluelight is overdrawn by £1,000.00 of Grant on 2017-06-12: £3,000.00 was "
            "taken that day, last by “Bluelight”, and £2,000.00 was left in it. In Grant the "
            "reserve holds £1,000.00 (of all funds £1,300.00); Unallocated holds £3,000.00. Type: "
            "ringfence vire Reserve 2017-18/Bluelight 1000.00 --fund Grant --date 2017-06-12 "
            "--decision ID [overdrawn]",
        )
    ]


def test_an_action_short_of_more_than_the_reserve_holds(refused: Refused) -> None:
    """
    2017-06-12 * "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant  3000.01 GBP
      Assets:Council:Grant                  -3000.01 GBP
    """
    ((_place, message),) = refused(RULE)
    assert message.endswith(
        "Type: ringfence allocate 2017-18/Bluelight 1000.01 --fund Grant --date 2017-06-12 "
        "--decision ID [overdrawn]"
    )


def test_what_is_needed_later_is_not_free(refused: Refused) -> None:
    """
    2017-06-12 * "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant          3000.00 GBP
      Assets:Council:Grant                          -3000.00 GBP
    2018-01-15 * "Of the reserve, later"
      Equity:Reserve:Grant                              0.01 GBP
      Equity:Plan:2017-18:Diversionary:Grant           -0.01 GBP
    2018-01-16 * "And of what is unallocated"
      Equity:Unallocated:Grant                       2000.01 GBP
      Equity:Plan:2017-18:Diversionary:Grant        -2000.01 GBP
    """
    ((_place, message),) = refused(RULE)
    assert message.endswith(
        "In Grant the reserve holds £1,000.00, of which £999.99 is free on every later day (of all "
        "funds £1,300.00); Unallocated holds £3,000.00, of which £999.99 is free on every later "
        "day. None of them has enough: take less, or ask the meeting to decide where more comes "
        "from. [overdrawn]"
    )


def test_the_reserve_short(refused: Refused) -> None:
    """
    2017-06-12 * "Too much of it"
      Equity:Reserve:Older                      300.01 GBP
      Equity:Plan:2017-18:Diversionary:Older   -300.01 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "Reserve is overdrawn by £0.01 of Older on 2017-06-12: £300.01 was taken that day, "
            "last by “Too much of it”, and £300.00 was left in it. In Older Unallocated holds "
            "£200.00. Type: ringfence allocate Reserve 0.01 --fund Older --date 2017-06-12 "
            "--decision ID [overdrawn]",
        )
    ]


def test_unallocated_short(refused: Refused) -> None:
    """
    2017-06-12 * "More than there is"
      Equity:Unallocated:Older                  200.01 GBP
      Equity:Plan:2017-18:Diversionary:Older   -200.01 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "Unallocated is overdrawn by £0.01 of Older on 2017-06-12: £200.01 was taken that day, "
            "last by “More than there is”, and £200.00 was left in it. In Older the reserve holds "
            "£300.00 (of all funds £1,300.00). Type: ringfence vire Reserve Unallocated 0.01 "
            "--fund Older --date 2017-06-12 --decision ID [overdrawn]",
        )
    ]


def test_money_deferred_repaid_or_lapsed_leaves_unallocated(refused: Refused) -> None:
    """
    2018-03-29 * "Lapsed"
      Income:OPCC:Grant                    1000.00 GBP
      Assets:Awarded:OPCC:Grant           -1000.00 GBP
    2018-03-30 * "Repaid"
      Income:OPCC:Grant                    1000.00 GBP
      Liabilities:Repayable:OPCC:Grant    -1000.00 GBP
    2018-03-31 * "Deferred: no less is left"
      Income:OPCC:Grant                    6000.00 GBP
      Liabilities:InAdvance:OPCC:Grant    -6000.00 GBP
    2018-04-02 * "Lapsed"
      Income:OPCC:Grant                    1000.01 GBP
      Assets:Awarded:OPCC:Grant           -1000.01 GBP
    """
    ((place, message),) = refused(RULE)
    assert place == "10"
    assert message.startswith("Unallocated is overdrawn by £0.01 of Grant on 2018-04-02: ")


def test_a_named_reserve_counts_with_the_reserve(refused: Refused) -> None:
    """
    2017-06-12 * "A second reserve"
      Equity:Reserve:Grant                   1000.00 GBP
      Equity:Reserve:Contingency:Grant      -1000.00 GBP
    2017-06-13 * "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant  2900.00 GBP
      Assets:Council:Grant                  -2900.00 GBP
    """
    ((_place, message),) = refused(RULE)
    assert message.endswith(
        "In Grant the reserve holds £1,000.00 (of all funds £1,300.00); Unallocated holds "
        "£3,000.00. Type: ringfence vire Reserve/Contingency 2017-18/Bluelight 900.00 --fund Grant "
        "--date 2017-06-13 --decision ID [overdrawn]"
    )


def test_the_entries_of_a_day_count_together(refused: Refused) -> None:
    """
    2017-06-12 * "Spent first"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    2017-06-12 * "Found after"
      Equity:Reserve:Grant                    500.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -500.00 GBP
    """
    assert refused(RULE) == []


def test_found_a_day_late(refused: Refused) -> None:
    """
    2017-06-12 * "Spent first"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    2017-06-13 * "Found a day late"
      Equity:Reserve:Grant                    500.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -500.00 GBP
    """
    assert [faults.place for faults in refused(RULE)] == ["1"]


def test_each_day_that_falls_further_is_a_finding(refused: Refused, findings: Findings) -> None:
    """
    2017-06-12 * "Down to -500"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    2017-06-13 * "Up to -400"
      Equity:Reserve:Grant                    100.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -100.00 GBP
    2017-06-14 * "Nothing in all"
      Equity:Reserve:Grant                     10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant     -10.00 GBP
    2017-06-14 * "Nothing in all"
      Equity:Plan:2017-18:Bluelight:Grant      10.00 GBP
      Equity:Reserve:Grant                    -10.00 GBP
    2017-06-15 * "Down to -401"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 GBP
      Assets:Council:Grant                     -1.00 GBP
    """
    assert [(place, message.split(":")[0]) for place, message in refused(RULE)] == [
        ("1", "2017-18/Bluelight is overdrawn by £500.00 of Grant on 2017-06-12"),
        ("13", "2017-18/Bluelight is overdrawn by £401.00 of Grant on 2017-06-15"),
    ]
    assert "last by “Down to -401”, and it was £400.00 short. " in refused(RULE)[1].message
    assert [severity for severity, _place, _message in of(findings)] == ["block", "block"]


def test_the_last_entry_that_lowered_the_pot_is_named(refused: Refused) -> None:
    """
    2017-06-12 * "Lowers"
      Expenses:Plan:2017-18:Bluelight:Grant  1500.00 GBP
      Assets:Council:Grant                  -1500.00 GBP
    2017-06-12 * "Lowers by the plan"
      Equity:Plan:2017-18:Bluelight:Grant    1500.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant -1500.00 GBP
    2017-06-12 * "Raises"
      Equity:Reserve:Grant                    100.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -100.00 GBP
    2017-06-12 * "Lowers and raises as much"
      Expenses:Plan:2017-18:Bluelight:Grant    10.00 GBP
      Assets:Council:Grant                    -10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant     -10.00 GBP
      Equity:Reserve:Grant                     10.00 GBP
    """
    assert refused(RULE)[0].place == "4"
    assert len(refused(RULE)) == 1


def test_each_pot_is_a_finding(refused: Refused) -> None:
    """
    2017-06-12 * "All at once"
      Equity:Reserve:Grant                     2000.00 GBP
      Equity:Unallocated:Grant                 4000.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant   3000.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant     -9000.00 GBP
    """
    assert sorted(faults.message.partition(" of ")[0] for faults in refused(RULE)) == [
        "2017-18/Diversionary is overdrawn by £500.00",
        "Reserve is overdrawn by £1,000.00",
        "Unallocated is overdrawn by £1,000.00",
    ]


def test_one_fund_does_not_help_another(refused: Refused) -> None:
    """
    2017-06-12 * "Bluelight has no older money"
      Expenses:Plan:2017-18:Bluelight:Older     1.00 GBP
      Assets:Council:Older                     -1.00 GBP
    """
    ((_place, message),) = refused(RULE)
    assert message.startswith("2017-18/Bluelight is overdrawn by £1.00 of Older on 2017-06-12: ")


def test_the_29th_of_february_is_a_day(refused: Refused) -> None:
    """
    2020-02-29 * "Short for a day"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    2020-03-01 * "Found"
      Equity:Reserve:Grant                    500.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -500.00 GBP
    """
    ((place, message),) = refused(RULE)
    assert (place, message.split(":")[0]) == (
        "1",
        "2017-18/Bluelight is overdrawn by £500.00 of Grant on 2020-02-29",
    )


def test_a_credit_note_in_the_pot_that_spent(refused: Refused) -> None:
    """
    2017-06-12 * "Spent"
      Expenses:Plan:2017-18:Bluelight:Grant   100.00 GBP
      Assets:Council:Grant                   -100.00 GBP
    2017-07-12 * "Credit note"
      Expenses:Plan:2017-18:Bluelight:Grant  -100.00 GBP
      Assets:Council:Grant                    100.00 GBP
    """
    assert refused(RULE) == []


def test_more_back_than_was_spent(refused: Refused) -> None:
    """
    2017-06-12 * "Spent"
      Expenses:Plan:2017-18:Bluelight:Grant   100.00 GBP
      Assets:Council:Grant                   -100.00 GBP
    2017-07-12 * "Printer" "Credit note"
      Expenses:Plan:2017-18:Bluelight:Grant  -100.00 GBP
      Assets:Council:Grant                    100.00 GBP
    2017-07-12 * "Printer" "The same again"
      Expenses:Plan:2017-18:Bluelight:Grant    -0.01 GBP
      Assets:Council:Grant                      0.01 GBP
    2017-07-13 * "Spent again, but not enough"
      Expenses:Plan:2017-18:Bluelight:Grant     0.00 GBP
      Assets:Council:Grant                      0.00 GBP
    """
    assert refused(RULE) == [
        Fault(
            "7",
            "“Printer, The same again” leaves -£0.01 spent from 2017-18/Bluelight of Grant on "
            "2017-07-12: £100.01 came back of £100.00 spent. A refund goes to the pot that spent "
            "it; new money is an award. [overdrawn]",
        )
    ]


def test_the_last_refund_of_the_day_is_named(refused: Refused) -> None:
    """
    2017-07-12 * "Back"
      Expenses:Plan:2017-18:Bluelight:Grant  -200.00 GBP
      Assets:Council:Grant                    200.00 GBP
    2017-07-12 * "Out"
      Expenses:Plan:2017-18:Bluelight:Grant    50.00 GBP
      Assets:Council:Grant                    -50.00 GBP
    """
    ((place, message),) = refused(RULE)
    assert place == "1"
    assert message.startswith("“Back” leaves -£150.00 spent from 2017-18/Bluelight of Grant on ")


def test_a_refund_before_its_spend(refused: Refused) -> None:
    """
    2017-06-12 * "Back"
      Expenses:Plan:2017-18:Bluelight:Grant  -100.00 GBP
      Assets:Council:Grant                    100.00 GBP
    2017-06-12 * "Out, on the same day"
      Expenses:Plan:2017-18:Bluelight:Grant   100.00 GBP
      Assets:Council:Grant                   -100.00 GBP
    2017-06-13 * "Back"
      Expenses:Plan:2017-18:Bluelight:Grant  -100.00 GBP
      Assets:Council:Grant                    100.00 GBP
    2017-06-14 * "Out a day later"
      Expenses:Plan:2017-18:Bluelight:Grant   100.00 GBP
      Assets:Council:Grant                   -100.00 GBP
    """
    assert [faults.place for faults in refused(RULE)] == ["7"]


def test_an_advance_within_its_earmarks(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant           1500.00 GBP
      Assets:Council:Grant                          -1500.00 GBP
    2017-07-12 * "Leicester City FC" "Evidenced"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant 1500.00 GBP
      Assets:Prepaid:LeicesterCityFC:Grant          -1500.00 GBP
    """
    assert refused(RULE) == []


def test_an_advance_beyond_its_earmarks(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant           1500.01 GBP
      Assets:Council:Grant                          -1500.01 GBP
    """
    assert refused(RULE) == [
        Fault(
            "1",
            "£1,500.01 of Grant is advanced to LeicesterCityFC on 2017-06-12 and not yet "
            "evidenced, £0.01 more than the £1,500.00 left in its earmarks of that fund. Earmark "
            "more for it (`ringfence earmark`), or advance less. [overdrawn]",
        )
    ]


def test_all_of_a_providers_earmarks_count_and_only_of_the_fund(refused: Refused) -> None:
    """
    2017-04-02 custom "earmark" "2017-18" "Bluelight" "Kicks"
      title: "The same provider in another action"
      provider: "Leicester City F.C."
    2017-04-02 custom "earmark" "2017-18" "Bluelight" "Cadets"
      title: "Another provider"
      provider: "Cadets"
    2017-04-02 * "Set aside"
      Equity:Plan:2017-18:Bluelight:Grant            200.00 GBP
      Equity:Plan:2017-18:Bluelight:Kicks:Grant     -100.00 GBP
      Equity:Plan:2017-18:Bluelight:Cadets:Grant    -100.00 GBP
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant          1600.00 GBP
      Assets:Council:Grant                         -1600.00 GBP
    2017-06-13 * "Leicester City FC" "Advance of money that is not there"
      Assets:Prepaid:LeicesterCityFC:Older             0.01 GBP
      Assets:Council:Older                            -0.01 GBP
    """
    assert [faults.place for faults in refused(RULE)] == ["14"]


def test_what_is_advanced_is_not_released(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant           1500.00 GBP
      Assets:Council:Grant                          -1500.00 GBP
    2017-06-13 * "Released"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant     10.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant          -10.00 GBP
    2017-06-13 * "Earmarked, but less"
      Equity:Plan:2017-18:Diversionary:Grant            5.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:Grant     -5.00 GBP
    """
    ((place, message),) = refused(RULE)
    assert place == "4"
    assert message.startswith(
        "£1,500.00 of Grant is advanced to LeicesterCityFC on 2017-06-13 and not yet evidenced, "
        "£5.00 more than the £1,495.00 left in its earmarks of that fund. "
    )


def test_an_overdrawn_earmark_without_an_advance_is_one_finding(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant             10.00 GBP
      Assets:Council:Grant                            -10.00 GBP
    2017-06-13 * "Leicester City FC" "Evidenced"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant   10.00 GBP
      Assets:Prepaid:LeicesterCityFC:Grant            -10.00 GBP
    2017-06-14 * "Leicester City FC" "KICKS"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant 1500.00 GBP
      Assets:Council:Grant                          -1500.00 GBP
    """
    ((place, message),) = refused(RULE)
    assert (place, message.partition(" of ")[0]) == (
        "7",
        "2017-18/Diversionary/Kicks is overdrawn by £10.00",
    )


# ---------------------------------------------------------------- pending


def test_a_pending_spend_counts_at_once_and_does_not_block(
    findings: Findings, refused: Refused
) -> None:
    """
    2017-06-12 ! "Printer" "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    """
    assert refused(RULE) == []
    assert findings() == [
        Judged(
            RULE,
            "pending",
            "1",
            "2017-18/Bluelight is short by £500.00 of Grant on 2017-06-12 through pending "
            "spending, last “Printer, Bluelight”: it awaits a decision. In Grant the reserve holds "
            "£1,000.00 (of all funds £1,300.00); Unallocated holds £3,000.00. Type: ringfence vire "
            "Reserve 2017-18/Bluelight 500.00 --fund Grant --decision ID [overdrawn]",
        )
    ]


def test_a_pending_spend_that_breaks_nothing_is_no_finding(findings: Findings) -> None:
    """
    2017-06-12 ! "Printer" "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant  2000.00 GBP
      Assets:Council:Grant                  -2000.00 GBP
    """
    assert of(findings) == []


def test_a_shortage_that_pendings_brought_is_theirs_at_later_entries_too(
    findings: Findings,
) -> None:
    """
    2017-06-12 ! "Printer" "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant  2100.00 GBP
      Assets:Council:Grant                  -2100.00 GBP
    2017-06-13 * "Printer" "Firm"
      Expenses:Plan:2017-18:Bluelight:Grant  2000.00 GBP
      Assets:Council:Grant                  -2000.00 GBP
    """
    assert of(findings) == [
        ("pending", "1", "2017-18/Bluelight is short by £100.00 of Grant"),
        ("pending", "4", "2017-18/Bluelight is short by £2,100.00 of Grant"),
    ]


def test_what_is_short_without_pendings_blocks(findings: Findings) -> None:
    """
    2017-06-12 ! "Printer" "Bluelight"
      Expenses:Plan:2017-18:Bluelight:Grant  2100.00 GBP
      Assets:Council:Grant                  -2100.00 GBP
    2017-06-13 * "Printer" "Firm"
      Expenses:Plan:2017-18:Bluelight:Grant  2000.01 GBP
      Assets:Council:Grant                  -2000.01 GBP
    """
    found, pending = findings(RULE)
    assert (found.severity, found.place) == ("block", "4")
    assert (pending.severity, pending.place) == ("pending", "1")
    assert found.message.startswith(
        "2017-18/Bluelight is overdrawn by £0.01 of Grant on 2017-06-13: £2,000.01 was taken that "
        "day, last by “Printer, Firm”, and £2,000.00 was left in it. "
    )


def test_what_blocks_and_what_is_pending_on_one_day(findings: Findings) -> None:
    """
    2017-06-12 * "Firm"
      Expenses:Plan:2017-18:Bluelight:Grant  2000.01 GBP
      Assets:Council:Grant                  -2000.01 GBP
    2017-06-12 ! "Pending"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 GBP
      Assets:Council:Grant                     -1.00 GBP
    """
    assert of(findings) == [
        ("block", "1", "2017-18/Bluelight is overdrawn by £0.01 of Grant"),
        ("pending", "4", "2017-18/Bluelight is short by £1.01 of Grant"),
    ]


def test_what_is_pending_and_what_blocks_on_one_day(findings: Findings) -> None:
    """
    2017-06-12 ! "Pending"
      Expenses:Plan:2017-18:Bluelight:Grant     1.00 GBP
      Assets:Council:Grant                     -1.00 GBP
    2017-06-12 * "Firm"
      Expenses:Plan:2017-18:Bluelight:Grant  2000.01 GBP
      Assets:Council:Grant                  -2000.01 GBP
    """
    assert of(findings) == [
        ("block", "4", "2017-18/Bluelight is overdrawn by £0.01 of Grant"),
        ("pending", "1", "2017-18/Bluelight is short by £1.01 of Grant"),
    ]


def test_a_day_on_which_nothing_changes_adds_no_finding(findings: Findings) -> None:
    """
    2017-06-12 ! "Pending"
      Expenses:Plan:2017-18:Bluelight:Grant  2100.00 GBP
      Assets:Council:Grant                  -2100.00 GBP
    2017-06-13 * "Up"
      decision: "CSP-1"
      Equity:Reserve:Grant                     10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant     -10.00 GBP
    2017-06-13 * "And down"
      decision: "CSP-1"
      Equity:Plan:2017-18:Bluelight:Grant      10.00 GBP
      Equity:Reserve:Grant                    -10.00 GBP
    """
    assert [place for _severity, place, _message in of(findings)] == ["1"]


def test_a_pending_is_settled_once_its_pot_is_back(findings: Findings) -> None:
    """
    2017-06-12 ! "Pending"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    2017-07-12 * "Found"
      decision: "CSP-1"
      Equity:Reserve:Grant                    500.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -500.00 GBP
    """
    assert of(findings) == []


def test_a_penny_less_does_not_settle_it(findings: Findings) -> None:
    """
    2017-06-12 ! "Pending"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    2017-07-12 * "Found"
      decision: "CSP-1"
      Equity:Reserve:Grant                    499.99 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -499.99 GBP
    """
    assert of(findings) == [("pending", "1", "2017-18/Bluelight is short by £500.00 of Grant")]


def test_once_settled_it_excuses_no_later_shortage(findings: Findings) -> None:
    """
    2017-06-12 ! "Pending"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    2017-07-12 * "Found"
      decision: "CSP-1"
      Equity:Reserve:Grant                    500.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant    -500.00 GBP
    2017-07-13 * "Firm"
      Expenses:Plan:2017-18:Bluelight:Grant     0.01 GBP
      Assets:Council:Grant                     -0.01 GBP
    """
    assert of(findings) == [("block", "8", "2017-18/Bluelight is overdrawn by £0.01 of Grant")]


def test_a_reversed_pending_is_settled_and_its_credit_is_not_firm_money(
    findings: Findings,
) -> None:
    """
    2017-06-12 ! "Printer" "Pending, reversed" ^one
      Expenses:Plan:2017-18:Bluelight:Grant  2100.00 GBP
      Assets:Council:Grant                  -2100.00 GBP
    2017-06-13 ! "Printer" "Pending"
      Expenses:Plan:2017-18:Bluelight:Grant  2200.00 GBP
      Assets:Council:Grant                  -2200.00 GBP
    2017-06-14 * "Printer" "Reversed" ^one
      Expenses:Plan:2017-18:Bluelight:Grant -2100.00 GBP
      Assets:Council:Grant                   2100.00 GBP
    2017-06-15 * "Printer" "Firm, more than there is without what is pending"
      Expenses:Plan:2017-18:Bluelight:Grant  2000.01 GBP
      Assets:Council:Grant                  -2000.01 GBP
    """
    assert of(findings) == [
        ("block", "10", "2017-18/Bluelight is overdrawn by £0.01 of Grant"),
        ("pending", "4", "2017-18/Bluelight is short by £200.00 of Grant"),
    ]


def test_a_flagged_spend_that_fits_is_firm(findings: Findings) -> None:
    """
    2017-06-12 ! "Printer" "There was money for it"
      Expenses:Plan:2017-18:Bluelight:Grant  1900.00 GBP
      Assets:Council:Grant                  -1900.00 GBP
    2017-06-13 * "Printer" "Not for this"
      Expenses:Plan:2017-18:Bluelight:Grant   100.01 GBP
      Assets:Council:Grant                   -100.01 GBP
    """
    assert of(findings) == [("block", "4", "2017-18/Bluelight is overdrawn by £0.01 of Grant")]


def test_a_transfer_gains_nothing_by_the_flag(findings: Findings) -> None:
    """
    2017-06-12 ! "Too much of the reserve"
      Equity:Reserve:Grant                   1000.01 GBP
      Equity:Plan:2017-18:Bluelight:Grant   -1000.01 GBP
    2017-06-12 ! "Too much of the earmark"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant   1500.01 GBP
      Equity:Plan:2017-18:Diversionary:Grant        -1500.01 GBP
    2017-06-12 ! "Lapsed"
      Income:OPCC:Grant                    3000.01 GBP
      Assets:Awarded:OPCC:Grant           -3000.01 GBP
    """
    assert [(severity, place) for severity, place, _message in of(findings)] == [
        ("block", "1"),
        ("block", "4"),
        ("block", "7"),
    ]


def test_evidence_of_an_advance_that_is_too_much_makes_it_no_worse(findings: Findings) -> None:
    """
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant           1600.00 GBP
      Assets:Council:Grant                          -1600.00 GBP
    2017-06-13 * "Leicester City FC" "Evidenced"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant  100.00 GBP
      Assets:Prepaid:LeicesterCityFC:Grant           -100.00 GBP
    """
    assert of(findings) == [("block", "1", "£1,600.00 of Grant is advanced to LeicesterCityFC")]


def test_a_pending_spend_of_what_was_advanced(findings: Findings) -> None:
    """
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant           1000.00 GBP
      Assets:Council:Grant                          -1000.00 GBP
    2017-06-13 ! "Another" "Pending"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant  600.00 GBP
      Assets:Council:Grant                           -600.00 GBP
    """
    assert of(findings) == [("pending", "4", "£1,000.00 of Grant is advanced to LeicesterCityFC")]


def test_a_pending_advance_is_no_spend(findings: Findings) -> None:
    """
    2017-06-12 ! "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant           1500.01 GBP
      Assets:Council:Grant                          -1500.01 GBP
    """
    assert of(findings) == [("block", "1", "£1,500.01 of Grant is advanced to LeicesterCityFC")]


def test_pending_evidence_of_an_advance_leaves_it_covered(findings: Findings) -> None:
    """
    2017-06-12 * "Leicester City FC" "Advance"
      Assets:Prepaid:LeicesterCityFC:Grant           1500.00 GBP
      Assets:Council:Grant                          -1500.00 GBP
    2017-06-13 ! "Leicester City FC" "Evidenced"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant 1000.00 GBP
      Assets:Prepaid:LeicesterCityFC:Grant          -1000.00 GBP
    2017-06-14 * "Released, all that is not advanced and nothing more"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant      0.01 GBP
      Equity:Plan:2017-18:Diversionary:Grant           -0.01 GBP
    """
    assert of(findings) == [
        ("block", "7", "£500.00 of Grant is advanced to LeicesterCityFC"),
    ]


# ---------------------------------------------------------------- overridden


def test_an_override_turns_a_block_into_a_finding_that_stays_visible(
    findings: Findings, refused: Refused
) -> None:
    """
    2017-06-12 * "Bluelight"
      override-overdrawn: "Fin-1"
      Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP
      Assets:Council:Grant                  -2500.00 GBP
    """
    assert refused(RULE) == []
    assert of(findings) == [
        ("overridden", "1", "2017-18/Bluelight is overdrawn by £500.00 of Grant")
    ]


@pytest.mark.parametrize(
    "line", ['override-overdrawn: "CSP-9"', 'override-authority: "CSP-1"', "override-overdrawn:"]
)
def test_an_override_without_a_decision_or_of_another_rule(line: str, refused: Refused) -> None:
    text = (
        f'2017-06-12 * "Bluelight"\n  {line}\n'
        "  Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP\n"
        "  Assets:Council:Grant                  -2500.00 GBP\n"
    )
    assert [faults.place for faults in refused(RULE, text=text)] == ["1"]


def owed(day: str, amount: str, to: str, of: str) -> str:
    return f'{day} * "Owed"\n  {to}:Grant  {amount} GBP\n  {of}:Grant  -{amount} GBP\n'


SPENT, CASH = "Expenses:Plan:2017-18:Diversionary:Kicks", "Assets:Council"
LAPSED = "Income:OPCC"
#: What brings a debt about, and what settles it.
DEBT = {
    "Liabilities:Accruals": ((SPENT, "Liabilities:Accruals"), ("Liabilities:Accruals", CASH)),
    "Liabilities:Repayable:OPCC": (
        (LAPSED, "Liabilities:Repayable:OPCC"),
        ("Liabilities:Repayable:OPCC", CASH),
    ),
    "Liabilities:InAdvance:OPCC": (
        (LAPSED, "Liabilities:InAdvance:OPCC"),
        ("Liabilities:InAdvance:OPCC", LAPSED),
    ),
    "Assets:Receivable:OPCC": (
        ("Assets:Receivable:OPCC", "Assets:Awarded:OPCC"),
        (CASH, "Assets:Receivable:OPCC"),
    ),
    "Assets:Prepaid:LeicesterCityFC": (
        ("Assets:Prepaid:LeicesterCityFC", CASH),
        (SPENT, "Assets:Prepaid:LeicesterCityFC"),
    ),
}


@pytest.mark.parametrize("account", DEBT)
def test_a_debt_is_settled_to_the_last_penny_and_no_further(refused: Refused, account: str) -> None:
    begun, settled = DEBT[account]
    due = owed("2017-09-01", "600.00", *begun)
    assert refused(RULE, text=due + owed("2017-09-02", "600.00", *settled)) == []
    assert refused(RULE, text=owed("2017-09-01", "600.00", *settled) + due) == []
    ((place, message),) = refused(RULE, text=due + owed("2017-09-02", "600.01", *settled))
    assert place == "4"
    assert f"takes {account}:Grant £0.01 below zero on 2017-09-02: " in message
    ((place, _message),) = refused(RULE, text=owed("2017-08-31", "600.00", *settled) + due)
    assert place == "1"


def test_no_more_is_received_than_was_awarded_and_only_council_may_be_below_nothing(
    refused: Refused,
) -> None:
    received = owed("2017-09-01", "10000.00", CASH, "Assets:Awarded:OPCC")
    assert refused(RULE, text=received) == []
    assert refused(RULE, text=owed("2017-05-01", "1000.00", SPENT, CASH)) == []
    more = owed("2017-09-02", "0.01", CASH, "Assets:Awarded:OPCC")
    assert [each.place for each in refused(RULE, text=received + more)] == ["4"]


def test_each_day_that_takes_a_debt_further_below_is_a_finding(refused: Refused) -> None:
    days = ("2017-09-01", "2017-09-02")
    paid = "".join(owed(day, "45.00", "Liabilities:Accruals", CASH) for day in days)
    accrued = owed("2017-09-03", "10.00", SPENT, "Liabilities:Accruals")
    first, second = refused(RULE, text=paid + accrued)
    assert (
        "£45.00 below zero on 2017-09-01: £45.00 was taken that day, and nothing was accrued"
        in (first.message)
    )
    assert (
        "£90.00 below zero on 2017-09-02: £45.00 was taken that day, and it was £45.00 below"
        in (second.message)
    )
    assert "ringfence accrue POT 45.00" in second.message


def test_what_was_awarded_under_one_name_may_be_received_under_another(refused: Refused) -> None:
    """A funder renamed writes new accounts: what it owes is one sum. A provider's is its own."""
    renamed = owed("2017-09-01", "10000.00", CASH, "Assets:Awarded:OPCCLeicestershire")
    assert refused(RULE, text=renamed) == []
    advanced = owed("2017-09-01", "100.00", "Assets:Prepaid:LeicesterCityFC", CASH)
    of_another = owed("2017-09-02", "100.00", SPENT, "Assets:Prepaid:Another")
    assert [each.place for each in refused(RULE, text=advanced + of_another)] == ["4"]


class TestWhatComesBackOfPending:
    """Bluelight has 2,000.00: a pending spend of 2,500.00 is 500.00 too much."""

    PENDING = (
        '2017-06-12 ! "Printer" "Too much" ^one\n  invoice: "P-1"\n'
        "  Expenses:Plan:2017-18:Bluelight:Grant  2500.00 GBP\n"
        "  Assets:Council:Grant                  -2500.00 GBP\n"
    )

    @staticmethod
    def posted(day: str, amount: str, *keys: str, head: str = '"Printer" "Back"') -> str:
        other = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
        return f"{day} * {head}\n" + "".join(
            f"  {line}\n"
            for line in (
                *keys,
                f"Expenses:Plan:2017-18:Bluelight:Grant  {amount} GBP",
                f"Assets:Council:Grant  {other} GBP",
            )
        )

    @pytest.mark.parametrize(
        ("keys", "head"),
        [
            (('corrects: "P-1"', 'invoice: "CN-9"'), '"Printer" "Credit note"'),
            (('corrects: "^one"',), '"Printer" "Credit note"'),
            (('corrects: "main.beancount:1"',), '"Printer" "Credit note"'),
            ((), '"Printer" "Back" ^one'),
            (('invoice: "p-1"',), '"PRINTER" "Back"'),
        ],
    )
    def test_a_part_refund_lessens_it_and_makes_no_room(
        self, findings: Findings, keys: tuple[str, ...], head: str
    ) -> None:
        text = self.PENDING + self.posted("2017-06-13", "-300.00", *keys, head=head)
        assert of(findings, text) == [
            ("pending", "1", "2017-18/Bluelight is short by £200.00 of Grant")
        ]
        firm = self.posted("2017-06-14", "2000.00", head='"Other" "Firm"')
        place = str(text.count("\n") + 1)
        assert of(findings, text + firm) == [
            ("pending", "1", "2017-18/Bluelight is short by £200.00 of Grant"),
            ("pending", place, "2017-18/Bluelight is short by £2,200.00 of Grant"),
        ]
        over = self.posted("2017-06-14", "2000.01", head='"Other" "Firm"')
        first, *_others = findings(RULE, text=text + over)
        assert first == Judged(
            RULE,
            "block",
            place,
            "2017-18/Bluelight is overdrawn by £0.01 of Grant on 2017-06-14: £2,000.01 was taken "
            "that day, last by “Other, Firm”, and £2,000.00 was left in it. In Grant the reserve "
            "holds £1,000.00 (of all funds £1,300.00); Unallocated holds £3,000.00. Type: "
            "ringfence vire Reserve 2017-18/Bluelight 0.01 --fund Grant --date 2017-06-14 "
            "--decision ID [overdrawn]",
        )

    @pytest.mark.parametrize(
        ("keys", "head"),
        [
            ((), '"Printer" "Back"'),
            (('invoice: "P-1"',), '"Another" "Back"'),
            (('invoice: "P-2"',), '"Printer" "Back"'),
            (('corrects: "P-2"',), '"Printer" "Back" ^two'),
        ],
    )
    def test_what_refers_to_nothing_pending_is_firm(
        self, findings: Findings, keys: tuple[str, ...], head: str
    ) -> None:
        text = self.PENDING + self.posted("2017-06-13", "-300.00", *keys, head=head)
        firm = self.posted("2017-06-14", "2300.00", head='"Other" "Firm"')
        assert [each[0] for each in of(findings, text + firm)] == ["pending", "pending"]
        over = self.posted("2017-06-14", "2300.01", head='"Other" "Firm"')
        assert of(findings, text + over)[0][0] == "block"

    def test_what_is_above_it_is_firm(self, findings: Findings) -> None:
        """Of 2,600.00 that comes back 2,500.00 was pending, and 100.00 may be spent again."""
        spent = self.posted("2017-06-11", "1900.00", head='"Other" "Firm"')
        text = spent + self.PENDING
        text += self.posted("2017-06-12", "300.00", head='"Printer" "More of it" ^one')
        assert of(findings, text)[0] == (
            "block",
            "8",
            "2017-18/Bluelight is overdrawn by £200.00 of Grant",
        )
        back = self.posted("2017-06-12", "-2600.00", head='"Printer" "Back" ^one')
        assert of(findings, text + back) == [
            ("block", "8", "2017-18/Bluelight is overdrawn by £100.00 of Grant")
        ]

    def test_once_it_is_settled_a_refund_is_firm(self, findings: Findings) -> None:
        text = self.PENDING + (
            '2017-06-12 * "From the reserve"\n  decision: "CSP-1"\n'
            "  Equity:Reserve:Grant  500.00 GBP\n"
            "  Equity:Plan:2017-18:Bluelight:Grant  -500.00 GBP\n"
        )
        text += self.posted("2017-06-13", "-300.00", head='"Printer" "Back" ^one')
        assert of(findings, text) == []
        assert of(findings, text + self.posted("2017-06-14", "300.00", head='"Other" "F"')) == []
        over = self.posted("2017-06-14", "300.01", head='"Other" "Firm"')
        assert [each[0] for each in of(findings, text + over)] == ["block"]

    def test_it_lessens_no_shortage_of_before(self, findings: Findings) -> None:
        later = self.PENDING.replace("06-12", "06-15").replace("one", "two").replace("P-1", "P-2")
        text = self.PENDING + later
        text += self.posted("2017-06-16", "-1000.00", head='"Printer" "Back" ^two')
        assert of(findings, text) == [
            ("pending", "1", "2017-18/Bluelight is short by £500.00 of Grant"),
            ("pending", "5", "2017-18/Bluelight is short by £2,000.00 of Grant"),
        ]


class TestAReversalReversesOnce:
    FIRST = (
        '2017-06-12 ! "Printer" "Pending" ^one\n  invoice: "P-1"\n'
        "  Expenses:Plan:2017-18:Bluelight:Grant  2100.00 GBP\n"
        "  Assets:Council:Grant                  -2100.00 GBP\n"
    )
    SECOND = FIRST.replace("^one", "^two").replace("P-1", "P-2").replace("06-12", "06-13")

    @staticmethod
    def back(day: str, head: str, *keys: str) -> str:
        return TestWhatComesBackOfPending.posted(day, "-2100.00", *keys, head=head)

    def test_of_two_that_it_refers_to_one_is_taken_back(self, findings: Findings) -> None:
        """It has the link of the one, and payee and invoice of the other."""
        text = self.FIRST + self.SECOND
        text += self.back("2017-06-14", '"Printer" "Back" ^one', 'invoice: "P-2"')
        assert of(findings, text) == [
            ("pending", "5", "2017-18/Bluelight is short by £100.00 of Grant")
        ]
        text += self.back("2017-06-15", '"Printer" "Back"', 'invoice: "P-2"')
        assert of(findings, text) == []

    def test_what_it_names_goes_before_its_link(self, findings: Findings) -> None:
        text = self.FIRST + self.SECOND
        text += self.back("2017-06-14", '"Printer" "Back" ^one', 'corrects: "P-2"')
        assert of(findings, text) == [
            ("pending", "1", "2017-18/Bluelight is short by £100.00 of Grant")
        ]

    @pytest.mark.parametrize(
        ("bluelight", "diversionary", "short"),
        [
            ("0.00", "0.00", {"Bluelight": "100.00", "Diversionary": "100.00"}),
            ("2100.00", "0.00", {"Diversionary": "100.00"}),
            ("0.00", "2600.00", {"Bluelight": "100.00"}),
            ("2100.00", "0.01", {"Diversionary": "99.99"}),
            ("2100.00", "2600.00", {}),
        ],
    )
    def test_of_two_pots_it_is_both_that_come_back(
        self, bluelight: str, diversionary: str, short: dict[str, str], findings: Findings
    ) -> None:
        """What comes back of the one alone is a part refund: the other is short as before."""
        entry = (
            '2017-06-{} {} "Printer" "Both" ^one\n  Expenses:Plan:2017-18:Bluelight:Grant  {} GBP\n'
            "  Expenses:Plan:2017-18:Diversionary:Grant  {} GBP\n  Assets:Council:Grant\n"
        )
        text = entry.format(12, "!", "2100.00", "2600.00")
        text += entry.format(13, "*", f"-{bluelight}", f"-{diversionary}")
        assert sorted(of(findings, text)) == [
            ("pending", "1", f"2017-18/{pot} is short by £{amount} of Grant")
            for pot, amount in short.items()
        ]

    def test_one_of_another_fund_takes_nothing_back(self, findings: Findings) -> None:
        back = self.back("2017-06-14", '"Printer" "Back" ^one').replace(":Grant", ":Older")
        earlier = (
            back.replace("-2100.00", "+").replace("2100.00", "-2100.00").replace("+", "2100.00")
        )
        text = self.FIRST + earlier.replace("06-14", "06-11").replace("^one", "") + back
        assert [each for each in of(findings, text) if "of Grant" in each[2]] == [
            ("pending", "1", "2017-18/Bluelight is short by £100.00 of Grant")
        ]

    @pytest.mark.parametrize(("asked", "pending"), [("2017-07-13", 1), ("2017-07-14", 0)])
    def test_one_that_has_not_come_takes_nothing_back(
        self, write: Written, asked: str, pending: int
    ) -> None:
        text = self.FIRST + self.back("2017-07-14", '"Printer" "Back" ^one')
        entries, _errors, _options = load_plainly(write(text=text))
        book = Book(entries, datetime.date.fromisoformat(asked))
        found = [each for each in overdrawn.check(book) if "short by" in each.message]
        assert len(found) == pending


class TestAccrualsByLink:
    """Two accruals are open, of 300.00 and 900.00; what is paid is paid of its own."""

    @staticmethod
    def entry(head: str, amount: str, *, pays: bool = True, day: str = "2017-07-01") -> str:
        against = "Assets:Council" if pays else "Expenses:Plan:2017-18:Diversionary"
        other = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
        return (
            f'{day} * "Printer" {head}\n  Liabilities:Accruals:Grant  {amount} GBP\n'
            f"  {against}:Grant  {other} GBP\n"
        )

    def accrued(self) -> str:
        return self.entry('"One" ^one', "-300.00", pays=False, day="2017-06-12") + self.entry(
            '"Two" ^two', "-900.00", pays=False, day="2017-06-12"
        )

    @pytest.mark.parametrize(
        ("amounts", "short"),
        [(("300.00",), None), (("200.00", "100.00"), None), (("200.00", "100.01"), "0.01")],
    )
    def test_no_more_is_paid_than_is_accrued_on_its_link(
        self, refused: Refused, amounts: tuple[str, ...], short: str | None
    ) -> None:
        text = self.accrued() + "".join(self.entry('"Paid" ^one', each) for each in amounts)
        found = refused(RULE, text=text)
        assert found == (
            []
            if short is None
            else [
                Fault(
                    "10",
                    "“Printer, Paid” takes what is accrued on ^one in Liabilities:Accruals:Grant "
                    "£0.01 below zero on 2017-07-01: £300.01 was taken that day, and £300.00 was "
                    "accrued on it and not yet paid. Another accrual is paid by its own link. If "
                    "it is this one, record the excess as spending (`ringfence spend`), or accrue "
                    "it first: ringfence accrue POT 0.01 "
                    '--payee "NAME" --link one --date 2017-07-01 [overdrawn]',
                )
            ]
        )

    def test_it_is_judged_at_the_end_of_the_day(self, refused: Refused) -> None:
        text = self.accrued() + self.entry('"Paid" ^one', "400.00")
        text += self.entry('"More of it" ^one', "-100.00", pays=False)
        assert refused(RULE, text=text) == []

    def test_one_link_covers_several_pots_of_one_invoice(self, refused: Refused) -> None:
        kicks = self.entry('"One, in Kicks" ^one', "-100.00", pays=False, day="2017-06-12")
        text = self.accrued() + kicks.replace("Diversionary", "Diversionary:Kicks")
        assert refused(RULE, text=text + self.entry('"Paid" ^one', "400.00")) == []
        assert len(refused(RULE, text=text + self.entry('"Paid" ^one', "400.01"))) == 1

    def test_each_fund_pays_its_own_accrual(self, refused: Refused) -> None:
        """The link is one, for several funds share the invoice."""
        move = (
            '2017-06-12 * "Plan" ^more\n  decision: "CSP-1"\n'
            "  Equity:Unallocated:Older  200.00 GBP\n"
            "  Equity:Plan:2017-18:Diversionary:Older  -200.00 GBP\n"
        )
        older = self.entry('"One" ^one', "-200.00", pays=False, day="2017-06-12")
        text = move + self.accrued() + older.replace(":Grant", ":Older")
        both = self.entry('"Paid" ^one', "300.00")
        both += self.entry('"Paid" ^one', "200.00").replace(":Grant", ":Older")
        assert refused(RULE, text=text + both) == []
        wrong = self.entry('"Paid" ^one', "500.00")
        assert ["^one" in each.message for each in refused(RULE, text=text + wrong)] == [True]

    def test_what_is_not_needed_goes_off_its_own_link_too(self, refused: Refused) -> None:
        text = self.accrued() + self.entry('"Not needed" ^one', "300.01", pays=False)
        assert [each.place for each in refused(RULE, text=text)] == ["7"]

    def test_without_a_link_only_while_one_is_open(self, refused: Refused) -> None:
        paid = self.entry('"Paid"', "300.00")
        assert refused(RULE, text=self.accrued() + paid) == [
            Fault(
                "7",
                "“Printer, Paid” pays £300.00 on 2017-07-01 of what is accrued, and has no link of "
                "an accrual, while 2 are open: “One” of 2017-06-12 and “Two” of 2017-06-12. Give "
                "it the link of the accrual that it pays, as `ringfence pay` does. [overdrawn]",
            )
        ]
        first = self.entry('"Paid" ^two', "900.00", day="2017-06-30")
        assert refused(RULE, text=self.accrued() + first + paid) == []
        again = self.entry('"Paid" ^one', "0.01", day="2017-07-02")
        assert len(refused(RULE, text=self.accrued() + first + paid + again)) == 1

    def test_accruals_without_a_link_are_each_one(self, refused: Refused) -> None:
        text = self.accrued().replace("^one", "").replace("^two", "")
        assert len(refused(RULE, text=text + self.entry('"Paid"', "300.00"))) == 1
        less = self.entry('"Not needed"', "300.00", pays=False, day="2017-06-30")
        assert refused(RULE, text=text + less + self.entry('"Paid"', "900.00")) == []

    def test_a_link_of_no_accrual_is_none(self, refused: Refused) -> None:
        text = self.accrued() + self.entry('"Paid" ^else', "300.00")
        assert [each.place for each in refused(RULE, text=text)] == ["7"]

    @pytest.mark.parametrize(("back", "places"), [("-100.00", []), ("-100.01", ["10"])])
    def test_cash_comes_back_up_to_what_was_paid_on_the_link(
        self, refused: Refused, back: str, places: list[str]
    ) -> None:
        text = self.accrued() + self.entry('"Paid" ^one', "100.00")
        text += self.entry('"Back" ^one', back, day="2017-07-02")
        assert [each.place for each in refused(RULE, text=text)] == places
        other = text.replace('"Back" ^one', '"Back" ^two')
        assert [each.place for each in refused(RULE, text=other)] == ["10"]

    def test_or_if_it_says_what_it_corrects(self, refused: Refused) -> None:
        back = self.entry('"Back" ^one', "-100.00").replace("\n", '\n  corrects: "P-1"\n', 1)
        assert refused(RULE, text=self.accrued() + back) == []
        more = self.entry('"Back" ^one', "-0.01", day="2017-07-02")
        ((place, message),) = refused(RULE, text=self.accrued() + back + more)
        assert place == "11"
        assert message == (
            "“Printer, Back” brings back £100.01 more on 2017-07-02 than was paid of what is "
            "accrued on ^one. Money that comes back of a payment goes by the link of that payment; "
            "if this reverses one, name it in `corrects:`; a refund goes to the pot that spent "
            "it (`ringfence refund`). [overdrawn]"
        )
