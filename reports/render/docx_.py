"""A paper as a Word document: headings, real tables, page numbers, a page turned where it must.

It is accessible: headings are headings, the first row of a table is its header and is
repeated, and the document says its title and language. Text is never a field or a link.
"""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as Page
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from ringfence.reports.render import pages, word_letter, word_table
from ringfence.reports.render.stable import midnight, rewrite_zip
from ringfence.reports.render.table import (
    Block,
    Cell,
    Fields,
    Paper,
    Section,
    Sentence,
    Table,
    clean,
)

LANGUAGE = "en-GB"
_FONT = "Arial"
_SHORT, _LONG, _SIDE, _EDGE = Cm(21), Cm(29.7), Cm(1.6), Cm(1.5)
_DARK = RGBColor(0x1F, 0x38, 0x64)
_ITEM_GAP = Pt(1)
#: So few facts stand one below the other on a turned page too.
_PAIR = 2
_RED = RGBColor(0xC0, 0x00, 0x00)


def document(paper: Paper) -> bytes:
    """Return a paper as the bytes of a document, always the same for the same paper."""
    word = Document()
    _style(word)
    _describe(word, paper)
    turns = pages.turns(paper)
    landscape = turns[0] if turns else False
    _turn(word.sections[0], landscape=landscape)
    _footer(word.sections[0], paper)
    page = _page(landscape=landscape)
    if paper.letter:
        word_letter.begin(word, paper, paper.letter)
    else:
        word.add_paragraph(clean(paper.title), style="Title")
        if paper.owner:
            word.add_paragraph(clean(paper.owner), style="Subtitle")
        several = len(paper.facts) > _PAIR
        _fields(word, _facts(paper), page, two_across=landscape and several)
    for section, wanted in zip(paper.sections, turns, strict=True):
        if wanted != landscape:
            _turn(_new_page(word), landscape=wanted)
            landscape = wanted
        _section(word, section, _page(landscape=landscape))
    if paper.letter:
        word_letter.close(word, paper.letter)
    content = io.BytesIO()
    word.save(content)
    return rewrite_zip(content.getvalue())


def _page(*, landscape: bool) -> pages.Page:
    return pages.TURNED if landscape else pages.UPRIGHT


def _facts(paper: Paper) -> tuple[tuple[str, Cell], ...]:
    return tuple((name, "–" if value is None else value) for name, value in paper.facts)


def _section(word: WordDocument, section: Section, page: pages.Page) -> None:
    if section.name:
        word.add_heading(clean(section.name), level=1)
    blocks = list(section.blocks)
    while blocks:
        block, after = blocks.pop(0), blocks[0] if blocks else None
        if isinstance(block, Sentence):
            _sentence(word, block, keep=_leads(block, after))
        elif both := pages.signature_pair(block, after):
            word_table.signatures(word, both, page)
            blocks.pop(0)
        else:
            _add_titled(word, block, section.name, page)


def _leads(sentence: Sentence, after: Block | None) -> bool:
    """Return whether a sentence leads to what follows: a table, a signature, or a list."""
    if isinstance(after, Sentence):
        return after.style == "item" != sentence.style
    return after is not None


def _add_titled(word: WordDocument, block: Table | Fields, above: str, page: pages.Page) -> None:
    if block.title and block.title != above:
        word.add_heading(clean(block.title), level=2)
    if isinstance(block, Table):
        word_table.table(word, block, page)
    else:
        _fields(word, block.rows, page, two_across=pages.is_two_across(block))


def _fields(
    word: WordDocument,
    rows: tuple[tuple[str, Cell], ...],
    page: pages.Page,
    *,
    two_across: bool,
) -> None:
    (word_table.two_across if two_across else word_table.fields)(word, rows, page)


def _sentence(word: WordDocument, sentence: Sentence, *, keep: bool) -> None:
    """Add a sentence; one that leads to a table, a signature or a list is not parted from it."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = keep or None
    run = paragraph.add_run(clean(sentence.text))
    run.bold = sentence.style in ("strong", "warning")
    if sentence.style == "item":
        paragraph.paragraph_format.space_after = _ITEM_GAP
    if sentence.style == "warning":
        run.font.color.rgb = _RED


def _style(word: WordDocument) -> None:
    """Set one typeface, sizes that print well, and British English throughout."""
    sizes = {"Normal": 10, "Title": 20, "Subtitle": 13, "Heading 1": 14, "Heading 2": 11}
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.italic = False
        _set_fonts(style.element.get_or_add_rPr())
        if name != "Normal":
            style.font.bold = True
            style.font.color.rgb = _DARK
            style.paragraph_format.keep_with_next = True
    for name, points in word_table.STYLES.items():
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = word.styles["Normal"], points
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0.7)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    word.styles["Normal"].paragraph_format.line_spacing = 1.0
    word.styles["Title"].paragraph_format.space_after = Pt(4)
    word.styles["Heading 1"].paragraph_format.space_before = Pt(8)
    word.styles["Heading 1"].paragraph_format.space_after = Pt(3)
    word.styles["Heading 2"].paragraph_format.space_before = Pt(5)
    word.styles["Heading 2"].paragraph_format.space_after = Pt(2)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _set_fonts(properties: object) -> None:
    """Name the typeface for every script; a theme's would go before it."""
    fonts = properties.rFonts  # type: ignore[attr-defined]
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), _FONT)


def _describe(word: WordDocument, paper: Paper) -> None:
    properties = word.core_properties
    properties.title, properties.author = clean(paper.title), clean(paper.owner)
    properties.subject = ", ".join(clean(str(value)) for _name, value in paper.facts[:1])
    properties.language = LANGUAGE
    properties.created = properties.modified = midnight(paper.day)
    properties.last_modified_by = clean(paper.owner)
    properties.comments = properties.keywords = ""
    properties.revision = 1


def _new_page(word: WordDocument) -> Page:
    """Begin a page, ending the one before in the gap under its last table.

    A paragraph of its own would spill over to an empty page where the table fills its page.
    """
    page: Page = word.add_section(WD_SECTION.NEW_PAGE)
    mark = word.element.body.xpath("./w:p[w:pPr/w:sectPr]")[-1]
    gap = mark.getprevious()
    if gap is not None and gap.tag == mark.tag and not gap.xpath("./w:r"):
        gap.get_or_add_pPr().append(mark.pPr.sectPr)
        word.element.body.remove(mark)
    return page


def _turn(page: Page, *, landscape: bool) -> None:
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    sides = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    page.page_width, page.page_height = sides
    page.left_margin = page.right_margin = _SIDE
    page.top_margin = page.bottom_margin = _EDGE
    page.header_distance = page.footer_distance = _EDGE // 2


def _footer(page: Page, paper: Paper) -> None:
    """Put the paper's name and “Page 1 of 4” at the foot of every page."""
    line = page.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.add_run(clean(f"{paper.owner} – {paper.title} – page") + " ")
    _count(line, "PAGE")
    line.add_run(" of ")
    _count(line, "NUMPAGES")
    for run in line.runs:
        run.font.size = Pt(8)


def _count(line: Paragraph, code: str) -> None:
    """Add a field that Word works out, such as the number of the page."""
    for kind, text in (("begin", None), (None, code), ("separate", None), ("", "1"), ("end", None)):
        run = line.add_run(text if kind == "" else None)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001 - python-docx knows no fields
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)  # noqa: SLF001
