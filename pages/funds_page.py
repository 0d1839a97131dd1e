"""*Funds*: what each was awarded, claimed, received and spent; the statement of one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fava.ext import extension_endpoint
from flask import Response, request

from ringfence.ledger.money import ZERO
from ringfence.pages import documents, page
from ringfence.pages.figures import first_of_statement
from ringfence.reports.fund_paper import funds_paper, summaries, summary_keys
from ringfence.reports.fund_statement import FundsReport, FundSummary, funds_report
from ringfence.reports.render.csv_ import csv_file
from ringfence.reports.render.files import makers
from ringfence.reports.render.formats import of_files

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked


class Content(NamedTuple):
    """What the page shows: funds in use, bids, funds done with, and the one chosen.

    ``keys`` are the figures of its columns; of what there is nothing there is none.
    """

    report: FundsReport
    funds: tuple[FundSummary, ...]
    hoped: tuple[FundSummary, ...]
    done: tuple[FundSummary, ...]
    left_out: int
    chosen: FundSummary | None
    keys: tuple[str, ...]
    totals: Mapping[str, Decimal]

    @property
    def is_at_risk(self) -> bool:
        """Whether anything is spent of a fund that its funder has not approved yet."""
        return any(fund.at_risk for fund in (*self.funds, *self.done))


class Funds(page.Page):
    """The page."""

    report_title = "Funds"
    offers = of_files("csv")

    def content(self, books: Loaded, wanted: Asked) -> Content:
        """Return every fund as at the day asked for, and the statement of the one chosen."""
        report = _report(books, wanted)
        funds = [fund for fund in report.funds if fund.is_certain and fund.is_live]
        hoped = [fund for fund in report.funds if not fund.is_certain and fund.is_live]
        done = [fund for fund in report.funds if not fund.is_live]
        by_id = {fund.fund: fund for fund in report.funds}
        largest = max(funds, key=lambda fund: fund.unspent, default=None)
        return Content(
            report,
            tuple(funds[-page.MOST_ROWS :]),
            tuple(hoped[-page.MOST_ROWS :]),
            tuple(done[-page.MOST_ROWS :]),
            sum(max(len(each) - page.MOST_ROWS, 0) for each in (funds, hoped, done)),
            by_id.get(request.args.get("fund", ""), largest),
            summary_keys([*funds, *done]),
            {
                key: sum((getattr(fund, key) for fund in funds), ZERO)
                for key in (*summary_keys([*funds, *done]), "at_risk")
            },
        )

    @extension_endpoint
    def download(self) -> Response:
        """Return the funds as a file."""
        books, wanted = self.books_and_days()
        report = _report(books, wanted)
        files = makers(funds_paper(report, self.owner(books)))
        return documents.respond(
            f"funds-{report.first}-to-{report.last}",
            {**files, "csv": lambda: csv_file(summaries(report.funds))},
        )


def _report(books: Loaded, wanted: Asked) -> FundsReport:
    """Return every fund; asked of one day, with what it had since that year began."""
    return funds_report(books.book, first_of_statement(wanted), wanted.as_at)
