"""The one place where what is refused becomes a message of the command line."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from ringfence.bookkeeping import errors
from ringfence.ledger.commands import commands_in
from ringfence.ledger.errors import UnservedError, WrongUsageError

_TYPE = " Type: "


class NotSavedError(click.ClickException):
    """A request that was refused; every reason is printed and no byte has changed."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as Click has it
        """Print the reasons, a paragraph each."""
        click.echo(f"Error: {_apart(self.message)}", file=file, err=file is None)


def _apart(message: str) -> str:
    """Put what is to be typed on a line of its own, to be copied."""
    for place in reversed(list(commands_in(message))):
        before, line, after = (
            message[: place.start],
            message[place.start : place.end],
            message[place.end :],
        )
        if before.endswith(_TYPE):
            rest = after.removeprefix(".").lstrip(" ")
            end = f"\n{rest}" if rest and not rest.startswith("\n") else rest
            message = f"{before.removesuffix(_TYPE)}\n {_TYPE}{line}{end}"
    return message


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what is refused within into Click's exceptions, with the same text.

    Raises:
        click.ClickException: something was refused.
    """
    try:
        yield
    except UnservedError as error:
        raise _as_click(error) from error


def _as_click(error: UnservedError) -> click.ClickException:
    """Return Click's exception for one of ours: wrong usage ends with 2, what is refused with 1."""
    text = str(error)
    if isinstance(error, errors.MissingFieldError):
        return _missing_parameter(error.field)
    if isinstance(error, errors.FieldError):
        return click.BadParameter(text, param_hint=_hint(error.field))
    if isinstance(error, WrongUsageError):
        return click.UsageError(text)
    if isinstance(error, errors.NotSavedError):
        return NotSavedError(text)
    return click.ClickException(text)


def _missing_parameter(field: str) -> click.MissingParameter:
    ctx = click.get_current_context()
    param = next(each for each in ctx.command.params if each.name == field.lower())
    return click.MissingParameter(ctx=ctx, param=param, param_hint=f"'{field}'")


def _hint(field: str) -> str:
    """Name a field as it is typed: what has its place in capitals, the others as options."""
    return field if field.isupper() else f"--{field}"


class InWords:
    """What a command runs, with :func:`in_words` around it, so that Click adds the usage to it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self._function = function

    def __call__(self, *args: Any, **given: Any) -> Any:  # noqa: ANN401 - as Click calls it
        """Run it."""
        with in_words():
            return self._function(*args, **given)
