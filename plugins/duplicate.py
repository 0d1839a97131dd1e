"""duplicate: nothing is paid for twice.

One payee and invoice may be claimed up to its `invoice-total`; without one, once. What
is spent is judged by itself, and so is what is paid: an accrual is spent, and its payments
are paid, up to the accrual; an advance is paid, and what evidences it is spent, up to the
advance. A claim on a funder is neither. A refund reduces it: one of that reference, or one
that names the entry in `corrects`. A payment that several funds share is one entry a fund,
each with the same `invoice` and `invoice-total`. A credit note (`credit-note`, or the `invoice` of
what names in `corrects` what it credits) is recorded once, on one day over as many pots as it
is for.

Payees and references are compared without regard to case and spaces, and to how they are
encoded: letters and accents composed or not, digits of any script, dashes and hyphens, and
signs without width. A blank reference matches nothing.

    plugin "ringfence.plugins.duplicate"

Refused, if LCFC-1093 was paid for by another fund in October:

    2017-11-02 * "Leicester City FC" "KICKS, autumn"
      invoice: "LCFC-1093"
      Expenses:Plan:2017-18:Diversionary:Kicks:CBC-2017      3000.00 GBP
      Assets:Council:CBC-2017                               -3000.00 GBP

Accepted, if both entries say that they share it:

    2017-11-02 * "Leicester City FC" "KICKS, autumn" ^lcfc-1093
      invoice: "LCFC-1093"
      invoice-total: 6000.00 GBP
      Expenses:Plan:2017-18:Diversionary:Kicks:CBC-2017      3000.00 GBP
      Assets:Council:CBC-2017                               -3000.00 GBP

It warns when earmarks of one provider and purpose are in funds of different funders,
unless they are one earmark whose `shares` say so. It warns too when a funder is sent two
claims of a fund with one invoice.
"""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.claims import Excess, excesses
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import text
from ringfence.ledger.money import plain, pounds
from ringfence.plugins import door
from ringfence.plugins.asked_twice import asked_twice
from ringfence.plugins.credited_twice import credited_twice
from ringfence.plugins.shared_earmarks import check_shared_earmarks
from ringfence.plugins.wording import block, call, shared, way_to_override

RULE = "duplicate"


def check(book: Book) -> Iterator[Finding]:
    """Find what is claimed twice, and warn of what two funders may be paying for."""
    for excess in excesses(book):
        found = block(RULE, _message(excess), excess.entry, book)
        yield shared(found, excess.share, excess.parts)
    yield from credited_twice(book)
    yield from asked_twice(book)
    yield from check_shared_earmarks(book)


def _message(excess: Excess) -> str:
    entry = excess.entry
    of = f"invoice {text(entry, 'invoice').strip()}"
    if entry.payee:
        of += f" of {' '.join(entry.payee.split())}"
    brings = (
        f"{call(entry)} brings the amount claimed for {of} to {pounds(excess.claimed)} on "
        f"{entry.date}"
    )
    above = pounds(excess.claimed - excess.limit)
    if excess.stated:
        return (
            f"{brings}, {above} above its invoice-total of {pounds(excess.limit)}. Claim no more "
            "than is left of it, or correct the total. " + way_to_override(RULE)
        )
    earlier = excess.earlier
    first = f" on {earlier.date} ({where(earlier.meta)})" if earlier else ""
    return (
        f"{brings}: it was already claimed{first}, so {above} would be paid twice. If funds share "
        "it, give its total on each entry ("
        + name_field("invoice-total", value=plain(excess.claimed))
        + "); if it is "
        "another invoice, give it its own reference ("
        + name_field("invoice")
        + "); if the first was reversed "
        f'without it, say so there (corrects: "{text(entry, "invoice").strip()}"). '
        + way_to_override(RULE)
    )


__plugins__ = ("run",)
run = door.plugin(RULE, check)
