"""Spending, typed as commands: which fund pays, what is refused, what comes back exactly."""

from __future__ import annotations

import datetime
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from ringfence.cli.main import main
from ringfence.cli.prompt import asking, typed
from ringfence.ledger import years
from ringfence.ledger.accounts import Kind
from tests.conftest import EXAMPLE, Officer

GRANT, OLDEST, OLD, NEW = "PLF-2017-18", "PLF-2015-16", "PLF-2016-17", "PLF-2018-19"
KIDVA = "2018-19/KIDVA/Service"
PROVIDER = ("--payee", "Women's Aid Leicestershire Ltd")
CONSENT = ("--decision", "OPCC-2018-03-26", "--date", "2/6/2018")
JUNE = ("--date", "1/6/2018")
BLUELIGHT = "2018-19/Bluelight"


def spent(officer: Officer, pot: str) -> dict[str, str]:
    return {
        each.fund: str(each.spent(datetime.date.max))
        for (place, _fund), each in officer.book().pots.items()
        if place.address == pot
    }


def test_a_spend_says_what_is_left(officer: Officer) -> None:
    text = officer.does(
        "spend",
        KIDVA,
        "£2,750",
        *PROVIDER,
        "--invoice",
        "WAL-2500",
        "--note",
        "First quarter",
        *JUNE,
    )
    assert '2018-06-01 * "Women\'s Aid Leicestershire Ltd" "First quarter"\n' in text
    assert '  invoice: "WAL-2500"\n  recorded-by: "cs-officer"\n' in text
    assert "£2,750.00 is taken as net of the VAT that is recovered." in text
    assert "Left in 2018-19/KIDVA/Service on 2018-06-01: £8,250.00 of PLF-2018-19." in text
    entry = """  Expenses:Plan:2018-19:KIDVA:Service:PLF-2018-19   2750.00 GBP
  Assets:Council:PLF-2018-19                       -2750.00 GBP
"""
    assert officer.text("spend-2018-19").endswith(entry)
    opened = "2018-04-01 open Expenses:Plan:2018-19:KIDVA:Service:PLF-2018-19  GBP"
    assert opened in officer.text("accounts")
    assert spent(officer, KIDVA) == {NEW: "2750.00"}


@pytest.mark.parametrize(
    ("payee", "invoice", "amount", "like"),
    [
        ("Leicester City FC", "LCFC 1190", "10", True),
        ("Leicester City FC", "lcfc1190.", "10", True),
        ("Leicester City Football Club", "LCFC-1190", "10", True),
        ("LEICESTER CITY F.C.", "LCFC/1190", "750", True),
        ("The Football Club", "LCFC-1190", "750", True),
        ("The Football Club", "LCFC-1190", "10", False),
        ("Leicester City FC", "LCFC-1191", "750", False),
    ],
)
def test_an_invoice_written_otherwise_is_asked_about_and_saved(
    payee: str, invoice: str, amount: str, *, like: bool, officer: Officer
) -> None:
    args = ("2018-19/Diversionary", amount, "--payee", payee, "--invoice", invoice, *JUNE)
    text = " ".join(officer.does("spend", *args).split())
    asked = "Warning: This may be recorded already, £750.00: spend-2018-19.beancount:8 2018-05-11 "
    assert (asked in text) == like
    if like:
        place = text.partition("reverse this one: ringfence correct ")[2].split()[0]
        officer.does("correct", place, "--reverse-only", *JUNE)
        assert spent(officer, "2018-19/Diversionary") == {NEW: "0.00"}


def test_a_spend_without_a_reference_is_asked_about(officer: Officer) -> None:
    args = ("spend", KIDVA, "80", *PROVIDER, "--invoice", "", *JUNE)
    first = " ".join(officer.does(*args).split())
    assert "Warning: Without an invoice reference nothing shows that it is recorded once" in first
    assert "may be recorded already" not in first
    second = " ".join(officer.does(*args).split())
    assert "Warning: This may be recorded already, £80.00: spend-2018-19.beancount:" in second
    place = second.partition("When there is one: ringfence correct ")[2].split()[0]
    officer.does("correct", place, "--invoice", "WAL-2600", *JUNE)
    assert officer.text("spend-2018-19").count('invoice: "WAL-2600"') == 1


def test_a_spend_in_the_future_is_asked_about_and_taken_back_as_it_says(officer: Officer) -> None:
    day = years.today() + datetime.timedelta(days=40)
    args = ("spend", KIDVA, "80", *PROVIDER, "--invoice", "WAL-9", "--date", day.isoformat())
    officer.does("fund", "amend", NEW, "--spend-by", "2099-03-31", *CONSENT)
    text = officer.does(*args)
    flat = " ".join(text.split())
    assert f"Warning: It is dated {day}, 40 days from today." in flat
    saved = re.search(r"^Saved in (spend-\S+:\d+):$", text, re.MULTILINE)
    assert saved
    (line,) = re.findall(r"record it anew: ringfence (correct .*?--date \S+)", flat)
    assert saved[1] in line
    officer.does(*line.split())
    assert spent(officer, KIDVA) == {NEW: "0.00"}


