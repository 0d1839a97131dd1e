"""The write path: refused or interrupted, every byte and time stamp stays; else all is saved."""

import datetime
import errno
import os
import re
import shutil
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data

from ringfence.ledger import loading
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.recording import drafting as d
from ringfence.ledger.recording import journal, locking, replacing, trial, writing
from ringfence.ledger.recording.conflicts import conflict_copies
from ringfence.ledger.recording.editing import AlreadySettledError
from ringfence.ledger.recording.errors import RecordingError
from ringfence.ledger.recording.rendering import UnwritableTextError
from ringfence.plugins import all as rules

SPLIT = Path(__file__).resolve().parent / "data" / "split-books"
SPENT = "Expenses:Plan:2017-18:Diversionary:Grant"
COUNCIL = "Assets:Council:Grant"
JULY = datetime.date(2017, 7, 20)

State = dict[str, tuple[bytes, int, int]]


def judge(books: loading.Books) -> list[Finding]:
    return rules.judge(books.book, books.options)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    shutil.copytree(SPLIT, folder)
    return folder / "main.beancount"


def state(main: Path) -> State:
    """Every file beside the books: its bytes, its time, its permissions."""
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode)
        for path in main.parent.iterdir()
    }


def spend(
    pounds: str = "12.50",
    day: datetime.date = JULY,
    account: str = SPENT,
    **fields: object,
) -> d.TransactionDraft:
    amount = Decimal(pounds)
    legs = (d.Leg(account, amount), d.Leg(account.replace(account, COUNCIL), -amount))
    meta = {"invoice": "LC-9"}
    given = {"payee": "Leicester City FC", "narration": "KICKS", "meta": meta, **fields}
    return d.TransactionDraft(day, legs, **given)  # type: ignore[arg-type]


def record(main: Path, *drafts: d.Draft | d.Settlement, dry_run: bool = False) -> writing.Recording:
    return writing.record(
        main, lambda _books: drafts, who="as-officer", judge=judge, dry_run=dry_run, wait=1
    )


def blocks(main: Path) -> list[str]:
    books = loading.load(main)
    found = [*books.errors, *judge(books)]
    return [each.message for each in found if each.severity is Severity.BLOCK]


# What is saved.


def test_a_spend_is_put_at_the_end_of_its_file_and_nothing_else_changes(main: Path) -> None:
    before = state(main)

    recording = record(main, spend())

    after = state(main)
    text = recording.texts["spend-2017-18.beancount"]
    old = before.pop("spend-2017-18.beancount")[0]
    assert after.pop("spend-2017-18.beancount")[0] == old + b"\n" + text.encode()
    assert after == before
    assert text.startswith('2017-07-20 * "Leicester City FC" "KICKS"\n  invoice: "LC-9"\n')
    assert '  recorded-by: "as-officer"\n' in text
    assert recording.saved
    assert blocks(main) == []


def test_the_books_given_back_are_those_on_disk(main: Path) -> None:
    recording = record(main, spend(account="Expenses:Plan:2017-18:Bluelight:Grant"))

    loaded = loading.load(main)
    assert recording.after.entries == loaded.entries
    assert recording.after.parsed.contents == loaded.parsed.contents
    assert [type(entry) for entry in recording.entries] == [data.Open, data.Transaction]
    assert all(
        any(entry is each for each in recording.after.entries) for entry in recording.entries
    )


def test_accounts_are_opened_first(main: Path) -> None:
    recording = record(main, spend(account="Expenses:Plan:2017-18:Bluelight:Grant"))

    assert list(recording.texts) == ["accounts.beancount", "spend-2017-18.beancount"]
    opened = recording.texts["accounts.beancount"]
    assert opened.startswith("2017-04-01 open Expenses:Plan:2017-18:Bluelight:Grant  GBP\n")


