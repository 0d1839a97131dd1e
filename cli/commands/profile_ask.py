"""At a terminal: is each column what it is taken for, and how do dates and credits read?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ringfence.cli.commands.profile_show import columns_table, describe
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.cli.show import output
from ringfence.importers import cells
from ringfence.importers.listing import dates
from ringfence.importers.listing.columns import FIELDS, GROSS, plain_words
from ringfence.importers.listing.guess import Guess, likely_suppliers
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
from ringfence.importers.listing.sources import Source
from ringfence.importers.listing.trial import likeliest_first

_RIGHT = "right"


def ask_about_guess(
    source: Source, guess: Guess, values: Mapping[str, Any], *, no_supplier: bool = False
) -> tuple[Guess, dict[str, Any]]:
    """Ask about what was guessed; of each question the answer is first that fits the rows best.

    Args:
        source: The file.
        guess: What was guessed.
        values: What options said already, and is not asked.
        no_supplier: Whether it was said that no column is the supplier.

    Returns:
        The columns as they are now, and the profile's other fields.
    """
    guess = _columns(guess)
    if "supplier" not in guess.head.columns and not no_supplier:
        guess = _supplier(guess)
    fields = {key: value for key, value in values.items() if value not in (None, ())}
    asked = _Asked(source, guess, fields)
    questions = {
        "date_order": _date_order,
        "period_form": _period_form,
        "credit_types": _credit_types,
        "sign": _sign,
        "amounts": _amounts,
        "irrecoverable_vat": _irrecoverable_vat,
    }
    for key, question in questions.items():
        answer = None if key in fields else question(asked)
        if answer is not None:
            fields[key] = answer
    return guess, fields


@dataclass(frozen=True)
class _Asked:
    """What is asked about: the file, its columns, and what was said so far."""

    source: Source
    guess: Guess
    fields: Mapping[str, Any]

    def choose(self, key: str, question: str, offered: Sequence[Choice]) -> str:
        """Ask a question, with the answer first that accounts for most of the rows."""
        by_value = {each.value: each for each in offered}
        order = likeliest_first(self.source, self.guess, self.fields, key, list(by_value))
        return asking.choose(question, [by_value[value] for value in order])


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


def _supplier(guess: Guess) -> Guess:
    """Ask which column says who was paid, where none was taken for it."""
    offered = [
        Choice(
            f"{letter(each.number)} “{each.name}”, such as {each.samples[0]}", letter(each.number)
        )
        for each in likely_suppliers(guess)
    ]
    none = Choice("Yes: the listing does not say who was paid", NO_COLUMN)
    answer = asking.choose("No column is the supplier: is that right?", [none, *offered])
    return guess if answer == NO_COLUMN else with_columns(guess, {"supplier": answer})


def _date_order(asked: _Asked) -> str | None:
    guess = asked.guess
    order, votes = order_of(guess)
    if order is not None or votes is None or votes.either is None or votes.day_first:
        return None
    first, second = (int(part) for part in dates.parts(votes.either)[:2])
    return asked.choose(
        "date_order",
        f"{votes.either}: which day is that? No date in the column shows which.",
        [
            Choice(f"day {first} of month {second}: the day comes first", "day-first"),
            Choice(f"day {second} of month {first}: the month comes first", "month-first"),
        ],
    )


def _period_form(asked: _Asked) -> str | None:
    guess = asked.guess
    if "day" in guess.head.columns or "period" not in guess.head.columns or period_form_of(guess):
        return None
    example = next(iter(guess.columns[guess.head.columns["period"]].samples), "202401")
    return asked.choose(
        "period_form",
        f"Which year is in a period such as {example}?",
        [
            Choice("the one in which the financial year ends", "year-end"),
            Choice("the one in which the financial year begins", "year-start"),
            Choice("the calendar's: it is a month of that year", "month"),
        ],
    )


def _credit_types(asked: _Asked) -> tuple[str, ...] | None:
    guess = asked.guess
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
    first, _second = likeliest_first(asked.source, guess, asked.fields, "credit_types", [kinds, ()])
    return kinds if asking.confirm(question, default=bool(first)) else ()


def _sign(asked: _Asked) -> str | None:
    """Show a line that is below zero, and ask which way it went."""
    guess = asked.guess
    if "amount" not in guess.head.columns or "side" in guess.head.columns:
        return None
    below = unmarked_rows(guess)
    if not below:
        return None
    marked = marked_rows(guess)
    hint = f" So is {_line(guess, marked[0])}, and says that it is a credit." if marked else ""
    question = f"{_line(guess, below[0])}\nIt is below zero.{hint} Which way did the money go?"
    offered = [
        Choice("It came back: a credit, a refund or income", "spend-positive"),
        Choice("It was spent", "spend-negative"),
    ]
    # Where the amounts contradict each other the rows say nothing.
    return asking.choose(question, offered) if marked else asked.choose("sign", question, offered)


def _amounts(asked: _Asked) -> str | None:
    guess = asked.guess
    columns = guess.head.columns
    if "vat" not in columns or "amount" not in columns:
        return None
    offered = [
        Choice("No: VAT that is recovered comes on top of them", "net"),
        Choice("Yes: VAT has to be taken out", "gross"),
    ]
    if GROSS.search(plain_words(guess.head.names[columns["amount"]])):
        offered.reverse()
    return asked.choose("amounts", "Do the amounts include the VAT in its own column?", offered)


def _irrecoverable_vat(asked: _Asked) -> str | None:
    if "irrecoverable_vat" not in asked.guess.head.columns:
        return None
    return asked.choose(
        "irrecoverable_vat",
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
