"""What an invoice claims, asked before it is written: as the rule `duplicate` says of it after."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.claims import Claim, excess_with
from tests.conftest import Refused

SPENT = "Expenses:Plan:2017-18:Diversionary:Grant"
CREDITED = {
    Kind.COUNCIL: "Assets:Council:Grant",
    Kind.ACCRUALS: "Liabilities:Accruals:Grant",
    Kind.PREPAID: "Assets:Prepaid:LeicesterCityFC:Grant",
}


def written(day: str, amount: str, debit: str, credit: str, *keys: str, link: str = "") -> str:
    said = "".join(f"  {each}\n" for each in ('invoice: "L-1"', *keys))
    return f'{day} * "L" "KICKS" {link}\n{said}  {debit}  {amount} GBP\n  {credit}\n'


PAID = written("2017-10-02", "100.00", SPENT, CREDITED[Kind.COUNCIL], link="^p")
ACCRUED = written("2017-10-02", "100.00", SPENT, CREDITED[Kind.ACCRUALS], link="^k")
SETTLED = written(
    "2017-10-03", "100.00", CREDITED[Kind.ACCRUALS], CREDITED[Kind.COUNCIL], link="^k"
)
ADVANCED = written("2017-10-02", "100.00", CREDITED[Kind.PREPAID], CREDITED[Kind.COUNCIL])
REVERSED = written(
    "2017-10-04", "-100.00", SPENT, CREDITED[Kind.COUNCIL], 'corrects: "p"', link="^p"
)
PART = written("2017-10-02", "60.00", SPENT, CREDITED[Kind.COUNCIL], "invoice-total: 100.00 GBP")


@pytest.mark.parametrize(
    ("before", "amount", "against", "claimed"),
    [
        ("", "100.00", Kind.COUNCIL, None),
        (PAID, "0.01", Kind.COUNCIL, "100.01"),
        (PAID, "50.00", Kind.ACCRUALS, "150.00"),
        (PAID + REVERSED, "100.00", Kind.COUNCIL, None),
        (ACCRUED, "100.00", Kind.COUNCIL, "200.00"),
        (ACCRUED + SETTLED, "1.00", Kind.COUNCIL, "101.00"),
        (ADVANCED, "100.00", Kind.PREPAID, None),
        (ADVANCED, "100.01", Kind.PREPAID, None),  # the rest is of another advance
        (ADVANCED, "100.00", Kind.COUNCIL, "200.00"),
        (PART, "40.00", Kind.COUNCIL, None),
        (PART, "40.01", Kind.ACCRUALS, "100.01"),
    ],
)
@pytest.mark.parametrize("day", ["2017-11-01", "2017-10-02"])
def test_as_the_rule_says_once_it_is_written(  # noqa: PLR0917 - a claim has that many sides
    book: Callable[..., Book],
    refused: Refused,
    before: str,
    amount: str,
    against: Kind,
    claimed: str | None,
    day: str,
) -> None:
    claim = Claim(datetime.date.fromisoformat(day), Decimal(amount), against)
    found = excess_with(book(text=before), "l", "l - 1", claim)
    after = before + written(day, amount, SPENT, CREDITED[against])
    said = refused("duplicate", text=after)
    if not (day == "2017-10-02" and "corrects" in before):  # then it is claimed twice for two days
        assert (str(found.claimed) if found else None) == claimed
    assert bool(found) is bool(said)
    assert all(f"to £{found.claimed} on" in each.message for each in said if found)


def test_what_is_no_reference_claims_nothing(book: Callable[..., Book]) -> None:
    claim = Claim(datetime.date(2017, 11, 1), Decimal(1), Kind.COUNCIL)
    assert excess_with(book(text=PAID.replace("L-1", "tbc")), "L", "tbc", claim) is None


def test_a_fault_that_was_there_is_not_told_again(book: Callable[..., Book]) -> None:
    """An invoice that is claimed twice already may be credited, and its total said."""
    twice = book(text=PAID + PAID.replace("10-02", "10-05"))
    day = datetime.date(2017, 11, 1)
    assert excess_with(twice, "L", "L-1", Claim(day, Decimal(-1), Kind.COUNCIL)) is None
    more = excess_with(twice, "L", "L-1", Claim(day, Decimal(1), Kind.COUNCIL, Decimal(150)))
    assert more is not None
    assert (more.claimed, more.limit, more.stated) == (Decimal(201), Decimal(150), True)
    assert more.earlier is not None
    assert more.earlier.date == datetime.date(2017, 10, 2)
