"""Transactions of generated books, and their text as Beancount and as a plain journal.

Money is a whole number of pence throughout, and a day is its ordinal: both are exact, cheap to
compare, and turned into text only here.
"""

from __future__ import annotations

import datetime
import functools
import re
from typing import NamedTuple


class Posting(NamedTuple):
    """One leg: an account, and pence (positive is a debit)."""

    account: str
    pence: int


class Entry(NamedTuple):
    """One transaction, balanced by construction."""

    day: int
    payee: str
    narration: str
    postings: tuple[Posting, ...]
    meta: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()


@functools.cache
def iso(day: int) -> str:
    """Return the ordinal `day` as 2017-06-12."""
    return datetime.date.fromordinal(day).isoformat()


def ordinal(year: int, month: int, day: int) -> int:
    """Return the ordinal of a calendar day."""
    return datetime.date(year, month, day).toordinal()


def money(pence: int) -> str:
    """Return pence as pounds with two decimals, exactly."""
    sign = "-" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{sign}{pounds}.{rest:02d}"


def quoted(text: str) -> str:
    """Return `text` as a Beancount string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@functools.cache
def component(name: str) -> str:
    """Return the name of a funder or provider as part of an account, without spaces and signs."""
    return re.sub(r"[^A-Za-z0-9]", "", name)


def move(debit: str, credit: str, pence: int) -> tuple[Posting, Posting]:
    """Return the two legs that debit one account and credit another."""
    return Posting(debit, pence), Posting(credit, -pence)


def beancount_text(entry: Entry) -> str:
    """Return the entry as a Beancount transaction, with a blank line after it."""
    payee = f"{quoted(entry.payee)} " if entry.payee else ""
    links = "".join(f" ^{link}" for link in entry.links)
    lines = [f"{iso(entry.day)} * {payee}{quoted(entry.narration)}{links}"]
    lines += [f"  {key}: {value}" for key, value in entry.meta]
    lines += [f"  {account}  {money(pence)} GBP" for account, pence in entry.postings]
    return "\n".join(lines) + "\n\n"


def journal_text(entry: Entry) -> str:
    """Return the entry as hledger and Ledger read it, without its metadata."""
    description = f"{entry.payee} | {entry.narration}" if entry.payee else entry.narration
    lines = [f"{iso(entry.day)} * {description}"]
    lines += [f"    {account}  {money(pence)} GBP" for account, pence in entry.postings]
    return "\n".join(lines) + "\n\n"


def custom(day: int, kind: str, *values: str, **fields: str) -> str:
    """Return a declaration; underscores in the names of fields become hyphens.

    Args:
        day: The ordinal of its date.
        kind: What is declared, such as `fund`.
        values: Its id, each already in Beancount's syntax.
        fields: Its fields, each already in Beancount's syntax; a name may end in `_` to
            escape a keyword of Python.
    """
    lines = [f'{iso(day)} custom "{kind}" {" ".join(values)}']
    lines += [f"  {name.rstrip('_').replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\n".join(lines) + "\n\n"
