"""What is due, awaited and at risk: the worked example on a day, as text, JSON and calendar."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner

from ringfence.cli.commands import deadlines as command
from ringfence.cli.main import main
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.years import FinancialYear
from ringfence.reports.schedule import notice_from

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
DAY = "2017-09-04"


def shown(*args: str, books: Path = EXAMPLE) -> str:
    result = CliRunner().invoke(main, ["--books", str(books), *args])
    assert result.exit_code == 0, result.output
    return result.stdout


def matters(day: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        shown("deadlines", "--as-at", day, "--format", "json")
    )["deadlines"]
    return found


def test_every_matter_of_a_day_with_its_figure() -> None:
    found = [(e["kind"], e["day"], e["fund"], e["amount"], e["is_overdue"]) for e in matters(DAY)]
    assert found == [
        ("finance", "2017-09-19", "PLF-2017-18", None, False),
        ("return", "2017-09-29", "PLF-2017-18", None, False),
        # Big Lunch 660.00 and Prevent 447.00 of 2017/18, 2,500.00 in the reserve, 1,275.28 free.
        ("underspend", "2018-01-01", "PLF-2017-18", "4882.28", False),
        ("spend-by", "2018-03-31", "PLF-2016-17", "1914.00", False),
        ("spend-by", "2018-03-31", "PLF-2017-18", "24435.78", False),
        ("claim", None, "PLF-2017-18", "6090.00", False),
        ("proposal", None, None, None, False),
        ("proposal", None, None, None, False),
    ]


def test_what_is_past_is_overdue() -> None:
    found = {(each["kind"], each["key"]): each["is_overdue"] for each in matters("2017-10-02")}
    assert found["return", "PLF-2017-18/2017-18-H1"]
    assert found["finance", "PLF-2017-18/2017-18-H1"]


def test_what_is_submitted_is_not_due(officer: Any) -> None:
    run = CliRunner().invoke
    books = ["--books", str(officer.books), "--as", "cfo"]
    period = ("PLF-2017-18", "2017-18-H1", "--date", "2017-09-20")
    assert (
        run(main, [*books, "return", "certify", *period, "--prepared-by", "cs-officer"]).exit_code
        == 0
    )
    officer.does("return", "submit", *period)
    kinds = json.loads(officer.does("deadlines", "--as-at", "2017-09-21", "--format", "json"))
    assert not {"return", "finance"} & {each["kind"] for each in kinds["deadlines"]}


def test_the_calendar_is_one_that_outlook_takes(tmp_path: Path) -> None:
    args = ("deadlines", "--as-at", DAY, "--format", "ics", "--output")
    for name in ("one.ics", "two.ics"):
        shown(*args, str(tmp_path / name))
    content = (tmp_path / "one.ics").read_bytes()
    assert content == (tmp_path / "two.ics").read_bytes()
    assert max(map(len, content.split(b"\r\n"))) <= 75
    read = icalendar.Calendar.from_ical(content)
    events = list(read.walk("VEVENT"))
    assert len({str(event["uid"]) for event in events}) == len(events) == 5
    first = events[0]
    assert first.decoded("dtstart") == datetime.date(2017, 9, 19)
    assert first.decoded("dtend") == datetime.date(2017, 9, 20)
    assert first.decoded("dtstamp").date() == datetime.date(2017, 9, 4)


def test_an_event_keeps_its_identity(tmp_path: Path) -> None:
    uids = []
    for day in (DAY, "2017-09-05"):
        text = shown("deadlines", "--as-at", day, "--format", "ics")
        uids.append({line for line in text.splitlines() if line.startswith("UID")})
    assert uids[0] == uids[1]


def test_the_monday_page_is_five_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "today", lambda: datetime.date(2017, 10, 2))
    lines = shown().splitlines()
    assert len(lines) == 5
    assert lines[1] == "2017-09-29, OVERDUE: the return PLF-2017-18 2017-18-H1 is due (draft)"
    assert lines[4].startswith("… and ")


def test_the_monday_page_begins_with_faults(officer: Any) -> None:
    officer.add("nonsense\n")
    assert officer.does().splitlines()[0] == "The books have a fault to correct: ringfence check"


def test_the_notice_of_an_underspend(tmp_path: Path) -> None:
    path = tmp_path / "notice.md"
    shown("return", "notice", "PLF-2017-18", "--as-at", DAY, "--output", str(path))
    text = path.read_text(encoding="utf-8")
    assert (
        "we forecast that £4,882.28 of OPCC community safety grant 2017/18 will not be spent by "
        "31 March 2018." in text
    )
    assert "We ask for your consent to spend this £4,882.28 after 31 March 2018" in text
    result = CliRunner().invoke(
        main, ["--books", str(EXAMPLE), "return", "notice", "PLF-2016-17", "--as-at", "2017-03-31"]
    )
    assert result.exit_code == 1
    assert (
        "No underspend of PLF-2016-17 is forecast as at 2017-03-31. For another day, type: "
        "ringfence return notice PLF-2016-17 --as-at DAY" in " ".join(result.output.split())
    )


# -- what finance needs, and when


def matters_of(
    officer: Any, day: str, *kinds: str, of: str
) -> list[tuple[str, str | None, str, bool]]:
    shown = json.loads(officer.does("deadlines", "--as-at", day, "--format", "json"))
    return [
        (each["kind"], each["day"], each["text"], each["is_overdue"])
        for each in shown["deadlines"]
        if each["kind"] in kinds and of in each["text"]
    ]


def amends(officer: Any, *fields: str, decision: str = "OPCC-2018-03-26") -> None:
    """Amend the grant on 27 March 2018; the return of the second half is due on 30 April."""
    officer.does(
        "fund", "amend", "PLF-2017-18", *fields, "--decision", decision, "--date", "27/3/2018"
    )


NAME = "the return PLF-2017-18 2017-18-H2"


def test_finance_needs_a_return_so_many_working_days_before(officer: Any) -> None:
    """Twenty before 30 April 2018 are 29 March: Good Friday and Easter Monday are none."""
    amends(officer, "--working-days", "20", "--clear", "lead-days")
    assert matters_of(officer, "2018-03-27", "finance", "preparation", of=NAME) == [
        (
            "finance",
            "2018-03-29",
            f"finance needs {NAME}, 20 working days before it is due",
            False,
        )
    ]
    ((*_rest, is_overdue),) = matters_of(officer, "2018-03-30", "finance", of=NAME)
    assert is_overdue


def test_the_list_of_returns_says_when_finance_needs_each(officer: Any) -> None:
    def listed() -> dict[str, str | None]:
        shown = json.loads(officer.does("return", "list", "--format", "json"))["returns"]
        return {f"{each['fund']} {each['period']}": each["finance_by"] for each in shown}

    assert listed() == {
        "PLF-2017-18 2017-18-H1": "2017-09-19",
        "PLF-2017-18 2017-18-H2": "2018-04-20",
        "PLF-2018-19 2018-19-H1": "2018-09-18",
        "PLF-2018-19 2018-19-H2": None,
    }
    amends(officer, "--working-days", "20")
    assert listed()["PLF-2017-18 2017-18-H2"] == "2018-03-29"


def test_lead_days_keep_their_meaning(officer: Any) -> None:
    """Ten days before 30 April are 20 April; with working days, work on it begins then."""
    before = matters_of(officer, "2018-03-26", "finance", "preparation", of=NAME)
    assert before == [
        ("finance", "2018-04-20", f"finance needs {NAME}, 10 days before it is due", False)
    ]
    amends(officer, "--working-days", "1")
    assert matters_of(officer, "2018-03-27", "finance", "preparation", of=NAME) == [
        ("preparation", "2018-04-20", f"work on {NAME} begins, 10 days before it is due", False),
        ("finance", "2018-04-27", f"finance needs {NAME}, a working day before it is due", False),
    ]


def test_a_return_without_a_due_day_stands_at_its_periods_end(officer: Any) -> None:
    officer.add(
        '2017-04-01 custom "fund" "Police-2017"\n'
        '  title: "Police contribution"\n  funder: "Police"\n  stage: "awarded"\n'
        '  returns: "quarterly"\n  spend-by: 2018-03-31\n  working-days: 5\n',
        "funds",
    )
    name = "the return Police-2017 2017-18"
    text = "(draft), and nothing says when it is due: ringfence return declare Police-2017 2017-18"
    assert matters_of(officer, DAY, "return", "finance", of="Police-2017") == [
        (
            *("return", "2017-06-30"),
            f"the period of {name}-Q1 ended {text}-Q1 --due DAY",
            False,
        ),
        (
            *("return", "2017-09-30"),
            f"the period of {name}-Q2 ends {text}-Q2 --due DAY",
            False,
        ),
    ]
    officer.does("return", "declare", "Police-2017", "2017-18-Q1", "--due", "10/7/2017")
    found = matters_of(officer, DAY, "return", "finance", of="Police-2017")
    days = [(kind, day, over) for kind, day, _text, over in found]
    assert days == [
        ("finance", "2017-07-03", True),
        ("return", "2017-07-10", True),
        ("return", "2017-09-30", False),
    ]


# -- from when a notice is due


@pytest.mark.parametrize(
    ("named", "spend_by", "expected"),
    [
        (None, None, "2018-01-01"),
        ("2017-11-15", None, "2017-11-15"),
        # The terms name a day of the year: so it is in each.
        ("2015-11-15", None, "2017-11-15"),
        ("2016-02-29", None, "2018-02-28"),
        # No later than the fund's own last day in the year.
        (None, "2017-09-30", "2017-09-30"),
        ("2018-03-01", "2018-02-15", "2018-02-15"),
        (None, "2018-03-31", "2018-01-01"),
        (None, "2019-03-31", "2018-01-01"),
        (None, "2017-03-31", "2018-01-01"),
    ],
)
def test_from_when_a_funder_is_told(named: str | None, spend_by: str | None, expected: str) -> None:
    terms = Fund.model_validate(
        {
            "id": "F",
            "title": "A grant",
            "funder": "OPCC",
            "stage": "awarded",
            "notice-from": datetime.date.fromisoformat(named) if named else None,
            "spend-by": datetime.date.fromisoformat(spend_by) if spend_by else None,
        }
    )
    found = notice_from(terms, FinancialYear.parse("2017-18"))
    assert found == datetime.date.fromisoformat(expected)


def test_a_notice_is_due_from_its_day_on_and_not_on_31_march(officer: Any) -> None:
    """Unspent as at New Year: see the position; before that day it is listed under it already."""
    told = "of OPCC community safety grant 2017/18 unspent"
    for day, begins in (
        ("2017-12-31", "£3,232.28 of PLF-2017-18 is forecast"),
        ("2018-01-01", "a notice to OPCC is due: £3,232.28 of PLF-2017-18 is forecast"),
        ("2018-02-01", "a notice to OPCC is due: £3,232.28 of PLF-2017-18 is forecast"),
    ):
        ((_kind, on, text, is_overdue),) = matters_of(officer, day, "underspend", of="notice")
        assert (on, is_overdue) == ("2018-01-01", False)
        assert text.startswith(begins)
        calendar = icalendar.Calendar.from_ical(
            officer.does("deadlines", "--as-at", day, "--format", "ics")
        )
        titles = {str(each["summary"]): each.decoded("dtstart") for each in calendar.walk("VEVENT")}
        title = f"Notice to OPCC due: £3,232.28 {told}"
        assert titles[title] == datetime.date(2018, 1, 1)
    output = " ".join(shown("deadlines", "--as-at", "2017-12-31").split())
    assert "OPCC is told from 1 January 2018 on" in output


def test_a_notice_is_due_from_the_day_that_the_terms_name(officer: Any) -> None:
    fields = ("--notice-from", "1/12/2017", "--decision", "OPCC-2017-07-24", "--date", "25/7/2017")
    officer.does("fund", "amend", "PLF-2017-18", *fields)
    ((_kind, day, text, _over),) = matters_of(officer, "2017-12-11", "underspend", of="notice")
    assert day == "2017-12-01"
    assert text.startswith("a notice to OPCC is due: ")


# -- what a calendar calls it


def test_calendar_titles_are_words_for_people() -> None:
    """No id of a fund, no address of a pot, no command, whatever the day."""
    ids = re.compile(r"\b(PLF|CSP|OWBC)-|20\d\d-\d\d|ringfence|--|/[A-Z]|£\d+\b(?!\.\d\d)(?!,)")
    found = set()
    for day in ("2017-04-30", "2017-06-12", DAY, "2017-12-01", "2018-01-15", "2018-03-28"):
        content = shown("deadlines", "--as-at", day, "--format", "ics")
        events = icalendar.Calendar.from_ical(content).walk("VEVENT")
        found |= {str(event["summary"]) for event in events}
    assert [title for title in found if ids.search(title)] == []
    assert {
        "Monitoring return 2017/18, half-year 1, due to OPCC: OPCC community safety grant 2017/18",
        "Monitoring return 2017/18, half-year 1, to finance: OPCC community safety grant 2017/18",
        "Last day to spend OPCC community safety grant 2017/18: £24,435.78 left",
    } <= found
