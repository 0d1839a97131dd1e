"""A certified return is submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from ringfence.bookkeeping.event import Drafted, Field, event
from ringfence.bookkeeping.kinds import Files, Formats
from ringfence.bookkeeping.return_step import ReturnStep

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.writing import Recording


@event(
    "return submit",
    examples="""
return submit PLF-2017-18 2017-18-H1
return submit PLF-2017-18 2017-18-H1 --format docx --format xlsx
return submit PLF-2017-18 2017-18-H1 --sent signed-return.pdf
""",
)
class ReturnSubmit(ReturnStep):
    """Submit a certified return: from now on its figures stand.

    What is sent is made of it, a Word document if nothing else is said, and kept in the folder
    `returns` beside the books with a snapshot of what the return says. The snapshot holds the
    SHA-256 of each file that is sent and of each document that it cites; its own SHA-256, the
    seal, is kept in the books. Whatever would change what it says is refused from then on. The
    covering e-mail is printed, with the seal to quote.
    """

    format: Annotated[
        Formats,
        Field("What is made of it to be sent; docx unless a file is given.", form="never"),
    ] = ()
    sent: Annotated[
        Files,
        Field("A file made elsewhere that is sent, such as a signed PDF.", form="never"),
    ] = ()

    def drafts_by(self, who: str, books: Books) -> Drafted:
        """Return the directive that freezes it, what is sent, and the snapshot of what it says."""
        from ringfence.bookkeeping import return_life

        wanted = return_life.submit(
            *(books, self.request(), self.fund, self.period, who),
            formats=self.format,
            sent=self.sent,
        )
        return Drafted(
            wanted,
            remarks_on=lambda recording: _remarks(recording, who),
            doubts=lambda recording: self._doubts(recording.before),
        )

    def _doubts(self, books: Books) -> Iterator[str]:
        """Yield that the funder wants a form of its own, where no file is given."""
        from ringfence.bookkeeping.find import find_fund
        from ringfence.ledger.commands import Blank, command
        from ringfence.ledger.messages import name_field

        fund = find_fund(books.book, self.fund)
        if books.book.register.funds[fund].latest.form and not self.sent:
            yield (
                "The funder has a form of its own, and it is not among what is sent. Fill it: "
                + command("return prepare", fund, self.period, format="form", output=Blank.FILE)
                + ". Then give it here: "
                + name_field("sent", "FILE")
                + "."
            )


def _remarks(recording: Recording, who: str) -> Iterator[str]:
    """Yield what to send, where its snapshot is, and the covering e-mail with the seal."""
    import json

    from ringfence.bookkeeping import signatories
    from ringfence.ledger.papers import paper_digest
    from ringfence.ledger.recording.drafting import FileDraft
    from ringfence.reports.sealed.covering import covering_email

    *sent, kept = [each for each in recording.drafts if isinstance(each, FileDraft)]
    for draft in sent:
        yield f"To send: {draft.path}. It is kept as it is, so send this file."
    yield f"What it says is kept in {kept.path}, whose SHA-256 is the seal."
    yield from signatories.unknown(recording.before, who)
    values = json.loads(kept.content)
    terms = recording.before.book.register.funds[values["fund"]].latest
    email = covering_email(
        *(values, paper_digest(kept.content), values["sent"]),
        addressee=terms.addressee or terms.funder,
    )
    yield f"\nThe covering e-mail, to be copied:\n\n{email}\n"
