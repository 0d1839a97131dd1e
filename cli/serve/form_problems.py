"""Why a form was refused, each reason beside the field that it is about."""

from __future__ import annotations

from collections.abc import Mapping

import click

from ringfence.cli.serve.form_words import param_words
from ringfence.ledger.messages import join
from ringfence.ledger.paying_errors import (
    NothingPaidError,
    OutsideDatesError,
    PayingError,
    UndeclaredFundError,
)
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
_BESIDE_WHY = (
    (OutsideDatesError, ("date",)),
    (NothingPaidError, ("invoice",)),
    (UndeclaredFundError, ("fund",)),
)


class MisreadError(click.ClickException):
    """Fields that say nothing that can be read, each with its reason."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("\n".join(problems.values()))
        self.problems = problems


def problems_of(error: click.ClickException, names: Mapping[str, str]) -> dict[str, str]:
    """Return each reason by the name of the field that it is about.

    Args:
        error: What the command said.
        names: The name of each field that the form has, by what its option is called.
    """
    if isinstance(error, MisreadError):
        return error.problems
    if isinstance(error, click.BadParameter):
        hint = str(error.param_hint or "").lstrip("-").lower()
        return {names.get(param_words(error.param) if error.param else hint, WHOLE): error.message}
    findings = getattr(error.__cause__, "findings", ())
    found: dict[str, list[str]] = {}
    for finding in findings:
        beside = (names[each] for each in _BESIDE.get(finding.rule, ()) if each in names)
        found.setdefault(next(beside, WHOLE), []).append(finding.message)
    if found:
        return {name: join("\n\n", dict.fromkeys(messages)) for name, messages in found.items()}
    if isinstance(error.__cause__, PayingError):
        beside = (names[each] for each in _beside(error.__cause__) if each in names)
        return {next(beside, WHOLE): str(error.__cause__)}
    return {WHOLE: error.message}


def _beside(error: PayingError) -> tuple[str, ...]:
    """Name the fields that the reason why nobody can pay may stand beside."""
    return next((names for kind, names in _BESIDE_WHY if isinstance(error, kind)), ("amount",))
