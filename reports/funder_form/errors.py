"""Why a form can't be filled at all; what is wrong with its tags is a value, not an exception."""


class FormError(Exception):
    """A file that is no form that can be filled; the message says why and what to do."""


class NotAFormError(FormError):
    """A file of another kind, such as a form saved as PDF or by an old Word."""


class DamagedFormError(FormError):
    """A Word or Excel file that is broken, or is made to do harm."""
