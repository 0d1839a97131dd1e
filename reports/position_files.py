"""The files of a position, by format: the same from a terminal and from Fava's page.

As a document it is the Financial Position paper of the next meeting; as anything else it is
the position alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.json_text import json_file
from ringfence.reports.position import Position
from ringfence.reports.position_json import position_json
from ringfence.reports.position_paper import position_paper
from ringfence.reports.position_rows import pot_lines
from ringfence.reports.render.csv_ import csv_file
from ringfence.reports.render.files import Maker, paper_bytes
from ringfence.reports.render.formats import of_files
from ringfence.reports.render.table import Paper


def position_files(book: Book, report: Position, findings: Sequence[Finding]) -> dict[str, Maker]:
    """Return what makes each file of a position.

    Args:
        book: The books.
        report: The position of them.
        findings: What the rules found, for what awaits a decision.
    """

    def for_meeting() -> Paper:
        # Here, for a position that is printed is not the meeting's paper.
        from ringfence.reports.meeting import meeting
        from ringfence.reports.meeting_paper import meeting_paper

        return meeting_paper(meeting(book, report, findings))

    own: dict[str, Callable[[], Paper]] = {
        "xlsx": lambda: position_paper(report),
        "md": lambda: position_paper(report),
        "text": lambda: position_paper(report, for_officer=True),
    }

    def maker(name: str) -> Maker:
        return lambda: paper_bytes(own.get(name, for_meeting)(), name)

    return {
        **{name: maker(name) for name in of_files("csv")},
        "csv": lambda: csv_file(pot_lines(report)),
        "text": maker("text"),
        "json": lambda: json_file(position_json(report)),
    }
