"""The council's balance beside ours: two statements worked out by hand, and what always holds."""

import datetime
import json
from decimal import Decimal

import pytest
from beancount.parser import parser
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.ledger.book import Book
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matches import entries_by_line
from ringfence.ledger.council.reconciling import (
    Basis,
    Item,
    NothingKeptError,
    Reconciled,
    Standing,
    TooEarlyError,
    reconcile,
)
from ringfence.ledger.money import ZERO
from ringfence.reports.reconciliation.as_json import as_json, of_json
from ringfence.reports.reconciliation.build import statement

HEAD = """2017-04-01 custom "fund" "Main"
  title: "A fund"
  funder: "OPCC"
  stage: "awarded"
2017-04-01 * "Brought forward"
  Assets:Council:Main      5000.00 GBP
  Equity:Opening:Main     -5000.00 GBP
"""
SEPTEMBER, OCTOBER = datetime.date(2017, 9, 30), datetime.date(2017, 10, 31)

#: A line of nothing, that begins the council's ledger.
FIRST = ("c:0:1", "2017-09-01", "0.00")


def book_of(*entries: str) -> Book:
    parsed, errors, _options = parser.parse_string(HEAD + "\n".join(entries))
    assert errors == []
    return Book(sorted(parsed, key=lambda entry: entry.date))


def spent(day: str, amount: str, payee: str, ref: str = "", more: str = "") -> str:
    named = f'  council-ref: "{ref}"\n' if ref else ""
    minus = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    return (
        f'{day} * "{payee}" "Words"\n  invoice: "{payee}-1"\n{named}{more}'
        f"  Expenses:Plan:2017-18:Alpha:Main  {amount} GBP\n  Assets:Council:Main  {minus} GBP\n"
    )


def received(day: str, amount: str, ref: str = "") -> str:
    named = f'  council-ref: "{ref}"\n' if ref else ""
    return (
        f'{day} * "OPCC" "Received"\n{named}'
        f"  Assets:Council:Main  {amount} GBP\n  Assets:Receivable:OPCC:Main  -{amount} GBP\n"
    )


def mark(key: str, state: str, reason: str) -> str:
    return f'2017-10-02 custom "council-item" "{key}"\n  state: "{state}"\n  reason: "{reason}"\n'


def lines(*texts: tuple[str, str, str]) -> dict[str, CouncilLine]:
    found = (
        CouncilLine(ref, datetime.date.fromisoformat(day), Decimal(amount))
        for ref, day, amount in texts
    )
    return {line.ref: line for line in found}


# Worked out on paper: what was paid before the first line (Z) is in the beginning, and so is
# what the council paid only later (W) in ours, but not in the council's.
IN_SEPTEMBER = (
    spent("2017-08-25", "250.00", "Z"),
    spent("2017-08-30", "40.00", "W", "c:1:1"),
    spent("2017-09-05", "300.00", "A", "c:2:1"),
    received("2017-09-08", "19000.00", "c:3:1"),
    spent("2017-09-12", "1180.00", "B", "c:4:1"),
    spent("2017-09-28", "90.00", "C", "c:7:1"),
    mark("c:5:1", "miscoded", "Of the leisure centre"),
    mark("c:6:1", "timing", "Filed in October"),
)
OF_SEPTEMBER = (
    ("c:1:1", "2017-09-04", "40.00"),
    ("c:2:1", "2017-09-06", "300.00"),
    ("c:3:1", "2017-09-11", "-19000.00"),
    ("c:4:1", "2017-09-14", "1108.00"),
    ("c:5:1", "2017-09-20", "75.50"),
    ("c:6:1", "2017-09-29", "12.00"),
    ("c:7:1", "2017-10-03", "90.00"),
)
SIGNED = """2017-10-09 custom "reconciliation" "2017-09-30"
  status: "signed"
  council-balance: 22214.50 GBP
  lines: -17464.50 GBP
"""
IN_OCTOBER = (
    *IN_SEPTEMBER,
    SIGNED,
    spent("2017-10-02", "-1180.00", "B", more='  corrects: "B-1"\n'),
    spent("2017-10-02", "1108.00", "B", more='  corrects: "B-1"\n'),
    spent("2017-10-04", "10.00", "D", "c:8:1"),
    spent("2017-10-05", "12.00", "E", "c:6:1"),
    mark("c:9:1", "miscoded", "Put right by the council"),
)
OF_OCTOBER = (
    *OF_SEPTEMBER,
    ("c:8:1", "2017-09-29", "10.00"),  # listed only in October
    ("c:9:1", "2017-10-10", "-75.50"),
)


def told(found: list[Item]) -> list[tuple[str, Decimal, str]]:
    return [(item.key, item.amount, item.reason) for item in found]


