"""The rule `stage`: what a fund's award allows, and what it only warns of."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from ringfence.ledger.book import Book
from ringfence.ledger.risk import approval_day, spend_at_risk
from tests.conftest import Fault, Findings, Judged, Refused

BID = """
2023-05-01 custom "fund" "Fund01"
  title: "Safer Streets"
  funder: "Home Office"
  stage: "{stage}"
2023-05-01 custom "fund" "Fund01X"
  title: "Safer Streets, the other partnership"
  funder: "Home Office"
  stage: "awarded"
2023-05-01 custom "action" "2023-24" "CCTV"
  title: "CCTV"
2023-05-01 custom "earmark" "2023-24" "CCTV" "Poles"
  title: "Poles"
"""
TAIL = "If a decision of OPCC allows it, name that: --override-stage ID [stage]"
FUNDERS, FINANCES = TAIL.replace("OPCC", "Home Office"), TAIL.replace("OPCC", "finance")
AWARD_IT = (
    "It can be used from the day Home Office awards it: "
    "ringfence fund amend Fund01 --stage awarded --date DAY --decision ID. "
)
GONE = "You can only take money out of it: release, lapse or repay it. Use another fund (--fund). "


def stated(stage: str, ledger: str) -> str:
    return BID.format(stage=stage) + ledger


def test_an_award_of_a_bid_is_refused(refused: Refused) -> None:
    ledger = """
2023-05-02 * "Home Office" "Award"
  Assets:Awarded:HomeOffice:Fund01     300000.00 GBP
  Income:HomeOffice:Fund01            -300000.00 GBP
2023-05-02 * "Home Office" "Award"
  Assets:Awarded:HomeOffice:Fund01X    300000.00 GBP
  Income:HomeOffice:Fund01X           -300000.00 GBP
