"""Every format of documents: told apart by name, written as what it says, offered everywhere."""

import datetime
import re
import shutil
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fava.application import create_app

from ringfence.cli.commands import deadlines, position, reconcile, return_notice
from ringfence.cli.commands import return_ as returns
from ringfence.reports.render import formats
from ringfence.reports.render.extensions import EndingError, format_of
from ringfence.reports.render.files import makers, paper_bytes
from ringfence.reports.render.formats import FORMATS, Format
from ringfence.reports.render.table import Column, Paper, Row, Section, Table

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
ROWS = Table("", (Column("Action"), Column("Left", "money")), (Row(("Kicks", Decimal("30.00"))),))
PAPER = Paper("A paper", "", (), (Section("Left", (ROWS,)),), datetime.date(2017, 6, 12))
OFFERED = {
    "position": position.FORMATS,
    "reconcile": reconcile.FORMATS,
    "return prepare": returns.FORMATS,
}


def test_a_name_ends_in_one_format_alone_and_a_browser_knows_each_apart() -> None:
    endings = [ending for each in FORMATS.values() for ending in each.endings]
    assert len(set(endings)) == len(endings)
    assert all(re.fullmatch(r"\.[a-z]+", ending) for ending in endings)
    for field in ("mime", "label", "what"):
        told = [getattr(each, field) for each in FORMATS.values()]
        assert all(told)
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("name", formats.of_papers())
def test_what_is_written_is_text_where_it_says_so(name: str) -> None:
    content = paper_bytes(PAPER, name)
    assert FORMATS[name].on_terminal is not content.startswith(b"PK")
    if FORMATS[name].on_terminal:
        assert "£30.00" in unescape(content.decode())


@pytest.mark.parametrize("command", OFFERED)
def test_every_format_of_a_paper_is_offered_by_each_command_that_prints_one(command: str) -> None:
    papers = set(formats.of_papers())
    assert papers - {"text"} <= set(OFFERED[command])
    assert "text" in OFFERED[command] or command == "return prepare"


def test_no_command_offers_a_format_that_there_is_not() -> None:
    modules: list[Any] = [deadlines, position, reconcile, return_notice, returns]
    assert {name for each in modules for name in each.FORMATS} <= set(FORMATS)


def test_a_new_format_is_taken_up_by_its_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    odt = Format("odt", "Writer", "an OpenDocument text", (".odt",), "application/odt", bytes_of)
    monkeypatch.setitem(FORMATS, "odt", odt)
    assert "odt" in formats.of_papers()
    assert formats.of_files()[-1] == "odt"
    assert makers(PAPER)["odt"]() == b"A paper"
    assert format_of(Path("a.odt"), None, formats.of_papers(), "text") == "odt"
    with pytest.raises(EndingError, match=r"Markdown \(\.md\), .* or an OpenDocument text"):
        format_of(Path("a.pdf"), None, ("md", "html", "odt"), "md")
    assert str(formats.file_name("a", "b", format="odt")) == "a_b.odt"


def bytes_of(paper: Paper) -> bytes:
    return paper.title.encode()


def test_pages_offer_every_format_and_each_is_there_as_what_it_is(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    client = create_app([str(tmp_path / "main.beancount")], load=True).test_client()
    for page in ("DeliveryPlan", "Funds", "Reserve", "Returns"):
        place = f"/oadby-wigston-csp/extension/{page}"
        html = client.get(f"{place}/?time=2017-04-01+-+2018-03-31").get_data(as_text=True)
        links = [unescape(each) for each in re.findall(r'href="(download\?[^"]+)"', html)]
        asked = {re.search(r"format=(\w+)", link)[1]: link for link in links}  # type: ignore[index] # each has one
        assert set(formats.of_files()) <= set(asked), page
        for name, link in asked.items():
            answer = client.get(f"{place}/{link}")
            assert answer.status_code == 200, link
            assert answer.mimetype == FORMATS[name].mime
            kept = answer.headers["Content-Disposition"]
            assert kept.rstrip('"').endswith(FORMATS[name].endings[0])
            assert FORMATS[name].on_terminal is not answer.data.startswith(b"PK")
            assert f">{FORMATS[name].label}</a>" in html
