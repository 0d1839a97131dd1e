"""Words have a length: a bound on each text field, told by whichever way it comes in."""

from __future__ import annotations

import importlib

import pytest
from click.testing import CliRunner

from ringfence.bookkeeping.event import Event, fields_of
from ringfence.bookkeeping.values import read_value
from ringfence.cli.main import main, where_events_are
from ringfence.ledger.typed.lengths import MOST_NAME, MOST_WORDS
from tests.conftest import Officer

#: What is read into something else than the text that it is.
READ = {"money", "money or nothing", "day", "year", "count", "flag", "either", "choice", "file"}


def event(where: str) -> type[Event]:
    module, _, name = where.partition(":")
    found: type[Event] = getattr(importlib.import_module(f"ringfence.{module}"), name)
    return found


@pytest.mark.parametrize("command", sorted(where_events_are()))
def test_every_text_field_has_a_bound(command: str) -> None:
    for each in fields_of(event(where_events_are()[command])):
        if each.kind.name in READ or each.kind.name == "overrides":
            continue
        assert each.kind.most in (MOST_NAME, MOST_WORDS)
        long = "w" * (each.kind.most + 1)
        with pytest.raises(ValueError, match="are the most here") as caught:
            read_value(each, [long] if each.many else long)
        assert str(caught.value).startswith(f"It has {each.kind.most + 1:,} characters, and ")


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (("note", "2017-18/KIDVA", "w" * 5001, "--kind", "delivery"), "5,000"),
        (("spend", "2017-18/KIDVA", "5", "--payee", "w" * 301), "300"),
        (("spend", "2017-18/KIDVA", "5", "--payee", "PTL", "--invoice", "w" * 301), "300"),
        (("person", "add", "x", "--name", "w" * 5001, "--role", "officer"), "5,000"),
    ],
)
def test_a_command_says_how_long_it_may_be(
    officer: Officer, words: tuple[str, ...], most: str
) -> None:
    result = CliRunner().invoke(main, ["--books", str(officer.books), "--as", "cs-officer", *words])
    assert result.exit_code != 0
    told = " ".join(result.stderr.split())
    assert f"characters, and {most} are the most here. Shorten it, or file a paper" in told
