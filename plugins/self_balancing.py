"""self-balancing: an entry moves one fund, and each of its layers sums to zero.

All accounts of an entry end in the same fund; within it the postings of the plan
layer (Unallocated, Reserve, Plan) sum to zero, and so do those of the money layer
(everything else). Sums are of the amounts as they stand, exact: never within a
tolerance, never through a price or a cost. Income is moved against Awarded,
Repayable and InAdvance only, and an entry of the plan takes from one pot or gives
to one, so that it can always be said where money came from.

Which accounts of the money layer may stand against which is a closed list, in
`ledger/pairs.py`: Receivable is debited against Awarded, for one, when money is claimed, and
Council is credited against Expenses, Accruals, Prepaid and Repayable alone. Council is
credited against Awarded, Receivable and Opening on the fund's first day only. An
entry that says what it `corrects` may have any pair of the list the other way round,
up to what that moved: the entry named is there before it.
InAdvance and Council never stand against each other.

    plugin "ringfence.plugins.self_balancing"

Refused, for money would slip from the plan into spending:

    2017-06-12 * "Reserve to Diversionary Activities"
      Equity:Reserve:PLF-2015-16                      1000.00 GBP
      Assets:Council:PLF-2015-16                     -1000.00 GBP

Accepted:

    2017-06-12 * "Reserve to Diversionary Activities"
      decision: "CSP-2017-06-12-03"
      Equity:Reserve:PLF-2015-16                      1000.00 GBP
      Equity:Plan:2017-18:Diversionary:PLF-2015-16   -1000.00 GBP
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Kind, Layer, parse_account
from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.findings import Finding
from ringfence.ledger.money import CURRENCY, ZERO, is_exact_pence, pounds
from ringfence.ledger.moves import pot_changes
from ringfence.plugins import door
from ringfence.plugins.pairs import strange_pairs
from ringfence.plugins.wording import block, call, list_words

RULE = "self-balancing"
#: An entry takes from several pots and gives to several only with as many postings.
TANGLED = 4
_AGAINST_INCOME = frozenset({Kind.INCOME, Kind.AWARDED, Kind.REPAYABLE, Kind.IN_ADVANCE})
_PLAN_ROOTS = ("Equity:Unallocated:", "Equity:Reserve:", "Equity:Plan:")


def check(book: Book) -> Iterator[Finding]:
    """Find every entry that is of two funds, or out of balance within a layer."""
    padded = {(pad.meta["filename"], pad.meta["lineno"]) for pad in book.pads}
    for pad in book.pads:
        message = (
            f"`pad {pad.account} {pad.source_account}` would make up an entry that nobody decided "
            "or saw. Remove it and record what happened."
        )
        yield block(RULE, message, pad, book)
    for entry in book.irregular:
        if (entry.meta.get("filename"), entry.meta.get("lineno")) not in padded:
            yield from (block(RULE, each, entry, book) for each in _out_of_balance(book, entry))
    for entry in book.earning:
        yield from (block(RULE, each, entry, book) for each in _check_income(book, entry))
    yield from strange_pairs(book)
    for entry in book.planning:
        if len(entry.postings) < TANGLED:
            continue
        yield from (block(RULE, each, entry, book) for each in _check_layers(book, entry))


def _out_of_balance(book: Book, entry: Transaction) -> Iterator[str]:
    funds = book.funds_in(entry)
    sums = layer_sums(book, entry)
    if len(funds) > 1:
        yield (
            f"{call(entry)} names {len(funds)} funds, {list_words(funds)}. Money can't pass from "
            "one "
            "fund to another inside an entry: write one entry for each fund, joined by a link."
        )
    elif any(sums.values()):
        parts = list_words(
            f"its {layer.value} layer adds up to {_exact(total)}"
            for layer, total in sums.items()
            if total
        )
        yield (
            f"{call(entry)}: {parts}, not to zero. {_why(book, entry, sums)} Amounts are summed "
            "as they are written, to the penny."
        )
    else:
        valued = [p for p in entry.postings if p.price is not None or p.cost is not None]
        for posting in valued[:1]:
            what = "price" if posting.price is not None else "cost"
            yield (
                f"{call(entry)} gives {posting.account} a {what}. The books are in pounds: write "
                f"its amount, {posting.units}, and nothing after it."
            )


def _exact(total: Decimal) -> str:
    return pounds(total) if is_exact_pence(total) else f"{total.normalize():f} GBP"


def layer_sums(book: Book, entry: Transaction) -> dict[Layer, Decimal]:
    """Sum each layer of an entry in pounds, exactly.

    An account with no place in the model counts as one that differs from it in its fund
    alone, if it does, else in the money layer: so money can't be routed through a parent.
    """
    sums = {Layer.PLAN: ZERO, Layer.MONEY: ZERO}
    for posting in entry.postings:
        units = posting.units
        if units is None or units.number is None or units.currency != CURRENCY:
            continue
        sums[_layer(book, posting.account)] += units.number
    return sums


def _layer(book: Book, name: str) -> Layer:
    fund = name.rsplit(":", 1)[-1]
    account = book.account(name) or parse_account(name, {fund})
    if account:
        return account.kind.layer
    misplaced = fund in book.register.funds and name.startswith(_PLAN_ROOTS)
    return Layer.PLAN if misplaced else Layer.MONEY


def _why(book: Book, entry: Transaction, sums: dict[Layer, Decimal]) -> str:
    if all(sums.values()):
        names = list_words(dict.fromkeys(posting.account for posting in entry.postings))
        return (
            f"It joins what money is for with what happened ({names}). Move the plan in one "
            "entry (Unallocated, Reserve, Plan) and record the money in another."
        )
    elided = [p.account for p in entry.postings if p.meta and p.meta.get("__automatic__")]
    if elided:
        return f"The amount of {elided[0]} was left out and filled in wrongly: write it."
    return "Correct the amounts."


def _check_income(book: Book, entry: Transaction) -> Iterator[str]:
    others = [
        account.name
        for account in (book.account(posting.account) for posting in entry.postings)
        if account and account.kind.layer is Layer.MONEY and account.kind not in _AGAINST_INCOME
    ]
    if others:
        yield (
            f"{call(entry)} moves Income against {list_words(dict.fromkeys(others))}. Income moves "
            "against Awarded, Repayable and InAdvance only: record the award "
            "(`"
            + command("award")
            + "`), then what is received of it (`"
            + command("receive")
            + "`)."
        )


def _check_layers(book: Book, entry: Transaction) -> Iterator[str]:
    changes = pot_changes(book, entry)
    falls = sorted({pot.address for (pot, _fund), amount in changes.items() if amount < 0})
    rises = sorted({pot.address for (pot, _fund), amount in changes.items() if amount > 0})
    if len(falls) > 1 and len(rises) > 1 and len(book.funds_in(entry)) == 1:
        yield (
            f"{call(entry)} takes from {list_words(falls)} and gives to {list_words(rises)}, so "
            "nobody "
            "can tell which paid for which. Write one entry for each pot that it takes from."
        )


__plugins__ = ("run",)
run = door.plugin(RULE, check)
