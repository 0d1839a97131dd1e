"""Net, VAT and total of an invoice: what comes to each other before what is only called so."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

from ringfence.importers.cells import UnreadCellError, money_of
from ringfence.importers.invoice.labels import Candidate, Page
from ringfence.importers.invoice.paper import Found, Grade
from ringfence.ledger.money import ZERO, pounds

AMOUNT = re.compile(
    r"(?:GBP|£)?\s?\(?[-−–]?\s?(?:GBP|£)?\s?\d{1,3}(?:,?\d{3})*\.\d{2}\)?(?![\d%])|£\s?\d[\d,]*(?![\d.%])"
)
_TOTALS = (
    (r"(?:grand|invoice)\s+total|total\s+(?:amount\s+)?(?:due|payable|to\s+pay|now\s+due)", True),
    (r"total\s+(?:amount\s+)?\(?(?:inc(?:l|luding|lusive)?\.?|with)\s*(?:of\s+)?vat\)?", True),
    (r"gross\s+(?:total|amount)|total\s+gross|amount\s+(?:due|payable)", True),
    (r"balance\s+due|please\s+pay|total\s+(?:to\s+pay|gbp|\(?£\)?)", True),
    (r"total", False),
    (r"gross", False),
)
_NETS = (
    (
        r"sub[\s-]*total|net\s+(?:total|amount)|total\s+net(?:\s+amount)?|goods\s+(?:total|value)",
        True,
    ),
    (r"total\s+\(?(?:ex(?:cl|cluding|clusive)?\.?|before|without)\s*(?:of\s+)?vat\)?", True),
    (r"amount\s+\(?ex(?:cl|cluding)?\.?\s+vat\)?|taxable\s+amount|net\s+value", True),
    (r"net", False),
)
_VATS = (
    (
        r"(?:total\s+)?vat(?:\s+(?:total|amount|payable))?(?:\s*(?:@|at)?\s*\(?\d{1,2}(?:\.\d+)?\s*%\)?)?",
        True,
    ),
    (
        r"(?:total\s+)?(?:tax|value\s+added\s+tax)(?:\s+(?:total|amount))?(?:\s*(?:@|at)?\s*\(?\d{1,2}(?:\.\d+)?\s*%\)?)?",
        False,
    ),
)
#: After these words "VAT" and "total" name something else.
_NOT_AMOUNTS = re.compile(
    r"^\s*(reg|registration|no\b|number|id\b|exempt|code|rate|%|hours?\b|qty|quantity|units?\b)",
    re.IGNORECASE,
)
_PART_PAID = re.compile(
    r"\b(deposit|paid|previous balance|brought forward|less payment|on account)\b", re.IGNORECASE
)


_Amounts = tuple[Found[Decimal] | None, Found[Decimal] | None, Found[Decimal] | None, list[str]]


def read_amounts(page: Page, text: str) -> _Amounts:
    """Read net, VAT and total: what comes to each other before what is only called so."""
    totals, nets, vats = (
        list(page.labelled(labels, _read_amount, _is_no_amount))
        for labels in (_TOTALS, _NETS, _VATS)
    )
    nets_here = {(each.cell, each.value) for each in nets}
    totals = [each for each in totals if (each.cell, each.value) not in nets_here]
    combined = _come_to(totals, nets, vats)
    largest = max((abs(each) for each in _all_amounts(text)), default=ZERO)
    part_paid = bool(_PART_PAID.search(text))
    if combined is not None:
        total, net, vat = combined
        sure = abs(total.value) == largest or not part_paid
        grade = Grade.SURE if sure else Grade.LIKELY
        return (
            Found(net.value, net.where, grade),
            Found(vat.value, vat.where, grade),
            Found(total.value, total.where, grade),
            [],
        )
    if not totals:
        return None, None, None, []
    best = min(totals, key=lambda each: (each.strength, -each.cell.page, -each.cell.line))
    times = Counter(each.value for each in totals)
    says_no_vat = not any(each.value for each in vats) and not re.search(
        r"\bvat\b(?!\s*(exempt|not|no\b))", text, re.IGNORECASE
    )
    sure = (
        says_no_vat
        and not part_paid
        and len(times) == 1
        and abs(best.value) == largest
        and (best.sure or times[best.value] > 1)
    )
    remarks = []
    if vats or nets:
        remarks.append(
            f"Its net amount and VAT could not be made to agree with {pounds(best.value)}: check "
            "the amounts."
        )
    return None, None, Found(best.value, best.where, Grade.SURE if sure else Grade.LIKELY), remarks


def _come_to(
    totals: Sequence[Candidate[Decimal]],
    nets: Sequence[Candidate[Decimal]],
    vats: Sequence[Candidate[Decimal]],
) -> tuple[Candidate[Decimal], Candidate[Decimal], Candidate[Decimal]] | None:
    """Return the total, net and VAT that come to each other, the strongest labels first."""
    fitting = [
        (total, net, vat)
        for total, net, vat in itertools.product(totals, nets, vats)
        if net.value + vat.value == total.value and total.value
    ]
    return min(
        fitting,
        key=lambda each: (-abs(each[0].value), sum(part.strength for part in each)),
        default=None,
    )


def _read_amount(text: str) -> Decimal | None:
    match = AMOUNT.match(text.lstrip())
    if match is None:
        return None
    with suppress(UnreadCellError):
        return money_of(match[0])
    return None


def _all_amounts(text: str) -> Iterator[Decimal]:
    for match in AMOUNT.finditer(text):
        with suppress(UnreadCellError):
            amount = money_of(match[0])
            if amount is not None:
                yield amount


def _is_no_amount(_before: str, after: str) -> bool:
    return bool(_NOT_AMOUNTS.match(after))
