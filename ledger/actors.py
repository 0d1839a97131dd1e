"""Who acts, and by which login: what is done in another's name is recorded as done for them."""

from __future__ import annotations

import getpass
import importlib
import os
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.words import fold

if TYPE_CHECKING:
    from ringfence.ledger.declarations.models import Person
    from ringfence.ledger.declarations.register import Register

_FINANCE = "finance"


class Actor(NamedTuple):
    """Who records something.

    Attributes:
        recorder: Whose login it is, as a `person` declares them; else as they were named.
        login: The system's user, where the person that was named declares a login.
        acting_for: The person that was named, where that login is another's.
    """

    recorder: str
    login: str | None = None
    acting_for: str | None = None

    @property
    def stamps(self) -> dict[str, str]:
        """What is written under whatever is recorded."""
        said = {
            "recorded-by": self.recorder,
            "recorded-login": self.login,
            "recorded-for": self.acting_for,
        }
        return {key: value for key, value in said.items() if value}


class SignedIn(NamedTuple):
    """Who acts at a page, and by which login they are known there."""

    person: str
    login: str


#: Who is signed in, where a page says so and not the process; set for as long as they act.
signed_in: ContextVar[SignedIn | None] = ContextVar("signed_in", default=None)


def system_user() -> str:
    """Return the system's user: of the process, where the system says; no variable changes it."""
    try:
        pwd = importlib.import_module("pwd")  # Windows has none
        return str(pwd.getpwuid(os.getuid()).pw_name)
    except (ImportError, KeyError):
        return getpass.getuser()


def session_login() -> str:
    """Return the login of who acts: of the sign-in where there is one, else the system's user."""
    signed = signed_in.get()
    return signed.login if signed else system_user()


def actor_of(register: Register, who: str) -> Actor:
    """Return who records something in the name of a person, or of a login.

    Nothing is known of the login of who declares none: they are recorded as they were named.
    """
    named = find_person(register, who)
    history = register.persons.get(named) if named else None
    if named is None or history is None or history.latest.login is None:
        return Actor(who)
    user = session_login()
    if is_login(user, history.latest.login):
        return Actor(named, user)
    return Actor(person_of_login(register, user) or user, user, named)


def find_person(register: Register, name: str) -> str | None:
    """Return the id of a person, named by it in any case or by their login; None of nobody."""
    by_id = next((each for each in register.persons if fold(each) == fold(name)), None)
    return by_id or person_of_login(register, name)


def finance_role(register: Register) -> str:
    """Return what the one who certifies is called, as the partnership declares it."""
    partnership = register.partnership
    return (partnership.finance_role if partnership else None) or "Chief Finance Officer"


def is_finance(declared: Person, role: str) -> bool:
    """Return whether a person is finance, by their role or as the one of that role."""
    own = (fold(declared.role), fold(declared.name))
    return _FINANCE in own[0] or fold(role) in own


def is_login(one: str, other: str | None) -> bool:
    """Return whether two logins are one: a system that tells cases apart has not both."""
    return other is not None and one.strip().casefold() == other.strip().casefold()


def person_of_login(register: Register, login: str) -> str | None:
    """Return the id of the person whose login it is, in any case; None of nobody's."""
    persons = register.persons.items()
    return next((id_ for id_, h in persons if is_login(login, h.latest.login)), None)
