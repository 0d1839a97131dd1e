"""Who may do what: each step, what it takes of a person, and whose task it is.

A `person` declares what they `may`. Who declares nothing may what their role says: everybody who
is declared records, and finance certifies. Docs, commands, pages and rules ask the one table here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ringfence.ledger.actors import finance_role, find_person, is_finance
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.messages import Message
from ringfence.ledger.years import today

if TYPE_CHECKING:
    from ringfence.ledger.declarations.models import Person
    from ringfence.ledger.declarations.register import Register

Right = Literal["record", "certify", "manage"]


class Step(NamedTuple):
    """A step that people take.

    Attributes:
        name: What it is called.
        needs: What one has to be allowed to.
        doing: What who takes it does, after “may not”.
        what: What belongs to it.
        commands: The commands that take it; what no step names is `record`.
        also: What does as well as what it needs.
    """

    name: str
    needs: Right
    doing: str
    what: str
    commands: tuple[str, ...] = ()
    also: tuple[Right, ...] = ()


#: In the order of a year's work.
STEPS: Final = {
    step.name: step
    for step in (
        Step(
            "record",
            "record",
            "record",
            "Money in and out, the plan, decisions, meetings, notes, counts, forecasts, the "
            "council's lines: whatever is no other step",
        ),
        Step(
            "prepare",
            "record",
            "prepare a return",
            "When a return is due, who prepared it, its papers",
            ("return declare", "return prepare", "return paper"),
        ),
        Step(
            "certify",
            "certify",
            "certify a return",
            "That a return is right, never by who prepared it. On the paper that they signed, "
            "who records may record it",
            ("return certify",),
        ),
        Step(
            "decline",
            "certify",
            "decline to certify a return",
            "That a return is not right yet, with the reason",
            ("return decline",),
        ),
        Step(
            "sign",
            "certify",
            "sign a reconciliation",
            "That the council's ledger and the books agree, never by who recorded what it rests on",
            ("reconcile sign",),
        ),
        Step(
            "submit",
            "record",
            "submit a return",
            "That a certified return is sent to the funder",
            ("return submit",),
        ),
        Step(
            "query",
            "record",
            "record what a funder asks",
            "A question of the funder about a return",
            ("return query",),
        ),
        Step(
            "answer",
            "record",
            "answer a question",
            "The answer to it, or to any other question",
            ("return answer", "question answer"),
        ),
        Step(
            "ask",
            "record",
            "ask",
            "A question of somebody's own about an entry or a return",
            ("question ask",),
            ("certify",),
        ),
        Step(
            "accept",
            "record",
            "record that a return is accepted",
            "That the funder accepts a return, or pays what it claims",
            ("return accept",),
        ),
        Step(
            "reopen",
            "record",
            "reopen what was sent or signed",
            "A return or a reconciliation is taken back, with the reason",
            ("return reopen", "reconcile reopen"),
        ),
        Step(
            "join",
            "certify",
            "say which branch of a return counts",
            "Which counts of two branches of a return, where two people took a step each in copies "
            "of the books",
            ("return join",),
        ),
        Step(
            "redact",
            "certify",
            "redact what was sent",
            "What was taken out of a sent return, or of a paper that it names, without a decision",
            ("return redact",),
        ),
        Step(
            "people",
            "manage",
            "add or change people",
            "Who there is, what they are called, their logins, what they may, and what the "
            "finance officer is called",
            ("person add", "person amend"),
        ),
    )
}
#: Which step a directive is: by its kind, and by what it says in one field.
_BY_STATUS: Final[Mapping[str, Mapping[str | None, str]]] = {
    "return": {
        None: "prepare",
        "draft": "prepare",
        "certified": "certify",
        "submitted": "submit",
        "queried": "query",
        "answered": "answer",
        "accepted": "accept",
        "paid": "accept",
        "reopened": "reopen",
    },
    "reconciliation": {None: "sign", "signed": "sign", "reopened": "reopen"},
    "person": {None: "people"},
}
#: By which field a directive of a question is its answer.
_ANSWER = "answer"
#: So many are named whose task a step is.
_NAMED = 3
#: Whose value says who is finance, of those who declare nothing.
_FINANCE_ROLE = "finance-role"


def step_of_directive(kind: str, fields: Mapping[str, object]) -> str:
    """Return which step a declaration is, by its kind and the fields that it names.

    Args:
        kind: Its kind, such as ``return``.
        fields: What it says, by names with hyphens.
    """
    if kind == "partnership" and _FINANCE_ROLE in fields:
        return "people"
    if kind == "return" and fields.get("declined-by"):
        return "decline"
    if kind == "return" and fields.get("joined"):
        return "join"
    if kind == "return" and fields.get("redacts"):
        return "record" if fields.get("decision") else "redact"
    if kind == "question":
        return "answer" if _ANSWER in fields else "ask"
    status = fields.get("status")
    return _BY_STATUS.get(kind, {}).get(str(status) if status else None, "record")


def step_of_command(name: str) -> str:
    """Return which step a command is, by its name, such as ``return certify``."""
    return next((step.name for step in STEPS.values() if name in step.commands), "record")


def may(register: Register, who: str, step: str, day: datetime.date | None = None) -> bool:
    """Return whether somebody may take a step.

    Who is not declared records where nobody declares what people `may`, as in books of old.
    Nobody manages people until one is declared who may.

    Args:
        register: What the books declare.
        who: A person's id in any case, or their login.
        step: The step's name.
        day: As on which day; None for today.
    """
    rights = (STEPS[step].needs, *STEPS[step].also)
    return any(has_right(register, who, right, day) for right in rights)


def has_right(register: Register, who: str, right: Right, day: datetime.date | None = None) -> bool:
    """Return whether somebody has a right; as :func:`may` otherwise."""
    declared = _declared(register, who, day)
    if declared is not None:
        return _has(register, declared, right)
    if right == "record":
        return not is_declared_who_may(register, day)
    return right == "certify" and not register.persons


def is_declared_who_may(register: Register, day: datetime.date | None = None) -> bool:
    """Return whether anybody declares what they `may`."""
    persons = register.persons
    return any(_at(register, each, day).may is not None for each in persons)


def holders(register: Register, right: Right, day: datetime.date | None = None) -> list[str]:
    """Return the ids of the persons with a right, by the alphabet."""
    persons = register.persons
    return sorted(each for each in persons if _has(register, _at(register, each, day), right))


def whose_task(register: Register, step: str, day: datetime.date | None = None) -> str:
    """Return whose task a step is: ``cfo (Chief Finance Officer)``; empty if nobody's yet."""
    named = holders(register, STEPS[step].needs, day)
    called = [f"{each} ({_at(register, each, day).name})" for each in named[:_NAMED]]
    if len(named) > _NAMED:
        return f"{', '.join(called)} and {len(named) - _NAMED} more"
    return " or ".join([", ".join(called[:-1]), called[-1]] if called[1:] else called)


