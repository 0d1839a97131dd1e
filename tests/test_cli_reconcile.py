"""`ringfence reconcile`: shown, settled, signed by finance, held, taken back."""

import csv
import datetime
import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from ringfence.bookkeeping.file_line import draft_line
from ringfence.cli.main import main
from ringfence.ledger import loading
from ringfence.ledger.council.kept import write_kept
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.signings import open_day
from ringfence.ledger.council.suggesting import Deed, Suggestion
from ringfence.ledger.money import plain
from ringfence.ledger.recording.drafting import TransactionDraft

# The council's lines of the worked example; Sentinel was recorded on 18 August, before them.
SEPTEMBER = (
    ("owbc:1:1", "2017-08-22", "5224.22", "SENTINEL", "SEN-1718-07"),
    ("owbc:2:1", "2017-09-01", "1800.00", "SOMETHING TO DO", "SD-078"),
    ("owbc:3:1", "2017-09-12", "-6090.00", "OPCC", ""),
    ("owbc:4:1", "2017-09-21", "75.50", "PARKLANDS", "PL-88"),
    ("owbc:5:1", "2017-10-03", "1200.00", "SOMETHING TO DO", "SD-084"),
)
OCTOBER = (
    ("owbc:6:1", "2017-10-06", "3000.00", "LEICESTER CITY FC", "LCFC-1093"),
    ("owbc:7:1", "2017-10-10", "2750.00", "WOMENS AID", "WAL-2268"),
    ("owbc:8:1", "2017-10-12", "300.00", "PRINTER", "PR-0641"),
    ("owbc:9:1", "2017-10-15", "-75.50", "PARKLANDS", "PL-88"),
)
MATCHES = (
    ("owbc:1:1", "SEN-1718-07"),
    ("owbc:2:1", "SD-078"),
    ("owbc:3:1", "2017-09-08 OPCC 6090.00"),
    ("owbc:5:1", "SD-084"),
)
TO = ("--to", "2017-09-30")


def listed(officer: Any, day: str, texts: tuple[tuple[str, ...], ...]) -> None:
    """Keep a listing, as `ringfence import` does."""
    lines = [
        CouncilLine(ref, datetime.date.fromisoformat(on), Decimal(amount), who, invoice)
        for ref, on, amount, who, invoice in texts
    ]
    content = write_kept(lines)
    path = officer.books / f"council/{day}.owbc.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    days = [line.day for line in lines]
    officer.add(
        f'{day} custom "council-listing" "{day}.owbc"\n'
        f'  file: "council/{day}.owbc.csv"\n'
        f'  digest: "{hashlib.sha256(content).hexdigest()}"\n  profile: "owbc"\n'
        f'  source: "listing.xlsx"\n  source-digest: "x"\n  rows: {len(lines)}\n'
        f"  lines: {len(lines)}\n  total: {plain(sum(line.amount for line in lines))} GBP\n"  # type: ignore[arg-type]
        f'  from: {min(days)}\n  until: {max(days)}\n  recorded-by: "cs-officer"\n'
    )


def matched(officer: Any) -> None:
    for ref, entry in MATCHES:
        officer.does("reconcile", "match", ref, entry)


def settled(officer: Any) -> None:
    listed(officer, "2017-10-05", SEPTEMBER)
    matched(officer)
    officer.does(
        *("reconcile", "miscoded", "owbc:4:1", "--reason", "Of the leisure centre"),
        *("--date", "2017-10-06"),
    )


def cfo(officer: Any, *args: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(officer.books), "--as", "cfo", *args])


def signed(officer: Any) -> str:
    result = cfo(officer, "reconcile", "sign", *TO, "--date", "2017-10-09")
    assert result.exit_code == 0, result.output
    return result.stdout


