"""Every page of every example, for every year: its figures are those of the commands."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fava.ext import find_extensions
from playwright.sync_api import Page

from ringfence import pages
from ringfence.ledger.book import balance_of_fund
from ringfence.ledger.loading import load
from ringfence.ledger.money import plain
from ringfence.ledger.years import FinancialYear
from ringfence.pages.time_filter import filter_of
from tests.pages.conftest import ROOT, Site, copied, served
from tests.pages.test_pages_figures import EARMARK, FIGURES, LINE, row, said
from tests.pages.test_pages_looks import assert_accessible

Shot = Callable[[Page, str], None]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/main.beancount"))
NIL = "0.00"


@pytest.fixture(scope="module", params=EXAMPLES)
def any_example(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with served(copied(request.param, tmp_path_factory.mktemp(request.param))) as site:
        yield site


def years_of(site: Site) -> list[FinancialYear]:
    book = load(site.books).book
    return sorted({FinancialYear.parse(year) for year, _action in book.register.actions})


def positions(site: Site) -> Iterator[tuple[str, Any]]:
    """Yield the position at the end of each year, with the filter that shows it."""
    for year in years_of(site):
        day = year.end.isoformat()
        yield (
            f"?time={filter_of(year)}",
            said(site, "position", "--year", str(year), "--as-at", day),
        )


def test_there_is_an_example_of_each_kind() -> None:
    assert EXAMPLES == [
        "charnwood",
        "oadby-wigston",
        "safer-streets-5",
        "taken-over",
        "violence-reduction-network",
    ]


def test_the_plan_of_every_year(any_example: Site, view: Page, shot: Shot) -> None:
    totals = []
    for query, expected in positions(any_example):
        view.goto(any_example.page("DeliveryPlan", query))
        for action in expected["actions"]:
            place = f"{expected['year']}/{action['action']}"
            assert row(view, f"#actions tr[data-pot='{place}']") == [
                action[name] for name in FIGURES
            ]
            for each in action["earmarks"]:
                shown = row(view, f"#earmarks tr[data-pot='{place}/{each['earmark']}']")
                assert shown == [each[name] for name in EARMARK]
        totals.append(row(view, "#actions tfoot"))
        assert totals[-1] == [expected["totals"][name] for name in FIGURES]
        assert view.locator("#proposals tbody tr").count() == len(expected["proposals"])
        under = [
            f"£{Decimal(each['total']):,}" in (view.locator("#underspends").text_content() or "")
            for each in expected["underspends"]
        ]
        assert all(under)
        assert view.locator("#underspends").count() == bool(under)
        shot(view, f"example-{any_example.books.parent.name[:-1]}-plan-{expected['year']}")
    # The time filter changes the figures.
    assert len({tuple(each) for each in totals}) == len(totals)


def test_the_reserve_and_the_funds_of_every_year(any_example: Site, view: Page, shot: Shot) -> None:
    name, book = any_example.books.parent.name[:-1], load(any_example.books).book
    for query, expected in positions(any_example):
        view.goto(any_example.page("Reserve", query))
        in_all = row(view, "#reserve tfoot")
        assert (in_all[-1] if in_all else NIL) == expected["reserve"]["total"]
        for fund, left in expected["reserve"]["by_fund"].items():
            if left != NIL:
                assert row(view, f"#reserve tr[data-fund='{fund}']")[-1] == left
        shot(view, f"example-{name}-reserve-{expected['year']}")

        # What a fund holds is on every year's pots, and the position is of one year's.
        view.goto(any_example.page("Funds", query))
        day = datetime.date.fromisoformat(expected["as_at"])
        for fund in expected["funds"]:
            if fund["left"] != NIL:
                shown = row(view, f"#funds tr[data-fund='{fund['fund']}']")
                heads = view.locator("#funds thead th.num").all_inner_texts()
                values = dict(zip(heads, shown, strict=False))
                assert values["Left"] == plain(balance_of_fund(book, fund["fund"], day))
        shot(view, f"example-{name}-funds-{expected['year']}")


def test_every_return(any_example: Site, view: Page, shot: Shot) -> None:
    listed = said(any_example, "return", "list")["returns"]
    for each in listed:
        expected = said(any_example, "return", "prepare", each["fund"], each["period"])
        year = filter_of(FinancialYear.parse(each["period"][:7]))
        chosen = f"?time={year}&fund={each['fund']}&period={each['period']}"
        view.goto(any_example.page("Returns", chosen))
        in_list = f"#returns tr[data-return='{each['fund']} {each['period']}']"
        assert (view.locator(f"{in_list} .tag").text_content() or "").startswith(each["status"])
        for line in expected["lines"]:
            shown = row(view, f"#lines tr[data-action='{line['action']}']")
            assert shown == [line[name] for name in LINE]
        assert row(view, "#lines tfoot") == [expected["totals"][name] for name in LINE]
    if listed:
        shot(view, f"example-{any_example.books.parent.name[:-1]}-return")
    else:
        view.goto(any_example.page("Returns"))
        assert "No fund makes a return" in (view.locator(".ringfence").text_content() or "")


def test_every_page_opens_on_its_own(any_example: Site, view: Page, shot: Shot) -> None:
    """Without a filter, as from the sidebar; nothing that axe finds fault with."""
    found = said(any_example, "check")["findings"]
    for name in ("DeliveryPlan", "Reserve", "Funds", "Returns", "Findings"):
        view.goto(any_example.page(name))
        assert view.locator(".ringfence .notice.grave").count() == 0
        assert_accessible(view)
    assert view.locator(".finding").count() == len(found)
    shot(view, f"example-{any_example.books.parent.name[:-1]}-findings")


def test_the_name_that_books_have_for_the_pages_gives_them_all(tmp_path: Path) -> None:
    found, errors = find_extensions(tmp_path, "ringfence.reports.fava_pages")
    assert errors == []
    assert {each.__module__.rpartition(".")[0] for each in found} == {"ringfence.pages"}
    now, _errors = find_extensions(tmp_path, "ringfence.pages")
    assert sorted(each.__name__ for each in found) == sorted(each.__name__ for each in now)
    assert len(found) == len(pages.__all__)
