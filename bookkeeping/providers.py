"""Providers: who is paid, as accounts name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import meant
from ringfence.ledger.accounts import is_id
from ringfence.ledger.accounts import party_in_account
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.book import Book


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
            f"An advance is paid out of an earmark for its provider, and {pot} is none.{hint} To "
            "set money aside: "
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


def party_of(name: str) -> str:
    """Write a funder's or provider's name as accounts do.

    Raises:
        ProviderError: nothing is left of it.
    """
    party = party_in_account(name)
    if not is_id(party):
        raise ProviderError(f"“{name}” leaves nothing to name an account by; use Latin letters.")
    return party


def _earmarks_of(book: Book, payee: str) -> list[Pot]:
    from ringfence.ledger.accounts import Pot

    return [
        Pot(key)
        for key, history in book.register.earmarks.items()
        if history.latest.provider
        and party_in_account(history.latest.provider) == party_in_account(payee)
    ]
