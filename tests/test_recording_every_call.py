"""A process that ends, or a disk that fails, at any call: all is saved or nothing, and no jam.

Each of six commands that write runs in a child, which ends itself at its so-manieth call of the
disk, or has that call fail. Then another process types another command, and the first again
where it was not saved. The books must be as they are after a run without any fault.

By hand, all of it: `python -m tests.test_recording_every_call [COMMAND…]`.
"""

from __future__ import annotations

import csv
import io
import os
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ringfence.bookkeeping.record import findings_of
from ringfence.cli.main import main
from ringfence.ledger import loading
from ringfence.ledger.findings import Severity
from tests.conftest import EXAMPLE, Officer
from tests.failing_disk import KILLED, KINDS, failing, in_child
from tests.test_cli_reconcile import settled
from tests.test_cli_return_life import certified
from tests.test_cli_year_end import APRIL, moved_to_reserve

SAMPLE = 30
#: What another process does next.
NEXT = ("note", "2017-18/Bluelight", "The next one.", "--kind", "delivery", *APRIL)
_VARIES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z-]+|[0-9a-f]{64}|\(process \d+")
_OPENS = re.compile(r"\d{4}-\d\d-\d\d open ")

Texts = dict[str, str]


class Said(NamedTuple):
    """What came of a command; the status is `KILLED` if the process ended."""

    status: int
    text: str
    calls: list[str]
    seconds: float


class Case(NamedTuple):
    """A command, the books that it is typed in, and all that may be found afterwards."""

    args: tuple[str, ...]
    books: Path
    calls: list[str]
    unsaved: Texts
    saved: Texts
    #: Books that were found sound, and to take what was not saved, so that no more be asked.
    sound: list[Texts]


# -- what is typed


def type_in(books: Path, args: Sequence[str]) -> tuple[int, str]:
    """Type a command in this very process; the status is 70 if it is a traceback."""
    out = io.StringIO()
    status = 0
    with redirect_stdout(out), redirect_stderr(out):
        try:
            main.main(["--books", str(books), *args], prog_name="ringfence")
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        except BaseException:  # noqa: BLE001 - a traceback is what is looked for
            traceback.print_exc(file=out)
            status = 70
    return status, out.getvalue()


def typed(books: Path, args: Sequence[str], at: int = -1, kind: str = "EIO") -> Said:
    """Type a command in a child, a call of the disk going wrong; none if `at` is below nought."""

    def work() -> list[Any]:
        with failing(books, at, kind) as made:
            status, text = type_in(books, args)
        return [status, text, made]

    began = time.monotonic()
    answer = in_child(work)
    taken = time.monotonic() - began
    if answer is None:
        return Said(KILLED, "", [], taken)
    assert answer[0] != "broken", answer[1]
    status, text, calls = answer
    return Said(status, text, calls, taken)


# -- the books


def texts_of(books: Path) -> Texts:
    """Return the text of each file that is not hidden, without what differs from run to run."""
    return {
        str(path.relative_to(books)): _VARIES.sub("…", path.read_text("utf-8", "replace"))
        for path in sorted(books.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.suffix not in (".png", ".pdf")
    }


def without(books: Path, *names: str) -> None:
    """Leave files out of the books, so that a command begins them."""
    path = books / "main.beancount"
    text = path.read_text(encoding="utf-8")
    for name in names:
        (books / f"{name}.beancount").unlink()
        text = text.replace(f'include "{name}.beancount"\n', "")
    path.write_text(text, encoding="utf-8")


def blank(officer: Officer) -> None:
    without(officer.books, "year-end-2017-18", "spend-2018-19")


def with_listing(officer: Officer) -> None:
    with (officer.books.parent / "june.csv").open("w", encoding="utf-8", newline="") as file:
        head = ["TT", "TransNo", "Trans date", "Ap/Ar ID(T)", "Inv No", "Amount", "Text"]
        row = ["II", "1", "30/05/2018", "LEICESTER CITY FC", "LCFC 1190", "750.00", "Kicks"]
        csv.writer(file).writerows([head, row])


def before_the_close(officer: Officer) -> None:
    blank(officer)
    moved_to_reserve(officer)


VIRE = "vire 2017-18/BigLunch Reserve 480 --decision CSP-2018-04-16-05"
BOTH = ("--as", "cs-officer")
H1 = ("PLF-2017-18", "2017-18-H1")
#: What is typed, and what makes books for it of the worked example.
COMMANDS: dict[str, tuple[tuple[str, ...], Callable[[Officer], None]]] = {
    "spend": (
        (*BOTH, "spend", "2017-18/Prevent", "7.00", "--payee", "Payee", "--invoice", "K-1", *APRIL),
        blank,
    ),
    "vire": (
        (
            *BOTH,
            *["vire", "2017-18/BigLunch", "Reserve", "480", "--decision", "CSP-2018-04-16-05"],
            *APRIL,
        ),
        blank,
    ),
    "import": ((*BOTH, "import", "{folder}/june.csv"), with_listing),
    "submit": ((*BOTH, "return", "submit", *H1, "--date", "2017-09-21"), certified),
    "sign": (
        ("--as", "cfo", "reconcile", "sign", "--to", "2017-09-30", "--date", "2017-10-09"),
        settled,
    ),
    "year-end": ((*BOTH, "year-end", "2017-18", *APRIL), before_the_close),
}


def case_of(name: str, folder: Path) -> Case:
    """Make the books of a command, and what they are after it and the next one, without a fault."""
    args, prepare = COMMANDS[name]
    books = Path(shutil.copytree(EXAMPLE, folder / "books"))
    year_end = books / "year-end-2017-18.beancount"
    text = year_end.read_text(encoding="utf-8")
    start = text.index("2018-04-01 balance Assets:Council")
    year_end.write_text(text[:start] + text[text.index("\n\n", start) :], encoding="utf-8")
    prepare(Officer(books))
    args = tuple(each.format(folder=folder) for each in args)

    in_copy(books, folder, lambda copy: (type_in(copy, args), type_in(copy, (*BOTH, *NEXT))))
    unsaved = in_copy(books, folder, lambda copy: (done(copy, NEXT), texts_of(copy))[1])

    def runs(copy: Path) -> tuple[list[str], Texts]:
        said = done(copy, args)
        done(copy, NEXT)
        return said.calls, texts_of(copy)

    calls, saved = in_copy(books, folder, runs)
    assert saved != unsaved
    return Case(args, books, calls, unsaved, saved, [])


def in_copy(books: Path, folder: Path, work: Callable[[Path], Any]) -> Any:
    """Do something in a copy of books that bears the same name each time."""
    copy = Path(shutil.copytree(books, folder / "copy" / "books"))
    try:
        return work(copy)
    finally:
        shutil.rmtree(copy.parent)


def done(books: Path, args: Sequence[str]) -> Said:
    given = args if args[0] == "--as" else (*BOTH, *args)
    said = typed(books, given)
    assert said.status == 0, said.text
    return said


# -- what must hold


def wrong_with(case: Case, folder: Path, at: int, kind: str) -> Iterator[str]:
    """Yield what is not as it must be after a command whose so-manieth call goes wrong."""
    copy = Path(shutil.copytree(case.books, folder / "copy" / "books"))
    try:
        said = typed(copy, case.args, at, kind)
        yield from _wrong_words(said)
        after = typed(copy, (*BOTH, *NEXT))
        if after.status:
            yield f"a jam: {after.text}"
            return
        hidden = [path.name for path in copy.rglob("*") if path.is_file() and _is_ours(path)]
        if hidden:
            yield f"left behind: {hidden}"
        found = texts_of(copy)
        state = _state(case, found)
        if state is None:
            yield f"in part: {_differences(case.unsaved, found)}"
        yield from _untrue(said, state)
        if found not in case.sound:
            bad = list(_unsound(case, copy, state))
            yield from bad
            if not (bad or hidden):
                case.sound.append(found)
    finally:
        shutil.rmtree(copy.parent)


def _unsound(case: Case, books: Path, state: str | None) -> Iterator[str]:
    """Yield what blocks, and what keeps a command that was not saved from being typed again."""
    blocks = in_child(lambda: blocks_of(books))
    if blocks:
        yield f"blocked: {blocks}"
    if state != "saved":
        again = typed(books, case.args)
        if again.status:
            yield f"can't be typed again: {again.text}"
        elif _state(case, texts_of(books), in_order=False) != "saved":
            yield f"typed again: {_differences(case.saved, texts_of(books))}"


def _untrue(said: Said, state: str | None) -> Iterator[str]:
    if (said.status == 0 or "This is saved" in said.text) and state != "saved":
        yield "lost, though said to be saved"
    if "Nothing was saved" in said.text and state != "unsaved":
        yield "saved, though said not to be"


def _wrong_words(said: Said) -> Iterator[str]:
    if said.status in (0, KILLED):
        return
    if said.status == 70 or "Traceback" in said.text:
        yield f"a traceback: {said.text[-1500:]}"
    elif not ("Nothing was saved" in said.text or "This is saved" in said.text):
        yield f"does not say whether it is saved: {said.text}"


def _is_ours(path: Path) -> bool:
    return path.name.startswith(".") or ".lock" in path.name or path.name.endswith(".before")


def _state(case: Case, found: Texts, *, in_order: bool = True) -> str | None:
    """Return which of the two the books are; accounts may be open that nothing is posted to yet."""
    if not in_order:  # what was typed again comes after the next one
        return "saved" if _sorted(found) == _sorted(case.saved) else None
    if found == case.saved:
        return "saved"
    rest = {
        name for name in found.keys() | case.unsaved if found.get(name) != case.unsaved.get(name)
    }
    for name in rest:
        new = Counter(found.get(name, "").splitlines())
        new.subtract(case.unsaved.get(name, "").splitlines())
        if not all(count == 0 or (count > 0 and _OPENS.match(line)) for line, count in new.items()):
            return None
    return "unsaved"


def _sorted(texts: Texts) -> dict[str, list[str]]:
    return {name: sorted(filter(None, text.splitlines())) for name, text in texts.items()}


def _differences(wanted: Texts, found: Texts) -> str:
    names = sorted(name for name in wanted.keys() | found if wanted.get(name) != found.get(name))
    return ", ".join(f"{name} ({len(found.get(name, ''))} characters)" for name in names)


def blocks_of(books: Path) -> list[str]:
    """Return what blocks, of what doesn't load first."""
    loaded = loading.load(books / "main.beancount")
    found = [*loaded.errors, *findings_of(loaded)]
    return [each.message for each in found if each.severity is Severity.BLOCK]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are quickly born")
@pytest.mark.parametrize("name", COMMANDS)
def test_whatever_call_fails_all_is_saved_or_nothing(name: str, tmp_path: Path) -> None:
    case = case_of(name, tmp_path)
    chance = random.Random(f"{name} 20261130")  # noqa: S311 - which calls, not a secret
    chosen = [(at, kind) for at in range(len(case.calls)) for kind in ways_of(case.calls[at])]
    for at, kind in chance.sample(chosen, SAMPLE):
        wrong = list(wrong_with(case, tmp_path, at, kind))
        assert wrong == [], f"{kind} at call {at}, {case.calls[at]}"


def ways_of(call: str) -> tuple[str, ...]:
    """Return how a call may go wrong: only what writes can be torn, else it is the next one's."""
    return tuple(kind for kind in KINDS if kind != "torn" or call in ("write", "begin"))


def run_all(names: Sequence[str]) -> None:
    """Try every call of some commands in every way, and print what is wrong."""
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            case = case_of(name, Path(folder))
            print(name, len(case.calls), "calls:", " ".join(case.calls), flush=True)  # noqa: T201
            tried: Counter[str] = Counter()
            for at in reversed(range(len(case.calls))):
                for kind in ways_of(case.calls[at]):
                    tried[kind] += 1
                    for wrong in wrong_with(case, Path(folder), at, kind):
                        print(f"{name} {kind} {at} {case.calls[at]}: {wrong}", flush=True)  # noqa: T201
                print(name, at, dict(tried), flush=True)  # noqa: T201


if __name__ == "__main__":
    run_all(sys.argv[1:] or list(COMMANDS))
