"""Whose login it was: what is done in another's name, and a certificate that needs the paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.ledger import actors
from tests.conftest import Findings, Officer

H1 = ("PLF-2017-18", "2017-18-H1")
LOGINS = """2017-04-01 custom "person" "cs-officer"
  login: "ASmith"
2017-04-01 custom "person" "cfo"
  login: "bjones"
"""
PREPARED = ("--prepared-by", "cs-officer")
Typed = Callable[..., Result]


@pytest.fixture
def typed_by(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Let a user of the system type a command, in the name of somebody or their own."""
    officer.add(LOGINS)

    def typed(user: str, person: str | None, *args: str) -> Result:
        monkeypatch.setattr(actors, "system_user", lambda: user)
        monkeypatch.setenv("RINGFENCE_USER", person or user)
        return CliRunner().invoke(main, ["--books", str(officer.books), *args])

    return typed


NOTE = ("note", "2017-18/KIDVA", "Two groups met in the week.", "--kind", "delivery")


def stamps(officer: Officer) -> list[str]:
    """Return what the last note says of who recorded it."""
    text = officer.text("delivery-2017-18").rpartition("Two groups met in the week.")[2]
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line.startswith("recorded-") and "recorded-at" not in line]


@pytest.mark.parametrize(
    ("user", "person", "recorded"),
    [
        ("asmith", None, ['recorded-by: "cs-officer"', 'recorded-login: "asmith"']),
        ("ASMITH", "CS-Officer", ['recorded-by: "cs-officer"', 'recorded-login: "ASMITH"']),
        (
            "asmith",
            "cfo",
            ['recorded-by: "cs-officer"', 'recorded-login: "asmith"', 'recorded-for: "cfo"'],
        ),
        ("mallory", "cfo", ['recorded-by: "mallory"', 'recorded-login: "mallory"']),
        ("mallory", "bjones", ['recorded-by: "mallory"', 'recorded-login: "mallory"']),
        ("asmith", "chair", ['recorded-by: "chair"']),
        ("mallory", None, ['recorded-by: "mallory"']),
    ],
)
def test_what_is_recorded_says_the_person_and_the_login(
    officer: Officer, typed_by: Typed, user: str, person: str | None, recorded: list[str]
) -> None:
    """Who declares no login is recorded as they are named."""
    result = typed_by(user, person, *NOTE)
    assert result.exit_code == 0, result.output
    found = stamps(officer)
    assert found[: len(recorded)] == recorded
    acting_for = ['recorded-for: "cfo"'] if person in ("cfo", "bjones") else []
    assert found[len(recorded) :] == [each for each in acting_for if each not in recorded]
    assert "[declaration]" not in officer.does("check")


def test_no_login_declared_is_as_before(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "system_user", lambda: "mallory")
    officer.does(*NOTE)
    assert stamps(officer) == ['recorded-by: "cs-officer"']


def test_to_certify_for_another_takes_the_paper(officer: Officer, typed_by: Typed) -> None:
    certify = ("return", "certify", *H1, *PREPARED, "--date", "2017-09-20")
    before = officer.files()
    result = typed_by("asmith", "cfo", *certify)
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: cfo has another login than asmith, so this would be done for them by cs-officer: "
        "let cfo record it from their own, or add the paper that cfo signed.\n  Type: ringfence "
        "return certify PLF-2017-18 2017-18-H1 --certified-by cfo --evidence FILE --prepared-by "
        "cs-officer\n\nNothing was saved.\n"
    )
    assert officer.files() == before
    paper = officer.books.parent / "signed.pdf"
    paper.write_bytes(b"%PDF signed")
    signed = ("--certified-by", "cfo", "--evidence", str(paper))
    result = typed_by("asmith", "cfo", *certify, *signed)
    assert result.exit_code == 0, result.output
    assert 'recorded-for: "cfo"' in officer.text("returns")
    told = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))["history"][-1]
    assert (told["what"], told["by"]) == ("certified", "Chief Finance Officer (finance)")
    assert told["recorded_by"] == "Community Safety Officer (officer)"
    shown = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert (
        "| certified | Chief Finance Officer (finance), recorded by Community Safety Officer "
        "(officer) (login asmith) |"
    ) in shown
    assert told["login"] == "asmith"