def test_gross_less_vat(officer: Officer) -> None:
    text = officer.does(
        "spend", KIDVA, "120", "--gross", "--vat", "20", *PROVIDER, "--invoice", "W", *JUNE
    )
    assert "£120.00 gross, less £20.00 VAT that is recovered: £100.00 is spent." in text
    assert "  vat: 20.00 GBP\n" in text
    assert spent(officer, KIDVA) == {NEW: "100.00"}
    text = officer.does(
        "spend", KIDVA, "60", "--irrecoverable-vat", "10", *PROVIDER, "--invoice", "X", *JUNE
    )
    assert "It includes £10.00 VAT that can't be recovered." in " ".join(text.split())
    unclear = ("spend", KIDVA, "120", "--gross", *PROVIDER, "--invoice", "W2")
    assert "say how much of it is VAT" in officer.is_refused(*unclear, status=2)
    whole = ("spend", KIDVA, "20", "--gross", "--vat", "20", *PROVIDER, "--invoice", "W3")
    assert "Invalid value for --vat" in officer.is_refused(*whole, status=2)


def test_an_invoice_above_its_pot_is_refused_with_the_way_out(officer: Officer) -> None:
    text = officer.is_refused("spend", KIDVA, "11000.01", *PROVIDER, "--invoice", "W", *JUNE)
    assert "£11,000.01 is £0.01 more than is free in 2018-19/KIDVA/Service on 2018-06-01" in text
    assert "record it as awaiting a decision (--pending)" in text
    assert "its action holds £0.00; the reserve holds £2,000.00 (of all funds £5,244.05)" in text
    assert (
        "\n  Type: ringfence vire Reserve 2018-19/KIDVA/Service 0.01 --fund PLF-2018-19 "
        "--date 2018-06-01 --decision ID"
    ) in text
    assert text.endswith("Nothing was saved.\n")


def test_pending_counts_at_once_and_is_settled_by_money(officer: Officer) -> None:
    spend = ("spend", KIDVA, "11200", *PROVIDER, "--invoice", "WAL-9", *JUNE)
    text = officer.does(*spend, "--pending")
    assert "2018-06-01 ! \"Women's Aid" in text
    assert "Left in 2018-19/KIDVA/Service on 2018-06-01: -£200.00 of PLF-2018-19." in text
    assert "Awaiting a decision: 2018-19/KIDVA/Service is short by £200.00" in text
    more = officer.is_refused("spend", KIDVA, "1", *PROVIDER, "--invoice", "WAL-10", *JUNE)
    assert "£1.00 is £1.00 more than is free" in more
    decided = ("--decision", "CSP-2018-04-16-03", "--fund", NEW)
    officer.does("vire", "Reserve", KIDVA, "200", *decided, *JUNE)
    assert "0 pending" in officer.does("check")


def test_what_one_invoice_takes_from_two_funds_is_joined(officer: Officer) -> None:
    """The reserve's £0.50 of 2015/16 is left in Diversionary 2017/18; 12.00 of 2017/18 join it."""
    decided = ("--decision", "CSP-2017-06-12-04", "--date", "30/3/2018")
    officer.does("vire", "Reserve", "2017-18/Diversionary", "12", "--fund", GRANT, *decided)
    spend = ("spend", "2017-18/Diversionary", "12.30", "--payee", "Printer", "--date", "31/3/2018")
    text = officer.does(*spend, "--invoice", "PR 0700/a", "--vat", "2.46")
    assert "Split over 2 funds: £12.00 of PLF-2017-18, £0.30 of PLF-2015-16." in text
    assert text.count('"Printer" "Diversionary Activities" ^pr-0700-a\n') == 2
    assert text.count("  invoice-total: 12.30 GBP\n") == 2
    assert "  vat: 2.40 GBP\n" in text
    assert "  vat: 0.06 GBP\n" in text
    assert spent(officer, "2017-18/Diversionary") == {GRANT: "12.00", OLDEST: "0.30"}
    back = officer.does(
        "refund",
        "2017-18/Diversionary",
        "4.10",
        "--payee",
        "PRINTER",
        "--invoice",
        "pr 0700/A",
        "--date",
        "31/3/2018",
    )
    assert "Split over 2 funds: £4.00 of PLF-2017-18, £0.10 of PLF-2015-16." in back