def test_a_new_year_begins_its_file_and_includes_it(main: Path) -> None:
    recording = record(main, spend(day=datetime.date(2018, 4, 3)))

    assert list(recording.texts) == ["spend-2018-19.beancount", "main.beancount"]
    assert main.read_text(encoding="utf-8").endswith(
        'include "spend-2017-18.beancount"\ninclude "spend-2018-19.beancount"\n'
    )
    new = main.with_name("spend-2018-19.beancount").read_text(encoding="utf-8")
    assert new.startswith(";; What was spent in 2018/19.\n\n2018-04-03 * ")
    assert blocks(main) == []


def test_a_file_found_by_a_pattern_needs_no_include(main: Path) -> None:
    main.write_text(
        'plugin "ringfence.plugins.all"\ninclude "*-*.beancount"\ninclude "[adf]*.beancount"\n',
        encoding="utf-8",
    )

    recording = record(main, spend(day=datetime.date(2018, 4, 3)))

    assert list(recording.texts) == ["spend-2018-19.beancount"]
    assert blocks(main) == []


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last_line", [b"", b"\n", b"\n\n", b";; no new line"])
def test_line_endings_stay(main: Path, ending: bytes, last_line: bytes) -> None:
    path = main.with_name("spend-2017-18.beancount")
    old = (path.read_bytes().rstrip(b"\n") + b"\n" + last_line).replace(b"\n", ending)
    path.write_bytes(old)

    record(main, spend(narration="two\nlines"))

    new = path.read_bytes()
    assert new.startswith(old)
    assert new.endswith(ending)
    assert (new.count(b"\r\n") == new.count(b"\n")) is (ending == b"\r\n")
    assert ending * 2 + b"2017-07-20" in new
    assert not new[len(old) :].startswith(ending * 3)
    assert blocks(main) == []


def test_a_new_file_takes_after_the_main_file(main: Path) -> None:
    main.write_bytes(main.read_bytes().replace(b"\n", b"\r\n"))
    main.chmod(0o640)

    record(main, spend(day=datetime.date(2018, 4, 3)))

    new = main.with_name("spend-2018-19.beancount")
    assert new.read_bytes().count(b"\r\n") == new.read_bytes().count(b"\n") > 3
    assert new.stat().st_mode == main.stat().st_mode
    assert b'include "spend-2018-19.beancount"\r\n' in main.read_bytes()


def test_permissions_and_links_stay(main: Path) -> None:
    path = main.with_name("spend-2017-18.beancount")
    real = main.parent.parent / "elsewhere.beancount"
    path.rename(real)
    real.chmod(0o600)
    path.symlink_to(real)

    record(main, spend())

    assert path.is_symlink()
    assert b"LC-9" in real.read_bytes()
    assert real.stat().st_mode & 0o777 == 0o600


def test_several_drafts_go_together(main: Path) -> None:
    decision = d.DeclarationDraft(JULY, "decision", ("CSP-2",), {"body": "CSP", "title": "More"})
    legs = (
        d.Leg("Equity:Reserve:Grant", Decimal(100)),
        d.Leg("Equity:Plan:2017-18:Diversionary:Grant", Decimal(-100)),
    )
    vire = d.TransactionDraft(JULY, legs, "Reserve to Diversionary", meta={"decision": "CSP-2"})

    recording = record(main, vire, decision)

    assert list(recording.texts) == ["decisions.beancount", "plan-2017-18.beancount"]
    assert blocks(main) == []


def test_officers_words_never_become_syntax(main: Path) -> None:
    words = '"\ninclude "evil.beancount"\n2017-01-01 open Assets:X ; \\" \u202e\u05d0\u05d1 🎉'

    recording = record(main, spend(payee=words, narration=words, meta={"invoice": words}))

    (entry,) = recording.entries
    loaded = [e for e in loading.load(main).entries if getattr(e, "payee", None) == words]
    assert loaded == [entry]
    assert (entry.narration, entry.meta["invoice"]) == (words, words)


