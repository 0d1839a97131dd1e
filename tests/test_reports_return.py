"""The return's parts, each on a small ledger: claim, forecast, adjustments, what is missing."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.plugins import all as rules
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.lines import percent
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render.markdown import markdown
from ringfence.reports.render.table import Sentence

Build = Callable[..., Book]

#: Added to the ledger of conftest: Grant makes six-monthly returns.
TERMS = """
2017-04-02 custom "fund" "Grant"
  returns: "six-monthly"
  due-days: 30
  decision: "OPCC-1"
2017-04-01 custom "partnership" "A CSP"
  finance-role: "Chief Finance Officer"
"""


def terms(*fields: str) -> str:
    lines = ('2017-04-03 custom "fund" "Grant"', '  decision: "OPCC-1"')
    return TERMS + "\n".join((*lines, *(f"  {field}" for field in fields))) + "\n"


def spend(day: str, place: str, amount: str, *meta: str, flag: str = "*") -> str:
    fund = place.rsplit(":", 1)[-1]
    lines = (
        f'{day} {flag} "Leicester City FC" "KICKS"',
        *(f"  {each}" for each in meta),
        f"  Expenses:Plan:{place}  {amount} GBP",
        f"  Assets:Council:{fund}  {-Decimal(amount)} GBP",
    )
    return "\n".join(lines) + "\n"


def entry(day: str, *postings: str) -> str:
    return "\n".join((f'{day} * "An entry"', *(f"  {each} GBP" for each in postings))) + "\n"


def first(book: Book) -> Report:
    return prepare(book, "Grant", "2017-18-H1")


def second(book: Book) -> Report:
    return prepare(book, "Grant", "2017-18-H2")


def line(report: Report, action: str) -> dict[str, Any]:
    found = next(each for each in as_json(report)["lines"] if each["action"] == action)
    return dict(found)


CLAIMED = entry(
    "2017-06-01", "Assets:Receivable:OPCC:Grant 700.00", "Assets:Awarded:OPCC:Grant -700.00"
)
RECEIVED = entry(
    "2017-07-01", "Assets:Council:Grant 400.00", "Assets:Receivable:OPCC:Grant -400.00"
)


@pytest.mark.parametrize(
    ("fields", "this_claim"),
    [
        ((), None),
        (('payment: "arrears"',), "300.00"),
        (('payment: "on-order"',), "300.00"),
        (('payment: "advance"',), "9300.00"),
        (
            ('payment: "instalments"', 'instalments: "2017-09-30 2500.00, 2017-10-01 7500.00"'),
            "1800.00",
        ),
        (('payment: "instalments"', 'instalments: "2017-10-01 2500.00"'), "0.00"),
        (('payment: "advance"', 'instalments: "2017-04-01 600.00"'), "0.00"),
    ],
)
def test_this_claim_by_how_the_fund_is_paid(
    book: Build, fields: tuple[str, ...], this_claim: str | None
) -> None:
    """1,000.00 spent, 700.00 claimed, 400.00 of it received; 10,000.00 awarded."""
    text = terms(*fields) + CLAIMED + RECEIVED
    text += spend("2017-06-20", "2017-18:Diversionary:Grant", "1000.00")
    claim = as_json(first(book(text=text)))["claim"]
    assert claim["claimed_to_date"] == "700.00"
    assert claim["received_to_date"] == "400.00"
    assert claim["this_claim"] == this_claim


@pytest.mark.parametrize(
    ("payment", "day", "this_claim"),
    [
        # All 10,000.00 is due by 31 December, and 700.00 claimed.
        ("instalments", "2018-03-30", "9300.00"),
        # On the last day no more than the 1,000.00 that was spent is asked for.
        ("instalments", "2018-03-31", "300.00"),
        ("advance", "2018-03-30", "9300.00"),
        ("advance", "2018-03-31", "300.00"),
    ],
)
def test_from_its_last_day_on_no_more_is_claimed_than_was_spent(
    book: Build, payment: str, day: str, this_claim: str
) -> None:
    """1,000.00 spent, 700.00 claimed; never below zero, though 1,200.00 were claimed."""
    fields = (f'payment: "{payment}"', 'instalments: "2017-12-31 10000.00"', "spend-by: 2018-03-31")
    text = terms(*fields) + CLAIMED + spend("2017-06-20", "2017-18:Diversionary:Grant", "1000.00")
    as_at = datetime.date.fromisoformat(day)
    found = prepare(book(text=text), "Grant", "2017-18-H2", as_at=as_at)
    assert as_json(found)["claim"]["this_claim"] == this_claim
    more = entry(
        "2017-06-02", "Assets:Receivable:OPCC:Grant 500.00", "Assets:Awarded:OPCC:Grant -500.00"
    )
    found = prepare(book(text=text + more), "Grant", "2017-18-H2", as_at=as_at)
    assert as_json(found)["claim"]["this_claim"] == ("8800.00" if day < "2018-03-31" else "0.00")
    assert found.claim.by_fund["Grant"].due == (10000 if day < "2018-03-31" else 1000)


def test_money_that_came_and_went_is_named(book: Build) -> None:
    """Lapse 500.00; repay 200.00 and 50.00 of the older; 100.00 more opening money in July.

    Awarded 10,000.00; on 1 April the older fund holds 500.00.
    """
    text = terms('payment: "arrears"')
    text += entry("2017-05-01", "Income:OPCC:Grant 500.00", "Assets:Awarded:OPCC:Grant -500.00")
    text += entry("2017-05-02", "Assets:Council:Grant 900.00", "Assets:Awarded:OPCC:Grant -900.00")
    text += entry(
        "2017-05-03", "Income:OPCC:Grant 200.00", "Liabilities:Repayable:OPCC:Grant -200.00"
    )
    text += entry(
        "2017-05-04", "Liabilities:Repayable:OPCC:Grant 200.00", "Assets:Council:Grant -200.00"
    )
    text += entry(
        "2017-06-03", "Equity:Opening:Older 50.00", "Liabilities:Repayable:OPCC:Older -50.00"
    )
    text += entry("2017-07-01", "Assets:Council:Older 100.00", "Equity:Opening:Older -100.00")
    claim = as_json(first(book(text=text)))["claim"]
    assert claim["brought_in"] == "600.00"
    assert claim["awarded_in_year"] == "10000.00"
    assert (claim["lapsed"], claim["repaid"]) == ("500.00", "250.00")
    assert (claim["received_to_date"], claim["claimed_to_date"]) == ("900.00", "900.00")


def test_what_is_deferred_on_31_march_is_neither_lapsed_nor_awarded_again(book: Build) -> None:
    text = TERMS
    text += entry(
        "2018-03-31", "Income:OPCC:Grant 10000.00", "Liabilities:InAdvance:OPCC:Grant -10000.00"
    )
    text += entry(
        "2018-04-01", "Liabilities:InAdvance:OPCC:Grant 10000.00", "Income:OPCC:Grant -10000.00"
    )
    made = book(text=text)
    claim = as_json(second(made))["claim"]
    assert (claim["awarded_in_year"], claim["lapsed"]) == ("10000.00", "0.00")
    claim = as_json(prepare(made, "Grant", "2018-19-H1"))["claim"]
    assert (claim["brought_in"], claim["awarded_in_year"]) == ("10500.00", "0.00")


def test_a_repayment_taken_back_is_no_award(book: Build) -> None:
    text = TERMS + RECEIVED
    text += entry(
        "2017-05-03", "Income:OPCC:Grant 200.00", "Liabilities:Repayable:OPCC:Grant -200.00"
    )
    text += entry(
        "2017-05-09", "Liabilities:Repayable:OPCC:Grant 200.00", "Income:OPCC:Grant -200.00"
    )
    claim = as_json(first(book(text=text)))["claim"]
    assert (claim["awarded_in_year"], claim["repaid"]) == ("10000.00", "0.00")


def test_what_this_years_plan_spent_before_the_year_is_brought_in_too(book: Build) -> None:
    """600.00 of 2018-19's Diversionary was allocated and 150.00 of it spent in March."""
    text = TERMS
    text += entry(
        "2018-03-01",
        "Equity:Unallocated:Grant 600.00",
        "Equity:Plan:2018-19:Diversionary:Grant -600.00",
    )
    text += spend("2018-03-20", "2018-19:Diversionary:Grant", "150.00")
    report = prepare(book(text=text), "Grant", "2018-19-H1")
    claim = as_json(report)["claim"]
    assert claim["brought_in"] == "10500.00"
    assert line(report, "Diversionary")["actual_in_period"] == "0.00"
    assert line(report, "Diversionary")["actual_to_date"] == "150.00"


