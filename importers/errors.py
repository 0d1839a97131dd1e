"""What every refusal to read a file has in common, for one place to show it."""

from ringfence.ledger.errors import UnservedError


class ImporterError(UnservedError):
    """A file that can't be read, or not be understood; the sentence says what to do about it."""
