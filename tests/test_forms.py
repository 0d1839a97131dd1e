"""Forms: one for each event and declaration, and what they record is what commands record."""

import re
import shlex
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ringfence import pages
from ringfence.bookkeeping.event import Input, fields_of
from ringfence.cli.main import main, where_events_are
from ringfence.cli.serve.declared import DECLARES, declared_event
from ringfence.cli.serve.event_forms import fields_at_form, parts_of
from ringfence.cli.serve.forms import FormRecorder, event_called
from ringfence.cli.settings import Settings
from ringfence.ledger.declarations.forms import forms_of
from ringfence.ledger.declarations.models import MODELS
from ringfence.pages.forms import Upload, amount_name, row_name
from ringfence.pages.tasks import STEPS, TASKS, leads

TYPED = Path(__file__).resolve().parent / "data" / "oadby-wigston.commands"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\d:]*")

#: Seals and digests cover when something was recorded.
SEAL = re.compile(r"[0-9a-f]{64}")


def declaring(group: click.Group, before: str = "") -> Iterator[str]:
    """Name the commands that add or amend something."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from declaring(command, f"{before}{name} ")
        elif name in ("add", "amend"):
            yield f"{before}{name}"


def test_every_event_and_declaration_has_a_form() -> None:
    assert set(STEPS) == {*where_events_are(), *declaring(main)}


def test_every_form_has_a_place_that_leads_to_it() -> None:
    """A page that is about nothing yet, or about something that there is on it."""
    for step in STEPS.values():
        assert step.page in pages.__all__, step
        names = {part.name for part in parts_of(event_called(step.command))}
        assert {name for each in step.about.values() for name in each.split()} <= names, step
    assert len(TASKS) == 12


def test_a_thing_leads_to_what_can_happen_to_it() -> None:
    found = {lead.command: lead.values for lead in leads("return", "PLF-2017-18 2017-18-H1")}
    assert found["return certify"] == {"fund": "PLF-2017-18", "period": "2017-18-H1"}
    assert {"spend", "advance", "release", "earmarks amend"} <= {
        lead.command for lead in leads("earmark", "2017-18/Diversionary/Kicks")
    }


@pytest.mark.parametrize("name", sorted(DECLARES))
def test_a_form_of_a_declaration_has_every_field_of_its_model(name: str) -> None:
    forms = forms_of(MODELS[DECLARES[name].kind])
    names = {each.name for each in fields_of(declared_event(name))}
    assert {form.name for form in forms} <= names


@pytest.mark.parametrize("name", sorted(STEPS))
def test_no_two_fields_of_a_form_are_called_alike(name: str) -> None:
    fields = fields_at_form(event_called(name), lambda _offer: ())
    assert len({each.label for each in fields}) == len(fields)


def command_of(args: list[str]) -> str | None:
    """Name the form of a command line, if it has one."""
    return next((name for name in STEPS if name.split() == args[: len(name.split())]), None)


def values_of(name: str, args: list[str]) -> dict[str, str]:
    """Say what is typed as a form: each field as it would be filled in."""
    command: click.Command | None = main
    for part in name.split():
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), part)
    assert command is not None
    given = command.make_context(name, args[len(name.split()) :]).params
    values: dict[str, str] = {}
    for each in fields_of(event_called(name)):
        if each.kind.name == "overrides":
            ruled = {key: given[key] for key in given if key.startswith("override_")}
            values |= {key: value for key, value in ruled.items() if value}
            continue
        declared = each.attribute == "called" and name in DECLARES
        value = given.get("name" if declared else each.attribute)
        if value is not None and value != ():
            values |= dict(as_filled_in(each, value))
    return values


def as_filled_in(each: Input, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        if each.kind.name == "either":
            yield each.attribute, each.kind.words[0 if value else 1]
        elif value:
            yield each.attribute, "yes"
        return
    if not isinstance(value, tuple):
        yield each.attribute, str(value)
        return
    if each.kind.shown in ("LIST", "STEPS"):
        yield each.attribute, ", ".join(value)
        return
    for number, one in enumerate(value, 1):
        row = row_name(each.attribute, number)
        what, equals, amount = one, "", ""
        if "=AMOUNT" in each.kind.shown.replace("[", ""):
            what, equals, amount = one.partition("=")
        yield row, what
        if equals:
            yield amount_name(row), amount


def texts(folder: Path) -> dict[str, str]:
    """Give the text of every file of books, but for when each entry was recorded, and its seals."""
    paths = sorted(folder.glob("*.beancount"))
    found = {path.name: STAMP.sub("", path.read_text(encoding="utf-8")) for path in paths}
    return {name: SEAL.sub("", text) for name, text in found.items()}


#: What the year has no need of, after it; who acts stands first.
REST = """
cs-officer spend 2018-19/Prevent 4000 --payee Printer --invoice PR-900 --pending --date 1/6/2018
cs-officer decision add FIN-1 --body finance --title "Printing, beyond the plan" --date 2/6/2018
cs-officer vire Reserve 2018-19/Prevent 900 --decision CSP-2018-04-16-03 --date 1/6/2018
cs-officer decision amend FIN-1 --minute "By e-mail" --decision CSP-2018-04-16-03 --date 3/6/2018
cs-officer settle PR-900 --decision FIN-1
cs-officer correct FA-1276 --amount 560 --note "Two pads fewer" --date 5/6/2018
cs-officer correct SM-4702 --reverse-only --note "Entered twice" --date 5/6/2018
cs-officer accrue 2018-19/Bluelight 40 --payee Printer --also 2018-19/Sentinel=10 --date 5/6/2018
cs-officer person amend chair --email chair@oadby-wigston.example --date 6/6/2018
cs-officer meeting add 11/6/2018
cs-officer meeting amend 11/6/2018 --to 18/6/2018
cs-officer meeting cancel 18/6/2018
cs-officer forecast 2018-19/Prevent 3000 --reason "Fewer sessions than planned" --date 6/6/2018
cs-officer target add 2018-19/Prevent sessions 12 --from 1/4/2018 --to 30/9/2018 --date 6/6/2018
cs-officer release 2018-19/GrowOutCrime 10 --decision CSP-2018-04-16-03 --date 7/6/2018
cs-officer year-end 2017-18 --date 8/6/2018
cs-officer repay PLF-2016-17 10 --decision CSP-2018-04-16-03 --date 7/6/2018
cfo return certify PLF-2017-18 2017-18-H1 --prepared-by cs-officer --date 20/9/2017
cfo return decline PLF-2017-18 2017-18-H1 --reason "One reason more" --date 21/9/2017
cs-officer return certify PLF-2017-18 2017-18-H1 --certified-by cfo --evidence {paper} \
    --date 22/9/2017
