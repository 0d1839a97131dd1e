"""What every declaration has in common."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from ringfence.ledger.declarations import fields as f


class Declaration(BaseModel):
    """What every directive may carry."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-")
    )

    kind: ClassVar[str]
    ids: ClassVar[tuple[str, ...]] = ("id",)
    keyed: ClassVar[tuple[str, ...]] = ()
    keyed_if_named: ClassVar[tuple[str, ...]] = ()
    counted: ClassVar[tuple[str, ...]] = ()
    needs_decision: ClassVar[bool] = False

    decision: f.Words = ()
    illustrative: f.Flag = False
    private: f.Flag = False
    recorded_by: f.Text | None = None
    #: The system's user who recorded it, and in whose name if that was another's.
    recorded_login: f.Text | None = None
    recorded_for: f.Text | None = None
    recorded_at: f.Text | None = None
