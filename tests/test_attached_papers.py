"""A paper is what its name says: what a browser would run is none, under whichever name."""

from __future__ import annotations

import pytest

from ringfence.bookkeeping.attach import ENDINGS, Attachment, NotADocumentError

PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "content",
    [PAGE, b"\xef\xbb\xbf \n" + PAGE, b"<svg onload=x>", b"<?xml version='1.0'?><x/>", b"<B>x</B>"],
)
def test_a_web_page_is_no_paper(ending: str, content: bytes) -> None:
    with pytest.raises(NotADocumentError) as caught:
        Attachment.of("invoice" + ending, content)
    rest = "Open it, and save it as what it is."
    assert str(caught.value) in (
        f"This file is called {ending} and is a web page. {rest}",
        f"This file is called {ending} and is not a file of that format. {rest}",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"PK\x03\x04"),
        ("a.png", b"%PDF-1.7"),
        ("a.xlsx", b"%PDF-1.7"),
        ("a.doc", b"PK\x03\x04"),
        ("a.heic", b"%PDF-1.7"),
    ],
)
def test_another_format_is_told(name: str, content: bytes) -> None:
    with pytest.raises(NotADocumentError, match="is not a file of that format"):
        Attachment.of(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7"),
        ("a.PDF", b"junk before\n%PDF-1.4"),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.ods", b"PK\x03\x04"),
        ("a.csv", b"Payee,Amount\n<none>,1\n"),
        ("a.txt", b"5 < 6"),
        ("a.eml", b"From: a@council.example\n\n<p>Dear all</p>"),
    ],
)
def test_papers_are_kept(name: str, content: bytes) -> None:
    assert Attachment.of(name, content).content == content