PROFILE = (
    '2017-04-04 custom "action" "2017-18" "Diversionary"\n  decision: "CSP-1"\n  profile: "{}"\n'
)


def forecast(figure: str, day: str = "2017-08-31") -> str:
    return (
        f'{day} custom "forecast" "2017-18" "Diversionary" {figure} GBP\n'
        '  reason: "It rained"\n  rag: "red"\n'
    )


@pytest.mark.parametrize(
    ("text", "outturn", "basis"),
    [
        # 1,000.00 is spent, 1,500.00 in Kicks, and 1,500.00 to plan.
        ("", "4000.00", "decided"),
        (PROFILE.format("2017-09-30 800.00, 2018-03-31 3000.00"), "3000.00", "profile"),
        # Never above the 4,000.00 allocated, nor under the 2,500.00 that are decided.
        (PROFILE.format("2018-03-31 4900.00"), "4000.00", "profile"),
        (PROFILE.format("2018-03-31 900.00"), "2500.00", "profile"),
        (forecast("3500.00"), "3500.00", "officer"),
        # Under what is decided: it is the officer's to say. Never under the 1,000.00 spent.
        (forecast("1200.00"), "1200.00", "officer"),
        (forecast("900.00"), "1000.00", "officer"),
        (forecast("3500.00", "2017-10-01"), "4000.00", "decided"),
    ],
)
def test_the_forecast_and_its_basis(book: Build, text: str, outturn: str, basis: str) -> None:
    text = TERMS + text + spend("2017-05-20", "2017-18:Diversionary:Grant", "1000.00")
    found = line(first(book(text=text)), "Diversionary")
    assert (found["forecast_outturn"], found["forecast_basis"]) == (outturn, basis)
    assert Decimal(found["forecast_variance"]) == Decimal(outturn) - 4000
    assert found["rag"] == ("red" if basis == "officer" else None)


