"""The life of a return: certified by another, frozen, queried, accepted, reopened, compared."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main

H1 = ("PLF-2017-18", "2017-18-H1")
SNAPSHOT = "returns/PLF-2017-18_2017-18-H1.json"


#: Nobody is assumed to have prepared it.
PREPARED = ("--prepared-by", "cs-officer")


def cfo(officer: Any, *args: str) -> Result:
    if args[:2] == ("return", "certify") and "--prepared-by" not in args:
        args = (*args, *PREPARED)
    return CliRunner().invoke(main, ["--books", str(officer.books), "--as", "cfo", *args])


def certified(officer: Any, day: str = "2017-09-20") -> None:
    result = cfo(officer, "return", "certify", *H1, "--date", day)
    assert result.exit_code == 0, result.output


def submitted(officer: Any) -> bytes:
    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    return bytes((officer.books / SNAPSHOT).read_bytes())


def test_who_prepared_it_does_not_certify_it(officer: Any) -> None:
    found = officer.is_refused("return", "certify", *H1, *PREPARED, "--date", "2017-09-20")
    assert "prepared by cs-officer and certified by cs-officer too" in found
    found = officer.is_refused("return", "certify", *H1, *PREPARED, "--certified-by", "cfo")
    assert "add the paper that cfo signed (--evidence FILE)" in found


def test_the_officer_records_it_with_the_signed_paper(officer: Any, tmp_path: Path) -> None:
    paper = tmp_path / "signed.pdf"
    paper.write_bytes(b"%PDF signed")
    officer.does(
        *("return", "certify", *H1, *PREPARED, "--certified-by", "cfo", "--date", "2017-09-20"),
        *("--evidence", str(paper)),
    )
    assert (officer.books / "returns/signed/signed.pdf").read_bytes() == b"%PDF signed"
    found = officer.text("returns")
    assert 'certified-by: "cfo"' in found
    assert 'prepared-by: "cs-officer"' in found
    assert 'evidence: "returns/signed/signed.pdf"' in found


def test_a_paper_elsewhere_is_copied_and_missed_when_it_is_gone(officer: Any) -> None:
    (officer.books.parent / "elsewhere").mkdir()
    paper = officer.books / ".." / "elsewhere" / "signed.pdf"
    typed = ("return", "certify", *H1, *PREPARED, "--certified-by", "cfo", "--date", "2017-09-20")
    paper.write_bytes(b"")
    found = officer.is_refused(*typed, "--evidence", str(paper))
    assert "is empty: no paper is in it." in found
    paper.write_bytes(b"%PDF signed")
    assert "signed paper" not in officer.does(*typed, "--evidence", str(paper))
    kept = officer.books / "returns/signed/signed.pdf"
    assert kept.read_bytes() == b"%PDF signed"
    assert 'evidence: "returns/signed/signed.pdf"' in officer.text("returns")
    assert "signed paper" not in officer.does("check")
    kept.rename(paper)
    assert (
        "The signed paper of the return PLF-2017-18 2017-18-H1, returns/signed/signed.pdf, is no "
        "longer in the folder of the books: put it back there. [submitted]"
    ) in " ".join(officer.does("check").split())


PENDING = """2017-08-20 ! "Scouts" "Camp"
  Expenses:Plan:2017-18:Sentinel:Contribution:PLF-2017-18  500.00 GBP
  Assets:Council:PLF-2017-18  -500.00 GBP
"""
DEMANDING = """2017-06-01 custom "decision" "OPCC-9"
  body: "OPCC"
  title: "Explain"
2017-06-02 custom "fund" "PLF-2017-18"
  variance-percent: 1
  decision: "OPCC-9"
