"""What always holds, over generated books; and that books broken in any one way are caught."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest
from beancount.core import data
from beancount.core.amount import Amount
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.findings import Finding
from ringfence.ledger.moves import Origin
from ringfence.plugins import authority, declaration, overdrawn, self_balancing
from tests.books import FUNDS, valid_books

FEW = settings(max_examples=40)
RULES = (declaration.check, self_balancing.check, overdrawn.check, authority.check)
PLAN = ("Equity:Unallocated:", "Equity:Reserve:", "Equity:Plan:")
HELD_IN = ("Income:", "Equity:Opening:", "Liabilities:InAdvance:", "Expenses:", *PLAN)

Entries = list[data.Directive]
Legs = list[tuple[str, Decimal]]


def findings(entries: Entries) -> list[Finding]:
    book = Book(entries)
    return [finding for rule in RULES for finding in rule(book)]


def transactions(entries: Entries) -> list[data.Transaction]:
    return [entry for entry in entries if isinstance(entry, data.Transaction)]


def legs(entry: data.Transaction) -> Legs:
    found = []
    for posting in entry.postings:
        assert posting.units is not None
        assert posting.units.number is not None
        found.append((posting.account, posting.units.number))
    return found


def days_of(entries: Entries) -> list[datetime.date]:
    days = sorted({entry.date for entry in transactions(entries)})
    return [days[0] - datetime.timedelta(days=1), *days, days[-1] + datetime.timedelta(days=400)]


def naive(entries: Entries, day: datetime.date, fund: str, *heads: str) -> Decimal:
    """Sum the postings of a fund up to a day to accounts of some beginnings, in one loop."""
    return sum(
        (
            number
            for entry in transactions(entries)
            if entry.date <= day
            for account, number in legs(entry)
            if account.split(":")[-1] == fund and account.startswith(heads)
        ),
        Decimal(0),
    )


@given(valid_books())
def test_valid_books_are_accepted(entries: Entries) -> None:
    assert [finding.message for finding in findings(entries)] == []
    assert Book(entries).irregular == []


@given(valid_books())
def test_every_transaction_keeps_the_two_laws(entries: Entries) -> None:
    for entry in transactions(entries):
        assert len({account.split(":")[-1] for account, _n in legs(entry)}) == 1
        plan = sum(n for account, n in legs(entry) if account.startswith(PLAN))
        assert plan == 0
        assert sum(n for _account, n in legs(entry)) == 0


@FEW
@given(valid_books())
def test_assets_less_liabilities_are_what_the_pots_hold(entries: Entries) -> None:
    book = Book(entries)
    for day in days_of(entries):
        for fund in FUNDS:
            liabilities = ("Liabilities:Accruals:", "Liabilities:Repayable:")
            net = naive(entries, day, fund, "Assets:", *liabilities)
            assert balance_of_fund(book, fund, day) == net
            assert all(track.left(day) >= 0 for track in book.pots_of_fund(fund))


@FEW
@given(valid_books())
def test_what_came_in_is_what_it_was_for(entries: Entries) -> None:
    book = Book(entries)
    for day in days_of(entries):
        for fund in FUNDS:
            received = repaid = Decimal(0)
            for entry in transactions(entries):
                cash = sum((n for a, n in legs(entry) if a == f"Assets:Council:{fund}"), Decimal(0))
                others = {account.rpartition(":")[0] for account, _n in legs(entry)}
                if entry.date > day:
                    continue
                if others & {"Assets:Awarded:OPCC", "Assets:Receivable:OPCC", "Equity:Opening"}:
                    received += cash
                elif "Liabilities:Repayable:OPCC" in others:
                    repaid -= cash

            def total(kind: Kind, fund: str = fund, day: datetime.date = day) -> Decimal:
                return book.total(fund, kind, day)

            came_in = received + total(Kind.RECEIVABLE) + total(Kind.AWARDED)
            income = -total(Kind.INCOME) - total(Kind.IN_ADVANCE) - total(Kind.OPENING)
            assert came_in == income + repaid - total(Kind.REPAYABLE)


@FEW
@given(valid_books())
def test_origins_come_to_what_is_allocated_and_that_to_where_it_is(entries: Entries) -> None:
    book = Book(entries)
    places = {pot.place for pot, _fund in book.pots if pot.is_planned}
    for day in days_of(entries):
        for place in places:
            for fund in FUNDS:
                head = ("Equity", "Plan", *place.path)
                put_in = -sum(
                    (
                        n
                        for entry in transactions(entries)
                        if entry.date <= day
                        for account, n in legs(entry)
                        if tuple(account.split(":")[:4]) == head and account.endswith(f":{fund}")
                    ),
                    Decimal(0),
                )
                by_origin: dict[Origin, Decimal] = defaultdict(Decimal)
                for change in book.movements.changes_of(place, day):
                    if change.fund == fund:
                        by_origin[change.origin] += change.amount
                assert sum(by_origin.values()) == put_in

                tracks = [track for track in book.pots_of(place) if track.fund == fund]
                earmarked = sum(track.left(day) for track in tracks if track.pot.earmark)
                available = sum(track.left(day) for track in tracks if not track.pot.earmark)
                spent = sum(track.spent(day) for track in tracks)
                assert sum(track.put_in(day) for track in tracks) == put_in
                assert earmarked + available + spent == put_in


@FEW
@given(valid_books(), st.data())
def test_balances_are_those_of_a_naive_sum(entries: Entries, drawn: st.DataObject) -> None:
    book = Book(entries)
    accounts = sorted({account for entry in transactions(entries) for account, _n in legs(entry)})
    for _ in range(5):
        account = drawn.draw(st.sampled_from(accounts))
        day = drawn.draw(st.sampled_from(days_of(entries)))
        fund = account.split(":")[-1]
        track = book.tracks[account]

        assert book.balance(account, day) == naive(
            [
                entry._replace(postings=[p for p in entry.postings if p.account == account])
                for entry in transactions(entries)
            ],
            day,
            fund,
            "",
        )
        assert sum(row.amount for row in track.rows(last=day)) == track.balance(day)
        assert balance_of_fund(book, fund, day) == -naive(entries, day, fund, *HELD_IN)


@FEW
@given(valid_books())
def test_days_add_up(entries: Entries) -> None:
    book = Book(entries)
    for track in book.tracks.values():
        days = sorted(set(track.days))
        for before, after in pairwise(days):
            one = datetime.timedelta(days=1)
            assert track.balance(before) + track.change(before + one, after) == track.balance(after)
    for pot in book.pots.values():
        running = Decimal(0)
        lowest = []
        for day, change in pot.daily().items():
            running += change
            lowest.append(running)
            assert pot.left(day) == running
            assert pot.lowest_from(day) <= running
        first = min(pot.daily())
        assert pot.lowest_from(first) == min(lowest)
        assert pot.never_below_zero == (min(lowest) >= 0)


# ---------------------------------------------------------------- broken


def broken(entries: Entries, old: data.Transaction, new: data.Transaction) -> list[Finding]:
    return findings([new if entry is old else entry for entry in entries])


def with_units(posting: data.Posting, change: Decimal) -> data.Posting:
    assert posting.units is not None
    assert posting.units.number is not None
    return posting._replace(units=Amount(posting.units.number + change, "GBP"))


def replaced(entry: data.Transaction, index: int, *new: data.Posting) -> data.Transaction:
    postings = [*entry.postings[:index], *new, *entry.postings[index + 1 :]]
    return entry._replace(postings=postings)


BREAKS = ["penny", "fund", "drop", "layer", "double", "euro", "mill", "parent", "price"]
EXPECTED = {"euro": "declaration", "mill": "declaration", "parent": "declaration"}


@pytest.mark.parametrize("way", BREAKS)
@settings(max_examples=15)
@given(valid_books(15), st.data())
def test_books_broken_in_one_entry_are_caught_there(
    way: str, entries: Entries, drawn: st.DataObject
) -> None:
    entry = drawn.draw(st.sampled_from(transactions(entries)))
    index = drawn.draw(st.integers(0, len(entry.postings) - 1))
    posting = entry.postings[index]
    head, _, fund = posting.account.rpartition(":")
    assert posting.units is not None
    ways = {
        "penny": [with_units(posting, Decimal("0.01"))],
        "fund": [posting._replace(account=f"{head}:{next(f for f in FUNDS if f != fund)}")],
        "drop": [],
        "layer": [
            posting._replace(
                account=f"Assets:Council:{fund}"
                if posting.account.startswith(PLAN)
                else f"Equity:Reserve:{fund}"
            )
        ],
        "double": [posting, posting],
        "euro": [posting._replace(units=posting.units._replace(currency="EUR"))],
        "mill": [with_units(posting, Decimal("0.001"))],
        "parent": [posting._replace(account=head)],
        "price": [posting._replace(price=Amount(Decimal("0.00"), "GBP"))],
    }
    found = broken(entries, entry, replaced(entry, index, *ways[way]))

    rule = EXPECTED.get(way, "self-balancing")
    at = [finding for finding in found if finding.rule == rule]
    assert [finding.entry.date for finding in at if finding.entry] == [entry.date] * len(at)
    assert at


@settings(max_examples=25)
@given(valid_books(15), st.data())
def test_a_penny_too_many_out_of_any_pot_is_caught(entries: Entries, drawn: st.DataObject) -> None:
    book = Book(entries)
    track = drawn.draw(st.sampled_from(sorted(book.pots.values(), key=lambda t: (t.pot, t.fund))))
    last = transactions(entries)[-1]
    short = track.left(last.date) + Decimal("0.01")
    plan, money = track.pot.plan_account(track.fund), track.pot.spent_account(track.fund)
    if track.pot.is_planned:
        pair = (money, f"Assets:Council:{track.fund}")
    elif track.pot.is_reserve:
        pair = (plan, f"Equity:Plan:2017-18:Kicks:{track.fund}")
    else:
        pair = (f"Income:OPCC:{track.fund}", f"Liabilities:Repayable:OPCC:{track.fund}")
    # Of a provider's earmark no more may go than is advanced: another finding, rightly.
    assume(track.pot.earmark != "Spring")
    made = data.Transaction(
        last.meta, last.date, "*", None, "Too much", data.EMPTY_SET, data.EMPTY_SET, []
    )
    made = made._replace(
        meta={"filename": "x", "lineno": 1, "decision": "CSP-1"},
        postings=[
            data.Posting(pair[0], Amount(short, "GBP"), None, None, None, {}),
            data.Posting(pair[1], Amount(-short, "GBP"), None, None, None, {}),
        ],
    )
    found = findings([*entries, made])
    assert [(each.rule, each.entry is made) for each in found] == [("overdrawn", True)]
    assert found[0].message.startswith(f"{track.pot} is overdrawn by £0.01 of {track.fund} on ")

    less = [leg._replace(units=Amount(n, "GBP")) for leg, n in _less(made.postings)]
    assert findings([*entries, made._replace(postings=less)]) == []


def _less(postings: list[data.Posting]) -> list[tuple[data.Posting, Decimal]]:
    penny = Decimal("0.01")
    numbers = [p.units.number for p in postings if p.units is not None and p.units.number]
    return list(zip(postings, (numbers[0] - penny, numbers[1] + penny), strict=True))


@settings(max_examples=25)
@given(valid_books(15), st.data())
def test_a_movement_without_its_decision_is_caught(entries: Entries, drawn: st.DataObject) -> None:
    book = Book(entries)
    deciding = [entry for entry in transactions(entries) if "decision" in entry.meta]
    assume(deciding)
    entry = drawn.draw(st.sampled_from(deciding))
    (move,) = book.movements.of(entry) or (None,)
    assume(move is not None)
    assert move is not None
    meta = {name: value for name, value in entry.meta.items() if name != "decision"}
    found = broken(entries, entry, entry._replace(meta=meta))

    year = move.source.year or move.to.year or ("2017-18" if entry.date.year == 2017 else None)
    year = year or ("2018-19" if entry.date >= datetime.date(2018, 4, 1) else "2017-18")
    adopted = {"2017-18": datetime.date(2017, 4, 10), "2018-19": datetime.date(2018, 4, 16)}
    # Once any plan was adopted, a draw on the reserve is one wherever it goes.
    draws = move.source.path[:1] == ("Reserve",)
    free = (
        entry.date <= (min(adopted.values()) if draws else adopted[year])
        or move.source.place == move.to.place
        or (
            move.fund == "Repaid"
            and move.to.path == ("Unallocated",)
            and entry.date > datetime.date(2018, 3, 31)
        )
        or (
            move.fund != "Repaid"
            and move.source.action is not None
            and move.source.action == move.to.action
            and (move.source.year or "") < (move.to.year or "")
        )
    )
    assert [(each.rule, each.entry is not None) for each in found] == (
        [] if free else [("authority", True)]
    )
