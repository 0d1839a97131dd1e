"""A return made a document of any of its formats."""

from __future__ import annotations

from ringfence.ledger.json_text import json_file
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render import files


def render(report: Report, kind: str, *, for_officer: bool = False) -> bytes:
    """Return a return as a file of one of its formats; JSON for the officer says what to type."""
    if kind == "json":
        return json_file(as_json(report, for_officer=for_officer))
    return files.paper_bytes(return_paper(report), kind)
