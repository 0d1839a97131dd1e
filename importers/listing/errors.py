"""Why a listing can't be read, a class for each reason; the sentence says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ringfence.importers.errors import ImporterError
from ringfence.importers.listing.parts import Part
from ringfence.ledger.commands import command

#: How many faults are printed; the rest are counted.
SHOWN = 10
NOTHING_WRITTEN = "Nothing was written."


class ListingError(ImporterError):
    """A listing that can't be read; nothing was written."""


class ProfileError(ListingError):
    """A profile that can't be used, by its file and key."""


class NotAListingError(ListingError):
    """A file of another kind, or an empty one."""


class TooLargeError(ListingError):
    """A file beyond what is read."""


class UnknownProfileError(ListingError):
    """No profile has the headings of the file, or none is called so."""


class AmbiguousProfileError(ListingError):
    """Several profiles fit a file alike."""


class AmbiguousDatesError(ListingError):
    """Dates of which it can't be told whether the day or the month comes first."""


class LayoutChangedError(ListingError):
    """Other headings begin further down: the sheet holds two listings, one above the other.

    Attributes:
        sheet: The title of the sheet, "" in a text file.
        row: The row of the second's headings, from 1.
    """

    def __init__(self, path: Path, sheet: str, row: int, part: Part | None = None) -> None:
        self.sheet, self.row = sheet, row
        where = f"sheet {sheet}, row {row}" if sheet else f"row {row}"
        upper, lower = self.parts(part)
        super().__init__(
            f"{path}, {where}: other headings begin here, so these are two listings, one above "
            "the other. Import them as two, each with its own profile: "
            + command("import", path, rows=upper)
            + " and "
            + command("import", path, rows=lower)
            + ". "
            + NOTHING_WRITTEN
        )

    def parts(self, read: Part | None) -> tuple[Part, Part]:
        """Return the rows above the headings, and those from them on, of what was read."""
        sheet = self.sheet or None
        first, last = (read.first, read.last) if read else (1, None)
        return Part(sheet, first, self.row - 1), Part(sheet, self.row, last)


class PartError(ListingError):
    """A part of a listing that can't be, or has nothing in it."""


class Fault(NamedTuple):
    """What is wrong with a row: the sheet ("" in a text file), the row, the column, why."""

    sheet: str
    row: int
    column: str
    why: str

    def __str__(self) -> str:
        where = [f"sheet {self.sheet}"] if self.sheet else []
        where += [f"row {self.row}"]
        where += [self.column] if self.column else []
        text = ", ".join(where)
        return f"{text[:1].upper()}{text[1:]}: {self.why}."


class FaultyRowError(Exception):
    """A row that can't be read, with every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class FaultyRowsError(ListingError):
    """Rows that can't be read: all of them, as ``faults``."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        rows = len({(fault.sheet, fault.row) for fault in faults})
        listed = "\n".join(f"  {fault}" for fault in self.faults[:SHOWN])
        more = len(self.faults) - SHOWN
        rest = f"\n  … and {more} more." if more > 0 else ""
        what = "1 row" if rows == 1 else f"{rows:,} rows"
        super().__init__(f"{name}: {what} can't be read.\n\n{listed}{rest}\n\nNothing was written.")
