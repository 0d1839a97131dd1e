"""The kinds of values that events have: each is read the same by every way in."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from ringfence.bookkeeping import offers
from ringfence.bookkeeping.event import Kind

Pounds = Annotated[Decimal, Kind("money", "AMOUNT")]
#: Nothing is an answer too.
PoundsOrNothing = Annotated[Decimal, Kind("money or nothing", "AMOUNT")]
Day = Annotated[datetime.date, Kind("day", "DAY")]
#: Of either sign.
Balance = Annotated[Decimal, Kind("balance", "AMOUNT")]
Flag = Annotated[bool, Kind("flag")]
#: Which of two; neither if nothing is said.
Capital = Annotated[bool, Kind("either", words=("capital", "revenue"))]

Words = Annotated[str, Kind("words", "TEXT")]
#: Words for somebody to read: more than what holds a place.
Story = Annotated[str, Kind("story", "TEXT")]
#: Who decided something: a body.
Body = Annotated[str, Kind("words", "NAME")]
Year = Annotated[str, Kind("year", "YEAR")]
Count = Annotated[Decimal, Kind("count", "COUNT")]
Reference = Annotated[str, Kind("words", "REFERENCE")]
#: It may be empty: there is none.
ReferenceOrNone = Annotated[str, Kind("text", "REFERENCE", blank=True)]
#: A file that there is.
File = Annotated[Path, Kind("file", "FILE")]
Files = Annotated[tuple[Path, ...], Kind("file", "FILE")]
#: Formats of documents that carry the return.
Formats = Annotated[tuple[str, ...], Kind("choice", "", words=("docx", "xlsx", "html"))]
Entry = Annotated[str, Kind("words", "ENTRY")]
#: One that there is, which the books offer.
KnownEntry = Annotated[str, Kind("entry", "", offers.references, new=True)]
#: The day of a meeting that there is.
MeetingDay = Annotated[datetime.date, Kind("day", "DAY", offers.meetings)]
Proposal = Annotated[str, Kind("proposal", "", offers.open_proposals)]
Question = Annotated[str, Kind("question", "ID", offers.questions)]
Rag = Annotated[str, Kind("choice", "", words=("red", "amber", "green"))]
#: What became of a paper.
Fate = Annotated[str, Kind("choice", "", words=("destroyed", "redacted"))]
Return = Annotated[str, Kind("words", "FUND/PERIOD")]
#: Fields that are to have no value any more.
Cleared = Annotated[tuple[str, ...], Kind("text", "FIELD")]
Names = Annotated[tuple[str, ...], Kind("words", "TEXT")]
Links = Annotated[tuple[str, ...], Kind("words", "LINK")]
#: Which funds bear something: ``UNI-SSS 60, CBC-SSS 40``.
SharesText = Annotated[str, Kind("words", "LIST")]
#: What is owed by or to somebody: ``Printer=600 PR-9``.
Debts = Annotated[tuple[str, ...], Kind("words", "NAME=AMOUNT")]

Pot = Annotated[str, Kind("pot", "POT", offers.pots)]
SpendingPot = Annotated[str, Kind("pot", "POT", offers.spending_pots)]
#: One that there is, or a new one within an action.
Earmark = Annotated[str, Kind("pot", "POT", offers.spending_pots, new=True)]
#: Pots with what each bears: the amount stands behind its pot.
PotsAndAmounts = Annotated[
    tuple[str, ...], Kind("pot", "POT=AMOUNT", offers.spending_pots, as_typed=True)
]
NoteKind = Annotated[str, Kind("choice", "", offers.note_kinds, words=offers.NOTE_KINDS)]
Fund = Annotated[str, Kind("fund", "FUND", offers.funds)]
#: Funds, and how much of each if that is said.
FundsAndAmounts = Annotated[tuple[str, ...], Kind("fund", "FUND[=AMOUNT]", offers.funds)]
#: A fund, or the link of a claim.
FundOrClaim = Annotated[str, Kind("fund", "FUND", offers.offer_claims)]
Accrual = Annotated[str, Kind("link", "LINK", offers.offer_accruals)]
Advance = Annotated[str, Kind("link", "LINK", offers.offer_advances)]
Payee = Annotated[str, Kind("payee", "NAME", offers.payees, as_typed=True)]
PayeeOrNobody = Annotated[str, Kind("payee", "NAME", offers.payees, as_typed=True, blank=True)]
Person = Annotated[str, Kind("person", "PERSON", offers.people)]
Decision = Annotated[str, Kind("decision", "ID", offers.decisions)]
#: A decision, by its id as a text.
Ratifying = Annotated[str, Kind("decision", "TEXT", offers.decisions)]
Decisions = Annotated[tuple[str, ...], Kind("decision", "ID", offers.decisions)]
#: Rules, each with the decision that overrides it.
Overrides = Annotated[tuple[tuple[str, str], ...], Kind("overrides", "ID", offers.decisions)]