def test_a_straight_line_only_where_an_officer_asks(book: Build) -> None:
    """1,000.00 in 183 of 365 days: 1,994.54."""
    text = TERMS + spend("2017-05-20", "2017-18:Diversionary:Grant", "1000.00")
    text += (
        '2017-08-31 custom "forecast" "2017-18" "Diversionary" "straight-line"\n'
        '  reason: "As so far"\n'
    )
    found = line(first(book(text=text)), "Diversionary")
    assert (found["forecast_outturn"], found["forecast_basis"]) == ("1994.54", "straight line")
    assert found["forecast_words"] == "officer, 31 August, straight line"


def test_where_more_is_spent_than_allocated_the_spending_stands(book: Build) -> None:
    text = TERMS + spend("2017-05-20", "2017-18:Bluelight:Grant", "2100.00", flag="!")
    found = line(first(book(text=text)), "Bluelight")
    assert (found["forecast_outturn"], found["forecast_variance"]) == ("2100.00", "100.00")


def test_once_the_year_is_over_the_outturn_is_the_actual(book: Build) -> None:
    text = TERMS + spend("2017-05-20", "2017-18:Diversionary:Grant", "1000.00") + forecast("3.00")
    found = line(second(book(text=text)), "Diversionary")
    assert (found["forecast_outturn"], found["forecast_basis"]) == ("1000.00", "actual")


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("-0.05", "100.00", "-0.1"),  # half goes up, away from nothing
        ("0.05", "100.00", "0.1"),
        ("-0.04", "100.00", "0.0"),
        ("1.00", "3.00", "33.3"),
        ("1.00", "0.00", None),
    ],
)
def test_a_percentage_has_one_decimal(part: str, whole: str, expected: str | None) -> None:
    found = percent(Decimal(part), Decimal(whole))
    assert (None if found is None else f"{found:.1f}") == expected


