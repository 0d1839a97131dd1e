"""What a return's evidence leaves out: slips taken back in the period, and receipts booked late."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from ringfence.ledger.frozen import Frozen
from tests.conftest import Officer
from tests.two_grants import two_grants

PRINTER = ("--payee", "Printer", "--note", "Leaflets")
HALF, NEXT = "2025-26-H1", "2025-26-H2"


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return books of two grants with £50.00 spent in June."""
    desk = two_grants(tmp_path)
    desk.does("spend", "2025-26/A", "50", "--invoice", "I-1", *PRINTER, "--date", "2/6/2025")
    return desk


def prepared(desk: Officer, period: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(
        desk.does("return", "prepare", "G", period, "--format", "json")
    )
    return shown


def evidence(desk: Officer, period: str) -> list[tuple[str, str]]:
    return [(each["date"], each["amount"]) for each in prepared(desk, period)["evidence"]]


def digest(desk: Officer, period: str, as_at: str) -> str:
    return Frozen(desk.book(), "G", period, datetime.date.fromisoformat(as_at)).digest


def test_a_slip_and_its_reversal_are_left_out_and_counted(desk: Officer) -> None:
    desk.does("correct", "I-1", "--amount", "40", "--note", "Ten torn", "--date", "3/6/2025")
    frozen = digest(desk, HALF, "2025-09-30")
    shown = prepared(desk, HALF)
    assert evidence(desk, HALF) == [("2025-06-03", "40.00")]
    assert shown["evidence_left_out"] == 2
    assert shown["totals"]["actual_in_period"] == "40.00"
    assert shown["digest"] == frozen
    told = desk.does("return", "prepare", "G", HALF, "--format", "md", "--output", "-")
    assert (
        "One entry that was wrong, and its reversal in the period, are left out: they add up to "
        "zero."
    ) in " ".join(told.split())


def test_the_digest_goes_on_covering_both(desk: Officer) -> None:
    """Without the two the digest is another, though the evidence shows neither."""
    before = digest(desk, HALF, "2025-09-30")
    desk.does("spend", "2025-26/A", "5", "--invoice", "I-2", *PRINTER, "--date", "4/6/2025")
    desk.does("correct", "I-2", "--reverse-only", "--date", "5/6/2025")
    assert evidence(desk, HALF) == [("2025-06-02", "50.00")]
    assert digest(desk, HALF, "2025-09-30") != before


def test_what_does_not_cancel_in_the_period_stands(desk: Officer) -> None:
    """Taken back in October: June's return has the entry, the next its reversal."""
    desk.does("correct", "I-1", "--reverse-only", "--date", "4/10/2025")
    assert evidence(desk, HALF) == [("2025-06-02", "50.00")]
    assert evidence(desk, NEXT) == [("2025-10-04", "-50.00")]
    assert prepared(desk, HALF)["evidence_left_out"] == 0


def test_a_refund_is_no_slip(desk: Officer) -> None:
    """The money was paid and came back in full: both stand, the credit note with its number."""
    back = ("--payee", "Printer", "--invoice", "I-1", "--credit-note", "CN-1")
    desk.does("refund", "2025-26/A", "50", *back, "--date", "4/6/2025")
    assert evidence(desk, HALF) == [("2025-06-02", "50.00"), ("2025-06-04", "-50.00")]
    assert prepared(desk, HALF)["evidence"][1]["credit_note"] == "CN-1"
    told = desk.does("return", "prepare", "G", HALF, "--format", "md", "--output", "-")
    assert "I-1, credit note CN-1" in " ".join(told.split())


def test_categories_leave_slips_out_too(desk: Officer) -> None:
    kind = ("--category", "printing", "--date", "4/6/2025")
    desk.does("spend", "2025-26/A", "9", "--invoice", "I-2", *PRINTER, *kind)
    desk.does("correct", "I-2", "--amount", "8", "--date", "5/6/2025")
    assert prepared(desk, HALF)["categories"] == [
        {"category": "not said", "amount": "50.00"},
        {"category": "printing", "amount": "8.00"},
    ]


def test_a_receipt_booked_late_is_no_adjustment(desk: Officer) -> None:
    late = ("--adjusts", f"G/{HALF}", "--date", "4/10/2025")
    desk.does("receive", "G", "20", *late)
    shown = prepared(desk, NEXT)
    assert shown["adjustments"] == []
    assert shown["claim"]["received_to_date"] == "20.00"
    desk.does("spend", "2025-26/B", "5", "--invoice", "I-3", *PRINTER, *late)
    assert [each["amount"] for each in prepared(desk, NEXT)["adjustments"]] == ["5.00"]