def test_what_a_pending_spend_lacks_is_on_the_fund_whose_reserve_has_it(officer: Officer) -> None:
    officer.does(
        "vire",
        "Reserve",
        "2017-18/Diversionary",
        "12",
        "--fund",
        GRANT,
        "--decision",
        "CSP-2017-06-12-04",
        "--date",
        "30/3/2018",
    )
    text = officer.does(
        "spend",
        "2017-18/Diversionary",
        "20",
        "--payee",
        "P",
        "--invoice",
        "I",
        "--date",
        "31/3/2018",
        "--pending",
    )
    assert "£19.50 of PLF-2017-18 (awaiting a decision), £0.50 of PLF-2015-16" in text
    (typed,) = re.findall(r"Type:\s+ringfence (vire .*) --decision ID", text)
    assert typed == "vire Reserve 2017-18/Diversionary 7.50 --fund PLF-2017-18"
    officer.does(*typed.split(), "--decision", "CSP-2017-06-12-04", *JUNE)
    assert "0 pending" in officer.does("check")
    assert '2018-03-31 * "P"' in text
    assert '2018-03-31 ! "P"' in text


def test_the_same_invoice_twice_is_refused_and_shows_the_first(officer: Officer) -> None:
    twice = ("spend", "2018-19/Diversionary/Kicks", "750", "--payee", "leicester city  FC", *JUNE)
    text = officer.is_refused(*twice, "--invoice", "lcfc-1190")
    assert "Invoice lcfc-1190 of leicester city  FC was recorded already, £750.00:" in text
    line = (
        officer.text("spend-2018-19")
        .splitlines()
        .index('2018-05-11 * "Leicester City FC" "KICKS, spring"')
    )
    assert f"\n  spend-2018-19.beancount:{line + 1}  2018-05-11  Leicester City FC" in text
    assert "--invoice-total AMOUNT" in text


def test_parts_of_one_invoice_up_to_its_total(officer: Officer) -> None:
    part = ("spend", KIDVA, "60", *PROVIDER, "--invoice", "W", *JUNE, "--invoice-total", "100")
    officer.does(*part)
    text = officer.is_refused(*part)
    assert "£20.00 more than its total of £100.00" in text
    officer.does("spend", KIDVA, "40", *PROVIDER, "--invoice", "W", *JUNE)
    assert spent(officer, KIDVA) == {NEW: "100.00"}


def test_no_invoice_where_none_is_needed(officer: Officer) -> None:
    officer.does("spend", KIDVA, "499.99", *PROVIDER, "--invoice", "", *JUNE)
    officer.does("spend", KIDVA, "499.99", *PROVIDER, "--invoice", " ", *JUNE)
    text = officer.is_refused("spend", KIDVA, "500", *PROVIDER, "--invoice", "", *JUNE)
    assert "[evidence]" in text
    officer.does("spend", KIDVA, "500", *PROVIDER, "--invoice", "", *JUNE, "--pending")
    assert "1 pending" in officer.does("check")


def test_what_awaits_money_alone_is_settled_by_none_that_is_named(officer: Officer) -> None:
    """The earmark has £750.00: £800.00 awaits that £50.00 are moved into it."""
    pot = "2018-19/Diversionary/Kicks"
    spent = ("spend", pot, "800", "--payee", "P", "--invoice", "BK-1", "--pending", *JUNE)
    had = officer.left(pot, GRANT, "2018-06-01")
    officer.does(*spent[:2], f"{float(had) + 50:.2f}", *spent[3:])
    before = officer.text("spend-2018-19")
    text = officer.is_refused("settle", "BK-1", "--decision", "CSP-2018-04-16-03")
    assert text.startswith(
        "Error: No decision that is named under BK-1 settles it: it awaits money, which a decision "
        f"moves. {pot} is short by £50.00 of {GRANT} on 2018-06-01 through pending spending, last "
    )
    assert text.endswith("[overdrawn]\n\nNothing was saved.\n")
    assert officer.text("spend-2018-19") == before


def test_a_date_outside_all_dates_is_refused(officer: Officer) -> None:
    late = ("spend", KIDVA, "5", *PROVIDER, "--invoice", "W", "--date", "1/4/2019")
    text = officer.is_refused(*late)
    assert "may be spent on 2019-04-01: PLF-2018-19 from 2018-04-01 until 2019-03-31" in text
    assert text.endswith(
        "If it was supplied between these dates, say when (--supplied DAY); otherwise another fund "
        "has to bear it, or have its terms amended. If its funder lets it, name that decision: "
        "--override-window ID\n\nNothing was saved.\n"
    )
    officer.does(*late, "--supplied", "31 March 2019")
    assert "  supplied: 2019-03-31\n" in officer.text("spend-2019-20")


