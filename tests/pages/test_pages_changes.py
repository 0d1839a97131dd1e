"""*What changed*: since a month ago, the last meeting, the last return sent, and the last visit."""

from __future__ import annotations

import datetime
import gc
import json
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ringfence.ledger.collector import look_again
from ringfence.ledger.loading import load
from ringfence.pages import visits
from ringfence.pages.loaded_books import load_once
from ringfence.reports.recent import changed_since, digests, moments, recorded_since
from tests.pages.test_pages_looks import assert_accessible

UTC = datetime.UTC
BOOKS = """option "title" "Changed"
plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "G"
  title: "Grant"
  funder: "OPCC"
  stage: "awarded"
2017-04-01 custom "action" "2017-18" "Work"
  title: "Work"
2017-06-01 * "Charity" "Early"
  invoice: "C-1"
  recorded-at: "2017-06-02T09:00:00+01:00"
  recorded-by: "cs-officer"
  Expenses:Plan:2017-18:Work:G   100.00 GBP
  Assets:Council:G              -100.00 GBP
2017-06-12 event "meeting" "CSP"
2017-07-01 * "Charity" "Reversed: Early"
  invoice: "C-1"
  recorded-at: "2017-07-02T10:30:00+01:00"
  recorded-by: "cs-officer"
  Expenses:Plan:2017-18:Work:G  -100.00 GBP
  Assets:Council:G               100.00 GBP
2017-05-01 * "Late found" "Dated before, recorded after"
  invoice: "L-1"
  recorded-at: "2017-07-03T11:00:00+01:00"
  recorded-by: "cs-officer"
  recorded-for: "cfo"
  Expenses:Plan:2017-18:Work:G   40.00 GBP
  Assets:Council:G              -40.00 GBP
2017-06-20 * "By hand" "Says nothing of when"
  Expenses:Plan:2017-18:Work:G   10.00 GBP
  Assets:Council:G              -10.00 GBP
"""


def written(folder: Path, text: str) -> Path:
    main = folder / "main.beancount"
    main.write_text(text, encoding="utf-8")
    return main


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).astimezone()


def test_what_was_recorded_since_by_whom_and_when(tmp_path: Path) -> None:
    book = load(written(tmp_path, BOOKS)).book
    found = recorded_since(book, at("2017-06-12T23:59:59+01:00")).recent
    assert [(each.kind, each.found.payee, each.who) for each in found] == [
        ("new", "Late found", "cfo"),
        ("reversed", "Charity", "cs-officer"),
        ("new", "By hand", ""),
    ]
    assert found[1].reverses is not None
    assert found[1].reverses.narration == "Early"
    # An entry is dated in its zone: half an hour later it is no more since.
    assert len(recorded_since(book, at("2017-07-02T09:30:00+00:00")).recent) == 1
    assert len(recorded_since(book, at("2017-07-02T09:29:59+00:00")).recent) == 2


def test_since_when_there_is_to_ask(tmp_path: Path) -> None:
    sent = BOOKS + '2017-10-10 custom "return" "G" "2017-18-H1"\n  status: "submitted"\n'
    book = load(written(tmp_path, sent)).book
    found = list(moments(book, at("2017-11-01T12:00:00+00:00")))
    assert [(each.key, each.when.date().isoformat()) for each in found] == [
        ("month", "2017-10-02"),
        ("meeting", "2017-06-12"),
        ("return", "2017-10-10"),
    ]


def test_what_changed_by_hand_since_a_visit(tmp_path: Path) -> None:
    before = load(written(tmp_path, BOOKS)).book
    changed = BOOKS.replace("40.00", "45.00").replace("By hand", "By another hand")
    now = load(written(tmp_path, changed)).book
    found = changed_since(now, digests(now), digests(before))
    assert [(each.kind, each.found.payee) for each in found.recent] == [
        ("changed", "Late found"),
        ("new", "By another hand"),
    ]
    assert found.gone == ("2017-06-20: By hand Says nothing of when",)
    # What only stands elsewhere is as it was.
    moved = load(written(tmp_path, "\n\n; a line\n" + BOOKS)).book
    assert changed_since(moved, digests(moved), digests(before)).recent == ()


def test_a_visit_is_kept_in_the_users_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    main, first = tmp_path / "main.beancount", at("2017-06-01T09:00:00+00:00")
    visits.note_visit(main, "a", first, lambda: {"x": ["1"]})
    assert visits.last_visit(main, "a") is None
    # Two hours later it is the same visit still; the next morning the last one is over.
    visits.note_visit(main, "a", first + datetime.timedelta(hours=2), lambda: {"x": ["2"]})
    assert visits.last_visit(main, "a") is None
    visits.note_visit(main, "a", first + datetime.timedelta(hours=24), lambda: {"x": ["3"]})
    found = visits.last_visit(main, "a")
    assert found == visits.Visit(first + datetime.timedelta(hours=2), {"x": ["2"]})
    # Of each person their own, nothing in the folder of the books, and nothing for others to read.
    assert visits.last_visit(main, "b") is None
    files = list((tmp_path / "state").rglob("*.json"))
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.json"))
    # A file that can't be read is no visit, and no fault.
    files[0].write_text("[1", encoding="utf-8")
    assert visits.last_visit(main, "a") is None


def test_a_private_entry_leaves_no_name_in_that_folder(tmp_path: Path) -> None:
    book = load(written(tmp_path, BOOKS.replace('invoice: "L-1"', "private: TRUE"))).book
    kept = json.dumps(digests(book))
    assert "Charity" in kept
    assert "Late found" not in kept


def test_the_page(serve: Callable[..., Any], view: Page) -> None:
    site = serve(BOOKS)
    view.goto(site.page("Changes", "?since=meeting"))
    expect(view.locator("h2")).to_have_text("What changed since the last meeting, 12 June 2017")
    expect(view.locator("#recent tbody tr")).to_have_count(3)
    expect(view.locator("#recent tbody tr").first).to_contain_text("cfo")
    assert_accessible(view)

    view.get_by_label("Or since the day").fill("2/7/2017")
    view.get_by_role("button", name="Show").click()
    expect(view.locator("#recent tbody tr")).to_have_count(2)
    view.get_by_label("Or since the day").fill("soon")
    view.get_by_role("button", name="Show").click()
    expect(view.locator("#since-wrong")).to_contain_text("soon")
    assert_accessible(view)


def test_books_that_were_loaded_anew_are_dropped(serve: Callable[..., Any]) -> None:
    """What is left alone by the garbage collector is so until the next load alone."""
    site = serve(BOOKS)
    ledger = site.app.config["LEDGERS"].ledgers[0]
    site.app.test_client().get(f"/{site.app.config['LEDGERS'].first_slug()}/extension/Budget/")
    old = weakref.ref(load_once(ledger).book)
    assert gc.get_freeze_count() > 0
    ledger.load_file()
    assert load_once(ledger).book is not old()
    look_again()
    gc.collect()
    assert old() is None
