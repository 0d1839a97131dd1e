"""Nothing is cut off or left out without a word: at any width, in print, however much there is."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ringfence import pages
from ringfence.ledger.years import FinancialYear
from ringfence.pages.time_filter import BadTimeError, read_days
from tests.screenshots import QUERIES, RUNS_OFF, TIME

PAGES = sorted({*pages.__all__} - {"Record", "Tasks"})
LONG = "Diversionary activities with young people in every neighbourhood of the two boroughs"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_the_side(example: Any, view: Page, name: str) -> None:
    """At 390 px, and at 320: what a window of 1,280 px is at a zoom of 400 %."""
    for width in (390, 320, 800):
        view.set_viewport_size({"width": width, "height": 900})
        view.goto(example.page(name, QUERIES.get(name, f"?{TIME}")))
        view.wait_for_selector("aside a", state="attached")
        for details in view.locator(".ringfence details").all():
            details.locator("summary").click()
        assert view.evaluate(RUNS_OFF) == 0, width


@pytest.mark.parametrize("width", [1101, 1280, 1600, 1920])
def test_every_figure_of_the_plan_is_seen_beside_long_titles(
    serve: Callable[..., Any], view: Page, width: int
) -> None:
    site = serve(
        """option "title" "Long"
plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "G"
  title: "Grant"
  funder: "OPCC"
  stage: "awarded"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:G  1000000.00 GBP
  Income:OPCC:G         -1000000.00 GBP
"""
        + "".join(
            f"""2017-04-01 custom "action" "2017-18" "Work{number}"
  title: "{LONG} {number}"
2017-04-02 * "Plan"
  Equity:Unallocated:G                  150000.00 GBP
  Equity:Plan:2017-18:Work{number}:G   -150000.00 GBP
"""
            for number in range(5)
        )
    )
    view.set_viewport_size({"width": width, "height": 900})
    view.goto(site.page("DeliveryPlan", "?time=fy2018"))
    expect(view.locator("aside")).to_be_visible()
    right = "document.querySelector('#actions tfoot td:last-child').getBoundingClientRect().right"
    assert view.evaluate(f"{right} <= innerWidth")


def test_bars_and_closed_sections_are_in_print(example: Any, view: Page) -> None:
    """As wide as A4, and without any script of ours having opened anything."""
    view.set_viewport_size({"width": 794, "height": 1123})
    view.goto(example.page("DeliveryPlan", "?time=fy2018"))
    view.emulate_media(media="print")
    expect(view.locator("#actions td.bars").first).to_be_visible()
    view.emulate_media(media="screen")
    view.goto(example.page("Returns", "?time=fy2018"))
    closed = view.locator(".ringfence details:not([open])").first
    expect(closed.locator("h4").first).to_be_hidden()
    view.emulate_media(media="print")
    expect(closed.locator("h4").first).to_be_visible()


def test_all_returns_of_a_year_can_be_reached(serve: Callable[..., Any]) -> None:
    """160 funds that make one return each: 100 on a page, and the rest on the next."""
    site = serve(
        'option "title" "Many"\n'
        + "".join(
            f"""2017-04-01 custom "fund" "G{number:03}"
  title: "Grant {number}"
  funder: "OPCC"
  stage: "awarded"
  returns: "annual"
  spend-by: 2018-03-31
"""
            for number in range(160)
        )
    )
    client, slug = site.app.test_client(), site.app.config["LEDGERS"].first_slug()
    seen = set()
    for first, said in (("1", "1 to 100 of 160"), ("101", "101 to 160 of 160")):
        page = client.get(f"/{slug}/extension/Returns/?time=fy2018&from={first}")
        text = page.get_data(as_text=True)
        assert said in text
        seen |= {f"G{n:03}" for n in range(160) if f'data-return="G{n:03} 2017-18"' in text}
    assert len(seen) == 160
    # A return of the second page that the address names is on the page that is shown.
    page = client.get(f"/{slug}/extension/Returns/?time=fy2018&fund=G150&period=2017-18")
    assert "101 to 160 of 160" in page.get_data(as_text=True)


@pytest.mark.parametrize("typed", ["2017/18", "2017-18", "2017/2018", " 2017 / 18 ", "fy2018"])
def test_a_year_is_typed_as_people_write_it(typed: str) -> None:
    asked = read_days(None, typed, datetime.date(2020, 1, 1))  # type: ignore[arg-type]
    assert asked.year == FinancialYear(2017)
    assert (asked.first, asked.as_at) == (datetime.date(2017, 4, 1), datetime.date(2018, 3, 31))


def test_two_years_that_do_not_follow_are_no_year() -> None:
    with pytest.raises(BadTimeError):
        read_days(None, "2017/19", datetime.date(2020, 1, 1))  # type: ignore[arg-type]
