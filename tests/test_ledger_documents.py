"""Which documents show an entry: as Fava leads to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ringfence.ledger.book import Book
from ringfence.ledger.documents import documents_of
from ringfence.ledger.loading import load

Written = Callable[..., Path]
SPENT = "Expenses:Plan:2017-18:Bluelight:Grant"
ENTRY = f"""
2017-06-12 * "Payee" "Words" {{links}}
  {{key}}
  {SPENT}                10.00 GBP
  Assets:Council:Grant  -10.00 GBP
2017-06-12 document {SPENT} "papers/invoice.txt" ^one
2017-06-12 document Assets:Elsewhere "papers/minutes.txt"
"""


@pytest.mark.parametrize(
    ("links", "key", "found"),
    [
        ("", 'invoice: "invoice.txt"', []),
        ("^one", "", ["invoice.txt"]),
        ("^two", "", []),
        ("", 'document: "papers/invoice.txt"', ["invoice.txt"]),
        ("", 'document: "../papers/invoice.txt"', []),
        ("", 'document: "./x/../papers/minutes.txt"', ["minutes.txt"]),
        # A bare name is looked for under the entry's own accounts.
        ("", 'document: "invoice.txt"', ["invoice.txt"]),
        ("", 'document: "minutes.txt"', []),
        ("^one", 'document-minutes: "papers/minutes.txt"', ["invoice.txt", "minutes.txt"]),
        ("", "document: 5", []),
    ],
)
def test_what_shows_an_entry(
    write: Written, tmp_path: Path, links: str, key: str, found: list[str]
) -> None:
    """By a link that both have, or by its name."""
    (tmp_path / "papers").mkdir()
    for name in ("invoice.txt", "minutes.txt"):
        (tmp_path / "papers" / name).write_text("illustrative", encoding="utf-8")
    book = load(write(text=ENTRY.format(links=links, key=key))).book
    entry = next(each for each in book.transactions if each.payee == "Payee")
    assert [Path(name).name for name in documents_of(book, entry)] == found


def test_a_decision_is_shown_by_its_minutes(write: Written, tmp_path: Path) -> None:
    """A declaration has neither links nor accounts."""
    (tmp_path / "minutes.txt").write_text("illustrative", encoding="utf-8")
    text = """
2017-06-13 custom "decision" "CSP-9"
  body: "CSP"
  title: "As minuted"
  document: "minutes.txt"
2017-06-13 document Assets:Council "minutes.txt"
"""
    book: Book = load(write(text=text)).book
    versions = book.register.decisions["CSP-9"].versions
    assert documents_of(book, versions[0].entry) == [str(tmp_path / "minutes.txt")]
