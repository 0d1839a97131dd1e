"""`ringfence init --from plan.xlsx`: a Delivery Plan's workbook becomes books, or is refused."""

import datetime
import json
import re
import shlex
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from ringfence.cli.main import main
from ringfence.cli.prompt import asking
from ringfence.importers.cells import Cell, amount_of
from ringfence.importers.plan.words import year_in
from ringfence.ledger.loading import load
from ringfence.reports.render.table import Column, Paper, Row, Section, Table
from ringfence.reports.render.xlsx import workbook

NAME = ("--partnership", "Oadby & Wigston CSP")
AS_AT = ("--as-at", "12/6/2017")
HEAD = ("Action", "Allocated", "Carried forward", "Spent to date")
PLAN = (
    ("Delivery Plan 2017/18",),
    (),
    HEAD,
    ("Diversionary Activities", 10000.5, None, "£1,000.50"),
    ("Prevent", 3000, 1647, 1700),
    ("Reserve", 2500, 1908.55, None),
    ("Total", 15500.5, 3555.55, 2700.5),
)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def book(path: Path, *sheets: Sequence[Sequence[Any]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"Plan {number}" if number > 1 else "Plan")
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def init(tmp_path: Path, *rows: Sequence[Any], args: Sequence[str] = ()) -> Result:
    path = book(tmp_path / "plan.xlsx", rows)
    return run("init", str(tmp_path / "books"), *NAME, "--from", str(path), *AS_AT, *args)


def refused(tmp_path: Path, *rows: Sequence[Any], args: Sequence[str] = ()) -> str:
    result = init(tmp_path, *rows, args=args)
    assert result.exit_code == 1, result.output
    assert "Nothing was made." in result.stderr
    assert not (tmp_path / "books").exists()
    return result.stderr


def position(tmp_path: Path, *args: str) -> Any:
    result = run("--books", str(tmp_path / "books"), "position", "--format", "json", *args)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_books_say_what_the_workbook_says(tmp_path: Path) -> None:
    result = init(tmp_path, *PLAN)
    assert result.exit_code == 0, result.output
    assert "Column D “Spent to date” is spent." in result.stdout
    assert "The plan of 2017/18, from the sheet Plan:" in result.stdout
    made = position(tmp_path, "--year", "2017-18", "--as-at", "2017-06-12")
    lines = {line["title"]: line for line in made["actions"]}
    assert lines["Diversionary Activities"]["allocated"] == "10000.50"
    assert lines["Diversionary Activities"]["spent"] == "1000.50"
    prevent = lines["Prevent"]["by_fund"]
    assert lines["Prevent"]["allocated"] == "4647.00"
    assert prevent["OPCC-2016-17"]["spent"] == "1647.00"
    assert prevent["OPCC-2017-18"]["spent"] == "53.00"
    assert made["reserve"]["by_fund"] == {"OPCC-2016-17": "1908.55", "OPCC-2017-18": "2500.00"}
    assert made["unallocated"]["total"] == "0.00"
    assert made["totals"]["spent"] == "2700.50"
    before = position(tmp_path, "--year", "2017-18", "--as-at", "2017-06-11")
    assert before["totals"]["spent"] == "0.00"
    assert run("--books", str(tmp_path / "books"), "check").exit_code == 0


def test_what_was_begun_goes_on(tmp_path: Path) -> None:
    init(tmp_path, *PLAN, args=("--fund", "PLF-2017-18", "--award", "38000"))
    books = str(tmp_path / "books")
    spend = ("spend", "2017-18/Prevent", "100", "--payee", "P", "--invoice", "1")
    result = run("--books", books, *spend, "--date", "13/6/2017")
    assert result.exit_code == 0, result.output
    made = position(tmp_path, "--year", "2017-18")
    assert made["unallocated"]["by_fund"]["PLF-2017-18"] == "22499.50"
    register = load(tmp_path / "books" / "main.beancount").book.register
    assert register.funds["PLF-2016-17"].latest.reported_in == "PLF-2017-18"


def test_columns_are_found_by_likeness_wherever_they_stand(tmp_path: Path) -> None:
    rows = (
        ("", "OADBY", ""),
        (
            "Lead",
            "Actual spend (£)",
            "Balance",
            "Alocation 2017-18",
            "Notes",
            "Committed",
            "Project",
        ),
        ("Police", 100, 400, 1000, "new", 500, "Bluelight Project"),
        ("", None, None, None, "", None, "Young people"),
        ("CSO", 0, 2000, 2000, "", "-", "Big Lunch"),
    )
    result = init(tmp_path, *rows, args=("--column", "F=earmarked"))
    assert result.exit_code == 0, result.output
    assert "Column E “Notes” is not read." in result.stdout
    assert "Plan, G4: “Young people” has no amount and was passed over." in result.stdout
    line = position(tmp_path, "--year", "2017-18")["actions"][1]
    assert (line["action"], line["allocated"], line["spent"], line["earmarked"]) == (
        *("BluelightProject", "1000.00", "100.00", "500.00"),
    )


def test_money_carried_from_several_years_keeps_its_origins(tmp_path: Path) -> None:
    rows = (
        ("Action", "Budget", "Carried forward from 2015/16", "C/F from 2016/17", "Spend"),
        ("Prevent", 3000, 100, 50, 120),
        ("Not yet allocated", 500, None, None, None),
    )
    result = init(tmp_path, *rows, args=("--year", "2017/18"))
    assert result.exit_code == 0, result.output
    made = position(tmp_path, "--year", "2017-18")
    spent = {fund: each["spent"] for fund, each in made["actions"][0]["by_fund"].items()}
    assert spent == {"OPCC-2015-16": "100.00", "OPCC-2016-17": "20.00", "OPCC-2017-18": "0.00"}
    assert made["unallocated"]["by_fund"]["OPCC-2017-18"] == "500.00"
    files = (tmp_path / "books").glob("*.beancount")
    text = "".join(each.read_text(encoding="utf-8") for each in files)
    assert text.count("  brought-forward: TRUE\n") == 2  # what each of the two years held


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("X", "about 100", None, None), "Plan, B4: “about 100” is not an amount in pounds"),
        (("X", "1,00", None, None), "Plan, B4: “1,00” can be read in more than one way"),
        (
            ("X", 100.005, None, None),
            "B4: “100.005” has more than pence: round it to two decimals",
        ),
        (("X", -5, None, None), "Plan, B4: -5.00 is below zero"),
        (("X", "#N/A", None, None), "Plan, B4: its formula is broken: #N/A"),
        (("X", "(5.00)", None, None), "Plan, B4: -5.00 is below zero"),
        (("X", "#REF!", None, None), "Plan, B4: its formula is broken: #REF!"),
        (("X", "=1+1", None, None), "Plan, B4: it is a formula whose value was never saved"),
        (("X", datetime.date(2017, 6, 12), None, None), "is not an amount in pounds"),
        (("X", True, None, None), "Plan, B4: “True” is not an amount in pounds"),
        ((None, 5, None, None), "Plan, A4: this row has amounts, but no name"),
        (("X", 100, None, 100.01), "Plan, D4: £100.01 spent and earmarked is £0.01 more than “X”"),
        (("Prevent", 1, None, None), "Plan, A5: “Prevent” is there already, in row 4"),
        (("Reserve brought in", 100, 0, 0), "Plan, A4: “Reserve brought in” may be the reserve or"),
        (("Reserve", 100, None, 5), "Plan, D4: nothing is spent from the reserve itself"),
    ],
)
def test_what_cannot_be_taken_over_is_named_by_its_cell(
    row: Sequence[Any], says: str, tmp_path: Path
) -> None:
    assert says in refused(tmp_path, (), ("2017/18",), HEAD, row, ("Prevent", 3000, None, None))


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = refused(tmp_path, HEAD, ("X", "a lot", None, "some"), (None, 5, None, None))
    assert text.count("Plan, ") == 3