def test_the_first_statement() -> None:
    found = reconcile(book_of(*IN_SEPTEMBER), lines(*OF_SEPTEMBER), SEPTEMBER)

    assert found.start.basis is Basis.BEGINNING
    assert (found.start.day, found.start.balance) == (datetime.date(2017, 9, 3), Decimal("4750.00"))
    assert found.start.lines == found.lines == Decimal("-17464.50")
    assert found.council_balance == Decimal("22214.50")
    assert found.our_balance == Decimal("22140.00")
    assert told(found.of(Standing.TIMING)) == [
        ("c:7:1", Decimal("-90.00"), ""),
        ("c:6:1", Decimal("12.00"), "Filed in October"),
    ]
    assert told(found.of(Standing.MISCODED)) == [
        ("c:5:1", Decimal("75.50"), "Of the leisure centre")
    ]
    assert told(found.of(Standing.AMOUNT)) == [("c:4:1", Decimal("-72.00"), "")]
    assert found.of(Standing.WAITING) == []
    assert (found.difference, found.unexplained) == (Decimal("-72.00"), ZERO)
    assert [group.lines[0].ref for group in found.matches] == ["c:1:1", "c:2:1", "c:3:1"]


def test_the_next_statement_carries_the_councils_balance_on() -> None:
    found = reconcile(book_of(*IN_OCTOBER), lines(*OF_OCTOBER), OCTOBER)

    assert found.start.basis is Basis.SIGNED
    assert (found.start.day, found.start.balance) == (SEPTEMBER, Decimal("22214.50"))
    assert (found.start.lines, found.start.late) == (Decimal("24.50"), Decimal("10.00"))
    assert found.council_balance == found.our_balance == Decimal("22190.00")
    assert found.total(Standing.TIMING) == ZERO
    assert [item.amount for item in found.of(Standing.MISCODED)] == [
        Decimal("75.50"),
        Decimal("-75.50"),
    ]
    assert (found.difference, found.unexplained, found.of(Standing.AMOUNT)) == (ZERO, ZERO, [])
    assert found.first == datetime.date(2017, 10, 1)
    assert [group.lines[0].ref for group in found.matches] == ["c:4:1", "c:7:1", "c:8:1", "c:6:1"]


def test_a_balance_that_finance_states_is_taken_as_it_is() -> None:
    found = reconcile(book_of(*IN_OCTOBER), lines(*OF_OCTOBER), OCTOBER, stated=Decimal("22200.00"))

    assert found.start.basis is Basis.STATED
    assert found.council_balance == Decimal("22200.00")
    assert (found.difference, found.unexplained) == (Decimal("-10.00"), Decimal("-10.00"))


def test_what_nobody_settled_waits() -> None:
    entries = (spent("2017-09-05", "300.00", "A"), spent("2017-09-06", "20.00", "B", "OWN-REF"))

    found = reconcile(book_of(*entries), lines(("c:1:1", "2017-09-05", "80.00")), SEPTEMBER)

    assert told(found.of(Standing.WAITING)) == [
        ("2017-09-05 A-1 -300.00", Decimal("-300.00"), ""),
        ("c:1:1", Decimal("80.00"), ""),
        ("2017-09-06 B-1 -20.00", Decimal("-20.00"), ""),
    ]
    assert found.difference == Decimal("-240.00")


@pytest.mark.parametrize("key", ["2017-09-05 A-1 -300.00", "A-1"])
def test_an_entry_is_marked_by_any_of_its_names(key: str) -> None:
    book = book_of(spent("2017-09-05", "300.00", "A"), mark(key, "timing", "Paid in October"))

    found = reconcile(book, lines(FIRST), SEPTEMBER)

    assert told(found.of(Standing.TIMING)) == [
        ("2017-09-05 A-1 -300.00", Decimal("-300.00"), "Paid in October")
    ]


def test_one_line_of_two_funds_and_one_entry_of_two_lines() -> None:
    book = book_of(
        spent("2017-09-05", "300.00", "A", "c:1:1"),
        spent("2017-09-05", "200.00", "A", "c:1:1"),
        spent("2017-09-06", "90.00", "B", "c:2:1, c:2:2"),
    )
    told_of = lines(
        ("c:1:1", "2017-09-07", "500.00"),
        ("c:2:1", "2017-09-08", "60.00"),
        ("c:2:2", "2017-09-08", "30.00"),
    )

    found = reconcile(book, told_of, SEPTEMBER)

    assert [(len(each.ours), len(each.lines)) for each in found.matches] == [(2, 1), (1, 2)]
    assert found.items == ()


def test_what_was_taken_back_asks_for_nothing() -> None:
    book = book_of(
        spent("2017-09-05", "300.00", "A"),
        spent("2017-09-06", "-300.00", "A", more='  corrects: "A-1"\n'),
        spent("2017-09-06", "350.00", "A", "c:1:1", more='  corrects: "A-1"\n'),
    )

    found = reconcile(book, lines(FIRST, ("c:1:1", "2017-09-07", "350.00")), SEPTEMBER)

    assert (found.items, found.difference) == ((), ZERO)


