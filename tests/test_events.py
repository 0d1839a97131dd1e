"""Events: declared once, listed by their commands, light to import."""

import ast
import datetime
import importlib
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import click
import pytest

from ringfence.bookkeeping.event import Declared, declaration_of, fields_of
from ringfence.bookkeeping.vire import Vire
from ringfence.cli.lazy import BOOKKEEPING
from ringfence.cli.main import COMMANDS, GROUPED, main
from ringfence.ledger.declarations.forms import forms_of
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.rules import OVERRIDABLE

ROOT = Path(__file__).resolve().parent.parent
#: What a command line has no use for while it is only read.
HEAVY = {"beancount", "fava", "flask", "jinja2", "openpyxl", "pydantic", "tabulate", "docx"}
#: Their group lists and shows declarations too, for which it imports the models of these.
BESIDE_MODELS = {"decision add", "decision amend"}
LISTED = {
    **{name: lazy.where for name, lazy in COMMANDS.items() if lazy.where.startswith(BOOKKEEPING)},
    **GROUPED,
}


def declares_an_event(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    made = (each for node in classes for each in node.decorator_list)
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "event"
        for each in made
    )


def modules() -> Iterator[str]:
    for path in sorted((ROOT / "bookkeeping").glob("*.py")):
        if declares_an_event(path):
            yield path.stem


def listed(name: str) -> Declared:
    module, _, attribute = LISTED[name].partition(":")
    return declaration_of(getattr(importlib.import_module(f"ringfence.{module}"), attribute))


def imported_by(code: str) -> set[str]:
    """The packages that are imported once some code has run in a Python of its own."""
    code += "\nimport sys\nprint('|', *{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.rpartition("|")[2].split())


@pytest.mark.parametrize("name", sorted(LISTED))
def test_the_list_of_commands_says_what_events_say(name: str) -> None:
    found = listed(name)
    assert found.command == name
    assert found.text
    if name in COMMANDS:
        assert found.summary == COMMANDS[name].summary


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_command_is_made_of_its_event(name: str) -> None:
    found: click.Command | None = main
    for part in name.split():
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), part)
    assert found is not None
    taken = {param.name for param in found.params}
    own = {each.attribute for each in fields_of(listed(name).cls) if each.name != "override"}
    assert own <= taken
    assert found.help is not None
    assert found.help.startswith(listed(name).text)


@pytest.mark.parametrize("name", sorted(LISTED))
def test_the_fields_of_an_event_have_names_of_their_own(name: str) -> None:
    names = [each.name for each in fields_of(listed(name).cls)]
    assert len(names) == len(set(names))


def test_every_event_has_a_command() -> None:
    where = {each.partition(":")[0].removeprefix(BOOKKEEPING) for each in LISTED.values()}
    assert where == set(modules())


def test_modules_of_events_import_nothing_heavy_and_no_front_end() -> None:
    code = "\n".join(f"import ringfence.bookkeeping.{module}" for module in modules())
    assert imported_by(code) & {*HEAVY, "click"} == set()


def test_help_of_events_imports_nothing_heavy() -> None:
    code = f"""
from click.testing import CliRunner
from ringfence.cli.main import main
for name in {sorted(LISTED.keys() - BESIDE_MODELS)!r}:
    result = CliRunner().invoke(main, [*name.split(), "--help"])
    assert result.exit_code == 0, result.output
"""
    assert imported_by(code) & HEAVY == set()


def test_fields_stand_in_the_order_in_which_they_are_asked_for() -> None:
    """What has a place, what is its own, and then what it shares."""
    assert [each.name for each in fields_of(Vire)] == [
        *("from", "to", "amount", "decision", "date", "note", "fund", "link", "approved-by"),
        *("council-ref", "adjusts", "corrects", "illustrative", "private", "override"),
    ]
    assert [each.name for each in fields_of(Vire) if each.required] == ["from", "to", "amount"]
    assert [each.name for each in fields_of(Vire) if each.many] == [
        *("decision", "fund", "link", "override"),
    ]


