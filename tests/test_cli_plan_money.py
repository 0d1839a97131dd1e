"""What money is for, typed as commands: allocations, earmarks, virements, carrying forward."""

from __future__ import annotations

import pytest

from tests.conftest import Officer

GRANT, OLDEST, OLD, NEW = "PLF-2017-18", "PLF-2015-16", "PLF-2016-17", "PLF-2018-19"
BLUELIGHT = "2018-19/Bluelight"
MAY = ("--date", "1/5/2018")


def test_an_allocation_after_adoption_needs_a_decision(officer: Officer) -> None:
    text = officer.is_refused("allocate", BLUELIGHT, "100", *MAY)
    assert "is an allocation of £100.00 of PLF-2018-19 to 2018-19/Bluelight" in text
    assert "it needs a decision of the CSP by 2018-05-01, and names none" in text
    text = officer.does("allocate", BLUELIGHT, "100", *MAY, "--decision", "csp-2018-04-16-03")
    assert '  decision: "CSP-2018-04-16-03"\n' in text
    assert "Left in 2018-19/Bluelight on 2018-05-01: £2,100.00 of PLF-2018-19." in text
    assert officer.left(BLUELIGHT, NEW, "2018-05-01") == "2100.00"


def test_a_decision_that_there_is_not_is_refused_with_near_ones(officer: Officer) -> None:
    text = officer.is_refused("allocate", BLUELIGHT, "1", *MAY, "--decision", "CSP-2018-04-16-33")
    assert "there is no decision CSP-2018-04-16-33. Did you mean CSP-2018-04-16-03?" in text


def test_more_than_is_unallocated_is_refused(officer: Officer) -> None:
    text = officer.is_refused("allocate", BLUELIGHT, "3200.01", *MAY, "--fund", NEW)
    assert "£3,200.01 is £0.01 more than is free in Unallocated" in text
    assert "--pending" not in text


def test_before_a_fund_is_there_the_way_out_is_a_date(officer: Officer) -> None:
    text = officer.is_refused("allocate", "2017-18/Prevent", "10", "--date", "31/3/2016")
    assert "No fund in Unallocated may be spent on 2016-03-31: " in text
    assert "Date it inside these (--date DAY); otherwise name the fund (--fund FUND)." in text
    assert "--supplied" not in text


def test_to_a_reserve_of_another_name(officer: Officer) -> None:
    decided = ("--decision", "CSP-2018-04-16-03")
    officer.does("allocate", "Reserve/Contingency", "50", *MAY, *decided)
    assert officer.left("Reserve/Contingency", NEW, "2018-05-01") == "50.00"


def test_a_new_earmark_is_declared(officer: Officer) -> None:
    text = officer.does(
        "earmark",
        f"{BLUELIGHT}/Cadets",
        "£500",
        "--payee",
        "Cadet training provider",
        "--title",
        "Cadet training 2018/19",
        "--order",
        "OWBC-PO-20801",
        "--purpose",
        "cadet training",
        "--delivery-by",
        "31/3/2019",
        *MAY,
    )
    declared = """2018-05-01 custom "earmark" "2018-19" "Bluelight" "Cadets"
  title: "Cadet training 2018/19"
  provider: "Cadet training provider"
  order: "OWBC-PO-20801"
  purpose: "cadet training"
  delivery-by: 2019-03-31
"""
    entry = """2018-05-01 * "Cadet training provider" "Cadet training 2018/19"
"""
    assert declared in text
    assert entry in text
    assert officer.left(f"{BLUELIGHT}/Cadets", NEW, "2018-05-01") == "500.00"
    assert officer.left(BLUELIGHT, NEW, "2018-05-01") == "1500.00"
    officer.does("earmark", f"{BLUELIGHT}/cadets", "100", *MAY)
    assert (
        officer.text("plan-2018-19").count('custom "earmark" "2018-19" "Bluelight" "Cadets"') == 1
    )
    officer.does("earmark", f"{BLUELIGHT}/Cadets", "1", "--agreement", "SLA", *MAY)
    history = officer.book().register.earmarks["2018-19", "Bluelight", "Cadets"]
    assert (history.latest.agreement, history.latest.order) == ("SLA", "OWBC-PO-20801")


def test_a_new_earmark_needs_its_payee(officer: Officer) -> None:
    text = officer.is_refused("earmark", f"{BLUELIGHT}/Cadets", "500", *MAY, status=2)
    assert "2018-19/Bluelight/Cadets is a new earmark: say who it is for (--payee NAME)" in text
    officer.does("earmark", f"{BLUELIGHT}/Cadets", "500", "--payee", "", *MAY)
    history = officer.book().register.earmarks["2018-19", "Bluelight", "Cadets"]
    assert history.latest.provider is None


