"""The importer run by beangulp itself, as anybody's `import.py` runs it."""

from __future__ import annotations

import datetime
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import beangulp
import pytest
from beancount import loader
from beancount.core.data import Transaction
from click.testing import CliRunner, Result

from ringfence.importers.listing.importer import ListingImporter
from ringfence.importers.listing.profiles import shipped_profiles
from ringfence.importers.listing.reading import read_listing
from tests.conftest import Officer
from tests.listings import LAYOUTS

LISTINGS = Path(__file__).parent / "data" / "listings"
_INGEST: Any = beangulp.Ingest  # ships no types
NEWCASTLE = LISTINGS / "newcastle-2022-08.csv"


def ingest(*args: str, importer: ListingImporter | None = None) -> Result:
    return CliRunner().invoke(_INGEST([importer or ListingImporter()]).cli, args)


def extracted(path: Path, *args: str) -> list[Transaction]:
    """Extract a listing into a file, and load it as Beancount does."""
    out = path.parent / "out.beancount"
    result = ingest("extract", "-o", str(out), *args)
    assert result.exit_code == 0, result.output
    opened = path.parent / "opened.beancount"
    opened.write_text(f'1990-01-01 open Assets:Council\ninclude "{out}"\n')
    entries, errors, _options = loader.load_file(str(opened))
    # An entry has one leg: what it was for is a person's to say, and Beancount misses that alone.
    assert [each for each in errors if "does not balance" not in each.message] == []
    return [entry for entry in entries if isinstance(entry, Transaction)]


def test_beangulp_knows_every_listing_and_nothing_else() -> None:
    text = ingest("identify", str(LISTINGS)).output
    assert text.count("ringfence.council") == 4
    assert "README.md\n*" in text


def test_an_entry_for_every_line_to_the_penny(tmp_path: Path) -> None:
    entries = extracted(tmp_path / "x", str(NEWCASTLE))
    listing = read_listing(NEWCASTLE, shipped_profiles())
    legs = [entry.postings[0].units for entry in entries]
    assert sum((leg.number or Decimal(0) for leg in legs if leg), Decimal(0)) == -listing.total
    assert {entry.meta["council-ref"] for entry in entries} == {line.ref for line in listing.lines}
    assert all([each.account for each in entry.postings] == ["Assets:Council"] for entry in entries)
    wanted = next(
        entry for entry in entries if entry.meta["council-ref"].startswith("newcastle:8678519:")
    )
    assert (wanted.date, wanted.payee) == (
        datetime.date(2022, 8, 24),
        "3E CONSULTING ENGINEERS LTD",
    )
    assert (wanted.narration, wanted.meta["cost-centre"]) == ("Responsive Maintenance", "1KR01")


def test_what_is_in_the_books_already_is_commented_out(tmp_path: Path) -> None:
    entries = extracted(tmp_path / "x", str(NEWCASTLE))
    known = tmp_path / "known.beancount"
    refs = [entry.meta["council-ref"] for entry in entries[:3]]
    known.write_text(
        "1990-01-01 open Assets:Council\n1990-01-01 open Expenses:Other\n"
        f'2020-01-01 * "Paid in one"\n  council-ref: "{refs[0]}, {refs[1]}"\n'
        "  Assets:Council  -1.00 GBP\n  Expenses:Other\n"
        f'2020-01-01 * "Another"\n  council-ref: "{refs[2]}"\n'
        "  Assets:Council  -1.00 GBP\n  Expenses:Other\n"
    )
    again = extracted(tmp_path / "x", "-e", str(known), str(NEWCASTLE))
    assert {each.meta["council-ref"] for each in again} == {
        entry.meta["council-ref"] for entry in entries
    } - set(refs)


def test_one_listing_under_two_names_adds_nothing_twice(tmp_path: Path) -> None:
    copy = tmp_path / "again.csv"
    copy.write_bytes(NEWCASTLE.read_bytes())
    assert len(extracted(tmp_path / "x", str(NEWCASTLE), str(copy))) == 240


def test_listings_are_archived_by_their_last_day_and_profile(tmp_path: Path) -> None:
    copy = tmp_path / "download (3).csv"
    copy.write_bytes(NEWCASTLE.read_bytes())
    (tmp_path / "archive").mkdir()
    result = ingest("archive", "-o", str(tmp_path / "archive"), str(copy))
    assert result.exit_code == 0, result.output
    [kept] = [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]
    assert kept.relative_to(tmp_path / "archive").as_posix() == (
        "Assets/Council/2022-08-31.newcastle.csv"
    )


def test_profiles_beside_the_books_are_known_too(officer: Officer, tmp_path: Path) -> None:
    path = tmp_path / "rutland.csv"
    path.write_text(LAYOUTS["rutland"].text)
    officer.does("profile", "new", str(path))
    assert not ListingImporter().identify(str(path))
    importer = ListingImporter(officer.books, "Assets:Council:Unsorted")
    assert importer.identify(str(path))
    text = ingest("extract", str(path), importer=importer).output
    assert "Assets:Council:Unsorted  -612.40 GBP" in text
    assert "Assets:Council:Unsorted    75.00 GBP" in text or "Unsorted  75.00 GBP" in text


def test_a_faulty_listing_is_an_error_of_beangulps(tmp_path: Path) -> None:
    path = tmp_path / "faulty.csv"
    text = NEWCASTLE.read_text()
    path.write_text(text.replace(",450,#N/A", ",45x0,#N/A", 1))
    result = ingest("extract", str(path))
    assert result.exit_code == 1
    assert "“45x0” is not an amount in pounds" in result.output


@pytest.mark.slow
@pytest.mark.parametrize(
    "module", ["ringfence.importers.listing.importer", "ringfence.cli.council.importer"]
)
def test_a_script_of_ones_own_runs_by_either_name(module: str, tmp_path: Path) -> None:
    script = tmp_path / "import.py"
    script.write_text(
        "import beangulp\n"
        f"from {module} import ListingImporter\n"
        "if __name__ == '__main__':\n"
        "    beangulp.Ingest([ListingImporter()])()\n"
    )
    done = subprocess.run(
        [sys.executable, str(script), "identify", str(NEWCASTLE)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ringfence.council" in done.stdout
