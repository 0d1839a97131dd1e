"""What all failures to record have in common."""

from __future__ import annotations

from ringfence.ledger.errors import UnservedError

NOTHING_SAVED = "Nothing was saved."


class RecordingError(UnservedError):
    """Something could not be recorded; the message says why, and no file has changed.

    Attributes:
        step: Which of several plans it was, from nought on.
    """

    step = 0


class DraftError(RecordingError):
    """What was asked for can't be written down as it stands."""
