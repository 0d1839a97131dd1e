"""What a command that was cut off left beside the books, and what would bar the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.files import SUFFIX
from ringfence.ledger.recording.journal import KEPT, journal_of
from ringfence.ledger.recording.locking import LOCK_SUFFIX
from ringfence.ledger.recording.replacing import BEFORE, TEMPORARY
from ringfence.ledger.recording.sorts import BY_YEAR, HEADS, LABEL

RULE = "leftover"


def leftovers(books: Books) -> list[Finding]:
    """Find what of ours is left beside the books; all else in their folders is left alone."""
    names = sorted(books.parsed.contents)
    return [
        Finding(RULE, Severity.WARN, {"filename": str(path), "lineno": 1}, f"{message} [{RULE}]")
        for path, message in (*_cut_off(books, names), *_in_the_way(books, names))
    ]


def _cut_off(books: Books, names: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield what was put beside a file for a moment, unless a command may be at it now."""
    for name in names:
        before = Path(name + BEFORE)
        if before.exists():
            yield (
                before,
                (
                    f"{before.name} is {Path(name).name} as it was before a command that could not "
                    "be undone. Compare the two, keep what is right in the file without "
                    f"{BEFORE}, then delete {before.name}."
                ),
            )
    main = books.path.resolve()
    if main.with_name(main.name + LOCK_SUFFIX).exists():
        return
    found = {journal_of(main)} if journal_of(main).exists() else set()
    for folder in {Path(name).parent for name in names}:
        for suffix in (TEMPORARY, KEPT):
            found.update(folder.glob(f".*{suffix}"))
    for path in sorted(found):
        yield (
            path,
            (
                f"{path.name} was left by a command that was cut off, and is no part of the books. "
                "The next command that records removes it, or delete it."
            ),
        )


def _in_the_way(books: Books, names: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield the files that a command would begin, were they not there; one file stays one."""
    if len(names) == 1:
        return
    ours = re.compile(
        "|".join(f"{head}-{LABEL.pattern}" if head in BY_YEAR else head for head in HEADS)
    )
    for path in sorted(books.folder.glob(f"*{SUFFIX}")):
        if ours.fullmatch(path.stem) and str(path) not in names:
            yield (
                path,
                (
                    f"{path.name} is named as a file of these books, but is no part of them, and "
                    f'bars what would begin it. Add the line include "{path.name}" to '
                    f"{books.path.name}, "
                    "or rename that file."
                ),
            )
