"""A return made a document of any of its formats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ringfence.ledger.json_text import json_file
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render import files
from ringfence.reports.render.formats import of_files
from ringfence.reports.sealed.embedding import embed


def render(
    report: Report,
    kind: str,
    *,
    for_officer: bool = False,
    values: Mapping[str, object] | None = None,
) -> bytes:
    """Return a return as a file of one of its formats; Word, Excel and HTML carry it as JSON, too.

    Args:
        report: The return.
        kind: The format.
        for_officer: Whether JSON says what to type.
        values: What documents carry, if not the JSON of the report.
    """
    if kind == "json":
        return json_file(as_json(report, for_officer=for_officer))
    return embed(files.paper_bytes(return_paper(report), kind), kind, values or as_json(report))


def makers(report: Report) -> dict[str, files.Maker]:
    """Return what makes each file of a return."""
    return {name: partial(render, report, name) for name in of_files()}
