"""Pictures of every page in docs/screenshots: `python -m tests.screenshots`, a minute.

Those of docs/ are in light, at 1,280 px, of the worked example as at 31 March 2018. Into
`build/screenshots/pages` go the same in dark, in print (as wide as A4), at 390 px and at a zoom of
400 %, to be looked at; what runs off the side of the window is said.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from ringfence import pages
from tests.pages.conftest import FLAGS, ROOT, copied, served

TIME = "time=fy2018"
QUERIES = {
    "Entries": f"?{TIME}&of=plan&figure=spent&place=2017-18/Diversionary",
    "Changes": f"?{TIME}&since=meeting",
    "Record": "?form=spend",
}
#: What each page is called among the pictures.
NAMES = {"Agenda": "today", "DeliveryPlan": "delivery-plan"}
A4 = 794
WIDTHS = {"narrow": 390, "zoom-400": 320, "tablet": 820, "wide": 1500}
RUNS_OFF = """() => {
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  const parts = [...document.querySelectorAll(".ringfence, .ringfence *")];
  const ours = parts.filter((each) => !each.closest(".scroll > *"));
  const right = Math.max(...ours.map((each) => each.getBoundingClientRect().right));
  return Math.max(wide, Math.round(right - innerWidth), 0);
}"""


def main() -> None:
    """Make them all, and say what runs off the side of the window."""
    wanted = sys.argv[1:] or pages.__all__
    for recording in (False, True):
        take_all([name for name in wanted if (name in ("Record", "Tasks")) == recording], recording)


def take_all(wanted: list[str], recording: bool) -> None:
    """Make those of some pages, on books that may be recorded in or not."""
    build = ROOT / "build" / "screenshots" / "pages"
    build.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(copied("oadby-wigston", Path(folder)), recording=recording) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        for name in wanted:
            url = site.page(name, QUERIES.get(name, f"?{TIME}"))
            called = NAMES.get(name, name.lower())
            view = browser.new_page(viewport={"width": 1280, "height": 900})
            view.goto(url)
            view.wait_for_selector("aside a")
            take(view, ROOT / "docs" / "screenshots" / f"{called}.png")
            view.emulate_media(color_scheme="dark")
            take(view, build / f"{called}-dark.png")
            view.emulate_media(color_scheme="light")
            for width_name, width in WIDTHS.items():
                view.set_viewport_size({"width": width, "height": 900})
                view.wait_for_timeout(300)  # the sidebar slides out
                off = view.evaluate(RUNS_OFF)
                if off:
                    sys.stderr.write(f"{name} runs off by {off} px at {width} px\n")
                if width_name in ("narrow", "wide"):
                    take(view, build / f"{called}-{width_name}.png")
            view.set_viewport_size({"width": A4, "height": 1123})
            view.emulate_media(media="print")
            view.evaluate("window.dispatchEvent(new Event('beforeprint'))")
            take(view, build / f"{called}-print.png")
            view.close()
        browser.close()


def take(view: Page, path: Path) -> None:
    """Keep a picture of a whole page."""
    view.evaluate("document.body.style.height = 'inherit'")
    view.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    main()