"""
    assert refused("stage", base=False, text=stated("bid", ledger)) == [
        Fault(
            "14",
            "“Home Office, Award” brings £300,000.00 into Fund01, and on 2023-05-02 Fund01 is a "
            f"bid. {AWARD_IT}{FUNDERS}",
        )
    ]


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("bid", f"a bid. {AWARD_IT}"),
        ("indicative", f"an indication only. {AWARD_IT}"),
        ("refused", f"a bid that was refused. {GONE}"),
        ("withdrawn", f"withdrawn. {GONE}"),
    ],
)
@pytest.mark.parametrize(
    ("postings", "does"),
    [
        (("Assets:Council", "Equity:Opening"), "brings £10.00 into Fund01"),
        (("Equity:Unallocated", "Equity:Reserve"), "puts £10.00 of Fund01 into Reserve"),
        (
            ("Equity:Unallocated", "Equity:Plan:2023-24:CCTV"),
            "puts £10.00 of Fund01 into 2023-24/CCTV",
        ),
        (
            ("Equity:Plan:2023-24:CCTV", "Equity:Plan:2023-24:CCTV:Poles"),
            "puts £10.00 of Fund01 into 2023-24/CCTV/Poles",
        ),
        (("Expenses:Plan:2023-24:CCTV", "Assets:Council"), "spends £10.00 of Fund01"),
        (("Expenses:Plan:2023-24:CCTV", "Liabilities:Accruals"), "spends £10.00 of Fund01"),
        (("Assets:Prepaid:Poleman", "Assets:Council"), "advances £10.00 of Fund01"),
        (
            ("Assets:Receivable:HomeOffice", "Assets:Awarded:HomeOffice"),
            "claims £10.00 of Fund01",
        ),
        (("Assets:Council", "Assets:Receivable:HomeOffice"), "receives £10.00 of Fund01"),
    ],
)
def test_nothing_may_add(
    refused: Refused, stage: str, outcome: str, postings: tuple[str, str], does: str
) -> None:
    ledger = (
        f'2023-05-02 * "X"\n  {postings[0]}:Fund01  10.00 GBP\n  {postings[1]}:Fund01  -10.00 GBP\n'
    )
    tail = FUNDERS if does.startswith(("brings", "claims", "receives")) else FINANCES
    assert refused("stage", base=False, text=stated(stage, ledger)) == [
        Fault("13", f"“X” {does}, and on 2023-05-02 Fund01 is {outcome}{tail}")
    ]


def test_what_takes_back_or_settles_is_allowed_in_a_withdrawn_fund(refused: Refused) -> None:
    """
    2017-09-01 custom "fund" "Grant"
      stage: "withdrawn"
      decision: "OPCC-1"
    2017-08-31 * "OPCC" "Claimed while it was awarded"
      Assets:Receivable:OPCC:Grant                     500.00 GBP
      Assets:Awarded:OPCC:Grant                       -500.00 GBP
    2017-08-31 * "Leicester City FC" "Accrued while it was awarded" ^kicks
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant   100.00 GBP
      Liabilities:Accruals:Grant                      -100.00 GBP
    2017-09-01 * "Leicester City FC" "Paid" ^kicks
      Liabilities:Accruals:Grant                       100.00 GBP
      Assets:Council:Grant                            -100.00 GBP
    2017-08-31 * "Leicester City FC" "Advanced while it was awarded"
      Assets:Prepaid:LeicesterCityFC:Grant               5.00 GBP
      Assets:Council:Grant                              -5.00 GBP
    2017-09-01 * "Leicester City FC" "Evidenced"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant     5.00 GBP
      Assets:Prepaid:LeicesterCityFC:Grant              -5.00 GBP
    2017-09-01 * "OPCC" "Received what was claimed"
      Assets:Council:Grant                             500.00 GBP
      Assets:Receivable:OPCC:Grant                    -500.00 GBP
    2017-09-01 * "Leicester City FC" "Refunded"
      Assets:Council:Grant                              10.00 GBP
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant   -10.00 GBP
    2017-09-01 * "Earmark to its action"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant    1410.00 GBP
      Equity:Plan:2017-18:Diversionary:Grant         -1410.00 GBP
    2017-09-01 * "Plan to Unallocated"
      Equity:Plan:2017-18:Diversionary:Grant          3910.00 GBP
      Equity:Unallocated:Grant                       -3910.00 GBP
    2017-09-02 * "OPCC" "Lapsed"
      Income:OPCC:Grant                               9500.00 GBP
      Assets:Awarded:OPCC:Grant                      -9500.00 GBP
    2017-09-02 * "OPCC" "To be repaid"
      Income:OPCC:Grant                                410.00 GBP
      Liabilities:Repayable:OPCC:Grant                -410.00 GBP
    2017-09-03 * "OPCC" "Repaid"
      Liabilities:Repayable:OPCC:Grant                 410.00 GBP
      Assets:Council:Grant                            -410.00 GBP
    """
    assert refused("stage") == []


def test_a_refund_is_no_receipt_whatever_else_is_wrong(refused: Refused) -> None:
    """
    2017-09-01 custom "fund" "Older"
      stage: "withdrawn"
      decision: "OPCC-1"
    2017-08-01 * "OPCC" "Received, never awarded"
      Assets:Council:Older                              10.00 GBP
      Assets:Receivable:OPCC:Older                     -10.00 GBP
    2017-09-02 * "X" "Refund"
      Assets:Council:Older                               1.00 GBP
      Expenses:Plan:2017-18:Diversionary:Older          -1.00 GBP
    2017-09-02 * "X" "Payment"
      Liabilities:Accruals:Older                         1.00 GBP
      Assets:Council:Older                              -1.00 GBP
    2017-09-03 * "OPCC" "Received again"
      Assets:Council:Older                               1.00 GBP
      Assets:Receivable:OPCC:Older                      -1.00 GBP
    """
    assert [faults.place for faults in refused("stage")] == ["13"]


def test_an_earmark_goes_back_to_its_own_action_only(refused: Refused) -> None:
    """
    2017-09-01 custom "fund" "Grant"
      stage: "withdrawn"
      decision: "OPCC-1"
    2017-09-02 * "To another action"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant      10.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant              -10.00 GBP
    2017-09-02 * "To another earmark of it"
      Equity:Plan:2017-18:Diversionary:Kicks:Grant      10.00 GBP
      Equity:Plan:2017-18:Diversionary:KicksPlus:Grant -10.00 GBP
    """
    assert [faults.place for faults in refused("stage")] == ["4", "7"]


def test_a_stage_counts_from_its_day_to_the_day_before_the_next(refused: Refused) -> None:
    """
    2017-06-12 custom "fund" "Grant"
      stage: "indicative"
      decision: "OPCC-1"
    2017-06-14 custom "fund" "Grant"
      stage: "awarded"
      decision: "OPCC-1"
    2017-06-11 * "X" "The day before"
      Expenses:Plan:2017-18:Bluelight:Grant             1.00 GBP
      Assets:Council:Grant                             -1.00 GBP
    2017-06-12 * "X" "First day"
      Expenses:Plan:2017-18:Bluelight:Grant             1.00 GBP
      Assets:Council:Grant                             -1.00 GBP
    2017-06-13 * "X" "Last day"
      Expenses:Plan:2017-18:Bluelight:Grant             1.00 GBP
      Assets:Council:Grant                             -1.00 GBP
    2017-06-14 * "X" "The day after"
      Expenses:Plan:2017-18:Bluelight:Grant             1.00 GBP
      Assets:Council:Grant                             -1.00 GBP
    """
    assert [faults.place for faults in refused("stage")] == ["10", "13"]


def test_an_override_with_a_decision_warns(refused: Refused, findings: Findings) -> None:
    """
    2017-06-12 custom "fund" "Grant"
      stage: "withdrawn"
      decision: "OPCC-1"
    2017-06-13 * "X" "Owed all the same"
      override-stage: "Fin-1"
      Expenses:Plan:2017-18:Bluelight:Grant             1.00 GBP
      Assets:Council:Grant                             -1.00 GBP
    """
    assert refused("stage") == []
    assert [(each.severity, each.place) for each in findings("stage")] == [("overridden", "4")]


class TestAboveTheAward:
    def test_to_the_penny(self, refused: Refused) -> None:
        """
        2017-05-01 * "OPCC" "More"
          Assets:Awarded:OPCC:Grant     0.01 GBP
          Income:OPCC:Grant            -0.01 GBP
        """
        assert refused("stage") == [
            Fault(
                "1",
                "“OPCC, More” brings the amount booked as awarded for Grant to £10,000.01 on "
                "2017-05-01, £0.01 above its award of £10,000.00. Book no more, or if OPCC awarded "
                "it: ringfence fund amend Grant --award 10000.01 --date 2017-05-01 --decision ID. "
                + TAIL,
            )
        ]

    def test_the_award_is_read_as_at_that_day(self, refused: Refused) -> None:
        """
        2017-05-02 custom "fund" "Grant"
          award: 10000.01 GBP
          clauses: "award 3.1"
          decision: "OPCC-1"
        2017-05-01 * "OPCC" "A day too early"
          Assets:Awarded:OPCC:Grant     0.01 GBP
          Income:OPCC:Grant            -0.01 GBP
        2017-05-03 * "OPCC" "Now too much"
          Assets:Awarded:OPCC:Grant     0.01 GBP
          Income:OPCC:Grant            -0.01 GBP
        """
        first, second = refused("stage")
        assert (first.place, second.place) == ("5", "8")
        assert "£0.01 above its award of £10,000.01 (clause 3.1)." in second.message

    def test_the_entries_of_a_day_count_together(self, refused: Refused) -> None:
        """
        2017-05-01 * "OPCC" "Instead"
          Assets:Awarded:OPCC:Grant     500.00 GBP
          Income:OPCC:Grant            -500.00 GBP
        2017-05-01 * "OPCC" "Was wrong"
          Assets:Awarded:OPCC:Grant    -500.00 GBP
          Income:OPCC:Grant             500.00 GBP
        """
        assert refused("stage") == []

    def test_each_excess_is_said_once(self, refused: Refused) -> None:
        """
        2017-05-01 * "OPCC" "Too much"
          Assets:Awarded:OPCC:Grant     3.00 GBP
          Income:OPCC:Grant            -3.00 GBP
        2017-05-02 * "OPCC" "More"
          Assets:Awarded:OPCC:Grant     1.00 GBP
          Income:OPCC:Grant            -1.00 GBP
        2017-05-02 * "OPCC" "But less on the whole"
          Assets:Awarded:OPCC:Grant    -2.00 GBP
          Income:OPCC:Grant             2.00 GBP
        2017-05-03 custom "fund" "Grant"
          title: "Another name"
          decision: "OPCC-1"
        """
        assert [faults.place for faults in refused("stage")] == ["1"]

    def test_a_lowered_award_needs_the_reduction_by_its_day(self, refused: Refused) -> None:
        """
        2017-05-01 custom "fund" "Grant"
          award: 9000.00 GBP
          decision: "OPCC-1"
        2017-05-01 * "OPCC" "Reduced, but not enough"
          Assets:Awarded:OPCC:Grant    -999.99 GBP
          Income:OPCC:Grant             999.99 GBP
        """
        assert refused("stage") == [
            Fault(
                "1",
                "The award of Grant is £9,000.00 from 2017-05-01, and £9,000.01 is booked as "
                "awarded, £0.01 above it. Take that out by the same day: ringfence award Grant "
                "0.01 --reduce --date 2017-05-01 [stage]",
            )
        ]

    def test_deferral_moves_nothing_and_old_money_deferred_is_no_award(
        self, refused: Refused
    ) -> None:
        """
        2017-04-02 * "OPCC" "Held from before"
          Assets:Council:Grant                   50.00 GBP
          Equity:Opening:Grant                  -50.00 GBP
        2017-04-02 * "OPCC" "It is of the award"
          Income:OPCC:Grant                      50.00 GBP
          Assets:Awarded:OPCC:Grant             -50.00 GBP
        2018-03-31 * "OPCC" "Deferred"
          Income:OPCC:Grant                    9000.00 GBP
          Equity:Opening:Grant                   50.00 GBP
          Liabilities:InAdvance:OPCC:Grant    -9050.00 GBP
        2018-04-01 * "OPCC" "Back again"
          Liabilities:InAdvance:OPCC:Grant     9050.00 GBP
          Income:OPCC:Grant                   -9000.00 GBP
          Equity:Opening:Grant                  -50.00 GBP
        2018-03-31 * "OPCC" "What is deferred still counts"
          Assets:Awarded:OPCC:Grant               0.01 GBP
          Income:OPCC:Grant                      -0.01 GBP
        """
        assert [faults.place for faults in refused("stage")] == ["15"]


class TestClosed:
    def test_what_is_not_nil_is_named_at_the_directive(self, refused: Refused) -> None:
        """
        2018-05-01 custom "fund" "Older"
          stage: "closed"
          decision: "CSP-1"
        """
        assert refused("stage") == [
            Fault(
                "1",
                "Older is closed on 2018-05-01 with £200.00 left in Unallocated, £300.00 left in "
                "Reserve and £500.00 held by the council. Bring every balance to zero by that day "
                "(release, repay, lapse, receive, evidence or pay), or close the fund on a later "
                "day (--date DAY). [stage]",
            )
        ]

    def test_brought_to_nil_by_that_day_it_passes_and_stays_so(self, refused: Refused) -> None:
        """
        2018-05-01 custom "fund" "Older"
          stage: "closed"
          decision: "CSP-1"
        2018-05-01 * "Given up"
          Equity:Reserve:Older                 300.00 GBP
          Equity:Unallocated:Older            -300.00 GBP
        2018-05-01 * "OPCC" "Repaid"
          Equity:Opening:Older                 500.00 GBP
          Assets:Council:Older                -500.00 GBP
        2018-05-02 * "OPCC" "A penny came back"
          Assets:Council:Older                   0.01 GBP
          Equity:Opening:Older                  -0.01 GBP
        2018-05-03 * "OPCC" "And in and out on one day"
          Assets:Council:Older                   7.00 GBP
          Equity:Opening:Older                  -7.00 GBP
        2018-05-03 * "OPCC" "And in and out on one day"
          Assets:Council:Older                  -7.01 GBP
          Equity:Opening:Older                   7.01 GBP
        """
        assert refused("stage") == [
            Fault(
                "10",
                "“OPCC, A penny came back” leaves £0.01 left in Unallocated and £0.01 held by the "
                "council in Older on 2018-05-02, which was closed on 2018-05-01. Bring every "
                "balance to zero on the same day, or open the fund again: ringfence fund amend "
                "Older --stage awarded --date 2018-05-02 --decision ID. " + TAIL,
            )
        ]

    def test_at_nil_and_at_rest_it_passes(self, refused: Refused) -> None:
        """
        2018-05-01 * "Given up"
          Equity:Reserve:Older                 300.00 GBP
          Equity:Unallocated:Older            -300.00 GBP
        2018-05-01 * "OPCC" "Repaid"
          Equity:Opening:Older                 500.00 GBP
          Assets:Council:Older                -500.00 GBP
        2018-05-01 custom "fund" "Older"
          stage: "closed"
          decision: "CSP-1"
        """
        assert refused("stage") == []

    def test_going_down_to_nil_is_no_second_fault_and_opening_again_ends_it(
        self, refused: Refused
    ) -> None:
        """
        2018-05-01 custom "fund" "Older"
          stage: "closed"
          decision: "CSP-1"
        2018-06-01 custom "fund" "Older"
          title: "Older money, to be paid back"
          decision: "CSP-1"
        2018-07-01 custom "fund" "Older"
          stage: "awarded"
          decision: "CSP-1"
        2018-05-02 * "OPCC" "Part repaid"
          Equity:Opening:Older                 200.00 GBP
          Assets:Council:Older                -200.00 GBP
        2018-07-01 * "OPCC" "Brought in again"
          Assets:Council:Older                 100.00 GBP
          Equity:Opening:Older                -100.00 GBP
        """
        assert [faults.place for faults in refused("stage")] == ["1"]

    def test_the_closing_day_is_judged_once_and_past_nil_is_no_way_to_nil(
        self, refused: Refused
    ) -> None:
        """
        2018-05-01 custom "fund" "Older"
          stage: "closed"
          decision: "CSP-1"
        2018-05-01 * "OPCC" "On the day itself"
          Equity:Opening:Older                   1.00 GBP
          Assets:Council:Older                  -1.00 GBP
        2018-05-02 * "OPCC" "In"
          Equity:Opening:Older                  -1.00 GBP
          Assets:Council:Older                   1.00 GBP
        2018-05-02 * "OPCC" "And out"
          Equity:Opening:Older                   1.00 GBP
          Assets:Council:Older                  -1.00 GBP
        2018-05-03 * "OPCC" "Too much repaid"
          Equity:Opening:Older                 600.00 GBP
          Assets:Council:Older                -600.00 GBP
        """
        assert [faults.place for faults in refused("stage")] == ["1", "13"]

    def test_every_balance_is_named_in_words(self, refused: Refused) -> None:
        """
        2018-05-01 custom "fund" "Grant"
          stage: "closed"
          decision: "CSP-1"
        2017-05-01 * "OPCC" "Claim"
          Assets:Receivable:OPCC:Grant            5.00 GBP
          Assets:Awarded:OPCC:Grant              -5.00 GBP
        2017-05-01 * "X" "Advanced"
          Assets:Prepaid:X:Grant                  6.00 GBP
          Assets:Council:Grant                   -6.00 GBP
        2017-05-01 * "X" "Accrued"
          Expenses:Plan:2017-18:Bluelight:Grant   7.00 GBP
          Liabilities:Accruals:Grant             -7.00 GBP
        2017-05-01 * "OPCC" "To be repaid"
          Income:OPCC:Grant                       8.00 GBP
          Liabilities:Repayable:OPCC:Grant       -8.00 GBP
        2017-05-01 * "OPCC" "Deferred"
          Income:OPCC:Grant                       9.00 GBP
          Liabilities:InAdvance:OPCC:Grant       -9.00 GBP
        """
        (faults,) = refused("stage")
        assert "-£" not in faults.message
        for words in (
            "£9,995.00 awarded and not claimed",
            "£5.00 claimed and not received",
            "£6.00 advanced and not evidenced",
            "£6.00 owed to the council",
            "£7.00 accrued and not paid",
            "£8.00 owed back and not repaid",
            "£9.00 deferred as not yet earned",
        ):
            assert words in faults.message


class TestWarnings:
    def test_more_received_than_claimed(self, refused: Refused, findings: Findings) -> None:
        """
        2017-05-01 * "OPCC" "Claim"
          Assets:Receivable:OPCC:Grant            5.00 GBP
          Assets:Awarded:OPCC:Grant              -5.00 GBP
        2017-05-02 * "OPCC" "As claimed"
          Assets:Council:Grant                    5.00 GBP
          Assets:Receivable:OPCC:Grant           -5.00 GBP
        2017-05-03 * "OPCC" "A penny more"
          Assets:Council:Grant                    0.01 GBP
          Assets:Awarded:OPCC:Grant              -0.01 GBP
        """
        assert refused("stage") == []
        assert findings("stage") == [
            Judged(
                "stage",
                "warn",
                "7",
                "“OPCC, A penny more” brings the amount received for Grant to £5.01 on 2017-05-03, "
                "£0.01 above the £5.00 claimed by then. If a claim of £0.01 was sent, reverse "
                "this, and record the claim, then what came: ringfence correct main.beancount:7 "
                "--reverse-only --date 2017-05-03; ringfence claim Grant 0.01 --invoice REFERENCE "
                "--date 2017-05-03; ringfence receive Grant 0.01 --date 2017-05-03 [stage]",
            )
        ]

    def test_more_received_than_due_by_instalments(self, findings: Findings) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          payment: "instalments"
          instalments: "2017-05-01 4000.00, 2017-09-01 6000.00"
          decision: "OPCC-1"
        2017-05-01 * "OPCC" "First instalment, on its day"
          Assets:Council:Grant                 4000.00 GBP
          Assets:Awarded:OPCC:Grant           -4000.00 GBP
        2017-08-31 * "OPCC" "The second, a day early"
          Assets:Council:Grant                 6000.00 GBP
          Assets:Awarded:OPCC:Grant           -6000.00 GBP
        """
        assert findings("stage") == [
            Judged(
                "stage",
                "warn",
                "8",
                "“OPCC, The second, a day early” brings the amount received for Grant to "
                "£10,000.00 on 2017-08-31, £6,000.00 above the £4,000.00 due by then. Ask whether "
                "it came early; if the instalments changed: ringfence fund amend Grant "
                '--instalments "DAY AMOUNT" --date 2017-08-31 --decision ID [stage]',
            )
        ]

    def test_money_that_nobody_claims_is_not_judged(self, findings: Findings) -> None:
        """
        2017-05-01 * "OPCC" "Paid in advance"
          Assets:Council:Grant                10000.00 GBP
          Assets:Awarded:OPCC:Grant          -10000.00 GBP
        """
        assert findings("stage") == []

    def test_a_fund_paid_in_arrears_is_judged_without_any_claim(self, findings: Findings) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          payment: "arrears"
          decision: "OPCC-1"
        2017-05-01 * "OPCC" "Paid, unclaimed"
          Assets:Council:Grant                   10.00 GBP
          Assets:Awarded:OPCC:Grant             -10.00 GBP
        """
        assert [(each.severity, each.place) for each in findings("stage")] == [("warn", "4")]

    def test_spending_at_risk(
        self, refused: Refused, findings: Findings, book: Callable[..., Book]
    ) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          stage: "at-risk"
          decision: "OPCC-1"
        2017-07-24 custom "fund" "Grant"
          stage: "awarded"
          decision: "OPCC-1"
        2017-07-23 * "X" "The last day at risk"
          Expenses:Plan:2017-18:Bluelight:Grant  30.00 GBP
          Assets:Council:Grant                  -30.00 GBP
        2017-07-23 * "X" "Credit"
          Expenses:Plan:2017-18:Bluelight:Grant  -4.00 GBP
          Assets:Council:Grant                    4.00 GBP
        2017-07-23 * "X" "From one pot to another"
          Expenses:Plan:2017-18:Bluelight:Grant    -1.00 GBP
          Expenses:Plan:2017-18:Diversionary:Grant  1.00 GBP
        2017-07-24 * "X" "Approved"
          Expenses:Plan:2017-18:Bluelight:Grant   7.00 GBP
          Assets:Council:Grant                   -7.00 GBP
        """
        assert refused("stage") == []
        assert findings("stage") == [
            Judged(
                "stage",
                "warn",
                "7",
                "“X, The last day at risk” spends £30.00 of Grant on 2017-07-23 at the council's "
                "risk: OPCC approved it only from 2017-07-24 on. [stage]",
            )
        ]
        books = book()
        assert spend_at_risk(books, "Grant", datetime.date(2017, 7, 22)) == Decimal("0.00")
        assert spend_at_risk(books, "Grant", datetime.date(2018, 3, 31)) == Decimal("26.00")
        assert spend_at_risk(books, "Nothing", datetime.date(2018, 3, 31)) == Decimal("0.00")
        assert approval_day(books, "Nothing", datetime.date(2017, 4, 2)) is None

    def test_at_risk_and_never_approved(self, findings: Findings) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          stage: "at-risk"
          decision: "OPCC-1"
        2017-07-23 * "X" "At risk"
          Expenses:Plan:2017-18:Bluelight:Grant  30.00 GBP
          Assets:Council:Grant                  -30.00 GBP
        """
        assert findings("stage")[0].message.endswith(
            "at the council's risk: OPCC has not approved it. When it does: "
            "ringfence fund amend Grant --stage awarded --date DAY --decision ID [stage]"
        )

    def test_in_arrears_an_instalment_that_is_due_is_still_to_be_claimed(
        self, findings: Findings
    ) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          payment: "arrears"
          instalments: "2017-05-01 9.00"
          decision: "OPCC-1"
        2017-05-02 * "OPCC" "Unasked"
          Assets:Council:Grant        9.00 GBP
          Assets:Awarded:OPCC:Grant  -9.00 GBP
        """
        (found,) = findings("stage")
        assert "£9.00 above the £0.00 claimed by then. " in found.message


