"""`ringfence record`: a line of JSON for each event, all of them or none."""

from __future__ import annotations

import datetime
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from ringfence.bookkeeping.event import fields_of
from ringfence.cli.commands.record import event_called
from ringfence.cli.main import COMMANDS, GROUPED, main
from tests.conftest import Officer

TYPED = Path(__file__).resolve().parent / "data" / "oadby-wigston.commands"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\d:]*")
DECIDED = "CSP-2018-04-16-03"

Lines = list[dict[str, Any]]


def written(officer: Officer, lines: Lines | str) -> str:
    """Put lines into a file beside the books, and give its path."""
    path = officer.books.parent / "lines.jsonl"
    text = lines if isinstance(lines, str) else "\n".join(map(json.dumps, lines))
    path.write_text(text, encoding="utf-8")
    return str(path)


def spend(pot: str, amount: str, invoice: str, **more: Any) -> dict[str, Any]:
    values = {"pot": pot, "amount": amount, "payee": "Printer", "invoice": invoice}
    return {"event": "spend", **values, "date": "2018-05-20", **more}


def allocate(pot: str, amount: str, **more: Any) -> dict[str, Any]:
    values = {"pot": pot, "amount": amount, "fund": "PLF-2018-19", "decision": DECIDED}
    return {"event": "allocate", **values, "date": "2018-05-20", **more}


def event_of(args: list[str]) -> str | None:
    """Name the event of a command, if it has one."""
    if args[0] in COMMANDS and COMMANDS[args[0]].where.startswith("bookkeeping."):
        return args[0]
    return next((name for name in GROUPED if name.split() == args[:2]), None)


def as_line(args: list[str]) -> dict[str, Any]:
    """Say what is typed as a line: each field as it was read."""
    name = event_of(args)
    assert name is not None
    command: click.Command | None = main
    for part in name.split():
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), part)
    assert command is not None
    given = command.make_context(name, args[len(name.split()) :]).params
    line: dict[str, Any] = {"event": name}
    for each in fields_of(event_called(name)):
        value = given.get(each.attribute)
        if value not in (None, (), False):
            line[each.name] = [*value] if isinstance(value, tuple) else value
    return {
        key: value if isinstance(value, bool | list) else str(value) for key, value in line.items()
    }


def runs(commands: list[list[str]]) -> Iterator[tuple[bool, list[list[str]]]]:
    """Part commands into runs of such as are events, and of others."""
    run: list[list[str]] = []
    for args in commands:
        if run and bool(event_of(args)) != bool(event_of(run[0])):
            yield bool(event_of(run[0])), run
            run = []
        run.append(args)
    yield bool(event_of(run[0])), run


def texts(folder: Path) -> dict[str, str]:
    """Give the text of every file of books, but for when each entry was recorded."""
    paths = sorted(folder.glob("*.beancount"))
    return {path.name: STAMP.sub("", path.read_text(encoding="utf-8")) for path in paths}


