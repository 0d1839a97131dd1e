"""A grant that began before the books: what is typed, what is written, and what it leaves."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.cli.prompt import asking
from ringfence.ledger.accounts import Kind
from ringfence.ledger.brought_forward import before_of
from tests.conftest import Officer

FIRST = datetime.date(2025, 4, 1)
BOOKS = """option "operating_currency" "GBP"
plugin "ringfence.plugins.all"
2025-04-01 custom "action" "2025-26" "Youth"
  title: "Youth"
"""
FUND = """2025-04-01 custom "fund" "G"
  title: "Safer streets 2024-26"
  funder: "OPCC"
  stage: "awarded"
  spend-from: 2024-04-01
  spend-by: 2026-03-31
  unspent: "repay"
"""
#: The position of the worked example, as it is typed.
POSITION = (
    *("--received", "25000", "--claimed", "3000", "--invoice", "OWBC-1", "--spent", "18520"),
    *("--owed", "Printer=600 PR-9", "--advanced", "Youth Hub=500 ^hub-advance"),
)
#: And as it is written, but for who recorded it and when.
WRITTEN = """\
2025-04-01 * "OPCC" "Award, not received before"
  brought-forward: TRUE
  Assets:Awarded:OPCC:G   15000.00 GBP
  Income:OPCC:G          -15000.00 GBP

2025-04-01 * "OPCC" "Claimed before, not yet received" ^claim-before
  invoice: "OWBC-1"
  brought-forward: TRUE
  Assets:Receivable:OPCC:G   3000.00 GBP
  Assets:Awarded:OPCC:G     -3000.00 GBP

2025-04-01 * "Brought forward: held"
  received-before: 25000.00 GBP
  claimed-before: 28000.00 GBP
  spent-before: 18520.00 GBP
  brought-forward: TRUE
  Assets:Council:G   6580.00 GBP
  Equity:Opening:G  -6580.00 GBP

2025-04-01 * "Youth Hub" "Brought forward: advanced" ^hub-advance
  brought-forward: TRUE
  Assets:Prepaid:YouthHub:G   500.00 GBP
  Equity:Opening:G           -500.00 GBP

2025-04-01 * "Printer" "Brought forward: owed" ^printer-before
  invoice: "PR-9"
  brought-forward: TRUE
  Equity:Opening:G         600.00 GBP
  Liabilities:Accruals:G  -600.00 GBP
"""


def officer_with(folder: Path, *fields: str) -> Officer:
    books = folder / "taken-over"
    books.mkdir()
    terms = "".join(f"  {field}\n" for field in fields)
    (books / "main.beancount").write_text(BOOKS + FUND + terms, encoding="utf-8")
    return Officer(books)


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return books with a grant of 40,000.00 and nothing booked of it."""
    return officer_with(tmp_path, "award: 40000.00 GBP")


def written(desk: Officer) -> str:
    """Return the transactions of the books, without who recorded them and when."""
    text = (desk.books / "main.beancount").read_text(encoding="utf-8")
    text = re.sub(r"  recorded-(by|at): .*\n", "", text)
    entries = re.findall(r"^\d{4}-\d\d-\d\d [*!] .*\n(?:  .*\n)+", text, re.MULTILINE)
    return "\n".join(entries)


def totals(desk: Officer, day: str = "2025-04-01") -> dict[str, str]:
    book = desk.book()
    as_at = datetime.date.fromisoformat(day)
    found = {kind.name: book.total("G", kind, as_at) for kind in Kind}
    return {name: f"{amount:.2f}" for name, amount in found.items() if amount}


def sums(desk: Officer) -> tuple[str, str, str] | None:
    found = before_of(desk.book(), "G")
    return (f"{found.received}", f"{found.claimed}", f"{found.spent}") if found else None


# ------------------------------------------------------------------ the worked example


