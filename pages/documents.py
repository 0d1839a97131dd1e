"""Files to take away: the same papers as the commands write."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, abort, request

from ringfence.reports.render.files import Maker
from ringfence.reports.render.formats import FORMATS, file_name


def respond(name: str, makers: Mapping[str, Maker]) -> Response:
    """Return the file of the format asked for; nothing in the address names a file of ours."""
    format_ = request.args.get("format", "")
    if format_ not in makers:
        known = ", ".join(makers)
        abort(404, description=f"There is no such format; there is {known}.")
    filename = str(file_name(name, format=format_))
    response = Response(makers[format_](), mimetype=FORMATS[format_].mime)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers.set("X-Content-Type-Options", "nosniff")
    return response
