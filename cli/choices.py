"""What is asked at a terminal, with choices from the books, and what the shell completes."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from ringfence.cli import asking
from ringfence.cli.asking import Choice
from ringfence.ledger.typed.amounts import read_pounds
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from decimal import Decimal

    from ringfence.ledger.book import Book

Offer = Callable[["Book"], Iterable[Choice]]


def pots(book: Book) -> list[Choice]:
    """Offer every pot, with what is available in each."""
    return _pots(book, planned_only=False)


def spending_pots(book: Book) -> list[Choice]:
    """Offer the actions and earmarks, with what is available in each."""
    return _pots(book, planned_only=True)


def _pots(book: Book, *, planned_only: bool) -> list[Choice]:
    from ringfence.bookkeeping.find import known_pots
    from ringfence.ledger.money import ZERO
    from ringfence.ledger.room import left_in_each

    left = left_in_each(book, today())
    found = [pot for pot in known_pots(book) if pot.is_planned or not planned_only]
    # The year that money moves in comes before those that are over, and what is no year's first.
    found.sort(key=lambda pot: pot.year or "later", reverse=True)
    titles = {
        path: history.latest.title
        for named in (book.register.actions, book.register.earmarks)
        for path, history in named.items()
    }
    return [
        Choice(_said(pot.address, left.get(pot, ZERO), titles.get(pot.path)), pot.address)
        for pot in found
    ]


def _said(address: str, left: Decimal, title: str | None) -> str:
    from ringfence.ledger.money import pounds

    return f"{address}: {pounds(left)} available{f' ({title})' if title else ''}"


def funds(book: Book) -> list[Choice]:
    """Offer the funds, by title."""
    return [
        Choice(f"{fund}: {history.latest.title}", fund)
        for fund, history in sorted(book.register.funds.items())
    ]


def decisions(book: Book) -> list[Choice]:
    """Offer the decisions, latest first, with the amount left."""
    from ringfence.ledger.decisions import amount_left
    from ringfence.ledger.money import pounds

    found = []
    ordered = sorted(book.register.decisions.items(), key=lambda each: each[1].first_day)
    for decision, history in reversed(ordered):
        left = amount_left(book, decision)
        amount = "" if left is None else f" ({pounds(left)} left)"
        found.append(Choice(f"{decision}: {history.latest.title}{amount}", decision))
    return found


def payees(book: Book) -> list[Choice]:
    """Offer the payees and providers known."""
    names = {entry.payee for entry in book.transactions if entry.payee}
    names.update(
        history.latest.provider
        for history in book.register.earmarks.values()
        if history.latest.provider
    )
    return [Choice(name, name) for name in sorted(names)]


def people(book: Book) -> list[Choice]:
    """Offer the persons declared."""
    return [
        Choice(f"{person}: {history.latest.name}", person)
        for person, history in sorted(book.register.persons.items())
    ]


def meetings(book: Book) -> list[Choice]:
    """Offer the meetings, the latest first."""
    from ringfence.reports.meetings import meetings as found_in

    found = reversed(found_in(book).items())
    return [Choice(f"{day}: {title}", day.isoformat()) for day, title in found]


def links(book: Book) -> list[Choice]:
    """Offer the links of entries."""
    found: dict[str, str] = {}
    for entry in book.transactions:
        for link in sorted(entry.links or ()):
            found[link] = f"{link}: {entry.date} {entry.payee or entry.narration}"
    return [Choice(title, link) for link, title in sorted(found.items())]


def references(book: Book) -> list[Choice]:
    """Offer links, and the references of invoices and credit notes."""
    from ringfence.ledger.metadata import CREDIT_NOTE

    found = {choice.value: choice for choice in links(book)}
    for entry in book.transactions:
        for key in ("invoice", CREDIT_NOTE):
            name = str(entry.meta.get(key) or "").strip()
            if name:
                found.setdefault(name, Choice(f"{name}: {entry.date} {entry.payee}", name))
    return [found[name] for name in sorted(found)]


def ask_one(message: str, offer: Offer) -> asking.Ask:
    """Ask for one of what the books offer."""

    def ask(ctx: click.Context) -> str | None:
        choices = list(offer(asking.books_to_ask_by(ctx).book))
        return asking.choose(message, choices) if choices else asking.words(message)

    return ask


def ask_decision(ctx: click.Context) -> str | None:
    """Ask for the decision that something rests on, if there is one."""
    none = Choice("None: it needs no decision", "")
    offered = decisions(asking.books_to_ask_by(ctx).book)
    return asking.choose("By which decision?", [*offered, none]) or None


def ask_known(message: str, offer: Offer) -> asking.Ask:
    """Ask for words, suggesting what the books know."""

    def ask(ctx: click.Context) -> str | None:
        book = asking.books_to_ask_by(ctx).book
        return asking.suggest(message, [choice.value for choice in offer(book)])

    return ask


def ask_amount(message: str) -> asking.Ask:
    """Ask for an amount."""
    return lambda _ctx: str(asking.read(message, read_pounds))


def ask_words(message: str) -> asking.Ask:
    """Ask for words, which may be none."""
    return lambda _ctx: asking.words(message)


class Named(click.ParamType[str]):
    """A name from the books: taken as typed, completed by the shell."""

    def __init__(
        self,
        name: str,
        offer: Offer,
        *,
        as_typed: bool = False,
        blank: bool = False,
        new: bool = False,
    ) -> None:
        self.name = name
        self.offer = offer
        self.as_typed = as_typed
        self.blank = blank
        #: Whether it may be one that there is not yet.
        self.new = new

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Take a name, blank only if it may be; whether it is known shows in the books."""
        text = str(value)
        if not text.strip() and not self.blank:
            self.fail("it is blank.", param, ctx)
        return text if self.as_typed else text.strip()

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as Click has it
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete from the books; where there are none, complete nothing."""
        from ringfence.ledger import loading

        try:
            path = loading.find_books(ctx.find_root().params.get("books"))
            choices = list(self.offer(loading.load(path).book))
        except (loading.BooksError, OSError):
            return []
        typed = incomplete.casefold()
        return [
            CompletionItem(choice.value, help=choice.title.removeprefix(choice.value).lstrip(": "))
            for choice in choices
            if choice.value.casefold().startswith(typed)
        ]


POT = Named("pot", pots)
SPENDING_POT = Named("pot", spending_pots)
#: A pot with what it bears: the amount is typed behind it.
POT_AND_AMOUNT = Named("pot", spending_pots, as_typed=True)
EARMARK = Named("pot", spending_pots, new=True)
FUND = Named("fund", funds)
DECISION = Named("decision", decisions)
PAYEE = Named("payee", payees, as_typed=True)
PAYEE_OR_NOBODY = Named("payee", payees, as_typed=True, blank=True)
PERSON = Named("person", people)
ENTRY = Named("entry", references)
