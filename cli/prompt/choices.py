"""What is asked at a terminal, with choices from the books, and what the shell completes."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.offers import Offer
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.ledger.typed.amounts import read_pounds
from ringfence.ledger.typed.lengths import MOST_NAME, TooLongError, within


def ask_one(message: str, offer: Offer, *, none: str = "") -> asking.Ask:
    """Ask for one of what the books offer, or for none if there is a word for that."""

    def ask(ctx: click.Context) -> str | None:
        offered = list(offer(asking.books_to_ask_by(ctx).book))
        if none:
            return asking.choose(message, [*offered, Choice(none, "")]) or None
        return asking.choose(message, offered) if offered else asking.words(message)

    return ask


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
        try:
            within(text, MOST_NAME)
        except TooLongError as error:
            self.fail(str(error), param, ctx)
        return text if self.as_typed else text.strip()

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as Click has it
        incomplete: str,
    ) -> list[CompletionItem]:
        """Complete from the books; where there are none, complete nothing."""
        from ringfence.ledger import loading, main_file

        try:
            path = main_file.find_books(ctx.find_root().params.get("books"))
            choices = list(self.offer(loading.load(path).book))
        except (main_file.BooksError, OSError):
            return []
        typed = incomplete.casefold()
        return [
            CompletionItem(choice.value, help=choice.title.removeprefix(choice.value).lstrip(": "))
            for choice in choices
            if choice.value.casefold().startswith(typed)
        ]


POT = Named("pot", offers.pots)
SPENDING_POT = Named("pot", offers.spending_pots)
FUND = Named("fund", offers.funds)
DECISION = Named("decision", offers.decisions)
PAYEE = Named("payee", offers.payees, as_typed=True)
PERSON = Named("person", offers.people)
ENTRY = Named("entry", offers.references)
