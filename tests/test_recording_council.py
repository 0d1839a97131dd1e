"""What is written of the council's ledger: matches under entries, balances, and those lifted."""

import datetime
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.ledger import loading
from ringfence.ledger.council.matches import entries_by_line, refs_of
from ringfence.ledger.findings import Finding
from ringfence.ledger.recording import drafting as d
from ringfence.ledger.recording import editing, writing
from ringfence.plugins import all as rules

SPLIT = Path(__file__).resolve().parent / "data" / "split-books"
SPEND = "spend-2017-18.beancount"
AUGUST = datetime.date(2017, 8, 1)

Plan = Callable[[loading.Books], list[d.Wanted]]


def judge(books: loading.Books) -> list[Finding]:
    return rules.judge(books.book, books.options)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    shutil.copytree(SPLIT, folder)
    return folder / "main.beancount"


def record(main: Path, plan: Plan) -> writing.Recording:
    return writing.record(main, plan, who="as-officer", judge=judge, wait=1)


def matching(*refs: str) -> Plan:
    return lambda books: [d.CouncilMatch(the_spend(books), refs)]


def the_spend(books: loading.Books) -> data.Transaction:
    return next(each for each in books.book.transactions if each.payee == "Something to DO!")


def test_a_match_adds_one_line_before_the_first_posting(main: Path) -> None:
    path = main.with_name(SPEND)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    old = path.read_bytes()

    recording = record(main, matching("owbc:4711:1", "owbc:4711:2"))

    line = b'  council-ref: "owbc:4711:1, owbc:4711:2"\r\n'
    assert path.read_bytes() == old.replace(b"  Expenses:", line + b"  Expenses:")
    assert recording.texts == {SPEND: line.decode().replace("\r", "")}
    assert refs_of(the_spend(loading.load(main))) == ("owbc:4711:1", "owbc:4711:2")


@pytest.mark.parametrize(
    ("there", "after"),
    [
        (b'  council-ref: "a:1:1"\n', b'  council-ref: "a:1:1, b:2:1"\n'),
        (b'    council-ref:"a:1:1"  ; seen\n', b'    council-ref: "a:1:1, b:2:1" ; seen\n'),
        (b'  council-ref: "b:2:1"\n', b'  council-ref: "b:2:1"\n'),
        (b"  council-ref:\n", b'  council-ref: "b:2:1"\n'),
    ],
)
def test_a_match_is_added_to_those_that_are_there(main: Path, there: bytes, after: bytes) -> None:
    path = main.with_name(SPEND)
    old = path.read_bytes()
    path.write_bytes(old.replace(b"  Expenses:", there + b"  Expenses:"))

    record(main, matching("b:2:1"))

    assert path.read_bytes() == old.replace(b"  Expenses:", after + b"  Expenses:")


def test_several_edits_of_an_entry_are_saved_together(main: Path) -> None:
    path = main.with_name(SPEND)
    path.write_bytes(path.read_bytes().replace(b"2017-07-03 *", b"2017-07-03 !"))

    def plan(books: loading.Books) -> list[d.Wanted]:
        entry = the_spend(books)
        award = next(each for each in books.book.transactions if each.narration == "Award")
        return [
            d.CouncilMatch(entry, ("a:1:1",)),
            d.Settlement(entry, "CSP-1"),
            d.CouncilMatch(entry, ("a:1:2", "a:1:1")),
            d.CouncilMatch(award, ("a:9:1",)),
        ]

    record(main, plan)

    books = loading.load(main)
    entry = the_spend(books)
    assert refs_of(entry) == ("a:1:1", "a:1:2")
    assert entry.meta["settled-by"] == "CSP-1"
    assert {ref: len(found) for ref, found in entries_by_line(books.book).items()} == {
        "a:9:1": 1,
        "a:1:1": 1,
        "a:1:2": 1,
    }


@pytest.mark.parametrize("ref", ["", "a b", "a,b", "a\nb"])
def test_what_is_no_reference_is_refused(main: Path, ref: str) -> None:
    with pytest.raises(editing.BadRefError, match="no spaces or commas"):
        record(main, matching(ref))


def test_a_reference_in_another_form_is_not_guessed_at(main: Path) -> None:
    path = main.with_name(SPEND)
    old = path.read_bytes().replace(b"  Expenses:", b"  council-ref: 4711\n  Expenses:")
    path.write_bytes(old)

    with pytest.raises(editing.UnreadableRefError, match="write it as one text in quotes"):
        record(main, matching("b:2:1"))
    assert path.read_bytes() == old


def test_a_match_that_is_dropped_leaves_no_trace(main: Path) -> None:
    path = main.with_name(SPEND)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    old = path.read_bytes()
    record(main, matching("a:1:1", "b:2:1"))

    record(main, lambda books: [d.CouncilMatch(the_spend(books), ("c:3:1",), ("a:1:1",))])
    assert refs_of(the_spend(loading.load(main))) == ("b:2:1", "c:3:1")
    record(main, lambda books: [d.CouncilMatch(the_spend(books), (), ("b:2:1", "c:3:1"))])

    assert path.read_bytes() == old


refs = st.lists(st.from_regex(r"[a-z]{1,3}:[0-9A-F/.-]{1,6}:[0-9a-f/]{1,4}", fullmatch=True))


@settings(max_examples=25, deadline=None)
@given(first=refs.filter(bool), second=refs)
def test_what_was_matched_stays_and_what_is_matched_is_there(
    first: list[str], second: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("books")
    for file in SPLIT.iterdir():
        shutil.copy(file, folder)
    main = folder / "main.beancount"

    record(main, matching(*first))
    record(main, matching(*second))

    assert refs_of(the_spend(loading.load(main))) == tuple(dict.fromkeys((*first, *second)))


# Balances.


def asserting(amount: str) -> Plan:
    return lambda _books: [d.BalanceDraft(AUGUST, "Assets:Council", Decimal(amount))]


def test_a_balance_is_asserted_to_the_penny(main: Path) -> None:
    recording = record(main, asserting("9000.00"))

    assert recording.texts["council.beancount"].splitlines()[:3] == [
        ";; The council's ledger: what was read of it, and how it agrees with ours.",
        "",
        "2017-08-01 balance Assets:Council  9000.00 ~ 0.00 GBP",
    ]
    assert "open Assets:Council  GBP" in recording.texts["accounts.beancount"]
    assert loading.load(main).errors == []


def test_a_balance_that_is_a_penny_out_is_refused(main: Path) -> None:
    before = {path: path.read_bytes() for path in main.parent.iterdir()}

    words = r"asserted to be £9,000\.01 .* it would be £9,000\.00, £0\.01 less"
    with pytest.raises(writing.RefusedError, match=words):
        record(main, asserting("9000.01"))

    assert {path: path.read_bytes() for path in main.parent.iterdir()} == before


def test_a_balance_that_is_lifted_stays_to_be_read(main: Path) -> None:
    record(main, asserting("9000.00"))
    path = main.with_name("council.beancount")
    old = path.read_text(encoding="utf-8")

    def plan(books: loading.Books) -> list[d.Wanted]:
        (entry,) = (each for each in books.entries if isinstance(each, data.Balance))
        return [d.LiftedBalance(entry)]

    record(main, plan)

    new = path.read_text(encoding="utf-8")
    assert new == "\n".join(
        f";; {line}" if line.startswith(("2017", "  ")) else line for line in old.split("\n")
    )
    assert new.count(";; ") == 4
    assert not any(isinstance(each, data.Balance) for each in loading.load(main).entries)
