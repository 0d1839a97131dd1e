"""Every figure of every page leads to its statement, whose lines come to that figure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from fava.context import g
from flask import Flask
from playwright.sync_api import Page, expect

from ringfence.cli.serve.serving import make_app
from ringfence.ledger.loading import load
from ringfence.ledger.money import pounds
from ringfence.ledger.years import FinancialYear
from ringfence.pages.figures import name_in, statement_of
from ringfence.pages.loaded_books import load_once
from ringfence.pages.time_filter import filter_of, read_days
from ringfence.reports.schedule import all_dates
from tests.pages.conftest import ROOT
from tests.pages.test_pages_looks import assert_accessible

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/main.beancount"))
#: Tables whose figures are of no entry of ours: what is sought and what others must find.
NOT_OF_ENTRIES = re.compile("Changes sought|Match|Profile by now|Behind profile")


class Cell(NamedTuple):
    """A figure as it is shown: where, its text, and where it leads."""

    page: str
    table: str
    text: str
    url: str | None


class Figures(HTMLParser):
    """The figures of a page: the cells of numbers in its tables, and the values of its sums."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.cells = page, list[Cell]()
        self._table = self._text = ""
        self._url: str | None = None
        self._inside = self._is_caption = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("table", "dl"):
            self._table = values.get("id") or ""
        if tag == "caption":
            self._is_caption = True
        if (tag == "td" and "num" in (values.get("class") or "").split()) or (
            tag == "dd" and self._table == "statement"
        ):
            self._inside, self._text, self._url = True, "", None
        if tag == "a" and self._inside:
            self._url = values.get("href")

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._is_caption = False
        if tag in ("td", "dd") and self._inside:
            self._inside = False
            self.cells.append(Cell(self.page, self._table, self._text.strip(), self._url))

    def handle_data(self, data: str) -> None:
        if self._is_caption and not self._table:
            self._table = data
        if self._inside:
            self._text += data


@pytest.fixture(scope="module", params=EXAMPLES)
def app(request: pytest.FixtureRequest) -> Flask:
    return make_app(ROOT / "examples" / request.param / "main.beancount")


def pages_of(app: Flask) -> Iterator[str]:
    """Name every page of figures of each year, and of each return."""
    path = app.config["LEDGERS"].ledgers[0].beancount_file_path
    book = load(path).book
    years = sorted({FinancialYear.parse(year) for year, _action in book.register.actions})
    for year in years:
        time = filter_of(year)
        yield f"DeliveryPlan/?time={time}"
        yield f"Reserve/?time={time}"
        yield from (f"Budget/?time={time}&by={by}" for by in ("action", "fund"))
        yield from (f"Funds/?time={time}&fund={fund}" for fund in book.register.funds)
    for dates in all_dates(book):
        year = dates.year or FinancialYear.of_day(dates.end)
        yield f"Returns/?time={filter_of(year)}&fund={dates.fund}&period={dates.ref}"


def figures_of(app: Flask, page: str) -> list[Cell]:
    slug = app.config["LEDGERS"].first_slug()
    answer = app.test_client().get(f"/{slug}/extension/{page}")
    assert answer.status_code == 200
    read = Figures(page)
    read.feed(answer.get_data(as_text=True).partition('class="ringfence"')[2])
    return [cell for cell in read.cells if cell.text.startswith(("£", "-£", "−£"))]


@pytest.mark.slow
def test_each_figure_is_what_its_statement_comes_to(app: Flask) -> None:
    """To the penny; what is no sum of entries is stated by the figures that it is worked out of."""
    totals: dict[str, str] = {}
    wrong, without, of_entries = [], [], 0
    for page in pages_of(app):
        for cell in figures_of(app, page):
            if cell.url is None:
                if not NOT_OF_ENTRIES.search(cell.table):
                    without.append(cell)
            elif "entry=" in cell.url or "words=" in cell.url:
                of_entries += 1
            else:
                if cell.url not in totals:
                    totals[cell.url] = total_of(app, cell.url)
                if totals[cell.url] != cell.text:
                    wrong.append((cell, totals[cell.url]))
    assert wrong == []
    assert without == []
    assert len(totals) > 50
    assert of_entries or "safer" in str(app.config["LEDGERS"].first_slug())


def total_of(app: Flask, url: str) -> str:
    """Return what the statement that an address leads to comes to, line by line."""
    asked = dict(parse_qsl(urlsplit(url).query))
    with app.test_request_context(url):
        app.preprocess_request()
        books, name = load_once(g.ledger), name_in(asked)
        assert name is not None, url
        wanted = read_days(books.book, asked.get("time", ""), datetime.date.today())
        stated = statement_of(books, wanted, name)
    running = list(accumulate(line.amount for line in stated.lines))
    assert [line.total for line in stated.lines] == running
    return pounds(running[-1] if running else Decimal(0))


