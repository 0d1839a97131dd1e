"""*Delivery plan*: the position, a bar for each action, and what a meeting is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fava.ext import extension_endpoint
from flask import Response

from ringfence.ledger.accounts import Pot
from ringfence.ledger.money import ZERO
from ringfence.pages import documents, page
from ringfence.pages.bars import Part, bar
from ringfence.reports.position import ActionLine, EarmarkLine, FundLine, Position, position
from ringfence.reports.position_files import position_files
from ringfence.reports.position_paper import opening_sentence, short_sentence
from ringfence.reports.position_rows import Name, names
from ringfence.reports.render.formats import of_files
from ringfence.reports.render.table import Block
from ringfence.reports.statements.tables import Tables
from ringfence.reports.underspend import Underspend
from ringfence.reports.underspend_paper import underspend_blocks, underspend_heading

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked


class Drawn(NamedTuple):
    """An action, and its bar."""

    pot: Pot
    line: ActionLine
    bar: tuple[Part, ...]


class SetAside(NamedTuple):
    """An earmark, and the action that it is in."""

    pot: Pot
    action: str
    line: EarmarkLine


class Content(NamedTuple):
    """What the page shows."""

    report: Position
    opening: str
    actions: tuple[Drawn, ...]
    earmarks: tuple[SetAside, ...]
    names: dict[Pot, Name]
    underspends: tuple[tuple[Tables, Block], ...]
    funds: tuple[FundLine, ...]
    most: int = page.MOST_ROWS

    @property
    def short(self) -> list[str]:
        """Return what earlier years' plans are short of each fund."""
        return [short_sentence(fund) for fund in self.funds if fund.short_before]

    @property
    def has_other_years(self) -> bool:
        """Whether anything is left in the plans of other years."""
        return any(fund.other_years for fund in self.funds)

    @property
    def has_days(self) -> bool:
        """Whether any of the funds has a last day."""
        return any(fund.spend_by for fund in self.funds)

    @property
    def has_meetings(self) -> bool:
        """Whether any proposal is meant for a meeting."""
        return any(each.meeting for each in self.report.proposals)

    @property
    def heading(self) -> str:
        """Head what is said of what is not spent."""
        return underspend_heading(self.report.underspends)

    def name(self, pot: Pot | None) -> str:
        """Name a pot as people speak of it."""
        return self.names.get(pot, Name(pot.address)).title if pot else "not yet settled"


class DeliveryPlan(page.Page):
    """The page."""

    report_title = "Delivery plan"
    offers = of_files("csv", "json")

    def content(self, books: Loaded, wanted: Asked) -> Content:
        """Return the position of the year, drawn."""
        report = _position(books, wanted)
        lines = report.actions[: page.MOST_ROWS]
        longest = max((line.figures.allocated for line in lines), default=ZERO)
        drawn = tuple(
            Drawn(Pot((str(report.year), line.action)), line, bar(line.figures, longest))
            for line in lines
        )
        set_aside = tuple(
            SetAside(Pot((str(report.year), line.action, each.earmark)), line.title, each)
            for line in report.actions
            for each in line.earmarks
        )
        under = tuple(
            (_tables(each), block)
            for each in report.underspends
            for block in underspend_blocks([each])
        )
        funds = tuple(fund for fund in report.funds if fund.is_told)[-page.MOST_ROWS :]
        return Content(
            report, opening_sentence(report), drawn, set_aside, names(report), under, funds
        )

    def reckon_ahead(self, books: Loaded, wanted: Asked) -> None:
        """Reckon the position: it has the forecast of every action."""
        _position(books, wanted)

    @extension_endpoint
    def download(self) -> Response:
        """Return the position as a file."""
        books, wanted = self.books_and_days()
        report = _position(books, wanted)
        return documents.respond(
            f"position-{report.year}-as-at-{report.as_at}",
            position_files(books.book, report, books.findings),
        )


def _tables(found: Underspend) -> Tables:
    places = {line.title: f"{line.year}/{line.action}" for line in found.lines}
    funds = tuple(each.fund for each in found.funds)
    return Tables(found.fund, "", places, funds, found.unspent)


def _position(books: Loaded, wanted: Asked) -> Position:
    return books.once(
        "position",
        lambda: position(books.book, wanted.year, wanted.as_at, findings=books.counted),
        of=(wanted.year, wanted.as_at),
    )
