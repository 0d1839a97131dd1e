"""What a column of a listing may be, in words for people; the order is that of asking."""

from __future__ import annotations

#: By field: what it is.
FIELDS = {
    "day": "When the council booked or paid it",
    "amount": "What it came to, without VAT that is recovered",
    "debit": "What was spent, where credits have a column of their own",
    "credit": "What came back, where it has a column of its own",
    "side": "Whether an amount is a debit or a credit (DR, CR)",
    "supplier": "Who was paid",
    "doc_no": "The council's number of the document",
    "line_no": "The number of the line within the document",
    "doc_type": "The kind of document",
    "invoice": "The supplier's own invoice number",
    "cost_centre": "The cost centre's code",
    "cost_centre_title": "The cost centre's name, or the service",
    "account": "The account's code",
    "account_title": "The account's name, or the kind of expense",
    "project": "The project's code",
    "period": "The fiscal period",
    "narrative": "What it was for",
    "supplier_id": "The council's number of the supplier",
    "order": "The number of the order",
    "vat": "VAT that is recovered",
    "irrecoverable_vat": "VAT that is not recovered",
    "capital": "Whether it is capital or revenue",
}
