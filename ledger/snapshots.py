"""The snapshot of a submitted return: a JSON file beside the books, and what is in it."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ringfence.ledger.canonical import canonical
from ringfence.ledger.counted_terms import Said
from ringfence.ledger.frozen import FIRST, Counted, Frozen, Words, digest_in
from ringfence.ledger.frozen import VERSION as DIGEST_VERSION
from ringfence.ledger.overlay import content_of, is_there
from ringfence.ledger.redaction import TOLD
from ringfence.ledger.told_words import told_by

FOLDER = "returns"
#: Within a folder of the return's own: what was sent, a folder for each time.
SENT_FOLDER = "sent"
#: Of snapshots whose bytes a directive holds; those of before have none.
VERSION = "2"
#: How far above the file that declares a return its snapshot is looked for.
_ABOVE = 3
_NAME = re.compile(r"([^_]+)_(.+?)(?:\.v(\d+))?\.json", re.ASCII)


class Snapshot(NamedTuple):
    """What a return said when it was submitted: its JSON, and what its digest covers.

    ``words`` are those of each entry that it counted, ``declared`` what its terms were declared
    by, and ``told`` what it tells beside its figures; snapshots of the first version of digests
    have none of them.
    """

    path: Path
    report: dict[str, Any]
    version: str
    lines: list[str]
    counted: list[Counted]
    words: list[Words | None]
    declared: list[Said]
    told: list[Said]

    @property
    def digest(self) -> str:
        """The digest of what it says it said."""
        return digest_in(self.version, self.lines)


class Kept(NamedTuple):
    """A file that is named as a snapshot; ``version`` is None of the one last submitted."""

    path: Path
    fund: str
    ref: str
    version: int | None


def name_of(fund: str, ref: str, version: int | None = None) -> str:
    """Name the snapshot's file; ``version`` is of one that was reopened."""
    return f"{FOLDER}/{fund}_{ref}{f'.v{version}' if version else ''}.json"


def sent_folder(fund: str, ref: str, number: int) -> str:
    """Name the folder of what was sent as a version of a return; the first one is 1.

    It is never written to again: a return that is reopened and sent anew has another.
    """
    return f"{FOLDER}/{fund}_{ref}/{SENT_FOLDER}/{number}"


def snapshot_bytes(
    report: Mapping[str, Any],
    frozen: Frozen,
    documents: Mapping[str, str] | None = None,
    sent: Mapping[str, str] | None = None,
) -> bytes:
    """Return the snapshot of a return as canonical JSON: the same books give the same bytes.

    Args:
        report: The return as JSON.
        frozen: What it counted.
        documents: The SHA-256 of each document that it cites, by its path from the books.
        sent: The SHA-256 of each file that is sent, likewise.
    """
    moved = []
    for each, entry in frozen.counted:
        words = frozen.words_of(entry)
        moved.append({**each._asdict(), **({} if words is None else {"words": dict(words)})})
    whole = {
        **report,
        "snapshot_version": VERSION,
        "documents": dict(documents or {}),
        "sent": dict(sent or {}),
        "frozen": {
            "version": DIGEST_VERSION,
            "lines": frozen.lines,
            "counted": moved,
            "declared": [said.as_json() for said, _entry in frozen.declared],
            TOLD: [said.as_json() for said, _entry in told_by(frozen)],
        },
    }
    return canonical(whole)


def read(path: Path) -> Snapshot | None:
    """Read a snapshot; None if it is none."""
    return snapshot_of(path, content_of(path) or b"")


def snapshot_of(path: Path, content: bytes) -> Snapshot | None:
    """Return what the bytes of a snapshot say; None if they are none."""
    try:
        whole = json.loads(content)
        frozen = whole["frozen"]
        lines = [str(line) for line in frozen["lines"]]
        version = str(frozen.get("version", FIRST))
        words = [_words(each.pop("words", None)) for each in frozen["counted"]]
        moved = [Counted.of_json(each) for each in frozen["counted"]]
        declared = [Said.of_json(each) for each in frozen.get("declared", ())]
        told = [Said.of_json(each) for each in frozen.get(TOLD, ())]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Snapshot(path, whole, version, lines, moved, words, declared, told)


def _words(value: dict[str, object] | None) -> Words | None:
    """Read the words of an entry: None of one that has none in the snapshot."""
    return None if value is None else tuple(sorted((key, str(each)) for key, each in value.items()))


def versions(folder: Path, fund: str, ref: str) -> list[int]:
    """Number the snapshots of a return that was reopened, first to last."""
    numbers = itertools.takewhile(
        lambda number: (folder / name_of(fund, ref, number)).is_file(), itertools.count(1)
    )
    return list(numbers)


def find(declared_in: str, fund: str, ref: str, version: int | None = None) -> Path | None:
    """Find the snapshot of a return beside the file that declares it, or in a folder above.

    It may be about to be written.
    """
    return next(filter(is_there, _above(declared_in, name_of(fund, ref, version))), None)


def kept_beside(files: Iterable[str], main: str) -> Iterator[Kept]:
    """Yield what is kept as a snapshot beside some files of the books, or above, by its name.

    It is looked for no higher than the folder of the main file, called ``main``.
    """
    folders: dict[Path, None] = {}
    for parent in dict.fromkeys(Path(name).absolute().parent for name in files):
        for each in (parent, *list(parent.parents)[:_ABOVE]):
            folders[each] = None
            if (each / main).is_file():
                break
    for folder in folders:
        for path in sorted((folder / FOLDER).glob("*_*.json")):
            match = _NAME.fullmatch(path.name)
            if match and path.is_file():
                version = int(match[3]) if match[3] else None
                yield Kept(path, match[1], match[2], version)


def is_beside(declared_in: str, name: str) -> bool:
    """Return whether a file is, or will be, beside one of the books or in a folder above."""
    return any(content_of(path) is not None for path in _above(declared_in, name))


def _above(declared_in: str, name: str) -> Iterator[Path]:
    folder = Path(declared_in).absolute().parent
    return (each / name for each in (folder, *list(folder.parents)[:_ABOVE]))
