"""Record spends into books, one after the other, saying when each begins and is done.

Run by the tests of recording as a process of its own:
`python recording_worker.py MAIN NAME COUNT [--new-pots]`.
"""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from pathlib import Path

from ringfence.ledger.recording.drafting import Leg
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.recording.writing import record
from ringfence.plugins import all as rules

COUNCIL = "Assets:Council:Grant"


def main(path: Path, name: str, count: int) -> None:
    """Record so many spends of a pound, invoices numbered from 1."""
    for number in range(1, count + 1):
        print(f"begin {name}-{number}", flush=True)  # noqa: T201
        draft = _spend(f"{name}-{number}", number)
        record(
            path,
            lambda _books, draft=draft: [draft],  # type: ignore[misc]
            who=name,
            judge=lambda books: rules.judge(books.book, books.options),
            wait=120,
        )
        print(f"done {name}-{number}", flush=True)  # noqa: T201


def _spend(invoice: str, number: int) -> TransactionDraft:
    """Every third spend begins the file of a year, or adds to it."""
    day = datetime.date(2018, 4, 3) if number % 3 == 0 else datetime.date(2017, 7, 20)
    account = "Expenses:Plan:2017-18:Diversionary:Grant"
    if number % 5 == 0:
        account = "Expenses:Plan:2017-18:Bluelight:Grant"
    legs = (Leg(account, Decimal("1.00")), Leg(COUNCIL, Decimal("-1.00")))
    return TransactionDraft(day, legs, payee="Payee", meta={"invoice": invoice})


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