def test_every_key_has_its_option(officer: Officer) -> None:
    officer.does(
        *("spend", BLUELIGHT, "5", "--payee", "P", "--invoice", "I", *JUNE, "--revenue"),
        *("--purpose", "first aid", "--category", "training", "--council-ref", "R"),
        *("--approved-by", "cfo", "--adjusts", "PLF-2018-19/2018-19-H1", "--corrects", "LCFC-1093"),
        *("--link", "one", "--link", "^two", "--illustrative", "--private"),
        *("--settled-by", "CSP-2018-04-16-03", "--override-evidence", "CSP-2018-04-16-03"),
    )
    text = officer.text("spend-2018-19")
    entry = text[text.index('2018-06-01 * "P"') :]
    keys = re.findall(r"^  ([a-z-]+):", entry, flags=re.MULTILINE)
    assert keys == [
        *("invoice", "settled-by", "purpose", "category", "capital", "approved-by", "council-ref"),
        *("adjusts", "corrects", "illustrative", "private", "override-evidence"),
        *("recorded-by", "recorded-at"),
    ]
    assert "  capital: FALSE\n" in entry
    assert entry.splitlines()[0].endswith("^one ^two")


def test_from_reserve_nothing_is_spent(officer: Officer) -> None:
    text = officer.is_refused("spend", "Reserve", "5", "--payee", "P", "--invoice", "I")
    assert "Nothing is spent from Reserve itself" in text


def test_what_is_accrued_is_paid_by_its_link(officer: Officer) -> None:
    text = officer.does("accrue", KIDVA, "900", *PROVIDER, *JUNE, "--note", "June")
    link = "women-s-aid-leicestershire-ltd-accrued"
    assert f"Pay it with: ringfence pay {link}" in text
    assert officer.book().total(NEW, Kind.ACCRUALS, datetime.date.max) == -900
    officer.does("pay", f"^{link}", "600", "--invoice", "WAL-1", "--part", "--date", "2/7/2018")
    text = officer.is_refused("pay", link, "300.01", "--date", "2/7/2018")
    assert text == (
        f"Error: £300.01 is £0.01 more than is accrued and not yet paid on {link}: £300.00. Name "
        "the invoice that came (--invoice REFERENCE), and the £0.01 is spent with it; or record "
        "300.00. Nothing was saved.\n"
    )
    text = officer.does("pay", link, "--invoice", "WAL-2", "--date", "3/7/2018")
    assert f'"June, paid" ^{link}\n' in text
    assert officer.book().total(NEW, Kind.ACCRUALS, datetime.date.max) == 0
    assert "Nothing accrued and not yet paid is called" in officer.is_refused("pay", link)
    assert spent(officer, KIDVA) == {NEW: "900.00"}


def test_what_is_advanced_is_spent_when_it_is_shown(officer: Officer) -> None:
    hub = ("--payee", "Neighbour Hub")
    pot = "2018-19/Prevent/NeighbourHub"
    text = officer.is_refused("advance", pot, "250.01", *hub, *JUNE)
    assert "£250.01 is £0.01 more than is free" in text
    assert "--pending" not in text
    officer.does("advance", pot, "200", *hub, *JUNE)
    link = "neighbour-hub-advance"
    taken = officer.text("spend-2017-18").count(f"^{link}") > 0
    link = f"{link}-2" if taken else link
    assert officer.left(pot, GRANT, "2018-06-01") == "250.00"
    short = officer.is_refused("spend", pot, "50.01", *hub, "--invoice", "NH-40", *JUNE)
    assert "£50.01 is £0.01 more than is free" in short
    text = officer.is_refused("evidence", link, "200.01", "--invoice", "NH-41", *JUNE)
    assert "£200.01 is £0.01 more than is advanced and not evidenced" in text
    text = officer.is_refused("evidence", link, "150", "--invoice", "NH-41", *JUNE)
    assert "Say which earmark it is spent from (--pot POT)" in text
    officer.does("evidence", link, "150", "--invoice", "NH-41", "--pot", pot, *JUNE)
    assert officer.left(pot, GRANT, "2018-06-01") == "100.00"
    again = ("evidence", link, "20", "--pot", pot, "--invoice")
    twice = officer.is_refused(*again, "nh-41", *JUNE)
    assert twice.startswith("Error: Invoice nh-41 of Neighbour Hub was recorded already, £150.00:")
    assert twice.endswith(
        "If it is another invoice, give it its own reference (--invoice); if this is a further "
        "part of the same one, give its total (--invoice-total AMOUNT). Nothing was "
        "saved. [duplicate]\n"
    )
    part = ("--invoice-total", "170", *JUNE)
    assert "was recorded already, £150.00" in officer.is_refused(
        "spend", "2018-19/Prevent", "5", *hub, "--invoice", "NH-41", *JUNE
    )
    doubt = " ".join(officer.does(*again, "NH 41", *JUNE).split())
    assert "Warning: This may be recorded already, £150.00: spend-2018-19.beancount" in doubt
    (typed,) = re.findall(
        r"reverse this one: ringfence (correct \S+ --reverse-only.*?) Left", doubt
    )
    officer.does(*typed.split())
    officer.does(*again, "NH-41", *part)
    assert officer.left(pot, GRANT, "2018-06-01") == "80.00"
    other = officer.is_refused("advance", pot, "1", "--payee", "Printer", *JUNE)
    assert "2018-19/Prevent/NeighbourHub is for Neighbour Hub" in other
    action = officer.is_refused("advance", "2018-19/Prevent", "1", *hub, *JUNE)
    assert "Neighbour Hub has 2018-19/Prevent/NeighbourHub." in action


