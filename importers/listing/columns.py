"""What a column of a listing may be: in words for people, as councils call it, by what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial

from ringfence.importers import cells
from ringfence.importers.cells import Cell, UnreadCellError
from ringfence.importers.listing import dates
from ringfence.importers.listing.dates import DateOrder, last_day
from ringfence.ledger.words import plain

#: By field: what it is, in words for people; the order is that of asking.
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
        *("supplier t", "supplier name t", "supplier id t", "company name", "third party"),
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
        *("account code description", "expense code description", "object code description"),
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
_SHORT = 20
_SIDES = frozenset({"dr", "cr", "d", "c", "debit", "credit"})
_LEDGERS = "(s|p|ap|ar)?"
_CREDIT = re.compile(rf"{_LEDGERS}c(rn?|n|redit( ?(note|memo))?)s?", re.IGNORECASE)
_INVOICE = re.compile(rf"{_LEDGERS}inv(oice)?s?", re.IGNORECASE)


#: Words that say of a column that it does not name who was paid, whatever else its heading says.
_NOT_SUPPLIER = frozenset(
    (
        *("account", "address", "area", "body", "category", "categorisation", "centre", "class"),
        *(
            "code",
            "contact",
            "cost",
            "department",
            "description",
            "directorate",
            "group",
            "id",
            "no",
        ),
        *("number", "postcode", "project", "purpose", "ref", "reference", "service", "site"),
        *("status", "town", "type", "vat"),
    )
)
#: Words of which one in a heading may mean who was paid.
_MAYBE_SUPPLIER = frozenset(
    (
        *("beneficiary", "company", "creditor", "merchant", "name", "organisation", "paid"),
        *("payee", "provider", "recipient", "supplier", "vendor"),
    )
)
#: What stands in the names of those who are paid, and hardly anywhere else.
_IN_NAMES = re.compile(
    r"\b(ltd|limited|plc|llp|cic|cio|inc|trust|council|university|college|charity|nhs|police"
    r"|association|society|foundation|partnership|church|school|academy|& co|solutions"
    r"|services (uk|ltd|limited)|group plc|\(uk\))\b",
    re.IGNORECASE,
)


def may_head_suppliers(heading: str) -> bool:
    """Return whether a heading in plain words does not forbid that its column says who was paid.

    ``Supplier ID(T)`` is Unit4's for the text beside the number.
    """
    return heading.endswith(" t") or _NOT_SUPPLIER.isdisjoint(heading.split())


def hints_at_suppliers(heading: str) -> bool:
    """Return whether a word in a heading may mean who was paid."""
    return not _MAYBE_SUPPLIER.isdisjoint(heading.split())


def is_organisation(value: Cell) -> bool:
    """Return whether a value is the name of an organisation, by a word such as Ltd or Trust."""
    return bool(_IN_NAMES.search(cells.text_of(value)))


def known_words(heading: str) -> str:
    """Return a heading in plain words without those that no column is called by: ``HBC ref no``."""
    known = {word for called_by in called() for word in called_by.split()}
    return " ".join(word for word in heading.split() if word in known)


@cache
def called() -> frozenset[str]:
    """Return everything that columns are called, in plain words."""
    return frozenset(word for words in WORDS.values() for word in words)


def plain_words(heading: str) -> str:
    """Return a heading in plain words: ``VoucherNo`` is ``voucher no``."""
    return plain(_BETWEEN_WORDS.sub(" ", heading), _FILLING)


def is_credit(text: str) -> bool:
    """Return whether a kind of document is a credit by its name, as CRN is."""
    return bool(_CREDIT.fullmatch(text))


def is_invoice(text: str) -> bool:
    """Return whether a kind of document is an invoice by its name."""
    return bool(_INVOICE.fullmatch(text))


def is_kind(value: Cell) -> bool:
    """Return whether a value is the kind of a document, whatever its column is called."""
    text = cells.text_of(value)
    return is_invoice(text) or is_credit(text)


def _reads(reader: Callable[[Cell], object], value: Cell) -> bool:
    with suppress(UnreadCellError):
        reader(value)
        return True
    return False


def is_day(value: Cell) -> bool:
    """Return whether a value is a day, whichever of day and month comes first."""
    return any(_reads(partial(_day, order=order), value) for order in DateOrder)


def _day(value: Cell, order: DateOrder) -> object:
    return dates.day_of(value, order)


def is_money(value: Cell) -> bool:
    """Return whether a value is an amount of pounds."""
    return _reads(cells.money_of, value)


def _is_period(value: Cell) -> bool:
    return _reads(lambda cell: last_day(cells.text_of(cell), "year-end"), value)


def has_digit(value: Cell) -> bool:
    """Return whether a figure stands in a value, as in what is coded."""
    return bool(re.search(r"\d", cells.text_of(value)))


def _is_short(value: Cell) -> bool:
    return len(cells.text_of(value)) <= _SHORT


def _is_side(value: Cell) -> bool:
    return cells.text_of(value).casefold() in _SIDES


def _is_whole(value: Cell) -> bool:
    return cells.text_of(value).isdecimal()


def _is_capital(value: Cell) -> bool:
    return cells.text_of(value)[:1].casefold() in ("c", "r")


def is_words(value: Cell) -> bool:
    """Return whether two letters stand together in a value."""
    return bool(re.search(r"[^\W\d]{2}", cells.text_of(value)))


#: What a field holds, where that can be seen of a value.
CHECKS: dict[str, Callable[[Cell], bool]] = {
    "day": is_day,
    "amount": is_money,
    "debit": is_money,
    "credit": is_money,
    "vat": is_money,
    "irrecoverable_vat": is_money,
    "period": _is_period,
    "doc_type": _is_short,
    "side": _is_side,
    "line_no": _is_whole,
    "capital": _is_capital,
    "supplier": is_words,
}
