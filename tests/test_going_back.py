"""What goes back to a funder: the same two sums everywhere, and nothing that never came is repaid.

The worked position of G: 40,000.00 was awarded, 25,000.00 received, 3,000.00 claimed besides, and
18,520.00 spent, so its pots hold 21,480.00; what was received and not spent is 6,480.00, and
15,000.00 (12,000.00 promised, 3,000.00 claimed) never came. 500.00 is advanced to Youth Hub.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.going_back import GoingBack, parts_going_back_on, unspent_of_received
from ringfence.ledger.money import ZERO
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.outlook import outlook
from tests.conftest import Officer
from tests.test_cli_bring_forward import BOOKS, FUND, POSITION

MARCH = datetime.date(2026, 3, 31)
APRIL = datetime.date(2026, 4, 2)
ON_APRIL = ("--date", "2/4/2026")
MORE = '  returns: "six-monthly"\n  award: 40000.00 GBP\n'


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """An officer at books of one grant, of which nothing is booked yet."""
    (tmp_path / "main.beancount").write_text(BOOKS + FUND + MORE, encoding="utf-8")
    return Officer(tmp_path)


def book_of(desk: Officer) -> Book:
    return desk.book()


def in_arrears(desk: Officer, *claims: str, spent: str = "4000") -> None:
    """Award 12,000.00, spend some, and claim: nothing is ever received."""
    desk.does("award", "G", "12000", "--date", "1/4/2025")
    desk.does("allocate", "2025-26/Youth", "8000", "--date", "15/4/2025")
    paid = ("--payee", "P", "--invoice", "I1", "--date", "1/5/2025")
    desk.does("spend", "2025-26/Youth", spent, *paid)
    for number, amount in enumerate(claims, start=1):
        desk.does("claim", "G", amount, "--invoice", f"C{number}", "--date", f"{number}/3/2026")


def moved(desk: Officer, *words: str) -> list[str]:
    """Give the entries that are called so: what follows, and which accounts they move."""
    found = []
    files = sorted(desk.books.rglob("*.beancount"))
    for part in "\n\n".join(each.read_text(encoding="utf-8") for each in files).split("\n\n"):
        head, *lines = part.splitlines() or [""]
        if any(word in head for word in words):
            invoice = [each.split('"')[1] for each in lines if each.startswith("  invoice:")]
            legs = [" ".join(each.split()[:2]) for each in lines if each.endswith(" GBP")]
            found.append(", ".join([*invoice, *legs]))
    return found


def told(desk: Officer) -> list[tuple[Decimal, Decimal]]:
    """Give what lapses and what is repaid, as the year's end, position and return say it."""
    book = book_of(desk)
    made = prepare(book, "G", "2025-26-H2", as_at=MARCH).asked_for.unspent
    assert made is not None
    (owed,) = outlook(book, APRIL).repayable
    return [(made.lapsing, made.to_repay), (owed.lapses, owed.to_book)]


def test_what_was_claimed_and_never_received_lapses_and_is_not_repaid(desk: Officer) -> None:
    """12,000.00 less 4,000.00 spent: 8,000.00 lapses, of it 7,000.00 promised, 1,000.00 claimed."""
    in_arrears(desk, "5000")
    assert told(desk) == [(Decimal(8000), Decimal(0))] * 2
    text = desk.does("year-end", "2025-26", *ON_APRIL)
    assert "Of what goes back of G, £8,000.00 was never received and lapses." in text
    assert moved(desk, "Claim credited") == [
        "C1, Assets:Awarded:OPCC:G 1000.00, Assets:Receivable:OPCC:G -1000.00"
    ]
    assert moved(desk, "Lapsed") == ["Income:OPCC:G 8000.00, Assets:Awarded:OPCC:G -8000.00"]
    assert moved(desk, "To be repaid") == []
    book = book_of(desk)
    # What is still asked for is what was spent: 4,000.00.
    assert book.total("G", Kind.RECEIVABLE, APRIL) == 4000
    assert book.total("G", Kind.AWARDED, APRIL) == 0
    assert desk.does("check").endswith("Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n")
    refused = desk.is_refused("repay", "G", "0.01", *ON_APRIL)
    assert (
        "£0.01 is £0.01 more than was received of G and is neither spent nor given back on "
        "2026-04-02 and every later day: £0.00." in refused
    )


