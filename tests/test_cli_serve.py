"""`ringfence serve`: who is believed, what is refused, and what is noted of each request."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringfence.cli.main import main
from tests import servers

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of a server that ends with the test
PATH = "/oadby-wigston-csp/extension/Funds/"
HOST = f"Host: {servers.HOST}"
KNOWN = "X-Ringfence-Secret: " + SECRET
OFFICER = "X-Remote-User: ASmith"
LOGINS = """
2017-04-01 custom "person" "cs-officer"
  login: "asmith"
2017-04-01 custom "person" "cfo"
  login: "bjones"
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("serve")
    books = Path(shutil.copytree(servers.EXAMPLE, folder / "books"))
    with (books / "partnership.beancount").open("a", encoding="utf-8") as file:
        file.write(LOGINS)
    secret = folder / "secret"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    secret.chmod(0o640)
    at = servers.free_port()
    log = str(folder / "access.log")
    with servers.served(books, folder, "--secret-file", str(secret), "--access-log", log, at=at):
        yield at


def ask(port: int, *lines: str, path: str = PATH) -> tuple[int, str]:
    """Send a request as it stands, and return the status and the page."""
    with closing(socket.create_connection(("127.0.0.1", port), 60)) as connection:
        head = "\r\n".join([f"GET {path} HTTP/1.1", *lines, "Connection: close", "", ""])
        connection.sendall(head.encode("latin-1"))
        answer = b""
        while part := connection.recv(65536):
            answer += part
    text = answer.decode("utf-8", "replace")
    return int(text.split(" ", 2)[1]), text


@pytest.mark.parametrize(
    ("lines", "status", "says"),
    [
        ((HOST, KNOWN, OFFICER), 200, "You are Community Safety Officer (cs-officer)."),
        ((HOST, KNOWN, "x-remote-user:   ASMITH  "), 200, "(cs-officer)."),
        ((HOST, OFFICER), 403, "This is not the way in"),
        ((HOST, "X-Ringfence-Secret: " + SECRET[:-1], OFFICER), 403, "This is not the way in"),
        ((HOST, KNOWN, KNOWN, OFFICER), 403, "This is not the way in"),
        ((HOST, "X_Ringfence_Secret: " + SECRET, OFFICER), 403, "This is not the way in"),
        ((HOST, KNOWN), 403, "You are not signed in"),
        ((HOST, KNOWN, "X-Remote-User:"), 403, "You are not signed in"),
        ((HOST, KNOWN, "X_Remote_User: asmith"), 403, "You are not signed in"),
        ((HOST, KNOWN, "X-Remote_User: asmith"), 403, "You are not signed in"),
        ((HOST, KNOWN, OFFICER, "X_Remote_User: bjones"), 200, "(cs-officer)."),
        ((HOST, KNOWN, OFFICER, "X-Remote-User: bjones"), 403, "You are not signed in"),
        ((HOST, KNOWN, OFFICER, OFFICER), 403, "You are not signed in"),
        ((HOST, KNOWN, "X-Remote-User: asmith, bjones"), 403, "You are not signed in"),
        ((HOST, KNOWN, "X-Remote-User: cs-officer"), 403, "These books do not know you"),
        ((HOST, KNOWN, "X-Remote-User: <b>x</b>"), 403, "as &lt;b&gt;x&lt;/b&gt;, and"),
        ((HOST, KNOWN, "Remote-User: asmith"), 403, "You are not signed in"),
        (("Host: evil.test", KNOWN, OFFICER), 400, "Bad Request"),
        (("Host: 127.0.0.1", KNOWN, OFFICER), 400, "Bad Request"),
        ((HOST, "Host: evil.test", KNOWN, OFFICER), 400, "Bad Request"),
    ],
)
def test_who_is_believed(port: int, lines: tuple[str, ...], status: int, says: str) -> None:
    found, text = ask(port, *lines)
    assert found == status
    assert says in text
    if status != 200:
        assert "PLF-2017-18" not in text


@pytest.mark.parametrize("path", ["/", "/static/app.css", "/oadby-wigston-csp/api/source/", PATH])
def test_nothing_is_shown_to_who_is_not_signed_in(port: int, path: str) -> None:
    assert ask(port, HOST, KNOWN, path=path)[0] == 403
    assert ask(port, HOST, KNOWN, "X-Remote-User: mallory", path=path)[0] == 403


def test_requests_are_noted(port: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    ask(port, HOST, KNOWN, OFFICER, path=PATH + "?time=2017%0aINJECTED%201")
    ask(port, HOST, KNOWN, OFFICER, path="/nowhere%0aINJECTED%201")
    (log,) = tmp_path_factory.getbasetemp().glob("serve0/access.log")
    first, last = (each.split(" ") for each in log.read_text("utf-8").splitlines()[-2:])
    assert first[1:5] == ["cs-officer", "GET", PATH + "?time=2017%0aINJECTED%201", "200"]
    assert last[1:5] == ["cs-officer", "GET", "/nowhere%0AINJECTED%201", "308"]


def refusal(tmp_path: Path, *args: str, before: tuple[str, ...] = ()) -> str:
    books = tmp_path / "books"
    if not books.exists():
        shutil.copytree(servers.EXAMPLE, books)
    result = CliRunner().invoke(
        main, ["--books", str(books), *before, "serve", "--host-name", servers.HOST, *args]
    )
    assert result.exit_code == (2 if result.stderr.startswith("Usage") else 1), result.output
    return " ".join(result.stderr.partition("Error: ")[2].split())


def test_nobody_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(tmp_path, before=("--as", "cfo")) == (
        "Here everybody acts as the person whose login the sign-in names: leave out --as."
    )
    monkeypatch.setenv("RINGFENCE_USER", "cfo")
    assert refusal(tmp_path) == (
        "Here everybody acts as the person whose login the sign-in names: unset RINGFENCE_USER."
    )


def test_a_port_needs_a_secret(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(
        "On a port anybody on this machine could say who they are. Name the file with the secret"
    )


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (None, 0, "can't be read: No such file or directory."),
        ("short", 0o600, "holds no secret: write one line of at least 32 letters and digits"),
        (SECRET + "\n" + SECRET, 0o600, "holds no secret"),
        (SECRET, 0o604, "Everybody can read "),
    ],
)
def test_a_secret_that_is_none(tmp_path: Path, content: str | None, mode: int, says: str) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_text(content, encoding="utf-8")
        path.chmod(mode)
    assert says in refusal(tmp_path, "--secret-file", str(path))


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--listen", "0.0.0.0:8090", "is not an address of this machine alone with a port"),
        ("--listen", "127.0.0.1", "is not an address of this machine alone with a port"),
        ("--listen", "unix:here.sock", "is no Unix socket of this machine"),
        ("--host-name", "https://csp.gov.uk", "is no name of a server"),
        ("--host-name", "*.gov.uk", "is no name of a server"),
        ("--identity-header", "X_Remote_User", "can't be the header of a sign-in"),
        ("--identity-header", "Cookie", "can't be the header of a sign-in"),
        ("--log-out-url", "javascript:alert(1)", "is no address to log out at"),
        ("--log-out-url", "//evil.test", "is no address to log out at"),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, option: str, value: str, says: str) -> None:
    assert says in refusal(tmp_path, option, value)