cs-officer return submit PLF-2017-18 2017-18-H1 --date 25/9/2017
cs-officer return query PLF-2017-18 2017-18-H1 --text "Why so late?" --date 2/10/2017
cs-officer return answer PLF-2017-18 2017-18-H1 --answer "We waited for it." --date 3/10/2017
cs-officer question ask LCFC-1190 "Which school was this for?" --date 8/6/2018
cfo question answer Q-2018-06-08-01 "For none of them." --date 9/6/2018
cs-officer return accept PLF-2017-18 2017-18-H1 --reference OPCC/2017/114 --date 9/10/2017
cfo return paper returns/signed/signed.pdf redacted --reason "A name" --date 9/10/2017
cs-officer return reopen PLF-2017-18 2017-18-H1 --reason "An invoice" --date 16/10/2017
"""

#: What takes books of its own: `tests/test_cli_return_redact.py` and its like.
APART = (
    *("reconcile match", "reconcile unmatch", "reconcile timing", "reconcile miscoded"),
    *("reconcile unmark", "reconcile sign", "reconcile reopen", "return redact", "return join"),
)


def test_a_year_in_forms_gives_the_same_books_as_its_commands(tmp_path: Path) -> None:
    """Byte for byte: whatever has a form is checked and recorded at it, the rest is typed."""
    paper = tmp_path / "signed.pdf"
    paper.write_bytes(b"%PDF signed")
    lines = TYPED.read_text(encoding="utf-8").splitlines()
    commands = [("cs-officer", shlex.split(line)[1:]) for line in lines if line and line[0] != "#"]
    for line in REST.strip().replace("\n    ", " ").format(paper=paper).splitlines():
        who, *args = shlex.split(line)
        commands.append((who, args))
    typed, filled = tmp_path / "typed", tmp_path / "filled"

    def types(folder: Path, who: str, args: list[str]) -> None:
        where = [str(folder)] if args[0] == "init" else []
        args = [args[0], *where, *args[1 + len(where) :]]
        result = CliRunner().invoke(main, ["--books", str(folder), "--as", who, *args])
        assert result.exit_code == 0, f"{shlex.join(args)}\n{result.output}"

    recorded: dict[str, int] = {}
    for who, args in commands:
        if args[:2] == ["return", "paper"]:
            for folder in (typed, filled):
                (folder / args[2]).write_bytes(b"%PDF without the name")
        types(typed, who, args)
        name = command_of(args)
        if name is None:
            types(filled, who, args)
            continue
        recorder = FormRecorder(filled / "main.beancount", Settings(None, who))
        values = values_of(name, args)
        path = values.pop("evidence", "")
        papers = {"evidence": Upload(paper.name, paper.read_bytes())} if path else {}
        record_at(recorder, name, values, papers)
        recorded[name] = recorded.get(name, 0) + 1
    assert texts(filled) == texts(typed)
    assert [each for each in STEPS if each not in recorded] == [*APART]


def record_at(
    recorder: FormRecorder, name: str, values: Mapping[str, str], papers: Mapping[str, Upload]
) -> None:
    """Check a form and record it, as the page does."""
    values, checked = recorder.check(name, values, papers)
    assert checked.problems == {}, (name, values)
    assert checked.sentences
    assert not checked.saved
    if name.startswith("return "):
        time.sleep(1.1)  # what says when it was recorded does not make it another
    outcome = recorder.record(name, values, papers, checked.drafts)
    assert outcome.saved, (name, values, outcome)
    assert outcome.sentences == checked.sentences
