r"""Drafts as Beancount's text, such that they come back exactly as typed, or are refused.

Beancount's lexer takes ``\"``, ``\\`` and ``\n`` in a string for a quote, a backslash and
a new line, and drops the backslash before anything else. So a string is written with
those three escapes (and ``\r``, ``\t``), on one line, where no editor's line endings can
change it. Control characters are refused: they would act on whoever prints the file.
"""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from beancount.core.amount import Amount

from ringfence.ledger.metadata import STAMPS
from ringfence.ledger.money import CURRENCY, ZERO, is_exact_pence, plain
from ringfence.ledger.recording.drafting import (
    BalanceDraft,
    DeclarationDraft,
    DocumentDraft,
    Draft,
    EventDraft,
    Meta,
    NoteDraft,
    OpenDraft,
    TransactionDraft,
    Value,
)
from ringfence.ledger.recording.errors import DraftError

#: Keys that the write path sets, and those that Beancount does.
RESERVED = frozenset({*STAMPS, "filename", "lineno"})
FLAGS = ("*", "!")
FIRST_YEAR, LAST_YEAR = 1900, 2199
INDENT = "  "

_ACCOUNT = re.compile(r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+")
_NAME = re.compile(r"[A-Za-z0-9_/.-]+")
_KEY = re.compile(r"[a-z][A-Za-z0-9_-]+")
_KIND = re.compile(r"[a-z][a-z-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r'[\\"\n\r\t]')


class UnwritableTextError(DraftError):
    """A text with a character that no file of text should hold."""

    def __init__(self, text: str, character: str) -> None:
        point = f"U+{ord(character):04X}"
        shown = "".join(c if c.isprintable() else "·" for c in text[:40])
        super().__init__(
            f"“{shown}” holds a character that can't be kept in the books ({point}, at place "
            f"{text.index(character) + 1}). Type it again without."
        )


class BadAccountError(DraftError):
    """A name that is no account's."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!a} is not an account: its parts are joined by colons and each begins with a "
            "capital or a digit, then letters, digits and hyphens."
        )


class BadNameError(DraftError):
    """A link, tag, key or kind with signs that it can't have."""

    def __init__(self, what: str, name: str, allowed: str) -> None:
        super().__init__(f"{name!a} can't be a {what}: it may have {allowed}.")


class UnlikelyDateError(DraftError):
    """A date that no books are of: most often a year typed with three digits."""

    def __init__(self, day: datetime.date) -> None:
        super().__init__(
            f"{day.isoformat()} is not a date these books can have: its year is outside "
            f"{FIRST_YEAR} to {LAST_YEAR}. Type it again."
        )


class NotPenceError(DraftError):
    """An amount that is no exact number of pence."""

    def __init__(self, amount: object) -> None:
        super().__init__(f"{amount} is not an amount in pounds and pence, such as 1000.50.")


class BadValueError(DraftError):
    """A value that has no form in the books."""

    def __init__(self, key: str, value: object) -> None:
        super().__init__(
            f"{key}: {value!a} can't be kept in the books, which hold text, numbers, pounds, "
            "dates, TRUE and FALSE."
        )


class ReservedKeyError(DraftError):
    """A key that is not for commands to set."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is set when an entry is saved, and can't be given.")


class NoLegsError(DraftError):
    """A transaction that moves nothing."""

    def __init__(self, narration: str) -> None:
        super().__init__(f"The entry {narration!a} moves no money.")


def render(draft: Draft, stamps: Meta, folder: Path) -> str:
    """Write a draft as the lines of one directive, each ending in a new line.

    Args:
        draft: What to write.
        stamps: Who records it and when, put after its own metadata.
        folder: Where the file it goes into stands; a document's path is relative to it.

    Raises:
        DraftError: it can't be written so that it comes back as typed.
    """
    for key in draft.meta:
        if key in RESERVED:
            raise ReservedKeyError(key)
    if not FIRST_YEAR <= draft.date.year <= LAST_YEAR:
        raise UnlikelyDateError(draft.date)
    head, *legs = _LINES[type(draft)](draft, folder)
    meta = [f"{INDENT}{_key(key)}:{_meta_value(key, v)}" for key, v in draft.meta.items()]
    stamped = [f"{INDENT}{key}:{_meta_value(key, value)}" for key, value in stamps.items()]
    return "".join(
        f"{line}\n" for line in (f"{value_text('date', draft.date)} {head}", *meta, *stamped, *legs)
    )


def quote(text: str) -> str:
    """Write a text as a Beancount string.

    Raises:
        UnwritableTextError: it holds a control character or half a character.
    """
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t":
            raise UnwritableTextError(text, character)
    return '"' + _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], text) + '"'


def value_text(key: str, value: Value) -> str:
    """Write a value of any kind.

    Raises:
        DraftError: it has no form in the books.
    """
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Amount):
        if value.currency != CURRENCY or value.number is None:
            raise NotPenceError(value)
        return f"{_pence(value.number)} {CURRENCY}"
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    raise BadValueError(key, value)


def _transaction(draft: TransactionDraft, _folder: Path) -> Iterator[str]:
    if draft.flag not in FLAGS:
        raise BadNameError("flag", draft.flag, "* or ! only")
    if not draft.legs:
        raise NoLegsError(draft.narration)
    payee = f"{quote(draft.payee)} " if draft.payee is not None else ""
    yield f"{draft.flag} {payee}{quote(draft.narration)}{_marks(draft.tags, draft.links)}"
    legs = [(_account(leg.account), _pence(leg.amount)) for leg in draft.legs]
    accounts = max(len(account) for account, _amount in legs)
    amounts = max(len(amount) for _account, amount in legs)
    for account, amount in legs:
        yield f"{INDENT}{account:{accounts}}  {amount:>{amounts}} {CURRENCY}"


def _declaration(draft: DeclarationDraft, _folder: Path) -> Iterator[str]:
    if not _KIND.fullmatch(draft.kind):
        raise BadNameError("kind of declaration", draft.kind, "small letters and hyphens")
    if not draft.values:  # Beancount's own pad can't bear one
        raise BadValueError(draft.kind, None)
    yield " ".join((f'custom "{draft.kind}"', *(_bare(draft.kind, v) for v in draft.values)))


def _open(draft: OpenDraft, _folder: Path) -> Iterator[str]:
    yield f"open {_account(draft.account)}  {CURRENCY}"


def _note(draft: NoteDraft, _folder: Path) -> Iterator[str]:
    marks = _marks(draft.tags, draft.links)
    yield f"note {_account(draft.account)} {quote(draft.comment)}{marks}"


def _event(draft: EventDraft, _folder: Path) -> Iterator[str]:
    yield f"event {quote(draft.type)} {quote(draft.description)}"


def _document(draft: DocumentDraft, folder: Path) -> Iterator[str]:
    marks = _marks(draft.tags, draft.links)
    yield f"document {_account(draft.account)} {quote(_relative(draft.path, folder))}{marks}"


def _balance(draft: BalanceDraft, _folder: Path) -> Iterator[str]:
    """Without the tolerance named, Beancount would let a penny pass."""
    amount = _pence(draft.amount)
    yield f"balance {_account(draft.account)}  {amount} ~ {plain(ZERO)} {CURRENCY}"


_LINES: dict[type, Callable[..., Iterator[str]]] = {
    TransactionDraft: _transaction,
    DeclarationDraft: _declaration,
    OpenDraft: _open,
    NoteDraft: _note,
    EventDraft: _event,
    DocumentDraft: _document,
    BalanceDraft: _balance,
}


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()


def _account(name: str) -> str:
    if not _ACCOUNT.fullmatch(name):
        raise BadAccountError(name)
    return name


def _pence(amount: Decimal) -> str:
    if not amount.is_finite() or not is_exact_pence(amount):
        raise NotPenceError(amount)
    return plain(amount)


def _marks(tags: Iterable[str], links: Iterable[str]) -> str:
    marks = ""
    for sign, what, names in (("#", "tag", tags), ("^", "link", links)):
        for name in dict.fromkeys(names):
            if not _NAME.fullmatch(name):
                raise BadNameError(what, name, "letters, digits and - _ / . only")
            marks += f" {sign}{name}"
    return marks


def _key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise BadNameError("key", key, "letters, digits, - and _, and begins with a small letter")
    return key


def _meta_value(key: str, value: Value | None) -> str:
    return "" if value is None else f" {value_text(key, value)}"


def _bare(kind: str, value: Value) -> str:
    """Write a value after a declaration's kind; `1 -5` would be read as a subtraction."""
    text = value_text(kind, value)
    if not text.startswith("-"):
        return text
    number, _, currency = text.partition(" ")
    return f"({number}) {currency}".rstrip()
