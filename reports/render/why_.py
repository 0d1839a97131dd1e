"""Why each figure is what it is, as one HTML file that opens without a server or a script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from ringfence.ledger.money import pounds
from ringfence.reports.monitoring.paper import title_of
from ringfence.reports.render.table import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ringfence.reports.monitoring.report import Report
    from ringfence.reports.monitoring.why import Behind
    from ringfence.reports.monitoring.why import Group


def why_page(report: Report, groups: Sequence[Group]) -> bytes:
    """Give the page: the same books give the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    header, dates = report.header, report.dates
    shown = [
        {
            "title": clean(group.title),
            "figures": [
                {
                    "name": figure.name,
                    "amount": pounds(figure.amount),
                    "rows": [_row(row) for row in figure.rows],
                }
                for figure in group.figures
            ],
        }
        for group in groups
    ]
    page = environment.get_template("why.html").render(
        title=clean(f"{title_of(dates)}: why each figure is what it is"),
        facts=clean(
            f"{header.partnership}. {header.title} ({header.fund}), {header.funder}. As at "
            f"{dates.as_at}; {report.status}."
        ),
        digest=report.digest,
        groups=shown,
    )
    return page.encode()


def _row(row: Behind) -> dict[str, Any]:
    return {
        **{name: clean(value) for name, value in row._asdict().items() if isinstance(value, str)},
        "invoice": clean(row.invoice) if row.invoice else None,
        "amount": pounds(row.amount),
        "decisions": [
            {name: clean(value) if value else None for name, value in each._asdict().items()}
            for each in row.decisions
        ],
        "documents": [clean(each) for each in row.documents],
    }
