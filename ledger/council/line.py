"""A line of the council's ledger, whatever its system calls the columns."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal

_NOT_IN_REFS = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class CouncilLine:
    """One line of a cost centre's listing, in the words that all councils share.

    Attributes:
        ref: What it is called for ever: the same line in another listing has the same.
        day: When the council booked or paid it.
        amount: In pounds as our books count it: net, and what VAT can't be recovered;
            what was spent is positive, credits and income are negative.
        supplier: Who was paid, as the council calls them; "" where that is withheld.
        invoice: The supplier's own reference.
        doc_no: The council's number of the document.
        doc_type: Its kind there, such as ``II`` or ``CRN``.
        line_no: The number of the line within the document.
        period: The fiscal period as the council writes it, such as ``202401``.
        vat: The VAT that is recovered, and is not part of ``amount``; None if not said.
        irrecoverable_vat: The part of ``amount`` that is VAT; None if not said.
        capital: Whether it is capital; None if not said.
        sheet: The sheet that it stood on; "" in a text file.
        row: The row of the file that it stood on, from 1.
    """

    ref: str
    day: datetime.date
    amount: Decimal
    supplier: str = ""
    invoice: str = ""
    doc_no: str = ""
    doc_type: str = ""
    line_no: str = ""
    cost_centre: str = ""
    cost_centre_title: str = ""
    account: str = ""
    account_title: str = ""
    project: str = ""
    period: str = ""
    narrative: str = ""
    supplier_id: str = ""
    order: str = ""
    vat: Decimal | None = None
    irrecoverable_vat: Decimal | None = None
    capital: bool | None = None
    sheet: str = ""
    row: int = 0


def numbered_ref(profile: str, doc_no: str, line_no: str) -> str:
    """Name a line that the council numbers itself."""
    return f"{profile}:{_plain(doc_no)}:{_plain(line_no)}"


def hashed_ref(profile: str, doc_no: str, text: str, occurrence: int) -> str:
    """Name a line by what it says; identical lines of one file are told apart by their count.

    Args:
        profile: The profile's id.
        doc_no: The council's number of the document; "" if it gives none.
        text: All that the line says, without where it stood.
        occurrence: 1 for the first line that says just that.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    again = f"/{occurrence}" if occurrence > 1 else ""
    return f"{profile}:{_plain(doc_no)}:{digest}{again}"


def _plain(text: str) -> str:
    """Write a number of the council's without spaces, commas, colons and strokes.

    Two that differ only in these stay two.
    """
    text = text.strip()
    plain = _NOT_IN_REFS.sub("-", text)
    return plain if plain == text else f"{plain}~{hashlib.sha256(text.encode()).hexdigest()[:4]}"