def test_totals_that_do_not_add_up_are_named(tmp_path: Path) -> None:
    rows: tuple[Sequence[Any], ...] = (*PLAN[:-1], ("Total", 15500, 3555.55, 2700.5))
    text = refused(tmp_path, *rows)
    assert "Plan, B7: it says £15,500.00, but the rows above it add up to £15,500.50." in text
    rows = (("Action", "Budget", "Remaining"), ("Prevent", 3000, 2999))
    text = refused(tmp_path, *rows)
    assert "Plan, C2: it says £2,999.00, but what is left is £3,000.00." in text
    text = refused(tmp_path, *PLAN, ("Late", 5, None, None))
    assert "Plan, A8: “Late” has amounts and stands under the total." in text


def test_a_total_of_actions_alone_may_stand_above_the_reserve(tmp_path: Path) -> None:
    rows = (HEAD, ("Prevent", 3000, 0, 0), ("Total", 3000, 0, 0), ("Contingency", 500, 0, 0))
    assert init(tmp_path, *rows, args=("--year", "2017-18")).exit_code == 0
    assert position(tmp_path, "--year", "2017-18")["reserve"]["total"] == "500.00"


def test_a_heading_of_two_meanings_is_never_guessed(tmp_path: Path) -> None:
    rows = (("Action", "Budget", "Spent or earmarked"), ("Prevent", 3000, 100))
    text = refused(tmp_path, *rows)
    assert "Plan, C1: “Spent or earmarked” may be several things. Which is it?" in text
    assert "(--column C=spent)" in text
    year = ("--year", "2017-18")
    assert init(tmp_path, *rows, args=("--column", "c=earmarked", *year)).exit_code == 0
    assert position(tmp_path, *year)["totals"]["earmarked"] == "100.00"


