"""Whether day or month comes first in a file: by its profile, else by the whole column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ringfence.importers.cells import Cell
from ringfence.importers.listing.dates import DateOrder, Kept, votes
from ringfence.importers.listing.errors import NOTHING_WRITTEN, AmbiguousDatesError
from ringfence.importers.listing.headers import Found
from ringfence.importers.listing.sources import Source

#: So many of each kind can't be chance.
_ENOUGH = 3


def order_in(source: Source, found: Found) -> DateOrder | None:
    """Return the order of dates as the profile has it, else by the whole column.

    Raises:
        AmbiguousDatesError: the column can't tell, or contradicts itself.
    """
    if found.profile.date_order or "day" not in found.heads[0].columns:
        return found.profile.date_order
    by_column = votes(_days(found))
    name = found.heads[0].name(found.heads[0].columns["day"])
    how = (
        'Say which comes first in the profile: date-order = "day-first", or "month-first". '
        "Nothing was written."
    )
    if by_column.day_first and by_column.month_first:
        raise AmbiguousDatesError(
            f"{source.path}, {name}: in {by_column.day_first} the day comes first, in "
            f"{by_column.month_first} the month. {how}"
        )
    if by_column.day_first:
        return DateOrder.DAY_FIRST
    if by_column.month_first:
        return DateOrder.MONTH_FIRST
    if by_column.either:
        raise AmbiguousDatesError(
            f"{source.path}, {name}: {by_column.either} may be two days, and no date in the column "
            f"shows which. {how}"
        )
    return None


def must_not_be_swapped(source: Source, dates: Counter[Kept]) -> None:
    """Refuse what a spreadsheet set to American dates has saved.

    It takes 03/04 for 4 March, and leaves 13/04 a text, because there is no month 13.

    Raises:
        AmbiguousDatesError: dates up to the 12th are dates, all later ones texts.
    """
    dated, texts = dates[Kept.EARLY_DATE], dates[Kept.LATE_TEXT]
    if min(dated, texts) < _ENOUGH or dates[Kept.LATE_DATE] or dates[Kept.EARLY_TEXT]:
        return
    raise AmbiguousDatesError(
        f"{source.path}: of its dates {texts:,} are texts, all after the 12th of a month, and "
        f"{dated:,} are dates, none after it. So a spreadsheet took days for months when it opened "
        "the council's file, and 3 April became 4 March. Import that file as it came; or set the "
        f"dates of Windows to English (United Kingdom), and save it anew. {NOTHING_WRITTEN}"
    )


def _days(found: Found) -> Iterator[Cell]:
    for head in found.heads:
        column = head.columns["day"]
        for row in head.sheet.rows():
            if row.number > head.row and column < len(row.cells):
                yield row.cells[column]