def test_more_for_an_earmark_is_for_its_own_provider(officer: Officer) -> None:
    for payee in ((), ("--payee", "")):
        text = officer.does("earmark", "2018-19/Diversionary/Kicks", "5", *payee, *MAY)
        assert '2018-05-01 * "Leicester City FC"' in text


def test_an_earmark_above_its_action_is_refused_with_the_way_out(officer: Officer) -> None:
    text = officer.is_refused("earmark", f"{BLUELIGHT}/X", "2000.01", "--payee", "P", *MAY)
    assert "£2,000.01 is £0.01 more than is free in 2018-19/Bluelight on 2018-05-01" in text
    assert "\n  Type: ringfence vire Reserve 2018-19/Bluelight 0.01 --fund PLF-2018-19" in text


def test_an_action_is_no_earmark(officer: Officer) -> None:
    assert "is not an earmark" in officer.is_refused("earmark", BLUELIGHT, "1", *MAY, status=2)
    text = officer.is_refused("earmark", "2018-19/Blue/X", "1", "--payee", "P", *MAY)
    assert "There is no pot 2018-19/Blue/X" in text


def test_an_earmark_with_shares_is_set_aside_by_them(officer: Officer) -> None:
    officer.does(
        "vire",
        "Reserve",
        BLUELIGHT,
        "100",
        "--fund",
        OLDEST,
        *MAY,
        "--decision",
        "CSP-2017-06-12-04",
    )
    shares = ("--shares", f"{NEW} 3, {OLDEST} 1")
    officer.does("earmark", f"{BLUELIGHT}/X", "10.01", "--payee", "P", *shares, *MAY)
    assert officer.left(f"{BLUELIGHT}/X", NEW, "2018-05-01") == "7.51"
    assert officer.left(f"{BLUELIGHT}/X", OLDEST, "2018-05-01") == "2.50"
    text = officer.text("plan-2018-19")
    assert text.count('"P" "X" ^p') == 2


def test_what_an_earmark_does_not_need_goes_back_to_its_action(officer: Officer) -> None:
    officer.does("release", "2018-19/KIDVA/Service", "1000", *MAY)
    assert officer.left("2018-19/KIDVA", NEW, "2018-05-01") == "1000.00"
    assert officer.left("2018-19/KIDVA/Service", NEW, "2018-05-01") == "10000.00"
    text = officer.does("release", "2018-19/KIDVA/Service", *MAY)
    assert "10000.00 GBP" in text
    empty = officer.is_refused("release", "2018-19/KIDVA/Service", *MAY)
    assert "Nothing is left in 2018-19/KIDVA/Service on 2018-05-01" in empty


def test_out_of_an_action_it_is_unallocated_by_decision(officer: Officer) -> None:
    output = officer.is_refused("release", "2018-19/Prevent", *MAY)
    assert "[authority]" in output
    officer.does("release", "2018-19/Prevent", *MAY, "--decision", "CSP-2018-04-16-03")
    # 2,500.00 of the year, and 600.00 of 2017/18 carried forward into it.
    assert officer.left("Unallocated", NEW, "2018-05-01") == "5700.00"
    assert officer.left("2018-19/Prevent", NEW, "2018-05-01") == "0.00"
    assert officer.left("2018-19/Prevent", GRANT, "2018-05-01") == "0.00"
    text = officer.text("plan-2018-19")
    assert text.count("^prevent-to-unallocated") == 2


def test_what_is_unallocated_is_not_released(officer: Officer) -> None:
    assert "is free already" in officer.is_refused("release", "Unallocated", "1", status=2)


def test_the_decision_of_the_meeting_moves_the_reserve(officer: Officer) -> None:
    """The £1,000 of 12 June 2017: once more on the same decision is too much."""
    again = ("vire", "Reserve", "2017-18/Diversionary", "500", "--fund", OLDEST)
    text = officer.is_refused(*again, "--decision", "CSP-2017-06-12-03", "--date", "12/6/2017")
    assert "moves £500.00 on the decision CSP-2017-06-12-03, which allows £1,000.00" in text
    assert "[authority]" in text


def test_a_virement_takes_the_fund_that_must_be_spent_first(officer: Officer) -> None:
    decided = ("--decision", "CSP-2018-04-16-03", "--dry-run")
    text = officer.does("vire", "Reserve", BLUELIGHT, "3000", *MAY, *decided)
    # Both may be spent until 31 March 2019; 2017/18's money is the older.
    assert "Split over 2 funds: £2,335.50 of PLF-2017-18, £664.50 of PLF-2018-19." in text
    assert text.count("^reserve-to-bluelight-project") == 2
    assert "Left in Reserve on 2018-05-01: £2,244.05 (PLF-2015-16 £908.55, PLF-2018-19" in text


