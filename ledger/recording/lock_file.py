"""The lock file itself: filelock's, signed with an identity of our own.

filelock takes over a lock whose process is gone, and knows a machine by its name alone. Two
systems may bear one name, Windows and the Linux beside it: a process number of the one says
nothing on the other. So the line of the host names the operating system and its boot too. To any
filelock that reads it, older versions of Ringfence among them, that is another machine's, and
never broken. We take over what bears our own identity, if its process is gone; the plain name of a
host proves nothing.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from filelock import SoftFileLock
from filelock._identity import host_name, owner_is_stale, process_start_token
from filelock._soft import parse_lock_holder, read_lock_file

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def identity() -> str:
    """Return this machine's name, operating system and, where that is known, its boot."""
    boot = ""
    with suppress(OSError):
        boot = _BOOT.read_text(encoding="ascii").strip()
    return " ".join(filter(None, (host_name(), sys.platform, boot)))


class LockFile(SoftFileLock):
    """A lock that only a process of the same system, since the same boot, may take over."""

    @staticmethod
    def _write_lock_info(fd: int) -> None:
        token = process_start_token(os.getpid())
        lines = (str(os.getpid()), identity(), *(() if token is None else (str(token),)))
        left = memoryview("".join(f"{line}\n" for line in lines).encode())
        while left:
            left = left[os.write(fd, left) :]

    def _try_break_stale_lock(self) -> None:
        with suppress(OSError, ValueError):
            content, marker = read_lock_file(self.lock_file)
            holder = parse_lock_holder(content)
            if holder is None:  # cut off while it was signed, or not signed yet
                super()._try_break_stale_lock()
            elif _is_gone(holder):
                self._take_over(marker, holder[0])

    @classmethod
    def _marker_is_live(cls, content: str | None, breaker_pid: int) -> bool:
        holder = parse_lock_holder(content)
        if holder is None:
            return super()._marker_is_live(content, breaker_pid)
        is_breakers = holder[0] == breaker_pid and holder[1] == identity()
        return not is_breakers and not _is_gone(holder)


def _is_gone(holder: tuple[int, str, int | None]) -> bool:
    """Return whether a process of this very system is no longer there."""
    pid, where, started = holder
    return where == identity() and owner_is_stale(pid, host_name(), started)
