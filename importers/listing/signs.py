"""Which way the amounts of an unknown listing go: is what is below nothing spent, or back?"""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal

from ringfence.importers.listing import cells
from ringfence.importers.listing import looks
from ringfence.importers.listing.cells import UnreadCellError
from ringfence.importers.listing.errors import NOTHING_WRITTEN
from ringfence.importers.listing.errors import ProfileError
from ringfence.importers.listing.guess import Guess

_MARKED = re.compile(r".*\d\s*\)?\s*CR", re.IGNORECASE | re.DOTALL)


def sign_of(guess: Guess) -> str:
    """Guess whether spending is positive: most of a listing is spending.

    Raises:
        ProfileError: most is below nothing, and so is what is marked as a credit: 12.30 CR.
    """
    amounts = [amount for amount in amounts_of(guess) if amount]
    marked = marked_rows(guess)
    below = len(unmarked_rows(guess))
    if (below + len(marked)) * 2 <= len(amounts) or not below:
        return "spend-positive"
    if not marked:
        return "spend-negative"
    number = guess.head.columns["amount"]
    credit = cells.text_of(guess.columns[number].cells[marked[0]])
    name = guess.head.name(number)
    raise ProfileError(
        f"{name[:1].upper()}{name[1:]}: {below + len(marked)} of {len(amounts)} amounts are below "
        f"nothing, as if that were spending; but so is “{credit}”, which says that it is a credit. "
        "Say which: --sign spend-positive (what is below nothing came back) or spend-negative (it "
        f"was spent). {NOTHING_WRITTEN}"
    )


def marked_rows(guess: Guess) -> list[int]:
    """Give the rows, from 0 beneath the headings, whose amount says CR itself."""
    return [row for row in _below(guess) if _is_marked(guess, row)]


def unmarked_rows(guess: Guess) -> list[int]:
    """Give the rows whose amount is below nothing by a sign or brackets alone."""
    return [row for row in _below(guess) if not _is_marked(guess, row)]


def credit_types_of(guess: Guess) -> tuple[str, ...]:
    """Give the kinds of document that are credits, where their amounts have no sign."""
    if "doc_type" not in guess.head.columns or "amount" not in guess.head.columns:
        return ()
    kinds = guess.columns[guess.head.columns["doc_type"]].cells
    signed: dict[str, bool] = {}
    for kind, amount in zip(map(cells.text_of, kinds), amounts_of(guess), strict=True):
        if looks.is_credit(kind) and amount:
            signed[kind] = signed.get(kind, False) or amount < 0
    return tuple(sorted(kind for kind, below in signed.items() if not below))


def amounts_of(guess: Guess) -> list[Decimal | None]:
    """Give the amount of each row, as it stands; None where there is none."""
    number = guess.head.columns.get("amount")
    if number is None:
        return []
    found: list[Decimal | None] = []
    for value in guess.columns[number].cells:
        amount = None
        with suppress(UnreadCellError):
            amount = cells.money_of(value)
        found.append(amount)
    return found


def _below(guess: Guess) -> list[int]:
    return [row for row, amount in enumerate(amounts_of(guess)) if amount and amount < 0]


def _is_marked(guess: Guess, row: int) -> bool:
    value = guess.columns[guess.head.columns["amount"]].cells[row]
    return bool(_MARKED.fullmatch(cells.text_of(value)))
