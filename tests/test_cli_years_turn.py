"""The year's turn: the return of the last half is sent in April, the accounts close in May."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringfence.cli.main import main
from tests.conftest import Officer

HEAD = """option "operating_currency" "GBP"
plugin "ringfence.plugins.all"
2025-04-01 custom "partnership" "P CSP"
2025-04-01 custom "person" "cs-officer"
  name: "Officer"
  role: "officer"
2025-04-01 custom "person" "cfo"
  name: "Finance"
  role: "finance"
2025-04-01 custom "fund" "G"
  title: "Grant"
  funder: "OPCC"
  stage: "awarded"
  award: {award} GBP
  spend-from: 2025-04-01
  spend-by: 2026-03-31
  unspent: "{unspent}"
  payment: "{payment}"
  returns: "{returns}"
2025-04-01 custom "action" "2025-26" "A"
  title: "Youth"
2025-04-01 custom "action" "2025-26" "B"
  title: "Shops"
2025-04-01 open Assets:Awarded:OPCC:G
2025-04-01 open Income:OPCC:G
2025-04-01 open Assets:Council:G
2025-04-01 open Equity:Unallocated:G
2025-04-01 open Equity:Plan:2025-26:A:G
2025-04-01 open Equity:Plan:2025-26:B:G
2025-04-01 open Expenses:Plan:2025-26:A:G
2025-04-01 open Expenses:Plan:2025-26:B:G
2025-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:G      1000.00 GBP
  Income:OPCC:G             -1000.00 GBP
"""
#: 600.00 of the 1,000.00 is left, all of it in A.
SPENT = """2025-04-01 * "Delivery Plan"
  Equity:Unallocated:G       1000.00 GBP
  Equity:Plan:2025-26:A:G   -1000.00 GBP
2025-06-01 * "Youth Hub" "Sessions"
  invoice: "1"
  Expenses:Plan:2025-26:A:G   400.00 GBP
  Assets:Council:G           -400.00 GBP
"""
#: 500.00 is left in A, and B is short of 200.00: 300.00 in all.
OVERSPENT = """2025-04-01 * "Delivery Plan"
  Equity:Unallocated:G       1000.00 GBP
  Equity:Plan:2025-26:A:G    -500.00 GBP
  Equity:Plan:2025-26:B:G    -500.00 GBP
2026-03-01 ! "Locksmith" "Locks"
  invoice: "Z1"
  Expenses:Plan:2025-26:B:G   700.00 GBP
  Assets:Council:G           -700.00 GBP
"""
H2 = ("G", "2025-26-H2")
SNAPSHOT = "returns/G_2025-26-H2.json"
MAY = ("--date", "5/5/2026")


def books(
    folder: Path,
    entries: str,
    *,
    unspent: str = "carry-forward",
    payment: str = "arrears",
    returns: str = "six-monthly",
    award: str = "1000.00",
) -> Officer:
    """Make books of one grant of 1,000.00 with these entries."""
    head = HEAD.format(unspent=unspent, payment=payment, returns=returns, award=award)
    made = folder / "books"
    made.mkdir()
    (made / "main.beancount").write_text(head + entries, encoding="utf-8")
    return Officer(made)


def send(officer: Officer, *, between: tuple[str, ...] = ()) -> None:
    """Certify and submit the second half's return, with a command in between."""
    certify = (
        "return",
        "certify",
        *H2,
        "--reason",
        "A test",
        "--prepared-by",
        "cs-officer",
        "--date",
        "17/4/2026",
    )
    args = ["--books", str(officer.books), "--as", "cfo", *certify]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    if between:
        officer.does(*between)
    officer.does("return", "submit", *H2, "--date", "20/4/2026")


def consent(officer: Officer, day: str = "28/4/2026") -> None:
    """Record that the funder lets the rest be spent by 30 September, and the new year's action."""
    dated = ("--date", day)
    officer.does("decision", "add", "O-1", "--body", "OPCC", "--title", "Rest by 30 Sep", *dated)
    officer.does("fund", "amend", "G", "--spend-by", "30/9/2026", "--decision", "O-1", *dated)
    officer.does("action", "add", "2026-27/A", "--title", "Youth", "--date", "1/4/2026")


