"""Paying what was accrued: to the penny, above it and below it, over the year's end too."""

from __future__ import annotations

import datetime
import json
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Officer
from tests.sent_returns import keep

#: £2,000.00 awarded, £1,500.00 of it in action A of 2024/25, £1,200.00 of that accrued on 31 March:
#: £900.00 for Women's Aid (q4) and £300.00 for the hall (hall). £300.00 is left in A.
BOOKS = """plugin "ringfence.plugins.all"
2024-04-01 custom "partnership" "P"
2024-04-01 custom "fund" "G"
  title: "Grant"
  funder: "OPCC"
  stage: "awarded"
  award: 2000.00 GBP
  spend-from: 2024-04-01
  spend-by: 2026-03-31
  unspent: "carry-forward"
  returns: "annual"
2024-04-01 custom "action" "2024-25" "A"
  title: "Action A"
2024-04-01 custom "action" "2025-26" "A"
  title: "Action A"
2024-04-01 custom "action" "2025-26" "B"
  title: "Action B"
""" + "".join(
    f"2024-04-01 open {name}:G GBP\n"
    for name in (
        "Assets:Awarded:OPCC",
        "Assets:Council",
        "Income:OPCC",
        "Liabilities:Accruals",
        "Equity:Unallocated",
        "Equity:Plan:2024-25:A",
        "Equity:Plan:2025-26:A",
        "Equity:Plan:2025-26:B",
        "Expenses:Plan:2024-25:A",
        "Expenses:Plan:2025-26:A",
        "Expenses:Plan:2025-26:B",
    )
)
ENTRIES = """2024-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:G              2000.00 GBP
  Income:OPCC:G                     -2000.00 GBP
2024-04-01 * "Plan"
  Equity:Unallocated:G               1500.00 GBP
  Equity:Plan:2024-25:A:G           -1500.00 GBP
2025-03-31 * "Women's Aid" "Fourth quarter" ^q4
  Expenses:Plan:2024-25:A:G           900.00 GBP
  Liabilities:Accruals:G             -900.00 GBP
2025-03-31 * "Village hall" "Room hire" ^hall
  Expenses:Plan:2024-25:A:G           300.00 GBP
  Liabilities:Accruals:G             -300.00 GBP
"""
CARRIED = """2025-04-10 * "Action A, carried forward into 2025/26"
  Equity:Plan:2024-25:A:G             300.00 GBP
  Equity:Plan:2025-26:A:G            -300.00 GBP
"""
APRIL = ("--date", "20/4/2025")


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return these books."""
    (tmp_path / "main.beancount").write_text(BOOKS + ENTRIES, encoding="utf-8")
    return Officer(tmp_path)


def written(desk: Officer) -> list[str]:
    """Return the lines that were recorded, but for who recorded them and when."""
    lines = desk.text("main").removeprefix(BOOKS + ENTRIES).removeprefix(CARRIED).splitlines()
    return [line for line in lines if line and "recorded-" not in line]


def balance(desk: Officer, account: str) -> str:
    return str(desk.book().balance(f"{account}:G", datetime.date.max))


def left(desk: Officer, pot: str) -> str:
    return desk.left(pot, "G", "2026-03-31")


def test_what_is_above_the_accrual_is_spent_from_the_old_years_pot(desk: Officer) -> None:
    """£950.00 came for £900.00: £50.00 of the £300.00 left in the old year's action."""
    text = desk.does("pay", "q4", "950", "--invoice", "WA-1", *APRIL)
    assert (
        "£900.00 was still accrued and the invoice is for £950.00: the £50.00 above it is "
        "spent now, from 2024-25/A, as supplied on 2025-03-31."
    ) in " ".join(text.split())
    assert "Left in 2024-25/A on 2025-04-20: £250.00 of G.\n" in text
    assert written(desk) == [
        '2025-04-20 * "Women\'s Aid" "Fourth quarter, paid" ^q4',
        '  invoice: "WA-1"',
        "  invoice-total: 950.00 GBP",
        "  Liabilities:Accruals:G   900.00 GBP",
        "  Assets:Council:G        -900.00 GBP",
        '2025-04-20 * "Women\'s Aid" "Fourth quarter: above what was accrued" ^q4',
        '  invoice: "WA-1"',
        "  invoice-total: 950.00 GBP",
        "  supplied: 2025-03-31",
        "  Expenses:Plan:2024-25:A:G   50.00 GBP",
        "  Assets:Council:G           -50.00 GBP",
    ]
    assert balance(desk, "Liabilities:Accruals") == "-300.00"
    assert desk.does("check").startswith("Nothing is wrong")
    assert "recorded already, £950.00" in desk.is_refused(
        *("spend", "2025-26/A", "950", "--payee", "Women's Aid", "--invoice", "WA-1", *APRIL)
    )


