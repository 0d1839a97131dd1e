"""Whether what Beancount reads is what was drafted: the check at the other end of writing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from beancount.core import data
from beancount.parser import parser

from ringfence.ledger.money import ZERO
from ringfence.ledger.recording.drafting import (
    BalanceDraft,
    DeclarationDraft,
    DocumentDraft,
    Draft,
    EventDraft,
    Meta,
    NoteDraft,
    OpenDraft,
    TransactionDraft,
)
from ringfence.ledger.recording.errors import DraftError

_LOCATION = ("filename", "lineno")


class UnfaithfulError(DraftError):
    """A text that Beancount would read as something else than was typed."""

    def __init__(self, draft: Draft) -> None:
        words = getattr(draft, "narration", None) or type(draft).__name__
        super().__init__(
            f"{words[:60]!a} of {draft.date} would change when it is read back from the books, so "
            "it was not saved. Type it again in plainer words."
        )


def read_back(text: bytes, filename: str, first_line: int) -> tuple[list[Any], list[Any]]:
    """Parse drafted text alone, as if it stood at a line of a file: entries and errors."""
    entries, errors, _options = parser.parse_string(
        text, report_filename=filename, report_firstline=first_line
    )
    return entries, errors


def check(draft: Draft, stamps: Meta, text: bytes, filename: str, first_line: int) -> Any:  # noqa: ANN401 - any directive
    """Make sure that a draft's text is read as that draft and nothing else.

    Returns:
        The directive as parsed.

    Raises:
        UnfaithfulError: it is read as something else.
    """
    entries, errors = read_back(text, filename, first_line)
    if (
        errors
        or len(entries) != 1
        or _content_of(draft, stamps, Path(filename)) != read(entries[0])
    ):
        raise UnfaithfulError(draft)
    return entries[0]


def _content_of(  # noqa: PLR0911 - a line a directive
    draft: Draft, stamps: Meta, file: Path
) -> tuple[object, ...]:
    meta = {**draft.meta, **stamps}
    common = (draft.date, _sort_meta(meta))
    match draft:
        case TransactionDraft():
            legs = [(leg.account, leg.amount, "GBP") for leg in draft.legs]
            words = (draft.flag, draft.payee, draft.narration)
            return ("txn", *common, *words, sorted(set(draft.tags)), sorted(set(draft.links)), legs)
        case DeclarationDraft():
            return ("custom", *common, draft.kind, [_with_type(value) for value in draft.values])
        case OpenDraft():
            return ("open", *common, draft.account, ["GBP"])
        case NoteDraft():
            marks = (sorted(set(draft.tags)), sorted(set(draft.links)))
            return ("note", *common, draft.account, draft.comment, *marks)
        case EventDraft():
            return ("event", *common, draft.type, draft.description)
        case BalanceDraft():
            return ("balance", *common, draft.account, draft.amount, "GBP", ZERO)
        case DocumentDraft():
            path = os.path.normpath(file.parent / draft.path)
            return (
                "document",
                *common,
                draft.account,
                path,
                sorted(set(draft.tags)),
                sorted(set(draft.links)),
            )


def read(entry: Any) -> tuple[object, ...]:  # noqa: ANN401, PLR0911 - a line a directive
    """Return what a directive says, whatever its place."""
    meta = {
        key: value
        for key, value in entry.meta.items()
        if key not in _LOCATION and not key.startswith("__")  # put in by booking
    }
    common = (entry.date, _sort_meta(meta))
    match entry:
        case data.Transaction():
            words = (entry.flag, entry.payee, entry.narration)
            legs = [_leg(posting) for posting in entry.postings]
            return ("txn", *common, *words, sorted(entry.tags), sorted(entry.links), legs)
        case data.Custom():
            values = [_with_type(value.value) for value in entry.values]
            return ("custom", *common, entry.type, values)
        case data.Open():
            return ("open", *common, entry.account, entry.currencies)
        case data.Note():
            marks = (sorted(entry.tags or ()), sorted(entry.links or ()))
            return ("note", *common, entry.account, entry.comment, *marks)
        case data.Event():
            return ("event", *common, entry.type, entry.description)
        case data.Balance():
            units = (entry.amount.number, entry.amount.currency)
            return ("balance", *common, entry.account, *units, entry.tolerance)
        case data.Document():
            path = os.path.normpath(entry.filename)
            marks = (sorted(entry.tags or ()), sorted(entry.links or ()))
            return ("document", *common, entry.account, path, *marks)
    return (type(entry).__name__, *common, *entry[2:])


def _leg(posting: data.Posting) -> tuple[object, ...]:
    units = posting.units
    if units is None or posting.cost is not None or posting.price is not None or posting.flag:
        return (posting.account, None, None)
    return (posting.account, units.number, units.currency)


def _sort_meta(meta: Mapping[str, object]) -> list[tuple[str, tuple[type, object]]]:
    return [(key, _with_type(meta[key])) for key in sorted(meta)]


def _with_type(value: object) -> tuple[type, object]:
    """Keep TRUE and 1 apart, which Python takes for equal."""
    return (type(value), value)
