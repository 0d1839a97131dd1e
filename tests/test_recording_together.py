"""Several processes at once, and processes killed at any moment: nothing is lost or torn."""

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data

from ringfence.ledger import loading
from ringfence.plugins import all as rules

HERE = Path(__file__).resolve().parent
OFFICERS, SPENDS_EACH = 8, 20
KILLED_RECORDINGS, FEWEST_KILLS, LONGEST_SECONDS = 100, 40, 50


@pytest.fixture
def main(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    shutil.copytree(HERE / "data" / "split-books", folder)
    return folder / "main.beancount"


def start(main: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "recording_worker.py"), str(main), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def recorded(main: Path) -> Counter[str]:
    """Load the books, which must pass, and count what was recorded, by its invoice."""
    books = loading.load(main)
    assert books.errors == []
    assert rules.judge(books.book, books.options) == []
    return Counter(
        str(entry.meta["invoice"])
        for entry in books.entries
        if isinstance(entry, data.Transaction) and entry.payee == "Payee"
    )


def total_of(main: Path) -> Decimal:
    return loading.load(main).book.balance("Assets:Council:Grant", date(2018, 12, 31))


@pytest.mark.slow
def test_eight_officers_at_once_lose_nothing(main: Path) -> None:
    workers = [start(main, f"officer{number}", SPENDS_EACH) for number in range(OFFICERS)]
    for worker in workers:
        worker.communicate(timeout=300)
        assert worker.returncode == 0

    expected = {f"officer{n}-{i}" for n in range(OFFICERS) for i in range(1, SPENDS_EACH + 1)}
    assert recorded(main) == Counter(expected)
    assert total_of(main) == Decimal("9000.00") - OFFICERS * SPENDS_EACH
    assert not list(main.parent.glob("*.lock*"))
    assert not list(main.parent.glob(".*"))


@pytest.mark.slow
def test_killed_at_any_moment_the_books_hold_what_was_said(main: Path) -> None:
    """Kill at random moments; what was said to be done is there, what was begun may be."""
    chance = random.Random(20171122)  # noqa: S311 - the moments, not a secret
    done: set[str] = set()
    perhaps: set[str] = set()
    begun = kills = 0
    end = time.monotonic() + LONGEST_SECONDS
    while (begun < KILLED_RECORDINGS or kills < FEWEST_KILLS) and time.monotonic() < end:
        worker = start(main, f"run{kills}", KILLED_RECORDINGS)
        assert worker.stdout is not None
        with worker.stdout as output:
            first = output.readline()
            time.sleep(chance.uniform(0, 0.04))
            worker.kill()
            lines = [first, *output]
        worker.wait()
        kills += 1
        said = [line.split() for line in lines if line.endswith("\n")]
        begun += sum(word == "begin" for word, _name in said)
        done |= {name for word, name in said if word == "done"}

        there = recorded(main)
        assert set(there.values()) <= {1}
        assert done | perhaps <= set(there)
        unsaid = set(there) - done - perhaps
        assert unsaid <= {name for word, name in said[-1:] if word == "begin"}
        perhaps |= unsaid

    assert begun >= KILLED_RECORDINGS
    assert kills >= FEWEST_KILLS
    worker = start(main, "last", 1)
    worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert recorded(main)["last-1"] == 1
    assert not list(main.parent.glob("*.lock*"))
