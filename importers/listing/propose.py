"""A profile proposed for an unknown listing: its columns, and how its days and amounts read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from ringfence.importers import cells
from ringfence.importers.cells import UnreadCellError
from ringfence.importers.listing import dates
from ringfence.importers.listing.columns import GROSS, is_credit, plain_words
from ringfence.importers.listing.dates import DateOrder
from ringfence.importers.listing.errors import NOTHING_WRITTEN, AmbiguousDatesError, ProfileError
from ringfence.importers.listing.guess import Column, Guess
from ringfence.importers.listing.headers import Head, letter
from ringfence.importers.listing.profiles import Profile, make_profile
from ringfence.ledger.messages import name_field
from ringfence.ledger.words import plain

#: What is typed for a field that has no column.
NO_COLUMN = "none"
_ID, _LONGEST_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*"), 40
_MARKED = re.compile(r".*\d\s*\)?\s*CR", re.IGNORECASE | re.DOTALL)
_MONTH_NAMED = re.compile(r"[a-z]{3,9}\.?[\s/-]*\d{2,4}", re.IGNORECASE)


def column_of(guess: Guess, told: str, option: str) -> Column:
    """Find the column that somebody means by its heading or its letter.

    Raises:
        ProfileError: there is none, or more than one.
    """
    words = plain(told)
    named = [column for column in guess.columns if plain(column.name) == words]
    lettered = [column for column in guess.columns if letter(column.number) == told.upper()]
    for found in (named, lettered):
        if len(found) == 1:
            return found[0]
    listed = ", ".join(f"{letter(c.number)} {c.name}" for c in guess.columns)
    raise ProfileError(f"{option}: there is no column {told}. There is {listed}. {NOTHING_WRITTEN}")


def with_columns(guess: Guess, told: Mapping[str, str]) -> Guess:
    """Put what was said of columns in the place of what was guessed.

    Args:
        guess: What was guessed.
        told: By field, a heading, a column's letter, or ``none``.

    Raises:
        ProfileError: there is no such column.
    """
    columns = dict(guess.head.columns)
    for field, heading in told.items():
        columns.pop(field, None)
        if heading.casefold() == NO_COLUMN:
            continue
        number = column_of(guess, heading, name_field(f"{field.replace('_', '-')}-column")).number
        columns = {name: there for name, there in columns.items() if there != number}
        columns[field] = number
        if field == "amount":
            columns = {n: c for n, c in columns.items() if n not in ("debit", "credit")}
        if field in ("debit", "credit"):
            columns = {n: c for n, c in columns.items() if n not in ("amount", "side")}
    head = guess.head
    return Guess(Head(head.sheet, head.row, head.names, columns), guess.columns)


def order_of(guess: Guess) -> tuple[DateOrder | None, dates.Votes | None]:
    """Return the order of dates that the whole column shows, and what was found in it."""
    number = guess.head.columns.get("day")
    if number is None:
        return None, None
    votes = dates.votes(guess.columns[number].values)
    if votes.day_first and not votes.month_first:
        return DateOrder.DAY_FIRST, votes
    if votes.month_first and not votes.day_first:
        return DateOrder.MONTH_FIRST, votes
    return None, votes


def period_form_of(guess: Guess) -> str | None:
    """Return what periods mean, where that can be seen: the name of a month is one."""
    number = guess.head.columns.get("period")
    if number is None:
        return None
    texts = [cells.text_of(value) for value in guess.columns[number].values]
    return "month" if texts and all(map(_MONTH_NAMED.fullmatch, texts)) else None


def propose_profile(guess: Guess, name: str, values: Mapping[str, Any]) -> Profile:
    """Make a profile of what was guessed and said.

    Args:
        guess: The columns.
        name: The profile's id.
        values: Its other fields, in the place of what is guessed.

    Raises:
        ProfileError: it does not fit together, or its amounts contradict each other.
    """
    columns = guess.head.columns
    headings = {field: (guess.head.names[number],) for field, number in columns.items()}
    fields: dict[str, Any] = {
        "date_order": order_of(guess)[0],
        "period_form": period_form_of(guess),
        **{key: value for key, value in values.items() if value not in (None, ())},
        "id": name,
        "columns": headings,
    }
    if "amount" in columns:
        if "sign" not in fields:
            fields["sign"] = "spend-positive" if "side" in columns else sign_of(guess)
        fields.setdefault("credit_types", credit_types_of(guess))
        if "vat" in columns and GROSS.search(plain_words(headings["amount"][0])):
            fields.setdefault("amounts", "gross")
    _must_be_clear(guess, fields["period_form"])
    if fields["date_order"] is None:
        _must_be_ordered(guess)
    return make_profile(fields, "The profile")


def _must_be_clear(guess: Guess, period_form: str | None) -> None:
    """Refuse to propose what has no day, or no amount.

    Raises:
        ProfileError: it has none.
    """
    columns = guess.head.columns
    listed = ", ".join(f"{letter(c.number)} {c.name}" for c in guess.columns)
    if "amount" not in columns and not ("debit" in columns and "credit" in columns):
        raise ProfileError(
            "No column was taken for the amount. Say which it is, by its heading or its letter: "
            + name_field("amount-column")
            + ", or "
            + name_field("debit-column")
            + " and "
            + name_field("credit-column")
            + f". There is {listed}. "
            f"{NOTHING_WRITTEN}"
        )
    if "day" in columns:
        return
    if "period" not in columns:
        raise ProfileError(
            "No column was taken for the date. Say which it is, by its heading or its letter: "
            + name_field("day-column")
            + ", or "
            + name_field("period-column")
            + f". There is {listed}. {NOTHING_WRITTEN}"
        )
    if period_form is None:
        example = next(iter(guess.columns[columns["period"]].samples), "202401")
        raise ProfileError(
            f"No column is a date, and a period such as {example} may be several months. Say "
            "what its year is: "
            + name_field("period-form")
            + " year-end (the financial year ends in it), year-start "
            f"(it begins in it) or month (the calendar's). {NOTHING_WRITTEN}"
        )


def _must_be_ordered(guess: Guess) -> None:
    """Refuse dates that may be two days each.

    Raises:
        AmbiguousDatesError: the column does not tell which comes first, the day or the month.
    """
    _order, votes = order_of(guess)
    if votes is None or not (votes.either or votes.day_first):
        return
    name = guess.head.name(guess.head.columns["day"])
    contradicts = f"in {votes.day_first} the day comes first, in {votes.month_first} the month"
    unknown = f"{votes.either} may be two days, and no date in the column shows which"
    raise AmbiguousDatesError(
        f"{name[:1].upper()}{name[1:]}: {contradicts if votes.day_first else unknown}. Say which "
        "comes first: "
        + name_field("date-order")
        + f" day-first, or month-first. {NOTHING_WRITTEN}"
    )


def id_of(text: str) -> str:
    """Make an id of a file's name: ``Leics CC 2022-08`` is ``leics-cc``."""
    words = re.findall(r"[a-z]+", text.casefold())
    return "-".join(words)[:40].strip("-") or "listing"


