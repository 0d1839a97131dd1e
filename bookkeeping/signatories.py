"""Who prepares, certifies and submits a return: two people, and one of them is finance."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import person
from ringfence.bookkeeping.returns import Found
from ringfence.ledger.actors import finance_role
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Person
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.permissions import holders, is_bound, may, refusal
from ringfence.ledger.words import fold


def preparer(found: Found, given: str | None) -> str:
    """Return who prepared a return, as said or as declared: nobody is assumed to have.

    Raises:
        NotSavedError: neither says so.
    """
    name = given or (found.declared.prepared_by if found.declared else None)
    if name is None:
        raise NotSavedError(
            f"The books do not say who prepared {found.name}: name them ("
            + name_field("prepared-by", "PERSON")
            + ").\n\nNothing was saved."
        )
    return person(found.books, name)


def must_not_be_alone(found: Found, prepared: str, by: str) -> None:
    """Make sure that who certifies did not prepare it, under another id either."""
    one, other = _declared_person(found.books, prepared), _declared_person(found.books, by)
    what = None
    if fold(prepared) == fold(by):
        what = f"{found.name} was prepared by {prepared} and certified by {by} too"
    elif one and other and _is_one(one, other):
        what = f"{found.name} was prepared by {prepared} and certified by {by}, who are one"
    if what:
        raise NotSavedError(
            f"{what}. Somebody else certifies it. Type: "
            + found.certifying(Blank.PERSON, prepared)
            + "\n\nNothing was saved."
        )


def _is_one(one: Person, other: Person) -> bool:
    """Return whether two ids are of one person or mailbox."""
    mailbox = one.email is not None and fold(one.email) == fold(other.email)
    return mailbox or fold(one.name) == fold(other.name)


def not_finance(books: Books, by: str, step: str = "certify") -> Iterator[str]:
    """Yield a message that somebody may not certify, decline or sign, if books name people."""
    register = books.book.register
    if may(register, by, step):
        return
    if is_bound(register, by):
        yield refusal(register, by, step)
        return
    declared = _declared_person(books, by)
    role = finance_role(register)
    known = holders(register, "certify")
    whom = f" ({', '.join(known)})" if known else ""
    if declared is None and known:
        yield f"{by} is not declared, and finance certifies: the {role}{whom}."
    elif declared is None:
        yield (
            f"{by} is not declared, and finance certifies: the {role}. Type: "
            + command("person add", by, name=role, role="finance")
        )
    else:
        yield f"{by} is {declared.name} ({declared.role}), and finance certifies: the {role}{whom}."


def unknown(books: Books, name: str) -> list[str]:
    """Return a message that nobody declares a person, where others are declared."""
    persons = books.book.register.persons
    if not persons or _declared_person(books, name):
        return []
    add = command("person add", name, name=Blank.TEXT, role="officer")
    return [
        (
            f"{name} is not declared as a `person`, so the name was recorded as typed. "
            "To declare one: " + add
        )
    ]


def _declared_person(books: Books, name: str) -> Person | None:
    history = books.book.register.persons.get(person(books, name))
    return history.latest if history else None
