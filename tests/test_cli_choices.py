"""What is offered to choose from: at a terminal, by the shell and in the forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ringfence.bookkeeping import offers
from ringfence.cli.serve import forms
from ringfence.cli.serve.form_words import at_form
from ringfence.cli.settings import Settings
from ringfence.ledger.book import Book

Build = Callable[..., Book]


def test_the_year_that_money_moves_in_comes_first(book: Build) -> None:
    """What is no year's comes before the years, the latest of which comes first."""
    offered = offers.pots(book(text=""))

    assert [(each.value, each.title) for each in offered] == [
        ("Reserve", "Reserve: £1,300.00 available"),
        ("Unallocated", "Unallocated: £3,200.00 available"),
        (
            "2018-19/Diversionary",
            "2018-19/Diversionary: £0.00 available (Diversionary Activities)",
        ),
        ("2017-18/Bluelight", "2017-18/Bluelight: £2,000.00 available (Bluelight Project)"),
        (
            "2017-18/Diversionary",
            "2017-18/Diversionary: £2,500.00 available (Diversionary Activities)",
        ),
        (
            "2017-18/Diversionary/Kicks",
            "2017-18/Diversionary/Kicks: £1,500.00 available (KICKS Project)",
        ),
    ]
    spending = offers.spending_pots(book(text=""))
    assert [each.value for each in spending] == [each.value for each in offered[2:]]


def test_help_is_said_at_a_form() -> None:
    """The help of an option is what the field says of itself."""
    assert at_form('For whom; "" if not known yet.') == (
        "For whom; leave it empty if not known yet."
    )
    assert at_form("Declare a decision, from --date on.") == (
        "Declare a decision, from its date on."
    )


def test_no_form_speaks_of_options(book: Build) -> None:
    """Every field of every form, in its own words."""
    recorder = forms.FormRecorder(Path("main.beancount"), Settings(None, "cs-officer"))
    for name in recorder.titles():
        form = recorder.form(name, book(text=""), {"called": "x"})
        for words in (form.said, *(field.said for field in form.fields)):
            assert not re.search(r"--|\"\"|AMOUNT|repeated", words), (name, words)


def test_a_form_says_what_it_has_no_room_for(book: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is never without end, and the pots of now are not what is left out."""
    monkeypatch.setattr(forms, "MOST", 3)
    built = book(text="")

    recorder = forms.FormRecorder(Path("main.beancount"), Settings(None, "cs-officer"))
    field = next(each for each in recorder.form("vire", built, {}).fields if each.name == "source")
    assert [each.value for each in field.options] == [
        "Reserve",
        "Unallocated",
        "2018-19/Diversionary",
    ]
    assert field.said == "3 of 6 are listed; type any other."
