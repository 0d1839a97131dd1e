"""The year's end: what terms say of each remainder, the entries, and the close; never twice."""

from __future__ import annotations

from tests.conftest import Officer

RESERVED = (("BigLunch", "480"), ("CelebrateSafely", "60"), ("PropertyMarking", "35.50"))
APRIL = ("--date", "16/4/2018")


def before_the_year_end(officer: Officer) -> Officer:
    """Leave the example as it was on 16 April 2018, before anything was written of its end."""
    for name in ("year-end-2017-18.beancount", "spend-2018-19.beancount"):
        (officer.books / name).write_text("")
    return officer


def moved_to_reserve(officer: Officer) -> None:
    """Do what the meeting decided of what is not carried forward."""
    for action, amount in (*RESERVED, ("Bluelight", "10")):
        decided = ("--decision", "CSP-2018-04-16-05")
        officer.does("vire", f"2017-18/{action}", "Reserve", amount, *APRIL, *decided)


def test_each_remainder_is_shown_with_what_its_terms_say(officer: Officer) -> None:
    text = before_the_year_end(officer).does("year-end", "2017-18", *APRIL, "--dry-run")
    flat = " ".join(text.split())
    assert "PLF-2015-16 2017-18/Diversionary £0.50 Is kept, and stays unless" in flat
    assert "PLF-2016-17 2017-18/GrowOutCrime £414.00 Moves on to 2018-19/GrowOutCrime" in flat
    assert "2018-19/BigLunch is not declared: (" in flat
    assert ") ringfence action add 2018-19/BigLunch" in flat
    assert "PLF-2017-18 Reserve £1,750.00 Stays: it may be spent until 2019-03-31." in flat
    assert "In all £12,183.83" in flat
    assert "PLF-2017-18 £5,660.78 £24,435.78 -£18,775.00 £0.00" in flat


def test_the_entries_are_written_once_and_agree_with_the_example(officer: Officer) -> None:
    moved_to_reserve(before_the_year_end(officer))
    text = officer.does("year-end", "2017-18", *APRIL)
    assert 'decision: "OPCC-2018-03-26"' in text
    assert officer.left("2018-19/Diversionary/Kicks", "PLF-2017-18", "2018-04-16") == "1500.00"
    assert officer.left("2018-19/Prevent", "PLF-2017-18", "2018-04-16") == "600.00"
    assert officer.left("2018-19/GrowOutCrime", "PLF-2016-17", "2018-04-16") == "414.00"
    assert officer.left("2017-18/Diversionary", "PLF-2015-16", "2018-04-16") == "0.50"
    assert officer.left("Reserve", "PLF-2017-18", "2018-04-16") == "2335.50"
    files = officer.files()
    again = officer.does("year-end", "2017-18", *APRIL)
    assert "Nothing of the end of 2017/18 had to be written." in again
    assert officer.files() == files


def test_a_year_is_closed_once_nothing_awaits_anybody(officer: Officer) -> None:
    before_the_year_end(officer)
    may = ("--date", "31/5/2018", "--close")
    refused = officer("year-end", "2017-18", *may)
    assert refused.exit_code == 1
    assert "2017/18 can't be closed yet." in refused.stderr
    assert "£480.00 of PLF-2017-18 in 2017-18/BigLunch: Would move on, but" in refused.stderr
    for action, amount in RESERVED:
        decided = ("--decision", "CSP-2018-04-16-05", "--date", "31/5/2018")
        officer.does("vire", f"2017-18/{action}", "Reserve", amount, *decided)
    text = officer.does("year-end", "2017-18", *may)
    assert '2018-05-31 custom "year" "2017-18"\n  status: "closed"\n  closed-by: ' in text
    assert officer.does("year-end", "2017-18", *may).endswith(
        "written.\n2017/18 is closed already.\n"
    )


def test_a_link_and_the_reason_of_a_reopening_are_kept(officer: Officer) -> None:
    before_the_year_end(officer)
    for action, amount in RESERVED:
        decided = ("--decision", "CSP-2018-04-16-05", "--date", "31/5/2018")
        officer.does("vire", f"2017-18/{action}", "Reserve", amount, *decided)
    text = officer.does("year-end", "2017-18", "--date", "31/5/2018", "--link", "^accounts-1718")
    entries = [line for line in text.splitlines() if line.startswith(("2018-0", " 2018-0"))]
    written = [line for line in entries if " * " in line]
    assert written
    assert all(line.endswith("^accounts-1718") for line in written)
    officer.does("year-end", "2017-18", "--close", "--date", "31/5/2018")
    text = officer.does(
        *("year-end", "2017-18", "--reopen", "--note", "The auditor asked", "--date", "1/6/2018")
    )
    assert '2018-06-01 custom "year" "2017-18"\n  status: "open"\n' in text
    assert '  reason: "The auditor asked"\n' in text


def test_what_must_be_repaid_goes_back_what_never_came_lapses(officer: Officer) -> None:
    before_the_year_end(officer)
    officer.does(
        *("fund", "amend", "PLF-2017-18", "--unspent", "repay", "--spend-by", "2018-03-31"),
        *("--decision", "OPCC-2018-03-26", "--date", "2/4/2018"),
    )
    text = officer.does("year-end", "2017-18", "--date", "1/5/2018")
    assert '"OPCC" "Lapsed: never received"' in text
    assert "Income:OPCC:PLF-2017-18 5660.78 GBP Assets:Awarded" in " ".join(text.split())
    assert officer.left("Unallocated", "PLF-2017-18", "2018-05-01") == "0.00"
    assert officer.left("Reserve", "PLF-2017-18", "2018-05-01") == "0.00"


def test_a_year_that_is_not_over_has_no_end(officer: Officer) -> None:
    text = officer.is_refused("year-end", "2017-18", "--date", "31/3/2018", status=2)
    assert "its year end is dated 2018-04-01 at the earliest, not 2018-03-31" in text
