"""docs/schemas against the code, and against all that the example books print as JSON."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ringfence.cli.main import main

if TYPE_CHECKING:
    from tests import schema_pages

ROOT = Path(__file__).resolve().parent.parent
if not TYPE_CHECKING:
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT / "tests")
        schema_pages = importlib.import_module("schema_pages")

SCHEMAS = schema_pages.schemas()
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/main.beancount"))
#: The days on which positions and lists are asked for: in the year, on its last day, and later.
DAYS = ("2017-06-12", "2018-01-31", "2018-03-31", "2018-05-25", "2021-12-31", "2025-12-31")


def printed(name: str, *args: str) -> Any:
    done = CliRunner().invoke(
        main, ["--books", str(ROOT / "examples" / name), *args, "--format", "json"]
    )
    assert done.stdout[:1] in ("{", "["), done.output
    return json.loads(done.stdout)


def problems(schema: str, value: Any) -> list[str]:
    found = Draft202012Validator(SCHEMAS[schema]).iter_errors(value)
    return [f"{schema} at {each.json_path}: {each.message[:300]}" for each in found]


def all_printed(name: str) -> Iterator[tuple[str, Any]]:
    """Yield what an example prints, with the schema that it should have."""
    yield "check", printed(name, "check")
    yield "meeting-list", printed(name, "meeting", "list")
    yield "question-list", printed(name, "question", "list", "--all")
    for day in DAYS:
        yield "deadlines", printed(name, "deadlines", "--as-at", day)
        yield "position", printed(name, "position", "--as-at", day, "--since", "2017-04-01")
    returns = printed(name, "return", "list") if name != "safer-streets-5" else {"returns": []}
    yield "return-list", returns
    for each in returns["returns"]:
        yield "return", printed(name, "return", "prepare", each["fund"], each["period"])
    for kind in schema_pages.DECLARED:
        command = "earmarks" if kind == "earmark" else kind
        if kind == "partnership":
            yield f"{kind}-show", printed(name, command, "show")
            continue
        found = printed(name, command, "list")
        yield f"{kind}-list", found
        for one in found[:2]:
            yield f"{kind}-show", printed(name, command, "show", one["id"])


def test_the_files_are_made_of_the_code() -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in schema_pages.SCHEMAS.iterdir()}
    made = {name: schema_pages.written(schema) for name, schema in SCHEMAS.items()}
    assert files == made, "Type: make docs"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_examples_print_has_the_shape_that_is_told(name: str) -> None:
    found = [problem for schema, value in all_printed(name) for problem in problems(schema, value)]
    assert not found, "\n".join(found[:20])
