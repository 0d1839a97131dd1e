"""A closed year: said first, with a way out that works when it is typed."""

from __future__ import annotations

import datetime
import re
import shlex
from collections.abc import Sequence
from decimal import Decimal

import pytest

from ringfence.bookkeeping.file_line import draft_line
from ringfence.bookkeeping.receipt import why_later
from ringfence.bookkeeping.record import record
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.suggesting import Deed, Suggestion
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import Wanted
from tests.conftest import Officer

KICKS = "2017-18/Diversionary/Kicks"
CITY = ("--payee", "Leicester City FC")
LATE = ("--invoice", "LCFC-1200", "--note", "KICKS, March")
JUNE = ("--date", "15/6/2018")


@pytest.fixture
def closed(officer: Officer) -> Officer:
    """Close 2017/18 of the worked example on 1 June 2018."""
    officer.does("year-end", "2017-18", "--close", "--date", "1/6/2018")
    return officer


def type_what_it_says(officer: Officer, text: str) -> str:
    """Type the first command that a message gives, exactly as it stands."""
    (line, *_others) = re.findall(r"Type: (ringfence .*)", text)
    program, *args = shlex.split(line.removesuffix(" [window]"))
    assert program == "ringfence"
    return officer.does(*args)


@pytest.mark.parametrize(
    ("day", "supplied"), [("15/6/2018", "2018-03-31"), ("20/3/2018", "2018-03-20")]
)
@pytest.mark.parametrize("command", ["spend", "accrue"])
def test_a_late_invoice_is_spent_from_the_open_year(
    command: str, day: str, supplied: str, closed: Officer
) -> None:
    text = closed.is_refused(command, KICKS, "300", *CITY, *LATE, "--date", day)
    first = "Error: 2017/18 was closed on 2018-06-01, and nothing more is spent from " + KICKS
    assert text.startswith(first)
    assert "ringfence year-end 2017-18 --reopen" in text
    assert text.endswith("Nothing was saved. [window]\n")
    done = type_what_it_says(closed, text)
    assert f"  supplied: {supplied}\n" in done
    assert "Expenses:Plan:2018-19:Diversionary:Kicks:PLF-2017-18" in done
    assert '"KICKS, March"' in done


def test_more_than_the_open_year_has_awaits_a_decision(closed: Officer) -> None:
    text = closed.is_refused("spend", KICKS, "5000", *CITY, *LATE, *JUNE)
    assert "it would await a decision (--pending)" in text
    done = type_what_it_says(closed, text)
    assert '2018-06-15 ! "Leicester City FC"' in done
    assert "Awaiting a decision: 2018-19/Diversionary/Kicks is short by" in done


def test_where_no_later_year_has_the_action_that_is_said(closed: Officer) -> None:
    text = closed.is_refused(
        *("spend", "2017-18/BigLunch", "50", "--payee", "P", "--invoice", "P-1", *JUNE)
    )
    assert '(ringfence action add 2018-19/BigLunch --title "TEXT")' in text


def test_an_advance_is_paid_from_the_open_year(closed: Officer) -> None:
    text = closed.is_refused("advance", KICKS, "100", *CITY, *JUNE)
    done = type_what_it_says(closed, text)
    assert "Assets:Prepaid:LeicesterCityFC:PLF-2017-18   100.00 GBP" in done


def test_a_refund_is_moved_on_the_same_day(closed: Officer) -> None:
    before = closed.left("2018-19/Diversionary/Kicks", "PLF-2017-18", "2018-06-15")
    text = closed.does("refund", KICKS, "300", *CITY, "--invoice", "LCFC-1093", *JUNE)
    assert "credit moved on to 2018-19/Diversionary/Kicks" in text
    assert closed.left(KICKS, "PLF-2017-18", "2018-06-15") == "0.00"
    after = closed.left("2018-19/Diversionary/Kicks", "PLF-2017-18", "2018-06-15")
    assert float(after) - float(before) == 300


def test_a_refund_without_an_open_place_goes_to_unallocated(closed: Officer) -> None:
    closed.does(
        *("refund", "2017-18/BigLunch/Event", "60", "--payee", "Event hire company"),
        *("--invoice", "EH-2217", *JUNE),
    )
    assert closed.left("2017-18/BigLunch/Event", "PLF-2017-18", "2018-06-15") == "0.00"


def test_what_was_typed_as_too_much_is_corrected_and_moved_on(closed: Officer) -> None:
    text = closed.does("correct", "LCFC-1093", "--amount", "2900", *JUNE)
    assert "£100.00" not in text.partition("Left in 2017-18")[2].partition(":")[0]
    assert closed.left(KICKS, "PLF-2017-18", "2018-06-15") == "0.00"


