"""What is timed on one set of generated books."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.generate import RULES, Generated, expected
from bench.measure import Case
from bench.shape import POLICE, PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
LOAD = "Beancount's load, no rules"
RULED = "Beancount's load, all rules"
CHECKED = "bean-check"
HELP = "ringfence --help"
CHECK = "ringfence check"
POSITION = "ringfence position"
SPEND = "ringfence spend"
RETURN = "ringfence return prepare"
IMPORT = "ringfence import, 20,000 rows"
RECONCILE = "ringfence reconcile, 20,000 rows"


class Subject(NamedTuple):
    """Books of one size, with their rules and, in a copy, without them."""

    transactions: int
    books: Generated
    plain: Path

    @property
    def listing(self) -> Path:
        """A council's listing of its payments."""
        return self.plain.parent.parent / "listing.csv"

    @property
    def imported(self) -> Path:
        """A copy of the books that the listing was imported into."""
        return self.plain.parent.parent / "imported" / self.plain.name


def prepare(folder: Path, transactions: int, seed: int) -> Subject:
    """Generate the books of one size, and a copy of them without the plugin line.

    Another process does it: the peak memory of one that is started counts from that of its parent.
    """
    shutil.rmtree(folder, ignore_errors=True)
    books = expected(folder / "books")
    size = ["--transactions", str(transactions), "--seed", str(seed)]
    command = [sys.executable, "-m", "bench.generate", str(books.main.parent), *size]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    plain = folder / "plain"
    shutil.copytree(books.main.parent, plain)
    main = plain / books.main.name
    text = main.read_text(encoding="utf-8").replace(f"{RULES}\n", "")
    main.write_text(text, encoding="utf-8", newline="\n")
    subject = Subject(transactions, books, main)
    made = [sys.executable, "-m", "bench.listing", str(books.main), str(subject.listing)]
    subprocess.run(made, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    shutil.copytree(books.main.parent, subject.imported.parent)
    imported = [beside("ringfence"), "--books", str(subject.imported), "import"]
    command = [*imported, str(subject.listing)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return subject


def cases_for(subject: Subject) -> tuple[list[Case], list[str]]:
    """Return the cases that can be timed here, and a sentence for each that can't."""
    books = subject.books
    output = books.main.parent.parent / "return.json"
    child = [sys.executable, "-m", "bench.load"]
    cases = [
        Case(LOAD, [*child, str(subject.plain)]),
        Case(RULED, [*child, str(books.main)]),
    ]
    as_it_was = keep(books.main.parent)
    reconcile = [beside("ringfence"), "--books", str(subject.imported), "reconcile"]
    wanted = [
        (CHECKED, [beside("bean-check"), "--no-cache", str(books.main)], None),
        (HELP, ringfence(books, "--help"), None),
        (CHECK, ringfence(books, "check"), None),
        (POSITION, ringfence(books, "position", "--format", "json"), None),
        (RETURN, return_prepare(books, output), None),
        (SPEND, spend(books), as_it_was),
        (IMPORT, ringfence(books, "import", str(subject.listing)), as_it_was),
        (RECONCILE, [*reconcile, "--format=json"], None),
        ("hledger balance", [beside("hledger"), "-f", str(books.journal), "balance"], None),
        ("ledger balance", [beside("ledger"), "-f", str(books.journal), "balance"], None),
    ]
    missing = []
    for name, command, restore in wanted:
        if not works(command):
            missing.append(f"{name} is not measured: there is no such command here.")
        else:
            cases.append(Case(name, command, restore))
    return cases, missing


def ringfence(books: Generated, *arguments: str) -> list[str]:
    """Return the command line of `ringfence` on these books."""
    return [beside("ringfence"), "--books", str(books.main), *arguments]


def return_prepare(books: Generated, output: Path) -> list[str]:
    """Return the command that prepares the last return of the last full year."""
    arguments = ["--format", "json", "--output", str(output)]
    return ringfence(books, "return", "prepare", books.fund, books.period, *arguments)


def spend(books: Generated) -> list[str]:
    """Return the command that records one invoice on the last day of the books."""
    last = f"{int(books.year[:4]) + 1}-03-31"
    payee = PROVIDERS[POLICE][0]
    arguments = ["--payee", payee, "--invoice", "BENCH-1", "--date", last]
    return ringfence(books, "spend", books.pot, "10.00", *arguments)


def beside(program: str) -> str:
    """Return a program's path: beside this Python if it is there, else as the system finds it."""
    here = shutil.which(program, path=str(Path(sys.executable).parent))
    return here or shutil.which(program) or program


def works(command: list[str]) -> bool:
    """Return whether a program is installed, and knows the command that is asked of it."""
    if shutil.which(command[0]) is None:
        return False
    if "--books" not in command:
        return True
    words = [word for word in command[3:6] if not word.startswith("-") and word.islower()]
    asked = [command[0], *words, "--help"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def keep(folder: Path) -> Callable[[], None]:
    """Copy the books; what is returned puts back every file as it was."""
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)

    def restore() -> None:
        for path in folder.rglob("*"):
            if path.is_file() and not (kept / path.relative_to(folder)).exists():
                path.unlink()
        for path in kept.rglob("*"):
            written = folder / path.relative_to(kept)
            if path.is_file() and not filecmp.cmp(path, written, shallow=False):
                shutil.copyfile(path, written)

    return restore
