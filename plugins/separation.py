"""separation: two people see to what one alone should not.

A return is not certified by who prepared it, and a payment is not approved by who
recorded it. Where several approve, one of them is somebody else. Persons are compared
without regard to case and spaces; nothing said, nothing judged.

    plugin "ringfence.plugins.separation"

Refused:

    2017-08-18 * "Sentinel" "Contribution 2017/18"
      recorded-by: "cs-officer"
      approved-by: "cs-officer"
      Expenses:Plan:2017-18:Sentinel:PLF-2017-18            5224.22 GBP
      Assets:Council:PLF-2017-18                           -5224.22 GBP

Accepted:

    2017-08-18 * "Sentinel" "Contribution 2017/18"
      recorded-by: "cs-officer"
      approved-by: "cfo"
      Expenses:Plan:2017-18:Sentinel:PLF-2017-18            5224.22 GBP
      Assets:Council:PLF-2017-18                           -5224.22 GBP
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ringfence.ledger.metadata import text
from ringfence.ledger.settling import folded
from ringfence.plugins import door
from ringfence.plugins.wording import blocked
from ringfence.plugins.wording import called
from ringfence.plugins.wording import listed
from ringfence.plugins.wording import overriding

if TYPE_CHECKING:
    from ringfence.ledger.book import Book
    from ringfence.ledger.declarations.history import History
    from ringfence.ledger.declarations.models import Return
    from ringfence.ledger.findings import Finding

RULE = "separation"


def check(book: Book) -> Iterator[Finding]:
    """Find what one person did alone."""
    for history in book.register.returns.values():
        yield from _certified(book, history)
    yield from _approved(book)


def _approved(book: Book) -> Iterator[Finding]:
    """Find what was approved by who recorded it; mostly nobody ever did both."""
    approvers = _names(approved for approved, _recorded in book.approvals)
    if approvers.isdisjoint(_names(recorded for _approved, recorded in book.approvals)):
        return
    for entry in book.marked["approved-by"]:
        recorder = text(entry, "recorded-by").strip()
        if recorder and _names([entry.meta.get("approved-by")]) == {folded(recorder)}:
            message = (
                f"{called(entry)} was recorded by {recorder} and approved by {recorder} too. "
                f"Somebody else approves it{_others(book, recorder)}: --approved-by PERSON. "
                f"{overriding(RULE)}"
            )
            yield blocked(RULE, message, entry, book)


def _names(values: Iterable[object]) -> set[str]:
    """Give the persons that some keys name, folded; several are separated by commas."""
    return {folded(name) for value in values for name in str(value or "").split(",")} - {""}


def _certified(book: Book, history: History[Return]) -> Iterator[Finding]:
    """Find the first directive from which on one person both prepared and certified a return."""
    alone = False
    for version in history.versions:
        value = version.value
        prepared, certified = folded(value.prepared_by), folded(value.certified_by)
        before, alone = alone, bool(prepared) and prepared == certified
        if alone and not before:
            name = value.prepared_by or ""
            message = (
                f"The return {value.fund} {value.period} was prepared by {name} and certified by "
                f"{name} too. Somebody else certifies it{_others(book, name)}: ringfence "
                f"--as PERSON return certify {value.fund} {value.period}"
            )
            finding = blocked(RULE, message, version.entry, book)
            yield finding._replace(funds=frozenset({value.fund}))


def _others(book: Book, name: str) -> str:
    """Name the persons that it could be."""
    others = [each for each in book.register.persons if folded(each) != folded(name)]
    return f" ({listed(sorted(others), 'or')})" if others else ""


__plugins__ = ("run",)
run = door.plugin(RULE, check)