@pytest.mark.parametrize("asked", ["20/3/2018", "1/4/2018", "31/5/2018", "1/6/2018"])
def test_a_credit_by_the_closing_is_dated_the_day_after(asked: str, closed: Officer) -> None:
    day, month, year = asked.split("/")
    refund = ("refund", KICKS, "300", *CITY, "--invoice", "LCFC-1093", "--council-ref", "owbc:9:1")
    text = closed.does(*refund, "--date", asked)
    assert text.count('2018-06-02 * "Leicester City FC" ') == 1
    assert text.count("2018-06-02 * ") == 2
    assert (
        f"Dated 2018-06-02, not {year}-{month:0>2}-{day:0>2}: 2017/18 was closed on 2018-06-01, "
        "and what it is credited with later is dated after that."
    ) in " ".join(text.split())
    assert closed.left(KICKS, "PLF-2017-18", "2018-06-02") == "0.00"
    assert "[window]" not in closed.does("check")
    assert "is closed already" in closed.does(
        "year-end", "2017-18", "--close", "--date", "2/6/2018"
    )


def test_a_credit_of_the_day_after_keeps_its_day(closed: Officer) -> None:
    text = closed.does(
        *("refund", KICKS, "300", *CITY, "--invoice", "LCFC-1093", "--date", "2/6/2018")
    )
    assert text.count("2018-06-02 * ") == 2
    assert "Dated " not in text


def test_of_another_year_it_keeps_its_day_too(closed: Officer) -> None:
    spent = ("--invoice", "LCFC-1300", "--date", "1/6/2018")
    closed.does("spend", "2018-19/Diversionary/Kicks", "30", *CITY, *spent)
    text = closed.does("refund", "2018-19/Diversionary/Kicks", "30", *CITY, *spent)
    assert '2018-06-01 * "Leicester City FC"' in text
    assert "Dated " not in text


def test_a_correction_by_the_closing_is_dated_the_day_after(closed: Officer) -> None:
    text = closed.does("correct", "LCFC-1147", "--amount", "10", "--date", "1/6/2018")
    assert text.count('2018-06-02 * "') == 3
    assert "Dated 2018-06-02, not 2018-06-01: 2017/18 was closed on 2018-06-01" in text
    assert "[window]" not in closed.does("check")


@pytest.mark.parametrize("day", ["1/4/2018", "1/6/2018"])
def test_nothing_is_spent_or_moved_by_the_closing_either(day: str, closed: Officer) -> None:
    text = closed.is_refused("spend", KICKS, "30", *CITY, *LATE, "--date", day)
    assert text.startswith("Error: 2017/18 was closed on 2018-06-01, and nothing more is spent")
    text = closed.is_refused("vire", KICKS, "Reserve", "1", "--date", day)
    assert "Date it after that day, and name the decision that lets it" in text


def test_a_line_of_the_council_of_before_the_closing_is_dated_after_it(closed: Officer) -> None:
    line = CouncilLine(
        *("owbc:20:1", datetime.date(2018, 5, 28), Decimal(-300), "LEICESTER CITY FC", "CN-1")
    )
    refund = Suggestion(Deed.REFUND, KICKS, "", "Leicester City FC")
    main = closed.books / "main.beancount"

    def plan(books: Books) -> Sequence[Wanted]:
        return draft_line(books, line, refund, invoice="LCFC-1093")

    recording = record(main, plan, who="cs-officer")
    assert [str(entry.date) for entry in recording.entries] == ["2018-06-02"] * 2
    (why,) = why_later(recording)
    assert why == (
        "Dated 2018-06-02, not 2018-05-28: 2017/18 was closed on 2018-06-01, and what it is "
        "credited with later is dated after that."
    )
    assert "[window]" not in closed.does("check")


def test_a_pending_spend_of_a_year_closed_by_hand_is_taken_back_where_it_is(
    officer: Officer,
) -> None:
    officer.does("spend", KICKS, "9000", *CITY, *LATE, "--pending", "--date", "30/3/2018")
    spent = officer.books / "spend-2018-19.beancount"
    closed = '2018-06-01 custom "year" "2017-18"\n  status: "closed"\n'
    spent.write_text(spent.read_text(encoding="utf-8") + closed, encoding="utf-8")
    text = officer.does("correct", "LCFC-1200", "--reverse-only", *JUNE)
    assert "moved on" not in text
    assert officer.left(KICKS, "PLF-2017-18", "2018-06-15") == "0.00"
    assert officer.does("check").count("[window]") == 1  # that no digest holds it


