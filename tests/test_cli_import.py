"""``ringfence import``: what is printed, asked and saved, line by line."""

import csv
import re
import shlex
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import click
import filelock
import pytest

from ringfence.cli.prompt import asking
from ringfence.ledger.council.listings import KeptListingError, kept_lines
from ringfence.ledger.loading import load
from tests.conftest import Officer

HEAD = ["TT", "TransNo", "Trans date", "Ap/Ar ID(T)", "Inv No", "Amount", "Text"]
DECISION = "CSP-2018-04-16-03"
KICKS = "2018-19/Diversionary/Kicks"
MATCHED = ["II", "1", "30/05/2018", "LEICESTER CITY FC", "LCFC 1190", "750.00", "Kicks"]
NEW = ["II", "2", "12/06/2018", "LEICESTER CITY FC", "LCFC-1204", "500.00", "Kicks, early summer"]
DEAR = ["II", "3", "12/06/2018", "LEICESTER CITY FC", "LCFC-1205", "1000.00", ""]
UNNAMED = ["II", "4", "20/05/2018", "REDACTED", "", "580.00", ""]
UNKNOWN = ["II", "5", "20/06/2018", "Nobody we know", "X-1", "80.00", ""]
CREDIT = ["CN", "6", "25/06/2018", "SEED MERCHANT", "SM-4702", "-10.00", ""]

Listed = Callable[..., str]
Answered = Callable[..., list[str]]


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """Write a listing of Unit4's with some rows; give its path."""

    def write(*rows: list[str], name: str = "june.csv") -> str:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
        return str(path)

    return write


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Answered:
    """Sit at a terminal and answer each question by the beginning of a choice, or in words."""

    def answer(*answers: str) -> list[str]:
        left = list(answers)

        def choose(message: str, choices: list[asking.Choice]) -> str:
            wanted = left.pop(0)
            asked.append(message)
            for choice in choices:
                if choice.title.startswith(wanted):
                    return choice.value
            raise AssertionError((message, wanted, [choice.title for choice in choices]))

        asked: list[str] = []
        monkeypatch.setattr(asking, "on_terminal", lambda: True)
        monkeypatch.setattr(asking, "confirm", lambda _message: True)
        monkeypatch.setattr(asking, "choose", choose)
        monkeypatch.setattr(asking, "words", lambda _message, default="": left.pop(0))
        return asked

    return answer


# -- off a terminal


def test_every_row_is_accounted_for_and_what_waits_is_told_with_what_to_type(
    officer: Officer, listed: Listed
) -> None:
    text = officer.does("import", listed(MATCHED, NEW, UNNAMED, UNKNOWN, CREDIT))
    assert text.startswith(
        "june.csv, read as Unit4 (Agresso), transactions of a cost centre: "
        "6 rows, of which 5 lines of £1,900.00 (1 the headings).\n"
        "  5 new lines, £1,900.00.\n"
        "1 line agrees with what is recorded, in reference and amount.\n"
        "1 line may be what is recorded: you are asked.\n"
        "3 lines nobody recorded yet.\n"
        "Saved.\n"
    )
    assert "Perhaps £580.00 of 2018-05-14 to First-aid training provider, invoice FA-1276: " in text
    assert f'ringfence spend {KICKS} 500.00 --payee "Leicester City FC" --invoice LCFC-1204' in text
    assert 'ringfence spend POT 80.00 --payee "Nobody we know" --invoice X-1' in text
    refund = 'ringfence refund 2018-19/GrowOutCrime 10.00 --payee "Seed merchant" --invoice SM-4702'
    assert refund in text
    spent = officer.text("spend-2018-19")
    assert spent.count("council-ref:") == 1
    assert spent.index("LCFC-1190") < spent.index("council-ref:") < spent.index("FA-1276")


def test_what_it_says_to_type_settles_the_line(officer: Officer, listed: Listed) -> None:
    text = officer.does("import", listed(NEW))
    command = next(line.strip() for line in text.splitlines() if " spend " in line)
    assert command.startswith("ringfence ")
    officer.does(*next(csv.reader([command.removeprefix("ringfence ")], delimiter=" ")))
    assert officer.does("import").startswith("No line of the council's waits.")
    assert officer.left(KICKS, "PLF-2017-18", "2018-06-12") == "250.00"
    text = officer.does("import", listed(UNNAMED, name="unnamed.csv"))
    command = next(line.strip() for line in text.splitlines() if " reconcile match " in line)
    officer.does(*command.removeprefix("ringfence ").split())
    assert officer.does("import").startswith("No line of the council's waits.")


