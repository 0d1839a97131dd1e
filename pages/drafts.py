"""What was typed and is not recorded yet: kept for days, in the folder of whoever typed it.

Drafts are no part of the books: nobody else reads them there, and no rule judges them. They
stand in the state folder of the system's user, each with the papers that came with it, and go
when they are recorded, thrown away, or old.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ringfence.ledger.user_folders import state_folder
from ringfence.pages.forms import Upload

#: After so many days nobody comes back to one.
DAYS = 14
#: How many are kept in memory too, and of how many bytes of papers.
_MOST = 64
_MOST_BYTES = 60 * 1024 * 1024
_KEY = re.compile(r"[A-Za-z0-9_-]{16}")
_FIELD = re.compile(r"[a-z_]{1,40}")
_FOLDER = "drafts"


class Draft(NamedTuple):
    """What somebody typed into a form.

    Attributes:
        key: What finds it again, which nobody guesses.
        form: The form.
        values: What its fields say.
        papers: The papers that came with it, by field.
        person: Who typed it.
        books: For which books.
        when: When it was kept last, in UTC.
        recorded: Whether it is in the books, so that it is not recorded twice.
        entry: Where it stands in them, if it is an entry.
    """

    key: str
    form: str
    values: Mapping[str, str]
    papers: Mapping[str, Upload]
    person: str
    books: str
    when: datetime.datetime
    recorded: bool = False
    entry: str = ""


def new_key() -> str:
    """Return a key that nobody guesses."""
    return secrets.token_urlsafe(12)


class Drafts:
    """The drafts of one system's user: on disk, and the newest in memory too.

    Where the disk takes none they are kept in memory alone, until this ends; ``on_disk`` says.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._newest: OrderedDict[str, Draft] = OrderedDict()
        self.on_disk = True

    def keep(self, draft: Draft) -> None:
        """Keep a draft, in the place of the one with its key."""
        with self._lock:
            self._newest[draft.key] = draft
            self._newest.move_to_end(draft.key)
            while len(self._newest) > _MOST or self._bytes() > _MOST_BYTES:
                self._newest.popitem(last=False)
            try:
                self._write(draft)
            except OSError:
                self.on_disk = False

    def get(self, key: str, person: str, books: str) -> Draft | None:
        """Return a draft of somebody for some books; None if there is none such."""
        if not _KEY.fullmatch(key):
            return None
        with self._lock:
            draft = self._newest.get(key) or self._read(key)
        is_theirs = draft is not None and (draft.person, draft.books) == (person, books)
        return draft if is_theirs else None

    def knows(self, key: str) -> bool:
        """Return whether there is a draft of a key, whoever's it is."""
        if not _KEY.fullmatch(key):
            return False
        with self._lock:
            return key in self._newest or self._read(key) is not None

    def drop(self, draft: Draft) -> None:
        """Throw a draft away, with its papers."""
        with self._lock:
            self._newest.pop(draft.key, None)
            self._remove(draft.key)

    def recorded_alike(self, draft: Draft) -> Draft | None:
        """Return what says the same and was recorded within the hour; None if nothing does."""
        since = draft.when - datetime.timedelta(hours=1)
        with self._lock:
            known = {each.key: each for each in self._on_disk()} | dict(self._newest)
        said = (draft.form, draft.values, draft.person, draft.books)
        alike = (
            each
            for each in known.values()
            if each.recorded and each.when >= since
            if (each.form, each.values, each.person, each.books) == said
        )
        return next(alike, None)

    def waiting(self, person: str, books: str) -> list[Draft]:
        """Return what somebody has not recorded yet for some books, the newest first."""
        with self._lock:
            self._sweep()
            known = {each.key: each for each in self._on_disk()} | dict(self._newest)
        found = (
            each
            for each in known.values()
            if (each.person, each.books, each.recorded) == (person, books, False)
        )
        return sorted(found, key=lambda each: each.when, reverse=True)

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self._folder or state_folder() / _FOLDER

    def _bytes(self) -> int:
        return sum(
            len(paper.content) for each in self._newest.values() for paper in each.papers.values()
        )

    def _write(self, draft: Draft) -> None:
        folder = self.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._remove(draft.key)
        papers = {}
        # What is recorded is in the books: only that it is so is kept.
        for field, paper in {} if draft.recorded else draft.papers.items():
            if _FIELD.fullmatch(field):
                papers[field] = paper.name
                _write_own(folder / f"{draft.key}.{field}", paper.content)
        said = {
            **draft._asdict(),
            "papers": papers,
            "values": dict(draft.values),
            "when": draft.when.isoformat(),
        }
        _write_own(folder / f"{draft.key}.json", json.dumps(said).encode())

    def _read(self, key: str) -> Draft | None:
        return _read_draft(self.folder, key)

    def _on_disk(self) -> Iterator[Draft]:
        for path in self._paths():
            draft = self._read(path.stem)
            if draft is not None:
                yield draft

    def _paths(self) -> list[Path]:
        try:
            return [each for each in self.folder.glob("*.json") if _KEY.fullmatch(each.stem)]
        except OSError:
            return []

    def _remove(self, key: str) -> None:
        for path in self.folder.glob(f"{key}.*"):
            path.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Throw away what is old."""
        oldest = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=DAYS)
        for path in self._paths():
            try:
                is_old = path.stat().st_mtime < oldest.timestamp()
                if is_old:
                    self._remove(path.stem)
            except OSError:
                continue


def _read_draft(folder: Path, key: str) -> Draft | None:
    """Return the draft of a key; None if there is none, or none that can be read."""
    try:
        said = json.loads((folder / f"{key}.json").read_bytes())
        papers = {
            str(field): Upload(str(name), (folder / f"{key}.{field}").read_bytes())
            for field, name in said["papers"].items()
            if _FIELD.fullmatch(str(field))
        }
        return Draft(
            key=key,
            form=str(said["form"]),
            values={str(name): str(value) for name, value in said["values"].items()},
            papers=papers,
            person=str(said["person"]),
            books=str(said["books"]),
            when=datetime.datetime.fromisoformat(said["when"]),
            recorded=bool(said["recorded"]),
            entry=str(said["entry"]),
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def _write_own(path: Path, content: bytes) -> None:
    """Write a file that its owner alone reads, whole or not at all."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    beside.replace(path)
