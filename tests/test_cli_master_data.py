"""Master data typed as commands: declared, amended, listed and shown; what is refused."""

from __future__ import annotations

import datetime
import json
import shlex
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.cli.main import main
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.field_help import FIELDS
from ringfence.ledger.declarations.forms import forms_of
from ringfence.ledger.declarations.models import MODELS
from tests.conftest import Officer

GRANT = "PLF-2017-18"
APRIL = ("--date", "1/4/2017")
GROUPS = ("fund", "action", "decision", "person")


def money(words: str) -> Decimal:
    return Decimal(words)


@pytest.fixture
def fresh(tmp_path: Path) -> Officer:
    """Return an officer with new books, in which there is no fund yet."""
    args = ["init", str(tmp_path / "books"), "--partnership", "Harborough CSP", "--year", "2017-18"]
    assert CliRunner().invoke(main, args).exit_code == 0
    return Officer(tmp_path / "books")


def shown(officer: Officer, *args: str) -> Any:
    return json.loads(officer.does(*args, "--format", "json"))


# -- declaring


def test_a_fund_with_every_field_of_the_design(fresh: Officer) -> None:
    fresh.does(
        "fund", "add", "Older", "--title", "O", "--funder", "OPCC", "--stage", "awarded", *APRIL
    )
    text = fresh.does(
        *("fund", "add", GRANT, "--title", "Grant", "--funder", "OPCC", "--stage", "at-risk"),
        *("--award", "£38,000", "--instalments", "15/9/2017 19000"),
        *("--instalments", "15 March 2018 £19,000", "--spend-from", "1/4/2017"),
        *("--spend-by", "31 March 2018", "--unspent", "carry-forward", "--payment", "on-order"),
        *("--reported-in", "Older", "--returns", "six-monthly", "--due-days", "0"),
        *("--working-days", "5", "--notice-from", "1/12/2017", "--award-letter", "27 March 2017"),
        *("--addressee", "Grants Officer, Police HQ", "--authorised-person", "cs-officer"),
        *("--deputy", "chair"),
        *("--lead-days", "10", "--no-capital", "--purposes", "first aid, cadets"),
        *("--purposes", "football", "--ineligible", "drink", "--virement-percent", "10%"),
        *("--categories", "Staff, Premises"),
        *("--variance-percent", "12.5", "--variance-floor", "0", "--match-percent", "50"),
        *("--evidence-over", "500", "--conditions", "As agreed", "--records-years", "6"),
        *("--council-code", "C1", "--reference", "R1", "--clauses", "spend-by 7.2"),
        *("--form", "forms/opcc.docx"),
        *("--clauses", "award 1"),
        *APRIL,
    )
    assert "Saved in funds.beancount:" in text
    fund = fresh.book().register.funds[GRANT].latest
    forms = forms_of(type(fund))
    assert [form.name for form in forms if getattr(fund, form.attribute) in (None, ())] == []
    assert (fund.award, fund.spend_by) == (money("38000"), datetime.date(2018, 3, 31))
    steps = [(str(step.day), step.amount) for step in fund.instalments]
    assert steps == [("2017-09-15", money("19000")), ("2018-03-15", money("19000"))]
    assert fund.purposes == ("first aid", "cadets", "football")
    assert (fund.capital, fund.due_days, fund.variance_floor) == (False, 0, money("0"))
    assert (fund.variance_percent, fund.virement_percent) == (money("12.5"), money("10"))
    assert [tuple(clause) for clause in fund.clauses] == [("spend-by", "7.2"), ("award", "1")]


def test_every_field_of_every_kind_is_an_option_with_a_help(fresh: Officer) -> None:
    context = click.Context(main)
    for kind in (*GROUPS, "earmark", "partnership"):
        group = main.get_command(context, "earmarks" if kind == "earmark" else kind)
        assert isinstance(group, click.Group)
        options = {
            name.removeprefix("--")
            for each in group.commands["amend"].params
            if isinstance(each, click.Option)
            for name in each.opts
        }
        names = {form.name for form in forms_of(MODELS[kind])}
        assert names <= options
        assert names <= set(FIELDS)


