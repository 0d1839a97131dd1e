"""``ringfence open``: the last books, a choice of books, or new ones, in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.commands.review import PORT, open_in_browser
from ringfence.cli.settings import Settings
from ringfence.cli.show import output

if TYPE_CHECKING:
    from cheroot.wsgi import Server


@click.command("open")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--no-browser", is_flag=True, help="Only say where the pages are.")
@click.pass_context
def open_(ctx: click.Context, port: int, no_browser: bool) -> None:
    """Open books in a browser to keep them, or start new ones there.

    Books that are named, or in this folder, are opened at once. Else a page offers those opened
    before, new books, books made of the Delivery Plan's workbook, and the example to play
    with. Forms record as with `ringfence review --allow-recording`. Ctrl-C stops it.

    \b
    Examples:
      ringfence open
      ringfence --books books open --no-browser
    """
    from ringfence.cli.serve.opening import Opening
    from ringfence.cli.serve.serving import AddressInUseError, serve_app
    from ringfence.ledger import loading, main_file

    settings = ctx.ensure_object(Settings)
    opening = Opening(settings)
    try:
        path: Path | None = main_file.find_books(settings.books)
    except main_file.BooksError:
        if settings.books:
            raise
        path = None
    if path is not None:
        loading.check_readable(path)
        opening.show(path)
    try:
        with serve_app(opening, "127.0.0.1", port) as server:
            _run(server, open_browser=not no_browser)
    except AddressInUseError as error:
        raise click.ClickException(
            f"{error} Perhaps Ringfence runs there already; else name another port, as in "
            f"--port {(port or PORT) + 1}."
        ) from error


def _run(server: Server, *, open_browser: bool) -> None:
    host, port = server.bind_addr[:2]
    url = f"http://{host}:{port}/"
    output.say(f"Ringfence is at {url}\nCtrl-C stops it.")
    if open_browser:
        open_in_browser(url)
    try:
        server.serve()
    except KeyboardInterrupt:
        output.say("\nStopped.")