# ---------------------------------------------------------------- held when the books begin

HELD = """
{day} * "OPCC" "Found"
  Assets:Council:{fund}    {amount} GBP
  Equity:Opening:{fund}   -{amount} GBP
"""


def found(day: str, amount: str, fund: str = "Older") -> str:
    return HELD.format(day=day, amount=amount, fund=fund)


def test_money_held_when_the_books_begin_is_warned_of_from_the_next_day(
    findings: Findings,
) -> None:
    assert findings("stage", text=found("2017-04-01", "200.00")) == []
    assert findings("stage", text=found("2017-04-02", "200.00")) == [
        Judged(
            "stage",
            "warn",
            "1",
            "“OPCC, Found” brings in £200.00 of Older on 2017-04-02 as money held when the books "
            "begin, but they begin on 2017-04-01. If it was held then, give it that date. If it "
            "came later, it is an award or a contribution: take this out, and record that instead: "
            "ringfence award Older 200.00 --date 2017-04-02 [stage]",
        )
    ]


def test_each_further_sum_is_warned_of_by_itself(findings: Findings) -> None:
    more = '2017-04-02 custom "fund" "Grant"\n  award: 10007.00 GBP\n  decision: "OPCC-1"\n'
    text = more + found("2017-05-01", "0.01") + found("2018-04-01", "7.00", "Grant")
    told = [each.message.partition(" as money")[0] for each in findings("stage", text=text)]
    assert told == [
        "“OPCC, Found” brings in £0.01 of Older on 2017-05-01",
        "“OPCC, Found” brings in £7.00 of Grant on 2018-04-01",
    ]


