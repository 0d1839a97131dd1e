"""Providers told apart by signs alone, which share one account: part of the rule `declaration`."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.accounts import party_in_account
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.findings import Finding
from ringfence.ledger.words import fold
from ringfence.plugins.wording import warn

RULE = "declaration"


def shared_accounts(book: Book) -> Iterator[Finding]:
    """Warn of each provider whose account bears the name of another, so that both stand as one."""
    first: dict[str, str] = {}
    told: set[str] = set()
    latest = [(h.versions[-1], h.latest, key) for key, h in book.register.earmarks.items()]
    for version, terms, key in sorted(latest, key=lambda each: (each[0].day, each[2])):
        provider = terms.provider
        if not provider:
            continue
        party = party_in_account(provider)
        other = first.setdefault(party, provider)
        if fold(other) == fold(provider) or fold(provider) in told:
            continue
        told.add(fold(provider))
        same = command("earmarks amend", "/".join(key), provider=other)
        message = (
            f"{provider} and {other} have one account, Assets:Prepaid:{party}, for names in "
            f"accounts have no signs: what is advanced to both stands under one name. If they are "
            "one, call them the same: " + same + ". If they are two, tell them apart in letters, "
            "as in " + command("earmarks amend", "/".join(key), provider=Blank.NAME)
        )
        yield warn(RULE, message, version.entry, book)
