"""A question is one thing everywhere: asked about a return or an entry, answered, and held."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ringfence.ledger.questions import (
    open_questions,
    questions_about_entry,
    questions_about_return,
)
from tests.sent_returns import before_seals
from tests.test_cli_return_life import H1, SNAPSHOT, submitted

OF = "/".join(H1)


def asked(officer: Any, *args: str) -> list[dict[str, Any]]:
    shown = officer.does("question", "list", "--format", "json", *args)
    return list(json.loads(shown)["questions"])


def status(officer: Any) -> str:
    listed = json.loads(officer.does("return", "list", "--format", "json"))["returns"]
    return str(next(each["status"] for each in listed if each["period"] == H1[1]))


def blocks(officer: Any) -> str:
    found = json.loads(officer("check", "--format", "json").stdout)["findings"]
    return " | ".join(each["message"] for each in found if each["severity"] == "block")


def query(officer: Any, text: str, *more: str, day: str = "2017-10-02") -> str:
    return str(officer.does("return", "query", *H1, "--text", text, "--date", day, *more))


def test_a_return_is_queried_and_answered(officer: Any) -> None:
    submitted(officer)
    shown = query(officer, "Why is Prevent so late?")
    assert 'ringfence question answer Q-2017-10-02-01 "TEXT"' in " ".join(shown.split())
    assert status(officer) == "queried"
    (found,) = asked(officer)
    assert (found["fund"], found["period"], found["figure"]) == (*H1, None)
    assert (found["asked_by"], found["text"]) == ("OPCC", "Why is Prevent so late?")
    assert (found["open"], found["sealed"]) == (True, True)
    officer.does(
        *("return", "answer", *H1, "--answer", "The trainer came in July."),
        *("--date", "2017-10-05"),
    )
    assert status(officer) == "answered"
    assert asked(officer) == []
    (found,) = asked(officer, "--all")
    assert found["answer"] == "The trainer came in July."
    assert found["answered"] == "2017-10-05"
    assert found["answered_by"] == "cs-officer"
    assert blocks(officer) == ""
    made = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))
    told = [(e["what"], e["by"], e["reason"], e["question"]) for e in made["history"][-2:]]
    by = "Community Safety Officer (officer)"
    assert told == [
        ("queried", "OPCC", "Why is Prevent so late?", "Q-2017-10-02-01"),
        ("answered", by, "The trainer came in July.", "Q-2017-10-02-01"),
    ]


def test_a_return_is_answered_once_all_of_its_questions_are(officer: Any) -> None:
    submitted(officer)
    query(officer, "Why is Prevent so late?")
    query(officer, "Is it net?", "--figure", "lines.prevent.actual_to_date", "--asked-by", "Sam")
    text = officer.is_refused("return", "answer", *H1, "--answer", "Yes", "--date", "2017-10-05")
    assert "2 questions about PLF-2017-18 2017-18-H1 are open, so say which one" in text
    assert "Q-2017-10-02-02: Is it net?" in text
    officer.does(
        *("return", "answer", *H1, "--question", "q-2017-10-02-02", "--answer", "Yes"),
        *("--date", "2017-10-05"),
    )
    assert status(officer) == "queried"
    # One that is of a return is answered by its id too.
    officer.does("question", "answer", "Q-2017-10-02-01", "It began late.", "--date", "2017-10-06")
    assert status(officer) == "answered"
    made = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))
    assert [e["what"] for e in made["history"][-4:]] == [
        *("queried", "queried", "answered in part", "answered"),
    ]
    (figure,) = questions_about_return(officer.book(), *H1, "lines.prevent.actual_to_date")
    assert (figure.id, figure.asked_by) == ("Q-2017-10-02-02", "Sam")
    assert len(questions_about_return(officer.book(), *H1)) == 2
    assert blocks(officer) == ""
    assert "was answered on 2017-10-06: “It began late.”." in officer.is_refused(
        "question", "answer", "Q-2017-10-02-01", "Again"
    )


def test_a_question_of_an_accepted_return_is_answered_still(officer: Any) -> None:
    submitted(officer)
    query(officer, "Why is Prevent so late?")
    officer.does("return", "accept", *H1, "--date", "2017-10-04")
    assert [each["open"] for each in asked(officer)] == [True]
    officer.does("question", "answer", "Q-2017-10-02-01", "Late start.", "--date", "2017-10-05")
    assert status(officer) == "accepted"
    assert asked(officer) == []
    assert blocks(officer) == ""


def test_an_entry_without_link_or_invoice_is_given_a_link(officer: Any) -> None:
    path = officer.books / "spend-2017-18.beancount"
    path.write_text(officer.text("spend-2017-18").replace('  invoice: "PR-0588"\n', ""), "utf-8")
    typed = ("question", "ask", "spend-2017-18.beancount:10", "Which?", "--date", "2017-10-02")
    officer.does(*typed)
    assert (
        '"Big Lunch: posters and banners"\n  document: "documents/2017-18/2017-05-31.pr-0588.txt"\n'
        "  illustrative: TRUE\n  ^q-2017-10-02-01\n  Expenses:Plan:2017-18:BigLunch:Event:"
    ) in officer.text("spend-2017-18")
    assert blocks(officer) == ""
    book = officer.book()
    (entry,) = book.linked["q-2017-10-02-01"]
    assert [each.text for each in questions_about_entry(book, entry)] == ["Which?"]
    # It is not given another one.
    officer.does(*typed)
    assert [each.about for each in open_questions(officer.book())] == ["^q-2017-10-02-01"] * 2
    text = officer.does("question", "list", "--about", "q-2017-10-02-01")
    assert " ".join(text.split()).count("cs-officer asks about q-2017-10-02-01 (2017-05-31") == 2


@pytest.mark.parametrize(
    ("typed", "about"),
    [("pr-0588", "PR-0588"), ("EH-2217", "EH-2217"), ("spend-2017-18.beancount:10", "PR-0588")],
)
def test_an_entry_is_named_by_its_invoice(officer: Any, typed: str, about: str) -> None:
    officer.does("question", "ask", typed, "Which?", "--date", "2017-10-02")
    assert [each["about"] for each in asked(officer)] == [about]
    assert [each["fund"] for each in asked(officer)] == [None]


@pytest.mark.parametrize(
    ("args", "status", "wanted"),
    [
        (("ask", "NO-1", "Why?"), 1, "No entry is called NO-1."),
        (("ask", "PR-0588", "Why?", "--figure", "claim.this_claim"), 2, "of a return: name that"),
        (("ask", OF, "Why?", "--figure", "claim.that"), 2, "The return has no figure claim.that."),
        (("ask", OF, "Why?", "--figure", "lines.title"), 2, "one of each: say of which one."),
        (("ask", OF, "Why?", "--figure", "lines.Gone.title"), 2, "this return has no action Gone"),
        (("answer", "Q-1", "Because"), 1, "There is no question Q-1."),
        (("ask", "PR-0588", " "), 2, "it is blank"),
    ],
)
def test_what_can_not_be_asked(
    officer: Any, args: tuple[str, ...], status: int, wanted: str
) -> None:
    assert wanted in " ".join(officer.is_refused("question", *args, status=status).split())


def test_an_answer_is_not_dated_before_its_question(officer: Any) -> None:
    officer.does("question", "ask", "PR-0588", "Which?", "--date", "2017-10-02")
    text = officer.is_refused(
        "question", "answer", "Q-2017-10-02-01", "This.", "--date", "2017-10-01"
    )
    assert "Q-2017-10-02-01 was asked on 2017-10-02: the answer is dated then or later" in text


def test_a_return_of_before_questions_is_answered(officer: Any) -> None:
    submitted(officer)
    before_seals(officer.books, SNAPSHOT)
    path, text = officer.books / "returns.beancount", officer.text("returns")
    old = f'\n2017-10-02 custom "return" "{H1[0]}" "{H1[1]}"\n  status: "queried"\n'
    path.write_text(text + old + '  reason: "Why so late?"\n', encoding="utf-8")
    shown = officer.does("deadlines", "--as-at", "2017-10-03", "--format", "json")
    (due,) = [each for each in json.loads(shown)["deadlines"] if each["kind"] == "query"]
    assert due["text"] == (
        f"OPCC asks about the return {' '.join(H1)}: “Why so late?”. Answer it: ringfence return "
        f'answer {" ".join(H1)} --answer "TEXT", or reopen it to correct it'
    )
    officer.does("return", "answer", *H1, "--answer", "A late start.", "--date", "2017-10-05")
    assert status(officer) == "answered"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("Why so late?", "Well done!", "This step of the question Q-2017-10-02-01 is not what"),
        ("It began late", "On time", "This step of the question Q-2017-10-02-01 is not what"),
        ('asked-by: "OPCC"', 'asked-by: "cfo"', "is not what was sealed"),
    ],
)
def test_what_was_asked_and_answered_is_held(officer: Any, old: str, new: str, wanted: str) -> None:
    submitted(officer)
    query(officer, "Why so late?")
    officer.does("return", "answer", *H1, "--answer", "It began late.", "--date", "2017-10-05")
    path = officer.books / "returns.beancount"
    assert old in officer.text("returns")
    path.write_text(officer.text("returns").replace(old, new, 1), encoding="utf-8")
    assert wanted in blocks(officer)


@pytest.mark.parametrize("number", [0, 1])
def test_a_question_or_answer_that_is_deleted(officer: Any, number: int) -> None:
    submitted(officer)
    query(officer, "Why so late?")
    officer.does("return", "answer", *H1, "--answer", "It began late.", "--date", "2017-10-05")
    text = officer.text("returns")
    found = list(re.finditer(r'(?m)^[\d-]+ custom "question".*\n(?:[ \t]+.*\n)+', text))
    start, end = found[number].span()
    path = officer.books / "returns.beancount"
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert (
        f"The question Q-2017-10-02-01 is not what it was when this step of the return "
        f"{' '.join(H1)} was recorded, or is gone: put its directives back from a copy."
    ) in blocks(officer)


def test_an_entry_that_is_frozen_closed_and_reconciled_is_asked_about(officer: Any) -> None:
    """The link that it is given for that changes nothing that holds it."""
    path = officer.books / "spend-2017-18.beancount"
    path.write_text(officer.text("spend-2017-18").replace('  invoice: "PR-0588"\n', ""), "utf-8")
    submitted(officer)
    officer.does("year-end", "2017-18", "--close", "--date", "1/6/2018")
    assert blocks(officer) == ""
    officer.does("question", "ask", "spend-2017-18.beancount:10", "Which?", "--date", "2018-06-02")
    assert "  ^q-2018-06-02-01\n" in officer.text("spend-2017-18")
    assert blocks(officer) == ""
    assert "The books still say what the return" in officer.does("return", "compare", *H1)
