"""All that there is of one return, for people: how far it has come, its figures, its proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from ringfence.ledger.seal_words import in_groups, words_of
from ringfence.ledger.time_stamps import Stamp
from ringfence.reports.columns import CLAIM, line_figures
from ringfence.reports.monitoring import financial_tables as financial
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.life import steps_table
from ringfence.reports.monitoring.paper import title_of
from ringfence.reports.monitoring.report import Report
from ringfence.reports.render.table import (
    Block,
    Column,
    Fields,
    Paper,
    Row,
    Section,
    Sentence,
    Table,
    long_date,
)
from ringfence.reports.sealed.stamps import stamp_json, stamp_words
from ringfence.reports.sealed.submissions import Submission

_LINE = ("current_allocation", "actual_in_period", "actual_to_date", "forecast_outturn")
#: Whether a file is what its digest says.
State = Literal["as it was", "changed", "gone"]
#: Returns the SHA-256 of a file as it is now, by its path from the books; None if it is gone.
DigestOf = Callable[[str], str | None]
#: Says what became of a paper that was destroyed or redacted.
Fate = Callable[[str], str | None]


class File(NamedTuple):
    """A file that a submission holds: what it is to it, and whether it is as it was.

    ``fate`` is what the books say became of it.
    """

    what: Literal["snapshot", "sent", "cited"]
    file: str
    digest: str
    state: State
    fate: str | None


class Version(NamedTuple):
    """A return as it was submitted, with the files that it holds and its time stamps.

    ``quoted`` says that the funder quoted its seal.
    """

    of: Submission
    files: tuple[File, ...]
    stamps: tuple[Stamp, ...]
    quoted: bool


def version_of(
    of: Submission, report: Report, digest_of: DigestOf, fate: Fate, stamps: Sequence[Stamp]
) -> Version:
    """Return a version, with each file as it is now."""

    def file(what: Literal["snapshot", "sent", "cited"], name: str, digest: str) -> File:
        now = digest_of(name)
        state: State = "gone" if now is None else "as it was" if now == digest else "changed"
        return File(what, name, digest, state, fate(name))

    held, taken_out = of.redacted[-1] if of.redacted else (of.seal, None)
    files = [file("snapshot", of.snapshot, held)] if of.seal else []
    if taken_out and files[0].state == "as it was":
        files[0] = files[0]._replace(fate=f"as names were taken out on {long_date(taken_out)}")
    files += [file("sent", name, digest) for name, digest in sorted(of.sent.items())]
    files += [file("cited", name, digest) for name, digest in sorted(of.documents.items())]
    quoted = any(each.quoted == of.seal for each in report.history if each.quoted)
    return Version(of, tuple(files), tuple(stamps), quoted)


def return_shown(report: Report, versions: Sequence[Version]) -> Paper:
    """Lay all of a return out, as a paper."""
    header, dates = report.header, report.dates
    about = (
        ("Funder", header.funder),
        ("Period", f"{long_date(dates.start)} to {long_date(dates.end)} ({dates.ref})"),
        ("As at", dates.as_at),
        ("Due", dates.due),
        ("Prepared by", header.prepared_by or "–"),
        ("Certified by", header.certified_by or "–"),
    )
    steps: Block = (
        steps_table(report.history) if report.history else Sentence("Nothing was recorded yet.")
    )
    return Paper(
        title=title_of(dates),
        owner=header.partnership,
        facts=(("Fund", header.fund), ("Status", report.status)),
        sections=(
            Section("About it", (Fields(header.title, about), steps)),
            Section("Figures", tuple(_figures(report))),
            Section("What was submitted", tuple(_submitted(versions))),
        ),
        day=dates.as_at,
    )


def _figures(report: Report) -> Iterator[Block]:
    """Yield the figures of each action, and what each fund's funder is asked for."""
    called = line_figures(is_over=report.is_over)
    names = financial.names_of(report)
    columns = (
        Column("Action"),
        *(Column(called[key].title, "money", summed=True) for key in _LINE),
    )
    rows = tuple(
        Row((names[line.year, line.action], *(getattr(line, key) for key in _LINE)))
        for line in report.lines
    )
    yield Table("Figures", columns, rows, total="Total")
    claims = tuple(
        (f"On {fund}", part.this_claim)
        for fund, part in report.claim.by_fund.items()
        if part.this_claim is not None
    )
    if claims:
        yield Fields(CLAIM["this_claim"].title, claims)


def shown_json(report: Report, versions: Sequence[Version]) -> dict[str, Any]:
    """Return all of a return as JSON."""
    return {
        "return": as_json(report),
        "submissions": [
            {
                "version": each.of.version,
                "submitted": each.of.day.isoformat() if each.of.day else None,
                "stands": each.of.stands,
                "seal": each.of.seal or None,
                "words": list(words_of(each.of.seal)) if each.of.seal else [],
                "quoted": each.quoted,
                "files": [file._asdict() for file in each.files],
                "time_stamps": [stamp_json(stamp) for stamp in each.stamps],
            }
            for each in versions
        ],
    }


def _submitted(versions: Sequence[Version]) -> Iterator[Block]:
    if not versions:
        yield Sentence("It was not submitted yet, so it has no seal.")
    for each in versions:
        of = each.of
        day = f", submitted on {long_date(of.day)}" if of.day else ""
        stands = "" if of.stands else ", reopened since"
        title = f"Version {of.version}{day}{stands}"
        if not of.seal:
            yield Sentence(f"{title}: without a seal, before returns had them.")
            continue
        quoted = "by the funder, as they accepted it" if each.quoted else "not yet"
        words = ", ".join(in_groups(of.seal))
        yield Fields(title, (("Seal", of.seal), ("In words", words), ("Quoted", quoted)))
        yield _files(each.files)
        for stamp in each.stamps:
            yield Sentence(stamp_words(stamp), "item")


def _files(files: Sequence[File]) -> Table:
    columns = (Column("What"), Column("File"), Column("Now"))
    rows = (Row((each.what, each.file, each.fate or each.state)) for each in files)
    return Table("Files that it holds", columns, tuple(rows))
