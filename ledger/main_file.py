"""The main file of books: where it is looked for, and what is said if there is none.

Commands import this at their heads: it imports nothing of Beancount.
"""

from __future__ import annotations

import os
from pathlib import Path

from ringfence.ledger.commands import Blank, command
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.messages import name_field

MAIN = "main.beancount"
VARIABLE = "RINGFENCE_BOOKS"


class BooksError(UnservedError):
    """Books that can't be served at all; the message says which and why."""


class BooksNotFoundError(BooksError):
    """No books where they were looked for."""

    def __init__(self, looked: Path, *, given: bool) -> None:
        if given:
            super().__init__(f"There are no books at {looked}: no such file or folder.")
        else:
            super().__init__(
                f"There is no {MAIN} in {looked} or a folder above it. Go to the folder of your "
                "books, name it with " + name_field("books") + f" or {VARIABLE}, or start with "
                "`" + command("init", Blank.FOLDER) + "`."
            )


class NoMainFileError(BooksError):
    """A folder without the file that books begin with."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder {folder} has no {MAIN}. Name the file itself, or begin books there "
            "with `" + command("init", folder) + "`."
        )


def find_books(given: str | None, *, here: Path | None = None) -> Path:
    """Find the main file: as given, else by the environment, else here or above.

    Raises:
        BooksNotFoundError: there is none.
        NoMainFileError: the folder given has none.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        path = Path(named).expanduser().absolute()
        if path.is_dir():
            if not (path / MAIN).is_file():
                raise NoMainFileError(path)
            return path / MAIN
        if not path.exists():
            raise BooksNotFoundError(path, given=True)
        return path
    start = (here or Path.cwd()).absolute()
    for folder in (start, *start.parents):
        if (folder / MAIN).is_file():
            return folder / MAIN
    raise BooksNotFoundError(start, given=False)
