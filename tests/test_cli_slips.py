"""Slips of the day in funds and actions, and meetings put right: in place, and taken back."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from ringfence.bookkeeping import declare, slips
from ringfence.ledger import years
from tests.conftest import Officer
from tests.two_grants import two_grants

FUND = ("--title", "Late grant", "--funder", "OPCC", "--stage", "awarded", "--award", "400")
SHARES = ("--shares", "Late 50", "--shares", "G 50")
IN_JUNE = ("--date", "3/6/2025")
NEW = ("fund", "add", "Late", *FUND, "--unspent", "keep")


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return books of two grants, used as they are."""
    return two_grants(tmp_path)


def declared(desk: Officer, kind: str, name: str) -> list[str]:
    """Return the lines of a declaration as they stand, but for who recorded it and when."""
    lines = desk.text("main").splitlines()
    first = next(n for n, line in enumerate(lines) if f'custom "{kind}" {name}' in line)
    last = next((n for n in range(first + 1, len(lines)) if lines[n][:2] != "  "), len(lines))
    return [line for line in lines[first:last] if "recorded-" not in line]


def test_a_slip_in_a_fund_of_today_is_put_right_in_place(desk: Officer) -> None:
    desk.does(*NEW, "--date", "1/4/2025")
    before = desk.text("main").splitlines()
    text = desk.does("fund", "amend", "Late", "--award", "4000", "--clear", "unspent")
    assert (
        "The fund Late was recorded today and nothing uses it yet, so it is corrected where it "
        "stands."
    ) in " ".join(text.split())
    assert declared(desk, "fund", '"Late"') == [
        '2025-04-01 custom "fund" "Late"',
        '  title: "Late grant"',
        '  funder: "OPCC"',
        '  stage: "awarded"',
        "  award: 4000.00 GBP",
    ]
    assert len(desk.text("main").splitlines()) == len(before) - 1
    assert desk.does("check").startswith("Nothing is wrong")


def test_its_day_and_its_id_too(desk: Officer) -> None:
    desk.does(*NEW)
    desk.does("fund", "amend", "Late", "--date", "1/4/2025", "--id", "Later")
    assert declared(desk, "fund", '"Later"')[0] == '2025-04-01 custom "fund" "Later"'
    assert 'custom "fund" "Late"' not in desk.text("main")
    desk.does("action", "add", "2025-26/Divrsion", "--title", "Diversion", "--date", "1/4/2025")
    desk.does("action", "amend", "2025-26/Divrsion", "--id", "2025-26/Diversion")
    assert declared(desk, "action", '"2025-26" "Diversion"') == [
        '2025-04-01 custom "action" "2025-26" "Diversion"',
        '  title: "Diversion"',
    ]
    desk.does("vire", "2025-26/B", "2025-26/Diversion", "1", "--fund", "G", "--date", "1/4/2025")


@pytest.mark.parametrize(
    ("use", "place"),
    [
        (("award", "Late", "5", "--date", "1/4/2025"), "main.beancount:"),
        (
            (
                "action",
                "add",
                "2025-26/S",
                "--title",
                "S",
                "--shares",
                "Late 50",
                "--shares",
                "G 50",
            ),
            "main.beancount:",
        ),
        (("fund", "add", "Other", *FUND, "--reported-in", "Late"), "main.beancount:"),
    ],
)
def test_what_is_used_rests_on_a_decision(use: tuple[str, ...], place: str, desk: Officer) -> None:
    desk.does(*NEW, "--date", "1/4/2025")
    desk.does(*use)
    text = desk.is_refused("fund", "amend", "Late", "--title", "Another")
    assert text.startswith("Error: A change of the fund Late rests on a decision: name it")
    assert f"It was recorded today, and is used already, at {place}" in text
    text = desk.is_refused("fund", "amend", "Late", "--id", "Later")
    assert text.startswith(f"Error: Late keeps its id, since {place}")


