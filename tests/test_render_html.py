"""Papers as HTML: what a screen reader, a printer and a browser are told; texts that stay texts."""

import datetime
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.reports.render.html_ import html
from ringfence.reports.render.table import (
    Column,
    Fields,
    Kind,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
    clean,
)

JUNE = datetime.date(2017, 6, 12)
TABLE = Table(
    "Actions",
    (
        Column("Action"),
        Column("When", "date"),
        Column("Share", "percent"),
        Column("Spent", "money", summed=True),
    ),
    (
        Row(("Youth", JUNE, Decimal("12.5"), Decimal("1000.50"))),
        Row(("PLF-2017-18", None, None, Decimal("-3.00"))),
    ),
    "In all",
)
SECTIONS = (
    Section("One", (Sentence("Look.", "strong"), Sentence("Stop.", "warning"), TABLE)),
    Section("Two", (Fields("Two", (("Name", None), ("Date", JUNE))),)),
)
HOSTILE = "<script>alert(1)</script> \"'&{{ 7*7 }}{% x %}\u202e\x1b[31m\n"


def paper(*sections: Section, title: str = "Position", owner: str = "A & B") -> Paper:
    return Paper(title, owner, (("As at", JUNE), ("Due", None)), sections, JUNE)


class Page(HTMLParser):
    """A page as a browser takes it: its elements, and the text in each."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1], data.strip()))

    def of(self, tag: str) -> list[str]:
        return [text for each, text in self.texts if each == tag]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.tags if each == tag]


def test_headings_and_sentences() -> None:
    page = Page(html(paper(*SECTIONS)))
    assert page.attributes("html") == [{"lang": "en-GB"}]
    assert page.of("title") == ["Position – A & B"]
    assert (page.of("h1"), page.of("h2"), page.of("h3")) == (["Position"], ["One", "Two"], [])
    assert page.of("p") == ["A & B", "Look.", "Stop."]
    assert [each.get("class") for each in page.attributes("p")] == [
        "owner",
        "strong",
        "warning leads",
    ]
    assert page.of("dt") == ["As at", "Due", "Name", "Date"]
    assert page.of("dd") == ["12 June 2017", "–", "12 June 2017"]
    assert {"class": "blank"} in page.attributes("dd")


def test_tables_can_be_listened_to() -> None:
    page = Page(html(paper(*SECTIONS)))
    assert page.of("caption") == ["Actions"]
    scopes = [each["scope"] for each in page.attributes("th")]
    assert scopes == ["col"] * 4 + ["row"] * 3
    assert page.of("th")[4:] == ["Youth", "PLF-2017-18", "In all"]
    assert page.of("td") == ["12 June 2017", "12.5%", "£1,000.50", "-£3.00", "£997.50"]
    assert {"class": "figure below"} in page.attributes("td")
    assert {"scope": "row", "class": "reference"} in page.attributes("th")


def test_a_table_without_totals_or_a_title_of_its_own() -> None:
    content = html(paper(Section("Actions", (TABLE._replace(total=None),))))
    assert b"<tfoot>" not in content
    assert b"<caption>" not in content


def test_a_wide_table_turns_its_page() -> None:
    columns = tuple(Column(f"Of the year {n}", "money", summed=True) for n in range(10))
    rows = tuple(Row((Decimal("10000.00"),) * 10) for _ in range(24))
    wide = Section("Wide", (Table("T", columns, rows),))
    page = Page(html(paper(wide, *SECTIONS)))
    assert [each.get("class") for each in page.attributes("section")] == ["wide", None, None]
    assert page.attributes("header") == [{"class": "wide"}], "on the page of what it heads"
    style = html(paper()).decode()
    assert "@page wide { size: A4 landscape }" in style
    assert ".wide { page: wide }" in style
    assert "thead { display: table-header-group }" in style


def test_a_short_table_is_whole_in_print_and_a_sentence_leads_to_it() -> None:
    long = TABLE._replace(title="Long", rows=TABLE.rows * 60)
    page = Page(html(paper(Section("One", (Sentence("It is so."), TABLE, long)))))
    assert [each.get("class") for each in page.attributes("table")] == ["whole", None]
    assert {"class": "leads"} in page.attributes("p")
    style = html(paper()).decode()
    assert "table.whole { break-inside: avoid }" in style
    assert "h2, h3, .leads, caption, thead { break-after: avoid }" in style
    assert "tr, dl.form, .signed, .signatures { break-inside: avoid }" in style


def test_nothing_is_run_and_nothing_comes_from_elsewhere() -> None:
    page = Page(html(paper(*SECTIONS)))
    kinds = {tag for tag, _attributes in page.tags}
    assert not kinds & {"script", "link", "img", "iframe", "object", "a", "form", "base"}
    (policy,) = [a["content"] for a in page.attributes("meta") if "http-equiv" in a]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert not re.search(rb"url\(|@import|https?:|javascript:", html(paper(*SECTIONS)))


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert html(paper(*SECTIONS)) == html(paper(*SECTIONS))
    assert html(paper(*SECTIONS)).endswith(b"</html>\n")
    assert b"\r" not in html(paper(*SECTIONS))


@pytest.mark.parametrize("kind", ["text", "date", "money"])
def test_peoples_text_stays_text_wherever_it_stands(kind: Kind) -> None:
    table = Table(HOSTILE, (Column(HOSTILE, kind),), (Row((HOSTILE,)),), HOSTILE)
    blocks = (Sentence(HOSTILE), table, Fields(HOSTILE, ((HOSTILE, HOSTILE),)))
    page = Page(html(paper(Section("S" + HOSTILE, blocks), title=HOSTILE, owner=HOSTILE)))
    assert "script" not in {tag for tag, _attributes in page.tags}
    for tag in ("h1", "caption", "th", "h3"):
        assert set(page.of(tag)) == {clean(HOSTILE)}
    assert "49" not in clean(HOSTILE)
    assert "{{ 7*7 }}" in page.of("h1")[0]


@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_is_shown_everywhere(text: str) -> None:
    page = Page(html(paper(Section("S", (Sentence(f"[{text}]"),)))))
    assert page.of("p")[-1] == clean(f"[{text}]")


def test_a_short_table_breaks_its_texts_and_only_references_stay_whole() -> None:
    """A table that is whole on its page once took its looks from a reference, and ran off it."""
    columns = (Column("What"), Column("Amount", "money"))
    told = Table("Told", columns, (Row(("PLF-2017-18", None)), Row(("It is long. " * 30, None))))
    page = Page(html(paper(Section("One", (told,)))))
    assert page.attributes("table") == [{"class": "whole"}]
    rows = [each.get("class") for each in page.attributes("th") if each["scope"] == "row"]
    assert rows == ["reference", None]
    style = html(paper()).decode()
    assert ".date, .reference { white-space: nowrap }" in style
    assert style.count("white-space: nowrap") == 2, "figures, dates and references alone"


def test_what_two_sign_stands_side_by_side_and_is_not_parted() -> None:
    signed = tuple(Fields(who, (("Name", None), ("Date", None))) for who in ("Finance", "Chair"))
    page = Page(html(paper(Section("Declaration", (Sentence("I certify it."), *signed)))))
    assert page.attributes("div").count({"class": "signatures"}) == 1
    assert page.of("h3") == ["Finance", "Chair"]
    assert {"class": "leads"} in page.attributes("p")
    assert ".signatures { break-inside: avoid }" in html(paper()).decode()