def stands(officer: Officer) -> None:
    """Make sure that nothing blocks and that the return still says what was sent."""
    officer.book()
    text = officer.does("return", "compare", *H2)
    assert text == "The books still say what the return G 2025-26-H2 said when it was submitted.\n"
    sent = json.loads((officer.books / SNAPSHOT).read_text())
    now = json.loads(officer.does("return", "prepare", *H2, "--format", "json"))
    assert now["digest"] == sent["digest"]
    assert now["claim"] == sent["claim"]
    assert (now["lines"], now["totals"]) == (sent["lines"], sent["totals"])


def written(output: str) -> list[str]:
    """Return the entries of a receipt: the day and each leg."""
    entries = re.findall(r"^(\d{4}-\d\d-\d\d) \*.*\n((?:  .*\n)*)", output, re.MULTILINE)
    leg = re.compile(r"^  ([A-Z]\S+:\S+) +(-?[0-9.]+) GBP$", re.MULTILINE)
    legs = (leg.findall(text) for _day, text in entries)
    return [
        f"{day} {', '.join(' '.join(leg) for leg in found)}"
        for (day, _text), found in zip(entries, legs, strict=True)
    ]


DEFERRED = [
    "2026-03-31 Income:OPCC:G 600.00, Liabilities:InAdvance:OPCC:G -600.00",
    "2026-04-01 Income:OPCC:G -600.00, Liabilities:InAdvance:OPCC:G 600.00",
]
LAPSED = [
    "2026-05-05 Equity:Plan:2025-26:A:G 600.00, Equity:Unallocated:G -600.00",
    "2026-05-05 Income:OPCC:G 600.00, Assets:Awarded:OPCC:G -600.00",
]
MOVED = ["2026-05-05 Equity:Plan:2025-26:A:G 600.00, Equity:Plan:2026-27:A:G -600.00"]
WRITES = {"repay": [*DEFERRED, *LAPSED], "carry-forward": DEFERRED, "keep": []}


@pytest.mark.parametrize("payment", ["arrears", "advance", "instalments", "on-order"])
@pytest.mark.parametrize("unspent", WRITES)
def test_the_year_ends_after_its_last_return_is_sent(
    tmp_path: Path, unspent: str, payment: str
) -> None:
    officer = books(tmp_path, SPENT, unspent=unspent, payment=payment)
    send(officer)
    assert written(officer.does("year-end", "2025-26", *MAY)) == WRITES[unspent]
    stands(officer)
    files = officer.files()
    again = officer.does("year-end", "2025-26", *MAY)
    assert again.endswith("Nothing of the end of 2025/26 had to be written.\n")
    assert officer.files() == files


def test_what_was_received_is_owed_back_after_the_return(tmp_path: Path) -> None:
    received = """2025-04-02 * "OPCC" "Received"
  Assets:Council:G           1000.00 GBP
  Assets:Awarded:OPCC:G     -1000.00 GBP
"""
    officer = books(tmp_path, SPENT + received, unspent="repay", payment="advance")
    send(officer)
    assert written(officer.does("year-end", "2025-26", *MAY))[-1] == (
        "2026-05-05 Income:OPCC:G 600.00, Liabilities:Repayable:OPCC:G -600.00"
    )
    stands(officer)


def test_consent_and_a_correction_come_after_the_return_was_accepted(tmp_path: Path) -> None:
    officer = books(tmp_path, SPENT)
    send(officer)
    officer.does("return", "accept", *H2, "--date", "24/4/2026")
    consent(officer)
    officer.does(
        *("correct", "1", "--amount", "350", "--adjusts", "G/2025-26-H2", "--date", "29/4/2026")
    )
    texts = written(officer.does("year-end", "2025-26", *MAY))
    assert texts == [*DEFERRED, MOVED[0].replace("600.00", "650.00")]
    stands(officer)
    officer.does("year-end", "2025-26", "--close", "--date", "31/5/2026")
    officer.does(
        "refund", "2025-26/A", "20", "--payee", "Youth Hub", "--invoice", "1", *MAY[:1], "4/6/2026"
    )
    assert officer.left("2026-27/A", "G", "2026-06-04") == "670.00"
    again = officer.does("year-end", "2025-26", "--date", "5/6/2026")
    assert again.endswith("Nothing of the end of 2025/26 had to be written.\n")
    stands(officer)