@pytest.mark.parametrize(
    "use",
    [
        ("vire", "2025-26/B", "2025-26/New", "5", "--fund", "G", "--date", "1/4/2025"),
        ("note", "2025-26/New", "It began.", "--kind", "delivery", "--date", "2/6/2025"),
        ("propose", "P-1", "--title", "More", "--to", "2025-26/New", "--amount", "5"),
    ],
)
def test_an_action_is_used_by_money_words_and_proposals(
    use: tuple[str, ...], desk: Officer
) -> None:
    desk.does("action", "add", "2025-26/New", "--title", "New", "--date", "1/4/2025")
    desk.does("action", "amend", "2025-26/New", "--title", "Newer")
    desk.does(*use)
    text = desk.is_refused("action", "amend", "2025-26/New", "--title", "Newest")
    assert "A change of the action 2025-26/New rests on a decision" in text


def test_what_was_recorded_another_day_rests_on_a_decision(
    desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.does(*NEW, "--date", "1/4/2025")
    tomorrow = years.today() + datetime.timedelta(days=1)
    for module in (slips, declare):
        monkeypatch.setattr(module, "today", lambda: tomorrow)
    text = desk.is_refused("fund", "amend", "Late", "--title", "Another")
    assert "rests on a decision" in text
    assert "recorded today" not in text
    text = desk.is_refused("fund", "amend", "Late", "--id", "Later")
    assert "since it was not recorded today, but is in the books from 2025-04-01 on" in text


def test_with_a_decision_it_is_an_amendment(desk: Officer) -> None:
    desk.does(*NEW, "--date", "1/4/2025")
    desk.does("decision", "add", "O-1", "--body", "OPCC", "--title", "More", "--date", "2/4/2025")
    more = ("--award", "500", "--decision", "O-1", "--date", "2/4/2025")
    assert "corrected where it stands" not in desk.does("fund", "amend", "Late", *more)
    assert declared(desk, "fund", '"Late"')[4] == "  award: 400.00 GBP"


def test_a_second_amendment_of_today_is_made_where_the_first_stands(desk: Officer) -> None:
    desk.does("decision", "add", "OPCC-1", "--body", "OPCC", "--title", "May run on", *IN_JUNE)
    desk.does("decision", "add", "OPCC-2", "--body", "OPCC", "--title", "And is more", *IN_JUNE)
    first = ("fund", "amend", "G", "--spend-by", "31/3/2027", "--unspent", "repay")
    desk.does(*first, "--decision", "OPCC-1", *IN_JUNE)
    output = desk.does("fund", "amend", "G", "--award", "150", "--decision", "OPCC-2", *IN_JUNE)
    assert (
        "What is said of the fund G from 2025-06-03 on was recorded today, so that is amended "
        "where it stands."
    ) in " ".join(output.split())
    desk.does("fund", "amend", "G", "--clear", "unspent", "--decision", "OPCC-2", *IN_JUNE)
    text = desk.text("main")
    lines = text[text.index('2025-06-03 custom "fund" "G"') :].splitlines()
    kept = [line for line in lines[:9] if "recorded-" not in line]
    assert kept[:5] == [
        '2025-06-03 custom "fund" "G"',
        "  spend-by: 2027-03-31",
        "  unspent:",
        '  decision: "OPCC-1, OPCC-2"',
        "  award: 150.00 GBP",
    ]
    assert desk.does("check").startswith("Nothing is wrong")


def test_but_not_where_the_first_was_of_another_day(
    desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.does("decision", "add", "OPCC-1", "--body", "OPCC", "--title", "May run on", *IN_JUNE)
    amend = ("fund", "amend", "G", "--decision", "OPCC-1", *IN_JUNE)
    desk.does(*amend, "--spend-by", "31/3/2027")
    tomorrow = years.today() + datetime.timedelta(days=1)
    for module in (slips, declare):
        monkeypatch.setattr(module, "today", lambda: tomorrow)
    text = desk.is_refused(*amend, "--award", "150")
    assert text == (
        "Error: G is declared or amended on 2025-06-03 already, and that was not recorded today, "
        "so it stays as it is. A day has one amendment: give this a later one, such as --date "
        "2025-06-04. Nothing was saved.\n"
    )


def test_a_slip_that_a_rule_forbids_is_refused(desk: Officer) -> None:
    desk.does(*NEW, "--date", "1/4/2025")
    text = desk.is_refused(
        "fund", "amend", "Late", "--spend-from", "1/5/2025", "--spend-by", "1/4/2025"
    )
    assert "Nothing was saved." in text


# Meetings.

JUNE = datetime.date(2025, 6, 12)


@pytest.fixture
def met(desk: Officer) -> Officer:
    """Return the same with a meeting of 12 June 2025 that is asked for £5.00."""
    desk.does("meeting", "add", "12/6/2025")
    ask = ("--title", "Five more", "--from", "2025-26/B", "--to", "2025-26/A", "--amount", "5")
    desk.does("propose", "Five", *ask, "--meeting", "12/6/2025", "--date", "1/6/2025")
    return desk


def listed(desk: Officer) -> list[tuple[str, str]]:
    found = json.loads(desk.does("meeting", "list", "--format", "json"))
    return [(each["date"], each["title"]) for each in found]


def test_a_meeting_is_put_on_another_day_with_what_it_is_asked(met: Officer) -> None:
    assert listed(met) == [("2025-06-12", "P, June 2025")]
    text = " ".join(met.does("meeting", "amend", "12/6/2025", "--to", "3/7/2025").split())
    assert (
        "The meeting of 2025-06-12 is on 2025-07-03. What was recorded stays in the file as a "
        "comment. It will be asked there: Five."
    ) in text
    assert listed(met) == [("2025-07-03", "P, July 2025")]
    assert ';; 2025-06-12 event "meeting" "P, June 2025"\n' in met.text("decisions")
    assert met.book().register.proposals["Five"].latest.meeting == datetime.date(2025, 7, 3)
    assert met.does("check").startswith("Nothing is wrong")


def test_a_meeting_is_called_otherwise(met: Officer) -> None:
    met.does("meeting", "amend", "12/6/2025", "--title", "Annual meeting")
    assert listed(met) == [("2025-06-12", "Annual meeting")]
    met.does("meeting", "amend", "12/6/2025", "--to", "13/6/2025")
    assert listed(met) == [("2025-06-13", "Annual meeting")]


def test_a_meeting_is_taken_back(met: Officer) -> None:
    met.does("decision", "add", "D-1", "--body", "CSP", "--title", "X", "--date", "12/6/2025")
    text = " ".join(met.does("meeting", "cancel", "12/6/2025").split())
    assert (
        "The meeting of 2025-06-12 is cancelled, and stays in the file as a comment. Open, and "
        "asked of no meeting now: Five. Check this: the decision of that day keeps its date: D-1."
    ) in text
    assert listed(met) == []
    assert met.book().register.proposals["Five"].latest.meeting is None
    met.does("meeting", "add", "12/6/2025", "Extraordinary meeting")
    met.does("decision", "add", "D-2", "--body", "CSP", "--title", "Y", "--date", "12/6/2025")
    text = " ".join(met.does("meeting", "cancel", "12/6/2025").split())
    assert "Check this: the decisions of that day keep their date: D-1, D-2." in text
    met.does("meeting", "add", "12/6/2025", "Extraordinary meeting")
    assert listed(met) == [("2025-06-12", "Extraordinary meeting")]


def test_meetings_that_can_not_be_put_right(met: Officer) -> None:
    met.does("meeting", "add", "3/7/2025")
    text = met.is_refused("meeting", "cancel", "13/6/2025")
    assert text == (
        "Error: No meeting on 2025-06-13 is recorded. There is 2025-06-12, 2025-07-03. Nothing was "
        "saved.\n"
    )
    text = met.is_refused("meeting", "amend", "12/6/2025", "--to", "3/7/2025")
    assert text == (
        "Error: A meeting on 2025-07-03 is recorded already: P, July 2025. To take the one of "
        "2025-06-12 back: ringfence meeting cancel 2025-06-12. Nothing was saved.\n"
    )
    text = met.is_refused("meeting", "amend", "12/6/2025", status=2)
    assert "Give what is right: --to DAY or --title TEXT." in text


def test_correct_says_which_command_puts_right_what_is_no_entry(met: Officer) -> None:
    lines = met.text("decisions").splitlines()
    meeting = lines.index('2025-06-12 event "meeting" "P, June 2025"') + 1
    text = met.is_refused("correct", f"decisions.beancount:{meeting}", "--reverse-only")
    assert "To cancel it: ringfence meeting cancel 2025-06-12. Nothing was saved." in text
    action = met.text("main").splitlines().index('2025-04-01 custom "action" "2025-26" "A"') + 2
    text = met.is_refused("correct", f"main.beancount:{action}", "--reverse-only")
    assert "declares the action 2025-26/A. To change what is said of it: ringfence action " in text
