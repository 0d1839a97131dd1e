"""Cells of a funder's form that allow only the words of their own list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ringfence.cli.prompt import asking
from ringfence.reports.funder_form.words import match_word
from tests.conftest import Officer

HALF = ("PLF-2017-18", "2017-18-H1")
TAGS = ("{{ lines.Diversionary.rag }}", "{{ status }}", "{{ partnership }}")


def form(path: Path, *formulas: str | None) -> Path:
    """Write a form with three tags, each in a cell with a list, or without one."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Form"
    sheet.append(["RAG", "Status", "Whose"])
    sheet.append(list(TAGS))
    words = book.create_sheet("Words")
    for word in ("First return", "Revised return", "DRAFT"):
        words.append([word])
    book.defined_names["Kinds"] = DefinedName("Kinds", attr_text="Words!$A$1:$A$2")
    for letter, formula in zip("ABC", formulas, strict=False):
        if formula:
            check = DataValidation(type="list", formula1=formula)
            check.add(f"{letter}2")
            sheet.add_data_validation(check)
    book.save(path)
    return path


def filled(officer: Officer, path: Path) -> tuple[str, tuple[object, ...]]:
    made = path.with_name("made.xlsx")
    text = officer.does("return", "prepare", *HALF, "--form", str(path), "--output", str(made))
    sheet = load_workbook(made)["Form"]
    return text, tuple(cell.value for cell in sheet[2])


@pytest.mark.parametrize(
    ("formula", "status"),
    [
        ('"Draft,Final"', "Draft"),
        ("Words!$A$1:$A$3", "DRAFT"),
        ("'Words'!A1:A3", "DRAFT"),
        ("INDIRECT(A1)", "draft"),
        ("Elsewhere!A1:A3", "draft"),
    ],
)
def test_a_value_that_differs_in_capitals_alone_is_the_lists_own_word(
    officer: Officer, tmp_path: Path, formula: str, status: str
) -> None:
    """What a list is worked out from can't be read here, and forbids nothing."""
    text, values = filled(officer, form(tmp_path / "f.xlsx", '"Red,Amber,Green"', formula))
    assert values[:2] == ("Green", status)
    assert "Left empty" not in text


@pytest.mark.parametrize("formula", ['"First return,Revised return"', "Kinds", "Words!$A$1:$A$2"])
def test_a_value_that_the_list_does_not_have_is_left_empty_and_named(
    officer: Officer, tmp_path: Path, formula: str
) -> None:
    path = form(tmp_path / "f.xlsx", None, formula)
    text, values = filled(officer, path)
    assert values == ("green", None, "Oadby & Wigston CSP")
    assert (
        "Left empty, because the cell's own list does not have it:\n- Form!B2: status is “draft”, "
        "and the cell's list has “First return”, “Revised return”.\nSay once which it is, such as: "
        f'ringfence return tags --form {path} --word "status=draft=First return"' in text
    )


def test_a_word_said_once_is_kept_beside_the_form(officer: Officer, tmp_path: Path) -> None:
    path = form(tmp_path / "f.xlsx", None, "Kinds")
    word = ("--word", "status=draft=Revised return")
    assert "Kept in" in officer.does("return", "tags", "--form", str(path), *word)
    kept = (tmp_path / "f.xlsx.words.toml").read_text(encoding="utf-8")
    assert kept == (
        "# What this form calls things: our word, and the one of the form's own list.\n\n"
        '["status"]\n"draft" = "Revised return"\n'
    )
    text, values = filled(officer, path)
    assert values[1] == "Revised return"
    assert "Left empty" not in text


def test_at_a_terminal_it_is_asked_once(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(message: str, choices: list[asking.Choice]) -> str:
        asked.append(message)
        return choices[0].value

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", choose)
    path = form(tmp_path / "f.xlsx", None, "Kinds")
    assert filled(officer, path)[1][1] == "First return"
    assert filled(officer, path)[1][1] == "First return"
    (question,) = asked
    assert question == (
        "Form!B2: status is “draft”, and the cell's list has “First return”, “Revised return”. "
        "Which is it?"
    )


@pytest.mark.parametrize("word", ["status", "status=draft", "nothing=draft=x", "status==x"])
def test_a_word_that_is_said_wrongly_is_refused(
    officer: Officer, tmp_path: Path, word: str
) -> None:
    path = form(tmp_path / "f.xlsx")
    text = officer.is_refused("return", "tags", "--form", str(path), "--word", word, status=2)
    assert "write a tag, what it is called here and what the form calls it" in " ".join(
        text.split()
    )


def test_words_that_are_no_toml_are_said(officer: Officer, tmp_path: Path) -> None:
    path = form(tmp_path / "f.xlsx", None, "Kinds")
    (tmp_path / "f.xlsx.words.toml").write_text("= what")
    made = ("--output", str(tmp_path / "made.xlsx"))
    text = officer.is_refused("return", "prepare", *HALF, "--form", str(path), *made)
    assert "f.xlsx.words.toml can't be read as TOML" in text


@pytest.mark.parametrize(
    ("value", "known", "word"),
    [
        ("green", {}, "Green"),
        ("Green", {}, "Green"),
        ("on-track", {}, "On track"),
        ("red", {}, None),
        ("red", {"red": "Off track"}, "Off track"),
        ("red", {"red": "not in the list"}, None),
        ("green", {"green": "On track"}, "On track"),
    ],
)
def test_what_was_said_goes_before_what_is_alike(
    value: str, known: dict[str, str], word: str | None
) -> None:
    assert match_word(value, ("Green", "On track", "Off track"), known) == word


def test_rows_put_in_above_do_not_move_a_cell_from_its_list(
    officer: Officer, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Form"
    sheet.append(["Action", "RAG"])
    sheet.append(["{{ lines.title }}", "{{ lines.rag }}"])
    sheet.append(["Status", "{{ status }}"])
    for cells, words in (("B2", '"Red,Amber,Green"'), ("B3", '"Draft,Final"')):
        check = DataValidation(type="list", formula1=words)
        check.add(cells)
        sheet.add_data_validation(check)
    book.save(tmp_path / "f.xlsx")
    filled(officer, tmp_path / "f.xlsx")
    made = load_workbook(tmp_path / "made.xlsx")["Form"]
    values = [[cell.value for cell in row] for row in made.iter_rows(min_row=2)]
    assert values[-1] == ["Status", "Draft"]
    shown = json.loads(officer.does("return", "prepare", *HALF, "--format", "json", "--draft"))
    by_hand = [[line["title"], (line["rag"] or "").capitalize() or None] for line in shown["lines"]]
    assert values[:-1] == by_hand
    assert {rag for _title, rag in by_hand} == {"Green", "Amber", None}
