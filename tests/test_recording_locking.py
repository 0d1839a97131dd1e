"""One officer writes at a time, and a lock that was left behind is named."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from ringfence.ledger.recording import lock_file, locking

HOLD = """
import sys, time
from pathlib import Path
from ringfence.ledger.recording.locking import hold_lock
with hold_lock(Path(sys.argv[1]), "cs-officer"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def main(tmp_path: Path) -> Path:
    return tmp_path / "main.beancount"


def hold(main: Path) -> subprocess.Popen[str]:
    """Hold the lock in another process, until that is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(main)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_lock_leaves_nothing_behind(main: Path) -> None:
    with locking.hold_lock(main, "as-officer") as left_behind:
        assert left_behind is None
        assert {path.name for path in main.parent.iterdir()} == {
            "main.beancount.lock",
            "main.beancount.lock.txt",
        }

    assert list(main.parent.iterdir()) == []


def test_it_is_released_when_something_goes_wrong(main: Path) -> None:
    with pytest.raises(KeyboardInterrupt), locking.hold_lock(main, "as-officer"):
        raise KeyboardInterrupt

    assert list(main.parent.iterdir()) == []


def test_who_holds_it_and_since_when_is_said(main: Path) -> None:
    process = hold(main)
    try:
        with (
            pytest.raises(locking.LockedError) as caught,
            locking.hold_lock(main, "as-officer", wait=0.1),
        ):
            pass
    finally:
        kill(process)

    text = str(caught.value)
    by = f"cs-officer (process {process.pid} on {socket.gethostname()}) since "
    assert text.startswith(f"The books are being written to by {by}")
    assert "Nothing was saved." in text
    assert "delete main.beancount.lock." in text


def test_a_lock_left_by_a_dead_process_is_noticed_and_named(main: Path) -> None:
    process = hold(main)
    kill(process)
    assert main.with_name("main.beancount.lock").exists()

    with locking.hold_lock(main, "as-officer", wait=5) as left_behind:
        assert left_behind is not None
        assert (left_behind.who, left_behind.pid) == ("cs-officer", str(process.pid))

    assert list(main.parent.iterdir()) == []


def test_a_lock_of_another_machine_is_never_broken(main: Path) -> None:
    main.with_name("main.beancount.lock").write_text("4711\nLAPTOP7\n", encoding="utf-8")

    with (
        pytest.raises(locking.LockedError, match=r"by somebody \(process 4711 on LAPTOP7\) since"),
        locking.hold_lock(main, "as-officer", wait=0.1),
    ):
        pass

    assert main.with_name("main.beancount.lock").exists()


def gone_process() -> int:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def test_a_lock_of_this_system_by_a_process_that_is_gone_is_taken_over(main: Path) -> None:
    main.with_name("main.beancount.lock").write_text(
        f"{gone_process()}\n{lock_file.identity()}\n", encoding="utf-8"
    )

    with locking.hold_lock(main, "as-officer", wait=5):
        pass

    assert list(main.parent.iterdir()) == []


@pytest.mark.parametrize("host", ["{host}", "{host} win32", "{host} linux another-boot"])
def test_a_process_number_under_the_same_name_proves_nothing(main: Path, host: str) -> None:
    """Windows beside Linux, or this machine before it was started again."""
    text = f"{gone_process()}\n{host.format(host=socket.gethostname())}\n"
    lock = main.with_name("main.beancount.lock")
    lock.write_text(text, encoding="utf-8")

    with (
        pytest.raises(locking.LockedError) as caught,
        locking.hold_lock(main, "as-officer", wait=0.5),
    ):
        pass
    assert f" on {socket.gethostname()}) since" in str(caught.value)
    assert lock.read_text(encoding="utf-8") == text


def sign_before_this_boot(main: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sign a lock as this process would have, had the machine been started again since."""
    boot, machine = main.with_name("boot"), main.with_name("machine")
    monkeypatch.setattr(lock_file, "_BOOT", boot)
    monkeypatch.setattr(lock_file, "_MACHINE", machine)
    monkeypatch.setattr(lock_file, "host_name", lambda: "cs-desk")
    boot.write_text("boot-1\n", encoding="ascii")
    machine.write_text("machine-1\n", encoding="ascii")
    lock = main.with_name("main.beancount.lock")
    lock.write_text(f"{os.getpid()}\n{lock_file.identity()}\n", encoding="utf-8")
    boot.write_text("boot-2\n", encoding="ascii")
    return lock


def test_a_lock_left_by_a_power_cut_is_taken_over(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process number may be anybody's by now, even that of who asks."""
    sign_before_this_boot(main, monkeypatch)

    with locking.hold_lock(main, "as-officer", wait=5):
        assert "boot-2" in main.with_name("main.beancount.lock").read_text(encoding="utf-8")

    assert {path.name for path in main.parent.iterdir()} == {"boot", "machine"}


@pytest.mark.parametrize(
    ("file", "other"), [("machine", "machine-2"), ("machine", ""), ("host", "cs-lounge")]
)
def test_another_boot_proves_nothing_unless_the_machine_is_the_same(
    main: Path, monkeypatch: pytest.MonkeyPatch, file: str, other: str
) -> None:
    """Two machines of one name on a share, one that has no number, a container."""
    lock = sign_before_this_boot(main, monkeypatch)
    if file == "host":
        monkeypatch.setattr(lock_file, "host_name", lambda: other)
    else:
        main.with_name(file).write_text(other, encoding="ascii")

    with (
        pytest.raises(locking.LockedError),
        locking.hold_lock(main, "as-officer", wait=0.3),
    ):
        pass
    assert "boot-1" in lock.read_text(encoding="utf-8")


def test_a_container_of_another_boot_is_another_machine(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = sign_before_this_boot(main, monkeypatch)
    name = "cs-desk?pidns-f1"
    lock.write_text(lock.read_text(encoding="utf-8").replace("cs-desk", name), encoding="utf-8")
    monkeypatch.setattr(lock_file, "host_name", lambda: name)

    with (
        pytest.raises(locking.LockedError),
        locking.hold_lock(main, "as-officer", wait=0.3),
    ):
        pass
    assert lock.exists()


def test_a_dead_lock_is_removed_on_a_drive_without_locks_of_the_system(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_options: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(lock_file, "FileLock", fails)
    test_a_lock_of_this_system_by_a_process_that_is_gone_is_taken_over(main)


@pytest.mark.parametrize("alive", [True, False])
def test_filelock_itself_never_breaks_our_lock(main: Path, *, alive: bool) -> None:
    """As an older version of Ringfence would use it."""
    lock = main.with_name("main.beancount.lock")
    process = hold(main)
    if not alive:
        kill(process)
    try:
        with pytest.raises(filelock.Timeout):
            filelock.SoftFileLock(lock, timeout=0.5).acquire()
        assert lock_file.identity() in lock.read_text(encoding="utf-8").splitlines()
    finally:
        if alive:
            kill(process)


def test_whose_lock_is_waited_for_is_told(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "QUIET_SECONDS", 0.1)
    told: list[tuple[str, float]] = []
    token = locking.tell_waiting.set(lambda holder, rest: told.append((str(holder), rest)))
    process = hold(main)
    try:
        with (
            pytest.raises(locking.LockedError),
            locking.hold_lock(main, "as-officer", wait=0.5),
        ):
            pass
    finally:
        locking.tell_waiting.reset(token)
        kill(process)
    assert [(each[:10], rest) for each, rest in told] == [("cs-officer", 0.4)]


def test_it_is_the_same_lock_through_a_link(main: Path) -> None:
    main.touch()
    link = main.with_name("link.beancount")
    link.symlink_to(main)

    with (
        locking.hold_lock(main, "as-officer"),
        pytest.raises(locking.LockedError, match=rf"process {os.getpid()} on"),
        locking.hold_lock(link, "cs-officer", wait=0.1),
    ):
        pass


def test_what_was_left_by_taking_over_long_ago_is_swept_away(main: Path) -> None:
    old, new = (main.with_name(f"main.beancount.lock.break.{pid}.abc") for pid in (1, 2))
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))

    with locking.hold_lock(main, "as-officer"):
        pass

    assert list(main.parent.iterdir()) == [new]


def test_no_folder_no_lock(tmp_path: Path) -> None:
    with (
        pytest.raises(locking.CannotLockError, match="there is no such folder"),
        locking.hold_lock(tmp_path / "none" / "main.beancount", "as-officer", wait=0.1),
    ):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_nobody_lived_to_sign_is_passed(tmp_path: Path) -> None:
    """A process was killed between making the file and writing who it was."""
    main = tmp_path / "main.beancount"
    main.touch()
    (tmp_path / "main.beancount.lock").touch()

    with locking.hold_lock(main, "as-officer", wait=10) as left_behind:
        assert left_behind is None

    assert not list(tmp_path.glob("*.lock*"))


def test_a_lock_that_cannot_be_given_back_says_that_all_is_saved(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_lock: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(filelock.SoftFileLock, "release", fails)
    with (
        pytest.raises(locking.NotReleasedError) as caught,
        locking.hold_lock(main, "as-officer"),
    ):
        pass
    assert str(caught.value) == (
        "This is saved: don't record it again. But main.beancount.lock could not be removed "
        "afterwards: input/output error. If the next command waits for it, delete "
        "main.beancount.lock."
    )
