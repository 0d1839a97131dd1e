"""Whether a file is what was sent: as submitted, saved again, altered, or of somebody else.

Nothing that a file says of itself is believed. It is compared byte by byte with what the books,
or a snapshot whose seal was quoted, hold; where it was saved again, by the return that it carries
and by the text that it shows, both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from ringfence.reports.render.formats import what_is
from ringfence.reports.render.table import clean, long_date
from ringfence.reports.sealed.differences import Difference, differences, text_differences
from ringfence.reports.sealed.errors import UnreadableFileError
from ringfence.reports.sealed.reading import SentFile, read_content
from ringfence.reports.sealed.strict_json import figures_text
from ringfence.reports.sealed.submissions import Submission

Outcome = Literal["submitted", "saved again", "consistent", "differs", "unknown", "unreadable"]
#: What proves that a file says what was submitted.
PROVEN: tuple[Outcome, ...] = ("submitted", "saved again")
#: What a return says of how far it has come, and not of money or of what was done.
_STATE = frozenset({"status", "submitted by", "reason", "uncertified"})
#: What it says of that to whoever prepares it.
_UNSAID = frozenset({"to complete", "demanded"})
#: So much of a document's text is that of one that was sent, if it is to be called altered.
_ALIKE = 0.6


class Verdict(NamedTuple):
    """What is said of one file.

    Attributes:
        name: What the file is called.
        outcome: What it is, in a word.
        message: The same, as a sentence or two.
        of: What was submitted, that it is compared with.
        differences: In what it differs from that.
    """

    name: str
    outcome: Outcome
    message: str
    of: Submission | None = None
    differences: tuple[Difference, ...] = ()


def verify(file: SentFile, known: Sequence[Submission]) -> Verdict:
    """Say whether a file is what was sent.

    Args:
        file: The file, as it was read.
        known: What was submitted.
    """
    return (
        _by_bytes(file, known)
        or (_by_what_it_carries(file, known) if file.carried else None)
        or _by_text(file, known)
        or Verdict(file.name, "unknown", _unknown(file, known))
    )


def unreadable(name: str, error: UnreadableFileError) -> Verdict:
    """Say that a file can't be read."""
    return Verdict(name, "unreadable", str(error))


def verdict_json(each: Verdict) -> dict[str, Any]:
    """Return what is said of a file as JSON."""
    of = each.of
    return {
        "file": each.name,
        "outcome": each.outcome,
        "message": each.message,
        "fund": of.fund if of else None,
        "period": of.ref if of else None,
        "version": of.version if of else None,
        "submitted": of.day.isoformat() if of and of.day else None,
        "seal": of.seal or None if of else None,
        "known_by": of.known if of else None,
        "differences": [difference._asdict() for difference in each.differences],
    }


def submitted_words(of: Submission) -> str:
    """Return which return it is, submitted when, and with which seal, in words."""
    name = f"the return {of.fund} {of.ref}"
    if of.known == "books" and of.day:
        seal = f"with the seal {of.seal}" if of.seal else "without a seal"
        stands = "" if of.stands else f", version {of.version}, which was reopened since"
        return f"{name} as submitted on {long_date(of.day)} {seal}{stands}"
    seal = "as it was quoted" if of.known == "quoted" else "which nobody has quoted here"
    return f"{name} of the snapshot {of.snapshot}, with the seal {of.seal}, {seal}"


def _verdict(file: SentFile, outcome: Outcome, message: str, of: Submission) -> Verdict:
    """Return what is said of a file; what a snapshot without a known seal says proves nothing."""
    if of.known != "itself" or outcome not in PROVEN:
        return Verdict(file.name, outcome, message, of)
    told = (
        f"{message} This proves nothing yet, for whoever altered all of it could have made such a "
        "seal too: compare the seal with the one in the covering e-mail."
    )
    return Verdict(file.name, "consistent", told, of)


# ---------------------------------------------------------------- the same bytes


def _by_bytes(file: SentFile, known: Sequence[Submission]) -> Verdict | None:
    for of in reversed(known):
        if of.seal == file.digest:
            message = f"{file.name} is the snapshot of {submitted_words(of)}."
            if of.redacted:
                day = long_date(of.redacted[-1][1])
                message += f" Names were taken out of the one in the books on {day}."
            return _verdict(file, "submitted", message, of)
    for of in reversed(known):
        day_of = dict(of.redacted)
        if file.digest in day_of:
            message = (
                f"{file.name} is the snapshot of {submitted_words(of)}, but that names were taken "
                f"out of it on {long_date(day_of[file.digest])}. What was submitted is whole."
            )
            return _verdict(file, "saved again", message, of)
    for of in reversed(known):
        if file.digest in of.sent.values():
            message = f"{file.name} is, byte for byte, what was sent with {submitted_words(of)}."
            return _verdict(file, "submitted", message, of)
    for of in reversed(known):
        cited = next((each for each, digest in of.documents.items() if digest == file.digest), None)
        if cited:
            message = f"{file.name} is {cited}, which is cited by {submitted_words(of)}."
            return _verdict(file, "submitted", message, of)
    return None


