"""The one way to write: lock, load once, draft, judge, replace.

A command says what it wants as a *plan*: a function from the books, as they are under
the lock, to drafts. If no new blocking finding appears with the drafts in place, they
are saved; else the request is refused and nothing is touched.

    def plan(books: Books) -> list[Draft]:
        return [TransactionDraft(day, (Leg(spent, amount), Leg(council, -amount)), …)]

    recording = record(main, plan, who="as-officer", judge=judged)
    recording.texts     # what each file gained
    recording.after     # the books with it

Of several plans each is drafted with what the ones before it ask for in place, as if they had
been recorded one after another; they are judged, and saved, together or not at all.

Where the officer is first shown what will be saved, :func:`prepare` on books loaded
without the lock, ask, and then :func:`save`: if the books were changed in between, the
plan is made again, and refused if it has come out otherwise.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ringfence.ledger import messages
from ringfence.ledger.assembly import files_of_include
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.loading import Books, load
from ringfence.ledger.main_file import BooksError
from ringfence.ledger.overlay import overlay_files
from ringfence.ledger.recording import locking
from ringfence.ledger.recording.assertions import in_words
from ringfence.ledger.recording.composing import Composed, together
from ringfence.ledger.recording.drafting import FileDraft, Wanted
from ringfence.ledger.recording.errors import NOTHING_SAVED, RecordingError
from ringfence.ledger.recording.journal import take_back
from ringfence.ledger.recording.judging import Judge, attribute, findings_of, is_among, new_among
from ringfence.ledger.recording.replacing import Change, OvertakenError, replace_all, sweep
from ringfence.ledger.recording.steps import Plan, Step, find_drafted, step_of


class RefusedError(RecordingError):
    """A rule forbids it.

    Attributes:
        findings: What would be wrong, each said to be of the draft.
        steps: Which of several plans brings each of them about, from nought on.
    """

    def __init__(self, findings: Sequence[Finding], steps: Sequence[int]) -> None:
        super().__init__(messages.join("\n", (finding.message for finding in findings)))
        self.findings = list(findings)
        self.steps = list(steps)


class ChangedMeanwhileError(RecordingError):
    """The files were changed by something else while this was being worked out, twice."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was changed by another program while this was being saved. {NOTHING_SAVED} "
            "Save and close it there, then try again."
        )


class PlanChangedError(RecordingError):
    """The books were changed since this was shown, and it would now come out otherwise."""

    def __init__(self) -> None:
        super().__init__(
            "The books have changed since this was shown, and it would now be recorded "
            f"differently. {NOTHING_SAVED} Look at it again."
        )


