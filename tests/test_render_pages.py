"""Which way up a paper's pages stand, and what of it stands together on one in Word."""

import datetime
import io
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from ringfence.reports.render import letters, pages
from ringfence.reports.render.docx_ import document
from ringfence.reports.render.table import (
    Block,
    Cell,
    Column,
    Fields,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
)

JUNE = datetime.date(2017, 6, 12)
SIGNED = Fields("For finance", (("Name", None), ("Signature", None), ("Date", None)))
CERTIFIES = Sentence("I certify that it is right.")


def money(columns: int, rows: int, title: str = "Figures") -> Table:
    heads = (Column("Action"), *(Column(f"Spent {n}", "money") for n in range(columns)))
    cells: tuple[Cell, ...] = ("Action", *(Decimal("10000.00"),) * columns)
    return Table(title, heads, (Row(cells),) * rows)


def paper(*sections: tuple[Block, ...]) -> Paper:
    made = tuple(Section(f"Part {n}", blocks) for n, blocks in enumerate(sections, start=1))
    return Paper("Return", "A & B CSP", (("As at", JUNE),), made, JUNE)


#: 9 amounts need a turned page; 40 rows of 3 fill most of an upright one, 3 little.
WIDE, LONG, SHORT = (money(9, 24),), (money(3, 34),), (money(3, 3),)


@pytest.mark.parametrize(
    ("sections", "turned"),
    [
        ((SHORT, LONG), (False, False)),
        # What leads up to the turn fills its page, and so does what is turned.
        ((LONG, WIDE, SHORT), (False, True, False)),
        # It would leave its page half empty, so it is turned with what follows.
        ((SHORT, WIDE), (True, True)),
        # Nobody turns a paper to and fro.
        ((WIDE, LONG, (money(9, 40),), SHORT), (True, True, True, False)),
        # Three rows are too few for a turned page of their own: what follows goes there too.
        (((money(9, 3),), (money(3, 14),), LONG), (True, True, False)),
    ],
)
def test_no_turn_leaves_a_page_half_empty(
    sections: tuple[tuple[Block, ...], ...], turned: tuple[bool, ...]
) -> None:
    made = paper(*sections)
    assert tuple(pages.turns(made)) == turned
    word = Document(io.BytesIO(document(made)))
    ways = [page.orientation is WD_ORIENT.LANDSCAPE for page in word.sections]
    changes = [way for n, way in enumerate(turned) if not n or way != turned[n - 1]]
    assert ways == changes, "a new page only where it is turned"


def test_a_column_of_figures_is_as_wide_as_its_longest_and_texts_share_the_rest() -> None:
    heads = (Column("Action"), Column("Spent", "money", summed=True), Column("Why"))
    rows = (Row(("Youth", Decimal("1234567.00"), "because " * 30)),)
    across = pages.widths(Table("", heads, rows, "In all"), pages.UPRIGHT.width)
    assert sum(across) == pytest.approx(pages.UPRIGHT.width)
    assert across[1] == pytest.approx(letters.breadth("£1,234,567.00") * pages.TEXT + pages.PADDING)
    assert across[2] > 3 * across[0]


def test_columns_are_narrowed_where_it_costs_the_fewest_lines() -> None:
    """One long text among short ones takes two lines, so that the other column stays whole."""
    heads = (Column("Action"), Column("Lead"), Column("Told"))
    names = "Domestic abuse: advocates in the hospital"
    rows = (Row((names, "Officer", "word " * 40)), *(Row((names, "Officer", "word")),) * 5)
    across = pages.widths(Table("", heads, rows), 17.8)
    assert sum(across) == pytest.approx(17.8)
    whole = letters.breadth(names) * pages.TEXT + pages.PADDING
    assert across[0] == pytest.approx(whole, abs=0.01)
    assert across[2] < letters.breadth("word " * 40) * pages.TEXT


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 5, 1),
        # 722 for the C, 500 for the c, 556 for each a and b, and 278 for the space: 3724.
        ("Cab cab", 3.73, 1),
        ("Cab cab", 3.72, 2),
        # A word that is longer than the line is broken.
        ("aaaaaaaaaa", 2, 3),
    ],
)
def test_how_many_lines_a_text_takes(text: str, room: float, lines: int) -> None:
    assert letters.lines(text, room) == lines


def test_how_wide_a_text_is() -> None:
    # As Arial's own tables have it: 556 for a figure and the pound, 278 for a comma and a point.
    assert letters.breadth("£1,234.50") == pytest.approx(7 * 0.556 + 2 * 0.278)
    assert letters.breadth("Will") == pytest.approx(0.944 + 3 * 0.222)


def kept_with_next(content: bytes) -> list[tuple[str, bool]]:
    """Each paragraph with text, in order, and whether it stands on one page with the next."""
    found = []
    for paragraph in Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        text = "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
        styles = [each.get(qn("w:val")) for each in paragraph.iter(qn("w:pStyle"))]
        is_heading = any(str(style).startswith("Heading") for style in styles)
        if text:
            marked = next(paragraph.iter(qn("w:keepNext")), None) is not None
            found.append((text, marked or is_heading))
    return found


def test_a_signature_is_not_parted_from_its_words() -> None:
    kept = kept_with_next(document(paper((CERTIFIES, SIGNED))))
    assert kept[-5:] == [
        ("I certify that it is right.", True),
        ("For finance", True),
        ("Name", True),
        ("Signature", True),
        ("Date", False),
    ]


def test_no_heading_stands_without_its_table_and_a_short_table_is_whole() -> None:
    kept = kept_with_next(document(paper((money(1, 3, "Short"), money(1, 60, "Long")))))
    texts = [text for text, _kept in kept]
    short, long = texts.index("Short"), texts.index("Long")
    # The heading, the header's two cells and the cells of the first two rows; not the last's.
    assert [mark for _text, mark in kept[short:long]] == [True] * 7 + [False] * 2
    # Of a long table neither the first row nor the last stands alone.
    marks = [mark for _text, mark in kept[long:]]
    assert marks[:5] == [True] * 5
    assert marks[5:-4] == [False] * (len(marks) - 9)
    assert marks[-4:] == [True] * 2 + [False] * 2


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice and poppler are not installed",
)
def test_another_program_keeps_them_together_too(tmp_path: Path) -> None:
    """A page that has little room left: the words and the signature both go on the next."""
    filler = money(1, 47, "Filler")
    (tmp_path / "made.docx").write_bytes(document(paper((filler, CERTIFIES, SIGNED))))
    run = ("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless")
    out = ("--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "made.docx"))
    subprocess.run([*run, *out], check=True, capture_output=True, timeout=300)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "made.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    first, second, *rest = text.split("\f")
    assert not "".join(rest).strip()
    assert "Filler" in first
    assert "I certify" not in first
    assert re.search(r"I certify.*For finance.*Name.*Signature.*Date", second, re.DOTALL)
