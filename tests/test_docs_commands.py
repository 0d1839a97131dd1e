"""docs/commands.md against the commands themselves."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ringfence.cli.main import COMMANDS

if TYPE_CHECKING:
    from tests import commands_page

ROOT = Path(__file__).resolve().parent.parent
if not TYPE_CHECKING:
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT / "tests")
        commands_page = importlib.import_module("commands_page")

PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_the_page_is_made_of_the_commands() -> None:
    assert commands_page.page() == PAGE, "Type: make docs"


def test_every_command_of_the_list_has_a_section() -> None:
    sections = {line.removeprefix("## ") for line in PAGE.splitlines() if line.startswith("## ")}
    assert {name for name in COMMANDS if not {name, *_of_group(name)} & sections} == set()


def _of_group(name: str) -> set[str]:
    return {each for each, _command in commands_page.commands() if each.startswith(f"{name} ")}
