"""The documents that came with forms not recorded yet: held in memory, for a while.

A form is shown before it is recorded, and no page can put a file into a browser's field
again. So the file waits here, under the name of the answer it was given, and is recorded
with the form unless another is chosen or it is left out.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict

from flask import Request

from ringfence.pages.forms import Upload

#: The field that a document comes in, the one that names what is held, and the one that drops it.
FILE = "document"
HELD = "held"
LEFT_OUT = "left-out"


_MEGABYTE = 1024 * 1024
#: No document is larger.
MOST_BYTES = 20 * _MEGABYTE


class ForgottenError(Exception):
    """A document that was held too long ago: it must be chosen again, and is not left out."""

    def __init__(self) -> None:
        super().__init__("The document that was shown before is no longer held: choose it again.")


class TooLargeError(Exception):
    """A document that is larger than is kept."""

    def __init__(self, name: str, size: int) -> None:
        most = MOST_BYTES // _MEGABYTE
        super().__init__(
            f"{name} has {size / _MEGABYTE:.1f} MB, and {most} MB is the most. Nothing was saved: "
            "choose a smaller file, such as a PDF in place of a picture."
        )


class Papers:
    """Documents that wait, the newest ones of so many bytes in all."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Upload] = OrderedDict()

    def hold(self, key: str, paper: Upload) -> None:
        """Hold one under a key, and forget the oldest that there is no more room for."""
        with self._lock:
            self._held[key] = paper
            while sum(len(each.content) for each in self._held.values()) > self._most_bytes:
                self._held.popitem(last=False)

    def get(self, key: str) -> Upload | None:
        """Return the one of a key, if it is still held."""
        with self._lock:
            return self._held.get(key)


def paper_of(request: Request, papers: Papers) -> Upload | None:
    """Return the document of a form: the one chosen now, else the one held since it was shown.

    Raises:
        ForgottenError: it was held, and is no longer.
        TooLargeError: it is larger than is kept.
    """
    file = request.files.get(FILE)
    if file is not None and file.filename:
        file.seek(0, os.SEEK_END)
        size = file.tell()
        if size > MOST_BYTES:
            raise TooLargeError(file.filename, size)
        file.seek(0)
        return Upload(file.filename, file.read())
    key = request.form.get(HELD, "")
    if not key or request.form.get(LEFT_OUT):
        return None
    held = papers.get(key)
    if held is None:
        raise ForgottenError
    return held
