"""A form checked, and filled with a return: the way in to this package."""

from __future__ import annotations

from typing import NamedTuple

from ringfence.ledger.commands import command
from ringfence.reports.funder_form.archive import Parts, kind_of
from ringfence.reports.funder_form.excel import fill_excel
from ringfence.reports.funder_form.filling import Filling
from ringfence.reports.funder_form.tags import Fault, Reference
from ringfence.reports.funder_form.values import Values
from ringfence.reports.funder_form.word import fill_word
from ringfence.reports.funder_form.words import Unlisted, Words
from ringfence.reports.monitoring.report import Report

_FILL = {"docx": fill_word, "xlsx": fill_excel}
_NO_TAGS = (
    "it has no tags, so there is nothing to fill. Put one where each figure goes, such as "
    "{{ claim.this_claim }}; `" + command("return tags") + "` lists those there are."
)


class Checked(NamedTuple):
    """A form that was read: its kind, its tags with where they are, what is wrong with it."""

    kind: str
    tags: tuple[tuple[str, Reference], ...]
    faults: tuple[Fault, ...]


class Filled(NamedTuple):
    """A form that was filled.

    ``faults`` are what is wrong with the form, and why not to send it; ``lacking`` what the
    books have no value for, marked in it; ``left_out`` what it has no place for;
    ``has_formulas`` says that Excel has still to work them out; ``unlisted`` are values that the
    lists of their cells don't have, left empty in it.
    """

    kind: str
    content: bytes
    faults: tuple[Fault, ...]
    lacking: tuple[Fault, ...]
    left_out: tuple[str, ...]
    has_formulas: bool
    unlisted: tuple[Unlisted, ...] = ()


def check_form(content: bytes, name: str) -> Checked:
    """Read the tags of a form.

    Raises:
        FormError: it is no Word or Excel file that can be read.
    """
    kind = kind_of(content, name)
    filling = Filling(None)
    _FILL[kind](Parts(content, name), filling)
    return Checked(kind, tuple(dict.fromkeys(filling.seen)), _faults(filling, name))


def fill_form(content: bytes, name: str, report: Report, words: Words | None = None) -> Filled:
    """Fill a form with a return. What can't be read in it stays as it stands.

    Raises:
        FormError: it is no Word or Excel file that can be read.
    """
    kind = kind_of(content, name)
    parts, filling = Parts(content, name), Filling(Values(report), words)
    _FILL[kind](parts, filling)
    return Filled(
        kind=kind,
        content=parts.to_bytes(),
        faults=(*_faults(filling, name), *filling.too_few(name)),
        lacking=tuple(dict.fromkeys(filling.lacking)),
        left_out=tuple(filling.items_left_out()),
        has_formulas=filling.has_formulas,
        unlisted=tuple(dict.fromkeys(filling.unlisted)),
    )


def _faults(filling: Filling, name: str) -> tuple[Fault, ...]:
    if not filling.seen and not filling.faults:
        return (Fault(name, _NO_TAGS),)
    return tuple(dict.fromkeys(filling.faults))
