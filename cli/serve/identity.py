"""Who is at a page: on one's own machine its user, on a server whom the council's sign-in names.

A sign-in is a header that the council's proxy sets. Anybody who reaches the server past the proxy
could set it too: so it is taken over a Unix socket alone, which nobody else can open, or together
with a secret that only the proxy adds.
"""

from __future__ import annotations

import hmac
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from flask import Request

from ringfence.cli.settings import USER_VARIABLE, Settings
from ringfence.ledger.actors import SignedIn, find_person, person_of_login, system_user
from ringfence.ledger.permissions import whose_task

if TYPE_CHECKING:
    from ringfence.ledger.declarations.register import Register

SECRET_HEADER = "X-Ringfence-Secret"  # noqa: S105 - where it is, not what
#: A secret that is shorter could be tried out.
SHORTEST_SECRET = 32
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
#: What means something else to servers, proxies and browsers.
_TAKEN = {"accept", "connection", "cookie", "date", "expect", "from", "host", "origin", "referer"}


class WrongSecretError(Exception):
    """A file that holds no secret to speak of."""


class BadHeaderError(ValueError):
    """A name that no header of a sign-in has."""


class Refused(NamedTuple):
    """Why somebody sees nothing: in plain words, and what is to be done."""

    head: str
    text: str


class Identity(Protocol):
    """How it is known who is at a page."""

    def refuse_early(self, request: Request) -> Refused | None:
        """Return why a request is not even looked at; asked before the books are read."""

    def who(self, request: Request, register: Register) -> SignedIn | Refused | None:
        """Return who is at the page; None of somebody who only looks."""


class OwnMachine:
    """The user of this machine, or who was named when the pages were opened.

    Args:
        settings: What was said before the command.
    """

    def __init__(self, settings: Settings) -> None:
        self._named = settings.person or os.environ.get(USER_VARIABLE)

    def refuse_early(self, request: Request) -> Refused | None:  # noqa: ARG002 - as Identity has it
        """Refuse nobody: nobody else reaches this machine."""
        return None

    def who(self, request: Request, register: Register) -> SignedIn | None:  # noqa: ARG002 - as above
        """Return who is here, whatever is asked for."""
        return self.here(register)

    def here(self, register: Register) -> SignedIn | None:
        """Return who was named, else the person whose login the machine's user is.

        Where no person is declared there is nobody to be: whoever records is the user.
        """
        user = system_user()
        if self._named:
            return SignedIn(find_person(register, self._named) or self._named, user)
        person = person_of_login(register, user)
        if person is None and not register.persons:
            person = user
        return SignedIn(person, user) if person else None


class Proxy:
    """Whom the header of the council's sign-in names.

    Args:
        header: The header's name.
        secret: What the proxy adds in `X-Ringfence-Secret`; None over a Unix socket.
    """

    def __init__(self, header: str, secret: bytes | None) -> None:
        self._header = header
        self._secret = secret

    def refuse_early(self, request: Request) -> Refused | None:
        """Refuse what does not come from the proxy, or names nobody, or several."""
        if self._secret is not None:
            given = request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode("latin-1", "replace"), self._secret):
                return _NOT_THE_PROXY
        return None if self._named(request) else _NOBODY

    def who(self, request: Request, register: Register) -> SignedIn | Refused:
        """Return the person whose login the header names."""
        login = self._named(request)
        person = person_of_login(register, login)
        if person is None:
            manager = whose_task(register, "people")
            ask = f"Ask {manager} to" if manager else "Ask whoever looks after the books to"
            return Refused(
                "These books do not know you",
                f"You are signed in as {login}, and no person in these books has that login. "
                f"{ask} add it to yours, then load this page again.",
            )
        return SignedIn(person, login)

    def _named(self, request: Request) -> str:
        """Return the login that the header names; empty if it is not there, or there twice."""
        values = request.headers.getlist(self._header)
        login = values[0].strip() if len(values) == 1 else ""
        # Servers join a header that is there twice with a comma; no login has one.
        return "" if "," in login or not login.isprintable() else login


_NOT_THE_PROXY = Refused(
    "This is not the way in",
    "These books are opened through the council's sign-in. Use the address that you were given.",
)
_NOBODY = Refused(
    "You are not signed in",
    "The council's sign-in does not say who you are, so these books stay closed. Sign in and try "
    "again; if you are signed in, tell whoever looks after the server.",
)


def read_secret(path: Path) -> bytes:
    """Return the secret that a file holds, without the space around it.

    Raises:
        WrongSecretError: there is none, it is too short, or others can read it.
    """
    try:
        secret = path.read_bytes().strip()
        mode = path.stat().st_mode
    except OSError as error:
        raise WrongSecretError(f"{path} can't be read: {error.strerror}.") from error
    if len(secret) < SHORTEST_SECRET or not secret.isascii() or b"\n" in secret:
        raise WrongSecretError(
            f"{path} holds no secret: write one line of at least {SHORTEST_SECRET} letters and "
            "digits, such as `openssl rand -hex 32` prints."
        )
    if os.name != "nt" and mode & 0o007:
        raise WrongSecretError(f"Everybody can read {path}. Type: chmod o-rwx {path}")
    return secret


def header_name(text: str) -> str:
    """Return the name of the header that a sign-in sets.

    Raises:
        BadHeaderError: it can't be that: with `_` it would be another spelling of one with `-`.
    """
    if not _HEADER_NAME.fullmatch(text) or text.lower() in _TAKEN:
        raise BadHeaderError(
            f"“{text}” can't be the header of a sign-in: write letters, digits and hyphens, as in "
            "X-Remote-User."
        )
    return text