def test_other_years_and_late_corrections_are_adjustments(book: Build) -> None:
    """In the second year: 30.00 back from 2017-18's Kicks, 20.00 more that adjusts its H2.

    In the second return of the first year 5.00 adjusts the first one's own action.
    """
    kicks = "2017-18:Diversionary:Kicks:Grant"
    text = TERMS + spend("2017-05-20", kicks, "500.00")
    text += spend("2017-12-01", kicks, "5.00", 'adjusts: "Grant/2017-18-H1"')
    text += spend("2018-05-01", kicks, "-30.00")
    text += spend("2018-05-02", kicks, "20.00", 'adjusts: "Grant/2017-18-H2"')
    made = book(text=text)
    report = second(made)
    assert [(str(row.amount), row.adjusts) for row in report.adjustments] == [
        ("5.00", "Grant/2017-18-H1")
    ]
    assert line(report, "Diversionary")["actual_in_period"] == "5.00"
    later = prepare(made, "Grant", "2018-19-H1")
    assert [str(row.amount) for row in later.adjustments] == ["-30.00", "20.00"]
    assert later.evidence == later.adjustments
    assert later.lines == ()
    # 10,500.00 was held, less 505.00 spent; 10.00 to the bad since.
    assert str(later.other_years.spent) == "-10.00"
    assert str(later.other_years.left) == "5505.00"


def test_what_other_years_spent_is_told_apart_from_the_actual_in_period(book: Build) -> None:
    """150.00 on 2018-19's own action, 30.00 back from Kicks of 2017-18: 120.00 in all."""
    text = TERMS + entry(
        "2018-04-02",
        "Equity:Unallocated:Grant 600.00",
        "Equity:Plan:2018-19:Diversionary:Grant -600.00",
    )
    text += spend("2017-06-01", "2017-18:Diversionary:Kicks:Grant", "500.00")
    text += spend("2018-05-01", "2017-18:Diversionary:Kicks:Grant", "-30.00")
    text += spend("2018-05-02", "2018-19:Diversionary:Grant", "150.00")
    made = book(text=text)
    report = prepare(made, "Grant", "2018-19-H1")
    assert str(report.totals.actual_in_period) == "150.00"
    output = (
        "In all £120.00 was spent in the period: £150.00 on the actions above, and -£30.00 on "
        "actions of other years, which have no line here."
    )
    assert output in sentences(report)
    assert not [each for each in sentences(first(made)) if each.startswith("In all")]


def sentences(report: Report) -> list[str]:
    """What the return's paper says outside its tables."""
    blocks = (block for section in return_paper(report).sections for block in section.blocks)
    return [block.text for block in blocks if isinstance(block, Sentence)]


def test_a_move_that_adjusts_is_listed_without_an_amount(book: Build) -> None:
    text = TERMS + (
        '2017-10-05 * "Put right"\n  adjusts: "Grant/2017-18-H1"\n  decision: "CSP-1"\n'
        "  Equity:Reserve:Grant  10.00 GBP\n  Equity:Plan:2017-18:Bluelight:Grant  -10.00 GBP\n"
    )
    made = book(text=text)
    assert first(made).adjustments == ()
    (row,) = second(made).adjustments
    assert (row.action, str(row.amount), row.description) == ("Bluelight", "0.00", "Put right")


