"""Papers speak to a funder and a meeting: no command, no option, no word of the program's own."""

import re
from functools import cache

import pytest
from pydantic import BaseModel

from ringfence.ledger.commands import commands_in
from ringfence.ledger.declarations import models
from ringfence.ledger.words import INSIDE, inside_words
from ringfence.reports.render import files
from ringfence.reports.render.markdown import markdown
from tests.papers import KINDS, NAMES, books_of, papers_of, some_of, text_of

#: An id that no sentence would have: GrowOutCrime, PLF-2017-18 is a grant's own and is told.
_ID = re.compile(r"[a-z][A-Z]")


@cache
def fields() -> re.Pattern[str]:
    """The names of fields that are no words: spend-by, award-letter."""
    classes = [
        each
        for each in vars(models).values()
        if isinstance(each, type) and issubclass(each, BaseModel)
    ]
    names = {
        (field.alias or name).replace("_", "-")
        for each in classes
        for name, field in each.model_fields.items()
    }
    return _any_of({name for name in names if "-" in name})


@cache
def ids(example: str) -> re.Pattern[str]:
    register = books_of(example).book.register
    names = {action for _year, action in register.actions}
    names |= {path[-1] for path in register.earmarks}
    return _any_of({name for name in names if _ID.search(name)} or {"no id"})


def _any_of(names: set[str]) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, names)))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


def faults(example: str, text: str) -> list[object]:
    return [
        *(text[place.start : place.end] for place in commands_in(text)),
        *inside_words(text),
        *fields().findall(text),
        *ids(example).findall(text),
    ]


@pytest.mark.parametrize("example", NAMES)
def test_no_paper_speaks_as_the_program_does(example: str) -> None:
    for told in papers_of(example):
        # Markdown escapes signs with a backslash.
        text = markdown(told.paper).replace("\\", "")
        assert not faults(example, text), (told.kind, told.name)


def test_papers_of_every_kind_are_looked_at() -> None:
    assert {told.kind for name in NAMES for told in papers_of(name)} == set(KINDS)
    final = [told for told in papers_of("oadby-wigston") if told.name.endswith(" final")]
    assert [told.name for told in final] == ["PLF-2017-18 final", "PLF-2018-19 final"]
    # One owes money back, which the terminal tells with the command that books it.
    texts = [markdown(told.paper) for told in papers_of("charnwood") if told.kind == "meeting"]
    assert any("is owed back to OPCC and not yet booked." in text for text in texts)


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["docx", "xlsx", "html"])
@pytest.mark.parametrize("example", NAMES)
def test_no_file_speaks_as_the_program_does(example: str, format_: str) -> None:
    for told in some_of(example):
        if told.kind == "notice" and format_ == "xlsx":
            continue
        text = text_of(files.paper_bytes(told.paper, format_), format_)
        assert told.paper.title in text
        assert not faults(example, text), (told.kind, told.name)


#: One of each kind.
TRIED = [
    ("To see each, run ringfence check", "a program"),
    ("Say so with --delivery-by.", "an option"),
    ("Type: this", "something to type"),
    ("Moved to 2017-18/BigLunch/Printer.", "a pot's address"),
    ("Out of Reserve/Winter.", "a pot's address"),
    ("Expenses:Plan:2017-18:KIDVA", "an account"),
    ("match: TRUE", "a value of the books"),
    ("Stage", "a field"),
    ("see spend.beancount:12", "a file"),
    ("from 2017-06-12 on", "a day as computers write it"),
]


@pytest.mark.parametrize(("text", "what"), TRIED)
def test_words_of_the_program_are_found(text: str, what: str) -> None:
    assert [found for found, _word in inside_words(text)] == [what]


def test_every_kind_of_such_words_is_tried() -> None:
    assert {what for _text, what in TRIED} == set(INSIDE)


@pytest.mark.parametrize(
    "text",
    [
        "The plan of 2017/18, decided in CSP-2017-06-12-03.",
        "PLF-2017-18, half-year 1 (2017-18-H1)",
        "None of it can be allocated or spent.",
        "It is to be spent by 31 March – not later.",
        "The money is ringfenced: it stays in its fund.",
        "agresso:II-70431:1 of 2017-18-H1",
    ],
)
def test_ordinary_words_are_not(text: str) -> None:
    assert inside_words(text) == []