def test_an_action_a_decision_and_a_person(fresh: Officer) -> None:
    text = fresh.does(
        *("action", "add", "2017-18/Youth", "--title", "Youth work", "--priority", "Young people"),
        *("--profile", "30/9/2017 8000; 31/3/2018 9500.50", *APRIL),
    )
    assert "Saved in plan-2017-18.beancount:" in text
    fresh.does("decision", "add", "CSP-1", "--body", "CSP", "--title", "So be it", *APRIL)
    fresh.does("person", "add", "cfo", "--name", "Chief Finance Officer", "--role", "finance")
    register = fresh.book().register
    profile = [
        (str(step.day), step.amount) for step in register.actions["2017-18", "Youth"].latest.profile
    ]
    assert profile == [("2017-09-30", 8000), ("2018-03-31", money("9500.50"))]
    assert register.decisions["CSP-1"].first_day == datetime.date(2017, 4, 1)
    assert register.persons["cfo"].latest.role == "finance"
    assert '"cs-officer"' in fresh.text("decisions")


def test_what_is_there_already_is_not_declared_again(officer: Officer) -> None:
    text = officer.is_refused("person", "add", "cfo", "--name", "X", "--role", "y")
    assert text == (
        "Error: The person cfo is declared already, since 2017-04-01. To change it: ringfence "
        "person amend cfo. Nothing was saved.\n"
    )


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("fund add 'a b' --title x --funder OPCC --stage bid", 1, "can't stand in an account"),
        ("fund add New", 2, "Missing option '--title'"),
        ("fund add New --title ' ' --funder x --stage bid", 2, "it is blank"),
        ("fund add New --stage perhaps", 2, "'perhaps' is not one of 'bid'"),
        ("fund amend PLF-2017-18 --spend-by 31/2/2018", 2, "February 2018 has no day 31"),
        (
            "fund amend PLF-2017-18 --award 1,00",
            2,
            "“1,00” may be £1.00 or £100: type 1.00 or 100.",
        ),
        ("fund amend PLF-2017-18 --instalments 19000", 2, "Write a day and an amount"),
        ("fund amend PLF-2017-18 --virement-percent 120", 2, "is not a percentage from 0 to 100"),
        ("fund amend PLF-2017-18", 2, "Say what changes, as an option."),
        (
            "fund amend PLF-2017-18 --clear titel",
            2,
            "titel can't be cleared; these can: addr",
        ),
        ("fund amend PLF-2017-18 --clear stage", 2, "stage can't be cleared"),
        ("fund amend PLF-2017 --title x", 1, "No fund PLF-2017 is declared. Did you mean"),
        ("action add Youth --title x", 2, "Here it is YEAR/ID."),
        ("action add '2017-18/Domestic abuse' --title x", 2, "“Domestic abuse” can't be the id"),
        ("action add Reserve/X --title x", 2, "“Reserve/X” is not YEAR/ID."),
        ("action add 2017-18/A/B --title x", 2, "“2017-18/A/B” is not YEAR/ID."),
        ("action amend bluelight --lead x", 1, "2017-18/Bluelight or 2018-19/Bluelight"),
        ("decision add 'A, B' --body CSP --title x", 2, "leave it out"),
        ("decision add X --body Chair --title x", 1, "body Chair is neither"),
        ("person show nobody", 1, "No person nobody is declared. There is cfo, chair, cs-officer."),
    ],
)
def test_refused(officer: Officer, typed: str, status: int, words: str) -> None:
    assert words in officer.is_refused(*shlex.split(typed), status=status)


# -- amending