def test_what_is_private_stays_inside(book: Build) -> None:
    note = 'note Equity:Plan:2017-18:Diversionary "{}" #delivery\n'
    text = TERMS + "2017-04-01 open Equity:Plan:2017-18:Diversionary\n"
    text += spend("2017-05-20", "2017-18:Diversionary:Grant", "40.00", "private: TRUE")
    text += "2017-05-21 " + note.format("Told to us alone") + "  private: TRUE\n"
    text += "2017-05-22 " + note.format("Told to all")
    for private in ("", "  private: TRUE\n"):
        name = "calls" if private else "sessions"
        text += f'2017-09-01 custom "measure" "2017-18" "Diversionary" "{name}" 3\n'
        text += "  from: 2017-04-01\n  to: 2017-08-31\n" + private
    made = as_json(first(book(text=text)))
    (row,) = made["evidence"]
    assert (row["payee"], row["invoice"], row["description"]) == (None, None, None)
    assert row["amount"] == "40.00"
    (each,) = [each for each in made["delivery"] if each["action"] == "Diversionary"]
    assert [found["text"] for found in each["narrative"]] == ["Told to all"]
    assert [count["name"] for count in each["measures"]] == ["sessions"]


EXPLAINED = (
    "2017-04-01 open Expenses:Plan:2017-18:Diversionary\n"
    '2017-09-01 note Expenses:Plan:2017-18:Diversionary "It rained" #explanation\n'
)


@pytest.mark.parametrize(
    ("spent", "text", "wanted"),
    [
        ("1100.00", "", False),  # 10 % over: not past it
        ("1100.01", "", True),
        ("899.99", "", True),
        ("1100.01", EXPLAINED, False),
        ("1100.01", EXPLAINED.replace("2017-09-01", "2017-10-01"), False),
    ],
)
def test_an_explanation_is_demanded_past_the_funds_terms(
    book: Build, spent: str, text: str, wanted: bool
) -> None:
    """The profile is 1,000.00; a note of October is in the second return, not the first."""
    late = "2017-10-01" in text
    text = terms("variance-percent: 10", "variance-floor: 50.00 GBP") + text
    text += PROFILE.format("2017-09-30 1000.00, 2018-03-31 1000.00")
    text += spend("2017-05-20", "2017-18:Diversionary:Grant", spent)
    made = book(text=text)
    report = second(made) if late else first(made)
    demanded = [str(each) for each in report.to_complete if "its profile" in each.what]
    assert bool(demanded) is wanted
    if wanted and spent == "1100.01":
        assert demanded == [
            (
                "Diversionary Activities: say why it is £100.01 (10.0%) over its profile. Type: "
                'ringfence note 2017-18/Diversionary "TEXT" --date 2017-09-30 --kind explanation'
            )
        ]


def test_a_small_variance_is_under_the_floor_whatever_its_percentage(book: Build) -> None:
    text = terms("variance-percent: 10", "variance-floor: 50.00 GBP")
    text += PROFILE.format("2017-09-30 100.00, 2018-03-31 1000.00")
    text += spend("2017-05-20", "2017-18:Diversionary:Grant", "150.00")
    assert not any("its profile" in e.what for e in first(book(text=text)).to_complete)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (forecast("3600.00"), None),  # 10 % of 4,000.00 under, and the officer says why
        (PROFILE.format("2018-03-31 3599.99"), "£400.01"),
        (PROFILE.format("2018-03-31 3600.00"), None),  # 10 %: not past it
        (PROFILE.format("2018-03-31 3599.99") + EXPLAINED, None),
    ],
)
def test_an_underspend_past_the_terms_is_to_be_explained(
    book: Build, text: str, wanted: str | None
) -> None:
    """Diversionary has 4,000.00; what is forecast under it by more than a tenth wants a word."""
    made = book(text=terms("variance-percent: 10", "variance-floor: 50.00 GBP") + text)
    asked = [e for e in first(made).to_complete if "forecast not to be" in e.what]
    asked = [each for each in asked if each.what.startswith("Diversionary")]
    assert [each.what for each in asked] == (
        [f"Diversionary Activities: say why {wanted} of its £4,000.00 is forecast not to be spent."]
        if wanted
        else []
    )
    assert {each.weight for each in asked} <= {"may"}


def test_once_the_year_is_over_what_was_not_spent_is_to_be_explained(book: Build) -> None:
    made = prepare(book(text=terms("variance-percent: 10")), "Grant", "2017-18-H2")
    asked = {each.what for each in made.to_complete if "say why" in each.what}
    assert asked >= {"Diversionary Activities: say why £4,000.00 of its £4,000.00 was not spent."}
    assert all(each.endswith("was not spent.") for each in asked)