def told(officer: Any, *args: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(officer.does("reconcile", *args, "--format", "json"))
    return values


# The statement.


def test_it_says_what_waits(officer: Any) -> None:
    listed(officer, "2017-10-05", SEPTEMBER)

    values = told(officer, *TO)

    # The council's lines to the day come to 1,009.72 out; ours was -7,941.67 on 21 August.
    assert values["start"] == {
        "basis": "beginning",
        "day": "2017-08-21",
        "balance": "-7941.67",
        "lines": "1009.72",
        "late": "0.00",
    }
    assert (values["council_balance"], values["our_balance"]) == ("-8951.39", "-4851.67")
    assert [(each["called"], each["amount"]) for each in values["between"]] == [
        ("owbc:1:1", "5224.22"),
        ("SD-078", "-1800.00"),
        ("owbc:2:1", "1800.00"),
        ("2017-09-08 OPCC 6090.00", "6090.00"),
        ("owbc:3:1", "-6090.00"),
        ("owbc:4:1", "75.50"),
        ("SD-084", "-200.50"),
        ("SD-084", "-999.50"),
    ]
    assert values["difference"] == "4099.72"
    assert values["unexplained"] == "0.00"
    text = officer.does("reconcile", *TO)
    assert "8 things wait to be settled; the difference is £4,099.72." in text


def test_settled_it_agrees(officer: Any) -> None:
    settled(officer)

    values = told(officer, *TO)

    assert (values["council_balance"], values["our_balance"]) == ("-3727.17", "-4851.67")
    assert (values["timing"], values["miscoded"], values["difference"]) == (
        "-1200.00",
        "75.50",
        "0.00",
    )
    assert [each["refs"] for each in values["matched"]] == [
        ["owbc:1:1"],
        ["owbc:2:1"],
        ["owbc:3:1"],
    ]
    assert values["by_fund"] == {
        "PLF-2015-16": "909.05",
        "PLF-2016-17": "1914.00",
        "PLF-2017-18": "-7674.72",
    }
    text = officer.does("reconcile", *TO)
    assert "The council's ledger and ours agree: the difference is zero." in text
    assert "In the council's on" in text
    assert "3 matches in the period, -£934.22 in all" in text


def test_a_line_over_two_funds_is_one_match(officer: Any) -> None:
    settled(officer)

    (split,) = (each for each in told(officer)["matched"] if each["refs"] == ["owbc:5:1"])

    assert (split["amount"], split["funds"]) == ("-1200.00", ["PLF-2017-18", "PLF-2015-16"])


def test_a_stated_balance_shows_what_no_line_explains(officer: Any) -> None:
    settled(officer)

    found = officer.does("reconcile", *TO, "--council-balance", "-3700.00")

    assert "Our balance is £27.17 less than the council's with timing and miscodings." in found
    assert "by its lines that were imported it" in found
    assert "Not explained" in found


def test_the_files_say_the_same(officer: Any, tmp_path: Path) -> None:
    settled(officer)
    for ending in ("xlsx", "docx", "html", "md", "json"):
        path = tmp_path / f"statement.{ending}"
        assert officer.does("reconcile", "show", *TO, "--output", str(path)) == (
            f"Written to {path}.\n"
        )
        assert path.stat().st_size > 1000
    book = openpyxl.load_workbook(tmp_path / "statement.xlsx")
    assert book.sheetnames == ["Statement", "Between", "Matched"]
    values = [str(cell.value) for row in book["Statement"].iter_rows() for cell in row]
    formulas = [each for each in values if each.startswith("=")]
    assert len([each for each in formulas if each.startswith("=SUMPRODUCT")]) == 3
    assert "=SUM(B8:B11)" in formulas
    html = (tmp_path / "statement.html").read_text(encoding="utf-8")
    assert "Of the leisure centre" in html


def test_a_workbook_is_a_file(officer: Any) -> None:
    found = officer.is_refused("reconcile", "--format", "xlsx", status=2)
    assert "--output reconciliation.xlsx" in found


def test_without_a_listing_it_says_what_to_type(officer: Any) -> None:
    assert "Type: ringfence import FILE" in officer.is_refused("reconcile")


def test_a_listing_that_was_changed_is_named(officer: Any) -> None:
    settled(officer)
    (officer.books / "council/2017-10-05.owbc.csv").write_text("ref\n", encoding="utf-8")

    assert "council/2017-10-05.owbc.csv" in officer.is_refused("reconcile")


def test_of_a_private_entry_nobody_is_named(officer: Any) -> None:
    settled(officer)
    path = officer.books / "spend-2017-18.beancount"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('  council-ref: "owbc:2:1"', '  council-ref: "owbc:2:1"\n  private: TRUE'),
        encoding="utf-8",
    )

    found = officer.does("reconcile", *TO, "--format", "json")

    assert "SD-078" not in found
    assert '"Private"' in found