def test_what_takes_back_a_deferral_or_a_repayment_brings_nothing_in(findings: Findings) -> None:
    deferred = """
2018-03-31 * "OPCC" "Not yet earned"
  Equity:Opening:Older               500.00 GBP
  Liabilities:InAdvance:OPCC:Older  -500.00 GBP
2018-04-01 * "OPCC" "Back into the new year"
  Liabilities:InAdvance:OPCC:Older   500.00 GBP
  Equity:Opening:Older              -500.00 GBP
2018-05-01 * "OPCC" "To be repaid"
  Equity:Opening:Older               200.00 GBP
  Liabilities:Repayable:OPCC:Older  -200.00 GBP
2018-05-02 * "OPCC" "Not to be repaid after all"
  Liabilities:Repayable:OPCC:Older   {back} GBP
  Equity:Opening:Older              -{back} GBP
"""
    assert findings("stage", text=deferred.format(back="200.00")) == []
    ((_rule, severity, place, message),) = findings("stage", text=deferred.format(back="200.01"))
    assert (severity, place) == ("warn", "10")
    assert "brings in £0.01 of Older on 2018-05-02" in message


# ---------------------------------------------------------------- at the edges

CLOSED = """
2018-04-30 * "Given up"
  Equity:Reserve:Older                 300.00 GBP
  Equity:Unallocated:Older            -300.00 GBP
2018-05-01 custom "fund" "Older"
  stage: "closed"
  decision: "CSP-1"
"""


