"""*Reserve*: what it held, what came in and went out by origin, and who decided so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from fava.ext import extension_endpoint
from flask import Response

from ringfence.pages import documents, page
from ringfence.pages.bars import Chart, chart
from ringfence.reports.render.csv_ import csv_file
from ringfence.reports.render.files import makers
from ringfence.reports.render.formats import of_files
from ringfence.reports.reserve import ReserveMove, ReserveReport, reserve_report
from ringfence.reports.reserve_paper import by_origin, reserve_paper

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked


class Content(NamedTuple):
    """What the page shows: the movements that fit, latest first."""

    report: ReserveReport
    chart: Chart | None
    moves: tuple[ReserveMove, ...]
    has_several: bool
    titles: Mapping[str, str]


class Reserve(page.Page):
    """The page."""

    report_title = "Reserve"
    offers = of_files("csv")

    def content(self, books: Loaded, wanted: Asked) -> Content:
        """Return the reserve over the days asked for, and its whole history."""
        report = reserve_report(books.book, wanted.first, wanted.as_at)
        return Content(
            report,
            chart(report.history, wanted.as_at),
            report.moves[: -page.MOST_ROWS - 1 : -1],
            len({line.pot for line in report.lines}) > 1,
            {line.fund: line.title for line in report.lines},
        )

    @extension_endpoint
    def download(self) -> Response:
        """Return the reserve as a file."""
        books, wanted = self.books_and_days()
        report = reserve_report(books.book, wanted.first, wanted.as_at)
        files = makers(reserve_paper(report, self.owner(books)))
        return documents.respond(
            f"reserve-{report.first}-to-{report.last}",
            {**files, "csv": lambda: csv_file(by_origin(report))},
        )