# ---------------------------------------------------------------- what it carries, and shows


def _by_what_it_carries(file: SentFile, known: Sequence[Submission]) -> Verdict | None:
    carried = file.carried or {}
    ref = carried["period"]["ref"]
    found = [each for each in known if (each.fund, each.ref) == (carried["fund"], ref)]
    compared = [
        (differences(each.values, carried), each) for each in reversed(found) if each.values
    ]
    if not compared:
        return None
    found_in, of = min(compared, key=lambda each: len(each[0]))
    different = [each for each in found_in if _part(each) not in _STATE | _UNSAID]
    state = [each for each in found_in if _part(each) in _STATE]
    if different:
        message = f"{file.name} is not {submitted_words(of)}: {_count(different)}."
        return Verdict(file.name, "differs", message, of, tuple(different))
    if file.kind == "json":
        but = f" How far it had come is another matter. {_listed(state)}" if state else ""
        message = f"{file.name} says, value for value, the same as {submitted_words(of)}.{but}"
        return _verdict(file, "saved again", message, of)
    if found_in:
        message = (
            f"{file.name} carries the figures and words of {submitted_words(of)}, and was made at "
            f"another time. {_listed(state)} What it shows can't be compared with what was sent."
        )
        return Verdict(file.name, "consistent", message, of)
    return _shows(file, of, "it carries the return as it was sent")


def _shows(file: SentFile, of: Submission, carries: str) -> Verdict:
    """Compare what a document shows with what was sent in the same format."""
    kept = list(_kept(file, of))
    if not kept:
        what = what_is(file.kind).partition(" ")[2]  # a Word document
        message = (
            f"{file.name} was saved again, or made anew: {carries}, of {submitted_words(of)}. What "
            f"it shows can't be compared: no {what} that was sent is at hand."
        )
        return Verdict(file.name, "consistent", message, of)
    best = min(kept, key=lambda each: len(text_differences(each.text, file.text)))
    different = text_differences(best.text, file.text)
    if best.pictures < file.pictures:
        different.append(
            Difference(
                "Pictures, and what covers or hides text",
                None,
                f"{file.pictures - best.pictures} more",
            )
        )
    if different:
        message = (
            f"{file.name} does not show what was sent with {submitted_words(of)}: "
            f"{_count(different)}."
        )
        return Verdict(file.name, "differs", message, of, tuple(different))
    message = (
        f"{file.name} was saved again, figures the same: {carries}, and its text is that of what "
        f"was sent with {submitted_words(of)}."
    )
    return _verdict(file, "saved again", message, of)


def _by_text(file: SentFile, known: Sequence[Submission]) -> Verdict | None:
    """Tell a document that carries no return any more by its text."""
    if not file.text or file.carried:
        return None
    best: tuple[float, Submission] | None = None
    for of in reversed(known):
        for kept in _kept(file, of):
            same = len(kept.text) - len(text_differences(kept.text, file.text))
            share = same / max(len(kept.text), 1)
            if share > _ALIKE and (best is None or share > best[0]):
                best = share, of
    return _shows(file, best[1], "it carries no return any more") if best else None


def _kept(file: SentFile, of: Submission) -> Iterator[SentFile]:
    """Yield the files of a format that were sent, as far as they are there as they were."""
    for path, digest in of.sent.items():
        content = of.kept(path)
        if content is None:
            continue
        try:
            found = read_content(path.rpartition("/")[2], content)
        except UnreadableFileError:
            continue
        if found.kind == file.kind and found.digest == digest:
            yield found


def _part(each: Difference) -> str:
    return each.place.partition(", ")[0]


def _listed(different: Sequence[Difference]) -> str:
    told = (str(each) for each in different)
    return " ".join(each[:1].upper() + each[1:] for each in told)


def _count(different: Sequence[Difference]) -> str:
    return "one difference" if len(different) == 1 else f"{len(different)} differences"


def _unknown(file: SentFile, known: Sequence[Submission]) -> str:
    whose = "nothing that was submitted is it" if known else "nothing here says what was submitted"
    if file.carried:
        partnership = file.carried.get("partnership")
        of = f" of {clean(str(partnership))}" if partnership else ""
        return (
            f"{file.name} says that it is the return {clean(figures_text(file.carried))}{of}, and "
            f"{whose}."
        )
    return f"{file.name} is no file that was sent, nor one that was cited, and carries no return."
