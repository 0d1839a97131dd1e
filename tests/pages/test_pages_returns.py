"""A submitted return on its page: what changed since, as `return compare` tells it."""

import html
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from ringfence.cli.main import main
from ringfence.ledger.snapshots import name_of
from ringfence.reports.columns import CLAIM, LINE

H1 = ("PLF-2017-18", "2017-18-H1")
QUERY = f"?time=fy2018&fund={H1[0]}&period={H1[1]}"


def heading(figure: dict[str, str]) -> str:
    """Something that the return calls a figure that the comparison names by its key."""
    return {**CLAIM, **LINE}[figure["name"].replace(" ", "_")].title


PREPARED = ("--prepared-by", "cs-officer")


def typed(officer: Any, *args: str) -> None:
    run = CliRunner().invoke(main, ["--books", str(officer.books), "--as", "cfo", *args])
    assert run.exit_code == 0, run.output


@pytest.fixture
def show(officer: Any, served_at: Callable[[Path], Any]) -> Callable[[], str]:
    """Return what the page says of the half-year's return, as the books are now."""

    def shown() -> str:
        site = served_at(officer.books / "main.beancount")
        path = site.page("Returns", QUERY).split("/", 3)[3]
        answer = site.app.test_client().get(f"/{path}")
        assert answer.status_code == 200
        return html.unescape(answer.get_data(as_text=True))

    return shown


def submit(officer: Any) -> None:
    typed(officer, "return", "certify", *H1, *PREPARED, "--date", "2017-09-20")
    typed(officer, "return", "submit", *H1, "--date", "2017-09-21")


def status(page: str) -> str:
    found = re.search(
        rf'data-return="{" ".join(H1)}".*?<span class="tag[^>]*>(\w+)', page, re.DOTALL
    )
    assert found
    return found[1]


def changed(officer: Any) -> Any:
    path = officer.books / "spend-2017-18.beancount"
    path.write_text(officer.text("spend-2017-18").replace("450.00 GBP", "451.00 GBP"), "utf-8")
    return json.loads(officer("return", "compare", *H1, "--format", "json").stdout)


def rows(page: str) -> list[tuple[str, ...]]:
    """Return the figures that changed, as they are shown."""
    table = page.partition('id="changed"')[2].partition("</table>")[0]
    return [
        tuple(re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", each))
        for each in re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    ]


def test_each_status_is_the_books_own(officer: Any, show: Callable[[], str]) -> None:
    page = show()
    assert status(page) == "draft"
    assert 'id="since"' not in page
    typed(officer, "return", "certify", *H1, *PREPARED, "--date", "2017-09-20")
    page = show()
    assert status(page) == "certified"
    assert 'id="since"' not in page
    typed(officer, "return", "submit", *H1, "--date", "2017-09-21")
    page = show()
    assert status(page) == "submitted"
    assert f"The books still say what the return {' '.join(H1)} said" in page


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        (("query",), "queried"),
        (("query", "accept"), "accepted"),
        (("reopen",), "reopened"),
    ],
)
def test_what_became_of_it(
    officer: Any, show: Callable[[], str], steps: tuple[str, ...], wanted: str
) -> None:
    submit(officer)
    for step in steps:
        word = "--text" if step == "query" else "--reason"
        more = () if step == "accept" else (word, "The funder asks")
        typed(officer, "return", step, *H1, *more, "--date", "2017-10-02")
    page = show()
    assert status(page) == wanted
    assert "The books still say what the return" in page
    asked = (
        "asks: “The funder asks”. Answer it (type in a terminal): "
        f'<code>ringfence return answer {" ".join(H1)} --answer "TEXT"</code>; once the '
        "funder accepts it (type in a terminal): "
        f"<code>ringfence return accept {' '.join(H1)}</code>; or reopen the return, to correct it "
        f"(type in a terminal): <code>ringfence return reopen {' '.join(H1)} --reason"
    )
    assert (asked in page) == (wanted == "queried")


def test_what_changed_is_what_the_command_tells(officer: Any, show: Callable[[], str]) -> None:
    submit(officer)
    found = changed(officer)
    page = show()
    assert found["figures"]
    assert rows(page) == [
        (each["place"], heading(each), f"£{Decimal(each['then']):,}", f"£{Decimal(each['now']):,}")
        for each in found["figures"]
    ]
    assert ("Bluelight", "Spent in period", "£450.00", "£451.00") in rows(page)
    for sentence in found["why"]:
        assert sentence in page
    assert "The books still say" not in page