def test_what_is_typed_is_written_so(desk: Officer) -> None:
    text = desk.does("bring-forward", "G", *POSITION)
    assert written(desk) == WRITTEN
    assert desk.left("Unallocated", "G", "2025-04-01") == "21480.00"  # 40,000.00 - 18,520.00
    assert totals(desk) == {
        "AWARDED": "12000.00",
        "RECEIVABLE": "3000.00",
        "COUNCIL": "6580.00",
        "PREPAID": "500.00",
        "ACCRUALS": "-600.00",
        "INCOME": "-15000.00",
        "OPENING": "-6480.00",  # 25,000.00 - 18,520.00
    }
    assert sums(desk) == ("25000.00", "28000.00", "18520.00")
    assert text.endswith(
        "Held by the council: £25,000.00 received − £17,920.00 paid (£18,520.00 spent, £600.00 of "
        "it unpaid)\n− £500.00 advanced = £6,580.00.\n"
        "When it is received: ringfence receive claim-before\n"
        "When they show what it bought: ringfence evidence hub-advance AMOUNT\n"
        "Pay it with: ringfence pay printer-before\n"
        "Left in Unallocated on 2025-04-01: £21,480.00 of G.\n"
    )


def test_an_amount_that_is_not_what_is_left_is_refused_with_the_sum(desk: Officer) -> None:
    for amount in ("6579.99", "6580.01"):
        text = desk.is_refused("bring-forward", "G", amount, *POSITION)
        assert text == (
            f"Error: £{Decimal(amount):,} is not what these figures leave: £25,000.00 received − "
            "£17,920.00 paid (£18,520.00 spent, £600.00 of it unpaid) − £500.00 advanced = "
            "£6,580.00. Leave AMOUNT out, or correct the figure that is wrong. Nothing was "
            "saved.\n"
        )
    desk.does("bring-forward", "G", "6,580", *POSITION)
    assert written(desk) == WRITTEN


def test_what_was_advanced_owed_and_claimed_is_settled_by_its_link(desk: Officer) -> None:
    desk.does("bring-forward", "G", *POSITION)
    desk.does("allocate", "2025-26/Youth", "900", "--date", "2/4/2025")
    text = desk.does("pay", "printer-before", "--date", "10/4/2025")
    assert '"Printer" "Brought forward: owed, paid" ^printer-before' in text
    assert totals(desk, "2025-04-10")["COUNCIL"] == "5980.00"  # 6,580.00 - 600.00
    assert "ACCRUALS" not in totals(desk, "2025-04-10")

    refused = desk.is_refused("evidence", "hub-advance", "200", "--date", "2025-05-01")
    assert refused == (
        "Error: The provider has no earmark that it could be spent from. Set that aside first: "
        'ringfence earmark POT AMOUNT --payee "NAME". Nothing was saved.\n'
    )
    hub = ("earmark", "2025-26/Youth/Hub", "300", "--payee", "Youth Hub", "--date", "2/4/2025")
    desk.does(*hub, "--title", "Sessions")
    desk.does("evidence", "hub-advance", "200", "--date", "2025-05-01")
    assert desk.left("2025-26/Youth/Hub", "G", "2025-05-01") == "100.00"
    assert totals(desk, "2025-05-01")["PREPAID"] == "300.00"

    early = desk.is_refused("receive", "claim-before", "--date", "31/3/2025")
    assert "£3,000.00 is claimed and not yet received on claim-before only from" in early
    text = desk.does("receive", "claim-before", "--date", "9/5/2025")
    assert '"OPCC" "Received" ^claim-before' in text
    found = totals(desk, "2025-05-09")
    assert (found["COUNCIL"], found["AWARDED"]) == ("8980.00", "12000.00")  # + 3,000.00
    assert "RECEIVABLE" not in found
    again = desk.is_refused("receive", "claim-before", "--date", "9/5/2025")
    assert again == (
        "Error: Nothing is open on claim-before: £3,000.00 was claimed, and all of it received by "
        "2025-05-09. If more came of G, receive that of the fund: ringfence receive G AMOUNT "
        "--date 2025-05-09\n\nNothing was saved.\n"
    )
    more = desk.is_refused("receive", "claim-before", "100", "--date", "10/5/2025")
    assert "of the fund: ringfence receive G 100.00 --date 2025-05-10\n" in more


