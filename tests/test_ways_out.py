"""Every way out that a finding of the catalogue names is taken, and the finding is gone.

Each command line is typed in a copy of the books, with its blanks filled in as somebody would.
What a message says to do in the file itself is done there first, or after: an entry is taken
out, dated anew or given its decision.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.ledger.commands import Blank
from tests import told

if TYPE_CHECKING:
    from tests import catalogue

if not TYPE_CHECKING:
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(Path(__file__).resolve().parent)
        catalogue = importlib.import_module("catalogue")

DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: What goes into the blanks of some cases, where what does for most would not do.
FILLED: dict[str, dict[Blank, str]] = {
    "declaration-no-decision-for-terms": {Blank.BODY: "OPCC"},
    "declaration-provider": {Blank.POT: "2017-18/Diversionary/New", Blank.NAME: "Leicester FC"},
    "overdrawn-misspelt": {Blank.AMOUNT: "49.00"},
    "overdrawn-more-evidenced-than-advanced": {Blank.POT: "2017-18/Diversionary/Kicks"},
    "stage-above-instalment": {Blank.AMOUNT: "5000.00"},
    "submitted-seal-quoted": {
        Blank.TEXT: "25964e8e30b1ccb654876a6af64fe2ee20055890ec6741db3c081cf12d22be10"
    },
    "window-year-changed": {Blank.POT: "2018-19/Diversionary"},
    "window-year-plan-changed": {Blank.POT: "2018-19/Diversionary"},
    "window-year-spent": {Blank.POT: "2018-19/Diversionary"},
}
#: What an open year's plan needs before anything is spent from it.
OPEN_YEAR = (
    'ringfence action add 2018-19/Diversionary --title "Next year" --date 2018-04-01',
    "ringfence allocate 2018-19/Diversionary 50.00 --fund Grant --decision Way-CSP",
)
BEFORE: dict[str, tuple[str, ...]] = {
    "stage-above-award-found-later": (
        "ringfence fund amend Grant --award 40100.00 --date 2025-05-05 --decision Way-OPCC",
    ),
    "window-year-changed": OPEN_YEAR,
    "window-year-plan-changed": OPEN_YEAR,
    "window-year-spent": OPEN_YEAR,
}
#: Where a message says that what it is about is not there when that is typed: what it says, and
#: the command.
TAKEN_OUT = (
    ("declare it before this:", " fund add "),
    ("take this out, and record that instead:", " award "),
    ("Take it out, and let `", " year-end "),
    ("Take it out. If what was sent is wrong:", " return reopen "),
    ("Take it out, and record it anew:", " return accept "),
    ("What is spent now belongs in the plan of an open year", " spend "),
)
#: Of these the commands are the steps of one way out, and not one way out each.
STEPS = {"duplicate-funders", "overdrawn-more-received-than-claimed", "stage-above-claim"}
#: Command lines that do not make their finding go, by their case and how they begin, and why.
EXCEPTIONS = {
    ("authority-ratified-by-later", "ringfence decision"): "the line that comes too early is first "
    "taken out by hand",
    ("window-year-changed", "ringfence spend"): "the year itself is put back as it was, by hand",
    ("window-year-plan-changed", "ringfence spend"): "the year itself is put back, by hand",
}
#: What somebody is told to add where a book of the catalogue is too small for a whole return.
REASON = ("--reason", "It is a small book", "--prepared-by", "cs-officer")


class Way(NamedTuple):
    """A way out of a finding: its case, the finding, and the lines to type."""

    case: catalogue.Case
    number: int
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.case.name}-{self.number}-{self.lines[0].removeprefix('ringfence ')}"


def ways() -> Iterator[Way]:
    for case in catalogue.cases():
        for number, expected in enumerate(case.expected):
            if " overridden: " in expected:
                continue  # a decision lets it stand, so that there is nothing to get out of
            lines = [
                line for line in told.lines_in(expected) if told.command_of(told.filled(line))[1]
            ]
            if case.name in STEPS:
                yield Way(case, number, tuple(lines))
            else:
                yield from (Way(case, number, (line,)) for line in lines)


WAYS = list(ways())


class Desk:
    """A copy of a case's books, and what is typed or written there."""

    def __init__(self, way: Way, folder: Path) -> None:
        self.way = way
        self.path = catalogue.lay_out(way.case, folder)
        self.finding = self.findings()[way.number]
        self.day = self._day()

    def types(self, *args: str) -> Result:
        return CliRunner().invoke(main, ["--books", str(self.path), "--as", "somebody", *args])

    def findings(self) -> list[dict[str, Any]]:
        found = json.loads(self.types("check", "--format", "json").stdout)["findings"]
        return list(found)

    def fill(self, blank: Blank, words: list[str]) -> str:
        before = words[-1] if words else ""
        if blank is Blank.ID and before == "--decision":
            return self._decision()
        if blank is Blank.DAY:
            return {"--spend-by": "2019-03-31", "--supplied": "2018-03-31"}.get(before, self.day)
        return FILLED.get(self.way.case.name, {}).get(blank, told.ANYTHING[blank])

    def _decision(self) -> str:
        """Name the decision that would be taken: by whom the message says, else by both."""
        decided = re.search(r"by a decision of (?:the )?(\w+)", self.finding["message"])
        known = self.decisions()
        return known[decided[1]] if decided else ",".join(known.values())

    def decisions(self) -> dict[str, str]:
        """Name a decision of each body there is."""
        bodies = sorted({"CSP", *re.findall(r'funder: "([^"]+)"', self.way.case.body)})
        return {body: f"Way-{body.replace(' ', '')}" for body in bodies}

    def _day(self) -> str:
        """Return the day that a finding is about: the one it says, else its entry's."""
        match = re.search(r"(?<=on )\d{4}-\d\d-\d\d", self.finding["message"])
        entry = DAY.match(self.entry()[0])
        return match[0] if match else entry[0] if entry else "2017-09-01"

    # What is done in the file itself.

    def entry(self) -> list[str]:
        """Return the lines of the directive at fault."""
        start = (self.finding["line"] or 1) - 1
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        while lines[start].startswith(" "):
            start -= 1  # it is about one of its postings
        end = next(
            (n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines)
        )
        return lines[start:end]

    def writes(self, old: list[str], new: list[str]) -> None:
        text = self.path.read_text(encoding="utf-8")
        assert text.count("".join(old)) == 1
        self.path.write_text(text.replace("".join(old), "".join(new)), encoding="utf-8")

    def takes_out(self) -> None:
        self.writes(self.entry(), [])

    def names_decision(self, decision: str) -> None:
        head, *rest = entry = self.entry()
        rest = [line for line in rest if not line.lstrip().startswith("decision:")]
        self.writes(entry, [head, f'  decision: "{decision}"\n', *rest])

    def writes_under(self, line: str) -> None:
        entry = self.entry()
        self.writes(entry, [entry[0], f"  {line}\n", *entry[1:]])

    def dates_anew(self, day: str) -> None:
        head, *rest = entry = self.entry()
        self.writes(entry, [DAY.sub(day, head, count=1), *rest])


