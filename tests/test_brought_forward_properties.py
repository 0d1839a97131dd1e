"""What must hold of every grant taken over in the middle of its life, and of its claims since.

For any award and any figures of before: the pots hold the award less what was spent, the council
what was received less what was paid and advanced, no rule is broken, and what a return claims is
never claimed twice, however often something is spent and claimed since.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.bookkeeping.before_books import Debt, Figures
from ringfence.bookkeeping.openings import draft_opening
from ringfence.bookkeeping.request import Request
from ringfence.ledger import loading
from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.brought_forward import before_of
from ringfence.ledger.findings import Severity
from ringfence.ledger.loading import Books
from ringfence.ledger.money import ZERO
from ringfence.ledger.recording.rendering import render
from ringfence.ledger.sources import split_deferral, split_repayment
from ringfence.plugins import all as rules
from ringfence.reports.monitoring.build import prepare
from tests.books import pence_as

FIRST = datetime.date(2025, 4, 1)
YEAR_END = datetime.date(2026, 3, 31)


class Before(NamedTuple):
    """A grant's life before, in pence: what it drew is within what there is."""

    award: int
    received: int
    claimed: int
    spent: int
    owed: tuple[int, ...]
    advanced: tuple[int, ...]

    @property
    def figures(self) -> Figures:
        return Figures(
            received=pence_as(self.received),
            claimed=pence_as(self.claimed) if self.claimed else None,
            spent=pence_as(self.spent),
            owed=[Debt(f"Supplier {n}", pence_as(each)) for n, each in enumerate(self.owed)],
            advanced=[Debt(f"Hub {n}", pence_as(each)) for n, each in enumerate(self.advanced)],
        )


class Since(NamedTuple):
    """What is spent on a day since, as a part of what is left, and whether it is claimed."""

    part: int
    claims: bool


@st.composite
def befores(draw: st.DrawFn) -> Before:
    award = draw(st.integers(1, 9_999_999))
    received = draw(st.one_of(st.integers(0, award), st.just(0), st.just(award)))
    claimed = draw(st.one_of(st.integers(0, award - received), st.just(0)))
    spent = draw(st.one_of(st.integers(0, award), st.just(received)))
    owed: list[int] = []
    while len(owed) < 2 and (rest := spent - sum(owed)) and draw(st.booleans()):
        owed.append(draw(st.integers(1, rest)))
    advanced = draw(st.lists(st.integers(1, 99_999), max_size=2))
    return Before(award, received, claimed, spent, tuple(owed), tuple(advanced))


SINCE = st.lists(st.builds(Since, st.integers(0, 100), st.booleans()), max_size=5)


def text_of(before: Before, payment: str) -> str:
    return f"""plugin "beancount.plugins.auto_accounts"
plugin "ringfence.plugins.all"
2025-04-01 custom "fund" "G"
  title: "A grant"
  funder: "OPCC"
  stage: "awarded"
  award: {pence_as(before.award)} GBP
  payment: "{payment}"
  returns: "monthly"
2025-04-01 custom "action" "2025-26" "Youth"
  title: "Youth"
"""


def load(text: str) -> Books:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_text(text, encoding="utf-8")
        books = loading.load(path)
    assert books.errors == []
    return books


def blocks(books: Books) -> list[str]:
    found = rules.judge(books.book, books.options)
    return [each.message for each in found if each.severity is Severity.BLOCK]


def opened(before: Before, payment: str = "arrears") -> str | None:
    """Return the books with what was before brought forward; None where nothing is left of it."""
    head = text_of(before, payment)
    if before.received == before.spent == before.award and not (before.owed or before.advanced):
        return None
    drafts = draft_opening(load(head), Request(FIRST), "G", before.figures, anew=False)
    return head + "\n".join(render(draft, {}, Path()) for draft in drafts)


def total(book: Book, kind: Kind, day: datetime.date = FIRST) -> Decimal:
    return book.total("G", kind, day)