def test_a_file_a_second_time_adds_nothing(officer: Officer, listed: Listed) -> None:
    path = listed(MATCHED, NEW)
    officer.does("import", path)
    before = officer.files()
    text = officer.does("import", path)
    assert "  2 lines imported before: not added again.\n  0 new lines, £0.00.\n" in text
    assert officer.files() == before


def test_a_kept_file_without_its_declaration_is_left_as_it_is(
    officer: Officer, listed: Listed
) -> None:
    path = listed(MATCHED, NEW)
    officer.does("import", path)
    (kept,) = (officer.books / "council").glob("*.csv")
    content = kept.read_bytes()
    (officer.books / "council.beancount").write_text(";; Nothing\n", encoding="utf-8")

    text = officer.does("import", path)

    assert f'custom "council-listing" "{kept.stem}-2"' in officer.text("council")
    assert "2 new lines, £1,250.00." in text
    assert kept.read_bytes() == content
    assert kept.with_name(f"{kept.stem}-2.csv").read_bytes() == content


def test_a_dry_run_saves_nothing(officer: Officer, listed: Listed) -> None:
    before = officer.files()
    text = officer.does("import", listed(MATCHED, NEW), "--dry-run")
    assert "2 new lines, £1,250.00." in text
    assert text.endswith("Nothing was saved.\n")
    assert officer.files() == before


def test_one_bad_file_of_two_and_nothing_is_written(
    officer: Officer, listed: Listed, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"%PDF-1.7 not a listing")
    text = officer.is_refused("import", listed(NEW), str(bad))
    assert "bad.csv" in text
    assert "PDF" in text
    assert not (officer.books / "council").exists()


def test_a_kept_listing_that_was_changed_is_refused(officer: Officer, listed: Listed) -> None:
    officer.does("import", listed(NEW))
    (kept,) = (officer.books / "council").glob("*.csv")
    text = kept.read_text(encoding="utf-8")
    kept.write_text(text.replace("500.00", "5.00"), encoding="utf-8")
    assert (
        "council/2018-06-12.june.csv, the lines of the listing 2018-06-12.june, was changed since "
        "it was imported."
    ) in officer.is_refused("import")
    kept.unlink()
    with pytest.raises(KeptListingError, match="can't be read: no such file"):
        kept_lines(load(officer.books / "main.beancount"))


# -- the walk


