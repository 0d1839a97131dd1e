"""When something was recorded, beside the day that it is dated."""

from __future__ import annotations

import datetime

from beancount.core.data import Directive

#: What is dated longer before it was recorded shows both days.
LATE = datetime.timedelta(days=7)


def recorded_late(entry: Directive) -> datetime.date | None:
    """Return the day on which a directive was recorded, if more than seven days after its date."""
    try:
        found = datetime.datetime.fromisoformat(str((entry.meta or {}).get("recorded-at"))).date()
    except ValueError:
        return None
    return found if found - entry.date > LATE else None


def dated(entry: Directive) -> str:
    """Return a directive's day in words, with that on which it was recorded if it is late."""
    late = recorded_late(entry)
    return f"{entry.date} (recorded on {late})" if late else str(entry.date)