def test_the_year_ends_before_the_return_and_again_after_it(tmp_path: Path) -> None:
    """Invoices of March come in between, so what is deferred is less the second time."""
    officer = books(tmp_path, SPENT)
    officer.does("year-end", "2025-26", "--date", "2/4/2026")
    officer.add("""2026-03-30 * "Youth Hub" "March"
  invoice: "2"
  Expenses:Plan:2025-26:A:G   100.00 GBP
  Assets:Council:G           -100.00 GBP
""")
    send(officer)
    consent(officer)
    texts = written(officer.does("year-end", "2025-26", *MAY))
    assert texts == [
        "2026-03-31 Income:OPCC:G -100.00, Liabilities:InAdvance:OPCC:G 100.00",
        "2026-04-01 Income:OPCC:G 100.00, Liabilities:InAdvance:OPCC:G -100.00",
        MOVED[0].replace("600.00", "500.00"),
    ]
    stands(officer)


def test_a_year_end_between_certifying_and_sending_asks_for_no_new_signature(
    tmp_path: Path,
) -> None:
    officer = books(tmp_path, SPENT)
    send(officer, between=("year-end", "2025-26", "--date", "18/4/2026"))
    stands(officer)


@pytest.mark.parametrize("first", ["by hand", "by command"])
def test_what_was_deferred_by_hand_may_come_first_or_last(tmp_path: Path, first: str) -> None:
    """What does not say when it was recorded, and what does, whichever the return had in it."""
    officer = books(tmp_path, SPENT)
    if first == "by hand":
        officer.add(OPENS + MORE.format(amount="500.00"))
        send(officer)
        texts = written(officer.does("year-end", "2025-26", *MAY))
        assert texts == [each.replace("600.00", "100.00") for each in DEFERRED]
    else:
        officer.does("year-end", "2025-26", "--date", "2/4/2026")
        send(officer)
        less = in_march("Income:OPCC:G -100.00", "Liabilities:InAdvance:OPCC:G 100.00")
        back = in_march(
            "Income:OPCC:G 100.00", "Liabilities:InAdvance:OPCC:G -100.00", day="2026-04-01"
        )
        officer.add(less + back)
    stands(officer)


def test_a_later_return_holds_what_is_deferred_at_the_year_end_before_it(tmp_path: Path) -> None:
    """The first half of the new year is sent, and only then does the old year end."""
    officer = books(tmp_path, SPENT)
    consent(officer, "26/3/2026")
    for period, day in (("2025-26-H2", "20/4/2026"), ("2026-27-H1", "12/10/2026")):
        certify = (
            "return",
            "certify",
            "G",
            period,
            "--reason",
            "A test",
            "--prepared-by",
            "cs-officer",
            "--date",
            day,
        )
        args = ["--books", str(officer.books), "--as", "cfo", *certify]
        assert CliRunner().invoke(main, args).exit_code == 0
        officer.does("return", "submit", "G", period, "--date", day)
    refused = officer.is_refused("year-end", "2025-26", "--date", "30/9/2026")
    assert (
        "“Youth, carried forward to 2026/27” of 2026-09-30 would change the return G 2026-27-H1, "
        "submitted as at 2026-09-30. Date it after the as-at: --date 2026-10-01 or later. If the "
        'return itself is wrong: ringfence return reopen G 2026-27-H1 --reason "TEXT" [submitted]'
    ) in refused
    assert refused.endswith("\n\nNothing was saved.\n")


def test_an_invoice_turns_out_to_be_more_after_its_rest_was_carried_forward(
    tmp_path: Path,
) -> None:
    officer = books(tmp_path, SPENT)
    send(officer)
    officer.does("return", "accept", *H2, "--date", "24/4/2026")
    consent(officer)
    officer.does("year-end", "2025-26", *MAY)
    more = ("correct", "1", "--amount", "450", "--adjusts", "G/2025-26-H2", "--date", "10/5/2026")
    assert officer.is_refused(*more) == (
        "Error: £50.00 is £50.00 more than is free in 2025-26/A on 2026-05-10 and every later day: "
        "£0.00 of G. If it has been spent anyway, record it as awaiting a decision (--pending). In "
        "G the reserve holds £0.00 (of all funds £0.00); Unallocated holds £0.00; 2026-27/A, to "
        "which its rest was carried, holds £600.00.\n  Type: ringfence vire 2026-27/A 2025-26/A "
        "50.00 --fund G --date 2026-05-10 --decision ID\n[overdrawn]\n\nNothing was saved.\n"
    )
    dated = ("--body", "CSP", "--title", "Sessions", "--date", "10/5/2026")
    officer.does("decision", "add", "CSP-1", *dated)
    vire = "vire 2026-27/A 2025-26/A 50.00 --fund G --date 2026-05-10 --decision CSP-1"
    officer.does(*vire.split())
    officer.does(*more)
    assert officer.left("2026-27/A", "G", "2026-05-10") == "550.00"
    again = officer.does("year-end", "2025-26", "--date", "12/5/2026")
    assert again.endswith("Nothing of the end of 2025/26 had to be written.\n")
    stands(officer)


