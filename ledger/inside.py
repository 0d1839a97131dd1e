"""Whether a path stays within the folder of the books, links followed."""

from __future__ import annotations

import os
from pathlib import Path

from ringfence.ledger.main_file import MAIN

#: How far above a file of the books their main file is looked for.
_ABOVE = 3


def leads_out(folder: Path, path: Path) -> bool:
    """Return whether a path leads out of a folder, once every link in it is followed."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    try:
        return os.path.commonpath((real, root)) != root
    except ValueError:  # on another drive of Windows
        return True


def folder_of_books(declared_in: str) -> Path:
    """Return the folder of the books that a file is of: of the main file, there or above."""
    parent = Path(os.path.abspath(declared_in)).parent  # noqa: PTH100 - as Beancount names files
    above = (parent, *list(parent.parents)[:_ABOVE])
    return next((each for each in above if (each / MAIN).is_file()), parent)
