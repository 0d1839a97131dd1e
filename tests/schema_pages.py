"""docs/schemas: the shape of all that is printed as JSON, made of the code by `make docs`.

What a report holds is read from the annotations of its own types, declarations from their models,
and events from their fields. What JSON adds to them, or calls otherwise, stands here. Tests compare
each schema with the JSON of every example, so that no key is left out and none is forgotten.
"""

from __future__ import annotations

import datetime
import functools
import json
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ringfence.ledger import questions
from ringfence.ledger.accounts import Pot
from ringfence.ledger.declarations import models
from ringfence.ledger.declarations.forms import Form, forms_of
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.findings import Severity
from ringfence.ledger.rules import TABLE
from ringfence.reports import fund_statement, lines, matters, obligations, outlook, position
from ringfence.reports.forecasting import unspent
from ringfence.reports.monitoring import asked_for, exceptions, report
from ringfence.reports.reconciliation import report as statement
from ringfence.reports.sealed import differences, show, submissions, verify

SCHEMAS = Path(__file__).resolve().parent.parent / "docs" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
MONEY: Schema = {"type": "string", "pattern": r"^-?\d+\.\d\d$"}
NUMBER: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
RULE: Schema = {"enum": ["beancount", *TABLE]}
SEVERITY: Schema = {"enum": [each.value for each in Severity]}