def test_two_payments_on_one_invoice_are_two() -> None:
    book = book_of(
        spent("2017-09-05", "100.00", "A", "c:1:1"),
        spent("2017-09-05", "200.00", "A"),
        spent("2017-09-06", "-100.00", "A", more='  corrects: "A-1"\n'),
        spent("2017-09-06", "110.00", "A", more='  corrects: "A-1"\n'),
    )

    found = reconcile(book, lines(FIRST, ("c:1:1", "2017-09-07", "110.00")), SEPTEMBER)

    assert told(found.of(Standing.WAITING)) == [("2017-09-05 A-1 -200.00", Decimal("-200.00"), "")]
    assert len(found.items) == 1


def test_money_that_the_books_began_with_is_in_no_listing() -> None:
    found = reconcile(book_of(), lines(("c:1:1", "2017-03-20", "5.00")), SEPTEMBER)

    assert (found.start.balance, found.our_balance) == (Decimal("5000.00"), Decimal("5000.00"))
    assert told(list(found.items)) == [("c:1:1", Decimal("5.00"), "")]


def test_without_a_listing_there_is_nothing_to_reconcile_with() -> None:
    with pytest.raises(NothingKeptError, match="ringfence import FILE"):
        reconcile(book_of(), {}, SEPTEMBER)


def test_a_day_before_the_first_line_is_refused() -> None:
    with pytest.raises(TooEarlyError, match="begin on 2017-10-03, and 2017-09-30 is before"):
        reconcile(book_of(), lines(("c:1:1", "2017-10-03", "1.00")), SEPTEMBER)


# What always holds.

days = st.integers(0, 60).map(lambda n: datetime.date(2017, 8, 15) + datetime.timedelta(n))
pence = st.integers(-5000, 5000).filter(bool).map(lambda n: Decimal(n).scaleb(-2))
kept = st.lists(st.tuples(days, pence), min_size=1, max_size=6)
paid = st.lists(st.tuples(days, pence, st.lists(st.integers(1, 8), max_size=2)), max_size=6)
marks = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["timing", "miscoded"])), max_size=3)


def _made(
    told_of: list[tuple[datetime.date, Decimal]],
    entries: list[tuple[datetime.date, Decimal, list[int]]],
    marked: list[tuple[int, str]],
) -> tuple[Book, dict[str, CouncilLine]]:
    texts = [
        spent(str(day), str(amount), f"P{n}", ", ".join(f"c:{ref}:1" for ref in refs))
        for n, (day, amount, refs) in enumerate(entries)
    ]
    texts += [mark(f"c:{ref}:1", state, "Said") for ref, state in marked]
    kept_lines = [(f"c:{n}:1", str(day), str(a)) for n, (day, a) in enumerate(told_of, start=1)]
    return book_of(*texts), lines(*kept_lines)


@settings(max_examples=150)
@given(kept, paid, marks, days)
def test_every_pound_between_the_balances_is_named(
    told_of: list[tuple[datetime.date, Decimal]],
    entries: list[tuple[datetime.date, Decimal, list[int]]],
    marked: list[tuple[int, str]],
    day: datetime.date,
) -> None:
    book, kept_lines = _made(told_of, entries, marked)
    begins = min(line.day for line in kept_lines.values())
    day = max(day, begins)

    found = reconcile(book, kept_lines, day)

    between = sum((item.amount for item in found.items), ZERO)
    assert found.our_balance - found.council_balance == between
    assert found.unexplained == ZERO
    _each_once(book, found, kept_lines)
    report = statement(book, kept_lines, day)
    assert of_json(json.loads(json.dumps(as_json(report)))) == report


@settings(max_examples=60)
@given(kept, paid, marks, st.tuples(days, days), pence)
def test_a_statement_signed_between_changes_nothing_but_where_it_begins(
    told_of: list[tuple[datetime.date, Decimal]],
    entries: list[tuple[datetime.date, Decimal, list[int]]],
    marked: list[tuple[int, str]],
    ends: tuple[datetime.date, datetime.date],
    off: Decimal,
) -> None:
    book, kept_lines = _made(told_of, entries, marked)
    begins = min(line.day for line in kept_lines.values())
    first, last = sorted(max(day, begins) for day in ends)
    last += datetime.timedelta(days=1)
    between = reconcile(book, kept_lines, first, stated=Decimal("100.00") + off)
    text = (
        f'2017-12-01 custom "reconciliation" "{first}"\n  status: "signed"\n'
        f"  council-balance: {between.council_balance} GBP\n  lines: {between.lines} GBP\n"
    )
    signed, errors, _options = parser.parse_string(text)
    assert errors == []

    found = reconcile(Book([*book.entries, *signed]), kept_lines, last)

    alone = reconcile(book, kept_lines, last)
    assert told(list(found.items)) == told(list(alone.items))
    assert found.unexplained == between.unexplained


def _each_once(book: Book, found: Reconciled, kept_lines: dict[str, CouncilLine]) -> None:
    """No line is told twice, and none that no entry names is left out."""
    seen = [
        line.ref
        for group in (*found.matches, *(item.group for item in found.items))
        for line in group.lines
    ]
    assert len(seen) == len(set(seen))
    named = entries_by_line(book)
    for ref, line in kept_lines.items():
        if ref not in named and line.day <= found.day and line.amount:
            assert ref in seen