def test_everything_that_is_missing_is_said(book: Build) -> None:
    text = (
        '2017-04-02 custom "fund" "Grant"\n  returns: "six-monthly"\n  award:\n'
        '  decision: "OPCC-1"\n'
        '2017-04-01 custom "target" "2017-18" "Bluelight" "courses" 4\n'
        "  from: 2017-04-01\n  to: 2018-03-31\n"
    )
    text += forecast("10.00") + spend("2017-05-20", "2017-18:Diversionary:Grant", "40.00")
    assert tuple(map(str, first(book(text=text)).to_complete)) == (
        (
            "The books do not say who prepared it. Type: ringfence return prepare Grant 2017-18-H1 "
            "--prepared-by PERSON"
        ),
        (
            'The books do not say whose return this is. Write into the books: custom "partnership" '
            '"NAME", on its first day.'
        ),
        (
            "The books do not say the funder's reference, the award letter, who is authorised and "
            'who deputises. Type: ringfence fund amend Grant --reference "TEXT" --award-letter '
            '"TEXT" --authorised-person "TEXT" --deputy "TEXT" --decision ID --date 2017-09-30'
        ),
        (
            "The books do not say when it is due. Type: ringfence return declare Grant 2017-18-H1 "
            "--due DAY"
        ),
        (
            "The books do not say what was awarded. Type: ringfence fund amend Grant --award "
            "AMOUNT --decision ID --date 2017-09-30"
        ),
        (
            "The books do not say how Grant is paid, so nothing is claimed. Type: ringfence fund "
            "amend Grant --payment arrears --decision ID --date 2017-09-30 (or advance, "
            "instalments, on-order)"
        ),
        (
            "Diversionary Activities: the officer's figure of £10.00, 31 August, is under what is "
            "spent already, £40.00. Type: ringfence forecast 2017-18/Diversionary 40.00 --reason "
            '"TEXT" --date 2017-09-30'
        ),
        (
            "Diversionary Activities: say what was delivered for the £40.00 spent. Type: ringfence "
            'note 2017-18/Diversionary "TEXT" --date 2017-09-30 --kind delivery'
        ),
        (
            "Bluelight Project: nothing was counted in the period of “courses”, whose target is 4. "
            "Type: ringfence measure add 2017-18/Bluelight courses COUNT --from 2017-04-01 --to "
            "2017-09-30"
        ),
    )


def test_pendings_and_overrides_stay_visible(write: Callable[..., Any]) -> None:
    """100.00 too much from Bluelight, pending; a draw on the reserve nobody decided, allowed."""
    text = TERMS + spend("2017-05-20", "2017-18:Bluelight:Grant", "2100.00", flag="!")
    text += (
        '2017-07-01 * "Reserve to Diversionary"\n  override-authority: "CSP-1"\n'
        "  Equity:Reserve:Grant  10.00 GBP\n  Equity:Plan:2017-18:Diversionary:Grant  -10.00 GBP\n"
    )
    books = loading.load(write("ringfence.plugins.all", text=text))
    findings = rules.judge(books.book, books.options)
    report = prepare(books.book, "Grant", "2017-18-H1", findings=findings)
    assert (report.findings["pending"], report.findings["overridden"]) == (1, 1)
    assert [each.severity for each in report.remarks][:2] == ["pending", "overridden"]
    assert [row.pending for row in report.evidence] == [True]
    (awaited,) = (each for each in report.to_complete if "awaits" in each.what)
    assert awaited.what == "£2,100.00 to Leicester City FC on 20 May 2017 awaits a decision."
    assert awaited.then.startswith("At main.beancount:7: 2017-18/Bluelight is short by £100.00")
    assert awaited.weight == "must"
    earlier = prepare(
        books.book,
        "Grant",
        "2017-18-H1",
        as_at=datetime.date(2017, 5, 19),
        findings=findings,
    )
    assert earlier.findings["pending"] == 0


