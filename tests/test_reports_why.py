"""Why a figure is what it is, and the pack of evidence."""

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ringfence.ledger import loading
from ringfence.ledger.money import ZERO
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.why import why
from ringfence.reports.render.pack import pack

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
RETURNS = [
    ("PLF-2017-18", "2017-18-H1"),
    ("PLF-2017-18", "2017-18-H2"),
    ("PLF-2018-19", "2018-19-H1"),
    ("PLF-2017-18", "final"),
]


@pytest.mark.parametrize(("fund", "ref"), RETURNS)
def test_what_is_behind_a_figure_sums_to_it(fund: str, ref: str) -> None:
    book = loading.load(EXAMPLE / "main.beancount").book
    report = prepare(book, fund, ref)
    groups = why(book, report, str)
    assert len(groups) == len(report.lines) + 2
    for group in groups:
        for figure in group.figures:
            assert sum((row.amount for row in figure.rows), ZERO) == figure.amount, group.title


def test_the_page_tells_decision_minute_and_invoice_and_runs_nothing(
    officer: Any, tmp_path: Path
) -> None:
    officer.add(
        '2017-08-20 * "<script>alert(1)</script>" "=1+1"\n'
        "  Expenses:Plan:2017-18:Diversionary:PLF-2015-16  0.10 GBP\n"
        "  Assets:Council:PLF-2015-16  -0.10 GBP\n"
    )
    path = tmp_path / "why.html"
    officer.does("return", "why", "PLF-2017-18", "2017-18-H1", "--output", str(path))
    text = path.read_text(encoding="utf-8")
    assert "CSP CSP-2017-06-12-03: £1,000 from the reserve" in text
    assert "(Meeting of 12 June 2017)" in text
    assert "Invoice BL-19" in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"<script|<link|<img|https?://|@import|url\(", text)


def test_the_pack_has_all_and_always_the_same_bytes(officer: Any, tmp_path: Path) -> None:
    paper = officer.books / "documents" / "2017-06-23.invoice.pdf"
    paper.write_bytes(b"%PDF")
    officer.add(
        '2017-08-20 * "Scouts" "Camp" ^camp\n'
        "  Expenses:Plan:2017-18:Diversionary:PLF-2015-16  0.10 GBP\n"
        "  Assets:Council:PLF-2015-16  -0.10 GBP\n"
        "2017-08-20 document Assets:Council:PLF-2015-16 "
        '"documents/2017-06-23.invoice.pdf" ^camp\n'
    )
    made = []
    for name in ("one.zip", "two.zip"):
        path = tmp_path / name
        officer.does("return", "pack", "PLF-2017-18", "2017-18-H1", "--output", str(path))
        made.append(path.read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as opened:
        assert opened.namelist() == [
            "MANIFEST.sha256",
            "documents/2017-06-23.invoice.pdf",
            # Of the example's own: invoices that entries name, and minutes that a decision names.
            "documents/2017-18/2017-05-31.pr-0588.txt",
            "documents/2017-18/2017-06-12.minutes.txt",
            "documents/2017-18/2017-08-18.sen-1718-07.txt",
            "return.docx",
            "return.html",
            "return.json",
            "return.xlsx",
            "why.html",
        ]
        for line in opened.read("MANIFEST.sha256").decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(opened.read(name)).hexdigest() == digest


def test_an_empty_pack_is_only_its_manifest() -> None:
    with zipfile.ZipFile(io.BytesIO(pack({}))) as opened:
        assert opened.namelist() == ["MANIFEST.sha256"]
