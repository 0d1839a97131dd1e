"""``ringfence check``: everything that is wrong in the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ringfence.bookkeeping.errors import FieldError
from ringfence.cli.books import open_books
from ringfence.cli.show import output
from ringfence.ledger.json_text import json_text
from ringfence.ledger.known_digests import reading_all
from ringfence.ledger.main_file import BooksError
from ringfence.ledger.rules import TABLE
from ringfence.reports.render.table import clean

if TYPE_CHECKING:
    from ringfence.ledger.findings import Finding
    from ringfence.ledger.loading import Books

#: What each severity is called, in the order in which findings are shown.
HEADS = {
    "block": "To correct",
    "pending": "Awaiting a decision",
    "warn": "Warnings",
    "overridden": "Overridden by a decision",
}
_COUNTED = {
    "block": ("block", "blocks"),
    "pending": ("pending", "pending"),
    "warn": ("warning", "warnings"),
    "overridden": ("overridden", "overridden"),
}


@click.command()
@click.option("--rule", metavar="RULE", help="Only findings of this rule, such as overdrawn.")
@click.option(
    "--fund", metavar="FUND", help="Only findings about this fund, or about all the books."
)
@click.option(
    "--awards",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also warn of payments that look like an award in this list of a funder's (CSV).",
)
@click.option(
    "--deep",
    is_flag=True,
    help="Read every document of a submitted return anew, also where size and time are the same.",
)
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def check(
    ctx: click.Context,
    rule: str | None,
    fund: str | None,
    awards: Path | None,
    *,
    deep: bool,
    format: str,
) -> None:
    """Check the books.

    Each finding has its file and line, and what to type instead. The exit status is 1 if
    something blocks, and 0 if at most something awaits a decision.

    \b
    Examples:
      ringfence check
      ringfence check --fund PLF-2017-18
      ringfence check --rule overdrawn --format json
      ringfence check --awards opcc-awards-2017.csv
      ringfence check --deep
    """
    from ringfence.bookkeeping import find, record

    _refuse_unknown_rule(rule)

    try:
        books = open_books(ctx)
    except BooksError as error:
        if format == "json":
            output.say(_unreadable(str(error)))
            ctx.exit(1)
        raise
    if fund and not books.book.register.is_known("fund", fund):
        known = ", ".join(sorted(books.book.register.funds)) or "none"
        raise find.UnknownNameError(f"No fund {fund} is declared. The funds are {known}.")
    with reading_all() if deep else nullcontext():
        found = record.findings_with_awards(books, awards) if awards else record.findings_of(books)
    findings = [
        finding
        for finding in found
        if (rule is None or finding.rule == rule)
        and (fund is None or not finding.funds or fund in finding.funds)
    ]
    blocks = record.count(findings)["block"]
    if format == "json":
        shown = [as_json(books, finding) for finding in findings]
        output.say(json_text({"ok": not blocks, "findings": shown}))
    else:
        output.say("\n".join(as_text(books, findings)))
    if blocks:
        ctx.exit(1)


def as_text(books: Books, findings: list[Finding]) -> Iterator[str]:
    """Show findings by severity, each with its place, and end in a count."""
    from ringfence.bookkeeping import record

    for severity, head in HEADS.items():
        found = [finding for finding in findings if finding.severity.value == severity]
        if not found:
            continue
        yield head
        yield "-" * len(head)
        for finding in found:
            yield ""
            yield from _finding_lines(books, finding)
        yield ""
    yield record.emptiness(books) or summary(findings)


def summary(findings: Iterable[Finding]) -> str:
    """Count findings in a line that can be read at a glance."""
    from ringfence.bookkeeping import record

    counted = record.count(findings)
    shown = ", ".join(
        f"{counted[severity]:,} {one if counted[severity] == 1 else many}"
        for severity, (one, many) in _COUNTED.items()
        if counted[severity] or severity != "overridden"
    )
    if counted["block"]:
        return f"{shown}."
    return f"Nothing blocks: {shown}." if any(counted.values()) else f"Nothing is wrong: {shown}."


def place(books: Books, finding: Finding) -> tuple[str | None, int | None]:
    """Return a finding's file, relative to the books, and its line; None where it has none."""
    filename = str(finding.source.get("filename") or "<books>")
    if filename.startswith("<"):
        return None, None
    return books.relative(filename), int(finding.source.get("lineno") or 0) or None


def as_json(books: Books, finding: Finding) -> dict[str, Any]:
    """Return a finding in the shape that the contract fixes."""
    file, line = place(books, finding)
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": file,
        "line": line,
        "message": finding.message,
    }


def _unreadable(message: str) -> str:
    """Return books that can't be read at all as JSON."""
    finding = {"rule": "beancount", "severity": "block", "file": None, "line": None}
    return json_text({"ok": False, "findings": [{**finding, "message": message}]})


def _finding_lines(books: Books, finding: Finding) -> Iterator[str]:

    file, line = place(books, finding)
    yield ":".join(str(part) for part in (file or "the books", line) if part)
    tag = f"[{finding.rule}]"
    message = finding.message if finding.message.endswith(tag) else f"{finding.message} {tag}"
    # Beancount's messages may quote an entry over several lines.
    for paragraph in filter(None, map(clean, message.splitlines())):
        yield output.fold(paragraph, "  ")


def _refuse_unknown_rule(rule: str | None) -> None:

    if rule is not None and rule not in TABLE:
        raise FieldError("rule", f"there is no rule {rule}; the rules are {', '.join(TABLE)}.")