def test_what_is_spent_at_risk_is_said(book: Build) -> None:
    text = terms('stage: "at-risk"') + spend("2017-05-20", "2017-18:Bluelight:Grant", "21.00")
    assert str(first(book(text=text)).claim.spent_at_risk) == "21.00"
    text += '2017-07-01 custom "fund" "Grant"\n  stage: "awarded"\n  decision: "OPCC-1"\n'
    assert str(first(book(text=text)).claim.spent_at_risk) == "0.00"


def test_a_fund_of_another_funder_is_not_covered(book: Build) -> None:
    text = TERMS + (
        '2017-04-01 custom "fund" "VRN"\n  title: "Violence reduction"\n  funder: "VRN"\n'
        '  stage: "awarded"\n'
    )
    text += entry("2017-04-01", "Assets:Awarded:VRN:VRN 90.00", "Income:VRN:VRN -90.00")
    text += entry(
        "2017-04-02", "Equity:Unallocated:VRN 90.00", "Equity:Plan:2017-18:Bluelight:VRN -90.00"
    )
    text += spend("2017-05-20", "2017-18:Bluelight:VRN", "90.00")
    report = first(book(text=text))
    assert report.funds == ("Grant", "Older")
    assert line(report, "Bluelight")["actual_to_date"] == "0.00"
    assert report.evidence == ()


def test_the_digest_is_of_figures_and_evidence_alone(book: Build) -> None:
    text = TERMS + spend("2017-05-20", "2017-18:Diversionary:Grant", "40.00")
    digest = first(book(text=text)).digest
    same = (
        ";; a comment\n\n" + text,
        text.replace("  Expenses", "      Expenses"),
        text + EXPLAINED,
        text + spend("2017-10-01", "2017-18:Diversionary:Grant", "1.00"),
        text.replace("A CSP", "Another"),
    )
    for each in same:
        assert first(book(text=each)).digest == digest
    other = (
        text.replace("40.00", "41.00").replace("-40.00", "-41.00"),
        text.replace("2017-05-20", "2017-05-21"),
        text.replace("Leicester City FC", "Leicester City"),
        text.replace("2017-18:Diversionary:Grant", "2017-18:Bluelight:Grant"),
        text + forecast("300.00"),
        text.replace("2017-05-20 *", "2017-05-20 !"),
    )
    digests = {first(book(text=each)).digest for each in other}
    assert len(digests) == len(other)
    assert digest not in digests


def test_targets_are_met_by_the_counts_within_them(book: Build) -> None:
    """A target a quarter, a count a month, and one count that no target asks for."""
    text = TERMS
    for first_day, last in (("2017-04-01", "2017-06-30"), ("2017-07-01", "2017-09-30")):
        text += '2017-04-01 custom "target" "2017-18" "Bluelight" "courses" 3\n'
        text += f"  from: {first_day}\n  to: {last}\n"
    for month in (4, 5, 7):
        text += f'2017-09-30 custom "measure" "2017-18" "Bluelight" "courses" {month}\n'
        text += f"  from: 2017-0{month}-01\n  to: 2017-0{month}-28\n"
    text += '2017-09-30 custom "measure" "2017-18" "Bluelight" "visits" 9\n'
    text += '  from: 2017-04-01\n  to: 2017-09-30\n  group: "girls"\n'
    (each,) = [each for each in first(book(text=text)).delivery if each.action == "Bluelight"]
    found = [(c.name, c.group, c.in_period, c.to_date, c.target) for c in each.measures]
    assert found == [
        ("courses", None, Decimal(9), Decimal(9), Decimal(3)),
        ("courses", None, Decimal(7), Decimal(7), Decimal(3)),
        ("visits", "girls", Decimal(9), Decimal(9), None),
    ]


def test_an_action_without_money_still_delivers(book: Build) -> None:
    text = TERMS + '2017-04-01 custom "action" "2017-18" "Patrols"\n  title: "Patrols in kind"\n'
    report = first(book(text=text))
    assert [each.action for each in report.delivery] == ["Bluelight", "Diversionary", "Patrols"]
    assert [each.action for each in report.lines] == ["Bluelight", "Diversionary"]


