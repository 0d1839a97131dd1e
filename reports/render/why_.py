"""Why each figure is what it is, as one HTML file that opens without a server or a script.

It loads nothing from elsewhere. Documents are links to files beside it, where there are any:
within the evidence pack, or from where it was written to the folder of the books.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ringfence.ledger.money import pounds
from ringfence.reports.columns import line_figures
from ringfence.reports.monitoring.behind import Behind, Figure, Group
from ringfence.reports.monitoring.paper import title_of
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render.table import clean, long_date

_TEMPLATES = Path(__file__).parent / "templates"
#: Gives the path from the page to a document, named as the books do; None where it is not there.
Find = Callable[[str], str | None]
#: Says what became of a document that was destroyed or redacted.
Fate = Callable[[str], str | None]
#: The figures of an action that the table at the top leads to.
_TOP = (
    "current_allocation",
    "actual_in_period",
    "actual_to_date",
    "earmarked",
    "forecast_outturn",
)


def why_page(  # noqa: PLR0913 - most are by name
    report: Report,
    groups: Sequence[Group],
    find: Find,
    fate: Fate,
    *,
    is_alone: bool = False,
    altered: Sequence[str] = (),
) -> bytes:
    """Return the page: the same books give the same bytes.

    Args:
        report: The return.
        groups: Its figures, with what is behind each.
        find: Finds a document from the page.
        fate: Says what became of one.
        is_alone: Whether it goes without its papers, which it then says where it names any.
        altered: What of the submitted return is not what it was: it is said first.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    header, dates = report.header, report.dates
    called = line_figures(is_over=report.is_over)
    heads = [called[key].title for key in _TOP]
    shown = [
        {
            "title": clean(group.title),
            "figures": [
                _figure(figure, f"f{number}-{place}", find, fate)
                for place, figure in enumerate(group.figures)
            ],
        }
        for number, group in enumerate(groups)
    ]
    page = environment.get_template("why.html").render(
        title=f"Why each figure is what it is: {clean(title_of(dates))}",
        owner=clean(header.partnership),
        facts=[
            ("Fund", clean(f"{header.title} ({header.fund})")),
            ("Funder", clean(header.funder)),
            ("Period", f"{long_date(dates.start)} to {long_date(dates.end)} ({dates.ref})"),
            ("As at", long_date(dates.as_at)),
            ("Status", report.status),
        ],
        digest=report.digest,
        is_alone=is_alone,
        altered=[clean(each) for each in altered],
        names_papers=any(
            row.documents for group in groups for figure in group.figures for row in figure.rows
        ),
        groups=shown,
        heads=heads,
        top=_top(shown, len(report.lines), heads),
        style=Markup((_TEMPLATES / "why.css").read_text(encoding="utf-8").rstrip("\n")),  # noqa: S704 - ours, not people's
    )
    return page.encode()


def _top(
    groups: Sequence[dict[str, Any]], actions: int, heads: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the rows of the table at the top: the actions', which follow the claim."""
    return [
        {
            "title": group["title"],
            "figures": [
                next(each for each in group["figures"] if each["name"] == name) for name in heads
            ],
        }
        for group in groups[1 : 1 + actions]
    ]


def _figure(figure: Figure, key: str, find: Find, fate: Fate) -> dict[str, Any]:
    return {
        "key": key,
        "name": figure.name,
        "amount": pounds(figure.amount),
        "below": figure.amount < 0,
        "how": clean(figure.how) if figure.how else None,
        "rows": [_row(row, find, fate) for row in figure.rows],
    }


def _row(row: Behind, find: Find, fate: Fate) -> dict[str, Any]:
    return {
        **{name: clean(value) for name, value in row._asdict().items() if isinstance(value, str)},
        "invoice": clean(row.invoice) if row.invoice else None,
        "amount": pounds(row.amount),
        "below": row.amount < 0,
        "flag": row.flag,
        "decisions": [
            {name: clean(value) if value else None for name, value in each._asdict().items()}
            for each in row.decisions
        ],
        "documents": [
            {
                "name": clean(each),
                "href": quote(path) if (path := find(each)) else None,
                "fate": clean(told) if (told := fate(each)) else None,
            }
            for each in row.documents
        ],
    }
