"""Opening the books for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ringfence.cli.settings import Settings

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books


def open_books(ctx: click.Context) -> Books:
    """Find and load the books that the command line names.

    Raises:
        BooksError: there are none, or they can't be read.
    """
    from ringfence.ledger import loading, main_file

    return loading.load(main_file.find_books(ctx.ensure_object(Settings).books))
