"""What is declared of the council's own ledger: its listings, marks, and reconciliations.

Amounts are in pounds as our books count them: of a listing, spend is positive and income
negative; of a balance, what the council holds for us is positive.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ringfence.ledger.declarations import fields as f
from ringfence.ledger.declarations.base import Declaration


class CouncilListing(Declaration):
    """A listing of the council's that was read, and the lines of it that are kept.

    ``digest`` is the SHA-256 of the file kept, ``source_digest`` of the one read; ``rows``
    counts the rows that were read, ``lines`` those kept. Its days are of the lines kept.
    """

    kind = "council-listing"
    id: f.Text
    file: f.Text
    digest: f.Text
    profile: f.Text
    source: f.Text
    source_digest: f.Text
    rows: f.Whole
    lines: f.Whole
    total: f.Balance
    first: f.Day = Field(alias="from")
    until: f.Day


#: Why a line or an entry has no counterpart.
ItemState = Literal["timing", "miscoded"]


class CouncilItem(Declaration):
    """Why a line of the council's, or an entry of ours, has no counterpart.

    Its id is the line's reference, or the entry's address. Without ``state`` it is not marked.
    A line ``clears`` other lines of the council's where they come to nil together.
    """

    kind = "council-item"
    id: f.Text
    state: ItemState | None = None
    clears: f.Words = ()
    reason: f.Text


class Reconciliation(Declaration):
    """The council's balance and ours on a day, explained, signed, and perhaps reopened.

    ``lines`` is what the council's lines kept came to by that day, on which the next
    statement builds; ``digest`` is of the entries that are matched and of our balance,
    ``statement`` of the file beside the books that keeps what was signed.
    """

    kind = "reconciliation"
    ids = ("day",)
    day: f.DayText
    status: Literal["signed", "reopened"]
    council_balance: f.Balance | None = None
    our_balance: f.Balance | None = None
    timing: f.Balance | None = None
    miscoded: f.Balance | None = None
    difference: f.Balance | None = None
    lines: f.Balance | None = None
    signed_by: f.Text | None = None
    reason: f.Text | None = None
    digest: f.Text | None = None
    statement: f.Text | None = None
    #: What this directive says and follows, and the seal before it: `ledger/seals.py`.
    seal: f.Text | None = None
    previous: f.Text | None = None
