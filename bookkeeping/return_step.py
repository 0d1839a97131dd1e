"""What every step of a return's life has: of which fund, and for which period."""

from __future__ import annotations

from typing import Annotated

from ringfence.bookkeeping.event import Field
from ringfence.bookkeeping.kinds import Fund, Story, Words
from ringfence.bookkeeping.shared_fields import Declaration

#: Why a step is taken, where it is never taken without a reason.
Reason = Annotated[Words, Field("Why.", form="first")]
#: What is asked about of a return, if it is one figure.
Figure = Annotated[
    Words, Field("Which figure of the return, as `return tags` names it.", shown="TAG")
]
AskedBy = Annotated[Words, Field("Who asks.", shown="NAME")]
Answer = Annotated[Story, Field("What is answered.", form="first", ask="What is the answer?")]


class ReturnStep(Declaration):
    """Something that happens to a return."""

    fund: Annotated[Fund, Field(place=True, ask="Of which fund?")]
    period: Annotated[Words, Field(place=True, ask="For which period?")]
