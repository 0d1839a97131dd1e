"""What of Beancount's own would change a verdict: part of the rule `declaration`.

With `plugin_processing_mode "raw"` Beancount leaves out its own checks, a tolerance lets a balance
that is wrong pass, and other names of the five roots leave the model without accounts. Books have
no such options, so that the same books are judged alike by whoever reads them. A tolerance of one
balance is warned of, and so is a rule that the books switch off, for then nothing says what it
would have found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from beancount.parser.options import OPTIONS_DEFAULTS

from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.money import pounds
from ringfence.ledger.rules import RULES
from ringfence.plugins.wording import list_words, warn

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
        said = rf'option\s+"(inferred_)?{name.removeprefix("inferred_")}"'
        yield Finding(RULE, Severity.BLOCK, _place(options, said), message)


def switched_off(settings: Mapping[str, str], options: Mapping[str, Any]) -> Iterator[Finding]:
    """Say once which rules the books switch off."""
    off = [rule for rule in RULES if settings.get(rule) == "off"]
    if off:
        message = (
            f"These books switch off {list_words(off)}: what {'it' if len(off) == 1 else 'they'} "
            "would find is not said, here or anywhere. To have it said and let it stand, write "
            f"warn instead. [{RULE}]"
        )
        place = _place(options, r'plugin\s+"ringfence\.plugins\..*\boff\b')
        yield Finding(RULE, Severity.WARN, place, message)


def loose_balances(book: Book) -> Iterator[Finding]:
    """Warn of every balance that passes though it is wrong by some pence or pounds."""
    for entry in book.balances:
        if entry.tolerance:
            message = (
                f"The balance of {entry.account} on {entry.date} passes though it is wrong by up "
                f"to {pounds(entry.tolerance)}. Write what the paper says, and `~ 0.00`."
            )
            yield warn(RULE, message, entry, book)


def _place(options: Mapping[str, Any], said: str) -> dict[str, Any]:
    """Return where something stands; of an option the main file's is the one that counts."""
    file = Path(str(options.get("filename") or "<books>"))
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    lines = (n for n, line in enumerate(text.splitlines(), start=1) if re.match(said, line))
    return {"filename": str(file), "lineno": next(lines, 0)}
