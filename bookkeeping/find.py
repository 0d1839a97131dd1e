"""What officers call things, found in the books: pots, funds, decisions, entries.

A name is taken in any case; what is not found is refused with the nearest that is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from ringfence.bookkeeping.errors import BookkeepingError, FieldError
from ringfence.ledger.accounts import RESERVE, UNALLOCATED, Pot, PotError, parse_pot
from ringfence.ledger.actors import find_person
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.loading import Books
from ringfence.ledger.parts import Told
from ringfence.ledger.typed.amounts import NotMoneyError, read_pounds
from ringfence.ledger.words import did_you_mean, near

#: So many names are offered of what is like one that there is not.
_OFFERED = 2


class UnknownNameError(BookkeepingError):
    """A name that the books don't have."""


def person(books: Books, name: str) -> str:
    """Return a person as declared, however it was typed, or by the login; else as typed."""
    return find_person(books.book.register, name) or name


def find_fund(book: Book, text: str) -> str:
    """Return a fund's id, typed in any case.

    Raises:
        UnknownNameError: there is none such.
    """
    known = book.register.funds
    return _one(text, known) or _missing_words(text, known, "fund")


def fund_on(book: Book, text: str, day: datetime.date) -> tuple[str, Fund]:
    """Return a fund's id and its terms on a day, or its first terms if the day is before them.

    Raises:
        UnknownNameError: there is none such.
    """
    fund = find_fund(book, text)
    return fund, book.register.funds[fund].at_or_first(day)


def find_decision(book: Book, text: str) -> str:
    """Return a decision's id, typed in any case; one not found is left for the rules to refuse."""
    return _one(text.strip(), book.register.decisions) or text.strip()


def find_told(book: Book, told: Iterable[str]) -> tuple[Told, ...]:
    """Read what was said with --fund: ``F`` or ``F=AMOUNT``, repeated.

    Raises:
        UnknownNameError: a fund that there is not.
        FieldError: no amount after the sign.
    """
    found = []
    for each in told:
        name, sign, amount = each.partition("=")
        try:
            part = read_pounds(amount) if sign else None
        except NotMoneyError as error:
            raise FieldError("fund", str(error)) from None
        found.append(Told(find_fund(book, name.strip()), part))
    return tuple(found)


def known_pots(book: Book) -> list[Pot]:
    """Name every pot that can be spoken of: declared, or used."""
    register = book.register
    pots = {UNALLOCATED, RESERVE, *(pot for pot, _fund in book.pots)}
    pots.update(Pot(key) for key in (*register.actions, *register.earmarks))
    return sorted(pots)


def title_of(books: Books, pot: Pot) -> str:
    """Return a pot's title, as the plan has it; its address if it has none."""
    return books.book.register.title_of(pot)


def find_pot(book: Book, text: str, *, new_earmark: bool = False, new_reserve: bool = False) -> Pot:
    """Return the pot of an address, in any case; its year may be left out if one has it.

    Args:
        book: The books.
        text: What was typed.
        new_earmark: Whether an earmark that is not yet declared will do.
        new_reserve: Whether a reserve of a name not yet used will do.

    Raises:
        UnknownNameError: there is none such, or several.
    """
    known = {pot.address: pot for pot in known_pots(book)}
    typed = "/".join(part.strip() for part in text.strip().strip("/").split("/"))
    found = _one(typed, known) or _of_any_year(known, typed)
    if found:
        return known[found]
    if new_earmark and "/" in typed:
        action, _slash, earmark = typed.rpartition("/")
        place = _one(action, known) or _of_any_year(known, action)
        if place and known[place].is_planned and known[place].earmark is None:
            return _new_earmark(book, known[place], earmark)
    if new_reserve and typed.startswith("Reserve/") and typed.count("/") == 1:
        return _new_pot(typed, "a reserve, such as Contingency")
    _refuse_earmark(known, typed)
    hint = meant(typed, known) or meant(typed, (address.partition("/")[2] for address in known))
    raise UnknownNameError(f"There is no pot {text}." + (hint or _SEE_ALL))


_SEE_ALL = " See `" + command("position") + "` for all of them."


def spendable(pot: Pot) -> Pot:
    """Make sure that a pot can be spent from.

    Raises:
        UnknownNameError: it is the reserve, or unallocated.
    """
    if pot.is_planned:
        return pot
    where = "an action or an earmark, such as 2017-18/Diversionary"
    raise UnknownNameError(
        f"Nothing is spent from {pot} itself: name {where}. To move money there first: "
        + command("vire", pot, Blank.POT, Blank.AMOUNT, decision=Blank.ID)
    )


def _one(text: str, known: Iterable[str]) -> str | None:
    """Return the name typed exactly, else the only one that differs by case alone."""
    names = list(known)
    if text in names:
        return text
    alike = [name for name in names if name.casefold() == text.casefold()]
    return alike[0] if len(alike) == 1 else None


def meant(text: str, known: Iterable[str]) -> str:
    """Ask whether a near name was meant, or one that it is a part of; nothing if none is near."""
    return did_you_mean(near(text, known, _OFFERED, in_part=True))


def _missing_words(text: str, known: Iterable[str], what: str) -> str:
    names = sorted(known)
    hint = meant(text, names)
    listed = "" if hint else f" There is {', '.join(names) or 'none yet'}."
    raise UnknownNameError(f"No {what} {text} is declared.{hint}{listed}")


def _of_any_year(known: dict[str, Pot], typed: str) -> str | None:
    """Find an address without its year; several years can't be told apart."""
    alike = [
        address
        for address, pot in known.items()
        if pot.is_planned and address.partition("/")[2].casefold() == typed.casefold()
    ]
    if len(alike) > 1:
        raise UnknownNameError(
            f"{typed} is in more than one year: name it as {' or '.join(alike)}."
        )
    return alike[0] if alike else None


def _refuse_earmark(known: dict[str, Pot], typed: str) -> None:
    """Print which earmarks an action has, where it is one of these that there is not.

    Raises:
        UnknownNameError: its action is there.
    """
    action, _slash, earmark = typed.rpartition("/")
    place = (_one(action, known) or _of_any_year(known, action)) if action else None
    if place is None or not known[place].is_planned or known[place].earmark:
        return
    path = known[place].path
    others = sorted(pot.path[-1] for pot in known.values() if pot.earmark and pot.path[:2] == path)
    hint = meant(earmark, others)
    there = f" It has {', '.join(others)}." if others and not hint else ""
    new = "If it is new, set money aside for it" if hint else "To set money aside for it"
    raise UnknownNameError(
        f"{place} has no earmark {earmark}.{hint}{there} {new}: "
        + command("earmark", f"{place}/{earmark}", Blank.AMOUNT, payee=Blank.NAME)
    )


def _new_earmark(book: Book, action: Pot, earmark: str) -> Pot:
    if earmark in book.register.funds:
        raise UnknownNameError(f"An earmark can't be called {earmark}: that is a fund.")
    return _new_pot(f"{action.address}/{earmark}", "an earmark, such as Kicks")


def _new_pot(address: str, what: str) -> Pot:
    try:
        return parse_pot(address)
    except PotError as error:
        name = address.rpartition("/")[2]
        raise UnknownNameError(
            f"“{name}” can't be the id of {what}: begin with a capital or a digit, then letters, "
            "digits and hyphens."
        ) from error
