"""Fava's own journal and CSV under `review` and `serve`: what people typed is text there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader
from playwright.sync_api import Page, expect

from ringfence.cli.serve import fava_csv, fava_templates
from ringfence.cli.serve.serving import make_app

EVIL = "<div class=evil style=position:fixed;inset:0>Sign in</div>"
FUND = "PLF-2017-18"
SPEND = f"""
2018-06-02 * "{EVIL}" "{EVIL} & Co"
  invoice: "{EVIL}"
  evil: "{EVIL}"
  Expenses:Plan:2018-19:Diversionary:Kicks:{FUND}   9.00 GBP
    inner: "{EVIL}"
  Assets:Council:{FUND}                            -9.00 GBP

2018-06-02 note Assets:Council:{FUND} "{EVIL}"
2018-06-02 event "{EVIL}" "{EVIL}"
2018-06-02 query "{EVIL}" "SELECT payee, narration"
2018-06-02 custom "person" "evil"
  name: "{EVIL}"
  role: "officer"

2018-06-03 * "=HYPERLINK(1)" "@SUM(1+1)"
  invoice: "+1+1"
  Expenses:Plan:2018-19:Diversionary:Kicks:{FUND}   9.00 GBP
  Assets:Council:{FUND}                            -9.00 GBP
"""
PAGES = (
    "journal/",
    f"account/Expenses:Plan:2018-19:Diversionary:Kicks:{FUND}/",
    f"account/Assets:Council:{FUND}/",
    "income_statement/",
    "trial_balance/",
    "documents/",
    "events/",
    "errors/",
    "statistics/",
    "options/",
    "editor/",
    "query/?query_string=SELECT%20date,%20payee,%20narration",
)


@pytest.fixture
def site(serve: Callable[..., Any]) -> Any:
    site = serve()
    spend = site.books.parent / "spend-2018-19.beancount"
    spend.write_text(spend.read_text(encoding="utf-8") + SPEND, encoding="utf-8")
    return site


def test_nothing_that_was_typed_is_drawn(site: Any, view: Page) -> None:
    for name in PAGES:
        view.goto(site.url + name)
        view.wait_for_load_state("networkidle")
        expect(view.locator("article")).not_to_be_empty()
        assert view.locator(".evil").count() == 0, name
    view.goto(site.url + "journal/")
    expect(view.locator("ol.journal .payee", has_text="<div class=evil").first).to_be_attached()
    expect(view.locator("ol.journal.show-transaction")).to_contain_text(EVIL + " & Co")
    # The entry itself, over the page.
    entry = view.locator("ol.journal li.transaction", has_text="<div class=evil")
    entry.locator(".datecell a").first.click()
    expect(view.locator(".overlay, dialog, .content").get_by_text(EVIL).first).to_be_attached()
    assert view.locator(".evil").count() == 0


def test_the_journal_is_as_ever_otherwise(example: Any, view: Page) -> None:
    view.goto(example.url + "journal/")
    expect(view.locator("ol.journal li.transaction").first).to_be_attached()
    text = view.locator("ol.journal.show-transaction").inner_html()
    assert "&lt;" not in text
    assert "&amp;amp;" not in text
    assert view.locator("ol.journal.show-transaction .num").count() > 10


def test_the_csv_runs_nothing(site: Any) -> None:
    client = site.app.test_client()
    slug = site.url.rstrip("/").rsplit("/", 1)[1]
    query = (
        "SELECT payee, narration, any_meta('invoice') AS invoice, number WHERE date = 2018-06-03"
    )
    answer = client.get(
        f"/{slug}/download-query/query_result.csv", query_string={"query_string": query}
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=query_result.csv"
    rows = answer.get_data(as_text=True).splitlines()
    assert rows[0].startswith("payee,narration,invoice,number")
    assert sorted(rows[1:]) == [
        "'=HYPERLINK(1),'@SUM(1+1),'+1+1,-9.0",
        "'=HYPERLINK(1),'@SUM(1+1),'+1+1,9.0",
    ]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-5.0", "-5.0"),
        ("1e-07", "1e-07"),
        ("-5+cmd", "'-5+cmd"),
        ("\t=1", "'=1"),
        ("a,b", '"a,b"'),
        ('"=1"', '"""=1"""'),
        ("PTL", "PTL"),
    ],
)
def test_cells_are_guarded(cell: str, written: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    assert fava_csv.guarded(f"{quoted}\r\n") == f"{written}\r\n"


def test_a_fava_with_another_journal_is_not_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.beancount").write_text('option "title" "X"\n', encoding="utf-8")
    other = DictLoader({"_journal_table.html": "{% autoescape off %}", "_layout.html": ""})
    monkeypatch.setattr("flask.Flask.jinja_loader", other)
    with pytest.raises(fava_templates.OtherFavaError, match="another template _journal"):
        make_app(tmp_path / "main.beancount")


def test_pages_say_their_language_and_have_a_way_past_the_links(example: Any, view: Page) -> None:
    for name in ("journal/", "extension/Funds/"):
        view.goto(example.url + name)
        expect(view.locator("aside")).to_be_visible()
        assert view.locator("html").get_attribute("lang") == "en-GB"
        view.keyboard.press("Tab")
        skip = view.locator(":focus")
        assert skip.inner_text() == "Skip to the page"
        expect(skip).to_be_in_viewport()
        view.keyboard.press("Enter")
        assert view.locator(":focus").get_attribute("id") == fava_templates.MAIN
        view.keyboard.press("Tab")
        assert view.locator("article :focus").count() == 1