def test_columns_said_to_be_the_same_are_added_up(tmp_path: Path) -> None:
    rows = (("Action", "Budget", "Q1 spend", "Q2 spend"), ("Prevent", 3000, 100, "£50.50"))
    assert "Plan, C1: “Q1 spend” may be several things." in refused(tmp_path, *rows)
    year = ("--year", "2017-18")
    texts = ("--column", "C=spent", "--column", "D=spent", *year)
    assert init(tmp_path, *rows, args=texts).exit_code == 0
    assert position(tmp_path, *year)["totals"]["spent"] == "150.50"


def test_totals_of_a_part_are_passed_over(tmp_path: Path) -> None:
    rows = (HEAD, ("Prevent", 3000, 0, 0), ("Young people total", 3000, 0, 0), ("X", 1, 0, 0))
    result = init(tmp_path, *rows, ("Total 2017/18", 3001, 0, 0), args=("--year", "2017-18"))
    assert result.exit_code == 0, result.output
    assert "Plan, A3: “Young people total” was passed over." in result.stdout
    assert position(tmp_path, "--year", "2017-18")["totals"]["allocated"] == "3001.00"


def test_two_columns_of_one_meaning_are_never_guessed(tmp_path: Path) -> None:
    rows = (("Action", "Budget", "Allocation"), ("Prevent", 3000, 2500))
    text = refused(tmp_path, *rows)
    assert "Plan, B1 “Budget” and Plan, C1 “Allocation” may both be what is allocated." in text
    year = ("--year", "2017-18")
    assert init(tmp_path, *rows, args=("--column", "C=allocated", *year)).exit_code == 0
    assert position(tmp_path, *year)["totals"]["allocated"] == "2500.00"


def test_at_a_terminal_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def choose(question: str, _offered: object) -> str:
        asked.append(question)
        return "C"

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", choose)
    monkeypatch.setattr(asking, "confirm", lambda _message: True)
    monkeypatch.setattr(asking, "read", lambda _message, _reader, default="": default)
    rows = (("Action 2017/18", "Budget", "Allocation 2017/18"), ("Prevent", 3000, 2500))
    result = init(tmp_path, *rows)
    assert result.exit_code == 0, result.output
    assert len(asked) == 1
    assert position(tmp_path, "--year", "2017-18")["totals"]["allocated"] == "2500.00"


def test_several_sheets_are_never_guessed(tmp_path: Path) -> None:
    path = book(tmp_path / "plan.xlsx", PLAN, PLAN)
    args = ("init", str(tmp_path / "books"), *NAME, "--from", str(path), *AS_AT)
    result = run(*args)
    assert result.exit_code == 1
    assert "Several sheets look like a Delivery Plan." in result.stderr
    assert run(*args, "--sheet", "plan 2").exit_code == 0
    result = run("init", str(tmp_path / "more"), *args[2:], "--sheet", "Other")
    assert "There is no sheet Other: there is Plan, Plan 2." in result.stderr


