"""The lock file itself: filelock's, signed with an identity of our own.

filelock takes over a lock whose process is gone, and knows a machine by its name alone. Two
systems may bear one name, Windows and the Linux beside it: a process number of the one says
nothing on the other. So the line of the host names the operating system, its boot and the machine
too. To any filelock that reads it, older versions of Ringfence among them, that is another
machine's, and never broken. We remove what bears our own identity, if its process is gone, and
what this machine left before it was started again; the plain name of a host proves nothing.

Of filelock's own methods two are replaced, which are the same in every release that
`pyproject.toml` allows: what signs a lock, and what is called when one is in the way.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, SoftFileLock
from filelock._identity import host_name, owner_is_stale, process_start_token

#: Behind the lock's name: a lock of the operating system, held while a dead one's is removed.
GUARD_SUFFIX = ".break"
#: A lock that says nothing of its holder, and stays so for this long, has nobody left to sign it.
UNSIGNED_SECONDS = 3
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_MACHINE = Path("/etc/machine-id")
#: What filelock puts behind the name of a host whose processes are numbered apart: a container.
_NUMBERED_APART = "?pidns-"


class Signature(NamedTuple):
    """Who a lock file says that it is of; the start of the process is None if it is not known."""

    pid: int
    where: str
    started: int | None


def identity() -> str:
    """Return this machine's name, operating system and, where they are known, boot and number."""
    boot = _content(_BOOT)
    machine = _content(_MACHINE)
    if machine:  # not to be shown as it is, see machine-id(5)
        machine = hashlib.sha256(f"ringfence {machine}".encode()).hexdigest()[:16]
    return " ".join(filter(None, (host_name(), sys.platform, boot, boot and machine)))


class LockFile(SoftFileLock):
    """A lock that only a process of the same machine removes, once its holder must be dead."""

    #: What identifies a lock that says nothing of its holder, and when it was seen first.
    _unsigned: tuple[tuple[int, int, int], float] | None = None

    @staticmethod
    def _write_lock_info(fd: int) -> None:
        token = process_start_token(os.getpid())
        lines = (str(os.getpid()), identity(), *(() if token is None else (str(token),)))
        left = memoryview("".join(f"{line}\n" for line in lines).encode())
        while left:
            left = left[os.write(fd, left) :]

    def _try_break_stale_lock(self) -> None:
        with suppress(OSError):
            if not self._is_left_behind():
                return
            # Whoever may remove it is on this machine, so a lock of the system keeps them apart,
            # and what is seen once that is held stays so until it is removed.
            try:
                with FileLock(f"{self.lock_file}{GUARD_SUFFIX}", timeout=UNSIGNED_SECONDS):
                    self._remove_left_behind()
            except NotImplementedError:  # a drive that has none
                self._remove_left_behind()

    def _remove_left_behind(self) -> None:
        if self._is_left_behind():
            Path(self.lock_file).unlink()

    def _is_left_behind(self) -> bool:
        path = Path(self.lock_file)
        holder = read_signature(path)
        if holder is not None:
            return _is_gone(holder)
        found = path.lstat()
        now, seen = time.monotonic(), (found.st_ino, found.st_size, found.st_mtime_ns)
        if self._unsigned is None or self._unsigned[0] != seen:
            self._unsigned = seen, now
        return now - self._unsigned[1] >= UNSIGNED_SECONDS


def read_signature(path: Path) -> Signature | None:
    """Read whose a lock is; None if it does not say, or its signature was cut off.

    Raises:
        OSError: it is no longer there, or can't be read.
    """
    text = path.read_bytes().decode("utf-8", "replace")
    pid, where, *rest = [*text.splitlines(), "", ""]
    if not (text.endswith("\n") and pid.isdecimal() and where):
        return None
    started = rest[0] if rest[0].isdecimal() else None
    return Signature(int(pid), where, None if started is None else int(started))


def _is_gone(holder: Signature) -> bool:
    """Return whether a process of this very machine is surely no longer there."""
    if holder.where == identity():
        return owner_is_stale(holder.pid, host_name(), holder.started)
    return _was_before_this_boot(holder.where)


def _was_before_this_boot(where: str) -> bool:
    """Return whether this machine signed it before it was started again, as after a power cut."""
    theirs, ours = where.split(" "), identity().split(" ")
    is_known = len(theirs) == len(ours) == len(("host", "system", "boot", "machine"))
    if not is_known or _NUMBERED_APART in ours[0]:
        return False
    return (theirs[:2], theirs[3]) == (ours[:2], ours[3])


def _content(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(encoding="ascii").strip()
    return ""
