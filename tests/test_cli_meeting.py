"""A meeting typed as commands: what it is asked, its paper, and what it decided."""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner

from ringfence.cli.main import main
from ringfence.cli.prompt import asking
from ringfence.ledger import years
from tests.conftest import Officer

DIVERSIONARY = "2017-18/Diversionary"
JUNE = ("--date", "5/6/2017")
ASKED = (
    *("propose", "More", "--title", "£1,000 more for Diversionary Activities"),
    *("--amount", "£1,000", "--from", "reserve", "--to", "diversionary"),
    *("--meeting", "12/6/2017", "--owner", "Community Safety Officer", *JUNE),
)


@pytest.fixture
def fresh(tmp_path: Path) -> Officer:
    """Return an officer whose books are as they were on 5 June 2017, typed as commands."""
    args = ["init", str(tmp_path / "books"), "--partnership", "O&W CSP", "--year", "2017-18"]
    assert CliRunner().invoke(main, args).exit_code == 0
    officer = Officer(tmp_path / "books")
    april = ("--date", "1/4/2017")
    grant = ("--funder", "OPCC", "--stage", "awarded", *april)
    officer.does("fund", "add", "New", "--title", "Grant 2017/18", *grant)
    officer.does("fund", "add", "Old", "--title", "Grant 2015/16", "--reported-in", "New", *grant)
    officer.does("award", "New", "38000", *april)
    officer.does("bring-forward", "Old", "1908.55", *april)
    officer.does("action", "add", DIVERSIONARY, "--title", "Diversionary Activities", *april)
    officer.does("allocate", DIVERSIONARY, "10000.50", "--fund", "New", *april)
    officer.does("allocate", "Reserve", "2500", "--fund", "New", *april)
    officer.does("allocate", "Reserve", "1908.55", "--fund", "Old", *april)
    officer.does("plan", "adopt", "2017/18", "--date", "10/4/2017")
    officer.does("meeting", "add", "10/4/2017")
    officer.does("meeting", "add", "12/6/2017", "The June meeting")
    return officer


def position(officer: Officer, as_at: str) -> Any:
    return json.loads(officer.does("position", "--as-at", as_at, "--format", "json"))


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Sit at a terminal and give answers in turn; every question is listed."""
    questions: list[str] = []
    given: Iterator[str] = iter(answers)

    def answer(message: str, *_rest: object, default: str = "", **_more: object) -> str:
        questions.append(message)
        return next(given) or default

    def read(message: str, reader: Callable[[str], object], *, default: str = "") -> object:
        return reader(answer(message, default=default))

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    for name in ("choose", "words", "suggest"):
        monkeypatch.setattr(asking, name, answer)
    monkeypatch.setattr(asking, "read", read)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    return questions


# -- asking a meeting


def test_a_proposal_moves_nothing_and_says_what_would_follow(fresh: Officer) -> None:
    text = fresh.does(*ASKED)
    declared = """2017-06-05 custom "proposal" "More"
  title: "£1,000 more for Diversionary Activities"
  from: "Reserve"
  to: "2017-18/Diversionary"
  amount: 1000.00 GBP
  owner: "Community Safety Officer"
  meeting: 2017-06-12
