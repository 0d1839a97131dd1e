"""JSON as Ringfence writes it: indented and in ASCII, the same bytes for the same values."""

from __future__ import annotations

import json


def json_text(value: object) -> str:
    """Return a value as JSON, without a line end."""
    return json.dumps(value, indent=2, ensure_ascii=True)


def json_file(value: object) -> bytes:
    """Return a value as a file of JSON."""
    return f"{json_text(value)}\n".encode("ascii")
