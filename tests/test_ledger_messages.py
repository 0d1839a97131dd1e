"""Messages name fields and steps as values, which each front end puts into words."""

import ast
import copy
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.bookkeeping.errors import FieldError
from ringfence.bookkeeping.record import findings_of
from ringfence.cli.main import COMMANDS
from ringfence.ledger.commands import Blank, command, commands_in
from ringfence.ledger.loading import load
from ringfence.ledger.main_file import BooksError
from ringfence.ledger.messages import Field, Message, Step, fill, join, name_field, pieces
from tests import catalogue

ROOT = Path(__file__).resolve().parent.parent
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
#: Where options and commands may be written as they are typed, and why.
TYPED_BY_HAND = {
    "ledger/commands.py": "makes command lines",
    "ledger/messages.py": "makes a field's name for a terminal",
    "bookkeeping/new_books.py": "writes the README of new books, which is read beside a terminal",
}
NAMES = st.sampled_from(["vat", "approved-by", "supplied"])
PARTS = st.text(max_size=12) | NAMES.map(name_field) | st.just(command("vire", "A", "B"))


def words(what: Field | Step, _typed: str) -> str:
    return f"<{what.name}>"


def typed_by_hand(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each text that names an option or a command; docstrings and examples do not count."""
    nodes = list(ast.walk(tree))
    not_told = {
        id(each.body[0].value)
        for each in nodes
        if isinstance(each, ast.Module | ast.ClassDef | ast.FunctionDef)
        and each.body
        and isinstance(each.body[0], ast.Expr)
    }
    # An event's examples are lines to type, which its command's help shows.
    not_told |= {id(n.value) for n in nodes if isinstance(n, ast.keyword) and n.arg == "examples"}
    command_name = re.compile(rf"ringfence (?:{'|'.join(map(re.escape, COMMANDS))})\b")
    for each in nodes:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            text = each.value
            if id(each) not in not_told and (OPTION.search(text) or command_name.search(text)):
                yield each.lineno, text


@pytest.mark.parametrize("folder", ["ledger", "plugins", "reports", "bookkeeping", "importers"])
def test_no_line_types_an_option_or_a_command_by_hand(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:60]}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in TYPED_BY_HAND
        for line, text in typed_by_hand(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == [], "use ledger.messages.name_field and ledger.commands.command"


def test_an_option_typed_by_hand_is_found() -> None:
    source = 'x = f"say when (--supplied DAY)"\ny = "Type: ringfence vire A B"\nz = "--- a line"\n'
    assert sorted(line for line, _text in typed_by_hand(ast.parse(source))) == [1, 2]


@pytest.mark.parametrize("case", catalogue.cases(), ids=lambda case: case.name)
def test_no_finding_loses_what_it_names_on_its_way(case: catalogue.Case, tmp_path: Path) -> None:
    """Whatever an officer is told to type stands there as a value that a page can word."""
    try:
        books = load(catalogue.lay_out(case, tmp_path))
    except BooksError:
        return  # it can't be loaded, and what is said of that no page shows
    for finding in findings_of(books):
        text = finding.message
        marks = text.marks if isinstance(text, Message) else ()
        lines = [(each.start, each.end) for each in commands_in(text)]
        options = [each.span() for each in OPTION.finditer(text)]
        for start, end in (*lines, *options):
            assert any(m.start <= start and end <= m.end for m in marks), text[start - 40 : end]


def test_a_message_is_what_a_terminal_says() -> None:
    text = "say when (" + name_field("supplied", "DAY") + "), or: " + command("vire", "A", "B", 5)
    assert text == "say when (--supplied DAY), or: ringfence vire A B 5"
    assert fill(text, words) == "say when (<supplied>), or: <vire>"
    assert name_field("POT") == "POT"
    assert list(pieces(text))[1] == ("--supplied DAY", Field("supplied"))


def test_a_step_keeps_what_it_says() -> None:
    line = command("vire", "A", Blank.POT, Decimal("40.00"), fund="G", date=None, dry_run=True)
    ((text, step),) = pieces(line)
    assert text == line == "ringfence vire A POT 40.00 --fund G --dry-run"
    assert step == Step(
        "vire",
        ("A", Blank.POT, Decimal("40.00")),
        (("fund", "G"), ("date", None), ("dry_run", True)),
    )


def test_an_error_has_the_message_that_it_was_given() -> None:
    text = str(FieldError("vat", "With " + name_field("gross") + " say how much."))
    assert fill(text, words) == "With <gross> say how much."


def test_a_plain_text_has_nothing_to_word() -> None:
    assert fill("With --gross say how much.", words) == "With --gross say how much."
    assert list(pieces("")) == []


@given(st.text(), NAMES, st.text())
def test_what_people_typed_is_never_taken_for_a_field(payee: str, name: str, note: str) -> None:
    """Not even words that look like an option, a placeholder or a command."""
    text = f"{payee} --{name} {{{name}}} " + name_field(name) + note
    assert fill(text, lambda _what, _typed: "#") == f"{payee} --{name} {{{name}}} #{note}"


@given(st.lists(PARTS), st.text(max_size=3), st.integers(0, 60), st.integers(0, 60))
def test_parts_are_those_of_a_text_with_what_they_name(
    parts: list[str], between: str, start: int, end: int
) -> None:
    whole = join(between, parts)
    assert whole == between.join(parts)
    assert "".join(text for text, _what in pieces(whole)) == whole
    named = [what for each in parts for _text, what in pieces(each) if what]
    assert [what for _text, what in pieces(whole) if what] == named
    assert whole[start:end] == str.__str__(whole)[start:end]
    assert all(text in whole for text, _what in pieces(whole[start:end]))
    assert whole.strip() == between.join(parts).strip()
    assert copy.deepcopy(whole).marks == whole.marks
