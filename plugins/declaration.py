"""declaration: everything that the books name is declared, and correctly written.

A directive must be readable, and refer only to what exists; an account must fit the
model, its fund, action and earmark declared by the day of its first posting, its
funder or provider the one that was declared (a provider who was advanced before the books
began, once something is evidenced); money is pounds to the penny. It warns of a
directive whose kind is nearly one of these, as in `custom "earmarks"`, of a
key of a transaction that is, as in `suplied:`, or that stands on a posting: nobody reads it;
of a day before 1990 or after 2099; and of two funds whose ids differ only by case, by O and
0, or by I, l and 1.

No fund is funded by `CSP` or `finance`, which decide here. A plan is not `adopted` after its
year's 31 March, and one adopted more than four years before its 1 April is warned of.
Once somebody may `manage` people, only who may adds or changes a `person`, or what the finance
officer is called; and nothing is certified, declined or signed by who may not.
A question is about a return, a figure of one or an entry that there is. It is answered once, and
not before it was asked.
An amount has at most 12 digits before the point, and the books have no tolerances (that of one
`balance` is warned of), no other names of Beancount's roots, no `plugin_processing_mode "raw"`.
A rule that the books switch off is said once.

    plugin "ringfence.plugins.declaration"

Refused, for nothing says what Kicks is:

    2017-06-12 * "Leicester City FC" "KICKS, 40 weeks"
      Equity:Plan:2017-18:Diversionary:PLF-2017-18         6000.00 GBP
      Equity:Plan:2017-18:Diversionary:Kicks:PLF-2017-18  -6000.00 GBP

Accepted:

    2017-06-12 custom "earmark" "2017-18" "Diversionary" "Kicks"
      title: "KICKS Project"
      provider: "Leicester City FC"
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from operator import attrgetter
from typing import Any, NamedTuple

from beancount.core.data import Transaction

from ringfence.ledger.accounts import Account, Kind, is_parent, parse_account, party_in_account
from ringfence.ledger.book import Book
from ringfence.ledger.brought_forward import is_opening_advance
from ringfence.ledger.commands import Blank
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.findings import Finding, where
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import CURRENCY, MOST_DIGITS, is_exact_pence, is_within_digits
from ringfence.ledger.tracks import Track
from ringfence.plugins import door
from ringfence.plugins.alike_funds import alike_funds
from ringfence.plugins.far_days import far_days
from ringfence.plugins.kinds import keys_on_postings, misspelt_keys, misspelt_kinds
from ringfence.plugins.loading_options import loose_balances
from ringfence.plugins.logins import shared_logins
from ringfence.plugins.one_account import shared_accounts
from ringfence.plugins.questions import misasked_questions
from ringfence.plugins.references import early_adoptions, references
from ringfence.plugins.remarks import remarks
from ringfence.plugins.rights import rights
from ringfence.plugins.wording import (
    block,
    call,
    list_words,
    meant,
    new_action,
    new_earmark,
    new_fund,
    or_new,
    without_day,
)

RULE = "declaration"
_SHAPES = (
    "Equity:Unallocated:<Fund>",
    "Equity:Reserve:<Fund>",
    "Equity:Plan:<Year>:<Action>[:<Earmark>]:<Fund>",
    "Expenses:Plan:<Year>:<Action>[:<Earmark>]:<Fund>",
    "Income:<Funder>:<Fund>",
    "Equity:Opening:<Fund>",
    "Assets:Council:<Fund>",
    "Assets:Awarded|Receivable:<Funder>:<Fund>",
    "Assets:Prepaid:<Provider>:<Fund>",
    "Liabilities:Accruals:<Fund>",
    "Liabilities:InAdvance|Repayable:<Funder>:<Fund>",
)


class _Reason(NamedTuple):
    """Why an account can't be posted to, and the entry that does it first.

    It is said once, or once for each name if it is of that.
    """

    text: str
    entry: Transaction
    is_of_name: bool = False


def check(book: Book) -> Iterator[Finding]:
    """Find what is misdeclared, undeclared, misplaced or not in pounds and pence."""
    yield from book.register.faults
    yield from misspelt_kinds(book)
    yield from misspelt_keys(book)
    yield from keys_on_postings(book)
    yield from references(book)
    yield from early_adoptions(book)
    yield from misasked_questions(book)
    yield from _accounts(book)
    yield from remarks(book)
    yield from shared_accounts(book)
    yield from shared_logins(book)
    yield from rights(book)
    yield from alike_funds(book)
    yield from far_days(book)
    yield from loose_balances(book)
    for entry in book.irregular:
        yield from _money(book, entry)


def _money(book: Book, entry: Transaction) -> Iterator[Finding]:
    for posting in entry.postings:
        units = posting.units
        if units is None or units.number is None:
            continue
        if units.currency != CURRENCY:
            message = (
                f"{call(entry)} posts {units} to {posting.account}. The books are in pounds: "
                "write the amount in GBP."
            )
        elif not is_within_digits(units.number):
            message = (
                f"{call(entry)} posts {units} to {posting.account}. An amount has at most "
                f"{MOST_DIGITS} digits before the point: write what the paper says."
            )
        elif not is_exact_pence(units.number):
            message = (
                f"{call(entry)} posts {units} to {posting.account}. Amounts are in pounds and "
                f"pence: write {round(units.number, 2)} GBP, or whatever the invoice says."
            )
        else:
            continue
        yield block(RULE, message, entry, book, posting.meta)


def _accounts(book: Book) -> Iterator[Finding]:
    funds = book.register.funds
    names: set[str] = set()  # what is undeclared is undeclared once, whatever is posted to it
    for track in _suspects(book):
        for reason in _reasons(book, track):
            entry = reason.entry
            posting = next(p for p in entry.postings if p.account == track.name)
            key = track.name if reason.is_of_name else without_day(reason.text)
            if key not in names:
                names.add(key)
                message = f"{call(entry)} posts to {track.name}: " + reason.text
                yield block(RULE, message, entry, book, posting.meta)
    for each in book.opens:
        name = each.account
        if (
            name not in book.tracks
            and not is_parent(name, funds)
            and not parse_account(name, funds)
        ):
            yield block(
                RULE,
                f"The account {name} is not one that these books can have. {_fits()}",
                each,
                book,
            )


def _reasons(book: Book, track: Track) -> Iterator[_Reason]:
    """Yield what is wrong with an account, and at which of its entries that shows first."""
    first = track.entries[0]
    if track.account is None:
        yield from _reasons_against(book, track.name, first)
        return
    for text in _why_undeclared(book, track.account, first.date):
        yield _Reason(text, first)
    if track.kind is Kind.PREPAID:
        fund = track.account.fund
        named = (each for each in track.entries if not is_opening_advance(book, each, fund))
        entry = next(named, None)
        if entry is not None:
            yield from (
                _Reason(text, entry) for text in _why_unearmarked(book, track.account, entry)
            )


def _suspects(book: Book) -> list[Track]:
    """Return the accounts posted to but for those of actions and earmarks declared by then."""
    since = _declaration_days(book)
    declared = {fund: history.first_day for fund, history in book.register.funds.items()}
    found = [track for track in book.tracks.values() if not track.account or not track.account.pot]
    for (pot, fund), held in book.pots.items():
        day, first = since.get(pot.path), held.tracks[0].entries
        if not (day and first and day <= first[0].date and declared[fund] <= first[0].date):
            found += held.tracks
    return sorted((track for track in found if track.entries), key=attrgetter("order"))


def _declaration_days(book: Book) -> dict[tuple[str, ...], datetime.date]:
    """Return the day from which each action and each earmark of one is declared, by its path."""
    register = book.register
    since: dict[tuple[str, ...], datetime.date] = {
        path: history.first_day for path, history in register.actions.items()
    }
    for path, history in register.earmarks.items():
        action = since.get(path[:2])
        if action:
            since[path] = max(action, history.first_day)
    return since


def _reasons_against(book: Book, name: str, entry: Transaction) -> Iterator[_Reason]:
    """Yield why an account can't be posted to; nothing where its fund's directive is at fault."""
    funds = book.register.funds
    last = name.rsplit(":", 1)[-1]
    if last in funds:
        yield _Reason(f"these books can't have it. {_fits()}", entry, is_of_name=True)
    elif not book.register.is_known("fund", last):
        known = f"Declared: {list_words(sorted(funds)) or 'none yet'}."
        near = meant(last, funds)
        if near or _may_be_of(book, name, last):
            new = or_new(near, new_fund(last, entry.date), first=True)
            yield _Reason(f"its last part, {last}, is not a declared fund. {known}" + new, entry)
        else:
            text = (
                f"it does not end in a fund, so it does not say whose money it is. {_fits(name)} "
                f"{known}"
            )
            yield _Reason(text, entry, is_of_name=True)


def _may_be_of(book: Book, name: str, fund: str) -> bool:
    """Return whether an account would be one of a fund not declared yet, and nothing else."""
    account = parse_account(name, {fund})
    if account is None:
        return False
    path = (*account.pot.path, fund) if account.pot else ()
    return path not in book.register.earmarks and path not in book.register.actions


def _fits(name: str = "") -> str:
    """Return what accounts look like, those of a name's root if it has one."""
    root = name.partition(":")[0] + ":"
    shapes = [shape for shape in _SHAPES if shape.startswith(root)] or _SHAPES
    return f"Accounts are {list_words(shapes, 'or')}."