def test_or_from_the_pot_that_its_rest_was_carried_to(desk: Officer) -> None:
    desk.add(CARRIED)
    text = desk.does("pay", "q4", "950", "--invoice", "WA-1", *APRIL)
    assert "from 2025-26/A, as supplied on 2025-03-31." in " ".join(text.split())
    assert "  Expenses:Plan:2025-26:A:G   50.00 GBP" in written(desk)
    assert (left(desk, "2024-25/A"), left(desk, "2025-26/A")) == ("0.00", "250.00")


def test_where_neither_has_enough_it_is_refused_or_awaits_a_decision(desk: Officer) -> None:
    desk.add(CARRIED)
    above = ("pay", "q4", "1300", "--invoice", "WA-1", *APRIL)
    text = desk.is_refused(*above)
    assert "£400.00 is £100.00 more than is free in 2025-26/A on 2025-04-20" in text
    text = desk.does(*above, "--pending")
    assert '2025-04-20 ! "Women\'s Aid"' in text
    assert "Awaiting a decision: 2025-26/A is short by £100.00" in text


def test_another_pot_bears_it_if_it_is_named(desk: Officer) -> None:
    desk.does("allocate", "2025-26/B", "100", *APRIL)
    desk.does("pay", "q4", "950", "--invoice", "WA-1", "--pot", "2025-26/B", *APRIL)
    assert (left(desk, "2024-25/A"), left(desk, "2025-26/B")) == ("300.00", "50.00")


def test_what_the_old_years_return_counted_is_adjusted(desk: Officer) -> None:
    """Both the £50.00 above the one accrual and the £20.00 over of the other."""
    digest = keep(desk.book(), desk.books, "G", "2024-25", datetime.date(2025, 3, 31))
    desk.add(
        f'2025-04-15 custom "return" "G" "2024-25"\n  as-at: 2025-03-31\n  status: "submitted"\n'
        f'  digest: "{digest}"\n'
    )
    text = desk.does("pay", "q4", "950", "--invoice", "WA-1", *APRIL)
    assert written(desk)[12:14] == ["  supplied: 2025-03-31", '  adjusts: "G/2024-25"']
    assert text.count("adjusts:") == 2  # the entry, and what is said of it
    assert (
        "What was accrued was counted in the return G 2024-25, sent as at 2025-03-31. The entries "
        "say so (adjusts: G/2024-25), and the next return shows them as an adjustment."
    ) in " ".join(text.split())
    desk.does("pay", "hall", "280", "--invoice", "H-1", *APRIL)
    assert written(desk)[-3] == '  adjusts: "G/2024-25"'
    assert desk.does("check").startswith("Nothing is wrong")
    desk.does("return", "declare", "G", "2025-26", "--due", "30/4/2026", *APRIL)
    shown = json.loads(desk.does("return", "prepare", "G", "2025-26", "--format", "json"))
    assert [(each["amount"], each["adjusts"]) for each in shown["adjustments"]] == [
        ("-20.00", "G/2024-25"),
        ("50.00", "G/2024-25"),
    ]


