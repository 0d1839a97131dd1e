"""Printing and writing: no character crashes the one, no locked file the other.

Councils have consoles in cp1252 and pipes in ASCII. What such a stream can't take is
spelt in ASCII as people would spell it, and what has no such spelling is escaped.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import shutil
import sys
from pathlib import Path

import click

from ringfence.ledger.commands import command, quote
from ringfence.ledger.errors import UnservedError, WrongUsageError
from ringfence.reports.render.extensions import BOOKS

_SPELT = {
    "£": "GBP ",
    "€": "EUR ",
    "–": "-",
    "—": "-",
    "−": "-",
    "\u2011": "-",
    "\u2018": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "•": "*",
    "·": "*",
    "×": "x",
    "½": "1/2",
    "→": "->",
    "←": "<-",
    "✓": "ok",
    "\u00a0": " ",
    "\u202f": " ",
}
_NOT_PRINTED = {
    errno.ENOSPC: "the disk that it goes to is full",
    errno.EDQUOT: "the disk that it goes to is full",
    errno.EPIPE: "the program that reads it has ended",
}
_HANDLER = "ringfence.spell"
_ASCII = "ringfence_ascii"


def accept_every_character() -> None:
    """Let standard output and error take every character, whatever their encoding."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        # Click takes a stream that says it is ASCII for a mistake, and writes UTF-8 to it.
        is_ascii = codecs.lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding=_ASCII if is_ascii else None, errors=_HANDLER)


def spell(text: str) -> str:
    """Write a text as standard output will, so that a table is laid out to fit."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, _HANDLER).decode(encoding)


def fold(text: str, indent: str = "", hang: str | None = None) -> str:
    """Lay a paragraph out in lines that a console holds; what is to be typed is not broken.

    Args:
        text: The paragraph.
        indent: What its first line begins with.
        hang: What its other lines begin with, if not with the same.
    """
    from ringfence.reports.render.paragraph import fill

    return fill(spell(text), indent, hang)


def item(text: str) -> str:
    """Lay a paragraph out as one of a list."""
    return fold(text, "- ", "  ")


def say(text: str) -> None:
    """Print a text to standard output."""
    click.echo(text)


def go_to(folder: Path) -> list[str]:
    """Return the lines that lead to a folder where `ringfence` can be typed.

    Where it is found by its place alone, as in a clone's `.venv`, that is activated first.
    """
    lines = [f"cd {quote(str(folder))}"]
    for name in ("bin/activate", "Scripts/activate"):
        script = Path(sys.prefix, name)
        if script.is_file() and shutil.which("ringfence") is None:
            dot = ". " if name.startswith("bin") else ""
            lines.insert(0, dot + quote(str(script)))
    return lines


def not_printed(error: OSError) -> Exception:
    """Return what to raise where printing failed: a full disk or a closed pipe is no bug of ours.

    What is left to print is dropped, or Python would fail over it once more at its end.
    """
    why = _NOT_PRINTED.get(error.errno or 0)
    if why is None or error.filename is not None:
        return error
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass  # no file is behind it, as in tests
    return click.ClickException(
        f"Not all could be printed: {why}. What was to be recorded before that is saved: see "
        f"`{command('check')}`."
    )


class NotWrittenError(UnservedError):
    """A document that can't be written where it was to be."""


class NotTextError(WrongUsageError):
    """A document that is no text, for a terminal."""


def write(path: Path, content: bytes) -> bool:
    """Write a document to a file, never over a file of books, or for `-` to standard output.

    Returns:
        Whether it is in a file, so that more may be printed.

    Raises:
        NotWrittenError: it can't be written.
    """
    if str(path) == "-":
        _pass_on(content)
        return False
    if path.suffix == BOOKS:
        raise NotWrittenError(f"{path} is a file of books; give the document another name.")
    try:
        path.write_bytes(content)
    except OSError as error:
        if not path.parent.is_dir():
            raise NotWrittenError(
                f"{path} can't be written: there is no folder {path.parent}. Make it first, or "
                "name a folder that is there."
            ) from error
        reason = (error.strerror or str(error)).lower()
        raise NotWrittenError(
            f"{path} can't be written: {reason}. If it is open in another program, close it there."
        ) from error
    return True


def _pass_on(content: bytes) -> None:
    """Print a document; one that is no text goes to another program, never to a terminal.

    Raises:
        NotTextError: it would go to a terminal.
    """
    if not content.startswith(b"PK"):  # a zip, as Word's and Excel's files are
        say(content.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n"))
    elif _is_terminal():
        raise NotTextError(
            "This file is not text, so it can't be shown here: name a file, as in "
            "--output paper.docx."
        )
    else:
        click.echo(content, nl=False)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_ascii, error.object[error.start : error.end])), error.end


def _ascii(character: str) -> str:
    return _SPELT.get(character) or character.encode("ascii", "backslashreplace").decode("ascii")


def _find_codec(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    ascii_ = codecs.lookup("ascii")
    return codecs.CodecInfo(
        ascii_.encode,
        ascii_.decode,
        streamreader=ascii_.streamreader,
        streamwriter=ascii_.streamwriter,
        incrementalencoder=ascii_.incrementalencoder,
        incrementaldecoder=ascii_.incrementaldecoder,
        name=_ASCII,
    )


codecs.register(_find_codec)
codecs.register_error(_HANDLER, _replace)
