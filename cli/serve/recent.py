"""Which books were opened last: kept in the folder of the system's user, newest first."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from ringfence.ledger.user_folders import state_folder

_MOST = 8
_FILE = "books.json"


def recent_books() -> list[Path]:
    """Return the main files that were opened and are still there, the last one first."""
    try:
        said = json.loads((state_folder() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    named = [Path(each) for each in said if isinstance(each, str)] if isinstance(said, list) else []
    return [each for each in named if each.is_file()]


def remember_books(main: Path) -> None:
    """Remember books as the last ones opened; where the disk takes nothing they are not."""
    known = [main.absolute(), *(each for each in recent_books() if each != main.absolute())]
    with suppress(OSError):
        folder = state_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps([str(each) for each in known[:_MOST]])
        (folder / _FILE).write_text(text, encoding="utf-8")
