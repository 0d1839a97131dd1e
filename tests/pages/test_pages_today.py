"""*Today*, and the script that sorts and filters the tables of all pages."""

import datetime
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from ringfence.cli.serve.forms import FormRecorder
from ringfence.cli.settings import Settings
from ringfence.pages.forms import RECORDER
from tests.pages.test_pages_looks import assert_accessible

BOOKS = """option "title" "Today"
plugin "beancount.plugins.auto_accounts"
plugin "ringfence.plugins.all"
2017-04-01 custom "partnership" "Our CSP"
2017-04-01 custom "person" "cs-officer"
  name: "Officer"
  role: "Officer"
  may: "record"
2017-04-01 custom "person" "cfo"
  name: "Finance"
  role: "Finance"
  may: "certify, manage"
2017-04-01 custom "fund" "G"
  title: "Grant"
  funder: "OPCC"
  stage: "awarded"
  returns: "six-monthly"
  due-days: 15
2017-04-01 custom "action" "2017-18" "Work"
  title: "Work"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:G  1000.00 GBP
  Income:OPCC:G         -1000.00 GBP
2017-04-02 * "Plan"
  Equity:Unallocated:G          1000.00 GBP
  Equity:Plan:2017-18:Work:G   -1000.00 GBP
2017-09-01 custom "proposal" "P1"
  title: "Lighting in the park"
2017-06-01 * "Charity" "Work"
  invoice: "C-1"
  Expenses:Plan:2017-18:Work:G   100.00 GBP
  Assets:Council:G              -100.00 GBP
2017-10-02 custom "return" "G" "2017-18-H1"
  status: "draft"
  prepared-by: "cs-officer"
2017-10-03 custom "question" "Q-1"
  about: "C-1"
  asked-by: "cfo"
  text: "What was it for?"
"""


def test_what_is_overdue_asked_and_to_be_signed(serve: Callable[..., Any], view: Page) -> None:
    site = serve(BOOKS)
    view.goto(site.page("Agenda"))
    expect(view.locator("h2")).to_contain_text("Today")
    # Both half-years of 2017/18 were due long ago.
    overdue = view.locator("table[data-of=overdue] tbody tr")
    expect(overdue.first).to_contain_text("15 October 2017")
    expect(view.locator("#unsigned + .scroll tbody tr")).to_have_count(1)
    expect(view.locator("#unsigned + .scroll tbody tr")).to_contain_text("cfo (Finance)")
    expect(view.locator("table[data-of=questions]")).to_contain_text("What was it for?")
    expect(view.locator("table[data-of=awaited]")).to_contain_text("Lighting in the park")
    assert_accessible(view)

    # The sidebar counts what is overdue.
    expect(view.locator("aside")).to_contain_text("Today (")

    # The entry has its question, until it is answered.
    view.goto(site.page("Entries", "?words=charity"))
    view.locator("#found tbody a").first.click()
    expect(view.locator("#Q-1")).to_contain_text("cfo asked on 3 October 2017: What was it for?")
    expect(view.locator(".ringfence")).to_contain_text("ringfence question answer Q-1")


def test_what_is_mine_to_sign(serve: Callable[..., Any]) -> None:
    """Nobody certifies what they prepared, so the officer's is the finance officer's to sign."""
    site = serve(BOOKS, recording=True)
    slug = site.app.config["LEDGERS"].first_slug()
    page = site.app.test_client().get(f"/{slug}/extension/Agenda/").get_data(as_text=True)
    assert "<strong>yours</strong>" not in page
    site.app.config[RECORDER] = FormRecorder(site.books, Settings(None, "cfo"))
    page = site.app.test_client().get(f"/{slug}/extension/Agenda/").get_data(as_text=True)
    assert "<strong>yours</strong>" in page


def test_tables_sort_and_filter(example: Any, view: Page) -> None:
    view.goto(example.page("DeliveryPlan", "?time=fy2018"))
    names = view.locator("#actions tbody th")
    spent = view.locator("#actions tbody tr td.num:nth-of-type(5)")
    before = names.all_inner_texts()
    view.locator("#actions").get_by_role("button", name="Spent").click()
    amounts = [float(each.strip("£").replace(",", "")) for each in spent.all_inner_texts()]
    assert amounts == sorted(amounts)
    expect(view.locator("#actions th[aria-sort=ascending]")).to_have_text("Spent")
    view.locator("#actions").get_by_role("button", name="Spent").press("Enter")
    amounts = [float(each.strip("£").replace(",", "")) for each in spent.all_inner_texts()]
    assert amounts == sorted(amounts, reverse=True)
    assert sorted(names.all_inner_texts()) == sorted(before)

    box = view.get_by_label("Show rows with").first
    box.fill("diversionary")
    expect(view.locator("#actions tbody tr:visible")).to_have_count(1)
    expect(view.locator("p.rows").first).to_contain_text(f"1 of {len(before)} rows are shown")
    assert_accessible(view)


def test_without_script_every_page_is_whole(example: Any, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("Agenda", "DeliveryPlan", "Reserve", "Funds", "Returns", "Findings", "Entries"):
        page.goto(example.page(name, "?time=fy2018"))
        assert page.locator(".ringfence h2").count() == 1
    page.goto(example.page("Entries"))
    page.get_by_label("Search by payee").fill("kicks")
    page.get_by_role("button", name="Search", exact=True).click()
    assert page.locator("#found tbody tr").count() > 0
    context.close()


def test_a_closed_section_is_open_in_print(example: Any, view: Page) -> None:
    view.goto(example.page("Returns", "?time=fy2018"))
    expect(view.locator("aside")).to_be_visible()
    closed = view.locator(".ringfence details:not([open])")
    assert closed.count() > 0
    view.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert closed.count() == 0
    view.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert closed.count() > 0


def test_today_is_today(example: Any) -> None:
    slug = example.app.config["LEDGERS"].first_slug()
    page = example.app.test_client().get(f"/{slug}/extension/Agenda/").get_data(as_text=True)
    today = datetime.date.today()
    assert f"Today, {today.day} {today:%B %Y}" in page


def test_amounts_lead_to_what_is_behind_them(serve: Callable[..., Any], view: Page) -> None:
    """What is still accrued leads to its entries, by their link; a proposal to what is sought."""
    site = serve(
        BOOKS.replace('title: "Lighting in the park"', 'title: "Lighting"\n  amount: 50.00 GBP')
        + """2017-06-02 * "Supplier" "Delivered, not billed" ^del-1
  Expenses:Plan:2017-18:Work:G    80.00 GBP
  Liabilities:Accruals:G         -80.00 GBP
"""
    )
    view.goto(site.page("Agenda"))
    view.get_by_role("link", name="£80.00").click()
    expect(view.locator("#found")).to_contain_text("Delivered, not billed")
    view.goto(site.page("Agenda"))
    view.get_by_role("link", name="£50.00").click()
    expect(view.locator("#total")).to_have_text("£50.00")
