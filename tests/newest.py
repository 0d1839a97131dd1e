"""Tries the demo with the newest releases of everything, by `pip install .` and `pipx install .`.

Not part of `make test`, and it never fails for a release: nobody here made it, and the locks keep
it out. It says loudly which release broke the demo, so that the bound in pyproject.toml can say so
before a user meets it. `.ci/run` runs it last.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Outcome(NamedTuple):
    """How a program ended."""

    passed: bool
    output: str


class Mix(NamedTuple):
    """A release that is not the one of our lock."""

    name: str
    ours: str
    newest: str


def main() -> int:
    """Try both ways of installing, and say what came of each."""
    with tempfile.TemporaryDirectory() as folder:
        try_pip(Path(folder))
        try_pipx(Path(folder))
    return 0


def try_pip(folder: Path) -> None:
    """Install with the bundled pip into a new environment, and make the demo."""
    home = folder / "pip"
    ran(sys.executable, "-m", "venv", str(home), needed=True)
    python = str(home / "bin" / "python")
    installed = ran(python, "-m", "pip", "install", "-q", str(source(folder)))
    if not installed.passed:
        shout("`pip install .` with the newest releases fails:", installed.output)
        return
    newer = differing(python)
    told = ", ".join(f"{mix.name} {mix.newest} for {mix.ours}" for mix in newer) or "none"
    say(f"== pip install . with the newest releases; not those of the lock: {told}")
    tried = demo(python, folder)
    if tried.passed:
        say("The demo runs.")
        return
    shout("The demo fails with the newest releases:", tried.output)
    blame(python, newer, folder)


def try_pipx(folder: Path) -> None:
    """Install with pipx, and make the demo."""
    pipx = shutil.which("pipx")
    if pipx is None:
        say("== pipx is not installed, so `pipx install .` was not tried")
        return
    places = {"PIPX_HOME": str(folder / "pipx"), "PIPX_BIN_DIR": str(folder / "bin")}
    installed = ran(pipx, "install", str(source(folder)), env=places)
    if not installed.passed:
        shout("`pipx install .` with the newest releases fails:", installed.output)
        return
    made = ran(str(folder / "bin" / "ringfence"), "demo", str(folder / "pipx-books"))
    if made.passed:
        say("== pipx install . with the newest releases: the demo runs")
    else:
        shout("The demo fails as `pipx` installs it:", made.output)


def differing(python: str) -> list[Mix]:
    """Return what is installed in another release than our lock names."""
    pinned = dict(
        re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    )
    listed = json.loads(ran(python, "-m", "pip", "list", "--format", "json", needed=True).output)
    found = {re.sub(r"[-_.]+", "-", each["name"]).lower(): each["version"] for each in listed}
    return [
        Mix(name, ours, found[name])
        for name, ours in sorted(pinned.items())
        # setuptools is the one that the environment came with; pip builds with another.
        if name != "setuptools" and found.get(name, ours) != ours
    ]


def blame(python: str, newer: list[Mix], folder: Path) -> None:
    """Put the lock's release back, one after the other, and name the one that mends the demo."""
    for mix in newer:
        ran(python, "-m", "pip", "install", "-q", "--no-deps", f"{mix.name}=={mix.ours}")
        mended = demo(python, folder).passed
        ran(python, "-m", "pip", "install", "-q", "--no-deps", f"{mix.name}=={mix.newest}")
        if mended:
            shout(
                f"It is {mix.name} {mix.newest}: with {mix.ours} the demo runs.",
                f"Hold it below in pyproject.toml, {mix.name}<{mix.newest}, until that is mended.",
            )
            return
    shout("No single release explains it.", "")


def demo(python: str, folder: Path) -> Outcome:
    """Make the demo in a folder of its own."""
    books = folder / "books"
    shutil.rmtree(books, ignore_errors=True)
    return ran(python, "-m", "ringfence", "demo", str(books))


def source(folder: Path) -> Path:
    """Return a copy of what git tracks, so that building leaves nothing in the repository."""
    copy = folder / "source"
    if not copy.exists():
        ran("git", "clone", "--quiet", str(ROOT), str(copy), needed=True)
    return copy


def ran(*args: str, needed: bool = False, env: Mapping[str, str] | None = None) -> Outcome:
    """Run a program and return how it ended, with all that it printed."""
    run = subprocess.run(
        args,
        check=False,
        cwd=ROOT.parent,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if needed and run.returncode:
        raise RuntimeError(f"{args}: {run.stderr}")
    printed = run.stdout if not run.returncode else run.stdout + run.stderr
    return Outcome(run.returncode == 0, printed)


def say(line: str) -> None:
    """Print now, for a step may take a minute."""
    print(line, flush=True)  # noqa: T201 - it is a program


def shout(title: str, text: str) -> None:
    """Print what nobody should miss."""
    line = "!" * 80
    say(f"{line}\n{title}\n{text[-4000:]}\n{line}")


if __name__ == "__main__":
    sys.exit(main())
