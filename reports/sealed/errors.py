"""Why a file can't be read for the return that it carries."""

from ringfence.ledger.errors import UnservedError


class UnreadableFileError(UnservedError):
    """A file that is damaged, or made to do harm: the message is a sentence that says which."""
