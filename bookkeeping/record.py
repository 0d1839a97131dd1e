"""Recording, always judged: a plan is tried in the books, and the rules run on what it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ringfence.bookkeeping.entries import AmbiguousNameError, find_entries
from ringfence.bookkeeping.errors import NotSavedError
from ringfence.bookkeeping.permitted import only_as_permitted
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.council.listings import find_lost_listings
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.funder_awards import read_awards
from ringfence.ledger.gone_papers import errors_of_others
from ringfence.ledger.loading import Books
from ringfence.ledger.main_file import MAIN
from ringfence.ledger.papers import find_wrong_papers
from ringfence.ledger.recording.conflicts import conflict_copies
from ringfence.ledger.recording.leftovers import leftovers
from ringfence.ledger.snapshot_proofs import find_altered_snapshots
from ringfence.plugins import all as rules

if TYPE_CHECKING:
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.steps import Plan
    from ringfence.ledger.recording.writing import Recording


def record(main: Path, *plans: Plan, who: str, dry_run: bool = False) -> Recording:
    """Write what plans ask for into the books, all of it, if no rule forbids it.

    Args:
        main: The books' main file.
        plans: Each from the books, with what the ones before it ask for, to drafts; called under
            the lock.
        who: Who records.
        dry_run: Whether nothing is written.

    Raises:
        RefusedError: a rule forbids it.
        RecordingError: it can't be written; or whatever the plan raises.
    """
    # Here, for who only reads books judges them too, and has no use for what writes.
    from ringfence.ledger.recording import writing

    permitted = (only_as_permitted(each, who) for each in plans)
    return writing.record(main, *permitted, who=who, judge=findings_of, dry_run=dry_run)


def prepare(books: Books, plan: Plan, *, who: str) -> Recording:
    """Return what a plan would write into books, to be shown; nothing is written.

    Raises:
        RefusedError: a rule forbids it.
        RecordingError: it can't be written; or whatever the plan raises.
    """
    from ringfence.ledger.recording import writing

    permitted = only_as_permitted(plan, who)
    return writing.prepare(books, permitted, who=who, judge=findings_of)


def refuse_empty_file(plan: Plan) -> Plan:
    """Return a plan that refuses an empty file: books begin with the rules that they keep to.

    Raises:
        NotSavedError: when it is called with empty books.
    """

    def of_books(books: Books) -> Sequence[Wanted]:
        empty = emptiness(books)
        if empty:
            raise NotSavedError(empty + " Nothing was saved.")
        wanted = tuple(plan(books))
        _must_name_entries(books, wanted)
        return wanted

    return of_books


def _must_name_entries(books: Books, wanted: Sequence[Wanted]) -> None:
    """Make sure that what says which entry it puts right names one that there is.

    Raises:
        NoEntryError: there is none.
    """
    names = (_meta_of(each).get("corrects") for each in wanted)
    for name in dict.fromkeys(str(each) for each in names if each):
        # What may be a reference or a link is a name all the same.
        with suppress(AmbiguousNameError):
            find_entries(books, name)


def _meta_of(wanted: Wanted) -> Mapping[str, object]:
    return getattr(wanted, "meta", {})


def emptiness(books: Books) -> str | None:
    """Return a message that books are empty, and how to begin them; None if they are not."""
    if books.entries or books.errors or books.path.read_bytes().strip():
        return None

    names = {path.name for path in books.folder.iterdir()}
    alone = {name for name in names if not name.startswith(f"{MAIN}.lock")} == {MAIN}
    folder = books.folder if alone else Blank.FOLDER
    return f"{books.path} is empty: begin books with `" + command("init", folder) + "`."


def findings_of(books: Books) -> list[Finding]:
    """Return every finding: Beancount's own, the rules', of files beside them; gravest first."""
    findings = [
        *errors_of_others(books),
        *rules_on(books.book, books.options),
        *conflict_copies(books.folder, books.options["include"]),
        *leftovers(books),
        *find_lost_listings(books),
        *find_wrong_papers(books),
        *find_altered_snapshots(books),
    ]
    return sorted(findings, key=lambda finding: finding.severity.rank)


def findings_with_awards(books: Books, awards: Path) -> list[Finding]:
    """Return every finding, with what looks like an award of a funder's list; gravest first.

    Raises:
        AwardsError: the list can't be read.
    """
    from ringfence.plugins.funder_awards import like_awards

    findings = [*findings_of(books), *like_awards(books.book, read_awards(awards))]
    return sorted(findings, key=lambda finding: finding.severity.rank)


def rules_on(book: Book, options: Mapping[str, Any]) -> list[Finding]:
    """Return what every rule finds in a Book, whoever loaded it, with the books' options."""
    return rules.judge(book, options)


def count(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by severity, as the contract has it."""
    counted = Counter(finding.severity for finding in findings)
    return {severity.value: counted[severity] for severity in Severity}
