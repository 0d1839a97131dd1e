"""Accounts, read: which fund, which layer, which pot.

The last component of every account is the id of its fund; what stands before it
says which layer the account is in and which pot it is part of. An account whose
last component is no declared fund is a *parent*: it may be opened, noted,
asserted, never posted to.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Container
from functools import cache
from typing import NamedTuple

from ringfence.ledger.years import FinancialYear, YearError

_ID = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")
_IDS = re.compile(r"(?::[A-Z0-9][A-Za-z0-9-]*)+")
_NOT_IN_ACCOUNTS = re.compile(r"[^A-Za-z0-9]")


class Layer(enum.Enum):
    """What the money is for, or what happened."""

    PLAN = "plan"
    MONEY = "money"

    __hash__ = object.__hash__


class Kind(enum.Enum):
    """The rows of the account table."""

    UNALLOCATED = "Equity:Unallocated"
    RESERVE = "Equity:Reserve"
    PLAN = "Equity:Plan"
    SPENT = "Expenses:Plan"
    INCOME = "Income"
    OPENING = "Equity:Opening"
    IN_ADVANCE = "Liabilities:InAdvance"
    AWARDED = "Assets:Awarded"
    RECEIVABLE = "Assets:Receivable"
    COUNCIL = "Assets:Council"
    PREPAID = "Assets:Prepaid"
    ACCRUALS = "Liabilities:Accruals"
    REPAYABLE = "Liabilities:Repayable"

    #: As fast as that of any object: an enum's own is written in Python.
    __hash__ = object.__hash__

    @property
    def layer(self) -> Layer:
        """The layer that accounts of this kind are in."""
        return Layer.PLAN if self in PLAN_KINDS else Layer.MONEY


PLAN_KINDS = (Kind.UNALLOCATED, Kind.RESERVE, Kind.PLAN)


class Pot(NamedTuple):
    """A place where money of a fund can be, by its path.

    ``("Unallocated",)``, ``("Reserve",)``, ``("Reserve", "Contingency")``,
    ``("2017-18", "Diversionary")`` or ``("2017-18", "Diversionary", "Kicks")``.
    """

    path: tuple[str, ...]

    @property
    def address(self) -> str:
        """The pot as officers type it: ``2017-18/Diversionary/Kicks``."""
        return "/".join(self.path)

    @property
    def is_reserve(self) -> bool:
        """Whether it is the reserve, or one of several."""
        return self.path[0] == "Reserve"

    @property
    def is_planned(self) -> bool:
        """Whether it is an action or an earmark of a year's plan."""
        return self.path[0] not in ("Reserve", "Unallocated")

    @property
    def year(self) -> str | None:
        """The financial year of its plan, if it is planned."""
        return self.path[0] if self.is_planned else None

    @property
    def action(self) -> str | None:
        """The action it is, or is within."""
        return self.path[1] if self.is_planned else None

    @property
    def earmark(self) -> str | None:
        """The earmark it is, if it is one."""
        return self.path[2] if self.is_planned and len(self.path) > 2 else None  # noqa: PLR2004

    @property
    def place(self) -> Pot:
        """The whole that decisions speak of: an action with its earmarks, the reserve."""
        whole = self.path[:2] if self.is_planned else self.path[:1]
        return self if whole == self.path else Pot(whole)

    def plan_account(self, fund: str) -> str:
        """Name the account of the plan layer that holds this pot in a fund."""
        if self.is_planned:
            return ":".join(("Equity", "Plan", *self.path, fund))
        return ":".join(("Equity", *self.path, fund))

    @property
    def parent_account(self) -> str:
        """The account above its funds in the plan layer, which notes on it stand on."""
        return self.plan_account("").removesuffix(":")

    def spent_account(self, fund: str) -> str:
        """Name the account that spending from this pot is booked to."""
        return ":".join(("Expenses", "Plan", *self.path, fund))

    def __str__(self) -> str:
        return self.address


UNALLOCATED = Pot(("Unallocated",))
RESERVE = Pot(("Reserve",))