@pytest.mark.parametrize(
    ("after", "named"),
    [
        ("499.99", False),
        ("500.00", False),  # in and out again
        ("500.01", True),
        ("1000.00", True),
        ("0.01", False),
        ("0.00", False),
        ("-0.01", True),
        ("-500.00", True),
    ],
)
def test_a_closed_fund_may_only_come_nearer_to_nil(
    refused: Refused, after: str, named: bool
) -> None:
    # 500.00 is left when it is closed, which is said there.
    change = Decimal(after) - 500
    text = CLOSED + found("2018-05-02", "1.00") + found("2018-05-02", f"{change - 1}")
    told = [faults.message for faults in refused("stage", text=text.replace("--", ""))]
    assert told[0].startswith("Older is closed on 2018-05-01 with £500.00 left in Unallocated")
    assert len(told) == 1 + named
    assert all("in Older on 2018-05-02, which was closed on 2018-05-01" in m for m in told[1:])


def test_a_plan_that_nothing_funds_keeps_a_fund_from_being_closed(refused: Refused) -> None:
    """
    2018-04-30 custom "fund" "Empty"
      title: "Never awarded"
      funder: "OPCC"
      stage: "awarded"
    2018-05-01 custom "fund" "Empty"
      stage: "closed"
      decision: "CSP-1"
    2018-04-30 * "Planned all the same"
      Equity:Unallocated:Empty             10.00 GBP
      Equity:Plan:2018-19:Diversionary:Empty  -10.00 GBP
    """
    ((place, message),) = refused("stage")
    assert place == "5"
    assert message.startswith(
        "Empty is closed on 2018-05-01 with -£10.00 left in Unallocated and £10.00 left in "
        "2018-19/Diversionary."
    )


