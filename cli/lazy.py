"""A group that imports the module of a command only when that command is asked for."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from ringfence.cli.errors import InWords, in_words
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.commands import Blank
from ringfence.ledger.words import did_you_mean, near

#: The end of an earmark's address, as in 2017-18/Diversionary/ID.
_EARMARK = re.compile(r"\d{4}-\d\d/[^/]+/(.*)")
#: Where events are; what else is named is within ``cli/``.
BOOKKEEPING = "bookkeeping."
_TOO_MANY = "Got unexpected extra argument"
_TOGETHER = (
    'Words that belong together stand between double quotes, as in "12 June 2017"; an amount has '
    "no space in it."
)


class Lazy(NamedTuple):
    """Where a command is and what it does.

    Attributes:
        where: Its ``module:attribute`` within ``cli/commands/``; of an event, its class within
            ``bookkeeping/``, as ``bookkeeping.module:Class``.
        summary: What the list of commands says of it.
    """

    where: str
    summary: str


class LazyGroup(click.Group):
    """A group whose help is written from the list of its commands alone."""

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy], **settings: Any) -> None:  # noqa: ANN401 - as Click has it
        super().__init__(*args, **settings)
        self._lazy = lazy

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 - as Click has it
        """Run the command line on a standard output that takes every character."""
        output.accept_every_character()
        return super().main(*args, **settings)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; what a message left to fill in is refused as it stands."""
        blank = next((each for each in args if _is_blank(each)), None)
        if blank is not None and not ctx.resilient_parsing:
            raise click.UsageError(
                f"“{blank}” is to be filled in: type your own in the place of the capitals.", ctx
            )
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as Click has it
        """Run a command; what is refused while it is asked for is said too."""
        try:
            with in_words():
                return super().invoke(ctx)
        except click.UsageError as error:
            if not error.message.startswith(_TOO_MANY):
                raise
            raise click.UsageError(f"{error.message}. {_TOGETHER}", error.ctx) from error
        except OSError as error:
            raise output.not_printed(error) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as Click has it
        """Name the commands in the order in which an officer meets them."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in self._lazy:
            return None
        return tell_refusals(take_settings(_command_at(self._lazy[cmd_name].where)))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command asked for, or say which was perhaps meant."""
        name = args[0]
        if name not in self._lazy and not name.startswith("-"):
            hint = did_you_mean(f"`{each}`" for each in near(name, self._lazy))
            raise click.UsageError(f"There is no command `{name}`.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands with what they do, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in self._lazy.items()])


def _command_at(where: str) -> click.Command:
    """Return a command, or the one made of an event.

    Raises:
        TypeError: there is something else.
    """
    module, _, attribute = where.partition(":")
    if not module.startswith(BOOKKEEPING):
        module = f"cli.commands.{module}"
    found = getattr(importlib.import_module(f"ringfence.{module}"), attribute)
    if module.startswith(BOOKKEEPING):
        from ringfence.cli.events import command_of

        return command_of(found)
    if not isinstance(found, click.Command):
        raise TypeError(f"ringfence.{module}.{attribute} is not a command")
    return found


def _is_blank(argument: str) -> bool:
    """Return whether a word, or a part of it as in FUND=AMOUNT, is what was to be filled in."""
    earmark = _EARMARK.fullmatch(argument)
    return not {*argument.split("="), earmark[1] if earmark else ""}.isdisjoint(Blank)


def take_settings(command: click.Command) -> click.Command:
    """Let a command take ``--books`` and ``--as`` too: people put them at the end."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            take_settings(each)
        if not command.invoke_without_command:
            return command
    taken = {option for parameter in command.params for option in parameter.opts}
    for option, field, says in (
        ("--books", "books", "The books, as before the command."),
        ("--as", "person", "Who acts, as before the command."),
    ):
        if option not in taken:
            command.params.append(
                click.Option(
                    [option, f"given_{field}"],
                    expose_value=False,
                    hidden=True,
                    help=says,
                    callback=_setting_callback(field),
                )
            )
    return command


def tell_refusals(command: click.Command) -> click.Command:
    """Let a command say in words what it refuses, and those of a group too."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            tell_refusals(each)
    if command.callback is not None and not isinstance(command.callback, InWords):
        command.callback = InWords(command.callback)
    return command


def _setting_callback(field: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
    def take(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            ctx.obj = ctx.ensure_object(Settings)._replace(**{field: value})

    return take
