"""Everybody can use every page: WCAG 2.2 AA by axe in each light and width, by zoom and keyboard.

The pages are those of `ringfence.pages`, so that a new one is looked at here without a further
line. Fava's own header and sidebar are not ours: docs/accessibility.md lists what of them fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from ringfence import pages

#: A hundred looks by axe: once for all Pythons.
pytestmark = pytest.mark.slow

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OURS = [[".ringfence"], [".ringfence-skip"]]
HEADINGS = (
    "[...document.querySelectorAll('.ringfence :is(h1,h2,h3,h4,h5,h6)')].map(h => +h.tagName[1])"
)
#: What of ours reaches beyond the window, but for what scrolls within the page.
WIDE = """
[...document.querySelectorAll('.ringfence, .ringfence *')]
  .filter(e => !e.closest('.scroll, svg, pre, datalist, .ringfence-skip'))
  .filter(e => e.getBoundingClientRect().width && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.trim().slice(0, 40))
"""
#: The focus of an element that shows nothing is lost to whoever sees the page.
SEEN = """
(() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const shown = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1;
  return [e.closest('.ringfence') !== null, shown, e.tagName + ' ' + (e.innerText || e.id)];
})()
"""


class Look(NamedTuple):
    """How a page is looked at; a zoom is as many times fewer pixels of the page."""

    name: str
    width: int
    height: int
    scheme: Any = "light"
    media: Any = "screen"
    zoom: int = 1


LOOKS = (
    Look("light", 1280, 900),
    Look("dark", 1280, 900, scheme="dark"),
    Look("print", 1280, 900, media="print"),
    Look("tablet", 800, 1100),
    Look("tablet-dark", 800, 1100, scheme="dark"),
    Look("phone", 390, 844),
    Look("phone-dark", 390, 844, scheme="dark"),
    Look("zoom-200", 640, 450, zoom=2),
    Look("zoom-400", 320, 256, zoom=4),
)


def every_page() -> list[str]:
    return sorted(pages.__all__)


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: look.name)
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Look, Page]]:
    look: Look = request.param
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        device_scale_factor=look.zoom,
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.emulate_media(media=look.media, color_scheme=look.scheme)
    yield look, page
    context.close()


def open_page(page: Page, site: Any, name: str, query: str = "?time=fy2018") -> None:
    page.goto(site.page(name, query))
    expect(page.locator(".ringfence")).to_be_attached()
    page.wait_for_function("document.querySelector('aside')")
    page.evaluate("document.querySelectorAll('.ringfence details').forEach(d => d.open = true)")


def assert_accessible(page: Page, what: str) -> None:
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}}
    if what.endswith("print"):
        # Paper is read, and not pressed.
        options["rules"] = {"target-size": {"enabled": False}}
    found = Axe().run(page, context={"include": OURS}, options=options)
    assert found.violations_count == 0, f"{what}\n{found.generate_report()}"


@pytest.mark.parametrize("name", every_page())
def test_every_page_in_every_look(window: tuple[Look, Page], untouched: Any, name: str) -> None:
    look, page = window
    open_page(page, untouched, name)
    assert_accessible(page, f"{name}, {look.name}")
    assert page.evaluate(WIDE) == [], f"{name}, {look.name}: it reaches beyond the window"
    levels = page.evaluate(HEADINGS)
    assert levels[:1] in ([], [2])
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", every_page())
def test_the_page_itself_is_named(view: Page, untouched: Any, name: str) -> None:
    """Its language and title, a way past Fava's links, and one main part."""
    open_page(view, untouched, name)
    rules = ["html-has-lang", "html-lang-valid", "document-title", "bypass"]
    options = {"runOnly": {"type": "rule", "values": rules}}
    found = Axe().run(view, options=options)
    assert found.violations_count == 0, found.generate_report()
    assert view.locator("html").get_attribute("lang") == "en-GB"


@pytest.mark.parametrize("name", every_page())
def test_the_keyboard_reaches_all_and_shows_where_it_is(
    view: Page, untouched: Any, name: str
) -> None:
    open_page(view, untouched, name)
    view.keyboard.press("Tab")
    view.keyboard.press("Enter")
    reached, unseen = 0, []
    for _ in range(60):
        view.keyboard.press("Tab")
        ours, shown, what = view.evaluate(SEEN)
        if not ours:
            break
        reached += 1
        if not shown:
            unseen.append(what)
    assert reached or not view.locator(".ringfence a:visible").count()
    assert unseen == []


@pytest.mark.slow
def test_every_form(browser: Browser, untouched: Any) -> None:
    """On a phone, in the dark: what a form asks for has its name, and fits."""
    from ringfence.pages.forms import RECORDER

    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    wrong = []
    for form in untouched.app.config[RECORDER].titles():
        open_page(page, untouched, "Record", f"?form={form.replace(' ', '%20')}")
        rules = {"runOnly": {"type": "tag", "values": TAGS}}
        found = Axe().run(page, context={"include": OURS}, options=rules)
        if found.violations_count:
            wrong.append(f"{form}\n{found.generate_report()}")
        wrong += [f"{form}: {each}" for each in page.evaluate(WIDE)]
    context.close()
    assert wrong == []