def test_a_virement_to_itself_or_without_a_decision(officer: Officer) -> None:
    text = officer.is_refused("vire", BLUELIGHT, "bluelight", "5", *MAY)
    assert "bluelight is in more than one year" in text
    text = officer.is_refused("vire", BLUELIGHT, "2018-19/bluelight", "5", *MAY)
    assert "2018-19/Bluelight and 2018-19/Bluelight are one pot" in text
    text = officer.is_refused("vire", BLUELIGHT, "2018-19/Prevent", "5", *MAY)
    assert "Decisions it could name: CSP-2018-04-16-03" in text


def test_two_decisions(officer: Officer) -> None:
    decided = ("--decision", "CSP-2018-04-16-03", "--decision", "OPCC-2018-03-26")
    officer.does("vire", "Reserve", BLUELIGHT, "5", *MAY, *decided)
    assert 'decision: "CSP-2018-04-16-03, OPCC-2018-03-26"' in officer.text("plan-2018-19")


def test_carrying_forward_declares_the_earmark_in_the_new_year(officer: Officer) -> None:
    officer.does(
        "vire",
        "Reserve",
        "2017-18/Bluelight/Cadets",
        "40",
        "--date",
        "2018-03-30",
        "--fund",
        GRANT,
        "--decision",
        "CSP-2017-06-12-04",
    )
    old, new = "2017-18/Bluelight/Cadets", "2018-19/Bluelight/Cadets"
    officer.does("carry-forward", old, new, "40", *MAY)
    assert officer.left(new, GRANT, "2018-05-01") == "40.00"
    text = officer.text("plan-2018-19")
    declared = """2018-05-01 custom "earmark" "2018-19" "Bluelight" "Cadets"
  title: "Cadet training"
  order: "OWBC-PO-20533"
  purpose: "cadet training"
"""
    assert declared in text
    assert '"Cadet training, carried forward into 2018/19"' in text


def test_carrying_forward_goes_forward(officer: Officer) -> None:
    text = officer.is_refused("carry-forward", BLUELIGHT, "2017-18/Bluelight", "5", *MAY)
    assert "is not from one year's plan into a later one" in text
    assert "ringfence vire 2018-19/Bluelight 2017-18/Bluelight AMOUNT" in text
    text = officer.is_refused("carry-forward", "2017-18/Prevent", "2018-19/Prevent", "5", *MAY)
    assert "£5.00 is £5.00 more than is free in 2017-18/Prevent" in text


def test_named_funds_with_their_parts(officer: Officer) -> None:
    funds = ("--fund", f"{GRANT}=£1,000.50", "--fund", f"{NEW}=0.5")
    decided = ("--decision", "CSP-2018-04-16-03")
    officer.does("vire", "Reserve", BLUELIGHT, "1001", *funds, *MAY, *decided)
    assert officer.left(BLUELIGHT, GRANT, "2018-05-01") == "1000.50"
    assert officer.left(BLUELIGHT, NEW, "2018-05-01") == "2000.50"
    text = officer.is_refused("vire", "Reserve", BLUELIGHT, "1002", *funds, *MAY, *decided)
    assert (
        "The amounts of the funds named add up to £1,001.00, which is £1.00 less than the £1,002.00"
    ) in text


@pytest.mark.parametrize(
    "args",
    [
        ("allocate", BLUELIGHT, "-5"),
        ("earmark", f"{BLUELIGHT}/X", "-5"),
        ("release", BLUELIGHT, "-5"),
        ("vire", "Reserve", BLUELIGHT, "-5"),
        ("carry-forward", "2017-18/Bluelight", BLUELIGHT, "-£5.00"),
    ],
)
def test_negative_amounts_get_a_sentence(args: tuple[str, ...], officer: Officer) -> None:
    assert "is below zero" in officer.is_refused(*args, status=2)


@pytest.mark.parametrize("command", ["allocate", "earmark", "release", "vire", "carry-forward"])
def test_off_a_terminal_what_is_missing_is_named(command: str, officer: Officer) -> None:
    text = officer.is_refused(command, status=2)
    assert "Missing argument 'POT'" in text or "Missing argument 'FROM'" in text


def test_windows_line_endings_stay(officer: Officer) -> None:
    path = officer.books / "plan-2018-19.beancount"
    old = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(old)
    officer.does("release", "2018-19/KIDVA/Service", "1000", *MAY)
    new = path.read_bytes()
    assert new.startswith(old)
    assert new.count(b"\n") == new.count(b"\r\n")
