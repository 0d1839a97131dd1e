"""Whether questions are what was asked and answered: part of `submitted`."""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.questions import entries_of, return_of
from ringfence.ledger.seals import QUESTION_SEAL, chain_of, own_seal
from ringfence.plugins.return_seals import find_broken_chain
from ringfence.plugins.wording import block

RULE = "submitted"


def find_altered_questions(book: Book) -> Iterator[Finding]:
    """Yield each directive of a question, and each step that names one, that was changed."""
    register = book.register
    if not register.questions and not any(_names_one(book)):
        return
    seals: dict[str, set[str]] = {}
    for name, history in sorted(register.questions.items()):
        of = return_of(register, history.first.about)
        entries = () if of else entries_of(book, history.first.about)
        funds = [of[0]] if of else [fund for each in entries for fund in book.funds_in(each)]
        chain = chain_of(history.versions)
        yield from find_broken_chain(book, chain, f"the question {name}", funds)
        seals[name] = {own_seal(each) for each in history.versions}
    for (fund, period), steps in sorted(register.returns.items()):
        for step in steps.versions:
            asked, held = step.value.question, step.entry.meta.get(QUESTION_SEAL)
            if asked and held and held not in seals.get(asked, ()):
                message = (
                    f"The question {asked} is not what it was when this step of the return "
                    f"{fund} {period} was recorded, or is gone: put its directives back from a "
                    "copy."
                )
                yield block(RULE, message, step.entry, book)._replace(funds=frozenset({fund}))


def _names_one(book: Book) -> Iterator[bool]:
    for history in book.register.returns.values():
        yield any(step.value.question for step in history.versions)