@given(befores())
@settings(max_examples=150)
def test_the_pots_and_the_council_hold_what_is_left(before: Before) -> None:
    text = opened(before)
    if text is None:
        return
    books = load(text)
    book = books.book
    assert blocks(books) == []
    unpaid, ahead = sum(before.owed), sum(before.advanced)
    assert balance_of_fund(book, "G", FIRST) == pence_as(before.award - before.spent)
    cash = before.received - (before.spent - unpaid) - ahead
    assert total(book, Kind.COUNCIL) == pence_as(cash) == before.figures.cash
    assert total(book, Kind.RECEIVABLE) == pence_as(before.claimed)
    assert total(book, Kind.ACCRUALS) == pence_as(-unpaid)
    assert total(book, Kind.PREPAID) == pence_as(ahead)
    declared = before_of(book, "G")
    assert declared
    claimed = pence_as(before.received + before.claimed)
    assert declared[1:4] == (pence_as(before.received), claimed, pence_as(before.spent))
    claim = prepare(book, "G", "2025-26-M01").claim
    assert (claim.received_to_date, claim.claimed_to_date) == (declared.received, declared.claimed)
    assert (claim.brought_in, claim.awarded_in_year) == (balance_of_fund(book, "G", FIRST), ZERO)


@given(befores(), SINCE)
@settings(max_examples=100)
def test_nothing_is_claimed_twice(before: Before, since: list[Since]) -> None:
    """Each month something may be spent, and what its return claims be claimed."""
    text = opened(before)
    if text is None:
        return
    spent, claimed = before.spent, before.received + before.claimed
    for month, each in enumerate(since, start=1):
        day = datetime.date(2025, 3 + month, 28)
        amount = (before.award - spent) * each.part // 100
        spent += amount
        for account, other, pence in (
            ("Equity:Unallocated:G", "Equity:Plan:2025-26:Youth:G", amount),
            ("Expenses:Plan:2025-26:Youth:G", "Assets:Council:G", amount),
        ):
            text += f'\n{day} * "Since"\n  {account}  {pence_as(pence)} GBP\n'
            text += f"  {other}  {pence_as(-pence)} GBP\n"
        claim = prepare(load(text).book, "G", f"2025-26-M{month:02}").claim
        assert claim.this_claim == pence_as(max(spent - claimed, 0))
        assert claim.claimed_to_date == pence_as(claimed)
        if each.claims and claim.this_claim:
            claimed = spent
            text += f'\n{day} * "Claimed"\n  Assets:Receivable:OPCC:G  {claim.this_claim} GBP\n'
            text += f"  Assets:Awarded:OPCC:G  {-claim.this_claim} GBP\n"
            again = prepare(load(text).book, "G", f"2025-26-M{month:02}").claim
            assert (again.this_claim, again.claimed_to_date) == (ZERO, pence_as(claimed))
    books = load(text)
    assert claimed <= before.award
    assert [each for each in blocks(books) if "[authority]" not in each] == []
    claim = prepare(books.book, "G", "2025-26-M06").claim
    assert claim.available == pence_as(spent - before.spent) + balance_of_fund(
        books.book, "G", YEAR_END
    )


@given(befores(), st.integers(0, 100))
@settings(max_examples=100)
def test_what_goes_back_or_is_deferred_is_opening_money_first(before: Before, part: int) -> None:
    text = opened(before, "advance")
    if text is None:
        return
    book = load(text).book
    old = max(before.received - before.spent, 0)
    amount = pence_as((before.award - before.spent) * part // 100)
    for split in (
        split_repayment(book, "G", amount, FIRST),
        split_deferral(book, "G", amount, YEAR_END),
    ):
        of = {each.kind: each.amount for each in split}
        assert sum(of.values()) == amount
        assert of.get(Kind.OPENING, ZERO) == min(amount, pence_as(old))
        assert all(each > 0 for each in of.values())
