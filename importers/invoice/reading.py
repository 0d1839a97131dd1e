"""A file as the invoices in it: a PDF, XML, or an e-mail with what is attached to it."""

from __future__ import annotations

import email
import email.policy
import io
from collections.abc import Collection, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from ringfence.importers.invoice.errors import (
    NOTHING_RECORDED,
    ExtraMissingError,
    InvoiceError,
    NotAnInvoiceError,
    TooLargeError,
)
from ringfence.importers.invoice.paper import InvoicePaper

#: Bytes of a file; no mail server takes more, and no invoice needs them.
MOST_BYTES = 25 * 1024 * 1024
_MOST_ATTACHED = 40
_PDF, _OLE, _ZIP = b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
#: A PDF may have some bytes before its mark.
_HEAD = 1024


def read_invoices(
    path: Path, *, known: Collection[str] = (), own: Collection[str] = ()
) -> list[InvoicePaper]:
    """Read the invoices of a file: one, or those attached to an e-mail.

    Args:
        path: The file.
        known: The payees that the books know.
        own: What the partnership and its council are called.

    Raises:
        ExtraMissingError: what reads it is not installed.
        NotAnInvoiceError: it is none, is damaged, or has none attached.
        TooLargeError: it is larger than an invoice is.
        InvoiceError: it can't be opened.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvoiceError(f"{path} can't be read: {reason}. {NOTHING_RECORDED}") from error
    if size > MOST_BYTES:
        raise TooLargeError(
            f"{path} has {size / 1024 / 1024:,.0f} MB, and an invoice has at most "
            f"{MOST_BYTES // 1024 // 1024}. {NOTHING_RECORDED}"
        )
    return read_content(path.name, content, known=known, own=own)


def read_content(
    name: str, content: bytes, *, known: Collection[str] = (), own: Collection[str] = ()
) -> list[InvoicePaper]:
    """Read the invoices of a file's bytes; as :func:`read_invoices` otherwise."""
    if not content.strip():
        raise NotAnInvoiceError(f"{name} is empty. {NOTHING_RECORDED}")
    if _is_mail(name, content):
        return _of_mail(name, content, known, own)
    return [_one(name, content, known, own)]


def _one(name: str, content: bytes, known: Collection[str], own: Collection[str]) -> InvoicePaper:
    from ringfence.importers.invoice.structured import read_xml

    if _PDF in content[:_HEAD]:
        return _of_pdf(name, content, known, own)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return read_xml(name, content, name)
    if content.startswith(_ZIP) and Path(name).suffix.lower() == ".zip":
        what = "a zip: unpack it, and give what is in it"
    else:
        what = "no PDF, no XML and no e-mail: save it as PDF, or type what it says"
    raise NotAnInvoiceError(f"{name} is {what}. {NOTHING_RECORDED}")


def _of_pdf(
    name: str, content: bytes, known: Collection[str], own: Collection[str]
) -> InvoicePaper:
    from ringfence.importers.invoice.guess import read_text
    from ringfence.importers.invoice.layout import read_pdf
    from ringfence.importers.invoice.structured import read_xml

    pdf = read_pdf(name, content)
    remarks = []
    for inner, xml in pdf.attachments:
        try:
            found = read_xml(inner, xml, f"{inner} within it")
        except NotAnInvoiceError as error:
            remarks.append(f"Within it: {error}".replace(f" {NOTHING_RECORDED}", ""))
            continue
        return replace(found, name=name, content=content)
    found = read_text(name, content, pdf, known, own)
    return replace(found, remarks=(*remarks, *found.remarks))


def _is_mail(name: str, content: bytes) -> bool:
    ending = Path(name).suffix.lower()
    return ending in (".eml", ".msg") or content.startswith(_OLE)


def _of_mail(
    name: str, content: bytes, known: Collection[str], own: Collection[str]
) -> list[InvoicePaper]:
    """Read what is attached to an e-mail; what is no invoice is said with the first that is."""
    found: list[InvoicePaper] = []
    passed: list[str] = []
    for attached, body in _attachments(name, content):
        ending = Path(attached).suffix.lower()
        if ending not in (".pdf", ".xml"):
            if ending not in ("", ".png", ".jpg", ".jpeg", ".gif", ".ics", ".vcf", ".p7s", ".htm"):
                passed.append(f"{attached} was not opened.")
            continue
        try:
            found.append(_one(attached, body, known, own))
        except ExtraMissingError:
            raise
        except InvoiceError as error:
            passed.append(str(error).replace(f" {NOTHING_RECORDED}", ""))
    if not found:
        rest = f" {' '.join(passed)}" if passed else ""
        raise NotAnInvoiceError(
            f"{name} has no invoice attached: no PDF and no XML that can be read.{rest} "
            f"{NOTHING_RECORDED}"
        )
    first = replace(found[0], remarks=(*found[0].remarks, *passed))
    return [first, *found[1:]]


def _attachments(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    attached = _of_outlook(name, content) if content.startswith(_OLE) else _of_eml(content)
    for number, each in enumerate(attached):
        if number >= _MOST_ATTACHED:
            raise TooLargeError(
                f"{name} has more than {_MOST_ATTACHED} files attached: save the invoices, and "
                f"give them one by one. {NOTHING_RECORDED}"
            )
        yield each


def _of_eml(content: bytes) -> Iterator[tuple[str, bytes]]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - of this policy
    for part in message.walk():
        name = part.get_filename()
        if name and not part.is_multipart():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield name, body


def _of_outlook(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        import oxmsg
    except ImportError as error:
        raise ExtraMissingError from error
    try:
        message = oxmsg.Message.load(io.BytesIO(content))
        found = [(each.file_name or "", each.file_bytes or b"") for each in message.attachments]
    except Exception as error:
        # The library raises whatever the broken file leads it to.
        raise NotAnInvoiceError(
            f"{name} is damaged, or no e-mail of Outlook: save it anew. {NOTHING_RECORDED}"
        ) from error
    yield from found
