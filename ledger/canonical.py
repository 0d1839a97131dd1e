"""Canonical JSON (RFC 8785): one value has one text, so that its digest can be worked out again.

Keys are in the order of their UTF-16 units, nothing is between the tokens, and text is UTF-8 with
the fewest escapes. Money and days are text by then; whole numbers are the only numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring

#: Beyond it two readers of JSON may take one number for two.
_LARGEST = 2**53 - 1


class NotCanonicalError(TypeError):
    """A value that has no canonical text here: a mistake of whoever made it."""

    def __init__(self, value: object) -> None:
        super().__init__(f"{value!r} has no canonical JSON")


def canonical(value: object) -> bytes:
    """Return a value as canonical JSON.

    Raises:
        NotCanonicalError: it holds a number with a fraction, a key that is no text, half a
            character, or what JSON does not know.
    """
    try:
        return "".join(_tokens(value)).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError(error.object) from error


def _tokens(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield encode_basestring(value)
    elif value is None or value is True or value is False:
        yield json.dumps(value)
    elif isinstance(value, int) and abs(value) <= _LARGEST:
        yield str(value)
    elif isinstance(value, Mapping):
        yield from _object(value)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        yield "["
        for number, each in enumerate(value):
            yield "," if number else ""
            yield from _tokens(each)
        yield "]"
    else:
        raise NotCanonicalError(value)


def _object(value: Mapping[object, object]) -> Iterator[str]:
    keys = [key for key in value if isinstance(key, str)]
    if len(keys) < len(value):
        raise NotCanonicalError(value)
    yield "{"
    for number, key in enumerate(sorted(keys, key=_units)):
        yield "," if number else ""
        yield encode_basestring(key)
        yield ":"
        yield from _tokens(value[key])
    yield "}"


def _units(key: str) -> bytes:
    """Return what keys are put in order by: their UTF-16 units, half a character too."""
    return key.encode("utf-16-be", "surrogatepass")
