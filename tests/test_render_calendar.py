"""The calendar against RFC 5545 and what Outlook insists on, whatever the books say."""

import datetime
import re

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from ringfence.reports.matters import Deadline
from ringfence.reports.render.calendar import calendar
from ringfence.reports.render.table import clean

DAY = datetime.date(2017, 9, 4)
TEXT = "Pay “Smith; Sons, Ltd\\co” £6,090.00\nBEGIN:VEVENT: 🎉"

TEXTS = st.text(max_size=200)
DAYS = st.dates(datetime.date(1999, 1, 1), datetime.date(2099, 12, 30))


def matter(
    title: str = TEXT,
    day: datetime.date | None = DAY,
    key: str = "a/b",
    text: str = "it is due: type\nthis",
) -> Deadline:
    return Deadline("pay-by", key, day, text, title)


def lines_of(content: bytes) -> list[str]:
    """The content lines, unfolded as RFC 5545 3.1 has it."""
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


@given(st.lists(st.tuples(TEXTS, st.none() | DAYS), max_size=5), TEXTS)
def test_every_calendar_conforms(matters: list[tuple[str, datetime.date | None]], own: str) -> None:
    found = [matter(text, day, str(number)) for number, (text, day) in enumerate(matters)]
    content = calendar(found, own, DAY)
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b""), "every line ends in CRLF"
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    for line in content.split(b"\r\n"):
        line.decode()  # no character is cut in two by a fold
    lines = lines_of(content)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    for once in ("PRODID:", "VERSION:", "METHOD:PUBLISH", "CALSCALE:GREGORIAN"):
        assert sum(line.startswith(once) for line in lines) == 1
    dated = [each for each in found if each.day]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(dated)
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(dated)
    for event, each in zip(events, dated, strict=True):
        assert each.day is not None
        assert event.decoded("dtstart") == each.day
        assert event.decoded("dtend") == each.day + datetime.timedelta(days=1)
        assert event["dtstart"].params["value"] == event["dtend"].params["value"] == "DATE"
        assert str(event["summary"]) == clean(each.title)
        assert str(event["description"]) == "It is due: type this"


def test_the_lines_of_an_event() -> None:
    lines = lines_of(calendar([matter()], "A & B; C, D", DAY))
    start = lines.index("BEGIN:VEVENT")
    event = lines[start : lines.index("END:VEVENT") + 1]
    assert sorted(event) == sorted(
        [
            "BEGIN:VEVENT",
            "DESCRIPTION:It is due: type this",
            "SUMMARY:Pay “Smith\\; Sons\\, Ltd\\\\co” £6\\,090.00 BEGIN:VEVENT: 🎉",
            "DTSTART;VALUE=DATE:20170904",
            "DTEND;VALUE=DATE:20170905",
            "DTSTAMP:20170904T000000Z",
            next(line for line in event if re.fullmatch(r"UID:[0-9a-f]{32}@ringfence", line)),
            "CATEGORIES:pay-by",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Pay “Smith\\; Sons\\, Ltd\\\\co” £6\\,090.00 BEGIN:VEVENT: 🎉",
            "TRIGGER:-P7D",
            "END:VALARM",
            "END:VEVENT",
        ]
    )
    assert "X-WR-CALNAME:Grant money: A & B\\; C\\, D" in lines


def test_what_is_overdue_rings_no_bell() -> None:
    late = matter()._replace(is_overdue=True)
    assert "BEGIN:VALARM" not in lines_of(calendar([late], "", DAY))


def test_an_event_keeps_its_identity_though_its_figure_and_day_move() -> None:
    def uid(each: Deadline, owner: str = "A", day: datetime.date = DAY) -> str:
        lines = lines_of(calendar([each], owner, day))
        return next(line for line in lines if line.startswith("UID:"))

    later = DAY + datetime.timedelta(days=7)
    assert uid(matter()) == uid(matter("Another text", later), day=later)
    assert len({uid(matter()), uid(matter(key="c")), uid(matter(), "B")}) == 3
