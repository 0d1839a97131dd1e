"""separation: two people do what one person should not do alone.

A return is not certified by who prepared it, and a payment is not approved by who
recorded it. Where several approve, one of them is somebody else. Persons are compared
without regard to case, spaces and hyphens, by their id or the name, mailbox or login that a
`person` declares; nothing said, nothing judged. Who nobody declared is a person all the same.
Who certifies a return for another, from a login of their own (`recorded-for`), keeps the paper
that the other signed.

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

from collections.abc import Iterator, Mapping
from itertools import groupby

from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding
from ringfence.ledger.frozen import SENT
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import text
from ringfence.ledger.return_lives import CERTIFIED
from ringfence.ledger.words import fold, listed
from ringfence.plugins import door
from ringfence.plugins.wording import block, call, list_words, way_to_override

RULE = "separation"


def check(book: Book) -> Iterator[Finding]:
    """Find what one person did alone."""
    same = _same(book)
    for history in book.register.returns.values():
        yield from _check_certification(book, history, same)
        yield from _check_signed(book, history, same)
    yield from _check_approvals(book, same)


def _check_approvals(book: Book, same: Mapping[str, str]) -> Iterator[Finding]:
    """Find what was approved by who recorded it; mostly nobody ever did both."""
    alone = {
        each
        for each in book.approvals
        if (approvers := _names(each[0], same)) and approvers <= _names(each[1], same)
    }
    for entry in book.marked["approved-by"] if alone else ():
        if (entry.meta["approved-by"], entry.meta.get("recorded-by")) in alone:
            recorder = text(entry, "recorded-by").strip(" ,")
            message = (
                f"{call(entry)} was recorded by {recorder} and approved by {recorder} too. "
                f"Somebody else must approve it{_others(book, recorder, same)}: "
                + name_field("approved-by", "PERSON")
                + ". "
                + way_to_override(RULE)
            )
            yield block(RULE, message, entry, book)


def _names(value: object, same: Mapping[str, str]) -> set[str]:
    """Return the persons that a key names, one or several."""
    names = {_bare(name) for name in listed(str(value or ""))} - {""}
    return {same.get(name, name) for name in names}


def _same(book: Book) -> dict[str, str]:
    """Return the id of each person by whatever it is called: the id, the name or the mailbox."""
    persons = book.register.persons
    called = {
        _bare(name): _bare(person)
        for person, history in persons.items()
        for version in history.versions
        for name in (version.value.name, version.value.email, version.value.login)
        if name
    }
    return called | {_bare(person): _bare(person) for person in persons}


def _bare(name: str) -> str:
    """Fold what one person's name may be typed with or without: case, spaces and hyphens."""
    return fold(name).replace("-", "").replace("_", "")


def _check_certification(
    book: Book, history: History[Return], same: Mapping[str, str]
) -> Iterator[Finding]:
    """Find the first directive from which on one person both prepared and certified a return.

    It is put right once somebody else certifies it, unless it was sent before.
    """
    for is_alone, run in groupby(history.versions, lambda each: _is_alone(each.value, same)):
        versions = list(run)
        is_last = versions[-1] is history.versions[-1]
        if is_alone and (is_last or any(each.value.status in SENT for each in versions)):
            value = versions[0].value
            name = (value.prepared_by or "").strip(" ,")
            certifying = command("return certify", value.fund, value.period, as_=Blank.PERSON)
            message = (
                f"The return {value.fund} {value.period} was prepared by {name} and certified by "
                f"{name} too. Somebody else must certify it{_others(book, name, same)}: "
                + certifying
            )
            finding = block(RULE, message, versions[0].entry, book)
            yield finding._replace(funds=frozenset({value.fund}))


def _check_signed(
    book: Book, history: History[Return], same: Mapping[str, str]
) -> Iterator[Finding]:
    """Find each certificate that stands, or was sent, recorded for who signed without the paper."""
    steps = [each for each in history.versions if "status" in each.changed]
    for number, step in enumerate(steps):
        declared = step.value
        then = steps[number + 1].value.status if number + 1 < len(steps) else None
        recorded_for = _names(declared.recorded_for, same)
        if (
            declared.status == CERTIFIED
            and (then is None or then in SENT)
            and declared.recorded_by
            and recorded_for
            and recorded_for == _names(declared.certified_by, same)
            and not declared.evidence
        ):
            by, certifier = declared.recorded_by, declared.certified_by
            message = (
                f"The return {declared.fund} {declared.period} was certified for {certifier} by "
                f"{by}, and no paper shows that {certifier} signed it. Add that paper ("
                + name_field("evidence", "FILE")
                + f"), or let {certifier} certify it from their own login: "
                + command("return certify", declared.fund, declared.period, as_=certifier)
            )
            finding = block(RULE, message, step.entry, book)
            yield finding._replace(funds=frozenset({declared.fund}))


def _is_alone(declared: Return, same: Mapping[str, str]) -> bool:
    prepared, certified = _names(declared.prepared_by, same), _names(declared.certified_by, same)
    return bool(certified) and certified <= prepared


def _others(book: Book, name: str, same: Mapping[str, str]) -> str:
    """Name the persons that it could be."""
    own = _names(name, same)
    others = [each for each in book.register.persons if _bare(each) not in own]
    return f" ({list_words(sorted(others), 'or')})" if others else ""


__plugins__ = ("run",)
run = door.plugin(RULE, check)
