"""The error catalogue: each set of books says exactly what its head expects, and all is said."""

import ast
import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ringfence.plugins.all import RULES

if TYPE_CHECKING:
    from tests import catalogue

ROOT = Path(__file__).resolve().parent.parent
if not TYPE_CHECKING:
    # Tests are no package; and the repository is no place to import from for long.
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT / "tests")
        catalogue = importlib.import_module("catalogue")

CASES = catalogue.cases()
#: Where messages are made; those of `check --awards` need a list, and have a test of their own.
MODULES = [
    *sorted(set((ROOT / "plugins").glob("*.py")) - {ROOT / "plugins" / "funder_awards.py"}),
    *(
        ROOT / "ledger" / "declarations" / f"{name}.py"
        for name in ("fields", "reading", "register")
    ),
    ROOT / "ledger" / "ways_out.py",
    ROOT / "ledger" / "closed_years.py",
]
#: Texts in these modules that no finding quotes, and why.
NO_MESSAGE = {
    "Refuse what the rule `": "a docstring that is made",
    "` refuses.": "its end",
    "Value error,": "Pydantic's own words, which are taken out",
}


def texts(node: ast.AST) -> Iterator[str]:
    """Give the fixed parts, of some words, of every text in a function that is no docstring."""
    for function in ast.walk(node):
        if not isinstance(function, ast.FunctionDef):
            continue
        said = ast.get_docstring(function, clean=False)
        for each in ast.walk(function):
            if (
                isinstance(each, ast.Constant)
                and isinstance(each.value, str)
                and each.value != said
                and " " in each.value.strip()
            ):
                yield " ".join(each.value.split())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_set_of_books_says_what_its_head_expects(
    case: "catalogue.Case", tmp_path: Path
) -> None:
    for folder in ("council", "files", "returns"):
        shutil.copytree(catalogue.ERRORS / folder, tmp_path / folder)
    shutil.copy(case.path, tmp_path)
    assert case.expected
    assert catalogue.found(tmp_path / case.path.name) == case.expected


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_message_ends_in_its_rule(case: "catalogue.Case") -> None:
    for expected in case.expected:
        message = expected.partition(": ")[2]
        assert message.rpartition(" [")[2].removesuffix("]") in (*RULES, "beancount")


def test_whatever_a_rule_can_say_is_said_in_the_catalogue() -> None:
    said = " ".join(" ".join(case.expected) for case in CASES)
    unsaid = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in MODULES
        for text in texts(ast.parse(path.read_text(encoding="utf-8")))
        if text not in said and text not in NO_MESSAGE
    ]
    assert not unsaid, "\n".join(unsaid)


def test_no_two_sets_of_books_have_one_title() -> None:
    titles = [case.title for case in CASES]
    assert sorted(titles) == sorted(set(titles))


def test_the_rules_page_is_current() -> None:
    shown = catalogue.RULES_PAGE.read_text(encoding="utf-8")
    assert shown == catalogue.rules_page(CASES), "make docs writes it anew"