def test_a_plan_is_given_the_books(main: Path) -> None:
    def plan(books: loading.Books) -> list[d.Draft]:
        assert COUNCIL in books.book.tracks
        return [spend()]

    assert writing.record(main, plan, who="as-officer", judge=judge).saved


def test_nothing_asked_for_changes_nothing(main: Path) -> None:
    before = state(main)

    assert record(main).texts == {}

    assert state(main) == before


# What is refused.


def test_a_refused_spend_leaves_bytes_and_times(main: Path) -> None:
    before = state(main)

    with pytest.raises(writing.RefusedError) as caught:
        record(main, spend("9999.00"))

    assert state(main) == before
    (finding,) = caught.value.findings
    assert finding.rule == "overdrawn"
    assert "Diversionary is overdrawn by £6,999.00 of Grant" in str(caught.value)


def test_the_draft_is_named_where_the_shortage_shows_at_a_later_entry(main: Path) -> None:
    record(main, spend("2000.00", datetime.date(2018, 2, 1), payee="Later"))

    with pytest.raises(writing.RefusedError) as caught:
        record(main, spend("1500.00", payee="Sooner", meta={}))

    (finding,) = caught.value.findings
    assert finding.message.startswith(
        "“Sooner, KICKS” would cause this at spend-2017-18.beancount:"
    )
    assert finding.entry is not None
    assert getattr(finding.entry, "payee", None) == "Sooner"


def test_of_several_plans_the_one_is_named_that_brings_a_shortage_about(main: Path) -> None:
    """It shows at an entry that was there, and a later plan makes it worse."""
    record(main, spend("2000.00", datetime.date(2018, 2, 1), payee="Later"))
    before = state(main)
    spends = (("1.00", "First"), ("1500.00", "Sooner"), ("1.00", "Last"))
    drafts = [spend(amount, payee=payee, meta={}) for amount, payee in spends]

    with pytest.raises(writing.RefusedError) as caught:
        writing.record(
            main,
            *(lambda _books, each=each: [each] for each in drafts),
            who="as-officer",
            judge=judge,
            wait=1,
        )

    assert caught.value.steps == [1]
    assert str(caught.value).startswith("“Sooner, KICKS” would cause this at ")
    assert state(main) == before


def test_several_plans_are_drafted_with_those_before_them_in_place(main: Path) -> None:
    """The second begins a file, so that the books are read again, with the first in them."""
    seen = []
    days = iter([JULY, *[datetime.date(2018, 4, 3)] * 2, JULY])

    def plan(books: loading.Books) -> list[d.Draft]:
        seen.append(len(books.book.transactions))
        return [spend("1.00", next(days), meta={"invoice": f"X-{len(seen)}"})]

    recording = writing.record(main, *[plan] * 4, who="as-officer", judge=judge, wait=1)

    assert seen == [*range(seen[0], seen[0] + 4)]
    for year, invoices in (("2017-18", ["X-1", "X-4"]), ("2018-19", ["X-2", "X-3"])):
        text = main.with_name(f"spend-{year}.beancount").read_text(encoding="utf-8")
        assert re.findall(r'invoice: "(X-.*)"', text) == invoices
        assert recording.texts[f"spend-{year}.beancount"] in text
    assert [len(step.drafts) for step in recording.steps] == [1, 1, 1, 1]
    assert loading.load(main).errors == []


def test_faults_that_were_there_before_do_not_stand_in_the_way(main: Path) -> None:
    path = main.with_name("spend-2017-18.beancount")
    path.write_text(
        path.read_text(encoding="utf-8") + '2018-03-01 * "Too much"\n'
        f"  {SPENT}  5000.00 GBP\n  {COUNCIL}  -5000.00 GBP\n",
        encoding="utf-8",
    )
    there = blocks(main)
    assert len(there) == 1
    money = (
        d.Leg("Equity:Reserve:Grant", Decimal(50)),
        d.Leg("Equity:Unallocated:Grant", Decimal(-50)),
    )

    recording = record(main, d.TransactionDraft(JULY, money, "Back", meta={"decision": "CSP-1"}))

    assert recording.saved
    assert recording.new == []
    with pytest.raises(writing.RefusedError, match=r"overdrawn by £2,012\.50"):
        record(main, spend())


