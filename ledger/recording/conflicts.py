"""Conflict copies: what OneDrive and the like leave when two machines wrote at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ringfence.ledger.findings import Finding, Severity

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


def conflict_copies(folder: Path, files: Iterable[str] = ()) -> list[Finding]:
    """Find files that look like conflict copies of a file of the books beside them.

    Looked at are the books' own folder and those of its files, never what is below them:
    books may stand in somebody's home.
    """
    findings = []
    folders = {folder, *(Path(file).parent for file in files)}
    for path in sorted(path for each in folders for path in each.glob("*.beancount")):
        original = _original(path)
        if original is not None:
            inside = path.is_relative_to(folder)
            name = path.relative_to(folder).as_posix() if inside else path.as_posix()
            message = (
                f"{name} looks like a conflict copy of {original}: two people, or two computers, "
                "saved at the same time, and it may hold entries that the books do not. Compare "
                f"the two, record what is missing, then delete it. [{RULE}]"
            )
            source = {"filename": str(path), "lineno": 1}
            findings.append(Finding(RULE, Severity.WARN, source, message))
    return findings


def _original(path: Path) -> str | None:
    match = _SAYS_SO.fullmatch(path.stem)
    looks = match or _LOOKS_SO.fullmatch(path.stem)
    if looks is None:
        return None
    original = path.with_name(looks["name"].rstrip() + path.suffix)
    return original.name if match or original.exists() else None
