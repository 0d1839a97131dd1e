"""Who may do what: one table, that commands, pages, rules and the docs ask."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.ledger import actors
from ringfence.ledger.declarations import fields
from ringfence.ledger.declarations.council import Reconciliation
from ringfence.ledger.declarations.models import MODELS, Return
from ringfence.ledger.loading import load
from ringfence.ledger.permissions import (
    STEPS,
    Right,
    holders,
    may,
    refusal,
    step_of_command,
    step_of_directive,
    whose_task,
)
from tests.conftest import Officer

if TYPE_CHECKING:
    from tests import model_page

ROOT = Path(__file__).resolve().parent.parent
if not TYPE_CHECKING:
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT / "tests")
        model_page = importlib.import_module("model_page")

H1 = ("PLF-2017-18", "2017-18-H1")
RIGHTS = """2017-04-01 custom "person" "cs-officer"
  may: "record"
  login: "asmith"
2017-04-01 custom "person" "cfo"
  may: "certify, manage"
  login: "bjones"
2017-04-01 custom "person" "chair"
  may: "none"
"""
PEOPLE = ("cs-officer", "cfo", "chair", "x")
#: Who may take each step, worked out by hand: the officer, finance, the chair, nobody declared.
WHO_MAY = {
    "record": "cs-officer",
    "prepare": "cs-officer",
    "certify": "cfo",
    "decline": "cfo",
    "sign": "cfo",
    "submit": "cs-officer",
    "query": "cs-officer",
    "answer": "cs-officer",
    "ask": "cs-officer",
    "accept": "cs-officer",
    "reopen": "cs-officer",
    "join": "cfo",
    "redact": "cfo",
    "people": "cfo",
}

#: Who else may: finance asks too.
ALSO = {"ask": ("cfo",)}


def does(officer: Officer, person: str, *args: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(officer.books), "--as", person, *args])


@pytest.fixture
def declared(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> Officer:
    """The example, in which people declare what they may; whoever is named is at the machine."""
    officer.add(RIGHTS)
    monkeypatch.setattr(actors, "system_user", lambda: "asmith")
    return officer


def every_command(group: click.Group, above: tuple[str, ...] = ()) -> list[str]:
    found = []
    for name in group.list_commands(click.Context(group)):
        each = group.get_command(click.Context(group), name)
        if isinstance(each, click.Group):
            found += every_command(each, (*above, name))
        else:
            found.append(" ".join((*above, name)))
    return found


# -- no step is forgotten ------------------------------------------------------------------------

#: What only shows, of the groups whose other commands each have a step of their own.
SHOWS = {
    *("return list", "return why", "return compare", "return notice", "return pack"),
    *(
        "return tags",
        "return verify",
        "return show",
        "reconcile show",
        "person list",
        "person show",
    ),
}
#: What of them is recording as all else is.
RECORDS = {
    *("reconcile match", "reconcile unmatch", "reconcile miscoded", "reconcile timing"),
    *("reconcile unmark", "return timestamp"),
}


def test_each_command_of_a_life_has_its_step() -> None:
    commands = every_command(main)
    of_lives = {each for each in commands if each.split()[0] in ("return", "reconcile", "person")}
    named = [each for step in STEPS.values() for each in step.commands]
    assert len(named) == len(set(named))
    assert set(named) <= set(commands)
    assert of_lives - set(named) - SHOWS - RECORDS == set()


@pytest.mark.parametrize("model", [Return, Reconciliation])
def test_each_status_has_its_step(model: type[Return | Reconciliation]) -> None:
    annotation = model.model_fields["status"].annotation
    (literal,) = [each for each in get_args(annotation) if get_args(each)] or [annotation]
    steps = {each: step_of_directive(model.kind, {"status": each}) for each in get_args(literal)}
    assert "record" not in steps.values()
    assert set(steps.values()) <= set(STEPS)


def test_every_kind_has_a_step_and_every_step_a_right() -> None:
    assert {step_of_directive(kind, {}) for kind in MODELS} <= set(STEPS)
    assert {step.needs for step in STEPS.values()} == set(get_args(Right)) == set(fields.RIGHTS)
    assert set(WHO_MAY) == set(STEPS)


def test_the_docs_have_the_table() -> None:
    text = model_page.PEOPLE_PAGE.read_text(encoding="utf-8")
    assert text == model_page.refreshed_people(text), "make docs"


def test_finance_asks_about_an_entry_and_does_not_answer(
    declared: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = declared.books / "spend-2017-18.beancount"
    path.write_text(declared.text("spend-2017-18").replace('  invoice: "PR-0588"\n', ""), "utf-8")
    asked = ("question", "ask", "spend-2017-18.beancount:10", "Which?", "--date", "2017-10-02")
    assert does(declared, "chair", *asked).exit_code == 1
    monkeypatch.setattr(actors, "system_user", lambda: "bjones")
    assert does(declared, "cfo", *asked).exit_code == 0
    assert "  ^q-2017-10-02-01\n" in declared.text("spend-2017-18")
    answer = ("question", "answer", "Q-2017-10-02-01", "In Wistow.", "--date", "2017-10-03")
    result = does(declared, "cfo", *answer)
    assert "cfo may not answer a question." in result.output
    monkeypatch.setattr(actors, "system_user", lambda: "asmith")
    assert does(declared, "cs-officer", *answer).exit_code == 0


# -- who may -------------------------------------------------------------------------------------


def test_who_declares_what_they_may(declared: Officer) -> None:
    register = load(declared.books / "main.beancount").book.register
    for step, person in WHO_MAY.items():
        allowed = {
            each for each in ("cs-officer", "cfo", "chair", "x") if may(register, each, step)
        }
        assert allowed == {person, *ALSO.get(step, ())}, step
        assert holders(register, STEPS[step].needs) == [person]
        assert may(register, "BJONES", step) is (person == "cfo" or "cfo" in ALSO.get(step, ()))
    assert whose_task(register, "sign") == "cfo (Chief Finance Officer)"


def test_books_of_old_go_by_the_words_of_the_role(officer: Officer) -> None:
    register = load(officer.books / "main.beancount").book.register
    assert all(may(register, each, "record") for each in ("cs-officer", "cfo", "chair", "x"))
    assert [
        each for each in ("cs-officer", "cfo", "chair", "x") if may(register, each, "sign")
    ] == ["cfo"]
    assert not any(may(register, each, "people") for each in ("cs-officer", "cfo", "x"))
    assert whose_task(register, "people") == ""
    assert refusal(register, "cfo", "people") == (
        "cfo may not add or change people. Nobody may yet. Declare who may. Type: ringfence "
        "person amend PERSON --may manage"
    )


def test_what_one_may_not_is_refused_with_whose_task_it_is(declared: Officer) -> None:
    before = declared.files()
    for person, command, message in (
        (
            "cs-officer",
            ("return", "certify", *H1, "--prepared-by", "helper", "--reason", "On leave"),
            "cs-officer may not certify a return. That is for cfo (Chief Finance Officer).",
        ),
        (
            "cs-officer",
            ("person", "amend", "cs-officer", "--may", "record, certify"),
            "cs-officer may not add or change people. That is for cfo (Chief Finance Officer).",
        ),
        (
            "cs-officer",
            ("partnership", "amend", "--finance-role", "Community Safety Officer"),
            "cs-officer may not add or change people. That is for cfo (Chief Finance Officer).",
        ),
        (
            "chair",
            ("note", "2017-18/KIDVA", "Two groups met.", "--kind", "delivery"),
            "chair may not record. That is for cs-officer (Community Safety Officer).",
        ),
        (
            "nobody",
            ("note", "2017-18/KIDVA", "Two groups met.", "--kind", "delivery"),
            (
                "nobody is nobody whom these books declare, so they may only look. Let cfo (Chief "
                "Finance Officer) declare them. Type: ringfence person add nobody --name TEXT "
                "--role officer --may record"
            ),
        ),
    ):
        result = does(declared, person, *command)
        told = re.sub(r"\s+", " ", result.stderr.replace('"TEXT"', "TEXT"))
        assert result.exit_code == 1
        assert told == f"Error: {message} Nothing was saved. "
    assert declared.files() == before


def test_no_officer_does_it_in_the_name_of_finance(declared: Officer) -> None:
    """cfo declares a login, and this is another's."""
    before = declared.files()
    for command in (
        ("person", "amend", "cs-officer", "--may", "record, certify"),
        ("return", "decline", *H1, "--reason", "An invoice is missing"),
    ):
        result = does(declared, "cfo", *command)
        assert result.exit_code == 1
        assert "cs-officer may not " in result.stderr
    assert declared.files() == before