# Settling.


def test_a_match_says_whether_it_comes_to_the_same(officer: Any) -> None:
    listed(officer, "2017-10-05", SEPTEMBER)

    found = officer.does("reconcile", "match", "OWBC:2:1", "SD-078")
    assert "£1,800.00 in the council's, £1,800.00 in ours: the same." in found
    found = officer.does("reconcile", "match", "owbc:4:1", "SD-078")
    assert 'council-ref: "owbc:2:1, owbc:4:1"' in found
    assert "£1,875.50 in the council's, £1,800.00 in ours: £75.50 apart." in found


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("match", "owbc:1:9", "SD-078"), "There is no line owbc:1:9 of the council's. Did you"),
        (("match", "owbc:2:1", "SD-999"), "No entry is called SD-999."),
        (("match", "owbc:2:1", "SD-078"), "owbc:2:1 is matched to SD-078 already."),
        (("match", "owbc:2:1", "plan-2017-18.beancount:60"), "No entry is called"),
        (("timing", "owbc:1:1", "--reason", "Late"), "is matched already, so both ledgers have it"),
        (("timing", "SD-078", "--reason", "Late"), "is matched already, so both ledgers have it"),
        (("unmark", "owbc:2:1"), "owbc:2:1 is not marked. Marked is owbc:4:1."),
    ],
)
def test_what_can_t_be_settled_so_is_a_sentence(
    officer: Any, args: tuple[str, ...], reason: str
) -> None:
    settled(officer)

    assert reason in " ".join(officer.is_refused("reconcile", *args).split())


def test_a_match_is_taken_back(officer: Any) -> None:
    settled(officer)
    before = officer.text("spend-2017-18")

    found = officer.does("reconcile", "unmatch", "owbc:5:1")

    assert "Its reference was taken from 2 entries; the line waits again." in found
    assert officer.text("spend-2017-18") == before.replace('  council-ref: "owbc:5:1"\n', "")
    assert "owbc:5:1 is not matched." in officer.is_refused("reconcile", "unmatch", "owbc:5:1")
    assert "owbc:2:1 is not matched to SD-084." in officer.is_refused(
        "reconcile", "unmatch", "owbc:2:1", "SD-084"
    )


def test_what_moves_no_cash_has_no_line(officer: Any) -> None:
    listed(officer, "2017-10-05", SEPTEMBER)
    entry = next(
        each
        for each in officer.book().transactions
        if all(posting.account.startswith("Equity:") for posting in each.postings)
    )
    place = f"{Path(entry.meta['filename']).name}:{entry.meta['lineno']}"

    found = officer.is_refused("reconcile", "match", "owbc:2:1", place)

    assert f"{place} moves nothing of Assets:Council" in found


def test_a_mark_is_taken_back(officer: Any) -> None:
    settled(officer)

    officer.does("reconcile", "unmark", "owbc:4:1", "--date", "2017-10-07")

    assert [each["why"] for each in told(officer, *TO)["between"]] == ["waiting", "timing"]


def test_what_was_signed_as_miscoded_stays_so(officer: Any) -> None:
    settled(officer)
    signed(officer)

    text = " ".join(officer.is_refused("reconcile", "unmark", "OWBC:4:1").split())

    assert text == (
        "Error: owbc:4:1 was signed as miscoded to 2017-09-30 (£75.50, by cfo), so it stays so. If "
        "it is corrected since, match it with what corrects it: ringfence reconcile match "
        "owbc:4:1 ENTRY. If it should not have been signed so, reopen the "
        "reconciliation, the last one first: "
        'ringfence reconcile reopen 2017-09-30 --reason "TEXT" Nothing was saved.'
    )
    officer.does("reconcile", "reopen", "2017-09-30", "--reason", "It was ours")
    officer.does("reconcile", "unmark", "owbc:4:1")
    assert [each["why"] for each in told(officer, *TO)["between"]] == ["waiting", "timing"]