def test_from_the_return_to_the_invoice_in_two_clicks(example: Any, view: Page) -> None:
    view.goto(example.page("Returns", "?time=fy2018&fund=PLF-2017-18&period=2017-18-H2"))
    line = view.locator("#lines tr[data-action='Diversionary']")
    spent = line.locator("td.num").nth(2)
    amount = spent.inner_text()
    spent.get_by_role("link").click()

    expect(view.locator("#total")).to_have_text(amount)
    row = view.locator("#statement tbody tr", has_text="LCFC-1093")
    expect(row).to_contain_text("Leicester City FC")
    paper = row.locator("a[data-remote]")
    answer = view.request.get(urljoin(example.url, paper.get_attribute("href") or ""))
    assert "Invoice LCFC-1093" in answer.text()
    # An entry of its own: what it moves, who recorded it, and where it stands.
    row.get_by_role("link", name="Leicester City FC").click()
    expect(view.locator("#postings")).to_contain_text("Spent on KICKS")
    expect(view.locator(".ringfence")).to_contain_text("spend-2017-18.beancount:96")


def test_a_long_statement_goes_on_over_pages(serve: Callable[..., Any]) -> None:
    """250 payments of 1.00: each page begins with what the lines before it come to."""
    site = serve(MANY + "".join(payment(number) for number in range(250)))
    client, slug = site.app.test_client(), site.app.config["LEDGERS"].first_slug()
    asked = "of=plan&figure=spent&place=2017-18/Work&time=fy2018"
    pages = []
    for first in ("1", "101", "201", "9999"):
        answer = client.get(f"/{slug}/extension/Entries/?{asked}&from={first}")
        pages.append(answer.get_data(as_text=True).partition('class="ringfence"')[2])
    for page, shown in zip(pages, ("1 to 100", "101 to 200", "201 to 250"), strict=False):
        assert f"{shown} of 250" in page
        assert "£250.00" in page
    assert "From the 100 lines before" in pages[1]
    assert "From the 200 lines before" in pages[3]
    # Its own file has all of it.
    file = client.get(f"/{slug}/extension/Entries/download?format=csv&{asked}")
    assert file.get_data(as_text=True).count("Payee 7") > 1
    assert len(file.get_data(as_text=True).splitlines()) == 251


def test_what_no_figure_is_called_is_told(example: Any) -> None:
    client, slug = example.app.test_client(), example.app.config["LEDGERS"].first_slug()
    for query in (
        "of=plan&figure=nothing&place=2017-18",
        "of=<b>&figure=spent",
        "of=plan&figure=spent",
        "of=line&figure=actual_to_date&fund=Nobody&period=2017-18-H1",
        "of=reserve&figure=closing&place=../x/y",
        "of=fund&figure=spent&fund=Nobody",
        "entry=nowhere.beancount:1",
        "entry=spend-2017-18.beancount:x",
    ):
        page = client.get(f"/{slug}/extension/Entries/?{query}").get_data(as_text=True)
        page = page.partition('class="ringfence"')[2]
        assert 'class="notice" role="status"' in page or "figure is nil" in page, query
        assert "a fault in Ringfence" not in page
        assert "<b>" not in page


MANY = """option "title" "Many"
plugin "beancount.plugins.auto_accounts"
plugin "ringfence.plugins.all"
2017-04-01 custom "fund" "G"
  title: "Grant"
  funder: "OPCC"
  stage: "awarded"
2017-04-01 custom "action" "2017-18" "Work"
  title: "Work"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:G  1000.00 GBP
  Income:OPCC:G         -1000.00 GBP
2017-04-02 * "Plan"
  Equity:Unallocated:G          1000.00 GBP
  Equity:Plan:2017-18:Work:G   -1000.00 GBP
"""


def payment(number: int) -> str:
    return f"""2017-06-01 * "Payee {number}" "Work"
  invoice: "I-{number:03}"
  Expenses:Plan:2017-18:Work:G   1.00 GBP
  Assets:Council:G              -1.00 GBP
"""


def test_a_search_finds_by_payee_reference_amount_and_words(example: Any, view: Page) -> None:
    view.goto(example.page("Entries"))
    for words, count in (
        ("leicester kicks", None),
        ("lcfc-1093", 1),
        ("£3,000 lcfc", None),
        ("2 october 2017 lcfc", None),
        ("no such words at all", 0),
    ):
        view.get_by_label("Search by payee").fill(words)
        view.get_by_role("button", name="Search", exact=True).click()
        expect(view.locator("h2")).to_contain_text(f"found for “{words}”")
        rows = view.locator("#found tbody tr").count()
        assert rows == count if count is not None else rows > 0
    assert_accessible(view)