"""
    assert declared in text
    assert "If agreed, Reserve has £3,408.55 left.\n" in text
    assert "If agreed, 2017-18/Diversionary has £11,000.50 available.\n" in text
    shown = position(fresh, "2017-06-05")
    (proposal,) = shown["proposals"]
    assert proposal["if_agreed"] == {"from": "3408.55", "to": "11000.50"}
    assert shown["reserve"]["total"] == "4408.55"


def test_what_is_not_yet_costed_is_costed_when_the_quotes_are_in(fresh: Officer) -> None:
    fresh.does("propose", "CCTV", "--title", "CCTV: quotes being sought", *JUNE)
    assert position(fresh, "2017-06-05")["proposals"][0]["amount"] is None
    fresh.does("propose", "CCTV", "--amount", "4000", "--from", "Reserve", "--date", "1/7/2017")
    (proposal,) = position(fresh, "2017-07-01")["proposals"]
    assert (proposal["title"], proposal["amount"]) == ("CCTV: quotes being sought", "4000.00")
    assert proposal["if_agreed"] == {"from": "408.55", "to": None}


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["X"], 2, "X is new: say in a few words what is asked (--title TEXT)."),
        (["X", "--title", "x", "--amount", "-5"], 2, "is below zero"),
        (["X", "--title", "x", "--amount", "0"], 2, "“0” is zero"),
        (["X", "--title", "x", "--to", "2017-18/No"], 1, "There is no pot 2017-18/No"),
        (["X", "--title", "x", "--from", "Reserve", "--to", "reserve"], 2, "to the same pot"),
        (["More"], 2, "More is proposed already: say what changes, as an option."),
        (["More", "--owner", "y", "--date", "1/6/2017"], 1, "first proposed on 2017-06-05"),
    ],
)
def test_what_makes_no_sense_is_not_proposed(
    fresh: Officer, args: list[str], status: int, words: str
) -> None:
    fresh.does(*ASKED)
    assert words in fresh.is_refused("propose", *args, status=status)


# -- the paper


def test_the_paper_can_be_printed_a_week_before(fresh: Officer, tmp_path: Path) -> None:
    fresh.does(*ASKED)
    paper = tmp_path / "paper.docx"
    fresh.does("position", "--as-at", "5/6/2017", "--output", str(paper))
    word = docx.Document(io.BytesIO(paper.read_bytes()))
    written = [paragraph.text for paragraph in word.paragraphs]
    assert "Since the meeting of 10 April 2017" in written
    assert (
        "The reserve holds £4,408.55: £2,500.00 of “Grant 2017/18” and £1,908.55 of “Grant "
        "2015/16”." in written
    )
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert cells[:4] == ["For the meeting of", "12 June 2017", "As at", "5 June 2017"]
    assert "£1,000 more for Diversionary Activities – Community Safety Officer" in cells
    assert cells.count("£3,408.55") == 1
    first = paper.read_bytes()
    fresh.does("position", "--as-at", "5/6/2017", "--output", str(paper))
    assert paper.read_bytes() == first
    html = fresh.does("position", "--as-at", "5/6/2017", "--format", "html")
    assert html.startswith("<!DOCTYPE html>\n")
    assert "<dt>For the meeting of</dt><dd>12 June 2017</dd>" in html
    text = fresh.is_refused("position", "--format", "docx", status=2)
    assert "This is a Word document, so a file: name it, as in --output position.docx." in text


# -- what it decided


def test_decision_movement_and_outcome_are_saved_together(fresh: Officer) -> None:
    fresh.does(*ASKED)
    text = fresh.does("agree", "more", "--decision", "CSP-2017-06-12-03")
    text = re.sub(r"  recorded-(by|at): .*\n", "", text)
    assert (
        """
2017-06-12 custom "decision" "CSP-2017-06-12-03"
  body: "CSP"
  title: "£1,000 more for Diversionary Activities"
  amount: 1000.00 GBP
  minute: "Meeting of 12 June 2017"

2017-06-12 custom "proposal" "More"
  outcome: "agreed"
  decision: "CSP-2017-06-12-03"

Saved in plan-2017-18.beancount:

2017-06-12 * "Reserve to Diversionary Activities" ^reserve-to-diversionary-activities
  decision: "CSP-2017-06-12-03"
"""
        in text
        or """
