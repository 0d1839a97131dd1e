"""A typed slip is said or stands: no command raises on it, and none takes for ever."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ringfence.cli.main import main
from tests import conftest, fuzz

COMMANDS = (
    ("check",),
    (),
    ("position", "--draft"),
    ("deadlines",),
    ("return", "list"),
    ("return", "prepare", "Grant", "2017-18-H1", "--format", "json", "--draft"),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(fuzz.NAMES))
def test_no_command_raises_on_a_slip(name: str, tmp_path: Path) -> None:
    """A hundred mutants of each example, `check` and three other commands on each."""
    broken = [each for seed in range(100) for each in fuzz.tried(name, seed, tmp_path / str(seed))]
    assert broken == []


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command that can be typed and has no `--dry-run`: that writes no entries."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from leaves(found, (*path, name))
        if not command.invoke_without_command:
            return
    if "dry_run" not in {each.name for each in command.params}:
        yield path


#: `check` is run on every mutant; these have no books, or do nothing but serve them.
NOT_TRIED = {("demo",), ("check",), ("review",), ("serve",), ("open",), ("return", "timestamp")}


def test_every_command_that_reads_is_tried() -> None:
    tried = fuzz.commands(fuzz.NAMES["oadby-wigston"])
    known = {(), *NOT_TRIED, *(path for args in tried for path in (args[:1], args[:2]))}
    assert [path for path in leaves(main) if path not in known] == []
    assert set(leaves(main)) >= NOT_TRIED


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(fuzz.NAMES))
def test_what_is_tried_is_a_command_that_there_is(name: str, tmp_path: Path) -> None:
    """On books without slips none is typed wrongly, and every page is shown."""
    folder = tmp_path / "books"
    shutil.copytree(fuzz.EXAMPLES / name, folder)
    for args in fuzz.commands(fuzz.NAMES[name]):
        status, told = fuzz.run(args, folder)
        assert status in (0, 1), (args, told)


def books_with(folder: Path, old: str, new: str, more: str = "") -> Path:
    assert old in conftest.BASE
    text = 'plugin "beancount.plugins.auto_accounts"\nplugin "ringfence.plugins.all"\n'
    text += conftest.BASE.replace(old, new, 1) + more
    (folder / "main.beancount").write_text(text, encoding="utf-8")
    return folder


def run(books: Path, *args: str) -> tuple[int, str]:
    """Run a command; give its status and what it says, by then without a traceback."""
    result = CliRunner().invoke(main, ["--books", str(books), *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), args
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "award: 10000.00 GBP",
            "awrad: 10000.00 GBP",
            "`awrad:` is not one of its fields; did you mean `award:`?",
        ),
        (
            "award: 10000.00 GBP",
            "award: -10000.00 GBP",
            "`award:` -10000.00 is negative; write it without the minus.",
        ),
        (
            "award: 10000.00 GBP",
            "award: 10000.00 GBP\n  virement-percent: 1234567890123456789012345678901",
            (
                "`virement-percent:` 1234567890123456789012345678901 has more than 12 digits "
                "before the point."
            ),
        ),
        (
            "award: 10000.00 GBP",
            "award: 10000.00 GBP\n  spend-by: 9999-12-31",
            (
                "`spend-by:` 9999-12-31 is too far away to be reckoned with: write the year that "
                "is meant."
            ),
        ),
    ],
)
def test_what_reads_a_fund_that_cannot_be_read_says_so(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """Another fund is reported in the one that could not be read."""
    books = books_with(tmp_path, old, new)

    status, output = run(books, "check")
    assert status == 1
    assert f'fund "Grant": {said} [declaration]' in " ".join(output.split())
    for args in COMMANDS:
        run(books, *args)


def test_a_return_as_at_the_end_of_time_is_a_fault(tmp_path: Path) -> None:
    more = '2017-10-01 custom "return" "Grant" "2017-18-H1"\n  as-at: 9999-12-31\n'
    books = books_with(tmp_path, "award: 10000.00 GBP", "award: 10000.00 GBP", more)

    status, output = run(books, "check")
    assert status == 1
    assert (
        'return "Grant" "2017-18-H1": `as-at:` 9999-12-31 is too far away to be reckoned with: '
        "write the year that is meant. [declaration]"
    ) in " ".join(output.split())
    for args in COMMANDS:
        run(books, *args)


def test_a_file_of_another_encoding_beside_a_missing_include(tmp_path: Path) -> None:
    more = 'include "accounts.beancount"\ninclude "missing.beancount"\n'
    books = books_with(tmp_path, "award: 10000.00 GBP", "award: 10000.00 GBP", more)
    (books / "accounts.beancount").write_bytes(b"; \xa3100\n")

    for args in COMMANDS:
        run(books, *args)


@pytest.mark.parametrize("year", ["2520", "8020", "8998", "1017"])
@pytest.mark.parametrize("returns", ["monthly", "six-monthly"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('2017-04-01 * "OPCC" "Award"', '{year}-04-01 * "OPCC" "Award"'),
        ("  award: 10000.00 GBP", "  award: 10000.00 GBP\n  spend-by: {year}-04-01"),
        ('2017-04-01 custom "fund" "Grant"', '{year}-04-01 custom "fund" "Grant"'),
    ],
    ids=["an entry", "its last day", "its first day"],
)
def test_a_year_of_another_millennium_takes_no_longer(
    tmp_path: Path, old: str, new: str, returns: str, year: str
) -> None:
    """Monthly returns of six thousand years are not walked through."""
    cadence = f'stage: "awarded"\n  returns: "{returns}"\n  award: 10000.00 GBP'
    books = books_with(tmp_path, old, new.format(year=year))
    path = books / "main.beancount"
    text = path.read_text(encoding="utf-8")
    text = text.replace('stage: "awarded"\n  award: 10000.00 GBP', cadence, 1)
    path.write_text(text, encoding="utf-8")

    begun = time.process_time()
    said = [run(books, *args) for args in COMMANDS]
    assert time.process_time() - begun < 3
    assert f"{year}-04-01 is not a day from 1990 to 2099" in " ".join(said[0][1].split())


def test_the_first_and_last_likely_days_and_the_most_digits_pass(tmp_path: Path) -> None:
    """Beside books that are refused or warned of: accounts may be opened on any day."""
    new = "award: 999999999999.99 GBP\n  spend-from: 1990-01-01\n  spend-by: 2099-12-31"
    more = "1970-01-01 open Assets:Council:Grant GBP\n"
    books = books_with(tmp_path, "award: 10000.00 GBP", new, more)
    assert run(books, "check") == (0, "Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n")


@pytest.mark.parametrize(
    "new",
    ["award: 1000000000000.00 GBP", "award: 1.00 GBP\n  spend-by: 2100-01-01"],
)
def test_one_digit_and_one_day_more_do_not(tmp_path: Path, new: str) -> None:
    books = books_with(tmp_path, "award: 10000.00 GBP", new)
    assert "Nothing is wrong" not in run(books, "check")[1]
