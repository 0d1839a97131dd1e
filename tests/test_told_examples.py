"""What a return of the example books lacks is done as it is told, and is lacking no more.

Each command that the officer's list of a return says to type is typed in a copy of the books,
with its blanks filled in as somebody would. All that is of one return is typed one after the
other, as she does who works through the list.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.ledger.commands import Blank
from tests import told

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/main.beancount"))
#: What is told in more steps than one, by how it begins; typing the command is the first of them.
STEPS = ("Others are to pay ",)
#: What was left of these was carried into the next year since, so that it can't be accrued any
#: more in the old one: that is refused, with the reason.
CARRIED_SINCE = ("2017-18/Prevent/NeighbourHub", "2021-22/Locality/YouthOutreach")
#: The least that each example's list has, so that none is passed over unseen.
FEWEST = {
    "charnwood": 5,
    "oadby-wigston": 22,
    "taken-over": 1,
    "violence-reduction-network": 5,
}


class Desk:
    """A copy of an example, and what is typed there."""

    def __init__(self, name: str, folder: Path) -> None:
        self.books = shutil.copytree(EXAMPLES / name, folder / name)

    def types(self, *args: str) -> Result:
        return CliRunner().invoke(main, ["--books", str(self.books), "--as", "cs-officer", *args])

    def reads(self, *args: str) -> Any:
        done = self.types(*args, "--format", "json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def lacks(self, fund: str, period: str) -> list[str]:
        found: list[str] = self.reads("return", "prepare", fund, period)["to_complete"]
        return found

    def decided(self, fund: str) -> str:
        """Name a decision of the fund's funder, recorded on the day on which the fund begins."""
        terms = self.reads("fund", "show", fund)
        name = f"Way-{fund}"
        texts = ("--body", terms["funder"], "--title", "It was agreed", "--date", terms["since"])
        done = self.types("decision", "add", name, *texts)
        assert done.exit_code == 0 or "is declared already" in done.output, done.output
        return name


def fault(text: str) -> str:
    """Return what is lacking: what an item begins with, without its figures."""
    return re.sub(r"£[\d,.]+\d", "£", text.partition(" Type: ")[0])


@pytest.mark.parametrize("name", NAMES)
def test_what_a_return_lacks_is_done_as_it_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a return that is prepared is written here
    desk = Desk(name, tmp_path)
    done = 0
    for each in desk.reads("return", "list")["returns"]:
        fund, period = each["fund"], each["period"]
        for item in desk.lacks(fund, period):
            lines = told.lines_in(item)
            if not lines or item not in desk.lacks(fund, period):
                continue  # what was typed before has settled it too

            def fill(
                blank: Blank,
                words: list[str],
                item: str = item,
                fund: str = fund,
                done: int = done,
            ) -> str:
                before = words[-1] if words else ""
                if blank is Blank.ID and before == "--decision":
                    return desk.decided(fund)
                if blank is Blank.ID:
                    return f"New-{done}"
                sums = re.findall(r"£([\d,]+\.\d\d)", item)
                if blank is Blank.AMOUNT and sums:
                    return str(sums[-1])
                return told.ANYTHING[blank]

            for line in lines:
                args = told.filled(line, fill)
                typed = desk.types(*args)
                done += 1
                if args[0] == "accrue" and args[1] in CARRIED_SINCE:
                    assert "and every later day" in typed.output
                    continue
                assert typed.exit_code == 0, f"{item}\n{line}\n{typed.output}"
            still = [each for each in desk.lacks(fund, period) if fault(each) == fault(item)]
            is_left = item.startswith(STEPS) or any(
                f"accrue {pot}" in item for pot in CARRIED_SINCE
            )
            assert is_left or not still, f"{lines}\n{still}"
    assert done >= FEWEST.get(name, 0)
    assert desk.types("check").exit_code == 0
