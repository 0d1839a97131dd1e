"""The worked example typed as commands says what `examples/oadby-wigston` says, on every day."""

import datetime
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ringfence.bookkeeping.record import count, findings_of
from ringfence.cli.main import main
from ringfence.ledger.loading import Books, load
from ringfence.ledger.years import FinancialYear
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.listing import list_json, list_returns
from ringfence.reports.position import position
from ringfence.reports.position_json import position_json

TESTS = Path(__file__).resolve().parent
EXAMPLE = TESTS.parent / "examples" / "oadby-wigston"
COMMANDS = TESTS / "data" / "oadby-wigston.commands"
YEARS = (FinancialYear.parse("2017-18"), FinancialYear.parse("2018-19"))
#: What differs between the same books in other files; it is no figure.
PLACES = {"file", "line", "digest", "recorded", "recorded_by", "recorded_at"}


def commands() -> Iterator[list[str]]:
    for line in COMMANDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield shlex.split(line)[1:]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("typed") / "books"
    runner = CliRunner()
    for number, (first, *rest) in enumerate(commands()):
        where = [str(folder)] if first == "init" else []
        args = [first, *where, *rest[len(where) :]]
        result = runner.invoke(main, ["--books", str(folder), "--as", "cs-officer", *args])
        assert result.exit_code == 0, f"{number} {shlex.join(args)}\n{result.output}"
    return load(folder / "main.beancount")


@pytest.fixture(scope="module")
def example() -> Books:
    return load(EXAMPLE / "main.beancount")


def bare(value: Any) -> Any:
    """Leave out where things stand and who typed them."""
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items() if key not in PLACES}
    return [bare(each) for each in value] if isinstance(value, list) else value


def days(books: Books) -> set[datetime.date]:
    return {entry.date for entry in books.entries}


def test_both_pass(typed: Books, example: Books) -> None:
    assert typed.errors == example.errors == []
    assert count(findings_of(typed)) == count(findings_of(example))


def test_the_same_days(typed: Books, example: Books) -> None:
    assert days(typed) == days(example)


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_the_same_position_on_every_day(typed: Books, example: Books, year: FinancialYear) -> None:
    found = sorted(days(typed) | days(example))
    assert len(found) > 50
    for day in found:
        made = [
            position_json(position(books.book, year, day, findings=count(findings_of(books))))
            for books in (typed, example)
        ]
        assert bare(made[0]) == bare(made[1]), day


def test_the_same_returns(typed: Books, example: Books) -> None:
    listed = [list_returns(books.book, findings_of(books)) for books in (typed, example)]
    assert bare(list_json(listed[0])) == bare(list_json(listed[1]))
    asked = [(each.dates.fund, each.dates.ref) for each in listed[1]]
    for fund, ref in [*asked, *((fund, "final") for fund in example.book.register.funds)]:
        made = [
            as_json(
                prepare(books.book, fund, ref, findings=findings_of(books), relative=books.relative)
            )
            for books in (typed, example)
        ]
        assert bare(made[0]) == bare(made[1]), (fund, ref)
