"""Why a return can't be made, in sentences that name one that can."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from ringfence.ledger.commands import Blank, command
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.messages import name_field
from ringfence.ledger.words import did_you_mean, near
from ringfence.ledger.years import Period


class ReturnError(UnservedError):
    """A return that can't be made; the message says why, and which one can."""


class UnknownFundError(ReturnError):
    """A fund that the books do not declare."""

    def __init__(self, fund: str, known: Iterable[str]) -> None:
        names = sorted(known)
        hint = did_you_mean(near(fund, names)) or f" Declared: {_list_words(names) or 'none yet'}."
        super().__init__(f"There is no fund {fund}.{hint}")


class NotItsPeriodError(ReturnError):
    """A period for which a fund makes no return."""

    def __init__(self, fund: str, period: Period, near: Iterable[Period]) -> None:
        names = _list_words([str(each) for each in near])
        message = (
            f"{fund} makes no return for {period}. Those near it are {names}."
            if names
            else f"{fund} makes no returns: its terms do not say how often. Ask for its final "
            "return, or record it: "
            + command("fund amend", fund, returns="six-monthly", decision=Blank.ID)
            + "."
        )
        super().__init__(message)


class ReportedElsewhereError(ReturnError):
    """A fund whose money is reported in another's return."""

    def __init__(self, fund: str, head: str, ref: str, as_at: datetime.date) -> None:
        super().__init__(
            f"As at {as_at} {fund} is reported in {head}: prepare {head} {ref} instead. Only its "
            f"final return is of {fund} alone."
        )


class NothingToReportError(ReturnError):
    """An as-at before the first day that the return counts."""

    def __init__(self, fund: str, ref: str, first: datetime.date, as_at: datetime.date) -> None:
        super().__init__(
            f"{fund} {ref} counts from {first} on, the day after the previous return's as-at, so "
            f"there is nothing to report as at {as_at}. Give a later " + name_field("as-at") + "."
        )


def _list_words(words: list[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
