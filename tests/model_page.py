"""The parts of docs/model.md that are made of the code, by `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ringfence.ledger.declarations.base import Declaration
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.declarations.reading import field_names
from ringfence.ledger.permissions import STEPS

MODEL_PAGE = Path(__file__).resolve().parent.parent / "docs" / "model.md"
PEOPLE_PAGE = MODEL_PAGE.parent / "people.md"
STEPS_BEGIN = "<!-- made by `make docs` from ledger/permissions.py -->\n"
BEGIN, END = "<!-- made by `make docs` from the models -->\n", "<!-- made so far -->"
COMMON = frozenset(field_names(Declaration))


def declarations() -> Iterator[str]:
    """Yield the table of directives: what stands after the kind, what it is, its other fields."""
    yield "| Directive | What it declares | Fields |"
    yield "|---|---|---|"
    for kind, model in MODELS.items():
        named = {name: field.alias or name for name, field in model.model_fields.items()}
        values = [named[name] for name in (*model.ids, *model.counted)]
        fields = [
            f"**{named[name]}**" if field.is_required() else named[name]
            for name, field in model.model_fields.items()
            if named[name] not in COMMON.union(values)
        ]
        head = " ".join([f"`{kind}`", *map(str.upper, values)])
        what = (model.__doc__ or "").partition("\n")[0].rstrip(".").replace("``", "`")
        yield f"| {head} | {what} | {', '.join(fields)} |"


def steps() -> Iterator[str]:
    """Yield the table of who may take which step."""
    yield "| Step | What belongs to it | Who may | Commands |"
    yield "|---|---|---|---|"
    for step in STEPS.values():
        commands = ", ".join(f"`{each}`" for each in step.commands)
        commands = commands or ("all others that record" if step.name == "record" else "")
        rights = " or ".join(f"`{each}`" for each in (step.needs, *step.also))
        yield f"| {step.name} | {step.what} | {rights} | {commands} |"


def refreshed_people(text: str) -> str:
    """Return the page of who may do what with its table made anew."""
    before, _begin, rest = text.partition(STEPS_BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{STEPS_BEGIN}" + "\n".join(steps()) + f"\n{END}{after}"


def refreshed(text: str) -> str:
    """Return the page with what is made of the code made anew."""
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}" + "\n".join(declarations()) + f"\n{END}{after}"


if __name__ == "__main__":
    MODEL_PAGE.write_text(refreshed(MODEL_PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    people = refreshed_people(PEOPLE_PAGE.read_text(encoding="utf-8"))
    PEOPLE_PAGE.write_text(people, encoding="utf-8")