@pytest.mark.parametrize(
    ("typed", "moved", "left", "spent"),
    [
        # Above it: what is above was not spent before, so a pot of these books bears it.
        (
            ("650", "--pot", "2025-26/Youth"),
            {"COUNCIL": "5930.00", "OPENING": "-6480.00"},
            {"2025-26/Youth": "850.00", "Unallocated": "20580.00"},
            "18520.00",
        ),
        # Below it: less was spent before than was brought forward, and it is free again.
        (
            ("550",),
            {"COUNCIL": "6030.00", "OPENING": "-6530.00"},
            {"2025-26/Youth": "900.00", "Unallocated": "20630.00"},
            "18470.00",
        ),
        # More is to come: the rest stays owed.
        (
            ("550", "--part"),
            {"COUNCIL": "6030.00", "OPENING": "-6480.00", "ACCRUALS": "-50.00"},
            {"2025-26/Youth": "900.00", "Unallocated": "20580.00"},
            "18520.00",
        ),
    ],
)
def test_what_was_owed_is_billed_above_or_below(
    typed: tuple[str, ...], moved: dict[str, str], left: dict[str, str], spent: str, desk: Officer
) -> None:
    desk.does("bring-forward", "G", *POSITION)
    desk.does("allocate", "2025-26/Youth", "900", "--date", "2/4/2025")
    desk.does("pay", "printer-before", *typed, "--invoice", "PR-9B", "--date", "10/4/2025")
    found = totals(desk, "2025-04-10")
    kinds = ("COUNCIL", "OPENING", "ACCRUALS")
    assert {kind: found[kind] for kind in kinds if kind in found} == moved
    assert {pot: desk.left(pot, "G", "2025-04-10") for pot in left} == left
    assert sums(desk) == ("25000.00", "28000.00", spent)
    assert "0 blocks, 0 pending" in desk.does("check")


def test_what_is_above_what_was_owed_needs_a_pot(desk: Officer) -> None:
    desk.does("bring-forward", "G", *POSITION)
    text = desk.is_refused("pay", "printer-before", "650", "--invoice", "PR-9B")
    assert text == (
        "Error: printer-before was spent before the books: say which pot bears the £50.00 above "
        "it (--pot POT). Nothing was saved.\n"
    )


def test_a_claim_is_received_in_parts_and_without_its_link_too(desk: Officer) -> None:
    desk.does("bring-forward", "G", *POSITION)
    desk.does("receive", "^claim-before", "1000", "--date", "9/5/2025")
    assert totals(desk, "2025-05-09")["RECEIVABLE"] == "2000.00"
    desk.does("receive", "G", "500", "--date", "10/5/2025")
    desk.does("receive", "claim-before", "--date", "11/5/2025")
    found = totals(desk, "2025-05-11")
    assert "RECEIVABLE" not in found
    assert (found["COUNCIL"], found["AWARDED"]) == ("9580.00", "12000.00")
    text = desk.is_refused("receive", "claim-before", "--date", "11/5/2025")
    assert text == (
        "Error: Nothing of G is claimed and not yet received on 2025-05-11, so nothing of "
        "claim-before is. Nothing was saved.\n"
    )
    assert "Missing argument 'AMOUNT'" in desk.is_refused("receive", "G", status=2)


# ------------------------------------------------------------------ the edges of each figure


@pytest.mark.parametrize(
    ("options", "more"),
    [
        (("--received", "40000.01"), "£40,000.01 received is £0.01 more than the award of G"),
        (
            ("--received", "25000", "--claimed", "15000.01"),
            "£40,000.01 received and claimed is £0.01 more than the award of G, £40,000.00",
        ),
        (("--spent", "40000.01"), "£40,000.01 spent is £0.01 more than the award of G"),
        (
            ("--received", "9000", "--spent", "600", "--owed", "Printer=600.01"),
            "£600.01 is owed, and only £600.00 was spent: what is spent includes what is not yet",
        ),
        (("--received", "9000", "--owed", "Printer=0.01"), "£0.01 is owed, and only £0.00 was"),
    ],
)
def test_more_than_there_is_is_refused(options: tuple[str, ...], more: str, desk: Officer) -> None:
    assert more in desk.is_refused("bring-forward", "G", *options)


