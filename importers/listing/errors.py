"""Why a listing can't be read, a class for each reason; the sentence says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ringfence.importers.errors import ImporterError

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
