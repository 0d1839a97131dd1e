"""What somebody saw of the books at their last visit: kept in their own folder, never in the books.

A visit is over once no page of ours was opened for four hours. What is kept of an entry is a
digest, its day, payee and reference; of a private one its day and amount. Only the user may read
the file. Where it can't be written there is no last visit to ask about.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ringfence.ledger.user_folders import state_folder
from ringfence.reports.recent import Seen

#: After so long without a page, the next one is another visit.
OVER = datetime.timedelta(hours=4)
#: What is seen is written no more often than this.
_EVERY = datetime.timedelta(minutes=5)

_lock = threading.Lock()


class Visit(NamedTuple):
    """When somebody last saw the books, and what they were then."""

    ended: datetime.datetime
    seen: Seen


#: When each file was last written by this process, so that not every page reads it.
_written: dict[Path, datetime.datetime] = {}


def note_visit(
    main: Path, who: str, now: datetime.datetime, seen: Callable[[], dict[str, list[str]]]
) -> None:
    """Keep that somebody sees the books now; what was seen before a pause is the last visit.

    Args:
        main: The books' main file.
        who: Whose visit; empty for whoever has the computer.
        now: The moment, with its zone.
        seen: Says what the entries are now; asked for where it is kept.
    """
    path = _path(main, who)
    with _lock:
        if path in _written and now - _written[path] < _EVERY:
            return
        _written[path] = now
        kept = _read(path)
        this, before = kept.get("this"), kept.get("before")
        ended = _moment(this)
        if ended is not None and now - ended > OVER:
            before = this
        _write(path, {"this": {"at": now.isoformat(), "seen": seen()}, "before": before})


def last_visit(main: Path, who: str) -> Visit | None:
    """Return somebody's visit before this one; None where there was none."""
    with _lock:
        before = _read(_path(main, who)).get("before")
    ended = _moment(before)
    seen = before.get("seen") if before else None
    if ended is None or not isinstance(seen, dict):
        return None
    return Visit(ended, seen)


def folder() -> Path:
    """Return where visits are kept: the user's folder for the state of programs."""
    return state_folder() / "visits"


def _path(main: Path, who: str) -> Path:
    named = f"{main.absolute()}\n{who}".encode()
    return folder() / f"{hashlib.blake2b(named, digest_size=12).hexdigest()}.json"


def _read(path: Path) -> dict[str, dict[str, object] | None]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _moment(visit: object) -> datetime.datetime | None:
    said = visit.get("at") if isinstance(visit, dict) else None
    try:
        return datetime.datetime.fromisoformat(str(said))
    except ValueError:
        return None


def _write(path: Path, kept: object) -> None:
    """Replace the file whole, for its owner alone; where that can't be done nothing is kept."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        Path(name).replace(path)
