"""The pages in a real browser: their figures are those of the commands."""

import functools
import json
import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from fava.beans.funcs import hash_entry
from playwright.sync_api import Page, expect

from ringfence.cli.main import main
from ringfence.ledger.loading import load
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.financial_tables import SUMMARY
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.render.table import Table

EARMARK = ("set_aside", "spent", "left", "committed")
FIGURES = ("allocated", "earmarked", "committed", "spent", "available")
DAYS = {
    "?time=2017-06-12": ("2017-18", "2017-06-12"),
    "?time=fy2018": ("2017-18", "2018-03-31"),
    "?time=2017-04 - 2017-09": ("2017-18", "2017-09-30"),
    "?time=fy2019": ("2018-19", "2019-03-31"),
}
RETURNS = (
    ("PLF-2017-18", "2017-18-H1"),
    ("PLF-2017-18", "2017-18-H2"),
    ("PLF-2018-19", "2018-19-H1"),
)
LINE = (
    "current_allocation",
    "actual_in_period",
    "actual_to_date",
    "committed",
    "forecast_outturn",
    "forecast_variance",
)


def said(site: Any, *args: str) -> Any:
    return json.loads(printed(str(site.books), *args))


@functools.cache
def printed(books: str, *args: str) -> str:
    run = CliRunner().invoke(main, ["--books", books, *args, "--format", "json"])
    assert run.exit_code == 0, run.output
    return run.output


def made(site: Any, *args: str) -> bytes:
    """Return the HTML file that a command writes."""
    file = site.books.parent.parent / "made.html"
    run = CliRunner().invoke(main, ["--books", str(site.books), *args, "--output", str(file)])
    assert run.exit_code == 0, run.output
    return bytes(file.read_bytes())


def pounds(texts: list[str]) -> list[str]:
    amounts = [re.sub(r"[£,]", "", text) for text in texts]
    return [f"{Decimal(amount):.2f}" for amount in amounts if amount]


def row(view: Page, selector: str) -> list[str]:
    return pounds(view.locator(f"{selector} td.num").all_text_contents())


@pytest.mark.parametrize("query", DAYS)
def test_the_delivery_plan_is_the_position(example: Any, view: Page, query: str) -> None:
    year, as_at = DAYS[query]
    expected = said(example, "position", "--year", year, "--as-at", as_at)

    view.goto(example.page("DeliveryPlan", query))
    for action in expected["actions"]:
        pot = f"#actions tr[data-pot='{year}/{action['action']}']"
        assert row(view, pot) == [action[name] for name in FIGURES]
        for earmark in action["earmarks"]:
            shown = row(
                view, f"#earmarks tr[data-pot='{year}/{action['action']}/{earmark['earmark']}']"
            )
            assert shown == [earmark[name] for name in EARMARK]
    assert row(view, "#actions tfoot") == [expected["totals"][name] for name in FIGURES]
    assert view.locator("#proposals tbody tr").count() == len(expected["proposals"])
    for fund in expected["funds"]:
        if fund["left"] != "0.00" or fund["spent"] != "0.00":
            reserve = expected["reserve"]["by_fund"].get(fund["fund"], "0.00")
            assert row(view, f"#pools tr[data-fund='{fund['fund']}']")[0] == reserve


@pytest.mark.parametrize(("fund", "period"), RETURNS)
def test_a_return_is_what_the_command_prepares(
    example: Any, view: Page, fund: str, period: str
) -> None:
    expected = said(example, "return", "prepare", fund, period)

    year = f"fy20{period[5:7]}"
    view.goto(example.page("Returns", f"?time={year}&fund={fund}&period={period}"))
    for line in expected["lines"]:
        shown = row(view, f"#lines tr[data-action='{line['action']}']")
        assert shown == [line[name] for name in LINE]
    assert row(view, "#lines tfoot") == [expected["totals"][name] for name in LINE]
    # The columns are the paper's: the same names, in the same order.
    book = load(example.books).book
    (first,) = (
        block
        for block in return_paper(prepare(book, fund, period)).sections[0].blocks
        if isinstance(block, Table) and block.title == SUMMARY
    )
    heads = [column.title for column in first.columns if column.title != "RAG"]
    assert view.locator("#lines thead th").all_text_contents() == heads
    # A page says where a command is typed.
    told = [
        re.sub("([Tt]ype): ringfence", r"\1 in a terminal: ringfence", each)
        for each in expected["to_complete"]
    ]
    assert view.locator("#to-complete li").all_text_contents() == told