def test_what_an_event_shares_is_said_of_whatever_is_recorded() -> None:
    given = Vire(
        source="Reserve",
        to="2017-18/Diversionary",
        amount=Decimal(10),
        date=datetime.date(2017, 6, 12),
        note="Words",
        decision=("A, B", "A"),
        fund=("F=10",),
        link=("^one", " two"),
        council_ref="OWBC-1",
        illustrative=True,
        overrides=(("window", "C"), ("authority", "D")),
    )
    request = given.request()
    assert (request.day, request.note, request.dry_run) == (
        datetime.date(2017, 6, 12),
        "Words",
        False,
    )
    assert (request.decisions, request.funds, request.links) == (
        ("A", "B"),
        ("F=10",),
        ("one", "two"),
    )
    assert list(request.meta.items()) == [
        ("council-ref", "OWBC-1"),
        ("illustrative", True),
        ("override-authority", "D"),
        ("override-window", "C"),
    ]


def test_a_command_has_an_option_for_each_rule_that_may_be_overridden() -> None:
    from ringfence.cli.events import command_of

    names = {option for param in command_of(Vire).params for option in param.opts}
    assert {f"--override-{rule}" for rule in OVERRIDABLE} <= names


@pytest.mark.parametrize("name", ["spend", "earmark", "vire", "refund"])
def test_a_form_asks_for_the_fields_of_its_event(name: str) -> None:
    from ringfence.cli.serve import event_forms

    cls = listed(name).cls
    shown = {each.name: each for each in event_forms.fields_at_form(cls, lambda _offer: ())}
    own = {each.attribute for each in fields_of(cls)} - {"overrides"}
    assert set(shown) == {*own, *(f"override_{rule.replace('-', '_')}" for rule in OVERRIDABLE)}
    at_once = {each for each in shown if not shown[each].more}
    assert {"pot" if name != "vire" else "source", "amount", "date", "note", "decision"} <= at_once
    assert not {"fund", "approved_by", "override_authority"} & at_once


def test_a_form_says_an_event_by_its_kinds() -> None:
    from ringfence.bookkeeping.spend import Spend
    from ringfence.cli.serve import event_forms
    from ringfence.cli.serve.form_problems import MisreadError

    values = {"pot": " A ", "amount": "£1,000", "payee": "P ", "invoice": "", "gross": "on"}
    values |= {"also": "B=1;C=2", "date": "12/6/2017", "override_authority": "ID", "vat": " "}
    assert vars(event_forms.event_of(Spend, values)) == vars(
        Spend(
            pot="A",
            amount=Decimal("1000.00"),
            payee="P ",
            invoice="",
            gross=True,
            also=("B=1;C=2",),
            date=datetime.date(2017, 6, 12),
            overrides=(("authority", "ID"),),
        )
    )
    with pytest.raises(MisreadError) as caught:
        event_forms.event_of(Spend, {"amount": "24 inc VAT", "invoice": "", "supplied": "x"})
    assert [*caught.value.problems] == ["pot", "amount", "payee", "supplied"]
    assert "say that it is gross (--gross)" in caught.value.problems["amount"]


@pytest.mark.parametrize("name", sorted(BESIDE_MODELS))
def test_a_decision_s_event_has_every_field_of_its_declaration(name: str) -> None:
    """In their order, asked for where a new decision can't be without."""
    forms = forms_of(MODELS["decision"])
    found = {each.attribute: each for each in fields_of(listed(name).cls)}
    own = [each for each in found if each in {form.attribute for form in forms}]
    assert own == [form.attribute for form in forms]
    for form in forms:
        assert found[form.attribute].name == form.name
        assert found[form.attribute].required == (form.required and name == "decision add")


def test_the_form_of_a_decision_asks_for_what_its_command_takes() -> None:
    from ringfence.cli.serve import event_forms

    shown = event_forms.fields_at_form(listed("decision add").cls, lambda _offer: ())
    assert [(each.label, each.kind, each.required, each.more) for each in shown] == [
        ("ID", "text", True, False),
        ("Body", "text", True, False),
        ("Title", "text", True, False),
        ("Amount", "money", False, False),
        ("Minute", "text", False, False),
        ("Ratified by", "choice", False, True),
        ("Document", "text", False, True),
        ("Date", "date", False, False),
        ("Decision", "choice", False, False),
        ("Illustrative", "flag", False, True),
        ("Private", "flag", False, True),
    ]


def test_examples_are_headed_by_their_number() -> None:
    from ringfence.cli.events import command_of

    help_of = {name: command_of(listed(name).cls).help or "" for name in ("vire", "carry-forward")}
    assert "\b\nExamples:\n  ringfence vire Reserve" in help_of["vire"]
    assert "\b\nExample:\n  ringfence carry-forward" in help_of["carry-forward"]
    assert isinstance(command_of(Vire), click.Command)
