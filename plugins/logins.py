"""Two persons with one login: part of the rule `declaration`."""

from __future__ import annotations

from collections.abc import Iterator

from beancount.core.data import Custom

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding, where
from ringfence.plugins.wording import block

RULE = "declaration"


def shared_logins(book: Book) -> Iterator[Finding]:
    """Find each person who declares a login that is another's by then.

    A login may be handed on, once who had it has none or another.
    """
    versions = [
        (version.day, number, person, version)
        for person, history in book.register.persons.items()
        for number, version in enumerate(history.versions)
    ]
    held: dict[str, str] = {}
    places: dict[str, Custom] = {}
    for _day, _number, person, version in sorted(versions, key=lambda each: each[:2]):
        if "login" not in version.changed:
            continue
        for login in [each for each, holder in held.items() if holder == person]:
            del held[login]
        if version.value.login is None:
            continue
        login = version.value.login.strip().casefold()
        holder = held.setdefault(login, person)
        if holder != person:
            message = (
                f"The login {version.value.login} of {person} is that of {holder} already, at "
                f"{where(places[login].meta)}. A login is one person's: take it out of one of them."
            )
            yield block(RULE, message, version.entry, book)
        else:
            places[login] = version.entry
