"""What is unspent at the year's end is one number: on the pages, in papers, letters and JSON."""

import datetime
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from ringfence.ledger.loading import load
from ringfence.ledger.money import pounds
from ringfence.ledger.years import FinancialYear
from ringfence.reports.columns import UNSPENT
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.notice import notice
from ringfence.reports.position import position
from ringfence.reports.position_paper import position_paper
from ringfence.reports.render.markdown import markdown
from ringfence.reports.underspend import underspend_of
from tests.pages.test_pages_figures import said

NAME = UNSPENT["total"].title
DAYS = ["2017-06-12", "2017-08-31", "2017-12-31", "2018-01-31", "2018-03-31"]
RETURNS = [("2017-18-H1", "fy2018"), ("2017-18-H2", "fy2018")]


def in_markdown(text: str) -> list[str]:
    """Give the number as a paper's table of its parts has it."""
    return re.findall(rf"\| \*\*{NAME}\*\* \| \*\*(.*?)\*\* \|", text)


def on_page(view: Page, within: str) -> list[str]:
    rows = view.locator(f"{within} tfoot tr", has_text=NAME)
    return [text.strip() for text in rows.locator("td.num").all_text_contents()]


@pytest.mark.parametrize("day", DAYS)
def test_on_the_plan_in_the_position_and_in_the_notice(example: Any, view: Page, day: str) -> None:
    book, on = load(example.books).book, datetime.date.fromisoformat(day)
    found = underspend_of(book, "PLF-2017-18", on)
    assert found is not None
    number = pounds(found.total)
    told = said(example, "position", "--as-at", day)["underspends"]
    assert [pounds_of(each["total"]) for each in told] == [number]
    report = position(book, FinancialYear.of_day(on), on, findings={})
    assert in_markdown(markdown(position_paper(report))) == [number]
    if found.total:
        assert in_markdown(markdown(notice(book, found))) == [number]

    view.goto(example.page("DeliveryPlan", f"?time={day}"))
    assert on_page(view, "#underspends") == [number]


@pytest.mark.parametrize(("period", "time"), RETURNS)
def test_on_the_page_of_a_return_and_in_its_paper(
    example: Any, view: Page, period: str, time: str
) -> None:
    expected = said(example, "return", "prepare", "PLF-2017-18", period)
    number = pounds_of(expected["underspend"]["total"])
    paper = return_paper(prepare(load(example.books).book, "PLF-2017-18", period))
    assert in_markdown(markdown(paper)) == [number]

    view.goto(example.page("Returns", f"?time={time}&fund=PLF-2017-18&period={period}"))
    view.locator("summary", has_text="The whole return").click()
    assert on_page(view, ".ringfence details") == [number]


def pounds_of(amount: str) -> str:
    whole, _point, pence = amount.partition(".")
    return f"£{int(whole):,}.{pence}"
