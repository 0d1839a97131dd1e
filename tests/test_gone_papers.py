"""A paper that a submitted return cites may go, once its books say so: the block is a note then."""

import datetime
import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringfence.cli.main import main
from ringfence.ledger.years import today
from tests.conftest import Officer
from tests.test_return_attacks import H1, INVOICE, MINUTES, SIGNED, blocks, sent, sent_once, told

__all__ = ["sent", "sent_once"]
#: What is recorded now is long after its day.
LATE = f" (recorded on {today()})"
FUNDS = ("PLF-2015-16", "PLF-2016-17", "PLF-2017-18")
DESTROY = ("destroyed", "--reason", "The records are over.", "--date")


def digest_of(officer: Officer, name: str) -> str:
    return hashlib.sha256((officer.books / name).read_bytes()).hexdigest()


def notes(officer: Officer) -> list[str]:
    found = json.loads(officer("check", "--format", "json").stdout)["findings"]
    return [
        each["message"]
        for each in found
        if (each["severity"], each["rule"]) == ("warn", "submitted")
    ]


def by_finance(officer: Officer, *args: str) -> str:
    result = CliRunner().invoke(main, ["--books", str(officer.books), "--as", "cfo", *args])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def kept_a_year(sent: Officer) -> Officer:
    """Books whose funds keep their records for a year: until 1 April 2020, two of them."""
    sent.does(
        *("decision", "add", "OPCC-K", "--body", "OPCC", "--title", "Kept a year"),
        *("--date", "2018-04-20"),
    )
    for fund in FUNDS:
        sent.does(
            *("fund", "amend", fund, "--records-years", "1", "--decision", "OPCC-K"),
            *("--date", "2018-04-20"),
        )
    return sent


@pytest.mark.parametrize("name", [INVOICE, MINUTES, SIGNED])
def test_a_paper_that_was_destroyed_in_time_is_a_note(kept_a_year: Officer, name: str) -> None:
    was = digest_of(kept_a_year, name)
    (kept_a_year.books / name).unlink()
    typed = f'ringfence return paper {name} destroyed --reason "TEXT" [submitted]'
    assert "If it was destroyed once its records-years were over, record that: " + typed in told(
        kept_a_year
    )
    kept_a_year.does("return", "paper", name, *DESTROY, "2020-04-01")
    assert blocks(kept_a_year, "--deep") == []
    (note,) = notes(kept_a_year)
    assert note == (
        f"{name} was destroyed on 2020-04-01{LATE} by cs-officer: The records are over. The return "
        f"PLF-2017-18 2017-18-H1 cites as submitted on 2017-09-21 the SHA-256 {was}, which its "
        "snapshot still holds. [submitted]"
    )


def test_one_that_was_destroyed_before_its_time_is_refused(kept_a_year: Officer) -> None:
    (kept_a_year.books / INVOICE).unlink()
    found = kept_a_year.is_refused("return", "paper", INVOICE, *DESTROY, "2020-03-31")
    for fund in FUNDS[1:]:
        assert (
            f"{INVOICE} may not be destroyed: by its terms the records of {fund} may be destroyed "
            "from 2020-04-01 on, and this is dated 2020-03-31. Put the paper back from a copy, and "
            "take this out. [submitted]"
        ) in found
    assert FUNDS[0] not in found


def test_where_no_term_is_said_nothing_may_be_destroyed(sent: Officer) -> None:
    (sent.books / INVOICE).unlink()
    found = sent.is_refused("return", "paper", INVOICE, *DESTROY, "2026-04-01")
    for fund in FUNDS[:2]:
        assert (
            f"the terms of {fund} do not say for how many years its records are kept. Put the "
            f"paper back from a copy, or say it: ringfence fund amend {fund} --records-years COUNT "
            "--decision ID --date DAY [submitted]"
        ) in found


def test_a_day_to_come_is_no_day(kept_a_year: Officer) -> None:
    (kept_a_year.books / INVOICE).unlink()
    day = str(today() + datetime.timedelta(days=1))
    found = kept_a_year.is_refused("return", "paper", INVOICE, *DESTROY, day)
    assert f"{INVOICE} may not be destroyed: it is dated {day}, which is still to come." in found


