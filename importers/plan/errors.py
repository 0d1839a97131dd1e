"""Why a plan's workbook can't be taken over."""

from ringfence.importers.errors import ImporterError


class WorkbookError(ImporterError):
    """A workbook that can't be read, or can't be understood; nothing was made."""
