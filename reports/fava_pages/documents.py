"""Files to take away: the same papers as the commands write."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping

from flask import Response
from flask import abort
from flask import request

from ringfence.reports.render.table import Paper

TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Makes the file of one format.
Maker = Callable[[], bytes]


def respond(name: str, makers: Mapping[str, Maker]) -> Response:
    """Give the file of the format asked for; nothing in the address names a file of ours."""
    format_ = request.args.get("format", "")
    if format_ not in makers:
        known = ", ".join(makers)
        abort(404, description=f"There is no such format; there is {known}.")
    response = Response(makers[format_](), mimetype=TYPES[format_])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{format_}")
    response.headers.set("X-Content-Type-Options", "nosniff")
    return response


def of_paper(paper: Paper, wide: Paper | None = None) -> dict[str, Maker]:
    """Give the makers of a paper in each format; ``wide`` is for the workbook."""

    def docx() -> bytes:
        from ringfence.reports.render.docx_ import document

        return document(paper)

    def xlsx() -> bytes:
        from ringfence.reports.render.xlsx import workbook

        return workbook(wide or paper)

    def html() -> bytes:
        from ringfence.reports.render.html_ import html as as_html

        return as_html(paper)

    def markdown() -> bytes:
        from ringfence.reports.render.markdown import markdown as as_markdown

        return as_markdown(paper).encode()

    return {"docx": docx, "xlsx": xlsx, "html": html, "md": markdown}


def as_json(value: object) -> bytes:
    """Write JSON as the commands do."""
    return (json.dumps(value, indent=2, ensure_ascii=True) + "\n").encode()