def test_what_is_below_the_accrual_is_given_back(desk: Officer) -> None:
    text = desk.does("pay", "hall", "280", "--invoice", "H-1", *APRIL)
    flat = " ".join(text.split())
    assert (
        "£280.00 of the £300.00 still accrued is paid, and the £20.00 over is not needed: it is "
        "left again where it was accrued. If more is to come for it, reverse that: ringfence "
        f"correct main.beancount:{len((BOOKS + ENTRIES).splitlines()) + 9} --reverse-only --date "
        "2025-04-20"
    ) in flat
    assert written(desk)[4:] == [
        '2025-04-20 * "Village hall" "Room hire: not needed" ^hall',
        "  Liabilities:Accruals:G      20.00 GBP",
        "  Expenses:Plan:2024-25:A:G  -20.00 GBP",
    ]
    assert balance(desk, "Liabilities:Accruals") == "-900.00"
    assert left(desk, "2024-25/A") == "320.00"
    (typed,) = re.findall(r"reverse that: ringfence (correct .* --date \S+)", flat)
    desk.does(*shlex.split(typed))
    assert balance(desk, "Liabilities:Accruals") == "-920.00"
    desk.does("pay", "hall", "20", "--invoice", "H-2", *APRIL)
    assert balance(desk, "Liabilities:Accruals") == "-900.00"
    assert left(desk, "2024-25/A") == "300.00"


def test_a_part_leaves_the_rest_accrued(desk: Officer) -> None:
    desk.does("pay", "q4", "300", "--invoice", "WA-1", "--part", *APRIL)
    desk.does("pay", "q4", "100", *APRIL)
    assert balance(desk, "Liabilities:Accruals") == "-800.00"
    desk.does("pay", "q4", "--invoice", "WA-2", *APRIL)
    assert balance(desk, "Liabilities:Accruals") == "-300.00"
    assert left(desk, "2024-25/A") == "300.00"
    text = desk.is_refused("pay", "hall", "1", "--part", "--release", status=2)
    assert "Say either that more is to come (--part) or that nothing is (--release), not" in text


@pytest.mark.parametrize("invoice", ["H-0", "h 0", "H-1"])
def test_what_is_over_is_given_back_whichever_invoice_was_accrued(
    invoice: str, desk: Officer, tmp_path: Path
) -> None:
    """£300.00 was accrued by invoice H-0: £280.00 comes of it, or of another."""
    text = desk.text("main").replace("^hall\n", '^hall\n  invoice: "H-0"\n')
    (tmp_path / "main.beancount").write_text(text, encoding="utf-8")
    output = " ".join(desk.does("pay", "hall", "280", "--invoice", invoice, *APRIL).split())
    assert "£280.00 of the £300.00 still accrued is paid, and the £20.00 over is not" in output
    assert balance(desk, "Liabilities:Accruals") == "-900.00"
    assert left(desk, "2024-25/A") == "320.00"


def test_the_receipt_says_what_stays_accrued_and_how_to_give_it_back(desk: Officer) -> None:
    text = " ".join(desk.does("pay", "hall", "200", *APRIL).split())
    assert (
        "£100.00 of the £300.00 stays accrued, for no invoice was named. If nothing more comes, "
        "give it back: ringfence pay hall --release --date 2025-04-20"
    ) in text
    text = " ".join(desk.does("pay", "hall", "40", "--invoice", "H-1", "--part", *APRIL).split())
    assert (
        "£60.00 of the £100.00 stays accrued, for more is to come (--part). If nothing more comes, "
        "give it back: ringfence pay hall --release --date 2025-04-20"
    ) in text
    (typed,) = re.findall(r"give it back: ringfence (pay hall --release --date \S+)", text)
    text = " ".join(desk.does(*shlex.split(typed)).split())
    assert "Nothing comes for the £60.00 still accrued, so it is not needed: it is left" in text
    assert balance(desk, "Liabilities:Accruals") == "-900.00"
    assert left(desk, "2024-25/A") == "360.00"