@pytest.mark.parametrize("query", DAYS)
def test_the_reserve_closes_on_what_the_position_holds(
    example: Any, view: Page, query: str
) -> None:
    year, as_at = DAYS[query]
    expected = said(example, "position", "--year", year, "--as-at", as_at)["reserve"]

    view.goto(example.page("Reserve", query))
    opening, paid_in, paid_out, closing = map(Decimal, row(view, "#reserve tfoot"))
    assert f"{closing:.2f}" == expected["total"]
    assert opening + paid_in - paid_out == closing
    for fund, left in expected["by_fund"].items():
        if left != "0.00":
            assert row(view, f"#reserve tr[data-fund='{fund}']")[-1] == left


@pytest.mark.parametrize("query", DAYS)
def test_the_funds_hold_what_the_position_says(example: Any, view: Page, query: str) -> None:
    year, as_at = DAYS[query]
    expected = said(example, "position", "--year", year, "--as-at", as_at)

    view.goto(example.page("Funds", query))
    # The position's paper is of one year's plan; with one year alone they are the same.
    if year == "2017-18":
        for fund in expected["funds"]:
            shown = row(view, f"#funds tr[data-fund='{fund['fund']}']")
            assert shown[4] == fund["left"]


def test_the_filter_box_changes_the_figures_in_place(example: Any, view: Page) -> None:
    view.goto(example.page("DeliveryPlan", "?time=fy2018"))
    before = row(view, "#actions tfoot")
    view.evaluate("window.stayed = true")

    box = view.get_by_placeholder("Time")
    box.fill("2017-06-12")
    box.press("Enter")

    expect(view.locator(".ringfence h2")).to_have_text("Delivery Plan 2017/18, as at 12 June 2017")
    assert row(view, "#actions tfoot") != before
    assert view.evaluate("window.stayed")


def test_an_action_leads_to_its_journal(example: Any, view: Page) -> None:
    view.goto(example.page("DeliveryPlan", "?time=fy2018"))
    view.get_by_role("link", name="Diversionary Activities", exact=True).click()

    expect(view.locator("ol.journal").last).to_contain_text("Leicester City FC")
    expect(view.locator("ol.journal").last).to_contain_text("Reserve to Diversionary Activities")
    expect(view.locator("ol.journal").last).not_to_contain_text("Neighbour Hub")
    expect(view.locator("ol.journal").last).not_to_contain_text("Opening balance")


def test_a_decision_opens_over_the_page(example: Any, view: Page) -> None:
    view.goto(example.page("Reserve", "?time=fy2018"))
    view.get_by_role("link", name="CSP-2017-06-12-03").click()
    expect(view.locator(".overlay-wrapper, dialog").first).to_contain_text("from the reserve")


def download(view: Page, name: str) -> tuple[str, bytes]:
    with view.expect_download() as waiting:
        view.locator("p", has_text="To take away").get_by_role("link", name=name).click()
    with waiting.value.path().open("rb") as file:
        return waiting.value.suggested_filename, file.read()


def test_files_of_the_position_open(example: Any, view: Page) -> None:
    view.goto(example.page("DeliveryPlan", "?time=2017-06-12"))
    stem = "position-2017-18-as-at-2017-06-12"

    name, content = download(view, "JSON")
    assert name == f"{stem}.json"
    expected = said(example, "position", "--year", "2017-18", "--as-at", "2017-06-12")
    assert json.loads(content) == expected

    name, content = download(view, "Excel")
    assert name == f"{stem}.xlsx"
    assert "Position" in openpyxl.load_workbook(BytesIO(content)).sheetnames

    name, content = download(view, "Word")
    assert name == f"{stem}.docx"
    texts = [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]
    assert "Financial position 2017/18" in texts[0]
    # It is the paper of the meeting, as the command makes it.
    assert "Decisions sought" in texts

    name, content = download(view, "HTML")
    assert name == f"{stem}.html"
    assert content == made(example, "position", "--as-at", "2017-06-12")
    assert b"Decisions sought" in content

    name, content = download(view, "CSV")
    assert name == f"{stem}.csv"
    assert content.decode("utf-8-sig").startswith("Year,As at,Pot")

    name, content = download(view, "Markdown")
    assert name == f"{stem}.md"
    assert b"Diversionary Activities" in content


@pytest.mark.parametrize(("page", "name"), [("Reserve", "reserve"), ("Funds", "funds")])
def test_files_of_other_pages_open(example: Any, view: Page, page: str, name: str) -> None:
    view.goto(example.page(page, "?time=fy2018"))
    kinds = {"Word": "docx", "Excel": "xlsx", "HTML": "html", "CSV": "csv", "Markdown": "md"}
    for kind, ending in kinds.items():
        given, content = download(view, kind)
        assert given == f"{name}-2017-04-01-to-2018-03-31.{ending}"
        assert b"PLF-2017-18" in content or ending in ("docx", "xlsx")