def test_what_comes_and_goes_after_the_closing_is_named_on_its_day(refused: Refused) -> None:
    """
    2018-04-30 custom "fund" "Empty"
      title: "Never awarded"
      funder: "OPCC"
      stage: "awarded"
    2018-05-01 custom "fund" "Empty"
      stage: "closed"
      decision: "CSP-1"
    2018-06-01 * "OPCC" "Award"
      Assets:Awarded:OPCC:Empty            10.00 GBP
      Income:OPCC:Empty                   -10.00 GBP
    2018-06-02 * "OPCC" "Lapsed"
      Assets:Awarded:OPCC:Empty           -10.00 GBP
      Income:OPCC:Empty                    10.00 GBP
    """
    ((place, message),) = refused("stage")
    assert place == "8"
    assert "leaves £10.00 left in Unallocated and £10.00 awarded and not claimed" in message


def test_below_nil_is_owed_only_where_it_is_the_councils(refused: Refused) -> None:
    """
    2018-04-30 * "OPCC" "Received without an award"
      Assets:Council:Older                  20.00 GBP
      Assets:Awarded:OPCC:Older            -20.00 GBP
    2018-05-01 * "OPCC" "Repaid, too much"
      Equity:Opening:Older                 540.00 GBP
      Assets:Council:Older                -540.00 GBP
    2018-05-01 custom "fund" "Older"
      stage: "closed"
      decision: "CSP-1"
    """
    ((_place, message),) = refused("stage")
    assert message.startswith(
        "Older is closed on 2018-05-01 with -£340.00 left in Unallocated, £300.00 left in "
        "Reserve, £20.00 owed to the council and -£20.00 awarded and not claimed."
    )


