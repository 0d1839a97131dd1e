"""Deadlines as an iCalendar file, such as Outlook takes: the same books give the same bytes."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence

from ringfence.reports.matters import Deadline
from ringfence.reports.render.table import clean

_ALARM = datetime.timedelta(days=-7)


def calendar(found: Sequence[Deadline], owner: str, as_at: datetime.date) -> bytes:
    """Make an all-day event of every matter that has a day.

    An event keeps its identity from day to day, so that a file read in again replaces
    what is there; its stamp is the as-at, never the clock. It is called in words for people;
    what the officer does about it is its description.
    """
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", "-//Ringfence//Deadlines//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    name = clean(f"Grant money: {owner}" if owner else "Grant money")
    made.add("x-wr-calname", icalendar.vText(name))
    stamp = datetime.datetime.combine(as_at, datetime.time(), datetime.UTC)
    for each in found:
        if each.day is None:
            continue
        title, text = clean(each.title), clean(each.text)
        event = icalendar.Event()
        event.add("uid", f"{_identity(owner, each)}@ringfence")
        event.add("dtstamp", stamp)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + datetime.timedelta(days=1))
        event.add("summary", title)
        event.add("description", text[:1].upper() + text[1:])
        event.add("categories", [each.kind])
        event.add("transp", "TRANSPARENT")
        if not each.is_overdue:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", title)
            alarm.add("trigger", _ALARM)
            event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())


def _identity(owner: str, each: Deadline) -> str:
    return hashlib.sha256(f"{owner}\n{each.kind}\n{each.key}".encode()).hexdigest()[:32]
