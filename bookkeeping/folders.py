"""Filling a new folder: all of it or nothing, and never over anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.ledger.main_file import MAIN


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; take away what was put in it if that fails.

    Books that were begun and left empty are none: their main file may be written over.

    Raises:
        BookkeepingError: it is not empty, is no folder, or can't be written to.
    """
    try:
        existed = folder.is_dir()
        if folder.exists() and not existed:
            raise BookkeepingError(f"{folder} is a file; name a folder that is new or empty.")
        begun = [path for path in folder.iterdir() if _is_empty_main(path)] if existed else []
        if existed and any(path not in begun for path in folder.iterdir()):
            raise BookkeepingError(
                f"{folder} is not empty, and nothing in it was changed. Name a folder that is new "
                "or empty."
            )
        folder.mkdir(parents=True, exist_ok=True)
        try:
            yield folder
        except BaseException:
            _clear(folder, keep=existed)
            for path in begun:
                path.touch()
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BookkeepingError(f"{error.filename or folder} can't be written: {reason}.") from error


def _is_empty_main(path: Path) -> bool:

    return path.name == MAIN and path.is_file() and not path.read_bytes().strip()


def _clear(folder: Path, *, keep: bool) -> None:
    """Remove what was written into a folder that was new or empty before."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if not keep:
        folder.rmdir()
