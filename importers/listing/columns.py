"""What councils call their columns, the likeliest first, in plain words."""

from __future__ import annotations

import re
import unicodedata

#: By field; of two columns that are equally alike, the one whose word comes first is meant.
WORDS: dict[str, tuple[str, ...]] = {
    "day": (
        *("payment date", "date paid", "paid date", "pay date", "date of payment"),
        *("transaction date", "trans date", "posting date", "posted date", "gl date"),
        *("accounting date", "effective date", "date", "document date", "voucher date"),
        *("clearing date", "cleared date", "value date", "invoice date", "updated"),
        *("posted", "booked", "date posted", "date booked"),
    ),
    "amount": (
        *("net amount", "amount net of vat", "amount excluding vat", "amount exc vat"),
        *("amount ex vat", "sum of amount exc vat", "total net amount", "net of vat", "net"),
        *("net value", "value net of vat", "total excludes vat", "total excluding vat"),
        *("line value net of vat", "amount", "payment amount", "transaction amount", "amount paid"),
        *("line amount", "line value", "distribution amount", "posted amount", "value", "actual"),
        *("spend", "total", "total amount", "invoice amount", "gross amount", "amount inc vat"),
        *("amount including vat", "gross", "gross value"),
    ),
    "debit": ("debit", "debit amount", "debits", "dr", "dr amount", "debit value"),
    "credit": ("credit", "credit amount", "credits", "cr", "cr amount", "credit value"),
    "side": ("dr cr", "debit credit", "d c", "dr cr indicator", "debit credit indicator"),
    "supplier": (
        *("supplier name", "supplier", "vendor name", "vendor", "creditor name", "creditor"),
        *("payee name", "payee", "beneficiary name", "beneficiary", "name of supplier"),
        *("supplier beneficiary name", "merchant name", "merchant", "paid to", "ap ar id t"),
        *("supplier t", "supplier name t", "company name", "third party"),
    ),
    "supplier_id": (
        *("supplier id", "supplier number", "supplier no", "supplier code", "vendor number"),
        *("vendor no", "vendor id", "creditor number", "creditor no", "creditor id", "ap ar id"),
        *("payee id", "supplier ref"),
    ),
    "invoice": (
        *("invoice number", "invoice no", "invoice reference", "invoice ref", "invoice"),
        *("supplier invoice number", "supplier invoice no", "supplier reference", "inv no"),
        *("vendor invoice", "vendor inv", "supplier inv", "vendor ref", "vendor invoice number"),
        *(
            "inv number",
            "inv ref",
            "inv",
            "external reference",
            "their ref",
            "external invoice ref",
        ),
    ),
    "doc_no": (
        *("transaction number", "transaction no", "transaction reference", "transaction ref"),
        *("transaction id", "trans no", "document number", "document no", "doc no", "doc number"),
        *("document", "voucher number", "voucher no", "internal ref", "internal reference"),
        *("internal ref number", "journal number", "journal no", "unique reference", "reference"),
        *("reference number", "ref no", "ref", "our ref", "payment number", "payment no"),
        *("payment reference", "payment ref", "voucher", "vch no", "vch number", "vch"),
    ),
    "doc_type": (
        *("document type", "doc type", "transaction type", "trans type", "tran type", "tt"),
        *("voucher type", "vch type", "journal type", "invoice type", "type"),
    ),
    "line_no": (
        *("line number", "line no", "invoice line number", "distribution line number", "line"),
        *("sequence number", "sequence no", "seq no", "item number"),
    ),
    "cost_centre": (
        *("cost centre", "cost centre code", "cost centre number", "cost centre no"),
        *("cost center", "costc", "centre code", "cc", "cc code", "cost code", "service code"),
    ),
    "cost_centre_title": (
        *("cost centre description", "cost centre name", "cost centre title", "cc description"),
        *("cost centre", "costc t", "cost centre t", "service label", "responsible unit"),
        *("expense area t", "expense area", "service area", "service division", "service code"),
        *("service division categorisation", "service area categorisation", "service"),
        *("department", "directorate"),
    ),
    "account": (
        *("account code", "account", "nominal code", "nominal", "subjective code", "subjective"),
        *("acc", "gl code", "gl account", "ledger code", "detail code", "expenditure code"),
        *("expense code", "account number", "bv code"),
    ),
    "account_title": (
        *("account description", "account name", "account title", "nominal description"),
        *("subjective description", "subjective", "acc t", "account t", "gl description"),
        *("expense code t", "detailed expenses type", "expenses type", "expense type"),
        *("expenditure type", "expenditure code", "expenditure category", "account", "nominal"),
        *("item code desc", "cipfa t", "cipfa detailed expenditure type", "merchant category"),
        *("procurement category",),
    ),
    "project": ("project", "project code", "project number", "project no", "job code", "job"),
    "period": (
        *("period", "fiscal period", "accounting period", "financial period", "posting period"),
        *("gl period", "acc period", "month"),
    ),
    "narrative": (
        *("narrative", "line narrative", "line description", "transaction description"),
        *("description", "text", "details", "detail", "purpose", "comments"),
        *("purpose of spend", "purpose of spend summary"),
        *("purpose narrative", "invoice description", "extended description", "posting text"),
    ),
    "order": (
        *("order number", "order no", "purchase order number", "purchase order no"),
        *("purchase order", "po number", "po no", "po", "order ref"),
    ),
    "vat": ("vat amount", "vat", "recoverable vat", "tax amount", "tax"),
    "irrecoverable_vat": (
        *("irrecoverable vat", "irrecoverable vat amount", "non recoverable vat"),
        *("vat irrecoverable",),
    ),
    "capital": (
        *("capital revenue", "capital or revenue", "capital and revenue", "revenue or capital"),
        *("revenue capital", "cap rev", "rev cap", "capital"),
    ),
}

#: What a heading says that its amounts include recovered VAT.
GROSS = re.compile(r"\b(gross|inc(l|luding|lusive)?( of)? vat)\b")
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_FILLING = frozenset({"the", "gbp", "in", "pounds", "s"})


def plain_words(heading: str) -> str:
    """Give a heading in plain words: ``VoucherNo`` is ``voucher no``, ``Amount (£)`` ``amount``."""
    apart = _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", heading))
    words = re.findall(r"[^\W_]+", apart.casefold())
    return " ".join(word for word in words if word not in _FILLING)
