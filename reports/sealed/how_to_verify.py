"""The page of a pack that says how to verify it: in plain words, with what every computer has."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from ringfence.ledger.commands import Blank, command
from ringfence.ledger.seal_words import in_groups
from ringfence.reports.render.pack import MANIFEST
from ringfence.reports.render.table import long_date
from ringfence.reports.sealed.submissions import Submission

NAME = "HOW-TO-VERIFY.txt"
_WIDTH = 78
_INDENT = "    "


def how_to_verify(submissions: Sequence[Submission], packed: Mapping[str, str]) -> bytes:
    """Write the page: the same pack has the same bytes.

    Args:
        submissions: What was submitted of the return, oldest version first.
        packed: The name in the pack of each file that is in it, by its path from the books.
    """
    sealed = [each for each in submissions if each.seal and each.snapshot in packed]
    lines = [
        "How to verify this evidence pack",
        "================================",
        "",
        *_paragraph(
            "You need no special program and no connection: Windows, macOS and Linux each have one "
            "that works out the SHA-256 of a file. That is 64 digits from 0 to 9 and a to f. Two "
            "files with the same SHA-256 are the same, byte for byte."
        ),
        *(_of_seals(sealed, packed) if sealed else _without()),
        *_of_manifest(len(sealed)),
        *_what_it_proves(is_sealed=bool(sealed)),
    ]
    return "\r\n".join(lines).encode()


def _of_seals(sealed: Sequence[Submission], packed: Mapping[str, str]) -> Iterator[str]:
    yield from _head("1. The seal: is this the return that was submitted?")
    yield from _paragraph(
        "Unpack the zip and open a terminal in its folder. Then work out the SHA-256 of the "
        "return's snapshot, and compare it with the seal in the covering e-mail that came with "
        "the return. Take the seal from the e-mail, and not from this page: whoever could change "
        "the pack could change this page too."
    )
    for each in sealed:
        name = packed[each.snapshot]
        day = f" on {long_date(each.day)}" if each.day else ""
        stands = "" if each.stands else "; it was reopened since"
        yield from _paragraph(f"Version {each.version}, submitted{day}{stands}:")
        yield from _ways(name)
        if each.redacted:
            held, taken_out = each.redacted[-1]
            yield from _paragraph(
                f"Names were taken out of it on {long_date(taken_out)}, so it comes to another "
                "SHA-256 since. The copy that was sent then has the seal; this one has:"
            )
            yield f"{_INDENT}{held}"
            yield ""
        yield from _paragraph("The seal is, by this pack:")
        yield f"{_INDENT}{each.seal}"
        yield ""
        yield from _paragraph("and in the twelve words that the e-mail has too:")
        yield from (f"{_INDENT}{group}" for group in in_groups(each.seal))
        yield ""
    yield from _head("2. The files: are they what was sent, and what the return cites?")
    yield from _paragraph(
        "The snapshot is a text file. Once its seal is right, it says what the SHA-256 of each "
        'other file has to be: behind "sent" of those that were sent to the funder, behind '
        '"documents" of the minutes, invoices and other evidence. Open it in any editor, look the '
        "name of a file up, and compare. This list was made from it:"
    )
    for each in sealed:
        for path, digest in sorted({**each.sent, **each.documents}.items()):
            there = packed.get(path)
            yield f"{_INDENT}{there or path}{'' if there else ' (not in this pack)'}"
            yield f"{_INDENT}{digest}"
    yield ""


def _without() -> Iterator[str]:
    yield from _head("1. The seal: there is none")
    yield from _paragraph(
        "This return was not submitted with a seal: it is a draft, or was sent before returns had "
        "seals. Nothing in the pack can prove what was sent."
    )


def _of_manifest(number: int) -> Iterator[str]:
    yield from _head(f"{3 if number else 2}. The rest: is the pack as it was made?")
    yield from _paragraph(
        f"{MANIFEST} lists the SHA-256 of every file of the pack. On Linux this compares them all, "
        'and on macOS with "shasum -a 256" in the place of "sha256sum":'
    )
    yield f"{_INDENT}sha256sum -c {MANIFEST}"
    yield ""


def _what_it_proves(*, is_sealed: bool) -> Iterator[str]:
    yield from _head("What this proves")
    if is_sealed:
        yield from _paragraph(
            "If the seal is the one in your e-mail, every figure, name and word of the snapshot is "
            "as it was when the return was submitted, and so is each file that step 2 compares. It "
            "does not prove that what they say is true, nor when they were made: the e-mail's date "
            "does, or a time stamp."
        )
    yield from _paragraph(
        f"The manifest alone proves that nothing was damaged on its way. Whoever changed a file on "
        f"purpose could have made {MANIFEST} anew."
    )
    yield from _paragraph("With Ringfence all of this is one command, and needs no books:")
    yield _INDENT + str(command("return verify", Blank.FILE, quoting=Blank.TEXT))
    yield ""


def _ways(name: str) -> Iterator[str]:
    windows = name.replace("/", "\\")
    for system, line in (
        ("Windows, Command Prompt", f'certutil -hashfile "{windows}" SHA256'),
        ("Windows, PowerShell", f'Get-FileHash -Algorithm SHA256 "{windows}"'),
        ("Linux", f'sha256sum "{name}"'),
        ("macOS", f'shasum -a 256 "{name}"'),
    ):
        yield f"{_INDENT}{system}:"
        yield f"{_INDENT}  {line}"
    yield ""


def _head(text: str) -> list[str]:
    return [text, "-" * len(text), ""]


def _paragraph(text: str) -> list[str]:
    return [*textwrap.wrap(text, _WIDTH, break_on_hyphens=False), ""]
