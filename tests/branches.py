"""Says which branches of `plugins/` and of `ledger/` the tests take; `make coverage` runs it.

It reads what `coverage json` wrote, prints every branch that no test takes by its file and line,
and fails if in either folder more than 5 in 100 are of that kind.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

FOLDERS = ("plugins", "ledger")
ENOUGH = 95


def shares(files: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Count, by folder, the branches that are taken and all there are."""
    counts = {}
    for folder in FOLDERS:
        sums = [each["summary"] for name, each in files.items() if name.startswith(f"{folder}/")]
        taken = sum(each["covered_branches"] for each in sums)
        counts[folder] = (taken, sum(each["num_branches"] for each in sums))
    return counts


def main(path: Path) -> int:
    """Print what is not taken and the shares; give 1 if a folder has too few."""
    files = json.loads(path.read_text(encoding="utf-8"))["files"]
    for name, each in sorted(files.items()):
        if name.startswith(tuple(f"{folder}/" for folder in FOLDERS)):
            for start, end in each["missing_branches"]:
                click.echo(f"{name}:{start} never goes on to {end if end > 0 else 'the end'}")
    status = 0
    for folder, (taken, every) in shares(files).items():
        share = Decimal(100 * taken) / every if every else Decimal(0)
        enough = share >= ENOUGH
        verdict = "enough" if enough else f"too few: at least {ENOUGH}% must be"
        click.echo(f"{folder}/: {taken} of {every} branches are taken, {share:.1f}%: {verdict}")
        status |= not enough
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
