"""A council's listing of 20,000 rows, made of the payments of the books and of others.

`python -m bench.listing BOOKS FILE` writes it, as Unit4 would. Seven in ten lines that are
recorded have the supplier's reference; where the books have fewer payments, the rest are other
suppliers'.
"""

from __future__ import annotations

import csv
import datetime
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ringfence.ledger.council.payments import payments
from ringfence.ledger.loading import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ringfence.ledger.council.payments import Payment

ROWS = 20_000
_HEAD = ("TT", "TransNo", "Sequence no", "Trans date", "Ap/Ar ID(T)", "Inv No", "Amount", "Text")
_REFERRED = 0.7
_WEEKS = 4


def rows(paid: list[Payment], seed: int = 1) -> Iterator[tuple[object, ...]]:
    """Yield the rows beneath the headings; the same seed gives the same."""
    chance = random.Random(seed)
    for number in range(ROWS):
        ours = paid[number] if number < len(paid) else None
        like = ours or paid[number % len(paid)]
        day = like.day + datetime.timedelta(days=chance.randint(0, 7 * _WEEKS))
        invoice = ours.invoice if ours and chance.random() < _REFERRED else ""
        payee = ours.payee.upper() if ours else f"Other supplier {number % 997}"
        amount = f"{like.amount + (0 if ours else number):,}"
        yield ("II", 70_000 + number, 1, f"{day:%d/%m/%Y}", payee, invoice, amount, "")


def main() -> None:
    """Do what the arguments say."""
    books, file = map(Path, sys.argv[1:])
    paid = payments(load(books).book)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(_HEAD)
        writer.writerows(rows(paid))


if __name__ == "__main__":
    main()