# ------------------------------------------------------------------ what is refused


MORE = """2026-03-31 * "OPCC" "Left of G at the year's end"
  Income:OPCC:G                    {amount} GBP
  Liabilities:InAdvance:OPCC:G    -{amount} GBP
2026-04-01 * "OPCC" "Back"
  Income:OPCC:G                   -{amount} GBP
  Liabilities:InAdvance:OPCC:G     {amount} GBP
"""
OPENS = "2025-04-01 open Liabilities:InAdvance:OPCC:G\n"


def check(officer: Officer) -> str:
    """Return what `check` says, in one line."""
    return " ".join(officer("check").stdout.split())


def test_no_more_is_deferred_than_the_return_said_is_left(tmp_path: Path) -> None:
    officer = books(tmp_path, SPENT)
    send(officer)
    officer.add(OPENS + MORE.format(amount="600.01"))
    assert (
        "“OPCC, Left of G at the year's end” brings what is deferred of G at 2026-03-31 to "
        "£600.01, £0.01 more than the return G 2025-26-H2, submitted as at 2026-03-31, shows as "
        "left of it: £600.00. Take it out, and let `ringfence year-end 2025-26` write both "
        "entries. [submitted]"
    ) in check(officer)
    main_file = officer.books / "main.beancount"
    main_file.write_text(main_file.read_text().replace("600.01", "600.00"))
    stands(officer)


def in_march(*legs: str, day: str = "2026-03-31", meta: str = "") -> str:
    lines = "".join(f"  {leg} GBP\n" for leg in legs)
    return f'{day} * "OPCC" "Left"\n{meta}{lines}'


