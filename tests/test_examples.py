"""The shorter examples: right, true to their figures, and shown in every format."""

import json
import re
import shlex
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.ledger import loading
from ringfence.ledger.brought_forward import SUMS

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = ("charnwood", "violence-reduction-network", "safer-streets-5", "taken-over")
DAYS = {
    "charnwood": "2021-09-30",
    "violence-reduction-network": "2020-01-31",
    "safer-streets-5": "2023-07-31",
    "taken-over": "2025-09-30",
}
RETURNS = [
    ("charnwood", "PZ-2021-23", "2021-22-Q2"),
    ("charnwood", "PLF-2021-22", "2021-22-H1"),
    ("violence-reduction-network", "VRN-2019-20", "2019-20-Q3"),
    ("safer-streets-5", "Phoenix-2025", "final"),
    ("taken-over", "SSG-2024-26", "2025-26-H1"),
]


def run(name: str, *args: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(EXAMPLES / name), *args])


def as_json(name: str, *args: str) -> dict[str, object]:
    result = run(name, *args, "--format", "json")
    assert result.exit_code == 0, result.output
    shown = json.loads(result.stdout)
    assert isinstance(shown, dict)
    return shown


def funds(name: str) -> dict[str, dict[str, str]]:
    shown = as_json(name, "position", "--as-at", DAYS[name])["funds"]
    assert isinstance(shown, list)
    return {each["fund"]: each for each in shown}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong(name: str) -> None:
    assert as_json(name, "check") == {"ok": True, "findings": []}


