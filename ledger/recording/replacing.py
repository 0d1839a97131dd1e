"""Whole files replaced, so that a power cut leaves the old or the new, never a part.

Every new text is first written beside its file and forced to disk; only when all are
there are they moved into place, in the order given, the last one making the recording
good. Whatever fails until then, the old files themselves are moved back: their bytes,
times and permissions are as they were. A crash between two moves leaves the first ones
done, so what others rest on (accounts, declarations) goes first.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ringfence.ledger.recording.errors import NOTHING_SAVED, RecordingError
from ringfence.ledger.recording.journal import KEPT, clear_journal, write_journal

#: Synchronisers leave files of this ending alone, and no include finds a name with a dot first.
TEMPORARY = ".ringfence.tmp"
#: What is put behind a file's name where it can't be put back; no include finds it.
BEFORE = ".before"
#: How long to wait before each further try to replace a file that something holds.
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
_NOT_ON_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM)


class Change(NamedTuple):
    """A file's bytes before and after; None before if it is begun."""

    path: Path
    old: bytes | None
    new: bytes


class HeldFileError(RecordingError):
    """A file that something else holds open, and would not let go of."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} can't be replaced: another program holds it open (an editor, a virus "
            f"scanner, OneDrive), or you have no permission. {NOTHING_SAVED} Close it there and "
            "try again."
        )


class CannotSaveError(RecordingError):
    """The disk or the folder would not take a file."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path.name} can't be saved: {_reason(error)}. {NOTHING_SAVED}")


class NotPutBackError(RecordingError):
    """A file that was replaced already when another failed, and could not be put back."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} was replaced before something else failed, and can't be put back: "
            "another program holds it. Close it there. It holds part of what was to be recorded; "
            f"the file as it was is {path.name}{BEFORE}: move that back in its place, and try "
            "again."
        )


class OvertakenError(Exception):
    """A file was changed at the very moment of its replacement; it has been put back."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)


def replace_all(
    changes: Sequence[Change], *, model: Path, still_so: Callable[[], None] = lambda: None
) -> None:
    """Replace files, all or none.

    Args:
        changes: What to replace, in order; the last one makes it good.
        model: The main file: new files take its permissions, and what is begun is written down
            beside it.
        still_so: Called when all is ready: raises if the files have changed meanwhile.

    Raises:
        HeldFileError: a file can't be replaced because something holds it.
        CannotSaveError: the disk or the folder would not take it.
        OvertakenError: somebody wrote into a file at that very moment.
        NotPutBackError: one of these, and a file that was replaced before stays so.
    """
    targets = [Path(os.path.realpath(change.path)) for change in changes]
    sweep(targets)
    ready: list[tuple[Change, Path]] = []
    try:
        _write_down(model, changes, targets)
        for change, target in zip(changes, targets, strict=True):
            _write_beside(target, change.new, model if change.old is None else target)
            ready.append((change, target))
        still_so()
        _move_all(ready)
    finally:
        for target in targets:
            for suffix in (TEMPORARY, KEPT):
                with suppress(OSError):
                    _beside(target, suffix).unlink()
        clear_journal(model)


def _write_down(main: Path, changes: Sequence[Change], targets: Sequence[Path]) -> None:
    replaced = [
        (target, change.old, change.new) for change, target in zip(changes, targets, strict=True)
    ]
    try:
        write_journal(main, replaced)
    except OSError as error:
        raise CannotSaveError(main, error) from error


def sweep(targets: Iterable[Path]) -> None:
    """Remove what a recording that was killed left beside these files; only under the lock."""
    for target in targets:
        for suffix in (TEMPORARY, KEPT):
            for stray in target.parent.glob(f".{_literal(target.name)}.*{suffix}"):
                with suppress(OSError):
                    stray.unlink()


