"""A server for several people: where it listens, and what it notes of each request."""

from __future__ import annotations

import logging
import time
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, Response, g, request

from ringfence.pages.record_page import MOST_SENT

_log = logging.getLogger("ringfence.access")


class Listening(NamedTuple):
    """Where a server listens: on a Unix socket, or on a port of this machine."""

    socket: str | None = None
    host: str = ""
    port: int = 0

    def __str__(self) -> str:
        if self.socket:
            return self.socket
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class CannotListenError(Exception):
    """A place where nothing can be listened to."""

    def __init__(self, where: Listening, reason: str) -> None:
        super().__init__(f"{where} can't be listened on: {reason}.")


def run(app: Flask, where: Listening, *, threads: int) -> None:
    """Serve an application until it is stopped.

    Waitress passes over headers with an underscore, which are another's spelling of the sign-in's,
    and joins one that is there twice with a comma, which no login has.

    Raises:
        CannotListenError: it can't listen there.
    """
    from waitress.server import create_server

    options: dict[str, Any] = {
        "threads": threads,
        "ident": None,
        # What is too large for a field is told at the field; nothing is larger than this.
        "max_request_body_size": MOST_SENT + 1024 * 1024,
        "clear_untrusted_proxy_headers": True,
    }
    if where.socket:
        options |= {"unix_socket": where.socket, "unix_socket_perms": "660"}
    else:
        options |= {"host": where.host, "port": where.port}
    try:
        server = create_server(app, **options)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise CannotListenError(where, error.strerror or str(error)) from error
    server.run()


def log_to(app: Flask, path: Path | None) -> None:
    """Note each request: when, who, what was asked for, what was answered, in how many seconds.

    Args:
        app: The application.
        path: The file, which may be moved away and begun anew; None for standard error.
    """
    handler: logging.Handler = (
        WatchedFileHandler(path, encoding="utf-8") if path else logging.StreamHandler()
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False

    def begin() -> None:
        g.ringfence_began = time.perf_counter()

    def note(response: Response) -> Response:
        seconds = time.perf_counter() - getattr(g, "ringfence_began", time.perf_counter())
        who = getattr(g, "ringfence_person", None) or "-"
        # Quoted, so that no address makes a line of its own.
        asked = quote(request.full_path.rstrip("?"), safe="/?&=:%+,")
        _log.info(
            "%s %s %s %s %.3f",
            quote(who, safe=""),
            request.method,
            asked,
            response.status_code,
            seconds,
        )
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(note)
