"""What was typed stays: for days, for whoever typed it, whatever happens in between."""

import datetime
import html
import os
import re
import shutil
import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from ringfence.cli.serve.forms import FormRecorder
from ringfence.cli.serve.serving import make_app
from ringfence.cli.settings import Settings
from ringfence.pages import record_page
from ringfence.pages.drafts import DAYS, Draft, Drafts, new_key
from ringfence.pages.forms import Upload
from ringfence.pages.record_page import MOST_BYTES

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
SPEND = {
    "pot": "2018-19/Diversionary/Kicks",
    "amount": "600",
    "payee": "Leicester City FC",
    "invoice": "LC-9",
    "date": "2018-06-01",
}


def draft(**changed: Any) -> Draft:
    now = datetime.datetime.now(datetime.UTC)
    papers = {"document": Upload("a.pdf", b"%PDF")}
    return Draft(new_key(), "spend", SPEND, papers, "cs-officer", "books", now)._replace(**changed)


def test_a_draft_outlives_the_program_and_is_its_owner_s(tmp_path: Path) -> None:
    kept = draft()
    Drafts(tmp_path).keep(kept)
    again = Drafts(tmp_path)
    assert again.get(kept.key, "cs-officer", "books") == kept
    assert again.get(kept.key, "cfo", "books") is None
    assert again.get(kept.key, "cs-officer", "other books") is None
    assert again.get("../../etc/passwd", "cs-officer", "books") is None
    assert [each.key for each in again.waiting("cs-officer", "books")] == [kept.key]
    if os.name != "nt":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        assert modes == {0o600}


def test_what_is_recorded_waits_no_longer_and_leaves_no_paper(tmp_path: Path) -> None:
    drafts, kept = Drafts(tmp_path), draft()
    drafts.keep(kept)
    drafts.keep(kept._replace(recorded=True))
    assert drafts.waiting("cs-officer", "books") == []
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]
    assert drafts.recorded_alike(draft()) is not None
    assert drafts.recorded_alike(draft(person="cfo")) is None


def test_an_old_draft_goes(tmp_path: Path) -> None:
    kept = draft()
    Drafts(tmp_path).keep(kept)
    for path in tmp_path.iterdir():
        old = path.stat().st_mtime - (DAYS + 1) * 86400
        os.utime(path, (old, old))
    assert Drafts(tmp_path).waiting("cs-officer", "books") == []
    assert list(tmp_path.iterdir()) == []


def test_where_the_disk_takes_nothing_it_is_kept_while_this_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    drafts, kept = Drafts(tmp_path / "file"), draft()
    drafts.keep(kept)
    assert not drafts.on_disk
    assert drafts.get(kept.key, "cs-officer", "books") == kept


class Site:
    """The Record page of a copy of the example."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(EXAMPLE, folder)
        self.main = folder / "main.beancount"
        self.recorder = FormRecorder(self.main, Settings(None, "cs-officer"))
        self.client: FlaskClient = make_app(self.main, self.recorder).test_client()
        self.path = "/oadby-wigston-csp/extension/Record/"

    def get(self, **query: str) -> str:
        answer = self.client.get(self.path, query_string=query)
        return html.unescape(answer.get_data(as_text=True))

    def send(self, do: str, key: str = "", **values: Any) -> tuple[str, str]:
        """Send a form; give its key and the page that it leads to."""
        page = self.get(form="spend")
        token = re.search(r'name="token" value="([^"]+)"', page)
        found = re.search(r'name="key" value="([^"]+)"', page)
        assert token
        assert found
        said = {"token": token[1], "key": key or found[1], "form": "spend", "do": do, **values}
        answer = self.client.post(self.path + "record", data=said)
        answer.close()
        answer.request.input_stream.close()
        assert answer.status_code == 303
        led = answer.headers["Location"].rpartition("answer=")[2]
        return led, self.get(answer=led)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "books")


def value(page: str, name: str) -> str:
    found = re.search(rf'id="field-{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def test_a_file_that_is_too_large_is_told_beside_its_field(site: Site) -> None:
    paper = (BytesIO(b"x" * (MOST_BYTES + 1)), "scan.pdf")
    _key, page = site.send("check", **SPEND, document=paper)
    assert "scan.pdf has 20.0 MB, and 20 MB is the most." in page
    assert 'id="field-document-problem"' in page
    assert value(page, "payee") == "Leicester City FC"


def test_books_that_changed_are_shown_again(site: Site) -> None:
    key, page = site.send("check", **SPEND)
    assert "£600.00 to Leicester City FC" in page
    # Somebody else spends from the same pot in between: it is no longer enough.
    other = {**SPEND, "amount": "500", "invoice": "LC-10"}
    _values, shown = site.recorder.check("spend", other, {})
    assert site.recorder.record("spend", other, {}, shown.drafts).saved
    _key, page = site.send("save", key)
    assert "Nothing was saved." in page
    assert value(page, "amount") == "600"
    assert '"LC-9"' not in (site.main.parent / "spend-2018-19.beancount").read_text("utf-8")


def test_after_a_restart_it_is_checked_again_and_then_recorded(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _page = site.send("check", **SPEND)
    monkeypatch.setattr(record_page, "_outcomes", type(record_page._outcomes)())
    _key, page = site.send("save", key)
    assert "check your answers" in page
    _key, page = site.send("save", key)
    assert "Recorded." in page
    _key, page = site.send("save", key)
    assert "Recorded." in page
    spent = (site.main.parent / "spend-2018-19.beancount").read_text("utf-8")
    assert spent.count('"LC-9"') == 1
    # The invoice is in the books now, and the rules know it.
    again, page = site.send("check", **SPEND)
    assert again != key
    assert 'id="problems"' in page