@pytest.mark.parametrize(
    ("options", "left", "cash", "said_on"),
    [
        # All of it received and none spent: there is nothing more to be promised.
        (("--received", "40000"), "40000.00", "40000.00", "Brought forward: held"),
        # All of it received or claimed.
        (
            ("--received", "25000", "--claimed", "15000", "--spent", "25000"),
            "15000.00",
            "0.00",
            "Award, not received before",
        ),
        # Nothing received of a grant in arrears: the council is owed what it paid.
        (("--spent", "5000"), "35000.00", "-5000.00", "Brought forward: held"),
        (("--received", "0", "--spent", "5000"), "35000.00", "-5000.00", "Brought forward: held"),
        # All spent and all still to be received.
        (("--received", "0", "--spent", "40000"), "0.00", "-40000.00", "Brought forward: held"),
        # Spent and none of it paid.
        (
            ("--spent", "600", "--owed", "Printer=600"),
            "39400.00",
            "0.00",
            "Award, not received before",
        ),
        # Received, and all of that paid ahead.
        (("--received", "500", "--advanced", "Hub=500"), "40000.00", "0.00", "Award, not"),
    ],
)
def test_pots_hold_the_award_less_what_was_spent(
    options: tuple[str, ...], left: str, cash: str, said_on: str, desk: Officer
) -> None:
    desk.does("bring-forward", "G", *options)
    assert desk.left("Unallocated", "G", "2025-04-01") == left
    assert totals(desk).get("COUNCIL", "0.00") == cash
    found = before_of(desk.book(), "G")
    assert found
    assert str(found.entry.narration).startswith(said_on)


def test_where_all_was_received_and_spent_nothing_is_brought_forward(desk: Officer) -> None:
    text = desk.is_refused("bring-forward", "G", "--received", "40000", "--spent", "40000")
    assert text == (
        "Error: By these figures G has nothing left, owed or promised when the books begin, so "
        "nothing is brought forward. Nothing was saved.\n"
    )


def test_a_fund_without_an_award_promises_what_was_claimed_and_no_more(tmp_path: Path) -> None:
    desk = officer_with(tmp_path)
    desk.does("bring-forward", "G", "--received", "900", "--claimed", "60", "--spent", "500")
    assert desk.left("Unallocated", "G", "2025-04-01") == "460.00"
    assert totals(desk) == {
        "RECEIVABLE": "60.00",
        "COUNCIL": "400.00",
        "INCOME": "-60.00",
        "OPENING": "-400.00",
    }


def test_what_is_booked_already_is_not_promised_again(desk: Officer) -> None:
    desk.does("award", "G", "10000", "--date", "1/4/2025")
    desk.does("bring-forward", "G", "--received", "25000")
    assert totals(desk) == {
        "AWARDED": "15000.00",
        "COUNCIL": "25000.00",
        "INCOME": "-15000.00",
        "OPENING": "-25000.00",
    }


def test_an_award_booked_whole_is_told_how_to_be_taken_out(desk: Officer) -> None:
    desk.does("award", "G", "40000", "--date", "1/4/2025")
    text = desk.is_refused("bring-forward", "G", "--received", "25000")
    assert text == (
        "Error: £40,000.00 of G is booked as awarded already, and £25,000.00 was received before: "
        "that is £25,000.00 above its award of £40,000.00. Take out first what is not to come any "
        "more. Type: ringfence award G 25000.00 --reduce --date 2025-04-01\n\nNothing was saved.\n"
    )
    desk.does(*["award", "G", "25000.00", "--reduce", "--date", "2025-04-01"])
    desk.does("bring-forward", "G", "--received", "25000")
    assert desk.left("Unallocated", "G", "2025-04-01") == "40000.00"


# ------------------------------------------------------------------ what is held, and no more


def test_what_is_held_alone_is_of_the_funds_first_day(desk: Officer) -> None:
    desk.does("bring-forward", "G", "1908.55")
    assert written(desk) == (
        '2025-04-01 * "OPCC" "Brought forward: Safer streets 2024-26"\n'
        "  brought-forward: TRUE\n"
        "  Assets:Council:G   1908.55 GBP\n"
        "  Equity:Opening:G  -1908.55 GBP\n"
    )
    assert sums(desk) is None


