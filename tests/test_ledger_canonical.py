"""Canonical JSON, held to the library that does the same."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger.canonical import NotCanonicalError, canonical

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_it_is_what_the_library_writes(value: Any) -> None:
    text = canonical(value)
    assert text == rfc8785.dumps(value)
    assert json.loads(text) == value


def test_keys_are_in_the_order_of_their_utf_16_units() -> None:
    """The standard's own example, 3.2.3: the smiley is before the Hebrew letter's form."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    expected = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    text = canonical(dict.fromkeys(names, 0))
    assert list(json.loads(text)) == expected
    assert text == rfc8785.dumps(dict.fromkeys(names, 0))


def test_text_has_the_fewest_escapes() -> None:
    text = '\u20ac$\x0f\nA\'B"\\\\"/\x7f\u2028'
    expected = '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\u2028"'
    assert canonical(text) == expected.encode() == rfc8785.dumps(text)


@pytest.mark.parametrize("value", [1.0, 2**53, -(2**53), b"x", {1: 2}, {"a": object()}, "\ud800"])
def test_what_has_no_canonical_text_is_a_mistake(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)