def test_what_was_signed_as_timing_waits_again_to_be_filed(officer: Any) -> None:
    listed(officer, "2017-10-05", SEPTEMBER)
    for ref, entry in MATCHES[1:]:
        officer.does("reconcile", "match", ref, entry)
    on = ("--date", "2017-10-06")
    for key in ("owbc:1:1", "owbc:4:1"):
        officer.does("reconcile", "timing", key, "--reason", "In October", *on)
    signed(officer)

    found = officer.does("reconcile", "unmark", "owbc:4:1")

    assert "The statement to 2017-09-30 has it as timing, and stays as it was signed." in found
    (item,) = (e for e in told(officer, *TO)["between"] if e["called"] == "owbc:4:1")
    assert item["why"] == "timing"


CONTRA = (("owbc:9:1", "2017-10-15", "-75.50", "PARKLANDS", "PL-88"),)
LATER = ("--to", "2017-10-31")


def theirs(officer: Any, *to: str) -> list[tuple[str, str, str]]:
    """Return what only the council has: what it is called, why, and what was said of it."""
    found = (each for each in told(officer, *to)["between"] if each["side"] == "council")
    return [(each["called"], each["why"], each["reason"]) for each in found]


def test_lines_that_take_each_other_back_clear_each_other(officer: Any) -> None:
    settled(officer)
    signed(officer)
    listed(officer, "2017-11-06", CONTRA)
    before = told(officer, *LATER)
    assert (before["miscoded"], before["difference"]) == ("75.50", "-6725.50")
    marked = ("owbc:4:1", "miscoded", "Of the leisure centre")
    assert theirs(officer, *LATER) == [marked, ("owbc:9:1", "waiting", "")]

    found = officer.does("reconcile", "match", "owbc:9:1", "OWBC:4:1")

    assert 'custom "council-item" "owbc:9:1"\n  clears: "owbc:4:1"\n' in found
    assert "They add up to zero, so they clear each other." in found
    assert theirs(officer, *LATER) == []
    after = told(officer, *LATER)
    assert (after["miscoded"], after["difference"]) == ("0.00", "-6650.00")
    (cleared,) = (each for each in after["matched"] if "owbc:9:1" in each["refs"])
    assert cleared == {
        "council_day": "2017-10-15",
        "our_day": None,
        "who": "PARKLANDS",
        "reference": "PL-88",
        "refs": ["owbc:4:1", "owbc:9:1"],
        "funds": [],
        "amount": "0.00",
    }
    assert "of it wait" not in officer.does()
    assert theirs(officer, *TO) == [marked]
    html = officer.does("reconcile", *LATER, "--format", "html")
    assert "owbc:4:1, owbc:9:1" in html