def test_a_change_of_terms_rests_on_a_decision(officer: Officer) -> None:
    terms = ("fund", "amend", "plf-2018-19", "--award", "36500", "--date", "1/6/2018")
    text = officer.is_refused(*terms)
    assert text.startswith("Error: A change of the fund PLF-2018-19 rests on a decision: name it")
    text = officer.is_refused(*terms, "--decision", "CSP-2018-04-16-03")
    assert "[authority]" in text
    text = officer.does(*terms, "--decision", "opcc-2018-03-26")
    assert "  award: 36500.00 GBP\n" in text
    history = officer.book().register.funds["PLF-2018-19"]
    assert (history.latest.award, history.first.award) == (money("36500"), money("36000"))
    assert history.latest.decision == ("OPCC-2018-03-26",)


def test_a_change_comes_on_a_later_day_once_a_day(officer: Officer) -> None:
    terms = ("fund", "amend", GRANT, "--lead-days", "9", "--decision", "OPCC-2018-03-26")
    text = officer.is_refused(*terms, "--date", "26/3/2018")
    assert "PLF-2017-18 is declared or amended on 2018-03-26 already" in text
    assert "such as --date 2018-03-27. Nothing was saved." in text
    officer.does(*terms, "--date", "27/3/2018")
    assert "such as --date 2018-03-28." in officer.is_refused(*terms, "--date", "26/3/2018")
    text = officer.is_refused(*terms, "--date", "1/3/2017")
    assert "PLF-2017-18 is declared only from 2017-04-01 on" in text


def test_a_field_is_cleared(officer: Officer) -> None:
    officer.does("person", "amend", "cfo", "--clear", "email", "--role", "s151", *APRIL)
    person = officer.book().register.persons["cfo"].latest
    assert (person.email, person.role, person.name) == (None, "s151", "Chief Finance Officer")


def test_an_earmark_gets_its_order(officer: Officer) -> None:
    officer.does(
        *("earmarks", "amend", "2017-18/KIDVA/Service", "--order", "PO-1", "--date", "1/8/2017")
    )
    position = shown(officer, "position", "--year", "2017-18", "--as-at", "2017-08-01")
    (kidva,) = [each for each in position["actions"] if each["action"] == "KIDVA"]
    assert kidva["earmarks"][0]["order"] == "PO-1"
    text = officer.does("earmarks", "show", "sentinel/contribution")
    assert "  Title: Contribution 2017/18\n" in text


def test_the_partnership_keeps_its_name_unless_it_is_changed(officer: Officer) -> None:
    officer.does("partnership", "amend", "--host", "The Council", "--date", "1/5/2017")
    now = officer.book().register.partnership
    assert now is not None
    assert (now.name, now.host) == ("Oadby & Wigston CSP", "The Council")
    officer.does("partnership", "amend", "--name", "O&W CSP", "--date", "2/5/2017")
    assert shown(officer, "partnership", "show")["name"] == "O&W CSP"


def test_nothing_is_saved_by_a_dry_run(officer: Officer) -> None:
    before = officer.files()
    text = officer.does("person", "amend", "cfo", "--email", "a@b.example", "--dry-run")
    assert "To be saved in partnership.beancount:" in text
    assert text.endswith("Nothing was saved.\n")
    assert officer.files() == before


# -- looking up


def test_decisions_show_what_is_left_and_what_rests_on_them(officer: Officer) -> None:
    listed = {each["id"]: each for each in shown(officer, "decision", "list")}
    assert listed["CSP-2018-04-16-04"]["left"] == "0.00"
    assert listed["OPCC-2018-03-26"]["left"] is None
    text = officer.does("decision", "show", "csp-2017-06-12-03")
    for line in (
        "Decision CSP-2017-06-12-03",
        "  Minute: Meeting of 12 June 2017",
        "  Amount: £1,000.00",
        "  Left of its amount: £0.00",
    ):
        assert f"{line}\n" in text
    rests = shown(officer, "decision", "show", "CSP-2017-06-12-03")["cited_by"]
    assert [(each["what"], each["amount"]) for each in rests] == [
        ('proposal "Diversionary-2017": outcome', None),
        ("Reserve to Diversionary Activities", "1000.00"),
    ]
    assert rests[1]["file"] == "plan-2017-18.beancount"
    line = officer.text("plan-2017-18").splitlines()[rests[1]["line"] - 1]
    assert line == '2017-06-12 * "Reserve to Diversionary Activities"'