def test_what_was_destroyed_and_is_there_is_a_finding(kept_a_year: Officer) -> None:
    content = (kept_a_year.books / INVOICE).read_bytes()
    assert "It is there all the same" in kept_a_year.is_refused(
        "return", "paper", INVOICE, *DESTROY, "2020-04-01"
    )
    (kept_a_year.books / INVOICE).unlink()
    kept_a_year.does("return", "paper", INVOICE, *DESTROY, "2020-04-01")
    (kept_a_year.books / INVOICE).write_bytes(content)
    (found,) = blocks(kept_a_year)
    assert found["message"] == (
        f"{INVOICE} was destroyed on 2020-04-01{LATE} "
        f"by cs-officer: The records are over. It is there "
        "all the same: take the file out of the folder, or if it was never destroyed, this "
        "directive. [submitted]"
    )
    text = kept_a_year.text("returns").splitlines()
    assert text[found["line"] - 1] == f'2020-04-01 custom "paper" "{INVOICE}"'


@pytest.mark.parametrize("name", [INVOICE, MINUTES, SIGNED])
def test_a_paper_that_finance_has_redacted_is_a_note(sent: Officer, name: str) -> None:
    was = digest_of(sent, name)
    (sent.books / name).write_bytes(b"%PDF with a name struck out")
    typed = f'ringfence --as PERSON return paper {name} redacted --reason "TEXT" [submitted]'
    assert (
        "If something in it was redacted, or it was replaced, finance records that, or somebody "
        f"else with the decision: {typed}"
    ) in told(sent)
    redact = ("return", "paper", name, "redacted", "--reason", "Forgotten", "--date", "2018-01-10")
    assert (
        f"{name} may not be redacted: cs-officer says so, and no decision that was taken by "
        "2018-01-10. Let finance record it, the Chief Finance Officer, or name the decision; else "
        "put the paper back from a copy, and take this out. [submitted]"
    ) in sent.is_refused(*redact)
    by_finance(sent, *redact)
    assert blocks(sent, "--deep") == []
    (note,) = notes(sent)
    assert note == (
        f"{name} was redacted on 2018-01-10{LATE} "
        f"by cfo: Forgotten. The return PLF-2017-18 2017-18-H1 "
        f"cites as submitted on 2017-09-21 the SHA-256 {was}, which its snapshot still holds. "
        "[submitted]"
    )


def test_minutes_that_a_decision_replaced_are_a_note(sent: Officer) -> None:
    (sent.books / MINUTES).write_bytes(b"Minutes, as approved")
    redact = ("return", "paper", MINUTES, "redacted", "--reason", "Approved so", "--decision")
    later = ("CSP-2017-06-12-03", "--date", "2017-06-11")  # the day before it was taken
    assert "no decision that was taken by 2017-06-11" in sent.is_refused(*redact, *later)
    sent.does(*redact, "CSP-2017-06-12-03", "--date", "2017-10-01")
    assert blocks(sent) == []
    (note,) = notes(sent)
    assert note.startswith(
        f"{MINUTES} was redacted on 2017-10-01{LATE} "
        f"by cs-officer and the decision CSP-2017-06-12-03: "
        "Approved so."
    )


def test_a_redacted_paper_that_changed_again_is_a_finding(sent: Officer) -> None:
    path = sent.books / MINUTES
    path.write_bytes(b"redacted")
    redact = ("return", "paper", MINUTES, "redacted", "--reason", "Forgotten", "--date")
    by_finance(sent, *redact, "2018-01-10")
    digest = digest_of(sent, MINUTES)
    path.write_bytes(b"redacteD")
    (found,) = blocks(sent)
    assert found["message"] == (
        f"{MINUTES} was redacted on 2018-01-10{LATE} "
        f"by cfo: Forgotten. It has changed again since: its "
        f"SHA-256 was {digest}, and is {digest_of(sent, MINUTES)}. Put back what it was then from "
        "a copy. If something in it was redacted, or it was replaced, finance records that, or "
        f"somebody else with the decision: ringfence --as PERSON return paper {MINUTES} redacted "
        '--reason "TEXT" [submitted]'
    )
    text = sent.text("returns").splitlines()
    assert text[found["line"] - 1] == f'2018-01-10 custom "paper" "{MINUTES}"'
    by_finance(sent, *redact, "2018-01-11")
    assert blocks(sent) == []
    path.unlink()
    assert f"{MINUTES} was redacted on 2018-01-11{LATE} by cfo: Forgotten. It is gone since: " in (
        told(sent)
    )


