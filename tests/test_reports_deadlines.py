"""What is due, awaited and at risk: the worked example on a day, as text, JSON and calendar."""

import datetime
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner

from ringfence.cli import deadlines as command
from ringfence.cli.main import main

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
        ("spend-by", "2018-03-31", "PLF-2016-17", "1914.00", False),
        ("spend-by", "2018-03-31", "PLF-2017-18", "24435.78", False),
        # Bluelight 150.00, Diversionary 0.50, Grow Out Crime 70.13, Prevent 447.00.
        ("underspend", "2018-03-31", "PLF-2017-18", "667.63", False),
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
    assert run(main, [*books, "return", "certify", *period]).exit_code == 0
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
    assert officer.does().splitlines()[0] == "The books have a fault to put right: ringfence check"


def test_the_notice_of_an_underspend(tmp_path: Path) -> None:
    path = tmp_path / "notice.md"
    shown("return", "notice", "PLF-2017-18", "--as-at", DAY, "--output", str(path))
    text = path.read_text(encoding="utf-8")
    assert (
        "we forecast that £667.63 of the money reported in PLF-2017-18 will not be spent by "
        "31 March 2018" in text
    )
    assert "consent to carry it forward" in text
    result = CliRunner().invoke(
        main, ["--books", str(EXAMPLE), "return", "notice", "PLF-2017-18", "--as-at", "2019-06-01"]
    )
    assert result.exit_code == 1
    assert (
        "No underspend of PLF-2017-18 is forecast as at 2019-06-01. By then it is reported in "
        "PLF-2018-19. For another day, type: ringfence return notice PLF-2017-18 --as-at DAY"
        in " ".join(result.output.split())
    )
