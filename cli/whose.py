"""Asking, at a terminal, whose money is allocated, where the funds' dates do not say."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ringfence.cli import asking

if TYPE_CHECKING:
    from ringfence.bookkeeping.request import Said
    from ringfence.ledger.loading import Books
    from ringfence.ledger.paying_errors import AlikeFundsError
    from ringfence.ledger.recording.drafting import Draft


def with_fund(ctx: click.Context, said: Said, plan: Callable[[Books, Said], list[Draft]]) -> Said:
    """Give what was said, with the fund that is asked for where only its id would decide.

    Whatever else is wrong with the plan is left for the recording to say.
    """
    from ringfence.bookkeeping.errors import BookkeepingError
    from ringfence.ledger.paying_errors import AlikeFundsError
    from ringfence.ledger.paying_errors import PayingError

    if said.funds or not asking.on_terminal():
        return said
    try:
        plan(asking.books_to_ask_by(ctx), said)
    except AlikeFundsError as error:
        asking.note_asked(ctx)
        return replace(said, funds=tuple(_whose(error)))
    except (PayingError, BookkeepingError):
        return said
    return said


def _whose(error: AlikeFundsError) -> Iterator[str]:
    """Ask which fund comes first, until that settles what each of them gives."""
    from ringfence.ledger.money import plain
    from ringfence.ledger.money import pounds

    yield from (f"{fund}={plain(part)}" for fund, part in error.before.items())
    free, rest = dict(error.free), error.rest
    while rest:
        settled = rest == sum(free.values()) or len(free) == 1
        offered = [asking.Choice(f"{fund}: {pounds(has)} free", fund) for fund, has in free.items()]
        message = f"Of which fund are the {pounds(rest)}?"
        fund = next(iter(free)) if settled else asking.choose(message, offered)
        part = min(rest, free.pop(fund))
        rest -= part
        yield f"{fund}={plain(part)}"
