"""An invoice that was read as the fields of what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ringfence.importers.invoice.paper import Found, InvoicePaper
from ringfence.ledger.money import ZERO, pounds

#: By attribute, what each is called.
LABELS = {
    "payee": "Payee",
    "reference": "Reference",
    "day": "Date",
    "net": "Net",
    "vat": "VAT",
    "total": "Total",
}


def values_of(paper: InvoicePaper) -> dict[str, object]:
    """Return the values of an event's fields that an invoice says, by their attributes.

    Amounts are taken only where net and VAT come to the total: then the total is the amount, gross,
    and its VAT what the council recovers.
    """
    found: dict[str, object] = {}
    for attribute, read in (
        ("payee", paper.payee),
        ("invoice", paper.reference),
        ("date", paper.day),
    ):
        if read is not None:
            found[attribute] = read.value
    if paper.total is not None and paper.adds_up:
        found["amount"] = paper.total.value
        vat = paper.vat.value if paper.vat else ZERO
        if vat:
            found["gross"], found["vat"] = True, vat
    return found


def kept_name(paper: InvoicePaper) -> str:
    """Return the name under which an invoice is kept: XML as text, which no browser runs."""
    path = Path(paper.name)
    return f"{path.stem}-xml.txt" if path.suffix.lower() == ".xml" else paper.name


def rows_of(paper: InvoicePaper) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was read: what it is, the value, how sure it is, and where it stood."""
    for attribute, label in LABELS.items():
        found: Found[object] | None = getattr(paper, attribute)
        if found is None:
            yield label, "", "not read", ""
        else:
            amount = attribute in ("net", "vat", "total")
            value = pounds(found.value) if amount else str(found.value)  # type: ignore[arg-type] # an amount
            yield label, value, str(found.grade), found.where


def vat_said(paper: InvoicePaper) -> str:
    """Say how the amount and its VAT are treated."""
    if paper.total is None:
        return "No total was read."
    if not paper.adds_up:
        return "Its amounts do not agree with each other, so none of them is taken."
    vat = paper.vat.value if paper.vat else ZERO
    if not vat:
        return f"No VAT was read: {pounds(paper.total.value)} is recorded."
    return (
        f"{pounds(paper.total.value)} gross is {pounds(paper.total.value - vat)} net and "
        f"{pounds(vat)} VAT, which the council recovers: {pounds(paper.total.value - vat)} is "
        "recorded."
    )
