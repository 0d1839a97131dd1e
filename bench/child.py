"""What runs in a process of its own: one uncached load, or rounds of loads and rules.

`python -m bench.child load FILE` loads books once, for its time as a whole process.
`python -m bench.child inside PLAIN RULED ROUNDS` loads the books without and with their plugin
line, runs the plugin by itself over what was loaded, and prints the seconds of each round.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from typing import TYPE_CHECKING
from typing import Any

from beancount import loader

if TYPE_CHECKING:
    from collections.abc import Callable

    Plugin = Callable[..., tuple[Any, Any]]

PLUGIN = "ringfence.plugins.all"


def load(path: str) -> tuple[Any, Any, Any]:
    """Load books past Beancount's cache, which would be read or deleted beside them."""
    return loader._load([(path, True)], None, None, None)  # noqa: SLF001


def timed(act: Callable[..., Any], *arguments: object) -> tuple[float, Any]:
    """Return the seconds that something took, and what it gave."""
    gc.collect()
    began = time.perf_counter()
    given = act(*arguments)
    return time.perf_counter() - began, given


def inside(plain: str, ruled: str, rounds: int) -> list[dict[str, float]]:
    """Time loads and rules in turn; a first round, which also imports, is not counted."""
    module = importlib.import_module(PLUGIN)
    plugins = [getattr(module, name) for name in module.__plugins__]
    rows = [one_round(plain, ruled, plugins) for _ in range(rounds + 1)]
    return rows[1:]


def one_round(plain: str, ruled: str, plugins: list[Plugin]) -> dict[str, float]:
    """Load without rules, run the rules over what was loaded, and load with rules."""
    without, (entries, faults, options) = timed(load, plain)
    rules = 0.0
    for plugin in plugins:
        seconds, (_, found) = timed(plugin, entries, options)
        rules += seconds
        faults += found
    del entries, options  # or the next load would share its memory with them
    whole, (_, found, _) = timed(load, ruled)
    faults += found
    if faults:
        raise SystemExit(f"the books are not valid: {faults[0].message}")
    return {"load": without, "rules": rules, "with rules": whole}


def main() -> None:
    """Do what the arguments say."""
    act, *rest = sys.argv[1:]
    if act == "load":
        _, errors, _ = load(rest[0])
        sys.exit(f"the books are not valid: {errors[0].message}" if errors else 0)
    plain, ruled, rounds = rest
    print(json.dumps(inside(plain, ruled, int(rounds))))


if __name__ == "__main__":
    main()