def test_what_clears_is_taken_back_until_it_is_signed(officer: Any) -> None:
    settled(officer)
    listed(officer, "2017-11-06", CONTRA)
    officer.does("reconcile", "match", "owbc:4:1", "owbc:9:1")
    assert theirs(officer, *LATER) == []
    assert theirs(officer, *TO) == [("owbc:4:1", "miscoded", "Of the leisure centre")]

    found = officer.does("reconcile", "unmatch", "owbc:9:1")

    assert "They clear each other no longer." in found
    assert [called for called, *_ in theirs(officer, *LATER)] == ["owbc:4:1", "owbc:9:1"]
    officer.does("reconcile", "unmark", "owbc:4:1")
    officer.does("reconcile", "match", "owbc:4:1", "owbc:9:1")
    assert theirs(officer, *TO) == [
        ("owbc:4:1", "timing", "Reversed by the council on 15 October 2017")
    ]
    waits = [e["called"] for e in told(officer, *LATER)["between"] if e["why"] == "waiting"]
    officer.does("reconcile", "timing", *waits, "--reason", "Listed in November")
    result = cfo(officer, "reconcile", "sign", *LATER)
    assert result.exit_code == 0, result.output
    kept = " ".join(officer.is_refused("reconcile", "unmatch", "owbc:9:1").split())
    assert "owbc:4:1 was signed as cleared, to 2017-10-31, so it stays so." in kept


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (
            ("owbc:9:1", "owbc:2:1"),
            "owbc:2:1 is matched already, so both ledgers have it.",
        ),
        (
            ("owbc:9:1", "owbc:10:1"),
            (
                "owbc:9:1 (-£75.50) and owbc:10:1 (£12.00) add up to -£63.50. Lines of the "
                "council's clear each other if they add up to zero: name all of them."
            ),
        ),
        (("owbc:9:1", "owbc:9:1"), "owbc:9:1 (-£75.50) adds up to -£75.50."),
        (
            ("owbc:9:1", "owbc:4:1", "LCFC-1093"),
            (
                "owbc:4:1 is a line of the council's and LCFC-1093 is not: match lines with each "
                "other, or one line with entries of ours."
            ),
        ),
        (
            ("owbc:11:1", "owbc:12:1"),
            (
                "owbc:11:1 clears another line already, or is cleared by one. Undo that "
                "first: ringfence reconcile unmatch owbc:11:1"
            ),
        ),
    ],
)
def test_what_does_not_clear_is_a_sentence(
    officer: Any, args: tuple[str, ...], reason: str
) -> None:
    settled(officer)
    more = (
        ("owbc:10:1", "2017-10-16", "12.00", "PRINTER", ""),
        ("owbc:11:1", "2017-10-17", "5.00", "PRINTER", ""),
        ("owbc:12:1", "2017-10-18", "-5.00", "PRINTER", ""),
    )
    listed(officer, "2017-11-06", (*CONTRA, *more))
    officer.does("reconcile", "match", "owbc:11:1", "owbc:12:1")

    assert reason in " ".join(officer.is_refused("reconcile", "match", *args).split())


def test_an_entry_of_ours_is_marked_wherever_it_moves(officer: Any) -> None:
    listed(officer, "2017-10-05", SEPTEMBER)
    officer.does("reconcile", "timing", "SD-078", "--reason", "In October", "--date", "2017-10-06")

    assert 'custom "council-item" "2017-09-01' not in officer.text("main")
    found = [each for each in told(officer, *TO)["between"] if each["why"] == "timing"]
    assert [(each["called"], each["reason"]) for each in found] == [("SD-078", "In October")]
    officer.does("reconcile", "unmark", "SD-078")
    assert "timing" not in {each["why"] for each in told(officer, *TO)["between"]}


# Signing.


def test_signing_keeps_the_statement_and_asserts_our_balance(officer: Any) -> None:
    settled(officer)

    output = signed(officer)

    assert "What it says is kept in council/reconciliation-2017-09-30.json." in output
    text = officer.text("main")
    assert '2017-10-09 custom "reconciliation" "2017-09-30"\n  status: "signed"\n' in text
    for field in (
        "council-balance: -3727.17",
        "our-balance: -4851.67",
        "timing: -1200.00",
        "miscoded: 75.50",
        "difference: 0.00",
        "lines: 1009.72",
    ):
        assert f"  {field} GBP\n" in text
    assert "2017-10-01 balance Assets:Council  -4851.67 ~ 0.00 GBP\n" in text
    officer.book()
    frozen = json.loads((officer.books / "council/reconciliation-2017-09-30.json").read_bytes())
    assert (frozen["status"], frozen["signed_by"], frozen["signed_on"]) == (
        *("signed", "cfo", "2017-10-09"),
    )
    assert "Signed by: Chief Finance Officer (finance)" in officer.does("reconcile", *TO)


def test_what_waits_is_not_signed(officer: Any) -> None:
    listed(officer, "2017-10-05", SEPTEMBER)
    before = officer.files()

    result = cfo(officer, "reconcile", "sign", *TO)

    assert result.exit_code == 1
    assert "8 things wait to be settled, so 2017-09-30 can't be signed" in result.stderr
    assert "- owbc:4:1: 2017-09-21, PARKLANDS PL-88, £75.50, in the council's" in result.stderr
    assert officer.files() == before


