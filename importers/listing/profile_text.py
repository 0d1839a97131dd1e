"""A profile as the TOML that is kept of it, each key with what it says."""

from __future__ import annotations

import json

from ringfence.importers.listing.profiles import Profile

_SAID = {
    "also": "Headings that are not read, and tell these files from others'.",
    "needed": "The columns that a file must have; without this line, all of them.",
    "date_order": 'In 03/04/2022: "day-first" or "month-first".',
    "sign": 'Whether spending is positive: "spend-positive" or "spend-negative".',
    "amounts": 'Whether amounts leave out recovered VAT ("net") or include it ("gross").',
    "irrecoverable_vat": 'Whether VAT that is not recovered is in the amounts ("included") or '
    '"beside" them.',
    "credit_types": "Kinds of document whose amounts, though unsigned, are credits.",
    "credit_marks": "What marks a credit in the column of sides.",
    "debit_marks": "What marks a debit there.",
    "period_form": 'What the year of a period is: "year-end", "year-start" or "month".',
}


def profile_text(profile: Profile) -> str:
    """Write a profile; what it does not say differently from any other is left out."""
    lines = [
        "# How a council writes its listings. docs/listings.md explains every key.",
        f"title = {_string(profile.title)}",
    ]
    for field, comment in _SAID.items():
        value = getattr(profile, field)
        if value != type(profile).model_fields[field].default:
            lines += ["", f"# {comment}", f"{_key(field)} = {_value(value)}"]
    lines += ["", "# The heading of each column; where there are several, the first in the file."]
    lines += ["[columns]"]
    lines += [
        f"{_key(field)} = {_value(headings)}" for field, headings in profile.columns.named().items()
    ]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_string(each) for each in value)}]"
    return _string(str(value))


def _string(text: str) -> str:
    # JSON's strings are TOML's, but for one character that TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(field: str) -> str:
    return field.replace("_", "-")