"""


@pytest.mark.parametrize(
    ("ledger", "reason"),
    [
        ("nonsense\n", "fault to correct"),
        (PENDING, "awaits a decision"),
        (DEMANDING, "say why it is"),
    ],
)
def test_what_is_not_complete_is_not_certified(officer: Any, ledger: str, reason: str) -> None:
    officer.add(ledger)
    before = officer.files()
    result = cfo(officer, "return", "certify", *H1, "--date", "2017-09-20")
    assert result.exit_code == 1
    assert reason in result.stderr
    assert officer.files() == before


def test_it_is_not_certified_before_its_days_are_over(officer: Any) -> None:
    result = cfo(officer, "return", "certify", *H1, "--date", "2017-08-30")
    assert "It counts up to 2017-08-31, which is still to come on 2017-08-30." in result.stderr


def test_submitting_freezes_it(officer: Any) -> None:
    assert "certify" in officer.is_refused("return", "submit", *H1)
    frozen = submitted(officer)
    found = json.loads(frozen)
    assert found["status"] == "submitted"
    assert found["totals"]["actual_to_date"] == "14497.22"
    assert f'digest: "{found["digest"]}"' in officer.text("returns")
    officer.book()
    assert "is submitted, so it can't be submitted now" in officer.is_refused(
        "return", "submit", *H1
    )


def test_check_warns_that_what_was_certified_has_changed(officer: Any) -> None:
    certified(officer)
    assert "certified again" not in officer.does("check")
    path = officer.books / "spend-2017-18.beancount"
    path.write_text(path.read_text(encoding="utf-8").replace("BL-19", "BL-20", 1), encoding="utf-8")
    text = " ".join(officer.does("check").split())
    assert "The return PLF-2017-18 2017-18-H1 is not what cfo certified" in text
    assert "ringfence return certify PLF-2017-18 2017-18-H1 [submitted]" in text


def test_the_receipt_says_that_a_certified_return_is_changed(officer: Any) -> None:
    main = officer.text("main")
    (officer.books / "main.beancount").write_text(main.split(";; Over the year end")[0], "utf-8")
    certified(officer)
    spend = ("spend", "2017-18/Bluelight", "5.00", "--payee", "Scouts", "--invoice", "S-1")
    text = " ".join(officer.does(*spend, "--date", "2017-08-30").split())
    assert (
        "Warning: 2017-08-30 is within the return PLF-2017-18 2017-18-H1, which cfo certified as "
        "at 2017-08-31: what it says has changed, so it is to be certified again: ringfence return "
        "certify PLF-2017-18 2017-18-H1"
    ) in text
    refund = ("refund", "2017-18/Bluelight", "1.00", "--payee", "Scouts", "--invoice", "S-1")
    assert "2017-08-31 is within the return" in officer.does(*refund, "--date", "2017-08-31")
    later = (*spend[:-1], "S-2", "--date", "2017-09-01")
    assert "Warning:" not in officer.does(*later)


def test_the_receipt_says_that_a_late_invoice_should_adjust(officer: Any) -> None:
    main = officer.text("main")
    (officer.books / "main.beancount").write_text(main.split(";; Over the year end")[0], "utf-8")
    submitted(officer)
    late = ("spend", "2017-18/Bluelight", "5.00", "--payee", "Scouts", "--invoice", "S-1")
    dated = ("--date", "2017-09-01", "--supplied", "2017-08-30")
    text = " ".join(officer.does(*late, *dated).split())
    assert "supplied on 2017-08-30, in the days of the return PLF-2017-18 2017-18-H1" in text
    assert "--adjusts PLF-2017-18/2017-18-H1" in text
    adjusting = (*late[:-1], "S-2", *dated, "--adjusts", "PLF-2017-18/2017-18-H1")
    assert "Warning:" not in officer.does(*adjusting)


def test_what_changed_after_it_was_certified_is_certified_again(officer: Any) -> None:
    certified(officer)
    text = officer.text("spend-2017-18")
    changed = text.replace("BL-19", "BL-20", 1)
    assert changed != text
    (officer.books / "spend-2017-18.beancount").write_text(changed, encoding="utf-8")
    found = officer.is_refused("return", "submit", *H1, "--date", "2017-09-21")
    assert "Let it be certified again" in found
    certified(officer, "2017-09-21")
    officer.does("return", "submit", *H1, "--date", "2017-09-21")


def test_the_same_books_freeze_to_the_same_bytes(officer: Any) -> None:
    frozen = submitted(officer)
    officer.does("return", "reopen", *H1, "--reason", "Once more", "--date", "2017-09-22")
    certified(officer, "2017-09-22")
    officer.does("return", "submit", *H1, "--date", "2017-09-22")
    again = json.loads((officer.books / SNAPSHOT).read_bytes())
    assert {**json.loads(frozen), "sent": again["sent"]} == again  # its history was sent, too
    assert (officer.books / SNAPSHOT.replace(".json", ".v1.json")).read_bytes() == frozen


def test_a_late_invoice_is_refused_and_then_adjusts(officer: Any) -> None:
    main = officer.text("main")
    (officer.books / "main.beancount").write_text(main.split(";; Over the year end")[0], "utf-8")
    submitted(officer)
    late = ("spend", "2017-18/Bluelight", "5.00", "--payee", "Scouts", "--invoice", "S-1")
    found = officer.is_refused(*late, "--date", "2017-08-30")
    assert "would change the return PLF-2017-18 2017-18-H1" in found
    assert "--adjusts PLF-2017-18/2017-18-H1" in found
    adjusts = ("--supplied", "2017-08-30", "--adjusts", "PLF-2017-18/2017-18-H1")
    officer.does(*late, "--date", "2017-09-01", *adjusts)
    shown = officer.does("return", "prepare", "PLF-2017-18", "2017-18-H2", "--format", "json")
    adjusted = [
        (each["payee"], each["amount"], each["adjusts"])
        for each in json.loads(shown)["adjustments"]
    ]
    assert adjusted == [("Scouts", "5.00", "PLF-2017-18/2017-18-H1")]
    assert "still say" in officer.does("return", "compare", *H1)


def test_queried_and_accepted(officer: Any) -> None:
    submitted(officer)
    officer.does("return", "query", *H1, "--text", "Why so late?", "--date", "2017-10-01")
    assert 'text: "Why so late?"' in officer.text("returns")
    officer.does("return", "accept", *H1, "--reference", "OPCC/114", "--date", "2017-10-09")
    listed = json.loads(officer.does("return", "list", "--format", "json"))["returns"]
    assert listed[0]["status"] == "accepted"
    assert "is accepted, so it can't be queried now" in officer.is_refused(
        "return", "query", *H1, "--text", "Again"
    )


def test_the_comparison_names_the_figures_and_the_reason(officer: Any) -> None:
    submitted(officer)
    path = officer.books / "spend-2017-18.beancount"
    path.write_text(officer.text("spend-2017-18").replace("450.00 GBP", "451.00 GBP"), "utf-8")
    result = officer("return", "compare", *H1, "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["same"], found["intact"]) == (False, True)
    assert {
        "place": "Bluelight",
        "name": "actual to date",
        "then": "450.00",
        "now": "451.00",
    } in found["figures"]
    assert len(found["why"]) == 1
    assert "First-aid training provider" in found["why"][0]


def test_a_comparison_without_a_snapshot_says_so(officer: Any) -> None:
    assert f"no snapshot {SNAPSHOT}" in officer.is_refused("return", "compare", *H1)
    submitted(officer)
    (officer.books / SNAPSHOT).write_text('{"frozen": {"lines": [], "counted": []}}', "utf-8")
    assert f"no snapshot {SNAPSHOT}" in officer.is_refused("return", "compare", *H1)


def test_what_became_of_the_claim_follows_from_its_entries(officer: Any) -> None:
    submitted(officer)

    def state() -> str:
        listed = json.loads(officer.does("return", "list", "--format", "json"))["returns"]
        return str(listed[0]["claim"])

    # 7,474.22 was claimed: the example invoices it in October and is paid in November.
    assert state() == "paid"
    main, money = officer.text("main"), officer.text("money-2017-18")
    (officer.books / "main.beancount").write_text(main.split(";; Over the year end")[0], "utf-8")
    officer.does("return", "accept", *H1, "--reference", "OPCC/114", "--date", "2017-10-02")

    def due(day: str) -> list[tuple[str, str]]:
        shown = officer.does("deadlines", "--as-at", day, "--format", "json")
        found = (each for each in json.loads(shown)["deadlines"])
        return [(e["text"], e["amount"]) for e in found if e["kind"] in ("invoice", "claim")]

    def until(text: str) -> None:
        (officer.books / "money-2017-18.beancount").write_text(money.split(text)[0], "utf-8")

    until("2017-10-")
    assert state() == "to invoice"
    assert due("2017-10-03") == [
        (
            (
                "£7,474.22 of PLF-2017-18 is to invoice, by the return PLF-2017-18 2017-18-H1 "
                "(accepted, OPCC/114): ringfence claim PLF-2017-18 7474.22 --invoice REFERENCE"
            ),
            "7474.22",
        )
    ]
    until("2017-11-")
    assert state() == "invoiced"
    assert due("2017-10-05") == [
        (
            (
                "£7,474.22 of PLF-2017-18 is claimed, last on 2017-10-04, and not paid (accepted: "
                "OPCC/114)"
            ),
            "7474.22",
        )
    ]
    assert due("2017-10-03")[0][1] == "7474.22", "what is known of a day is of that day"
    (officer.books / "money-2017-18.beancount").write_text(money, "utf-8")
    assert state() == "paid"
    assert due("2017-11-04") == []


def test_a_reopened_return_is_compared_with_each_version_sent(officer: Any) -> None:
    """450.00 was sent first, 451.00 after it was reopened; 452.00 is what the books say now."""
    submitted(officer)
    path = officer.books / "spend-2017-18.beancount"
    text = officer.text("spend-2017-18")
    officer.does("return", "reopen", *H1, "--reason", "A penny", "--date", "2017-09-22")
    path.write_text(text.replace("450.00 GBP", "451.00 GBP"), "utf-8")

    def changed(*more: str) -> list[tuple[str, str]]:
        found = json.loads(officer("return", "compare", *H1, *more, "--format", "json").stdout)
        return [
            (each["then"], each["now"])
            for each in found["figures"]
            if (each["place"], each["name"]) == ("Bluelight", "actual to date")
        ]

    assert changed() == changed("--version", "1") == [("450.00", "451.00")]
    paper = officer.books.parent / "reopened.md"
    officer.does("return", "prepare", *H1, "--draft", "--output", str(paper))
    output = paper.read_text(encoding="utf-8")
    assert "## Changed since version 1 was sent" in output
    assert "| Bluelight | Spent to date | £450.00 | £451.00 |" in output
    assert "Why reopened: A penny" in output
    made = json.loads(officer.does("return", "prepare", *H1, "--draft", "--format", "json"))
    assert made["changed_since_version"]["version"] == 1
    assert {
        "place": "Bluelight",
        "name": "actual to date",
        "then": "450.00",
        "now": "451.00",
    } in made["changed_since_version"]["figures"]
    certified(officer, "2017-09-23")
    officer.does("return", "submit", *H1, "--date", "2017-09-23")
    assert changed() == []
    path.write_text(text.replace("450.00 GBP", "452.00 GBP"), "utf-8")
    assert changed() == [("451.00", "452.00")]
    assert changed("--version", "1") == [("450.00", "452.00")]
    output = " ".join(officer("return", "compare", *H1).stdout.split())
    assert "Bluelight Spent to date £451.00 £452.00" in output
    output = officer.is_refused("return", "compare", *H1, "--version", "7")
    assert "2017-18-H1.v7.json" in output
    assert "There are versions 1 (--version)." in output


PERSONAL = {
    "write to a.b@example.org": "an e-mail address",
    "ring 0116 257 2894": "a telephone number",
    "ring +44 7700 900123": "a telephone number",
    "AB 12 34 56 C": "a National Insurance number",
    "at LE18 2DR": "a full postcode",
}


@pytest.mark.parametrize("text", PERSONAL)
def test_what_leads_to_a_person_must_not_go_out(officer: Any, text: str) -> None:
    note = f'2017-08-30 note Equity:Plan:2017-18:KIDVA "Help: {text}." #delivery\n'
    officer.add(note)
    result = cfo(officer, "return", "certify", *H1, "--date", "2017-09-20")
    assert result.exit_code == 1
    assert f"is {PERSONAL[text]}, which must not go out" in result.stderr
    officer.add("  private: TRUE\n")
    certified(officer)


def test_a_count_of_few_is_flagged(officer: Any) -> None:
    officer.add(
        '2017-08-31 custom "measure" "2017-18" "KIDVA" "children helped" 4\n'
        '  from: 2017-04-01\n  to: 2017-08-31\n  group: "girls"\n'
    )
    shown = json.loads(officer.does("return", "prepare", *H1, "--format", "json"))
    assert [each for each in shown["to_complete"] if "is a count under 5" in each]


@pytest.mark.parametrize(
    ("name", "of"), [("victims supported", " of “girls”"), ("victims supported", "")]
)
def test_few_people_are_flagged_without_a_group_too(officer: Any, name: str, of: str) -> None:
    group = ("--group", "girls") if of else ()
    count = ("measure", "add", "2017-18/KIDVA", name, "2", *group, "--date", "31/8/2017")
    officer.does(*count, "--from", "1/4/2017", "--to", "31/8/2017")
    result = cfo(officer, "return", "certify", *H1, "--date", "2017-09-20")
    assert result.exit_code == 1
    text = " ".join(result.stderr.split())
    assert f"“{name}”{of} is a count under 5, which could identify somebody." in text
    assert "or say why it is certified all the same (--reason TEXT)" in text


@pytest.mark.parametrize(
    ("text", "few"),
    [
        ("Done for 2 victims.", "2 victims"),
        ("Three young women came.", "Three young women"),
        ("Done for 12 victims, 64 people, £2 people; 1,234 people.", None),
        ("Two schools took part.", None),
        ("Year 4 pupils were told.", None),
    ],
)
def test_few_people_in_a_note_are_flagged(officer: Any, text: str, few: str | None) -> None:
    officer.add(f'2017-08-30 note Equity:Plan:2017-18:KIDVA "{text}" #delivery\n')
    result = cfo(officer, "return", "certify", *H1, "--date", "2017-09-20")
    output = " ".join(result.stderr.split())
    assert (result.exit_code == 1) is bool(few)
    assert (f"30: “{few}” is a count under 5" in output) is bool(few)
    assert ("--reverse-only" in output) is bool(few)


def test_few_sessions_are_no_people(officer: Any) -> None:
    count = ("measure", "add", "2017-18/KIDVA", "sessions held", "2", "--date", "31/8/2017")
    officer.does(*count, "--from", "1/4/2017", "--to", "31/8/2017")
    certified(officer)
