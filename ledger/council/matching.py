"""Which of the council's lines are which of our payments.

By reference first; then by amount, a window of days and the supplier's likeness. Only what
agrees in reference, amount and name is *certain*; all else is for a person to confirm.
"""

from __future__ import annotations

import datetime
import enum
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.payments import Payment
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.words import ALIKE, is_withheld, likeness, plain_reference

#: The council pays after the invoice came, and may have booked it some days before we did.
BEFORE = datetime.timedelta(days=14)
AFTER = datetime.timedelta(days=92)
#: A name that is this alike is no objection to a reference that agrees.
_NO_OBJECTION = 60
#: Of payments of one amount so many are looked at, those nearest by day.
_MANY = 200


class Grade(enum.Enum):
    """How sure a match is."""

    CERTAIN = "by reference"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, eq=False)
class Match:
    """Some of the council's lines, of one document, and the payment of ours that they are.

    Attributes:
        lines: One line, or all lines of a document.
        payment: Ours.
        grade: Whether somebody must confirm it.
        why: What agrees and what does not, for a person.
    """

    lines: tuple[CouncilLine, ...]
    payment: Payment
    grade: Grade
    why: str

    @property
    def amount(self) -> Decimal:
        """What the council's lines come to, in pounds."""
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def difference(self) -> Decimal:
        """What the council has above ours, in pounds; nil if they agree."""
        return self.amount - self.payment.amount


class _Candidate(NamedTuple):
    """A match that may be made, the best first when sorted."""

    rank: tuple[int, int, int, int]
    bundle: int
    payment: int
    match: Match


def match(lines: Sequence[CouncilLine], payments: Sequence[Payment]) -> list[Match]:
    """Pair lines with payments: each is in one match at most.

    The payments are by day, as :func:`~ringfence.ledger.council.payments.payments` gives
    them. The order is that of the lines. Lines that are not in a match have no counterpart.
    """
    bundles = list(_bundles(lines))
    candidates = sorted(_candidates(bundles, payments), key=lambda each: each.rank)
    taken_lines: set[str] = set()
    taken: set[int] = set()
    found: list[Match] = []
    for candidate in candidates:
        refs = {line.ref for line in candidate.match.lines}
        if candidate.payment not in taken and taken_lines.isdisjoint(refs):
            taken.add(candidate.payment)
            taken_lines |= refs
            found.append(candidate.match)
    places = {line.ref: place for place, line in enumerate(lines)}
    return sorted(found, key=lambda each: places[each.lines[0].ref])


def _bundles(lines: Sequence[CouncilLine]) -> Iterator[tuple[CouncilLine, ...]]:
    """Yield the lines one by one, and those of a document together."""
    documents: dict[tuple[str, str, str], list[CouncilLine]] = defaultdict(list)
    for line in lines:
        yield (line,)
        if line.doc_no or line.invoice:
            documents[line.doc_no, line.invoice, line.supplier].append(line)
    for together in documents.values():
        if len(together) > 1:
            yield tuple(together)


def _candidates(
    bundles: Sequence[tuple[CouncilLine, ...]], payments: Sequence[Payment]
) -> Iterator[_Candidate]:
    by_reference: Mapping[str, list[int]] = defaultdict(list)
    by_amount: Mapping[Decimal, list[int]] = defaultdict(list)
    for number, payment in enumerate(payments):
        by_amount[payment.amount].append(number)
        for reference in payment.references:
            by_reference[reference].append(number)
    for place, bundle in enumerate(bundles):
        amount = sum((line.amount for line in bundle), ZERO)
        names = _references(bundle)
        referred = {number for each in names for number in by_reference.get(each, ())}
        for number in referred.union(_near(by_amount.get(amount, []), payments, bundle[0].day)):
            payment = payments[number]
            if (payment.amount > 0) is not (amount > 0):
                continue
            graded = _grade(bundle, payment, amount, is_referred=number in referred)
            if graded:
                rank, grade, why = graded
                # Of equals one line by itself comes before a document, an earlier before a later.
                order = (rank, len(bundle), abs((bundle[0].day - payment.day).days), place)
                yield _Candidate(order, place, number, Match(bundle, payment, grade, why))


def _near(numbers: Sequence[int], payments: Sequence[Payment], day: datetime.date) -> Sequence[int]:
    """Return those within the window, and where there are very many, the nearest."""
    first = bisect_left(numbers, day - AFTER, key=lambda number: payments[number].day)
    last = bisect_right(numbers, day + BEFORE, key=lambda number: payments[number].day)
    if last - first <= _MANY:
        return numbers[first:last]
    middle = bisect_left(numbers, day, key=lambda number: payments[number].day)
    start = max(first, min(middle - _MANY // 2, last - _MANY))
    return numbers[start : start + _MANY]


def _grade(
    bundle: Sequence[CouncilLine], payment: Payment, amount: Decimal, *, is_referred: bool
) -> tuple[int, Grade, str] | None:
    line = bundle[0]
    like = likeness(line.supplier, payment.payee)
    unnamed = is_withheld(line.supplier) or is_withheld(payment.payee)
    if is_referred:
        return _grade_reference(line, payment, amount, is_no_other=unnamed or like >= _NO_OBJECTION)
    if not -BEFORE <= line.day - payment.day <= AFTER:
        return None
    if like >= ALIKE:
        return 2, Grade.LIKELY, "amount and supplier agree, the references do not"
    if unnamed:
        return 4, Grade.POSSIBLE, "the amount agrees, and who was paid is not said"
    return None


def _grade_reference(
    line: CouncilLine, payment: Payment, amount: Decimal, *, is_no_other: bool
) -> tuple[int, Grade, str] | None:
    """Grade what agrees in its reference."""
    if amount == payment.amount and is_no_other:
        return 0, Grade.CERTAIN, "reference and amount agree"
    if amount == payment.amount:
        why = f"reference and amount agree, but the council paid {line.supplier}"
        return 1, Grade.LIKELY, why
    if not is_no_other:
        return None
    more = abs(amount) - abs(payment.amount)
    than = f"{pounds(abs(more))} {'more' if more > 0 else 'less'}"
    return 3, Grade.LIKELY, f"the reference agrees, the council has {than}"


def _references(bundle: Iterable[CouncilLine]) -> set[str]:
    """Return what a line can be known by: invoice, document, and the words of its narrative."""
    names: set[str] = set()
    for line in bundle:
        names.update((line.invoice, line.doc_no, *line.narrative.split()))
    return set(filter(None, map(plain_reference, names)))
