"""Invoices as XML: UBL (Peppol) and CII, which Factur-X and ZUGFeRD put within a PDF.

By EN 16931, the European standard for e-invoices: each value has one place of its own, so that
what is read there is sure.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

from ringfence.importers.invoice.errors import NOTHING_RECORDED, NotAnInvoiceError
from ringfence.importers.invoice.paper import Found, Grade, InvoicePaper
from ringfence.ledger.money import PENNY

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

T = TypeVar("T")
_POUNDS = "GBP"
#: The kinds of documents that are credits, by UNTDID 1001.
_CREDITS = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_LONGEST = 12


def read_xml(name: str, content: bytes, shown: str) -> InvoicePaper:
    """Read an invoice in XML.

    Args:
        name: The name of the file.
        content: Its bytes.
        shown: What the XML is called in sentences: the file, or its part in a PDF.

    Raises:
        NotAnInvoiceError: it is no invoice, or has entities of its own.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotAnInvoiceError(
            f"{name} has definitions of its own, as no invoice has and attacks do: it is not "
            f"opened. {NOTHING_RECORDED}"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotAnInvoiceError(
            f"{name} is damaged: its XML ends too soon, or is none. {NOTHING_RECORDED}"
        ) from error
    kind = root.tag.rpartition("}")[2]
    if kind in ("Invoice", "CreditNote"):
        return _ubl(_Tree(root, shown), name, content, credit=kind == "CreditNote")
    if kind in ("CrossIndustryInvoice", "CrossIndustryDocument"):
        return _cii(_Tree(root, shown), name, content)
    raise NotAnInvoiceError(
        f"{name} is XML, but no invoice of UBL or CII: it begins with {kind[:40]}. "
        f"{NOTHING_RECORDED}"
    )


class _Tree:
    """The elements of an invoice, by their paths without prefixes."""

    def __init__(self, root: Element, shown: str) -> None:
        self._root = root
        self._shown = shown

    def text(self, *paths: str) -> tuple[str, str] | None:
        """Return the first text that stands at one of some paths, and where."""
        for path in paths:
            found = self._root.find("/".join(_step(each) for each in path.split("/")))
            if found is not None and (text := " ".join((found.text or "").split())):
                return text, f"{self._shown}, {path.rpartition('/')[2]}"
        return None

    def read(self, reader: Callable[[str], T | None], *paths: str) -> Found[T] | None:
        """Read a value that stands at one of some paths; None if there is none, or it can't be."""
        there = self.text(*paths)
        value = reader(there[0]) if there else None
        return Found(value, there[1]) if there and value is not None else None


def _step(name: str) -> str:
    return f"{{*}}{name}"


def _ubl(tree: _Tree, name: str, content: bytes, *, credit: bool) -> InvoicePaper:
    totals = "LegalMonetaryTotal"
    seller = "AccountingSupplierParty/Party"
    currency = tree.text("DocumentCurrencyCode")
    kind = tree.text("InvoiceTypeCode", "CreditNoteTypeCode")
    paper = InvoicePaper(
        *(name, content),
        payee=tree.read(
            _words, f"{seller}/PartyName/Name", f"{seller}/PartyLegalEntity/RegistrationName"
        ),
        reference=tree.read(_words, "ID"),
        day=tree.read(_day, "IssueDate"),
        net=tree.read(_pounds, f"{totals}/TaxExclusiveAmount"),
        vat=tree.read(_pounds, "TaxTotal/TaxAmount"),
        total=tree.read(_pounds, f"{totals}/TaxInclusiveAmount", f"{totals}/PayableAmount"),
        credit=credit or bool(kind and kind[0] in _CREDITS),
    )
    return _judged(paper, currency[0] if currency else "", tree.text("PayeeParty/PartyName/Name"))


def _cii(tree: _Tree, name: str, content: bytes) -> InvoicePaper:
    deal = "SupplyChainTradeTransaction"
    settled = f"{deal}/ApplicableHeaderTradeSettlement"
    sums = f"{settled}/SpecifiedTradeSettlementHeaderMonetarySummation"
    document = "ExchangedDocument"
    currency = tree.text(f"{settled}/InvoiceCurrencyCode")
    kind = tree.text(f"{document}/TypeCode")
    paper = InvoicePaper(
        *(name, content),
        payee=tree.read(_words, f"{deal}/ApplicableHeaderTradeAgreement/SellerTradeParty/Name"),
        reference=tree.read(_words, f"{document}/ID"),
        day=tree.read(_day, f"{document}/IssueDateTime/DateTimeString"),
        net=tree.read(_pounds, f"{sums}/TaxBasisTotalAmount"),
        vat=tree.read(_pounds, f"{sums}/TaxTotalAmount"),
        total=tree.read(_pounds, f"{sums}/GrandTotalAmount", f"{sums}/DuePayableAmount"),
        credit=bool(kind and kind[0] in _CREDITS),
    )
    return _judged(
        paper, currency[0] if currency else "", tree.text(f"{settled}/PayeeTradeParty/Name")
    )


def _judged(paper: InvoicePaper, currency: str, paid: tuple[str, str] | None) -> InvoicePaper:
    """Return an invoice with what is doubtful in it said."""
    from dataclasses import replace

    remarks = []
    if currency and currency != _POUNDS:
        remarks.append(f"It is in {currency}, not in pounds, so its amounts were not read.")
        paper = replace(paper, net=None, vat=None, total=None)
    elif paper.total and not paper.adds_up:
        remarks.append("Its net amount and VAT do not come to its total.")
        doubtful = {
            each: replace(found, grade=Grade.LIKELY)
            for each in ("net", "vat", "total")
            if (found := getattr(paper, each))
        }
        paper = replace(paper, **doubtful)
    if paid and paper.payee and paid[0] != paper.payee.value:
        remarks.append(f"It asks to pay {paid[0]}, not {paper.payee.value} itself.")
    return replace(paper, remarks=tuple(remarks))


def _words(text: str) -> str | None:
    return text[:200] or None


def _pounds(text: str) -> Decimal | None:
    with suppress(InvalidOperation):
        amount = Decimal(text)
        if amount.is_finite() and amount.adjusted() < _LONGEST and amount == round(amount, 2):
            return amount.quantize(PENNY)
    return None


def _day(text: str) -> datetime.date | None:
    compact = text[:10] if "-" in text else text[:8]
    with suppress(ValueError):
        return datetime.date.fromisoformat(compact)
    return None
