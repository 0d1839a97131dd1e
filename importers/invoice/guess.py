"""What a PDF without structure says: its values, by the words that stand beside or above them.

A value is *sure* where its own label names it and nothing contradicts it: the reference behind
"Invoice number", a total that net and VAT come to. Else it is *likely*, or, where nothing speaks
for it, left empty.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from contextlib import suppress

from ringfence.importers.cells import UnreadCellError
from ringfence.importers.invoice.amounts import AMOUNT, read_amounts
from ringfence.importers.invoice.labels import Page, best
from ringfence.importers.invoice.layout import PdfText
from ringfence.importers.invoice.paper import Found, Grade, InvoicePaper
from ringfence.importers.invoice.supplier import read_supplier
from ringfence.importers.listing.dates import DateOrder, day_of, votes

_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s-]+[A-Za-z]{3,9}\.?,?[\s-]+(?:\d{4}|\d{2})(?!\d)"
    r"|[A-Za-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,\s*\d{4}"
)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.#-]{0,23}")
#: By field, what labels it, the strongest first, and whether it is sure by that alone.
_REFERENCES = (
    (
        r"(?:(?:tax|vat|sales) )?invoice\s*(?:num(?:ber)?|no|nº|#|ref(?:erence)?|id)(?![a-z])\.?",
        True,
    ),
    (r"credit\s*(?:note|memo)\s*(?:number|num\b|no\b\.?|#|reference|ref\b\.?)", True),
    (r"inv\.?\s*(?:number|no\b\.?|#|ref\b\.?)", True),
    (r"(?:invoice|credit note)\s*:", False),
    (r"(?:document|doc)\s*(?:number|no\b\.?|#)", False),
    (r"(?:tax )?invoice(?=\s+\S*\d)", False),
    (r"(?:our |your )?ref(?:erence)?\b\.?", False),
)
_DATES = (
    (r"(?:invoice|inv|tax point|issue|document|credit note)\s*date", True),
    (r"date\s+of\s+(?:invoice|issue)|tax\s*point|date\s*/\s*tax\s*point", True),
    (r"(?:invoice\s+)?issued(?:\s+on)?|dated", False),
    (r"date", False),
)
_NOT_DATES = re.compile(
    r"(due|payment|pay|delivery|order|despatch|dispatch|supply|supplied|period|service|from|expiry"
    r"|po)\s*$",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\bcredit\s+(note|memo)\b", re.IGNORECASE)


def read_text(
    name: str, content: bytes, pdf: PdfText, known: Collection[str], own: Collection[str]
) -> InvoicePaper:
    """Read an invoice by its words.

    Args:
        name: The name of the file.
        content: Its bytes.
        pdf: What it says.
        known: The payees that the books know.
        own: What the partnership and its council are called: none of them is the supplier.
    """
    page = Page(pdf, own)
    text = "\n".join(cell.text for cell in pdf.cells)
    if not text.strip():
        remark = "It has no text, as a scan has none: type what it says."
        return InvoicePaper(name, content, remarks=(remark,))
    net, vat, total, remarks = read_amounts(page, text)
    return InvoicePaper(
        *(name, content),
        payee=read_supplier(page, known, own),
        reference=_reference(page),
        day=_date(page, text),
        net=net,
        vat=vat,
        total=total,
        credit=bool(_CREDIT.search(text)),
        remarks=tuple(remarks),
    )


def _reference(page: Page) -> Found[str] | None:
    def read(text: str) -> str | None:
        match = _REFERENCE.match(text)
        if match is None or not re.search(r"\d", match[0]):
            return None
        value = match[0].rstrip(".-#/")
        is_date = _DATE.match(text) is not None
        return None if is_date or AMOUNT.match(text) else value

    def is_another(before: str, after: str) -> bool:
        return bool(
            re.search(
                r"(order|po|p\.o\.|customer|account|your|vat|company|charity|bank)\s*$",
                before,
                re.IGNORECASE,
            )
            or re.match(r"\s*(date|total|amount|address|to\b|period)", after, re.IGNORECASE)
        )

    return best(page.labelled(_REFERENCES, read, is_another))


def _date(page: Page, text: str) -> Found[datetime.date] | None:
    order = votes(_DATE.findall(text))
    day_first = bool(order.day_first) and not order.month_first
    month_first = bool(order.month_first) and not order.day_first
    ordered = DateOrder.MONTH_FIRST if month_first else DateOrder.DAY_FIRST
    unclear: set[datetime.date] = set()

    def read(said: str) -> datetime.date | None:
        match = _DATE.match(said)
        if match is None:
            return None
        with suppress(UnreadCellError):
            day = day_of(match[0], ordered)
            both = votes([match[0]])
            if day and both.either and not (day_first or month_first):
                unclear.add(day)
            return day
        return None

    def is_another(before: str, _after: str) -> bool:
        return bool(_NOT_DATES.search(before))

    found = best(page.labelled(_DATES, read, is_another))
    if found is None:
        days = {day for said in _DATE.findall(text) if (day := read(said))}
        if len(days) != 1:
            return None
        return Found(days.pop(), "the only date in it", Grade.LIKELY)
    if found.value in unclear:
        return Found(found.value, found.where, Grade.LIKELY)
    return found
