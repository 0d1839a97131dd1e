"""The figures of a run, as Markdown and as plain data."""

from __future__ import annotations

import os
import platform
import statistics
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.cases import CHECK, CHECKED, IMPORT, LOAD, POSITION, RECONCILE, RETURN, RULED, SPEND
from bench.measure import median, medians, ratio
from bench.sent import SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bench.measure import Sample

RULES_AT_MOST = 0.05
SENT_AT_MOST = 0.02
KNOWN = "submitted, known"
GROWTH_AT_MOST = 1.2
SPEND_AT_MOST = 1.25
RETURN_AT_MOST = 0.5  # seconds
FILE_AT_MOST = 2.0  # seconds
LISTING_AT_MOST = 20.0  # seconds
LISTING_MEMORY_AT_MOST = 500.0  # megabytes
GROWING = (RULED, CHECK, POSITION, RETURN)


class Figures(NamedTuple):
    """What was measured on books of one size.

    Attributes:
        transactions: The size.
        processes: The samples of each case, a sample a round.
        inside: The seconds of load and rules in one process, by round; none if it failed.
        notes: What else is to be said, such as what could not be measured.
    """

    transactions: int
    processes: Mapping[str, Sequence[Sample]]
    inside: Sequence[Mapping[str, float]]
    notes: Sequence[str]


class Wanted(NamedTuple):
    """A figure, and the most that it should be."""

    words: str
    value: float
    at_most: float
    form: str


def markdown(figures: Sequence[Figures], rounds: int) -> str:
    """Return the figures as tables, with what was wanted and whether it was met."""
    parts = [machine(rounds), process_table(figures)]
    if any(each.inside for each in figures):
        parts.append(inside_table(figures))
    parts.append(wanted_table(figures))
    notes = sorted({note for each in figures for note in each.notes})
    if notes:
        parts.append("\n".join(f"- {note}" for note in notes))
    return "\n\n".join(parts) + "\n"


def machine(rounds: int) -> str:
    """Return a sentence on what the figures were measured with."""
    python = platform.python_version()
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Beancount {version('beancount')}, Python {python}, {system}; {rounds} rounds."


def process_table(figures: Sequence[Figures]) -> str:
    """Return the table of whole processes."""
    sizes = [f"{each.transactions:,}" for each in figures]
    head = "".join(f" {size}: wall s | processor s | × load | MB |" for size in sizes)
    lines = [f"| Whole process |{head}", "|---|" + "--:|--:|--:|--:|" * len(sizes)]
    names = list(dict.fromkeys(name for each in figures for name in each.processes))
    for name in names:
        cells = "".join(process_cells(each, name) for each in figures)
        lines.append(f"| {name} |{cells}")
    return "\n".join(lines)


def process_cells(figures: Figures, name: str) -> str:
    """Return the cells of one case at one size."""
    samples = figures.processes.get(name)
    if not samples:
        return " – | – | – | – |"
    base = figures.processes.get(LOAD)
    times = f"{ratio(samples, base):.2f}" if base else "–"
    wall, cpu, memory = (median(samples, what) for what in ("wall", "cpu", "memory"))
    return f" {wall:.2f} | {cpu:.2f} | {times} | {memory:.0f} |"


def inside_table(figures: Sequence[Figures]) -> str:
    """Return the table of load and rules within one process."""
    measured = [each for each in figures if each.inside]
    head = "".join(f" {each.transactions:,} |" for each in measured)
    lines = [f"| Within one process |{head}", "|---|" + "--:|" * len(measured)]
    for name, cell in INSIDE_ROWS.items():
        lines.append(f"| {name} |" + "".join(f" {cell(each)} |" for each in measured))
    return "\n".join(lines)


def rules_share(figures: Figures) -> float:
    """Return the plugin's time as a part of the load's, by the median of the rounds."""
    return statistics.median(each["rules"] / each["load"] for each in figures.inside)


def ruled_times(figures: Figures) -> float:
    """Return how many times as long a load takes that runs the rules, by the same median."""
    return statistics.median(each["with rules"] / each["load"] for each in figures.inside)


def sent_share(figures: Figures, what: str = "submitted") -> float:
    """Return the time of `submitted`, where returns were sent, as a part of the load's."""
    return statistics.median(each[what] / each["load"] for each in figures.inside)


def per_transaction(figures: Figures, what: str) -> float:
    """Return microseconds a transaction."""
    return medians(figures.inside)[what] * 1e6 / figures.transactions