def test_what_is_set_aside_for_one_and_pays_another_is_asked_about(officer: Officer) -> None:
    """A provider has suppliers of its own, so it is minded and never refused."""
    kicks, other = "2018-19/Diversionary/Kicks", ("--payee", "Some Printer", *JUNE)
    for command, invoice in (("spend", "SP-1"), ("accrue", "SP-2")):
        text = officer.does(command, kicks, "5", *other, "--invoice", invoice)
        flat = " ".join(text.split())
        (typed,) = re.findall(
            f"Warning: {kicks} is set aside for Leicester City FC, and this pays Some Printer. If "
            "it is not for Leicester City FC's own work, name the pot that it is of: ringfence "
            r"(correct \S+ --pot POT --date 2018-06-01)",
            flat,
        )
        had = officer.left(kicks, GRANT, "2018-06-01")
        officer.does(*typed.replace("POT", "2018-19/Diversionary", 1).split())
        assert float(officer.left(kicks, GRANT, "2018-06-01")) == float(had) + 5
    own = ("--payee", "leicester city F.C.", "--invoice", "SP-3", *JUNE)
    assert "is set aside for" not in officer.does("spend", kicks, "5", *own)


def test_a_refund_of_what_nobody_paid(officer: Officer) -> None:
    text = officer.is_refused("refund", KIDVA, "5", *PROVIDER, "--invoice", "W", *JUNE)
    assert "Nothing was paid from 2018-19/KIDVA/Service on invoice W" in text
    text = officer.is_refused("refund", KIDVA, "5", *PROVIDER, "--invoice", "", status=2)
    assert "name the fund that paid" in text


def test_a_correction_reverses_and_records_anew(officer: Officer) -> None:
    before = officer.text("spend-2018-19")
    officer.does("correct", "LCFC-1190", "--amount", "700", "--date", "2/6/2018")
    after = officer.text("spend-2018-19")
    assert after.startswith(before)
    added = [line for line in after.removeprefix(before).splitlines() if "recorded-" not in line]
    assert "\n".join(added).strip("\n").splitlines() == [
        '2018-06-02 * "Leicester City FC" "KICKS, spring: reversed"',
        '  invoice: "LCFC-1190"',
        '  corrects: "LCFC-1190"',
        "  Expenses:Plan:2018-19:Diversionary:Kicks:PLF-2017-18  -750.00 GBP",
        "  Assets:Council:PLF-2017-18                             750.00 GBP",
        "",
        '2018-06-02 * "Leicester City FC" "KICKS, spring"',
        '  invoice: "LCFC-1190"',
        "  illustrative: TRUE",
        "  supplied: 2018-05-11",
        '  corrects: "LCFC-1190"',
        "  Expenses:Plan:2018-19:Diversionary:Kicks:PLF-2017-18   700.00 GBP",
        "  Assets:Council:PLF-2017-18                            -700.00 GBP",
    ]
    assert spent(officer, "2018-19/Diversionary/Kicks") == {GRANT: "700.00"}
    officer.does("correct", "LCFC-1190", "--amount", "800", "--date", "3/6/2018")
    assert spent(officer, "2018-19/Diversionary/Kicks") == {GRANT: "800.00"}


def test_a_correction_is_never_dated_before_what_it_corrects(officer: Officer) -> None:
    text = officer.is_refused("correct", "LCFC-1190", "--amount", "700", "--date", "10/5/2018")
    assert "A correction of 2018-05-10 would reverse what LCFC-1190 says only from" in text
    assert "Date it 2018-05-11 or later: --date 2018-05-11." in text

    first = officer.does("correct", "LCFC-1190", "--amount", "700", "--date", "2/6/2018")
    assert "was corrected before" not in first
    text = officer.is_refused("correct", "LCFC-1190", "--amount", "800", "--date", "1/6/2018")
    assert "only from 2018-06-02 on (a correction already): spend-2018-19.beancount:" in text
    assert "ringfence correct LCFC-1190 --reverse-only --date 2018-06-02" in text
    second = officer.does("correct", "LCFC-1190", "--amount", "800", "--date", "2/6/2018")
    assert "LCFC-1190 was already corrected, on 2018-06-02: this corrects the later" in second
    assert spent(officer, "2018-19/Diversionary/Kicks") == {GRANT: "800.00"}