def _why_undeclared(book: Book, account: Account, day: datetime.date) -> Iterator[str]:
    register = book.register
    fund = register.funds[account.fund]
    if day < fund.first_day:
        yield (
            f"the fund {account.fund} is declared from {fund.first_day} on, and this is dated "
            f"{day}. " + _earlier(fund.versions[0])
        )
    pot = account.pot
    if pot and pot.action:
        yield from _why_undeclared_pot(book, pot.path, day)
    elif pot and len(pot.path) > 1 and pot.path[1] in register.funds:
        yield f"a reserve can't be called {pot.path[1]}: that is a fund. Give it another name."
    if account.party is None or account.kind is Kind.PREPAID:
        return
    funders = {party_in_account(version.value.funder) for version in fund.versions}
    if account.party not in funders:
        yield (
            f"the funder of {account.fund} is {list_words(sorted(funders))}, not {account.party}. "
            "Post "
            "to an account of that name; money from another funder needs its own fund."
        )


def _why_unearmarked(book: Book, account: Account, entry: Transaction) -> Iterator[str]:
    """Yield a message that a provider who was advanced has no earmark of its name."""
    party, providers = account.party or "", book.providers
    if party not in providers and not book.register.is_broken("earmark"):
        yield (
            f"no earmark has a provider {party}.{meant(party, providers)} Name the provider on its "
            "earmark: " + new_earmark(Blank.POT, entry.date)
        )