def test_what_the_terms_ask_for_beside_the_table(book: Build) -> None:
    text = terms('unspent: "repay"', "match-percent: 50", "capital: TRUE") + forecast("300.00")
    text += spend("2017-05-20", "2017-18:Bluelight:Grant", "40.00", 'category: "Staff"')
    text += spend("2017-05-21", "2017-18:Bluelight:Grant", "60.00", "capital: TRUE")
    text += '2017-05-22 custom "proposal" "More"\n  title: "CCTV"\n  to: "2017-18/Bluelight"\n'
    report = first(book(text=text))
    shown = as_json(report)
    under = sum(Decimal(line["forecast_variance"]) for line in shown["lines"])
    assert shown["underspend"]["forecast"] == str(-under)
    assert shown["underspend"]["treatment"] == "returned"
    assert shown["match"] == {
        "percent": "50",
        "required": "50.00",
        "found": "0.00",
        "short": "50.00",
    }
    assert shown["categories"] == [
        {"category": "Staff", "amount": "40.00"},
        {"category": "not said", "amount": "60.00"},
    ]
    assert [(each["date"], each["amount"]) for each in shown["assets"]] == [("2017-05-21", "60.00")]
    assert shown["changes_sought"] == [{"title": "CCTV", "amount": None}]
    missing = {each.what: each for each in report.to_complete}
    assert missing[
        "Others are to pay 50% of what is spent, £50.00: £0.00 is shown, £50.00 is short."
    ].then.startswith("Record what they paid as a fund of theirs")
    unsaid = missing["£60.00 has no category."]
    assert unsaid.weight == "should"
    assert unsaid.then.endswith(': category: "…"')


def test_the_categories_that_the_terms_name_are_all_shown_and_no_other_passes(book: Build) -> None:
    text = terms('categories: "Staff, Premises"')
    text += spend("2017-05-20", "2017-18:Bluelight:Grant", "40.00", 'category: "Staff"')
    text += spend("2017-05-21", "2017-18:Bluelight:Grant", "60.00", 'category: "Travel"')
    report = first(book(text=text))
    assert [(name, str(n)) for name, n in report.asked_for.categories] == [
        ("Premises", "0.00"),
        ("Staff", "40.00"),
        ("Travel", "60.00"),
    ]
    (wrong,) = (each for each in report.to_complete if "Travel" in each.what)
    assert wrong.what == "£60.00 has the category “Travel”, not asked for."
    assert wrong.then.endswith('category: "…", one of Staff, Premises')


def test_where_nobody_asks_for_categories_none_are_shown(book: Build) -> None:
    report = first(book(text=terms() + spend("2017-05-20", "2017-18:Bluelight:Grant", "40.00")))
    assert report.asked_for.categories == ()
    assert report.asked_for.assets is None
    assert not any("category" in each.what for each in report.to_complete)


def test_that_no_asset_was_bought_is_said_where_the_terms_allow_them(book: Build) -> None:
    made = markdown(return_paper(first(book(text=terms("capital: TRUE")))))
    assert "Nothing was bought as capital in the period." in made
    assert "capital" not in markdown(return_paper(first(book(text=terms()))))


def test_what_others_paid_for_the_same_actions_is_shown(book: Build) -> None:
    text = TERMS + (
        '2017-04-01 custom "fund" "VRN"\n  title: "Violence reduction"\n  funder: "VRN"\n'
        '  stage: "awarded"\n'
    )
    text += entry("2017-04-01", "Assets:Awarded:VRN:VRN 90.00", "Income:VRN:VRN -90.00")
    text += entry(
        "2017-04-02", "Equity:Unallocated:VRN 90.00", "Equity:Plan:2017-18:Bluelight:VRN -90.00"
    )
    text += spend("2017-05-20", "2017-18:Bluelight:VRN", "70.00")
    report = first(book(text=text))
    assert as_json(report)["other_funding"] == [
        {
            "year": "2017-18",
            "action": "Bluelight",
            "funder": "VRN",
            "fund": "VRN",
            "title": "Violence reduction",
            "spent": "70.00",
        }
    ]
    row = "| Bluelight Project | VRN | Violence reduction (VRN) | £70.00 |"
    assert row in markdown(return_paper(report))