class Account(NamedTuple):
    """An account that may be posted to. ``party`` is the funder or provider named in it."""

    name: str
    kind: Kind
    fund: str
    pot: Pot | None
    party: str | None = None


class PotError(ValueError):
    """A text that names no pot."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a pot: write Unallocated, Reserve, Reserve/Name, an action "
            "(2017-18/Diversionary) or an earmark (2017-18/Diversionary/Kicks)."
        )


def parse_pot(text: str) -> Pot:
    """Read a pot's address; raise :class:`PotError` if it is none."""
    path = tuple(part.strip() for part in text.strip().split("/"))
    if not all(is_id(part) for part in path):
        raise PotError(text)
    if path == ("Unallocated",) or (path[0] == "Reserve" and len(path) <= 2):  # noqa: PLR2004
        return Pot(path)
    if len(path) not in (2, 3) or not is_year(path[0]):
        raise PotError(text)
    return Pot(path)


def is_id(text: str) -> bool:
    """Return whether a text can stand in an account as an id."""
    return _ID.fullmatch(text) is not None


@cache
def party_in_account(name: str) -> str:
    """Write a funder's or provider's name as accounts do: without spaces and signs."""
    bare = _NOT_IN_ACCOUNTS.sub("", name)
    return bare[:1].upper() + bare[1:]


def kind_of(name: str) -> Kind | None:
    """Return the kind of an account, whatever its fund; None for one that is not in the model."""
    account = parse_account(name, (name.rpartition(":")[2],))
    return account.kind if account else None


def parse_account(name: str, funds: Container[str]) -> Account | None:
    """Read an account's name; give None for one that has no place in the model.

    A parent gives None too: whoever asks knows from :func:`is_parent`.
    """
    parts = name.split(":")
    fund = parts[-1]
    if fund not in funds or not _IDS.fullmatch(name, len(parts[0])):
        return None
    if len(parts) < 3 and parts[0] != "Income":  # noqa: PLR2004
        return None
    path = tuple(parts[2:-1])
    if parts[1] == "Plan" and len(path) in (2, 3) and is_year(path[0]):
        kind = _PLANNED.get(parts[0])
        return Account(name, kind, fund, Pot(path)) if kind else None
    return _other(name, parts, path, fund)


def is_parent(name: str, funds: Container[str]) -> bool:
    """Return whether an account is a parent: its last component is no declared fund."""
    return name.rsplit(":", 1)[-1] not in funds


def _other(name: str, parts: list[str], path: tuple[str, ...], fund: str) -> Account | None:
    head = ":".join(parts[:2])
    if head == "Equity:Reserve" and len(path) <= 1:
        return Account(name, Kind.RESERVE, fund, Pot(("Reserve", *path)))
    if parts[0] == "Income" and len(parts) == 3:  # noqa: PLR2004
        return Account(name, Kind.INCOME, fund, UNALLOCATED, parts[1])
    if not path:
        return _without_party(name, head, fund)
    if len(path) == 1 and head in _WITH_PARTY:
        kind = _WITH_PARTY[head]
        pot = UNALLOCATED if kind is Kind.IN_ADVANCE else None
        return Account(name, kind, fund, pot, path[0])
    return None


def _without_party(name: str, head: str, fund: str) -> Account | None:
    if head == "Equity:Unallocated":
        return Account(name, Kind.UNALLOCATED, fund, UNALLOCATED)
    if head == "Equity:Opening":
        return Account(name, Kind.OPENING, fund, UNALLOCATED)
    if head in ("Assets:Council", "Liabilities:Accruals"):
        return Account(name, Kind(head), fund, None)
    return None


_PLANNED = {"Equity": Kind.PLAN, "Expenses": Kind.SPENT}
_WITH_PARTY = {
    kind.value: kind
    for kind in (Kind.IN_ADVANCE, Kind.AWARDED, Kind.RECEIVABLE, Kind.PREPAID, Kind.REPAYABLE)
}


@cache
def is_year(text: str) -> bool:
    """Return whether a text is a financial year's name: ``2017-18``."""
    try:
        FinancialYear.parse(text)
    except YearError:
        return False
    return True
