"""Books that are wide and not long: one year of 300 actions, 40 funds and 160 returns.

The generator of `bench.generate` makes books of many years, as they grow; no partnership has a
plan so wide. These are for the pages alone: what would be cut off, and what each page costs where
it shows as much as it ever will. Run `python -m bench.wide DIRECTORY`.
"""

from __future__ import annotations

import datetime
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.generate import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR = "2024-25"
FUNDS, ACTIONS = 40, 300
FIRST = datetime.date(2024, 4, 1)
_DAYS = 330
_TITLE = "Work with young people and their families in the neighbourhoods of ward"


def generate(directory: Path, *, transactions: int = 20_000, seed: int = 1) -> Path:
    """Write the books and return their main file; the same seed gives the same bytes."""
    directory.mkdir(parents=True, exist_ok=True)
    main = directory / "main.beancount"
    with main.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_lines(transactions, random.Random(seed)))
    return main


def _lines(transactions: int, dice: random.Random) -> Iterator[str]:
    yield f'option "title" "Wide CSP"\nplugin "beancount.plugins.auto_accounts"\n{RULES}\n'
    yield f'{FIRST} custom "partnership" "Wide CSP"\n'
    yield (
        f'{FIRST} custom "person" "cs-officer"\n  name: "Community Safety Officer"\n'
        '  role: "Officer"\n'
    )
    yield f'{FIRST} custom "plan" "{YEAR}"\n  adopted: 2024-04-20\n'
    for number in range(FUNDS):
        yield (
            f'{FIRST} custom "fund" "G{number:02}"\n  title: "Grant {number} of a funder"\n'
            f'  funder: "Funder {number}"\n  stage: "awarded"\n  returns: "quarterly"\n'
            "  due-days: 14\n  spend-by: 2025-03-31\n  award: 1000000.00 GBP\n"
        )
    for number in range(ACTIONS):
        yield (
            f'{FIRST} custom "action" "{YEAR}" "Act{number:03}"\n  title: "{_TITLE} {number}"\n'
            '  profile: "2024-09-30 40000.00, 2025-03-31 90000.00"\n'
            f'{FIRST} custom "earmark" "{YEAR}" "Act{number:03}" "First"\n'
            f'  title: "The first project of ward {number}"\n  provider: "Provider {number}"\n'
            '  order: "PO-1"\n  pay-by: 2025-03-31\n'
        )
    for number in range(FUNDS):
        yield (
            f'{FIRST} * "Funder {number}" "Award"\n'
            f"  Assets:Awarded:Funder{number}:G{number:02}  1000000.00 GBP\n"
            f"  Income:Funder{number}:G{number:02}         -1000000.00 GBP\n"
        )
    for number in range(ACTIONS):
        fund = f"G{number % FUNDS:02}"
        yield (
            f'2024-04-02 * "Plan"\n  Equity:Unallocated:{fund}  100000.00 GBP\n'
            f"  Equity:Plan:{YEAR}:Act{number:03}:{fund}       -99000.00 GBP\n"
            f"  Equity:Plan:{YEAR}:Act{number:03}:First:{fund}  -1000.00 GBP\n"
        )
    done = FUNDS + ACTIONS
    for number in range(transactions - done):
        action = number % ACTIONS
        fund, day = f"G{action % FUNDS:02}", FIRST + datetime.timedelta(dice.randrange(30, _DAYS))
        pence = dice.randrange(1_000, 120_000)
        amount = f"{pence // 100}.{pence % 100:02}"
        yield (
            f'{day} * "Provider {action}" "Work of the week"\n  invoice: "W-{number:05}"\n'
            f'  recorded-at: "{day}T10:00:00+00:00"\n  recorded-by: "cs-officer"\n'
            f"  Expenses:Plan:{YEAR}:Act{action:03}:{fund}   {amount} GBP\n"
            f"  Assets:Council:{fund}                       -{amount} GBP\n"
        )


if __name__ == "__main__":
    print(generate(Path(sys.argv[1])))
