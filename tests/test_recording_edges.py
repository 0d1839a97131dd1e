"""Recording where the books are odd: entries of no file, encrypted files, locks and drives."""

import datetime
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data
from beancount.parser import parser
from beancount.utils import encryption

from ringfence.ledger import loading
from ringfence.ledger.findings import Finding
from ringfence.ledger.recording import drafting as d
from ringfence.ledger.recording import fidelity, lock_file, locking, rendering, sorts, writing
from ringfence.ledger.recording.editing import NotFoundError
from ringfence.ledger.recording.files import NotInBooksError
from ringfence.ledger.recording.writing import RefusedError
from ringfence.plugins import all as rules

SPLIT = Path(__file__).resolve().parent / "data" / "split-books"
JULY = datetime.date(2017, 7, 20)
SPENT, COUNCIL = "Expenses:Plan:2017-18:Diversionary:Grant", "Assets:Council:Grant"


def judge(books: loading.Books) -> list[Finding]:
    return rules.judge(books.book, books.options)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    shutil.copytree(SPLIT, folder)
    return folder / "main.beancount"


def spend(pounds: str = "12.50") -> d.TransactionDraft:
    amount = Decimal(pounds)
    legs = (d.Leg(SPENT, amount), d.Leg(COUNCIL, -amount))
    return d.TransactionDraft(JULY, legs, payee="Scouts", narration="Camp")


def record(main: Path, plan: Callable[[loading.Books], list[object]]) -> writing.Recording:
    return writing.record(main, plan, who="as-officer", judge=judge, wait=1)  # type: ignore[arg-type]


# Entries that no text holds.


def test_an_entry_that_a_plugin_made_is_not_settled_in_any_file(main: Path) -> None:
    made = data.Transaction(
        data.new_metadata("<made>", 0), JULY, "!", "P", "N", frozenset(), frozenset(), []
    )
    elsewhere = made._replace(
        postings=[data.Posting(SPENT, None, None, None, None, {"filename": "<made>", "lineno": 3})]
    )

    for entry in (made, elsewhere):
        wanted = d.Settlement(entry, "CSP-1")
        with pytest.raises(NotFoundError) as raised:
            record(main, lambda _books, wanted=wanted: [wanted])  # type: ignore[misc]
        assert str(raised.value) == (
            "The entry of 2017-07-20 is not written in a file that can be edited. Nothing was "
            "saved."
        )


