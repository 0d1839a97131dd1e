"""Loading books: always fresh, never from a cache, never a traceback.

Beancount's pickle cache was seen to serve stale books, and is a pickle on a shared
drive, so its loader is run step by step (:mod:`ringfence.ledger.assembly`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

from beancount.core.data import Custom, Directives

from ringfence.ledger.assembly import Contents, Parsed, finish, parse
from ringfence.ledger.book import Book
from ringfence.ledger.collector import collector_paused
from ringfence.ledger.declarations.models import MODELS
from ringfence.ledger.fault_places import place_finding
from ringfence.ledger.findings import Finding, RuleFault, Severity
from ringfence.ledger.known_returns import source_of
from ringfence.ledger.main_file import BooksError

#: Set while Ringfence itself loads books and will run the rules afterwards, over
#: one Book: its plugins then let the entries through.
rules_deferred: ContextVar[bool] = ContextVar("rules_deferred", default=False)


class UnreadableFileError(BooksError):
    """A file of the books that can't be opened."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} can't be read: {reason}.")


class EncodingError(BooksError):
    """A file of the books that is not plain UTF-8 text."""

    def __init__(self, path: str, encoding: str) -> None:
        super().__init__(
            f"{path} is {encoding}; books are plain UTF-8 text. Save it again in your editor with "
            "the encoding “UTF-8” (without BOM)."
        )


class ForeignPluginError(BooksError):
    """A plugin that the books name, not one of ours, that stops Beancount itself."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(
            f"A plugin that these books name can't be run: {type(error).__name__}: "
            f"{' '.join(str(error).split())}. Remove its line, or correct the plugin."
        )


class Books(NamedTuple):
    """Books as loaded: Beancount's entries and options, its own errors as findings, the Book."""

    path: Path
    entries: Directives
    options: Mapping[str, Any]
    errors: list[Finding]
    book: Book
    parsed: Parsed

    @property
    def folder(self) -> Path:
        """The folder that paths are shown relative to."""
        return self.path.parent

    def relative(self, filename: str) -> str:
        """Show a file's name relative to the books, with ``/`` on every system."""
        if not Path(filename).is_absolute():
            return filename
        try:
            return Path(os.path.relpath(filename, self.folder)).as_posix()
        except ValueError:  # on another drive of Windows
            return filename.replace("\\", "/")


def load(path: Path, overlay: Contents | None = None) -> Books:
    """Load books, run every plugin but Ringfence's own, and build the Book.

    A file in the overlay, by its absolute name, is taken as given there and not looked
    for on disk. Faults in the books come back as findings.

    Raises:
        BooksError: a file that can't be read, or is no text; a plugin that can't be run.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - as Beancount names files, without ..
    check_readable(path)
    try:
        with collector_paused():
            parsed = parse(str(path), overlay)
            books = assemble(path, parsed)
    except OSError as error:
        raise UnreadableFileError(str(error.filename or path), _reason(error)) from error
    for name in {finding.source["filename"] for finding in books.errors}:
        if name != str(path) and Path(name).is_file():
            check_readable(Path(name))
    return books


def assemble(path: Path, parsed: Parsed) -> Books:
    """Make books of what was parsed: plugins, Beancount's checks, the Book.

    Raises:
        ForeignPluginError: a plugin that Beancount doesn't catch the fault of.
    """
    token = rules_deferred.set(True)
    try:
        with collector_paused():
            entries, errors = finish(parsed)
    except OSError:
        raise
    except (Exception, SystemExit) as error:
        raise ForeignPluginError(error) from error
    finally:
        rules_deferred.reset(token)
    valueless = [
        entry for entry in parsed.entries if isinstance(entry, Custom) and not entry.values
    ]
    if valueless:
        errors = [error for error in errors if not _is_crash_of_pad(error)]
    findings = findings_of(errors, parsed.options["include"])
    findings += [_without_value(entry) for entry in valueless if entry.type not in MODELS]
    source = source_of(
        parsed.options["include"],
        parsed.options["plugin"],
        parsed.contents.items,
        is_parsed=True,
    )
    book = Book(entries, source=source)
    return Books(path, entries, parsed.options, findings, book, parsed)


def findings_of(errors: Iterable[Any], files: Iterable[str]) -> list[Finding]:
    """Return Beancount's own errors as findings, each at its line; the rules' faults stay out."""
    return [place_finding(finding, files) for finding in _in_order(_findings(errors))]


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Put the errors of an entry in the order of their words: Beancount gives them in none."""
    places: dict[int, int] = {}
    keyed = []
    for number, finding in enumerate(findings):
        entry = finding.entry
        place = number if entry is None else places.setdefault(id(entry), number)
        keyed.append((place, "" if entry is None else finding.message, number, finding))
    return [each[-1] for each in sorted(keyed, key=lambda each: each[:3])]


def check_readable(path: Path) -> None:
    """Make sure that a file is plain UTF-8 text.

    Raises:
        UnreadableFileError: it can't be opened.
        EncodingError: it has a BOM, is UTF-16, is binary or in another encoding.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(str(path), _reason(error)) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EncodingError(str(path), "UTF-16")
    if content.startswith(b"\xef\xbb\xbf"):
        raise EncodingError(str(path), "UTF-8 with a byte-order mark (BOM)")
    if b"\0" in content:
        raise EncodingError(str(path), "a binary file")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EncodingError(f"{path}, line {line},", "not UTF-8 (perhaps cp1252)") from error


def _findings(errors: Iterable[Any]) -> Iterator[Finding]:
    for error in errors:
        if not isinstance(error, RuleFault):
            sentence = _sentence(error)
            entry = getattr(error, "entry", None)
            yield Finding("beancount", Severity.BLOCK, _source(error), sentence, entry)


def _is_crash_of_pad(error: Any) -> bool:  # noqa: ANN401 - any plugin's own error type
    return str(getattr(error, "message", "")).startswith(
        'Error applying plugin "beancount.ops.pad": Traceback'
    )


def _without_value(entry: Custom) -> Finding:
    """Return what crashes Beancount's own `pad`: of our own kinds the rule declaration says it."""
    message = (
        f'custom "{entry.type}" has no value after its kind, which Beancount can\'t take: add '
        "one, or remove the line."
    )
    return Finding("beancount", Severity.BLOCK, entry.meta, message, entry)


def _source(error: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any plugin's own error type
    source = getattr(error, "source", None) or {}
    return {
        "filename": str(source.get("filename") or "<load>"),
        "lineno": int(source.get("lineno") or 0),
    }


def _sentence(error: Any) -> str:  # noqa: ANN401 - any plugin's own error type
    """Return an error's message without the traceback that Beancount may put in it."""
    message = str(getattr(error, "message", error)).strip()
    head, traceback, rest = message.partition("Traceback (most recent call last):")
    if not traceback:
        return message
    # After the frames, which Beancount indents, comes the exception in its own words.
    frames, _, _last = rest.rpartition('\n    File "')
    told = [line for line in rest[len(frames) + 1 :].splitlines()[1:] if line[:6].strip()]
    return f"{head.strip().rstrip(':')}: {' '.join(' '.join(told).split())}"


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    return (error.strerror or str(error)).lower()
