"""Slips of the keyboard in books, made by chance, and every command that reads run on them.

A mutant is an example with one to three slips in its text: a letter, a digit or a sign wrong, a
line twice or gone, a year of another millennium, an amount beyond all bounds, bytes of another
encoding. Whatever it is, a command says what is wrong or does its work: it ends with 0, 1 or 2,
raises nothing, and takes no longer than on books without slips. So does every page.
`tests/test_slips.py` tries some of them in every run; as a program this tries as many as are asked
for, with every command, and names what broke: `tests/fuzz.py 12000 [SEED]`.
"""

from __future__ import annotations

import http
import random
import re
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

import click
from click.testing import CliRunner

from ringfence import pages
from ringfence.cli.main import main
from ringfence.cli.serve.forms import FormRecorder
from ringfence.cli.serve.serving import make_app
from ringfence.cli.settings import Settings

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
LISTING = EXAMPLES / "oadby-wigston" / "listings" / "september-2017.csv"
#: What stands before the name of a page, where a command stands otherwise.
PAGE = "page"
#: How long one command may take on a small example, in seconds; a walk without end takes for ever.
SECONDS = 5


class Names(NamedTuple):
    """What an example calls a fund, a period, a day within it, and what else is shown."""

    fund: str
    period: str
    day: str
    action: str
    earmark: str
    decision: str


NAMES = {
    "charnwood": Names(
        *("PZ-2021-23", "2021-22-Q2", "2021-09-30", "2021-22/Locality"),
        *("2021-22/Locality/YouthOutreach", "UNI-2021-06-21"),
    ),
    "violence-reduction-network": Names(
        *("VRN-2019-20", "2019-20-Q3", "2020-01-31", "2019-20/Interventions"),
        *("2019-20/Interventions/Mentoring", "NONE"),
    ),
    "safer-streets-5": Names(
        *("Phoenix-2025", "final", "2023-07-31", "2023-24/Phoenix"),
        *("2023-24/Phoenix/None", "OPCC-2023-06-01"),
    ),
    "taken-over": Names(
        *("SSG-2024-26", "2025-26-H1", "2025-09-30", "2025-26/Youth"),
        *("2025-26/Youth/Hub", "NONE"),
    ),
    "oadby-wigston": Names(
        *("PLF-2017-18", "2017-18-H1", "2017-09-30", "2017-18/Bluelight"),
        *("2017-18/Bluelight/Cadets", "CSP-2017-04-10-01"),
    ),
}
_SCRIPTS = re.compile(r"<script.*?</script>", re.DOTALL)
YEARS = ("2520", "8020", "9999", "1000", "1017", "2107", "0217", "1989", "2100")
NUMBERS = ("1" * 31, "9" * 29 + ".99", "999999999999.99", "1000000000000.00", "-1.00", "0", "1E5")
KEYS = ("awrad", "award", "stage", "as-at", "override-window", "due")
VALUES = ("", " TRUE", " 2018-03-31", ' "x"', " 5", " 5.00 GBP", " EUR")
ACCOUNTS = ("Equity:Plan", "Assets:Council:X", "Assets:Council", "Income:OPCC", "Equity:Opening")
WORDS = ("", "TRUE", "final", "2017-18", "awarded", "closed", "£", "e\u0301", "\u200b", "x" * 300)


class Broken(NamedTuple):
    """A command that failed on a mutant as no command may."""

    example: str
    seed: int
    command: tuple[str, ...]
    why: str


