"""Servers as real processes: `ringfence serve` behind Debian's nginx, with a sign-in before it."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "oadby-wigston"
HOST = "csp.council.gov.uk"
RINGFENCE = Path(sys.executable).with_name("ringfence")
#: A loaded machine is slow.
PATIENCE = 60


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(path: Path | int, process: subprocess.Popen[bytes]) -> None:
    """Wait until something listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "it ended by itself"
        kind = socket.AF_UNIX if isinstance(path, Path) else socket.AF_INET
        with closing(socket.socket(kind)) as tried, suppress(OSError):
            tried.connect(str(path) if isinstance(path, Path) else ("127.0.0.1", path))
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens at {path}")


@contextmanager
def running(*args: str, at: Path | int, log: Path, **environment: str) -> Iterator[None]:
    """Run a server until the end of the block."""
    plain = {name: value for name, value in os.environ.items() if name != "RINGFENCE_USER"}
    with log.open("wb") as printed:
        plain["XDG_STATE_HOME"] = str(log.parent / "state")
        process = subprocess.Popen(
            args, stdout=printed, stderr=subprocess.STDOUT, env={**plain, **environment}
        )
        try:
            wait_for(at, process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def served(books: Path, folder: Path, *options: str, at: Path | int) -> Iterator[None]:
    """Run `ringfence serve` on books."""
    where = f"unix:{at}" if isinstance(at, Path) else f"127.0.0.1:{at}"
    command = (str(RINGFENCE), "--books", str(books), "serve", "--host-name", HOST)
    with running(*command, "--listen", where, *options, at=at, log=folder / "serve.log"):
        yield


class _SignIn(http.server.BaseHTTPRequestHandler):
    """A sign-in that takes whoever a cookie says: what oauth2-proxy does once it has asked."""

    def do_GET(self) -> None:
        cookie = re.search(r"who=([^;]+)", self.headers.get("Cookie", ""))
        signed_in = self.path == "/oauth2/auth" and cookie
        self.send_response(202 if signed_in else 401 if self.path == "/oauth2/auth" else 403)
        if signed_in and cookie:
            self.send_header("X-Auth-Request-Email", cookie[1])
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - as the server calls it

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def behind_nginx(upstream: Path, folder: Path) -> Iterator[int]:
    """Run nginx as docs/serve.md has it, but without TLS; yields its port."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        pytest.skip("nginx is not installed")
    text = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
    found = re.search(r"```nginx\n(upstream.*?)```", text, re.DOTALL)
    assert found
    port = free_port()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _SignIn) as sign_in:
        threading.Thread(target=sign_in.serve_forever, daemon=True).start()
        config = found[1]
        for old, new in (
            ("unix:/run/ringfence/ringfence.sock", f"unix:{upstream}"),
            ("listen 443 ssl", f"listen 127.0.0.1:{port}"),
            ("127.0.0.1:4180", f"127.0.0.1:{sign_in.server_port}"),
        ):
            assert config.count(old) == 1, old
            config = config.replace(old, new)
        config = re.sub(r"^ *ssl_certificate.*\n", "", config, flags=re.MULTILINE)
        (folder / "nginx.conf").write_text(
            f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
            + ("user root;\n" if os.geteuid() == 0 else "")
            + "worker_processes 1;\nevents { worker_connections 256; }\n"
            + "http {\naccess_log off;\n"
            + "".join(
                f"{kind}_temp_path {folder}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + config
            + "}\n",
            encoding="utf-8",
        )
        command = (
            program,
            "-p",
            str(folder),
            "-c",
            str(folder / "nginx.conf"),
            "-g",
            "daemon off;",
        )
        with running(*command, at=port, log=folder / "nginx.log"):
            yield port
        sign_in.shutdown()
