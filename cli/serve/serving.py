"""Fava, served such that no other site can read or write through it, and it is known who asks.

Fava has no log-in, checks neither who asks nor from where, and shows payees in its journal
as HTML. So the server takes only requests to its own name, refuses what another site sends, lets
no page run a script but Fava's own, and no site frame it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fava.application import create_app
from fava.ext import find_extensions
from fava.helpers import FavaAPIError
from flask import Flask, Response, abort, current_app, g, request
from markupsafe import Markup, escape
from werkzeug.exceptions import BadRequest

from ringfence.cli.serve import fava_csv, fava_templates
from ringfence.cli.serve.identity import Identity, Refused
from ringfence.ledger.actors import signed_in
from ringfence.ledger.inside import leads_out
from ringfence.pages.forms import LOG_OUT, RECORDER, Recorder
from ringfence.pages.loaded_books import load_once
from ringfence.pages.page import Page

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cheroot.server import HTTPConnection
    from cheroot.wsgi import Server

    from ringfence.ledger.declarations.register import Register


#: By what names this machine may be asked.
HOSTS = ("127.0.0.1", "localhost", "[::1]")
#: A name or an address, and a port.
_HOST = re.compile(r"(\[[0-9A-Fa-f:]+\]|[^:\[\]]+)(?::\d{1,5})?", re.ASCII)
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


#: A page of our own: Fava's would show the books' accounts.
_REFUSAL = Markup(
    '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{head}</title>\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; "
    "padding: 0 1rem; color: #1a1a1a; background: #fff; }}</style></head>\n"
    "<body><main><h1>{head}</h1><p>{text}</p></main></body></html>\n"
)


class AddressInUseError(Exception):
    """A port that something else listens on."""

    def __init__(self, port: int) -> None:
        super().__init__(f"The port {port} is in use.")


def make_app(
    path: Path,
    recorder: Recorder | None = None,
    *,
    identity: Identity | None = None,
    hosts: Sequence[str] = HOSTS,
    log_out: str | None = None,
) -> Flask:
    """Make Fava's application for one set of books, hardened, with the pages.

    Args:
        path: The main file of the books.
        recorder: What the forms record with; nothing else may write, Fava's own editor included.
        identity: How it is known who is at a page; None where that is as the recorder has it.
        hosts: By what names the server may be asked.
        log_out: Where one logs out of the council's sign-in.

    Raises:
        OtherFavaError: this is not the Fava that we know.
    """
    # The watcher that asks the disk, since network drives do not tell of changes.
    app = create_app([str(path)], load=True, poll_watcher=True)
    _answer_only_to(app, hosts)
    app.config[RECORDER] = recorder
    app.config[LOG_OUT] = log_out
    fava_templates.make_safe(app)
    fava_csv.make_safe(app)
    _add_pages(app)
    # Before Fava's own, so that what is refused does not even load the books.
    app.before_request_funcs.setdefault(None, []).insert(0, _refuse)
    if identity is not None:
        _identify(app, identity)
    app.before_request(_refuse_outside)
    app.after_request(_harden)
    return app


def _answer_only_to(app: Flask, hosts: Sequence[str]) -> None:
    """Refuse requests to any other name, before anything is made of them.

    Flask's `TRUSTED_HOSTS` does the same, but can't tell the port of `[::1]:5000` from the rest.
    """
    answer = app.wsgi_app

    def refuse_others(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        match = _HOST.fullmatch(environ.get("HTTP_HOST", ""))
        if match is None or match[1].lower() not in hosts:
            refused = BadRequest("These books are not at this address.")
            return refused(environ, start_response)
        return answer(environ, start_response)

    app.wsgi_app = refuse_others  # type: ignore[method-assign] # as Flask's own docs have it


def register_of(app: Flask) -> Register:
    """Return what the books of an application declare, as it has them loaded."""
    (ledger,) = app.config["LEDGERS"].ledgers
    return load_once(ledger).book.register


def _identify(app: Flask, identity: Identity) -> None:
    """Have each request act as who is at the page, and refuse who may not see the books."""

    def refuse_early() -> Response | None:
        refused = identity.refuse_early(request)
        return _refusal(refused) if refused else None

    def identify() -> Response | None:
        found = identity.who(request, register_of(app))
        if isinstance(found, Refused):
            return _refusal(found)
        g.ringfence_only_looks = found is None
        if found is not None:
            g.ringfence_signed_in = signed_in.set(found)
            g.ringfence_person = found.person
        return None

    def forget(_error: BaseException | None) -> None:
        token = getattr(g, "ringfence_signed_in", None)
        if token is not None:
            signed_in.reset(token)

    app.before_request_funcs.setdefault(None, []).insert(0, refuse_early)
    app.before_request(identify)
    app.teardown_request(forget)


def _refusal(refused: Refused) -> Response:
    """Return a page in plain words that shows nothing of the books."""
    page = _REFUSAL.format(head=escape(refused.head), text=escape(refused.text))
    return Response(str(page), 403, mimetype="text/html")


@contextmanager
def serve_app(app: WSGIApplication, host: str, port: int) -> Iterator[Server]:
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
    # Compiled now, the first page that is opened need not wait for it.
    with app.app_context():
        for ledger in app.config["LEDGERS"].ledgers:
            for page in ledger.extensions._instances.values():  # noqa: SLF001 - as above
                if isinstance(page, Page):
                    page.compile_template()


_PAGES = "ringfence.pages"
