"""Rows put in where one is repeated: what that does to every reference of a workbook.

Excel does this by itself when somebody inserts a row; in a file it is ours to do. A range
that ends at a repeated row grows with it, so that a total under it adds all of it up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError

#: What the tokenizer raises: the second of a bracket that closes nothing.
_UNREADABLE = (TokenizerError, IndexError)
_CELL = re.compile(r"(\$?[A-Z]{1,3})(\$?)(\d{1,7})")
_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?\d{1,7})(?::(\$?[A-Z]{1,3}\$?\d{1,7}))?")
_ROWS = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")


class Insertions:
    """How many rows are put in after which rows of one sheet."""

    def __init__(self, added: Mapping[int, int]) -> None:
        self._added = dict(sorted(added.items()))

    def __bool__(self) -> bool:
        """Whether a row is put in at all."""
        return any(self._added.values())

    def is_repeated(self, row: int) -> bool:
        """Whether a row is one that is repeated, even if there is only one of it."""
        return row in self._added

    def start(self, row: int) -> int:
        """Return where a row is afterwards; of a repeated one, the first."""
        return row + sum(count for at, count in self._added.items() if at < row)

    def end(self, row: int) -> int:
        """Return where a row is afterwards; of a repeated one, the last."""
        return self.start(row) + self._added.get(row, 0)

    def cell(self, reference: str) -> str:
        """Move the reference of one cell, such as ``$D$5``."""
        return _CELL.sub(lambda m: f"{m[1]}{m[2]}{self.start(int(m[3]))}", reference)

    def area(self, reference: str, within: int | None = None) -> str:
        """Move a range; one that ends at a repeated row takes all of it in.

        In a formula ``within`` that row it does so only if its end is fixed (``D$5``): the
        end of a running sum goes with its row.
        """
        first, _, last = reference.partition(":")
        if not last:
            return self.cell(first)
        end = _CELL.fullmatch(last)
        runs_on = end is not None and not end[2] and int(end[3]) == within
        return f"{self.cell(first)}:{self.cell(last) if runs_on else self._last(last)}"

    def grow(self, reference: str) -> str:
        """Move what a format or a check is of: one cell of a repeated row becomes all of them."""
        first, _, last = reference.partition(":")
        moved = f"{self.cell(first)}:{self._last(last or first)}"
        return moved if len(set(moved.split(":"))) > 1 else self.cell(first)

    def rows(self, reference: str) -> str:
        """Move whole rows, such as ``$1:$4``."""
        return _ROWS.sub(
            lambda m: f"{m[1]}{self.start(int(m[2]))}:{m[3]}{self.end(int(m[4]))}", reference
        )

    def _last(self, reference: str) -> str:
        return _CELL.sub(lambda m: f"{m[1]}{m[2]}{self.end(int(m[3]))}", reference)


#: What becomes of a reference, given the sheet that it is to.
Move = Callable[[str, str], str]


def translate(formula: str, origin: str, here: str) -> str:
    """Write a formula of one cell for another, as copying does; one that can't be read stays."""
    try:
        moved = Translator(f"={formula}", origin=origin).translate_formula(here)
    except (*_UNREADABLE, TranslatorError):
        return formula
    return str(moved).removeprefix("=")


def grow_chart(formula: str, own: str, sheets: Mapping[str, Insertions]) -> str:
    """Write what a chart shows: one cell of a repeated row becomes all of them."""

    def move(sheet: str, reference: str) -> str:
        added = sheets.get(sheet)
        return added.grow(reference) if added and _RANGE.fullmatch(reference) else reference

    try:
        return _rewritten(formula, own, move)
    except _UNREADABLE:
        return formula


def shift(
    formula: str, own: str, sheets: Mapping[str, Insertions], within: int | None = None
) -> str:
    """Write a formula of the sheet ``own`` as it is once rows are put in."""

    def move(sheet: str, reference: str) -> str:
        added = sheets.get(sheet)
        if not added:
            return reference
        if _RANGE.fullmatch(reference):
            return added.area(reference, within if sheet == own else None)
        return added.rows(reference) if _ROWS.fullmatch(reference) else reference

    try:
        return _rewritten(formula, own, move)
    except _UNREADABLE:
        return formula


def hindrance(
    formula: str, own: str, sheets: Mapping[str, Insertions], within: int | None = None
) -> str | None:
    """Return why a formula would no longer be right once rows are put in, if so."""
    lone: list[str] = []

    def look(sheet: str, reference: str) -> str:
        added, cell = sheets.get(sheet), _CELL.fullmatch(reference)
        own_row = sheet == own and cell is not None and int(cell[3]) == within
        if added is not None and cell and added.is_repeated(int(cell[3])) and not own_row:
            lone.append(reference)
        return reference

    try:
        _rewritten(formula, own, look)
        is_followed = not any(map(_is_beyond, Tokenizer(f"={formula}").items))
    except _UNREADABLE:
        is_followed = False
    if not is_followed:
        return (
            f"the formula ={formula} can't be followed when rows are put in: write it with plain "
            "ranges, such as =SUM(D5:D5)."
        )
    if lone:
        return (
            f"the formula ={formula} takes one cell, {lone[0]}, of a row that is repeated, and so "
            f"only the first of its rows. Make it a range: {lone[0]}:{lone[0]}, as in "
            f"=SUM({lone[0]}:{lone[0]})."
        )
    return None


def _is_beyond(token: Token) -> bool:
    """Return whether a part of a formula points where no reference in it shows."""
    if token.type == Token.FUNC and token.subtype == Token.OPEN:
        return ":" in token.value or token.value.upper() in ("INDIRECT(", "OFFSET(")
    return _is_reference(token) and ":" in token.value.rpartition("!")[0]


def _rewritten(formula: str, own: str, move: Move) -> str:
    return "".join(
        _move(token.value, own, move) if _is_reference(token) else token.value
        for token in Tokenizer(f"={formula}").items
    )


def _is_reference(token: Token) -> bool:
    return token.type == Token.OPERAND and token.subtype == Token.RANGE


def _move(operand: str, own: str, move: Move) -> str:
    sheet, mark, reference = operand.rpartition("!")
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return f"{sheet}{mark}{move(name if mark else own, reference)}"
