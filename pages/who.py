"""Who looks at the pages: who is signed in, else who records from them, else nobody known."""

from __future__ import annotations

from ringfence.ledger.actors import signed_in
from ringfence.pages.forms import recorder_of_request


def who_looks() -> str:
    """Return a person's id or login; empty where that is not known."""
    signed = signed_in.get()
    if signed:
        return signed.person
    recorder = recorder_of_request()
    return recorder.actor if recorder else ""