@pytest.mark.parametrize(
    ("spent", "credited"),
    [
        # 8,000.00 is left, of it 7,000.00 promised: 1,000.00 of 5,000.00 claimed is not spent.
        ("4000", [("C2", "1000.00")]),
        # 9,500.00 is left: 2,500.00 of the claims, all of the newer one and 500.00 of the other.
        ("2500", [("C2", "2000.00"), ("C1", "500.00")]),
        # 7,000.00 is left, all of it promised: every claim stands.
        ("5000", []),
    ],
)
def test_the_newest_claim_is_credited_first(
    desk: Officer, spent: str, credited: list[tuple[str, str]]
) -> None:
    in_arrears(desk, "3000", "2000", spent=spent)
    desk.does("year-end", "2025-26", *ON_APRIL)
    assert moved(desk, "Claim credited") == [
        f"{invoice}, Assets:Awarded:OPCC:G {part}, Assets:Receivable:OPCC:G -{part}"
        for invoice, part in credited
    ]
    assert book_of(desk).total("G", Kind.RECEIVABLE, APRIL) == Decimal(spent)


def test_of_what_began_before_the_books_the_open_claim_lapses_too(desk: Officer) -> None:
    """21,480.00: 15,000.00 never came, 6,480.00 is repaid, of it 500.00 once it is evidenced."""
    desk.does("bring-forward", "G", *POSITION)
    assert told(desk) == [(Decimal(15000), Decimal(6480))] * 2
    desk.does("year-end", "2025-26", *ON_APRIL)
    assert moved(desk, "Claim credited") == [
        "OWBC-1, Assets:Awarded:OPCC:G 3000.00, Assets:Receivable:OPCC:G -3000.00"
    ]
    assert moved(desk, "Lapsed") == ["Income:OPCC:G 15000.00, Assets:Awarded:OPCC:G -15000.00"]
    assert moved(desk, "To be repaid") == [
        "Equity:Opening:G 5980.00, Liabilities:Repayable:OPCC:G -5980.00"
    ]
    assert "owbc" not in desk.does("deadlines", "--as-at", "2/4/2026").lower()
    assert book_of(desk).total("G", Kind.RECEIVABLE, APRIL) == 0
    # 5,980.00 is owed and 500.00 is still advanced; the council holds 6,580.00, 600.00 is unpaid.
    assert unspent_of_received(book_of(desk), "G", APRIL) == 500


def test_no_more_is_repaid_than_came_and_is_not_spent_though_it_is_accrued(desk: Officer) -> None:
    """25,000.00 received less 18,520.00 spent (600.00 unpaid) and 350.00 accrued: 6,130.00."""
    desk.does("bring-forward", "G", *POSITION)
    desk.does("allocate", "2025-26/Youth", "350", "--date", "2/4/2025")
    texts = ("--payee", "P", "--note", "Printing", "--date", "3/4/2025")
    desk.does("accrue", "2025-26/Youth", "350", *texts)
    refused = desk.is_refused("repay", "G", "6130.01", "--paid", "--date", "1/9/2025")
    assert "£6,130.01 is £0.01 more than was received of G and is neither spent" in refused
    desk.does("repay", "G", "6130", "--paid", "--date", "1/9/2025")


def test_what_comes_later_is_neither_lapsed_nor_repaid(desk: Officer) -> None:
    """1,000.00 of the claim comes on 1 May: 7,000.00 lapses now, and 1,000.00 stays."""
    in_arrears(desk, "5000")
    desk.does("receive", "G", "5000", "--date", "1/5/2026")
    assert parts_going_back_on(book_of(desk), "G", Decimal(8000), APRIL) == GoingBack(
        Decimal(7000), ZERO
    )
    desk.does("year-end", "2025-26", *ON_APRIL)
    assert moved(desk, "Claim credited", "To be repaid") == []
    # Once it has come, it is repaid.
    desk.does("year-end", "2025-26", "--date", "1/5/2026")
    assert moved(desk, "To be repaid") == [
        "Income:OPCC:G 1000.00, Liabilities:Repayable:OPCC:G -1000.00"
    ]


