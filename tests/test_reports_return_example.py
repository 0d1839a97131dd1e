"""Both returns of Oadby & Wigston, cell by cell, against tables worked out by hand.

The sums behind them, from the entries of the example:
Diversionary, first return: 2,000.00 + 1,800.00; second: 200.50 + 999.50 + 3,000.00 + 1,500.00.
Big Lunch 320.00 + 640.00 + 440.00 - 60.00. KIDVA 2,750.00 a quarter, one in the first return.
Prevent, second: 980.00 + 600.00 + 600.00 + 550.00 + 620.00. Bluelight, second: 1,600.00 + 520.00.
Of 365 days 153 are over on 31 August: 486.00 x 365 / 153 = 1,159.41; Big Lunch and Sentinel
would pass their allocations and are held to them. Bluelight 450.00 + 3,000.00 - 600.00 to come.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ringfence.ledger import loading
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.schedule import all_dates

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"

COLUMNS = (
    "original_allocation",
    "virements",
    "carried_forward",
    "current_allocation",
    "profile_to_date",
    "actual_in_period",
    "actual_to_date",
    "earmarked",
    "committed",
    "variance",
    "variance_percent",
    "forecast_outturn",
    "forecast_basis",
    "forecast_variance",
    "rag",
)

# In the order of COLUMNS; a point stands for nothing.
FIRST = """
BigLunch      2000.00  0.00    0.00    2000.00  .       1340.00 1340.00 0.00    0.00    .        .  1340.00 decided -660.00 .
Bluelight     3000.00  0.00    0.00    3000.00  600.00  450.00  450.00  0.00    0.00    -150.00  -25.0  3000.00 profile 0.00 .
Diversionary  10000.50 1000.00 0.00    11000.50 3500.00 3800.00 3800.00 7200.00 6000.00 300.00   8.6   11000.00 officer  -0.50   green
GrowOutCrime  0.00     0.00    1200.00 1200.00  .       486.00  486.00  0.00    0.00    .        .  1200.00 to-plan 0.00 .
KIDVA         11000.00 0.00    0.00    11000.00 2750.00 2750.00 2750.00 8250.00 8250.00 0.00     0.0   11000.00 profile  0.00    .
Prevent       3000.00  0.00    1647.00 4647.00  1500.00 447.00  447.00  0.00    0.00    -1053.00 -70.2 4200.00  officer  -447.00 amber
Sentinel      5224.22  0.00    0.00    5224.22  .       5224.22 5224.22 0.00    0.00    .        .  5224.22 decided 0.00 .
(total)       34224.72 1000.00 2847.00 38071.72 8350.00 14497.22 14497.22 15450.00 14250.00 -903.00 -10.8  36964.22 . -1107.50 .
"""  # noqa: E501 - a table is read across

SECOND = """
BigLunch        2000.00  -180.00 0.00    1820.00  .        0.00    1340.00  0.00    0.00    .       .     1340.00  actual -480.00  .
Bluelight       3000.00  180.00  0.00    3180.00  3000.00  2120.00 2570.00  600.00  600.00  -430.00 -14.3  2570.00 actual -610.00 .
CelebrateSafely 0.00     750.00  0.00    750.00   .        690.00  690.00   0.00    0.00    .       .     690.00   actual -60.00   .
Diversionary    10000.50 1000.00 0.00    11000.50 9500.00  5700.00 9500.00  1500.00 1500.00 0.00    0.0  9500.00 actual -1500.50 green
GrowOutCrime    0.00     0.00    1200.00 1200.00  .        300.00  786.00   0.00    0.00    .       .     786.00   actual -414.00  .
KIDVA           11000.00 0.00    0.00    11000.00 11000.00 8250.00 11000.00 0.00    0.00    0.00    0.0   11000.00 actual 0.00     .
Prevent         3000.00  0.00    1647.00 4647.00  4647.00  3350.00 3797.00  250.00  250.00  -850.00 -18.3  3797.00 actual -850.00 amber
PropertyMarking 0.00     900.00  0.00    900.00   .        864.50  864.50   0.00    0.00    .       .     864.50   actual -35.50   .
Sentinel        5224.22  0.00    0.00    5224.22  .        0.00    5224.22  0.00    0.00    .       .     5224.22  actual 0.00     .
(total)         34224.72 2650.00 2847.00 39721.72 28147.00 21274.50 35771.72 2350.00 2350.00 -1280.00 -4.5  35771.72 . -3950.00 .
"""  # noqa: E501 - a table is read across

NEXT_YEAR = """
Bluelight    2000.00  0.00 600.00  2600.00  . 580.00  580.00  20.00    20.00    . .  2600.00 decided 0.00 .
Diversionary 10000.00 0.00 1500.00 11500.00 . 750.00  750.00  750.00   750.00   . .  11500.00 decided 0.00 .
GrowOutCrime 0.00     0.00 414.00  414.00   . 210.00  210.00  0.00     0.00     . .  414.00 to-plan 0.00 .
KIDVA        11000.00 0.00 0.00    11000.00 . 0.00    0.00    11000.00 11000.00 . .  11000.00 decided 0.00 .
Prevent      2500.00  0.00 850.00  3350.00  . 0.00    0.00    250.00   250.00   . .  3350.00 decided 0.00 .
Sentinel     5300.00  0.00 0.00    5300.00  . 0.00    0.00    0.00     0.00     . .  5300.00 to-plan 0.00 .
(total)      30800.00 0.00 3364.00 34164.00 . 1540.00 1540.00 12020.00 12020.00 . .  34164.00 . 0.00 .
"""  # noqa: E501 - a table is read across

BASES = {"to-plan": "to plan"}


@cache
def books() -> loading.Books:
    return loading.load(EXAMPLE / "main.beancount")


@cache
def shown(fund: str, ref: str) -> dict[str, Any]:
    return as_json(prepare(books().book, fund, ref, relative=books().relative))


def table(text: str) -> dict[str, dict[str, str | None]]:
    rows: dict[str, dict[str, str | None]] = {}
    for line in text.strip().splitlines():
        name, *cells = line.split()
        values = [None if cell == "." else BASES.get(cell, cell) for cell in cells]
        rows[name] = dict(zip(COLUMNS, values, strict=True))
    return rows


@pytest.mark.parametrize(
    ("fund", "ref", "expected"),
    [
        ("PLF-2017-18", "2017-18-H1", FIRST),
        ("PLF-2017-18", "2017-18-H2", SECOND),
        ("PLF-2018-19", "2018-19-H1", NEXT_YEAR),
    ],
)
def test_the_financial_table(fund: str, ref: str, expected: str) -> None:
    made = shown(fund, ref)
    found = {line["action"]: line for line in made["lines"]} | {"(total)": made["totals"]}
    assert {name: {key: row[key] for key in COLUMNS} for name, row in found.items()} == table(
        expected
    )


# Action, fund: current allocation, actual in period, actual to date, earmarked.
BY_FUND = {
    "2017-18-H1": """