INSIDE_ROWS: dict[str, Callable[[Figures], str]] = {
    "Beancount's load, s": lambda each: f"{medians(each.inside)['load']:.3f}",
    "all rules, s": lambda each: f"{medians(each.inside)['rules']:.3f}",
    "all rules ÷ load": lambda each: f"{rules_share(each):.1%}",
    "load with rules ÷ load without": lambda each: f"{ruled_times(each):.3f}",
    "the Book alone, s": lambda each: f"{medians(each.inside)['book']:.3f}",
    "a return as JSON, once loaded, s": lambda each: f"{medians(each.inside)['return']:.3f}",
    "a return as docx, once loaded, s": lambda each: f"{medians(each.inside)['docx']:.3f}",
    "a return as xlsx, once loaded, s": lambda each: f"{medians(each.inside)['xlsx']:.3f}",
    f"submitted, {SENT} returns sent, s": lambda each: f"{medians(each.inside)['submitted']:.3f}",
    f"submitted, {SENT} returns sent ÷ load": lambda each: f"{sent_share(each):.1%}",
    "the same books seen before ÷ load": lambda each: f"{sent_share(each, KNOWN):.1%}",
    "load, µs a transaction": lambda each: f"{per_transaction(each, 'load'):.1f}",
    "all rules, µs a transaction": lambda each: f"{per_transaction(each, 'rules'):.1f}",
}


def wanted(figures: Sequence[Figures]) -> Iterator[Wanted]:
    """Yield what is wanted, as far as these figures can say whether it is met."""
    least, most = figures[0], figures[-1]
    small, large = f"{least.transactions:,}", f"{most.transactions:,}"
    if most.inside:
        words = f"all rules add at most 5 % to the load at {large}"
        yield Wanted(words, rules_share(most), RULES_AT_MOST, "{:.1%}")
    if least.inside:
        words = f"submitted with {SENT} returns sent adds at most 2 % to the load at {small}"
        yield Wanted(f"{words}, seen before", sent_share(least, KNOWN), SENT_AT_MOST, "{:.1%}")
        yield Wanted(f"{words}, not seen", sent_share(least), SENT_AT_MOST, "{:.1%}")
    if len(figures) > 1:
        for name, growth in growths(least, most):
            words = f"{name}: a transaction at {large} costs at most 1.2 × one at {small}"
            yield Wanted(words, growth, GROWTH_AT_MOST, "{:.2f} ×")
    if least.inside:
        words = f"a return of {small} as JSON, once loaded: at most 0.5 s"
        yield Wanted(words, medians(least.inside)["return"], RETURN_AT_MOST, "{:.3f} s")
        for kind in ("docx", "xlsx"):
            words = f"a return of {small} as {kind}, once loaded: at most 2 s"
            yield Wanted(words, medians(least.inside)[kind], FILE_AT_MOST, "{:.3f} s")
    yield from listings(least)
    if least.processes.get(SPEND) and least.processes.get(CHECKED):
        words = f"{SPEND} at {small}: at most 1.25 × {CHECKED}"
        times = ratio(least.processes[SPEND], least.processes[CHECKED])
        yield Wanted(words, times, SPEND_AT_MOST, "{:.2f} ×")


def listings(figures: Figures) -> Iterator[Wanted]:
    """Yield what is wanted of a listing of 20,000 rows."""
    both = [figures.processes[name] for name in (IMPORT, RECONCILE) if name in figures.processes]
    size = f"{figures.transactions:,}"
    if len(both) > 1:
        words = f"a listing of 20,000 rows, imported and reconciled at {size}: at most 20 s"
        seconds = sum(median(samples, "wall") for samples in both)
        yield Wanted(words, seconds, LISTING_AT_MOST, "{:.1f} s")
        words = f"and at {size} at most 500 MB"
        most = max(median(samples, "memory") for samples in both)
        yield Wanted(words, most, LISTING_MEMORY_AT_MOST, "{:.0f} MB")


def growths(least: Figures, most: Figures) -> Iterator[tuple[str, float]]:
    """Yield how many times as much a transaction costs in the larger books as in the smaller."""
    if least.inside and most.inside:
        growth = per_transaction(most, "rules") / per_transaction(least, "rules")
        yield "all rules alone", growth
    for name in GROWING:
        if least.processes.get(name) and most.processes.get(name):
            costs = [
                median(each.processes[name], "cpu") / each.transactions for each in (least, most)
            ]
            yield name, costs[1] / costs[0]


def wanted_table(figures: Sequence[Figures]) -> str:
    """Return what is wanted, what was measured, and whether it is met."""
    lines = ["| Wanted | Measured | Met |", "|---|--:|---|"]
    lines += [
        f"| {each.words} | {each.form.format(each.value)} | "
        f"{'yes' if each.value <= each.at_most else 'no'} |"
        for each in wanted(figures)
    ]
    return "\n".join(lines if len(lines) > 2 else ["Nothing of what is wanted was measured."])


def plain_data(figures: Sequence[Figures], rounds: int) -> dict[str, Any]:
    """Return every sample, for programs."""
    return {
        "machine": machine(rounds),
        "sizes": [
            {
                "transactions": each.transactions,
                "processes": {
                    name: [sample._asdict() for sample in samples]
                    for name, samples in each.processes.items()
                },
                "inside": list(each.inside),
                "notes": list(each.notes),
            }
            for each in figures
        ],
    }
