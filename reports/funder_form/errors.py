"""Why a form can't be filled at all; what is wrong with its tags is a value, not an exception."""

from ringfence.ledger.errors import UnservedError, WrongUsageError


class FormError(UnservedError):
    """A file that is no form that can be filled; the message says why and what to do."""


class FormOutsideError(FormError):
    """A form that a fund names and that leads out of the folder of the books."""

    def __init__(self, form: str) -> None:
        super().__init__(
            f"The form {form} leads out of the folder of the books, so it is not filled. Put it "
            "into the folder, and name that."
        )


class NotAFormError(FormError):
    """A file of another kind, such as a form saved as PDF or by an old Word."""


class EndlessFormError(FormError):
    """A form that would have more rows than anybody reads: it repeats a list over and over."""


class DamagedFormError(FormError):
    """A Word or Excel file that is broken, or is made to do harm."""


class FaultyTagsError(FormError):
    """A form with tags that are wrong; the message names each."""


class NoFormError(FormError, WrongUsageError):
    """A fund that has no form of its funder's, and none was named."""


class FormTargetError(FormError, WrongUsageError):
    """A file that can't be what is made of a form: of another kind, or the form itself."""
