"""A return is certified."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.errors import LackingError, RequestError
from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import File, Person, Words
from ringfence.bookkeeping.return_step import ReturnStep
from ringfence.ledger.messages import name_field

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


@event(
    "return certify",
    examples="""
--as cfo return certify PLF-2017-18 2017-18-H1
return certify PLF-2017-18 2017-18-H1 --certified-by cfo --evidence signed.pdf
--as chair return certify PLF-2017-18 2017-18-H1 \\
    --reason "Signs for the Chief Finance Officer by delegation of 1 May"
""",
)
class ReturnCertify(ReturnStep):
    """Certify a return as finance, and never as the person who prepared it.

    The certifier records it (--as PERSON), or the officer does so with the paper that the
    certifier signed (--certified-by PERSON --evidence FILE), which is kept with the books. If
    somebody else signs for finance, or something is left open, give a reason: it is kept with
    the return, and shown on it.
    """

    certified_by: Annotated[Person, Field("Who signed it on paper.", form="first")] | None = None
    evidence: (
        Annotated[File, Field("The signed paper; it is kept beside the books.", form="more")] | None
    ) = None
    prepared_by: Annotated[Person, Field("Who prepared it.")] | None = None
    reason: (
        Annotated[
            Words,
            Field("Why it is certified by another than finance, or before all is complete."),
        ]
        | None
    ) = None

    def find_missing(self, books: Books | None) -> Iterable[LackingError]:  # noqa: ARG002 - whatever they say
        """Make sure that whoever signed the paper is named.

        Raises:
            RequestError: there is a paper of nobody.
        """
        if self.evidence is not None and self.certified_by is None:
            raise RequestError(
                "Say who signed the paper: " + name_field("certified-by", "PERSON") + "."
            )
        return ()

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the certificate, the signed paper with it, and what may be completed still."""
        from ringfence.bookkeeping import return_life

        drafted = return_life.certify(
            books,
            self.request(),
            self.fund,
            self.period,
            actor=who,
            certified_by=self.certified_by,
            evidence=self.evidence,
            prepared_by=self.prepared_by,
            reason=self.reason,
        )
        return Drafted(drafted.wanted, ["Still to complete: " + each for each in drafted.later])
