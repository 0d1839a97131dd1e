"""What was said before the command: which books, and who acts."""

from __future__ import annotations

import getpass
import os
from typing import NamedTuple

from ringfence.ledger.actors import signed_in

USER_VARIABLE = "RINGFENCE_USER"


class Settings(NamedTuple):
    """The options of ``ringfence`` itself, as given; it is every context's ``obj``."""

    books: str | None = None
    person: str | None = None

    @property
    def actor(self) -> str:
        """Who acts: who is at a page; else as said, by the environment, or the system's user."""
        signed = signed_in.get()
        if signed:
            return signed.person
        return self.person or os.environ.get(USER_VARIABLE) or getpass.getuser()
