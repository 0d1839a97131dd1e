"""Load, rules and a return within one process, where the noise between processes does not reach.

`python -m bench.inside PLAIN RULED ROUNDS FUND PERIOD` prints, as JSON, the rules that
ran and the seconds of each round: of load, rules, a return in each format, and of the rule
`submitted` over books with returns that were sent, not seen before and seen.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.load import load
from bench.sent import with_sent
from ringfence.ledger.book import Book
from ringfence.ledger.known_returns import Source
from ringfence.plugins import all as rules
from ringfence.plugins import submitted
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.render.docx_ import document
from ringfence.reports.render.xlsx import workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ringfence.ledger.findings import Finding
    from ringfence.reports.render.table import Paper

    Round = dict[str, float]


def timed(act: Callable[..., Any], *arguments: object) -> tuple[float, Any]:
    """Return the seconds that something took, and what it gave."""
    gc.collect()
    began = time.process_time()
    given = act(*arguments)
    return time.process_time() - began, given


def one_round(plain: str, ruled: str, asked: tuple[str, str]) -> Round:
    """Load without rules, run the rules and a return over it, and load with rules."""
    without, (entries, faults, options) = timed(load, plain)
    judged, (_, found) = timed(rules.run, entries, options)
    faults += found
    gathered, book = timed(Book, entries)
    reported, _ = timed(return_text, book, *asked)
    word, _ = timed(return_file, document, book, *asked)
    excel, _ = timed(return_file, workbook, book, *asked)
    with tempfile.TemporaryDirectory() as folder:
        sent = with_sent(entries, book, Path(folder))
        compared, changed = timed(list_of, submitted.check, sent)
        files = [Path(name) for name in options["include"]]
        seen = Source(lambda: [(str(each), each.read_bytes()) for each in files], is_parsed=True)
        with patch.dict(os.environ, XDG_CACHE_HOME=folder):
            changed += submitted.check(Book(sent.entries, source=seen))
            known, more = timed(list_of, submitted.check, Book(sent.entries, source=seen))
        changed += more
    if changed:
        raise SystemExit(f"what was sent is not what it was: {changed[0].message}")
    del entries, options, book, sent  # or the next load would share its memory with them
    whole, (_, found, _) = timed(load, ruled)
    faults += found
    if faults:
        raise SystemExit(f"the books are not valid: {faults[0].message}")
    figures = {"load": without, "rules": judged, "with rules": whole}
    figures |= {"book": gathered, "return": reported, "docx": word, "xlsx": excel}
    return {**figures, "submitted": compared, "submitted, known": known}


def return_text(book: Book, fund: str, period: str) -> str:
    """Prepare a return, and give it as JSON."""
    return json.dumps(as_json(prepare(book, fund, period)))


def return_file(render: Callable[[Paper], bytes], book: Book, fund: str, period: str) -> bytes:
    """Prepare a return, and give it as a document."""
    return render(return_paper(prepare(book, fund, period)))


def list_of(check: Callable[[Book], Iterable[Finding]], book: Book) -> list[Finding]:
    """Run a rule to its end."""
    return list(check(book))


def main() -> None:
    """Do what the arguments say."""
    plain, ruled, rounds, fund, period = sys.argv[1:]
    # One round more than asked for, not counted: it also pays for what is done once.
    figures = [one_round(plain, ruled, (fund, period)) for _ in range(int(rounds) + 1)][1:]
    print(json.dumps({"rules": list(rules.RULES), "rounds": figures}))


if __name__ == "__main__":
    main()
