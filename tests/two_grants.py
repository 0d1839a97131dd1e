"""Books of two grants that pay for two actions, small enough to work every figure out by hand."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Officer

#: Two grants of £100.00, each in action A with £70.00 and in B with £30.00.
TWO = """plugin "ringfence.plugins.all"
2025-04-01 custom "partnership" "P"
2025-04-01 custom "fund" "G"
  title: "G"
  funder: "OPCC"
  stage: "awarded"
  award: 100.00 GBP
  returns: "six-monthly"
2025-04-01 custom "fund" "H"
  title: "H"
  funder: "OPCC"
  stage: "awarded"
  award: 100.00 GBP
  reported-in: "G"
2025-04-01 custom "action" "2025-26" "A"
  title: "Action A"
2025-04-01 custom "action" "2025-26" "B"
  title: "Action B"
""" + "".join(
    f"2025-04-01 open {name}:{fund} GBP\n"
    for fund in "GH"
    for name in (
        "Assets:Awarded:OPCC",
        "Assets:Council",
        "Income:OPCC",
        "Equity:Unallocated",
        "Equity:Plan:2025-26:A",
        "Equity:Plan:2025-26:B",
        "Expenses:Plan:2025-26:A",
        "Expenses:Plan:2025-26:B",
    )
)
FUNDED = "".join(
    f"""2025-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:{fund}    100.00 GBP
  Income:OPCC:{fund}           -100.00 GBP
2025-04-01 * "Plan"
  Equity:Unallocated:{fund}       70.00 GBP
  Equity:Plan:2025-26:A:{fund}   -70.00 GBP
2025-04-01 * "Plan"
  Equity:Unallocated:{fund}       30.00 GBP
  Equity:Plan:2025-26:B:{fund}   -30.00 GBP
"""
    for fund in "GH"
)


def two_grants(folder: Path) -> Officer:
    """Write the books; what is spent goes into a file of its own."""
    included = 'include "spend-2025-26.beancount"\n'
    (folder / "main.beancount").write_text(TWO + FUNDED + included, encoding="utf-8")
    (folder / "spend-2025-26.beancount").write_text(";; What was spent.\n", encoding="utf-8")
    return Officer(folder)


def left(desk: Officer, pot: str) -> tuple[str, str]:
    """Return what is left of each grant in a pot, now."""
    return desk.left(pot, "G", "2026-03-31"), desk.left(pot, "H", "2026-03-31")


def written(desk: Officer) -> list[str]:
    """Return the lines of what was spent, but for who recorded it and when."""
    lines = desk.text("spend-2025-26").splitlines()
    return [line for line in lines if line and "recorded-" not in line][1:]
