"""`ringfence settle`: by whose decision, and by several where several bodies are asked."""

from __future__ import annotations

import pytest

from tests.conftest import Officer

JUNE = ("--date", "1/6/2018")
FUND = "PLF-2018-19"
PENDING = (
    *("spend", "2018-19/Bluelight", "5", "--payee", "P", "--invoice", "BL-1", "--pending"),
    *("--fund", FUND, *JUNE),
)
CSP, OPCC = "CSP-2018-04-16-03", "OPCC-2018-03-26"


@pytest.fixture
def desk(officer: Officer) -> Officer:
    officer.does(
        *("fund", "amend", FUND, "--ineligible", "alcohol", "--decision", OPCC),
        *("--date", "2/4/2018"),
    )
    return officer


def test_a_decision_of_another_body_is_refused_and_the_right_one_is_taken(desk: Officer) -> None:
    desk.does(*PENDING, "--category", "alcohol")
    assert desk.is_refused("settle", "BL-1", "--decision", CSP) == (
        f"Error: BL-1 awaits a decision of OPCC, and {CSP} is one of the CSP. “P, Bluelight "
        f"Project” is alcohol, which {FUND} does not pay for on 2018-06-01: ineligible is alcohol. "
        "Charge it to a fund that pays for it (--fund). It is pending: reverse it, or settle it by "
        "a decision of OPCC: ringfence settle BL-1 --decision ID [purpose]\n\nNothing was saved.\n"
    )
    assert desk.is_refused("settle", "BL-1", "--decision", "NOPE") == (
        "Error: There is no decision NOPE. Record it first: "
        'ringfence decision add NOPE --body OPCC --title "TEXT"\n'
    )
    assert "still awaits" not in desk.does("settle", "BL-1", "--decision", OPCC)
    assert "0 pending" in desk.does("check")
    assert desk.is_refused("settle", "BL-1", "--decision", CSP) == (
        f"Error: The entry of 2018-06-01 is already settled, by {OPCC}. Nothing was saved.\n"
    )


def test_what_another_body_settled_in_vain_is_settled_by_the_right_one(desk: Officer) -> None:
    desk.does(*PENDING, "--category", "alcohol", "--settled-by", CSP)
    assert "1 pending" in desk.does("check")
    desk.does("settle", "BL-1", "--decision", OPCC)
    assert f'  settled-by: "{CSP}, {OPCC}"\n' in desk.text("spend-2018-19")
    assert "0 pending" in desk.does("check")


@pytest.mark.parametrize("order", [(CSP, OPCC), (OPCC, CSP)])
def test_two_bodies_each_settle_what_is_theirs(order: tuple[str, str], desk: Officer) -> None:
    desk.does(*PENDING, "--category", "alcohol", "--purpose", "fireworks")
    first, second = order
    assert desk.does("settle", "BL-1", "--decision", first).count("It still awaits something") == 1
    assert desk.is_refused("settle", "BL-1", "--decision", first).startswith(
        f"Error: BL-1 awaits a decision of {'OPCC' if first == CSP else 'the CSP'}, and {first} is "
    )
    before = desk.text("spend-2018-19")
    desk.does("settle", "BL-1", "--decision", second)
    old, new = f'  settled-by: "{first}"\n', f'  settled-by: "{first}, {second}"\n'
    assert desk.text("spend-2018-19") == before.replace(old, new)
    assert "0 pending" in desk.does("check")


def test_both_in_one_file_of_lines(desk: Officer) -> None:
    desk.does(*PENDING, "--category", "alcohol", "--purpose", "fireworks")
    lines = desk.books / "lines.jsonl"
    lines.write_text(
        f'{{"event": "settle", "entry": "BL-1", "decision": "{CSP}"}}\n'
        f'{{"event": "settle", "entry": "BL-1", "decision": "{OPCC}"}}\n',
        encoding="utf-8",
    )
    desk.does("record", str(lines))
    assert desk.text("spend-2018-19").count("settled-by") == 1
    assert f'  settled-by: "{CSP}, {OPCC}"\n' in desk.text("spend-2018-19")
    assert "0 pending" in desk.does("check")
