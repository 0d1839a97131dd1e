"""What was submitted, version by version, and how each of it is known: by the books, or a seal.

A submission is known by its seal, the SHA-256 of its snapshot. Whoever has no books takes it from
a snapshot that came with the files; it proves what it says only where its seal was quoted.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from ringfence.ledger.inside import leads_out
from ringfence.ledger.loading import Books
from ringfence.ledger.overlay import content_of
from ringfence.ledger.redaction import redactions_of
from ringfence.ledger.return_lives import life_of
from ringfence.ledger.seal_words import quotes
from ringfence.ledger.seals import own_snapshot
from ringfence.ledger.snapshots import find, name_of
from ringfence.reports.render.table import long_date
from ringfence.reports.sealed.errors import UnreadableFileError
from ringfence.reports.sealed.reading import SentFile
from ringfence.reports.sealed.strict_json import Json, read_json

#: How a seal is known: the books hold it, somebody quoted it, or the file itself has it.
Known = Literal["books", "quoted", "itself"]
#: Returns a file that was kept, by its path from the books; None where it is not there.
Kept = Callable[[str], bytes | None]


class Submission(NamedTuple):
    """A return as it was submitted.

    Attributes:
        fund: Of which fund.
        ref: For which period.
        version: How often it was submitted by then; None where only the snapshot is at hand.
        day: On which day; None likewise.
        seal: The SHA-256 of its snapshot; empty of one of before seals.
        known: How that is known.
        values: The snapshot; None if it is not there, or is not what was sealed.
        kept: Gives the files that were sent.
        stands: Whether it was not taken back since.
        snapshot: The name of the snapshot, from the books.
        redacted: The SHA-256 of it since names were taken out, with the day: first to last.
    """

    fund: str
    ref: str
    version: int | None
    day: datetime.date | None
    seal: str
    known: Known
    values: Json | None
    kept: Kept
    stands: bool
    snapshot: str
    redacted: tuple[tuple[str, datetime.date], ...] = ()

    @property
    def sent(self) -> Mapping[str, str]:
        """The SHA-256 of each file that was sent, by its path; nothing holds those of no seal."""
        return _digests(self.values, "sent") if self.seal else {}

    @property
    def documents(self) -> Mapping[str, str]:
        """The SHA-256 of each document that it cites, by its path; likewise."""
        return _digests(self.values, "documents") if self.seal else {}


def submissions_of(books: Books) -> list[Submission]:
    """Return all that these books submitted, by fund and period, oldest version first."""
    return [
        each
        for (fund, ref) in sorted(books.book.register.returns)
        for each in submissions_of_return(books, fund, ref)
    ]


def submissions_of_return(books: Books, fund: str, ref: str) -> list[Submission]:
    """Return what was submitted of one return, oldest version first."""
    history = books.book.register.returns.get((fund, ref))
    life = life_of(history) if history else None
    found = []
    for number, step in enumerate(life.submissions if life else (), start=1):
        assert life is not None  # noqa: S101 - it has submissions
        is_reopened = number <= life.reopenings
        version = number if is_reopened else None
        path = find(str(step.entry.meta.get("filename", "")), fund, ref, version)
        seal = own_snapshot(step)
        steps = redactions_of(history.versions if history else (), step)
        redacted = tuple((own_snapshot(each), each.day) for each in steps)
        held = redacted[-1][0] if redacted else seal
        found.append(
            Submission(
                *(fund, ref, number, step.day, seal, "books"),
                values=_values(content_of(path) if path else None, held),
                kept=_kept_beside(books.folder),
                stands=not is_reopened,
                snapshot=name_of(fund, ref, version),
                redacted=redacted,
            )
        )
    return found


def added_since(submitted: Sequence[Submission], papers: Iterable[str]) -> dict[str, str]:
    """Say of each paper behind a return that it was added since the return was submitted.

    It is no fault: nobody had it when the return was sent, and nothing that was sent names it.
    Where no submission stands with a seal it can't be told, and nothing is said.

    Args:
        submitted: What was submitted of the return, oldest version first.
        papers: The papers behind its figures now, by their paths from the books.
    """
    standing = [
        each for each in submitted if each.stands and each.seal and each.values and each.day
    ]
    if not standing:
        return {}
    of = standing[-1]
    assert of.day is not None  # noqa: S101 - as filtered
    told = f"added since it was submitted on {long_date(of.day)}"
    return {name: told for name in sorted(set(papers)) if name not in of.documents}


def submissions_in(files: Mapping[str, SentFile], quoted: Sequence[str]) -> Iterator[Submission]:
    """Yield what the snapshots among some files say was submitted.

    Args:
        files: The files, by their names; what was sent is looked for among them.
        quoted: Seals that somebody quoted, or their words.

    Raises:
        NotQuotedError: one of those is neither.
    """
    by_digest = {each.digest: each.content for each in files.values()}
    for name, file in files.items():
        values = file.carried
        if file.kind != "json" or values is None or "snapshot_version" not in values:
            continue
        period, digests = values["period"], _digests(values, "sent")

        def kept(path: str, digests: Mapping[str, str] = digests) -> bytes | None:
            return by_digest.get(digests.get(path, ""))

        is_quoted = any(quotes(text, file.digest) for text in quoted)
        yield Submission(
            *(values["fund"], period["ref"], None, None, file.digest),
            known="quoted" if is_quoted else "itself",
            values=values,
            kept=kept,
            stands=True,
            snapshot=name,
        )


def _values(content: bytes | None, seal: str) -> Json | None:
    """Return what a snapshot says; None if it is none, or not what was sealed."""
    if content is None or (seal and hashlib.sha256(content).hexdigest() != seal):
        return None
    try:
        return read_json("the snapshot", content)
    except UnreadableFileError:
        return None


def _kept_beside(folder: Path) -> Kept:
    def kept(name: str) -> bytes | None:
        path = folder / name
        return None if leads_out(folder, path) else content_of(path)

    return kept


def _digests(values: Json | None, key: str) -> Mapping[str, str]:
    found = (values or {}).get(key)
    return found if isinstance(found, dict) else {}
