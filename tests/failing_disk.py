"""A disk of which one call fails, or ends the process, under a folder; as tests ask for."""

from __future__ import annotations

import errno
import io
import json
import os
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: How a call goes wrong. `kill` ends the process before it, `torn` in the middle; `full` fails it
#: and every later one that needs room; the others fail it alone.
KINDS = ("kill", "torn", "full", "ENOSPC", "EIO", "EACCES")
#: The status of a process that ended so.
KILLED = 9
_NAMES = ("fsync", "replace", "rename", "unlink", "chmod", "chown")
_CALLS = (*_NAMES, "open", "write", "link", "mkdir")
_NEED_ROOM = ("open", "write", "link", "mkdir", "fsync", "begin")


class _Disk:
    """Counts the calls that concern a folder, and has one of them go wrong."""

    def __init__(self, folder: Path, at: int, kind: str) -> None:
        self.made: list[str] = []
        self._folder, self._at, self._kind = str(folder), at, kind

    def concerns(self, where: object) -> bool:
        """Return whether a call is of the folder; by number, of any file but the terminal."""
        return where > 2 if isinstance(where, int) else str(where).startswith(self._folder)

    def does(self, name: str, real: Callable[..., Any], given: Sequence[Any], more: Any) -> Any:
        """Make a call, or have it go wrong."""
        number = len(self.made)
        self.made.append(name)
        if self._kind == "full":
            if number >= self._at >= 0 and name in _NEED_ROOM:
                self._fail(errno.ENOSPC, given[0])
        elif number == self._at:
            if self._kind not in ("kill", "torn"):
                self._fail(getattr(errno, self._kind), given[0])
            if self._kind == "torn":
                cut = (given[0], given[1][: len(given[1]) // 2]) if name == "write" else given
                real(*cut, **more)
            os._exit(KILLED)
        return real(*given, **more)

    def _fail(self, code: int, where: object) -> None:
        raise OSError(code, os.strerror(code), str(where))


@contextmanager
def failing(folder: Path, at: int, kind: str) -> Iterator[list[str]]:
    """Have one call of the disk go wrong, counted from nought; yields the calls so far."""
    disk = _Disk(folder, at, kind)

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            is_counted = disk.concerns(given[0])
            return disk.does(name, real, given, more) if is_counted else real(*given, **more)

        return call

    def opens(file: Any, mode: str = "r", *given: Any, **more: Any) -> Any:
        if set(mode) & set("wax+") and disk.concerns(file):
            return disk.does("begin", real_open, (file, mode, *given), more)
        return real_open(file, mode, *given, **more)

    real_open = io.open
    before = {name: getattr(os, name) for name in _CALLS}
    try:
        io.open = opens
        for name, real in before.items():
            setattr(os, name, wrapped(name, real))
        yield disk.made
    finally:
        io.open = real_open
        for name, real in before.items():
            setattr(os, name, real)


def in_child(work: Callable[[], Any]) -> Any:
    """Do something in a process of its own; None if it ended itself."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        child = os.fork()
        if not child:
            try:
                answer.write_text(json.dumps(work()), encoding="utf-8")
            except BaseException:  # noqa: BLE001 - told by the parent
                answer.write_text(json.dumps(["broken", traceback.format_exc()]), encoding="utf-8")
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == KILLED:
            return None
        return json.loads(answer.read_text(encoding="utf-8"))