def test_a_difference_is_signed_with_its_reason_only(officer: Any) -> None:
    settled(officer)
    stated = ("--council-balance", "-3727.18", "--date", "2017-10-09")

    result = cfo(officer, "reconcile", "sign", *TO, *stated)
    assert "There is a difference of £0.01:" in result.stderr
    assert "- £0.01 that no line and no entry accounts for" in result.stderr
    result = cfo(officer, "reconcile", "sign", *TO, *stated, "--difference-reason", "Rounding")
    assert result.exit_code == 0

    assert '  reason: "Rounding"' in officer.text("main")
    assert "Signed with this difference: Rounding" in officer.does("reconcile", *TO)


def test_who_signs_is_named_before_or_after(officer: Any) -> None:
    settled(officer)

    result = officer("reconcile", "sign", *TO, "--date", "2017-10-09", "--as", "cfo")

    assert result.exit_code == 0, result.output
    assert officer("reconcile", *TO, "--as", "cfo", "--books", str(officer.books)).exit_code == 0


def test_finance_signs_and_nobody_who_recorded(officer: Any) -> None:
    settled(officer)

    found = officer.is_refused("reconcile", "sign", *TO, "--date", "2017-10-09")

    assert "finance certifies: the Chief Finance Officer (cfo)" in found
    assert "cs-officer imported, marked or recorded what this rests on" in found


def test_it_is_not_signed_before_its_days_are_over(officer: Any) -> None:
    settled(officer)

    result = cfo(officer, "reconcile", "sign", *TO, "--date", "2017-09-29")

    assert "2017-09-30 is still to come on 2017-09-29" in result.stderr


def test_books_with_faults_are_not_signed(officer: Any) -> None:
    settled(officer)
    officer.add("nonsense\n")

    result = cfo(officer, "reconcile", "sign", *TO, "--date", "2017-10-09")

    assert "These books have a fault to correct" in result.stderr


def test_what_is_signed_is_held(officer: Any) -> None:
    settled(officer)
    signed(officer)
    late = ("receive", "PLF-2017-18", "12", "--council-ref", "owbc:4:1")

    found = officer.is_refused(*late, "--date", "2017-09-20")

    assert (
        "of 2017-09-20 (£12.00 received) would change what was reconciled with the council's "
        "ledger to 2017-09-30"
    ) in found
    assert "--date 2017-10-01 or later" in found
    officer.does(*late, "--date", "2017-10-01")


def test_the_next_one_begins_where_it_ended(officer: Any) -> None:
    settled(officer)
    signed(officer)
    listed(officer, "2017-11-06", OCTOBER)
    for ref, invoice in (
        ("owbc:6:1", "LCFC-1093"),
        ("owbc:7:1", "WAL-2268"),
        ("owbc:8:1", "PR-0641"),
    ):
        officer.does("reconcile", "match", ref, invoice)
    officer.does("reconcile", "miscoded", "owbc:9:1", "--reason", "Put right")
    officer.does("reconcile", "timing", "2017-10-31 Neighbour Hub -600.00", "--reason", "November")

    values = told(officer, "--to", "2017-10-31")

    assert (values["from"], values["start"]["basis"]) == ("2017-10-01", "signed")
    assert (values["start"]["balance"], values["start"]["lines"]) == ("-3727.17", "7174.50")
    assert (values["council_balance"], values["our_balance"]) == ("-10901.67", "-11501.67")
    assert (values["timing"], values["miscoded"], values["difference"]) == (
        "-600.00",
        "0.00",
        "0.00",
    )
    assert [each["refs"][0] for each in values["matched"]] == [
        *("owbc:5:1", "owbc:6:1", "owbc:7:1", "owbc:8:1"),
    ]
    result = cfo(officer, "reconcile", "sign", "--to", "2017-10-31", "--date", "2017-11-07")
    assert result.exit_code == 0, result.output
    officer.book()
    assert "the last one signed is to 2017-10-31" in officer.is_refused(
        "reconcile", "reopen", "2017-09-30", "--reason", "Wrong"
    )