def test_who_manages_declares_others_from_their_own_login(
    declared: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actors, "system_user", lambda: "BJones")
    result = does(declared, "cfo", "person", "amend", "chair", "--may", "certify")
    assert result.exit_code == 0, result.output
    assert "[declaration]" not in declared.does("check")
    result = does(declared, "cfo", "person", "amend", "cfo", "--may", "certify")
    assert result.exit_code == 1
    assert re.sub(r"\s+", " ", result.stderr) == (
        "Error: After this nobody could manage people, for only cfo may. Let another first. Type: "
        'ringfence person amend PERSON --may "certify, manage" Nothing was saved. '
    )


def test_the_first_who_manages_is_declared_by_command(officer: Officer) -> None:
    officer.does("person", "amend", "cfo", "--may", "certify, manage")
    officer.does("note", "2017-18/KIDVA", "Two groups met.", "--kind", "delivery")
    result = does(officer, "cs-officer", "person", "amend", "cs-officer", "--may", "certify")
    assert result.exit_code == 1
    assert "That is for cfo (Chief Finance Officer)." in result.stderr
    assert "[declaration]" not in officer.does("check")


def test_the_paper_that_finance_signed_is_recorded_by_the_officer(declared: Officer) -> None:
    paper = declared.books.parent / "signed.pdf"
    paper.write_bytes(b"%PDF signed")
    certify = ("return", "certify", *H1, "--prepared-by", "cs-officer", "--evidence", str(paper))
    refused = does(declared, "cs-officer", *certify, "--certified-by", "chair", "--reason", "Away")
    assert refused.exit_code == 1
    assert "chair may not certify a return." in refused.stderr
    done = does(declared, "cs-officer", *certify, "--certified-by", "cfo", "--date", "2017-09-20")
    assert done.exit_code == 0, done.output


