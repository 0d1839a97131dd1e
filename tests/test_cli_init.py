"""`ringfence init` and `ringfence demo`: new folders, filled or left alone."""

import datetime
import errno
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.cli.prompt import asking
from ringfence.ledger.accounts import Kind
from ringfence.ledger.loading import load

NAME = "Oadby & Wigston CSP"
GIVEN = ("--partnership", NAME, "--year", "2017-18", "--fund", "PLF-2017-18")


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def init(folder: Path, *args: str) -> Result:
    return run("init", str(folder), *(args or GIVEN))


def test_new_books_pass_and_open_everywhere(tmp_path: Path) -> None:
    books = tmp_path / "new" / "books"
    result = init(books, *GIVEN, "--award", "£38,000")
    assert result.exit_code == 0
    assert f"New books for {NAME} are in {books}." in result.stdout
    assert run("--books", str(books), "check").exit_code == 0
    plain = "from beancount.scripts.check import main; main()"
    main_file = str(books / "main.beancount")
    subprocess.run([sys.executable, "-c", plain, main_file], check=True)
    from fava.application import create_app

    client = create_app([main_file], load=True).test_client()
    assert client.get(f"/{'oadby-wigston-csp'}/income_statement/").status_code == 200
    register = load(books / "main.beancount").book.register
    assert register.partnership is not None
    assert register.partnership.name == NAME
    fund = register.funds["PLF-2017-18"].latest
    assert (fund.funder, fund.stage) == ("OPCC", "awarded")
    assert fund.award == 38000
    readme = (books / "README.md").read_text(encoding="utf-8")
    listed = {path.name for path in books.iterdir()} - {"README.md"}
    assert all(f"`{name}`" in readme for name in listed)


def test_a_fund_without_an_award_is_indicative(tmp_path: Path) -> None:
    init(tmp_path / "books", *GIVEN, "--funder", "Leicester City Council")
    fund = load(tmp_path / "books" / "main.beancount").book.register.funds["PLF-2017-18"].latest
    assert (fund.stage, fund.funder) == ("indicative", "Leicester City Council")
    accounts = (tmp_path / "books" / "accounts.beancount").read_text(encoding="utf-8")
    assert "open Income:LeicesterCityCouncil:PLF-2017-18 " in accounts


@pytest.mark.parametrize(
    "args",
    [
        ("--year", "2017-18", "--fund", "PLF-2017-18", "--award", "38000"),
        ("--year", "2017-18", "--fund", "PLF-2017-18"),
        ("--year", "2017-18", "--funder", 'The "Leicester" Council'),
        ("--fund", "F", "--award", "0.50"),
        ("--fund", "F", "--began-before", "--award", "40000"),
        ("--fund", "F", "--began-before", "--award", "0.03"),
    ],
)
def test_what_it_says_to_type_next_works_up_to_a_first_spend(
    args: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: name)
    text = init(Path("my books"), "--partnership", NAME, *args).stdout
    steps = [shlex.split(line) for line in text.partition("Next")[2].splitlines()[1:]]
    assert steps[0] == ["cd", "my books"]
    assert [step[1] for step in steps[-3:]] == ["spend", "position", "review"]
    monkeypatch.chdir("my books")
    text = ""
    for program, *typed in steps[1:-1]:
        assert program == "ringfence"
        result = run(*typed)
        assert result.exit_code == 0, f"{typed}\n{result.output}"
        text = result.stdout
    book = load(Path("main.beancount")).book
    awarded = sum(book.total(fund, Kind.AWARDED, datetime.date.max) for fund in book.register.funds)
    # Of what began before half was received: 0.015 is 0.02.
    of_award = {"38000": "38000", "0.50": "0.50", "40000": "20000", "0.03": "0.01"}
    assert awarded == Decimal(of_award.get(args[-1], "1000"))
    assert "Checks: " not in text


@pytest.mark.skipif(os.name == "nt", reason="bash")
def test_where_the_program_is_not_found_its_environment_is_activated_first(tmp_path: Path) -> None:
    main = "from ringfence.cli.main import main; main(prog_name='ringfence')"
    line = [sys.executable, "-c", main, "init", "b", "--partnership", NAME, "--fund", "F"]
    path = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    ran = subprocess.run(line, cwd=tmp_path, env=path, check=True, capture_output=True, text=True)
    steps = ran.stdout.partition("Next")[2].splitlines()[1:-1]
    assert steps[0] == f"  . {sys.prefix}/bin/activate"
    typed = ["bash", "-e", "-c", "\n".join(steps)]
    ran = subprocess.run(typed, cwd=tmp_path, env=path, check=True, capture_output=True, text=True)
    assert "£100.00 of the" in ran.stdout


def test_neither_year_nor_fund_need_be_told(tmp_path: Path) -> None:
    assert init(tmp_path / "books", "--partnership", NAME).exit_code == 0
    books = str(tmp_path / "books")
    assert run("--books", books, "check").exit_code == 0
    assert run("--books", books, "position").exit_code == 0