def test_it_is_signed_once(officer: Any) -> None:
    settled(officer)
    signed(officer)

    result = cfo(officer, "reconcile", "sign", *TO)

    assert "reconciled to 2017-09-30 already, signed by cfo" in result.stderr
    assert 'ringfence reconcile reopen 2017-09-30 --reason "TEXT"' in result.stderr


def test_reopened_it_holds_nothing_and_is_signed_anew(officer: Any) -> None:
    settled(officer)
    signed(officer)
    first = (officer.books / "council/reconciliation-2017-09-30.json").read_bytes()

    officer.does(
        *("reconcile", "reopen", "2017-09-30", "--reason", "An invoice was left out"),
        *("--date", "2017-10-10"),
    )

    assert (officer.books / "council/reconciliation-2017-09-30.v1.json").read_bytes() == first
    assert ";; 2017-10-01 balance Assets:Council  -4851.67 ~ 0.00 GBP\n" in officer.text("main")
    path = officer.books / "spend-2017-18.beancount"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('  council-ref: "owbc:2:1"\n', ""), encoding="utf-8")
    officer.does("receive", "PLF-2017-18", "12", "--date", "2017-09-20")
    values = told(officer, *TO)
    assert (values["status"], values["our_balance"]) == ("reopened", "-4839.67")
    officer.does("reconcile", "match", "owbc:2:1", "SD-078")
    officer.does("reconcile", "timing", "2017-09-20 OPCC 12.00", "--reason", "In October")
    result = cfo(officer, "reconcile", "sign", *TO, "--date", "2017-10-11")
    assert result.exit_code == 0, result.output
    assert "2017-10-01 balance Assets:Council  -4839.67 ~ 0.00 GBP\n" in officer.text("main")
    officer.book()


@pytest.mark.parametrize("gone", [False, True])
def test_what_was_signed_and_then_altered_is_told_and_not_shown(officer: Any, gone: bool) -> None:
    settled(officer)
    signed(officer)
    path = officer.books / "council/reconciliation-2017-09-30.json"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"Chief Finance Officer", b"Somebody Else"))
    if gone:
        path.unlink()

    checked = officer("check", "--format", "json")
    blocks = json.loads(checked.stdout)["findings"]
    (found,) = (each for each in blocks if each["severity"] == "block")

    told = "is not in the folder of the books" if gone else "is not the one that was signed"
    assert (found["rule"], found["severity"]) == ("reconciled", "block")
    assert f"The statement council/reconciliation-2017-09-30.json{',' * gone}" in found["message"]
    assert told in found["message"]
    text = officer.is_refused("reconcile", *TO)
    assert "What was signed as reconciled to 2017-09-30" in text
    assert "To see what to restore: ringfence check" in text
    path.write_bytes(content)
    assert "Signed by: Chief Finance Officer (finance)" in officer.does("reconcile", *TO)


def test_alone_it_shows_what_is_signed_to_a_later_day_than_the_last_line(officer: Any) -> None:
    settled(officer)
    to = ("--to", "2017-10-05")
    officer.does("reconcile", "timing", "LCFC-1093", "--reason", "Not yet listed")
    result = cfo(officer, "reconcile", "sign", *to)
    assert result.exit_code == 0, result.output

    values = told(officer)

    assert (values["last_line"], values["day"], values["status"]) == (
        *("2017-10-03", "2017-10-05", "signed"),
    )
    assert values["signer"] == "Chief Finance Officer (finance)"
    assert told(officer, "--from", "2017-10-01")["status"] == "draft"


def test_what_is_corrected_later_was_matched_until_then(officer: Any) -> None:
    settled(officer)
    first = ("--from", "2017-08-22")
    before = told(officer, *TO, *first)

    officer.does("correct", "SD-078", "--amount", "1750", "--date", "2017-10-20")

    after = told(officer, *TO, *first)
    assert [each["refs"] for each in after["matched"]] == [
        ["owbc:1:1"],
        ["owbc:2:1"],
        ["owbc:3:1"],
    ]
    assert (after["matched"], after["between"]) == (before["matched"], before["between"])
    later = told(officer, "--to", "2017-10-31", *first)
    assert ["owbc:2:1"] not in [each["refs"] for each in later["matched"]]
    (apart,) = (each for each in later["between"] if each["why"] == "amount")
    assert apart["reason"] == "£1,800.00 in the council's, £1,750.00 in ours"


