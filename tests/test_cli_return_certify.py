"""Who may certify a return, and what is left open when they do."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main

H1 = ("PLF-2017-18", "2017-18-H1")
DAY = ("--date", "2017-09-20")
PREPARED = ("--prepared-by", "cs-officer")


def certify(officer: Any, person: str, *more: str) -> Result:
    args = ["--books", str(officer.books), "--as", person, "return", "certify", *H1, *DAY, *more]
    if "--prepared-by" not in more:
        args += PREPARED
    return CliRunner().invoke(main, args)


def refused(officer: Any, person: str, *more: str) -> str:
    before = officer.files()
    result = certify(officer, person, *more)
    assert result.exit_code == 1, result.output
    assert officer.files() == before
    assert "Nothing was saved." in result.stderr
    return " ".join(result.stderr.split())


def test_finance_certifies_and_is_told_what_is_left_to_complete(officer: Any) -> None:
    result = certify(officer, "CFO")
    assert result.exit_code == 0, result.output
    assert 'certified-by: "cfo"' in officer.text("returns")
    text = " ".join(result.stdout.split())
    assert (
        "Still to complete: Prevent: say what was delivered for the £447.00 spent. Type: ringfence "
        'note 2017-18/Prevent "TEXT" --date 2017-08-31 --kind delivery'
    ) in text


def test_who_nobody_declared_does_not_certify(officer: Any) -> None:
    text = refused(officer, "bob")
    assert ("bob is not declared, and finance certifies: the Chief Finance Officer (cfo).") in text
    assert "person add" not in text
    assert "or say why it is certified all the same (--reason TEXT)" in text


def test_who_is_not_finance_does_not_certify(officer: Any) -> None:
    text = refused(officer, "chair")
    assert (
        "chair is Chair of the Partnership (chair), and finance certifies: the Chief Finance "
        "Officer (cfo)."
    ) in text


@pytest.mark.parametrize("person", ["chair", "bob"])
def test_a_reason_lets_another_certify_and_is_kept_and_shown(officer: Any, person: str) -> None:
    reason = "Signs for the Chief Finance Officer by delegation of 1 May"
    result = certify(officer, person, "--reason", reason)
    assert result.exit_code == 0, result.output
    assert f'reason: "{reason}"' in officer.text("returns")
    paper = officer.books.parent / "r.md"
    officer.does("return", "prepare", *H1, "--output", str(paper))
    assert f"Why certified: {reason}" in paper.read_text(encoding="utf-8")
    result = certify(officer, "cfo", "--date", "2017-09-21")
    assert result.exit_code == 0, result.output
    assert "reason:\n" in officer.text("returns"), "what holds no more is cleared"


ALIAS = """2017-04-01 custom "person" "cs-deputy"
  name: "{name}"
  role: "finance"
  email: "{email}"
"""


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("community safety  OFFICER", "other@oadby-wigston.example"),
        ("Deputy", "Community-Safety@oadby-wigston.example"),
    ],
)
def test_one_person_under_two_ids_is_one_person(officer: Any, name: str, email: str) -> None:
    officer.add(ALIAS.format(name=name, email=email))
    text = refused(officer, "cs-deputy", "--reason", "Nobody else is here")
    assert "was prepared by cs-officer and certified by cs-deputy, who are one." in text


def test_no_reason_lets_who_prepared_it_certify(officer: Any) -> None:
    text = refused(officer, "CS-Officer", "--reason", "Nobody else is here")
    assert "was prepared by cs-officer and certified by cs-officer too." in text


UNSAID = """2017-06-01 custom "decision" "OPCC-9"
  body: "OPCC"
  title: "Terms"
2017-06-02 custom "fund" "PLF-2017-18"
  payment:
  decision: "OPCC-9"