def test_what_is_no_plan_is_refused(tmp_path: Path) -> None:
    assert "No row of headings was found" in refused(tmp_path, ("Name", "Age"), ("X", 5))
    assert "has headings, but no action under them" in refused(tmp_path, HEAD)
    text = refused(tmp_path, *PLAN, args=("--year", "2019-20"))
    assert "2017-06-12 is not in 2019/20" in text
    text = refused(tmp_path, *PLAN, args=("--award", "15500"))
    assert "£15,500.50 is allocated, £0.50 more than was awarded" in text
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    for name, says in (
        ("text.xlsx", "is not an Excel workbook that can be read"),
        ("old.xls", "save it in Excel as .xlsx"),
        ("none.xlsx", "can't be read: no such file or directory"),
    ):
        path = str(tmp_path / name)
        result = run("init", str(tmp_path / "books"), *NAME, "--from", path)
        assert result.exit_code == 1
        assert says in result.stderr
    assert not (tmp_path / "books").exists()


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    result = init(tmp_path, *PLAN, args=("--dry-run",))
    assert result.exit_code == 0
    assert "Nothing was made." in result.stdout
    assert not (tmp_path / "books").exists()


def test_the_template_is_the_same_always_and_is_read_back(tmp_path: Path) -> None:
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        assert run("init", "--template", str(path), "--year", "2017-18").exit_code == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()
    again = run("init", "--template", str(paths[0]))
    assert again.exit_code == 1
    assert "is there already, and was not changed." in again.stderr
    made = load_workbook(paths[0])
    sheet = made.worksheets[0]
    first = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Action") + 1
    filled: tuple[str | int, ...] = ("Prevent", 3000, 1647, 447, 2000)
    for column, value in enumerate(filled, start=1):
        sheet.cell(first, column).value = value
    made.save(paths[0])
    args = ("init", str(tmp_path / "books"), *NAME, "--from", str(paths[0]), *AS_AT)
    result = run(*args)
    assert result.exit_code == 0, result.output
    assert "a formula whose value was never saved; not checked" in result.stdout
    line = position(tmp_path, "--year", "2017-18")["actions"][0]
    assert (line["allocated"], line["spent"], line["earmarked"], line["available"]) == (
        *("4647.00", "447.00", "2000.00", "2200.00"),
    )


def test_an_empty_template_has_no_action(tmp_path: Path) -> None:
    path = str(tmp_path / "plan.xlsx")
    run("init", "--template", path, "--year", "2017-18")
    result = run("init", str(tmp_path / "books"), *NAME, "--from", path, *AS_AT)
    assert result.exit_code == 1
    assert "has headings, but no action under them" in result.stderr


@pytest.mark.parametrize(
    ("value", "pounds"),
    [(0.1 + 0.2, "0.30"), ("£1,000.50", "1000.50"), ("nil", "0.00"), (7, "7.00")],
)
def test_money_as_workbooks_have_it(value: Cell, pounds: str) -> None:
    assert f"{amount_of(value):.2f}" == pounds


def test_values_that_were_saved_with_formulas_are_read(tmp_path: Path) -> None:
    columns = (Column("Action"), Column("Budget", "money", summed=True))
    rows = (Row(("Prevent", Decimal("3000.00"))), Row(("Reserve", Decimal("0.50"))))
    section = Section("Plan", (Table("", columns, rows, total="Total"),))
    paper = Paper("Delivery Plan 2017/18", "", (), (section,), datetime.date(2017, 4, 1))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook(paper))
    args = ("init", str(tmp_path / "books"), *NAME, "--from", str(path), *AS_AT)
    result = run(*args)
    assert result.exit_code == 0, result.output
    assert "never saved" not in result.stdout
    wrong = Table("", columns, (*rows, Row(("Total", Decimal("3000.51")))))
    path.write_bytes(workbook(paper._replace(sections=(Section("Plan", (wrong,)),))))
    result = run("init", str(tmp_path / "more"), *args[2:])
    assert "it says £3,000.51, but the rows above it add up to £3,000.50." in result.stderr


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Delivery Plan 2017/18", "2017-18"),
        ("2017-2018", "2017-18"),
        ("B/F 16/17", "2016-17"),
        ("12/06/2017", None),
        ("01/02/2018", None),
        ("2011-12-05 00:00:00", None),
        ("16/18", None),
    ],
)
def test_the_years_of_headings(text: str, year: str | None) -> None:
    assert year_in(text) == year


