"""Asking, at a terminal, whose money is allocated, where the funds' dates do not say."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.cli.prompt import asking
from ringfence.ledger.money import plain, pounds
from ringfence.ledger.paying_errors import AlikeFundsError


def funds_asked(error: AlikeFundsError) -> tuple[str, ...]:
    """Ask which fund comes first, until that settles what each of them gives."""
    return tuple(_whose(error))


def _whose(error: AlikeFundsError) -> Iterator[str]:

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
