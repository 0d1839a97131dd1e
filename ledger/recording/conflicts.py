"""Conflict copies: what OneDrive and the like leave when two machines wrote at once."""

from __future__ import annotations

import re
from pathlib import Path

from ringfence.ledger.findings import Finding
from ringfence.ledger.findings import Severity

RULE = "conflict-copy"
_SAYS_SO = re.compile(
    r"(?P<name>.+?)(?:"
    r" ?\([^()]*(?:conflict|Konflikt)[^()]*\)"  # Dropbox, Nextcloud, ownCloud
    r"|\.sync-conflict-[\w-]+"  # Syncthing
    r"| ?[-_]conflict[-_]?\w*"
    r")",
    re.IGNORECASE,
)
#: OneDrive puts the machine's name after a hyphen, Google Drive a number in brackets.
_LOOKS_SO = re.compile(r"(?P<name>.+?)(?:-[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?:-\d+)?| \(\d+\))")


def conflict_copies(folder: Path) -> list[Finding]:
    """Find files in the books' folders that look like conflict copies of a file beside them."""
    findings = []
    for path in sorted(folder.rglob("*.beancount")):
        original = _original(path)
        if original is not None:
            name = path.relative_to(folder).as_posix()
            message = (
                f"{name} looks like a conflict copy of {original}: two people, or two machines, "
                "wrote at the same time, and what one of them wrote may be in it alone. Compare "
                f"the two, record in the books what is missing, then delete it. [{RULE}]"
            )
            source = {"filename": str(path), "lineno": 1}
            findings.append(Finding(RULE, Severity.WARN, source, message))
    return findings


def _original(path: Path) -> str | None:
    said = _SAYS_SO.fullmatch(path.stem)
    looks = said or _LOOKS_SO.fullmatch(path.stem)
    if looks is None:
        return None
    original = path.with_name(looks["name"].rstrip() + path.suffix)
    return original.name if said or original.exists() else None
