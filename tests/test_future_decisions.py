"""A decision of a day that has not come lets nothing stand, settles nothing, ratifies nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from beancount import loader

from ringfence.ledger.book import Book
from ringfence.ledger.decisions import bodies_of
from ringfence.plugins import authority, door, evidence
from tests.conftest import BASE, Officer

DAY = datetime.date.fromisoformat
EVIDENCE = """2017-04-02 custom "fund" "Grant"
  evidence-over: 1.00 GBP
  decision: "OPCC-0"
2017-04-01 custom "decision" "OPCC-0"
  body: "OPCC"
  title: "Terms"
2017-09-01 custom "decision" "Fin-9"
  body: "finance"
  title: "Let it stand"
"""


def spend(key: str, flag: str = "*", day: str = "2017-06-12") -> str:
    return (
        f'{day} {flag} "Printer" "Leaflets"\n  {key}: "Fin-9"\n'
        "  Expenses:Plan:2017-18:Bluelight:Grant  5.00 GBP\n  Assets:Council:Grant  -5.00 GBP\n"
    )


def found(text: str, asked_on: str) -> list[tuple[str, str]]:
    entries, _errors, _options = loader.load_string(
        'plugin "beancount.plugins.auto_accounts"\n' + BASE + text
    )
    book = Book(entries, DAY(asked_on))
    rules = {"evidence": evidence.check, "authority": authority.check}
    return [(each.severity.value, each.message) for each in door.judge(book, rules, {})]


@pytest.mark.parametrize(
    ("asked_on", "severities"),
    [("2017-08-31", ["block"]), ("2017-09-01", ["overridden"]), ("2018-01-01", ["overridden"])],
)
def test_an_override_counts_from_its_own_day(asked_on: str, severities: list[str]) -> None:
    judged = found(EVIDENCE + spend("override-evidence"), asked_on)
    assert [severity for severity, _message in judged] == severities
    told = " Fin-9 is dated 2017-09-01, which has not come: until then it lets nothing stand. "
    assert judged[0][1].endswith(told + "[evidence]") is (severities == ["block"])


@pytest.mark.parametrize(
    ("asked_on", "severities"), [("2017-08-31", ["pending"]), ("2017-09-01", [])]
)
def test_so_does_what_settles(asked_on: str, severities: list[str]) -> None:
    judged = found(EVIDENCE + spend("settled-by", "!"), asked_on)
    assert [severity for severity, _message in judged] == severities
    for _severity, message in judged:
        assert message.endswith(
            "--decision ID. Fin-9 is dated 2017-09-01, which has not come: until then it lets "
            "nothing stand. [evidence]"
        )


def test_what_is_itself_of_a_day_to_come_is_decided_by_then() -> None:
    for day, severity in (("2017-09-01", "overridden"), ("2017-08-31", "block")):
        text = EVIDENCE + spend("override-evidence", day=day)
        assert [each[0] for each in found(text, "2017-06-12")] == [severity], day


RATIFIED = """2017-06-01 custom "decision" "Chair-1"
  body: "finance"
  title: "Urgent"
2017-07-01 custom "decision" "Chair-1"
  ratified-by: "CSP-1"
  decision: "CSP-1"
"""
DRAWN = """2017-06-12 * "Drawn"
  decision: "Chair-1"
  Equity:Reserve:Grant  10.00 GBP
  Equity:Plan:2017-18:Bluelight:Grant  -10.00 GBP
"""


@pytest.mark.parametrize(
    ("asked_on", "faults"), [("2017-06-30", 1), ("2017-07-01", 0), ("2018-01-01", 0)]
)
def test_a_meeting_to_come_ratifies_nothing_yet(asked_on: str, faults: int) -> None:
    assert len(found(RATIFIED + DRAWN, asked_on)) == faults


def test_the_last_word_that_has_come_counts(book: Callable[..., Book]) -> None:
    """One that is to ratify it later, or that takes the word back later, does neither yet."""
    later = '2017-08-01 custom "decision" "Chair-1"\n  ratified-by:{}\n  decision: "CSP-1"\n'
    for word, after in ((' "OPCC-1"', {"finance", "OPCC"}), ("", {"finance"})):
        register = book(text=RATIFIED + later.format(word)).register
        for asked_on, bodies in (
            ("2017-06-30", {"finance"}),
            ("2017-07-31", {"finance", "CSP"}),
            ("2017-08-01", after),
        ):
            register.asked_on = DAY(asked_on)
            assert bodies_of(register, "Chair-1", DAY("2017-06-12")) == bodies
        register.asked_on = DAY("2017-06-30")
        assert bodies_of(register, "Chair-1", DAY("2017-08-01")) == after


def test_the_command_that_settles_says_so(officer: Officer) -> None:
    terms = ("--ineligible", "alcohol", "--decision", "OPCC-2018-03-26", "--date", "2/4/2018")
    officer.does("fund", "amend", "PLF-2018-19", *terms)
    decided = ("decision", "add", "OPCC-99", "--body", "OPCC", "--title", "In time")
    officer.does(*decided, "--date", "1/1/2099")
    words = ("--payee", "P", "--invoice", "BL-1", "--date", "1/6/2018", "--category", "alcohol")
    officer.does("spend", "2018-19/Bluelight", "5", *words, "--fund", "PLF-2018-19", "--pending")
    assert officer.is_refused("settle", "BL-1", "--decision", "OPCC-99") == (
        "Error: OPCC-99 is dated 2099-01-01, which has not come: until then it lets nothing stand. "
        "Nothing was saved.\n"
    )
