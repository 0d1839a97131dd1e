"""The paper that comes with an entry: kept beside the books, and filed with the entry.

It is saved with the entry and by the same way to write, or not at all.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.ledger.accounts import Kind, kind_of
from ringfence.ledger.loading import Books
from ringfence.ledger.papers import wrong_format
from ringfence.ledger.recording.drafting import DocumentDraft, FileDraft, TransactionDraft, Wanted
from ringfence.ledger.recording.steps import Plan
from ringfence.ledger.years import FinancialYear

#: What is taken: papers, pictures and mail, nothing that a browser would run.
ENDINGS = (
    *(".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic"),
    *(".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".csv", ".txt", ".eml", ".msg"),
)
#: How what a browser would run or draw begins: no paper does, not as text either.
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x00]*<[a-z!?]", re.IGNORECASE)
#: How an e-invoice begins, which is kept as text; and what a browser would run or draw in one.
_E_INVOICE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml [^>]*\?>\s*)?"
    rb"<(?:\w+:)?(?:Invoice|CreditNote|CrossIndustryInvoice|CrossIndustryDocument)\b"
)
_DRAWN = re.compile(rb"xml-stylesheet|1999/xhtml|2000/svg|<script", re.IGNORECASE)
_OLD_OFFICE, _ZIPPED = rb"\xd0\xcf\x11\xe0", rb"PK\x03\x04"
#: How others begin than those that `ledger/papers.py` knows.
_BEGINS = {
    ".heic": re.compile(rb".{4}ftyp", re.DOTALL),
    ".doc": re.compile(_OLD_OFFICE),
    ".xls": re.compile(_OLD_OFFICE),
    ".msg": re.compile(_OLD_OFFICE),
    ".xlsx": re.compile(_ZIPPED),
    ".ods": re.compile(_ZIPPED),
}
FOLDER = "documents"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


class NotADocumentError(BookkeepingError):
    """A file that can't be kept."""


@dataclass(frozen=True)
class Attachment:
    """A paper that is to be kept with an entry."""

    stem: str
    ending: str
    content: bytes

    @classmethod
    def of(cls, name: str, content: bytes) -> Attachment:
        """Take a paper, under the name that it came with.

        Nothing of the name that came with it can lead anywhere else: of its last part only
        letters and digits are kept.

        Raises:
            NotADocumentError: it is empty, of another kind, or not what its name says.
        """
        stem, ending = _name(name)
        if ending not in ENDINGS:
            known = ", ".join(each.removeprefix(".") for each in ENDINGS)
            raise NotADocumentError(f"This kind of file is not kept; there is {known}.")
        if not content:
            raise NotADocumentError("The file is empty.")
        wrong = wrong_format(name, content) or _wrong_beginning(ending, content)
        if wrong:
            raise NotADocumentError(f"This file {wrong}. Open it, and save it as what it is.")
        return cls(stem, ending, content)

    def add_to(self, plan: Plan) -> Plan:
        """Return a plan that keeps the paper and files it with the first entry of another.

        It is kept by the day of that entry, as Beancount names documents, in the folder of
        the financial year of that day, under a name that is free.
        """

        def filed(books: Books) -> Sequence[Wanted]:
            drafts = list(plan(books))
            entry = next((each for each in drafts if isinstance(each, TransactionDraft)), None)
            if entry is None:
                return drafts
            names = [leg.account for leg in entry.legs]
            spent = (each for each in names if kind_of(each) is Kind.SPENT)
            account = next(spent, names[0])
            path = self._free(books.folder, entry.date)
            there = (books.folder / path).absolute()
            paper = DocumentDraft(entry.date, account, there, links=entry.links)
            # Fava leads from an entry to what its key names, filed under an account of it.
            named = replace(entry, meta={"document": Path(path).name, **entry.meta})
            drafts[drafts.index(entry)] = named
            return [*drafts, FileDraft(path, self.content), paper]

        return filed

    def _free(self, folder: Path, day: datetime.date) -> str:
        number = 1
        while True:
            again = f"-{number}" if number > 1 else ""
            year = FinancialYear.of_day(day)
            path = f"{FOLDER}/{year}/{day}.{self.stem}{again}{self.ending}"
            if not (folder / path).exists():
                return path
            number += 1


def _wrong_beginning(ending: str, content: bytes) -> str | None:
    """Return in words that a file is not what its ending says; None if it may be.

    A browser may show a page under whichever name it comes.
    """
    if ending == ".txt" and _E_INVOICE.match(content) and not _DRAWN.search(content):
        return None
    if _MARKUP.match(content):
        return f"is called {ending} and is a web page"
    begins = _BEGINS.get(ending)
    if begins is not None and not begins.match(content):
        return f"is called {ending} and is not a file of that format"
    return None


def _name(given: str) -> tuple[str, str]:
    last = re.split(r"[\\/]", given)[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    stem, dot, ending = plain.rpartition(".")
    return _NOT_IN_NAMES.sub("-", stem)[:60].strip("-") or "document", dot + ending