def test_files_of_a_return_open(example: Any, view: Page) -> None:
    view.goto(example.page("Returns", "?time=fy2018&fund=PLF-2017-18&period=2017-18-H1"))
    name, content = download(view, "JSON")
    assert name == "PLF-2017-18_2017-18-H1.json"
    assert json.loads(content) == said(example, "return", "prepare", "PLF-2017-18", "2017-18-H1")

    name, content = download(view, "Word")
    assert name.endswith(".docx")
    docx.Document(BytesIO(content))

    name, content = download(view, "HTML")
    assert name == "PLF-2017-18_2017-18-H1.html"
    assert content == made(example, "return", "prepare", "PLF-2017-18", "2017-18-H1")


def test_findings_lead_to_their_line(serve: Callable[..., Any], view: Page) -> None:
    site = serve()
    spend = site.books.parent / "spend-2018-19.beancount"
    spend.write_text(
        spend.read_text(encoding="utf-8")
        + '\n2018-05-02 * "Somebody" "Too much"\n  invoice: "X-1"\n'
        "  Expenses:Plan:2018-19:Diversionary:Kicks:PLF-2017-18   90000.00 GBP\n"
        "  Assets:Council:PLF-2017-18                            -90000.00 GBP\n",
        encoding="utf-8",
    )
    expected = json.loads(
        CliRunner().invoke(main, ["--books", str(site.books), "check", "--format", "json"]).output
    )["findings"]

    view.goto(site.page("Findings"))
    shown = view.locator(".finding[data-severity=block]")
    assert shown.count() == sum(each["severity"] == "block" for each in expected)
    expect(view.locator("h2").first).to_contain_text("faults to correct")
    link = view.locator(".finding[data-rule=overdrawn] .place a").first
    expect(link).to_have_text(re.compile(r"spend-2018-19\.beancount:\d+"))
    # The entry as we state it, with what is wrong; the raw editor only as Fava's.
    link.click()
    expect(view.locator("#postings")).to_be_visible()
    expect(view.locator(".finding[data-rule=overdrawn]")).to_be_visible()
    expect(view.locator("aside")).to_contain_text("Findings (2)")
    view.go_back()
    view.locator(".finding[data-rule=overdrawn] .place a").nth(1).click()
    expect(view.locator(".cm-content")).to_contain_text("Too much")

    view.goto(site.page("DeliveryPlan"))
    expect(view.locator(".notice.grave")).to_contain_text("DRAFT")


def test_a_decision_leads_to_its_minutes_and_a_spend_to_its_invoice(
    example: Any, view: Page
) -> None:
    view.goto(example.page("Reserve", "?time=fy2018"))
    view.get_by_role("link", name="CSP-2017-06-12-03").click()
    over = view.locator(".overlay-wrapper, dialog").first
    expect(over).to_contain_text("2017-06-12.minutes.txt")

    slug = example.url.rstrip("/").rsplit("/", 1)[1]
    entries = example.app.config["LEDGERS"].ledgers[0].all_entries
    found = [each for each in entries if "document" in (each.meta or {})]
    assert len(found) == 7
    for entry in found:
        query = {"entry_hash": hash_entry(entry), "key": "document"}
        answer = example.app.test_client().get(f"/{slug}/statement/", query_string=query)
        assert answer.status_code == 200, entry
        # What it says is what the entry says.
        invoice = entry.meta.get("invoice")
        wanted = f"Invoice {invoice}\n" if invoice else "£1,000.00"
        assert wanted in answer.get_data(as_text=True)
        answer.close()

    view.goto(f"{example.url}journal/?account=Sentinel:Contribution")
    link = view.locator("ol.journal a[href*=statement]").first.get_attribute("href")
    answer = view.request.get(urljoin(example.url, link or ""))
    assert "£5,224.22" in answer.text()


def test_a_statement_asked_for_on_one_day_is_of_its_year(example: Any, view: Page) -> None:
    """By 31 August 13,564.22 is spent of 38,000.00: a statement of one day alone would be nil."""
    view.goto(example.page("Funds", "?fund=PLF-2017-18&time=2017-08-31"))
    assert (
        view.locator("h3", has_text="Statement of")
        .inner_text()
        .endswith("1 April 2017 to 31 August 2017")
    )
    assert view.locator("#left").inner_text() == "£24,435.78"
