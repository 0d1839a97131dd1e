"""Which accounts of the money layer may stand against which: one closed list, with what each means.

A pair is what an entry debits and what it credits. Whatever the list has, an entry that says what
it `corrects` may have the other way round, since that is what reverses an entry.
"""

from __future__ import annotations

from typing import NamedTuple

from ringfence.ledger.accounts import Kind


class Pair(NamedTuple):
    """A kind of account that is debited, and one that is credited."""

    debit: Kind
    credit: Kind

    @property
    def reversed(self) -> Pair:
        """The same the other way round."""
        return Pair(self.credit, self.debit)


#: What may be on any day, and what it means.
PAIRS = {
    Pair(Kind.AWARDED, Kind.INCOME): "awarded",
    Pair(Kind.INCOME, Kind.AWARDED): "lapsed: never received",
    Pair(Kind.RECEIVABLE, Kind.AWARDED): "claimed",
    Pair(Kind.AWARDED, Kind.RECEIVABLE): "a claim credited",
    Pair(Kind.COUNCIL, Kind.RECEIVABLE): "received of a claim",
    Pair(Kind.COUNCIL, Kind.AWARDED): "received without a claim",
    Pair(Kind.SPENT, Kind.COUNCIL): "spent",
    Pair(Kind.COUNCIL, Kind.SPENT): "refunded",
    Pair(Kind.SPENT, Kind.ACCRUALS): "accrued",
    Pair(Kind.ACCRUALS, Kind.SPENT): "accrued too much",
    Pair(Kind.ACCRUALS, Kind.COUNCIL): "an accrual paid",
    Pair(Kind.COUNCIL, Kind.ACCRUALS): "what was paid of an accrual comes back",
    Pair(Kind.PREPAID, Kind.COUNCIL): "advanced",
    Pair(Kind.COUNCIL, Kind.PREPAID): "an advance comes back",
    Pair(Kind.SPENT, Kind.PREPAID): "an advance evidenced",
    Pair(Kind.PREPAID, Kind.SPENT): "evidenced too much",
    Pair(Kind.ACCRUALS, Kind.PREPAID): "an accrual paid from an advance",
    Pair(Kind.SPENT, Kind.AWARDED): "spent, and paid by the funder itself",
    Pair(Kind.ACCRUALS, Kind.AWARDED): "an accrual paid by the funder itself",
    Pair(Kind.SPENT, Kind.SPENT): "charged to another pot",
    Pair(Kind.INCOME, Kind.IN_ADVANCE): "deferred: not yet earned",
    Pair(Kind.IN_ADVANCE, Kind.INCOME): "deferred money reversed",
    Pair(Kind.OPENING, Kind.IN_ADVANCE): "opening money deferred",
    Pair(Kind.IN_ADVANCE, Kind.OPENING): "deferred opening money reversed",
    Pair(Kind.INCOME, Kind.REPAYABLE): "to be repaid",
    Pair(Kind.REPAYABLE, Kind.INCOME): "to be kept after all",
    Pair(Kind.OPENING, Kind.REPAYABLE): "opening money to be repaid",
    Pair(Kind.REPAYABLE, Kind.OPENING): "opening money to be kept after all",
    Pair(Kind.REPAYABLE, Kind.COUNCIL): "repaid",
    Pair(Kind.REPAYABLE, Kind.RECEIVABLE): "to be repaid, set off against a claim",
    Pair(Kind.COUNCIL, Kind.OPENING): "held when the books begin",
    Pair(Kind.PREPAID, Kind.OPENING): "advanced when the books begin",
    Pair(Kind.OPENING, Kind.ACCRUALS): "owed when the books begin",
    Pair(Kind.ACCRUALS, Kind.OPENING): "owed when the books begin, and not needed",
    Pair(Kind.AWARDED, Kind.OPENING): "promised when the books begin",
    Pair(Kind.OPENING, Kind.AWARDED): "promised when the books begin, and lapsed",
    Pair(Kind.RECEIVABLE, Kind.OPENING): "claimed when the books begin",
    # A funder's or a provider's name changes, and what stood under the old one moves to the new.
    Pair(Kind.INCOME, Kind.INCOME): "the funder's new name",
    Pair(Kind.AWARDED, Kind.AWARDED): "the funder's new name",
    Pair(Kind.RECEIVABLE, Kind.RECEIVABLE): "the funder's new name",
    Pair(Kind.REPAYABLE, Kind.REPAYABLE): "the funder's new name",
    Pair(Kind.IN_ADVANCE, Kind.IN_ADVANCE): "the funder's new name",
    Pair(Kind.PREPAID, Kind.PREPAID): "the provider's new name",
}

#: What may be on the first day of a fund only, when the books take it over, and what it means.
FIRST_DAY_PAIRS = {
    Pair(Kind.AWARDED, Kind.COUNCIL): "spent before it was received, when the books begin",
    Pair(Kind.RECEIVABLE, Kind.COUNCIL): "spent and claimed, when the books begin",
    Pair(Kind.OPENING, Kind.COUNCIL): "owed to the council when the books begin",
}


def may_stand(pair: Pair, *, on_first_day: bool, corrects: bool) -> bool:
    """Return whether a pair is on the list, by whether the entry is of the fund's first day."""
    if pair in PAIRS or (on_first_day and pair in FIRST_DAY_PAIRS):
        return True
    return corrects and pair.reversed in PAIRS
