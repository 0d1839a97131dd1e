"""Joining the branches of a return's life: which one counts, and which stays on record only."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.bookkeeping.altered import must_be_unaltered
from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.find import find_fund, person
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.signatories import not_finance
from ringfence.ledger import messages
from ringfence.ledger.commands import command
from ringfence.ledger.declarations.history import Version
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import where
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.recording.drafting import TO_SEAL, DeclarationDraft, Value
from ringfence.ledger.seals import JOINED, PREVIOUS, SEAL, Chain, chain_of, own_seal

_Branch = Sequence[Version[Return]]


def join_branches(
    books: Books,
    request: Request,
    fund: str,
    period: str,
    keep: str,
    reason: str,
    *,
    actor: str,
) -> list[DeclarationDraft]:
    """Draft that one branch of a return counts, and that the other does not.

    Of more than two branches the first other one is joined; the rest follow one by one.

    Raises:
        NotSavedError: it has no two branches, the one to keep is not named, or it is not finance
            who says so.
    """
    key, by = (find_fund(books.book, fund), period.strip()), person(books, actor)
    name = " ".join(key)
    must_be_unaltered(books, *key)
    chain = _chain(books, key)
    if not chain.forks:
        raise NotSavedError(f"{name} has no two branches to join.\n\nNothing was saved.")
    if not chain.is_only_forked:
        raise NotSavedError(
            f"More than two branches is wrong with the seals of {name}: correct the rest first. "
            "See what is wrong: " + command("check", rule="submitted") + "\n\nNothing was saved."
        )
    branches = chain.forks[-1]
    kept = next((each for each in branches if _is_at(books, each[-1], keep)), None)
    if kept is None:
        listed = "\n".join(f"  {_describe(books, each)}" for each in branches)
        raise NotSavedError(
            f"{keep} is not the last step of a branch of {name}. These are ("
            + name_field("keep", "FILE:LINE")
            + f"):\n{listed}\n\nNothing was saved."
        )
    reasons = list(not_finance(books, by, "join"))
    if reasons:
        raise NotSavedError(messages.join("\n", reasons) + "\n\nNothing was saved.")
    other = next(each for each in branches if each is not kept)
    last = max(step.day for branch in branches for step in branch)
    if request.day < last:
        raise NotSavedError(
            f"{name} was last recorded on {last}: this is dated then or later ("
            + name_field("date")
            + ").\n\nNothing was saved."
        )
    meta: dict[str, Value | None] = {
        JOINED: own_seal(other[-1]),
        "joined-by": by,
        "joined-reason": reason,
        SEAL: TO_SEAL,
        PREVIOUS: own_seal(kept[-1]),
    }
    return [DeclarationDraft(request.day, "return", key, {**meta, **metadata(books.book, request)})]


def _chain(books: Books, key: tuple[str, str]) -> Chain[Return]:
    register = books.book.register
    history = register.returns.get(key)
    steps = history.versions if history else []
    return chain_of([*steps, *register.set_aside.get(key, ())])


def _is_at(books: Books, step: Version[Return], typed: str) -> bool:
    """Return whether a place as it was typed is that of a step."""
    place = typed.strip().replace("\\", "/")
    full = f"{books.relative(str(step.entry.meta['filename']))}:{step.entry.meta['lineno']}"
    return place in (full, where(step.entry.meta)) or full.endswith(f"/{place}")


def _describe(books: Books, branch: _Branch) -> str:
    last = branch[-1]
    place = f"{books.relative(str(last.entry.meta['filename']))}:{last.entry.meta['lineno']}"
    told = ", ".join(f"{each.value.status or 'a draft'} on {each.day}" for each in branch)
    return f"{place}: {told}"
