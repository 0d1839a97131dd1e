"""Earmarks and what is paid from them: the bulk of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.desk import Target
from bench.entries import Posting, component, iso, money, move, quoted
from bench.shape import PROVIDERS, PURPOSES, WORK

if TYPE_CHECKING:
    from bench.desk import Desk

ACCRUED = 0.10
ADVANCED = 0.13
REFUNDED = 0.17
WITH_REST = 0.3


def spend(desk: Desk, target: Target, provider: str, day: int, pence: int) -> None:
    """Pay an invoice out of a pot."""
    entry = desk.record(
        day,
        (provider, desk.rng.choice(WORK)),
        move(target.spent, f"Assets:Council:{target.fund}", pence),
        invoice=desk.invoice(provider),
        **desk.about(),
    )
    desk.settled.append((entry, target))


def accrue(desk: Desk, target: Target, provider: str, day: int, pence: int) -> None:
    """Record what was received, and pay it when the invoice has come."""
    number = next(desk.numbers)
    link = f"accrual-{number:06d}"
    accruals = f"Liabilities:Accruals:{target.fund}"
    desk.record(
        day, (provider, "received, not yet paid"), move(target.spent, accruals, pence), link
    )
    desk.record(
        day + 10 + number % 21,
        (provider, "payment of what was received"),
        move(accruals, f"Assets:Council:{target.fund}", pence),
        link,
        invoice=desk.invoice(provider),
    )


def advance(desk: Desk, target: Target, provider: str, day: int, pence: int) -> None:
    """Pay a provider beforehand, and record later what the money bought."""
    link = f"advance-{next(desk.numbers):06d}"
    prepaid = f"Assets:Prepaid:{component(provider)}:{target.fund}"
    council = f"Assets:Council:{target.fund}"
    for when, words, debit, credit in (
        (day, "advance", prepaid, council),
        (min(day + 20, desk.year.last), "what the advance bought", target.spent, prepaid),
    ):
        reference = desk.invoice(provider)
        desk.record(when, (provider, words), move(debit, credit, pence), link, invoice=reference)


def refund(desk: Desk, target: Target, provider: str, day: int, pence: int) -> None:
    """Pay an invoice, and get a part of it back."""
    invoice = desk.invoice(provider)
    council = f"Assets:Council:{target.fund}"
    desk.record(day, (provider, "session"), move(target.spent, council, pence), invoice=invoice)
    desk.record(
        min(day + 15, desk.year.last),
        (provider, "credit for a session that did not take place"),
        move(council, target.spent, pence // 4),
        invoice=invoice,
    )


def payments(desk: Desk, target: Target, provider: str, days: list[int]) -> int:
    """Pay from one earmark on each of these days, in one way or another; return the sum."""
    total = 0
    for day in days:
        pence = desk.rng.randrange(2_000, 90_000)
        chance = desk.rng.random()
        if chance < ACCRUED:
            accrue(desk, target, provider, day, pence)
        elif chance < ADVANCED:
            advance(desk, target, provider, day, pence)
        elif chance < REFUNDED:
            refund(desk, target, provider, day, pence)
        else:
            spend(desk, target, provider, day, pence)
        total += pence
    return total


def declare_earmark(desk: Desk, target: Target, provider: str, day: int, shares: str) -> None:
    """Declare an earmark with its order and its dates."""
    number = next(desk.numbers)
    desk.declare(
        day,
        "earmark",
        *map(quoted, (target.year, target.action, target.earmark)),
        title=quoted(f"{provider}, {WORK[number % len(WORK)]}"),
        provider=quoted(provider),
        **{"order" if number % 2 else "agreement": quoted(f"REF-{number:06d}")},
        purpose=quoted(PURPOSES[number % 3]),
        delivery_from=iso(day),
        delivery_by=iso(desk.year.last),
        **({"shares": quoted(shares)} if shares else {}),
    )


def payment_days(desk: Desk, begins: int, count: int) -> list[int]:
    """Return days for payments from `begins` to the end of the year, in order."""
    span = desk.year.last - begins
    return sorted(begins + int(desk.rng.random() * span) for _ in range(count))


def earmark_block(desk: Desk, action: str, source: tuple[str, str], room: int) -> None:
    """Earmark money for a provider, pay it out over the year, and release some of the rest.

    Args:
        desk: The year.
        action: The action that the earmark is of.
        source: The fund, and the funder whose providers are asked.
        room: How many transactions there may be at most.
    """
    rng = desk.rng
    fund, funder = source
    day = desk.year.adopted + 1 + int(rng.random() * 180)
    provider = rng.choice(PROVIDERS[funder])
    target = Target(desk.year.label, action, fund, f"Project{next(desk.numbers):06d}")
    free = target._replace(earmark="")
    declare_earmark(desk, target, provider, day, "")
    count = min(6 + int(rng.random() * 11), (room - 2) // 2)
    days = payment_days(desk, day + 3, max(1, count))
    total = payments(desk, target, provider, days)
    rest = rng.randrange(500, 20_000) if rng.random() < WITH_REST else 0
    words = (provider, "set aside for the year")
    desk.record(day, words, move(free.pot, target.pot, total + rest))
    if rest and rng.random() < 0.6:
        words = (provider, "what the project does not need")
        desk.record(desk.year.last - 1, words, move(target.pot, free.pot, rest))
    desk.wanted[action, fund] += total + rest


def shared_block(desk: Desk, action: str, fund: str, reserve: str) -> None:
    """Earmark money of two funds for one project, the one from the reserve by a decision."""
    rng = desk.rng
    day = desk.year.adopted + 1 + int(rng.random() * 180)
    provider = PROVIDERS["OPCC"][0]
    main = Target(desk.year.label, action, fund, f"Joint{next(desk.numbers):06d}")
    other = main._replace(fund=reserve)
    declare_earmark(desk, main, provider, day, f"{fund} 75, {reserve} 25")
    sums = [0, 0]
    for paid in payment_days(desk, day + 3, 3 + int(rng.random() * 4)):
        invoice = desk.invoice(provider)
        quarter = rng.randrange(1_000, 15_000)
        link = f"joint-{next(desk.numbers):06d}"
        for index, (target, pence) in enumerate(((main, 3 * quarter), (other, quarter))):
            desk.record(
                paid,
                (provider, "joint project"),
                move(target.spent, f"Assets:Council:{target.fund}", pence),
                link,
                invoice=invoice,
                invoice_total=f"{money(4 * quarter)} GBP",
                **desk.about(),
            )
            sums[index] += pence
    free = other._replace(earmark="")
    desk.record(
        day,
        ("", f"Reserve to {action}"),
        move(f"Equity:Reserve:{reserve}", free.pot, sums[1]),
        decision=quoted(desk.decision(day, sums[1])),
    )
    words = (provider, "set aside for the joint project")
    desk.record(day, words, move(main._replace(earmark="").pot, main.pot, sums[0]))
    desk.record(day, words, move(free.pot, other.pot, sums[1]))
    desk.wanted[action, fund] += sums[0]


def spent_by(desk: Desk, fund: str, day: int) -> int:
    """Return what has been spent of a fund up to and including a day of this year."""
    ending = f":{fund}"
    return sum(
        posting.pence
        for entry in desk.entries
        if entry.day <= day
        for posting in entry.postings
        if posting.account.startswith("Expenses:") and posting.account.endswith(ending)
    )


def legs(sources: dict[str, int], destination: str) -> list[Posting]:
    """Return the legs of a move from several pots of the plan into one."""
    postings = [Posting(account, pence) for account, pence in sources.items() if pence]
    return [*postings, Posting(destination, -sum(sources.values()))]
