"""docs/model.md and docs/architecture.md against the code that they speak of."""

import datetime
import importlib
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ringfence.ledger.accounts import Kind, parse_pot
from ringfence.ledger.loading import load
from ringfence.ledger.metadata import KEYS
from ringfence.ledger.rules import ALWAYS_BLOCK
from ringfence.ledger.years import FinancialYear
from ringfence.plugins import all as rules
from ringfence.reports.position import position

if TYPE_CHECKING:
    from tests import model_page, test_tidy

ROOT = Path(__file__).resolve().parent.parent
if not TYPE_CHECKING:
    # Tests are no package; and the repository is no place to import from for long.
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(ROOT / "tests")
        model_page = importlib.import_module("model_page")
        test_tidy = importlib.import_module("test_tidy")

MODEL = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_table_of_accounts_has_every_kind_in_its_layer() -> None:
    rows = dict(re.findall(r"^\| `([^`]+)`[^|]*\| (plan|money) \|", MODEL, re.MULTILINE))
    heads = {re.split(r":<|\[", name)[0]: layer for name, layer in rows.items()}
    assert heads == {kind.value: kind.layer.value for kind in Kind}


def test_the_directives_are_those_of_the_models() -> None:
    assert model_page.refreshed(MODEL) == MODEL, "Type: make docs"


def test_every_key_of_a_transaction_is_named() -> None:
    [found] = re.findall(r"^On transactions: (.*);$", MODEL, re.MULTILINE)
    overriding = {key for key in KEYS if key.startswith("override-")}
    assert set(re.findall(r"`([^`]+)`", found)) == KEYS - overriding - model_page.COMMON
    listed = ", ".join(f"`{name}`" for name in ALWAYS_BLOCK[:-1])
    assert f"{listed} and `{ALWAYS_BLOCK[-1]}` always block." in MODEL


def test_the_books_of_the_page_keep_every_rule_and_hold_what_it_says(tmp_path: Path) -> None:
    [books] = re.findall(r"```beancount\n(.*?)```", MODEL, re.DOTALL)
    main = tmp_path / "main.beancount"
    main.write_text(books, encoding="utf-8")
    loaded = load(main)
    assert loaded.errors == []
    assert rules.judge(loaded.book, loaded.options) == []
    day = datetime.date(2017, 10, 2)
    left = {
        (pot, fund): loaded.book.left(parse_pot(pot), fund, day)
        for pot in ("2017-18/Diversionary/Kicks", "2017-18/Diversionary", "Reserve")
        for fund in ("PLF-2017-18", "PLF-2015-16")
    }
    assert {key: amount for key, amount in left.items() if amount} == {
        ("2017-18/Diversionary/Kicks", "PLF-2017-18"): Decimal("3000.00"),
        ("2017-18/Diversionary", "PLF-2017-18"): Decimal("4000.50"),
        ("2017-18/Diversionary", "PLF-2015-16"): Decimal("1000.00"),
        ("Reserve", "PLF-2015-16"): Decimal("3408.55"),
    }
    for amount in ("£3,000.00", "£5,000.50", "£4,000.50", "£1,000.00", "£3,408.55"):
        assert amount in MODEL
    (action,) = position(loaded.book, FinancialYear.parse("2017-18"), day, findings={}).actions
    figures = action.figures
    assert figures.allocated == Decimal("11000.50")
    assert figures.earmarked + figures.spent + figures.available == figures.allocated


def test_the_tests_of_the_invariants_are_there() -> None:
    there = (ROOT / "tests" / "test_invariants.py").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)` \|$", MODEL, re.MULTILINE)
    assert len(named) == 7
    assert [name for name in named if f"def {name}(" not in there] == []


@pytest.mark.parametrize("page", ["model", "architecture"])
def test_every_file_that_is_named_is_there(page: str) -> None:
    text = {"model": MODEL, "architecture": ARCHITECTURE}[page]
    folders = "ledger|plugins|reports|bookkeeping|importers|pages|cli|tests|docs"
    named = re.findall(rf"`((?:{folders})/[^`\s]*)`", text)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert [name for name in linked if not (ROOT / "docs" / name).exists()] == []


def test_the_arrows_are_those_that_are_held() -> None:
    rows = re.findall(r"^\| `(\w+)/` \| `ringfence\.\w+` \| ([^|]+) \|", ARCHITECTURE, re.MULTILINE)
    told = {folder: set(re.findall(r"`(\w+)`", may)) for folder, may in rows}
    assert told == test_tidy.MAY_IMPORT
