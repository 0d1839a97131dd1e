"""Finding the line of a fault for which Beancount names none: an include, a plugin.

It says which file it could not find or import, and not who asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ringfence.ledger.findings import Finding

_QUOTED = re.compile(r'"([^"]+)"')
_ASKS = re.compile(r'\s*(?:include|plugin)\s+"([^"]+)"')


def place_finding(finding: Finding, files: Iterable[str]) -> Finding:
    """Return a fault without a place that of the ``include`` or ``plugin`` it is about."""
    named = _QUOTED.search(finding.message)
    if named is None or not str(finding.source["filename"]).startswith("<"):
        return finding
    for file in files:
        line = _line_asking(Path(file), named[1])
        if line is not None:
            return finding._replace(source={"filename": file, "lineno": line})
    return finding


def _line_asking(file: Path, name: str) -> int | None:
    """Return the line that names a file or a plugin; Beancount may show its whole path."""
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    for number, line in enumerate(text.splitlines(), start=1):
        asked = _ASKS.match(line)
        if asked and name in (asked[1], str(file.parent / asked[1])):
            return number
    return None
