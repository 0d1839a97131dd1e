"""The command itself: where it finds books, its help, its exit status."""

import keyword
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ringfence.cli.lazy import LazyGroup
from ringfence.cli.main import COMMANDS, main
from ringfence.cli.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
GOOD = '2017-04-01 custom "partnership" "Harborough CSP"\n'


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def commands(group: click.Group, *path: str) -> list[tuple[str, ...]]:
    """Name every command, those within groups too."""
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((*path, name))
        if isinstance(command, click.Group):
            found.extend(commands(command, *path, name))
    return found


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
def test_help_of_every_command_shows_an_example(path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert re.search(rf"^ +ringfence (--as \S+ )?{path[0]}", result.output, re.MULTILINE)


def test_help_lists_every_command_with_what_it_does() -> None:
    shown = run("--help").output
    assert isinstance(main, LazyGroup)
    for name in main.list_commands(click.Context(main)):
        assert f"\n  {name} " in shown
    assert run().output == shown


def test_the_version() -> None:
    assert run("--version").output.startswith("ringfence, version ")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["chek"], "There is no command `chek`. Did you mean `check`?"),
        (["xyz"], "There is no command `xyz`.\n"),
        (["check", "--rule", "overdrown"], "there is no rule overdrown; the rules are beancount,"),
        (["position", "--year", "2017-19"], "“2017-19” is not a financial year"),
        (
            ["position", "--as-at", "31/6/2017"],
            "“31/6/2017” is not a date: June 2017 has no day 31.",
        ),
        (["position", "--format", "xlsx"], "This is an Excel workbook, so a file: name it"),
        (["position", "--format", "pdf"], "'pdf' is not one of"),
        (["--nonsense"], "No such option"),
    ],
)
def test_wrong_usage(args: list[str], words: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_books_are_found_where_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = tmp_path / "books"
    (books / "inner").mkdir(parents=True)
    (books / "main.beancount").write_text(GOOD, encoding="utf-8")
    (tmp_path / "else").mkdir()
    monkeypatch.chdir(tmp_path / "else")
    assert run("check").exit_code == 1
    assert "There is no main.beancount in" in run("check").stderr
    assert run("--books", str(books), "check").exit_code == 0
    assert run("--books", str(books / "main.beancount"), "check").exit_code == 0
    assert "no such file or folder" in run("--books", str(books / "no"), "check").stderr
    monkeypatch.setenv("RINGFENCE_BOOKS", str(books))
    assert run("check").exit_code == 0
    monkeypatch.delenv("RINGFENCE_BOOKS")
    monkeypatch.chdir(books / "inner")
    assert run("check").exit_code == 0


def test_who_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RINGFENCE_USER", raising=False)
    monkeypatch.setenv("LOGNAME", "system")
    assert Settings().actor == "system"
    monkeypatch.setenv("RINGFENCE_USER", "variable")
    assert Settings().actor == "variable"
    assert Settings(person="told").actor == "told"


def test_a_module_bears_the_name_of_its_command() -> None:
    for name, lazy in COMMANDS.items():
        called = name.replace("-", "_")
        module = lazy.where.partition(":")[0].rpartition(".")[2]
        assert module == (f"{called}_" if keyword.iskeyword(called) else called)


def test_a_registered_name_must_be_a_command() -> None:
    from ringfence.cli.lazy import Lazy

    group = LazyGroup("x", lazy={"check": Lazy("check:as_text", "Not one.")})
    context = click.Context(group)
    assert group.get_command(context, "no") is None
    with pytest.raises(TypeError, match=r"check\.as_text is not a command"):
        group.get_command(context, "check")


@pytest.mark.parametrize("module", ["ringfence", "ringfence.cli.main"])
def test_python_runs_the_command_as_a_module(module: str, tmp_path: Path) -> None:
    """Where no program but Python may be started."""
    (tmp_path / "main.beancount").write_text(GOOD, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", module, "check"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.stdout == "Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n"
    assert (run.returncode, run.stderr) == (0, "")
    wrong = subprocess.run(
        [sys.executable, "-m", module, "chek"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert wrong.returncode == 2
    assert "Usage: ringfence [OPTIONS]" in wrong.stderr


def commands_below(group: click.Group) -> Iterator[click.Command]:
    """Every command of a group, and of the groups within it."""
    for name in group.list_commands(click.Context(group)):
        found = group.get_command(click.Context(group), name)
        assert found is not None
        yield found
        if isinstance(found, click.Group):
            yield from commands_below(found)


def test_every_command_that_is_made_can_be_typed() -> None:
    typed = list(commands_below(main))
    forgotten = [
        f"{path.stem}: {name}"
        for path in sorted((ROOT / "cli" / "commands").glob("*.py"))
        for name, made in vars(import_module(f"ringfence.cli.commands.{path.stem}")).items()
        if isinstance(made, click.Command)
        if not any(made is each for each in typed)
    ]
    assert not forgotten, "Without a line in cli/main.py, or in their group's: " + str(forgotten)