def test_enter_files_what_is_suggested(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    asked = answered(f"Spent from {KICKS} (")
    text = officer.does("import", listed(NEW))
    assert asked == ["What is it?"]
    assert "  It would leave in 2018-19/Diversionary/Kicks on 2018-06-12: £250.00 of " in text
    assert text.endswith("\n1 settled; none waits any more.\n")
    assert (
        '2018-06-12 * "Leicester City FC" "Kicks, early summer"\n  invoice: "LCFC-1204"\n'
        '  council-ref: "agresso:2:'
    ) in officer.text("spend-2018-19")


def test_what_the_rules_refuse_may_await_a_decision(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    answered(f"Spent from {KICKS} (", "Record it as awaiting a decision")
    text = officer.does("import", listed(DEAR))
    assert "  It would be refused: £1,000.00 is £250.00 more than is free in" in text
    assert "  Not saved, as said.\n" in text
    assert '2018-06-12 ! "Leicester City FC"' in officer.text("spend-2018-19")


def test_a_likely_match_is_asked_about(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    asked = answered("It is this one")
    officer.does("import", listed(UNNAMED))
    assert asked == ["Is it?"]
    spent = officer.text("spend-2018-19")
    assert spent.index("FA-1276") < spent.index('council-ref: "agresso:4:')


def test_a_likely_match_that_is_none_is_chosen_for(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    answered(
        *("No, it is another", "From a pot", KICKS, "Kicks Coaching"),
        *("Give the invoice's reference", "KC-9"),
    )
    assert "1 settled" in officer.does("import", listed(UNNAMED))
    assert officer.left(KICKS, "PLF-2017-18", "2018-06-12") == "170.00"


@pytest.mark.parametrize("state", ["timing", "miscoded"])
def test_a_line_without_a_counterpart_is_marked_with_a_reason(
    officer: Officer, listed: Listed, answered: Answered, state: str
) -> None:
    answered(state.capitalize(), "", state.capitalize(), "Another department's")
    officer.does("import", listed(UNKNOWN))  # without a reason it is asked again
    text = officer.text("council")
    assert f'  state: "{state}"\n  reason: "Another department\'s"\n' in text
    assert officer.does("import").startswith("No line of the council's waits.")


def test_later_and_stop_leave_lines_waiting(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    asked = answered("Later", "Stop here")
    text = officer.does("import", listed(NEW, UNKNOWN, CREDIT))
    assert asked == ["What is it?", "What is it?"]
    assert text.endswith("\n0 settled; 3 lines still wait.\nGo on with: ringfence import\n")


def test_a_credit_goes_back_to_the_pot_that_paid(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    answered("Refunded to 2018-19/GrowOutCrime (of invoice SM-4702 of Seed merchant)")
    before = officer.left("2018-19/GrowOutCrime", "PLF-2016-17", "2018-06-30")
    officer.does("import", listed(CREDIT))
    after = officer.left("2018-19/GrowOutCrime", "PLF-2016-17", "2018-06-30")
    assert (before, after) == ("204.00", "214.00")


def test_a_credit_note_of_its_own_number_is_of_an_invoice_that_was_paid(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    note = ["CN", "6", "25/06/2018", "SEED MERCHANT", "SM-4702C", "-10.00", "Damp seeds"]
    answered("Refunded to 2018-19/GrowOutCrime (of invoice SM-4702 of Seed merchant)")
    officer.does("import", listed(note))
    entry = officer.book().transactions[-1]
    assert entry.narration == "Damp seeds (credit note SM-4702C)"
    assert entry.meta["invoice"] == "SM-4702"


def test_where_nothing_speaks_for_anything_enter_decides_nothing(
    officer: Officer, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    monkeypatch.setattr(asking, "choose", lambda _message, choices: choices[0].value)
    text = officer.does("import", listed(UNKNOWN))
    assert text.endswith("\n0 settled; 1 line still waits.\nGo on with: ringfence import\n")


def test_ctrl_c_keeps_what_was_filed(
    officer: Officer, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(_message: str, choices: list[asking.Choice]) -> str:
        if not choices[0].title.startswith("Spent from"):
            raise click.Abort
        return choices[0].value

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    monkeypatch.setattr(asking, "choose", choose)
    text = officer.does("import", listed(NEW, UNKNOWN))
    assert text.endswith("\n1 settled; 1 line still waits.\nGo on with: ringfence import\n")


@pytest.mark.parametrize("funder", ["OPCC", "Office of the Police and Crime Commissioner"])
def test_a_funder_is_known_by_its_initials(officer: Officer, listed: Listed, funder: str) -> None:
    income = ["GL", "7", "20/06/2018", funder.upper(), "", "-100.00", "PLF instalment"]
    text = officer.does("import", listed(income))
    assert "OPCC still promises £5,285.50.\n  ringfence receive PLF-2017-18 100.00 " in text


def test_money_from_the_funder_is_received(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    income = ["GL", "7", "20/06/2018", "OPCC", "", "-100.00", "PLF instalment"]
    answered("Received of PLF-2018-19 (OPCC still promises £36,000.00)")
    officer.does("import", listed(income))
    entry = officer.book().transactions[-1]
    legs = [(each.account, str(each.units)) for each in entry.postings]
    assert legs == [
        ("Assets:Council:PLF-2018-19", "100.00 GBP"),
        ("Assets:Awarded:OPCC:PLF-2018-19", "-100.00 GBP"),
    ]


def test_what_was_accrued_is_paid_and_not_spent_again(
    officer: Officer, listed: Listed, answered: Answered
) -> None:
    text = officer.does(
        *("accrue", KICKS, "500", "--payee", "Leicester City FC", "--date", "2018-05-31")
    )
    link = text.split("ringfence pay ")[1].split()[0]
    answered(f"Pays what was accrued, {link} (£500.00 is accrued for them)")
    officer.does("import", listed(NEW))
    assert officer.left(KICKS, "PLF-2017-18", "2018-06-30") == "250.00"
    assert f'"Leicester City FC" "Kicks, early summer" ^{link}' in officer.text("spend-2018-19")


def test_an_action_with_a_code_takes_its_lines(officer: Officer, listed: Listed) -> None:
    officer.does(
        "action", "amend", "2018-19/Bluelight", "--council-code", "B1", "--decision", DECISION
    )
    head = [*HEAD, "Costc"]
    path = Path(listed([*UNKNOWN, "B1"], [*NEW, "B1"], name="coded.csv"))
    rows = path.read_text(encoding="utf-8").replace(",".join(HEAD), ",".join(head))
    path.write_text(rows, encoding="utf-8")
    text = officer.does("import", str(path))
    assert 'ringfence spend 2018-19/Bluelight 80.00 --payee "Nobody we know"' in text
    assert 'ringfence spend 2018-19/Bluelight 500.00 --payee "Leicester City FC"' in text


def test_text_of_the_listing_is_data(officer: Officer, listed: Listed, answered: Answered) -> None:
    nasty = '=cmd|"/c calc"!A1 "><script>\\'
    answered("From a pot", KICKS)
    officer.does("import", listed(["II", "8", "12/06/2018", nasty, "X-9", "10.00", nasty]))
    entry = officer.book().transactions[-1]
    assert (entry.payee, entry.narration) == (nasty, nasty)
    (kept,) = (officer.books / "council").glob("*.csv")
    assert "'=cmd" in kept.read_text(encoding="utf-8")


def test_a_lock_that_cannot_be_given_back_is_told_as_saved(
    officer: Officer, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_lock: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(filelock.SoftFileLock, "release", fails)
    result = officer("import", listed(MATCHED))
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: This is saved: don't record it again. But main.beancount.lock could not be removed "
        "afterwards: input/output error. If the next command waits for it, delete "
        "main.beancount.lock.\n"
    )
    assert officer.text("council").count('custom "council-listing"') == 1


def test_what_is_told_of_a_line_without_a_supplier_can_be_typed(
    officer: Officer, listed: Listed
) -> None:
    """It was --payee "", which is refused."""
    unknown = ["II", "4", "20/06/2018", "REDACTED", "", "81.30", ""]
    text = officer.does("import", listed(unknown))
    told = next(each for each in text.splitlines() if "--council-ref" in each)
    assert '--payee "NAME"' in told
    words = shlex.split(told.replace("NAME", "Kicks Coaching").replace("POT", KICKS))
    assert words[:2] == ["ringfence", "spend"]
    officer.does(*words[1:], "--pending")
    assert "No line of the council's waits." in officer.does("import")


TWO_IN_ONE = (
    ["Date", "Payee", "Document", "Costs"],
    ["21/06/2018", "Seed merchant", "D-1", "12.00"],
)


def test_at_a_terminal_a_sheet_of_two_listings_is_read_as_two(
    officer: Officer, listed: Listed, tmp_path: Path, answered: Answered
) -> None:
    path = listed(NEW, *TWO_IN_ONE)
    words = ("--id", "second", "--amount-column", "Costs", "--doc-no-column", "Document")
    officer.does("profile", "new", path, "--rows", "3-", *words)
    answered("Stop here")
    text = officer.does("import", path)
    assert "june.csv, row 3: other headings begin here." in text
    assert "june.csv, rows 1-2, read as Unit4" in text
    assert "june.csv, rows 3-, read as Listings such as june.csv: 2 rows, of which 1 line" in text
    kept = {line.amount for line in kept_lines(load(officer.books / "main.beancount")).values()}
    assert {Decimal("500.00"), Decimal("12.00")} <= kept


def test_elsewhere_it_says_what_to_type_and_that_works(officer: Officer, listed: Listed) -> None:
    path = listed(NEW, *TWO_IN_ONE)
    text = officer.is_refused("import", path)
    told = [each.strip(". ") for each in re.findall(r"ringfence import \S+ --rows \S+", text)]
    assert len(told) == 2
    assert "1 new line, £500.00." in officer.does(*shlex.split(told[0])[1:])
    text = officer.is_refused(*shlex.split(told[1])[1:])
    assert f"ringfence profile new {path} --rows 3-" in text


def test_rows_go_with_one_file(officer: Officer, listed: Listed) -> None:
    path = listed(NEW)
    assert "--rows says which rows of one file: name one FILE." in officer.is_refused(
        "import", path, path, "--rows", "1-2", status=2
    )
    assert "“x” does not say which rows: write 5-60, 61- or -60" in officer.is_refused(
        "import", path, "--rows", "x", status=2
    )
