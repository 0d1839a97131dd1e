"""How the pages look, in every light, and that everybody can use them."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from ringfence import pages

PAGES = sorted({*pages.__all__} - {"Record", "Tasks"})
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
NAMED = '2017-04-01 custom "fava-extension" "ringfence.reports.fava_pages"\n'
Shot = Callable[[Page, str], None]


def assert_accessible(page: Page) -> None:
    """Fava's own header and sidebar are not ours to judge."""
    found = Axe().run(page, context=".ringfence", options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_light_and_tablet(example: Any, view: Page, shot: Shot, name: str) -> None:
    view.goto(example.page(name, "?time=fy2018"))
    expect(view.locator("aside")).to_be_visible()
    for details in view.locator(".ringfence details").all():
        details.locator("summary").click()
    assert_accessible(view)
    shot(view, f"{name}-light")

    view.set_viewport_size({"width": 820, "height": 1100})
    assert_accessible(view)
    assert view.evaluate(
        "document.querySelector('.ringfence').getBoundingClientRect().right <= innerWidth"
    )
    shot(view, f"{name}-tablet")


@pytest.mark.parametrize("name", PAGES)
def test_dark_and_print(example: Any, browser: Browser, shot: Shot, name: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(example.page(name, "?time=2017-06-12"))
    expect(page.locator("aside")).to_be_visible()
    assert_accessible(page)
    shot(page, f"{name}-dark")

    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator("aside")).to_be_hidden()
    assert page.locator(".ringfence .screen:visible").count() == 0
    shot(page, f"{name}-print")
    context.close()


def test_the_keyboard_alone(example: Any, view: Page) -> None:
    view.goto(example.page("DeliveryPlan", "?time=fy2018"))
    expect(view.locator("aside")).to_be_visible()
    view.locator(".ringfence nav a").first.focus()
    reached = []
    for _ in range(24):
        view.keyboard.press("Tab")
        reached.append(
            view.evaluate(
                "[document.activeElement.textContent.trim().slice(0, 40),"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
        )
    assert ["2018/19", "solid"] in reached
    assert ["Word", "solid"] in reached
    assert ["Big Lunch, 18 June 2017", "solid"] in reached
    view.get_by_role("link", name="2018/19").focus()
    view.keyboard.press("Enter")
    expect(view.locator(".ringfence h2")).to_contain_text("Delivery Plan 2018/19")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "text",
    [
        f'option "title" "Empty"\n{NAMED}',
        (
            'option "title" "Broken"\nplugin "ringfence.plugins.all"\n'
            '2017-04-01 custom "fund" "X"\n2017-04-01 custom "action" "17" 5\n'
            '2017-04-02 * "no account"\n  Equity:Plan:2017-18:A:X  5 USD\n  Assets:B\n'
            'include "nowhere.beancount"\nthis is no ledger\n'
            f"{NAMED}"
        ),
    ],
    ids=["empty", "broken"],
)
def test_any_books_give_a_sensible_page(serve: Callable[..., Any], text: str, name: str) -> None:
    site = serve(text)
    client = site.app.test_client()
    path = site.page(name).split("/", 3)[3]
    for query in ("", "?time=fy2018", "?time=nonsense", "?time=9999", "?time=0001", "?filter=%28"):
        answer = client.get(f"/{path}{query}")
        assert answer.status_code == 200, query
        assert b"a fault in Ringfence" not in answer.data
        if "nonsense" in query or "9999" in query:
            assert b"is not a period" in answer.data


def test_other_filters_are_said_not_to_matter(example: Any, view: Page) -> None:
    view.goto(example.page("Funds", "?account=Expenses&filter=%23x"))
    expect(view.locator(".notice")).to_contain_text("do not change this page")
