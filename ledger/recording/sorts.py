"""What a directive is, as far as its file goes: its family, its kind, its financial year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from beancount.core import data

from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import (
    BalanceDraft,
    DeclarationDraft,
    DocumentDraft,
    Draft,
    EventDraft,
    NoteDraft,
    OpenDraft,
    TransactionDraft,
)
from ringfence.ledger.years import FinancialYear, YearError

#: The kinds of what is no declaration.
ENTRIES, OPEN, NOTE, DOCUMENT, EVENT, BALANCE = (
    "entries",
    "open",
    "note",
    "document",
    "event",
    "balance",
)
#: The file that each kind of declaration begins in, and what a new file says at its head.
FAMILY_BY_KIND = {
    "partnership": "partnership",
    "person": "partnership",
    "fund": "funds",
    "decision": "decisions",
    "proposal": "decisions",
    "plan": "plan",
    "action": "plan",
    "earmark": "plan",
    "measure": "delivery",
    "target": "delivery",
    "forecast": "delivery",
    "return": "returns",
    "question": "returns",
    "paper": "returns",
    "year": "year-end",
    "council-listing": "council",
    "council-item": "council",
    "reconciliation": "council",
}
#: How a file of a year end begins: only what `year-end` writes stands there.
YEAR_END = "year-end-"
HEADS = {
    "accounts": "The accounts, each open from its fund's first day and for pounds only.",
    "partnership": "Who the partnership is.",
    "funds": "The funds and their terms.",
    "decisions": "Decisions, what meetings were asked, and meetings.",
    "returns": "The monitoring returns.",
    "council": "The council's ledger: what was read of it, and how it agrees with ours.",
    "plan": "The Delivery Plan of {year}, and what is set aside.",
    "money": "Money in, in {year}.",
    "spend": "What was spent in {year}.",
    "delivery": "What was delivered in {year}.",
    "year-end": "The year end of {year}.",
}
BY_YEAR = frozenset({"plan", "money", "spend", "delivery", "year-end"})
#: Declarations whose first value is a year.
_OF_YEAR = frozenset({"plan", "action", "earmark", "measure", "target", "forecast", "year"})
LABEL = re.compile(r"(?<!\d)\d{4}-\d{2}(?!\d)")
_PLAN_ACCOUNT = re.compile(r"(?:Equity|Expenses):Plan:(\d{4}-\d{2}):")
_PLAN = ("Equity:Unallocated:", "Equity:Reserve:", "Equity:Plan:")
_SPEND = ("Expenses:", "Assets:Prepaid:", "Liabilities:Accruals:")


class Sort(NamedTuple):
    """What a directive is, as far as its file goes: its family, kind and financial year."""

    family: str
    kind: str
    year: str


def sort_of(draft: Draft) -> Sort:  # noqa: PLR0911 - a line a directive
    """Return what a draft is, for finding its file."""
    year = str(FinancialYear.of_day(draft.date))
    match draft:
        case TransactionDraft():
            layer = _layer(leg.account for leg in draft.legs)
            return Sort(layer, ENTRIES, year)
        case DeclarationDraft():
            family = FAMILY_BY_KIND.get(draft.kind, draft.kind)
            return Sort(family, draft.kind, _year_of(draft.kind, draft.values, year))
        case OpenDraft():
            return Sort("accounts", OPEN, year)
        case NoteDraft():
            planned = _PLAN_ACCOUNT.match(draft.account)
            return Sort("delivery", NOTE, planned[1] if planned else year)
        case DocumentDraft():
            return Sort(_family_of_paper(draft.account), DOCUMENT, year)
        case EventDraft():
            return Sort("decisions", EVENT, year)
        case BalanceDraft():
            return Sort("council", BALANCE, year)


def head_of(draft: Draft) -> str:
    """Return what a file is for, as the comment on its first line."""
    family, _kind, year = sort_of(draft)
    home = draft.home if isinstance(draft, TransactionDraft) else None
    label = LABEL.search(home) if home else None
    if home and label:
        family, year = home.replace(f"-{label[0]}", ""), label[0]
    head = HEADS.get(family, f"{family}, {{year}}.")
    return f";; {head.format(year=year.replace('-', '/'))}"


def others_in(books: Books) -> Iterator[tuple[Any, Sort]]:
    """Yield all directives but transactions and opens, with what each is."""
    for entry in books.parsed.entries:
        year = str(FinancialYear.of_day(entry.date))
        match entry:
            case data.Custom() if entry.type in FAMILY_BY_KIND:
                values = [value.value for value in entry.values or ()]
                family = FAMILY_BY_KIND[entry.type]
                yield entry, Sort(family, entry.type, _year_of(entry.type, values, year))
            case data.Note():
                planned = _PLAN_ACCOUNT.match(f"{entry.account}:")
                yield entry, Sort("delivery", NOTE, planned[1] if planned else year)
            case data.Document():
                yield entry, Sort(_family_of_paper(entry.account), DOCUMENT, year)
            case data.Event():
                yield entry, Sort("decisions", EVENT, year)


def year_in(entry: data.Directive) -> str:
    """Name the financial year that a directive is dated in."""
    return str(FinancialYear.of_day(entry.date))


def is_of_layer(entry: data.Directive, layer: str) -> bool:
    """Return whether an entry is a transaction of the plan, of spending, or of money in."""
    if not isinstance(entry, data.Transaction):
        return False
    return _layer(posting.account for posting in entry.postings) == layer


def _family_of_paper(account: str) -> str:
    """Return which files a document goes to: an invoice with the spending that it shows."""
    return "spend" if account.startswith(_SPEND) else "delivery"


def _layer(accounts: Iterable[str]) -> str:
    names = list(accounts)
    if names and all(name.startswith(_PLAN) for name in names):
        return "plan"
    return "spend" if any(name.startswith(_SPEND) for name in names) else "money"


def _year_of(kind: str, values: Iterable[object], default: str) -> str:
    first = str(next(iter(values), ""))
    if kind not in _OF_YEAR:
        return default
    try:
        return str(FinancialYear.parse(first))
    except YearError:
        return default