def test_a_correction_before_an_asserted_balance_is_told_the_day(officer: Officer) -> None:
    officer.add("2017-10-01 balance Assets:Council  -4851.67 GBP\n")
    place = officer.text("main").count("\n")
    late = ("correct", "WAL-2207", "--amount", "2700", "--date")
    text = officer.is_refused(*late, "1/9/2017")
    assert "Balance failed" not in text
    assert (
        f"would cause this at main.beancount:{place}: The council's balance (Assets:Council) "
        "is asserted to be -£4,851.67 at the start of 2017-10-01, and with this it would be "
        "-£4,801.67, £50.00 more. Date it 2017-10-01 or later, so that this stays true (--date "
        "2017-10-01); if what is asserted is wrong, correct that first."
    ) in text
    officer.does(*late, "1/10/2017")


def test_of_several_asserted_balances_the_last_binds(officer: Officer) -> None:
    officer.add("2017-10-01 balance Assets:Council  -4851.67 GBP\n")
    officer.add("2017-11-01 balance Assets:Council  -11501.67 GBP\n")
    late = ("correct", "WAL-2207", "--amount", "2700", "--date")
    text = officer.is_refused(*late, "1/9/2017")
    assert text.count("is asserted to be") == 1
    assert "The one asserted before it would not hold either. Date it 2017-11-01 or" in text
    assert "The one asserted before" not in officer.is_refused(*late, "2/10/2017")
    officer.does(*late, "1/11/2017")


def test_a_correction_of_the_pot_the_payee_and_the_reference(officer: Officer) -> None:
    line = (
        officer.text("spend-2018-19")
        .splitlines()
        .index('2018-05-08 * "Seed merchant" "Sunflower competition: seeds"')
    )
    place = f"spend-2018-19.beancount:{line + 2}"
    officer.does(
        "correct",
        place,
        "--pot",
        BLUELIGHT,
        "--payee",
        "Seeds Ltd",
        "--invoice",
        "S-1",
        "--date",
        "2/6/2018",
    )
    assert spent(officer, BLUELIGHT) == {NEW: "210.00"}
    assert spent(officer, "2018-19/GrowOutCrime") == {OLD: "0.00"}
    text = officer.text("spend-2018-19")
    assert '2018-06-02 * "Seeds Ltd" "Sunflower competition: seeds"\n  invoice: "S-1"' in text


def test_a_correction_of_a_shared_invoice_stays_with_its_funds(officer: Officer) -> None:
    officer.does("correct", "SD-084", "--amount", "1100", "--date", "1/3/2018")
    pot = "2017-18/Diversionary/SummerActivities"
    assert spent(officer, pot) == {GRANT: "3983.79", OLDEST: "916.21"}
    officer.does("correct", "SD-084", "--amount", "1150", "--date", "2/3/2018")
    assert sum(map(Decimal, spent(officer, pot).values())) == 4950
    text = officer.is_refused("correct", "SD-084", "--amount", "1300", "--date", "3/3/2018")
    assert "£150.00 is £100.00 more than is free" in text


def test_a_correction_to_another_fund_of_the_same_pot(officer: Officer) -> None:
    """The pot is full but for what the correction itself gives back."""
    text = officer.is_refused("correct", "SD-084", "--fund", GRANT, "--date", "1/3/2018")
    assert "£1,200.00 is £999.50 more than is free" in text
    funds = ("--fund", f"{GRANT}=200", "--fund", f"{OLDEST}=999.5", "--amount", "1199.50")
    officer.does("correct", "SD-084", *funds, "--date", "1/3/2018")
    assert officer.left("2017-18/Diversionary/SummerActivities", GRANT, "2018-03-31") == "0.50"


def test_what_nothing_replaces_is_only_reversed(officer: Officer) -> None:
    officer.does("correct", "LCFC-1190", "--reverse-only", "--date", "2/6/2018")
    assert spent(officer, "2018-19/Diversionary/Kicks") == {GRANT: "0.00"}
    text = officer.is_refused("correct", "LCFC-1190", "--amount", "1", "--date", "2/6/2018")
    assert "LCFC-1190 was reversed already" in text


def test_a_transfer_is_corrected_too(officer: Officer) -> None:
    pot = "2018-19/KIDVA/Service"
    line = (
        officer.text("plan-2018-19")
        .splitlines()
        .index('2018-05-01 * "Women\'s Aid Leicestershire Ltd" "KIDVA service 2018/19"')
    )
    place = f"plan-2018-19.beancount:{line + 1}"
    officer.does("correct", place, "--amount", "9000", "--date", "2/6/2018")
    assert officer.left(pot, NEW, "2018-06-02") == "9000.00"
    text = officer.is_refused("correct", place, "--amount", "8000", "--date", "2/6/2018")
    assert "was reversed already" in text


