"""Why a form was refused, each reason beside the field that it is about."""

from __future__ import annotations

from collections.abc import Mapping

from ringfence.bookkeeping.errors import FieldError, LackingError
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.messages import join
from ringfence.ledger.paying_errors import (
    AlikeFundsError,
    NothingPaidError,
    OutsideDatesError,
    PayingError,
    UndeclaredFundError,
)
from ringfence.ledger.recording.writing import RefusedError
from ringfence.pages.forms import WHOLE

#: Which field a rule's refusal stands beside, the first that the form has.
_BESIDE = {
    "overdrawn": ("amount",),
    "authority": ("decision",),
    "stage": ("date",),
    "window": ("date",),
    "purpose": ("purpose", "pot"),
    "duplicate": ("invoice",),
    "evidence": ("invoice",),
    "separation": ("approved by",),
}
#: And which field it is of the reasons why nobody can pay, the amount of all others.
_BESIDE_WHY: tuple[tuple[type[PayingError], tuple[str, ...]], ...] = (
    (OutsideDatesError, ("date",)),
    (NothingPaidError, ("invoice",)),
    (UndeclaredFundError, ("fund",)),
    (AlikeFundsError, ("fund",)),
)
_NOTHING_SAVED = "Nothing was saved."


class MisreadError(Exception):
    """Fields that say nothing that can be read, each with its reason."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("\n".join(problems.values()))
        self.problems = problems


def problems_of(error: UnservedError | MisreadError, names: Mapping[str, str]) -> dict[str, str]:
    """Return each reason by the name of the field that it is about.

    Args:
        error: Why it was refused.
        names: The name of each field that the form has, by what people call it.
    """
    if isinstance(error, MisreadError):
        return error.problems
    if isinstance(error, FieldError | LackingError):
        called = error.field.replace("-", " ").strip("[]").lower()
        return {names.get(called, WHOLE): _bare(error)}
    if isinstance(error, RefusedError):
        found: dict[str, list[str]] = {}
        for finding in error.findings:
            beside = (names[each] for each in _BESIDE.get(finding.rule, ()) if each in names)
            found.setdefault(next(beside, WHOLE), []).append(finding.message)
        return {name: join("\n\n", dict.fromkeys(messages)) for name, messages in found.items()}
    if isinstance(error, PayingError):
        beside = (names[each] for each in _beside(error) if each in names)
        return {next(beside, WHOLE): str(error)}
    return {WHOLE: _bare(error)}


def _bare(error: UnservedError) -> str:
    """Return a reason without that nothing was saved: the page heads all reasons with it."""
    text = str(error)
    return text.removesuffix(_NOTHING_SAVED).rstrip()


def _beside(error: PayingError) -> tuple[str, ...]:
    """Name the fields that the reason why nobody can pay may stand beside."""
    return next((names for kind, names in _BESIDE_WHY if isinstance(error, kind)), ("amount",))
