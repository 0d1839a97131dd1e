"""The same books give the same bytes: archives without the time of day in them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Mapping

#: The earliest time that a zip archive can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)

#: What a part becomes, given its name and content; None leaves it out.
Edit = Callable[[str, bytes], bytes | None]


def rewrite_zip(
    archive: bytes, edit: Edit | None = None, more: Mapping[str, bytes] | None = None
) -> bytes:
    """Write an archive (a docx, an xlsx) again with fixed time stamps, as if made on one system.

    The order of its parts stays: Office wants ``[Content_Types].xml`` first. ``edit``
    may change a part or leave it out; ``more`` are parts to add at the end.
    """
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            data = edit(part.filename, content) if edit else content
            if data is not None:
                target.writestr(_entry(part.filename), data)
        for name, data in (more or {}).items():
            target.writestr(_entry(name), data)
    return written.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    entry.external_attr = 0
    return entry


def midnight(day: datetime.date) -> datetime.datetime:
    """Return the moment that a document's properties say it was made: its day, at midnight."""
    return datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - files hold naive times
