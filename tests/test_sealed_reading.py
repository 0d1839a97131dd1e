"""The return that a document carries, and files that somebody sent, read with care."""

import io
import json
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ringfence.ledger import loading
from ringfence.ledger.canonical import canonical
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.files import render
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.render.files import paper_bytes
from ringfence.reports.sealed.embedding import NOT_CARRIED, carried_of, embed
from ringfence.reports.sealed.errors import UnreadableFileError
from ringfence.reports.sealed.office import MOST_BYTES
from ringfence.reports.sealed.reading import members_of, read_content, read_file

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
KINDS = ("docx", "xlsx", "html")
#: What XML, HTML and JSON each take for a sign of their own.
NASTY = '</script><!-- & ]]> "\\ \u2028\ufffe\uffff\x7f £ \U0001f600'
soffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")


@cache
def first() -> Any:
    return prepare(loading.load(EXAMPLE / "main.beancount").book, "PLF-2017-18", "2017-18-H1")


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_carries_the_return_as_json(kind: str) -> None:
    report = first()
    content = render(report, kind)
    found = read_content(f"return.{kind}", content)
    assert found.kind == kind
    assert found.carried == carried_of(as_json(report))
    assert not {*NOT_CARRIED} & {*(found.carried or ())}
    assert "Monitoring return 2017/18, half-year 1" in " ".join(found.text)
    # Its own style makes tables scroll, its policy lets nothing act, and its data is a script.
    assert found.pictures == 3 * (kind == "html")
    assert content == render(report, kind)  # the same bytes each time


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_shows_is_what_it_showed_without(kind: str) -> None:
    report = first()
    without = read_content(f"return.{kind}", paper_bytes(return_paper(report), kind))
    assert without.carried is None
    assert without.text == read_content(f"return.{kind}", render(report, kind)).text


@pytest.mark.parametrize("kind", KINDS)
def test_any_text_comes_back_as_it_was(kind: str) -> None:
    values = {"fund": NASTY, "period": {"ref": NASTY}, "lines": [{NASTY: None}]}
    content = embed(paper_bytes(return_paper(first()), kind), kind, values)
    found = read_content(f"return.{kind}", content)
    assert canonical(found.carried) == canonical(values)


def test_of_other_formats_nothing_is_carried() -> None:
    report = first()
    assert b"ringfence-return" not in render(report, "md")
    assert read_content("a.md", render(report, "md")).kind == "other"
    assert read_content("a.json", render(report, "json")).carried is not None


@soffice
@pytest.mark.slow
def test_libreoffice_opens_them_as_before_and_keeps_what_they_carry(tmp_path: Path) -> None:
    report = first()
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind in KINDS:
        (tmp_path / f"with.{kind}").write_bytes(render(report, kind))
        (tmp_path / f"without.{kind}").write_bytes(paper_bytes(return_paper(report), kind))
        for name, to in (("with", "pdf"), ("without", "pdf"), ("with", kind)):
            subprocess.run(
                (
                    *("soffice", home, "--headless", "--convert-to", to),
                    *("--outdir", tmp_path / name / kind, tmp_path / f"{name}.{kind}"),
                ),
                check=True,
                capture_output=True,
                timeout=120,
            )
        shown = [
            subprocess.run(
                ["pdftotext", "-layout", str(tmp_path / name / kind / f"{name}.pdf"), "-"],
                check=True,
                capture_output=True,
            ).stdout
            for name in ("with", "without")
        ]
        assert shown[0] == shown[1]
        assert b"Monitoring return 2017" in shown[0]
        saved = read_file(tmp_path / "with" / kind / f"with.{kind}")
        assert saved.text == read_file(tmp_path / f"with.{kind}").text
        if kind != "html":  # a browser's page loses it there
            assert saved.carried == carried_of(as_json(report))


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return content.getvalue()


