"""The SHA-256 of files, read again where their size or time changed since this user's last look.

What was read is kept in the user's own cache, never with the books: whoever can change the books
must not be able to say what their papers are. A file of the same size with its time set back is
told only by reading it: `reading_all`.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from ringfence.ledger.overlay import coming_to
from ringfence.ledger.user_folders import cache_folder

_all: ContextVar[bool] = ContextVar("all", default=False)
#: The most files that are remembered: a few hundred kilobytes.
_MOST = 5000


@contextmanager
def reading_all() -> Iterator[None]:
    """Have every file read, whatever is known of it."""
    token = _all.set(True)
    try:
        yield
    finally:
        _all.reset(token)


def is_reading_all() -> bool:
    """Return whether every file is read, whatever is known of it."""
    return _all.get()


class KnownDigests:
    """What this user has read before; `keep` remembers what was read since."""

    def __init__(self) -> None:
        self._file = cache_folder() / "digests.json"
        self._known = _read(self._file)
        self._is_new = False

    def of(self, path: Path) -> str | None:
        """Return a file's SHA-256; None if there is no such file, or it can't be read.

        Of one that is about to be written it is that of what will be in it.
        """
        coming = coming_to(path)
        if coming is not None:
            return hashlib.sha256(coming).hexdigest()
        try:
            state = path.stat()
            real = os.path.realpath(path)
            known = self._known.get(real)
            now = [state.st_size, state.st_mtime_ns, state.st_ctime_ns]
            if known and known[:-1] == now and not _all.get():
                return str(known[-1])
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            return None
        self._known.pop(real, None)
        self._known[real] = [*now, digest]
        self._is_new = True
        return digest

    def keep(self) -> None:
        """Remember what was read; a cache that can't be written is done without."""
        if not self._is_new:
            return
        latest = dict(list(self._known.items())[-_MOST:])
        with suppress(OSError):
            replace_file(self._file, json.dumps(latest))


def replace_file(path: Path, text: str) -> None:
    """Write a file of the cache, whole or not at all.

    Raises:
        OSError: it can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    Path(file.name).replace(path)


def _read(file: Path) -> dict[str, list[int | str]]:
    try:
        known = json.loads(file.read_bytes())
        return {
            path: seen
            for path, seen in known.items()
            if isinstance(seen, list) and len(seen) == 4 and isinstance(seen[3], str)  # noqa: PLR2004
        }
    except (OSError, ValueError, AttributeError):
        return {}
