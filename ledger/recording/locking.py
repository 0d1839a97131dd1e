"""One officer writes at a time: a lock file beside the books.

The lock is a file that exists or does not (filelock's ``SoftFileLock``), because that
holds wherever a file can be made exclusively: on Windows, on a shared drive, between
machines that share one. Locks of the operating system are quietly no locks on many
network drives. The price is a file left behind by a process that was killed. On the same
machine the next one sees that its process is gone and removes it
(:mod:`ringfence.ledger.recording.lock_file`); a second file says who held it and since
when, so that both can be named.

Neither kind holds between copies of the books that OneDrive keeps in step afterwards:
those end as conflict copies (:mod:`ringfence.ledger.recording.conflicts`).
"""

from __future__ import annotations

import datetime
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.recording.errors import NOTHING_SAVED, RecordingError

if TYPE_CHECKING:
    from filelock import SoftFileLock

LOCK_SUFFIX = ".lock"
HOLDER_SUFFIX = ".lock.txt"
WAIT_SECONDS = 30
POLL_SECONDS = 0.02
STRAY_SECONDS = 600
#: Most locks are held for less than that; who waits longer is told for whom.
QUIET_SECONDS = 1


class Holder(NamedTuple):
    """Who holds a lock, or held it: the officer, the process, its machine, since when."""

    who: str
    pid: str
    host: str
    since: str

    def __str__(self) -> str:
        return f"{self.who} (process {self.pid} on {self.host}) since {self.since}"


#: Told for whom a lock is waited for, and for how many seconds more, by whoever talks to people.
tell_waiting: ContextVar[Callable[[Holder | None, float], None]] = ContextVar(
    "tell_waiting", default=lambda _holder, _seconds: None
)


class LockedError(RecordingError):
    """Somebody else is writing, and has not finished in time."""

    def __init__(self, lock: Path, holder: Holder | None) -> None:
        by = str(holder) if holder else "somebody"
        super().__init__(
            f"The books are being written to by {by}. {NOTHING_SAVED} Try again in a minute; if "
            f"nobody is writing, because that machine was switched off, delete {lock.name}."
        )
        self.holder = holder


class CannotLockError(RecordingError):
    """No lock can be had: the folder can't be written to."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"The folder {folder} can't be written to: {reason}. {NOTHING_SAVED}")


class NotReleasedError(RecordingError):
    """All is done, but the lock could not be given back."""

    def __init__(self, lock: Path, reason: str) -> None:
        super().__init__(
            f"This is saved: don't record it again. But {lock.name} could not be removed "
            f"afterwards: {reason}. If the next command waits for it, delete {lock.name}."
        )


@contextmanager
def hold_lock(main: Path, who: str, *, wait: float = WAIT_SECONDS) -> Iterator[Holder | None]:
    """Hold the books' lock.

    Args:
        main: The main file of the books.
        who: The officer for whom it is held.
        wait: For how many seconds to wait for somebody else.

    Yields:
        Who left a lock behind by dying, if anybody did; it has been removed.

    Raises:
        LockedError: somebody else holds it still.
        CannotLockError: the folder can't be written to.
        NotReleasedError: what was done under it is done, but it can't be given back.
    """
    import filelock  # noqa: PLC0415 - only writing needs it

    from ringfence.ledger.recording.lock_file import LockFile  # noqa: PLC0415 - as above

    main = main.resolve()  # the same lock, through whichever link one comes
    path = main.with_name(main.name + LOCK_SUFFIX)
    note = main.with_name(main.name + HOLDER_SUFFIX)
    if not main.parent.is_dir():  # filelock would make it
        raise CannotLockError(main.parent, "there is no such folder")
    lock = LockFile(path, timeout=wait, poll_interval=POLL_SECONDS)
    try:
        _acquire(lock, path, note, wait)
    except filelock.Timeout:
        raise LockedError(path, _holder(note) or _read_mark(path)) from None
    except OSError as error:
        raise CannotLockError(main.parent, _reason(error)) from error
    try:
        left_behind = _holder(note)
        _sign(note, who)
        _sweep(path, note)
        yield left_behind
    except BaseException:
        with suppress(OSError):
            _release(lock, note)
        raise
    try:
        _release(lock, note)
    except OSError as error:
        raise NotReleasedError(path, _reason(error)) from error


def _release(lock: SoftFileLock, note: Path) -> None:
    with suppress(OSError):
        note.unlink()
    lock.release()


def _acquire(lock: SoftFileLock, path: Path, note: Path, wait: float) -> None:
    """Take the lock; if that takes longer than most do, tell whose is waited for."""
    import filelock  # noqa: PLC0415 - only writing needs it

    if wait > QUIET_SECONDS:
        with suppress(filelock.Timeout):
            lock.acquire(timeout=QUIET_SECONDS)
            return
        wait -= QUIET_SECONDS
        tell_waiting.get()(_holder(note) or _read_mark(path), wait)
    lock.acquire(timeout=wait)


def _sign(note: Path, who: str) -> None:
    """Print who holds the lock; a note that can't be written costs no more than a name."""
    now = datetime.datetime.now().astimezone().strftime("%H:%M:%S on %d %B %Y")
    lines = (" ".join(who.split()), str(os.getpid()), socket.gethostname(), now)
    with suppress(OSError):
        note.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _sweep(path: Path, note: Path) -> None:
    """Remove what a process killed while it took over a lock left; by the drive's own clock."""
    from ringfence.ledger.recording.lock_file import GUARD_SUFFIX  # noqa: PLC0415 - as above

    with suppress(OSError):
        path.with_name(path.name + GUARD_SUFFIX).unlink(missing_ok=True)
    with suppress(OSError):
        long_ago = note.stat().st_mtime - STRAY_SECONDS
        for stray in path.parent.glob(f"{path.name}.break.*"):
            if stray.stat().st_mtime < long_ago:
                stray.unlink()


def _holder(note: Path) -> Holder | None:
    try:
        return Holder(*note.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, TypeError):
        return None


def _read_mark(path: Path) -> Holder | None:
    """Read what filelock itself wrote: the process and its machine."""
    try:
        pid, host, *_rest = path.read_text(encoding="utf-8").splitlines()
        made = datetime.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, ValueError):
        return None
    return Holder("somebody", pid, host.partition(" ")[0], made.strftime("%H:%M:%S on %d %B %Y"))


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "you have no permission to"
    return (error.strerror or str(error)).lower()
