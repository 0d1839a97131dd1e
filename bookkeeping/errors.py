"""Why a request is refused: values of these classes, which a front end turns into a message."""

from __future__ import annotations

from collections.abc import Iterable

from ringfence.ledger.errors import UnservedError, WrongUsageError
from ringfence.ledger.messages import join


class BookkeepingError(UnservedError):
    """A request that can't be served in these books. Nothing was written."""


class NotSavedError(BookkeepingError):
    """A request that was refused, with a paragraph for each reason and what to type instead."""


class AlteredError(NotSavedError):
    """A return of which something that was submitted is missing, or is not what it was."""

    def __init__(
        self, name: str, reasons: Iterable[str], nothing: str = "Nothing was saved."
    ) -> None:
        opening = f"What was submitted as {name} is not what it was, so it goes no further:"
        super().__init__(join("\n\n", [opening, *("- " + each for each in reasons), nothing]))


class RequestError(BookkeepingError, WrongUsageError):
    """A request that lacks something or contradicts itself, whatever the books say."""


class FieldError(RequestError):
    """What is wrong with one field of a request.

    Attributes:
        field: The field's name, such as ``fund``; in capitals, ``POT``, what has its place and is
            typed without its name.
    """

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class MissingFieldError(FieldError):
    """A field that this can't be done without."""

    def __init__(self, field: str) -> None:
        super().__init__(field, "Fill this in.")


class LackingError(RequestError):
    """A field that has to be filled in, given what the others say: a terminal asks for it.

    Attributes:
        field: The field's name, as of :class:`FieldError`.
        ask: The question.
        nought: Whether nothing is an answer, of an amount.
        default: What is answered by Enter alone, if anything is.
    """

    def __init__(
        self, field: str, text: str = "", *, ask: str = "", nought: bool = False, default: str = ""
    ) -> None:
        super().__init__(text)
        self.field = field
        self.ask = ask
        self.nought = nought
        self.default = default
