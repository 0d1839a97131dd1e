"""A listing read whole: every row is a line, or is passed over for a reason, or a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from ringfence.importers import cells
from ringfence.importers.listing.date_order import must_not_be_swapped, order_in
from ringfence.importers.listing.dates import Kept, kind_of_date
from ringfence.importers.listing.errors import (
    Fault,
    FaultyRowError,
    FaultyRowsError,
    LayoutChangedError,
    ListingError,
)
from ringfence.importers.listing.headers import (
    Found,
    Head,
    find_in,
    is_other_head,
    says_headings_again,
    usual_width,
)
from ringfence.importers.listing.lines import Refs, RowReader
from ringfence.importers.listing.parts import Part
from ringfence.importers.listing.profiles import Profile
from ringfence.importers.listing.rows import Row
from ringfence.importers.listing.skipped_rows import (
    BANNER,
    BLANK,
    HEADINGS,
    HEADINGS_AGAIN,
    Skipped,
    pass_over,
)
from ringfence.importers.listing.sources import Source, open_source, part_of
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.money import ZERO, pounds

__all__ = ["Listing", "ListingError", "Progress", "Skipped", "read_found", "read_listing"]

#: Called now and then with how many rows are read, and how many there are (0: not known).
Progress = Callable[[int, int], None]
_EVERY = 250


@dataclass(frozen=True)
class Listing:
    """A listing as read.

    Attributes:
        profile: How it was read.
        lines: Its lines, in their order.
        skipped: The rows that are none; with the lines they are all its rows.
        rows: How many rows it has, up to the last with something in it.
        total: What the lines come to.
        encoding: The encoding of a text file, else "".
        sheet: The sheet, or sheets, that were read; "" in a text file.
        digest: The sha256 of the file.
        unread: The sheets without the headings.
        own_total: The file's own last total, in pounds, where the lines don't come to it.
        remarks: What the officer should know of it.
    """

    profile: Profile
    lines: tuple[CouncilLine, ...]
    skipped: tuple[Skipped, ...]
    rows: int
    total: Decimal
    encoding: str
    sheet: str
    digest: str
    unread: tuple[str, ...] = ()
    own_total: Decimal | None = None
    remarks: tuple[str, ...] = ()


def read_listing(
    path: Path,
    profiles: Sequence[Profile],
    *,
    chosen: str | None = None,
    part: Part | None = None,
    progress: Progress | None = None,
) -> Listing:
    """Read a listing, all of it or nothing.

    Args:
        path: The file.
        profiles: Those among which its own is found by its headings.
        chosen: The id of the profile, if it was said.
        part: Which of its rows to read, if not all.
        progress: Is told how far it is.

    Raises:
        NotAListingError: the file is of another kind.
        TooLargeError: it is too large.
        UnknownProfileError: no profile fits.
        AmbiguousProfileError: several do.
        AmbiguousDatesError: it can't be told whether day or month comes first.
        FaultyRowsError: rows can't be read; it has them all.
        LayoutChangedError: other headings begin further down.
    """
    with open_source(path) as whole:
        source = part_of(whole, part)
        found = find_in(source, profiles, chosen)
        return read_found(source, found, progress)


def read_found(source: Source, found: Found, progress: Progress | None = None) -> Listing:
    """Read a file whose profile and headings are known; raises as :func:`read_listing`."""
    order = order_in(source, found)
    size = sum(head.sheet.size for head in found.heads)
    reading = _Reading(source, Refs(found.profile.id), progress, size)
    for head in found.heads:
        sheet = head.sheet
        reading.sheet(RowReader(found.profile, head, order, sheet.layout(), sheet.unsaved()))
    if reading.faults:
        raise FaultyRowsError(str(source.path), reading.faults)
    must_not_be_swapped(source, reading.dates)
    return Listing(
        profile=found.profile,
        lines=tuple(reading.lines),
        skipped=tuple(reading.skipped),
        rows=reading.rows,
        total=reading.total,
        encoding=source.encoding,
        sheet=", ".join(head.sheet.title for head in found.heads),
        digest=source.digest,
        unread=found.unread,
        own_total=reading.last_total.amount if reading.last_total else None,
        remarks=tuple(reading.remarks()),
    )


@dataclass
class _Reading:
    """What was read so far."""

    source: Source
    refs: Refs
    progress: Progress | None
    size: int
    lines: list[CouncilLine] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    dates: Counter[Kept] = field(default_factory=Counter)
    rows: int = 0
    total: Decimal = ZERO
    since: Decimal = ZERO
    last_total: Skipped | None = None
    hidden: list[CouncilLine] = field(default_factory=list)
    hidden_rows: int = 0

    def sheet(self, reader: RowReader) -> None:
        head = reader.head
        headings: tuple[cells.Cell, ...] = ()
        width = max(len(head.names), usual_width(list(_first(head))))
        for row in head.sheet.rows():
            self.rows += 1
            self.hidden_rows += row.number in reader.layout.hidden and bool(row.cells)
            if self.progress and self.rows % _EVERY == 0:
                self.progress(self.rows, self.size)
            if row.number < head.row:
                self._skip(reader, row, BANNER)
            elif row.number == head.row:
                headings = row.cells
                self._skip(reader, row, HEADINGS)
            elif all(cells.is_blank(cell) for cell in row.cells):
                self._skip(reader, row, BLANK)
            elif row.cells == headings or says_headings_again(head, row):
                self._skip(reader, row, HEADINGS_AGAIN)
            elif any(not cells.is_blank(cell) for cell in row.cells[width:]):
                why = (
                    f"it has {len(row.cells)} cells where others have {width}: perhaps a comma in "
                    "a name, without quotation marks"
                )
                self.faults.append(Fault(head.sheet.title, row.number, "", why))
            else:
                self._row(reader, row)
        if self.progress:
            self.progress(self.rows, self.rows)

    def remarks(self) -> Iterator[str]:
        """Yield what the officer should know: no line, hidden rows, another total than its own."""
        if not self.lines:
            yield "There are no lines below the headings, so there is nothing to import."
        if self.hidden_rows:
            one = self.hidden_rows == 1
            rows = "1 row is" if one else f"{self.hidden_rows:,} rows are"
            yield (
                f"{rows} hidden in the workbook, with {_count(self.hidden)} of "
                f"{_sum(self.hidden)}: {'it was' if one else 'they were'} read as the others were. "
                "If that is wrong, "
                f"delete {'it' if one else 'them'} from a copy, and import that."
            )
        last = self.last_total
        if last is not None and last.amount is not None:
            yield (
                f"Row {last.row} gives a total of {pounds(last.amount)}; the lines add up to "
                f"{pounds(self.total)}."
            )

    def _row(self, reader: RowReader, row: Row) -> None:
        day = reader.day(row)
        if day is None and is_other_head(reader.head, row):
            raise LayoutChangedError(
                self.source.path, reader.head.sheet.title, row.number, self.source.part
            )
        sums = (self.total, self.since)
        try:
            skipped = pass_over(reader, row, dated=day is not None, sums=sums)
            if skipped is not None:
                self.skipped.append(skipped)
                if skipped.amount is not None:
                    self.last_total = None if skipped.amount in sums else skipped
                    self.since = ZERO
                return
            line = self.refs.name(reader.read(row, day))
        except FaultyRowError as error:
            self.faults += error.faults
            return
        self.lines.append(line)
        if row.number in reader.layout.hidden:
            self.hidden.append(line)
        self.dates[kind_of_date(reader.cell(row, "day"))] += 1
        self.total += line.amount
        self.since += line.amount

    def _skip(self, reader: RowReader, row: Row, reason: str) -> None:
        self.skipped.append(Skipped(row.number, reason, reader.head.sheet.title))


def _count(lines: Sequence[CouncilLine]) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines):,} lines"


def _sum(lines: Sequence[CouncilLine]) -> str:
    return pounds(sum((line.amount for line in lines), ZERO))


def _first(head: Head) -> Iterator[Row]:
    for row in head.sheet.rows():
        if row.number > head.row:
            yield row
        if row.number > head.row + 60:
            return
