"""What a return is missing, as a command lists it: by whether it can be certified without."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.cli.show import output
from ringfence.reports.monitoring.missing import Missing, Weight

_HEADS: dict[Weight, str] = {
    "must": "To complete before it is certified:",
    "should": "To complete before it is certified, or say why not (certify --reason):",
    "may": "Still to complete, though it can be certified without:",
}


def list_missing(found: Sequence[Missing]) -> None:
    """Print what is missing, under what each kind of it means for certifying."""
    for weight, head in _HEADS.items():
        own = [each for each in found if each.weight == weight]
        if own:
            output.say(f"\n{head}")
        for each in own:
            output.say(output.item(str(each)))
