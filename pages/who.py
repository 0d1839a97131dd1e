"""Who looks at the pages: who is signed in, else who records from them, else nobody known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from ringfence.ledger.actors import signed_in
from ringfence.pages.forms import RECORDER

if TYPE_CHECKING:
    from ringfence.pages.forms import Recorder


def who_looks() -> str:
    """Return a person's id or login; empty where that is not known."""
    signed = signed_in.get()
    if signed:
        return signed.person
    recorder: Recorder | None = current_app.config.get(RECORDER)
    return recorder.actor if recorder else ""
