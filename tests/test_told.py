"""What messages tell people to type is built in one place, and so can be found and tried."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ringfence.cli.main import main
from ringfence.ledger.commands import Blank, command
from tests import told

ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    path
    for folder in ("bookkeeping", "cli", "importers", "ledger", "pages", "plugins", "reports")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
A_COMMAND = re.compile(r"\bringfence (?:--?[a-z]|[a-z])")
#: Texts that are no messages: help, of which every example is tried below; what new books say.
HELP = {"bookkeeping/new_books.py"}


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every text of a module that is no docstring, those of f-strings whole."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts_of_texts = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for each in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in docstrings | parts_of_texts:
            yield node.lineno, str(node.value)


def test_no_message_writes_a_command_line_by_hand() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in MODULES
        if str(path.relative_to(ROOT)) not in HELP
        for line, text in texts_of(path)
        if A_COMMAND.search(" ".join(text.split()))
    ]
    assert not wrong, "build it with ringfence.ledger.commands.command:\n" + "\n".join(wrong)


def commands(
    group: click.Group, ctx: click.Context, name: str = ""
) -> Iterator[tuple[str, click.Command]]:
    for each in group.list_commands(ctx):
        found = group.get_command(ctx, each)
        assert found is not None
        yield f"{name} {each}".strip(), found
        if isinstance(found, click.Group):
            inner = click.Context(found, parent=ctx, info_name=each)
            yield from commands(found, inner, f"{name} {each}".strip())


CONTEXT = click.Context(main, info_name="ringfence")
COMMANDS = dict(commands(main, CONTEXT))
EXAMPLE = re.compile(r"^ +ringfence(?: (?:.*\\\n)*.*)?$", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_example_of_the_help_parses(name: str) -> None:
    """An example stands on a line of its own, or goes on after a backslash."""
    text = COMMANDS[name].help or ""
    shown = [each.replace("\\\n", " ") for each in EXAMPLE.findall(text)]
    assert shown or isinstance(COMMANDS[name], click.Group), "it has no example"
    for line in shown:
        assert told.wrong_with(shlex.join(shlex.split(line, comments=True))) is None, line


def test_help_of_a_file_is_none_that_messages_use() -> None:
    """Whatever is excused above for its help has some."""
    for name in HELP:
        path = ROOT / name
        assert any(A_COMMAND.search(text) for _line, text in texts_of(path)), name


@pytest.mark.parametrize("blank", list(Blank))
def test_a_blank_that_was_not_filled_is_refused(blank: Blank) -> None:
    for argument in (str(blank), f"--title={blank}", f"F={blank}", f"2017-18/KIDVA/{blank}"):
        with pytest.raises(click.UsageError) as caught:
            main.make_context("ringfence", ["decision", "add", argument, "--body", "CSP"])
        assert caught.value.message == (
            f"“{argument}” is to be filled in: type your own in the place of the capitals."
        )


def test_capitals_that_are_no_blank_are_taken() -> None:
    main.make_context("ringfence", ["decision", "add", "PAID TO ID", "--body", "CSP"])


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (command("check"), None),
        (command("pay"), None),
        (command("decision add", Blank.ID, body="CSP", title=Blank.TEXT), None),
        ("ringfence pya LINK", "there is no command pya"),
        ("ringfence decision add ID --body CSP", "Missing option '--title'"),
        ("ringfence pay LINK --dat 2017-09-01", "No such option '--dat'"),
        ("ringfence release X 1.00 and so on", "unexpected extra argument"),
        ("ringfence vire Reserve X 1.00 --date 31/6/2017", "June 2017 has no day 31"),
        ('ringfence note X "so', "no shell reads it"),
    ],
)
def test_what_is_wrong_with_a_line_is_told(line: str, wrong: str | None) -> None:
    text = told.wrong_with(line)
    assert text is None if wrong is None else wrong in (text or "")