def test_a_decision_that_settles_overrides_or_ratifies_is_shown_with_it(officer: Officer) -> None:
    more = """
2017-12-01 custom "decision" "CSP-9"
  body: "CSP"
  title: "Ratified later"
  ratified-by: "OPCC-2018-03-26"
2017-12-02 ! "Printer" "Too much"
  settled-by: "CSP-9"
  override-duplicate: "CSP-9"
  Expenses:Plan:2017-18:CelebrateSafely:PLF-2017-18    1.00 GBP
  Assets:Council:PLF-2017-18                          -1.00 GBP
"""
    officer.add(more, "decisions")
    rests = shown(officer, "decision", "show", "CSP-9")["cited_by"]
    assert rests[0]["what"] == "Printer, Too much (settled-by, override-duplicate)"
    rests = shown(officer, "decision", "show", "OPCC-2018-03-26")["cited_by"]
    assert 'decision "CSP-9": body, title, ratified-by' in [each["what"] for each in rests]
    assert "  Nothing: yet\n" in officer.does("decision", "show", "CSP-2017-04-10-01")


def test_a_fund_is_shown_with_its_amendments(officer: Officer) -> None:
    text = officer.does("fund", "show", GRANT)
    assert "  Spend by: 31 March 2019\n" in text
    assert "  Capital: no\n" in text
    assert "24 July 2017   Stage        awarded        OPCC-2017-07-24\n" in text
    history = shown(officer, "fund", "show", GRANT)["history"]
    assert [each["date"] for each in history] == [
        "2017-04-01",
        "2017-07-24",
        "2018-03-26",
        "2018-04-01",
    ]
    assert history[1]["changed"] == {"stage": "awarded"}
    assert history[2]["decisions"] == ["OPCC-2018-03-26"]


def test_json_has_every_field(officer: Officer) -> None:
    (action,) = [a for a in shown(officer, "action", "list") if a["id"] == "2017-18/Diversionary"]
    assert action == {
        "id": "2017-18/Diversionary",
        "since": "2017-04-01",
        "title": "Diversionary Activities",
        "priority": "Young people",
        "objectives": "Less anti-social behaviour, Young people have something to do",
        "purposes": [],
        "lead": "Community Safety Officer",
        "shares": [],
        "profile": [
            {"date": "2017-08-31", "amount": "3500.00"},
            {"date": "2018-03-31", "amount": "9500.00"},
        ],
        "until": None,
        "council_code": None,
    }


@pytest.mark.parametrize("group", [*GROUPS, "earmarks"])
def test_lists_are_sorted_and_fit_a_terminal(group: str, officer: Officer) -> None:
    ids = [each["id"] for each in shown(officer, group, "list")]
    assert ids == sorted(ids)
    lines = officer.does(group, "list").splitlines()
    assert max(map(len, lines)) <= 100
    assert ids[0].split("/")[-1] in lines[2]


def test_an_empty_list_says_so(fresh: Officer) -> None:
    assert fresh.does("fund", "list") == "There is no fund yet.\n"
    assert shown(fresh, "fund", "list") == []
    text = fresh.is_refused("fund", "show", "X")
    assert text == "Error: No fund X is declared. There is none yet.\n"


