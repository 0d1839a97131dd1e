"""Fava, served to this machine alone, such that no other site can read or write through it.

Fava has no log-in, checks neither who asks nor from where, and shows payees in its journal
as HTML. So the server takes only requests to this machine by its own name, refuses what
another site sends, lets no page run a script but Fava's own, and no site frame it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fava.application import create_app
from fava.ext import find_extensions
from fava.helpers import FavaAPIError
from flask import Flask, Response, abort, current_app, g, request

from ringfence.ledger.inside import leads_out
from ringfence.pages.forms import RECORDER, Recorder

if TYPE_CHECKING:
    from cheroot.server import HTTPConnection
    from cheroot.wsgi import Server


#: By what names this machine may be asked.
HOSTS = ("127.0.0.1", "localhost", "::1", "[::1]")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
#: The page whose forms record.
RECORD = "Record"
_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class AddressInUseError(Exception):
    """A port that something else listens on."""

    def __init__(self, port: int) -> None:
        super().__init__(f"The port {port} is in use.")


def make_app(path: Path, recorder: Recorder | None = None) -> Flask:
    """Make Fava's application for one set of books, hardened, with the pages.

    With a recorder its forms may write; nothing else may, Fava's own editor included.
    """
    # The watcher that asks the disk, since network drives do not tell of changes.
    app = create_app([str(path)], load=True, poll_watcher=True)
    app.config["TRUSTED_HOSTS"] = list(HOSTS)
    app.config[RECORDER] = recorder
    _add_pages(app)
    # Before Fava's own, so that what is refused does not even load the books.
    app.before_request_funcs.setdefault(None, []).insert(0, _refuse)
    app.before_request(_refuse_outside)
    app.after_request(_harden)
    return app


@contextmanager
def serve_app(app: Flask, host: str, port: int) -> Iterator[Server]:
    """Yield a server that listens already; it is stopped in the end.

    Raises:
        AddressInUseError: something else listens there.
    """
    from cheroot.wsgi import Server

    server = Server((host, port), app)
    server.ConnectionClass = _connection_class()
    try:
        server.prepare()
    except OSError as error:
        raise AddressInUseError(port) from error
    try:
        yield server
    finally:
        server.stop()


def _connection_class() -> type[HTTPConnection]:
    """Return cheroot's connection, but one that is quiet when the browser has gone away.

    cheroot leaves what it could not send to the destructor of a file; from Python 3.13 on that
    prints a traceback on the terminal of whoever runs `review`.
    """
    from cheroot.server import HTTPConnection

    class Connection(HTTPConnection):
        def close(self) -> None:
            with suppress(OSError):
                self.wfile.close()
            super().close()

    return Connection


def address_of(app: Flask, server: Server) -> str:
    """Return the address of the books, as a browser asks for it."""
    host, port = server.bind_addr[:2]
    shown = f"[{host}]" if ":" in str(host) else host
    return f"http://{shown}:{port}/{app.config['LEDGERS'].first_slug()}/"


def _refuse() -> None:
    """Refuse what writes, unless it is a form of ours that was sent from our own page."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403, description="Another site sent this.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, description="Another site sent this.")
    if current_app.config[RECORDER] is None or not _is_form():
        abort(401, description="Nothing can be changed from here.")


def _refuse_outside() -> None:
    """Refuse to serve a paper that leads out of the folder of the books."""
    if request.endpoint == "document":
        path = request.args.get("filename", "")
    elif request.endpoint == "statement":
        asked = (request.args.get("entry_hash", ""), request.args.get("key", ""))
        try:
            path = g.ledger.statement_path(*asked)
        except FavaAPIError:
            return  # Fava says so itself
    else:
        return
    if leads_out(Path(g.ledger.beancount_file_path).parent, Path(path)):
        abort(404, description="This leads out of the folder of the books.")


def _is_form() -> bool:
    values = request.view_args or {}
    return (
        request.method == "POST"
        and request.endpoint == "extension_endpoint"
        and values.get("extension_name") == RECORD
    )


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _add_pages(app: Flask) -> None:
    """Add every page to books that do not name them; those that do have them already."""
    for ledger in app.config["LEDGERS"].ledgers:
        pages, _errors = find_extensions(Path(ledger.beancount_file_path).parent, _PAGES)
        known = ledger.extensions._instances  # noqa: SLF001 - there is no other way in
        for page in pages:
            if page.__qualname__ not in known:
                known[page.__qualname__] = page(ledger)
                known[page.__qualname__].after_load_file()


_PAGES = "ringfence.pages"