def test_what_is_owed_and_advanced_may_stand_beside_what_is_held(desk: Officer) -> None:
    """1,908.55 held, 500.00 ahead, 100.00 owed: 2,308.55 of it is there to be allocated."""
    given = ("--owed", "Printer=100", "--advanced", "Youth Hub=500")
    desk.does("bring-forward", "G", "1908.55", *given)
    assert desk.left("Unallocated", "G", "2025-04-01") == "2308.55"
    assert totals(desk)["COUNCIL"] == "1908.55"
    assert sums(desk) is None
    text = desk.is_refused("bring-forward", "G", "--owed", "Printer=100", status=2)
    assert "Missing argument 'AMOUNT'" in text


def test_nothing_said_is_a_missing_amount(desk: Officer) -> None:
    assert "Missing argument 'AMOUNT'" in desk.is_refused("bring-forward", "G", status=2)


def test_a_reference_is_of_a_claim(desk: Officer) -> None:
    options = ("--received", "1", "--invoice", "OWBC-1")
    text = desk.is_refused("bring-forward", "G", *options, status=2)
    assert "--invoice is of what was claimed: say --claimed AMOUNT." in text


def test_it_is_dated_on_the_funds_first_day(desk: Officer) -> None:
    text = desk.is_refused("bring-forward", "G", *POSITION, "--date", "2/4/2025")
    assert text == (
        "Error: What was before is recorded on the first day of G in these books, 2025-04-01, and "
        "not on 2025-04-02: leave --date out. Nothing was saved.\n"
    )
    desk.does("bring-forward", "G", *POSITION, "--date", "1/4/2025")
    assert written(desk) == WRITTEN


def test_a_fund_that_joins_the_books_later_is_no_warning(desk: Officer) -> None:
    desk.add(FUND.replace("2025-04-01", "2025-09-01").replace('"G"', '"Later"'))
    desk.does("bring-forward", "G", *POSITION)
    text = desk.does("bring-forward", "Later", "--received", "700")
    assert "Warning:" not in text
    assert "2025-09-01 * " in text
    late = desk.does("bring-forward", "Later", "10", "--date", "2/9/2025")
    assert "Warning: “OPCC, Brought forward: Safer streets 2024-26” brings in £10.00" in late


# ------------------------------------------------------------------ said again


def test_it_is_said_once(desk: Officer) -> None:
    desk.does("bring-forward", "G", *POSITION)
    text = desk.is_refused("bring-forward", "G", *POSITION)
    assert text == (
        "Error: What there was of G before is brought forward already:\n\n  main.beancount:51  "
        "2025-04-01  Brought forward: held\n\nTo replace it, give all of it again and add --anew. "
        "Nothing was saved.\n"
    )


def test_said_anew_all_of_it_is_taken_back_and_each_debt_keeps_its_link(desk: Officer) -> None:
    desk.does("bring-forward", "G", *POSITION)
    desk.does("pay", "printer-before", "400", "--part", "--date", "10/4/2025")
    right = (
        *("--received", "26000", "--claimed", "2000", "--spent", "18900"),
        *("--owed", "Printer=980 PR-9", "--advanced", "Youth Hub=500"),
    )
    desk.does("bring-forward", "G", *right, "--anew")
    assert desk.left("Unallocated", "G", "2025-04-01") == "21100.00"  # 40,000.00 - 18,900.00
    assert sums(desk) == ("26000.00", "28000.00", "18900.00")
    assert totals(desk) == {
        "AWARDED": "12000.00",
        "RECEIVABLE": "2000.00",
        "COUNCIL": "7580.00",  # 26,000.00 - 17,920.00 - 500.00
        "PREPAID": "500.00",
        "ACCRUALS": "-980.00",
        "INCOME": "-14000.00",
        "OPENING": "-7100.00",
    }
    desk.does("pay", "printer-before", "--date", "11/4/2025")
    assert totals(desk, "2025-04-11")["COUNCIL"] == "6600.00"  # 7,580.00 - 980.00
    unpaid = desk.is_refused("bring-forward", "G", "--received", "26000", "--anew")
    assert "takes Liabilities:Accruals:G £400.00 below zero on 2025-04-10" in unpaid
    spent = ("--received", "26000", "--spent", "1000", "--owed", "Printer=980")
    desk.does("bring-forward", "G", *spent, "--anew")
    assert sums(desk) == ("26000.00", "26000.00", "1000.00")
    assert written(desk).count(": reversed") == 10