def commands(names: Names) -> tuple[tuple[str, ...], ...]:
    """Return every command that reads books and writes nothing into them, and every page.

    ``FOLDER`` stands for the folder of the books.
    """
    fund, period, day, action, earmark, decision = names
    return (
        (),
        ("position",),
        ("position", "--as-at", day, "--format", "json", "--draft"),
        ("deadlines",),
        ("deadlines", "--format", "json"),
        ("forecast", action, "--straight-line", "--reason", "As so far", "--dry-run"),
        ("earmarks", "list"),
        ("earmarks", "show", earmark),
        ("fund", "list"),
        ("fund", "show", fund),
        ("action", "list"),
        ("action", "show", action),
        ("decision", "list"),
        ("decision", "show", decision),
        ("person", "list"),
        ("person", "show", "cs-officer"),
        ("partnership", "show"),
        ("meeting", "list"),
        ("question", "list"),
        ("profile", "list"),
        ("profile", "show", "agresso"),
        ("import", str(LISTING), "--dry-run"),
        ("reconcile", "show"),
        ("year-end", period[:7] if period != "final" else "2022-23"),
        ("return", "list"),
        ("return", "notice", fund, "--as-at", day, "--output", "FOLDER/notice.docx"),
        ("return", "tags", fund, period),
        ("return", "prepare", fund, period, "--format", "json", "--draft"),
        ("return", "pack", fund, period, "--output", "FOLDER/pack.zip"),
        ("return", "compare", fund, period),
        ("return", "why", fund, period, "--output", "FOLDER/why.html"),
        ("return", "verify", str(LISTING)),
        ("return", "show", fund, period),
        ("spend", action, "1", "--payee", "A", "--invoice", "1", "--date", day, "--dry-run"),
        *((PAGE, name) for name in sorted(pages.__all__)),
    )


def mutants(name: str, seed: int) -> dict[str, bytes]:
    """Return the files of an example with some slips in them, the same for the same seed."""
    chance = random.Random(f"{name} {seed}")  # noqa: S311 - slips, no secrets
    paths = sorted((EXAMPLES / name).glob("*.beancount"))
    files = {path.name: path.read_bytes() for path in paths}
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        file = chance.choice(sorted(files))
        lines = files[file].split(b"\n")
        written = [n for n, line in enumerate(lines) if line.strip() and line.strip()[:1] != b";"]
        slip = chance.choice(SLIPS)
        slip(chance, lines, chance.choice(written or [0]))
        files[file] = b"\n".join(lines)
    return files


def tried(name: str, seed: int, folder: Path, *, all_of_them: bool = False) -> Iterator[Broken]:
    """Run `check` and some other commands on a mutant, laid out in a folder; yield what broke."""
    shutil.copytree(EXAMPLES / name, folder)
    for file, content in mutants(name, seed).items():
        (folder / file).write_bytes(content)
    others = commands(NAMES[name])
    if not all_of_them:
        others = tuple(random.Random(seed).sample(others, 3))  # noqa: S311
    for args in (("check",), *others):
        why = _run(args, folder)
        if why:
            yield Broken(name, seed, args, why)
    shutil.rmtree(folder)


def _run(args: tuple[str, ...], folder: Path) -> str:
    """Run a command, or show a page; return how it failed as none may, or nothing."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        status, told = run(args, folder)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        if args[:1] == (PAGE,) and _is_of_fava(error):
            return ""  # as a `custom` of no values, which Fava can't load with any extension
        return "".join(traceback.format_exception(*sys.exc_info())[-3:])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if status not in (0, 1, 2):
        return f"it ended with {status}: {told[:200]}"
    return "it shows a traceback" if "Traceback" in told else ""


def _is_of_fava(error: Exception) -> bool:
    """Return whether something was raised within Fava's own code, and not handed on to it by us."""
    return "fava" in Path(traceback.extract_tb(error.__traceback__)[-1].filename).parts


def run(args: tuple[str, ...], folder: Path) -> tuple[int, str]:
    """Run a command, or show a page; return its status (0 for a page that is there) and its text.

    What it raises, other than the end of the program, is raised here.
    """
    if args[:1] == (PAGE,):
        return _show(args[1], folder / "main.beancount")
    given = [arg.replace("FOLDER", str(folder)) for arg in args]
    result = CliRunner().invoke(main, ["--books", str(folder), "--as", "cs-officer", *given])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _show(page: str, books: Path) -> tuple[int, str]:
    """Show a page as a browser is given it, forms and all."""
    app = make_app(books, FormRecorder(books, Settings(None, "cs-officer")))
    app.testing = True  # what a page raises is raised here
    (ledger,) = app.config["LEDGERS"].ledgers_by_slug
    answer = app.test_client().get(f"/{ledger}/extension/{page}/")
    status = 0 if answer.status_code == http.HTTPStatus.OK else answer.status_code
    # What Fava hands its own script has Beancount's errors in its words, tracebacks too.
    return status, _SCRIPTS.sub("", answer.get_data(as_text=True))


