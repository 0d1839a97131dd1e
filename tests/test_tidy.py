"""House rules that a machine can check."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("ledger", "plugins", "reports", "bookkeeping", "importers", "pages", "cli")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))

MAX_MODULE_LINES = 350
MAX_FUNCTION_LINES = 70

# What each folder may import of ours; the arrows run one way.
MAY_IMPORT = {
    "ledger": {"ledger"},
    "plugins": {"ledger", "plugins"},
    "reports": {"ledger", "reports", "examples"},
    "bookkeeping": {"ledger", "plugins", "reports", "bookkeeping"},
    "importers": {"ledger", "reports", "importers"},
    "pages": {"ledger", "reports", "bookkeeping", "pages"},
    "cli": {"ledger", "reports", "bookkeeping", "importers", "pages", "cli", "examples"},
}
#: Names that stand in books and go on working, though what they name is above their folder now.
KEPT_NAMES = {"reports/fava_pages.py"}
MUST_NOT_IMPORT = {
    "ledger": {"click", "fava", "flask", "docx", "openpyxl"},
    "bookkeeping": {"click", "fava", "flask", "docx", "openpyxl"},
    "importers": {"click", "fava", "flask"},
}
#: Circles of imports that are still there. This list only gets shorter: one that is gone is struck.
CIRCLES: set[frozenset[str]] = set()

# Put together here so that this file passes its own test.
NAMES_AN_INDEX = re.compile(
    "|".join(
        ["--(extra-)?index" + "-url", "--find" + "-links", r"pypi\.(org|io)", "python" + "hosted"]
    )
)
NAMES_A_WORKPLACE = re.compile(r"(?<![\w./-])/(work|root)" + "/")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported name with its line, those inside functions too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("ringfence", *(part for part in parts if part != "__init__")))


def imports_among(paths: dict[str, Path]) -> dict[str, set[str]]:
    """Which of some modules each of them imports, in functions and for checkers alone too."""
    found: dict[str, set[str]] = {}
    for module, path in paths.items():
        names = {name for _line, name in imports_of(path)}
        whole = {name if name in paths else name.rpartition(".")[0] for name in names}
        found[module] = {name for name in whole if name in paths and name != module}
    return found


def circles_in(imports: dict[str, set[str]]) -> set[frozenset[str]]:
    """The groups of modules of which each imports every other, by way of others or not."""
    reached: dict[str, set[str]] = {}
    for module, first in imports.items():
        seen: set[str] = set()
        todo = list(first)
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += imports[name]
        reached[module] = seen
    return {
        frozenset(other for other in reached[module] if module in reached[other])
        for module in imports
        if module in reached[module]
    }


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_there_are_modules_in_every_folder() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_arrows_run_one_way(folder: str) -> None:
    wrong = []
    for path in (ROOT / folder).rglob("*.py"):
        if name_of(path) in KEPT_NAMES:
            continue
        for line, name in imports_of(path):
            package, _, rest = name.partition(".")
            ours = rest.partition(".")[0]
            if package == "ringfence" and ours not in MAY_IMPORT[folder]:
                wrong.append(f"{name_of(path)}:{line}: {folder} must not import {name}")
            if package in MUST_NOT_IMPORT.get(folder, ()):
                wrong.append(f"{name_of(path)}:{line}: {folder} must not import {package}")
    assert not wrong, "\n".join(wrong)


def test_commands_import_pages_only_to_serve_them() -> None:
    importing = {
        name_of(path.parent)
        for path in (ROOT / "cli").rglob("*.py")
        if any(name.startswith("ringfence.pages") for _line, name in imports_of(path))
    }
    assert importing == {"cli/serve"}


def test_commands_and_pages_draft_nothing_themselves() -> None:
    """What is written into books is drafted in bookkeeping and importers, for every front end."""
    drafting = ROOT / "ledger" / "recording" / "drafting.py"
    made = {node.name for node in ast.walk(tree_of(drafting)) if isinstance(node, ast.ClassDef)}
    assert {"TransactionDraft", "DeclarationDraft", "FileDraft"} <= made
    wrong = [
        f"{name_of(path)}:{node.lineno}: {node.func.id}"
        for folder in ("cli", "pages")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name)
        if node.func.id in made
    ]
    assert not wrong, "\n".join(wrong)


def test_modules_do_not_import_each_other_in_circles() -> None:
    found = circles_in(imports_among({module_of(path): path for path in MODULES}))
    listed = [" and ".join(sorted(circle)) for circle in found - CIRCLES]
    assert not listed, "New circles of imports:\n" + "\n".join(sorted(listed))
    assert found >= CIRCLES, "Strike from CIRCLES what is no circle any more."


def test_a_circle_is_found_in_functions_for_checkers_and_by_way_of_others(tmp_path: Path) -> None:
    texts = {
        "ringfence.a": "def late():\n    from ringfence import b\n",
        "ringfence.b": "if TYPE_CHECKING:\n    from ringfence.c import Thing\n",
        "ringfence.c": "import ringfence.a\n",
        "ringfence.d": "from ringfence.a import late\nfrom ringfence.d import itself\n",
    }
    paths = {name: tmp_path / f"{name}.py" for name in texts}
    for name, path in paths.items():
        path.write_text(texts[name])
    imports = {
        "ringfence.a": {"ringfence.b"},
        "ringfence.b": {"ringfence.c"},
        "ringfence.c": {"ringfence.a"},
        "ringfence.d": {"ringfence.a"},
    }
    assert imports_among(paths) == imports
    assert circles_in(imports) == {frozenset({"ringfence.a", "ringfence.b", "ringfence.c"})}


def test_every_package_is_listed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    setup = settings["tool"]["setuptools"]
    found = {
        ".".join([package, *init.parent.relative_to(ROOT / folder).parts])
        for package, folder in setup["package-dir"].items()
        for init in (ROOT / folder).rglob("__init__.py")
    }
    # The namespace itself holds the entry for `python -m ringfence` and has no __init__.py.
    assert sorted(setup["packages"]) == sorted({*found, "ringfence"})


def test_every_python_folder_is_a_package() -> None:
    wrong = {
        name_of(path.parent) for path in MODULES if not (path.parent / "__init__.py").is_file()
    }
    assert wrong == {"cli/entry"}


def test_packages_say_that_they_are_typed() -> None:
    assert [folder for folder in FOLDERS if not (ROOT / folder / "py.typed").is_file()] == []


def test_modules_are_short() -> None:
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {name: n for name, n in lengths.items() if n > MAX_MODULE_LINES} == {}


def test_functions_are_short() -> None:
    wrong = []
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    wrong.append(f"{name_of(path)}:{node.lineno}: {node.name} has {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_no_module_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "misc", "common"}
    assert [name_of(path) for path in MODULES if path.stem in vague] == []


@pytest.mark.parametrize("folder", ["ledger", "plugins", "reports"])
def test_money_never_becomes_a_float(folder: str) -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
    ]
    assert not wrong


def test_every_top_folder_has_a_readme() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in tracked_files() if path.parent != ROOT}
    shown = {top for top in tops if not top.startswith(".")}
    assert [top for top in sorted(shown) if not (ROOT / top / "README.md").is_file()] == []


def test_no_file_names_a_package_index_or_a_workplace() -> None:
    wrong = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if NAMES_AN_INDEX.search(line) or NAMES_A_WORKPLACE.search(line):
                wrong.append(f"{name_of(path)}:{number}: {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lock", ["constraints.txt", "constraints-dev.txt"])
def test_everything_installed_is_pinned_with_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert pins
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
