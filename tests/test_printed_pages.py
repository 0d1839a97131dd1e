"""How many pages the papers of the worked example take in print, and how full those are."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from ringfence.reports.render import files
from tests.papers import papers_of

PROGRAMS = ("soffice", "pdftotext", "fc-match")
MISSING = [name for name in PROGRAMS if not shutil.which(name)]
#: The papers by kind and name, with the pages that they may take.
PAPERS = {
    ("return", "PLF-2017-18 2017-18-H1"): 4,
    ("return", "PLF-2017-18 2017-18-H2"): 5,
    ("return", "PLF-2017-18 final"): 6,
    ("position", "2017-06-30"): 3,
    ("meeting", "2017-06-30"): 3,
    ("meeting", "2018-01-31"): 3,
    ("notice", "PLF-2017-18 2017-06-30"): 1,
    ("notice", "PLF-2017-18 2018-01-31"): 1,
}
_PAGE = re.compile(r'<page width="[\d.]+" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word [^>]*yMax="([\d.]+)">(.*?)</word>')
#: The foot of a page begins here, in points above its edge.
_FOOT = 45

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


class Printed(NamedTuple):
    """A page: its words in order, and how far down it they go, from 0 to 1."""

    words: str
    filled: float


def is_wide_as_arial() -> bool:
    found = subprocess.run(["fc-match", "Arial"], check=True, capture_output=True, text=True)
    return bool(re.search(r"Arial|Liberation ?Sans|Arimo", found.stdout))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[Printed]]:
    """Every paper printed, by one run of the program that prints."""
    if not is_wide_as_arial():
        pytest.skip("no typeface as wide as Arial is installed, such as Liberation Sans")
    folder = tmp_path_factory.mktemp("printed")
    told = {(each.kind, each.name): each for each in papers_of("oadby-wigston")}
    names = {}
    for number, key in enumerate(PAPERS):
        names[key] = folder / f"{number}.docx"
        names[key].write_bytes(files.paper_bytes(told[key].paper, "docx"))
    convert(folder, list(names.values()))
    return {key: list(pages_of(path.with_suffix(".pdf"))) for key, path in names.items()}


def convert(folder: Path, paths: list[Path]) -> None:
    run = ("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless")
    out = ("--convert-to", "pdf", "--outdir", str(folder), *map(str, paths))
    subprocess.run([*run, *out], check=True, capture_output=True, timeout=600)


def pages_of(path: Path) -> Iterator[Printed]:
    made = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    for size, content in _PAGE.findall(made):
        height = float(size)
        words = [(float(down), unescape(word)) for down, word in _WORD.findall(content)]
        above = [(down, word) for down, word in words if down < height - _FOOT]
        filled = max((down for down, _word in above), default=0) / height
        yield Printed(" ".join(word for _down, word in above), filled)


@pytest.mark.parametrize("key", PAPERS)
def test_a_paper_takes_no_more_pages(
    printed: dict[tuple[str, str], list[Printed]], key: tuple[str, str]
) -> None:
    assert 1 <= len(printed[key]) <= PAPERS[key]


@pytest.mark.parametrize("key", PAPERS)
def test_no_page_but_the_last_is_half_empty(
    printed: dict[tuple[str, str], list[Printed]], key: tuple[str, str]
) -> None:
    *pages, _last = printed[key]
    assert all(page.filled > 0.5 for page in pages), [round(page.filled, 2) for page in pages]


@pytest.mark.parametrize("key", [key for key in PAPERS if key[0] == "return"])
def test_what_is_signed_stands_with_its_words_on_one_page(
    printed: dict[tuple[str, str], list[Printed]], key: tuple[str, str]
) -> None:
    last = printed[key][-1].words
    assert re.search(r"I certify that .* are kept\. .*Name.*Signature.*Date", last)
    assert "Digest of the figures and evidence" in last


@pytest.mark.parametrize("key", [key for key in PAPERS if key[0] == "return"])
def test_the_first_page_answers_the_first_questions(
    printed: dict[tuple[str, str], list[Printed]], key: tuple[str, str]
) -> None:
    first = printed[key][0].words
    for told in ("This return claims", "Variance from", "By fund", "Unspent at", "Proposed"):
        assert told in first


@pytest.mark.parametrize("key", [key for key in PAPERS if key[0] == "notice"])
def test_a_letter_ends_on_its_page(
    printed: dict[tuple[str, str], list[Printed]], key: tuple[str, str]
) -> None:
    (page,) = printed[key]
    assert re.search(r"Yours faithfully, Signature .*Community Safety Officer", page.words)


def test_each_sheet_of_a_workbook_goes_on_one_page(tmp_path: Path) -> None:
    """The first return's, none of which is long; a sheet never ends in a few lines on a page."""
    (told,) = (t for t in papers_of("oadby-wigston") if t.name == "PLF-2017-18 2017-18-H1")
    path = tmp_path / "return.xlsx"
    path.write_bytes(files.paper_bytes(told.paper, "xlsx"))
    convert(tmp_path, [path])
    pages = list(pages_of(path.with_suffix(".pdf")))
    assert len(pages) == len(told.paper.sections)
    assert all(page.filled > 0.2 for page in pages)


@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
@pytest.mark.parametrize(
    ("name", "most"),
    [("PLF-2017-18 2017-18-H1", 4), ("PLF-2017-18 2017-18-H2", 5), ("PLF-2017-18 2017-06-30", 1)],
)
def test_what_a_browser_prints(tmp_path: Path, name: str, most: int) -> None:
    (told,) = (t for t in papers_of("oadby-wigston") if t.name == name)
    page, made = tmp_path / "paper.html", tmp_path / "paper.pdf"
    page.write_bytes(files.paper_bytes(told.paper, "html"))
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    profile = f"--user-data-dir={tmp_path}/profile"
    out = (f"--print-to-pdf={made}", page.as_uri())
    subprocess.run(
        ["chromium", *flags, profile, *out], check=True, capture_output=True, timeout=300
    )
    pages = list(pages_of(made))
    assert 1 <= len(pages) <= most
    assert all(each.filled > 0.5 for each in pages[:-1])
    # What is signed is not parted from its words.
    last = pages[-1].words
    assert re.search(r"(I certify that|Yours faithfully).*Signature", last)