BigLunch     PLF-2017-18 2000.00  1340.00 1340.00 0.00
Bluelight    PLF-2017-18 3000.00  450.00  450.00  0.00
Diversionary PLF-2015-16 1000.00  0.00    0.00    999.50
Diversionary PLF-2017-18 10000.50 3800.00 3800.00 6200.50
GrowOutCrime PLF-2016-17 1200.00  486.00  486.00  0.00
KIDVA        PLF-2017-18 11000.00 2750.00 2750.00 8250.00
Prevent      PLF-2016-17 1647.00  447.00  447.00  0.00
Prevent      PLF-2017-18 3000.00  0.00    0.00    0.00
Sentinel     PLF-2017-18 5224.22  5224.22 5224.22 0.00
""",
    "2017-18-H2": """
BigLunch        PLF-2017-18 1820.00  0.00    1340.00  0.00
Bluelight       PLF-2017-18 3180.00  2120.00 2570.00  600.00
CelebrateSafely PLF-2017-18 750.00   690.00  690.00   0.00
Diversionary    PLF-2015-16 1000.00  999.50  999.50   0.00
Diversionary    PLF-2017-18 10000.50 4700.50 8500.50  1500.00
GrowOutCrime    PLF-2016-17 1200.00  300.00  786.00   0.00
KIDVA           PLF-2017-18 11000.00 8250.00 11000.00 0.00
Prevent         PLF-2016-17 1647.00  1200.00 1647.00  0.00
Prevent         PLF-2017-18 3000.00  2150.00 2150.00  250.00
PropertyMarking PLF-2017-18 900.00   864.50  864.50   0.00
Sentinel        PLF-2017-18 5224.22  0.00    5224.22  0.00
""",
}


@pytest.mark.parametrize("ref", BY_FUND)
def test_each_line_by_fund(ref: str) -> None:
    keys = ("current_allocation", "actual_in_period", "actual_to_date", "earmarked")
    found = [
        [line["action"], fund, *(part[key] for key in keys)]
        for line in shown("PLF-2017-18", ref)["lines"]
        for fund, part in line["by_fund"].items()
    ]
    assert found == [line.split() for line in BY_FUND[ref].strip().splitlines()]


@pytest.mark.parametrize(
    ("fund", "ref", "expected"),
    [
        # 13,564.22 spent of 2017/18 by then, less 6,090.00 claimed in August.
        (
            "PLF-2017-18",
            "2017-18-H1",
            "38000.00 0.00 6090.00 7474.22 7474.22 4755.55 38000.00 0.00 0.00 0.00",
        ),
        # 32,339.22 less 13,564.22; what is deferred on 31 March is neither lapsed nor repaid.
        (
            "PLF-2017-18",
            "2017-18-H2",
            "38000.00 13564.22 13564.22 18775.00 18775.00 4755.55 38000.00 0.00 0.00 0.00",
        ),
        (
            "PLF-2018-19",
            "2018-19-H1",
            "36000.00 0.00 0.00 0.00 1330.00 6983.83 36000.00 375.28 0.00 0.00",
        ),
    ],
)
def test_the_claim(fund: str, ref: str, expected: str) -> None:
    claim = dict(shown(fund, ref)["claim"])
    claim.pop("by_fund")
    before = [claim.pop(f"{what}_before") for what in ("received", "claimed", "spent")]
    assert before == [None, None, None]
    assert list(claim.values()) == expected.split()


def test_older_money_on_order_is_claimed_too() -> None:
    """Of 2017/18 33,669.22 is spent by August 2018, and 32,339.22 claimed; 375.28 lapsed."""
    assert shown("PLF-2018-19", "2018-19-H1")["claim"]["by_fund"]["PLF-2017-18"] == {
        "award": "38000.00",
        "received_to_date": "32339.22",
        "claimed_to_date": "32339.22",
        "this_claim": "1330.00",
        "received_before": None,
        "claimed_before": None,
        "spent_before": None,
        "awarded": "38000.00",
        "spent": "33669.22",
        "lapsed": "375.28",
        "repaid": "0.00",
        "due": "33669.22",
        "basis": "on order: what was spent to date",
    }


def test_what_is_claimed_of_all_funds_is_in_the_form_too() -> None:
    """Nothing is spent of 2018/19 by August; the 1,330.00 is 2017/18's, and has its working."""
    made = shown("PLF-2018-19", "2018-19-H1")["claim"]
    assert (made["this_claim"], made["this_claim_in_all"]) == ("0.00", "1330.00")


