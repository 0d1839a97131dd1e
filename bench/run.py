"""Time the rules and reports on generated books: `python -m bench`, or `make bench`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from bench.cases import ROOT, Subject, cases_for, prepare
from bench.measure import gist, in_turns
from bench.results import Figures, markdown, plain_data

OUTPUT = ROOT / "build" / "bench"
SIZES = (10_000, 100_000)
LIMIT = 1800


def main() -> None:
    """Generate the books, time everything on them, and print and write the tables."""
    options = read_options()
    sizes = options.transactions or (SIZES[:1] if options.quick else SIZES)
    figures = [measure(size, options.rounds, options.seed) for size in sizes]
    OUTPUT.mkdir(parents=True, exist_ok=True)
    table = markdown(figures, options.rounds)
    (OUTPUT / "results.md").write_text(table, encoding="utf-8")
    data = json.dumps(plain_data(figures, options.rounds), indent=2)
    (OUTPUT / "results.json").write_text(f"{data}\n", encoding="utf-8")
    print(f"\n{table}\nWritten to {OUTPUT.relative_to(ROOT)}/results.md and results.json.")


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only 10,000 transactions")
    parser.add_argument("--rounds", type=int, default=5, help="how often each runs (default 5)")
    parser.add_argument("--seed", type=int, default=1, help="of the generated books (default 1)")
    parser.add_argument(
        "--transactions", type=int, nargs="+", metavar="N", help="these sizes, smallest first"
    )
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    return options


def measure(transactions: int, rounds: int, seed: int) -> Figures:
    """Measure everything on books of one size."""
    say(f"{transactions:,} transactions: generating")
    subject = prepare(OUTPUT / str(transactions), transactions, seed)
    cases, notes = cases_for(subject)
    say(f"{transactions:,} transactions: {len(cases)} processes, {rounds} rounds")
    samples, faults = in_turns(cases, rounds, ROOT, say)
    say(f"{transactions:,} transactions: within one process")
    inside, texts = measure_inside(subject, rounds)
    return Figures(transactions, samples, inside, [*notes, *faults, *texts])


def measure_inside(subject: Subject, rounds: int) -> tuple[list[dict[str, float]], list[str]]:
    """Time load and rules in one other process, round by round."""
    paths = [str(subject.plain), str(subject.books.main)]
    asked = subject.books.fund, subject.books.period
    command = [sys.executable, "-m", "bench.inside", *paths, str(rounds), *asked]
    done = subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=LIMIT
    )
    if done.returncode:
        return [], [f"the rules could not be measured: {gist(done.stderr)}"]
    given = json.loads(done.stdout)
    return given["rounds"], [f"the rules that ran: {', '.join(given['rules'])}."]


def say(line: str) -> None:
    """Tell whoever waits what is being done."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
