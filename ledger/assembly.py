"""Beancount's load in two steps, so that the text of a file can be tried before it is saved.

:func:`parse` reads and books every file, as Beancount does, and remembers the bytes
that it read; any file may be given as text instead. :func:`finish` runs plugins and
validation. One after the other they are what Beancount's own loader does, and a test
holds them to that: the parser, the plugins and the checks are all its, and so is the booking,
save where there is nothing to book (:mod:`ringfence.ledger.plain`).
"""

from __future__ import annotations

import fnmatch
import glob
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from beancount import loader
from beancount.core import data
from beancount.core.data import Directives
from beancount.parser import options, parser
from beancount.utils import encryption

from ringfence.ledger import plain

Contents = Mapping[str, bytes]


class Parsed(NamedTuple):
    """Books before any plugin has run.

    ``contents`` are the bytes of each file as they were parsed, by its absolute name,
    in the order of parsing; ``includes`` what each `include` named, and the files found.
    """

    entries: Directives
    errors: list[Any]
    options: dict[str, Any]
    contents: dict[str, bytes]
    includes: dict[str, tuple[str, ...]]


def parse(main: str, overlay: Contents | None = None) -> Parsed:
    """Read books file by file and book them; a file in the overlay is not looked for on disk.

    Raises:
        OSError: a file that can't be read.
    """
    walk = _Walk(overlay or {})
    walk.run(os.path.normpath(main))
    options = walk.options[0]
    options["include"] = sorted(walk.seen)
    options = loader.aggregate_options_map(options, walk.options[1:])
    walk.entries.sort(key=data.entry_sortkey)
    entries, errors = plain.book(walk.entries, options)
    return Parsed(entries, [*walk.errors, *errors], options, walk.contents, walk.includes)


def finish(parsed: Parsed) -> tuple[Directives, list[Any]]:
    """Run the plugins that the books name, and Beancount's own checks; leave ``parsed`` alone."""
    options = parsed.options
    saved = list(sys.path)
    try:
        sys.path[0:0] = options.get("pythonpath", [])
        entries, errors = loader.run_transformations(
            list(parsed.entries), parsed.errors, options, None
        )
    finally:
        sys.path[:] = saved
    errors.extend(plain.validate(entries, options))
    digest = loader.compute_input_hash(options["include"])  # type: ignore[no-untyped-call]
    options["input_hash"] = digest
    return entries, errors


def files_of_include(pattern: str, overlay: Contents) -> tuple[str, ...]:
    """Return the files that an include finds, those of the overlay among them."""
    names = glob.glob(pattern, recursive=True)  # noqa: PTH207 - in Beancount's order
    found = [os.path.normpath(name) for name in names]
    found += [name for name in overlay if name not in found and is_match(name, pattern)]
    return tuple(found)


def is_match(name: str, pattern: str) -> bool:
    """Return whether an include's pattern would find a file of that name, were it there."""
    pattern = os.path.normpath(pattern)
    if not glob.has_magic(pattern):
        return name == pattern
    folder = str(Path(pattern).parent)
    in_folder = glob.has_magic(folder) or folder == str(Path(name).parent)
    return in_folder and fnmatch.fnmatchcase(name, pattern)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        error.filename = str(path)  # a read that fails half-way names no file
        raise


class _Walk:
    """From the main file through what it includes, breadth first, as Beancount goes."""

    def __init__(self, overlay: Contents) -> None:
        self.overlay = overlay
        self.entries: list[Any] = []
        self.errors: list[Any] = []
        self.options: list[dict[str, Any]] = []
        self.contents: dict[str, bytes] = {}
        self.includes: dict[str, tuple[str, ...]] = {}
        self.seen: set[str] = set()

    def run(self, main: str) -> None:
        """Parse every file once."""
        queue = [main]
        for name in queue:
            queue.extend(self._file(name))
        if not self.options:
            self.options.append(options.OPTIONS_DEFAULTS.copy())

    def _file(self, name: str) -> list[str]:

        content = self._content(name)
        if content is None:
            return []
        entries, errors, options = parser.parse_string(content, report_filename=name)
        self.entries.extend(entries)
        self.errors.extend(errors)
        self.options.append(options)
        return [
            each for include in options["include"] for each in self._files_of_include(name, include)
        ]

    def _content(self, name: str) -> bytes | None:

        if name in self.seen:
            self._fault(f'Duplicate filename parsed: "{name}"')
            return None
        if name in self.overlay:
            content = self.overlay[name]
        elif not Path(name).exists():
            self._fault(f'File "{name}" does not exist')
            return None
        elif encryption.is_encrypted_file(name):
            return str(encryption.read_encrypted_file(name)).encode()
        else:
            content = _read(Path(name))
        self.seen.add(name)
        self.contents[name] = content
        return content

    def _files_of_include(self, name: str, include: str) -> tuple[str, ...]:
        pattern = str(Path(name).parent / include)
        found = self.includes[pattern] = files_of_include(pattern, self.overlay)
        if not found:
            self._fault(f'File glob "{include}" does not match any files')
        return found

    def _fault(self, message: str) -> None:

        self.errors.append(loader.LoadError(data.new_metadata("<load>", 0), message))