def _move_all(ready: Sequence[tuple[Change, Path]]) -> None:
    begun: list[tuple[Change, Path]] = []
    try:
        for change, target in ready:
            begun.append((change, target))
            _move(change, target)
        for folder in {target.parent for _change, target in ready}:
            _force_folder(folder)
    except BaseException as error:
        stuck = [target for change, target in reversed(begun) if not _put_back(change, target)]
        for target in stuck:
            with suppress(OSError):
                _beside(target, KEPT).rename(target.with_name(target.name + BEFORE))
        if stuck:
            raise NotPutBackError(stuck[0]) from error
        raise


def _write_beside(target: Path, content: bytes, model: Path) -> None:
    temporary = _beside(target, TEMPORARY)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _take_after(temporary, model)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise CannotSaveError(target, error) from error


def _take_after(temporary: Path, model: Path) -> None:
    """Take over for a file the permissions of another and, where that is allowed, its owner."""
    shutil.copymode(model, temporary)
    if hasattr(os, "chown"):
        like = model.stat()
        with suppress(OSError):
            os.chown(temporary, like.st_uid, like.st_gid)


def _move(change: Change, target: Path) -> None:
    kept = _beside(target, KEPT)
    if change.old is not None:
        _keep(target, kept)
    pauses = iter(PAUSES)
    while True:
        try:
            _must_be_as_read(change, target)
            os.replace(_beside(target, TEMPORARY), target)  # noqa: PTH105 - as tests fake it
            break
        except PermissionError as error:
            pause = next(pauses, None)
            if pause is None:
                raise HeldFileError(target) from error
            time.sleep(pause)
        except OSError as error:
            raise CannotSaveError(target, error) from error
    # An editor that wrote into the old file a moment ago wrote into the one kept.
    if change.old is not None and kept.read_bytes() != change.old:
        raise OvertakenError(target)


def _must_be_as_read(change: Change, target: Path) -> None:
    """Make sure that nobody saved a file while it was waited for; an editor may save for minutes.

    Raises:
        OvertakenError: somebody did, or began or removed it.
        PermissionError: it can't be read, so something holds it.
    """
    try:
        found = target.read_bytes()
    except FileNotFoundError:
        found = None
    except OSError as error:
        raise PermissionError(error.errno, error.strerror, str(target)) from error
    if found != change.old:
        raise OvertakenError(target)


def _keep(target: Path, kept: Path) -> None:
    """Keep the old file itself under another name: to move it back needs no room."""
    try:
        os.link(target, kept)
    except OSError:
        try:
            shutil.copy2(target, kept)
        except OSError as error:
            raise CannotSaveError(target, error) from error


def _put_back(change: Change, target: Path) -> bool:
    """Undo one move, whether or not it had been made when it was interrupted; False if held."""
    if change.old is None:
        if not _beside(target, TEMPORARY).exists():
            with suppress(OSError):
                target.unlink(missing_ok=True)
        return _beside(target, TEMPORARY).exists() or not target.exists()
    kept = _beside(target, KEPT)
    # Its new text still beside it, it was not replaced: what stands there may be an editor's.
    if _beside(target, TEMPORARY).exists() or not kept.exists() or _is_same(kept, target):
        return True
    if _was_saved_since(change, target):
        return True
    for pause in (*PAUSES, None):
        with suppress(OSError):
            os.replace(kept, target)  # noqa: PTH105 - as above
            return True
        if pause is not None:
            time.sleep(pause)
    return False


def _was_saved_since(change: Change, target: Path) -> bool:
    """Return whether somebody saved a file after its replacement: that is theirs, and stays."""
    try:
        return target.read_bytes() != change.new
    except OSError:
        return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other) or one.read_bytes() == other.read_bytes()
    except OSError:
        return False


def _force_folder(folder: Path) -> None:
    """Force a folder's names to disk; Windows and some shares have no such thing."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NOT_ON_FOLDERS:
            raise CannotSaveError(folder, error) from error


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}{suffix}")


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    if error.errno == errno.EROFS:
        return "its folder can only be read"
    if isinstance(error, PermissionError):
        return "you have no permission to write in its folder"
    return (error.strerror or str(error)).lower()


_BINARY = getattr(os, "O_BINARY", 0)
