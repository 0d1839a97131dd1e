"""Providers: who is paid, as accounts name them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from beancount.core.data import Transaction

from ringfence.bookkeeping.entries import place_of
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import meant
from ringfence.ledger.accounts import Pot, is_id, party_in_account
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.years import unless_today


class ProviderError(BookkeepingError):
    """A payee who can't be paid ahead from a pot."""


def provider_of(book: Book, pot: Pot, payee: str) -> str:
    """Return a payee's name as accounts have it, if it is the provider of an earmark.

    Raises:
        ProviderError: the pot is no earmark, or another provider's.
    """
    history = book.register.earmarks.get(pot.path) if pot.earmark else None
    if history is None:
        mine = [each.address for each in _earmarks_of(book, payee) if each.place == pot.place]
        hint = f" {payee} has {' and '.join(mine)}." if mine else ""
        raise ProviderError(
            f"An advance is paid out of an earmark for its provider, and {pot} is not one.{hint} "
            "To set money aside: "
            + command("earmark", f"{pot.place}/{Blank.ID}", Blank.AMOUNT, payee=payee)
        )
    provider = history.latest.provider
    if provider is None or party_in_account(provider) != party_in_account(payee):
        is_for = f"is for {provider}" if provider else "names no provider"
        raise ProviderError(
            f"{pot} {is_for}, so nothing is advanced to {payee} out of it."
            f"{meant(payee, [provider] if provider else [])}"
        )
    return party_of(payee)


def doubts_of_payee(
    recording: Recording, pots: Iterable[Pot], payee: str, date: datetime.date
) -> Iterator[str]:
    """Yield whether what is set aside for one provider is meant to pay another; it may be.

    Providers have suppliers of their own, so it is asked and never refused.
    """
    book = recording.before.book
    for pot in dict.fromkeys(pots):
        history = book.register.earmarks.get(pot.path) if pot.earmark else None
        provider = history.at_or_first(date).provider if history else None
        if provider and not _is_called_alike(provider, payee):
            entry = next(each for each in recording.entries if isinstance(each, Transaction))
            this, day = place_of(recording.after, entry), unless_today(date)
            back = command("correct", this, pot=Blank.POT, date=day)
            yield (
                f"{pot} is set aside for {provider}, and this pays {payee}. If it is not for "
                f"{provider}'s own work, name the pot that it is of: " + back
            )


def _is_called_alike(provider: str, payee: str) -> bool:
    return party_in_account(provider).casefold() == party_in_account(payee).casefold()


def party_of(name: str) -> str:
    """Write a funder's or provider's name as accounts do.

    Raises:
        ProviderError: nothing is left of it.
    """
    party = party_in_account(name)
    if not is_id(party):
        raise ProviderError(f"“{name}” can't become the name of an account; use Latin letters.")
    return party


def _earmarks_of(book: Book, payee: str) -> list[Pot]:

    return [
        Pot(key)
        for key, history in book.register.earmarks.items()
        if history.latest.provider
        and party_in_account(history.latest.provider) == party_in_account(payee)
    ]
