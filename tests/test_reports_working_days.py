"""Working days before a day, by England's bank holidays; each counted by hand."""

import datetime
import subprocess
import sys

import pytest

from ringfence.reports.working_days import working_days_before


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        # Easter 2018: 5, 4 and 3 April; not Easter Monday, nor Good Friday; 29 and 28 March.
        ("2018-04-06", 5, "2018-03-28"),
        # The early May bank holiday, Monday 7 May 2018: 8, 4 and 3 May.
        ("2018-05-09", 3, "2018-05-03"),
        # Christmas 2017 and New Year: 29, 28 and 27 December, then 22.
        ("2018-01-02", 4, "2017-12-22"),
        # Christmas Day 2021 was a Saturday, so Monday and Tuesday were off: 30, 29, 24 December.
        ("2021-12-31", 3, "2021-12-24"),
        # In 2020 the early May bank holiday was Friday 8 May, and Monday 4 May was worked.
        ("2020-05-11", 1, "2020-05-07"),
        ("2020-05-05", 1, "2020-05-04"),
        # 2 January is a holiday in Scotland alone, Easter Monday everywhere but there.
        ("2018-01-03", 1, "2018-01-02"),
        # A month of them before 30 April 2018: four weeks less Easter's two days, in March.
        ("2018-04-30", 20, "2018-03-29"),
        # Due on a Sunday: the Friday before it, whether it is the one before or the last.
        ("2018-05-20", 1, "2018-05-18"),
        ("2018-05-20", 0, "2018-05-18"),
        ("2018-05-18", 0, "2018-05-18"),
        ("2018-05-07", 0, "2018-05-04"),
        # Proclaimed once: the late Queen's funeral on Monday 19 September 2022.
        ("2022-09-20", 1, "2022-09-16"),
    ],
)
def test_counted_by_hand(day: str, count: int, expected: str) -> None:
    found = working_days_before(datetime.date.fromisoformat(day), count)
    assert found == datetime.date.fromisoformat(expected)


def test_the_library_is_imported_by_nobody_who_does_not_count() -> None:
    code = """
import sys
from ringfence.cli.main import main
from ringfence.reports import deadlines
sys.exit("holidays" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