def test_what_is_too_far_down_is_not_left_out_unsaid(tmp_path: Path) -> None:
    assert "has something below row 5000" in refused(tmp_path, *PLAN, *[()] * 5000, ("Far", 5))


# -------------------------------------------------------------- as officers keep them

MONEY = (
    *(("Young people", "Youth diversion", "£7,819.65", "£4,180.35", "£12,000.00", "£3,670.00"),),
    *((None, "Youth subtotal", "£7,819.65", "£4,180.35", "£12,000.00", "£3,670.00"),),
    *(("Vulnerability", "Outreach", 14000, 0, 14000, 7250),),
    *((None, "Home safety", "£1,500", "-", "£1,500", "£587.44"),),
    *((None, "Vulnerability subtotal", 15500, 0, 15500, 7837.44),),
    *(("ASB", "ASB mediation & casework", 9000, None, 9000, 1648.8),),
)
TOTAL = (None, "TOTAL", 32319.65, 4180.35, 36500, 13156.24)
REST = (
    (None, "Reserve", 0, "£3,515.40", 3515.4, None),
    (None, "Unallocated", "£9,680.35", None, "£9,680.35", None),
)
#: What every one of them says, by hand.
ALLOCATED = {
    "Youth diversion": "12000.00",
    "Outreach": "14000.00",
    "Home safety": "1500.00",
    "ASB mediation & casework": "9000.00",
}
SEPTEMBER = ("--as-at", "30/9/2025")


def of_2025(tmp_path: Path, *rows: Sequence[Any], args: Sequence[str] = ()) -> Result:
    path = book(tmp_path / "plan.xlsx", rows)
    made = ("init", str(tmp_path / "books"), *NAME, "--from", str(path), *SEPTEMBER, *args)
    return run(*made)


def allocated(tmp_path: Path) -> dict[str, str]:
    made = position(tmp_path, "--year", "2025-26", "--as-at", "2025-09-30")
    assert made["reserve"]["total"] == "3515.40"
    assert made["unallocated"]["total"] == "9680.35"
    assert made["totals"]["spent"] == "13156.24"
    return {line["title"]: line["allocated"] for line in made["actions"]}


FUND_HEADS = ("Priority", "Project", "OPCC 25/26", "OPCC 24/25 c/fwd", "Total budget", "Spent")
WORD_HEADS = ("Priority", "Project", "Allocated 25/26", "c/fwd 24/25", "Total budget", "Spent")


@pytest.mark.parametrize(
    "rows",
    [
        (
            (*("Priority", "Project", "Funding", None, "2025/26", None),),
            (None, None, *FUND_HEADS[2:]),
        ),
        (("Budget 2025/26",), (), FUND_HEADS),
        (("Budget 2025/26",), WORD_HEADS),
    ],
    ids=["two heading rows", "funds as columns", "words"],
)
@pytest.mark.parametrize("total", [(TOTAL,), ()], ids=["total", "no total"])
def test_plans_as_officers_keep_them_are_taken_over(
    tmp_path: Path, rows: Sequence[Sequence[Any]], total: Sequence[Sequence[Any]]
) -> None:
    result = of_2025(tmp_path, *rows, *MONEY, *total, *REST)
    assert result.exit_code == 0, result.output
    assert allocated(tmp_path) == ALLOCATED
    assert "“Youth subtotal” was passed over." in result.stdout
    assert "OPCC-2024-25 is OPCC's money carried forward from 2024-25." in result.stdout
    made = position(tmp_path, "--year", "2025-26")
    diversion = next(each for each in made["actions"] if each["title"] == "Youth diversion")
    assert diversion["by_fund"]["OPCC-2024-25"]["allocated"] == "4180.35"
    assert diversion["by_fund"]["OPCC-2025-26"]["allocated"] == "7819.65"