def test_who_certifies_from_their_own_login_needs_no_paper(
    officer: Officer, typed_by: Typed
) -> None:
    result = typed_by("BJones", None, "return", "certify", *H1, *PREPARED, "--date", "2017-09-20")
    assert result.exit_code == 0, result.output
    text = officer.text("returns")
    assert 'certified-by: "cfo"' in text
    assert 'recorded-by: "cfo"\n  recorded-login: "BJones"\n  recorded-at:' in text
    told = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))["history"][-1]
    assert (told["recorded_by"], told["login"]) == (None, "BJones")
    shown = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert "| certified | Chief Finance Officer (finance) (login BJones) |" in shown


def test_a_login_is_one_persons(findings: Findings) -> None:
    """
    2017-04-01 custom "person" "a"
      name: "A"
      role: "officer"
      login: "asmith"
    2017-04-02 custom "person" "b"
      name: "B"
      role: "finance"
      login: "ASmith"
    2017-04-03 custom "person" "c"
      name: "C"
      role: "finance"
      login: "cjones"
    2017-05-01 custom "person" "c"
      login:
    2017-05-02 custom "person" "d"
      name: "D"
      role: "finance"
      login: "cjones"
    """
    assert [(each.place, each.message) for each in findings("declaration")] == [
        (
            "5",
            (
                "The login ASmith of b is that of a already, at main.beancount:1. A login is one "
                "person's: take it out of one of them. [declaration]"
            ),
        )
    ]


def test_a_certificate_names_people_as_on_its_day(officer: Officer) -> None:
    """An amendment later leaves it, in the head and in the history."""
    run = CliRunner().invoke(
        main,
        [
            *("--books", str(officer.books), "--as", "cfo", "return", "certify", *H1, *PREPARED),
            *("--date", "2017-09-20"),
        ],
    )
    assert run.exit_code == 0, run.output
    later = ("--date", "2017-10-01")
    officer.does("person", "amend", "cfo", "--name", "Section 151 Officer", *later)
    officer.does("person", "amend", "cs-officer", "--name", "Partnership Manager", *later)
    told = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))
    assert told["certified_by"] == "Chief Finance Officer (finance)"
    assert told["prepared_by"] == "Community Safety Officer (officer)"
    assert told["history"][-1]["by"] == "Chief Finance Officer (finance)"


@pytest.mark.parametrize(
    ("recorded", "shown"),
    [
        ("2017-09-20T10:00:00+01:00", None),
        ("2017-09-27T23:59:00+01:00", None),
        ("2017-09-28T00:01:00+01:00", "2017-09-28"),
        ("not a day", None),
    ],
)
def test_a_step_dated_long_before_it_was_recorded_shows_both_days(
    officer: Officer, recorded: str, shown: str | None
) -> None:
    """Seven days are usual; the column stands only where there is such a step."""
    officer.add(
        f'2017-09-20 custom "return" "{H1[0]}" "{H1[1]}"\n  status: "certified"\n'
        f'  certified-by: "cfo"\n  prepared-by: "cs-officer"\n  recorded-at: "{recorded}"\n'
    )
    told = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))["history"]
    assert [each["recorded"] for each in told] == [shown]
    paper = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    head = "| Date | Recorded | Step |" if shown else "| Date | Step |"
    assert head in re.sub(" +", " ", paper)
    assert ("28 September 2017" in paper) is bool(shown)


@pytest.mark.parametrize(("day", "late"), [("2017-06-07", None), ("2017-06-08", "2017-06-08")])
def test_what_is_dated_long_before_it_was_recorded_shows_both_days(
    officer: Officer, day: str, late: str | None
) -> None:
    path = officer.books / "spend-2017-18.beancount"
    text = path.read_text(encoding="utf-8")
    first = text.index("\n", text.index("2017-05-31 *")) + 1
    stamp = f'  recorded-at: "{day}T10:00:00+01:00"\n'
    path.write_text(text[:first] + stamp + text[first:], encoding="utf-8")
    officer.add(f'2017-05-31 note Equity:Plan:2017-18:KIDVA "Two groups met." #delivery\n{stamp}')
    told = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))
    (row,) = (each for each in told["evidence"] if each["date"] == "2017-05-31")
    assert row["recorded"] == late
    notes = [note for each in told["delivery"] for note in each["narrative"]]
    assert {"date": "2017-05-31", "text": "Two groups met.", "recorded": late} in notes
    paper = re.sub(
        " +", " ", officer.does(*["return", "prepare", "--format", "md", "--output", "-"], *H1)
    )
    shown = " (recorded 8 June 2017)" if late else ""
    assert f"| {row['description']}{shown} |" in paper
    assert f"| Two groups met.{shown} |" in paper
