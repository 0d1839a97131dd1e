"""Files beside the books: as they are on disk, or as a recording is about to write them.

A directive and the file that it speaks of are saved together. While the rules judge books
with the directive in place the file is not there yet, so what will be in it is told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_coming: ContextVar[Mapping[Path, bytes] | None] = ContextVar("coming", default=None)


def content_of(path: Path) -> bytes | None:
    """Return what a file holds, or is about to; None if there is none or it can't be read."""
    coming = coming_to(path)
    if coming is not None:
        return coming
    try:
        return path.read_bytes()
    except OSError:
        return None


def coming_to(path: Path) -> bytes | None:
    """Return what is about to be written to a file, by its absolute path; None if nothing is."""
    return (_coming.get() or {}).get(path)


def is_there(path: Path) -> bool:
    """Return whether there is a file, or is about to be."""
    return path in (_coming.get() or {}) or path.is_file()


@contextmanager
def overlay_files(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Take files, by their absolute paths, as if they were written already."""
    token = _coming.set(files)
    try:
        yield
    finally:
        _coming.reset(token)
