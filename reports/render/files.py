"""Papers as files of any format."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ringfence.reports.render.formats import FORMATS, of_files
from ringfence.reports.render.table import Paper

#: Makes one file.
Maker = Callable[[], bytes]


def paper_bytes(paper: Paper, format: str) -> bytes:  # noqa: A002 - as the commands have it
    """Return a paper as a file of one of the formats that papers can be had in."""
    write = FORMATS[format].write
    assert write is not None, format  # noqa: S101 - of_papers and of_files name those that have one
    return write(paper)


def makers(paper: Paper) -> dict[str, Maker]:
    """Return what makes each file of a paper."""
    return {name: partial(paper_bytes, paper, name) for name in of_files()}