def test_what_was_typed_as_too_little_is_spent_from_the_open_year(closed: Officer) -> None:
    text = closed.is_refused("correct", "LCFC-1093", "--amount", "3100", *JUNE)
    assert text.startswith("Error: 2017/18 was closed on 2018-06-01, and nothing more is spent")
    done = type_what_it_says(closed, text)
    assert "Expenses:Plan:2018-19:Diversionary:Kicks:PLF-2017-18   100.00 GBP" in done
    assert closed.does("check").count("[duplicate]") == 0


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("vire", "Reserve", "2017-18/Prevent", "10"), "put into 2017-18/Prevent"),
        (("vire", "2017-18/Prevent", "Reserve", "10"), "taken out of 2017-18/Prevent"),
        (("release", "2017-18/Diversionary"), "taken out of 2017-18/Diversionary"),
        (("allocate", "2017-18/Prevent", "10"), "put into 2017-18/Prevent"),
        (("earmark", "2017-18/Prevent/New", "1", "--payee", "N"), "taken out of 2017-18/Prevent"),
    ],
)
@pytest.mark.parametrize("day", ["15/6/2018", "20/3/2018"])
def test_its_plan_stays_as_it_is(
    args: tuple[str, ...], what: str, day: str, closed: Officer
) -> None:
    text = closed.is_refused(*args, "--date", day)
    assert f"2017/18 was closed on 2018-06-01, and nothing is {what} any more" in text


def test_a_decision_lets_it(closed: Officer) -> None:
    for body in ("CSP", "finance"):
        made = ("decision", "add", f"{body}-2018-06-11-02", "--body", body, "--title", "50p")
        closed.does(*made, "--date", "11/6/2018")
    decided = ("--decision", "CSP-2018-06-11-02", "--override-window", "finance-2018-06-11-02")
    closed.does("vire", "2017-18/Diversionary", "Reserve", "0.50", *decided, *JUNE)
    assert closed.left("2017-18/Diversionary", "PLF-2015-16", "2018-06-15") == "0.00"


def test_a_year_is_opened_again_changed_and_closed_anew(closed: Officer) -> None:
    late = ("spend", "2017-18/Diversionary", "0.50", *CITY, *LATE, "--date", "20/3/2018")
    closed.is_refused(*late)
    reopen, why = ("year-end", "2017-18", "--reopen"), ("--note", "An invoice was left out")
    text = closed.is_refused(*reopen, *why, "--date", "31/5/2018")
    assert "opened again on that day at the earliest, not on 2018-05-31: --date 2018-06-01" in text
    assert closed.is_refused(*reopen, *JUNE, status=2).endswith(
        "Error: A closed year is opened again for a reason, which stays in the books. Say why "
        "2017/18 is: --note TEXT\n"
    )
    text = closed.does(*reopen, *why, *JUNE)
    assert '2018-06-15 custom "year" "2017-18"\n  status: "open"\n' in text
    assert "2017/18 is open again. Close it again: ringfence year-end 2017-18 --close" in text
    closed.does(*late)
    text = closed.does("year-end", "2017-18", "--close", "--date", "16/6/2018")
    assert 'status: "closed"' in text
    assert "There was nothing to save." not in text
    assert "Nothing of the end of 2017/18 had to be written." in text
    closed.is_refused(*late)
    text = closed.is_refused("year-end", "2016-17", "--reopen", *why, *JUNE)
    assert "2016/17 is not closed." in text


def test_nothing_is_given_back_while_something_is_pending(officer: Officer) -> None:
    for name in ("year-end-2017-18.beancount", "spend-2018-19.beancount"):
        (officer.books / name).write_text("")
    officer.does(
        *("fund", "amend", "PLF-2017-18", "--unspent", "repay", "--spend-by", "2018-03-31"),
        *("--decision", "OPCC-2018-03-26", "--date", "2/4/2018"),
    )
    officer.does("spend", KICKS, "9000", *CITY, *LATE, "--pending", "--date", "30/3/2018")
    may = ("--date", "1/5/2018")
    text = officer.does("year-end", "2017-18", *may)
    assert "Lapsed" not in text
    assert "given up" not in text
    flat = " ".join(text.split())
    assert "Nothing of PLF-2017-18 goes back to its funder while this awaits a decision: " in flat
    assert f"{KICKS} is short by £7,500.00" in flat
    refused = officer("year-end", "2017-18", "--close", *may)
    assert refused.exit_code == 1
    assert "is short by £7,500.00" in refused.stderr
    officer.does("correct", "LCFC-1200", "--amount", "1000", *may)
    assert '"Lapsed: never received"' in officer.does("year-end", "2017-18", *may)
