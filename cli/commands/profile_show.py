"""What was understood of a listing, in print: its columns, its rows, its total."""

from __future__ import annotations

from collections import Counter

from ringfence.cli.show import output
from ringfence.importers.listing.columns import FIELDS
from ringfence.importers.listing.guess import Guess
from ringfence.importers.listing.headers import letter
from ringfence.importers.listing.profiles import Profile
from ringfence.importers.listing.reading import Listing
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.typed.dates import spoken
from ringfence.reports.render.table import Cell, Column, Row, Table
from ringfence.reports.render.text import table_text

_WIDEST = 22
_FEW = 5


def columns_table(guess: Guess) -> str:
    """Show every column with its first values, and what it is taken for."""
    taken = {number: field for field, number in guess.head.columns.items()}
    rows = tuple(
        Row(
            (
                letter(column.number),
                column.name,
                ", ".join(map(_short, column.samples)),
                taken[column.number].replace("_", "-") if column.number in taken else "-",
            )
        )
        for column in guess.columns
    )
    columns = (Column("Column"), Column("Heading"), Column("Begins with"), Column("Taken for"))
    where = f"sheet {guess.head.sheet.title}, " if guess.head.sheet.title else ""
    head = f"The headings stand in {where}row {guess.head.row}.\n\n"
    return f"{head}{table_text(Table('', columns, rows), output.spell)}\n"


def describe_listing(listing: Listing) -> str:
    """Account for the rows of a listing, and show how its first lines and credits were read."""
    parts = [_account_for_rows(listing), _lines(listing), _rules(listing.profile)]
    parts += listing.remarks
    if listing.unread:
        parts.append(f"Without these headings, and not read: {', '.join(listing.unread)}.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _account_for_rows(listing: Listing) -> str:
    lines = listing.lines
    text = f"{listing.rows:,} rows: {_count(len(lines), 'line')}"
    if listing.skipped:
        often = Counter(each.reason for each in listing.skipped)
        listed = [f"{n:,} {each}" if n > 1 else each for each, n in often.most_common(_FEW)]
        more = sum(often.values()) - sum(n for _each, n in often.most_common(_FEW))
        listed += [f"{more:,} more"] if more else []
        text += f", and {len(listing.skipped):,} passed over ({'; '.join(listed)})"
    if not lines:
        return f"{text}."
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    credits_ = [line.amount for line in lines if line.amount < 0]
    back = f", with {_count(len(credits_), 'credit')} of {pounds(-sum(credits_, ZERO))}"
    return (
        f"{text}. They add up to {pounds(listing.total)}{back if credits_ else ''}, from "
        f"{spoken(first)} to {spoken(last)}."
    )


def _lines(listing: Listing) -> str:
    some = list(listing.lines[:3])
    some += [line for line in listing.lines if line.amount < 0 and line not in some][:1]
    if not some:
        return ""
    columns = (
        *(Column("Row"), Column("Day", "date"), Column("Amount", "money"), Column("Supplier")),
        *(Column("Document"), Column("For")),
    )
    unnamed = "(withheld)" if listing.profile.columns.supplier else "(no column)"
    rows = tuple(Row(_line_cells(line, unnamed)) for line in some)
    return f"So it was read:\n\n{table_text(Table('', columns, rows), output.spell)}".rstrip()


def _line_cells(line: CouncilLine, unnamed: str) -> tuple[Cell, ...]:
    what = line.narrative or line.account_title or line.account or line.cost_centre_title
    return (
        *(str(line.row), line.day, line.amount, _short(line.supplier) or unnamed),
        *(line.doc_no or line.invoice, _short(what)),
    )


def _rules(profile: Profile) -> str:
    """Return by which rules the amounts were read."""
    texts = [_SIGNS[profile.sign]]
    if profile.columns.debit:
        texts = ["Debits are spending, credits come back"]
    if profile.columns.side:
        texts = [f"{', '.join(profile.credit_marks)} in the column of sides marks a credit"]
    if profile.credit_types:
        texts.append(f"{', '.join(profile.credit_types)} is a credit though it has no sign")
    texts.append(
        "VAT is taken out of the amounts"
        if profile.amounts == "gross"
        else "amounts leave out VAT that is recovered"
    )
    if profile.columns.irrecoverable_vat:
        beside = profile.irrecoverable_vat == "beside"
        texts.append(f"VAT that is not recovered is {'added' if beside else 'in them already'}")
    return f"{'; '.join(texts)}."


_SIGNS = {
    "spend-positive": "Amounts above nothing are spending, those below come back",
    "spend-negative": "Amounts below zero are spending, those above come back",
}


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def describe(field: str) -> str:
    """Return what a field is: ``supplier: who was paid``."""
    text = FIELDS[field]
    return f"{field.replace('_', '-')}: {text[:1].lower()}{text[1:]}"
