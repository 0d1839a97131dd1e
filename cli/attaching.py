"""The paper that comes with a form: kept beside the books, and filed with the entry."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ringfence.ledger.recording.drafting import DocumentDraft
from ringfence.ledger.recording.drafting import TransactionDraft
from ringfence.ledger.years import FinancialYear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted
    from ringfence.ledger.recording.writing import Plan
    from ringfence.reports.fava_pages.forms import Upload

#: What is taken: papers, pictures and mail, nothing that a browser would run.
ENDINGS = (
    *(".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".heic"),
    *(".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".csv", ".txt", ".eml", ".msg"),
)
FOLDER = "documents"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


class NotADocumentError(Exception):
    """A file that can't be kept."""


@dataclass(frozen=True)
class Attachment:
    """A paper, kept already, and not yet filed."""

    path: Path

    @classmethod
    def keep(cls, books: Path, upload: Upload) -> Attachment:
        """Keep a paper beside the books, under a name that is free.

        Nothing of the name that came with it can lead anywhere else: of its last part only
        letters and digits are kept.

        Raises:
            NotADocumentError: it is empty, of another kind, or can't be written.
        """
        stem, ending = _name(upload.name)
        if ending not in ENDINGS:
            known = ", ".join(each.removeprefix(".") for each in ENDINGS)
            raise NotADocumentError(f"This kind of file is not kept; there is {known}.")
        if not upload.content:
            raise NotADocumentError("The file is empty.")
        today = datetime.date.today()
        folder = books.parent / FOLDER / str(FinancialYear.containing(today))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return cls(_written(folder, f"{today}.{stem}", ending, upload.content))
        except OSError as error:
            raise NotADocumentError(f"It can't be kept: {error.strerror or error}.") from error

    def discard(self) -> None:
        """Take it away again, and the folders that were made for it."""
        self.path.unlink(missing_ok=True)
        for folder in (self.path.parent, self.path.parent.parent):
            try:
                folder.rmdir()
            except OSError:  # something else is in it
                return

    def added_to(self, plan: Plan) -> Plan:
        """Give a plan that files the paper with the first entry of another."""

        def filed(books: Books) -> Sequence[Wanted]:
            drafts = list(plan(books))
            entry = next((each for each in drafts if isinstance(each, TransactionDraft)), None)
            if entry is None:
                return drafts
            account = next(
                (leg.account for leg in entry.legs if leg.account.startswith("Expenses:")),
                entry.legs[0].account,
            )
            return [*drafts, DocumentDraft(entry.date, account, self.path, links=entry.links)]

        return filed


def _name(given: str) -> tuple[str, str]:
    last = re.split(r"[\\/]", given)[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    stem, dot, ending = plain.rpartition(".")
    return _NOT_IN_NAMES.sub("-", stem)[:60].strip("-") or "document", dot + ending


def _written(folder: Path, stem: str, ending: str, content: bytes) -> Path:
    number = 1
    while True:
        name = f"{stem}{f'-{number}' if number > 1 else ''}{ending}"
        try:
            with (folder / name).open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
        else:
            return (folder / name).absolute()
