"""The table of rules: a rule that is missing somewhere fails here, with its name."""

from importlib import import_module
from pathlib import Path

import pytest

from ringfence.ledger.metadata import REMARKS
from ringfence.ledger.rules import ALWAYS_BLOCK, OVERRIDABLE, OVERRIDE, RULES, TABLE
from ringfence.plugins import all as together

ROOT = Path(__file__).resolve().parent.parent


def test_every_rule_is_run_in_the_order_of_the_table() -> None:
    assert list(together.RULES) == list(RULES)
    assert set(together._CHECKS) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_a_plugin_whose_manual_begins_with_what_it_asks_for(rule: str) -> None:
    module = import_module(f"ringfence.plugins.{rule.replace('-', '_')}")
    first = (module.__doc__ or "").partition("\n")[0]
    assert first.lower() == f"{rule}: {TABLE[rule].asks}.".lower()
    assert module.check is together.RULES[rule]
    assert len(module.__plugins__) == 1
    manual = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert f"\n## {rule}\n\n**{TABLE[rule].asks}.**\n" in manual


def test_every_module_that_is_a_rule_by_its_manual_is_in_the_table() -> None:
    heads = {
        path.stem.replace("_", "-"): path.read_text(encoding="utf-8").partition(":")[0]
        for path in (ROOT / "plugins").glob("*.py")
    }
    assert {name for name, head in heads.items() if head == f'"""{name}'} == set(RULES)


def test_what_overrides_a_rule_is_a_key_that_the_book_keeps() -> None:
    assert {key for key in REMARKS if key.startswith(OVERRIDE)} == {OVERRIDE + r for r in RULES}
    assert ALWAYS_BLOCK == ("declaration", "self-balancing", "submitted", "reconciled")
    assert {*OVERRIDABLE, *ALWAYS_BLOCK} == set(RULES)
    assert [rule.name for rule in TABLE.values() if not rule.is_plugin] == [
        *("beancount", "conflict-copy", "leftover", "kept-listing", "paper"),
    ]
