"""What a return is missing: in words fit for its paper, and what its officer does about it."""

from __future__ import annotations

from typing import Literal, NamedTuple

#: How much it matters that something is missing.
Weight = Literal["must", "should", "may"]

#: Stands in a paper where the books do not say what it is to say.
TO_COMPLETE = "[to complete]"


class Missing(NamedTuple):
    """One thing missing.

    Attributes:
        what: What is missing, in words that may go out.
        then: What to do about it, with the command to type. It stays inside.
        weight: ``must`` keeps a return from being certified; ``should`` does unless a
            reason is given, for its figures stand from then on; ``may`` can follow later.
    """

    what: str
    then: str = ""
    weight: Weight = "may"

    def __str__(self) -> str:
        """Return all of it, as the officer's listing does."""
        return (self.what + " " + self.then).rstrip()
