"""What `ringfence reconcile` rests on: the statement of a day, and what is named."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from ringfence.bookkeeping.entries import NoEntryError, describe, find_entries
from ringfence.bookkeeping.errors import BookkeepingError, NotSavedError
from ringfence.bookkeeping.find import meant
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.listings import kept_lines
from ringfence.ledger.council.matches import entries_by_line, refs_of
from ringfence.ledger.council.ours import Ours, ours
from ringfence.ledger.council.reconciling import items_by_key
from ringfence.ledger.council.seals import flaw_of, last_signing_of
from ringfence.ledger.council.signings import find, last_signed, name_of, read, signings
from ringfence.ledger.loading import Books
from ringfence.ledger.money import pounds
from ringfence.ledger.recorded import recorded_late
from ringfence.ledger.seals import SEAL
from ringfence.ledger.words import fold
from ringfence.reports.reconciliation.as_json import of_json
from ringfence.reports.reconciliation.build import last_day, statement
from ringfence.reports.reconciliation.report import Report

CASH = "Assets:Council"
_DAY = datetime.timedelta(days=1)


def lines_of(books: Books) -> Mapping[str, CouncilLine]:
    """Return every line of the council's that is kept.

    Raises:
        KeptListingError: a file of them is gone, or is not what was kept.
    """
    return kept_lines(books)


def statement_of(
    books: Books,
    day: datetime.date | None,
    first: datetime.date | None = None,
    stated: Decimal | None = None,
) -> Report:
    """Return the statement of a day: as it was signed, else of the books as they are.

    Raises:
        UnservedError: there is nothing to make it of.
    """
    lines = lines_of(books)
    of = day or _until(books, last_day(lines))
    _must_stand(books, of)
    kept = None if first or stated is not None else _as_signed(books, of)
    return kept or statement(books.book, lines, of, first=first, stated=stated)


def _until(books: Books, day: datetime.date) -> datetime.date:
    """Return the day of the last line, or that of the last statement signed if it is later."""
    last = last_signed(books.book)
    return last.on if last and last.on > day else day


def _must_stand(books: Books, day: datetime.date) -> None:
    """Make sure that the statement of a day, or the one that it rests on, is as it was signed.

    Raises:
        BookkeepingError: it is not.
    """
    last = last_signed(books.book, before=day + _DAY)
    if last and flaw_of(last):
        raise BookkeepingError(
            f"What was signed as reconciled to {last.on} ({name_of(last.on)}) is missing or was "
            "changed, so it can't be shown or built on. To see what to restore: " + command("check")
        )


def _as_signed(books: Books, day: datetime.date) -> Report | None:
    """Return the statement of a day as it was kept, if it stands signed."""
    for each in signings(books.book):
        path = find(str(each.directive.meta["filename"]), day) if each.on == day else None
        kept = read(path) if path else None
        if kept:
            try:
                report = of_json(kept.report)
            except (KeyError, TypeError, ValueError, ArithmeticError):
                return None
            said = each.directive.meta
            return replace(
                report,
                seal=said.get(SEAL),
                login=said.get("recorded-login"),
                recorded=recorded_late(each.directive),
            )
    return None


def signer_of(books: Books, person: str) -> str:
    """Name a person by name and role; one not declared as typed."""
    history = books.book.register.persons.get(person)
    return f"{history.latest.name} ({history.latest.role})" if history else person


def line_of(books: Books, ref: str) -> CouncilLine:
    """Find a line of the council's by its reference, typed in any case.

    Raises:
        BookkeepingError: there is none.
    """
    lines = lines_of(books)
    found = [each for each in lines if each.casefold() == ref.strip().casefold()]
    if found:
        return lines[found[0]]
    hint = meant(ref, lines) or " See `" + command("reconcile") + "`: what waits is named there."
    raise NotSavedError(
        f"There is no line {ref} of the council's." + hint + "\n\nNothing was saved."
    )


def entries_of(books: Books, names: Iterable[str]) -> list[Ours]:
    """Find entries of ours that move the council's cash, as `reconcile` or anybody calls them.

    Raises:
        BookkeepingError: a name names none, or payments to several.
    """
    known = ours(books.book)
    found: dict[int, Ours] = {}
    for name in names:
        keyed = [each for each in known if fold(each.key) == fold(name)]
        if not keyed:
            called = {id(entry) for entry in find_entries(books, name)}
            keyed = [each for each in known if id(each.entry) in called]
        if not keyed:
            raise NotSavedError(
                f"{name} moves nothing of {CASH}, so the council's ledger has no line of it: "
                "accruals wait for their payment.\n\nNothing was saved."
            )
        if len({(each.day, fold(each.who)) for each in keyed}) > 1:
            told = "\n  ".join(describe(books, each.entry) for each in keyed)
            raise NotSavedError(
                f"{name} is the name of several; name one by its file and line:\n\n  {told}\n\n"
                "Nothing was saved."
            )
        found.update((id(each.entry), each) for each in keyed)
    return list(found.values())


def keys_of(books: Books, names: Iterable[str]) -> list[str]:
    """Return the key under which each line or entry is marked.

    Raises:
        BookkeepingError: a name names nothing, or what is matched already.
    """
    lines = lines_of(books)
    folded = {ref.casefold(): ref for ref in lines}
    keys = []
    for name in names:
        ref = folded.get(name.strip().casefold())
        if ref:
            must_be_open(ref, books, lines)
            keys.append(ref)
            continue
        for each in entries_of(books, [name]):
            must_be_open(each, books, lines)
            keys.append(each.key)
    return list(dict.fromkeys(keys))


def marks_of(books: Books, names: Iterable[str]) -> list[str]:
    """Return the key of each mark that a name, or what a name names, has.

    Raises:
        BookkeepingError: it has none.
    """
    marks = items_by_key(books.book)
    folded = {key.casefold(): key for key in marks}
    keys: list[str] = []
    for name in names:
        found = [folded[name.strip().casefold()]] if name.strip().casefold() in folded else []
        if not found:
            try:
                called = [each for entry in entries_of(books, [name]) for each in entry.names]
            except NoEntryError:
                called = []
            found = [each for each in called if each in marks]
        if not found:
            known = ", ".join(sorted(marks)) or "nothing"
            raise NotSavedError(f"{name} is not marked. Marked is {known}.\n\nNothing was saved.")
        keys += found
    return list(dict.fromkeys(keys))


def names_of(books: Books, key: str) -> set[str]:
    """Return all that a statement may call what has this mark."""
    named = (set(each.names) for each in ours(books.book))
    return {key}.union(*(names for names in named if key in names))


def must_not_be_signed(books: Books, key: str) -> None:
    """Make sure that no statement was signed with a mark as miscoded.

    Raises:
        BookkeepingError: one was; what can be done instead is said.
    """
    found = last_signing_of(books.book, names_of(books, key), {"miscoded"})
    if found:
        last, amount = found
        raise NotSavedError(
            f"{key} was signed as miscoded to {last.on} ({pounds(amount)}, by "
            f"{last.declared.signed_by}), so it stays so. If it is corrected since, match it with "
            "what "
            "corrects it: "
            + command("reconcile match", key, Blank.ENTRY)
            + ". If it should not have "
            "been signed so, reopen the reconciliation, the last one first: "
            + command("reconcile reopen", last.on, reason=Blank.TEXT)
            + "\n\nNothing was saved."
        )


def must_be_open(thing: str | Ours, books: Books, lines: Mapping[str, CouncilLine]) -> None:
    """Make sure that a line, by its reference, or an entry of ours is not matched.

    Raises:
        BookkeepingError: it is.
    """
    if isinstance(thing, str):
        taken, name = bool(entries_by_line(books.book).get(thing)), thing
    else:
        taken, name = any(ref in lines for ref in refs_of(thing.entry)), thing.key
    if taken:
        raise NotSavedError(
            f"{name} is matched already, so both ledgers have it. See `"
            + command("reconcile")
            + "`."
            "\n\nNothing was saved."
        )
