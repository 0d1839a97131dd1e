"""`ringfence profile new`: a council that nobody has seen is read by its guesses alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.importers.listing.columns import CHECKS, FIELDS, WORDS
from ringfence.importers.listing.profiles import (
    COLUMNS,
    Columns,
    Profile,
    known_profiles,
    of_books,
    parse_profile,
    profile_text,
    shipped_profiles,
)
from ringfence.importers.listing.reading import read_listing
from tests.conftest import Officer
from tests.listings import LAYOUTS, Layout, rows_of, workbook


def written(folder: Path, name: str) -> Path:
    layout = LAYOUTS[name]
    path = folder / f"{name}-2022-08.csv"
    path.write_bytes(layout.text.encode(layout.encoding))
    return path


def dry_run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["profile", "new", str(path), "--dry-run", *options])


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_unseen_council_is_read_by_guesses_alone(
    officer: Officer, tmp_path: Path, name: str
) -> None:
    layout = LAYOUTS[name]
    path = written(tmp_path, name)
    officer.does("profile", "new", str(path), "--id", f"my-{name}", *layout.options)
    listing = read_listing(path, known_profiles(officer.books))
    assert listing.profile.id == f"my-{name}"
    assert [line.amount for line in listing.lines] == [Decimal(each) for each in layout.amounts]
    assert listing.total == layout.total
    assert {key: getattr(listing.lines[0], key) for key in layout.first} == layout.first
    assert listing.rows == len(listing.lines) + len(listing.skipped)
    assert not listing.remarks


@pytest.mark.parametrize("name", sorted(LAYOUTS.keys() - {"east-cambs", "unsigned", "sides"}))
def test_the_same_council_as_a_workbook_gives_the_same_lines(
    officer: Officer, tmp_path: Path, name: str
) -> None:
    """In a workbook there is no encoding and no delimiter; the refs are those of the CSV."""
    layout = LAYOUTS[name]
    path = written(tmp_path, name)
    officer.does("profile", "new", str(path), "--id", "mine", *layout.options)
    in_excel = workbook(tmp_path / "listing.xlsx", rows_of(layout))
    text = read_listing(path, known_profiles(officer.books), chosen="mine")
    sheet = read_listing(in_excel, known_profiles(officer.books), chosen="mine")
    assert [line.ref for line in sheet.lines] == [line.ref for line in text.lines]
    assert (sheet.total, sheet.sheet, sheet.encoding) == (layout.total, "Listing", "")


def test_it_shows_what_it_understood(officer: Officer, tmp_path: Path) -> None:
    text = officer.does("profile", "new", str(written(tmp_path, "leicestershire")), "--dry-run")
    assert "The headings stand in row 4." in text
    assert "9 rows: 4 lines, and 5 passed over" in text
    assert "They add up to £6,016.00, with 1 credit of £23,484.00, from 3 August 2022 to" in text
    assert "Nothing was saved." in text
    assert of_books(officer.books) == []


def test_it_is_saved_beside_the_books_and_never_over_another(
    officer: Officer, tmp_path: Path
) -> None:
    path = str(written(tmp_path, "rutland"))
    assert "Saved as council/profiles/rutland.toml." in officer.does("profile", "new", path)
    kept = officer.books / "council" / "profiles" / "rutland.toml"
    before = kept.read_bytes()
    again = ("profile", "new", path, "--narrative-column", "Merchant Category")
    refused = officer(*again)
    assert refused.exit_code == 1
    assert "There is a profile rutland already, in council/profiles/rutland.toml." in refused.stderr
    assert kept.read_bytes() == before
    officer.does(*again, "--replace")
    [profile] = of_books(officer.books)
    assert profile.columns.narrative == ("Merchant Category",)
    assert profile.columns.account_title == ()


def test_columns_are_said_by_heading_or_letter(officer: Officer, tmp_path: Path) -> None:
    path = str(written(tmp_path, "worcestershire"))
    options = ("--narrative-column", "E", "--account-title-column", "nominal description")
    officer.does("profile", "new", path, *options, "--supplier-column", "none")
    [profile] = of_books(officer.books)
    assert profile.columns.narrative == ("Item Code Desc",)
    assert profile.columns.account_title == ("Nominal Description",)
    assert profile.columns.supplier == ()


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = dry_run(written(tmp_path, "rutland"), "--amount-column", "Net")
    assert result.exit_code == 1
    assert (
        "--amount-column: there is no column Net. There is A Beneficiary, B Date, C Merchant "
        "Category, D Amount (Net of VAT). Nothing was written." in result.stderr
    )


@pytest.mark.parametrize("name", ["../evil", "My Profile", "leics_cc", "a" * 41])
def test_an_id_that_is_none_is_refused(officer: Officer, tmp_path: Path, name: str) -> None:
    text = officer.is_refused("profile", "new", str(written(tmp_path, "rutland")), "--id", name)
    assert f"--id: “{name}” can't be the id of a profile: write small letters, figures and" in text


def test_the_date_may_be_called_so(officer: Officer, tmp_path: Path) -> None:
    path = str(written(tmp_path, "rutland"))
    officer.does("profile", "new", path, "--date-column", "B", "--id", "rutland-2")
    assert [profile.id for profile in of_books(officer.books)] == ["rutland-2"]


def test_dates_that_may_be_two_days_are_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path, "ambiguous")
    result = dry_run(path)
    assert result.exit_code == 1
    assert (
        "Column A “Date”: 03/04/2023 may be two days, and no date in the column shows which. Say "
        "which comes first: --date-order day-first, or month-first." in result.stderr
    )
    assert "from 4 March 2023 to 4 May 2023" in dry_run(path, "--date-order", "month-first").output


def test_a_column_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_text("Date,Amount\n13/04/2023,1.00\n04/14/2023,2.00\n")
    result = dry_run(path)
    assert "in 13/04/2023 the day comes first, in 04/14/2023 the month. Say which" in result.stderr
    result = dry_run(path, "--date-order", "day-first")
    assert (
        "Row 3, column A “Date”: “04/14/2023” is not a date: there is no month 14." in result.stderr
    )


def test_periods_that_may_be_several_months_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "periods.csv"
    path.write_text("Supplier,Period,Amount\nFosse Security Ltd,202401,10.00\n")
    assert (
        "No column is a date, and a period such as 202401 may be several months. Say what its year "
        "is: --period-form year-end (the financial year ends in it), year-start (it begins in it) "
        "or month (the calendar's)." in dry_run(path).stderr
    )
    for form, day in (("year-end", "30 April 2023"), ("year-start", "30 April 2024")):
        assert f"from {day} to {day}" in dry_run(path, "--period-form", form).output
    assert "31 January 2024" in dry_run(path, "--period-form", "month").output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("Date,Supplier\n01/05/2023,Fosse Ltd\n", "No column was taken for the amount."),
        ("Supplier,Amount\nFosse Ltd,1.00\n", "No column was taken for the date."),
        ("1,2,3\n4,5,6\n", "no row looks like headings"),
    ],
)
def test_what_has_no_amount_day_or_headings_is_refused(
    tmp_path: Path, text: str, output: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(text)
    result = dry_run(path)
    assert result.exit_code == 1
    assert output in result.stderr


def test_a_row_that_does_not_fit_the_guesses_stops_it(officer: Officer, tmp_path: Path) -> None:
    layout = LAYOUTS["worcestershire"]
    path = tmp_path / "listing.csv"
    path.write_text(layout.text + "People,X,Y,Someone Ltd,Z,Z,PI1,31/02/2023,10.00\n")
    result = officer("profile", "new", str(path))
    assert result.exit_code == 1
    assert "“31/02/2023” is not a date: February 2023 has no day 31." in result.stderr
    assert of_books(officer.books) == []


def test_gross_amounts_lose_their_vat(tmp_path: Path) -> None:
    path = tmp_path / "gross.csv"
    path.write_text("Date,Supplier,Gross Amount,VAT\n30/05/2023,Fosse Ltd,120.00,20.00\n")
    text = dry_run(path).output
    assert "They add up to £100.00" in text
    assert "VAT is taken out of the amounts" in text


def test_irrecoverable_vat_is_added_where_it_stands_beside(tmp_path: Path) -> None:
    path = tmp_path / "beside.csv"
    path.write_text("Date,Supplier,Net Amount,Irrecoverable VAT\n30/05/2023,Fosse Ltd,100,20\n")
    assert "They add up to £100.00" in dry_run(path).output
    assert "They add up to £120.00" in dry_run(path, "--irrecoverable-vat", "beside").output


def test_without_books_it_says_so_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, "rutland")
    result = CliRunner().invoke(main, ["profile", "new", str(path)])
    assert result.exit_code == 1
    assert "There is no main.beancount in" in result.stderr
    assert dry_run(path).exit_code == 0


def test_at_a_terminal_columns_and_credits_are_asked_about(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(message: str, choices: list[Choice]) -> str:
        asked.append(message)
        if message.startswith("Is each column"):
            return "D" if len(asked) == 1 else choices[0].value
        if message == "What is column D?":
            return "narrative"
        return next(each.value for each in choices if each.title == "It was spent")

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", choose)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    monkeypatch.setattr(asking, "words", lambda _message, default="": default)
    monkeypatch.setattr(asking, "read", lambda _message, reader, default="": reader(default))
    text = officer.does("profile", "new", str(written(tmp_path, "leicestershire")))
    assert asked == [
        "Is each column what it is taken for?",
        "What is column D?",
        "Is each column what it is taken for?",
        "2022-08-17, BEACON SECURITY SYSTEMS LTD, -£23,484.00\nIt is below zero. Which way did the "
        "money go?".replace("2022-08-17", "17/08/2022"),
    ]
    assert "They add up to -£6,016.00" in text
    [profile] = of_books(officer.books)
    assert (profile.sign, profile.columns.narrative) == ("spend-negative", ("PAY GROUP",))


def test_at_a_terminal_the_order_of_dates_is_asked(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(message: str, choices: list[Choice]) -> str:
        asked.append(message)
        return choices[-1].value if "which day" in message else choices[0].value

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", choose)
    monkeypatch.setattr(asking, "confirm", lambda _message: False)
    monkeypatch.setattr(asking, "words", lambda _message, default="": default)
    monkeypatch.setattr(asking, "read", lambda _message, reader, default="": reader(default))
    result = officer("profile", "new", str(written(tmp_path, "ambiguous")))
    assert asked[1] == "03/04/2023: which day is that? No date in the column shows which."
    assert "from 4 March 2023 to 4 May 2023" in result.output
    assert result.exit_code == 1
    assert of_books(officer.books) == []


def test_a_profile_is_written_and_read_back_the_same(officer: Officer, tmp_path: Path) -> None:
    for profile in shipped_profiles():
        assert parse_profile(profile_text(profile).encode(), profile.id, "it") == profile
    odd = Layout('"Date ""x""","Amount\t#1",Amount\n30/05/2023,1.00,2.00\n', ("1.00",), {})
    path = tmp_path / "odd.csv"
    path.write_text(odd.text)
    officer.does("profile", "new", str(path), "--amount-column", "B", "--day-column", "A")
    assert read_listing(path, known_profiles(officer.books)).total == Decimal("1.00")


