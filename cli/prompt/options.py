"""The options that every command which writes has, and what they come to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from ringfence.bookkeeping.request import MARKS, Request, split_by_commas
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import DAY, MONEY, WORDS
from ringfence.ledger.rules import OVERRIDABLE, OVERRIDE
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.recording.drafting import Value

F = Callable[..., Any]


def writes(
    *, funds: bool = True, spending: bool = False, decision: bool = True
) -> Callable[[F], F]:
    """Return a decorator that adds the options of all that write, handed over as ``request``.

    Args:
        funds: Whether it can be told which fund pays.
        spending: Whether it records spending, which may carry more.
        decision: Whether it takes --decision as all do, and not in a way of its own.
    """

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def command(*args: Any, **given: Any) -> Any:  # noqa: ANN401 - as Click calls it
            return function(*args, request=_request_of(given, keys), **given)

        keys = (*_SPENDING_KEYS, *_KEYS) if spending else _KEYS
        first = (_DATE, _NOTE, *((_DECISION,) if decision else ()))
        options = [*first, *(_FUNDS if funds else ()), *(_SPENDING if spending else ()), *_LAST]
        for option in reversed(options):
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
        if value is not None and (value is not False or key == "capital"):
            meta[key] = _in_books(value)
    return Request(
        day=given.pop("date", None) or today(),
        dry_run=given.pop("dry_run"),
        note=given.pop("note", None),
        decisions=split_by_commas(given.pop("decision", ())),
        funds=given.pop("funds", ()),
        links=tuple(link.strip().removeprefix("^") for link in given.pop("links", ())),
        meta=meta,
    )


def _in_books(value: Any) -> Value:  # noqa: ANN401 - whatever Click made of it
    """Return a value as metadata have it: money is an amount, a list one text."""
    if isinstance(value, Decimal):
        from ringfence.ledger.recording.drafting import gbp

        return gbp(value)
    return value  # type: ignore[no-any-return]


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
_FUNDS = (
    click.option(
        "--fund",
        "funds",
        type=choices.FUND,
        multiple=True,
        metavar="FUND[=AMOUNT]",
        help="Which fund pays, or how much of it; may be repeated.",
    ),
)
_SPENDING = (
    click.option(
        "--invoice-total",
        type=MONEY,
        metavar="AMOUNT",
        help="The total of the whole invoice, if this is part of it; net, as recorded.",
    ),
    click.option("--supplied", type=DAY, metavar="DAY", help="When it was supplied, if earlier."),
    click.option("--purpose", type=WORDS, metavar="TEXT", help="What it was bought for."),
    click.option("--category", type=WORDS, metavar="TEXT", help="What kind of cost it is."),
    click.option("--capital/--revenue", default=None, help="Whether it is capital spending."),
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
_SPENDING_KEYS = ("invoice-total", "supplied", "purpose", "category", "capital")
_KEYS = (
    "approved-by",
    "council-ref",
    "adjusts",
    "corrects",
    *MARKS,
    *(f"{OVERRIDE}{rule}" for rule in OVERRIDABLE),
)
