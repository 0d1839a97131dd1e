"""The error catalogue: each set of books says exactly what its head expects, and all is said."""

import ast
import importlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ringfence.ledger.rules import OVERRIDABLE
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
    """Yield the fixed parts, of some words, of every text in a function that is no docstring."""
    for function in ast.walk(node):
        if not isinstance(function, ast.FunctionDef):
            continue
        text = ast.get_docstring(function, clean=False)
        for each in ast.walk(function):
            if (
                isinstance(each, ast.Constant)
                and isinstance(each.value, str)
                and each.value != text
                and " " in each.value.strip()
            ):
                yield " ".join(each.value.split())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_set_of_books_says_what_its_head_expects(
    case: "catalogue.Case", tmp_path: Path
) -> None:
    path = catalogue.lay_out(case, tmp_path)
    assert case.expected
    assert catalogue.found(path) == case.expected


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_message_ends_in_its_rule(case: "catalogue.Case") -> None:
    for expected in case.expected:
        message = expected.partition(": ")[2]
        assert message.rpartition(" [")[2].removesuffix("]") in (*RULES, "beancount")


ENTRY = re.compile(r"^\d{4}-\d\d-\d\d [*!] .*\n(?:[ \t]+\S.*\n)*", re.MULTILINE)
AMOUNT = re.compile(r"(?<=\s)-?[\d,]+(?:\.\d+)? GBP *$", re.MULTILINE)
POSTING = re.compile(r"^[ \t]+[A-Z]\w+:\S+[ \t]+-?[\d.,]+ GBP *\n", re.MULTILINE)
KEY = re.compile(r"^[ \t]+[a-z].*\n", re.MULTILINE)
#: What is not about amounts, what a digest freezes, and what nothing can be said beside.
NOT_ABOUT_AMOUNTS = (
    "declaration-",
    "loading-",
    "overridden",
    "self-balancing-",
    "separation-",
    "submitted-",
)
MOVING = [
    case
    for case in CASES
    if not case.name.startswith(NOT_ABOUT_AMOUNTS)
    and "digest:" not in case.body
    and "include" not in case.body
]


def twins(body: str, amount: str) -> str:
    """Write every entry again, with its words and keys, to move so much instead."""
    found = []
    for entry in ENTRY.findall(body):
        head, _, rest = entry.partition("\n")
        keys = [key for key in KEY.findall(rest) if "invoice-total" not in key]
        postings = [AMOUNT.sub(amount, each) for each in POSTING.findall(rest)]
        found.append("".join((f"{head}\n", *keys, *postings)))
    return "".join(found)


@pytest.mark.parametrize("case", MOVING, ids=[case.name for case in MOVING])
def test_entries_that_move_no_money_change_no_verdict(
    case: "catalogue.Case", tmp_path: Path
) -> None:
    """Beside each entry one of no pounds, and one of euros, which is another rule's to refuse."""
    shutil.copytree(catalogue.ERRORS / "files", tmp_path / "files")
    path = tmp_path / case.path.name
    head = case.path.read_text(encoding="utf-8").removesuffix(case.body)
    for amount in ("0.00 GBP", "0.00 EUR"):
        others = ("[declaration]", "[self-balancing]") if amount.endswith("EUR") else ()
        path.write_text(head + case.body + twins(case.body, amount), encoding="utf-8")
        lines = [line for line in catalogue.found(path) if not line.endswith(others)]
        assert lines == [line for line in case.expected if not line.endswith(others)], amount


PLUGIN = 'plugin "ringfence.plugins.all"\n'
OFF = (
    "warn: These books switch off {}: what it would find is not said, here or anywhere. To have it "
    "said and let it stand, write warn instead. [declaration]"
)
BY_ALL = "BY-CSP, BY-finance, BY-funder"


def decided(text: str) -> str:
    """Return decisions of every body that there is, taken before anything in the books."""
    funder = (re.findall(r'funder: "([^"]+)"', text) or ["CSP"])[0]
    return "".join(
        f'2000-01-01 custom "decision" "BY-{name}"\n  body: "{body}"\n  title: "Let it stand"\n'
        for name, body in (("CSP", "CSP"), ("finance", "finance"), ("funder", funder))
    )