def test_a_linked_transfer_is_corrected_again(officer: Officer) -> None:
    correct = ("correct", "summer-activities-2018")
    earmark = ("earmark", "2018-19/Diversionary/Summer", "100", "--payee", "P", *JUNE)
    officer.does(*earmark, "--link", correct[1])
    for note in ("Once", "Twice"):
        officer.does(*correct, "--note", note, *JUNE)
    officer.does(*correct, "--amount", "80", *JUNE)
    assert officer.left("2018-19/Diversionary/Summer", NEW, "2018-06-01") == "80.00"
    officer.does(*correct, "--reverse-only", *JUNE)
    assert officer.left("2018-19/Diversionary/Summer", NEW, "2018-06-01") == "0.00"
    assert "reversed already" in officer.is_refused(*correct, "--amount", "5", *JUNE)


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (("LCFC-1190",), 2, "Say what is right"),
        (("nothing-like-it", "--amount", "1"), 1, "No entry is called nothing-like-it"),
        (("EH-2217", "--amount", "1"), 1, "EH-2217 is the name of several entries"),
        (("LCFC-1190", "--to", "Reserve"), 2, "--from and --to are for transfers"),
        (("LCFC-1190", "--amount", "-1"), 2, "is below zero"),
    ],
)
def test_a_correction_that_can_not_be(
    args: tuple[str, ...], status: int, words: str, officer: Officer
) -> None:
    assert words in officer.is_refused("correct", *args, status=status)


def test_settled_by_a_decision(officer: Officer) -> None:
    officer.does(
        "spend",
        BLUELIGHT,
        "5",
        "--payee",
        "P",
        "--invoice",
        "BL-1",
        *JUNE,
        "--pending",
        "--purpose",
        "fireworks",
    )
    assert "1 pending" in officer.does("check")
    text = officer.is_refused("settle", "BL-1", "--decision", "CSP-9")
    assert "There is no decision CSP-9" in text
    before = officer.text("spend-2018-19")
    text = officer.does("settle", "BL-1", "--decision", "CSP-2018-04-16-03")
    after = officer.text("spend-2018-19")
    assert after.replace('  settled-by: "CSP-2018-04-16-03"\n', "") == before
    assert "0 pending" in officer.does("check")
    assert "is already settled" in officer.is_refused(
        "settle", "BL-1", "--decision", "CSP-2018-04-16-03"
    )
    text = officer.is_refused("settle", "LCFC-1190", "--decision", "CSP-2018-04-16-03")
    assert "LCFC-1190 is not pending, so there is nothing to settle" in text
    assert "Missing option '--decision'" in officer.is_refused("settle", "BL-1", status=2)


@pytest.mark.parametrize(
    "args",
    [("spend", KIDVA), ("refund", KIDVA), ("accrue", KIDVA), ("advance", KIDVA), ("pay", "x")],
)
@pytest.mark.parametrize(("amount", "words"), [("-5", "below zero"), ("0", "is zero")])
def test_negative_and_zero_get_a_sentence(
    args: tuple[str, ...], amount: str, words: str, officer: Officer
) -> None:
    text = officer.is_refused(*args, amount, "--payee", "P", status=2)
    assert words in text or "No such option '--payee'" in text
    if args[0] != "pay":
        assert words in text


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("spend",), "Missing argument 'POT'"),
        (("spend", KIDVA), "Missing argument 'AMOUNT'"),
        (("spend", KIDVA, "5"), "Missing option '--payee'"),
        (("spend", KIDVA, "5", "--payee", "P"), "Missing option '--invoice'"),
        (("spend", KIDVA, "5", "--payee", " ", "--invoice", "I"), "it is blank"),
        (("pay",), "Missing argument 'LINK'"),
        (("correct",), "Missing argument 'ENTRY'"),
    ],
)
def test_off_a_terminal_what_is_missing_is_named(
    args: tuple[str, ...], words: str, officer: Officer
) -> None:
    assert words in officer.is_refused(*args, status=2)


def test_books_with_a_fault_take_what_brings_no_new_one(officer: Officer) -> None:
    officer.add('\n2018-05-20 custom "decision" "Bad"\n  title: "no body"\n')
    assert officer("check").exit_code == 1
    result = officer("spend", KIDVA, "5", *PROVIDER, "--invoice", "W", *JUNE)
    assert result.exit_code == 0, result.output


HOSTILE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters='"\\\n\t=<^#;{}'),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip()))


