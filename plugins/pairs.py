"""Accounts that may not stand against each other: part of the rule `self-balancing`.

What an entry debits is named with what it credits, each account's own postings taken together.
Spending out of the council's cash, and what comes back of it, is most of all entries and always
on the list, so only entries that move another account are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Account, Kind, Layer
from ringfence.ledger.book import Book
from ringfence.ledger.commands import command
from ringfence.ledger.findings import Finding
from ringfence.ledger.money import CURRENCY, ZERO
from ringfence.ledger.pairs import FIRST_DAY_PAIRS, PAIRS, Pair, may_stand
from ringfence.plugins.wording import block, call

RULE = "self-balancing"
#: Among these alone every pair is on the list.
_PLAIN = frozenset({Kind.SPENT, Kind.COUNCIL})


def strange_pairs(book: Book) -> Iterator[Finding]:
    """Find each entry in which accounts stand against each other that may not."""
    seen = {
        id(entry): entry
        for track in book.tracks.values()
        if track.kind and track.kind.layer is Layer.MONEY and track.kind not in _PLAIN
        for entry in track.entries
        if not _is_plainly_listed(book, entry)
    }
    for entry in sorted(seen.values(), key=lambda each: book.order[id(each)]):
        found = _first_strange(book, entry)
        if found:
            yield block(RULE, _message(entry, *found), entry, book)


def _is_plainly_listed(book: Book, entry: Transaction) -> bool:
    """Return quickly whether an entry has two postings, and they may stand on any day."""
    if len(entry.postings) != 2:  # noqa: PLR2004
        return False
    one, other = entry.postings
    kinds = book.tracks[one.account].kind, book.tracks[other.account].kind
    number = one.units.number if one.units else None
    return number is not None and (kinds if number > 0 else kinds[::-1]) in PAIRS


def _first_strange(book: Book, entry: Transaction) -> tuple[Account, Account] | None:
    """Return the first two accounts of an entry that may not stand against each other."""
    sums: dict[Account, Decimal] = {}
    for posting in entry.postings:
        account, units = book.account(posting.account), posting.units
        if account is None or units is None or units.number is None or units.currency != CURRENCY:
            continue
        if account.kind.layer is Layer.MONEY:
            sums[account] = sums.get(account, ZERO) + units.number
    if len({account.fund for account in sums}) != 1:
        return None  # it is refused for that
    debits = [account for account, amount in sums.items() if amount > 0]
    credits_ = [account for account, amount in sums.items() if amount < 0]
    first_day = book.register.funds[next(iter(sums)).fund].first_day
    on_first_day = entry.date == first_day
    for debit, credit in product(debits, credits_):
        pair = Pair(debit.kind, credit.kind)
        if Kind.INCOME in pair and pair not in PAIRS:
            continue  # what income moves against is said by itself
        if may_stand(pair, on_first_day=on_first_day, corrects=False):
            continue
        corrects = may_stand(pair, on_first_day=on_first_day, corrects=True)
        if not corrects or not book.reversals.may_move(entry, debit.name, credit.name):
            return debit, credit
    return None


def _message(entry: Transaction, debit: Account, credit: Account) -> str:
    way_out = _way_out(Pair(debit.kind, credit.kind))
    return (
        f"{call(entry)} debits {debit.name} and credits {credit.name}, and these two do not stand "
        "against each other. " + way_out
    )


def _way_out(pair: Pair) -> str:
    """Return what would be right instead."""
    if pair == (Kind.COUNCIL, Kind.IN_ADVANCE):
        return (
            "Take it out. Money that came early is received of the award "
            "(`"
            + command("receive")
            + "`), and deferred on 31 March (`"
            + command("year-end")
            + "`)."
        )
    if pair == (Kind.IN_ADVANCE, Kind.COUNCIL):
        return (
            "Take it out. What was deferred comes back first "
            "(`" + command("year-end") + "`), then it is repaid (`" + command("repay") + "`)."
        )
    if pair.reversed not in PAIRS:
        return "Take it out, and record each thing that happened by its own command."
    first = "on the fund's first day, or " if pair in FIRST_DAY_PAIRS else ""
    return (
        f"They do only {first}in an entry that names another in `corrects:` and reverses no more "
        "than that moved, as `"
        + command("correct")
        + "` writes it. Otherwise take it out, and record what happened by "
        "its own command."
    )
