"""Books with more of everything than a page has room for: no table goes on without end."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ringfence.pages.page import MOST_ROWS

MANY = MOST_ROWS + 30
LEFT_OUT = {
    "DeliveryPlan": f"Of {MANY} actions {MOST_ROWS} are here",
    "Reserve": f"The first {MOST_ROWS} of {MANY} origins",
    "Funds": "There is no room for 30 more",
    "Returns": f"The first {MOST_ROWS} of {MANY} actions",
    "Findings": f"of {MANY}:",
}


def lines() -> Iterator[str]:
    """Write books with many funds, actions, earmarks, movements, proposals and faults."""
    yield """option "title" "Large"
plugin "beancount.plugins.auto_accounts"
plugin "ringfence.plugins.all"
2017-04-01 custom "fava-extension" "ringfence.reports.fava_pages"
2017-04-01 custom "plan" "2017-18"
  adopted: 2017-04-20
"""
    for number in range(MANY):
        fund = f"Grant-{number:03}"
        yield f"""
2017-04-01 custom "fund" "{fund}"
  title: "Grant {number}"
  funder: "OPCC"
  stage: "awarded"
  returns: "six-monthly"
  reported-in: {'""' if not number else '"Grant-000"'}
2017-04-01 custom "action" "2017-18" "Action{number:03}"
  title: "Action {number}"
  profile: "2017-09-30 90.00"
2017-04-01 custom "earmark" "2017-18" "Action{number:03}" "First"
  title: "First of {number}"
2017-04-01 custom "earmark" "2017-18" "Action{number:03}" "Second"
  title: "Second of {number}"
2017-06-01 custom "proposal" "P{number}"
  title: "Sought {number}"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:{fund}  100.00 GBP
  Income:OPCC:{fund}         -100.00 GBP
2017-04-01 * "Plan"
  Equity:Unallocated:{fund}                          100.00 GBP
  Equity:Plan:2017-18:Action{number:03}:{fund}       -60.00 GBP
  Equity:Plan:2017-18:Action{number:03}:First:{fund} -10.00 GBP
  Equity:Reserve:{fund}                              -30.00 GBP
2017-05-01 * "Nobody decided this"
  Equity:Reserve:{fund}                                20.00 GBP
  Equity:Plan:2017-18:Action{number:03}:Second:{fund} -20.00 GBP
""".replace('  reported-in: ""\n', "")


@pytest.fixture(scope="module")
def text() -> str:
    return "".join(lines())


def test_no_table_is_longer_than_fits(serve: Callable[..., Any], text: str) -> None:
    site = serve(text)
    client = site.app.test_client()
    for name in ("DeliveryPlan", "Reserve", "Funds", "Returns", "Findings"):
        path = site.page(name, "?time=fy2018").split("/", 3)[3]
        page = client.get(f"/{path}").get_data(as_text=True).partition('class="ringfence"')[2]
        assert "a fault in Ringfence" not in page
        tables = [each.partition("</table>")[0] for each in page.split("<table")[1:]]
        assert len(tables) > 0 or name == "Findings"
        for table in tables:
            # A row for the headings, and one for the totals.
            assert table.count("<tr") <= MOST_ROWS + 2, name
        assert page.count('class="finding"') <= MOST_ROWS
        for items in re.findall(r"<ul.*?</ul>", page, re.DOTALL):
            assert items.count("<li") <= MOST_ROWS
        # What is left out is said.
        assert LEFT_OUT[name] in page, name


def test_what_is_left_out_of_the_plan_is_counted(serve: Callable[..., Any], text: str) -> None:
    site = serve(text)
    path = site.page("DeliveryPlan", "?time=fy2018").split("/", 3)[3]
    page = site.app.test_client().get(f"/{path}").get_data(as_text=True)
    assert f"Of {MANY} actions {MOST_ROWS} are here; all are in the files to take away." in page
    assert f"The first {MOST_ROWS} of {2 * MANY}; all are in the files to take away." in page


def test_the_chart_has_a_colour_for_each_band(serve: Callable[..., Any], text: str) -> None:
    """The smaller funds stand together, and all of them come to the whole."""
    site = serve(text)
    path = site.page("Reserve", "?time=fy2018").split("/", 3)[3]
    page = site.app.test_client().get(f"/{path}").get_data(as_text=True)
    names = re.findall(r'<polygon class="band(\d)"[^>]*><title>([^<]*)</title>', page)
    assert [name for _number, name in names] == [
        *(f"Grant-{number:03}" for number in range(7)),
        "Others",
    ]
    assert len({number for number, _name in names}) == len(names)
    # 130 funds of £30.00 each, on a scale that such a sum fits.
    assert "at most £3,900.00" in page
