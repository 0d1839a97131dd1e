"""Breaks each comparison of the rules in turn, and names the breakages no test notices.

Not part of `make test`. Run it as `.venv/bin/python tests/mutate.py`, or with the names of some
rules or modules: `tests/mutate.py window plugins/falls`; SAMPLE=30 takes no more than 30 mutants of
each module, the same ones each time. A mutant is one change to one module: a comparison made
its neighbour or its opposite, a term of an `and` or `or` dropped, a sign or a `not` turned, one
date taken for another, the least for the most. The tests of the rule, the catalogue's among them,
must then fail; what survives is printed with its line. docs/mutation.md says what did, and why.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple, NoReturn

import click
import pytest

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
#: The modules of each rule; its tests are `test_rule_<rule>.py` and the catalogue's.
RULES = {
    "declaration": (
        *("plugins/declaration", "plugins/references", "plugins/remarks", "plugins/logins"),
        *("plugins/far_days", "plugins/loading_options", "plugins/alike_funds"),
    ),
    "self-balancing": ("plugins/self_balancing", "plugins/pairs", "ledger/pairs"),
    "overdrawn": (
        *("plugins/overdrawn", "plugins/falls", "plugins/accruals", "plugins/wrong_side"),
        *("plugins/link_starts", "plugins/reversed_again", "ledger/came_back"),
    ),
    "authority": (
        *("plugins/authority", "plugins/needs", "plugins/terms", "plugins/early"),
        "ledger/decisions",
    ),
    "stage": ("plugins/stage", "plugins/closed_funds", "plugins/received"),
    "window": ("plugins/window", "plugins/closed_years", "ledger/closed_years"),
    "purpose": ("plugins/purpose", "plugins/allowed", "plugins/pending"),
    "separation": ("plugins/separation",),
    "duplicate": (
        "plugins/duplicate",
        "ledger/claims",
        "plugins/credited_twice",
        "plugins/shared_earmarks",
    ),
    "evidence": ("plugins/evidence", "ledger/placeholders"),
    "settled": ("ledger/settling",),
    "named": ("ledger/reversing", "ledger/names"),
    "overridden": ("plugins/overriding",),
    "submitted": (
        *("plugins/submitted", "plugins/return_lives", "plugins/return_seals"),
        "plugins/return_changes",
        *("ledger/return_lives", "ledger/changes", "ledger/told_words"),
        *("ledger/counted_index", "ledger/counted_rows", "ledger/counted_terms"),
    ),
    "reconciled": ("plugins/reconciled", "ledger/council/since_signed"),
    "moves": ("ledger/moves", "ledger/movements", "ledger/detours", "ledger/onward"),
}
#: Further tests of a rule, or those of what is no rule.
MORE_TESTS = {
    "authority": (
        *("test_rule_authority_own_word.py", "test_rule_authority_ways_round.py"),
        *("test_rule_authority_one_day.py", "test_rule_authority_past_years.py"),
        *("test_rule_authority_early.py", "test_ledger_decisions.py"),
        "test_future_decisions.py",
    ),
    "declaration": ("test_rule_declaration_days.py", "test_rule_declaration_loading.py"),
    "duplicate": ("test_plugin_overriding.py", "test_ledger_claims.py"),
    "overdrawn": (
        *("test_rule_overdrawn_reversed.py", "test_rule_overdrawn_links.py"),
        "test_rule_duplicate.py",
    ),
    "settled": ("test_rule_purpose.py", "test_rule_evidence.py", "test_rule_overdrawn.py"),
    "named": (
        *("test_cli_putting_right.py", "test_rule_overdrawn.py", "test_rule_self_balancing.py"),
        "test_rule_overdrawn_reversed.py",
    ),
    "overridden": ("test_plugin_overriding.py", "test_future_decisions.py"),
    "submitted": (
        *("test_ledger_changes.py", "test_ledger_counted.py", "test_rule_submitted_life.py"),
    ),
    "moves": (
        *("test_ledger_moves.py", "test_ledger_decisions.py", "test_rule_authority.py"),
        *("test_rule_authority_ways_round.py", "test_rule_authority_one_day.py"),
        "test_rule_authority_past_years.py",
    ),
}
AT_ONCE = int(os.environ.get("AT_ONCE", "2"))
SAMPLE = int(os.environ.get("SAMPLE", "1000"))
#: How long the tests of one mutant may take; a loop that never ends is noticed too.
SECONDS = 300
_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_DATES = {"spend_by": "spend_from", "spend_from": "spend_by", "first": "last", "last": "first"}
_SIGNS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
_ENDS = {"min": "max", "max": "min", "any": "all", "all": "any"}
#: Imported once, before the tests of each mutant run in a process of their own.
_HEAVY = (
    "beancount.loader",
    "beancount.parser.parser",
    "ringfence.ledger.loading",
    "ringfence.ledger.book",
    "ringfence.cli.main",
)


class Mutant(NamedTuple):
    """One broken module."""

    rule: str
    module: str
    line: int
    change: str
    source: str


def mutants(rule: str, module: str) -> Iterator[Mutant]:
    """Break a module in every way, one at a time."""
    source = (ROOT / f"{module}.py").read_text(encoding="utf-8")
    for number, node in enumerate(ast.walk(ast.parse(source))):
        for place in range(_ways(node)):
            tree = ast.parse(source)
            parents = {child: up for up in ast.walk(tree) for child in ast.iter_child_nodes(up)}
            target = list(ast.walk(tree))[number]
            before = ast.unparse(target)
            after = ast.unparse(_broken(target, place, parents))
            line = getattr(node, "lineno", 0)
            yield Mutant(rule, module, line, f"{before}  ->  {after}", ast.unparse(tree))


def _ways(node: ast.AST) -> int:
    """Return in how many ways a node can be broken."""
    if isinstance(node, ast.BoolOp):
        return len(node.values)
    if isinstance(node, ast.Compare):
        return int(type(node.ops[0]) in _SWAPPED and not _is_type_check(node))
    if isinstance(node, ast.BinOp):
        return int(type(node.op) in _SIGNS)
    if isinstance(node, ast.UnaryOp):
        return int(isinstance(node.op, ast.Not | ast.USub))
    if isinstance(node, ast.Name):
        return int(node.id in _ENDS)
    return int(isinstance(node, ast.Attribute) and node.attr in _DATES)


def _is_type_check(node: ast.Compare) -> bool:
    return "TYPE_CHECKING" in ast.unparse(node)


def _broken(node: ast.AST, place: int, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    """Break a node where it stands, and give what stands there now."""
    if isinstance(node, ast.Compare):
        node.ops[0] = _SWAPPED[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp):
        node.op = _SIGNS[type(node.op)]()
    elif isinstance(node, ast.Attribute):
        node.attr = _DATES[node.attr]
    elif isinstance(node, ast.Name):
        node.id = _ENDS[node.id]
    elif isinstance(node, ast.BoolOp):
        del node.values[place]
        if len(node.values) == 1:
            return _put(node, node.values[0], parents)
    elif isinstance(node, ast.UnaryOp):
        return _put(node, node.operand, parents)
    return node


def _put(node: ast.AST, other: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    for name, value in ast.iter_fields(parents[node]):
        if value is node:
            setattr(parents[node], name, other)
        elif isinstance(value, list) and node in value:
            value[value.index(node)] = other
    return other


def survives(mutant: Mutant) -> bool:
    """Run the tests of the rule on a mutant; say whether all of them still pass."""
    own = f"test_rule_{mutant.rule.replace('-', '_')}.py"
    names = [name for name in (own, *MORE_TESTS.get(mutant.rule, ())) if (TESTS / name).is_file()]
    chosen = " or ".join([*(name.removesuffix(".py") for name in names), f"{mutant.rule}-"])
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(SECONDS)
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w", encoding="utf-8") as no,
    ):
        path = Path(folder) / f"{Path(mutant.module).name}.py"
        path.write_text(mutant.source, encoding="utf-8")
        with redirect_stdout(no), redirect_stderr(no):
            try:
                _take_its_place(mutant.module, path)
            except Exception:  # noqa: BLE001 - a module that can't be imported is noticed
                return False
            options = ["-q", "-x", "-p", "no:cacheprovider", "--basetemp", f"{folder}/tests"]
            files = [str(TESTS / name) for name in (*names, "test_errors.py")]
            outcome = pytest.main([*options, *files, "-k", chosen])
    return outcome == pytest.ExitCode.OK


def _give_up(_number: int, _frame: object) -> NoReturn:
    raise TimeoutError


def _take_its_place(module: str, path: Path) -> None:
    """Put a mutant in its module's place, before anything imports that."""
    name = f"ringfence.{module.replace('/', '.')}"
    if name in sys.modules:
        for each in [each for each in sys.modules if each.startswith("ringfence.")]:
            del sys.modules[each]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    mutated = importlib.util.module_from_spec(spec)
    sys.modules[name] = mutated
    package, _, short = name.rpartition(".")
    setattr(importlib.import_module(package), short, mutated)
    spec.loader.exec_module(mutated)