def test_lines_of_json_are_asked_too(declared: Officer) -> None:
    lines = declared.books.parent / "lines.jsonl"
    lines.write_text(
        '{"event": "return decline", "fund": "PLF-2017-18", "period": "2017-18-H1", '
        '"reason": "Late"}\n',
        encoding="utf-8",
    )
    result = does(declared, "cs-officer", "record", str(lines))
    assert result.exit_code == 1
    assert "cs-officer may not decline to certify a return." in result.stderr


def test_a_sign_in_is_asked_before_the_system(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.add(RIGHTS)
    register = load(officer.books / "main.beancount").book.register
    monkeypatch.setattr(actors, "system_user", lambda: "ringfence")
    token = actors.signed_in.set(actors.SignedIn("cfo", "BJones"))
    try:
        assert actors.actor_of(register, "cfo").stamps == {
            "recorded-by": "cfo",
            "recorded-login": "BJones",
        }
    finally:
        actors.signed_in.reset(token)
    assert actors.actor_of(register, "cfo").recorder == "ringfence"


def test_a_wrong_right_is_told(officer: Officer) -> None:
    result = does(officer, "cs-officer", "person", "amend", "cfo", "--may", "sign")
    assert result.exit_code == 1
    assert "“sign” is not one of record, certify, manage, or none alone" in result.stderr


def test_steps_of_commands() -> None:
    assert step_of_command("return certify") == "certify"
    assert step_of_command("spend") == "record"
