"""What is said of delivery, typed as commands; the plan's adoption; returns' dates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ringfence.cli.prompt import asking
from ringfence.ledger.placeholders import says_something
from tests.conftest import Officer

PREVENT = "2018-19/Bluelight"
SENTINEL = "2018-19/Sentinel"
APRIL = ("--date", "30/4/2018")
HALF = ("--from", "1/4/2018", "--to", "31/8/2018")


def prepared(officer: Officer) -> Any:
    args = ("return", "prepare", "PLF-2018-19", "2018-19-H1", "--format", "json")
    return json.loads(officer.does(*args))


def line_of(report: Any, action: str) -> Any:
    return next(line for line in report["lines"] if line["action"] == action)


def test_what_is_said_of_an_action_is_in_its_return(officer: Officer) -> None:
    officer.does("note", "2018-19/bluelight", "All trained.", "--kind", "delivery", *APRIL)
    officer.does("note", PREVENT, "A late start.", "--kind", "explanation", *APRIL)
    officer.does("measure", "add", PREVENT, "people trained", "1,024", *HALF, *APRIL)
    officer.does("target", "add", PREVENT, "people trained", "30.5", *HALF, *APRIL)
    officer.does("forecast", PREVENT, "1500", "--reason", "Late", "--rag", "amber", *APRIL)
    report = prepared(officer)
    line = line_of(report, "Bluelight")
    assert (line["forecast_outturn"], line["rag"]) == ("1500.00", "amber")
    assert line["forecast_basis"] == "officer"
    text = json.dumps(report["delivery"])
    assert "All trained." in text
    assert "1024" in text
    assert "30.5" in text
    assert "2018-04-01 open Equity:Plan:2018-19:Bluelight  GBP\n" in officer.text("accounts")
    assert '"people trained" 1024\n' in officer.text("delivery-2018-19")


@pytest.mark.parametrize(
    "words",
    [
        *("…", "...", "-", "TBC", "n/a", " N.A. ", "to be confirmed"),
        *("[to complete]", "=1+1", "XX people, to confirm", "xxx", "Numbers to be confirmed"),
    ],
)
def test_a_placeholder_is_no_narrative(words: str, officer: Officer) -> None:
    officer.does("spend", PREVENT, "100", "--payee", "P", "--invoice", "P-1", *APRIL)
    wanted = "Bluelight Project: say what was delivered for the £680.00 spent."
    officer.add(f'\n2018-04-30 note Equity:Plan:2018-19:Bluelight "{words}" #delivery\n')
    officer.add("2018-04-01 open Equity:Plan:2018-19:Bluelight\n")
    assert [each for each in prepared(officer)["to_complete"] if each.startswith(wanted)]
    officer.does("note", PREVENT, "All trained.", "--kind", "delivery", *APRIL)
    assert not [each for each in prepared(officer)["to_complete"] if each.startswith(wanted)]


@pytest.mark.parametrize("words", ["A lot to do", "64", "Six held, the seventh is to follow soon"])
def test_few_words_may_be_a_narrative(words: str) -> None:
    assert says_something(words) is any(letter.isalpha() for letter in words)


def test_nothing_is_delivered_for_a_refund(officer: Officer) -> None:
    officer.does(
        *("refund", "2017-18/BigLunch/Event", "60", "--payee", "Event hire company"),
        *("--invoice", "EH-2217", "--date", "10/3/2018"),
    )
    args = ("return", "prepare", "PLF-2017-18", "2017-18-H2", "--format", "json")
    report = json.loads(officer.does(*args))
    assert line_of(report, "BigLunch")["actual_in_period"] == "-60.00"
    assert not [each for each in report["to_complete"] if "delivered for the -" in each]


def test_a_measure_given_again_replaces_the_first(officer: Officer) -> None:
    measure = ("measure", "add", PREVENT, "people trained")
    officer.does(*measure, "5", *HALF, "--source", "Registers", "--group", "adults", *APRIL)
    officer.does(*measure, "7", *HALF, "--group", "adults", *APRIL)
    (history,) = [
        history
        for key, history in officer.book().register.measures.items()
        if key[:3] == ("2018-19", "Bluelight", "people trained")
    ]
    assert (str(history.latest.count), history.latest.source) == ("7", "Registers")


def test_a_forecast_may_be_nothing(officer: Officer) -> None:
    officer.does("forecast", PREVENT, "0", "--reason", "Called off", *APRIL)
    assert officer.book().register.forecasts["2018-19", "Bluelight"].latest.outturn == 0


def test_a_straight_line_needs_no_amount(officer: Officer) -> None:
    """204.00 of 1,500.00 is spent by 31 August 2018, 153 of 365 days: 486.67."""
    officer.does("spend", SENTINEL, "204", "--payee", "P", "--invoice", "P-1", *APRIL)
    text = officer.does("forecast", SENTINEL, "--straight-line", *APRIL)
    assert 'custom "forecast" "2018-19" "Sentinel" "straight-line"' in text
    line = line_of(prepared(officer), "Sentinel")
    assert (line["forecast_outturn"], line["forecast_basis"]) == ("486.67", "straight line")
    assert line["forecast_words"] == "officer, 30 April, straight line"
    assert line["forecast_reason"] == "Spending is expected to go on at the rate so far"
    assert line["forecast_said_on"] == "2018-04-30"
    officer.does("forecast", SENTINEL, "900", "--reason", "More is asked", *APRIL)
    assert line_of(prepared(officer), "Sentinel")["forecast_outturn"] == "900.00"


def test_a_forecast_of_one_fund(officer: Officer) -> None:
    """Bluelight has 2,000.00 of the new grant, and 600.00 carried forward from 2017/18."""
    texts = ("forecast", PREVENT, "1200", "--reason", "One course fewer", *APRIL)
    officer.does(*texts, "--fund", "plf-2018-19")
    line = line_of(prepared(officer), "Bluelight")
    assert (line["forecast_outturn"], line["forecast_words"]) == (
        "1800.00",
        "officer, 30 April, of PLF-2018-19 alone",
    )
    assert {fund: part["forecast_outturn"] for fund, part in line["by_fund"].items()} == {
        "PLF-2017-18": "600.00",
        "PLF-2018-19": "1200.00",
    }
    told = officer.is_refused(*texts, "--fund", "PLF-2015-16")
    assert "PLF-2015-16 has no money in 2018-19/Bluelight; PLF-2017-18, PLF-2018-19 have." in told


def test_a_forecast_that_can_not_be_is_said_as_it_is_typed(officer: Officer) -> None:
    text = " ".join(officer.does("forecast", SENTINEL, "6000", "--reason", "More", *APRIL).split())
    assert (
        "Warning: Sentinel: shared anti-social behaviour case system: the officer's figure of "
        "£6,000.00, 30 April, is above what is allocated, £5,300.00." in text
    )


@pytest.mark.parametrize("pot", ["Reserve", "2017-18/KIDVA/Service", "Unallocated"])
def test_a_note_may_stand_on_any_pot(pot: str, officer: Officer) -> None:
    officer.does("note", pot, "A risk.", "--kind", "risk", *APRIL)
    (note,) = [note for note in officer.book().notes if note.comment == "A risk."]
    assert note.account.endswith(pot.replace("/", ":"))
    assert note.tags == frozenset({"risk"})


@pytest.mark.parametrize(
    "words",
    ['He said "no"\nand left \\o/', "2017-01-01 * #tag ^link", "🎉 <b>x</b> =1+1", "y" * 5_000],
    ids=range(4),
)
def test_notes_come_back_as_typed(words: str, officer: Officer) -> None:
    officer.does("note", PREVENT, words, "--kind", "delivery", *APRIL)
    assert words in [note.comment for note in officer.book().notes]


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["note", PREVENT, "x"], 2, "Missing option '--kind'"),
        (["note", PREVENT, "x", "--kind", "gossip"], 2, "'gossip' is not one of 'delivery'"),
        (["note", PREVENT, " ", "--kind", "risk"], 2, "it is blank"),
        (["note", PREVENT, "…", "--kind", "delivery"], 2, "“…” says nothing yet: write it out"),
        (["forecast", PREVENT, "5", "--reason", "TBC."], 2, "“TBC.” says nothing yet"),
        (["note", "2018-19/No", "x", "--kind", "risk"], 1, "There is no pot 2018-19/No"),
        (["forecast", "Reserve", "5", "--reason", "x"], 2, "Reserve is not an action: name one"),
        (
            ["forecast", "2017-18/KIDVA/Service", "5", "--reason", "x"],
            2,
            "is not an action: name one, such as 2017-18/KIDVA.",
        ),
        (["forecast", PREVENT, "5"], 2, "Give the reason for the figure (--reason TEXT)."),
        (["forecast", PREVENT, "-5", "--reason", "x"], 2, "is below zero"),
        (
            ["forecast", PREVENT, "--reason", "x"],
            2,
            "Give AMOUNT, how many pounds, or --straight-line.",
        ),
        (["forecast", PREVENT, "5", "--straight-line"], 2, "AMOUNT or --straight-line, not both"),
        (["measure", "add", PREVENT, "x", "few", *HALF], 2, "“few” is not a count: type a number"),
        (["measure", "add", PREVENT, "x", "1", "--from", "1/4/2018"], 2, "Missing option '--to'"),
        (
            ["measure", "add", PREVENT, "x", "1", "--from", "2/4/2018", "--to", "1/4/2018"],
            1,
            "it runs to 2018-04-01, before it begins on 2018-04-02.",
        ),
    ],
)
def test_refused(officer: Officer, args: list[str], status: int, words: str) -> None:
    assert words in officer.is_refused(*args, status=status)


# -- the plan


def test_a_plan_is_adopted_once_and_approved_by_a_decision(officer: Officer) -> None:
    text = officer.is_refused("plan", "adopt", "2017/18")
    assert text == "Error: The plan 2017-18 was adopted on 2017-04-10. Nothing was saved.\n"
    officer.does("plan", "adopt", "2019-20", "--date", "1/4/2019")
    text = officer.is_refused("plan", "approve", "2019-20", "--date", "2/4/2019")
    assert "A change of the plan 2019-20 rests on a decision" in text
    decided = ("--decision", "OPCC-2018-03-26", "--date", "2/4/2019")
    officer.does("plan", "approve", "2019-20", *decided)
    plan = officer.book().register.plans["2019-20"].latest
    assert (str(plan.adopted), str(plan.approved)) == ("2019-04-01", "2019-04-02")
    text = officer.is_refused("plan", "approve", "2020-21", *decided)
    assert "No plan 2020-21 is declared." in text


# -- dates of returns


def test_a_return_gets_its_dates(officer: Officer) -> None:
    half = ("return", "declare", "plf-2018-19", "2018-19-H2")
    text = officer.does(*half, "--due", "30/4/2019", "--as-at", "15/3/2019", *APRIL)
    assert "Saved in returns.beancount:" in text
    declared = officer.book().register.returns["PLF-2018-19", "2018-19-H2"].latest
    assert (str(declared.due), str(declared.as_at)) == ("2019-04-30", "2019-03-15")
    officer.does(*half, "--due", "1/5/2019", *APRIL)
    declared = officer.book().register.returns["PLF-2018-19", "2018-19-H2"].latest
    assert (str(declared.due), str(declared.as_at)) == ("2019-05-01", "2019-03-15")


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["PLF-2018-19", "2018-19-H2"], 2, "Say when it is due (--due)"),
        (["PLF-2018-19", "2018-19-Q1", "--due", "1/7/2018"], 1, "makes no return for 2018-19-Q1"),
        (["PLF-2018-19", "summer", "--due", "1/7/2018"], 1, "“summer” is not a period"),
        (["PLF-2016-17", "2017-18-H1", "--due", "1/7/2018"], 1, "PLF-2017-18"),
        (["No", "2017-18-H1", "--due", "1/7/2018"], 1, "No fund No is declared."),
    ],
)
def test_dates_of_no_return_are_refused(
    officer: Officer, args: list[str], status: int, words: str
) -> None:
    assert words in officer.is_refused("return", "declare", *args, status=status)


def test_the_return_as_html(officer: Officer) -> None:
    path = officer.books / "first.html"
    officer.does("return", "prepare", "PLF-2017-18", "2017-18-H1", "--output", str(path))
    page = path.read_text(encoding="utf-8")
    assert "<h1>Monitoring return 2017/18, half-year 1</h1>" in page
    assert page.count('<section class="wide">') >= 1


def test_at_a_terminal_the_kind_of_note_is_asked_for(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", lambda _message, choices: choices[2].value)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    officer.does("note", PREVENT, "Few staff.", *APRIL)
    (note,) = [note for note in officer.book().notes if note.comment == "Few staff."]
    assert note.tags == frozenset({"risk"})
