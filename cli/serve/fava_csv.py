"""Fava's download of a query as CSV, so that a spreadsheet runs nothing that is in it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from flask import Flask, Response

from ringfence.reports.render.csv_ import guard

#: What Fava writes of a number; it is left as it is, and a text of the same look does no harm.
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_VIEW = "download_query"


def make_safe(app: Flask) -> None:
    """Have an application of Fava guard the cells of its CSV."""
    view = app.view_functions[_VIEW]

    def download_query(**values: Any) -> Response:  # noqa: ANN401 - as Flask hands them over
        response: Response = app.make_response(app.ensure_sync(view)(**values))
        if response.mimetype == "text/csv":
            response.direct_passthrough = False
            response.set_data(guarded(response.get_data(as_text=True)))
        return response

    app.view_functions[_VIEW] = download_query


def guarded(text: str) -> str:
    """Return CSV in which no cell begins as a formula does."""
    written = io.StringIO()
    rows = csv.reader(io.StringIO(text, newline=""))
    csv.writer(written).writerows([_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def _cell(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else guard(cell)
