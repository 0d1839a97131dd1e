"""Returns that books are known to say still: only of the very bytes that were parsed."""

import datetime
from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.known_digests import reading_all
from ringfence.ledger.known_returns import KnownReturns, Source, source_of
from ringfence.ledger.snapshots import name_of, snapshot_bytes
from ringfence.plugins import submitted
from tests.test_rule_submitted import HEAD

AS_AT = datetime.date(2017, 8, 31)


@pytest.fixture
def main(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Books with a return that is submitted, and a user's cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    main = tmp_path / "books" / "main.beancount"
    main.parent.mkdir()
    main.write_text(HEAD, encoding="utf-8")
    made = Frozen(loading.load(main).book, "Main", "2017-18-H1", AS_AT)
    path = main.parent / name_of("Main", "2017-18-H1")
    path.parent.mkdir()
    path.write_bytes(snapshot_bytes({"digest": made.digest}, made))
    main.write_text(
        f'{HEAD}2017-09-20 custom "return" "Main" "2017-18-H1"\n  as-at: {AS_AT}\n'
        f'  status: "submitted"\n  digest: "{made.digest}"\n',
        encoding="utf-8",
    )
    return main


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The returns whose lines were made."""
    found: list[str] = []
    says = Frozen.says

    def noted(self: Frozen, digest: str | None) -> bool:
        found.append(f"{self.fund} {self.ref}")
        return says(self, digest)

    monkeypatch.setattr(Frozen, "says", noted)
    return found


def check(main: Path) -> list[str]:
    return [each.message for each in submitted.check(loading.load(main).book)]


def test_books_seen_before_are_not_compared_again(main: Path, compared: list[str]) -> None:
    assert check(main) == check(main) == []
    assert compared == ["Main 2017-18-H1"]
    with reading_all():
        assert check(main) == []
    assert compared == ["Main 2017-18-H1"] * 2


def test_what_changed_in_any_byte_is_compared(main: Path, compared: list[str]) -> None:
    assert check(main) == []
    text = main.read_text(encoding="utf-8")
    main.write_text(text + "; a comment\n", encoding="utf-8")
    assert check(main) == []
    main.write_text(text.replace('"A fund"', '"The fund"'), encoding="utf-8")
    (message,) = check(main)
    assert "its title was “A fund”, is “The fund”" in message
    assert check(main) == [message]  # what differs is never known
    assert len(compared) == 4
    main.write_text(text, encoding="utf-8")
    assert check(main) == []
    assert len(compared) == 4


def test_another_digest_is_compared(main: Path, compared: list[str]) -> None:
    assert check(main) == []
    text = main.read_text(encoding="utf-8")
    main.write_text(text.replace('digest: "2-', 'digest: "2-0'), encoding="utf-8")
    assert check(main) != []
    assert len(compared) == 2


def test_beancounts_own_load_reads_what_is_known_and_adds_nothing(
    main: Path, compared: list[str], tmp_path: Path
) -> None:
    book = loading.load(main).book
    now = source_of([str(main)], [], lambda: [(str(main), main.read_bytes())], is_parsed=False)
    book.source = now
    assert list(submitted.check(book)) == []
    assert not (tmp_path / "cache").exists()
    assert check(main) == []
    book.source = now
    assert list(submitted.check(book)) == []
    assert len(compared) == 2


@pytest.mark.parametrize(
    ("files", "plugins", "is_known"),
    [
        (["main.beancount"], [("ringfence.plugins.all", None)], True),
        (["main.beancount"], [("beancount.plugins.auto_accounts", None)], True),
        (["main.beancount"], [("own", None)], False),
        (["main.beancount.gpg"], [], False),
    ],
)
def test_whose_files_are_not_all_that_makes_them_is_never_known(
    files: list[str], plugins: list[tuple[str, None]], is_known: bool
) -> None:
    found = source_of(files, plugins, list, is_parsed=True)
    assert (found is not None) is is_known


def test_a_cache_that_is_no_cache_is_done_without(main: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "ringfence"
    cache.mkdir(parents=True)
    for content in ("no JSON", "[]", '{"a": 1}'):
        (cache / "returns.json").write_text(content, encoding="utf-8")
        assert check(main) == []
    (cache / "returns.json").unlink()
    (cache / "returns.json").mkdir()
    assert check(main) == []


def test_files_that_can_not_be_read_are_not_known() -> None:
    def gone() -> list[tuple[str, bytes]]:
        raise FileNotFoundError

    known = KnownReturns(Source(gone, is_parsed=True))
    known.note("Main 2017-18-H1 2017-08-31", "2-a")
    known.keep()
    assert not known.holds("Main 2017-18-H1 2017-08-31", "2-a")