def _sample(rule: str, module: str, chosen: list[str]) -> list[Mutant]:
    """Return the mutants of a module that was chosen, or as many of them as SAMPLE says."""
    if chosen and rule not in chosen and module not in chosen:
        return []
    made = list(mutants(rule, module))
    return made if len(made) <= SAMPLE else random.Random(module).sample(made, SAMPLE)  # noqa: S311


def _show(mutant: Mutant) -> bool:
    """Say at once which mutant no test noticed."""
    click.echo(f"  {mutant.module}.py:{mutant.line}: {mutant.change[:160]}")
    return True


def main(chosen: list[str]) -> None:
    """Break the rules chosen, or all of them, and say what no test noticed."""
    for name in _HEAVY:
        importlib.import_module(name)
    os.chdir(ROOT)
    for rule, modules in RULES.items():
        made = [each for module in modules for each in _sample(rule, module, chosen)]
        if not made:
            continue
        with multiprocessing.get_context("fork").Pool(AT_ONCE, maxtasksperchild=1) as pool:
            outcomes = zip(made, pool.imap(survives, made), strict=True)
            alive = Counter(each.module for each, outcome in outcomes if outcome and _show(each))
        for module, count in Counter(each.module for each in made).items():
            click.echo(f"{rule}, {module}: {count - alive[module]} of {count} mutants noticed")


if __name__ == "__main__":
    main(sys.argv[1:])
