"""Who is to be paid by an invoice: by the bank account, the foot, the head, and the books."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ringfence.importers.invoice.labels import Page
from ringfence.importers.invoice.layout import Cell
from ringfence.importers.invoice.paper import Found, Grade
from ringfence.ledger.words import plain_name

_BOLD = 1.25
_PAYEES = (
    r"account\s+name|a/?c\s+name|name\s+of\s+account|account\s+holder|beneficiary(?:\s+name)?",
    r"(?:please\s+make\s+)?cheques?\s+(?:should\s+be\s+made\s+)?payable\s+to|remit(?:tance)?\s+to",
    r"payable\s+to|pay(?:ment)?\s+to|payee",
    r"from|supplier(?:\s+name)?|seller|sold\s+by|issued\s+by",
)
_ORGANISATION = re.compile(
    r"\b(ltd|limited|plc|llp|c\.?i\.?c|cio|trust|council|association|charity|services|school|college"
    r"|university|foundation|society|project|partners|group|club|co|company)\b\.?",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"^(?P<name>.{3,70}?\b(?:ltd|limited|plc|llp|c\.?i\.?c|cio)\b\.?)\s*[.,|·•-]?\s*"
    r"(?:is\s+)?(?:a\s+)?(?:registered|reg\b|company\s+(?:no|number|reg)|charity|vat)",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r",\s|\s(?:sort|a/?c|account|bank)\b|[|·•]|\s{2,}", re.IGNORECASE)
_HEADINGS = re.compile(
    r"^(tax |vat |sales |pro[\s-]?forma )?(invoice|credit note|statement|receipt|remittance)\b.*"
    r"|^(page|tel|phone|email|e-mail|www|http|date|ref|your|our|thank|description|quantity)\b.*|.*@.*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Name:
    """A name that may be the supplier's: what speaks for it, and how much."""

    text: str
    where: str
    kind: str
    weight: int


def read_supplier(page: Page, known: Collection[str], own: Collection[str]) -> Found[str] | None:
    """Find who is to be paid: by the bank account, the footer, the head, and the books.

    What two of them say is sure. What nothing but the head of the page says is likely.
    """
    not_theirs = {plain_name(each) for each in own}
    by_name: dict[str, list[_Name]] = {}
    for each in _names(page, known):
        words = plain_name(each.text)
        if words and not any(words == other or other in words for other in not_theirs if other):
            by_name.setdefault(words, []).append(each)
    if not by_name:
        return None
    ranked = sorted(
        by_name.values(),
        key=lambda each: (-len({n.kind for n in each}), -max(n.weight for n in each)),
    )
    best = ranked[0]
    chosen = max(best, key=lambda each: each.weight)
    kinds = {each.kind for each in best}
    rival = len(ranked) > 1 and len({each.kind for each in ranked[1]}) == len(kinds)
    sure = len(kinds) > 1 and not rival
    return Found(chosen.text, chosen.where, Grade.SURE if sure else Grade.LIKELY)


def _names(page: Page, known: Collection[str]) -> Iterator[_Name]:
    theirs = [cell for line in page.lines for cell in line if cell not in page.others]
    labels = [(each, True) for each in _PAYEES]
    for each in page.labelled(labels, _read_labelled, lambda _before, _after: False):
        if each.cell not in page.others:
            yield _Name(each.value, each.where, f"label {each.strength}", 4 - each.strength // 2)
    for cell in theirs:
        if found := _FOOTER.match(cell.text):
            yield _Name(found["name"].strip(" .,"), f"{cell.where}, at its foot", "footer", 3)
    yield from _head(theirs)
    names = {plain_name(each): each for each in known}
    for cell in theirs:
        words = plain_name(cell.text)
        if words in names:
            yield _Name(names[words], f"{cell.where}, as the books know them", "books", 5)


def _head(cells: Sequence[Cell]) -> Iterator[_Name]:
    """Yield the names at the head of the first page: set largest, or of an organisation."""
    first = [cell for cell in cells if cell.page == 1]
    if not first:
        return
    usual = Counter(round(cell.size) for cell in first).most_common(1)[0][0]
    top = [cell for cell in first if cell.line < 8 and _read_name(cell.text)]  # noqa: PLR2004 - a letter's head
    for cell in sorted(top, key=lambda each: (-each.size, each.line)):
        large = cell.size >= _BOLD * usual
        if large or _ORGANISATION.search(cell.text):
            yield _Name(
                cell.text.strip(" .,"), f"{cell.where}, at its head", "head", 2 if large else 1
            )


def _read_labelled(text: str) -> str | None:
    """Read a name behind a label: an address or a bank's numbers may follow it."""
    return _read_name(_AFTER_NAME.split(text, maxsplit=1)[0])


def _read_name(text: str) -> str | None:
    name = text.strip(" :.,-")
    words = len(re.findall(r"[^\W\d_]{2,}", name))
    if not words or len(name) > 80 or _HEADINGS.match(name):  # noqa: PLR2004 - a name, and no sentence
        return None
    figures = sum(character.isdigit() for character in name)
    return None if figures > len(name) / 4 else name