def test_a_year_in_lines_gives_the_same_books_as_its_commands(tmp_path: Path) -> None:
    """Byte for byte: what is typed between them is typed, the rest is recorded in runs."""
    commands = [
        shlex.split(line)[1:]
        for line in TYPED.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    typed, lines = tmp_path / "typed", tmp_path / "lines"

    def types(folder: Path, args: list[str], text: str | None = None) -> None:
        where = [str(folder)] if args[0] == "init" else []
        args = [args[0], *where, *args[1 + len(where) :]]
        settings = ["--books", str(folder), "--as", "cs-officer"]
        result = CliRunner().invoke(main, [*settings, *args], input=text)
        assert result.exit_code == 0, f"{shlex.join(args)}\n{text}\n{result.output}"

    for args in commands:
        types(typed, args)
    recorded = 0
    for is_event, run in runs(commands):
        if is_event:
            recorded += len(run)
            types(lines, ["record", "-"], "\n".join(json.dumps(as_line(args)) for args in run))
        else:
            for args in run:
                types(lines, args)
    assert recorded > 95
    assert texts(lines) == texts(typed)


def test_each_line_has_those_before_it_in_place(officer: Officer) -> None:
    pot = "2018-19/Diversionary/New"
    officer.is_refused("spend", pot, "32", "--payee", "Printer", "--invoice", "X-1")
    lines = [
        {"event": "earmark", "pot": pot, "amount": "40", "payee": "Printer", "date": "20/5/2018"},
        spend(pot, "32.00", "X-1"),
        {"event": "accrue", "pot": pot, "amount": 8.00, "payee": "Printer", "date": "2018-05-20"},
        {"event": "pay", "accrual": "printer-accrued", "date": "2018-05-21"},
    ]
    text = officer.does("record", written(officer, lines))
    assert "Line 2: £32.00 is taken as net of the VAT that is recovered.\n" in text
    assert "Line 3: Pay it with: ringfence pay printer-accrued\n" in text
    assert f"Left in {pot} on 2018-05-20: £0.00.\n" in text
    assert officer.left(pot, "PLF-2018-19", "2018-05-20") == "0.00"
    assert '2018-05-20 * "Printer" "New"\n  invoice: "X-1"\n' in officer.text("spend-2018-19")


def test_what_a_meeting_decides_is_recorded_from_lines(officer: Officer) -> None:
    """Each of what a meeting does, as lines of one file that follow from one another."""
    day = "2018-05-20"
    move = {"from": "2018-19/Diversionary", "to": "2018-19/Prevent"}
    lines: Lines = [
        {"event": "meeting add", "day": "2018-05-14"},
        {"event": "propose", "id": "More", "title": "More", "amount": "40", **move, "date": day},
        {"event": "propose", "id": "Less", "title": "Less", "date": day},
        {"event": "agree", "id": "More", "decision": "CSP-9", "amount": "30", "date": day},
        {"event": "decline", "id": "less", "reason": "Not now", "date": day},
        {"event": "decision add", "id": "CSP-10", "body": "CSP", "title": "Words", "date": day},
        {
            "event": "decision amend",
            "id": "CSP-10",
            "amount": "12.50",
            "decision": "CSP-9",
            "date": "2018-05-21",
        },
        {"event": "forecast", "pot": "2018-19/Prevent", "straight-line": True, "date": day},
        spend("2018-19/Diversionary", "32.00", "X-1"),
        {"event": "correct", "entry": "X-1", "amount": "31", "date": "2018-05-21"},
    ]
    before = officer.left("2018-19/Diversionary", "PLF-2018-19", "2018-05-21")
    text = officer.does("record", written(officer, lines))
    after = officer.left("2018-19/Diversionary", "PLF-2018-19", "2018-05-21")
    assert Decimal(before) - Decimal(after) == Decimal("61.00")
    register = officer.book().register
    assert register.decisions["CSP-9"].latest.amount == Decimal(30)
    assert register.decisions["CSP-10"].latest.amount == Decimal("12.50")
    assert register.proposals["More"].latest.outcome == "agreed"
    assert register.proposals["Less"].latest.outcome == "declined: Not now"
    assert "X-1: reversed" not in text
    assert '2018-05-21 * "Printer" "Diversionary Activities: reversed"' in text


def test_what_was_there_is_amended_and_cancelled_from_lines(officer: Officer) -> None:
    officer.does("meeting", "add", "14/5/2018")
    officer.does("meeting", "add", "15/5/2018")
    lines = [
        {"event": "meeting amend", "day": "2018-05-14", "to": "2018-05-21"},
        {"event": "meeting cancel", "day": "2018-05-15"},
    ]
    text = officer.does("record", written(officer, lines))
    assert "Line 1: The meeting of 2018-05-14 is on 2018-05-21." in text
    assert "Line 2: The meeting of 2018-05-15 is cancelled" in text
    assert {datetime.date(2018, 5, 14), datetime.date(2018, 5, 15)}.isdisjoint(
        event.date for event in officer.book().events
    )


def test_what_a_meeting_s_lines_lack_is_told_at_their_fields(officer: Officer) -> None:
    lines: Lines = [
        {"event": "agree", "decision": "CSP-9"},
        {"event": "decline"},
        {"event": "forecast", "pot": "2018-19/Prevent", "amount": "5"},
        {"event": "forecast", "pot": "2018-19/Prevent", "reason": "None is left to do now"},
        {"event": "meeting amend", "day": "2018-05-14"},
        {"event": "decision amend", "id": "CSP-2018-02-12-02", "clear": ["title"]},
        {"event": "decision amend", "id": "CSP-2018-02-12-02"},
        {"event": "settle", "entry": "DE-1802"},
    ]
    output = officer.is_refused("record", written(officer, lines[-1:]))
    assert output == "Error: Line 1, decision: Fill this in.\n\nNothing was saved.\n"
    output = officer.is_refused("record", written(officer, lines[:-1]))
    assert output.removeprefix("Error: ").split("\n\n") == [
        "Line 1, id: Fill this in.",
        "Line 2, id: Fill this in.",
        "Line 3, reason: Give the reason for the figure (the field `reason`).",
        "Line 4, amount: Give the field `amount`, how many pounds, or the field `straight-line`.",
        "Line 5: Give what is right: the field `to` or the field `title`.",
        "Line 6, clear: title can't be cleared; these can: amount, document, minute, ratified-by.",
        "Line 7: Say what changes, as an option.",
        "Each line was tried without those before it that are refused here.",
        "Nothing was saved.\n",
    ]


def test_faults_name_line_and_field_and_all_are_told(officer: Officer) -> None:
    lines = (
        '{"event": "vire", "from": "Reserve", "fnd": "F", "amount": 1e400, "date": "31/6/18"}',
        "",
        '{"event": "spend", "pot": " ", "amount": "1.005", "private": "yes", "invoice": null}',
        '{"event": "spnd"}',
        '{"event": "fund", "id": "X"}',
        '{"amount": "1"}',
        '{"event": "spend", "amount": NaN}',
        '{"event": "spend", "pot": "A", "pot": "B"}',
        '["spend"]',
        "{spend",
        '{"event": "award", "fund": 5, "amount": true, "override": {"authrity": "X"}}',
    )
    text = "\n".join(lines)
    output = officer.is_refused("record", written(officer, text))
    broken = (
        "Line 10: This is not a line of JSON: at character 2, Expecting property name enclosed in "
        "double quotes."
    )
    assert output.removeprefix("Error: ").split("\n\n") == [
        "Line 1, fnd: `vire` has no such field. Did you mean fund?",
        "Line 1, amount: “1E+400” is not an amount in pounds: type it as 1000, £1,000 or 1000.50.",
        "Line 1, date: “31/6/18” is not a date: June 2018 has no day 31.",
        "Line 1, to: Fill this in.",
        "Line 3, pot: it is blank.",
        "Line 3, amount: “1.005” has more than pence: type two decimals at most.",
        "Line 3, private: “yes” is neither true nor false.",
        "Line 3, payee: Fill this in.",
        "Line 3, invoice: Fill this in.",
        f"Line 4, event: `spnd` is not an event; these can be recorded: {events()}.",
        f"Line 5, event: `fund` can't be recorded from a file; these can be recorded: {events()}.",
        'Line 6, event: Say which event it is: {"event": "spend", …}.',
        "Line 7: NaN is not a number.",
        "Line 8: `pot` is given twice.",
        'Line 9: Each line is an object: {"event": "spend", …}.',
        broken,
        "Line 11, fund: 5 is not a text: put it between double quotes.",
        "Line 11, amount: true is not a text: put it between double quotes.",
        "Line 11, override: No decision overrides a rule authrity. Did you mean authority?",
        "Nothing was saved.\n",
    ]


def events() -> str:
    names = [name for name in COMMANDS if event_of([name]) and name not in GROUPED]
    assert {"spend", "vire", "bring-forward"} <= {*names}
    return ", ".join([*names, *GROUPED])


def test_a_number_loses_no_penny(officer: Officer) -> None:
    """As a float it would be a little more or less."""
    text = json.dumps(allocate("2018-19/Prevent", "X")).replace('"X"', "8.15")
    output = officer.does("record", written(officer, text))
    assert re.search(r"  Equity:Plan:2018-19:Prevent:PLF-2018-19 +-8\.15 GBP\n", output)


def test_what_can_not_be_drafted_is_told_of_every_line(officer: Officer) -> None:
    lines = [
        spend("2018-19/Prevent", "10", "X-1"),
        spend("2018-19/Prevent", "99999", "X-2"),
        {"event": "earmark", "pot": "2018-19/Prevent/Other", "amount": "1"},
        spend("2018-19/Prevent", "12", "X-3", gross=True),
        spend("2018-19/Prevent", "12", "X-4", gross=True, vat="12"),
        {"event": "receive", "fund": "PLF-2018-19"},
    ]
    paragraphs = officer.is_refused("record", written(officer, lines)).split("\n\n")
    assert [each.partition(": ")[0] for each in paragraphs[:-2]] == [
        *("Error", "Line 3, payee", "Line 4, vat", "Line 5, vat", "Line 6, amount"),
    ]
    assert paragraphs[0].startswith("Error: Line 2: £99,999.00 is £96,909.00 more than is free in ")
    assert paragraphs[1] == (
        "Line 3, payee: 2018-19/Prevent/Other is a new earmark: say who it is for (the field "
        "`payee`), or leave that open (the field `payee`)."
    )
    assert paragraphs[3] == "Line 5, vat: it is not less than the 12.00 to be paid."
    assert paragraphs[4] == "Line 6, amount: Fill this in."
    assert paragraphs[-2:] == [
        "Each line was tried without those before it that are refused here.",
        "Nothing was saved.\n",
    ]


def test_what_a_rule_forbids_is_told_of_the_line_that_brings_it_about(officer: Officer) -> None:
    move = {"from": "2018-19/Prevent", "to": "2018-19/Diversionary", "amount": "10"}
    lines = [
        spend("2018-19/Prevent", "10", "X-1"),
        {"event": "vire", **move, "date": "2018-05-20"},
        spend("2018-19/Prevent", "10", "X-2"),
    ]
    text = officer.is_refused("record", written(officer, lines))
    assert text.startswith("Error: Line 2: “Prevent to Diversionary Activities” is a ")
    assert 'names none. Add `decision: "ID"` (the field `decision`).' in text
    assert text.endswith("[authority]\n\nNothing was saved.\n")


def test_dry_run_shows_and_saves_nothing(officer: Officer) -> None:
    path = written(officer, [spend("2018-19/Prevent", "10", "X-1")])
    before = officer.files()
    text = officer.does("record", path, "--dry-run")
    assert "To be saved in spend-2018-19.beancount:\n" in text
    assert text.endswith("Nothing was saved.\n")
    assert officer.files() == before


def test_no_lines_and_no_text(officer: Officer) -> None:
    before = officer.files()
    assert officer.does("record", written(officer, "\n\n")) == "There are no lines.\n"
    path = officer.books.parent / "lines.jsonl"
    path.write_bytes(b'{"event": "\xff"}')
    assert officer("record", str(path)).stderr == (
        f"Error: {path} is not text in UTF-8: the byte at place 11 cannot be read.\n"
    )
    assert officer.files() == before
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(spend("2018-19/Prevent", "1", "X")).encode())
    assert "Saved in" in officer.does("record", str(path))