def test_opening_money_of_which_nothing_was_said_can_be_completed(desk: Officer) -> None:
    desk.does("bring-forward", "G", "6480")
    text = desk.is_refused("bring-forward", "G", "--received", "25000", "--spent", "18520")
    assert "\n  main.beancount:21  2025-04-01  OPCC, Brought forward: Safer streets" in text
    desk.does("bring-forward", "G", "--received", "25000", "--spent", "18520", "--anew")
    assert sums(desk) == ("25000.00", "25000.00", "18520.00")
    assert totals(desk) == {
        "AWARDED": "15000.00",
        "COUNCIL": "6480.00",
        "INCOME": "-15000.00",
        "OPENING": "-6480.00",
    }


def test_what_is_taken_back_says_nothing_any_more(desk: Officer) -> None:
    desk.does("bring-forward", "G", "--received", "25000", "--spent", "18520")
    (held,) = re.findall(r"main\.beancount:\d+", desk.is_refused("bring-forward", "G", *POSITION))
    desk.does("correct", held, "--reverse-only", "--date", "2/4/2025")
    assert sums(desk) is None


# ------------------------------------------------------------------ how it is typed


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Printer=600", '"Printer" "Brought forward: owed" ^printer-before\n  brought'),
        ("  The  Printer = £600.00 ", '"The Printer" "Brought forward: owed" ^the-printer-before'),
        ("Printer=600 PR 9/25", '^printer-before\n  invoice: "PR 9/25"'),
        ("Printer=600 ^pr PR-9", '"Printer" "Brought forward: owed" ^pr\n  invoice: "PR-9"'),
    ],
)
def test_whom_something_is_owed(text: str, entry: str, desk: Officer) -> None:
    desk.does("bring-forward", "G", "--spent", "600", "--owed", text)
    assert entry in written(desk)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Printer", "“Printer” does not say whom and how much: write it as “Printer=600”"),
        ("=600", "“=600” does not say whom and how much"),
        ("Printer=", "“Printer=” does not say whom and how much"),
        ("Printer=PR-9", "“PR-9”"),
        ("Printer=0", "“0” is zero: an amount is above zero."),
        ("Printer=-5", "“-5” is below zero."),
    ],
)
@pytest.mark.parametrize("option", ["--owed", "--advanced"])
def test_whom_and_how_much_is_read_strictly(
    text: str, reason: str, option: str, desk: Officer
) -> None:
    output = desk.is_refused("bring-forward", "G", "--spent", "600", option, text, status=2)
    assert f"Invalid value for {option}: {reason}" in output


def test_two_debts_of_one_name_have_a_link_each(desk: Officer) -> None:
    owed = ("--owed", "Printer=1", "--owed", "Printer=2", "--owed", "Printer=3")
    desk.does("bring-forward", "G", "--spent", "6", *owed)
    links = re.findall(r"\^\S+", written(desk))
    assert links == ["^printer-before", "^printer-before-2", "^printer-before-3"]


def test_an_officers_words_and_link_are_on_each_entry(desk: Officer) -> None:
    more = ("--note", "Handed over by the old host", "--link", "handover", "--private")
    desk.does("bring-forward", "G", "--received", "10", "--spent", "1", *more)
    for words in ("Award, not received before", "Brought forward: held"):
        assert f'"{words} (Handed over by the old host)" ^handover\n' in written(desk)
    assert written(desk).count("  private: TRUE\n") == 2


def test_at_a_terminal_what_is_held_is_asked_for_and_a_position_is_not(
    desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def read(message: str, reader: object, *, default: str = "") -> Decimal:
        asked.append(message)
        return Decimal("10.00")

    def confirm(message: str) -> bool:
        asked.append(message)
        return True

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "read", read)
    monkeypatch.setattr(asking, "confirm", confirm)
    desk.does("bring-forward", "G")
    assert asked == ["How many pounds are held?", "Save this?"]
    assert "  Equity:Opening:G  -10.00 GBP" in written(desk)
    desk.does("bring-forward", "G", *POSITION, "--anew")
    assert asked[2:] == ["Save this?"]