def test_each_fund_of_a_column_of_its_own_is_a_fund(tmp_path: Path) -> None:
    rows = (
        ("Project", "OPCC 25/26", "Serious Violence Duty", "Council", "Total", "Spent to date"),
        *(("Diversion", 100, 50.5, 0, 150.5, 120), ("Outreach", 0, 20, 30, 50, 0)),
        ("Reserve", 10, None, None, 10, None),
    )
    result = of_2025(tmp_path, *rows)
    assert result.exit_code == 0, result.output
    for told in (
        "OPCC-2025-26 is OPCC's money of 2025-26.",
        "SeriousViolenceDuty-2025-26 is Serious Violence Duty's money of 2025-26, from “Serious",
        "Council-2025-26 is Council's money of 2025-26, from “Council”.",
    ):
        assert told in result.stdout
    made = position(tmp_path, "--year", "2025-26", "--as-at", "2025-09-30")
    given = {
        (line["title"], fund): figures["allocated"]
        for line in made["actions"]
        for fund, figures in line["by_fund"].items()
        if figures["allocated"] != "0.00"
    }
    assert given == {
        ("Diversion", "OPCC-2025-26"): "100.00",
        ("Diversion", "SeriousViolenceDuty-2025-26"): "50.50",
        ("Outreach", "SeriousViolenceDuty-2025-26"): "20.00",
        ("Outreach", "Council-2025-26"): "30.00",
    }
    assert made["totals"]["spent"] == "120.00"
    assert "0 blocks" in run("--books", str(tmp_path / "books"), "check").output


def test_columns_that_do_not_come_to_the_total_are_not_taken_for_funds(tmp_path: Path) -> None:
    rows = (
        ("Project", "OPCC 25/26", "Staff hours", "Total budget"),
        *(("Diversion", 100, 3, 100), ("Outreach", 60, 4, 60)),
    )
    result = of_2025(tmp_path, *rows)
    assert result.exit_code == 0, result.output
    assert "Column C “Staff hours” is not read." in result.stdout
    made = position(tmp_path, "--year", "2025-26")
    assert made["totals"]["allocated"] == "160.00"


COMMITTED = (
    ("Action", "Budget", "Spent to date", "Committed"),
    *(("Diversion", 100, 30, 40), ("Outreach", 60, 10, 10)),
)


def test_what_is_committed_is_always_asked(tmp_path: Path) -> None:
    result = of_2025(tmp_path, *COMMITTED)
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: Plan, D1: “Committed” may be several things. Which is it?\n\n"
        "  earmarked: not yet spent, beside what was spent (--column D=earmarked)\n"
        "  committed: what was spent and what is still to come, together (--column D=committed)\n"
        "  ignore: not read (--column D=ignore)\n\nNothing was made.\n"
    )


@pytest.mark.parametrize(
    ("meaning", "earmarked"), [("earmarked", "50.00"), ("committed", "10.00"), ("ignore", "0.00")]
)
def test_what_is_committed_is_taken_as_said(tmp_path: Path, meaning: str, earmarked: str) -> None:
    result = of_2025(tmp_path, *COMMITTED, args=("--column", f"D={meaning}"))
    assert result.exit_code == 0, result.output
    totals = position(tmp_path, "--year", "2025-26", "--as-at", "2025-09-30")["totals"]
    assert (totals["spent"], totals["earmarked"]) == ("40.00", earmarked)


def test_less_committed_than_spent_has_not_what_was_spent_in_it(tmp_path: Path) -> None:
    rows = (COMMITTED[0], ("Diversion", 100, 30, 20))
    result = of_2025(tmp_path, *rows, args=("--column", "D=committed"))
    assert result.exit_code == 1
    assert (
        "Plan, D2: £20.00 is committed, and £30.00 was spent, so what is committed does not have "
        "what was spent in it." in result.stderr
    )


SUMS = (
    ("Action", "Allocated", "Spent to date"),
    *(("Diversion", 100, 30), ("Outreach", 60, 10), ("Young people", 160, 40), ("Prevent", 5, 0)),
)


def test_a_sum_of_rows_without_such_a_label_is_asked(tmp_path: Path) -> None:
    result = of_2025(tmp_path, *SUMS)
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: Plan, A4: “Young people” has in every amount what the rows above it add up to. Is "
        "it a total of theirs?\n\n"
        "  subtotal: a total of the rows above it, which is passed over (--row 4=subtotal)\n"
        "  action: an action of the plan (--row 4=action)\n\nNothing was made.\n"
    )


