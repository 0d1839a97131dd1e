"""What every step of a return's life has: of which fund, and for which period."""

from __future__ import annotations

from typing import Annotated

from ringfence.bookkeeping.event import Field
from ringfence.bookkeeping.kinds import Fund, Words
from ringfence.bookkeeping.shared_fields import Declaration

#: Why a step is taken, where it is never taken without a reason.
Reason = Annotated[Words, Field("Why.", form="first")]


class ReturnStep(Declaration):
    """Something that happens to a return."""

    fund: Annotated[Fund, Field(place=True, ask="Of which fund?")]
    period: Annotated[Words, Field(place=True, ask="For which period?")]
