"""Whether who records may: asked of whatever is drafted, by whichever way it comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.ledger.actors import actor_of
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.messages import Message, join
from ringfence.ledger.permissions import (
    STEPS,
    has_right,
    holders,
    is_bound,
    is_declared_who_may,
    may,
    refusal,
    step_of_directive,
)
from ringfence.ledger.recording.drafting import DeclarationDraft, NewLink, Rewriting

if TYPE_CHECKING:
    from ringfence.ledger.declarations.register import Register
    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.steps import Plan


class NotAllowedError(BookkeepingError):
    """A step that is another's task, with whose."""


class _Taken(NamedTuple):
    """A step that somebody takes by what is drafted."""

    who: str
    step: str


def only_as_permitted(plan: Plan, who: str) -> Plan:
    """Return a plan that is refused where it drafts what somebody may not record.

    Raises:
        NotAllowedError: when it is called.
    """

    def of_books(books: Books) -> Sequence[Wanted]:
        wanted = tuple(plan(books))
        must_be_permitted(books, who, wanted)
        return wanted

    return of_books


def must_be_permitted(books: Books, who: str, wanted: Sequence[Wanted]) -> None:
    """Make sure that whoever records drafts may take the steps that these are.

    Where nobody declares what people may, everybody may what they always could.

    Args:
        books: The books as they stand.
        who: Who records, as they were named.
        wanted: What is to be recorded.

    Raises:
        NotAllowedError: it is another's task.
    """
    register = books.book.register
    if not wanted or not is_declared_who_may(register):
        return
    by = actor_of(register, who).recorder
    taken = dict.fromkeys(_Taken(*each) for each in _taken(by, wanted))
    reasons = [reason for each in taken if (reason := _against(register, each))]
    reasons += _against_last(register, wanted)
    if reasons:
        raise NotAllowedError(join("\n\n", [*dict.fromkeys(reasons), "Nothing was saved."]))


def _taken(by: str, wanted: Sequence[Wanted]) -> Iterator[tuple[str, str]]:
    for each in wanted:
        draft = each.draft if isinstance(each, Rewriting) else each
        if isinstance(draft, NewLink):
            yield by, "ask"
            continue
        if not isinstance(draft, DeclarationDraft):
            yield by, "record"
            continue
        step = step_of_directive(draft.kind, draft.meta)
        if step != "certify":
            yield by, step
            continue
        yield str(draft.meta.get("certified-by")), step
        # With the paper that the certifier signed, it may be recorded by who records.
        yield by, "record" if draft.meta.get("evidence") else step


def _against(register: Register, taken: _Taken) -> Message | None:
    """Return why somebody may not take a step; None if they may."""
    who, step = taken
    if STEPS[step].needs == "manage":
        if holders(register, "manage"):
            return None if may(register, who, step) else refusal(register, who, step)
        # The first who manages is declared by anybody who has a task here.
        if has_right(register, who, "record") or has_right(register, who, "certify"):
            return None
        return refusal(register, who, step)
    if not is_bound(register, who) or may(register, who, step):
        return None
    return refusal(register, who, step)


def _against_last(register: Register, wanted: Sequence[Wanted]) -> Iterator[Message]:
    """Yield why the last one who manages people may not be let go."""
    managers = holders(register, "manage")
    told = {
        str(draft.values[0]): draft.meta
        for draft in wanted
        if isinstance(draft, DeclarationDraft) and draft.kind == "person"
    }
    gone = [each for each in managers if "may" in told.get(each, {}) and not _manages(told[each])]
    if managers and gone == managers and not any(map(_manages, told.values())):
        names = " and ".join(gone)
        yield (
            f"After this nobody could manage people, for only {names} may. Let another first. "
            "Type: " + command("person amend", Blank.PERSON, may="certify, manage")
        )


def _manages(meta: Mapping[str, object]) -> bool:
    return "manage" in str(meta.get("may") or "")