@pytest.fixture
def encrypted(main: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the file of spending encrypted, as gpg would have it."""
    plain = main.with_name("spend-2017-18.beancount")
    text = plain.read_text(encoding="utf-8").replace('2017-07-03 * "', '2017-07-03 ! "')
    plain.unlink()
    plain.with_suffix(".gpg").write_bytes(b"\x85\x01\x0c\x03")
    body = main.read_text(encoding="utf-8")
    main.write_text(body.replace("spend-2017-18.beancount", "spend-2017-18.gpg"), encoding="utf-8")
    monkeypatch.setattr(encryption, "read_encrypted_file", lambda _name: text)
    return main


def test_nothing_is_added_to_an_encrypted_file(encrypted: Path) -> None:
    assert [entry.payee for entry in loading.load(encrypted).book.pending] == ["Something to DO!"]

    with pytest.raises(NotInBooksError) as raised:
        record(encrypted, lambda _books: [spend()])
    assert str(raised.value) == (
        "spend-2017-18.gpg is encrypted, so nothing can be added to it. Nothing was saved."
    )

    with pytest.raises(NotFoundError, match="The entry of 2017-07-03 is not written in a file"):
        record(encrypted, lambda books: [d.Settlement(books.book.pending[0], "CSP-1")])


def test_beside_an_encrypted_file_others_are_written(encrypted: Path) -> None:
    decided = d.DeclarationDraft(
        JULY, "decision", ("CSP-2",), {"body": "CSP", "title": "More of the same"}
    )

    assert record(encrypted, lambda _books: [decided]).saved

    assert "CSP-2" in loading.load(encrypted).book.register.decisions


# What was written is what is read.


@pytest.mark.parametrize(
    "posting",
    [
        "Assets:A  10.00 GBP @ 1.00 GBP",
        "Assets:A  10.00 GBP @@ 0.00 GBP",
        "Assets:A  10.00 GBP {2.00 GBP}",
        "! Assets:A  10.00 GBP",
    ],
)
def test_a_posting_of_more_or_less_than_an_amount_is_not_the_plain_one(posting: str) -> None:
    head = '2017-07-20 * "P" "N"\n  '
    (plain,), (other,) = (
        parser.parse_string(f"{head}{text}\n  Equity:B  -10.00 GBP\n")[0]
        for text in ("Assets:A  10.00 GBP", posting)
    )
    assert fidelity.read(plain) != fidelity.read(other)


def test_a_document_on_another_drive_is_written_with_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "papers" / "a.pdf"
    assert rendering._relative(paper, tmp_path) == "papers/a.pdf"

    def refuse(path: Path, start: Path) -> str:
        raise ValueError(f"path is on mount {path}, start on mount {start}")

    monkeypatch.setattr(os.path, "relpath", refuse)
    assert rendering._relative(paper, tmp_path) == paper.as_posix()


# What a thing is, for finding its file.


def test_each_sort_of_directive_knows_its_family_and_year() -> None:
    meeting = d.EventDraft(datetime.date(2018, 4, 1), "meeting", "CSP")
    assert sorts.sort_of(meeting) == ("decisions", sorts.EVENT, "2018-19")
    leap = d.EventDraft(datetime.date(2020, 2, 29), "meeting", "CSP")
    assert sorts.sort_of(leap).year == "2019-20"
    odd = d.DeclarationDraft(datetime.date(2018, 3, 31), "plan", ("2017-19",))
    assert sorts.sort_of(odd) == ("plan", "plan", "2017-18")
    (note,) = parser.parse_string('2017-07-20 note Equity:Plan:2018-19:A "text"\n')[0]
    assert not sorts.is_of_layer(note, "plan")


# What comes between.


def test_a_file_that_vanishes_or_appears_meanwhile_is_a_change(main: Path) -> None:
    new = main.with_name("spend-2018-19.beancount")
    april = replace(spend(), date=datetime.date(2018, 4, 3))
    appeared: list[int] = []

    def plan(_books: loading.Books) -> list[object]:
        return [april]

    def judged(books: loading.Books) -> list[Finding]:
        if not appeared:
            appeared.append(1)
            new.write_text(";; begun by somebody else\n", encoding="utf-8")
        return judge(books)

    with pytest.raises(Exception, match=r"spend-2018-19\.beancount, which is in the folder of"):
        writing.record(main, plan, who="as-officer", judge=judged, wait=1)  # type: ignore[arg-type]
    assert new.read_text(encoding="utf-8") == ";; begun by somebody else\n"


def test_a_file_that_is_gone_when_it_comes_to_saving_is_missed(main: Path) -> None:
    funds = main.with_name("funds.beancount")
    kept = funds.read_bytes()
    gone: list[int] = []

    def judged(books: loading.Books) -> list[Finding]:
        if not gone:
            gone.append(1)
            funds.unlink()
        elif not funds.exists():
            funds.write_bytes(kept)
        return judge(books)

    with pytest.raises(Exception, match=r"funds\.beancount"):
        writing.record(main, lambda _b: [spend()], who="as-officer", judge=judged, wait=1)
    text = main.with_name("spend-2017-18.beancount").read_text(encoding="utf-8")
    assert "Scouts" not in text


def test_what_has_no_words_is_called_what_is_being_recorded(main: Path) -> None:
    closed = d.DeclarationDraft(
        datetime.date(2017, 6, 30),
        "fund",
        ("Grant",),
        {"spend-by": datetime.date(2017, 6, 30), "decision": "CSP-1"},
    )
    with pytest.raises(RefusedError) as raised:
        record(main, lambda _books: [closed])
    told = str(raised.value)
    assert "What is being recorded would cause this at spend-2017-18.beancount:1: " in told
    assert "spends £1,000.00 of Grant on 2017-07-03, 3 days after its spend-by" in told


# Locks.


def test_a_lock_that_is_signed_while_one_waits_is_left_alone(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_file, "UNSIGNED_SECONDS", 0.2)
    path = main.with_name("main.beancount.lock")
    path.touch()
    signing = threading.Timer(0.05, path.write_text, ("1\nanother-machine\n",))
    signing.start()

    with (
        pytest.raises(locking.LockedError, match=r"somebody .process 1 on another-machine. since"),
        locking.hold_lock(main, "as-officer", wait=0.4),
    ):
        pass

    signing.join()
    assert path.exists()


def test_a_lock_of_which_nothing_can_be_read_is_somebodys(main: Path) -> None:
    main.with_name("main.beancount.lock").write_bytes(b"\xff\xfe")

    with (
        pytest.raises(locking.LockedError) as raised,
        locking.hold_lock(main, "as-officer", wait=0.1),
    ):
        pass

    assert str(raised.value).startswith("The books are being written to by somebody. Nothing was")