def test_a_reopened_return_is_compared_with_what_it_had_said(
    officer: Any, show: Callable[[], str], served_at: Callable[[Path], Any]
) -> None:
    submit(officer)
    typed(officer, "return", "reopen", *H1, "--reason", "One pound short", "--date", "2017-10-02")
    found = changed(officer)
    page = show()
    assert status(page) == "reopened"
    assert [row[:2] for row in rows(page)] == [
        (each["place"], heading(each)) for each in found["figures"]
    ]
    assert "What changed since it was last submitted" in page

    typed(officer, "return", "certify", *H1, *PREPARED, "--date", "2017-10-03")
    typed(officer, "return", "submit", *H1, "--date", "2017-10-04")
    page = show()
    assert "The books still say what the return" in page
    assert "Version 1, reopened" in page
    site = served_at(officer.books / "main.beancount")
    path = site.page("Returns", f"{QUERY}&version=1").split("/", 3)[3]
    page = html.unescape(site.app.test_client().get(f"/{path}").get_data(as_text=True))
    assert "What changed since version 1 submitted" not in page
    assert "What changed since version 1 was submitted" in page
    assert ("Bluelight", "Spent in period", "£450.00", "£451.00") in rows(page)


def test_a_snapshot_whose_figures_are_none_is_still_shown(
    officer: Any, served_at: Callable[[Path], Any]
) -> None:
    submit(officer)
    path = officer.books / name_of(*H1)
    whole = json.loads(path.read_text("utf-8"))
    whole["totals"]["earmarked"] = "<script>alert(1)</script>"
    path.write_text(json.dumps(whole), "utf-8")
    site = served_at(officer.books / "main.beancount")
    answer = site.app.test_client().get("/" + site.page("Returns", QUERY).split("/", 3)[3])
    assert b'<td class="num">&lt;script&gt;alert(1)&lt;/script&gt;</td>' in answer.data


def test_it_is_found_from_the_list(
    officer: Any,
    served_at: Callable[[Path], Any],
    view: Page,
    shot: Callable[[Page, str], None],
) -> None:
    submit(officer)
    changed(officer)
    site = served_at(officer.books / "main.beancount")
    view.goto(site.page("Returns", "?time=fy2018"))
    expect(view.locator("#since")).to_have_count(0)
    view.get_by_role("link", name=f"What changed in {' '.join(H1)}").click()
    expect(view.locator("#why li")).to_have_count(1)
    rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
    found = Axe().run(view, context=".ringfence", options={"runOnly": rules})
    assert found.violations_count == 0, found.generate_report()
    shot(view, "Returns-changed")


def test_a_snapshot_that_is_missing_or_altered_is_told(
    officer: Any, show: Callable[[], str]
) -> None:
    submit(officer)
    path = officer.books / name_of(*H1)
    whole = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**whole, "digest": "other"}), "utf-8")
    assert "was changed: it no longer matches its digest" in show()
    path.write_text(json.dumps({**whole, "claim": None}), "utf-8")
    assert f"Its snapshot {name_of(*H1)} is not in the folder of the books" in show()
    path.unlink()
    page = show()
    assert f"Its snapshot {name_of(*H1)} is not in the folder of the books" in page
    assert "The books still say" not in page


def test_a_return_named_without_a_time_is_shown_in_its_own_year(example: Any, view: Page) -> None:
    """What an address names is shown, or it is said why not."""
    view.goto(example.page("Returns", f"?fund={H1[0]}&period={H1[1]}"))
    expect(view.locator("#chosen")).to_contain_text("(PLF-2017-18)")
    expect(view.get_by_role("heading", name="Returns of 2017/18")).to_be_visible()
    expect(view.locator(".chosen")).to_have_attribute("data-return", " ".join(H1))
    expect(view.locator("nav [aria-current=page]")).to_have_text("2017/18")
    expect(view.locator("#elsewhere")).to_have_count(0)

    view.goto(example.page("Returns", f"?time=fy2019&fund={H1[0]}&period={H1[1]}"))
    told = view.locator("#elsewhere")
    expect(told).to_have_text("The return PLF-2017-18 2017-18-H1 is not of 2018/19: go to it.")
    told.get_by_role("link", name="go to it").click()
    expect(view.locator(".chosen")).to_have_attribute("data-return", " ".join(H1))

    view.goto(example.page("Returns", "?fund=PLF-2017-18&period=2017-18-Q9"))
    expect(view.locator("#elsewhere")).to_have_text(
        "There is no return PLF-2017-18 2017-18-Q9: the ones that there are stand below."
    )
