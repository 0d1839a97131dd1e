"""Invoices as suppliers send them, made to be read: ten layouts of PDF, UBL, CII and Factur-X.

The suppliers and their figures are illustrative. What an invoice says is drawn from a seed, so that
the same number is always the same invoice.
"""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

FIRST = (
    "Fosse",
    "Wreake",
    "Soar",
    "Beacon",
    "Acorn",
    "Harbour",
    "Tern",
    "Arden",
    "Swithland",
    "Welland",
)
SECOND = (
    "Youth Project",
    "Security",
    "Print",
    "Mediation",
    "Drama",
    "Training",
    "Lighting",
    "Outreach",
)
FORM = ("Ltd", "Limited", "CIC", "LLP", "Trust", "", "plc")
GOODS = ("Session fees", "Leaflets", "Room hire", "Door locks", "Coaching", "Travel", "CCTV column")
CUSTOMER = (
    "Oadby & Wigston Borough Council",
    "Council Offices",
    "Station Road",
    "Wigston LE18 2DR",
)
PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Invoice:
    """What an invoice says."""

    payee: str
    reference: str
    day: datetime.date
    lines: tuple[tuple[str, Decimal], ...]
    rate: Decimal
    order: str
    seed: int

    @property
    def net(self) -> Decimal:
        return sum((amount for _what, amount in self.lines), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        return (self.net * self.rate / 100).quantize(PENNY)

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


def invoice(seed: int) -> Invoice:
    """Return the invoice of a number."""
    chance = random.Random(seed)  # noqa: S311 - an invoice is no secret
    day = datetime.date(2023, 1, 1) + datetime.timedelta(days=chance.randrange(1000))
    number = chance.randrange(10, 99999)
    reference = chance.choice(
        (f"INV-{number:05}", f"{number}", f"SI{number}/23", f"{day.year}-{number}", f"F{number}.1")
    )
    name = " ".join(
        filter(None, (chance.choice(FIRST), chance.choice(SECOND), chance.choice(FORM)))
    )
    lines = tuple(
        (chance.choice(GOODS), Decimal(chance.randrange(500, 250000)) / 100)
        for _line in range(chance.randint(1, 5))
    )
    rate = chance.choice((Decimal(20), Decimal(20), Decimal(0), Decimal(5)))
    return Invoice(name, reference, day, lines, rate, f"PO{chance.randrange(1000, 9999)}", seed)


# ------------------------------------------------------------------- PDF


class Sheet:
    """A page that is written on from the top down."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=A4, invariant=True)
        self.top = 800.0

    def put(
        self, x: float, text: str, *, size: float = 10, bold: bool = False, right: bool = False
    ) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        draw = self.canvas.drawRightString if right else self.canvas.drawString
        draw(x, self.top, text)

    def down(self, by: float = 14) -> None:
        self.top -= by

    def line(self, x: float, text: str, **how: float) -> None:
        self.put(x, text, size=how.get("size", 10), bold=bool(how.get("bold", 0)))
        self.down(max(14, how.get("size", 10) * 1.4))

    def bytes(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.file.getvalue()


def money(amount: Decimal) -> str:
    return f"£{amount:,.2f}"


def items(sheet: Sheet, made: Invoice, *, heading: bool = True, right: float = 540) -> None:
    if heading:
        sheet.put(50, "Description", bold=True)
        sheet.put(right, "Amount", bold=True, right=True)
        sheet.down(18)
    for what, amount in made.lines:
        sheet.put(50, what)
        sheet.put(right, money(amount), right=True)
        sheet.down()
    sheet.down(10)


def pairs(sheet: Sheet, left: float, right: float, *rows: tuple[str, str]) -> None:
    for label, value in rows:
        sheet.put(left, label)
        sheet.put(right, value, right=True)
        sheet.down()


def customer(sheet: Sheet, x: float, label: str) -> None:
    sheet.line(x, label, bold=1)
    for line in CUSTOMER:
        sheet.line(x, line)
    sheet.down(8)


def classic(made: Invoice) -> bytes:
    """The supplier's name large, labels with values beside them, the bank at the foot."""
    sheet = Sheet()
    sheet.line(50, made.payee, size=20, bold=1)
    sheet.line(50, "12 Mill Lane, Leicester LE1 1AA")
    sheet.down(20)
    customer(sheet, 50, "Bill to:")
    sheet.line(50, f"Invoice number: {made.reference}")
    sheet.line(50, f"Invoice date: {made.day:%d %B %Y}")
    sheet.line(50, f"Due date: {made.day + datetime.timedelta(30):%d %B %Y}")
    sheet.line(50, f"Purchase order: {made.order}")
    items(sheet, made)
    pairs(sheet, 400, 540, ("Subtotal", money(made.net)), (f"VAT @ {made.rate}%", money(made.vat)))
    pairs(sheet, 400, 540, ("Total due", money(made.total)))
    sheet.down(30)
    sheet.line(50, f"Account name: {made.payee}")
    sheet.line(50, "Sort code: 01-02-03  Account number: 12345678")
    return sheet.bytes()


def columns(made: Invoice) -> bytes:
    """Labels in one row, their values in the row beneath."""
    sheet = Sheet()
    sheet.put(50, made.payee, size=16, bold=True)
    sheet.put(540, "INVOICE", size=24, bold=True, right=True)
    sheet.down(60)
    customer(sheet, 50, "Invoice to")
    for x, label in ((50, "Invoice No."), (180, "Date"), (320, "Your ref"), (460, "Terms")):
        sheet.put(x, label, bold=True)
    sheet.down(16)
    for x, value in (
        (50, made.reference),
        (180, f"{made.day:%d/%m/%Y}"),
        (320, made.order),
        (460, "30 days"),
    ):
        sheet.put(x, value)
    sheet.down(40)
    items(sheet, made)
    pairs(
        sheet,
        380,
        540,
        ("Net total", money(made.net)),
        ("VAT", money(made.vat)),
        ("Total", money(made.total)),
    )
    sheet.down(40)
    sheet.line(
        50, f"{made.payee}. Registered in England and Wales no. 01234567. VAT no. GB123456789"
    )
    return sheet.bytes()


def right_hand(made: Invoice) -> bytes:
    """The customer on the left, the invoice's facts beside it on the right."""
    sheet = Sheet()
    sheet.line(50, made.payee, size=18, bold=1)
    sheet.down(24)
    facts = (
        ("Invoice #", made.reference),
        ("Date of issue", f"{made.day:%d-%b-%y}"),
        ("Customer no.", "C1042"),
        ("Amount due", money(made.total)),
    )
    for left, (label, value) in zip(("Bill to", *CUSTOMER[:3]), facts, strict=True):
        sheet.put(50, left)
        sheet.put(360, label)
        sheet.put(540, value, right=True)
        sheet.down()
    sheet.down(30)
    items(sheet, made)
    pairs(
        sheet,
        380,
        540,
        ("Sub-total", f"{made.net:,.2f}"),
        (f"VAT ({made.rate}%)", f"{made.vat:,.2f}"),
    )
    pairs(sheet, 380, 540, ("Grand total", f"{made.total:,.2f}"))
    sheet.down(20)
    sheet.line(50, f"Please make cheques payable to {made.payee}")
    return sheet.bytes()


def sole_trader(made: Invoice) -> bytes:
    """No VAT, few words, the total alone."""
    made = Invoice(
        made.payee, made.reference, made.day, made.lines, Decimal(0), made.order, made.seed
    )
    sheet = Sheet()
    sheet.line(50, "INVOICE", size=14)
    sheet.line(50, f"From: {made.payee}")
    sheet.line(50, f"To: {CUSTOMER[0]}")
    sheet.line(50, f"Invoice {made.reference}")
    sheet.line(50, f"Date: {made.day.day} {made.day:%B %Y}")
    sheet.down(20)
    items(sheet, made, heading=False, right=400)
    sheet.put(50, "Total")
    sheet.put(400, money(made.total), right=True)
    sheet.down(40)
    sheet.line(50, f"Bank: Account name {made.payee}, sort code 01-02-03")
    return sheet.bytes()


def ledger_system(made: Invoice) -> bytes:
    """As an accounting package prints it: "Tax", "Reference", its own words for all."""
    sheet = Sheet()
    sheet.put(300, "TAX INVOICE", size=16)
    sheet.put(540, made.payee, right=True)
    sheet.down(18)
    sheet.put(540, "Unit 4, Blaby Business Park", right=True)
    sheet.down(30)
    for label, value in (
        ("Invoice Date", f"{made.day.day} {made.day:%b %Y}"),
        ("Invoice Number", made.reference),
        ("Reference", made.order),
        ("VAT Number", "123456789"),
    ):
        sheet.line(300, label, bold=1)
        sheet.line(300, value)
    sheet.top += 112
    for line in CUSTOMER:
        sheet.line(50, line)
    sheet.down(90)
    items(sheet, made)
    pairs(
        sheet,
        400,
        540,
        ("Subtotal", f"{made.net:,.2f}"),
        (f"TOTAL VAT {made.rate}%", f"{made.vat:,.2f}"),
    )
    pairs(sheet, 400, 540, ("TOTAL GBP", f"{made.total:,.2f}"))
    sheet.down(40)
    sheet.line(50, f"Company Registration No: 01234567. Registered Office: {made.payee}, Blaby.")
    return sheet.bytes()


def dense(made: Invoice) -> bytes:
    """Many facts on each line, amounts with VAT in columns of their own."""
    sheet = Sheet()
    sheet.line(50, made.payee.upper(), size=15, bold=1)
    sheet.line(50, "VAT Reg No GB 123 4567 89   Tel 0116 496 0000   accounts@supplier.example")
    sheet.put(50, f"Invoice No {made.reference}")
    sheet.put(250, f"Tax point {made.day:%d.%m.%Y}")
    sheet.put(420, f"Order No {made.order}")
    sheet.down(30)
    customer(sheet, 50, "Customer")
    for x, text in ((50, "Item"), (300, "Net"), (400, "VAT"), (520, "Gross")):
        sheet.put(x, text, bold=True)
    sheet.down()
    for what, amount in made.lines:
        vat = (amount * made.rate / 100).quantize(PENNY)
        sheet.put(50, what)
        for x, part in ((330, amount), (430, vat), (550, amount + vat)):
            sheet.put(x, f"{part:,.2f}", right=True)
        sheet.down()
    sheet.down()
    pairs(sheet, 350, 550, ("Goods total", money(made.net)), ("VAT total", money(made.vat)))
    pairs(sheet, 350, 550, ("Invoice total", money(made.total)))
    sheet.line(50, f"Remittance to {made.payee}, 12 Mill Lane, Leicester")
    return sheet.bytes()


def sentences(made: Invoice) -> bytes:
    """A letter that says it in sentences."""
    sheet = Sheet()
    sheet.line(50, made.payee, size=14, bold=1)
    sheet.down(20)
    customer(sheet, 50, "FAO:")
    sheet.line(50, f"Invoice: {made.reference}")
    sheet.line(50, f"Dated {made.day.day} {made.day:%B %Y}")
    sheet.down(10)
    items(sheet, made, heading=False, right=450)
    sheet.line(50, f"Total excluding VAT: {money(made.net)}")
    sheet.line(50, f"VAT at {made.rate}%: {money(made.vat)}")
    sheet.line(50, f"Total including VAT: {money(made.total)}")
    sheet.down(20)
    sheet.line(50, f"Payee: {made.payee}")
    return sheet.bytes()


def statement_like(made: Invoice) -> bytes:
    """A balance and a deposit beside the total: what is due is not the invoice."""
    sheet = Sheet()
    sheet.put(50, made.payee, size=18, bold=True)
    sheet.down(40)
    customer(sheet, 50, "Sold to")
    pairs(sheet, 330, 540, ("Invoice no", made.reference), ("Invoice date", f"{made.day:%Y-%m-%d}"))
    sheet.down()
    items(sheet, made)
    deposit = (made.total / 4).quantize(PENNY)
    pairs(sheet, 350, 540, ("Net amount", money(made.net)), ("VAT amount", money(made.vat)))
    pairs(sheet, 350, 540, ("Total", money(made.total)), ("Deposit paid", f"-{money(deposit)}"))
    pairs(sheet, 350, 540, ("Balance due", money(made.total - deposit)))
    sheet.line(50, f"Account name: {made.payee}")
    return sheet.bytes()


def two_pages(made: Invoice) -> bytes:
    """The totals on the second page, beneath a carried-over line."""
    sheet = Sheet()
    sheet.line(50, made.payee, size=16, bold=1)
    sheet.line(50, f"Invoice ref: {made.reference}")
    sheet.line(50, f"Issue date: {made.day.day} {made.day:%B %Y}")
    customer(sheet, 50, "Invoice to:")
    items(sheet, made)
    sheet.line(50, "Continued on page 2")
    sheet.canvas.showPage()
    sheet.top = 800
    sheet.line(50, f"{made.payee}: invoice {made.reference}, page 2")
    pairs(
        sheet, 350, 540, ("Total ex. VAT", money(made.net)), (f"VAT {made.rate}%", money(made.vat))
    )
    pairs(sheet, 350, 540, ("Total payable", money(made.total)))
    sheet.line(50, f"{made.payee} is registered in England, company no 01234567")
    return sheet.bytes()


def bare(made: Invoice) -> bytes:
    """As a spreadsheet prints it: everything small, labels without colons, amounts without £."""
    sheet = Sheet()
    rows = (
        ("Supplier", made.payee),
        ("Inv No", made.reference),
        ("Date", f"{made.day:%d/%m/%y}"),
        ("Client", CUSTOMER[0]),
        ("Order number", made.order),
    )
    for label, value in rows:
        sheet.put(50, label, size=9)
        sheet.put(160, value, size=9)
        sheet.down(12)
    sheet.down()
    items(sheet, made, right=300)
    for label, amount in (("Net", made.net), ("VAT", made.vat), ("Gross", made.total)):
        sheet.put(50, label, size=9)
        sheet.put(300, f"{amount:.2f}", size=9, right=True)
        sheet.down(12)
    return sheet.bytes()


LAYOUTS: dict[str, Callable[[Invoice], bytes]] = {
    each.__name__: each
    for each in (
        *(classic, columns, right_hand, sole_trader, ledger_system, dense, sentences),
        *(statement_like, two_pages, bare),
    )
}


# ------------------------------------------------------------------- XML


def ubl(made: Invoice, *, credit: bool = False) -> bytes:
    root = "CreditNote" if credit else "Invoice"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID>{made.reference}</cbc:ID>
 <cbc:IssueDate>{made.day}</cbc:IssueDate>
 <cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>
 <cac:AccountingSupplierParty><cac:Party>
  <cac:PartyLegalEntity><cbc:RegistrationName>{made.payee}</cbc:RegistrationName></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cac:PartyName><cbc:Name>{CUSTOMER[0].replace("&", "&amp;")}</cbc:Name></cac:PartyName>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:TaxTotal><cbc:TaxAmount currencyID="GBP">{made.vat}</cbc:TaxAmount></cac:TaxTotal>
 <cac:LegalMonetaryTotal>
  <cbc:TaxExclusiveAmount currencyID="GBP">{made.net}</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="GBP">{made.total}</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="GBP">{made.total}</cbc:PayableAmount>
 </cac:LegalMonetaryTotal>
</{root}>
""".encode()


def cii(made: Invoice, *, currency: str = "GBP", kind: int = 380) -> bytes:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
 <rsm:ExchangedDocument>
  <ram:ID>{made.reference}</ram:ID><ram:TypeCode>{kind}</ram:TypeCode>
  <ram:IssueDateTime>
   <udt:DateTimeString format="102">{made.day:%Y%m%d}</udt:DateTimeString>
  </ram:IssueDateTime>
 </rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:ApplicableHeaderTradeAgreement>
   <ram:SellerTradeParty><ram:Name>{made.payee}</ram:Name></ram:SellerTradeParty>
   <ram:BuyerTradeParty><ram:Name>The Council</ram:Name></ram:BuyerTradeParty>
  </ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement>
   <ram:InvoiceCurrencyCode>{currency}</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    <ram:LineTotalAmount>{made.net}</ram:LineTotalAmount>
    <ram:TaxBasisTotalAmount>{made.net}</ram:TaxBasisTotalAmount>
    <ram:TaxTotalAmount currencyID="{currency}">{made.vat}</ram:TaxTotalAmount>
    <ram:GrandTotalAmount>{made.total}</ram:GrandTotalAmount>
    <ram:DuePayableAmount>{made.total}</ram:DuePayableAmount>
   </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
""".encode()


def factur_x(made: Invoice) -> bytes:
    """A PDF that has the invoice's XML within it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(classic(made))))
    writer.add_attachment("factur-x.xml", cii(made))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
