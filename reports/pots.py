"""What people call a pot: an action or an earmark by its title, a reserve by its name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ringfence.ledger.accounts import Pot
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from ringfence.ledger.book import Book

#: The address of an action or an earmark within a sentence.
_ADDRESS = re.compile(r"(?<![\w/-])\d{4}-\d{2}(?:/[A-Za-z][\w-]*){1,2}(?![\w/])")


def titles_of(book: Book, year: FinancialYear, as_at: datetime.date) -> dict[Pot, str]:
    """Return the title of every action and earmark, with its year where that is another one."""
    actions, earmarks = book.register.actions, book.register.earmarks
    found: dict[tuple[str, ...], str] = {
        path: history.at_or_first(as_at).title for path, history in actions.items()
    }
    found |= {path: history.at_or_first(as_at).title for path, history in earmarks.items()}
    return {Pot(path): f"{title}{_of_year(path[0], year)}" for path, title in found.items()}


def spoken(pot: Pot, titles: Mapping[Pot, str]) -> str:
    """Call a pot as people do."""
    if pot.is_planned:
        return titles.get(pot) or " ".join(pot.path[1:])
    return f"{pot.path[1]} reserve" if pot.path[1:] else pot.path[0]


def with_titles(text: str, titles: Mapping[Pot, str]) -> str:
    """Return a text in which actions and earmarks are called by their titles, not addresses."""
    return _ADDRESS.sub(lambda found: spoken(Pot(tuple(found[0].split("/"))), titles), text)


def _of_year(text: str, year: FinancialYear) -> str:
    return "" if text == str(year) else f" ({FinancialYear.parse(text).spoken})"