def fault(finding: dict[str, Any]) -> tuple[str, str]:
    """Return what is wrong: the rule, and what the message begins with, without its figures."""
    words = re.split(r"\. |: (?=it|that day|the plan)", finding["message"])[0]
    return finding["rule"], re.sub(r"£[\d,.]+\d", "£", words)


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
def test_the_way_out_is_one(way: Way, tmp_path: Path) -> None:
    desk = Desk(way, tmp_path)
    message = desk.finding["message"]
    for body, decision in desk.decisions().items():
        texts = ("--body", body, "--title", "It was agreed", "--date", "2017-04-01")
        added = desk.types("decision", "add", decision, *texts)
        assert added.exit_code == 0, added.output
    if any(texts in message and begins in way.lines[0] for texts, begins in TAKEN_OUT):
        desk.takes_out()
    for line in (*BEFORE.get(way.case.name, ()), *way.lines):
        args = told.filled(line, desk.fill)
        more = REASON if args[-4:-2] == ["return", "certify"] else ()
        done = desk.types(*args, *more)
        assert done.exit_code == 0, f"{line}\n{done.output}"
    if "--decision ID)." in message and "decision add" in way.lines[0]:
        desk.names_decision(told.ANYTHING[Blank.ID])
    redated = re.search(r"and date this (\S+) too", message)
    if redated:
        desk.dates_anew(redated[1])
    written = re.search(r"and write under it: (\S+ \S+)", message)
    if written:
        desk.writes_under(written[1])
    reason = EXCEPTIONS.get((way.case.name, " ".join(way.lines[0].split()[:2])))
    still = [each["message"] for each in desk.findings() if fault(each) == fault(desk.finding)]
    assert bool(still) == bool(reason), still


def test_exceptions_are_of_ways_that_are_told() -> None:
    known = {(way.case.name, " ".join(way.lines[0].split()[:2])) for way in WAYS}
    assert set(EXCEPTIONS) <= known
    names = {way.case.name for way in WAYS}
    assert {*FILLED, *BEFORE, *STEPS} <= names
    assert len(WAYS) > 80
