"""What is offered to choose from: at a terminal, by the shell and in the forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ringfence.cli import choices
from ringfence.cli import forms
from ringfence.cli.settings import Settings
from ringfence.ledger.book import Book

Build = Callable[..., Book]


def test_the_year_that_money_moves_in_comes_first(book: Build) -> None:
    """What is no year's comes before the years, the latest of which comes first."""
    offered = choices.pots(book(text=""))

    assert [(each.value, each.title) for each in offered] == [
        ("Reserve", "Reserve: £1,300.00 available"),
        ("Unallocated", "Unallocated: £3,200.00 available"),
        ("2018-19/Diversionary", "2018-19/Diversionary: £0.00 available"),
        ("2017-18/Bluelight", "2017-18/Bluelight: £2,000.00 available"),
        ("2017-18/Diversionary", "2017-18/Diversionary: £2,500.00 available"),
        ("2017-18/Diversionary/Kicks", "2017-18/Diversionary/Kicks: £1,500.00 available"),
    ]
    spending = choices.spending_pots(book(text=""))
    assert [each.value for each in spending] == [each.value for each in offered[2:]]


def test_a_form_says_what_it_has_no_room_for(book: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is never without end, and the pots of now are not what is left out."""
    monkeypatch.setattr(forms, "MOST", 3)
    built = book(text="")

    recorder = forms.FormRecorder(Path("main.beancount"), Settings(None, "cs-officer"))
    field = next(each for each in recorder.form("vire", built).fields if each.kind == "choice")
    assert [each.value for each in field.options] == [
        "Reserve",
        "Unallocated",
        "2018-19/Diversionary",
    ]
    assert field.said == "These are 3 of 6; the commands take the others."