@pytest.mark.parametrize(("kind", "sum_"), [("subtotal", "165.00"), ("action", "325.00")])
def test_a_sum_of_rows_is_taken_as_said(tmp_path: Path, kind: str, sum_: str) -> None:
    result = of_2025(tmp_path, *SUMS, args=("--row", f"4={kind}"))
    assert result.exit_code == 0, result.output
    assert position(tmp_path, "--year", "2025-26")["totals"]["allocated"] == sum_


def test_a_sum_in_one_amount_alone_is_an_action(tmp_path: Path) -> None:
    rows = (*SUMS[:3], ("Young people", 160, 41))
    result = of_2025(tmp_path, *rows)
    assert result.exit_code == 0, result.output
    assert position(tmp_path, "--year", "2025-26")["totals"]["allocated"] == "320.00"


def test_a_total_is_known_by_a_label_in_another_column(tmp_path: Path) -> None:
    rows = (
        ("Priority", "Action", "Allocated"),
        *(("Young", "Diversion", 100), ("", "Outreach", 60), ("Young people sub-total", None, 160)),
        *((None, "Prevent", 5), ("Total", None, 165)),
    )
    result = of_2025(tmp_path, *rows)
    assert result.exit_code == 0, result.output
    assert "“Young people sub-total” was passed over." in result.stdout
    assert position(tmp_path, "--year", "2025-26")["totals"]["allocated"] == "165.00"


def test_a_label_of_a_total_that_is_none_is_said(tmp_path: Path) -> None:
    rows = (*SUMS[:3], ("Young people subtotal", 170, 40))
    result = of_2025(tmp_path, *rows)
    assert (
        "“Young people subtotal” was passed over; it is not the sum of the rows above it."
        in result.stdout
    )


@pytest.mark.parametrize("head", [("Was", "Wieviel", "Davon weg"), (None, None, None)])
def test_where_every_column_is_said_no_heading_is_needed(
    tmp_path: Path, head: Sequence[str | None]
) -> None:
    rows = (head, ("Diversion", 100, 30), ("Outreach", 60, "-"))
    said = ("A=action", "B=allocated", "C=spent")
    columns = [text for each in said for text in ("--column", each)]
    assert of_2025(tmp_path, *rows, args=("--column", "A=action")).exit_code == 1
    result = of_2025(tmp_path, *rows, args=columns)
    assert result.exit_code == 0, result.output
    totals = position(tmp_path, "--year", "2025-26", "--as-at", "2025-09-30")["totals"]
    assert (totals["allocated"], totals["spent"]) == ("160.00", "30.00")


def test_what_is_printed_as_a_choice_is_taken_as_typed(tmp_path: Path) -> None:
    """Each refusal offers words; typing the first of each, one after another, makes the books."""
    path = book(
        tmp_path / "plan.xlsx",
        (
            ("Action", "Budget", "Allocation", "Brought or carried forward", "Committed"),
            *(
                ("Diversion", 100, 90, 5, 40),
                ("Outreach", 60, 50, 6, 10),
                ("Sum", 160, 140, 11, 50),
            ),
            ("Reserve of the CSP", 10, 10, 0, None),
        ),
        (("Action", "Allocated"), ("Else", 5)),
    )
    typed: list[str] = []
    arguments = ("init", str(tmp_path / "books"), *NAME, "--from", str(path), *SEPTEMBER)
    while (result := run(*arguments, *typed)).exit_code:
        offered = re.findall(r"\((--\w+ .+)\)$", result.stderr, re.MULTILINE)
        assert offered, result.stderr
        typed += shlex.split(offered[0])
    assert result.exit_code == 0, result.output
    assert typed[::2] == ["--sheet", "--column", "--column", "--column", "--row", "--row"]


@pytest.mark.parametrize("text", ["4", "x=subtotal", "4=sum", "=total"])
def test_a_row_that_is_said_wrongly_is_refused(tmp_path: Path, text: str) -> None:
    result = of_2025(tmp_path, *SUMS, args=("--row", text))
    assert result.exit_code == 2
    told = f"“{text}”: write a row and what it is, such as 14=subtotal. It can be"
    assert told in " ".join(result.stderr.split())
