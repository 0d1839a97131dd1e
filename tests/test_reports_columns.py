"""What a figure is called: by one name, in every format, page, tag and explanation."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.reports import columns
from ringfence.reports.figure import Figure
from ringfence.reports.fund_statement import FundSummary, Statement
from ringfence.reports.funder_form.names import TAGS
from ringfence.reports.lines import Figures
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.report import (
    Claim,
    FundClaim,
    FundPart,
    OtherYears,
    Report,
    ReturnLine,
)
from ringfence.reports.monitoring.why import why
from ringfence.reports.position import EarmarkLine
from ringfence.reports.reserve import ReserveLine

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "pages" / "templates"
EXAMPLE = ROOT / "examples" / "oadby-wigston" / "main.beancount"
#: What is no figure of its report, but part of one.
BESIDE = {"by_fund", "forecast_held"}
#: Parts of a forecast, which the words of its basis tell.
PARTS = {f"forecast_{name}" for name in ("under", "over", "to_plan", "undated", "bills_awaited")}
ALL = {
    name: figures
    for name in vars(columns)
    if name.isupper() and isinstance(figures := getattr(columns, name), dict)
    if all(isinstance(each, Figure) for each in figures.values())
}
TITLES = {figure.title for figures in ALL.values() for figure in figures.values()}
#: Words that name something else too, such as a section or a status.
ORDINARY = {
    *("Action", "Fund", "Date", "Year", "For", "Amount", "Earmark", "Pending", "Explanation"),
    *("Reserve", "Payee", "Invoice", "Funder", "Title", "Spend by", "Terms", "Not said"),
}


@cache
def book() -> loading.Books:
    return loading.load(EXAMPLE)


@cache
def first() -> Report:
    return prepare(book().book, "PLF-2017-18", "2017-18-H1")


@pytest.mark.parametrize(
    ("figures", "report"),
    [
        ("LINE", ReturnLine),
        ("CLAIM", Claim),
        ("FUND_CLAIM", FundClaim),
        ("OTHER_YEARS", OtherYears),
        ("POSITION", Figures),
        ("STATEMENT", Statement),
    ],
)
def test_every_figure_of_a_report_has_its_name(figures: str, report: type) -> None:
    fields = [name for name in report._fields if name not in BESIDE]  # type: ignore[attr-defined]
    assert sorted(ALL[figures]) == sorted(fields)


@pytest.mark.parametrize(
    ("figures", "report"),
    [
        ("FUND_PART", FundPart),
        ("EARMARK", EarmarkLine),
        ("FUND", FundSummary),
        ("RESERVE", ReserveLine),
    ],
)
def test_what_is_named_is_a_figure_of_its_report(figures: str, report: type) -> None:
    assert [key for key in ALL[figures] if key != "fund" and not hasattr(report, key)] == []


def test_the_json_and_the_tags_have_the_same_keys() -> None:
    values = as_json(first())
    for parent, figures in (("lines", "LINE"), ("totals", "LINE"), ("claim", "CLAIM")):
        keys = set(values[parent][0] if parent == "lines" else values[parent]) - BESIDE
        assert keys == set(ALL[figures])
        assert (
            keys == {name.split(".")[1] for name in TAGS if name.startswith(f"{parent}.")} - BESIDE
        )
    assert set(values["evidence"][0]) >= set(columns.SPENT)


def test_why_opens_figures_by_the_names_of_the_paper() -> None:
    groups = why(book().book, first(), str)
    named = {figure.name for group in groups for figure in group.figures}
    assert named <= TITLES
    lines = {key for key, each in columns.LINE.items() if each.kind == "money"} - PARTS
    assert {columns.LINE[key].title for key in lines} <= named
    not_here = ("spent_at_risk", *columns.BEFORE)
    assert {each.title for each in columns.CLAIM.values()} - named == {
        columns.CLAIM[key].title for key in not_here
    }


def test_why_says_what_a_figure_means_that_no_entries_come_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    more = Figure("earmarked", "Ordered", "money", "Earmarked, less what is not ordered")
    monkeypatch.setitem(columns.LINE, "ordered", more)
    told = [figure for group in why(book().book, first(), str) for figure in group.figures]
    ordered = [figure for figure in told if figure.name == "Ordered"]
    assert [each.amount for each in ordered] == [line.earmarked for line in first().lines]
    assert {each.how for each in ordered} == {"Earmarked, less what is not ordered."}


def test_every_figure_of_a_line_stands_in_a_table_of_the_return() -> None:
    tables = (columns.FIRST, columns.ALLOCATION, columns.AGAINST_PROFILE, columns.OF_FUND)
    shown = {key for keys in tables for key in keys}
    in_words = {"explanation", "rag", *(key for key in columns.LINE if key.startswith("forecast_"))}
    assert set(columns.LINE) - shown == {"year", "action", "title", *in_words} - shown


def test_no_place_writes_a_heading_of_its_own() -> None:
    """A heading typed anew would be forgotten when the figure is called something else."""
    found = []
    for path in sorted((ROOT / "reports").rglob("*.py")):
        if path.name == "columns.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Column", "make"):
                heads = [each.value for each in node.args[:1] if isinstance(each, ast.Constant)]
                found += [(path.name, node.lineno, head) for head in heads if head in headings()]
            if isinstance(node, ast.Constant) and node.value in long_headings():
                found.append((path.name, node.lineno, node.value))
    for path in sorted(PAGES.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        for head in headings():
            if re.search(rf'<th[^>]*>{re.escape(head)}<|"{re.escape(head)}"', text):
                found.append((path.name, 0, head))
    assert found == []


def headings() -> set[str]:
    return TITLES - ORDINARY


def long_headings() -> set[str]:
    """Headings of several words: where one stands as a text it is the heading."""
    return {title for title in TITLES if " " in title}