2017-06-12 * "Reserve to Diversionary Activities"
  decision: "CSP-2017-06-12-03"
  Equity:Reserve:"""
        in text
    )
    shown = position(fresh, "2017-06-12")
    assert shown["reserve"]["total"] == "3408.55"
    assert shown["actions"][0]["available"] == "11000.50"
    assert shown["proposals"] == []
    text = fresh.is_refused("agree", "More", "--decision", "CSP-9")
    assert "More was decided on 2017-06-12: agreed, by CSP-2017-06-12-03." in text


def test_which_fund_pays_can_be_told(fresh: Officer) -> None:
    fresh.does(*ASKED)
    fresh.does("agree", "More", "--decision", "CSP-1", "--fund", "Old", "--note", "As minuted")
    assert fresh.left("Reserve", "Old", "2017-06-12") == "908.55"
    assert '"As minuted"' in fresh.text("plan-2017-18")


def test_what_can_not_be_paid_leaves_neither_decision_nor_outcome(fresh: Officer) -> None:
    fresh.does(*ASKED)
    text = fresh.is_refused("agree", "More", "--decision", "CSP-1", "--amount", "4408.56")
    assert "£4,408.56 is £0.01 more than is free in Reserve" in text
    assert text.rstrip().endswith("Nothing was saved.")


def test_a_decision_of_another_body_does_not_do(fresh: Officer) -> None:
    fresh.does(*ASKED)
    text = fresh.is_refused("agree", "More", "--decision", "F-1", "--body", "finance")
    assert "it needs a decision of the CSP by 2017-06-12; F-1 is one of finance" in text


def test_another_amount_and_pots_may_be_agreed(fresh: Officer) -> None:
    fresh.does("propose", "CCTV", "--title", "CCTV", "--amount", "900", *JUNE)
    decided = ("--decision", "CSP-1", "--title", "Half of it", "--minute", "Item 7")
    where = ("--amount", "450", "--from", "Reserve", "--to", "diversionary")
    fresh.does("agree", "CCTV", *decided, *where, "--date", "12/6/2017")
    register = fresh.book().register
    decision, proposal = register.decisions["CSP-1"].latest, register.proposals["CCTV"].latest
    assert (decision.title, decision.amount, decision.minute) == (
        "Half of it",
        Decimal(450),
        "Item 7",
    )
    assert (proposal.source, proposal.to, proposal.amount) == (
        "Reserve",
        DIVERSIONARY,
        Decimal(450),
    )
    assert position(fresh, "2017-06-12")["reserve"]["total"] == "3958.55"


def test_a_decision_that_is_there_is_cited_and_kept(fresh: Officer) -> None:
    fresh.does(*ASKED)
    decision = ("decision", "add", "CSP-1", "--body", "CSP", "--title", "T", "--date", "12/6/2017")
    fresh.does(*decision, "--amount", "999.99")
    text = fresh.is_refused("agree", "More", "--decision", "CSP-1", "--title", "x", status=2)
    assert "the decision CSP-1 is recorded already; this would change it." in text
    text = fresh.is_refused("agree", "More", "--decision", "csp-1")
    assert "which allows £999.99" in text
    fresh.does("agree", "More", "--decision", "csp-1", "--amount", "999.99")
    assert fresh.text("decisions").count('custom "decision"') == 1


def test_agreed_in_principle_says_that_nothing_moved(fresh: Officer) -> None:
    fresh.does("propose", "CCTV", "--title", "CCTV", *JUNE)
    text = fresh.does("agree", "CCTV", "--decision", "CSP-1", "--date", "12/6/2017")
    assert "No money was moved, since the proposal does not say how much" in text
    assert fresh.book().register.decisions["CSP-1"].latest.amount is None


def test_what_is_declined_moves_nothing(fresh: Officer) -> None:
    fresh.does(*ASKED)
    fresh.does("decline", "More", "--reason", "Too dear")
    history = fresh.book().register.proposals["More"]
    assert history.latest.outcome == "declined: Too dear"
    assert str(history.versions[-1].day) == "2017-06-12"
    shown = position(fresh, "2017-06-12")
    assert (shown["proposals"], shown["reserve"]["total"]) == ([], "4408.55")
    text = fresh.is_refused("propose", "More", "--amount", "5")
    assert "More was decided already: declined: Too dear. Propose it under another ID." in text


def test_it_is_dated_on_the_meeting_unless_that_is_still_to_come(
    fresh: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh.does(*ASKED)
    text = fresh.is_refused("decline", "More", "--date", "4/6/2017")
    assert "was put to the meeting on 2017-06-05, so it was not decided on 2017-06-04" in text
    fresh.does("decline", "More", "--date", "13/6/2017")
    assert str(fresh.book().register.proposals["More"].versions[-1].day) == "2017-06-13"
    fresh.does("propose", "Soon", "--title", "Soon", "--meeting", "1/1/2190", *JUNE)
    fresh.does("decline", "Soon")
    day = fresh.book().register.proposals["Soon"].versions[-1].day
    assert day == years.today()


def test_without_an_id_off_a_terminal_the_open_ones_are_named(fresh: Officer) -> None:
    text = fresh.is_refused("agree", status=2)
    assert "Say which proposal (ID). None is open." in text
    fresh.does(*ASKED)
    fresh.does("propose", "CCTV", "--title", "CCTV", *JUNE)
    assert "Say which proposal (ID). There is CCTV, More." in fresh.is_refused("decline", status=2)
    text = fresh.is_refused("agree", "More", status=2)
    assert "Say what the decision is called (--decision ID)." in text
    text = fresh.is_refused("agree", "Moor", "--decision", "CSP-1")
    assert "No proposal Moor is declared. Did you mean More?" in text


# -- walking the list


def test_the_list_is_walked_and_each_answer_saved(
    fresh: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CCTV is declined, the stand left open, £1,000 agreed, another put off, the van costed."""
    fresh.does(*ASKED)
    for name in ("CCTV", "Later", "Stand"):
        fresh.does("propose", name, "--title", name, "--meeting", "12/6/2017", *JUNE)
    fresh.does("propose", "Van", "--title", "V", "--amount", "8", "--meeting", "12/6/2017", *JUNE)
    fresh.does("propose", "Future", "--title", "F", "--meeting", "31/7/2017", *JUNE)
    for module in (
        "cli.commands.agree_walk",
        "bookkeeping.decide",
        "bookkeeping.shared_fields",
        "ledger.years",
    ):
        morning_after = datetime.date(2017, 6, 13)
        monkeypatch.setattr(f"ringfence.{module}.today", lambda day=morning_after: day)
    questions = answering(
        monkeypatch,
        *("declined", "No capital"),
        *("later", "31/7/2017"),
        *("agreed", ""),
        "left",
        *("otherwise", "500", "Reserve", DIVERSIONARY, ""),
    )
    text = fresh.does("agree")
    assert questions == [
        "What was decided?",
        "Why, in a few words (leave empty if none was given)?",
        "What was decided?",
        "To the meeting of which day?",
        "What was decided?",
        "What is the decision called?",
        "What was decided?",
        "What was decided?",
        "How many pounds?",
        "From which pot?",
        "To which pot?",
        "What is the decision called?",
    ]
    assert "More: £1,000 more for Diversionary Activities (£1,000.00, from Reserve, to " in text
    register = fresh.book().register
    outcomes = {name: history.latest.outcome for name, history in register.proposals.items()}
    assert outcomes == {
        "CCTV": "declined: No capital",
        "Future": None,
        "Later": None,
        "More": "agreed",
        "Stand": None,
        "Van": "agreed",
    }
    assert str(register.proposals["Later"].latest.meeting) == "2017-07-31"
    assert list(register.decisions) == ["CSP-2017-06-12-01", "CSP-2017-06-12-02"]
    assert position(fresh, "2017-06-12")["reserve"]["total"] == "2908.55"