def test_what_another_fund_bears_above_adjusts_no_return(desk: Officer) -> None:
    """£50.00 above G's accrual is of H: both returns were sent, and H's counted nothing of it."""
    desk.add(
        '2024-04-01 custom "fund" "H"\n  title: "H"\n  funder: "OPCC"\n  stage: "awarded"\n'
        '  returns: "annual"\n'
    )
    desk.does("award", "H", "100", "--date", "1/4/2024")
    desk.does("allocate", "2025-26/B", "100", "--fund", "H", *APRIL)
    for fund in "GH":
        digest = keep(desk.book(), desk.books, fund, "2024-25", datetime.date(2025, 3, 31))
        desk.add(
            f'2025-04-15 custom "return" "{fund}" "2024-25"\n  as-at: 2025-03-31\n'
            f'  status: "submitted"\n  digest: "{digest}"\n'
        )
    text = desk.does("pay", "q4", "950", "--invoice", "WA-1", "--pot", "2025-26/B", *APRIL)
    assert "above it is spent now, from 2025-26/B, as supplied on 2025-03-31." in text.replace(
        "\n", " "
    )
    assert "was counted in the return" not in text
    assert "adjusts:" not in text
    told = "record it with --adjusts H/2024-25: the next return then shows it as an adjustment"
    assert told in " ".join(text.split())
    assert desk.left("2025-26/B", "H", "2025-04-20") == "50.00"
    assert desk.does("check").startswith("Nothing is wrong")


def test_what_nothing_comes_for_is_given_back(desk: Officer) -> None:
    text = desk.does("pay", "hall", "--release", *APRIL)
    assert (
        "Nothing comes for the £300.00 still accrued, so it is not needed: it is left again where "
        "it was accrued."
    ) in " ".join(text.split())
    assert balance(desk, "Liabilities:Accruals") == "-900.00"
    assert left(desk, "2024-25/A") == "600.00"


def test_of_a_closed_year_what_is_over_moves_on_and_what_is_above_is_of_the_open_one(
    desk: Officer,
) -> None:
    desk.add(CARRIED)
    desk.does("year-end", "2024-25", "--close", "--date", "31/5/2025")
    june = ("--date", "20/6/2025")
    desk.does("pay", "hall", "280", "--invoice", "H-1", *june)
    assert (left(desk, "2024-25/A"), left(desk, "2025-26/A")) == ("0.00", "320.00")
    desk.does("pay", "q4", "950", "--invoice", "WA-1", *june)
    assert (left(desk, "2024-25/A"), left(desk, "2025-26/A")) == ("0.00", "270.00")


def test_the_invoice_may_include_vat(desk: Officer) -> None:
    """£1,140.00 with £190.00 of VAT is £950.00: £50.00 above the accrual."""
    vat = ("--gross", "--vat", "190", "--invoice", "WA-1")
    text = desk.does("pay", "q4", "1140", *vat, *APRIL)
    assert "£1,140.00 gross, less £190.00 VAT that is recovered: £950.00 is paid." in text
    assert left(desk, "2024-25/A") == "250.00"
    assert "  vat: 190.00 GBP" in written(desk)
    assert "Give the invoice's total" in desk.is_refused("pay", "hall", "--gross", status=2)


def test_what_was_accrued_is_reversed_with_what_was_above_it(desk: Officer) -> None:
    desk.does("pay", "q4", "950", "--invoice", "WA-1", *APRIL)
    desk.does("correct", "WA-1", "--reverse-only", "--note", "Not ours", *APRIL)
    assert balance(desk, "Liabilities:Accruals") == "-1200.00"
    assert left(desk, "2024-25/A") == "300.00"