def test_beancounts_own_errors_refuse_too(main: Path) -> None:
    before = state(main)

    with pytest.raises(writing.RefusedError, match="unknown account"):
        record(main, spend(account="Expenses:Plan:2017-18:Diversionary:Nobody"))

    assert state(main) == before


def test_words_that_cannot_be_kept_are_refused_before_anything(main: Path) -> None:
    before = state(main)

    with pytest.raises(UnwritableTextError):
        record(main, spend(payee="a\0b"))

    assert state(main) == before


def test_a_pending_spend_is_saved_and_said(main: Path) -> None:
    recording = record(main, spend("3500.00", flag="!"))

    assert [each.severity for each in recording.new] == [Severity.PENDING]
    assert blocks(main) == []


def test_a_dry_run_does_everything_but_save(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "hold_lock", None)
    before = state(main)

    recording = record(main, spend(), dry_run=True)

    assert state(main) == before
    assert not recording.saved
    assert "KICKS" in recording.texts["spend-2017-18.beancount"]
    with pytest.raises(writing.RefusedError):
        record(main, spend("9999.00"), dry_run=True)


def test_an_open_quote_further_up_is_refused(main: Path) -> None:
    path = main.with_name("spend-2017-18.beancount")
    path.write_bytes(path.read_bytes() + b"pushtag #open\n")
    before = state(main)

    with pytest.raises(trial.MisreadError, match="is left open, a quotation mark or a pushtag"):
        record(main, spend())

    assert state(main) == before


def test_with_foreign_plugins_the_books_are_loaded_in_full(main: Path) -> None:
    main.write_text(
        'plugin "beancount.plugins.auto_accounts"\n' + main.read_text(encoding="utf-8"),
        encoding="utf-8",
    )

    recording = record(main, spend())

    assert recording.after.entries == loading.load(main).entries


# Settling.


def test_settling_adds_one_line_under_the_entry(main: Path) -> None:
    record(main, spend("3500.00", flag="!"))
    path = main.with_name("spend-2017-18.beancount")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b'2018-01-02 * "After"\r\n')
    old = path.read_bytes()

    def plan(books: loading.Books) -> list[d.Settlement]:
        (entry,) = books.book.pending
        return [d.Settlement(entry, "CSP-1")]

    recording = writing.record(main, plan, who="as-officer", judge=judge)

    new = path.read_bytes()
    line = b'  settled-by: "CSP-1"\r\n'
    assert new == old.replace(
        b"  Expenses:Plan:2017-18:Diversionary:Grant   3500",
        line + b"  Expenses:Plan:2017-18:Diversionary:Grant   3500",
    )
    assert recording.texts == {"spend-2017-18.beancount": '  settled-by: "CSP-1"\n'}
    (entry,) = loading.load(main).book.pending
    assert entry.meta["settled-by"] == "CSP-1"
    with pytest.raises(AlreadySettledError, match="already settled, by CSP-1"):
        writing.record(main, plan, who="as-officer", judge=judge)


# What comes between.


def change_while_judging(main: Path, times: int) -> Callable[[loading.Books], list[Finding]]:
    """Have an editor save a comment each time the books are judged, so often."""
    path = main.with_name("plan-2017-18.beancount")
    left = iter(range(times))

    def judged(books: loading.Books) -> list[Finding]:
        if next(left, None) is not None:
            path.write_bytes(path.read_bytes() + b";; edited meanwhile\n")
        return judge(books)

    return judged


