"""Steps as people write them: a day and an amount each, as a funder's instalments are."""

from __future__ import annotations

import datetime

from ringfence.ledger.money import plain
from ringfence.ledger.typed.amounts import NotMoneyError, read_pounds
from ringfence.ledger.typed.dates import AmbiguousDateError, NotADateError, read_date


class NotAStepError(ValueError):
    """A text that is no day with an amount."""


def read_steps(text: str, today: datetime.date) -> str:
    """Read days and amounts, and write them as the books have them: ``2017-09-15 19000.00, …``.

    Several are separated by semicolons, or by commas with a space after them.

    Raises:
        NotAStepError: one of them is no day with an amount.
    """
    parts = (part.strip() for part in text.replace(", ", ";").split(";"))
    return ", ".join(_step(part, today) for part in parts if part)


def _step(text: str, today: datetime.date) -> str:
    day, _space, amount = text.rpartition(" ")
    try:
        return f"{read_date(day, today)} {plain(read_pounds(amount, zero=True))}"
    except (NotADateError, AmbiguousDateError, NotMoneyError) as error:
        raise NotAStepError(f"{error} Write a day and an amount: 15/9/2017 19000.") from None