HIDDEN = {
    "another day": in_march(
        "Income:OPCC:G 600.00", "Liabilities:InAdvance:OPCC:G -600.00", day="2026-03-30"
    ),
    "an adjustment": in_march(
        "Income:OPCC:G 600.00",
        "Liabilities:InAdvance:OPCC:G -600.00",
        meta='  adjusts: "G/2025-26-H1"\n',
    ),
    "money that there is not": in_march(
        "Equity:Opening:G 600.00", "Liabilities:InAdvance:OPCC:G -600.00"
    ),
    "a lapse": in_march("Income:OPCC:G 600.00", "Assets:Awarded:OPCC:G -600.00"),
    "a lapse in part": in_march(
        "Income:OPCC:G 600.00",
        "Liabilities:InAdvance:OPCC:G -500.00",
        "Assets:Awarded:OPCC:G -100.00",
    ),
    "a repayment": in_march("Income:OPCC:G 600.00", "Liabilities:Repayable:OPCC:G -600.00"),
    "another action": in_march("Equity:Plan:2025-26:A:G 600.00", "Equity:Plan:2025-26:B:G -600.00"),
    "spending": in_march(
        "Expenses:Plan:2025-26:A:G 600.00", "Liabilities:InAdvance:OPCC:G -600.00"
    ),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_nothing_else_hides_behind_what_is_deferred(tmp_path: Path, what: str) -> None:
    officer = books(tmp_path, SPENT)
    send(officer)
    accounts = ("Equity:Opening", "Liabilities:Repayable:OPCC")
    opens = "".join(f"2025-04-01 open {name}:G\n" for name in accounts)
    officer.add(OPENS + opens + HIDDEN[what])
    text = check(officer)
    assert re.search("“OPCC, Left”( of 2026-03-3[01])? would change the return G 2025-26-H2", text)
    assert officer("check").exit_code == 1


def test_what_was_deferred_when_the_return_was_sent_stays(tmp_path: Path) -> None:
    officer = books(tmp_path, SPENT)
    officer.does("year-end", "2025-26", "--date", "2/4/2026")
    send(officer)
    (path,) = officer.books.glob("*.beancount")
    before, deferred = path.read_text().split("Left of G", 1)
    path.write_text(f"{before}Left of G{deferred.replace('600.00', '500.00')}")
    assert (
        "“OPCC, Left of G at the year's end, not yet earned” is not what was in the return G "
        "2025-26-H2, submitted as at 2026-03-31: it was £600.00 to Income:OPCC:G, £600.00 from "
        "Liabilities:InAdvance:OPCC:G, is £500.00"
    ) in check(officer)


def test_opening_money_that_was_deferred_does_not_come_back_as_income(tmp_path: Path) -> None:
    """So that what was held before could not be made a new award, behind the year's turn."""
    held = """2025-04-01 open Equity:Opening:G
2025-04-01 * "Brought forward"
  Assets:Council:G            50.00 GBP
  Equity:Opening:G           -50.00 GBP
"""
    officer = books(tmp_path, SPENT + held, unspent="keep", returns="annual", award="1050.00")
    officer.does("return", "declare", "G", "2025-26", "--as-at", "30/4/2026", "--date", "1/4/2026")
    certify = (
        "return",
        "certify",
        "G",
        "2025-26",
        "--reason",
        "A test",
        "--prepared-by",
        "cs-officer",
        "--date",
        "2/5/2026",
    )
    args = ["--books", str(officer.books), "--as", "cfo", *certify]
    assert CliRunner().invoke(main, args).exit_code == 0
    officer.does("return", "submit", "G", "2025-26", "--date", "2/5/2026")
    back = "2026-04-01"
    deferred = in_march("Equity:Opening:G 50.00", "Liabilities:InAdvance:OPCC:G -50.00")
    as_it_was = in_march("Equity:Opening:G -50.00", "Liabilities:InAdvance:OPCC:G 50.00", day=back)
    officer.add(OPENS + deferred + as_it_was)
    officer.book()
    text = officer.text("main")
    text = text.replace("Equity:Opening:G -50.00", "Income:OPCC:G -50.00")
    (officer.books / "main.beancount").write_text(text)
    assert "goes back where it was on 1 April. Take it out" in check(officer)


# ------------------------------------------------------------------ shortages


def rows(text: str, fund: str = "G") -> list[str]:
    """Return the lines of a table on the terminal, joined where they are folded."""
    found: list[str] = []
    for line in text.splitlines():
        words = " ".join(line.split())
        if line.startswith((f"{fund} ", "In all")):
            found.append(words)
        elif line.startswith("   ") and found:
            found[-1] += f" {words}"
    return found


def test_a_shortage_stands_in_the_year_end_and_is_not_carried_forward(tmp_path: Path) -> None:
    officer = books(tmp_path, OVERSPENT)
    texts = rows(officer.does("year-end", "2025-26", "--date", "1/4/2026"))
    short = (
        "G 2025-26/B -£200.00 Is short, through spending that awaits a decision. Once decided: (2)."
    )
    only = "Only £300.00 of it: the rest stays as long as 2025-26/B is short."
    with_consent = (
        "May be carried forward with OPCC's consent, for its spend-by was 2026-03-31: (1)."
    )
    assert texts == [
        f"G 2025-26/A £500.00 {with_consent} {only}",
        short,
        "In all £300.00",
        "G £300.00 £1,000.00 -£700.00 £0.00",
        "In all £300.00 £1,000.00 -£700.00 £0.00",
    ]
    consent(officer, "26/3/2026")
    moved = officer.does("year-end", "2025-26", *MAY)
    runs_on = "Moves on to 2026-27/A: its dates run on to 2026-09-30."
    first = short.replace("(2)", "(1)")
    assert rows(moved)[:3] == [f"G 2025-26/A £500.00 {runs_on} {only}", first, "In all £300.00"]
    assert written(moved) == [MOVED[0].replace("600.00", "300.00")]
    again = officer.does("year-end", "2025-26", *MAY)
    assert rows(again)[0] == "G 2025-26/A £200.00 Stays as long as 2025-26/B is short."
    assert again.endswith("Nothing of the end of 2025/26 had to be written.\n")
    refused = officer("year-end", "2025-26", "--close", *MAY).stderr
    assert "2025/26 can't be closed yet." in refused
    vire = "ringfence vire 2025-26/A 2025-26/B 200.00 --fund G --decision ID."
    told = short.partition("£200.00 ")[2].replace("(2).", vire)
    assert f"-£200.00 of G in 2025-26/B: {told}" in refused


def test_once_it_is_decided_the_rest_moves_on(tmp_path: Path) -> None:
    officer = books(tmp_path, OVERSPENT)
    consent(officer, "26/3/2026")
    officer.does("year-end", "2025-26", "--date", "16/4/2026")
    decided = ("--body", "CSP", "--title", "Locks", "--date", "20/4/2026")
    officer.does("decision", "add", "CSP-1", *decided)
    vire = "vire 2025-26/A 2025-26/B 200.00 --fund G --decision CSP-1"
    officer.does(*vire.split(), "--date", "20/4/2026")
    text = officer.does("year-end", "2025-26", *MAY)
    assert "Nothing is left of 2025/26, unallocated or in reserve." in text
    officer.does("spend", "2026-27/A", "300", "--payee", "Y", "--invoice", "Y1", *MAY)
    assert officer("check").stdout.endswith("Nothing is wrong: 0 blocks, 0 pending, 0 warnings.\n")


def carried_by_hand(officer: Officer) -> None:
    """Carry all of A forward, as an editor of the books may, though 300.00 is left of the fund."""
    consent(officer, "26/3/2026")
    officer.add("""2026-04-01 open Equity:Plan:2026-27:A:G
2026-04-01 open Expenses:Plan:2026-27:A:G
2026-04-16 * "Youth, carried forward"
  Equity:Plan:2025-26:A:G     500.00 GBP
  Equity:Plan:2026-27:A:G    -500.00 GBP
""")


SHORT = (
    "Of G, 2025-26/B is short by £200.00 because of spending that awaits a decision, so that much "
    "can't be used."
)


def test_what_is_not_there_is_not_spent_next_year_but_as_pending(tmp_path: Path) -> None:
    officer = books(tmp_path, OVERSPENT)
    carried_by_hand(officer)
    spend = ("spend", "2026-27/A", "500", "--payee", "Y", "--invoice", "Y1", *MAY)
    assert officer.is_refused(*spend) == (
        "Error: £500.00 is £200.00 more than is free in 2026-27/A on 2026-05-05 and every later "
        "day: £300.00 of G. If it has been spent anyway, record it as awaiting a decision "
        f"(--pending). {SHORT} Once decided: ringfence vire 2026-27/A 2025-26/B 200.00 --fund G "
        "--decision ID. [overdrawn]\n\nNothing was saved.\n"
    )
    text = " ".join(officer.does(*spend, "--pending").split())
    assert (
        "Awaiting a decision: “Y, Youth” takes £500.00 of G on 2026-05-05, and £200.00 of it is "
        f"not there. {SHORT} Ask the meeting to decide where it comes from, or record what else "
        "was awarded. [overdrawn]"
    ) in text
    refused = officer.is_refused("spend", "2026-27/A", "1", "--payee", "Y", "--invoice", "2", *MAY)
    assert refused.startswith("Error: £1.00 is £1.00 more than is free in 2026-27/A")


def test_what_is_left_is_spent(tmp_path: Path) -> None:
    officer = books(tmp_path, OVERSPENT)
    carried_by_hand(officer)
    officer.does("spend", "2026-27/A", "300", "--payee", "Y", "--invoice", "Y1", *MAY)
    assert "1 pending" in officer.does("check")


def test_more_than_is_left_of_the_fund_is_not_put_into_the_next_year(tmp_path: Path) -> None:
    officer = books(tmp_path, OVERSPENT)
    consent(officer, "26/3/2026")
    move = ("2025-26/A", "2026-27/A", "300.01", "--decision", "O-1", "--date", "28/4/2026")
    for command in ("carry-forward", "vire"):
        text = officer.is_refused(command, *move)
        assert text.startswith(
            "Error: £300.01 is £0.01 more than is free in 2025-26/A on 2026-04-28 and every later "
            f"day: £300.00 of G. {SHORT} Once decided: ringfence vire 2025-26/A 2025-26/B 200.00"
        )
    officer.does("carry-forward", "2025-26/A", "2026-27/A", "300", "--date", "28/4/2026")


@pytest.mark.parametrize(
    ("command", "more"), [("lapse", ""), ("repay", '2025-04-02 * "OPCC" "Received"\n')]
)
def test_what_a_shortage_needs_does_not_go_back(tmp_path: Path, command: str, more: str) -> None:
    received = "  Assets:Council:G 1000.00 GBP\n  Assets:Awarded:OPCC:G -1000.00 GBP\n"
    text = OVERSPENT + (more + received if more else "")
    officer = books(tmp_path, text, unspent="repay")
    officer.does("release", "2025-26/A", "--date", "1/5/2026")
    output = officer.is_refused(command, "G", "300.01", *MAY)
    assert output.startswith(
        "Error: £300.01 is £0.01 more than is in no plan of G, and not needed, on 2026-05-05 and "
        f"every later day: £300.00. {SHORT} Once decided: ringfence allocate 2025-26/B 200.00 "
        "--fund G"
    )
    officer.does(command, "G", "300", *MAY)


def test_left_in_all_counts_the_shortages_of_earlier_years(tmp_path: Path) -> None:
    officer = books(tmp_path, OVERSPENT)
    carried_by_hand(officer)
    asked = ("position", "--year", "2026-27", "--as-at", "5/5/2026")
    text = officer.does(*asked)
    flat = " ".join(text.split())
    assert "Grant (G) £0.00 £0.00 £300.00 30 September 2026" in flat
    assert (
        "£200.00 of G was spent beyond the plans of earlier years and awaits a decision. It is "
        "taken off what is left in all."
    ) in flat
    (fund,) = json.loads(officer.does(*asked, "--format", "json"))["funds"]
    assert (fund["left"], fund["short_before"]) == ("300.00", "200.00")


def test_a_shortage_within_the_year_bars_nothing_of_that_year(tmp_path: Path) -> None:
    officer = books(tmp_path, OVERSPENT)
    spend = ("spend", "2025-26/A", "500", "--payee", "Y", "--invoice", "Y1")
    officer.does(*spend, "--date", "20/3/2026")


# ------------------------------------------------------------------ plans nobody adopted


def test_no_message_says_that_a_plan_was_adopted_that_nobody_adopted(tmp_path: Path) -> None:
    officer = books(tmp_path, SPENT)
    move = ("vire", "2025-26/A", "2025-26/B", "50", "--date", "1/5/2025", "--decision", "CSP-9")
    dated = ("--body", "OPCC", "--title", "No", "--date", "1/5/2025")
    officer.does("decision", "add", "CSP-9", *dated)
    text = officer.is_refused(*move)
    assert text.startswith(
        "Error: “Youth to Shops” is a cut of £50.00 of G in the allocation of 2025-26/A: money was "
        "first put into the plan 2025-26 on 2025-04-01, and what follows changes it (the day of "
        "its adoption is not recorded: ringfence plan adopt 2025-26 --date DAY), so it needs a "
        "decision of the CSP by 2025-05-01; CSP-9 is one of OPCC."
    )
    officer.does("plan", "adopt", "2025-26", "--date", "10/4/2025")
    assert "the plan 2025-26 was adopted on 2025-04-10, so" in officer.is_refused(*move)


def test_what_is_kept_in_a_closed_year_moves_by_what_it_says_to_type(tmp_path: Path) -> None:
    officer = books(tmp_path, SPENT, unspent="keep")
    officer.does("year-end", "2025-26", "--close", "--date", "31/5/2026")
    dated = ("--title", "To the reserve", "--date", "12/6/2026")
    officer.does("decision", "add", "CSP-1", "--body", "CSP", *dated)
    officer.does("decision", "add", "F-1", "--body", "finance", *dated)
    shown = officer.does("year-end", "2025-26", "--date", "12/6/2026")
    (row, *_total) = rows(shown)
    assert row.endswith("moves it, and finance lets it, for the year is closed: (1)")
    text = shown.partition("\n(1) ringfence ")[2].partition("\n")[0]
    assert text == ("vire 2025-26/A Reserve 600.00 --fund G --decision ID --override-window ID")
    typed = text.replace("window ID", "window F-1").replace("ID", "CSP-1").split()
    officer.does(*typed, "--date", "12/6/2026")
    assert officer.left("Reserve", "G", "2026-06-12") == "600.00"
