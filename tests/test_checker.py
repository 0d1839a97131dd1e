"""The rules against a checker that knows nothing of them: what they let pass, it lets pass."""

import os
from pathlib import Path

import pytest
from beancount import loader
from hypothesis import given, settings

from ringfence.ledger import loading
from ringfence.ledger.findings import Severity
from ringfence.ledger.main_file import BooksError
from ringfence.plugins import all as rules
from tests import books, checker, conftest, fuzz

#: How many mutants of each example, and how many random books; more by hand.
MUTANTS = int(os.environ.get("RINGFENCE_MUTANTS", "15"))
RANDOM = int(os.environ.get("RINGFENCE_BOOKS", "25"))


def passes(path: Path) -> bool:
    """Whether the rules and Beancount find nothing that blocks, or that a decision overrides."""
    try:
        loaded = loading.load(path)
    except BooksError:
        return False
    found = [*loaded.errors, *rules.judge(loaded.book, loaded.options)]
    return not any(each.severity in (Severity.BLOCK, Severity.OVERRIDDEN) for each in found)


def test_what_passes_keeps_the_laws(tmp_path: Path) -> None:
    """Mutants of the examples; those that block are no matter here."""
    wrong, passed = [], 0
    for name in sorted(fuzz.NAMES):
        for seed in range(MUTANTS):
            folder = tmp_path / f"{name}-{seed}"
            folder.mkdir()
            for file, content in fuzz.mutants(name, seed).items():
                (folder / file).write_bytes(content)
            path = folder / "main.beancount"
            if passes(path):
                passed += 1
                entries, _errors, _options = conftest.load_plainly(path)
                wrong += [(name, seed, each) for each in checker.broken(entries)]
    assert wrong == []
    assert passed > MUTANTS // 2


@settings(max_examples=RANDOM)
@given(books.texts())
def test_random_books_keep_the_laws(text: str) -> None:
    assert list(checker.broken(books.entries_of(text))) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  Equity:Reserve:Grant                           -1000.00",
            "  Equity:Reserve:Grant -999.99",
            "a layer adds up to 0.01",
        ),
        ("4000.00 GBP\n  Equity:Plan:2017-18:Blue", "4000.00 GBP\n  Equity:Plan:2017-18:Blue", ""),
        ("Assets:Council:Older ", "Assets:Council:Grant ", "of several funds"),
        (
            "Diversionary:Grant          1500.00 GBP\n",
            "Diversionary:Grant 4500.00 GBP\n",
            "a layer adds up to 3000.00",
        ),
    ],
)
def test_it_sees_what_is_broken(old: str, new: str, said: str) -> None:
    """The same books that the rules' tests rest on, with an amount or an account wrong."""
    text = 'plugin "beancount.plugins.auto_accounts"\n' + conftest.BASE
    assert old in text
    entries, _errors, _options = loader.load_string(text.replace(old, new, 1))
    found = " ".join(checker.broken(entries))
    assert said in found
    assert bool(found) == bool(said)
