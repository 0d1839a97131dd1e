"""The pages within Fava on large books: `python -m bench.pages`, some two minutes for each.

On books of many years, and with `--wide` on those of one year of 300 actions, 40 funds and 160
returns (`bench/wide.py`).

Returns of the last years are submitted first, with their snapshots, so that the page of one
compares it with the books. Then, in one process and through Fava's own door, each page is asked
for once after a load and several times more; beside them a page of Fava's own, for a ratio. With
chromium installed each is gone to there too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright

from bench import wide
from bench.cases import ROOT
from bench.generate import generate
from bench.shape import LAST_YEAR
from ringfence.cli.serve.forms import FormRecorder
from ringfence.cli.serve.serving import address_of, make_app, serve_app
from ringfence.cli.settings import Settings
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.loading import load
from ringfence.ledger.snapshots import name_of, snapshot_bytes
from ringfence.pages.page import Page
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare

if TYPE_CHECKING:
    from flask import Flask

    from ringfence.pages.page import Shown

OUTPUT = ROOT / "build" / "bench" / "pages"
OWN = "Fava's income statement"
SUBMITTED = f"PLF-{LAST_YEAR - 1}-{LAST_YEAR % 100:02d}"
PAGES = {
    OWN: f"income_statement/?time=fy{LAST_YEAR + 1}",
    "Delivery plan": "extension/DeliveryPlan/",
    "Reserve": "extension/Reserve/",
    "Funds": "extension/Funds/",
    "Returns, one not yet sent": "extension/Returns/",
    "Returns, one compared": (
        f"extension/Returns/?time=fy{LAST_YEAR}&fund={SUBMITTED}"
        f"&period={SUBMITTED.removeprefix('PLF-')}-H2"
    ),
    "Findings": "extension/Findings/",
    "Today": "extension/Agenda/",
    "Budget": "extension/Budget/",
    "What changed": "extension/Changes/?since=month",
    "Search": "extension/Entries/?words=work",
    "Statement of all that is spent": (
        f"extension/Entries/?time=fy{LAST_YEAR + 1}&of=plan&figure=spent"
        f"&place={LAST_YEAR}-{(LAST_YEAR + 1) % 100:02d}"
    ),
    "Record, a spend": "extension/Record/?form=spend",
    "Record, a virement": "extension/Record/?form=vire",
}


_VISITS = 3
#: Follows a link as Fava does, and gives the seconds until what it leads to is on the screen.
_GO = """(url) => new Promise((done) => {
    const article = document.querySelector("article");
    article.innerHTML = `<a id="going" href="${url}">go</a>`;
    const began = performance.now();
    const look = () => document.querySelector("#going") && performance.now() - began < 20000
        ? requestAnimationFrame(look)
        : requestAnimationFrame(() => done((performance.now() - began) / 1000));
    document.querySelector("#going").click();
    look();
})"""


class Timed(NamedTuple):
    """Seconds of a page: of processor at first, later, in our part; on a browser's clock."""

    first: float
    later: float
    own: float
    browser: float | None