# ------------------------------------------------------------------ what goes back


def lines_of(desk: Officer, *words: str) -> list[str]:
    """Return the postings of the entries that are called so, with their days."""
    found = []
    for part in written(desk).split("\n\n"):
        head, *legs = part.splitlines()
        if any(word in head for word in words):
            posted = ", ".join(" ".join(leg.split()[:2]) for leg in legs if leg.endswith(" GBP"))
            found.append(f"{head[:10]} {posted}")
    return found


@pytest.mark.parametrize(
    ("amount", "legs"),
    [
        ("6480", ["Equity:Opening:G 6480.00"]),
        ("6480.01", ["Equity:Opening:G 6480.00", "Income:OPCC:G 0.01"]),
        ("9000", ["Equity:Opening:G 6480.00", "Income:OPCC:G 2520.00"]),
    ],
)
def test_what_is_repaid_is_opening_money_first_and_an_entry_of_each(
    amount: str, legs: list[str], desk: Officer
) -> None:
    desk.does("bring-forward", "G", *POSITION)
    desk.does("receive", "claim-before", "--date", "1/5/2025")
    desk.does("repay", "G", amount, "--paid", "--date", "1/9/2025")
    owed = [leg.rpartition(" ") for leg in legs]
    assert lines_of(desk, "To be repaid") == [
        f"2025-09-01 {account} {part}, Liabilities:Repayable:OPCC:G -{part}"
        for account, _space, part in owed
    ]
    assert totals(desk, "2025-09-01").get("REPAYABLE") is None


def test_no_more_is_repaid_than_was_received_before_or_since(desk: Officer) -> None:
    desk.does("bring-forward", "G", *POSITION)
    """25,000.00 received less 18,520.00 spent, then 3,000.00 more: 6,480.00 and 3,000.00."""
    text = desk.is_refused("repay", "G", "6480.01", "--date", "1/9/2025")
    assert "£6,480.01 is £0.01 more than was received of G and is neither spent nor" in text
    desk.does("repay", "G", "6480", "--date", "1/9/2025")
    desk.does("receive", "claim-before", "--date", "2/9/2025")
    text = desk.is_refused("repay", "G", "3000.01", "--date", "2/9/2025")
    assert "neither spent nor given back on 2025-09-02 and every later day: £3,000.00" in text


def test_what_lapses_was_never_received_and_so_is_of_the_award(desk: Officer) -> None:
    desk.does("bring-forward", "G", *POSITION)
    desk.does("lapse", "G", "12000", "--date", "1/9/2025")
    assert lines_of(desk, "Lapsed") == [
        "2025-09-01 Income:OPCC:G 12000.00, Assets:Awarded:OPCC:G -12000.00"
    ]
    assert "£0.01 is £0.01 more than is promised" in desk.is_refused("lapse", "G", "0.01")


def test_what_was_promised_as_opening_money_lapses_too(desk: Officer) -> None:
    """Books that somebody began by hand: 900.00 promised, 100.00 of it booked as awarded."""
    desk.add(
        "2025-04-01 open Assets:Awarded:OPCC:G GBP\n2025-04-01 open Equity:Opening:G GBP\n"
        "2025-04-01 open Income:OPCC:G GBP\n"
        '2025-04-01 * "OPCC" "Promised before"\n'
        "  Assets:Awarded:OPCC:G  800.00 GBP\n  Equity:Opening:G  -800.00 GBP\n"
        '2025-04-01 * "OPCC" "Awarded"\n'
        "  Assets:Awarded:OPCC:G  100.00 GBP\n  Income:OPCC:G  -100.00 GBP\n"
    )
    desk.does("lapse", "G", "300", "--date", "1/9/2025")
    assert lines_of(desk, "Lapsed") == [
        "2025-09-01 Equity:Opening:G 200.00, Assets:Awarded:OPCC:G -200.00",
        "2025-09-01 Income:OPCC:G 100.00, Assets:Awarded:OPCC:G -100.00",
    ]