def test_writers_at_the_same_time_wait_for_each_other(officer: Officer) -> None:
    """Two files of ten lines each: all of one, then all of the other."""
    processes = []
    for name in ("A", "B"):
        path = officer.books.parent / f"{name}.jsonl"
        lines = [spend("2018-19/Prevent", "1", f"{name}-{number}") for number in range(10)]
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        code = "from ringfence.cli.main import main; main()"
        args = ["--books", str(officer.books), "--as", name, "record", str(path)]
        processes.append(
            subprocess.Popen([sys.executable, "-c", code, *args], stdout=subprocess.PIPE)
        )
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    invoices = re.findall(r'invoice: "([AB])-(\d)"', officer.text("spend-2018-19"))
    first, second = invoices[0][0], invoices[-1][0]
    assert {first, second} == {"A", "B"}
    assert [name for name, _number in invoices] == [first] * 10 + [second] * 10


@pytest.mark.parametrize("text", ['{"event": "spend", "pot": "2018-19/Prevent", "amount": "1"}'])
def test_nothing_is_asked(officer: Officer, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ringfence.cli.prompt.asking.on_terminal", lambda: True)
    output = officer.is_refused("record", written(officer, text))
    assert "Line 1, payee: Fill this in." in output


H1 = {"fund": "PLF-2017-18", "period": "2017-18-H1"}


def step(name: str, day: str, **more: Any) -> dict[str, Any]:
    return {"event": f"return {name}", **H1, "date": day, **more}


def in_lines(officer: Officer, lines: Lines, who: str = "cs-officer") -> Result:
    path = written(officer, lines)
    return CliRunner().invoke(main, ["--books", str(officer.books), "--as", who, "record", path])


def test_the_life_of_a_return_in_lines(officer: Officer) -> None:
    """The paper stands beside the lines; whoever records them submits."""
    (officer.books.parent / "signed.pdf").write_bytes(b"%PDF signed")
    signed = {"prepared-by": "cs-officer", "certified-by": "cfo", "evidence": "signed.pdf"}
    result = in_lines(
        officer,
        [
            step("declare", "2017-09-01", due="2017-09-28"),
            step("certify", "2017-09-20", **signed),
            step("submit", "2017-09-21"),
        ],
    )
    assert result.exit_code == 0, result.output
    snapshot = "returns/PLF-2017-18_2017-18-H1.json"
    assert f"What it says is kept in {snapshot}, whose SHA-256 is the seal." in " ".join(
        result.output.split()
    )
    assert (officer.books / "returns/signed/signed.pdf").read_bytes() == b"%PDF signed"
    sent = json.loads((officer.books / snapshot).read_text(encoding="utf-8"))
    assert (sent["status"], sent["submitted_by"]) == ("submitted", "cs-officer")
    assert sent["period"]["due"] == "2017-09-28"
    result = in_lines(
        officer,
        [
            step("query", "2017-10-02", text="Why so late?"),
            step("accept", "2017-10-09", reference="OPCC/2017/114"),
            step("reopen", "2017-10-16", reason="An invoice was left out"),
        ],
    )
    assert result.exit_code == 0, result.output
    assert (officer.books / "returns/PLF-2017-18_2017-18-H1.v1.json").is_file()
    steps = re.findall(r'status: "(\w+)"', officer.text("returns"))
    assert steps[-5:] == ["certified", "submitted", "queried", "accepted", "reopened"]


def test_what_is_wrong_with_a_step_is_told_at_its_line(officer: Officer) -> None:
    before = officer.files()
    result = in_lines(
        officer,
        [
            step("declare", "2017-09-01"),
            step("certify", "2017-09-20", evidence="nowhere.pdf", **{"certified-by": "cfo"}),
            step("query", "2017-09-21"),
        ],
    )
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: Line 2, evidence: There is no file {officer.books.parent / 'nowhere.pdf'}.\n\n"
        "Line 3, text: Fill this in.\n\nNothing was saved.\n"
    )
    result = in_lines(
        officer,
        [step("declare", "2017-09-01"), step("query", "2017-09-21", text="Why so late?")],
    )
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: Line 1: Say when it is due (the field `due`), or as at which day (the field "
        "`as-at`).\n\nLine 2: PLF-2017-18 2017-18-H1 is draft, so it can't be queried now.\n"
        "  Type: ringfence --as PERSON return certify PLF-2017-18 2017-18-H1 "
        "--prepared-by PERSON\n\n"
        "Each line was tried without those before it that are refused here.\n\n"
        "Nothing was saved.\n"
    )
    assert officer.files() == before


def test_a_step_is_that_of_whoever_records_the_lines(officer: Officer) -> None:
    result = in_lines(officer, [step("certify", "2017-09-20", **{"prepared-by": "cs-officer"})])
    assert "prepared by cs-officer and certified by cs-officer too" in result.stderr
    line = step("certify", "2017-09-20", **{"prepared-by": "cs-officer"})
    result = in_lines(officer, [line], "cfo")
    assert result.exit_code == 0, result.output
    assert 'certified-by: "cfo"' in officer.text("returns")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_a_line_that_is_nested_too_deep_is_refused(text: str, officer: Officer) -> None:
    assert officer.is_refused("record", written(officer, text)) == (
        "Error: Line 1: This is not a line of JSON that can be read: it is nested too deep.\n\n"
        "Nothing was saved.\n"
    )