@pytest.mark.parametrize(
    "name", ['The "Safer" CSP', "back\\slash", "Sécurité – £ 🎉", 'x" include "y', "{braces}"]
)
def test_any_name_comes_back_as_typed(name: str, tmp_path: Path) -> None:
    assert init(tmp_path / "books", "--partnership", name, "--fund", "F").exit_code == 0
    books = load(tmp_path / "books" / "main.beancount")
    assert books.errors == []
    assert books.book.register.partnership is not None
    assert books.book.register.partnership.name == name
    assert books.options["title"] == name


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "Missing option '--partnership'"),
        (("--partnership", "two\nlines"), "write a name on one line"),
        (("--partnership", " "), "write a name on one line"),
        (("--partnership", NAME, "--fund", "plf 17"), "“plf 17” can't be the id of a fund"),
        (
            ("--partnership", NAME, "--funder", "–"),
            "use Latin letters",
        ),
        (
            ("--partnership", NAME, "--award", "1,00"),
            "“1,00” may be £1.00 or £100: type 1.00 or 100.",
        ),
        (("--partnership", NAME, "--award", "0"), "“0” is zero"),
        (("--partnership", NAME, "--award", "1.005"), "“1.005” has more than pence"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(
    args: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    result = run("init", str(tmp_path / "books"), *args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "books").exists()


@pytest.mark.parametrize("command", [("init", "--partnership", NAME), ("demo",)])
def test_a_folder_with_something_in_it_is_left_alone(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    result = run(*command, str(tmp_path))
    assert result.exit_code == 1
    assert f"{tmp_path} is not empty, and nothing in it was changed." in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    result = run(*command, str(tmp_path / "notes.txt"))
    assert result.exit_code == 1
    assert "notes.txt is a file; name a folder that is new or empty." in result.stderr


@pytest.mark.parametrize("existed", [True, False])
def test_a_full_disk_leaves_nothing_behind(
    existed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = tmp_path / "books"
    if existed:
        books.mkdir()
    write_bytes, written = Path.write_bytes, []

    def fill_up(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > 3:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    result = init(books)
    assert result.exit_code == 1
    assert f"{written[-1]} can't be written: no space left on device." in result.stderr
    assert books.exists() == existed
    assert not existed or list(books.iterdir()) == []


def test_at_a_terminal_what_is_not_told_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter((str(tmp_path / "books"), NAME, "2017/18", "PLF-2017-18"))

    def read(message: str, reader: Callable[[str], str], *, default: str = "") -> str:
        asked.append(message)
        return reader(next(answers) or default)

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "read", read)
    monkeypatch.setattr(asking, "confirm", lambda _message, **_default: False)
    result = run("init")
    assert result.exit_code == 0, result.output
    assert len(asked) == 4
    register = load(tmp_path / "books" / "main.beancount").book.register
    assert register.partnership is not None
    assert register.partnership.name == NAME
    assert list(register.funds) == ["PLF-2017-18"]


def test_a_fund_that_runs_already_is_asked_for_its_whole_award(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter((str(tmp_path / "books"), NAME, "2025/26", "SSG-2024-26", "40000"))

    def read(message: str, reader: Callable[[str], object], *, default: str = "") -> object:
        asked.append(message)
        return reader(next(answers) or default)

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "read", read)
    monkeypatch.setattr(asking, "confirm", lambda _message, **_default: True)
    result = run("init")
    assert result.exit_code == 0, result.output
    assert asked[-1] == "What was awarded in all, in pounds?"
    book = load(tmp_path / "books" / "main.beancount").book
    terms = book.register.funds["SSG-2024-26"].latest
    assert (terms.stage, terms.award) == ("awarded", Decimal("40000.00"))
    assert book.transactions == []
    assert "SSG-2024-26 began before 2025-04-01. `ringfence bring-forward` records" in result.stdout
    assert "  ringfence bring-forward SSG-2024-26 --received 20000.00 --spent 10000.00\n" in (
        result.stdout
    )


@pytest.mark.parametrize("args", [(), ("--fund", "F"), ("--award", "5")])
def test_what_began_before_is_one_fund_with_its_award(
    args: tuple[str, ...], tmp_path: Path
) -> None:
    result = init(tmp_path / "books", "--partnership", NAME, "--began-before", *args)
    assert result.exit_code == 2
    assert "--began-before is of the first fund (--fund ID) and its whole award" in result.stderr
    assert not (tmp_path / "books").exists()


def test_the_readme_says_where_things_are_written(tmp_path: Path) -> None:
    books = tmp_path / "books"
    assert init(books, *GIVEN, "--award", "38000").exit_code == 0
    assert run("--books", str(books), "meeting", "add", "12/6/2017").exit_code == 0
    assert 'event "meeting"' in (books / "decisions.beancount").read_text(encoding="utf-8")
    readme = (books / "README.md").read_text(encoding="utf-8")
    assert "| `decisions.beancount` | Meetings, what they were asked, what was decided |" in readme
