"""The server of `review`, apart from its pages."""

import gc
import socket
import struct
import sys
import threading
from typing import Any

import pytest
from flask import Flask

from ringfence.cli.serve.serving import serve_app


def test_a_browser_that_goes_away_is_no_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.13 and later print what a destructor could not do."""
    complaints: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    app = Flask(__name__)
    asked = threading.Event()
    gone = threading.Event()

    @app.get("/")
    def page() -> bytes:
        asked.set()
        gone.wait(10)
        return b"x" * 20_000_000

    with serve_app(app, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        browser = socket.create_connection(server.bind_addr)
        browser.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert asked.wait(10)
        # A lingering time of nought seconds: the connection is reset, not ended.
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        browser.close()
        gone.set()
    thread.join(10)
    gc.collect()
    assert complaints == []
