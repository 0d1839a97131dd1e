"""The life of a return: which status may follow which, and what holds once it is sent.

What is against it changes nothing: a return that was sent stays sent, as at its day and with
its digest, whatever a later directive says, until one takes it back and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.frozen import SENT
from ringfence.ledger.seals import Chain, Step, chain_of, is_sealed

DRAFT = "draft"
CERTIFIED = "certified"
SUBMITTED = "submitted"
REOPENED = "reopened"
#: What may follow each status. Books of before may hold a return that nobody was asked to certify.
FOLLOWERS: Mapping[str, tuple[str, ...]] = {
    DRAFT: (DRAFT, CERTIFIED, SUBMITTED),
    CERTIFIED: (DRAFT, CERTIFIED, SUBMITTED),
    REOPENED: (DRAFT, CERTIFIED),
    SUBMITTED: ("queried", "answered", "accepted", "paid", REOPENED),
    "queried": ("queried", "answered", "accepted", "paid", REOPENED),
    "answered": ("queried", "answered", "accepted", "paid", REOPENED),
    "accepted": ("paid", REOPENED),
    "paid": (REOPENED,),
}
#: What was sent says these, so that nothing but reopening changes them.
HELD = ("as-at", "digest", "narrative-digest", "prepared-by", "certified-by", "submitted-by")
#: As those, but that it may be added to what was sent without it.
ADDED = ("due", "evidence", "evidence-digest")
_PLACE = frozenset({"filename", "lineno"})


class Fault(NamedTuple):
    """A step that may not be: as it is at ``step``, of a return that was ``before`` by then.

    ``since`` is the directive that made it so; of what is there twice it is the first.
    ``changed`` are the fields that were sent and that it would change; ``repeated`` what is
    there twice, word for word, and ``unreasoned`` what takes a return back and does not say why.
    Otherwise its status is none of those that ``may_follow``.
    """

    step: Step
    before: str
    since: Step | None
    changed: tuple[str, ...] = ()
    repeated: bool = False
    unreasoned: bool = False
    may_follow: tuple[str, ...] = ()


class Life(NamedTuple):
    """How far a return has come, by its lawful steps.

    ``submissions`` are the directives that sent it, first to last; ``reopenings`` how many of
    them were taken back.
    """

    status: str
    submissions: tuple[Step, ...]
    reopenings: int
    faults: tuple[Fault, ...]

    @property
    def sent(self) -> Step | None:
        """The directive that sent it, while what it sent stands."""
        return self.submissions[-1] if self.status in SENT else None


class _Walk:
    """The steps of a return, one after the other."""

    def __init__(self) -> None:
        self.status = DRAFT
        self.since: Step | None = None
        self.submissions: list[Step] = []
        self.reopenings = 0
        self.was_certified = False
        self.seen: dict[tuple[object, ...], Step] = {}
        self.faults: list[Fault] = []

    def take(self, step: Step) -> None:
        """Take one directive in, or find what is wrong with it."""
        twin = self.seen.setdefault(_words_of(step), step)
        if twin is not step and "status" in step.changed:
            self.faults.append(Fault(step, self.status, twin, repeated=True))
            return
        to = step.value.status if "status" in step.changed else self.status
        if self.status in SENT:
            changed = tuple(sorted(_changed(self.submissions[-1], step))) if to != REOPENED else ()
            if changed:
                self.faults.append(Fault(step, self.status, self.submissions[-1], changed))
        if "status" not in step.changed:
            return
        followers = self._followers()
        if (to or DRAFT) not in followers:
            self.faults.append(Fault(step, self.status, self.since, may_follow=followers))
        elif to == REOPENED and not ("reason" in step.changed and step.value.reason):
            self.faults.append(Fault(step, self.status, self.since, unreasoned=True))
        else:
            self._become(to or DRAFT, step)

    def _followers(self) -> tuple[str, ...]:
        """Return what may follow: what was certified once is not sent as a draft."""
        followers = FOLLOWERS[self.status]
        if self.status == DRAFT and self.was_certified:
            return tuple(each for each in followers if each != SUBMITTED)
        return followers

    def _become(self, to: str, step: Step) -> None:
        self.status, self.since = to, step
        self.was_certified = self.was_certified or to in (CERTIFIED, SUBMITTED)
        if to == SUBMITTED:
            self.submissions.append(step)
        self.reopenings += to == REOPENED


def life_of(history: History[Return], chain: Chain[Return] | None = None) -> Life:
    """Return the life of a return, step by step, with what is wrong in it.

    Args:
        history: Its directives. Those with a seal follow each other as their seals do, if these
            are one chain, whatever order they stand in; the others as they stand.
        chain: The chain of its seals, if it was made already.
    """
    chain = chain or chain_of(history.versions)
    # Of branches that are not joined the first one counts; that there are others is told apart.
    order = chain.order if chain.is_only_forked else None
    counting, sealed = {id(step) for step in chain.order}, iter(chain.order)
    walk = _Walk()
    for step in history.versions:
        if order is None or not is_sealed(step):
            walk.take(step)
        elif id(step) in counting:
            walk.take(next(sealed))
    return Life(walk.status, tuple(walk.submissions), walk.reopenings, tuple(walk.faults))


def field_of(declared: Return, name: str) -> object:
    """Return a field of a return by its name in the books."""
    value: object = getattr(declared, name.replace("-", "_"))
    return value


def _changed(sent: Step, step: Step) -> list[str]:
    """Name the fields that a directive says otherwise than what was sent."""
    named = [name for name in (*HELD, *ADDED) if name in step.changed]
    return [
        name
        for name in named
        if field_of(step.value, name) != field_of(sent.value, name)
        and not (name in ADDED and field_of(sent.value, name) is None)
    ]


def _words_of(step: Step) -> tuple[object, ...]:
    """Return what a directive says, without where it stands."""
    meta = step.entry.meta
    said = (f"{key}: {meta[key]}" for key in meta if key not in _PLACE and key[:2] != "__")
    return (step.day, *sorted(said))