def changed(kind: str, part: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(render(first(), kind))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return zipped(**{**parts, part: data})


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
FILE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("xml", [ENTITIES, FILE])
def test_entities_are_refused(kind: str, xml: bytes) -> None:
    part = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    for name in (part, "customXml/item9.xml"):
        with pytest.raises(UnreadableFileError) as refused:
            read_content("a", changed(kind, name, xml))
        assert str(refused.value) == (
            f"a was not read: {name} declares entities, which no Word or Excel writes."
        )


def test_what_unpacks_to_more_than_any_return_is_not_opened() -> None:
    bomb = zipped(**{f"{number}": b"0" * 10_000_000 for number in range(21)})
    assert len(bomb) < 300_000
    with pytest.raises(UnreadableFileError, match="unpacks to more than any return has"):
        read_content("bomb.zip", bomb)
    with pytest.raises(UnreadableFileError, match="unpacks to more than any return has"):
        read_content("many.zip", zipped(**{f"{number}": b"" for number in range(5001)}))
    large = changed("docx", "word/document.xml", b"<a>" + b" " * 20_000_000 + b"</a>")
    with pytest.raises(UnreadableFileError, match=r"document\.xml is larger than any return's"):
        read_content("large.docx", large)
    with pytest.raises(UnreadableFileError, match="is larger than 200,000,000 bytes"):
        read_content("large.pdf", bytes(MOST_BYTES + 1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04" + b"?" * 100, "is damaged: it can't be unpacked"),
        (b"{", "JSON that no return is in"),
        (b'{"a": 1, "a": 2}', "JSON that no return is in"),
        (b'{"a": 1.5}', "JSON that no return is in"),
        (b'{"a": NaN}', "JSON that no return is in"),
        (b'{"a": ' + b"[" * 100_000, "JSON that no return is in"),
        (b'{"a": \xff}', "JSON that no return is in"),
        (b"<html>\xff</html>", "is no page in UTF-8"),
    ],
)
def test_what_is_damaged_is_said_so(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_content("sent", content)
    assert reason in str(refused.value)


def test_a_file_that_carries_two_returns_is_not_believed() -> None:
    carried = b'<return xmlns="urn:ringfence:return">{"fund":"A","period":{"ref":"B"},"lines":[]}'
    twice = changed("docx", "customXml/item7.xml", carried + b"</return>")
    with pytest.raises(UnreadableFileError, match="carries 2 returns"):
        read_content("twice.docx", twice)
    page = render(first(), "html")
    start, end = page.index(b"<script"), page.index(b"</script>") + 9
    with pytest.raises(UnreadableFileError, match="carries 2 returns"):
        read_content("twice.html", page[:start] + page[start:end] * 2 + page[end:])


def test_each_part_cut_off_or_flipped_is_read_or_refused_and_never_fails() -> None:
    """Whatever a damaged file is, it is a sentence or what it says."""
    for kind in KINDS:
        content = render(first(), kind)
        for place in range(0, len(content), len(content) // 40):
            flipped = bytearray(content)
            flipped[place] ^= 0x55
            for each in (content[:place], bytes(flipped)):
                try:
                    read_content(f"a.{kind}", each)
                except UnreadableFileError as error:
                    assert str(error).endswith(".")  # noqa: PT017 - either is right


def test_files_of_a_pack_are_read_within_bounds() -> None:
    found = members_of(read_content("a.zip", zipped(**{"a/b.txt": b"one", "c": b"two"})))
    assert found == {"a/b.txt": b"one", "c": b"two"}


def test_the_policy_of_the_page_stays_and_its_json_is_data() -> None:
    page = render(first(), "html").decode()
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert page.count("<script") == 1
    start = page.index('<script type="application/json" id="ringfence-return">')
    assert "<" not in page[start + 1 : page.index("</script>")]
    assert json.loads(page[page.index(">", start) + 1 : page.index("</script>")])["fund"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
def test_a_browser_shows_and_runs_nothing_of_it(tmp_path: Path) -> None:
    """Its policy forbids scripts, and has nothing to say of data."""
    from playwright.sync_api import sync_playwright

    shown, said = [], []
    for name, content in (
        ("with", render(first(), "html")),
        ("without", paper_bytes(return_paper(first()), "html")),
    ):
        (tmp_path / f"{name}.html").write_bytes(content)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page()
            page.on("console", lambda message: said.append(message.text))
            page.goto((tmp_path / f"{name}.html").as_uri())
            shown.append((page.inner_text("body"), page.screenshot(full_page=True)))
            browser.close()
    assert shown[0] == shown[1]
    assert said == []
