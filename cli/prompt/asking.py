"""Asking at a terminal for what was not typed; elsewhere it is refused by its option's name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from ringfence.bookkeeping.offers import Offered

if TYPE_CHECKING:
    from questionary import Question

    from ringfence.ledger.loading import Books

T = TypeVar("T")
_ASKED = "ringfence.asked"
_BOOKS = "ringfence.asking_books"


class Choice(Offered):
    """One of several answers to a question: what is shown, and what it stands for."""

    __slots__ = ()


Ask = Callable[[click.Context], str | None]


def on_terminal() -> bool:
    """Return whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def was_asked(ctx: click.Context) -> bool:
    """Return whether anything was asked during this command."""
    return bool(ctx.meta.get(_ASKED))


def note_asked(ctx: click.Context) -> None:
    """Note that something was asked, so that what comes of it is shown before it is saved."""
    ctx.meta[_ASKED] = True


def books_to_ask_by(ctx: click.Context) -> Books:
    """Load the books that choices are made of, once a command."""
    from ringfence.cli.books import open_books

    books: Books = ctx.meta.get(_BOOKS) or open_books(ctx)
    ctx.meta[_BOOKS] = books
    return books


def choose(message: str, choices: Sequence[Offered]) -> str:
    """Ask for one of several; typing narrows them down."""
    import questionary

    shown = [questionary.Choice(choice.title, choice.value) for choice in choices]
    return str(
        _answer(questionary.select(message, shown, use_search_filter=True, use_jk_keys=False))
    )


def suggest(message: str, known: Sequence[str]) -> str:
    """Ask for words, offering those known; others may be typed."""
    import questionary

    if not known:
        return words(message)
    return str(_answer(questionary.autocomplete(message, list(known), match_middle=True)))


def words(message: str, *, default: str = "") -> str:
    """Ask for words."""
    import questionary

    return str(_answer(questionary.text(message, default=default)))


def read(message: str, reader: Callable[[str], T], *, default: str = "") -> T:
    """Ask for something that a reader takes, until it does.

    The reader raises ValueError with a sentence.
    """
    import questionary

    def check(text: str) -> bool | str:
        try:
            reader(text)
        except ValueError as error:
            return str(error)
        return True

    question = questionary.text(
        message, default=default, validate=check, validate_while_typing=False
    )
    return reader(str(_answer(question)))


def confirm(message: str, *, default: bool = True) -> bool:
    """Ask yes or no; Enter is the default."""
    import questionary

    return bool(_answer(questionary.confirm(message, default=default)))


def _answer(question: Question) -> object:
    try:
        return question.unsafe_ask()
    except (KeyboardInterrupt, EOFError):
        raise click.Abort from None


class _Asks(click.Parameter):
    """A parameter that is asked for, where somebody can be asked, if it was not given."""

    multiple = False

    def __init__(self, *args: Any, ask: Ask | None = None, **settings: Any) -> None:  # noqa: ANN401 - as Click has it
        super().__init__(*args, **settings)
        self.ask = ask

    def consume_value(self, ctx: click.Context, opts: Any) -> tuple[Any, ParameterSource]:  # noqa: ANN401 - as Click has it
        """Take the value given, else ask."""
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.DEFAULT_MAP and value is None and self.name:
            # What was to say it had nothing to say, so that nobody said it.
            ctx.default_map = {k: v for k, v in (ctx.default_map or {}).items() if k != self.name}
            value, source = super().consume_value(ctx, opts)
        given = source is not ParameterSource.DEFAULT  # an invoice may have given it
        if self.ask is None or given or ctx.resilient_parsing or not on_terminal():
            return value, source
        answer = self.ask(ctx)
        if answer is None:
            return value, source
        note_asked(ctx)
        return ((answer,) if self.multiple else answer), ParameterSource.PROMPT


class AskedArgument(_Asks, click.Argument):
    """An argument that is asked for."""


class AskedOption(_Asks, click.Option):
    """An option that is asked for."""
