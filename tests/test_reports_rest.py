"""What is not spent, and why: said in the officer's words, else by what is known, else to complete.

A grant of 2017/18 of 20,000.00, to be spent by 31 March (or 31 December), pays for one action.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from ringfence.ledger.book import Book
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.line_words import reason_of, why_of
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.notice import notice, to_complete
from ringfence.reports.render.markdown import markdown
from ringfence.reports.underspend import Underspend, underspend_of
from tests.test_reports_forecast import GRANT, earmark, put_in, said, spend

Build = Callable[..., Book]

#: Forty weeks of 8,000.00, of which 182 of 280 days are by 31 March and 92 by 31 December.
WEEKS = put_in("8000.00", "Weeks") + earmark(
    "Weeks", 'order: "PO-2"', "delivery-from: 2017-10-01", "delivery-by: 2018-07-07"
)
AUGUST, MARCH = datetime.date(2017, 8, 31), datetime.date(2018, 3, 31)
DECEMBER = datetime.date(2017, 12, 31)


def until_december(text: str) -> str:
    return text.replace("spend-by: 2018-03-31", "spend-by: 2017-12-31")


def found_in(made: Book, as_at: datetime.date) -> Underspend:
    assert made.register.faults == []
    found = underspend_of(made, "Grant", as_at)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "as_at", "reason", "why"),
    [
        # Before the last day the forecast says what it rests on, then why not all is spent.
        (
            WEEKS,
            AUGUST,
            "£2,800.00 is delivered after 31 March",
            (
                "on order, delivery 1 October to 7 July 2018; the rest: £2,800.00 is delivered "
                "after 31 March"
            ),
        ),
        # After it only why: 8,000.00 x 182 / 280 = 5,200.00 was due in time.
        (
            WEEKS + put_in("1000.00"),
            MARCH,
            (
                "£2,800.00 is delivered after 31 March; £5,200.00 on order and not billed; "
                "£1,000.00 [to complete]"
            ),
            None,
        ),
        (put_in("3000.00"), MARCH, "[to complete]", None),
        (put_in("3000.00") + spend("3000.00", "2017-05-02"), MARCH, "", "spent in full"),
        # What the officer explains is said, and nothing else.
        (
            WEEKS + '2018-03-31 note Equity:Plan:2017-18:Youth "The club moved." #explanation\n',
            MARCH,
            "The club moved.",
            None,
        ),
        (
            put_in("3000.00") + said("2000.00 GBP", "2017-08-01"),
            AUGUST,
            "So it looks",
            "officer, 1 August: So it looks",
        ),
        # Over its allocation, and nobody says why.
        (
            put_in("1000.00") + spend("1400.00", "2017-05-02"),
            AUGUST,
            "[to complete]",
            "spent, nothing more expected; [to complete]",
        ),
        # All was delivered by June and 300.00 is left of it; with its action's 500.00 it is over.
        (
            put_in("2500.00", "Fair")
            + put_in("500.00")
            + earmark("Fair", "delivery-by: 2017-06-18")
            + spend("2200.00", "2017-06-19", "Fair"),
            AUGUST,
            "£500.00 left, and the action is over; £300.00 left of what was delivered by 18 June",
            None,
        ),
    ],
)
def test_why_it_is_not_spent(
    book: Build, text: str, as_at: datetime.date, reason: str, why: str | None
) -> None:
    (line,) = found_in(book(base=False, text=GRANT + text), as_at).lines
    assert reason_of(line) == reason
    if why is not None:
        assert why_of(line) == why
    elif as_at == MARCH:
        assert why_of(line) == reason


def test_what_a_line_leaves_to_complete_is_asked(book: Build) -> None:
    made = book(base=False, text=GRANT + put_in("3000.00") + spend("500.00", "2017-05-02"))
    report = prepare(made, "Grant", "2017-18-H2", as_at=MARCH)
    asked = [each.what for each in report.to_complete if "say why" in each.what]
    assert asked == ["Youth work: say why £2,500.00 of its £3,000.00 was not spent."]
    paper = markdown(return_paper(report))
    assert "| -£2,500.00 | \\[to complete\\] |" in paper


def test_a_fund_that_ends_in_december_is_forecast_to_december(book: Build) -> None:
    """8,000.00 x 92 / 280 = 2,628.57 by then; 5,371.43 later, and 12,000.00 is not allocated."""
    made = book(base=False, text=until_december(GRANT + WEEKS))
    found = found_in(made, AUGUST)
    assert (found.total, found.day) == (Decimal("17371.43"), DECEMBER)
    paper = markdown(return_paper(prepare(made, "Grant", "2017-18-H1", as_at=AUGUST)))
    assert "£17,371.43 is forecast to be unspent at 31 December 2017" in paper
    assert "- Forecast: to 31 December 2017\n" in paper
    planned = book(base=False, text=until_december(GRANT + put_in("2000.00")))
    letter = markdown(notice(planned, found_in(planned, AUGUST)))
    assert "A further £2,000.00 is planned to be spent by 31 December 2017" in letter


@pytest.mark.parametrize("ends", [MARCH, DECEMBER])
def test_an_order_that_runs_on_was_not_due(book: Build, ends: datetime.date) -> None:
    """Of 8,000.00 5,200.00 is due by 31 March (2,628.57 by 31 December), and none of it billed.

    What is due is to be accrued or released, and told so; consent is asked for the rest alone.
    """
    text = GRANT + WEEKS if ends == MARCH else until_december(GRANT + WEEKS)
    made = book(base=False, text=text)
    found = found_in(made, ends)
    due, later = ("5,200.00", "2,800.00") if ends == MARCH else ("2,628.57", "5,371.43")
    letter = markdown(notice(made, found))
    assert f"Of this, £{later} is set aside for work that goes on after the last day" in letter
    assert f"| Weeks | 7 July 2018 | £{later} |" in letter
    assert f"\\[to complete\\] Of this, £{due} is on order or under agreement, was to be" in letter
    assert "not delivered in time" not in letter
    (doubt,) = (each for each in to_complete(made, found) if "accrued" in each.what)
    assert f"£{due} is on order or agreed, was to be delivered by" in doubt.what
    accrue = f'ringfence accrue 2017-18/Youth/Weeks AMOUNT --payee "NAME" --date {ends}'
    assert doubt.then == f"Type: {accrue}"


def test_no_consent_is_asked_for_more_than_is_left(book: Build) -> None:
    """8,000.00 is Youth's, 2,800.00 of it for later; 19,000.00 - 17,000.00 of Sport is overspent.

    Of 20,000.00 awarded 5,200.00 and 14,000.00 are spent by 31 March: 800.00 is left, so consent
    is asked for 800.00.
    """
    sport = '2017-04-01 custom "action" "2017-18" "Sport"\n  title: "Sport"\n'
    sport += put_in("12000.00").replace(":Youth", ":Sport")
    sport += spend("14000.00", "2017-05-02").replace(":Youth", ":Sport")
    sport += spend("5200.00", "2018-03-30", "Weeks")
    made = book(base=False, text=GRANT + WEEKS + sport)
    found = found_in(made, MARCH)
    assert found.total == Decimal("800.00")
    letter = markdown(notice(made, found))
    assert "| Weeks | 7 July 2018 | £800.00 |" in letter
    assert "Other actions are £2,000.00 over their allocations." in letter


def test_what_is_doubtful_of_the_forecast_is_settled_before_the_letter_is_sent(
    book: Build,
) -> None:
    """3,000.00 of the officer's is above the 2,000.00 allocated, and of before the last return."""
    made = book(base=False, text=GRANT + put_in("2000.00") + said("3000.00 GBP", "2017-08-01"))
    found = found_in(made, datetime.date(2018, 1, 31))
    told = [each.what for each in to_complete(made, found)]
    assert (
        "Youth work: the officer's figure of £3,000.00, 1 August, is above what is allocated, "
        "£2,000.00." in told
    )
    assert any("as old as the last return, as at 30 September 2017" in each for each in told)