class _ChangedError(Exception):
    """A file is no longer what was loaded."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, eq=False)
class Recording:
    """What is, or would be, recorded.

    Attributes:
        drafts: What the plan asked for, and the accounts opened for it.
        before: The books without it.
        after: The books with it.
        texts: What each file gains, by its path relative to the books.
        entries: The directives it adds, as Beancount reads them, in the order of ``drafts``.
        findings: Every finding of the books with it.
        saved: Whether it is on disk.
        left_behind: Who left a lock behind by dying, if that was noticed.
        steps: What each of its plans comes to.
    """

    drafts: tuple[Wanted, ...]
    before: Books
    after: Books
    texts: dict[str, str]
    entries: list[Any]
    findings: list[Finding]
    saved: bool
    left_behind: locking.Holder | None
    steps: tuple[Step, ...]
    _plans: tuple[Plan, ...]
    _who: str
    _judge: Judge
    _composed: Composed

    @cached_property
    def new(self) -> list[Finding]:
        """The findings that it brings: nothing that blocks, but pendings and warnings."""
        found = new_among(self.findings, findings_of(self.before, self._judge))
        return attribute(found, self.entries)

    def of_step(self, step: Step) -> Recording:
        """Return the same as if one of its plans alone had been recorded, in what it found."""
        return replace(
            self,
            before=step.before,
            after=step.after,
            drafts=step.drafts,
            entries=step.entries,
            steps=(step,),
        )


def record(
    main: Path,
    *plans: Plan,
    who: str,
    judge: Judge,
    dry_run: bool = False,
    wait: int = locking.WAIT_SECONDS,
) -> Recording:
    """Record what plans ask for, or raise and leave every byte as it was.

    Args:
        main: The main file of the books.
        plans: What to record, given the books with what the ones before ask for. Each may be
            called twice.
        who: The officer who records it.
        judge: Gives the findings of books.
        dry_run: Do everything but save; takes no lock.
        wait: For how many seconds to wait for somebody else's recording.

    Raises:
        RefusedError: a rule forbids it.
        RecordingError: it can't be written, locked or saved.
        BooksError: the books can't be read.
    """
    if dry_run:
        return prepare(load(main), *plans, who=who, judge=judge)
    with locking.hold_lock(main, who, wait=wait) as left_behind:
        _take_back(main)
        recording = prepare(load(main), *plans, who=who, judge=judge)
        return replace(_commit(recording), left_behind=left_behind)


def prepare(books: Books, *plans: Plan, who: str, judge: Judge) -> Recording:
    """Work out what plans come to, and judge it; nothing is written, nothing locked.

    Raises:
        RefusedError: a rule forbids it.
        RecordingError: it can't be written.
    """
    steps: list[Step] = []
    for plan in plans:
        try:
            steps.append(step_of(steps[-1].after if steps else books, plan, who))
        except RecordingError as error:
            error.step = len(steps)
            raise
    after = steps[-1].after
    files = [each for step in steps for each in step.drafts if isinstance(each, FileDraft)]
    composed = together([step.composed for step in steps])
    with overlay_files({(after.folder / each.path).absolute(): each.content for each in files}):
        findings = findings_of(after, judge)
    # Most put theirs at the end, which moves no line. An entry that an edit has moved is no longer
    # known by its place; what shows at it is told of the first step with which it does.
    entries = [find_drafted(after, step.entries) for step in steps]
    _refuse_new(steps, judge, findings, entries)
    texts = {books.relative(name): text for name, text in composed.texts.items()}
    return Recording(
        drafts=tuple(each for step in steps for each in step.drafts),
        before=books,
        after=after,
        texts=texts,
        entries=[each for some in entries for each in some],
        findings=findings,
        saved=False,
        left_behind=None,
        steps=tuple(steps),
        _plans=plans,
        _who=who,
        _judge=judge,
        _composed=composed,
    )


def save(recording: Recording, *, wait: int = locking.WAIT_SECONDS) -> Recording:
    """Save what was prepared and shown, under the lock.

    Raises:
        PlanChangedError: the books were changed since, and it would come out otherwise.
        RefusedError: the books were changed since, and a rule now forbids it.
        RecordingError: it can't be locked or saved.
    """
    main = recording.before.path
    with locking.hold_lock(main, recording._who, wait=wait) as left_behind:  # noqa: SLF001
        _take_back(main)
        return replace(_commit(recording, as_shown=True), left_behind=left_behind)


def _take_back(main: Path) -> None:
    """Take back what a recording that was killed had begun, and sweep what it left beside."""

    def included() -> Container[str]:
        with suppress(BooksError):
            return load(main).parsed.contents
        return ()

    sweep(take_back(main, included))


def _commit(recording: Recording, *, as_shown: bool = False) -> Recording:
    """Replace the files; if they are no longer what was loaded, begin again, once."""
    try:
        return _replace_files(recording)
    except _ChangedError:
        again = _again(recording)
        if as_shown and again.drafts != recording.drafts:
            raise PlanChangedError from None
    try:
        return _replace_files(again)
    except _ChangedError as error:
        raise ChangedMeanwhileError(error.name) from None


def _again(recording: Recording) -> Recording:
    before = load(recording.before.path)
    return prepare(before, *recording._plans, who=recording._who, judge=recording._judge)  # noqa: SLF001


def _replace_files(recording: Recording) -> Recording:
    books, changes = recording.before, _changes(recording)
    if changes:
        try:
            sweep(Path(name) for name in books.options["include"])
            replace_all(changes, model=books.path, still_so=lambda: _must_be_as_loaded(recording))
        except OvertakenError as error:
            raise _ChangedError(str(error)) from error
    return replace(recording, saved=True)


def _must_be_as_loaded(recording: Recording) -> None:
    """Compare every file of the books with what was parsed: a verdict rests on all of them."""
    books = recording.before
    for name, content in books.parsed.contents.items():
        try:
            same = Path(name).read_bytes() == content
        except OSError:
            same = False
        if not same:
            raise _ChangedError(books.relative(name))
    for pattern, names in books.parsed.includes.items():
        if files_of_include(pattern, {}) != names:
            raise _ChangedError(books.relative(pattern))
    for change in _changes(recording):
        if change.old is None and change.path.exists():
            raise _ChangedError(books.relative(str(change.path)))


def _changes(recording: Recording) -> list[Change]:
    """Return what is to be replaced: files beside the books first, for the books speak of them."""
    beside = [
        Change(recording.before.folder / each.path, each.old, each.content)
        for each in recording.drafts
        if isinstance(each, FileDraft)
    ]
    return [*beside, *recording._composed.changes]  # noqa: SLF001


def _refuse_new(
    steps: Sequence[Step],
    judge: Judge,
    findings: Sequence[Finding],
    entries: Sequence[Sequence[Any]],
) -> None:
    """Refuse what brings a new block; the books without it are judged only if there is one."""
    blocks = [finding for finding in findings if finding.severity is Severity.BLOCK]
    if not blocks:
        return
    new = in_words(new_among(blocks, findings_of(steps[0].before, judge)), steps[-1].after)
    if new:
        by = {id(each): number for number, some in enumerate(entries) for each in some}
        numbers = [by.get(id(each.entry)) for each in new]
        told = [
            _first_with(each, steps, judge) if number is None else number
            for each, number in zip(new, numbers, strict=True)
        ]
        messages = [attribute([each], entries[at])[0] for each, at in zip(new, told, strict=True)]
        raise RefusedError(messages, told)


def _first_with(finding: Finding, steps: Sequence[Step], judge: Judge) -> int:
    """Return by which step a finding is there that shows at no entry of theirs."""
    first, last = 0, len(steps) - 1
    while first < last:
        middle = (first + last) // 2
        if is_among(finding, findings_of(steps[middle].after, judge)):
            last = middle
        else:
            first = middle + 1
    return first