def test_the_year_end_defers_and_gives_back_each_by_itself(desk: Officer) -> None:
    """21,480.00 less 1,480.00 spent is 20,000.00: 12,000.00 never came, 8,000.00 goes back.

    Of that 500.00 stays until Youth Hub shows what it was advanced: 7,500.00 is booked.
    """
    desk.does("bring-forward", "G", *POSITION)
    desk.does("receive", "claim-before", "--date", "1/5/2025")
    desk.does("allocate", "2025-26/Youth", "1480", "--date", "2/4/2025")
    paid = ("--payee", "Coach", "--invoice", "C-1", "--date", "1/6/2025")
    desk.does("spend", "2025-26/Youth", "1480", *paid)
    desk.does("year-end", "2025-26", "--date", "1/4/2026")
    advance = "Liabilities:InAdvance:OPCC:G"
    assert lines_of(desk, "Left of G") == [
        f"2026-03-31 Equity:Opening:G 6480.00, {advance} -6480.00",
        f"2026-03-31 Income:OPCC:G 13520.00, {advance} -13520.00",
        f"2026-04-01 Equity:Opening:G -6480.00, {advance} 6480.00",
        f"2026-04-01 Income:OPCC:G -13520.00, {advance} 13520.00",
    ]
    assert lines_of(desk, "Lapsed") == [
        "2026-04-01 Income:OPCC:G 12000.00, Assets:Awarded:OPCC:G -12000.00"
    ]
    assert lines_of(desk, "To be repaid") == [
        "2026-04-01 Equity:Opening:G 6480.00, Liabilities:Repayable:OPCC:G -6480.00",
        "2026-04-01 Income:OPCC:G 1020.00, Liabilities:Repayable:OPCC:G -1020.00",
    ]
    assert totals(desk, "2026-04-01") == {
        "SPENT": "1480.00",
        "UNALLOCATED": "1480.00",
        "PLAN": "-1480.00",
        "COUNCIL": "8100.00",  # 6,580.00 + 3,000.00 - 1,480.00; the 600.00 is still to be paid
        "PREPAID": "500.00",
        "ACCRUALS": "-600.00",
        "REPAYABLE": "-7500.00",
        "INCOME": "-1980.00",
    }
    again = desk.does("year-end", "2025-26", "--date", "1/4/2026")
    assert "Nothing of the end of 2025/26 had to be written." in again


def test_more_or_less_to_defer_is_put_right_by_source(desk: Officer) -> None:
    """A late invoice lowers what is deferred of the award; more than all of it, the old money."""
    desk.does("bring-forward", "G", *POSITION)
    desk.does("allocate", "2025-26/Youth", "20000", "--date", "2/4/2025")
    keep = ("fund", "amend", "G", "--spend-by", "31/3/2027", "--decision", "OPCC-1")
    letter = ("--body", "OPCC", "--title", "A year more", "--date", "1/3/2026")
    desk.does("decision", "add", "OPCC-1", *letter)
    desk.does(*keep, "--date", "1/3/2026")
    desk.does("year-end", "2025-26", "--date", "1/4/2026")
    paid = ("--payee", "Coach", "--invoice", "C-1", "--date", "31/3/2026")
    desk.does("spend", "2025-26/Youth", "16000", *paid)
    desk.does("year-end", "2025-26", "--date", "2/4/2026")
    advance = "Liabilities:InAdvance:OPCC:G"
    assert [line for line in lines_of(desk, "Left of G at") if line.startswith("2026-03")] == [
        f"2026-03-31 Equity:Opening:G 6480.00, {advance} -6480.00",
        f"2026-03-31 Income:OPCC:G 15000.00, {advance} -15000.00",
        # 5,480.00 is left: all of it old money, and 1,000.00 of that is taken back.
        f"2026-03-31 Equity:Opening:G -1000.00, {advance} 1000.00",
        f"2026-03-31 Income:OPCC:G -15000.00, {advance} 15000.00",
    ]
    assert totals(desk, "2026-03-31")["IN_ADVANCE"] == "-5480.00"
