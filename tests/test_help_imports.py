"""What `--help` imports: it is asked for often, and some libraries take long to load."""

import subprocess
import sys
from pathlib import Path

import pytest

from ringfence.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
#: What is imported only where it is used.
HEAVY = {
    *("cryptography", "defusedxml", "rfc3161_client"),
    *("beancount", "beangulp", "cheroot", "docx", "fava", "filelock", "flask", "holidays"),
    *("icalendar", "jinja2", "lxml", "openpyxl", "pydantic", "questionary", "rapidfuzz"),
    *("tabulate", "werkzeug"),
}
#: Commands whose options are the fields of models of declarations, and what these are made with.
MADE_OF_MODELS = {
    *("partnership", "person", "fund", "action", "decision", "earmarks"),
}
MODELS_NEED = {"beancount", "pydantic"}

#: Asks for the help of commands, and of each within a group; with none, for the list of all, which
#: `ringfence` alone prints too where there are no books. Then prints what is there.
ASK = """
import contextlib, io, sys
import click
from ringfence.cli.main import main

def ask(*words):
    with contextlib.redirect_stdout(io.StringIO()) as told:
        try:
            main(words, prog_name="ringfence")
        except SystemExit as done:
            assert not done.code, done.code
    assert told.getvalue().startswith("Usage: ringfence"), told.getvalue()

names = sys.argv[2:]
if not names:
    ask()
    ask("--help")
for name in names:
    ask(name, "--help")
    found = main.get_command(click.Context(main), name)
    for each in found.commands if isinstance(found, click.Group) else ():
        ask(name, each, "--help")
print(*sorted(name for name in sys.argv[1].split() if name in sys.modules))
"""


def imported_by_help(*names: str, where: Path = ROOT) -> set[str]:
    """Which heavy libraries a new process has after the help of some commands, or of none."""
    run = subprocess.run(
        [sys.executable, "-c", ASK, " ".join(HEAVY), *names],
        cwd=where,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_the_list_of_commands_imports_nothing_heavy(tmp_path: Path) -> None:
    assert imported_by_help(where=tmp_path) == set()


def test_no_command_s_help_imports_anything_heavy_but_of_those_made_of_models() -> None:
    assert imported_by_help(*(name for name in COMMANDS if name not in MADE_OF_MODELS)) == set()
    assert imported_by_help(*sorted(MADE_OF_MODELS)) == MODELS_NEED


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_s_help_imports_what_it_may_alone(name: str) -> None:
    assert imported_by_help(name) == (MODELS_NEED if name in MADE_OF_MODELS else set())