def test_profiles_are_listed_and_shown(officer: Officer, tmp_path: Path) -> None:
    officer.does("profile", "new", str(written(tmp_path, "rutland")), "--title", "Rutland, cards")
    text = officer.does("profile", "list")
    assert [line.split()[0] for line in text.splitlines()[2:] if not line.startswith(" ")] == [
        *("rutland", "agresso", "calderdale", "darlington", "harrogate", "newcastle"),
    ]
    assert "yours" in text
    shown = officer.does("profile", "show", "rutland")
    assert 'amount = ["Amount (Net of VAT)"]' in shown
    refused = officer("profile", "show", "rutlnd")
    assert "There is no profile rutlnd: there is rutland, agresso" in refused.stderr


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("title = 1 2", "mine.toml is not TOML as it should be: "),
        ('title = "A"', "mine.toml: columns is missing."),
        ('title = "A"\ncolor = 1\n[columns]\nday = "D"\namount = "A"', "there is no key color"),
        ('title = "A"\n[columns]\nday = "D"\ndoc_no = "X"', "there is no key columns.doc_no"),
        ('title = "A"\n[columns]\nday = "D"', "[columns] needs either amount, or debit and credit"),
        ('title = "A"\n[columns]\namount = "A"', "[columns] needs day; or period, and period-form"),
        ('title = "A"\nsign = "up"\n[columns]\nday = "D"\namount = "A"', "sign: Input should be"),
    ],
)
def test_a_profile_with_a_fault_is_named_by_file_and_key(
    officer: Officer, text: str, output: str
) -> None:
    folder = officer.books / "council" / "profiles"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(text)
    result = officer("profile", "list")
    assert result.exit_code == 1
    assert output in result.stderr
    assert str(folder / "mine.toml") in result.stderr


def test_every_key_of_a_profile_is_explained() -> None:
    page = (Path(__file__).parent.parent / "docs" / "listings.md").read_text(encoding="utf-8")
    keys = {*Profile.model_fields, *Columns.model_fields} - {"id", "columns"}
    assert [key for key in sorted(keys) if f"`{key.replace('_', '-')}`" not in page] == []
    example = page.partition("```toml\n")[2].partition("```")[0]
    profile = parse_profile(example.encode(), "leics-cc", "docs/listings.md")
    assert profile.columns.amount == ("NET AMOUNT", "Amount (Net)")


def test_every_field_of_a_profile_can_be_asked_about_and_guessed() -> None:
    assert set(FIELDS) == set(WORDS) == set(COLUMNS)
    assert set(CHECKS) <= set(COLUMNS)
