"""What a return says of a grant that began before the books: claimed once, and not as new."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.money import ZERO
from ringfence.reports.fund_statement import fund_summary
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.monitoring.why import why
from ringfence.reports.outlook import outlook
from ringfence.reports.render.markdown import markdown
from tests.conftest import Written
from tests.test_rule_brought_forward import ADVANCED, AWARD, CLAIMED, HELD, OWED, entry, fund, moved

MARK = "  brought-forward: TRUE\n"
#: 40,000.00 awarded, 25,000.00 received, 3,000.00 claimed besides, 18,520.00 spent.
OPENING = "".join(
    each.replace("\n  Assets:", f"\n{MARK}  Assets:", 1)
    if each is not OWED
    else each.replace("\n  Equity:", f"\n{MARK}  Equity:", 1)
    for each in (AWARD, CLAIMED, HELD, ADVANCED, OWED)
)
#: All of it in one action.
PLAN = """2025-04-01 custom "action" "2025-26" "Youth"
  title: "Youth"
2025-04-01 custom "partnership" "A CSP"
  finance-role: "Chief Finance Officer"
""" + moved("2025-04-01", "Equity:Unallocated", "Equity:Plan:2025-26:Youth", "20000.00")


def books(write: Written, *terms: str, text: str = "", opening: str = OPENING) -> Book:
    fields = ("award: 40000.00 GBP", 'returns: "six-monthly"', *terms)
    whole = fund(*fields) + opening + PLAN + text
    loaded = loading.load(write(text=whole, base=False))
    assert loaded.errors == []
    return loaded.book


def spent(day: str, amount: str) -> str:
    return entry(day, f"Expenses:Plan:2025-26:Youth:G {amount}", f"Assets:Council:G -{amount}")


def claimed(day: str, amount: str) -> str:
    return entry(day, f"Assets:Receivable:OPCC:G {amount}", f"Assets:Awarded:OPCC:G -{amount}")


def claim_of(book: Book, ref: str = "2025-26-H1") -> dict[str, Any]:
    return dict(as_json(prepare(book, "G", ref))["claim"])


# ------------------------------------------------------------------ this claim


@pytest.mark.parametrize("payment", ["arrears", "on-order"])
@pytest.mark.parametrize(
    ("since", "this"),
    [
        ("0.01", "0.00"),  # 18,520.01 spent in all, and 28,000.00 claimed
        ("9480.00", "0.00"),  # 28,000.00 spent in all
        ("9480.01", "0.01"),
        ("12000.00", "2520.00"),
    ],
)
def test_in_arrears_what_was_spent_and_claimed_before_counts(
    payment: str, since: str, this: str, write: Written
) -> None:
    book = books(write, f'payment: "{payment}"', text=spent("2025-05-01", since))
    assert claim_of(book)["this_claim"] == this


def test_what_is_claimed_since_goes_off_it(write: Written) -> None:
    """12,000.00 spent since is 30,520.00 in all; 28,000.00 and 2,520.00 are claimed of it."""
    text = spent("2025-05-01", "12000.00") + claimed("2025-06-01", "2519.99")
    found = claim_of(books(write, 'payment: "arrears"', text=text))
    assert (found["claimed_to_date"], found["this_claim"]) == ("30519.99", "0.01")
    again = text + claimed("2025-06-02", "0.01")
    assert claim_of(books(write, 'payment: "arrears"', text=again))["this_claim"] == "0.00"


@pytest.mark.parametrize(
    ("terms", "this"),
    [
        (('payment: "advance"',), "12000.00"),  # 40,000.00 is due at once
        (('payment: "instalments"', 'instalments: "2025-09-30 28000.00"'), "0.00"),
        (('payment: "instalments"', 'instalments: "2025-09-30 28000.01"'), "0.01"),
        (
            ('payment: "instalments"', 'instalments: "2025-03-01 20000.00, 2025-09-30 15000.00"'),
            "7000.00",
        ),
        (
            ('payment: "instalments"', 'instalments: "2025-03-01 20000.00, 2025-10-01 20000.00"'),
            "0.00",
        ),
    ],
)
def test_in_advance_and_instalments_what_is_due_less_what_was_claimed(
    terms: tuple[str, ...], this: str, write: Written
) -> None:
    assert claim_of(books(write, *terms, text=spent("2025-05-01", "100.00")))["this_claim"] == this


def test_what_was_claimed_before_is_no_new_claim_when_it_comes(write: Written) -> None:
    paid = entry("2025-05-09", "Assets:Council:G 3000.00", "Assets:Receivable:OPCC:G -3000.00")
    found = claim_of(books(write, 'payment: "arrears"', text=paid))
    assert (found["received_to_date"], found["claimed_to_date"]) == ("28000.00", "28000.00")
    assert (found["received_before"], found["claimed_before"]) == ("25000.00", "28000.00")


def test_an_invoice_that_never_came_lowers_what_was_spent_and_not_what_was_claimed(
    write: Written,
) -> None:
    released = entry("2025-05-09", "Liabilities:Accruals:G 100.00", "Equity:Opening:G -100.00")
    text = released + spent("2025-05-10", "9580.01")
    found = claim_of(books(write, 'payment: "arrears"', text=text))
    assert (found["received_to_date"], found["claimed_to_date"]) == ("25000.00", "28000.00")
    assert (found["spent_before"], found["this_claim"]) == ("18420.00", "0.01")


# ------------------------------------------------------------------ nobody said


def unsaid(write: Written, *terms: str) -> Book:
    held = moved("2025-04-01", "Assets:Council", "Equity:Opening", "6480.00")
    award = entry("2025-04-01", "Assets:Awarded:OPCC:G 15000.00", "Income:OPCC:G -15000.00")
    return books(write, *terms, opening=held + award, text=spent("2025-05-01", "100.00"))


@pytest.mark.parametrize("payment", ["arrears", "on-order", "advance", "instalments"])
def test_while_nobody_said_what_was_received_nothing_is_claimed(
    payment: str, write: Written
) -> None:
    terms = (f'payment: "{payment}"', 'instalments: "2025-09-30 40000.00"')
    report = prepare(unsaid(write, *terms), "G", "2025-26-H1")
    assert report.claim.this_claim is None
    assert report.claim.by_fund["G"].this_claim is None
    (missing,) = (each for each in report.to_complete if "before they began" in each.what)
    assert missing.what == (
        "The books do not say what was received of G before they began, so nothing of it is "
        "claimed."
    )
    assert missing.then == (
        "Type: ringfence bring-forward G --received AMOUNT --spent AMOUNT --anew"
    )
    assert missing.weight == "should"
    assert "- This claim: \\[to complete\\]\n" in markdown(return_paper(report))


def test_it_is_asked_of_each_fund_covered_whose_terms_say_how_it_is_paid(write: Written) -> None:
    def old(name: str, *terms: str) -> str:
        held = moved("2025-04-01", "Assets:Council", "Equity:Opening", "10.00")
        more = ("award: 500.00 GBP", 'reported-in: "G"', *terms)
        return fund(*more, name=name) + held.replace(":G ", f":{name} ")

    text = old("Paid", 'payment: "on-order"') + old("Silent")
    report = prepare(books(write, 'payment: "arrears"', text=text), "G", "2025-26-H1")
    (asked,) = (each.what for each in report.to_complete if "before they began" in each.what)
    assert asked.startswith("The books do not say what was received of Paid before they began, so")
    assert {name: part.this_claim for name, part in report.claim.by_fund.items()} == {
        "G": ZERO,
        "Paid": None,
        "Silent": None,
    }


def test_before_the_opening_money_came_there_is_nothing_to_say(write: Written) -> None:
    late = moved("2025-10-01", "Assets:Council", "Equity:Opening", "6480.00")
    award = entry("2025-04-01", "Assets:Awarded:OPCC:G 20000.00", "Income:OPCC:G -20000.00")
    text = spent("2025-05-01", "100.00")
    book = books(write, 'payment: "arrears"', opening=late + award, text=text)
    assert claim_of(book)["this_claim"] == "100.00"
    assert claim_of(book, "2025-26-H2")["this_claim"] is None


# ------------------------------------------------------------------ what there was


def test_what_the_books_took_over_is_brought_in_and_not_awarded(write: Written) -> None:
    """21,480.00 is 40,000.00 less 18,520.00; 500.00 more was awarded in June."""
    terms = ('payment: "arrears"',)
    more = '2025-06-01 custom "fund" "G"\n  award: 40500.00 GBP\n  decision: "OPCC-1"\n'
    more += '2025-06-01 custom "decision" "OPCC-1"\n  body: "OPCC"\n  title: "More"\n'
    more += entry("2025-06-01", "Assets:Awarded:OPCC:G 500.00", "Income:OPCC:G -500.00")
    found = claim_of(books(write, *terms, text=more + spent("2025-05-01", "300.00")))
    told = {key: found[key] for key in ("brought_in", "awarded_in_year", "lapsed", "repaid")}
    assert told == {
        "brought_in": "21480.00",
        "awarded_in_year": "500.00",
        "lapsed": "0.00",
        "repaid": "0.00",
    }
    without = books(write, *terms, opening=OPENING.replace(MARK, ""))
    assert claim_of(without)["awarded_in_year"] == "15000.00"


def test_what_is_brought_forward_and_taken_back_is_not_lapsed(write: Written) -> None:
    back = entry("2025-04-01", "Assets:Awarded:OPCC:G -15000.00", "Income:OPCC:G 15000.00")
    back = back.replace('"Sessions"\n', f'"Reversed"\n  corrects: "main.beancount:9"\n{MARK}')
    again = AWARD.replace("\n  Assets:", f"\n{MARK}  Assets:", 1)
    found = claim_of(books(write, text=back + again))
    assert (found["brought_in"], found["lapsed"]) == ("21480.00", "0.00")


def test_it_is_brought_in_of_its_year_and_held_in_the_next(write: Written) -> None:
    book = books(write, 'payment: "arrears"', text=spent("2025-05-01", "300.00"))
    found = claim_of(book, "2026-27-H1")
    assert (found["brought_in"], found["awarded_in_year"]) == ("21180.00", "0.00")
    assert found["received_before"] == "25000.00"


def test_the_paper_shows_what_was_before_and_only_then(write: Written) -> None:
    def table(book: Book) -> list[str]:
        text = markdown(return_paper(prepare(book, "G", "2025-26-H1")))
        rows = text.partition("## Claim on G\n")[2].partition("##")[0].splitlines()
        return [row.removeprefix("- ").replace(":", "") for row in rows if "£" in row]

    assert table(books(write, 'payment: "advance"')) == [
        "Award £40,000.00",
        "Received to date £25,000.00",
        "Of it received before these books began £25,000.00",
        "Claimed to date £28,000.00",
        "Of it claimed before these books began £28,000.00",
        "Spent before these books began £18,520.00",
        "This claim £12,000.00",
    ]
    assert [row for row in table(unsaid(write)) if "these books" in row] == []


def test_what_is_behind_each_figure_of_the_claim_sums_to_it(write: Written) -> None:
    text = spent("2025-05-01", "300.00") + claimed("2025-06-01", "700.00")
    book = books(write, 'payment: "arrears"', text=text)
    claim, *_rest = why(book, prepare(book, "G", "2025-26-H1"), str)
    found = {each.name: each for each in claim.figures}
    for figure in found.values():
        if figure.how is None:
            assert sum((row.amount for row in figure.rows), ZERO) == figure.amount, figure.name
    rows = {name: [f"{row.amount}" for row in each.rows] for name, each in found.items()}
    # Held 6,580.00, advanced 500.00, less 600.00 owed, and 18,520.00 spent: what was received.
    assert rows["Received to date"] == ["25000.00"]
    assert sorted(rows["Claimed to date"]) == ["25000.00", "3000.00", "700.00"]
    assert rows["Of it received before these books began"] == ["25000.00"]
    assert rows["Of it claimed before these books began"] == ["28000.00"]
    assert rows["Spent before these books began"] == ["18520.00"]
    assert rows["Opening balance"] == ["15000.00", "6580.00", "500.00", "-600.00"]
    assert found["This claim"].how == (
        "G is paid in arrears: what was spent to date, £18,820.00, £18,520.00 of it before these "
        "books, less the £28,700.00 claimed before; never below zero."
    )


def test_an_invoice_that_never_came_changes_nothing_behind_what_was_received(
    write: Written,
) -> None:
    released = entry("2025-05-09", "Liabilities:Accruals:G 100.00", "Equity:Opening:G -100.00")
    later = moved("2025-05-10", "Assets:Council", "Equity:Opening", "7.00")
    book = books(write, 'payment: "arrears"', text=released + later)
    claim, *_rest = why(book, prepare(book, "G", "2025-26-H1"), str)
    found = {each.name: [f"{row.amount}" for row in each.rows] for each in claim.figures}
    assert sorted(found["Received to date"]) == ["25000.00", "7.00"]
    assert f"{prepare(book, 'G', '2025-26-H1').claim.received_to_date}" == "25007.00"


# ------------------------------------------------------------------ elsewhere


def test_the_funds_page_tells_a_grants_whole_life(write: Written) -> None:
    book = books(write, 'payment: "arrears"', text=spent("2025-05-01", "300.00"))
    day = datetime.date(2025, 9, 30)
    found = fund_summary(book, "G", datetime.date(2025, 4, 1), day)
    shown = (found.awarded, found.claimed, found.received, found.spent, found.unspent)
    assert [f"{each}" for each in shown] == [
        "40000.00",
        "28000.00",
        "25000.00",
        "18820.00",
        "21180.00",
    ]
    statement = found.statement
    assert (f"{statement.opening}", f"{statement.awarded}") == ("21480.00", "0.00")
    assert f"{statement.spent}" == "300.00"


def test_the_outlook_counts_what_was_received_and_spent_before(write: Written) -> None:
    terms = ('payment: "instalments"', "spend-by: 2026-03-31")
    steps = 'instalments: "2025-03-01 25000.00, 2025-09-01 3000.01"'
    seen = outlook(books(write, *terms, steps), datetime.date(2025, 9, 30))
    (step,) = seen.instalments
    told = (f"{step.due}", f"{step.received}", f"{step.overdue}", f"{step.overdue_since}")
    assert told == ("28000.01", "25000.00", "3000.01", "2025-09-01")
    (at_risk,) = seen.spend_by
    assert (f"{at_risk.awarded}", f"{at_risk.spent}", f"{at_risk.left}") == (
        "40000.00",
        "18520.00",
        "21480.00",
    )


@pytest.mark.parametrize(
    "change",
    [
        ("received-before: 25000.00", "received-before: 25000.01"),
        ("claimed-before: 28000.00", "claimed-before: 28000.01"),
        ("spent-before: 18520.00", "spent-before: 18520.01"),
        (f"{MARK}  Assets:Awarded:OPCC:G      15000.00", "  Assets:Awarded:OPCC:G      15000.00"),
    ],
)
def test_the_digest_of_a_return_covers_what_was_before(
    change: tuple[str, str], write: Written
) -> None:
    def digest(opening: str) -> str:
        book = books(write, 'payment: "arrears"', opening=opening)
        return Frozen(book, "G", "2025-26-H1", datetime.date(2025, 9, 30)).digest

    assert change[0] in OPENING
    assert digest(OPENING) == digest(OPENING + "; a comment\n")
    assert digest(OPENING) != digest(OPENING.replace(*change))


def test_a_fund_reported_in_another_carries_forward_what_it_was_promised(write: Written) -> None:
    """Of a grant of which nothing was received or spent before, all was awarded before the year."""
    old = fund("award: 100.00 GBP", 'reported-in: "G"', name="Old")
    legs = ("Assets:Awarded:OPCC:Old 100.00", "Income:OPCC:Old -100.00")
    award = entry("2025-04-01", *legs).replace("\n  Assets", f"\n{MARK}  Assets")
    give = moved("2025-04-01", "Equity:Unallocated", "Equity:Plan:2025-26:Youth", "100.00")

    def origins(award: str) -> tuple[str, str]:
        text = old + award + give.replace(":G ", ":Old ")
        lines = as_json(prepare(books(write, text=text), "G", "2025-26-H1"))["lines"]
        return lines[0]["original_allocation"], lines[0]["carried_forward"]

    assert origins(award) == ("20000.00", "100.00")
    assert origins(award.replace(MARK, "")) == ("20100.00", "0.00")