def test_an_assertion_of_the_officers_own_stays(officer: Any) -> None:
    settled(officer)
    officer.add("2017-10-01 balance Assets:Council  -4851.67 GBP\n")
    signed(officer)
    officer.does("reconcile", "reopen", "2017-09-30", "--reason", "To look again")

    text = officer.text("main")
    assert "\n2017-10-01 balance Assets:Council  -4851.67 GBP\n" in text
    assert "\n;; 2017-10-01 balance Assets:Council  -4851.67 ~ 0.00 GBP\n" in text


def test_what_is_not_signed_is_not_taken_back(officer: Any) -> None:
    settled(officer)

    found = officer.is_refused("reconcile", "reopen", "2017-09-30", "--reason", "Wrong")

    assert "There is no reconciliation to 2017-09-30 to reopen: none is signed." in found


def test_a_payee_is_no_formula_and_no_markup(officer: Any, tmp_path: Path) -> None:
    listed(officer, "2017-10-05", (("owbc:1:1", "2017-09-01", "1.00", "=1+<b>1</b>", '"x"'),))
    path = tmp_path / "s.xlsx"

    officer.does("reconcile", "--output", str(path))
    html = officer.does("reconcile", "--format", "html")

    sheet = openpyxl.load_workbook(path)["Waiting"]
    found = [c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=1+")]
    assert [cell.data_type for cell in found] == ["s"]
    assert "<b>1</b>" not in html
    kept = (officer.books / "council/2017-10-05.owbc.csv").read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(kept)))[1][3].startswith("'=")


# Beside it.


def test_a_kept_listing_that_is_gone_is_a_finding(officer: Any) -> None:
    settled(officer)
    path = officer.books / "council/2017-10-05.owbc.csv"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"1800.00", b"1801.00"))
    changed = json.loads(officer.does("check", "--format", "json"))["findings"][-1]
    path.unlink()
    gone = json.loads(officer.does("check", "--format", "json"))["findings"][-1]

    assert (changed["rule"], changed["severity"], changed["file"]) == (
        *("kept-listing", "warn", "main.beancount"),
    )
    assert "was changed since it was imported. Restore it from a backup" in changed["message"]
    assert "can't be read: no such file or directory" in gone["message"]


def test_the_monday_page_says_what_waits(officer: Any) -> None:
    assert "council's ledger" not in officer.does()
    settled(officer)
    assert "council's ledger" not in officer.does()
    listed(officer, "2017-11-06", OCTOBER)
    text = "The council's ledger is not reconciled yet; 4 lines of it wait: ringfence import\n"
    assert text in officer.does()
    signed(officer)
    officer.does("reconcile", "match", "owbc:6:1", "LCFC-1093")

    assert (
        "The council's ledger is reconciled to 30 September 2017; 3 lines of it wait: "
        "ringfence import\n"
    ) in officer.does()


def test_a_line_listed_late_is_filed_after_what_is_signed(officer: Any) -> None:
    settled(officer)
    signed(officer)
    book = officer.book()

    assert open_day(book, datetime.date(2017, 9, 20)) == datetime.date(2017, 10, 1)
    assert open_day(book, datetime.date(2017, 10, 2)) == datetime.date(2017, 10, 2)
    line = CouncilLine("owbc:20:1", datetime.date(2017, 9, 20), Decimal("0.10"), "PRINTER", "PR-9")
    pot = Suggestion(Deed.SPEND, "2017-18/Diversionary", "", "Printer")
    (draft,) = draft_line(loading.load(officer.books / "main.beancount"), line, pot)
    assert isinstance(draft, TransactionDraft)
    assert (draft.date, draft.meta["supplied"], draft.meta["council-ref"]) == (
        *(datetime.date(2017, 10, 1), datetime.date(2017, 9, 20), "owbc:20:1"),
    )
