"""What one entry moves, what can still be taken, and where a nameless fault stands."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.ledger.accounts import Kind, Pot, parse_pot
from ringfence.ledger.book import Book
from ringfence.ledger.fault_places import place_finding
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.room import least_held, room_in
from ringfence.ledger.sums import spend_by_pot, sum_of

JULY = datetime.date(2017, 7, 3)
ODD = """
2017-07-03 * "Scouts" "Camp"
  Expenses:Plan:2017-18:Diversionary:Grant       12.50 GBP
  Expenses:Plan:2017-18:Diversionary:Kicks:Grant  7.50 GBP
  Expenses:Plan:2017-18:Bluelight:Grant           3.00 GBP
  Expenses:Plan:2017-18:Bluelight:Grant          -3.00 GBP
  Expenses:Plan:2017-18:Diversionary:Older        1.00 GBP
  Expenses:Plan:2017-18:Diversionary:Grant        9.00 EUR
  Assets:Council:Grant                          -20.00 GBP
  Assets:Council:Older                           -1.00 GBP
  Assets:Council:Grant                           -9.00 EUR
  Assets:Elsewhere                                0.00 GBP
"""


def test_sums_are_of_one_fund_and_in_pounds(book: Callable[..., Book]) -> None:
    made = book(text=ODD)
    (entry,) = [each for each in made.transactions if each.payee == "Scouts"]

    assert sum_of(made, entry, "Grant", Kind.SPENT) == Decimal("20.00")
    assert sum_of(made, entry, "Grant", Kind.COUNCIL) == Decimal("-20.00")
    assert sum_of(made, entry, "Grant", Kind.SPENT, Kind.COUNCIL) == 0
    assert sum_of(made, entry, "Older", Kind.COUNCIL) == Decimal("-1.00")
    assert sum_of(made, entry, "Gran", Kind.COUNCIL) == 0


def test_what_is_spent_is_given_by_pot_net(book: Callable[..., Book]) -> None:
    made = book(text=ODD)
    (entry,) = [each for each in made.transactions if each.payee == "Scouts"]

    assert spend_by_pot(made, entry, "Grant") == {
        parse_pot("2017-18/Diversionary"): Decimal("12.50"),
        parse_pot("2017-18/Diversionary/Kicks"): Decimal("7.50"),
    }
    assert spend_by_pot(made, entry, "Older") == {
        parse_pot("2017-18/Diversionary"): Decimal("1.00")
    }


ADVANCED = """
2017-05-02 * "Leicester City FC" "Advance"
  Assets:Prepaid:LeicesterCityFC:Grant  1000.00 GBP
  Assets:Council:Grant                 -1000.00 GBP
2017-08-01 * "Leicester City FC" "Evidenced"
  Expenses:Plan:2017-18:Diversionary:Kicks:Grant  400.00 GBP
  Assets:Prepaid:LeicesterCityFC:Grant           -400.00 GBP
"""
KICKS = parse_pot("2017-18/Diversionary/Kicks")
ROOMS = [
    ("2017-18/Diversionary", None, "2500.00"),
    ("2017-18/Diversionary/Kicks", None, "500.00"),
    ("2017-18/Diversionary/Kicks", "LeicesterCityFC", "500.00"),
    ("2017-18/Diversionary/Kicks", "Scouts", "0.00"),  # not their earmark
    ("Reserve", None, "1000.00"),
    ("2017-18/Arts", None, "0.00"),
]


@pytest.mark.parametrize(("pot", "advancing", "room"), ROOMS)
def test_what_is_advanced_is_not_free(
    book: Callable[..., Book], pot: str, advancing: str | None, room: str
) -> None:
    made = book(text=ADVANCED)
    assert room_in(made, parse_pot(pot), "Grant", JULY, advancing=advancing) == Decimal(room)


def test_only_what_an_earmark_holds_can_be_advanced_the_first_time(
    book: Callable[..., Book],
) -> None:
    made = book(text="")
    assert room_in(made, KICKS, "Grant", JULY, advancing="LeicesterCityFC") == Decimal("1500.00")
    assert room_in(made, KICKS, "Older", JULY) == 0


def test_an_earmark_of_nobody_is_as_free_as_any_pot(book: Callable[..., Book]) -> None:
    text = """
2017-06-01 * "Set aside, undeclared"
  Equity:Plan:2017-18:Bluelight:Grant         40.00 GBP
  Equity:Plan:2017-18:Bluelight:Boxes:Grant  -40.00 GBP
"""
    pot = Pot(("2017-18", "Bluelight", "Boxes"))
    assert room_in(book(text=text), pot, "Grant", JULY) == Decimal("40.00")


def test_what_an_account_holds_counts_only_as_long_as_it_is_there(
    book: Callable[..., Book],
) -> None:
    made = book(text=ADVANCED)

    assert least_held(made, Kind.PREPAID, "Grant", JULY) == Decimal("600.00")
    assert least_held(made, Kind.INCOME, "Grant", JULY) == Decimal("10000.00")
    assert least_held(made, Kind.OPENING, "Older", JULY) == Decimal("500.00")
    assert least_held(made, Kind.COUNCIL, "Grant", JULY) == 0
    assert least_held(made, Kind.PREPAID, "Older", JULY) == 0


def fault(message: str, file: str = "<load>") -> Finding:
    return Finding("beancount", Severity.BLOCK, {"filename": file, "lineno": 0}, message)


def test_a_fault_without_a_place_gets_that_of_the_line_that_asked(tmp_path: Path) -> None:
    main, other = tmp_path / "main.beancount", tmp_path / "other.beancount"
    main.write_text('\ninclude "other.beancount"\n', encoding="utf-8")
    other.write_text('; x\n  plugin "no.such" "{}"\ninclude "gone.beancount"\n', encoding="utf-8")
    files = [str(tmp_path / "never.beancount"), str(main), str(other)]

    def place(message: str, file: str = "<load>") -> tuple[str, int]:
        source = place_finding(fault(message, file), files).source
        return Path(str(source["filename"])).name, source["lineno"]

    assert place('Error importing "no.such": ModuleNotFoundError') == ("other.beancount", 2)
    assert place(f'File "{tmp_path}/gone.beancount" does not exist') == ("other.beancount", 3)
    assert place('File glob "other.beancount" does not match') == ("main.beancount", 2)
    assert place('Error importing "no.suc": ModuleNotFoundError') == ("<load>", 0)
    assert place("Nothing is quoted") == ("<load>", 0)
    assert place('Its place is known: "no.such"', str(main)) == ("main.beancount", 0)


def test_of_faults_of_the_rules_none_is_beancounts_own(tmp_path: Path) -> None:
    """What a rule says comes from the rule, whoever loaded the books."""
    import beancount.loader

    main = tmp_path / "main.beancount"
    main.write_text(
        'plugin "ringfence.plugins.all"\n2017-01-01 custom "person" "a"\n2017-01-01 open Bad\n',
        encoding="utf-8",
    )
    _entries, errors, _options = beancount.loader.load_file(str(main))

    assert {type(error).__name__ for error in errors} == {"LexerError", "RuleFault"}
    (found,) = loading.findings_of(errors, [str(main)])
    assert (found.rule, found.source["lineno"]) == ("beancount", 3)
