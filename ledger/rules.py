"""The rules by name: what each asks for in a sentence, and whether a decision may override it.

A rule is one entry here and one module of its name in ``plugins/``, whose manual begins with the
same sentence. Everything that lists rules reads this table.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule, or what else findings are found by.

    Attributes:
        name: What findings of it are called.
        asks: What it asks for, in a sentence without a full stop.
        body: Of which body the decision is that ``override-<name>`` on an entry has to name, so
            that its block becomes a warning; empty if nothing overrides it.
        is_plugin: Whether it is a plugin over the Book; what is not is found as books are loaded.
    """

    name: str
    asks: str
    body: str = ""
    is_plugin: bool = True


#: In the order in which findings are shown and rules are named.
TABLE = {
    rule.name: rule
    for rule in (
        Rule("beancount", "Beancount can read and add up everything", is_plugin=False),
        Rule(
            "declaration",
            "Everything that the books name is declared, and correctly written",
        ),
        Rule(
            "self-balancing",
            "An entry moves one fund, and each of its layers sums to zero",
        ),
        Rule(
            "overdrawn",
            "No pot and no debt falls below zero at the end of any day",
            body="finance",
        ),
        Rule(
            "authority",
            "After adoption, a change needs a decision of the right body, in time, for the amount",
            body="that which the entry would need: CSP, or the funder beyond `virement-percent`",
        ),
        Rule(
            "stage",
            "Money is used only as far as the fund's stage and award allow",
            body="finance for spending, advancing or planning while it is no money yet; the "
            "funder for what is booked above `award`, before there is one or after `closed`",
        ),
        Rule(
            "window",
            "Money is spent within its dates, and closed years do not change",
            body="the funder for a fund's dates; finance for a closed year",
        ),
        Rule(
            "purpose",
            "Money is used for what it was given for",
            body="the funder for a fund's purposes, ineligible and capital; CSP for an action's "
            "purposes",
        ),
        Rule("separation", "Two people do what one person should not do alone", body="finance"),
        Rule("duplicate", "Nothing is paid for twice", body="finance"),
        Rule("evidence", "Spending has evidence", body="the funder or finance"),
        Rule("submitted", "The books still agree with the returns that were submitted"),
        Rule(
            "reconciled",
            "What finance signed as reconciled with the council's ledger does not change",
        ),
        Rule(
            "conflict-copy",
            "There is one copy of each file of the books",
            is_plugin=False,
        ),
        Rule(
            "leftover",
            "Nothing of a command that was cut off is left beside the books",
            is_plugin=False,
        ),
        Rule(
            "kept-listing",
            "The kept lines of the council's ledger can be read",
            is_plugin=False,
        ),
        Rule(
            "paper",
            "No paper that the books name leads out of their folder",
            is_plugin=False,
        ),
    )
}
#: What a decision that overrides a rule is called on an entry, before the rule's name.
OVERRIDE = "override-"
#: The rules that are plugins.
RULES = tuple(rule.name for rule in TABLE.values() if rule.is_plugin)
OVERRIDABLE = tuple(rule.name for rule in TABLE.values() if rule.body)
#: Those that always block: no decision overrides them, and no books set them to warn.
ALWAYS_BLOCK = tuple(name for name in RULES if name not in OVERRIDABLE)
