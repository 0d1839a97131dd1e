"""What a command that writes prints: the entry as it stands in the books, and what is left."""

from __future__ import annotations

from collections.abc import Iterable

from ringfence.bookkeeping.receipt import left_in_pots, warnings_of, why_later
from ringfence.cli.show import output
from ringfence.ledger.recording.writing import Recording


def receipt(
    recording: Recording,
    *,
    remarks: Iterable[str] = (),
    nothing: str = "There was nothing to save.",
) -> str:
    """Show what was saved, or would be: the texts, what is left in the pots, what to mind."""
    lines = []
    for file, text in filter(lambda gained: gained[1], recording.texts.items()):
        lines += [_head(recording, file), "", text.strip("\n"), ""]
    lines += [_shown(remark) for remark in remarks]
    lines += [output.fold(words) for words in why_later(recording)]
    lines += left_in_pots(recording)
    lines += [output.fold(words) for words in warnings_of(recording)]
    if recording.left_behind:
        lines.append(f"A lock that {recording.left_behind} left behind was removed.")
    if not recording.texts:
        lines.append(nothing)
    elif not recording.saved:
        lines.append("Nothing was saved.")
    return "\n".join(lines)


def _shown(remark: str) -> str:
    """Lay a remark out; one of several lines, such as an e-mail to copy, has them already."""
    return output.spell(remark) if "\n" in remark else output.fold(remark)


def _head(recording: Recording, file: str) -> str:
    """Return where it is saved, by the line, as `ringfence correct` takes it."""
    books = recording.after
    lines = (
        entry.meta["lineno"]
        for entry in recording.entries
        if books.relative(str(entry.meta["filename"])) == file
    )
    line = min(lines, default=None)
    place = file if line is None or not recording.saved else f"{file}:{line}"
    return f"Saved in {place}:" if recording.saved else f"To be saved in {place}:"
