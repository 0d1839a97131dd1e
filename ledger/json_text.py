"""JSON as Ringfence writes it, the same bytes for the same values; and strings of TOML."""

from __future__ import annotations

import json


def json_text(value: object) -> str:
    """Return a value as JSON, without a line end."""
    return json.dumps(value, indent=2, ensure_ascii=True)


def toml_string(text: str) -> str:
    """Return a text as a string of TOML, quotes and all."""
    # JSON's strings are TOML's, but for one character that TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def json_file(value: object) -> bytes:
    """Return a value as a file of JSON."""
    return f"{json_text(value)}\n".encode("ascii")