def test_what_is_as_it_was_cited_was_not_redacted(sent: Officer) -> None:
    redact = ("return", "paper", MINUTES, "redacted", "--reason", "?", "--decision")
    assert f"{MINUTES} is as every return cites it, so it was not redacted" in sent.is_refused(
        *redact, "CSP-2017-06-12-03", "--date", "2017-10-01"
    )


def test_a_paper_that_no_return_cites_is_a_finding(kept_a_year: Officer) -> None:
    found = kept_a_year.is_refused("return", "paper", "documents/no.txt", *DESTROY, "2020-04-01")
    assert (
        "No submitted return holds the SHA-256 of documents/no.txt, so there is nothing to say of "
        "it: take this out, or correct the path. [submitted]"
    ) in found


def test_what_was_redacted_is_there(sent: Officer) -> None:
    (sent.books / MINUTES).unlink()
    assert sent.is_refused("return", "paper", MINUTES, "redacted", "--reason", "Forgotten") == (
        f"Error: There is no file {MINUTES} in the folder of the books: put the redacted one in "
        "its place first.\n\nNothing was saved.\n"
    )


def test_the_pack_and_why_say_what_became_of_papers(kept_a_year: Officer, tmp_path: Path) -> None:
    (kept_a_year.books / INVOICE).unlink()
    kept_a_year.does("return", "paper", INVOICE, *DESTROY, "2020-04-01")
    (kept_a_year.books / MINUTES).write_bytes(b"redacted")
    by_finance(
        kept_a_year,
        *("return", "paper", MINUTES, "redacted", "--reason", "Forgotten", "--date", "2018-01-10"),
    )
    destroyed = f"destroyed on 2020-04-01{LATE} by cs-officer: The records are over."
    redacted = f"redacted on 2018-01-10{LATE} by cfo: Forgotten."
    said = kept_a_year.does("return", "pack", *H1, "--output", str(tmp_path / "pack.zip"))
    assert f"{INVOICE} is not in it: it was {destroyed}\n" in said
    assert f"{MINUTES} is in it as it is now: it was {redacted}\n" in said
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        packed = pack.read("why.html").decode()
        assert INVOICE not in pack.namelist()
        assert pack.read(MINUTES) == b"redacted"
    kept_a_year.does("return", "why", *H1, "--output", str(tmp_path / "why.html"))
    for page in (packed, (tmp_path / "why.html").read_text(encoding="utf-8")):
        assert f'{INVOICE} <span class="small">({destroyed})</span>' in page
        assert f'{MINUTES}</a> <span class="small">({redacted})</span>' in page


def test_spending_that_a_destroyed_paper_showed_was_evidenced(sent: Officer) -> None:
    def unshown() -> list[str]:
        return [each["message"] for each in blocks(sent) if each["rule"] == "evidence"]

    sent.add(
        '2018-04-21 * "Sentinel" "More"\n'
        '  document: "documents/gone.txt"\n'
        "  Expenses:Plan:2017-18:Sentinel:PLF-2017-18  600.00 GBP\n"
        "  Assets:Council:PLF-2017-18  -600.00 GBP\n"
    )
    (message,) = unshown()
    assert "(there is no file gone.txt)" in message
    sent.add(
        '2020-04-01 custom "paper" "documents/gone.txt"\n  status: "destroyed"\n  reason: "Over"\n'
    )
    assert unshown() == []
