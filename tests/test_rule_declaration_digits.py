"""The rule `declaration`: an amount of thirteen digits, which is left out of all sums."""

from __future__ import annotations

import pytest

from tests.conftest import Findings, Judged

SPENT = "Expenses:Plan:2017-18:Diversionary:Grant"


def told(place: int, amount: str, account: str) -> Judged:
    return Judged(
        "declaration",
        "block",
        str(place),
        f"“Council, Mistyped” posts {amount} GBP to {account}. An amount has at most 12 digits "
        "before the point: write what the paper says. [declaration]",
    )


def entry(*postings: tuple[str, str]) -> str:
    lines = [f"  {account}  {amount} GBP" for account, amount in postings]
    return "\n".join(('2017-07-01 * "Council" "Mistyped"', '  invoice: "A-1"', *lines, ""))


@pytest.mark.parametrize("amount", ["1000000000000.00", "1234567890123.45"])
@pytest.mark.parametrize(
    ("debit", "credit"),
    [
        ("Assets:Council:Grant", "Assets:Awarded:OPCC:Grant"),
        (SPENT, "Assets:Council:Grant"),
        (SPENT, SPENT),
        ("Equity:Unallocated:Grant", "Equity:Reserve:Grant"),
    ],
)
def test_each_posting_is_told_though_the_entry_comes_to_nil(
    findings: Findings, amount: str, debit: str, credit: str
) -> None:
    expected = [told(3, amount, debit), told(4, f"-{amount}", credit)]
    text = entry((debit, amount), (credit, f"-{amount}"))
    assert findings("declaration", text=text) == expected


def test_beside_what_is_counted(findings: Findings) -> None:
    """Of five postings two are mistyped; the other three come to nil without them."""
    text = entry(
        (SPENT, "500.00"),
        (SPENT, "1234567890123.45"),
        (SPENT, "-1234567890123.45"),
        ("Assets:Council:Grant", "-300.00"),
        ("Assets:Council:Grant", "-200.00"),
    )
    assert findings("declaration", text=text) == [
        told(4, "1234567890123.45", SPENT),
        told(5, "-1234567890123.45", SPENT),
    ]


def test_twelve_digits_are_counted(findings: Findings) -> None:
    text = entry((SPENT, "999999999999.99"), ("Assets:Council:Grant", "-999999999999.99"))
    assert findings("declaration", text=text) == []
    assert "£999,999,999,999.99" in findings("overdrawn", text=text)[0].message
