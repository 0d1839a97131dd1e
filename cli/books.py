"""Opening the books for a command, and judging them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ringfence.cli.settings import Settings
from ringfence.ledger.commands import Blank
from ringfence.ledger.commands import command

if TYPE_CHECKING:
    from ringfence.ledger.findings import Finding
    from ringfence.ledger.loading import Books


def open_books(ctx: click.Context) -> Books:
    """Find and load the books that the command line names.

    Raises:
        click.ClickException: there are none, or they can't be read.
    """
    from ringfence.ledger import loading

    try:
        return loading.load(loading.find_books(ctx.ensure_object(Settings).books))
    except loading.BooksError as error:
        raise click.ClickException(str(error)) from error


def emptiness(books: Books) -> str | None:
    """Say that books are empty, and how to begin them; None if they are not."""
    if books.entries or books.errors or books.path.read_bytes().strip():
        return None
    from ringfence.ledger.loading import MAIN

    names = {path.name for path in books.folder.iterdir()}
    alone = {name for name in names if not name.startswith(f"{MAIN}.lock")} == {MAIN}
    folder = books.folder if alone else Blank.FOLDER
    return f"{books.path} is empty: begin books with `{command('init', folder)}`."


def judged(books: Books) -> list[Finding]:
    """Give every finding: Beancount's own, the rules', of files beside them; gravest first."""
    from ringfence.ledger.council.listings import lost
    from ringfence.ledger.recording.conflicts import conflict_copies
    from ringfence.plugins import all as rules

    findings = [
        *books.errors,
        *rules.judge(books.book, books.options),
        *conflict_copies(books.folder, books.options["include"]),
        *lost(books),
    ]
    return sorted(findings, key=lambda finding: finding.severity.rank)


def count(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by severity, as the contract has it."""
    from ringfence.ledger.findings import Severity

    counted = Counter(finding.severity for finding in findings)
    return {severity.value: counted[severity] for severity in Severity}
