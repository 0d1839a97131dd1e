"""The benchmark's books are valid, and the same bytes every time."""

import importlib
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from beancount.core import data

if TYPE_CHECKING:
    from bench.generate import Generated, generate

ROOT = Path(__file__).parent.parent
if not TYPE_CHECKING:
    # The benchmark is not installed, and the repository is no place to import from for long:
    # its folders would answer to a second name.
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT)
        generate = importlib.import_module("bench.generate").generate

PLAN = ("Equity:Plan", "Expenses:Plan")
UNALLOCATED = ("Equity:", "Income:", "Liabilities:InAdvance:")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> "Generated":
    return generate(tmp_path_factory.mktemp("books"), transactions=1000, seed=7)


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> data.Directives:
    plain = generate(tmp_path_factory.mktemp("plain"), transactions=1000, seed=7, rules=False)
    found, errors, _ = load(plain.main)
    assert not errors
    return found


def load(path: Path) -> tuple[data.Directives, list[Any], Any]:
    """Load past Beancount's cache, which would be a file beside the books."""
    return loader._load([(str(path), True)], None, None, None)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pot_of(account: str) -> str | None:
    """The pot that an account counts in, worked out apart from Ringfence."""
    root, _, rest = account.partition(":")
    if account.startswith(PLAN):
        return rest
    if account.startswith("Equity:Reserve:"):
        return account
    if account.startswith(UNALLOCATED):
        return "Unallocated:" + account.rpartition(":")[2]
    assert root in {"Assets", "Liabilities"}
    return None


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, transactions=300, seed=3)
    generate(tmp_path / "other", transactions=300, seed=4)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


def test_another_process_gives_the_same_bytes(books: "Generated", tmp_path: Path) -> None:
    """Sets of text are in another order in each process: none may show in the books."""
    command = [sys.executable, "-m", "bench.generate", str(tmp_path)]
    command += ["--transactions", "1000", "--seed", "7"]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)

    assert contents(tmp_path) == contents(books.main.parent)


@pytest.mark.parametrize("transactions", [240, 300, 1234])
def test_there_are_exactly_as_many_transactions_as_asked_for(
    transactions: int, tmp_path: Path
) -> None:
    made = generate(tmp_path, transactions=transactions, rules=False)
    found, errors, _ = load(made.main)

    assert not errors
    assert sum(isinstance(entry, data.Transaction) for entry in found) == transactions
    assert made.journal.read_text(encoding="utf-8").count("\n\n") == transactions


def test_books_too_small_to_have_a_plan_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="240 is the least"):
        generate(tmp_path, transactions=100)


def test_each_transaction_has_one_fund_and_both_its_layers_are_nil(
    entries: data.Directives,
) -> None:
    for entry in entries:
        if isinstance(entry, data.Transaction):
            funds = {posting.account.rpartition(":")[2] for posting in entry.postings}
            layers: dict[bool, Decimal] = defaultdict(Decimal)
            for posting in entry.postings:
                planned = posting.account.startswith(
                    ("Equity:Plan:", "Equity:Reserve:", "Equity:Unallocated:")
                )
                assert posting.units is not None
                assert posting.units.number is not None
                layers[planned] += posting.units.number
            assert len(funds) == 1
            assert set(layers.values()) == {0}


def test_no_pot_is_below_zero_at_the_end_of_a_day(entries: data.Directives) -> None:
    left: dict[str, Decimal] = defaultdict(Decimal)
    touched: set[str] = set()
    day = None
    for entry in entries:
        if isinstance(entry, data.Transaction):
            if entry.date != day:
                assert not [pot for pot in touched if left[pot] < 0], day
                touched, day = set(), entry.date
            for posting in entry.postings:
                pot = pot_of(posting.account)
                if pot is not None:
                    assert posting.units is not None
                    assert posting.units.number is not None
                    left[pot] -= posting.units.number
                    touched.add(pot)
    assert len(left) > 30
    assert min(left.values()) >= 0


def test_the_books_have_every_kind_of_event(entries: data.Directives) -> None:
    found: set[str] = set()
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                found.add(":".join(posting.account.split(":")[:2]))
            found |= set(entry.meta)
        elif isinstance(entry, data.Custom):
            found.add(entry.type)
    accounts = {
        *("Assets:Awarded", "Assets:Receivable", "Assets:Council", "Assets:Prepaid"),
        *("Liabilities:Accruals", "Liabilities:InAdvance", "Liabilities:Repayable"),
        *("Equity:Unallocated", "Equity:Reserve", "Equity:Plan", "Equity:Opening"),
    }
    declared = {"partnership", "person", "fund", "plan", "action", "earmark", "decision"}
    declared |= {"measure", "return", "year"}
    keys = {"invoice", "invoice-total", "decision", "purpose", "category", "approved-by"}
    assert (accounts | declared | keys) - found == set()


@pytest.mark.parametrize("transactions", [300, 3000])
def test_no_rule_finds_anything(transactions: int, tmp_path: Path) -> None:
    from ringfence.ledger.loading import load as load_books
    from ringfence.plugins.all import judge

    made = generate(tmp_path, transactions=transactions)
    loaded = load_books(made.main)

    assert loaded.options["plugin"] == [("ringfence.plugins.all", None)]
    assert loaded.errors == []
    assert [finding.message for finding in judge(loaded.book, loaded.options)] == []
    assert load(made.main)[1] == []


@pytest.mark.parametrize("program", ["hledger", "ledger"])
def test_other_programs_read_the_same_balances(
    program: str, books: "Generated", entries: data.Directives
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    command = [program, "-f", str(books.journal), "balance", "Expenses", "--depth", "1"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = sum(
        posting.units.number
        for entry in entries
        if isinstance(entry, data.Transaction)
        for posting in entry.postings
        if posting.account.startswith("Expenses:") and posting.units and posting.units.number
    )
    assert f"{spent} GBP  Expenses" in shown