def test_an_answer_that_is_refused_does_not_stop_the_walk(
    fresh: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh.does("propose", "A", "--title", "A", "--amount", "9000", "--from", "Reserve", *JUNE)
    fresh.does("propose", "B", "--title", "B", *JUNE)
    answering(monkeypatch, "agreed", DIVERSIONARY, "", "declined", "")
    result = fresh("agree", "--meeting", "12/6/2017")
    assert result.exit_code == 0
    assert "£9,000.00 is £4,591.45 more than is free in Reserve" in result.stderr
    register = fresh.book().register
    assert (register.proposals["A"].latest.outcome, register.proposals["B"].latest.outcome) == (
        None,
        "declined",
    )
    assert str(register.proposals["B"].versions[-1].day) == "2017-06-12"


def test_there_may_be_nothing_to_walk(fresh: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch)
    assert fresh.does("decline") == "No proposal is open.\n"


# -- meetings


def test_meetings_are_recorded_once_and_listed(fresh: Officer) -> None:
    text = fresh.is_refused("meeting", "add", "12 June 2017")
    assert "A meeting on 2017-06-12 is recorded already: The June meeting." in text
    listed = json.loads(fresh.does("meeting", "list", "--format", "json"))
    assert listed == [
        {"date": "2017-04-10", "title": "O&W CSP, April 2017"},
        {"date": "2017-06-12", "title": "The June meeting"},
    ]
    assert "10 April 2017  O&W CSP, April 2017\n" in fresh.does("meeting", "list")


def test_no_meeting_yet(tmp_path: Path) -> None:
    (tmp_path / "main.beancount").write_text('option "title" "CSP"\n', encoding="utf-8")
    officer = Officer(tmp_path)
    assert officer.does("meeting", "list").startswith("No meeting is recorded yet")
    officer.does("meeting", "add", "2017-06-12")
    assert '2017-06-12 event "meeting" "Meeting, June 2017"\n' in officer.text("decisions")


# -- asking and completing


def test_at_a_terminal_title_and_decision_are_asked_for(
    fresh: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A title is asked for of what is new only; a decision is offered the next free name."""
    questions = answering(monkeypatch, "CCTV for the park")
    fresh.does("propose", "CCTV", "--meeting", "12/6/2017", *JUNE)
    fresh.does("propose", "CCTV", "--owner", "The chair", *JUNE)
    assert questions == ["What is asked, in a few words?"]
    questions = answering(monkeypatch, "", "Item-7")
    text = fresh.does("agree", "CCTV")
    assert questions == ["What is the decision called?"]
    assert '2017-06-12 custom "decision" "CSP-2017-06-12-01"\n' in text


def test_agreed_in_principle_asks_for_no_pots(
    fresh: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh.does("propose", "CCTV", "--title", "CCTV", "--meeting", "12/6/2017", *JUNE)
    questions = answering(monkeypatch, "agreed", "")
    text = fresh.does("agree")
    assert questions == ["What was decided?", "What is the decision called?"]
    assert "No money was moved" in text


def test_the_shell_completes_open_proposals(fresh: Officer) -> None:
    fresh.does(*ASKED)
    fresh.does("propose", "Done", "--title", "Done", *JUNE)
    fresh.does("decline", "Done")
    completed = CliRunner().invoke(
        main,
        prog_name="ringfence",
        env={
            "_RINGFENCE_COMPLETE": "bash_complete",
            "COMP_WORDS": "ringfence agree ",
            "COMP_CWORD": "2",
            "RINGFENCE_BOOKS": str(fresh.books),
        },
    )
    assert completed.stdout == "plain,More\n"