"""


def test_what_can_not_be_completed_later_wants_a_reason(officer: Any) -> None:
    officer.add(UNSAID)
    text = refused(officer, "cfo")
    assert (
        "The books do not say how PLF-2017-18 is paid, so nothing is claimed. Type: ringfence fund "
        "amend PLF-2017-18 --payment arrears --decision ID"
    ) in text
    assert "say what was delivered" not in text
    assert certify(officer, "cfo", "--reason", "The OPCC has not said yet").exit_code == 0


def test_no_reason_lets_a_fault_pass(officer: Any) -> None:
    officer.add("nonsense\n")
    text = refused(officer, "cfo", "--reason", "All is well")
    assert "The books have a fault to correct. Type: ringfence check" in text


def test_in_books_that_declare_nobody_a_name_is_recorded_as_it_is(officer: Any) -> None:
    path = officer.books / "partnership.beancount"
    text = path.read_text(encoding="utf-8")
    persons = text[text.index(";; Roles and mailboxes") : text.index(";; The meetings of the year")]
    path.write_text(text.replace(persons, ""), encoding="utf-8")
    result = certify(officer, "treasurer", "--prepared-by", "officer")
    assert result.exit_code == 0, result.output
    assert 'certified-by: "treasurer"' in officer.text("returns")


def test_who_submits_and_is_not_declared_is_told_so(officer: Any) -> None:
    assert certify(officer, "cfo").exit_code == 0
    args = ["--books", str(officer.books), "--as", "bob", "return", "submit", *H1]
    result = CliRunner().invoke(main, [*args, "--date", "2017-09-21"])
    assert result.exit_code == 0, result.output
    assert "bob is not declared as a `person`, so the name was recorded as typed." in result.stdout
    assert 'submitted-by: "bob"' in officer.text("returns")


def test_what_is_missing_is_listed_by_what_it_means_for_certifying(officer: Any) -> None:
    officer.add(
        '2017-08-30 note Equity:Plan:2017-18:KIDVA "Ring 0116 257 2894 for 2 victims." #delivery\n'
    )
    shown = officer.does("return", "prepare", *H1, "--output", str(officer.books / "x.docx"))
    heads = (
        "\nTo complete before it is certified:\n",
        "\nTo complete before it is certified, or say why not (certify --reason):\n",
        "\nStill to complete, though it can be certified without:\n",
    )
    places = [shown.index(head) for head in heads]
    assert places == sorted(places)
    must, should, may = (
        " ".join(part.split())
        for part in (shown[places[0] : places[1]], shown[places[1] : places[2]], shown[places[2] :])
    )
    assert "“0116 257 2894” is a telephone number" in must
    assert "“2 victims” is a count under 5" in should
    assert "say what was delivered for the" in may


def test_nobody_is_assumed_to_have_prepared_it(officer: Any) -> None:
    """Neither the one officer of the books, nor who records the certificate with its paper."""
    (officer.books.parent / "signed.pdf").write_bytes(b"%PDF signed")
    signed = ("--certified-by", "cfo", "--evidence", str(officer.books.parent / "signed.pdf"))
    found = officer.is_refused("return", "certify", *H1, *DAY, *signed)
    assert found == (
        "Error: The books do not say who prepared PLF-2017-18 2017-18-H1: name them (--prepared-by "
        "PERSON).\n\nNothing was saved.\n"
    )
    shown = officer.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert "Prepared by: \\[to complete\\]" in shown
    told = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))
    assert told["prepared_by"] is None
    unknown = (
        "The books do not say who prepared it. Type: ringfence return prepare PLF-2017-18 "
        "2017-18-H1 --prepared-by PERSON"
    )
    assert unknown in told["demanded"]
    paper = officer.books.parent / "r.md"
    made = officer.does(
        *("return", "prepare", *H1, "--prepared-by", "CS-officer", "--date", "2017-09-14"),
        *("--output", str(paper)),
    )
    assert made.startswith("Recorded: cs-officer prepared PLF-2017-18 2017-18-H1.\n")
    assert "do not say who prepared it" not in made
    assert "Prepared by: Community Safety Officer (officer)" in paper.read_text(encoding="utf-8")
    found = officer.text("returns")
    assert '2017-09-14 custom "return" "PLF-2017-18" "2017-18-H1"\n  prepared-by: "cs-officer"' in (
        found
    )
    officer.does("return", "certify", *H1, *DAY, *signed)
    assert officer.text("returns").count('prepared-by: "cs-officer"') == 2


def test_who_prepared_it_is_recorded_once_and_stands_once_it_is_certified(officer: Any) -> None:
    named = ("return", "prepare", *H1, "--prepared-by", "bob", "--format", "json")
    result = officer(*named, *DAY)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["prepared_by"] == "bob", "what is printed is the return alone"
    assert officer.text("returns").count('prepared-by: "bob"') == 1
    before = officer.files()
    assert officer(*named).exit_code == 0
    assert officer.files() == before
    paper = str(officer.books.parent / "r.md")
    told = officer.does(
        *("return", "prepare", *H1, "--prepared-by", "ann", *DAY, "--output", paper),
    )
    assert "ann is not declared as a `person`, so the name was recorded as typed." in told
    assert certify(officer, "cfo").exit_code == 0
    found = officer.is_refused(
        *("return", "prepare", *H1, "--prepared-by", "ann", "--date", "2017-09-21")
    )
    assert found == (
        "Error: PLF-2017-18 2017-18-H1 is certified, so it can't be prepared by another now.\n"
        "  Type: ringfence return submit PLF-2017-18 2017-18-H1\n\nNothing was saved.\n"
    )
    found = officer.is_refused("return", "prepare", *H1, *DAY, status=2)
    assert "Say who prepared it then: --prepared-by PERSON." in found