BLOCKING = [
    (case, rule)
    for case in CASES
    if PLUGIN in case.body
    for rule in OVERRIDABLE
    if any(" block: " in line and line.endswith(f"[{rule}]") for line in case.expected)
]
blocking = pytest.mark.parametrize(
    ("case", "rule"), BLOCKING, ids=[f"{case.name}-{rule}" for case, rule in BLOCKING]
)


def found_in(case: "catalogue.Case", text: str, folder: Path) -> list[str]:
    """Return what `check` finds in a text, without the places."""
    path = catalogue.lay_out(case, folder)
    path.write_text(text, encoding="utf-8")
    return [line.partition(" ")[2] for line in catalogue.found(path)]


@blocking
def test_every_rule_warns_or_is_silent_if_the_books_say_so(
    case: "catalogue.Case", rule: str, tmp_path: Path
) -> None:
    text = case.path.read_text(encoding="utf-8")
    expected = [line.partition(" ")[2] for line in case.expected]
    for setting in ("block", "warn", "off"):
        given = PLUGIN.replace("\n", f" \"{{'{rule}': '{setting}'}}\"\n")
        found = found_in(case, text.replace(PLUGIN, given), tmp_path)
        own = [line for line in expected if line.endswith(f"[{rule}]")]
        others = [line for line in expected if line not in own]
        told = [line.replace("block: ", "warn: ") if setting == "warn" else line for line in own]
        if setting == "off":
            told = [OFF.format(rule)]
        assert sorted(found) == sorted(others + told), setting


@blocking
def test_every_rule_is_overridden_by_a_decision_and_only_by_one(
    case: "catalogue.Case", rule: str, tmp_path: Path
) -> None:
    lines = case.path.read_text(encoding="utf-8").splitlines(keepends=True)
    expected = [line.partition(" ")[2] for line in case.expected]
    mark = f"[{rule}]"
    places = [int(line.split(" ")[0]) for line in case.expected if f"{mark}\n" in f"{line}\n"]
    entries = [place for place in places if re.match(r"\S+ [*!] ", lines[place - 1])]
    if sorted(places) != sorted(entries) or case.name.startswith("overridden"):
        return  # it is about a directive, and those are put right, not overridden
    for decision in (BY_ALL, "CSP-NEVER"):
        text = list(lines)
        for place in set(entries):
            text[place - 1] += f'  override-{rule}: "{decision}"\n'
        found = found_in(case, "".join(text) + decided("".join(lines)), tmp_path)
        own = [line for line in found if line.endswith(mark)]
        before = [line for line in expected if line.endswith(mark)]
        if decision == BY_ALL:
            ends = {line.endswith(f"Overridden by {BY_ALL}. {mark}") for line in own}
            assert {line.partition(":")[0] for line in own} <= {"overridden", "warn"}
            assert True in ends
            assert len(own) == len(before)
        else:
            assert sorted(line.split(": ")[0] for line in own) == sorted(
                line.split(": ")[0] for line in before
            )
            missing = f"`override-{rule}:` there is no decision CSP-NEVER."
            assert any(missing in line for line in found)


def test_whatever_a_rule_can_say_is_said_in_the_catalogue() -> None:
    output = " ".join(" ".join(case.expected) for case in CASES)
    unsaid = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in MODULES
        for text in texts(ast.parse(path.read_text(encoding="utf-8")))
        if text not in output and text not in NO_MESSAGE
    ]
    assert not unsaid, "\n".join(unsaid)


def test_no_two_sets_of_books_have_one_title() -> None:
    titles = [case.title for case in CASES]
    assert sorted(titles) == sorted(set(titles))


def test_the_rules_page_is_current() -> None:
    shown = catalogue.RULES_PAGE.read_text(encoding="utf-8")
    assert shown == catalogue.rules_page(CASES), "make docs writes it anew"
