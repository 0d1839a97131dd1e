"""The options that every command which writes has, and what they come to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ringfence.bookkeeping.request import MARKS, Request, split_by_commas
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import DAY, WORDS
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.recording.drafting import Value

F = Callable[..., Any]


def writes() -> Callable[[F], F]:
    """Return a decorator that adds the options of commands that write, as ``request``."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def command(*args: Any, **given: Any) -> Any:  # noqa: ANN401 - as Click calls it
            return function(*args, request=_request_of(given, _KEYS), **given)

        for option in reversed([_DATE, _NOTE, _DECISION, *_LAST]):
            option(command)
        return command

    return decorate


def declares(*, dated: bool = True) -> Callable[[F], F]:
    """Return a decorator that adds the options of commands that declare, as ``request``.

    Args:
        dated: Whether it takes --date, and not its day in a way of its own.
    """

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def command(*args: Any, **given: Any) -> Any:  # noqa: ANN401 - as Click calls it
            return function(*args, request=_request_of(given, MARKS), **given)

        first = (*((_DATE,) if dated else ()), _DECISION)
        for option in reversed([*first, *_FLAGS, _DRY_RUN]):
            option(command)
        return command

    return decorate


def _request_of(given: dict[str, Any], keys: tuple[str, ...]) -> Request:
    """Take the common options out of what a command was given."""
    meta: dict[str, Value] = {}
    for key in keys:
        value = given.pop(key.replace("-", "_"))
        if value is not None and value is not False:
            meta[key] = value
    return Request(
        day=given.pop("date", None) or today(),
        dry_run=given.pop("dry_run"),
        note=given.pop("note", None),
        decisions=split_by_commas(given.pop("decision", ())),
        links=tuple(link.strip().removeprefix("^") for link in given.pop("links", ())),
        meta=meta,
    )


_DATE = click.option(
    "--date", type=DAY, metavar="DAY", help="When it happened; today if not given."
)
_NOTE = click.option("--note", type=WORDS, metavar="TEXT", help="What it is, in your own words.")
_DECISION = click.option(
    "--decision",
    type=choices.DECISION,
    multiple=True,
    metavar="ID",
    help="The decision that allows it; may be repeated.",
)
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
_LINK = click.option(
    "--link",
    "links",
    type=WORDS,
    multiple=True,
    metavar="LINK",
    help="Join it to other entries with this link.",
)
_FLAGS = (
    click.option("--illustrative", is_flag=True, help="Mark it as made up."),
    click.option("--private", is_flag=True, help="Leave it out of what is published."),
)
_LAST = (
    _LINK,
    click.option("--approved-by", type=choices.PERSON, metavar="PERSON", help="Who approved it."),
    click.option("--council-ref", type=WORDS, metavar="TEXT", help="The council's own reference."),
    click.option(
        "--adjusts",
        type=WORDS,
        metavar="FUND/PERIOD",
        help="The submitted return that it corrects, such as PLF-2017-18/2017-18-H1.",
    ),
    click.option("--corrects", type=WORDS, metavar="ENTRY", help="The entry that it corrects."),
    *_FLAGS,
    *(
        click.option(
            f"--{OVERRIDE}{rule}",
            type=choices.DECISION,
            metavar="ID",
            hidden=rule != "authority",
            help="The decision that allows it against this rule; likewise for other rules.",
        )
        for rule in OVERRIDABLE
    ),
    _DRY_RUN,
)
_KEYS = (
    "approved-by",
    "council-ref",
    "adjusts",
    "corrects",
    *MARKS,
    *(f"{OVERRIDE}{rule}" for rule in OVERRIDABLE),
)
