"""What `pip install ringfence` brings, and that it is enough to run the demo."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
FOLDERS: dict[str, str] = SETUP["package-dir"]

pytestmark = pytest.mark.slow


def tracked_files(*folders: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [name for name in listed.split("\0") if name]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by way of the source distribution from what git tracks alone."""
    source = tmp_path_factory.mktemp("source")
    for name in tracked_files():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    built = tmp_path_factory.mktemp("built")
    run = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(built), str(source)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (path,) = built.glob("*.whl")
    return path


def test_it_holds_every_module_and_every_file_of_the_examples(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        # The namespace's own module is kept in cli/entry.
        f"ringfence/{name.removeprefix('cli/entry/')}"
        for name in tracked_files(*FOLDERS.values())
        if name.startswith("examples/")
        or name.endswith((".py", ".js", ".html", ".toml", "py.typed"))
    }
    assert sorted(wanted - held) == []
    assert [name for name in held if "__pycache__" in name] == []


def test_it_runs_the_demo_where_the_repository_is_not(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    code = (
        "import sys; from ringfence.cli import main as module; "
        "assert module.__file__.startswith(sys.argv.pop(1)), module.__file__; module.main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(installed), "demo", str(tmp_path / "books")],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "books" / "main.beancount").is_file()
