"""Whole files replaced: whatever the disk does, all are new, or all are as they were."""

import errno
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from ringfence.ledger.recording import journal, replacing
from ringfence.ledger.recording.errors import RecordingError
from ringfence.ledger.recording.replacing import Change, replace_all

#: In the order of a recording: what is opened, what is spent, and a file that is begun.
OLD = {"accounts": b";; accounts\n", "spend": b";; spend\n"}
NEW = {"accounts": b";; accounts, more\n", "spend": b";; spend, more\n", "plan": b";; begun\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in OLD.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


def replace(folder: Path) -> None:
    changes = [Change(folder / name, OLD.get(name), new) for name, new in NEW.items()]
    replace_all(changes, model=folder / "accounts")


def files(folder: Path) -> dict[str, bytes]:
    """Every file there, those with a dot first too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def failing(number: int, path: object = "") -> NoReturn:
    raise OSError(number, os.strerror(number), str(path))


def faulty(
    monkeypatch: pytest.MonkeyPatch, name: str, when: Callable[[str, str], bool], number: int
) -> None:
    """Have a function of `os` of two paths fail where its paths' names are such."""
    real = getattr(os, name)

    def does(source: Path, target: Path, **options: object) -> None:
        if when(Path(source).name, Path(target).name):
            failing(number, target)
        real(source, target, **options)

    monkeypatch.setattr(os, name, does)


def test_all_are_replaced_and_nothing_is_left_behind(folder: Path) -> None:
    replace(folder)

    assert files(folder) == NEW


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EROFS, "its folder can only be read"),
        (errno.EIO, "input/output error"),
    ],
)
def test_a_move_that_the_disk_refuses_leaves_all_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float], number: int, reason: str
) -> None:
    faulty(monkeypatch, "replace", lambda _source, target: target == "plan", number)

    with pytest.raises(replacing.CannotSaveError) as raised:
        replace(folder)

    assert str(raised.value) == f"plan can't be saved: {reason}. Nothing was saved."
    assert slept == []
    assert files(folder) == OLD


def test_a_folder_that_takes_no_new_file_leaves_all_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def does(path: Path, flags: int, *mode: int) -> int:
        if ".spend." in str(path):
            failing(errno.EACCES, path)
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", does)

    with pytest.raises(replacing.CannotSaveError) as raised:
        replace(folder)

    assert str(raised.value) == (
        "spend can't be saved: you have no permission to write in its folder. Nothing was saved."
    )
    assert files(folder) == OLD


