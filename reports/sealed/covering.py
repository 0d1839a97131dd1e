"""The covering e-mail of a return: what is attached, and the seal that the funder can quote.

It is worked out of the snapshot and the books each time, and kept nowhere: nothing could hold a
file that quotes the seal to what it says.
"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from ringfence.ledger.seal_words import in_groups
from ringfence.reports.render.table import clean, long_date
from ringfence.reports.schedule import return_title

_INDENT = "  "
_WIDTH = 78
_KEEP = (
    "Please keep this e-mail, and quote the seal or its words when you accept the return. The seal "
    "is the SHA-256 of our own record of the return, which holds every figure and the SHA-256 of "
    "each file above. If anything of it were changed later, by us or by anybody else, the seal "
    "would be another."
)


def covering_email(
    values: Mapping[str, Any], seal: str, sent: Mapping[str, str], *, addressee: str
) -> str:
    """Write the covering e-mail, ready to be copied.

    Args:
        values: The return as JSON, as it was submitted.
        seal: The SHA-256 of its snapshot.
        sent: The SHA-256 of each file that is sent, by its path.
        addressee: Who it goes to, as the fund's terms name them; the rest of an address follows
            a comma.
    """
    return "\n".join(_lines(values, seal, sent, addressee))


def _lines(
    values: Mapping[str, Any], seal: str, sent: Mapping[str, str], addressee: str
) -> Iterator[str]:
    period = values["period"]
    title, fund = return_title(period["ref"]), f"{values['title']} ({values['fund']})"
    told = f"This is our {title[:1].lower()}{title[1:]}, for {fund}"
    told += f", your reference {values['reference']}" if values.get("reference") else ""
    told += f", as at {long_date(datetime.date.fromisoformat(period['as_at']))}"
    told += f", certified by {values['certified_by']}" if values.get("certified_by") else ""
    yield clean(f"Subject: {title}, {values['partnership']}, {fund}")
    yield ""
    yield clean(f"Dear {addressee.partition(',')[0]},")
    yield ""
    yield textwrap.fill(f"{clean(told)}.", _WIDTH)
    yield ""
    yield "Attached:"
    for path, digest in sorted(sent.items()):
        yield f"{_INDENT}{clean(path.rpartition('/')[2])}"
        yield f"{_INDENT}SHA-256 {digest}"
    yield ""
    yield "The seal of this return:"
    yield f"{_INDENT}{seal}"
    yield ""
    yield "The same in twelve words, to be read aloud:"
    for group in in_groups(seal):
        yield f"{_INDENT}{group}"
    yield ""
    yield textwrap.fill(_KEEP, _WIDTH)
    yield ""
    yield clean(values["partnership"])