def _earlier(first: Version[Any]) -> str:
    return (
        "Date it no earlier ("
        + name_field("date", value=first.day)
        + "), or if that is the wrong day, correct it where "
        f"it is declared, {where(first.entry.meta)}."
    )


def _why_undeclared_pot(book: Book, path: tuple[str, ...], day: datetime.date) -> Iterator[str]:
    register = book.register
    action = register.actions.get(path[:2])
    if action is None:
        if not register.is_known("action", *path[:2]):
            known = [key[1] for key in register.actions if key[0] == path[0]]
            address = "/".join(path[:2])
            new = or_new(meant(path[1], known), new_action(address, day))
            yield f"the action {address} is not declared." + new
        return
    if day < action.first_day:
        yield (
            f"the action {'/'.join(path[:2])} is declared only from {action.first_day} on, and "
            f"this is dated {day}. " + _earlier(action.versions[0])
        )
    if len(path) < 3:  # noqa: PLR2004 - no earmark
        return
    earmark = register.earmarks.get(path)
    if earmark is None and not register.is_known("earmark", *path):
        known = [key[2] for key in register.earmarks if key[:2] == path[:2]]
        new = or_new(meant(path[2], known), new_earmark("/".join(path), day))
        yield f"the earmark {'/'.join(path)} is not declared." + new
    elif earmark is not None and day < earmark.first_day:
        yield (
            f"the earmark {'/'.join(path)} is declared only from {earmark.first_day} on, and "
            f"this is dated {day}. " + _earlier(earmark.versions[0])
        )


__plugins__ = ("run",)
run = door.plugin(RULE, check)
