"""Returns that books are known to say still: not worked out again where no byte changed.

Kept in the user's own cache, as the digests of papers are, by the SHA-256 of the very bytes that
were parsed. So books that are looked at again cost no more than reading them; after a change, by
somebody else, or with `reading_all`, every return is compared. What is known can only let a
comparison be left out: whatever differs is found by the comparison itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from typing import NamedTuple

from ringfence.ledger.known_digests import is_reading_all, replace_file
from ringfence.ledger.user_folders import cache_folder

#: Books of so many states are remembered.
_MOST = 40
#: Plugins that make the same entries of the same bytes; whoever's code another one is may change.
_OURS = ("ringfence.", "beancount.")


class Source(NamedTuple):
    """The files that books are made of.

    ``contents`` gives each by its name; ``is_parsed`` says that these are the bytes which were
    parsed, and not those that are there by now.
    """

    contents: Callable[[], Iterable[tuple[str, bytes]]]
    is_parsed: bool


def source_of(
    files: Iterable[str],
    plugins: Iterable[tuple[str, object]],
    contents: Callable[[], Iterable[tuple[str, bytes]]],
    *,
    is_parsed: bool,
) -> Source | None:
    """Return the source of books; None where their files are not all that makes them.

    Args:
        files: The files that were included.
        plugins: The plugins that the books name, each with its configuration.
        contents: What gives each file's name and bytes.
        is_parsed: Whether those are the bytes that were parsed.
    """
    if any(not name.startswith(_OURS) for name, _configuration in plugins):
        return None
    if any(name.endswith((".gpg", ".asc")) for name in files):
        return None
    return Source(contents, is_parsed)


class KnownReturns:
    """What is known of the returns of books; `keep` remembers what was found since.

    Files are read when it is first asked.
    """

    def __init__(self, source: Source | None) -> None:
        self._source = source
        self._found: list[str] = []

    def holds(self, name: str, digest: str) -> bool:
        """Return whether the books are known to say what a return of a name has a digest of."""
        return not is_reading_all() and f"{name} {digest}" in self._known

    def note(self, name: str, digest: str) -> None:
        """Take in that they say it."""
        self._found.append(f"{name} {digest}")

    def keep(self) -> None:
        """Remember what was found; a cache that can't be written is done without."""
        if not self._found or not (self._source and self._source.is_parsed) or self._key is None:
            return
        if set(self._found) <= self._known:
            return
        kept = dict(self._all)
        kept.pop(self._key, None)
        kept[self._key] = sorted({*self._known, *self._found})
        latest = dict(list(kept.items())[-_MOST:])
        with suppress(OSError):
            replace_file(cache_folder() / _NAME, json.dumps(latest))

    @cached_property
    def _key(self) -> str | None:
        return None if self._source is None else _key_of(self._source)

    @cached_property
    def _all(self) -> dict[str, list[str]]:
        return _read()

    @cached_property
    def _known(self) -> set[str]:
        return set(self._all.get(self._key, ())) if self._key else set()


_NAME = "returns.json"


def _key_of(source: Source) -> str | None:
    made = hashlib.sha256(f"{version('ringfence')} {version('beancount')}".encode())
    try:
        for name, content in sorted(source.contents()):
            made.update(f"\n{name} {hashlib.sha256(content).hexdigest()}".encode())
    except OSError:
        return None
    return made.hexdigest()


def _read() -> dict[str, list[str]]:
    try:
        known = json.loads((cache_folder() / _NAME).read_bytes())
        return {
            key: [str(each) for each in said]
            for key, said in known.items()
            if isinstance(said, list)
        }
    except (OSError, ValueError, AttributeError):
        return {}
