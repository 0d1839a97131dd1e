"""Options of Beancount's that would change a verdict: part of the rule `declaration`.

With `plugin_processing_mode "raw"` Beancount leaves out its own checks, a tolerance lets a balance
that is wrong pass, and other names of the five roots leave the model without accounts. Books have
none of them, so that the same books are judged alike by whoever reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from beancount.parser.options import OPTIONS_DEFAULTS

from ringfence.ledger.findings import Finding, Severity

RULE = "declaration"
_ROOTS = ("name_assets", "name_liabilities", "name_equity", "name_income", "name_expenses")
_WHY = {
    "plugin_processing_mode": "with it Beancount leaves out checks of its own",
    **dict.fromkeys(
        (
            "inferred_tolerance_default",
            "tolerance_multiplier",
            "infer_tolerance_from_cost",
            "account_rounding",
        ),
        "with it amounts that are not the same may pass as the same",
    ),
    **dict.fromkeys(
        _ROOTS, "the accounts of these books begin with the names that Beancount gives"
    ),
}


def loading_options(options: Mapping[str, Any]) -> Iterator[Finding]:
    """Find every option that the books may not set otherwise than Beancount does."""
    for name, why in _WHY.items():
        if name not in options or options[name] == OPTIONS_DEFAULTS[name]:
            continue
        message = f'option "{name}" is not what the rules rest on: {why}. Remove the line. [{RULE}]'
        yield Finding(RULE, Severity.BLOCK, _place(options, name), message)


def _place(options: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return where an option stands: the main file's is the one that counts."""
    file = Path(str(options.get("filename") or "<books>"))
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    said = re.compile(rf'option\s+"(inferred_)?{name.removeprefix("inferred_")}"')
    lines = (n for n, line in enumerate(text.splitlines(), start=1) if said.match(line))
    return {"filename": str(file), "lineno": next(lines, 0)}
