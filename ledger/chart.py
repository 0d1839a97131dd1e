"""The accounts of a set of books by name: what each is, and what was posted to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from ringfence.ledger.accounts import Account, parse_account
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.tracks import Track


class Accounts(Protocol):
    """What knows its accounts: a Book, or its Chart."""

    @property
    def tracks(self) -> Mapping[str, Track]:
        """The accounts that were posted to, by name."""

    def account(self, name: str) -> Account | None:
        """Return what an account is; None for a name without a place in the model."""


class Chart(NamedTuple):
    """The accounts of a Book, for what the Book keeps and what must not keep the Book."""

    tracks: Mapping[str, Track]
    register: Register

    def account(self, name: str) -> Account | None:
        """Return what an account is, read against the funds declared."""
        track = self.tracks.get(name)
        return track.account if track else parse_account(name, self.register.funds)
