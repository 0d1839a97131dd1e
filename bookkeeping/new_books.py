"""The files that new books begin with, laid out as a person would look for things."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ringfence.bookkeeping.errors import BookkeepingError, FieldError
from ringfence.bookkeeping.stock_queries import queries
from ringfence.ledger.accounts import is_id, party_in_account
from ringfence.ledger.money import plain
from ringfence.ledger.years import FinancialYear
from ringfence.reports.render.table import clean


class NotMadeError(BookkeepingError):
    """New books that the rules refuse; the message has every reason."""


class Start(NamedTuple):
    """What is known when books begin. A fund without an award is not certain yet.

    ``who`` begins them; without one the award is declared, and left for somebody to book. So it is
    where the fund began ``before`` the books: `bring-forward` says what is still to come of it.
    """

    partnership: str
    year: FinancialYear
    fund: str | None
    funder: str
    award: Decimal | None
    who: str | None = None
    before: bool = False


def check_names(partnership: str, funder: str, fund: str | None) -> None:
    """Make sure that books can be begun with these names.

    Raises:
        FieldError: one of them can't stand in books.
    """
    for field, name in (("partnership", partnership), ("funder", funder)):
        if not name.strip() or clean(name) != name.strip():
            raise FieldError(
                field, "write a name on one line, with single spaces and no control characters."
            )
    check_fund(fund)
    if not is_id(party_in_account(funder)):
        raise FieldError(
            "funder", f"“{funder}” can't become the name of an account; use Latin letters."
        )


def check_fund(fund: str | None) -> None:
    """Make sure that the first fund, if there is one, can be called so.

    Raises:
        FieldError: it can't.
    """
    if fund is not None and not is_id(fund):
        raise FieldError(
            "fund",
            f"“{fund}” can't be the id of a fund: begin with a capital or a digit, then letters, "
            "digits and hyphens, such as PLF-2017-18.",
        )


def new_books(start: Start) -> Iterator[tuple[str, str]]:
    """Yield each file's name and its text."""
    year = start.year
    yield "main.beancount", _main(start)
    yield "partnership.beancount", _partnership(start)
    yield "funds.beancount", _funds(start)
    yield "accounts.beancount", _accounts(start)
    yield "decisions.beancount", _DECISIONS
    yield f"plan-{year}.beancount", _PLAN.format(spoken=year.spoken, year=year)
    yield f"money-{year}.beancount", _money(start)
    yield f"spend-{year}.beancount", _SPEND.format(spoken=year.spoken)
    yield f"delivery-{year}.beancount", _DELIVERY.format(spoken=year.spoken)
    yield "returns.beancount", _RETURNS
    yield "README.md", _README.format(partnership=" ".join(start.partnership.split()), year=year)


def write_books(folder: Path, start: Start) -> None:
    """Write the files into a folder."""
    for name, text in new_books(start):
        (folder / name).write_bytes(text.encode())


def quote(text: str) -> str:
    """Write a text as a string of a ledger."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _main(start: Start) -> str:
    year = start.year
    return f"""\
;; Start with README.md.

option "title" {quote(start.partnership)}
option "operating_currency" "GBP"

plugin "ringfence.plugins.all"

{year.start} custom "fava-option" "fiscal-year-end" "03-31"
{year.start} custom "fava-option" "sidebar-show-queries" "6"
{year.start} custom "fava-option" "default-page" "extension/DeliveryPlan/"
{year.start} custom "fava-extension" "ringfence.reports.fava_pages"

;; In Fava, under Query. An account of Equity:Plan alone shows what was put in.
{queries(year.start)}

;; Who, and whose money
include "partnership.beancount"
include "funds.beancount"
include "accounts.beancount"

;; What was decided
include "decisions.beancount"

;; What the money is for, what happened to it, what is said of it
include "plan-{year}.beancount"
include "money-{year}.beancount"
include "spend-{year}.beancount"
include "delivery-{year}.beancount"
include "returns.beancount"
"""


def _partnership(start: Start) -> str:
    day = start.year.start
    return f"""\
;; The partnership, and the people by their roles.

{day} custom "partnership" {quote(start.partnership)}

