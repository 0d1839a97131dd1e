"""Why a file can't be read as an invoice; the sentence says what to do."""

from __future__ import annotations

from ringfence.importers.errors import ImporterError

NOTHING_RECORDED = "Nothing was recorded."


class InvoiceError(ImporterError):
    """A file that can't be read as an invoice."""


class NotAnInvoiceError(InvoiceError):
    """A file of another kind, or a damaged one."""


class TooLargeError(InvoiceError):
    """A file beyond what an invoice has."""


class ExtraMissingError(InvoiceError):
    """What reads invoices is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "What reads invoices is not installed. Install it once, with: "
            'pip install "ringfence[invoices]". '
            f"{NOTHING_RECORDED}"
        )