def test_an_editors_change_meanwhile_is_taken_in(main: Path) -> None:
    editing = change_while_judging(main, 1)

    recording = writing.record(main, lambda _: [spend()], who="as-officer", judge=editing)

    assert b"edited meanwhile" in main.with_name("plan-2017-18.beancount").read_bytes()
    assert (
        b"edited meanwhile"
        in recording.before.parsed.contents[str(main.with_name("plan-2017-18.beancount"))]
    )
    assert main.with_name("spend-2017-18.beancount").read_bytes().count(b"LC-9") == 1


def test_an_editor_that_keeps_changing_gets_a_sentence(main: Path) -> None:
    editing = change_while_judging(main, 9)
    old = main.with_name("spend-2017-18.beancount").read_bytes()

    with pytest.raises(writing.ChangedMeanwhileError, match=r"plan-2017-18\.beancount was changed"):
        writing.record(main, lambda _: [spend()], who="as-officer", judge=editing)

    assert main.with_name("spend-2017-18.beancount").read_bytes() == old
    assert not list(main.parent.glob("*.lock*"))
    assert not list(main.parent.glob(".*"))


def test_a_new_file_that_an_include_finds_counts_as_a_change(main: Path) -> None:
    main.write_text(
        main.read_text(encoding="utf-8") + 'include "more*.beancount"\n', encoding="utf-8"
    )
    (main.parent / "more.beancount").touch()
    seen: list[int] = []

    def judged(books: loading.Books) -> list[Finding]:
        if not seen:
            (main.parent / "more-2.beancount").touch()
        seen.append(len(books.parsed.contents))
        return judge(books)

    writing.record(main, lambda _: [spend()], who="as-officer", judge=judged)

    assert seen == [8, 9]


def test_what_was_shown_is_what_is_saved(main: Path) -> None:
    def plan(books: loading.Books) -> list[d.Draft]:
        return [spend(payee=f"entry {len(books.entries)}")]

    shown = writing.prepare(loading.load(main), plan, who="as-officer", judge=judge)
    assert writing.save(shown).saved

    shown = writing.prepare(loading.load(main), plan, who="as-officer", judge=judge)
    record(main, spend(meta={}))
    before = state(main)
    with pytest.raises(writing.PlanChangedError, match="Look at it again"):
        writing.save(shown)
    assert state(main) == before


def test_a_change_that_does_not_touch_what_was_shown_is_no_hindrance(main: Path) -> None:
    shown = writing.prepare(loading.load(main), lambda _: [spend()], who="a", judge=judge)
    record(main, spend(meta={}))

    assert writing.save(shown).saved

    assert main.with_name("spend-2017-18.beancount").read_bytes().count(b"KICKS") == 2


# The disk.


def fails(error: OSError) -> Callable[..., None]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("function", "error", "says"),
    [
        ("write", OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        ("fsync", OSError(errno.EIO, "Input/output error"), "input/output error"),
    ],
)
def test_a_full_disk_changes_nothing(
    main: Path, monkeypatch: pytest.MonkeyPatch, function: str, error: OSError, says: str
) -> None:
    before = state(main)
    monkeypatch.setattr(os, function, fails(error))
    if function == "write":
        monkeypatch.setattr(locking, "hold_lock", lambda *_a, **_k: _unlocked())

    with pytest.raises(replacing.CannotSaveError, match=says) as caught:
        record(main, spend())

    assert "Nothing was saved." in str(caught.value)
    assert state(main) == before


