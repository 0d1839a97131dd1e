"""Which purposes are allowed, to what and when: part of the rule `purpose`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ringfence.ledger.metadata import text
from ringfence.ledger.words import fold, listed

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.history import History

Words = frozenset[str]


def words_of(value: object) -> list[str]:
    """Return the purposes or categories that a text names, one by one."""
    return list(listed(str(value or "")))


class Allowed:
    """A quick first look: most entries name what every version of their terms allows."""

    def __init__(self, book: Book) -> None:
        self._book = book
        funds = [
            version.value for each in book.register.funds.values() for version in each.versions
        ]
        self._ineligible = {fold(word) for terms in funds for word in terms.ineligible}
        self._bars_capital = any(terms.capital is False for terms in funds)
        self._limits = {
            limit
            for table in (book.register.funds, book.register.actions)
            for history in table.values()
            for limit in limits_of(history)
        }
        self._everywhere: dict[str, bool] = {}
        self._here: dict[tuple[str, tuple[str, ...], str], bool] = {}

    def suspects(self) -> Iterator[Transaction]:
        """Yield the entries that may name what they should not; no other does."""
        marked, words = self._book.marked, self._book.words
        if self._bars_capital:
            yield from (each for each in marked["capital"] if each.meta["capital"] is True)
        ineligible = {
            message
            for message in words["category"]
            if any(fold(word) in self._ineligible for word in words_of(message))
        }
        if ineligible:
            yield from (each for each in marked["category"] if text(each, "category") in ineligible)
        if not all(map(self.allows_everywhere, words["purpose"])):
            for entry in marked["purpose"]:
                purpose = text(entry, "purpose")
                if purpose and not self._allows(entry, purpose):
                    yield entry

    def allows_always(self, fund: str, place: tuple[str, ...], purpose: str) -> bool:
        """Return whether a purpose is allowed by all versions of a fund's and an action's terms."""
        key = (fund, place, purpose)
        if key not in self._here:
            register = self._book.register
            histories: list[History[Any] | None] = [
                register.funds.get(fund),
                register.actions.get(place),
            ]
            limits = [limit for each in histories if each for limit in limits_of(each)]
            self._here[key] = _within(purpose, limits)
        return self._here[key]

    def allows_everywhere(self, purpose: str) -> bool:
        """Return whether a purpose is allowed by all versions of all terms."""
        if purpose not in self._everywhere:
            self._everywhere[purpose] = _within(purpose, self._limits)
        return self._everywhere[purpose]

    def _allows(self, entry: Transaction, purpose: str) -> bool:
        if self.allows_everywhere(purpose):
            return True
        for posting in entry.postings:
            account = self._book.account(posting.account)
            if account:
                place = account.pot.path[:2] if account.pot else ()
                if not self.allows_always(account.fund, place, purpose):
                    return False
        return True


def limits_of(history: History[Any]) -> Iterator[Words]:
    """Yield the purposes of each version that names any, folded."""
    for version in history.versions:
        if version.value.purposes:
            yield frozenset(fold(word) for word in version.value.purposes)


def _within(purpose: str, limits: Iterator[Words] | set[Words] | list[Words]) -> bool:
    words = {fold(word) for word in words_of(purpose)}
    return all(words <= limit for limit in limits)
