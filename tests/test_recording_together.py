"""Several processes at once, and processes killed at any moment: nothing is lost or torn."""

import os
import random
import shutil
import signal
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
KILLED_RECORDINGS, KILLS = 100, 100


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


def killed_run(server: subprocess.Popen[str], name: str, seconds: float) -> list[tuple[str, str]]:
    """Have a child record one spend after the other and kill it; give what it said."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{name} {KILLED_RECORDINGS}\n")
    server.stdin.flush()
    texts: list[tuple[str, str]] = []
    pid = 0
    for line in iter(server.stdout.readline, "dead\n"):
        word, value = line.split()
        if word == "pid":
            pid = int(value)
        else:
            texts.append((word, value))
        if pid and len(texts) == 1:
            time.sleep(seconds)
            os.kill(pid, signal.SIGKILL)
    return texts


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are quickly born")
def test_killed_at_any_moment_the_books_hold_what_was_said(main: Path) -> None:
    """Kill at random moments; what was said to be done is there, what was begun may be."""
    chance = random.Random(20171122)  # noqa: S311 - the moments, not a secret
    done: set[str] = set()
    perhaps: set[str] = set()
    begun = 0
    command = [sys.executable, str(HERE / "recording_worker.py"), str(main)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as server:
        for run in range(KILLS):
            texts = killed_run(server, f"run{run}", chance.uniform(0, 0.05))
            begun += sum(word == "begin" for word, _name in texts)
            done |= {name for word, name in texts if word == "done"}

            there = recorded(main)
            assert set(there.values()) <= {1}
            assert done | perhaps <= set(there)
            unsaid = set(there) - done - perhaps
            assert unsaid <= {name for word, name in texts[-1:] if word == "begin"}
            perhaps |= unsaid
        server.communicate()

    assert begun >= KILLED_RECORDINGS
    worker = start(main, "last", 1)
    worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert recorded(main)["last-1"] == 1
    assert not list(main.parent.glob("*.lock"))
    assert not list(main.parent.glob("*.txt"))
    assert not list(main.parent.glob(".spend*"))