@pytest.mark.parametrize("kind", ["text", "md", "csv", "json", "html", "docx", "xlsx"])
@pytest.mark.parametrize("name", NAMES)
def test_its_position_is_shown_in_every_format(name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"position.{kind}"
    shown = run(name, "position", "--as-at", DAYS[name], "--format", kind, "--output", str(path))
    assert shown.exit_code == 0, shown.output
    assert path.stat().st_size > 100


@pytest.mark.parametrize("kind", ["json", "md", "html", "docx", "xlsx"])
@pytest.mark.parametrize(("name", "fund", "period"), RETURNS)
def test_its_returns_are_made_in_every_format(
    name: str, fund: str, period: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"return.{kind}"
    made = run(name, "return", "prepare", fund, period, "--format", kind, "--output", str(path))
    assert made.exit_code == 0, made.output
    assert path.stat().st_size > 100


def test_charnwood_as_minuted() -> None:
    of = funds("charnwood")
    assert of["PZ-2021-23"]["spend_by"] == "2023-03-31"
    assert of["PZ-2021-23"]["left"] == "46800.00"  # 50,000.00 - 3,200.00
    assert (of["UNI-SSS"]["left"], of["CBC-SSS"]["left"]) == ("6300.00", "4200.00")
    assert of["UNI-SSS"]["spend_by"] == of["CBC-SSS"]["spend_by"] == "2022-07-31"
    made = as_json("charnwood", "return", "prepare", "PZ-2021-23", "2021-22-Q1")
    claim = made["claim"]
    assert isinstance(claim, dict)
    assert claim["award"] == "50000.00"


def test_people_zone_reports_quarterly_over_two_years() -> None:
    result = run("charnwood", "return", "list")
    periods = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("PZ-")]
    years = ("2021-22", "2022-23")
    assert periods == [f"{year}-Q{quarter}" for year in years for quarter in range(1, 5)]


def test_the_network_as_minuted() -> None:
    of = funds("violence-reduction-network")
    # 880,000.00 - 98,000.00 - 82,000.00
    assert Decimal(of["VRN-2019-20"]["left"]) == Decimal("700000.00")
    assert of["VRN-2019-20"]["spend_by"] == "2020-03-31"
    assert "VRN-2020-21" not in of


def test_the_bids_are_no_money() -> None:
    assert set(funds("safer-streets-5")) == {"Phoenix-2025"}
    assert funds("safer-streets-5")["Phoenix-2025"]["spend_by"] == "2025-08-31"


def test_what_was_before_is_claimed_once() -> None:
    """12,500.00 + 12,500.00 + 3,000.00 was due and claimed by March 2025; 12,000.00 is, in October.

    By its last day, 31 March 2026, 18,520.00 + 4,150.00 = 22,670.00 is spent of the 28,000.00 that
    came, so the last instalment is not claimed any more.
    """
    assert funds("taken-over")["SSG-2024-26"]["left"] == "17330.00"  # 21,480.00 - 4,150.00
    for period, this_claim in (("2025-26-H1", "0.00"), ("2025-26-H2", "0.00")):
        made = as_json("taken-over", "return", "prepare", "SSG-2024-26", period)
        claim = made["claim"]
        assert isinstance(claim, dict)
        claim.pop("by_fund")
        assert claim == {
            "award": "40000.00",
            "received_to_date": "28000.00",
            "claimed_to_date": "28000.00",
            "this_claim": this_claim,
            "received_before": "25000.00",
            "claimed_before": "28000.00",
            "spent_before": "18520.00",
            "this_claim_in_all": this_claim,
            "brought_in": "21480.00",
            "awarded_in_year": "0.00",
            "lapsed": "0.00",
            "repaid": "0.00",
            "spent_at_risk": "0.00",
        }


def test_what_was_before_is_one_command(tmp_path: Path) -> None:
    """The command in the comment writes the five entries under it, into books without them."""

    def brought_forward(path: Path) -> list[tuple[object, ...]]:
        return [
            (
                *(entry.date, entry.payee, entry.narration, entry.links),
                {key: entry.meta.get(key) for key in ("invoice", *SUMS, "brought-forward")},
                [(posting.account, posting.units) for posting in entry.postings],
            )
            for entry in loading.load(path).book.marked["brought-forward"]
        ]

    example = EXAMPLES / "taken-over" / "main.beancount"
    text = example.read_text(encoding="utf-8")
    head, _what, rest = text.partition(";; Awarded 40,000.00; received 25,000.00")
    typed = re.findall(r"^;;  +(.*?)\\?$", rest.partition("\n2025")[0], re.MULTILINE)
    books = tmp_path / "main.beancount"
    books.write_text(head, encoding="utf-8")
    _ringfence, *words = shlex.split(" ".join(typed))
    result = CliRunner().invoke(main, ["--books", str(books), *words])
    assert result.exit_code == 0, result.output
    assert brought_forward(books) == brought_forward(example)
    assert len(brought_forward(books)) == 5


@pytest.mark.parametrize(
    ("name", "fund", "funder", "why"),
    [
        ("violence-reduction-network", "VRN-2020-21", "HomeOffice", "an indication only"),
        ("safer-streets-5", "SS5-Melton", "HomeOffice", "a bid"),
        ("safer-streets-5", "Youth-Bid-2023", "OPCC", "a bid that was refused"),
    ],
)
def test_what_is_not_awarded_cannot_be_booked(
    name: str, fund: str, funder: str, why: str, tmp_path: Path
) -> None:
    text = (EXAMPLES / name / "main.beancount").read_text(encoding="utf-8")
    accounts = (f"Assets:Awarded:{funder}:{fund}", f"Income:{funder}:{fund}")
    opened = "".join(f"2023-12-01 open {account} GBP\n" for account in accounts)
    booked = f'2023-12-01 * "Booked"\n  {accounts[0]}  1.00 GBP\n  {accounts[1]} -1.00 GBP\n'
    books = tmp_path / "main.beancount"
    books.write_text(text + opened + booked, encoding="utf-8")
    result = CliRunner().invoke(main, ["--books", str(books), "check", "--format", "json"])
    (finding,) = json.loads(result.stdout)["findings"]
    assert result.exit_code == 1
    assert (finding["rule"], finding["severity"]) == ("stage", "block")
    assert f"brings £1.00 into {fund}, and on 2023-12-01 {fund} is {why}. " in finding["message"]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_not_minuted_says_so(name: str) -> None:
    """A payment is never the minutes': every spend in these books is marked."""
    book = loading.load(EXAMPLES / name / "main.beancount").book
    spends = [
        entry
        for track in book.tracks.values()
        if track.name.startswith("Expenses:")
        for entry in track.entries
    ]
    assert spends
    assert all(entry.meta.get("illustrative") is True for entry in spends)