@pytest.mark.parametrize(
    ("fund", "ref", "reserve", "unallocated", "other_years"),
    [
        ("PLF-2017-18", "2017-18-H1", "3408.55", "1275.28", {"left": "0.00", "spent": "0.00"}),
        ("PLF-2017-18", "2017-18-H2", "2658.55", "375.28", {"left": "0.00", "spent": "0.00"}),
        ("PLF-2018-19", "2018-19-H1", "5244.05", "3200.00", {"left": "0.50", "spent": "0.00"}),
    ],
)
def test_what_is_not_in_a_line(
    fund: str, ref: str, reserve: str, unallocated: str, other_years: dict[str, str]
) -> None:
    made = shown(fund, ref)
    assert made["reserve"]["total"] == reserve
    assert made["unallocated"]["total"] == unallocated
    assert made["other_years"] == other_years


def test_the_head_of_the_first_return() -> None:
    made = shown("PLF-2017-18", "2017-18-H1")
    assert made["period"] == {
        "ref": "2017-18-H1",
        "year": "2017-18",
        "start": "2017-04-01",
        "end": "2017-09-30",
        "from": "2017-04-01",
        "as_at": "2017-08-31",
        "due": "2017-09-29",
    }
    assert made["funds"] == ["PLF-2015-16", "PLF-2016-17", "PLF-2017-18"]
    assert made["partnership"] == "Oadby & Wigston CSP"
    assert (made["funder"], made["finance_role"]) == ("OPCC", "Chief Finance Officer")
    assert made["status"] == "draft"
    assert shown("PLF-2017-18", "2017-18-H2")["period"]["from"] == "2017-09-01"