def test_shares_and_clauses_are_shown_as_they_are_written(officer: Officer) -> None:
    officer.does(
        *("action", "amend", "2018-19/Bluelight", "--shares", "PLF-2018-19 60, PLF-2017-18 40"),
        *("--decision", "CSP-2018-04-16-03", "--date", "1/5/2018"),
    )
    action = shown(officer, "action", "show", "2018-19/bluelight")
    assert action["shares"] == [
        {"fund": "PLF-2018-19", "part": "60"},
        {"fund": "PLF-2017-18", "part": "40"},
    ]
    assert "  Shares: PLF-2018-19 60, PLF-2017-18 40\n" in officer.does(
        "action", "show", "2018-19/Bluelight"
    )


# -- asking


def test_at_a_terminal_what_is_missing_is_asked(
    fresh: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def words(message: str, *, default: str = "") -> str:
        asked.append(message)
        return {"ID?": "Grant", "What it is called on papers?": "The grant"}.get(message, "OPCC")

    def choose(message: str, choices: list[asking.Choice]) -> str:
        asked.append(message)
        return choices[-2].value

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "words", words)
    monkeypatch.setattr(asking, "choose", choose)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    fresh.does("fund", "add", *APRIL)
    assert asked == [
        "ID?",
        "What it is called on papers?",
        "Whose money it is?",
        "How certain the money is?",
    ]
    fund = fresh.book().register.funds["Grant"].latest
    assert (fund.title, fund.funder, fund.stage) == ("The grant", "OPCC", "awarded")


def test_the_shell_completes_what_is_declared(officer: Officer) -> None:
    completed = CliRunner().invoke(
        main,
        prog_name="ringfence",
        env={
            "_RINGFENCE_COMPLETE": "bash_complete",
            "COMP_WORDS": "ringfence action show 2017-18/B",
            "COMP_CWORD": "3",
            "RINGFENCE_BOOKS": str(officer.books),
        },
    )
    assert completed.stdout.split() == ["plain,2017-18/BigLunch", "plain,2017-18/Bluelight"]


# -- people's words

HOSTILE = [
    'quote " and \\ backslash',
    'line\nbreak\n2017-01-01 custom "fund" "Evil"',
    'include "/etc/passwd"',
    "=1+1",
    "<script>alert(1)</script>",
    "🎉 emoji",
    "\u202eright to left",
    "x" * 5_000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_come_back_as_typed(words: str, officer: Officer) -> None:
    officer.does("person", "add", "x", "--name", words, "--role", words, *APRIL)
    person = officer.book().register.persons["x"].latest
    assert (person.name, person.role) == (words, words)
    assert shown(officer, "person", "show", "x")["name"] == words
    assert "\n2017-01-01" not in officer.does("person", "list")
    assert officer.does("person", "show", "x")


def test_control_characters_are_refused(officer: Officer) -> None:
    text = officer.is_refused("person", "add", "x", "--name", "bell\a", "--role", "y")
    assert "can't be kept in the books (U+0007, at place 5)" in text


@settings(max_examples=15)
@given(words=st.text(min_size=1, max_size=80))
def test_any_words_come_back_or_are_refused_whole(
    words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("books")
    small = folder / "main.beancount"
    small.write_text('2017-04-01 custom "partnership" "P"\n', encoding="utf-8")
    officer = Officer(folder)
    before = officer.files()
    result = officer("person", "add", "x", "--name", words, "--role", "y")
    if result.exit_code:
        assert officer.files() == before
    else:
        assert officer.book().register.persons["x"].latest.name == words.strip()
    shutil.rmtree(folder)


def test_a_name_that_leaves_nothing_for_an_account_is_refused_as_it_is_declared(
    officer: Officer,
) -> None:
    new = ("fund", "add", "NEW", "--title", "New", "--stage", "awarded", "--date", "1/4/2018")
    text = officer.is_refused(*new, "--funder", "£££")
    assert "“£££” leaves nothing to name an account by; use Latin letters" in text
    text = officer.is_refused(
        *("earmark", "2018-19/Diversionary/New", "1", "--payee", "😀", "--date", "1/6/2018")
    )
    assert "“😀” leaves nothing to name an account by; use Latin letters" in text
    officer.does(*new, "--funder", "Łódź £")
