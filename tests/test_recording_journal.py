"""A command that is killed while it begins a file leaves nothing that bars the next one."""

import datetime
import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.ledger.recording import journal, leftovers, writing
from ringfence.ledger.recording.drafting import Leg, TransactionDraft
from ringfence.ledger.recording.files import NotIncludedError
from ringfence.plugins import all as rules

HERE = Path(__file__).resolve().parent
ACCOUNT = "Expenses:Plan:2017-18:Diversionary:Grant"
BEGUN = "spend-2018-19.beancount"


@pytest.fixture
def main(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    shutil.copytree(HERE / "data" / "split-books", folder)
    return folder / "main.beancount"


def spend(main: Path, invoice: str) -> None:
    """Record a spend of the new year, whose file has to be begun."""
    legs = (Leg(ACCOUNT, Decimal("1.00")), Leg("Assets:Council:Grant", Decimal("-1.00")))
    day = datetime.date(2018, 4, 3)
    draft = TransactionDraft(day, legs, payee="Payee", meta={"invoice": invoice})
    writing.record(
        main,
        lambda _books: [draft],
        who="cs-officer",
        judge=lambda books: rules.judge(books.book, books.options),
    )


def kill_after(main: Path, calls: int) -> None:
    """Have a child record, and end it in the middle of its so-manieth replacement of a file."""
    child = os.fork()
    if not child:
        real = os.replace
        made: list[Path] = []

        def replaces(source: Path, target: Path) -> None:
            if len(made) == calls:
                os._exit(9)
            made.append(target)
            real(source, target)

        os.replace = replaces  # type: ignore[assignment]
        spend(main, "killed")
        os._exit(0)
    os.waitpid(child, 0)


def invoices(main: Path) -> list[str]:
    """Give what the books hold of it; they must be sound."""
    books = loading.load(main)
    assert books.errors == []
    assert rules.judge(books.book, books.options) == []
    return [str(each.meta["invoice"]) for each in books.book.transactions if each.payee == "Payee"]


def test_what_was_begun_and_never_counted_is_taken_back(main: Path) -> None:
    kill_after(main, 1)
    assert (main.parent / BEGUN).exists()
    assert journal.journal_of(main).exists()
    assert invoices(main) == []

    spend(main, "next")
    assert invoices(main) == ["next"]
    assert [path.name for path in main.parent.iterdir() if path.name.startswith(".")] == []


def test_killed_before_anything_is_in_place_only_leaves_what_is_swept(main: Path) -> None:
    kill_after(main, 0)
    assert not (main.parent / BEGUN).exists()
    spend(main, "next")
    assert invoices(main) == ["next"]
    assert [path.name for path in main.parent.iterdir() if path.name.startswith(".")] == []


def test_what_somebody_wrote_into_it_since_is_left_and_named(main: Path) -> None:
    kill_after(main, 1)
    path = main.parent / BEGUN
    content = path.read_bytes() + b"; kept\n"
    path.write_bytes(content)

    with pytest.raises(NotIncludedError) as caught:
        spend(main, "next")
    assert str(caught.value) == (
        f"This belongs in {BEGUN}, which is in the folder of your books but is not part of them. "
        f'Add the line include "{BEGUN}" to main.beancount, or rename that file. Nothing was saved.'
    )
    assert path.read_bytes() == content


def test_what_came_to_count_stays_though_its_journal_was_left(main: Path) -> None:
    spend(main, "first")
    path = main.parent / BEGUN
    old = main.read_bytes()
    journal.write_journal(main, [(path, None, path.read_bytes()), (main, b"before", old)])
    spend(main, "next")
    assert invoices(main) == ["first", "next"]


def test_what_was_replaced_is_put_back_unless_somebody_wrote_into_it_since(main: Path) -> None:
    """As a command that is killed between two files that were there."""
    old, later = main.read_bytes(), main.with_name("spend-2017-18.beancount")
    new = old + b";; New\n"
    for found, expected in ((new, old), (new + b";; Theirs\n", new + b";; Theirs\n")):
        main.write_bytes(found)
        main.with_name(f".{main.name}.17{journal.KEPT}").write_bytes(old)
        journal.write_journal(main, [(main, old, new), (later, later.read_bytes(), b"never")])
        assert set(journal.take_back(main, lambda: ())) == {main, later}
        assert main.read_bytes() == expected
        assert not journal.journal_of(main).exists()


def test_a_file_that_is_spoken_of_stays_though_a_later_one_was_not_replaced(main: Path) -> None:
    """As an import that is killed before its last file: the listing is declared by then."""
    old = main.read_bytes()
    listing = main.parent / "june.csv"
    listing.write_bytes(b"lines\n")
    later = main.with_name("spend-2017-18.beancount")
    main.write_bytes(old + b";; Speaks of june.csv\n")
    replaced = [
        (listing, None, listing.read_bytes()),
        (main, old, main.read_bytes()),
        (later, later.read_bytes(), b"never"),
    ]
    journal.write_journal(main, replaced)
    spend(main, "next")
    assert listing.exists()
    assert invoices(main) == ["next"]


@pytest.mark.parametrize("content", ["", "[{", "[]", "{}", '[{"path": 5}]'])
def test_a_journal_cut_off_as_it_was_written_bars_nothing(main: Path, content: str) -> None:
    journal.journal_of(main).write_text(content, encoding="utf-8")
    spend(main, "next")
    assert invoices(main) == ["next"]
    assert not journal.journal_of(main).exists()


def test_what_is_left_and_what_bars_is_warned_of_once_and_all_else_left_alone(main: Path) -> None:
    names = (
        ".money-2017-18.beancount.17.ringfence.tmp",
        ".main.beancount.ringfence-begun",
        "spend-2017-18.beancount.before",
        "spend-2018-19.beancount",
        "notes-2018-19.beancount",
        "spend-old.beancount",
        ".other.tmp",
    )
    for name in names:
        (main.parent / name).touch()

    found = leftovers.leftovers(loading.load(main))
    assert {Path(str(each.source["filename"])).name for each in found} == set(names[:4])
    assert [each.message for each in found][-1] == (
        "spend-2018-19.beancount is named as a file of these books, but is no part of them, and "
        'bars what would begin it. Add the line include "spend-2018-19.beancount" to '
        "main.beancount, or rename that file. [leftover]"
    )
    main.with_name("main.beancount.lock").touch()  # somebody may be recording
    assert len(leftovers.leftovers(loading.load(main))) == 2
