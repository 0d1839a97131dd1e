"""Which documents show an entry, as Fava leads to them.

A Beancount ``document`` shows an entry that it shares a link with, and one that names it: in
a key that begins with ``document`` stands its path from the file of the entry, or its bare
name if it is filed under an account of the entry. One that leads out of the folder of the
books shows nothing.
"""

from __future__ import annotations

import os.path
from pathlib import Path

from beancount.core.data import Custom, Transaction

from ringfence.ledger.book import Book, PaperKey


def documents_of(book: Book, entry: Transaction | Custom) -> list[str]:
    """Return the files that show an entry, in the books' order."""
    names = [
        value
        for key, value in (entry.meta or {}).items()
        if key.startswith("document") and isinstance(value, str)
    ]
    postings = entry.postings if isinstance(entry, Transaction) else ()
    links = (entry.links if isinstance(entry, Transaction) else None) or frozenset()
    if not names and not links:
        return []
    folder = Path(str(entry.meta.get("filename", ""))).parent
    accounts = {posting.account for posting in postings}
    keys: list[PaperKey] = [
        *(("link", link) for link in links),
        *(("path", os.path.normpath(folder / name)) for name in names),
        *((account, name) for account in accounts for name in names),
    ]
    found = {place for key in keys for place in book.papers_by_key.get(key, ())}
    return [book.papers[place].filename for place in sorted(found)]