def test_the_evidence_of_the_first_return() -> None:
    rows = [
        (row["date"], row["action"], row["fund"][4:], row["invoice"], row["amount"])
        for row in shown("PLF-2017-18", "2017-18-H1")["evidence"]
    ]
    assert rows == [
        ("2017-05-31", "BigLunch", "2017-18", "PR-0588", "320.00"),
        ("2017-06-20", "BigLunch", "2017-18", "EH-2217", "640.00"),
        ("2017-06-23", "BigLunch", "2017-18", "BL-19", "440.00"),
        ("2017-06-27", "GrowOutCrime", "2016-17", "SM-4410", "486.00"),
        ("2017-07-10", "BigLunch", "2017-18", "EH-2217", "-60.00"),
        ("2017-07-28", "Diversionary", "2017-18", "SD-071", "2000.00"),
        ("2017-08-04", "KIDVA", "2017-18", "WAL-2207", "2750.00"),
        ("2017-08-10", "Prevent", "2016-17", "TP-306", "447.00"),
        ("2017-08-15", "Bluelight", "2017-18", "FA-1182", "450.00"),
        ("2017-08-18", "Sentinel", "2017-18", "SEN-1718-07", "5224.22"),
        ("2017-08-30", "Diversionary", "2017-18", "SD-078", "1800.00"),
    ]
    assert len(shown("PLF-2017-18", "2017-18-H2")["evidence"]) == 17


def test_what_was_delivered_in_the_first_return() -> None:
    made = {each["action"]: each for each in shown("PLF-2017-18", "2017-18-H1")["delivery"]}
    assert made["Diversionary"]["measures"] == [
        {
            "name": "young people engaged",
            "group": None,
            "count": "64",
            "to_date": "64",
            "target": "120",
            "target_from": "2017-04-01",
            "target_to": "2018-03-31",
            "sources": ["Session registers"],
        }
    ]
    assert [found["date"] for found in made["Diversionary"]["narrative"]] == ["2017-06-12"]
    assert made["Prevent"]["objectives"] == "People are not drawn into extremism"
    later = {each["action"]: each for each in shown("PLF-2017-18", "2017-18-H2")["delivery"]}
    counts = later["Diversionary"]["measures"][0]
    assert (counts["count"], counts["to_date"]) == ("83", "147")
    assert later["Diversionary"]["risks"] == [
        {"date": "2018-03-31", "text": "KICKS depends on one provider to June.", "recorded": None}
    ]


def test_the_final_return_of_2016_17_is_over_both_years() -> None:
    """1,647.00 to Prevent and 1,200.00 to the competition, 414.00 of it moved on."""
    made = shown("PLF-2016-17", "final")
    assert made["funds"] == ["PLF-2016-17"]
    rows = [
        (line["year"], line["action"], line["current_allocation"], line["actual_to_date"])
        for line in made["lines"]
    ]
    assert rows == [
        ("2017-18", "GrowOutCrime", "786.00", "786.00"),
        ("2017-18", "Prevent", "1647.00", "1647.00"),
        ("2018-19", "GrowOutCrime", "414.00", "210.00"),
    ]
    assert made["claim"]["brought_in"] == "2847.00"


def test_every_return_of_the_example_balances_and_is_evidenced() -> None:
    for dates in all_dates(books().book):
        made = shown(dates.fund, dates.ref)
        claim, totals, other = made["claim"], made["totals"], made["other_years"]
        there = ("brought_in", "awarded_in_year")
        gone = ("lapsed", "repaid")
        assert sum(Decimal(claim[key]) for key in there) - sum(
            Decimal(claim[key]) for key in gone
        ) == sum(
            Decimal(amount)
            for amount in (
                totals["current_allocation"],
                made["reserve"]["total"],
                made["unallocated"]["total"],
                other["left"],
                other["spent"],
            )
        )
        for line in made["lines"]:
            spent = [r for r in made["evidence"] if (r["year"], r["action"]) == _place(line)]
            assert sum(Decimal(row["amount"]) for row in spent) == Decimal(line["actual_in_period"])


def _place(line: dict[str, Any]) -> tuple[str, str]:
    return line["year"], line["action"]
