"""At a terminal: is each column what it is taken for, and how do dates and credits read?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ringfence.cli.commands.profile_show import columns_table, describe
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.cli.show import output
from ringfence.importers import cells
from ringfence.importers.listing import dates
from ringfence.importers.listing.columns import FIELDS, GROSS, plain_words
from ringfence.importers.listing.guess import Guess
from ringfence.importers.listing.headers import letter
from ringfence.importers.listing.propose import (
    NO_COLUMN,
    credit_types_of,
    marked_rows,
    order_of,
    period_form_of,
    unmarked_rows,
    with_columns,
)

_RIGHT = "right"


def ask_about_guess(guess: Guess, values: Mapping[str, Any]) -> tuple[Guess, dict[str, Any]]:
    """Ask about what was guessed.

    Args:
        guess: What was guessed.
        values: What options said already, and is not asked.

    Returns:
        The columns as they are now, and the profile's other fields.
    """
    guess = _columns(guess)
    fields = {key: value for key, value in values.items() if value not in (None, ())}
    questions = {
        "date_order": _date_order,
        "period_form": _period_form,
        "credit_types": _credit_types,
        "sign": _sign,
        "amounts": _amounts,
        "irrecoverable_vat": _irrecoverable_vat,
    }
    for key, question in questions.items():
        answer = None if key in fields else question(guess)
        if answer is not None:
            fields[key] = answer
    return guess, fields


def _columns(guess: Guess) -> Guess:
    """Show what each column is taken for, until that is right."""
    while True:
        output.say(columns_table(guess))
        taken = {number: field for field, number in guess.head.columns.items()}
        offered = [Choice("Yes, all of them", _RIGHT)]
        for each in guess.columns:
            field = taken.get(each.number)
            now = f"taken for {_name(field)}" if field else "not read"
            column = letter(each.number)
            offered.append(Choice(f"No: change {column} “{each.name}”, {now}", column))
        answer = asking.choose("Is each column what it is taken for?", offered)
        if answer == _RIGHT:
            return guess
        guess = _put_right(guess, answer)


def _put_right(guess: Guess, column: str) -> Guess:
    offered = [Choice("nothing that is read", NO_COLUMN)]
    offered += [Choice(describe(field), field) for field in FIELDS]
    answer = asking.choose(f"What is column {column}?", offered)
    if answer != NO_COLUMN:
        return with_columns(guess, {answer: column})
    held = [field for field, number in guess.head.columns.items() if letter(number) == column]
    return with_columns(guess, dict.fromkeys(held, NO_COLUMN))


def _date_order(guess: Guess) -> str | None:
    order, votes = order_of(guess)
    if order is not None or votes is None or votes.either is None or votes.day_first:
        return None
    first, second = (int(part) for part in dates.parts(votes.either)[:2])
    return asking.choose(
        f"{votes.either}: which day is that? No date in the column shows which.",
        [
            Choice(f"day {first} of month {second}: the day comes first", "day-first"),
            Choice(f"day {second} of month {first}: the month comes first", "month-first"),
        ],
    )


def _period_form(guess: Guess) -> str | None:
    if "day" in guess.head.columns or "period" not in guess.head.columns or period_form_of(guess):
        return None
    example = next(iter(guess.columns[guess.head.columns["period"]].samples), "202401")
    return asking.choose(
        f"Which year is in a period such as {example}?",
        [
            Choice("the one in which the financial year ends", "year-end"),
            Choice("the one in which the financial year begins", "year-start"),
            Choice("the calendar's: it is a month of that year", "month"),
        ],
    )


def _credit_types(guess: Guess) -> tuple[str, ...] | None:
    kinds = credit_types_of(guess)
    if not kinds:
        return None
    number = guess.head.columns["doc_type"]
    row = next(
        index
        for index, kind in enumerate(guess.columns[number].cells)
        if cells.text_of(kind) in kinds
    )
    question = f"{_line(guess, row)}\nIs {' or '.join(kinds)} a credit: money that came back?"
    return kinds if asking.confirm(question) else ()


def _sign(guess: Guess) -> str | None:
    """Show a line that is below zero, and ask which way it went."""
    if "amount" not in guess.head.columns or "side" in guess.head.columns:
        return None
    below = unmarked_rows(guess)
    if not below:
        return None
    marked = marked_rows(guess)
    hint = f" So is {_line(guess, marked[0])}, and says that it is a credit." if marked else ""
    return asking.choose(
        f"{_line(guess, below[0])}\nIt is below zero.{hint} Which way did the money go?",
        [
            Choice("It came back: a credit, a refund or income", "spend-positive"),
            Choice("It was spent", "spend-negative"),
        ],
    )


def _amounts(guess: Guess) -> str | None:
    columns = guess.head.columns
    if "vat" not in columns or "amount" not in columns:
        return None
    offered = [
        Choice("No: VAT that is recovered comes on top of them", "net"),
        Choice("Yes: VAT has to be taken out", "gross"),
    ]
    if GROSS.search(plain_words(guess.head.names[columns["amount"]])):
        offered.reverse()
    return asking.choose("Do the amounts include the VAT in its own column?", offered)


def _irrecoverable_vat(guess: Guess) -> str | None:
    if "irrecoverable_vat" not in guess.head.columns:
        return None
    return asking.choose(
        "Do the amounts include VAT that is not recovered?",
        [
            Choice("Yes, it is in them", "included"),
            Choice("No, it stands beside them and has to be added", "beside"),
        ],
    )


def _line(guess: Guess, index: int) -> str:
    """Show a row of the file as it stands: what was found of its main fields."""
    shown = []
    for field in ("day", "supplier", "doc_type", "doc_no", "amount"):
        if field in guess.head.columns:
            value = guess.columns[guess.head.columns[field]].cells[index]
            shown.append(cells.text_of(value))
    return ", ".join(part for part in shown if part)


def _name(field: str) -> str:
    return field.replace("_", "-")
