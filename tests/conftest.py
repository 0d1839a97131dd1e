"""What tests share: a ledger in the test's own docstring, judged through the real plugin door.

The ledger of a test stands in its docstring and begins on the line after the quotes, which is
line 1. It is read beside `BASE`, which declares two grants, a plan and what it holds, so that it
need say only what it is about; `base=False` leaves that out.
"""

from __future__ import annotations

import datetime
import inspect
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from beancount import loader
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from ringfence.cli.main import main
from ringfence.ledger import loading, main_file
from ringfence.ledger.accounts import parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Severity
from ringfence.ledger.money import plain
from ringfence.plugins import all as rules
from ringfence.plugins import door
from tests import told

settings.register_profile(
    "moderate",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("moderate")

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"

#: Grant: 10,000.00 awarded; Diversionary 4,000.00 (1,500.00 of it in Kicks), Bluelight
#: 2,000.00, reserve 1,000.00, 3,000.00 unallocated. Older: 500.00 brought in, 300.00 of it
#: in the reserve, 200.00 unallocated. CSP-1 has no amount, CSP-2 1,000.00.
BASE = """
2017-04-01 custom "fund" "Grant"
  title: "Grant of the year"
  funder: "OPCC"
  stage: "awarded"
  award: 10000.00 GBP
2017-04-01 custom "fund" "Older"
  title: "Older money"
  funder: "OPCC"
  stage: "awarded"
  reported-in: "Grant"
2017-04-10 custom "plan" "2017-18"
  adopted: 2017-04-10
2017-04-01 custom "action" "2017-18" "Diversionary"
  title: "Diversionary Activities"
2017-04-01 custom "action" "2017-18" "Bluelight"
  title: "Bluelight Project"
2017-04-01 custom "action" "2018-19" "Diversionary"
  title: "Diversionary Activities"
2017-04-01 custom "earmark" "2017-18" "Diversionary" "Kicks"
  title: "KICKS Project"
  provider: "Leicester City FC"
2017-06-12 custom "decision" "CSP-1"
  body: "CSP"
  title: "As minuted"
2017-06-12 custom "decision" "CSP-2"
  body: "CSP"
  title: "£1,000 from the reserve"
  amount: 1000.00 GBP
2017-06-12 custom "decision" "Fin-1"
  body: "finance"
  title: "As finance decided"
2017-06-12 custom "decision" "OPCC-1"
  body: "OPCC"
  title: "The funder agrees"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:Grant                      10000.00 GBP
  Income:OPCC:Grant                             -10000.00 GBP
2017-04-01 * "OPCC" "Held from before"
  Assets:Council:Older                             500.00 GBP
  Equity:Opening:Older                            -500.00 GBP
2017-04-01 * "Delivery Plan"
  Equity:Unallocated:Grant                        7000.00 GBP
  Equity:Plan:2017-18:Diversionary:Grant         -4000.00 GBP
  Equity:Plan:2017-18:Bluelight:Grant            -2000.00 GBP
  Equity:Reserve:Grant                           -1000.00 GBP
2017-04-01 * "Reserve, of before"
  Equity:Unallocated:Older                         300.00 GBP
  Equity:Reserve:Older                            -300.00 GBP
2017-04-01 * "Leicester City FC" "KICKS"
  Equity:Plan:2017-18:Diversionary:Grant          1500.00 GBP
  Equity:Plan:2017-18:Diversionary:Kicks:Grant   -1500.00 GBP
"""


class Fault(NamedTuple):
    """One fault: its line in the docstring (elsewhere `base:12`), and its message."""

    place: str
    message: str


class Judged(NamedTuple):
    """One finding: its rule, its severity, its line, its message."""

    rule: str
    severity: str
    place: str
    message: str


Refused = Callable[..., list[Fault]]
Findings = Callable[..., list[Judged]]
Written = Callable[..., Path]


def load_plainly(path: Path) -> tuple[list[Any], list[Any], dict[str, Any]]:
    """Load as bean-check does, past Beancount's cache."""
    entries, errors, options = loader._load([(str(path), True)], None, None, None)
    return list(entries), list(errors), dict(options)


def place_of(source: Mapping[str, Any]) -> str:
    """Return a line of `main` as it is, of any other file with its name."""
    name, line = Path(str(source["filename"])).stem, source["lineno"]
    return str(line) if name == "main" else f"{name}:{line}"


@pytest.fixture
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Written:
    """Write the test's docstring, or a text given, as books; give the file that has them all."""

    def written(*plugins: str, base: bool = True, text: str | None = None) -> Path:
        ledger = inspect.cleandoc(request.function.__doc__ or "") if text is None else text
        names = ["beancount.plugins.auto_accounts", *plugins]
        lines = [name if name.startswith("plugin") else f'plugin "{name}"' for name in names]
        (tmp_path / "base.beancount").write_text(BASE if base else "", encoding="utf-8")
        (tmp_path / "main.beancount").write_text(ledger.lstrip("\n") + "\n", encoding="utf-8")
        lines += ['include "base.beancount"', 'include "main.beancount"', ""]
        top = tmp_path / "books.beancount"
        top.write_text("\n".join(lines), encoding="utf-8")
        return top

    return written


@pytest.fixture
def refused(write: Written) -> Refused:
    """Return what Beancount's loader says of the docstring's ledger with one rule as its plugin."""

    def say(rule: str, *, base: bool = True, text: str | None = None) -> list[Fault]:
        module = "ringfence.plugins." + rule.replace("-", "_")
        _entries, errors, _options = load_plainly(write(module, base=base, text=text))
        crashed = [each.message for each in errors if "Error applying plugin" in str(each.message)]
        assert crashed == []
        return [Fault(place_of(error.source), str(error.message)) for error in errors]

    return say


@pytest.fixture
def findings(write: Written) -> Findings:
    """Return every finding on the docstring's ledger, of some rules or of all, as `check` does."""

    def judge(*names: str, base: bool = True, text: str | None = None) -> list[Judged]:
        plugin = "ringfence.plugins.all"
        books = loading.load(write(plugin, base=base, text=text))
        assert books.errors == []
        chosen = {name: rules.RULES[name] for name in names} if names else rules.RULES
        return [
            Judged(each.rule, each.severity.value, place_of(each.source), each.message)
            for each in door.judge(books.book, chosen, {})
        ]

    return judge


@pytest.fixture
def book(write: Written) -> Callable[..., Book]:
    """Build the Book of the docstring's ledger."""

    def build(*, base: bool = True, text: str | None = None) -> Book:
        return loading.load(write(base=base, text=text)).book

    return build


class Officer:
    """Somebody with a copy of the worked example, who types commands."""

    def __init__(self, books: Path) -> None:
        self.books = books

    def __call__(self, *args: str) -> Result:
        """Type a command; whatever is wrong with it is in the result, never raised."""
        settings = ["--books", str(self.books), "--as", "cs-officer"]
        return CliRunner().invoke(main, [*settings, *args])

    def does(self, *args: str) -> str:
        """Type a command that is to succeed; give what it prints."""
        result = self(*args)
        assert result.exit_code == 0, result.output
        return result.stdout

    def is_refused(self, *args: str, status: int = 1) -> str:
        """Type a command that is to be refused, leaving everything; give what it says."""
        before = self.files()
        result = self(*args)
        assert result.exit_code == status, result.output
        assert self.files() == before
        return result.stderr

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Return every file of the folder: bytes, and when it was changed."""
        paths = sorted(path for path in self.books.rglob("*") if path.is_file())
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}

    def text(self, name: str) -> str:
        """Return the text of a file of the books."""
        return (self.books / f"{name}.beancount").read_text(encoding="utf-8")

    def add(self, text: str, name: str = "main") -> None:
        """Put a text at the end of a file, as an editor would."""
        with (self.books / f"{name}.beancount").open("a", encoding="utf-8") as file:
            file.write(text)

    def book(self) -> Book:
        """Load the books, which must be without a block."""
        books = loading.load(self.books / "main.beancount")
        assert books.errors == []
        found = rules.judge(books.book, books.options)
        assert [each.message for each in found if each.severity is Severity.BLOCK] == []
        return books.book

    def left(self, pot: str, fund: str, day: str) -> str:
        """Return what is left in a pot of a fund at the end of a day."""
        return plain(self.book().left(parse_pot(pot), fund, datetime.date.fromisoformat(day)))


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    """Return a copy of the worked example to type commands on.

    Its one assertion of the council's balance is left out: commands dated before it would
    break it, as they should.
    """
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "oadby-wigston"))
    year_end = books / "year-end-2017-18.beancount"
    text = year_end.read_text(encoding="utf-8")
    start = text.index("2018-04-01 balance Assets:Council")
    end = text.index("\n\n", start)
    year_end.write_text(text[:start] + text[end:], encoding="utf-8")
    return Officer(books)


def misshapen(args: list[str], output: str) -> list[str]:
    """Return what of the JSON that a command printed is not as docs/schemas has it."""
    from jsonschema import Draft202012Validator

    from tests import schema_pages

    schema = schema_pages.schema_of(args)
    if schema is None or "--format" not in args:
        return []
    found = Draft202012Validator(schema).iter_errors(json.loads(output))
    return [f"{each.json_path}: {each.message[:300]}" for each in found]


@pytest.fixture(autouse=True)
def _what_is_told_can_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """See to it that every command line which any command prints parses, and JSON has its shape."""
    run = CliRunner.invoke

    def invoke(self: CliRunner, cli: click.Command, *args: Any, **more: Any) -> Result:
        result = run(self, cli, *args, **more)
        if not result.output.startswith("Usage:") or result.exit_code:  # help has its own test
            assert told.all_wrong(result.output) == {}, result.output
        if result.stdout[:1] in ("{", "["):
            assert misshapen(list(args[0] if args else more.get("args") or ()), result.stdout) == []
        return result

    monkeypatch.setattr(CliRunner, "invoke", invoke)


@pytest.fixture(autouse=True)
def _no_books_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep a developer's own books and visits out of the tests."""
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path_factory.getbasetemp() / "state"))
    monkeypatch.delenv(main_file.VARIABLE, raising=False)
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))
    monkeypatch.setenv("BEANCOUNT_DISABLE_LOAD_CACHE", "1")