@settings(max_examples=25)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_officers_words_come_back_as_typed(payee: str, note: str, invoice: str) -> None:
    folder = Path("/tmp") / f"ringfence-words-{os.getpid()}"  # noqa: S108 - removed below
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder)
    try:
        officer = Officer(folder)
        words = [f"--payee={payee}", f"--note={note}", f"--invoice={invoice}"]
        result = officer("spend", KIDVA, "5", *words, *JUNE)
        assert result.exit_code == 0, result.output
        entry = next(e for e in officer.book().transactions if str(e.date) == "2018-06-01")
        assert (entry.payee, entry.narration) == (payee, note)
        assert entry.meta.get("invoice", "") == (invoice if invoice.strip() else "")
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    "payee", ["\x1b[31mred", "a\x00b", "\x9b2J"], ids=["escape", "nul", "control"]
)
def test_control_characters_are_refused_with_a_sentence(payee: str, officer: Officer) -> None:
    text = officer.is_refused("spend", KIDVA, "5", f"--payee={payee}", "--invoice", "I", *JUNE)
    assert "can't be kept in the books" in text
    assert "\x1b" not in text


# At a terminal.

DOWN, ENTER = "\x1b[B", "\r"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(typed, "today", lambda: datetime.date(2018, 6, 1))
    with create_pipe_input() as pipe, create_app_session(pipe, DummyOutput()):
        yield pipe.send_text


def test_what_is_missing_is_asked_for(officer: Officer, keys: Callable[[str], None]) -> None:
    keys("8-19/KIDVA/S" + ENTER + "2,750" + ENTER)
    keys("Women's Aid Leicestershire Ltd" + ENTER + "WAL-1" + ENTER + "y")
    text = officer.does("spend", *JUNE)
    assert "To be saved in spend-2018-19.beancount:" in text
    assert "Saved in spend-2018-19.beancount:" in text
    assert spent(officer, KIDVA) == {NEW: "2750.00"}


def test_what_was_asked_for_can_be_left(officer: Officer, keys: Callable[[str], None]) -> None:
    keys("\x03")
    assert "Aborted" in officer.is_refused("spend", *JUNE)


def test_a_split_is_shown_and_confirmed(officer: Officer, keys: Callable[[str], None]) -> None:
    vire = ("vire", "Reserve", BLUELIGHT, "3000", *JUNE, "--decision", "CSP-2018-04-16-03")
    keys("n")
    assert "Aborted" in officer.is_refused(*vire)
    keys("y")
    text = officer.does(*vire)
    assert text.index("Split over 2 funds") < text.index("Saved in plan-2018-19")


def test_what_is_plain_is_saved_without_a_question(
    officer: Officer, keys: Callable[[str], None]
) -> None:
    officer.does("spend", KIDVA, "5", *PROVIDER, "--invoice", "W", *JUNE)


def test_a_virement_asks_for_its_decision(officer: Officer, keys: Callable[[str], None]) -> None:
    keys("CSP-2018-04-16-03" + ENTER + "y")
    officer.does("vire", "Reserve", BLUELIGHT, "5", "--fund", NEW, *JUNE)
    assert 'decision: "CSP-2018-04-16-03"' in officer.text("plan-2018-19").rpartition("vire")[2]


def test_on_a_real_terminal(officer: Officer) -> None:
    """A pseudo-terminal, the installed command, and somebody who types."""
    control, terminal = pty.openpty()
    command = Path(sys.executable).with_name("ringfence")
    args = [str(command), "--books", str(officer.books), "spend", KIDVA, "5", *PROVIDER, *JUNE]
    process = subprocess.Popen(args, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    answers = {b"reference": b"WAL-77\r", b"Save this?": b"y"}
    seen = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([control], [], [], 0.2)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            seen += os.read(control, 65536)
        except OSError:  # the other end is closed
            break
        if b"\x1b[6n" in seen:  # it asks where the cursor is
            os.write(control, b"\x1b[1;1R")
            seen = seen.replace(b"\x1b[6n", b"")
        for prompt in [prompt for prompt in answers if prompt in seen]:
            os.write(control, answers.pop(prompt))
    assert process.wait(10) == 0, seen.decode(errors="replace")
    os.close(control)
    assert 'invoice: "WAL-77"' in officer.text("spend-2018-19")


# Completion.


def completed(officer: Officer, *args: str) -> list[str]:
    *before, incomplete = args
    shell = ShellComplete(main, {}, "ringfence", "_RINGFENCE_COMPLETE")
    found = shell.get_completions(["--books", str(officer.books), *before], incomplete)
    return [item.value for item in found]


def test_the_shell_completes_from_the_books(officer: Officer) -> None:
    assert completed(officer, "spend", "2018-19/K") == ["2018-19/KIDVA", KIDVA]
    assert completed(officer, "spend", KIDVA, "5", "--fund", "plf-2018") == [NEW]
    assert completed(officer, "spend", KIDVA, "5", "--payee", "Wom") == [PROVIDER[1]]
    assert completed(officer, "vire", "Reserve", KIDVA, "5", "--decision", "OPCC-2018") == [
        "OPCC-2018-03-26"
    ]
    assert "Reserve" in completed(officer, "vire", "")


def test_the_shell_completes_nothing_where_there_are_no_books(tmp_path: Path) -> None:
    assert completed(Officer(tmp_path), "spend", "2018") == []
