"""Whole processes, timed in rounds that take turns.

A shared machine is faster in one minute than in the next. So every case runs once in each round,
and a ratio is taken within a round, where both sides had the same minute; what is reported is the
median over the rounds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

UNITS_TO_A_MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024
LIMIT = 600  # seconds that one process may take before it is ended


class Sample(NamedTuple):
    """One run of one process: seconds on the clock, seconds of processor, megabytes at its peak."""

    wall: float
    cpu: float
    memory: float


class Case(NamedTuple):
    """Something to be timed.

    Attributes:
        name: What the table calls it.
        command: The process; its output is kept only to say why it failed.
        restore: Called after each run, untimed, to undo what it wrote.
    """

    name: str
    command: Sequence[str]
    restore: Callable[[], None] | None = None


class FailedError(Exception):
    """A process that was to be timed did not do its work."""

    def __init__(self, case: Case, status: int, text: str) -> None:
        super().__init__(f"{case.name}: exit status {status}; it said: {gist(text)}")


def gist(text: str) -> str:
    """Return the one line of what a failed process said that tells the most."""
    lines = text.strip().splitlines() or ["nothing"]
    return textwrap.shorten(lines[-1 if "Traceback" in text else 0], 160)


def run(case: Case, folder: Path) -> Sample:
    """Run a case once and measure it.

    Raises:
        FailedError: it ended with another status than 0, or took longer than the limit.
    """
    environment = os.environ | {"BEANCOUNT_DISABLE_LOAD_CACHE": "1", "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile() as declared:
        began = time.perf_counter()
        process = subprocess.Popen(
            case.command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=declared,
            stderr=subprocess.STDOUT,
        )
        timer = threading.Timer(LIMIT, process.kill)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            declared.seek(0)
            words = declared.read().decode(errors="replace")
            raise FailedError(case, process.returncode, words)
    if case.restore is not None:
        case.restore()
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / UNITS_TO_A_MEGABYTE)


def in_turns(
    cases: Sequence[Case], rounds: int, folder: Path, say: Callable[[str], None]
) -> tuple[dict[str, list[Sample]], list[str]]:
    """Run every case once in each round.

    Returns:
        The samples of each case that worked, and a sentence for each that did not: it is left
        out from then on, and its earlier samples with it.
    """
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    faults: list[str] = []
    for number in range(rounds):
        # Each round begins one case further on, so that none always follows the same other.
        turn = number % len(cases)
        for case in (*cases[turn:], *cases[:turn]):
            if case.name not in samples:
                continue
            try:
                samples[case.name].append(run(case, folder))
            except FailedError as error:
                del samples[case.name]
                faults.append(str(error))
        say(f"  round {number + 1} of {rounds}")
    return samples, faults


def median(samples: Sequence[Sample], what: str) -> float:
    """Return the median of one field of the samples."""
    column = Sample._fields.index(what)
    return statistics.median(sample[column] for sample in samples)


def ratio(samples: Sequence[Sample], to: Sequence[Sample]) -> float:
    """Return how many times as much processor time as `to`, by the median of the rounds."""
    return statistics.median(
        one.cpu / other.cpu for one, other in zip(samples, to, strict=True) if other.cpu
    )


def medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each figure over rounds that all have the same ones."""
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
