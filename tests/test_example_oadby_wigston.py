"""The worked example: the minutes' figures, and what a copy that breaks a rule is told.

Figures are those of the published minutes, and for the rest of the year worked out by hand.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.ledger import loading, main_file
from ringfence.ledger.accounts import RESERVE, Kind, Pot, parse_pot
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.decisions import amount_left
from ringfence.ledger.findings import Finding
from ringfence.ledger.moves import Origin
from ringfence.plugins import all as rules
from tests.conftest import EXAMPLE, load_plainly

DAY = datetime.date.fromisoformat
A, B, C, D = "PLF-2015-16", "PLF-2016-17", "PLF-2017-18", "PLF-2018-19"
PLAN = "plan-2017-18.beancount"
VIREMENT = """2017-06-12 * "Reserve to Diversionary Activities"
  decision: "CSP-2017-06-12-03"
  Equity:Reserve:PLF-2015-16                              1000.00 GBP
  Equity:Plan:2017-18:Diversionary:PLF-2015-16           -1000.00 GBP
"""

Judge = Callable[..., list[Finding]]


@pytest.fixture(scope="module")
def books() -> loading.Books:
    return loading.load(EXAMPLE / main_file.MAIN)


@pytest.fixture(scope="module")
def book(books: loading.Books) -> Book:
    return books.book


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """Judge a copy of the example in which one text of a file is another."""

    def judge(old: str, new: str, name: str = PLAN) -> list[Finding]:
        copy = Path(shutil.copytree(EXAMPLE, tmp_path / "copy"))
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")
        loaded = loading.load(copy / main_file.MAIN)
        assert loaded.errors == []
        blocks = [
            each
            for each in rules.judge(loaded.book, loaded.options)
            if each.severity.value == "block"
        ]
        errors = load_plainly(copy / main_file.MAIN)[1]
        assert [error.message for error in errors] == [each.message for each in blocks]
        return blocks

    return judge


def pounds(amounts: Iterable[Decimal]) -> str:
    return f"{sum(amounts, Decimal('0.00')):.2f}"


def allocated(book: Book, action: str, day: str, fund: str | None = None) -> str:
    tracks = book.pots_of(parse_pot(f"2017-18/{action}"))
    return pounds(t.put_in(DAY(day)) for t in tracks if fund in (None, t.fund))


def reserve(book: Book, day: str, fund: str | None = None) -> str:
    return pounds(t.left(DAY(day)) for t in book.pots_of(RESERVE) if fund in (None, t.fund))


def spent_or_earmarked(book: Book, day: str) -> str:
    tracks = [t for (pot, _f), t in book.pots.items() if pot.year == "2017-18"]
    earmarked = [t.left(DAY(day)) for t in tracks if t.pot.earmark]
    return pounds([*earmarked, *(t.spent(DAY(day)) for t in tracks)])


def test_no_rule_blocks_it(books: loading.Books) -> None:
    found = rules.judge(books.book, books.options)
    assert [each.message for each in found if each.severity.value != "warn"] == []
    assert load_plainly(EXAMPLE / main_file.MAIN)[1] == []


def test_the_minutes_of_12_june(book: Book) -> None:
    assert spent_or_earmarked(book, "2017-06-12") == "28724.22"
    assert reserve(book, "2017-06-11") == "4408.55"
    assert reserve(book, "2017-06-12") == "3408.55"
    assert allocated(book, "Diversionary", "2017-06-11") == "10000.50"
    assert allocated(book, "Diversionary", "2017-06-12") == "11000.50"
    available = [book.left(parse_pot("2017-18/Diversionary"), f, DAY("2017-06-12")) for f in (A, C)]
    assert [str(each) for each in available] == ["0.50", "0.00"]
    assert allocated(book, "Prevent", "2017-06-12") == "4647.00"
    assert allocated(book, "Prevent", "2017-06-12", B) == "1647.00"
    assert allocated(book, "Prevent", "2017-06-12", C) == "3000.00"
    assert allocated(book, "Bluelight", "2017-06-12") == "3000.00"
    kicks = parse_pot("2017-18/Diversionary/Kicks")
    assert str(book.left(kicks, C, DAY("2017-06-12"))) == "6000.00"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2017-06-11", "17724.22"),
        ("2017-06-12", "28724.22"),
        ("2017-08-31", "29947.22"),
        ("2017-09-30", "29947.22"),
        ("2018-03-31", "38121.72"),
    ],
)
def test_spent_or_earmarked_through_the_year(day: str, expected: str, book: Book) -> None:
    assert spent_or_earmarked(book, day) == expected


@pytest.mark.parametrize(
    ("fund", "expected"),
    [
        (A, ["1908.55", "908.55", "908.55", "908.55", "908.55"]),
        (B, ["0.00", "0.00", "0.00", "0.00", "0.00"]),
        (C, ["2500.00", "2500.00", "2500.00", "1750.00", "2335.50"]),
        (D, ["0.00", "0.00", "0.00", "0.00", "2000.00"]),
        (None, ["4408.55", "3408.55", "3408.55", "2658.55", "5244.05"]),
    ],
)
def test_the_reserve_by_fund(fund: str | None, expected: list[str], book: Book) -> None:
    days = ("2017-06-11", "2017-06-12", "2017-08-31", "2018-03-31", "2018-04-30")
    assert [reserve(book, day, fund) for day in days] == expected


LINES = [
    # action, fund, original, virements, carried forward, spent, left in earmarks, available
    ("Diversionary", A, "0", "1000.00", "0", "999.50", "0.00", "0.50"),
    ("Diversionary", C, "10000.50", "0", "0", "8500.50", "1500.00", "0.00"),
    ("KIDVA", C, "11000.00", "0", "0", "11000.00", "0.00", "0.00"),
    ("Sentinel", C, "5224.22", "0", "0", "5224.22", "0.00", "0.00"),
    ("BigLunch", C, "2000.00", "-180.00", "0", "1340.00", "0.00", "480.00"),
    ("Bluelight", C, "3000.00", "180.00", "0", "2570.00", "600.00", "10.00"),
    ("Prevent", B, "0", "0", "1647.00", "1647.00", "0.00", "0.00"),
    ("Prevent", C, "3000.00", "0", "0", "2150.00", "250.00", "600.00"),
    ("GrowOutCrime", B, "0", "0", "1200.00", "786.00", "0.00", "414.00"),
    ("CelebrateSafely", C, "0", "750.00", "0", "690.00", "0.00", "60.00"),
    ("PropertyMarking", C, "0", "900.00", "0", "864.50", "0.00", "35.50"),
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]}-{line[1]}")
def test_every_line_of_the_year_at_31_march(line: tuple[str, ...], book: Book) -> None:
    action, fund, original, virements, carried, spent, earmarked, available = line
    place, day = Pot(("2017-18", action)), DAY("2018-03-31")
    by_origin = {
        origin: sum(
            change.amount
            for change in book.movements.changes_of(place, day)
            if change.fund == fund and change.origin is origin
        )
        for origin in Origin
    }
    tracks = [track for track in book.pots_of(place) if track.fund == fund]

    assert by_origin[Origin.ORIGINAL] == Decimal(original)
    assert by_origin[Origin.VIREMENT] == Decimal(virements)
    assert by_origin[Origin.CARRIED_FORWARD] == Decimal(carried)
    assert pounds(track.spent(day) for track in tracks) == spent
    assert pounds(track.left(day) for track in tracks if track.pot.earmark) == earmarked
    assert pounds(track.left(day) for track in tracks if not track.pot.earmark) == available


def test_what_each_fund_holds(book: Book) -> None:
    expected = {
        "2017-08-31": ("1908.55", "1914.00", "24435.78", "0.00"),
        "2018-03-31": ("909.05", "414.00", "5660.78", "0.00"),
        "2018-04-30": ("909.05", "414.00", "5285.50", "36000.00"),
        "2018-05-31": ("909.05", "204.00", "3955.50", "36000.00"),
    }
    for day, amounts in expected.items():
        deferred = [-book.total(fund, Kind.IN_ADVANCE, DAY(day)) for fund in (A, B, C, D)]
        in_pots = [balance_of_fund(book, fund, DAY(day)) for fund in (A, B, C, D)]
        assert tuple(f"{each:.2f}" for each in in_pots) == amounts
        if day == "2018-03-31":
            assert [str(each) for each in deferred] == ["0.00", "414.00", "5660.78", "0.00"]


def test_the_year_end_leaves_the_past_year_as_it_was(book: Book) -> None:
    kept = [e for e in book.entries if e.date <= DAY("2018-03-31") or type(e).__name__ == "Custom"]
    before = Book(kept)
    for (pot, fund), track in book.pots.items():
        day = DAY("2018-03-31")
        assert before.left(pot, fund, day) == track.left(day)


@pytest.mark.parametrize(
    ("decision", "used"),
    [
        ("CSP-2017-06-12-03", "1000.00"),
        ("CSP-2017-10-16-04", "750.00"),
        ("CSP-2017-10-16-05", "180.00"),
        ("CSP-2017-12-11-03", "900.00"),
        ("CSP-2018-04-16-04", "3364.00"),
        ("CSP-2018-04-16-05", "585.50"),
    ],
)
def test_every_decision_is_used_to_the_penny(decision: str, used: str, book: Book) -> None:
    assert amount_left(book, decision) == 0
    assert str(book.movements.uses(decision)[-1].total) == used


# ---------------------------------------------------------------- breaking a copy


def test_without_the_virement_the_action_is_999_50_short(judged: Judge) -> None:
    (found,) = judged(VIREMENT, "")

    assert (found.rule, found.source["lineno"] > 0) == ("overdrawn", True)
    assert Path(str(found.source["filename"])).name == PLAN
    assert found.message == (
        "2017-18/Diversionary is overdrawn by £999.50 of PLF-2015-16 on 2017-06-12: £999.50 was "
        "taken that day, last by “Something to DO!, Summer activities, of 2015/16”, and £0.00 was "
        "left in it. In PLF-2015-16 the reserve holds £1,908.55 (of all funds £4,408.55); "
        "Unallocated holds £0.00. Type: ringfence vire Reserve 2017-18/Diversionary 999.50 --fund "
        "PLF-2015-16 --date 2017-06-12 --decision ID [overdrawn]"
    )
    assert found.funds == {A}


def test_without_its_decision(judged: Judge) -> None:
    (found,) = judged(VIREMENT, VIREMENT.replace('  decision: "CSP-2017-06-12-03"\n', ""))

    assert found.rule == "authority"
    assert found.message == (
        "“Reserve to Diversionary Activities” is a draw of £1,000.00 of PLF-2015-16 on the "
        "reserve: the plan 2017-18 was adopted on 2017-04-10, so it needs a decision of the CSP by "
        '2017-06-12, and names none. Add `decision: "ID"` (--decision ID). Decisions it could '
        "name: CSP-2017-06-12-04, CSP-2017-06-12-03 or CSP-2017-04-10-01. [authority]"
    )


def test_a_second_fund_named_in_it(judged: Judge) -> None:
    found = judged(
        VIREMENT, VIREMENT.replace("Reserve:PLF-2015-16", "Reserve:PLF-2017-18").rstrip() + "\n"
    )
    # The money is missing where it should have gone, too, and that is true.
    assert found[0].rule == "self-balancing"
    assert found[0].message.startswith(
        "“Reserve to Diversionary Activities” names 2 funds, PLF-2017-18 and PLF-2015-16. "
    )
    assert [each.rule for each in found] == ["self-balancing"]


@pytest.mark.parametrize(
    "account",
    [
        "Assets:Council:PLF-2015-16",
        "Assets:Council",
        "Equity:Opening:PLF-2015-16",
        "Equity:Plan:2017-18:Prevent",
    ],
)
def test_routed_through_another_account(account: str, judged: Judge) -> None:
    taken, given = VIREMENT.splitlines()[2:]
    head = "\n".join(VIREMENT.splitlines()[:2])
    routed = (
        f"{head}\n{taken}\n  {account}   -1000.00 GBP\n{head}\n  {account}   1000.00 GBP\n{given}\n"
    )
    found = [each for each in judged(VIREMENT, routed) if each.rule == "self-balancing"]
    assert len(found) == 2


def test_the_same_decision_twice(judged: Judge) -> None:
    found = judged(VIREMENT, VIREMENT + "\n" + VIREMENT.replace("1000.00", "0.01"))
    (finding,) = found
    assert finding.rule == "authority"
    assert (
        "moves £0.01 on the decision CSP-2017-06-12-03, which allows £1,000.00" in finding.message
    )


def test_more_than_the_fund_was_consented_to_carry(judged: Judge) -> None:
    old = '2018-03-26 custom "fund" "PLF-2016-17"\n  spend-by: 2019-03-31\n'
    found = judged(old + '  decision: "OPCC-2018-03-26"', old + '  decision: "CSP-2017-12-11-03"',
                   "funds.beancount")  # fmt: skip
    assert [each.rule for each in found] == ["authority"]
    assert "spend-by is changed on 2018-03-26 by CSP-2017-12-11-03" in found[0].message
