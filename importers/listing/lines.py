"""A row of a listing as a line of the council's ledger, by its profile."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import TypeVar

from ringfence.importers import cells
from ringfence.importers.cells import Cell, NeverSavedError, UnreadCellError
from ringfence.importers.listing import dates
from ringfence.importers.listing.dates import DateOrder, last_day
from ringfence.importers.listing.errors import Fault, FaultyRowError
from ringfence.importers.listing.headers import Head
from ringfence.importers.listing.profiles import Profile
from ringfence.importers.listing.rows import Layout, Row
from ringfence.ledger.council.line import CouncilLine, hashed_ref, numbered_ref
from ringfence.ledger.money import ZERO

T = TypeVar("T")
_TEXTS = (
    *("invoice", "doc_no", "doc_type", "line_no", "cost_centre", "cost_centre_title", "account"),
    *("account_title", "project", "period", "narrative", "supplier_id", "order"),
)
#: The fields that are amounts.
POUNDS = ("amount", "debit", "credit", "vat", "irrecoverable_vat")
_NOT_SAID = frozenset({"ref", "sheet", "row"})
_SAID = tuple(each.name for each in fields(CouncilLine) if each.name not in _NOT_SAID)
_CAPITAL = re.compile(r"(c|cap|capital)\b.*", re.IGNORECASE)
_REVENUE = re.compile(r"(r|rev|revenue)\b.*", re.IGNORECASE)


@dataclass
class RowReader:
    """Reads the rows beneath one row of headings.

    Attributes:
        profile: What the columns are.
        head: Where they are.
        order: Which comes first in 03/04/2022.
        layout: Which of their cells are merged.
        unsaved: The cells that are formulas without a value.
    """

    profile: Profile
    head: Head
    order: DateOrder | None
    layout: Layout = field(default_factory=Layout)
    unsaved: frozenset[tuple[int, int]] = frozenset()
    _faults: list[Fault] = field(default_factory=list)

    def read(self, row: Row, day: datetime.date | None) -> CouncilLine:
        """Read a row as a line, without its ref.

        Args:
            row: The row.
            day: Its day, if :meth:`day` could read it.

        Raises:
            FaultyRowError: it can't be read.
        """
        self._faults = []
        values = {name: self._get(row, name, cells.text_of, "") for name in _TEXTS}
        day = day or self._day(row)
        amount = self._amount(row, values["doc_type"])
        vat = self._get(row, "vat", cells.money_of, None)
        own_vat = self._get(row, "irrecoverable_vat", cells.money_of, None)
        supplier = self._get(row, "supplier", cells.supplier_of, "")
        capital = _capital(self._get(row, "capital", cells.text_of, ""))
        if self._faults or day is None or amount is None:
            raise FaultyRowError(self._faults)
        if self.profile.amounts == "gross":
            amount -= vat or ZERO
        elif self.profile.irrecoverable_vat == "beside":
            amount += own_vat or ZERO
        return CouncilLine(
            ref="",
            day=day,
            amount=amount,
            supplier=supplier,
            vat=vat,
            irrecoverable_vat=own_vat,
            capital=capital,
            sheet=self.head.sheet.title,
            row=row.number,
            **values,
        )

    def cell(self, row: Row, name: str) -> Cell:
        """Return the cell of a field; None if it has no column, or the row breaks off before it."""
        column = self.head.columns.get(name)
        return None if column is None or column >= len(row.cells) else row.cells[column]

    def day(self, row: Row) -> datetime.date | None:
        """Return the day of a row; None where there is none that can be read."""
        try:
            return self._day_of(row)
        except UnreadCellError:
            return None

    def amount(self, row: Row) -> Decimal | None:
        """Return the amount of a row that is no line, such as a total; None if it has none."""
        self._faults = []
        return self._amount(row, "")

    def has_amount(self, row: Row) -> bool:
        """Return whether anything stands where an amount is."""
        return any(
            not cells.is_blank(self.cell(row, name)) for name in ("amount", "debit", "credit")
        )

    def fault(self, row: Row, name: str, why: str) -> Fault:
        """Make a fault of a row's field."""
        column = self.head.columns.get(name)
        named = "" if column is None else self.head.name(column)
        return Fault(self.head.sheet.title, row.number, named, why)

    def _get(self, row: Row, name: str, reader: Callable[[Cell], T], nothing: T) -> T:
        column = self.head.columns.get(name)
        if column is None:
            return nothing
        merged = self.layout.merged(row.number, column) if name in POUNDS else None
        if merged is not None:
            why = (
                f"its cell is one for the rows {merged.first} to {merged.last}, and one amount "
                "can't be that of several lines: unmerge it in Excel, and give each row its own"
            )
            self._faults.append(self.fault(row, name, why))
            return nothing
        if (row.number, column) in self.unsaved:
            self._faults.append(self.fault(row, name, str(NeverSavedError())))
            return nothing
        try:
            return reader(self.cell(row, name))
        except UnreadCellError as error:
            self._faults.append(self.fault(row, name, str(error)))
            return nothing

    def _day(self, row: Row) -> datetime.date | None:
        name = "day" if "day" in self.head.columns else "period"
        before = len(self._faults)
        if (row.number, self.head.columns[name]) in self.unsaved:
            self._faults.append(self.fault(row, name, str(NeverSavedError())))
            return None
        try:
            day = self._day_of(row)
        except UnreadCellError as error:
            self._faults.append(self.fault(row, name, str(error)))
            return None
        if day is None and len(self._faults) == before:
            self._faults.append(self.fault(row, name, self._empty(row, name)))
        return day

    def _day_of(self, row: Row) -> datetime.date | None:
        if "day" in self.head.columns:
            return dates.day_of(self.cell(row, "day"), self.order, self.head.sheet.epoch)
        period = cells.text_of(self.cell(row, "period"))
        form = self.profile.period_form
        return last_day(period, form) if period and form else None

    def _amount(self, row: Row, doc_type: str) -> Decimal | None:
        before = len(self._faults)
        if "amount" not in self.head.columns:
            debit = self._get(row, "debit", cells.money_of, None)
            credit = self._get(row, "credit", cells.money_of, None)
            if debit is None and credit is None:
                if len(self._faults) == before:
                    why = "this is neither a debit nor a credit"
                    self._faults.append(self.fault(row, "debit", why))
                return None
            return (debit or ZERO) - (credit or ZERO)
        amount = self._get(row, "amount", cells.money_of, None)
        if amount is None:
            if len(self._faults) == before:
                self._faults.append(self.fault(row, "amount", self._empty(row, "amount")))
            return None
        if self.profile.sign == "spend-negative":
            amount = -amount + ZERO
        if doc_type.casefold() in {each.casefold() for each in self.profile.credit_types}:
            amount = -abs(amount)
        return self._sign_by_side(row, amount)

    def _sign_by_side(self, row: Row, amount: Decimal) -> Decimal | None:
        """Sign an amount by the column that says which side it is on."""
        if "side" not in self.head.columns:
            return amount
        side = cells.text_of(self.cell(row, "side")).casefold()
        if side in {each.casefold() for each in self.profile.debit_marks}:
            return amount
        if side not in {each.casefold() for each in self.profile.credit_marks}:
            marks = ", ".join((*self.profile.debit_marks, *self.profile.credit_marks))
            why = f"“{side}” does not mark a debit or a credit: the profile knows {marks}"
            self._faults.append(self.fault(row, "side", why))
            return None
        if amount < 0:
            why = "the amount is below zero and is also marked as a credit"
            self._faults.append(self.fault(row, "side", why))
            return None
        return -amount + ZERO

    def _empty(self, row: Row, name: str) -> str:
        if len(row.cells) <= self.head.columns[name]:
            return f"the row breaks off after {len(row.cells)} of {len(self.head.names)} cells"
        return "it is empty"


