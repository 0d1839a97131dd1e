"""Decisions: of which body, and how much of their amount is left."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

from ringfence.ledger.book import Book
from ringfence.ledger.decisions import amount_left, bodies_of, is_of_body, last_of

Build = Callable[..., Book]
DAY = datetime.date.fromisoformat


def test_a_decision_is_of_its_body_from_its_day_on(book: Build) -> None:
    register = book().register

    assert bodies_of(register, "CSP-1", DAY("2017-06-11")) == set()
    assert bodies_of(register, "CSP-1", DAY("2017-06-12")) == {"CSP"}
    assert bodies_of(register, "Nobody-1", DAY("2099-01-01")) == set()
    assert is_of_body(register, "OPCC-1", "OPCC", DAY("2017-06-12"))
    assert not is_of_body(register, "OPCC-1", "CSP", DAY("2017-06-12"))
    assert not is_of_body(register, "OPCC-1", "OPCC", DAY("2017-06-11"))


def test_a_ratified_decision_is_of_both_bodies_from_its_own_day(book: Build) -> None:
    """
    2017-06-01 custom "decision" "Chair-1"
      body: "finance"
      title: "Urgent"
    2017-07-01 custom "decision" "Chair-1"
      ratified-by: "CSP-1"
      decision: "CSP-1"
    """
    register = book().register

    assert bodies_of(register, "Chair-1", DAY("2017-05-31")) == set()
    assert bodies_of(register, "Chair-1", DAY("2017-06-01")) == {"finance", "CSP"}


def test_what_is_left_of_an_amount(book: Build) -> None:
    """
    2017-06-12 * "Some of it"
      decision: "CSP-2"
      Equity:Reserve:Grant                        600.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -600.00 GBP
    2017-06-13 * "With another"
      decision: "CSP-1, CSP-2"
      Equity:Reserve:Grant                        150.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -150.00 GBP
    """
    built = book()

    assert amount_left(built, "CSP-2") == Decimal("250.00")
    assert amount_left(built, "CSP-1") is None
    assert amount_left(built, "Nobody") is None
    assert amount_left(book(text=""), "CSP-2") == Decimal("1000.00")
    assert [(str(use.amount), str(use.total)) for use in built.movements.uses("CSP-2")] == [
        ("600.00", "600.00"),
        ("150.00", "750.00"),
    ]
    assert built.movements.uses("Nobody") == []


def test_an_amount_is_what_it_was_amended_to(book: Build) -> None:
    """
    2017-07-12 custom "decision" "CSP-1"
      amount: 0.01 GBP
      decision: "OPCC-1"
    2017-07-12 custom "decision" "CSP-2"
      amount:
      decision: "OPCC-1"
    """
    built = book()
    assert amount_left(built, "CSP-1") == Decimal("0.01")
    assert amount_left(built, "CSP-2") is None
    assert last_of(built, "CSP", DAY("2017-07-12")) == ["CSP-2", "CSP-1"]


def test_linked_entries_use_an_amount_together_and_may_give_it_back(book: Build) -> None:
    """
    2017-06-12 * "Out" ^one
      decision: "CSP-2"
      Equity:Reserve:Grant                        600.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -600.00 GBP
    2017-06-13 * "And back" ^one
      decision: "CSP-2"
      Equity:Plan:2017-18:Bluelight:Grant         600.00 GBP
      Equity:Reserve:Grant                       -600.00 GBP
    2017-06-14 * "Joined later" ^two
      decision: "CSP-2"
      Equity:Reserve:Grant                        100.00 GBP
      Equity:Unallocated:Grant                   -100.00 GBP
    2017-06-15 * "What joins them" ^one ^two
      decision: "CSP-2"
      Equity:Unallocated:Grant                    100.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -100.00 GBP
    2017-06-16 * "Joined by the other's link" ^one
      decision: "CSP-2"
      Equity:Plan:2017-18:Bluelight:Grant          30.00 GBP
      Equity:Unallocated:Grant                    -30.00 GBP
    """
    built = book()
    uses = built.movements.uses("CSP-2")
    assert [str(use.amount) for use in uses] == ["600.00", "-600.00", "100.00", "0.00", "0.00"]
    assert str(uses[-1].total) == "100.00"


def test_every_link_of_what_was_joined_leads_to_all_of_it(book: Build) -> None:
    """
    2017-06-12 * "Out" ^one ^three
      decision: "CSP-2"
      Equity:Plan:2017-18:Diversionary:Grant      100.00 GBP
      Equity:Unallocated:Grant                   -100.00 GBP
    2017-06-13 * "Out as well" ^two
      decision: "CSP-2"
      Equity:Plan:2017-18:Diversionary:Grant       50.00 GBP
      Equity:Unallocated:Grant                    -50.00 GBP
    2017-06-14 * "What joins them" ^one ^two
      decision: "CSP-2"
      Equity:Unallocated:Grant                    150.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -150.00 GBP
    2017-06-15 * "By the third link" ^three
      decision: "CSP-2"
      Equity:Unallocated:Grant                    100.00 GBP
      Equity:Plan:2017-18:Bluelight:Grant        -100.00 GBP
    """
    built = book()
    uses = built.movements.uses("CSP-2")
    assert [str(use.amount) for use in uses] == ["100.00", "50.00", "0.00", "100.00"]


def test_the_last_decisions_that_could_be_named(book: Build) -> None:
    """
    2017-06-13 custom "decision" "CSP-3"
      body: "CSP"
      title: "Later"
    2017-06-14 custom "decision" "CSP-4"
      body: "CSP"
      title: "Nothing may be moved on it"
      amount: 0.00 GBP
    2017-06-15 custom "decision" "CSP-5"
      body: "CSP"
      title: "Later still"
    """
    built = book()

    assert last_of(built, "CSP", DAY("2017-06-30")) == ["CSP-5", "CSP-3", "CSP-2"]
    assert last_of(built, "CSP", DAY("2017-06-14")) == ["CSP-3", "CSP-2", "CSP-1"]
    assert last_of(built, "CSP", DAY("2017-06-14"), most=1) == ["CSP-3"]
    assert last_of(built, "OPCC", DAY("2017-06-12")) == ["OPCC-1"]
    assert last_of(built, "OPCC", DAY("2017-06-11")) == []