class _unlocked:  # noqa: N801 - stands for a function
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def test_a_disk_too_full_for_the_lock_gets_a_sentence(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(main)
    monkeypatch.setattr(os, "write", fails(OSError(errno.ENOSPC, "No space left on device")))

    with pytest.raises(RecordingError, match="no space left"):
        record(main, spend())

    assert state(main) == before


def test_a_folder_that_can_only_be_read_gets_a_sentence(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(main)
    real = os.open

    def refuse(path: str, flags: int, *rest: int, **options: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(locking.CannotLockError, match="you have no permission to"):
        record(main, spend())

    assert record(main, spend(), dry_run=True).texts
    assert state(main) == before


def held(times: int, monkeypatch: pytest.MonkeyPatch, only: str = "") -> list[float]:
    """Have a replacement refused so often, as on Windows while something holds the file."""
    left = iter(range(times))
    slept: list[float] = []
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if only in str(target) and next(left, None) is not None:
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def test_a_file_held_for_a_moment_is_tried_again(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = held(2, monkeypatch)

    assert record(main, spend()).saved

    assert slept == [0.05, 0.1]
    assert blocks(main) == []


def test_a_file_held_for_good_gets_a_sentence(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(main)
    slept = held(99, monkeypatch)

    with pytest.raises(replacing.HeldFileError, match="another program holds it open"):
        record(main, spend())

    assert len(slept) == 6
    assert state(main) == before


def test_if_the_second_file_is_held_the_first_is_put_back(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(main)
    held(99, monkeypatch, only="spend-")

    with pytest.raises(replacing.HeldFileError):
        record(main, spend(account="Expenses:Plan:2017-18:Bluelight:Grant"))

    assert state(main) == before


@pytest.mark.parametrize("at", ["accounts.beancount", "spend-2018-19.beancount", "main.beancount"])
@pytest.mark.parametrize("after", [False, True])
def test_an_interruption_at_any_moment_leaves_everything_as_it_was(
    main: Path, monkeypatch: pytest.MonkeyPatch, at: str, after: bool
) -> None:
    before = state(main)
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if after:
            real(source, target)
        if Path(target).name == at and str(source).endswith(replacing.TEMPORARY):
            raise KeyboardInterrupt
        if not after:
            real(source, target)

    monkeypatch.setattr(os, "replace", replace)

    with pytest.raises(KeyboardInterrupt):
        record(
            main,
            spend(day=datetime.date(2018, 4, 3), account="Expenses:Plan:2017-18:Bluelight:Grant"),
        )

    monkeypatch.undo()
    assert state(main) == before


def test_an_editor_at_the_very_moment_of_replacement_loses_nothing(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = main.with_name("spend-2017-18.beancount")
    real = os.replace
    edits = iter([b";; one\n"])

    def replace(source: Path, target: Path) -> None:
        with path.open("ab") as file:
            file.write(next(edits, b""))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)

    assert record(main, spend()).saved

    assert b";; one\n" in path.read_bytes()
    assert path.read_bytes().count(b"LC-9") == 1


def test_what_a_killed_recording_left_is_swept_away(main: Path) -> None:
    for suffix in (replacing.TEMPORARY, journal.KEPT):
        main.with_name(f".spend-2017-18.beancount.99{suffix}").write_text("half", encoding="utf-8")

    record(main, spend())

    assert not list(main.parent.glob(".*"))


# Conflict copies.


def test_conflict_copies_are_found(tmp_path: Path) -> None:
    names = [
        "main.beancount",
        "main (conflicted copy 2017-06-12).beancount",
        "main (Jane's conflicted copy 2017-06-12 102030).beancount",
        "main.sync-conflict-20170612-102030-ABCDEFG.beancount",
        "main-DESKTOP-4GH2K1.beancount",
        "main (1).beancount",
        "spend-2017-18.beancount",
        "spend-2017-18-LAPTOP7.beancount",
        "spend.beancount",
        "plan-CSP.beancount",
        "years/2017-18.beancount",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    found = conflict_copies(tmp_path)

    assert {Path(str(each.source["filename"])).name for each in found} == {
        "main (conflicted copy 2017-06-12).beancount",
        "main (Jane's conflicted copy 2017-06-12 102030).beancount",
        "main.sync-conflict-20170612-102030-ABCDEFG.beancount",
        "main-DESKTOP-4GH2K1.beancount",
        "main (1).beancount",
        "spend-2017-18-LAPTOP7.beancount",
    }
    assert all("conflict copy of" in each.message for each in found)
