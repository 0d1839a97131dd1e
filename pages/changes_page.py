"""*What changed*: since a month ago, the last meeting, the last return, or the last visit."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from ringfence.ledger.typed.dates import AmbiguousDateError, NotADateError, read_date
from ringfence.pages import page
from ringfence.pages.loaded_books import seen_in
from ringfence.pages.paging import Stretch, stretch_of
from ringfence.pages.visits import Visit, last_visit
from ringfence.pages.who import who_looks
from ringfence.reports.recent import (
    Moment,
    Recent,
    Recently,
    changed_since,
    moments,
    recorded_since,
)

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

#: What each kind is called, and in which order.
KINDS = {"new": "New", "changed": "Changed", "reversed": "Reversed"}
_VISIT = "visit"


class Content(NamedTuple):
    """What the page shows: since when, what is new, changed and reversed, and what is gone.

    ``counts`` says how many there are of each kind; ``wrong`` why a day can't be read.
    """

    moments: tuple[Moment, ...]
    chosen: Moment
    recent: Stretch[Recent]
    counts: dict[str, int]
    gone: tuple[str, ...]
    wrong: str
    day: str
    kinds: dict[str, str]
    most: int = page.MOST_ROWS

    @property
    def is_recorded(self) -> bool:
        """Whether anything of it says when or by whom it was recorded."""
        return any(each.when or each.who for each in self.recent.rows)


class Changes(page.Page):
    """The page."""

    report_title = "What changed"

    def content(self, books: Loaded, wanted: Asked) -> Content:  # noqa: ARG002 - as other pages
        """Return what changed since the moment that the address names, else the last visit."""
        now = datetime.datetime.now().astimezone()
        seen = seen_in(books)
        visit = last_visit(Path(self.ledger.beancount_file_path), who_looks())
        known = list(moments(books.book, now))
        if visit:
            known.insert(0, Moment(_VISIT, "your last visit", visit.ended))
        day, wrong, typed = request.args.get("day", "").strip()[:40], "", None
        if day:
            try:
                typed = read_date(day, now.date())
            except (NotADateError, AmbiguousDateError) as error:
                wrong = str(error)
        key = request.args.get("since", "")
        chosen = next((each for each in known if each.key == key), known[0])
        if typed:
            midnight = datetime.datetime.combine(typed, datetime.time(), now.tzinfo)
            chosen = Moment("day", "", midnight)
        found = _found(books, chosen, visit, seen)
        counts = {kind: sum(e.kind == kind for e in found.recent) for kind in KINDS}
        return Content(
            tuple(known), chosen, stretch_of(found.recent), counts, found.gone, wrong, day, KINDS
        )


def _found(
    books: Loaded, chosen: Moment, visit: Visit | None, seen: dict[str, list[str]]
) -> Recently:
    if chosen.key == _VISIT and visit:
        return changed_since(books.book, seen, visit.seen)
    return recorded_since(books.book, chosen.when)
