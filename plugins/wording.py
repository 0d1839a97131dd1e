"""How messages speak of entries, places and money: one voice for all rules."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive, Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import CSP
from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.findings import Finding, Meta, Severity, Share
from ringfence.ledger.messages import join, name_field
from ringfence.ledger.rules import OVERRIDE, TABLE
from ringfence.ledger.settling import last_day_of_word
from ringfence.ledger.words import did_you_mean, near

LONGEST = 60


def call(entry: Transaction) -> str:
    """Call an entry by its payee and narration: “Leicester City FC, KICKS, autumn”."""
    words = ", ".join(part.strip() for part in (entry.payee, entry.narration) if part)
    words = " ".join(words.split())
    if len(words) > LONGEST:
        words = words[: LONGEST - 1].rstrip() + "…"
    return f"“{words}”" if words else f"The entry of {entry.date}"


def speak_of(body: str) -> str:
    """Name a body that decides, as people do."""
    return "the CSP" if body == CSP else body


def list_words(words: Iterable[str], last: str = "and") -> str:
    """Write a list as people do: ``a, b and c``."""
    items = list(words)
    if len(items) < 2:  # noqa: PLR2004
        return join("", items)
    return join(", ", items[:-1]) + f" {last} " + items[-1]


def meant(word: str, known: Collection[str]) -> str:
    """Ask whether a near name was meant; nothing if none is near."""
    return did_you_mean(near(word, known))


def or_new(near: str, command: str, *, first: bool = False) -> str:
    """Return how to declare what is not; where something near is, only if that was not meant.

    Args:
        near: Whether something near was meant, as a question; it may be empty.
        command: The command that declares it.
        first: Whether it has to be there before what names it.
    """
    if first:
        return f"{near} If it is new, declare it before this: " + command
    return f"{near} If it is new: " + command if near else " To declare it: " + command


def new_fund(fund: str, day: datetime.date) -> str:
    """Return the command that declares a fund from a day on."""
    return command(
        "fund add", fund, title=Blank.TEXT, funder=Blank.NAME, stage="awarded", date=_from(day)
    )


def new_action(address: str, day: datetime.date) -> str:
    """Return the command that declares an action from a day on."""
    return command("action add", address, title=Blank.TEXT, date=_from(day))


def new_earmark(address: str, day: datetime.date) -> str:
    """Return the command that declares an earmark, with what is put into it, on a day."""
    return command("earmark", address, Blank.AMOUNT, payee=Blank.NAME, date=_from(day))


def beyond_accrued(record: str, short: Decimal, link: str | None, day: datetime.date) -> str:
    """Return what becomes of what is paid beyond what was accrued on a link, by a day.

    Args:
        record: The word “record”, as its sentence has it.
        short: By how much, in pounds.
        link: The accrual's link, if it has one.
        day: The day of the payment.
    """
    accrue = command("accrue", Blank.POT, short, payee=Blank.NAME, link=link, date=day)
    spend = command("spend")
    return f"{record} the excess as spending (`" + spend + "`), or accrue it first: " + accrue


def amend_command(
    history: History[Any], kind: str, name: str, day: datetime.date, **fields: object
) -> str:
    """Return the command that amends terms for a day, once it was decided.

    A fund or an action is declared or amended once a day, so the day may have to be a later one,
    which is then said of what was judged too.
    """
    taken = {version.day for version in history.versions}
    free = day
    while free in taken:
        free += datetime.timedelta(days=1)
    redated = f", and date this {free} too" if free != day else ""
    return command(f"{kind} amend", name, **fields, date=free, decision=Blank.ID) + redated


def without_day(message: str) -> str:
    """Leave the day out of a command to be typed: what is undeclared is so on every day."""
    return message.partition(f" {name_field('date')} ")[0]


def _from(day: datetime.date) -> datetime.date | None:
    """Return the day to be typed; none for one that is after all others."""
    return day if day < datetime.date.max else None


def block(
    rule: str, message: str, entry: Directive, book: Book, source: Meta | None = None
) -> Finding:
    """Make a blocking finding at an entry, or at one of its postings.

    Its message ends in the rule's name, and it is about the entry's funds.
    """
    funds = book.funds_in(entry) if isinstance(entry, Transaction) else []
    place = source if source and "lineno" in source else entry.meta
    return Finding(rule, Severity.BLOCK, place, message + f" [{rule}]", entry, frozenset(funds))


def shared(
    finding: Finding, amount: Decimal, parts: Iterable[tuple[Directive, Decimal]]
) -> Finding:
    """Say which entries brought a fault about, each by how much; the others are left out."""
    share = Share(amount, tuple(part for part in parts if part[1] > 0))
    return finding._replace(shares=(*finding.shares, share))


def await_decision(rule: str, message: str, entry: Directive, book: Book) -> Finding:
    """Make a finding of a spend that is pending."""
    return block(rule, message, entry, book)._replace(severity=Severity.PENDING)


def warn(
    rule: str, message: str, entry: Directive, book: Book, source: Meta | None = None
) -> Finding:
    """Make a finding that only warns, at an entry or at one of its postings."""
    return block(rule, message, entry, book, source)._replace(severity=Severity.WARN)


def clause(terms: Fund | None, field: str) -> str:
    """Return where a term comes from, as in “ (clause 7.2)”; nothing if the fund does not."""
    clauses = terms.clauses if terms else ()
    return next((f" (clause {each.reference})" for each in clauses if each.field == field), "")


def not_yet_taken(book: Book, entry: Transaction, decisions: Iterable[str]) -> str:
    """Return in words which of some decisions are dated on days that have not come; or nothing."""
    known = (book.register.decisions.get(each) for each in decisions)
    last = last_day_of_word(book, entry)
    late = [each for each in known if each and each.first_day > last]
    told = list_words(f"{each.first.id} is dated {each.first_day}" for each in late)
    return f" {told}, which has not come: until then it lets nothing stand." if late else ""


def way_to_override(rule: str, *asks: Iterable[str]) -> str:
    """Return how a decision lets an entry stand all the same, and of which body that is.

    Args:
        rule: The rule that is overridden.
        asks: The bodies of whom one must decide, and so of each group; where there is none, the
            one body that always overrides this rule.
    """
    groups = [list_words(map(speak_of, group), "or") for group in asks] or [TABLE[rule].body]
    field = name_field(OVERRIDE + rule, "ID")
    if len(groups) == 1:
        return f"If a decision of {groups[0]} allows it, name that: " + field
    return f"If decisions of {list_words(groups)} allow it, name them: " + field