def test_old_money_deferred_is_no_award(refused: Refused) -> None:
    """
    2017-04-02 custom "fund" "Older"
      award: 600.00 GBP
      decision: "OPCC-1"
    2017-04-02 * "OPCC" "Award, beside the 500.00 held"
      Assets:Awarded:OPCC:Older            100.00 GBP
      Income:OPCC:Older                   -100.00 GBP
    2018-03-31 * "OPCC" "Old money, not yet earned"
      Equity:Opening:Older                 500.00 GBP
      Liabilities:InAdvance:OPCC:Older    -500.00 GBP
    2018-03-31 * "OPCC" "New money, not yet earned"
      Income:OPCC:Older                     60.00 GBP
      Liabilities:InAdvance:OPCC:Older     -60.00 GBP
    2018-04-01 * "OPCC" "Both, back into the new year"
      Liabilities:InAdvance:OPCC:Older     560.00 GBP
      Equity:Opening:Older                -500.00 GBP
      Income:OPCC:Older                    -60.00 GBP
    """
    assert refused("stage") == []


def test_an_award_not_yet_stated_limits_nothing(refused: Refused) -> None:
    """
    2017-05-01 custom "fund" "Older"
      award: 550.00 GBP
      decision: "OPCC-1"
    2017-06-01 custom "fund" "Older"
      award:
      decision: "OPCC-1"
    2017-04-02 * "OPCC" "Award, before it was stated"
      Assets:Awarded:OPCC:Older             50.01 GBP
      Income:OPCC:Older                    -50.01 GBP
    2017-06-02 * "OPCC" "Award, after it was struck out"
      Assets:Awarded:OPCC:Older             70.00 GBP
      Income:OPCC:Older                    -70.00 GBP
    """
    ((place, message),) = refused("stage")
    assert place == "1"
    assert message.startswith(
        "The award of Older is £550.00 from 2017-05-01, and £550.01 is booked as awarded, with "
        "£500.00 brought forward, £0.01 above it. Take that out by the same day: ringfence award "
        "Older 0.01 --reduce --date 2017-05-01 [stage]"
    )


def test_a_day_on_which_as_much_came_as_went_is_not_what_lowered_it(refused: Refused) -> None:
    """
    2017-05-01 custom "fund" "Grant"
      award: 9000.00 GBP
      decision: "OPCC-1"
    2017-05-01 * "OPCC" "Out"
      Assets:Awarded:OPCC:Grant    -500.00 GBP
      Income:OPCC:Grant             500.00 GBP
    2017-05-01 * "OPCC" "And in"
      Assets:Awarded:OPCC:Grant     500.00 GBP
      Income:OPCC:Grant            -500.00 GBP
    """
    assert [faults.place for faults in refused("stage")] == ["1"]


