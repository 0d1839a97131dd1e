"""*Today*: what is due, overdue, awaited, asked, and waiting to be signed.

Its class is called so that it stands first in the sidebar, which Fava sorts by classes.
"""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING, NamedTuple

from ringfence.pages import page
from ringfence.pages.loaded_books import load_once
from ringfence.pages.who import who_looks
from ringfence.reports.reliance import findings_line
from ringfence.reports.today import Today, today_of

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

_log = logging.getLogger(__name__)


class Content(NamedTuple):
    """What the page shows; ``who`` is who looks, where that is known."""

    today: Today
    who: str
    findings: str
    most: int = page.MOST_ROWS


class Agenda(page.Page):
    """The page. Its module sorts and filters the tables of all our pages."""

    has_js_module = True
    plain_title = "Today"

    @property
    def report_title(self) -> str:  # type: ignore[override] # with what presses
        """Its name in the sidebar, with the number of what is overdue or waits for who looks."""
        try:
            pressing = _today(load_once(self.ledger)).pressing
        except Exception:  # noqa: BLE001 - raised on, no page of Fava would open
            _log.exception("What is due could not be counted.")
            return self.plain_title
        return f"{self.plain_title} ({pressing})" if pressing else self.plain_title

    def content(self, books: Loaded, wanted: Asked) -> Content:  # noqa: ARG002 - as other pages
        """Return what matters today, whatever the filters say."""
        return Content(_today(books), who_looks(), findings_line(books.counted))


def _today(books: Loaded) -> Today:
    """Return what matters, reckoned once a day for each load and each person."""
    day, who = datetime.date.today(), who_looks()
    return books.once(
        "today", lambda: today_of(books.book, day, books.findings, who), of=(day, who)
    )