@pytest.mark.parametrize(
    ("earmark", "pot", "released"),
    [
        # Its own earmark has 700.00: 500.00 stays there, 200.00 goes back.
        ("700", "2025-26/Youth/Hub", "200.00"),
        # Its earmark has 300.00, so 200.00 more stays in the action, which has 700.00.
        ("300", "2025-26/Youth", "500.00"),
        # It has none: 500.00 stays in the action, which has 1,000.00.
        ("", "2025-26/Youth", "500.00"),
    ],
)
def test_what_was_advanced_before_the_books_stays_until_it_is_evidenced(
    desk: Officer, earmark: str, pot: str, released: str
) -> None:
    desk.does("bring-forward", "G", *POSITION)
    desk.does("allocate", "2025-26/Youth", "1000", "--date", "2/4/2025")
    hub = ("--payee", "Youth Hub", "--title", "Sessions", "--date", "3/4/2025")
    if earmark:
        desk.does("earmark", "2025-26/Youth/Hub", earmark, *hub)
    text = " ".join(desk.does("year-end", "2025-26", *ON_APRIL).split())
    assert f"Only £{released} of it: the rest stays until what" in text
    assert "was advanced is evidenced, or comes back." in text
    assert moved(desk, "To be repaid") == [
        "Equity:Opening:G 5980.00, Liabilities:Repayable:OPCC:G -5980.00"
    ]
    assert "Nothing of the end of 2025/26 had to be written." in desk.does(
        "year-end", "2025-26", *ON_APRIL
    )
    shown = ("--invoice", "YH-9", "--supplied", "31/3/2026", "--date", "10/4/2026")
    if earmark == "300":
        desk.does("evidence", "hub-advance", "300", *shown)
        other = ("--invoice", "YH-10", *shown[2:])
        desk.does("evidence", "hub-advance", "200", "--pot", pot, *other)
    else:
        if not earmark:
            hub = (*hub[:-1], "10/4/2026")
            desk.does("earmark", "2025-26/Youth/Hub", "500", *hub)
        desk.does("evidence", "hub-advance", "500", *shown)
    assert sum(track.left(APRIL) for track in book_of(desk).pots_of_fund("G")) == 500
    day = datetime.date(2026, 4, 10)
    assert sum(track.left(day) for track in book_of(desk).pots_of_fund("G")) == 0


def test_what_this_years_plan_is_short_of_does_not_leave_the_fund(desk: Officer) -> None:
    """12,000.00 awarded, 8,000.00 in the plan; 8,200.00 is spent: 200.00 of 4,000.00 is needed."""
    in_arrears(desk)
    paid = ("--payee", "P", "--invoice", "I2", "--date", "1/6/2025")
    desk.does("spend", "2025-26/Youth", "4200", "--pending", *paid)
    desk.does("decision", "add", "D1", "--body", "CSP", "--title", "It goes", "--date", "1/6/2025")
    lapse = ("lapse", "G", "3800.01", "--date", "2/6/2025")
    assert desk.is_refused(*lapse).startswith(
        "Error: £3,800.01 is £0.01 more than is in no plan of G, and not needed, on 2025-06-02 and "
        "every later day: £3,800.00. Of G, 2025-26/Youth is short by £200.00 because of spending "
        "that awaits a decision, so that much can't be used. Once decided: ringfence allocate "
        "2025-26/Youth 200.00 --fund G --decision ID. If finance decided that this goes before, "
        "name their decision (--override-overdrawn ID). Nothing was saved."
    )
    for name, body, day in (("F1", "finance", "2/6/2025"), ("F2", "finance", "3/6/2025")):
        desk.does("decision", "add", name, "--body", body, "--title", "It goes", "--date", day)
    for name in ("D1", "F2"):
        assert desk.is_refused(*lapse, "--override-overdrawn", name).endswith(
            "--decision ID. That this goes before is finance's to decide, by 2025-06-02, and "
            f"{name} is no decision of theirs. Nothing was saved.\n"
        )
    desk.does(*lapse, "--override-overdrawn", "F1", "--dry-run")
    # Without an amount it is all that is free.
    desk.does("lapse", "G", "--date", "2/6/2025")
    assert moved(desk, "Lapsed") == ["Income:OPCC:G 3800.00, Assets:Awarded:OPCC:G -3800.00"]
    desk.does("allocate", "2025-26/Youth", "200", "--decision", "D1", "--date", "3/6/2025")
    assert "0 pending" in desk.does("check")