def read_id(text: str) -> str:
    """Take an id as somebody types it.

    Raises:
        ValueError: it can't be one.
    """
    typed = text.strip()
    if not _ID.fullmatch(typed) or len(typed) > _LONGEST_ID:
        raise ValueError(
            f"“{text}” can't be the id of a profile: write small letters, figures and hyphens, "
            "such as leics-cc."
        )
    return typed


def sign_of(guess: Guess) -> str:
    """Guess whether spending is positive: most of a listing is spending.

    Raises:
        ProfileError: most is below zero, and so is what is marked as a credit: 12.30 CR.
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
        f"zero, as if that were spending; but so is “{credit}”, which says that it is a credit. "
        "Say which: "
        + name_field("sign")
        + " spend-positive (what is below zero came back) or spend-negative (it was "
        f"spent). {NOTHING_WRITTEN}"
    )


def marked_rows(guess: Guess) -> list[int]:
    """Return the rows, from 0 beneath the headings, whose amount says CR itself."""
    return [row for row in _below(guess) if _is_marked(guess, row)]


def unmarked_rows(guess: Guess) -> list[int]:
    """Return the rows whose amount is below zero by a sign or brackets alone."""
    return [row for row in _below(guess) if not _is_marked(guess, row)]


def credit_types_of(guess: Guess) -> tuple[str, ...]:
    """Return the kinds of document that are credits, where their amounts have no sign."""
    if "doc_type" not in guess.head.columns or "amount" not in guess.head.columns:
        return ()
    kinds = guess.columns[guess.head.columns["doc_type"]].cells
    signed: dict[str, bool] = {}
    for kind, amount in zip(map(cells.text_of, kinds), amounts_of(guess), strict=True):
        if is_credit(kind) and amount:
            signed[kind] = signed.get(kind, False) or amount < 0
    return tuple(sorted(kind for kind, below in signed.items() if not below))


def amounts_of(guess: Guess) -> list[Decimal | None]:
    """Return the amount of each row, as it stands; None where there is none."""
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
