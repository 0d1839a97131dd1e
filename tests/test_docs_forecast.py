"""`docs/forecast.md` has the errors that are measured, and those of before are larger."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_TITLE = re.compile(r"^### (\S+) (\S+), entries to (\S+)$", re.MULTILINE)
_ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| ([\d,.]*) \| ([\d,.]+) \|$", re.MULTILINE)


def documented() -> dict[str, dict[str, tuple[str, str]]]:
    text = (ROOT / "docs" / "forecast.md").read_text(encoding="utf-8")
    _head, *parts = re.split(r"^(?=### )", text, flags=re.MULTILINE)
    found = {}
    for part in parts:
        title = _TITLE.search(part)
        assert title
        found[title[0]] = {day: (before, now) for day, before, now in _ROW.findall(part)}
    return found


def measured() -> dict[str, dict[str, str]]:
    """Run the script, from where the benchmark can be imported."""
    command = [sys.executable, "-m", "bench.forecast"]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, dict[str, str]] = {}
    for line in run.stdout.splitlines():
        if line.startswith(" "):
            day, error = line.split()
            found[next(reversed(found))][day] = error
        else:
            found[f"### {line}"] = {}
    return found


def test_the_errors_are_as_measured() -> None:
    shown = {name: {day: now for day, (_, now) in of.items()} for name, of in documented().items()}
    assert len(shown) == 6
    made = measured()  # of examples that came since there is nothing before
    assert shown == {name: made[name] for name in shown}


def test_they_are_smaller_than_before_at_each_months_end_to_january() -> None:
    (example,) = (of for name, of in documented().items() if "oadby-wigston 2017-18" in name)
    days = [day for day in example if day <= "2018-01-31"]
    assert len(days) == 10
    for day in days:
        before, now = (Decimal(text.replace(",", "")) for text in example[day])
        assert now < before, day
