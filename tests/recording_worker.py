"""Record spends into books, one after the other, saying when each begins and is done.

Run by the tests of recording as a process of its own:
`python recording_worker.py MAIN NAME COUNT`. With MAIN alone it waits for lines `NAME COUNT` and
does each in a child of its own, which is born in no time and can be killed; it says `pid` before
and `dead` after.
"""

from __future__ import annotations

import datetime
import os
import sys
from decimal import Decimal
from pathlib import Path

from ringfence.ledger.recording.drafting import Leg, TransactionDraft
from ringfence.ledger.recording.writing import record
from ringfence.plugins import all as rules

COUNCIL = "Assets:Council:Grant"


def main(path: Path, name: str, count: int) -> None:
    """Record so many spends of a pound, invoices numbered from 1."""
    for number in range(1, count + 1):
        say(f"begin {name}-{number}")
        draft = _spend(f"{name}-{number}", number)
        record(
            path,
            lambda _books, draft=draft: [draft],  # type: ignore[misc]
            who=name,
            judge=lambda books: rules.judge(books.book, books.options),
            wait=120,
        )
        say(f"done {name}-{number}")


def serve(path: Path) -> None:
    """Do what each line of the input asks for in a child."""
    for line in sys.stdin:
        name, count = line.split()
        child = os.fork()
        if not child:
            main(path, name, int(count))
            os._exit(0)
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("dead")


def say(line: str) -> None:
    """Put out a line at once and in one piece, whoever else writes."""
    os.write(1, f"{line}\n".encode())


def _spend(invoice: str, number: int) -> TransactionDraft:
    """Every third spend begins the file of a year, or adds to it."""
    day = datetime.date(2018, 4, 3) if number % 3 == 0 else datetime.date(2017, 7, 20)
    account = "Expenses:Plan:2017-18:Diversionary:Grant"
    if number % 5 == 0:
        account = "Expenses:Plan:2017-18:Bluelight:Grant"
    legs = (Leg(account, Decimal("1.00")), Leg(COUNCIL, Decimal("-1.00")))
    return TransactionDraft(day, legs, payee="Payee", meta={"invoice": invoice})


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
