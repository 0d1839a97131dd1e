"""Which purposes are allowed, to what and when: part of the rule `purpose`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

from ringfence.ledger.settling import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.history import History

Words = frozenset[str]


def words_of(value: object) -> list[str]:
    """Give the purposes that a text names: a list is separated by commas."""
    return [part.strip() for part in str(value or "").split(",") if part.strip()]


class Allowed:
    """A quick first look: most entries name what every version of their terms allows."""

    def __init__(self, book: Book) -> None:
        self._book = book
        funds = [
            version.value for each in book.register.funds.values() for version in each.versions
        ]
        self._ineligible = {folded(word) for terms in funds for word in terms.ineligible}
        self._ineligible_as_typed: dict[str, bool] = {}
        self._bars_capital = any(terms.capital is False for terms in funds)
        self._limits = {
            limit
            for table in (book.register.funds, book.register.actions)
            for history in table.values()
            for limit in limits_of(history)
        }
        self._everywhere: dict[str, bool] = {}
        self._here: dict[tuple[str, tuple[str, ...], str], bool] = {}

    def may_fail(self, entry: Transaction) -> bool:
        """Say whether an entry may name what it should not; no means that it does not."""
        meta: Mapping[str, Any] = entry.meta
        if self._bars_capital and meta.get("capital") is True:
            return True
        category = meta.get("category")
        if category is not None and self._is_ineligible(str(category)):
            return True
        purpose = meta.get("purpose")
        return bool(self._limits and purpose) and not self._allows(entry, str(purpose))

    def allows_always(self, fund: str, place: tuple[str, ...], purpose: str) -> bool:
        """Say whether a purpose is allowed by all versions of a fund's and an action's terms."""
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

    def _is_ineligible(self, category: str) -> bool:
        if category not in self._ineligible_as_typed:
            self._ineligible_as_typed[category] = folded(category) in self._ineligible
        return self._ineligible_as_typed[category]

    def allows_everywhere(self, purpose: str) -> bool:
        """Say whether a purpose is allowed by all versions of all terms."""
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
    """Give the purposes of each version that names any, folded."""
    for version in history.versions:
        if version.value.purposes:
            yield frozenset(folded(word) for word in version.value.purposes)


def _within(purpose: str, limits: Iterator[Words] | set[Words] | list[Words]) -> bool:
    words = {folded(word) for word in words_of(purpose)}
    return all(words <= limit for limit in limits)
