"""What is signed as reconciled has seals, one chain over all days, as a return's steps have."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ringfence.ledger.council.signings import chain_of_signings
from tests.test_cli_reconcile import TO, cfo, settled, signed, told

STEP = re.compile(r'(?m)^[\d-]+ custom "reconciliation" .*\n(?:[ \t]+.*\n)+')


def steps(officer: Any) -> list[str]:
    return STEP.findall(officer.text("main"))


def blocks(officer: Any) -> str:
    found = json.loads(officer("check", "--format", "json").stdout)["findings"]
    return " | ".join(each["message"] for each in found if each["severity"] == "block")


def edit(officer: Any, old: str, new: str) -> None:
    path = officer.books / "main.beancount"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def twice(officer: Any) -> Any:
    """Signed, reopened and signed again."""
    settled(officer)
    signed(officer)
    officer.does("reconcile", "reopen", "2017-09-30", "--reason", "Late", "--date", "2017-10-10")
    result = cfo(officer, "reconcile", "sign", *TO, "--date", "2017-10-11")
    assert result.exit_code == 0, result.output
    return officer


def test_each_step_follows_the_one_before(twice: Any) -> None:
    assert blocks(twice) == ""
    own = [re.search(r'\sseal: "(1-[0-9a-f]{64})"', each) for each in steps(twice)]
    before = [re.search(r'previous: "(1-[0-9a-f]{64})"', each) for each in steps(twice)]
    assert len(own) == 3
    assert before[0] is None
    assert [e and e[1] for e in before[1:]] == [e and e[1] for e in own[:-1]]
    chain = chain_of_signings(twice.book().register)
    assert [each.value.status for each in chain.order] == ["signed", "reopened", "signed"]


def test_the_statement_shows_its_seal(twice: Any) -> None:
    last = re.search(r'\sseal: "(.*)"', steps(twice)[-1])
    assert last is not None
    shown = " ".join(twice.does("reconcile", *TO).split())
    assert f"Seal: {last[1]}" in shown
    assert "Recorded on: " in shown
    assert told(twice, *TO)["seal"] == last[1]
    kept = json.loads((twice.books / "council/reconciliation-2017-09-30.json").read_bytes())
    assert "seal" not in kept


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (0, 'signed-by: "cfo"', 'signed-by: "mayor"'),
        (0, "recorded-at:", "illustrative: TRUE\n  recorded-at:"),
        (1, '"Late"', '"Later"'),
        (1, "2017-10-10 custom", "2017-10-11 custom"),
        (2, 'recorded-by: "cfo"', 'recorded-by: "cs-officer"'),
        (2, "our-balance: -4851.67 GBP", "our-balance: -4851.66 GBP"),
    ],
)
def test_a_token_of_a_step(twice: Any, number: int, old: str, new: str) -> None:
    step = steps(twice)[number]
    assert old in step
    edit(twice, step, step.replace(old, new, 1))
    assert (
        "This step of the chain of reconciliations is not what was sealed when it was recorded."
    ) in blocks(twice)


@pytest.mark.parametrize("number", [0, 1])
def test_a_step_that_is_deleted(twice: Any, number: int) -> None:
    edit(twice, steps(twice)[number], "")
    assert "The step of the chain of reconciliations that this one follows is gone" in blocks(twice)
    result = cfo(twice, "reconcile", "reopen", "2017-09-30", "--reason", "So")
    assert "The seals of the reconciliations are not one chain" in result.output


def test_a_step_by_hand(twice: Any) -> None:
    text = '2017-10-12 custom "reconciliation" "2017-09-30"\n  status: "reopened"\n'
    twice.add(text + '  reason: "By hand"\n')
    assert "has no seal, and those before it have" in blocks(twice)


def test_two_branches(twice: Any) -> None:
    """Two copies of the books were signed, and put together."""
    first = steps(twice)[1]
    result = cfo(
        twice, "reconcile", "reopen", "2017-09-30", "--reason", "x", "--date", "2017-10-12"
    )
    assert result.exit_code == 0, result.output
    step = steps(twice)[-1]
    before = re.search(r'seal: "(.*)"', steps(twice)[0])
    assert before
    assert before[1] in first
    changed = re.sub(r'previous: ".*"', f'previous: "{before[1]}"', step)
    edit(twice, step, changed)
    assert "The chain of reconciliations has two branches: this and main.beancount:" in blocks(
        twice
    )


def test_what_was_signed_before_seals_stays_valid(officer: Any) -> None:
    settled(officer)
    signed(officer)
    path = officer.books / "main.beancount"
    text = re.sub(r"(?m)^  (seal|previous):.*\n", "", officer.text("main"))
    path.write_text(text, encoding="utf-8")
    assert blocks(officer) == ""
    shown = " ".join(officer.does("reconcile", *TO).split())
    assert "Seal: none: it was signed before there were seals" in shown
    assert told(officer, *TO)["seal"] is None
    officer.does("reconcile", "reopen", "2017-09-30", "--reason", "Late", "--date", "2017-10-10")
    assert "previous:" not in steps(officer)[-1]
    assert blocks(officer) == ""