def maybe(schema: Schema) -> Schema:
    """Return a schema of what may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


def listed(schema: Schema) -> Schema:
    """Return a schema of a list."""
    return {"type": "array", "items": schema}


def by(schema: Schema) -> Schema:
    """Return a schema of an object whose keys are names from the books, such as funds."""
    return {"type": "object", "additionalProperties": schema}


def thing(**keys: Schema) -> Schema:
    """Return a schema of an object that has these keys and no others; `from_` is ``from``."""
    named = {name.rstrip("_"): schema for name, schema in keys.items()}
    return {
        "type": "object",
        "properties": named,
        "required": list(named),
        "additionalProperties": False,
    }


def of(kind: type, **other: Schema | None) -> Schema:
    """Return the schema of a named tuple: each field by its annotation, or as it is given.

    What is given as None is left out; what is given beyond the fields is added.
    """
    found: dict[str, Schema | None] = {
        name: of_hint(hint)
        for name, hint in typing.get_type_hints(kind, localns=vars(models)).items()
        if name not in other
    }
    return thing(**{name: each for name, each in (found | other).items() if each is not None})


def of_hint(hint: Any) -> Schema:
    """Return the schema of a value as JSON has it."""
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (kind,) = (each for each in args if each is not types.NoneType)
        found = maybe(of_hint(kind))
    elif origin is typing.Literal:
        found = {"enum": list(args)}
    elif origin is tuple:
        assert args[-1] is Ellipsis, hint
        found = listed(of_hint(args[0]))
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        found = by(of_hint(args[1]))
    else:
        found = of(hint)
    return found


_SIMPLE: dict[Any, Schema] = {
    str: TEXT,
    int: WHOLE,
    bool: FLAG,
    Decimal: MONEY,
    datetime.date: DAY,
    Pot: TEXT,
}
POOL = thing(total=MONEY, by_fund=by(MONEY))
COUNTED = thing(**{each.value: WHOLE for each in Severity})


def _check() -> Schema:
    finding = thing(rule=RULE, severity=SEVERITY, file=maybe(TEXT), line=maybe(WHOLE), message=TEXT)
    return thing(ok=FLAG, findings=listed(finding))


def _unspent(**head: Schema) -> Schema:
    """Return the schema of what is unspent; returns sent before there was a total have less."""
    names = ("under_allocation", "reserve", "unallocated", "other_years", "spent_above")
    parts = (*names, "kept", "spent_later")
    becomes = ("by_consent", "repaid", "lapsing", "not_said")
    whose = {"amount": MONEY, "spend_by": maybe(DAY), "treatment": maybe(TEXT)}
    more = dict.fromkeys((*parts[1:], *becomes), MONEY)
    whole = thing(
        **head,
        total=MONEY,
        by_fund=by(thing(**whose, total=MONEY, **more, not_looked_at=MONEY)),
        year_end=DAY,
        parts=thing(**dict.fromkeys(parts, MONEY)),
        becomes=thing(**dict.fromkeys(becomes, MONEY)),
        not_looked_at=thing(total=MONEY, to_plan=MONEY, earmarks_without_days=MONEY),
        over_allocation=MONEY,
        committed=MONEY,
        statement=listed(of(unspent.Unspent, remaining=MONEY, kept_or_later=MONEY, total=MONEY)),
    )
    return {"anyOf": [whole, thing(**head, total={"type": "null"}, by_fund=by(thing(**whose)))]}


def _position() -> Schema:
    figures = dict.fromkeys((*lines.Figures._fields, "spent_or_earmarked"), MONEY)
    earmark = thing(
        **dict.fromkeys(("earmark", "title"), TEXT),
        **dict.fromkeys(("provider", "order", "agreement"), maybe(TEXT)),
        **dict.fromkeys(("set_aside", "spent", "left", "committed"), MONEY),
    )
    sides = thing(from_=maybe(MONEY), to=maybe(MONEY))
    proposal = thing(
        id=TEXT,
        title=TEXT,
        from_=maybe(TEXT),
        to=maybe(TEXT),
        amount=maybe(MONEY),
        meeting=maybe(DAY),
        owner=maybe(TEXT),
        if_agreed=sides,
        payers=listed(TEXT),
    )
    moved = thing(
        date=DAY,
        from_=TEXT,
        to=TEXT,
        amount=MONEY,
        funds=listed(TEXT),
        decisions=listed(TEXT),
        text=TEXT,
    )
    forecast = thing(
        **dict.fromkeys(("action", "title", "words"), TEXT),
        basis=maybe(TEXT),
        **dict.fromkeys(("outturn", "to_plan", "decided", "bills_awaited", "committed"), MONEY),
        doubts=listed(TEXT),
        by_fund=by(MONEY),
    )
    under = thing(action=TEXT, title=TEXT, amount=MONEY, why=TEXT)
    return thing(
        partnership=TEXT,
        year=TEXT,
        as_at=DAY,
        actions=listed(
            thing(
                **{"action": TEXT, "title": TEXT, **figures},
                by_fund=by(thing(**figures)),
                earmarks=listed(earmark),
            )
        ),
        totals=thing(**figures),
        reserve=thing(total=MONEY, by_fund=by(MONEY), by_reserve=by(MONEY)),
        unallocated=POOL,
        proposals=listed(proposal),
        findings=COUNTED,
        funds=listed(of(position.FundLine, at_risk=None, spent_at_risk=MONEY)),
        spent_at_risk=MONEY,
        outlook=of(
            outlook.Outlook,
            repayable=listed(of(outlook.Repayable, total=MONEY)),
            matches=listed(of(obligations.Match, percent=NUMBER, short=MONEY)),
        ),
        underspends=listed(
            _unspent(
                fund=TEXT,
                period=TEXT,
                funder=TEXT,
                by=DAY,
                amount=MONEY,
                actions=listed(under),
                forecasts=listed(forecast),
            )
        ),
        since=maybe(
            thing(
                date=DAY,
                moved=listed(moved),
                spent=listed(thing(action=TEXT, amount=MONEY)),
            )
        ),
    )


def _return() -> Schema:
    # A submitted return is shown from its snapshot: a figure that somebody altered there is null.
    line = of(
        report.ReturnLine,
        variance_percent=maybe(NUMBER),
        forecast_outturn=maybe(MONEY),
        forecast_variance=maybe(MONEY),
    )
    evidence = of(report.EvidenceRow)
    count = thing(
        name=TEXT,
        group=maybe(TEXT),
        count=maybe(NUMBER),
        to_date=maybe(NUMBER),
        target=maybe(NUMBER),
        target_from=maybe(DAY),
        target_to=maybe(DAY),
        sources=listed(TEXT),
    )
    last_day = thing(fund=TEXT, spend_by=DAY, left=MONEY)
    own = ("partnership", "fund", "title", "funder", "status", "digest")
    may_be = (
        *("host", "finance_role", "reference", "award_letter", "authorised_person", "deputy"),
        *("prepared_by", "certified_by", "reason", "uncertified"),
    )
    return thing(
        **dict.fromkeys(own, TEXT),
        **dict.fromkeys(may_be, maybe(TEXT)),
        funds=listed(TEXT),
        fund_titles=by(TEXT),
        period=thing(
            ref=TEXT, year=maybe(TEXT), start=DAY, end=DAY, from_=DAY, as_at=DAY, due=maybe(DAY)
        ),
        to_complete=listed(TEXT),
        demanded=listed(TEXT),
        claim=of(report.Claim),
        other_years=of(report.OtherYears),
        lines=listed(line),
        reserve=POOL,
        unallocated=POOL,
        statements=listed(of(fund_statement.Statement, fund=TEXT)),
        totals=line,
        underspend=_unspent(forecast=MONEY, treatment=maybe(TEXT), last_day=listed(last_day)),
        match=maybe(thing(percent=NUMBER, required=MONEY, found=MONEY, short=MONEY)),
        other_funding=listed(of(asked_for.Other)),
        categories=listed(thing(category=TEXT, amount=MONEY)),
        assets=listed(thing(date=DAY, what=TEXT, amount=MONEY)),
        changes_sought=listed(thing(title=TEXT, amount=maybe(MONEY))),
        adjustments=listed(evidence),
        delivery=listed(of(report.Delivery, measures=listed(count))),
        evidence=listed(evidence),
        evidence_left_out=WHOLE,
        standing_out=listed(of(exceptions.Standing)),
        remarks=listed(of(report.Remark)),
        findings=COUNTED,
        changed_since_version=maybe(of(report.Earlier)),
        told_since_submission=listed(of(report.Retold)),
        history=listed(of(report.Step)),
    )


def _returns() -> Schema:
    each = thing(
        fund=TEXT,
        period=TEXT,
        from_=DAY,
        as_at=DAY,
        finance_by=maybe(DAY),
        due=maybe(DAY),
        status=TEXT,
        claim=maybe(TEXT),
        to_complete=listed(TEXT),
    )
    return thing(returns=listed(each))


def _questions() -> Schema:
    asked = of(
        questions.Asked,
        is_private=None,
        is_sealed=None,
        fund=maybe(TEXT),
        period=maybe(TEXT),
        open=FLAG,
        sealed=FLAG,
        private=FLAG,
    )
    return thing(questions=listed(asked))


def _deadlines() -> Schema:
    return thing(partnership=maybe(TEXT), as_at=DAY, deadlines=listed(of(matters.Deadline)))


def _comparison() -> Schema:
    return thing(
        fund=TEXT,
        period=TEXT,
        same=FLAG,
        intact=FLAG,
        figures=listed(of(report.Figure)),
        told=listed(of(report.Retold)),
        why=listed(TEXT),
        terms=listed(thing(then=maybe(TEXT), now=maybe(TEXT))),
    )


_STAMP = thing(
    file=TEXT,
    time=maybe({"type": "string", "format": "date-time"}),
    authority=maybe(TEXT),
    proven=FLAG,
    wrong=maybe(TEXT),
)


def _verified() -> Schema:
    """Return the schema of what is said of files; of what is in a zip, a part less."""
    said = {
        "file": TEXT,
        "outcome": {"enum": [*typing.get_args(verify.Outcome)]},
        "message": TEXT,
        "fund": maybe(TEXT),
        "period": maybe(TEXT),
        "version": maybe(WHOLE),
        "submitted": maybe(DAY),
        "seal": maybe(TEXT),
        "known_by": maybe({"enum": [*typing.get_args(submissions.Known)]}),
        "differences": listed(of(differences.Difference)),
    }
    whole = thing(**said, proven=FLAG, time_stamps=listed(_STAMP), members=listed(thing(**said)))
    return thing(books=FLAG, lost=listed(TEXT), files=listed(whole))


def _shown() -> Schema:
    submitted = thing(
        version=WHOLE,
        submitted=maybe(DAY),
        stands=FLAG,
        seal=maybe(TEXT),
        words=listed(TEXT),
        quoted=FLAG,
        files=listed(of(show.File)),
        time_stamps=listed(_STAMP),
    )
    return thing(return_=_return(), submissions=listed(submitted))


def _statement() -> Schema:
    """Return the schema of a statement, whose first day is called ``from``."""
    return of(statement.Report, first=None, from_=DAY, by_fund=by(MONEY))


_OF_FORM: dict[str, Schema] = {
    **dict.fromkeys(("text", "id", "pot"), TEXT),
    "money": MONEY,
    "number": NUMBER,
    "whole": WHOLE,
    "day": DAY,
    "flag": FLAG,
    "words": listed(TEXT),
    "schedule": listed(thing(date=DAY, amount=MONEY)),
    "shares": listed(thing(fund=TEXT, part=TEXT)),
    "clauses": listed(thing(field=TEXT, reference=TEXT)),
}
#: What `list` and `show` print of a kind of declaration.
DECLARED = ("fund", "action", "earmark", "decision", "person", "partnership")


def _declared(kind: str) -> Iterator[tuple[str, Schema]]:
    """Yield the schemas of what is printed of a kind of declaration: in a list, and alone."""
    own = {each.name.replace("-", "_"): _of_form(each) for each in forms_of(MODELS[kind])}
    left: dict[str, Schema] = {"left": maybe(MONEY)} if kind == "decision" else {}
    keys = {"id": TEXT, "since": DAY, **own, **left}
    if kind != "partnership":
        yield f"{kind}-list", listed(thing(**keys))
    version = thing(
        date=DAY,
        decisions=listed(TEXT),
        changed={
            "type": "object",
            "properties": own,
            "additionalProperties": False,
        },
        file=TEXT,
        line=WHOLE,
    )
    keys["history"] = listed(version)
    if kind == "decision":
        keys["cited_by"] = listed(
            thing(date=DAY, what=TEXT, amount=maybe(MONEY), file=TEXT, line=WHOLE)
        )
    yield f"{kind}-show", thing(**keys)


#: Of these lists an empty one is a value, and none is another.
OR_NOTHING = {"may"}


def _of_form(form: Form) -> Schema:
    if form.kind == "choice":
        schema: Schema = {"enum": list(form.choices)}
    else:
        schema = _OF_FORM[form.kind]
    always = form.required or (schema.get("type") == "array" and form.name not in OR_NOTHING)
    return schema if always else maybe(schema)


def schemas() -> dict[str, Schema]:
    """Return every schema, by what it is of."""
    found = {
        "check": (_check(), "What `ringfence check --format json` prints."),
        "position": (_position(), "What `ringfence position --format json` prints."),
        "return": (_return(), "What `ringfence return prepare --format json` prints."),
        "return-list": (_returns(), "What `ringfence return list --format json` prints."),
        "return-compare": (_comparison(), "What `ringfence return compare --format json` prints."),
        "return-show": (_shown(), "What `ringfence return show --format json` prints."),
        "return-verify": (_verified(), "What `ringfence return verify --format json` prints."),
        "reconcile": (_statement(), "What `ringfence reconcile show --format json` prints."),
        "deadlines": (_deadlines(), "What `ringfence deadlines --format json` prints."),
        "question-list": (_questions(), "What `ringfence question list --format json` prints."),
        "meeting-list": (
            listed(thing(date=DAY, title=TEXT)),
            "What `ringfence meeting list --format json` prints.",
        ),
    }
    for kind in DECLARED:
        command = "earmarks" if kind == "earmark" else kind
        for name, schema in _declared(kind):
            what = name.rpartition("-")[2]
            found[name] = (schema, f"What `ringfence {command} {what} --format json` prints.")
    return {
        name: {"$schema": DIALECT, "title": name, "description": text, **schema}
        for name, (schema, text) in found.items()
    }


def schema_of(args: Sequence[str]) -> Schema | None:
    """Return the schema of what a command line prints, None where there is none of it."""
    words = [each for each in args if not each.startswith("-")]
    if args[:1] == ["--books"]:
        words = words[1:]
    if "--as" in args:
        words.remove(args[args.index("--as") + 1])
    name = "-".join(words[:2]).replace("earmarks-", "earmark-").replace("return-prepare", "return")
    found = _made()
    return found.get(name) or (found.get(words[0]) if words else None)


@functools.cache
def _made() -> dict[str, Schema]:
    return schemas()


def written(schema: Schema) -> str:
    """Return a schema as its file has it."""
    return json.dumps(schema, indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    SCHEMAS.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (SCHEMAS / f"{name}.json").write_text(written(schema), encoding="utf-8")
