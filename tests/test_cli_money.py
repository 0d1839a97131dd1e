"""Money in and back, typed as commands: figures, entries, refusals."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from ringfence.ledger.accounts import Kind
from tests.conftest import Officer

NEW = "PLF-2018-19"


def total(officer: Officer, fund: str, kind: Kind, day: str = "2019-03-31") -> Decimal:
    found: Decimal = officer.book().total(fund, kind, datetime.date.fromisoformat(day))
    return found


def test_money_brought_forward_is_unallocated(officer: Officer) -> None:
    before = officer.left("Unallocated", "PLF-2015-16", "2018-05-01")
    text = officer.does("bring-forward", "plf-2015-16", "£1,000.5", "--date", "1/5/2018")
    assert before == "0.00"
    assert officer.left("Unallocated", "PLF-2015-16", "2018-05-01") == "1000.50"
    assert "Left in Unallocated on 2018-05-01: £4,200.50 (PLF-2015-16 £1,000.50" in text
    entry = """
  Assets:Council:PLF-2015-16   1000.50 GBP
  Equity:Opening:PLF-2015-16  -1000.50 GBP
"""
    assert entry in officer.text("plan-2018-19")


def test_an_award_up_to_what_was_awarded(officer: Officer) -> None:
    refused = officer.is_refused("award", NEW, "0.01", "--date", "2018-05-01")
    assert "£0.01 above its award of £36,000.00" in refused
    assert "ringfence fund amend PLF-2018-19 --award 36000.01" in refused
    assert refused.endswith("Nothing was saved.\n")
    officer.does("award", NEW, "1000", "--reduce", "--date", "2018-05-01")
    assert total(officer, NEW, Kind.INCOME) == -35000
    officer.does("award", NEW, "1000", "--date", "2018-05-02", "--note", "Given back after all")
    assert '"OPCC" "Given back after all"' in officer.text("plan-2018-19")


def test_no_more_can_be_claimed_than_was_promised(officer: Officer) -> None:
    text = officer.is_refused("claim", NEW, "36000.01", "--invoice", "C-1", "--date", "2018-05-01")
    assert "£36,000.01 is £0.01 more than is promised and not yet claimed of PLF-2018-19" in text


def test_a_claim_needs_its_invoice(officer: Officer) -> None:
    text = officer.is_refused("claim", NEW, "10", status=2)
    assert "Missing option '--invoice'" in text


def test_what_is_received_answers_the_claim_then_the_award(officer: Officer) -> None:
    officer.does("claim", NEW, "1000", "--invoice", "OWBC-1", "--date", "2018-05-01")
    assert 'invoice: "OWBC-1"' in officer.text("plan-2018-19")
    officer.does("receive", NEW, "400", "--date", "2018-05-10", "--council-ref", "R-1")
    assert total(officer, NEW, Kind.RECEIVABLE) == 600
    assert 'council-ref: "R-1"' in officer.text("plan-2018-19")
    text = officer.does("receive", NEW, "1,000", "--date", "2018-05-11")
    assert total(officer, NEW, Kind.RECEIVABLE) == 0
    assert total(officer, NEW, Kind.AWARDED) == 34600
    assert total(officer, NEW, Kind.COUNCIL) == 1400
    assert "Warning: “OPCC, Received” brings the amount received" in text
    refused = officer.is_refused("receive", NEW, "34600.01", "--date", "2018-05-12")
    assert (
        "£34,600.01 is £0.01 more than is still to come of PLF-2018-19 on 2018-05-12: £0.00 of "
        "what was claimed, and £34,600.00 that is promised and not claimed." in refused
    )


def test_what_was_never_received_lapses(officer: Officer) -> None:
    text = officer.does("lapse", NEW, "--date", "2018-06-01", "--link", "^lapsed")
    assert "Left in Unallocated on 2018-06-01: £0.00." in text
    assert total(officer, NEW, Kind.AWARDED) == 36000 - 3200
    assert "^lapsed" in officer.text("plan-2018-19")
    again = officer.is_refused("lapse", NEW, "--date", "2018-06-01")
    assert "Nothing of PLF-2018-19 is both unallocated and not yet received" in again
    planned = officer.is_refused("lapse", NEW, "5", "--date", "2018-06-01")
    assert "Unallocated is overdrawn by £5.00 of PLF-2018-19" in planned


def test_only_what_was_received_is_repaid(officer: Officer) -> None:
    refused = officer.is_refused("repay", NEW, "5", "--date", "2018-06-01")
    assert "£5.00 is £5.00 more than was received of PLF-2018-19" in refused
    assert "ringfence lapse PLF-2018-19 AMOUNT" in refused


def test_what_is_owed_is_paid_first(officer: Officer) -> None:
    officer.does("receive", NEW, "100", "--date", "2018-05-11")
    officer.does("repay", NEW, "60", "--date", "2018-06-01")
    assert total(officer, NEW, Kind.REPAYABLE) == -60
    assert total(officer, NEW, Kind.COUNCIL) == 100
    officer.does("repay", NEW, "70", "--paid", "--date", "2018-06-02")
    assert total(officer, NEW, Kind.REPAYABLE) == 0
    assert total(officer, NEW, Kind.COUNCIL) == 30
    assert total(officer, NEW, Kind.INCOME) == -35930


def test_old_money_is_repaid_against_what_was_brought_forward(officer: Officer) -> None:
    officer.does("bring-forward", "PLF-2015-16", "50", "--date", "2018-05-01")
    officer.does("repay", "PLF-2015-16", "50", "--paid", "--date", "2018-05-02")
    text = officer.text("plan-2018-19")
    assert "  Equity:Opening:PLF-2015-16               50.00 GBP" in text
    assert "Income:OPCC:PLF-2015-16" not in text


def test_before_its_first_day_a_fund_has_nothing(officer: Officer) -> None:
    text = officer.is_refused("award", NEW, "5", "--date", "2018-03-31")
    assert "PLF-2018-19 begins on 2018-04-01" in text
    assert "correct it at funds.beancount:" in text


@pytest.mark.parametrize("command", ["bring-forward", "award", "lapse", "repay", "receive"])
def test_a_fund_that_is_not_there_gets_near_names(command: str, officer: Officer) -> None:
    text = officer.is_refused(command, "PLF-201718", "5")
    assert "No fund PLF-201718 is declared. Did you mean PLF-2017-18" in text


@pytest.mark.parametrize(("amount", "words"), [("-5", "“-5” is below zero"), ("0", "“0” is zero")])
@pytest.mark.parametrize("command", ["bring-forward", "award", "lapse", "repay", "receive"])
def test_negative_and_zero_get_a_sentence(
    command: str, amount: str, words: str, officer: Officer
) -> None:
    assert words in officer.is_refused(command, NEW, amount, status=2)


def test_a_dry_run_saves_nothing(officer: Officer) -> None:
    before = officer.files()
    text = officer.does("award", NEW, "100", "--reduce", "--date", "2018-05-01", "--dry-run")
    assert officer.files() == before
    assert "To be saved in plan-2018-19.beancount:" in text
    assert text.endswith("Nothing was saved.\n")


def test_who_records_is_in_the_entry(officer: Officer) -> None:
    text = officer.does("award", NEW, "100", "--reduce", "--approved-by", "cfo")
    assert '  approved-by: "cfo"\n  recorded-by: "cs-officer"\n  recorded-at: "' in text
    today = datetime.date.today()
    assert f'{today} * "OPCC" "Award reduced"' in text
    alone = officer.is_refused("award", NEW, "100", "--reduce", "--approved-by", "cs-officer")
    assert "Somebody else must approve it" in alone
