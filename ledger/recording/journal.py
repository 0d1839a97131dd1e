"""What a recording is about to begin, written down first, so that a killed one leaves no jam.

A file that is begun counts for nothing until another, replaced last, speaks of it. Killed in
between, it stays beside the books and bars the way: the next recording would begin it too. So its
name and its bytes' digest are written beside the books before, and taken out once all is in place.
Who holds the lock next takes back what never came to count, if its bytes are still those written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Behind the main file's name, which a dot comes before: no include finds it.
JOURNAL = ".ringfence-begun"
#: Behind the name of a file's old text, kept beside it until all is in place.
KEPT = ".ringfence-old.tmp"
_OF_BOOKS = ".beancount"


def journal_of(main: Path) -> Path:
    """Return where the journal of a set of books is, if there is one."""
    real = Path(os.path.realpath(main))
    return real.with_name(f".{real.name}{JOURNAL}")


def write_journal(main: Path, replaced: Sequence[tuple[Path, bytes | None, bytes]]) -> None:
    """Write down files that are about to be replaced, in order; one alone needs none.

    Args:
        main: The main file of the books.
        replaced: Each file with its bytes before, None if it is begun, and after.

    Raises:
        OSError: the disk or the folder would not take it.
    """
    if len(replaced) == 1 and replaced[0][1] is not None:
        return
    lines = [
        {"path": str(path), "old": None if old is None else _digest(old), "new": _digest(new)}
        for path, old, new in replaced
    ]
    with journal_of(main).open("w", encoding="utf-8") as file:
        json.dump(lines, file)
        file.flush()
        os.fsync(file.fileno())


def clear_journal(main: Path) -> None:
    """Take the journal out: all is in place, or nothing is."""
    with suppress(OSError):
        journal_of(main).unlink()


def take_back(main: Path, included: Callable[[], Container[str]]) -> list[Path]:
    """Take back what a killed recording began and that never came to count; under the lock.

    Args:
        main: The main file of the books.
        included: Gives the names of the files that the books consist of; asked only if need be.

    Returns:
        Every file that the recording was about to replace, for what it left beside them.
    """
    journal = journal_of(main)
    try:
        lines = json.loads(journal.read_text(encoding="utf-8"))
        paths = [Path(line["path"]) for line in lines]
        last = lines[-1]
    except FileNotFoundError:
        return []
    except (
        OSError,
        ValueError,
        TypeError,
        LookupError,
    ):  # cut off as it was written: nothing began
        clear_journal(main)
        return []
    if not _is_replaced(last):
        for line, path in zip(reversed(lines), reversed(paths), strict=True):
            _put_back(path, line)
        names = included()
        # A listing or a paper is in no list of the books: any file replaced may speak of it.
        is_spoken_of = any(line["old"] is not None and _is_replaced(line) for line in lines)
        for line, path in zip(lines, paths, strict=True):
            is_begun = line["old"] is None and str(path) not in names
            if is_spoken_of and path.suffix != _OF_BOOKS:
                continue
            if is_begun and _digest_of(path) == line["new"]:
                with suppress(OSError):
                    path.unlink()
    clear_journal(main)
    return paths


def _put_back(path: Path, line: dict[str, Any]) -> None:
    """Put back a file that was replaced, if it is as it was left and its old text is kept."""
    if line["old"] is None or _digest_of(path) != line["new"]:
        return
    for kept in path.parent.iterdir():
        is_of_it = kept.name.startswith(f".{path.name}.") and kept.name.endswith(KEPT)
        if is_of_it and _digest_of(kept) == line["old"]:
            with suppress(OSError):
                kept.replace(path)
            return


def _is_replaced(line: dict[str, Any]) -> bool:
    """Return whether a file is no longer as it was before."""
    return bool(_digest_of(Path(line["path"])) != line["old"])


def _digest_of(path: Path) -> str | None:
    try:
        return _digest(path.read_bytes())
    except OSError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