def test_a_lapse_of_more_than_was_awarded_claims_nothing(refused: Refused) -> None:
    ledger = """
2023-05-02 * "Home Office" "Lapsed"
  Income:HomeOffice:Fund01             10.00 GBP
  Assets:Awarded:HomeOffice:Fund01    -10.00 GBP
"""
    assert refused("stage", base=False, text=stated("withdrawn", ledger)) == []


def test_of_an_entry_of_two_funds_only_the_bids_half_is_told(refused: Refused) -> None:
    """Two funds in one entry are another rule's to refuse."""
    ledger = """
2023-05-02 * "Tangled"
  Equity:Unallocated:Fund01X            20.00 GBP
  Equity:Plan:2023-24:CCTV:Fund01X     -20.00 GBP
  Equity:Unallocated:Fund01             10.00 GBP
  Equity:Plan:2023-24:CCTV:Fund01      -10.00 GBP
"""
    ((_place, message),) = refused("stage", base=False, text=stated("bid", ledger))
    assert message == (
        "“Tangled” puts £10.00 of Fund01 into 2023-24/CCTV, and on 2023-05-02 Fund01 is a bid. "
        + AWARD_IT
        + FINANCES
    )


def test_of_a_day_the_receipt_is_named_that_went_beyond(findings: Findings) -> None:
    """
    2017-05-01 * "OPCC" "Claimed"
      Assets:Receivable:OPCC:Grant    100.00 GBP
      Assets:Awarded:OPCC:Grant      -100.00 GBP
    2017-05-02 * "OPCC" "As claimed"
      Assets:Council:Grant            100.00 GBP
      Assets:Receivable:OPCC:Grant   -100.00 GBP
    2017-05-02 * "OPCC" "On top of it"
      Assets:Council:Grant             30.00 GBP
      Assets:Awarded:OPCC:Grant       -30.00 GBP
    """
    ((_rule, severity, place, message),) = findings("stage")
    assert (severity, place) == ("warn", "7")
    assert message == (
        "“OPCC, On top of it” brings the amount received for Grant to £130.00 on 2017-05-02, "
        "£30.00 above the £100.00 claimed by then. If a claim of £30.00 was sent, reverse this, "
        "and record the claim, then what came: ringfence correct main.beancount:7 --reverse-only "
        "--date 2017-05-02; ringfence claim Grant 30.00 --invoice REFERENCE --date 2017-05-02; "
        "ringfence receive Grant 30.00 --date 2017-05-02 [stage]"
    )


def test_a_claim_taken_back_leaves_nobody_to_warn_of(findings: Findings) -> None:
    """
    2017-05-01 * "OPCC" "Claimed"
      Assets:Receivable:OPCC:Grant    100.00 GBP
      Assets:Awarded:OPCC:Grant      -100.00 GBP
    2017-05-02 * "OPCC" "Received"
      Assets:Council:Grant            100.00 GBP
      Assets:Receivable:OPCC:Grant   -100.00 GBP
    2017-05-03 * "OPCC" "Not claimed after all"
      Assets:Receivable:OPCC:Grant    -40.00 GBP
      Assets:Awarded:OPCC:Grant        40.00 GBP
    2017-05-04 * "OPCC" "Received on top of it"
      Assets:Council:Grant              0.01 GBP
      Assets:Receivable:OPCC:Grant     -0.01 GBP
    """
    ((_rule, severity, place, message),) = findings("stage")
    assert (severity, place) == ("warn", "10")
    assert "to £100.01 on 2017-05-04, £40.01 above the £60.00 claimed by then." in message


def test_what_is_claimed_of_the_funder_and_owed_to_the_council_is_not_nothing(
    refused: Refused,
) -> None:
    """No pot holds anything, and nothing follows: it is closed with 40.00 on both sides."""
    text = """
2018-04-30 custom "fund" "Empty"
  title: "Never awarded"
  funder: "OPCC"
  stage: "awarded"
2018-05-01 custom "fund" "Empty"
  stage: "closed"
  decision: "CSP-1"
2018-05-01 * "Bank" "Lent"
  Assets:Receivable:OPCC:Empty         40.00 GBP
  Assets:Council:Empty                -40.00 GBP
"""
    ((place, message),) = refused("stage", text=text)
    assert place == "5"
    assert message.startswith(
        "Empty is closed on 2018-05-01 with £40.00 claimed and not received and £40.00 owed to "
        "the council. Bring every balance to zero by that day"
    )


def test_what_came_on_the_closing_day_is_told_by_the_closing_alone(refused: Refused) -> None:
    text = CLOSED + found("2018-05-01", "1.00") + found("2018-05-02", "-1.00")
    ((_place, message),) = refused("stage", text=text.replace("--", ""))
    assert message.startswith("Older is closed on 2018-05-01 with £501.00 left in Unallocated")