def _give_up(_number: int, _frame: object) -> NoReturn:
    raise TimeoutError


# ------------------------------------------------------------------ the slips


def _replace(pattern: str, others: tuple[str, ...]) -> Callable[..., None]:
    """Make a slip that puts something else in the place of what a pattern finds."""
    found = re.compile(pattern.encode())

    def slip(chance: random.Random, lines: list[bytes], _number: int) -> None:
        places = [(n, match) for n, line in enumerate(lines) for match in found.finditer(line)]
        if places:
            number, match = chance.choice(places)
            line = lines[number]
            other = chance.choice(others).encode()
            lines[number] = line[: match.start(1)] + other + line[match.end(1) :]

    return slip


def _letter(chance: random.Random, lines: list[bytes], number: int) -> None:
    """Leave a letter out, put one twice, or turn two round."""
    line = lines[number]
    at = chance.randrange(max(1, len(line) - 1))
    one, two = line[at : at + 1], line[at + 1 : at + 2]
    new = chance.choice((b"", one + one, two + one, b'"', b"-", b"0", b"\xa3", b"\0", b"{", b"*"))
    lines[number] = line[:at] + new + line[at + (2 if new == two + one else 1) :]


def _without(_chance: random.Random, lines: list[bytes], number: int) -> None:
    del lines[number]


def _twice(_chance: random.Random, lines: list[bytes], number: int) -> None:
    lines.insert(number, lines[number])


def _elsewhere(chance: random.Random, lines: list[bytes], number: int) -> None:
    line = lines.pop(number)
    lines.insert(chance.randrange(len(lines) + 1), line)


def _nonsense(chance: random.Random, lines: list[bytes], number: int) -> None:
    new = (
        b'include "missing.beancount"',
        b'option "plugin_processing_mode" "raw"',
        b'option "name_assets" "Vermoegen"',
        b'option "inferred_tolerance_default" "GBP:5.00"',
        b'option "booking_method" "NONE"',
        b"pushtag #x",
        b'2018-01-01 custom "fund" "X"',
        b'2018-01-01 custom "return"',
        b'2018-01-01 custom "year" "2017-18"\n  status: "closed"',
        b"1990-01-01 open Assets:Council:X GBP",
        b"; \xa3 of another encoding",
        b'plugin "ringfence.plugins.none"',
    )
    lines.insert(number, chance.choice(new))


SLIPS: tuple[Callable[..., None], ...] = (
    _letter,
    _letter,
    _without,
    _twice,
    _elsewhere,
    _nonsense,
    _replace(r"\b(\d{4})-\d\d-\d\d", YEARS),
    _replace(r"\b(\d{4})-\d\d-\d\d", YEARS),
    _replace(r"(-?\d[\d,]*\.\d\d)", NUMBERS),
    _replace(r"^\s+[a-z-]+: (\d[\d.]*)$", NUMBERS),
    _replace(r'"([^"]*)"', WORDS),
    _replace(
        r"^\s+([a-z][a-z-]*):", ("awrad", "award", "stage", "as-at", "override-window", "due")
    ),
    _replace(
        r"^\s+[a-z-]+:( .*)$", ("", " TRUE", " 2018-03-31", ' "x"', " 5", " 5.00 GBP", " EUR")
    ),
    _replace(r"^\s+((?:Assets|Equity|Income|Liabilities|Expenses):\S+)", ACCOUNTS),
)


def report(count: int, seed: int) -> int:
    """Try so many mutants, all commands on each, and say what broke; return how much that is."""
    names = sorted(NAMES)
    broken: dict[str, Broken] = {}
    total = 0
    with tempfile.TemporaryDirectory() as top:
        for number in range(seed, seed + count):
            name = names[number % len(names)]
            for each in tried(name, number, Path(top) / "books", all_of_them=True):
                total += 1
                if broken.setdefault(each.why[-300:], each) is each:
                    told = " ".join(each.command)
                    click.echo(f"{each.example} {each.seed} {told}\n{each.why}")
    click.echo(f"{count} mutants, {total} commands broke, in {len(broken)} ways")
    return total


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(bool(report(given[0] if given else 500, given[1] if len(given) > 1 else 0)))