def main() -> None:
    """Generate the books, ask for every page and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--transactions", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7, help="views after the first (default 7)")
    parser.add_argument("--wide", action="store_true", help="books of one wide year")
    options = parser.parse_args()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    if options.wide:
        main_file, submitted = wide.generate(OUTPUT, transactions=options.transactions), 0
        of_wide = f"extension/Returns/?time=fy{LAST_YEAR + 1}&fund=G00&period={wide.YEAR}-Q2"
        PAGES["Returns, one not yet sent"] = of_wide
        del PAGES["Returns, one compared"]
        line = "&of=line&figure=actual_to_date&place=&fund=G00"
        PAGES["Statement of a return"] = (
            f"extension/Entries/?time=fy{LAST_YEAR + 1}{line}&period={wide.YEAR}-Q2"
        )
    else:
        main_file = generate(OUTPUT, transactions=options.transactions).main
        submitted = submit(main_file)
    os.environ["XDG_STATE_HOME"] = str(OUTPUT / "state")
    began = time.process_time()
    app = make_app(main_file, FormRecorder(main_file, Settings(None, "cs-officer")))
    loaded = time.process_time() - began
    print(f"{options.transactions:,} transactions, {submitted} returns submitted;", end=" ")
    print(f"Fava with the rules and the pages' Book loaded in {loaded:.2f} s\n")
    print(table(measure(app, options.rounds)))


def submit(main_file: Path, years: int = 3) -> int:
    """Submit both returns of the main fund of some years, as the commands would; say how many."""
    book = load(main_file).book
    asked = [
        (f"PLF-{year}-{(year + 1) % 100:02d}", f"{year}-{(year + 1) % 100:02d}-H{half}")
        for year in range(LAST_YEAR - years, LAST_YEAR)
        for half in (1, 2)
    ]
    (main_file.parent / "returns").mkdir()
    with main_file.open("a", encoding="utf-8", newline="\n") as file:
        for fund, ref in asked:
            report = prepare(book, fund, ref)
            frozen = Frozen(book, fund, ref, report.dates.as_at)
            (main_file.parent / name_of(fund, ref)).write_bytes(
                snapshot_bytes(as_json(report), frozen)
            )
            file.write(
                f'\n{report.dates.due} custom "return" "{fund}" "{ref}"\n'
                f'  status: "submitted"\n  as-at: {report.dates.as_at}\n'
                '  prepared-by: "cs-officer"\n  certified-by: "cs-manager"\n'
                f'  submitted-by: "cs-officer"\n  digest: "{frozen.digest}"\n'
            )
    return len(asked)


def measure(app: Flask, rounds: int) -> dict[str, Timed]:
    """Time each page of an application."""
    client, slug = app.test_client(), app.config["LEDGERS"].first_slug()
    own: list[float] = []
    shown = Page.shown

    def watched(page: Page) -> Shown:
        began = time.process_time()
        given = shown(page)
        own.append(time.process_time() - began)
        return given

    Page.shown = watched  # type: ignore[method-assign, assignment] # timed from within
    found = {}
    for name, path in PAGES.items():
        own.clear()
        seconds = []
        for _ in range(rounds + 1):
            began = time.process_time()
            answer = client.get(f"/{slug}/{path}")
            seconds.append(time.process_time() - began)
            if answer.status_code != 200 or "of Ringfence's own" in answer.get_data(as_text=True):
                raise SystemExit(f"{name} could not be made: status {answer.status_code}")
        ours = statistics.median(own[1:]) if own else 0.0
        found[name] = Timed(seconds[0], statistics.median(seconds[1:]), ours, None)
    opened = in_browser(app)
    return {name: each._replace(browser=opened.get(name)) for name, each in found.items()}


def in_browser(app: Flask) -> dict[str, float]:
    """Go to each page in chromium, from another page of Fava; nothing where there is none."""
    program = shutil.which("chromium")
    if program is None:
        return {}
    found: dict[str, list[float]] = {}
    with serve_app(app, "127.0.0.1", 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve, daemon=True).start()
        url = address_of(app, server)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        view = browser.new_page()
        view.goto(url + PAGES["Findings"])
        view.wait_for_selector("article h2")
        view.wait_for_selector("aside a")
        # In turns: a link to the page that is shown already leads nowhere.
        for _ in range(_VISITS):
            for name, path in PAGES.items():
                found.setdefault(name, []).append(float(view.evaluate(_GO, url + path)))
        browser.close()
    return {name: statistics.median(each) for name, each in found.items()}


def table(found: dict[str, Timed]) -> str:
    """Return the figures as Markdown."""
    lines = [
        "| Page | first view, s | later, s | × Fava's own page | our part, s | in a browser, s |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    base = found[OWN].later
    for name, each in found.items():
        browser = "–" if each.browser is None else f"{each.browser:.2f}"
        ours = f"{each.own:.3f}" if each.own else "–"
        lines.append(
            f"| {name} | {each.first:.3f} | {each.later:.3f} | {each.later / base:.1f} | {ours} "
            f"| {browser} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
