"""Names are taken out of what a submitted return said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Names
from ringfence.bookkeeping.return_step import Reason, ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return redact",
    examples="""
--as cfo return redact PLF-2017-18 2017-18-H1 --name "Jo Smith" --name "J. Smith" \\
    --reason "She asked to be forgotten"
""",
)
class ReturnRedact(ReturnStep):
    """Take a name out of the snapshot of a submitted return: a new version of it is kept.

    Finance does, or somebody else with the decision. Each --name is taken out of every text of the
    return as it was sent, of all its versions. Figures stay, and so does a payee, whom the books
    have too. The SHA-256 of what was sent stays with the return, so that the funder's copy is
    still known. Files that were sent are redacted by hand: what is to do is said.
    """

    name: Annotated[Names, Field("What is taken out; may be repeated.", form="first")]
    reason: Reason

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the new versions, and the directives that say so."""
        from ringfence.bookkeeping import redaction

        drafting = redaction.redact_return(
            books, self.request(), self.fund, self.period, self.name, self.reason, actor=who
        )
        return Drafted(drafting.wanted, remarks=drafting.remarks)