;; Roles and mailboxes, never private persons:
;; {day} custom "person" "cs-officer"
;;   name: "Community Safety Officer"
;;   role: "officer"
"""


def _funds(start: Start) -> str:
    head = ";; Whose money it is, and on what terms. Terms that change are amended, never edited.\n"
    if start.fund is None:
        return head
    stage = "indicative" if start.award is None else "awarded"
    award = "" if start.award is None else f"\n  award: {plain(start.award)} GBP"
    why = (
        ";; Indicative: nothing can be booked to it until it is awarded.\n"
        if start.award is None
        else ""
    )
    return f"""\
{head}
{why}{start.year.start} custom "fund" {quote(start.fund)}
  title: {quote(f"{start.funder} {start.year.spoken}")}
  funder: {quote(start.funder)}
  stage: "{stage}"{award}
"""


def _accounts(start: Start) -> str:
    day = start.year.start
    head = f"""\
;; The last part of every account is the id of its fund.

;; What the council holds for the partnership, in all funds.
{day} open Assets:Council
"""
    if start.fund is None:
        return head
    party = party_in_account(start.funder)
    names = (
        f"Income:{party}",
        f"Assets:Awarded:{party}",
        f"Assets:Receivable:{party}",
        "Assets:Council",
        "Equity:Unallocated",
        "Equity:Reserve",
    )
    opened = "".join(f"{day} open {f'{name}:{start.fund}':<44} GBP\n" for name in names)
    return f"{head}\n{opened}"


def _money(start: Start) -> str:
    """Begin the money of the year: with the award, where that is known."""
    head = _MONEY.format(spoken=start.year.spoken)
    if start.fund is None or start.award is None or start.who is None or start.before:
        return head
    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    party, amount = party_in_account(start.funder), plain(start.award)
    accounts = (f"Assets:Awarded:{party}:{start.fund}", f"Income:{party}:{start.fund}")
    wide = max(map(len, accounts))
    legs = "".join(
        f"  {name:<{wide}}  {sign}{amount} GBP\n"
        for name, sign in zip(accounts, (" ", "-"), strict=True)
    )
    words = quote(f"Award: {start.funder} {start.year.spoken}")
    return f"""\
{head}
{start.year.start} * {quote(start.funder)} {words}
  recorded-by: {quote(start.who)}
  recorded-at: {quote(now)}
{legs}"""


_DECISIONS = ";; What meetings were asked, and what the partnership, finance and funders decided.\n"
_PLAN = """\
;; The Delivery Plan {spoken}: its actions, what is allocated to them, what is set aside
;; within them. In this file money only changes what it is for.
"""
_MONEY = ";; Money in and back in {spoken}: awards, claims, what was received and repaid.\n"
_SPEND = ";; What was spent in {spoken}.\n"
_DELIVERY = ";; What was delivered in {spoken}: counts, narrative, forecasts.\n"
_RETURNS = ";; The monitoring returns: when each is due, as at which day, how far it has come.\n"

_README = """\
# The books of {partnership}

These are plain-text books. Every file can be read, and each says at its top what is in it.

| File | Holds |
|---|---|
| `main.beancount` | The list of the others |
| `partnership.beancount` | The partnership, people by their roles |
| `funds.beancount` | Each grant or contribution, and its terms |
| `accounts.beancount` | The accounts in use |
| `decisions.beancount` | Meetings, what they were asked, what was decided |
| `plan-{year}.beancount` | The Delivery Plan: actions, allocations, earmarks |
| `money-{year}.beancount` | Awards, claims, receipts |
| `spend-{year}.beancount` | Spending |
| `delivery-{year}.beancount` | Counts, narrative, forecasts |
| `returns.beancount` | Monitoring returns |

From this folder:

    ringfence check       says everything that is wrong, with file and line
    ringfence position    shows what is allocated, earmarked, spent and left
    ringfence review      shows the books in a browser

You need not write in these files: `ringfence allocate`, `earmark`, `spend` and the others do, and
say what is left. `ringfence --help` lists them, and each explains itself: `ringfence spend --help`.
With `--dry-run` nothing is saved.

Do not correct what is past by changing an entry that others have seen: `ringfence correct` adds
one that reverses it.
"""
