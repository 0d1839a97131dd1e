"""Books with returns that were sent: each is compared with what it said, at every load."""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING, Any

from beancount.core.data import Custom, new_metadata
from beancount.core.data import sorted as in_order
from beancount.parser.grammar import ValueType

from ringfence.ledger.book import Book
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.seals import PREVIOUS, SEAL, SNAPSHOT, seal_of
from ringfence.ledger.snapshots import FOLDER, name_of, snapshot_bytes
from ringfence.reports.schedule import all_dates

if TYPE_CHECKING:
    from pathlib import Path

    from beancount.core.data import Directives

#: How many returns a partnership sends in ten years or so.
SENT = 70


def with_sent(entries: Directives, book: Book, folder: Path, number: int = SENT) -> Book:
    """Return the books with their last returns certified, submitted and accepted by the commands.

    Args:
        entries: What Beancount loaded.
        book: The Book of it.
        folder: Where the snapshots are kept.
        number: How many returns, at most.
    """
    last = book.last_day or datetime.date.max
    dated = [each for each in all_dates(book) if each.as_at <= last and each.year]
    dated.sort(key=lambda each: (each.as_at, each.fund))
    sent: list[Custom] = []
    (folder / FOLDER).mkdir(exist_ok=True)
    for each in dated[-number:]:
        frozen = Frozen(book, each.fund, each.ref, each.as_at)
        kept = snapshot_bytes({"digest": frozen.digest}, frozen)
        (folder / name_of(each.fund, each.ref)).write_bytes(kept)
        certificate = {"prepared-by": "cs-officer", "certified-by": "cs-manager"}
        figures = {"as-at": each.as_at, "digest": frozen.digest}
        submission = {"submitted-by": "cs-officer", SNAPSHOT: hashlib.sha256(kept).hexdigest()}
        before: dict[str, Any] = {}
        for step in (
            {"status": "certified", **figures, **certificate},
            {"status": "submitted", **figures, **submission},
            {"status": "accepted", "reference": f"OPCC/{len(sent)}"},
        ):
            stamps = {"recorded-by": "cs-officer", "recorded-at": f"{each.as_at}T10:00:00Z"}
            fields = {**step, **before, **stamps}
            seal = seal_of("return", (each.fund, each.ref), each.as_at, fields)
            before = {PREVIOUS: seal}
            meta = new_metadata(
                str(folder / "sent.beancount"), len(sent) + 1, {**fields, SEAL: seal}
            )
            values = [ValueType(each.fund, str), ValueType(each.ref, str)]
            sent.append(Custom(meta, each.as_at, "return", values))
    return Book(in_order([*entries, *sent]))