def test_a_payment_run_is_taken_back_by_its_own_link(desk: Officer) -> None:
    """The run pays the hall's £300.00 on 10 April; the bank sends it back on the 12th."""
    main = desk.books / "main.beancount"
    run = (
        '2025-04-10 * "Village hall" "Payment run" ^hall ^run\n  invoice: "H-1"\n'
        "  Liabilities:Accruals:G   300.00 GBP\n  Assets:Council:G        -300.00 GBP\n"
    )
    main.write_text(BOOKS + ENTRIES + run, encoding="utf-8")
    desk.does("correct", "run", "--reverse-only", "--date", "12/4/2025")
    assert balance(desk, "Liabilities:Accruals") == "-1200.00"
    assert "only from" not in desk.does("check")


def test_an_accrual_left_open_is_due(desk: Officer) -> None:
    """£600.00 of £900.00 was paid in April; for the hall no invoice came by 1 July, 92 days on."""
    desk.does("pay", "q4", "600", "--invoice", "WA-1", "--part", *APRIL)

    def due(day: str) -> list[tuple[str, ...]]:
        shown = json.loads(desk.does("deadlines", "--as-at", day, "--format", "json"))
        return [
            tuple(str(each[key]) for key in ("key", "day", "amount", "is_overdue"))
            for each in shown["deadlines"]
            if each["kind"] == "accrual"
        ]

    assert due("31/3/2025") == [
        ("hall", "2025-07-01", "300.00", "False"),
        ("q4", "2025-07-01", "900.00", "False"),
    ]
    assert due("2/7/2025") == [
        ("q4", "2025-04-20", "300.00", "True"),
        ("hall", "2025-07-01", "300.00", "True"),
    ]
    text = " ".join(desk.does("deadlines", "--as-at", "2/7/2025").split())
    assert (
        "2025-04-20, OVERDUE: £300.00 accrued for Women's Aid is still open, though £600.00 of it "
        "was paid, last on 2025-04-20: pay it, or if nothing more comes give it back: ringfence "
        "pay q4 --release"
    ) in text
    assert (
        "2025-07-01, OVERDUE: £300.00 accrued for Village hall on 2025-03-31 is not paid: "
        "ringfence pay hall --invoice REFERENCE; or if nothing comes give it back: ringfence pay "
        "hall --release"
    ) in text
    desk.does("pay", "q4", "--release", *APRIL)
    desk.does("pay", "hall", "--invoice", "H-1", *APRIL)
    assert due("2/7/2025") == []


def test_a_late_invoice_of_a_year_given_up_is_recorded_as_it_is_told(desk: Officer) -> None:
    """£300.00 of action A goes back on 10 April; then an invoice of £40.00 of March comes."""
    desk.add(CARRIED)
    late = ("spend", "2024-25/A", "40", "--payee", "Printer", "--invoice", "L-1")
    for pending in ([], ["--pending"]):
        text = " ".join(desk.is_refused(*late, *pending, "--date", "31/3/2025").split())
        assert "(--pending --supplied 2025-03-31 --date 2025-04-10)." in text
    desk.does(*late, *["--pending", "--supplied", "2025-03-31", "--date", "2025-04-10"])
    assert left(desk, "2024-25/A") == "-40.00"
    assert "0 blocks, 1 pending" in desk.does("check")


def test_nothing_is_paid_before_it_was_accrued(desk: Officer) -> None:
    text = desk.is_refused("pay", "hall", "--invoice", "H-1", "--date", "1/3/2025")
    assert text == (
        "Error: £300.00 is accrued and not yet paid on hall only from 2025-03-31 on, and this is "
        "dated 2025-03-01: date it 2025-03-31 or later (--date DAY), or correct the day of the "
        "other. Nothing was saved.\n"
    )
    desk.does("pay", "hall", "--invoice", "H-1", "--date", "31/3/2025")
