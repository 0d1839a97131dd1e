"""authority: after adoption, a change needs a decision of the right body, in time, for the amount.

A decision of the partnership (`CSP`) is needed, dated on or before the entry, with
amount left, for: a draw on the reserve; a fall of what a fund has allocated to an
action of a year; an allocation from Unallocated. To earmark, and to release an
earmark to its action, needs none. The funder decides changes of a fund's terms, and
moves between two actions above the fund's `virement-percent` of the smaller one. Such a move is
also what one decision (or link) takes out into Unallocated and from there into another action;
what goes by way of a later year's plan; and what goes out and in on one day, or on decisions that
one body took on one day, by way of reserves too, whether or not anything links it, up to the
smaller sum (what is awarded, brought in, lapsed or repaid that day is taken off first). Once any
plan was adopted a draw on the reserve is one wherever it goes; what adopted a later plan decides
it too, if it is dated no later. Who the funder is, and that a fund is awarded, is the funder's to
say; so is to go ahead `at-risk` with what it never indicated, and to leave a return whose terms
limit moves.

What comes back out of a plan that is not adopted yet, into a year's that is, is decided as
any other allocation; what only undoes a moving on is free. What was moved on from an adopted plan
and leaves such a plan, for Unallocated or the reserve, is a cut where it came from. A year that is
over counts as adopted by its 31 March, if nobody said when its plan was: to put money into it, or
to move it within, needs a decision. What the books take over goes to where it was without one, on
the fund's first day in them.

Nothing is spent from a plan before its year or its adoption (of no more than a year before), and
no provider is advanced what only such a plan has. A later word on when a plan was
adopted frees nothing moved before. No decision changes its body, raises or restores its amount or
ratifies itself: that takes another of the right body, dated on or before the directive that says
so, which does not rest on it, directly or round about. Who ratifies lends its own body; the
meeting after may ratify what its chair did. A fund that was closed is opened again as it was
closed: it is money only if it was `awarded` before, as first declared or by its funder's decision.

    plugin "ringfence.plugins.authority"

Refused after the plan's adoption:

    2017-06-12 * "Reserve to Diversionary Activities"
      Equity:Reserve:PLF-2015-16                      1000.00 GBP
      Equity:Plan:2017-18:Diversionary:PLF-2015-16   -1000.00 GBP

Accepted:

    2017-06-12 custom "decision" "CSP-2017-06-12-03"
      body: "CSP"
      title: "£1,000 from reserve to Diversionary Activities"
      amount: 1000.00 GBP
    2017-06-12 * "Reserve to Diversionary Activities"
      decision: "CSP-2017-06-12-03"
      Equity:Reserve:PLF-2015-16                      1000.00 GBP
      Equity:Plan:2017-18:Diversionary:PLF-2015-16   -1000.00 GBP

No decision is needed to move money on to a later year inside the award's dates, for
what the fund's `unspent` demands after its spend-by date, or to move on a credit that
came to a closed year. Of a decision's amount is used the greater of falls and rises of
reserve and actions in all that cite it, linked entries together.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.decisions import is_of_body, last_of
from ringfence.ledger.findings import Finding
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import decision_names
from ringfence.ledger.money import ZERO, pounds
from ringfence.plugins import door
from ringfence.plugins.early import check_early_advances, check_early_spends
from ringfence.plugins.needs import Need, needs
from ringfence.plugins.terms import check_terms
from ringfence.plugins.wording import block, call, list_words, speak_of

RULE = "authority"


def check(book: Book) -> Iterator[Finding]:
    """Find every entry, one finding each, and every change of terms that nobody may have made."""
    yield from check_terms(book)
    yield from check_early_spends(book)
    yield from check_early_advances(book)
    exceeded = _find_excesses(book)
    crossing = {id(move.entry) for move in book.movements.crossing}
    for entry in book.planning:
        if id(entry) not in crossing and id(entry) not in exceeded:
            continue
        reason = exceeded.get(id(entry)) or _why_unauthorised(book, entry)
        if reason:
            bodies = dict.fromkeys(need.body for need in needs(book, entry))
            yield block(RULE, reason, entry, book)._replace(asks=tuple((x,) for x in bodies))


def _find_excesses(book: Book) -> dict[int, str]:
    """Return the entries that move more on a decision than its amount, with the reason."""
    reasons: dict[int, str] = {}
    for decision, history in book.register.decisions.items():
        if decision not in book.citing:
            continue
        earlier: Transaction | None = None
        for use in book.movements.uses(decision):
            amount = history.at_or_first(use.day).amount
            if use.amount > 0 and amount is not None and use.total > amount:
                before = use.total - use.amount
                told = f" by {call(earlier)} on {earlier.date}" if earlier and before else ""
                reasons[id(use.entry)] = (
                    f"{call(use.entry)} moves {pounds(use.amount)} on the decision {decision}, "
                    f"which allows {pounds(amount)}; {pounds(before)} of it was used "
                    f"already{told}. Name another decision, or move no more than the "
                    f"{pounds(max(amount - before, ZERO))} left.{_apart(use.entry)}"
                )
            if use.amount > 0:
                earlier = use.entry
    return reasons


def _apart(entry: Transaction) -> str:
    """Return how to move more than one decision allows on several: each is used up by itself."""
    several = decision_names(entry.meta)
    if len(several) < 2:  # noqa: PLR2004
        return ""
    return f" For {list_words(several)} together, write one entry for what each allows."


def _why_unauthorised(book: Book, entry: Transaction) -> str | None:
    required = needs(book, entry)
    if not required:
        return None
    named = [each for each in decision_names(entry.meta) if each in book.register.decisions]
    if len(named) < len(decision_names(entry.meta)):
        return None
    unmet = [need for need in required if not any(_meets(book, d, entry, need) for d in named)]
    if not unmet:
        return None
    need = unmet[0]
    what = list_words(dict.fromkeys(each.what for each in unmet))
    return f"{call(entry)} is {what}: " + _ask(book, entry, need, named)


def _meets(book: Book, decision: str, entry: Transaction, need: Need) -> bool:
    return is_of_body(book.register, decision, need.body, entry.date)


def _ask(book: Book, entry: Transaction, need: Need, named: list[str]) -> str:
    needed = need.why + f", so it needs a decision of {speak_of(need.body)} by {entry.date}"
    free = last_of(book, need.body, entry.date, need.amount)
    have = (
        f" Decisions it could name: {list_words(free, 'or')}."
        if free
        else " When it is decided, record that first: " + _way_to_decide(need, entry.date)
    )
    if named:
        told = list_words(_fault(book, decision, entry, need) for decision in named)
        return (
            needed
            + f"; {told}. Name one that will do ("
            + name_field("decision", "ID")
            + ")."
            + have
        )
    return (
        needed
        + ', and names none. Add `decision: "ID"` ('
        + name_field("decision", "ID")
        + ")."
        + have
    )


def _way_to_decide(need: Need, day: datetime.date) -> str:
    return command("decision add", Blank.ID, body=need.body, title=Blank.TEXT, date=day)


def _fault(book: Book, decision: str, entry: Transaction, need: Need) -> str:
    history = book.register.decisions[decision]
    if history.first_day > entry.date:
        return f"{decision} is dated {history.first_day}"
    body = history.at_or_first(entry.date).body
    return f"{decision} is one of {speak_of(body)}"


__plugins__ = ("run",)
run = door.plugin(RULE, check)