@dataclass
class Refs:
    """Names the lines of one file: those that say the same are told apart by their count."""

    profile: str
    _seen: Counter[str] = field(default_factory=Counter)
    _numbered: dict[str, CouncilLine] = field(default_factory=dict)

    def name(self, line: CouncilLine) -> CouncilLine:
        """Return a line its ref.

        Raises:
            FaultyRowError: its number is another line's already.
        """
        text = "\x1f".join(str(getattr(line, name)) for name in _SAID)
        self._seen[text] += 1
        again = self._seen[text]
        if not (line.doc_no and line.line_no):
            return replace(line, ref=hashed_ref(self.profile, line.doc_no, text, again))
        ref = numbered_ref(self.profile, _document(line), line.line_no)
        first = self._numbered.setdefault(ref, line)
        if again == 1 and first is not line:
            why = (
                f"line {line.line_no} of document {line.doc_no} says something else in row "
                f"{first.row}: take line-no out of the profile {self.profile}, because it is not "
                "the number of a line"
            )
            raise FaultyRowError([Fault(line.sheet, line.row, "", why)])
        return replace(line, ref=ref if again == 1 else f"{ref}/{again}")


def _document(line: CouncilLine) -> str:
    """Name a document: numbers may begin anew for each kind."""
    return f"{line.doc_type}-{line.doc_no}" if line.doc_type else line.doc_no


def _capital(text: str) -> bool | None:
    if _CAPITAL.fullmatch(text):
        return True
    return False if _REVENUE.fullmatch(text) else None
