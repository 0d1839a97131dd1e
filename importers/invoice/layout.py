"""The text of a PDF as cells: words that stand together, with where they stand on the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ringfence.importers.invoice.errors import (
    NOTHING_RECORDED,
    ExtraMissingError,
    NotAnInvoiceError,
    TooLargeError,
)

if TYPE_CHECKING:
    from pdfminer.layout import LTPage, LTTextContainer, LTTextLine

#: Nobody's invoice has more pages; of a long one the first and the last are read.
MOST_PAGES, READ_FIRST = 60, 3
#: Bytes of one page's drawing, unpacked; beyond them it is a picture or an attack.
_MOST_DRAWING = 4 * 1024 * 1024
#: Letters nearer than so many of their widths stand in one cell; lines may be off by so much.
_GAP, _OFF = 1.6, 0.4


@dataclass(frozen=True)
class Cell:
    """Words that stand together on one line.

    Attributes:
        text: The words.
        page: Their page, from 1.
        line: Their line on the page, from 0.
        left: Where they begin, in points.
        right: Where they end.
        top: How far from the top of the page they stand.
        size: How large they are set.
    """

    text: str
    page: int
    line: int
    left: float
    right: float
    top: float
    size: float

    @property
    def where(self) -> str:
        """The place in words."""
        return f"page {self.page}"


@dataclass(frozen=True)
class PdfText:
    """What a PDF says.

    Attributes:
        lines: Its lines from the top of the first page on, each as cells from the left.
        attachments: The XML files within it, by name.
        pages: How many pages it has.
    """

    lines: tuple[tuple[Cell, ...], ...]
    attachments: tuple[tuple[str, bytes], ...]
    pages: int

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell, line by line."""
        return (cell for line in self.lines for cell in line)


def read_pdf(name: str, content: bytes) -> PdfText:
    """Read a PDF: of a long one the first pages and the last.

    Raises:
        ExtraMissingError: what reads it is not installed.
        NotAnInvoiceError: it is damaged, or has a password.
        TooLargeError: it has more pages, or more on a page, than an invoice has.
    """
    try:
        import pypdf
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LAParams
        from pdfminer.psexceptions import PSException
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise ExtraMissingError from error
    broken = (
        PyPdfError,
        PSException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OSError,
    )
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotAnInvoiceError(
                f"{name} has a password: save it without one. {NOTHING_RECORDED}"
            )
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise TooLargeError(
                f"{name} has {pages:,} pages, and an invoice has at most {MOST_PAGES}. Take out "
                f"the pages of the invoice, and try again. {NOTHING_RECORDED}"
            )
        wanted = sorted({*range(1, min(pages, READ_FIRST) + 1), pages} - {0})
        for number in wanted:
            _must_be_drawn(name, reader.pages[number - 1], number)
        attachments = tuple(_xml_within(reader))
        drawn = extract_pages(
            io.BytesIO(content),
            page_numbers=[number - 1 for number in wanted],
            laparams=LAParams(char_margin=_GAP, line_overlap=_OFF, boxes_flow=None),
        )
        lines = tuple(
            line
            for number, page in zip(wanted, drawn, strict=False)
            for line in _lines(number, page)
        )
    except broken as error:
        raise NotAnInvoiceError(
            f"{name} is damaged, and can't be read: ask for it again. {NOTHING_RECORDED}"
        ) from error
    except RecursionError as error:
        raise NotAnInvoiceError(
            f"{name} refers to itself without end, and is not opened. {NOTHING_RECORDED}"
        ) from error
    return PdfText(lines, attachments, pages)


def _must_be_drawn(name: str, page: Any, number: int) -> None:  # noqa: ANN401 - pypdf's own
    drawing = page.get_contents()
    if drawing is not None and len(drawing.get_data()) > _MOST_DRAWING:
        raise TooLargeError(
            f"{name}, page {number}, holds more than an invoice says. {NOTHING_RECORDED}"
        )


def _xml_within(reader: Any) -> Iterator[tuple[str, bytes]]:  # noqa: ANN401 - pypdf's own
    for name, contents in reader.attachments.items():
        if str(name).lower().endswith(".xml"):
            for content in contents:
                yield str(name), content


def _lines(number: int, page: LTPage) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a page: the cells that stand beside each other."""
    rows: list[list[LTTextLine]] = []
    for cell in sorted(_text_lines(page), key=lambda each: (-each.y0, each.x0)):
        if rows and abs(rows[-1][-1].y0 - cell.y0) <= _OFF * min(rows[-1][-1].height, cell.height):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    for line, row in enumerate(rows):
        yield tuple(
            Cell(
                text=" ".join(each.get_text().split()),
                page=number,
                line=line,
                left=each.x0,
                right=each.x1,
                top=page.height - each.y1,
                size=each.height,
            )
            for each in sorted(row, key=lambda each: each.x0)
        )


def _text_lines(element: LTPage | LTTextContainer[Any]) -> Iterator[LTTextLine]:
    from pdfminer.layout import LTTextContainer, LTTextLine

    for each in element:
        if isinstance(each, LTTextLine):
            if each.get_text().strip():
                yield each
        elif isinstance(each, LTTextContainer):
            yield from _text_lines(each)
