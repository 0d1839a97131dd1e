"""A funder's own list of awards, as published: a CSV file of whom, for what and how much."""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from ringfence.ledger.errors import UnservedError

#: What a column may be called, without regard to case; the second are those of 360Giving.
COLUMNS = {
    "provider": ("provider", "recipient org:name", "recipient", "organisation", "supplier"),
    "purpose": ("purpose", "title", "project", "description"),
    "amount": ("amount", "amount awarded", "award"),
    "funder": ("funder", "funding org:name"),
}


class Award(NamedTuple):
    """One line of the list."""

    provider: str
    purpose: str
    amount: Decimal | None
    funder: str
    place: str


class AwardsError(UnservedError):
    """A list that can't be read; the message says which and why."""


def read_awards(path: Path) -> list[Award]:
    """Read a list of awards.

    Raises:
        AwardsError: it can't be opened, or has no column for the provider.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AwardsError(
            f"{path} can't be read: {(error.strerror or str(error)).lower()}."
        ) from error
    lines = _decode(content).splitlines()
    rows = csv.DictReader(lines)
    heads = {str(name).strip().casefold(): name for name in rows.fieldnames or () if name}
    chosen = {
        field: next((heads[name] for name in names if name in heads), None)
        for field, names in COLUMNS.items()
    }
    if chosen["provider"] is None:
        raise AwardsError(
            f"{path.name} has no column for who got the award: call it provider, or recipient. "
            "Other columns may be purpose, amount and funder."
        )
    found = []
    for row in rows:
        cells = {field: str(row.get(name or "") or "").strip() for field, name in chosen.items()}
        if cells["provider"]:
            amount = _amount(cells["amount"])
            place = f"{path.name}:{rows.line_num}"
            found.append(Award(cells["provider"], cells["purpose"], amount, cells["funder"], place))
    return found


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