def test_where_there_are_no_links_the_old_file_is_kept_as_a_copy(
    folder: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    faulty(monkeypatch, "link", lambda _source, _target: True, errno.ENOTSUP)
    faulty(monkeypatch, "replace", lambda _source, target: target == "plan", errno.EACCES)
    times = {name: (folder / name).stat().st_mtime_ns for name in OLD}

    with pytest.raises(replacing.HeldFileError, match="plan can't be replaced: another program"):
        replace(folder)

    assert files(folder) == OLD
    assert {name: (folder / name).stat().st_mtime_ns for name in OLD} == times

    monkeypatch.undo()
    faulty(monkeypatch, "link", lambda _source, _target: True, errno.ENOTSUP)
    replace(folder)

    assert files(folder) == NEW


def test_no_file_is_moved_if_the_old_one_cannot_be_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty(monkeypatch, "link", lambda _source, _target: True, errno.ENOTSUP)
    monkeypatch.setattr(shutil, "copy2", lambda _old, kept: failing(errno.ENOSPC, kept))

    with pytest.raises(replacing.CannotSaveError) as raised:
        replace(folder)

    assert str(raised.value) == "accounts can't be saved: the disk is full. Nothing was saved."
    assert files(folder) == OLD


def test_an_owner_that_may_not_be_given_is_no_hindrance(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "chown", lambda *_given: failing(errno.EPERM))
    (folder / "spend").chmod(0o640)

    replace(folder)

    assert files(folder) == NEW
    assert (folder / "spend").stat().st_mode & 0o777 == 0o640


def test_putting_back_waits_for_who_holds_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    left = iter([True, True])

    def held(source: str, target: str) -> bool:
        old = source.endswith(journal.KEPT)
        return target == "plan" or (old and target == "spend" and next(left, False))

    faulty(monkeypatch, "replace", held, errno.EACCES)

    with pytest.raises(replacing.HeldFileError):
        replace(folder)

    assert slept == [*replacing.PAUSES, 0.05, 0.1]
    assert files(folder) == OLD


def test_what_cannot_be_put_back_is_said_and_kept_beside(
    folder: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    faulty(
        monkeypatch,
        "replace",
        lambda source, target: target == "plan" or (target, source[-8:]) == ("spend", "-old.tmp"),
        errno.EACCES,
    )

    with pytest.raises(RecordingError) as raised:
        replace(folder)

    assert str(raised.value) == (
        "spend was replaced before something else failed, and can't be put back: another program "
        "holds it. Close it there. It holds part of what was to be recorded; the file as it was is "
        "spend.before: move that back in its place, and try again."
    )
    assert slept == [*replacing.PAUSES, *replacing.PAUSES]
    assert files(folder) == {**OLD, "spend": NEW["spend"], "spend.before": OLD["spend"]}


def test_an_interruption_while_the_old_file_is_kept_leaves_it_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.link

    def does(source: Path, target: Path) -> None:
        if Path(source).name == "spend":
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "link", does)

    with pytest.raises(KeyboardInterrupt):
        replace(folder)

    assert files(folder) == OLD


def test_an_old_file_that_was_removed_meanwhile_comes_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def does(source: Path, target: Path) -> None:
        if Path(target).name == "plan":
            (folder / "spend").unlink()
            failing(errno.EIO)
        real(source, target)

    monkeypatch.setattr(os, "replace", does)

    with pytest.raises(replacing.CannotSaveError):
        replace(folder)

    assert files(folder) == OLD


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EACCES])
def test_a_share_that_cannot_force_a_folder_to_disk_is_no_hindrance(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.open

    def does(path: Path, flags: int, *mode: int) -> int:
        if flags & os.O_DIRECTORY:
            failing(number, path)
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", does)

    replace(folder)

    assert files(folder) == NEW


def test_where_folders_cannot_be_opened_at_all_files_are_replaced_still(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")

    replace(folder)

    assert files(folder) == NEW


def test_a_folder_that_fails_at_the_last_puts_all_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def does(path: Path, flags: int, *mode: int) -> int:
        if flags & os.O_DIRECTORY:
            failing(errno.EIO, path)
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", does)

    with pytest.raises(replacing.CannotSaveError) as raised:
        replace(folder)

    assert str(raised.value) == (
        f"{folder.name} can't be saved: input/output error. Nothing was saved."
    )
    assert files(folder) == OLD


def held_until(
    monkeypatch: pytest.MonkeyPatch, path: Path, saved: Callable[[], object]
) -> list[str]:
    """Have a file held at the first try to replace it, and saved by an editor while it waits."""
    real, tries = os.replace, []

    def replaces(source: Path, target: Path) -> None:
        if Path(target) == path:
            tries.append(str(source))
            if len(tries) == 1:
                failing(errno.EACCES, target)
        real(source, target)

    monkeypatch.setattr(os, "replace", replaces)
    monkeypatch.setattr(time, "sleep", lambda _seconds: saved())
    return tries


def by_renaming(path: Path, content: bytes) -> None:
    """Save a file as most editors do: beside it, then in its place."""
    beside = path.with_name(".editor~")
    beside.write_bytes(content)
    beside.rename(path)


@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "by renaming"])
def test_what_an_editor_saves_while_its_file_is_held_is_not_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, in_place: bool
) -> None:
    path, content = folder / "spend", b";; spend, as an editor has it\n"
    tries = held_until(
        monkeypatch,
        path,
        lambda: path.write_bytes(content) if in_place else by_renaming(path, content),
    )

    with pytest.raises(replacing.OvertakenError):
        replace(folder)

    assert len(tries) == 1
    assert files(folder) == {**OLD, "spend": content}


def test_a_held_file_that_nobody_saves_is_replaced_in_the_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = held_until(monkeypatch, folder / "spend", lambda: None)
    replace(folder)
    assert len(tries) == 2
    assert files(folder) == NEW


def test_what_is_saved_after_its_replacement_is_not_put_back_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first file is replaced and saved by an editor; then the second one can't be."""
    content = b";; accounts, as an editor has it\n"
    real = os.replace

    def replaces(source: Path, target: Path) -> None:
        if Path(target).name == "spend":
            (folder / "accounts").write_bytes(content)
            failing(errno.ENOSPC, target)
        real(source, target)

    monkeypatch.setattr(os, "replace", replaces)
    with pytest.raises(replacing.CannotSaveError):
        replace(folder)
    assert files(folder) == {**OLD, "accounts": content}


def test_a_file_that_cannot_be_read_counts_as_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> None:
    real, path = Path.read_bytes, folder / "spend"

    def reads(self: Path) -> bytes:
        return failing(errno.EACCES, self) if self == path else real(self)

    monkeypatch.setattr(Path, "read_bytes", reads)
    with pytest.raises(replacing.HeldFileError):
        replace(folder)
    monkeypatch.undo()
    assert len(slept) >= len(replacing.PAUSES)
    assert files(folder) == OLD