def reason_against(
    register: Register, who: str, step: str, day: datetime.date | None = None
) -> str:
    """Return why somebody may not take a step, and whose task it is, in whole sentences."""
    named = find_person(register, who)
    if named is None:
        return f"{who} is nobody whom these books declare, so they may only look."
    whose = whose_task(register, step, day)
    rest = f"That is for {whose}." if whose else "Nobody may yet."
    return f"{named} may not {STEPS[step].doing}. {rest}"


def refusal(register: Register, who: str, step: str) -> Message:
    """Return why somebody may not take a step today, whose task it is, and what is to be done."""
    reason = Message(reason_against(register, who, step))
    if find_person(register, who) is None:
        manager = whose_task(register, "people")
        ask = f" Let {manager} declare them. Type: " if manager else " Declare them. Type: "
        add = command("person add", who, name=Blank.TEXT, role="officer", may="record")
        return reason + ask + add
    if whose_task(register, step):
        return reason
    needs = STEPS[step].needs
    return reason + " Declare who may. Type: " + command("person amend", Blank.PERSON, may=needs)


def _has(register: Register, declared: Person, right: Right) -> bool:
    if declared.may is not None:
        return right in declared.may
    if right == "certify":
        return is_finance(declared, finance_role(register))
    return right == "record"


def _declared(register: Register, who: str, day: datetime.date | None) -> Person | None:
    named = find_person(register, who)
    return _at(register, named, day) if named else None


def _at(register: Register, person: str, day: datetime.date | None) -> Person:
    return register.persons[person].at_or_first(day or today())


def is_bound(register: Register, who: str, day: datetime.date | None = None) -> bool:
    """Return whether what somebody may is said, and not only what their role's words allow.

    It is said of who declares what they `may`, and of who is not declared where others do. What
    the words of a role do not allow, a reason does: somebody signs for finance by delegation.
    """
    declared = _declared(register, who, day)
    if declared is not None:
        return declared.may is not None
    return is_declared_who_may(register, day)
