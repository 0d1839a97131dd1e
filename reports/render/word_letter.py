"""How a letter begins and ends in a Word document."""

from __future__ import annotations

from collections.abc import Iterable

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph

from ringfence.reports.render import pages, word_table
from ringfence.reports.render.table import Letterhead, Paper, clean, long_date, show

_GAP = Pt(8)


def begin(word: Document, paper: Paper, head: Letterhead) -> None:
    """Put the addressee, beside it sender and date, and the references above the subject."""
    width = Cm(pages.UPRIGHT.width) // 2
    grid = word.add_table(rows=1, cols=2)
    for column in grid.columns:
        column.width = Emu(width)
    to, sender = (cell.paragraphs[0] for cell in grid.rows[0].cells)
    _fill(to, head.addressee)
    _fill(sender, [*head.sender, "", long_date(paper.day)])
    sender.runs[0].bold = True
    sender.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _lines(word, [f"{name}: {show(value)}" for name, value in paper.facts])
    _lines(word, [f"{head.greeting},"])
    subject = word.add_heading(clean(paper.title), level=1)
    subject.paragraph_format.space_before = Pt(0)


def close(word: Document, head: Letterhead) -> None:
    """Put the closing and the lines to sign on at the end, on one page with the last words."""
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    closing = _lines(word, [f"{head.closing},"])
    closing.paragraph_format.space_before = _GAP
    closing.paragraph_format.keep_with_next = True
    word_table.fields(word, head.signed, pages.UPRIGHT)


def _lines(word: Document, lines: Iterable[str]) -> Paragraph:
    """Add a paragraph of several lines."""
    return _fill(word.add_paragraph(), lines)


def _fill(paragraph: Paragraph, lines: Iterable[str]) -> Paragraph:
    for number, line in enumerate(lines):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(clean(line))
    paragraph.paragraph_format.space_after = _GAP
    return paragraph
