"""Write valid books of any size: the same size and seed give the same bytes.

Run `python -m bench.generate DIRECTORY --transactions 10000` from the top of the repository, or
call `generate` from a test.
"""

from __future__ import annotations

import argparse
import itertools
import random
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.desk import APPROVER, RECORDERS
from bench.entries import beancount_text, component, custom, iso, journal_text, money, quoted
from bench.funds import funders, main_fund
from bench.shape import ACTIONS, LAST_YEAR, Year, shape_of
from bench.years import Books
from ringfence.ledger.digests import year_digest
from ringfence.ledger.loading import load
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from bench.desk import Desk

RULES = 'plugin "ringfence.plugins.all"'


class Generated(NamedTuple):
    """Where the books are, and what in them is worth asking for.

    Attributes:
        main: The file to load.
        journal: The same transactions for hledger and Ledger.
        year: The last financial year.
        fund: The main grant of the year before, whose returns are all due.
        period: The second return on it.
        pot: An action of the last year with money to spend.
    """

    main: Path
    journal: Path
    year: str
    fund: str
    period: str
    pot: str


class Opened:
    """The accounts that were opened, each on its fund's first day."""

    def __init__(self) -> None:
        """Begin with no account."""
        self._accounts: set[str] = set()
        self._first_days: dict[str, int] = {}

    def begin(self, fund: str, day: int) -> None:
        """Record on which day a fund begins."""
        self._first_days[fund] = day

    def lines(self, desk: Desk) -> Iterator[str]:
        """Yield the lines that open what a year is the first to use."""
        label = desk.year.label
        for action in desk.actions:  # for its notes
            yield f"{iso(desk.year.first)} open Equity:Plan:{label}:{action}\n"
        for entry in desk.entries:
            for account, _ in entry.postings:
                if account not in self._accounts:
                    self._accounts.add(account)
                    day = self._first_days[account.rpartition(":")[2]]
                    yield f"{iso(day)} open {account}  GBP\n"


def generate(directory: Path, *, transactions: int, seed: int = 1, rules: bool = True) -> Generated:
    """Write books into `directory`, which is made if need be.

    Args:
        directory: Where `main.beancount`, `years/` and `books.journal` are written.
        transactions: How many, exactly.
        seed: Of the dice; other books of the same shape have another.
        rules: Whether `main.beancount` names the plugin with all rules.

    Returns:
        The files, and what in them is worth asking for.
    """
    shape = shape_of(transactions)
    books = Books(shape, random.Random(seed), itertools.count(1))
    opened = Opened()
    years = [Year(LAST_YEAR + 1 - shape.years + index) for index in range(shape.years)]
    (directory / "years").mkdir(parents=True, exist_ok=True)
    generated = expected(directory)
    with generated.journal.open("w", encoding="utf-8", newline="\n") as flat:
        for index, year in enumerate(years):
            desk = books.make(year, index)
            opened.begin(books.reserve, years[0].first)
            for fund in funders(year):
                opened.begin(fund, year.first)
            path = directory / "years" / f"{year.label}.beancount"
            with path.open("w", encoding="utf-8", newline="\n") as file:
                write_year(file, desk, opened, books)
            flat.writelines(map(journal_text, desk.entries))
    text = main_text(years, rules=rules)
    generated.main.write_text(text, encoding="utf-8", newline="\n")
    hold_closed_years(generated.main)
    return generated


def hold_closed_years(main: Path) -> None:
    """Write under each closing of a year the digest of it, as the command does that closes one."""
    book = load(main).book
    for label, history in book.register.years.items():
        closing = history.versions[0]
        digest = year_digest(book, FinancialYear.parse(label), closing.day)
        path = Path(closing.entry.meta["filename"])
        head = f'{closing.day} custom "year" "{label}"\n'
        text = path.read_text(encoding="utf-8")
        changed = text.replace(head, f'{head}  digest: "{digest}"\n')
        path.write_text(changed, encoding="utf-8", newline="\n")


def expected(directory: Path) -> Generated:
    """Return what books that are generated into `directory` will have, whatever their size."""
    last, before = Year(LAST_YEAR), Year(LAST_YEAR - 1)
    return Generated(
        main=directory / "main.beancount",
        journal=directory / "books.journal",
        year=last.label,
        fund=main_fund(before),
        period=f"{before.label}-H2",
        pot=f"{last.label}/{component(ACTIONS[0])}",
    )


def write_year(file: TextIO, desk: Desk, opened: Opened, books: Books) -> None:
    """Write a year: declarations, accounts, transactions, and what the council's cash comes to.

    The last year has no such balance, so that something can still be recorded in it.
    """
    year = desk.year
    file.write(f"; The financial year {year.label}: generated, not real\n\n")
    file.writelines(desk.declarations)
    file.writelines(opened.lines(desk))
    file.write("\n")
    file.writelines(map(beancount_text, desk.entries))
    if year.begins == LAST_YEAR:
        return
    council = sum(
        pence
        for accounts in books.balances.values()
        for account, pence in accounts.items()
        if account.startswith("Assets:Council:")
    )
    file.write(f"{iso(year.last + 1)} balance Assets:Council  {money(council)} GBP\n")


def main_text(years: list[Year], *, rules: bool) -> str:
    """Return the file that names the partnership and includes the years."""
    day = years[0].first
    lines = ['option "title" "Riverford CSP"', 'option "operating_currency" "GBP"']
    lines += [RULES] if rules else []
    declarations = [
        custom(
            day,
            "partnership",
            '"Riverford CSP"',
            host='"Riverford Borough Council"',
            finance_role='"Chief Finance Officer"',
        )
    ]
    for person in (*RECORDERS, APPROVER):
        role = person.removeprefix("cs-").capitalize()
        fields = {"name": quoted(f"Community Safety {role}"), "role": quoted(role)}
        declarations.append(custom(day, "person", quoted(person), **fields))
    includes = [f'include "years/{year.label}.beancount"' for year in years]
    head = "\n".join(lines)
    council = f"{iso(day)} open Assets:Council  GBP\n\n"
    return f"{head}\n\n{''.join(declarations)}{council}" + "\n".join(includes) + "\n"


def main() -> None:
    """Write books from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--transactions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-rules", action="store_true", help="leave out the plugin line")
    options = parser.parse_args()
    written = generate(
        options.directory,
        transactions=options.transactions,
        seed=options.seed,
        rules=not options.no_rules,
    )
    print(written.main)


if __name__ == "__main__":
    main()
