"""Why a file can't be read for the return that it carries."""

from ringfence.ledger.errors import UnservedError


class UnreadableFileError(UnservedError):
    """A file that is damaged, or made to do harm: the message is a sentence that says which."""


class SeveralReturnsError(UnreadableFileError):
    """A document that carries more than one return."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__(
            f"{name} carries {number} returns, and none can be told to be the one that it shows."
        )
