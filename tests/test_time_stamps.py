"""Time stamps by RFC 3161 over a return's seal, of an authority that runs here."""

import hashlib
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from ringfence.ledger import time_stamps
from ringfence.ledger.canonical import canonical
from tests.conftest import EXAMPLE, Officer
from tests.test_cli_return_life import H1, SNAPSHOT, certified

pytestmark = pytest.mark.skipif(
    not shutil.which("openssl") or not time_stamps.is_there(),
    reason="OpenSSL, or the extra `timestamp`, is not here",
)
#: Without `certs`: with it the library refuses the answer.
CONFIG = """
[ tsa ]
default_tsa = own
[ own ]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
tsa_name = yes
"""
EXTENSIONS = (
    "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
    "basicConstraints=CA:FALSE\n"
)
Answer = Callable[[bytes], bytes]


class Authority:
    """An authority on this machine; `answer` may be replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answer: Answer = self.sign
        self.root = folder / "root.pem"
        outer = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                content = outer.answer(asked)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Desk)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tsr"

    def openssl(self, *args: str) -> None:
        subprocess.run(["openssl", *args], cwd=self.folder, check=True, capture_output=True)

    def begin(self) -> None:
        (self.folder / "tsa.cnf").write_text(CONFIG, encoding="ascii")
        (self.folder / "extensions").write_text(EXTENSIONS, encoding="ascii")
        (self.folder / "serial").write_text("01\n", encoding="ascii")
        new = ("-newkey", "rsa:2048", "-nodes")
        self.openssl(
            *("req", "-x509", *new, "-keyout", "root.key", "-out", "root.pem", "-days", "3650"),
            *("-subj", "/CN=Root of tests", "-addext", "keyUsage=critical,keyCertSign"),
        )
        self.openssl(
            *("req", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Stamps of tests")
        )
        self.openssl(
            *("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key"),
            *("-CAcreateserial", "-days", "3650", "-extfile", "extensions", "-out", "tsa.pem"),
        )

    def sign(self, asked: bytes) -> bytes:
        (self.folder / "asked.tsq").write_bytes(asked)
        self.openssl(
            *("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-out", "said.tsr")
        )
        return (self.folder / "said.tsr").read_bytes()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    authority = Authority(tmp_path_factory.mktemp("authority"))
    authority.begin()
    thread = threading.Thread(target=authority.server.serve_forever, daemon=True)
    thread.start()
    yield authority
    authority.server.shutdown()
    authority.server.server_close()


@pytest.fixture
def authority(running: Authority) -> Authority:
    running.answer = running.sign
    return running


@pytest.fixture(scope="module")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    books = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("sent") / "books"))
    certified(Officer(books))
    Officer(books).does("return", "submit", *H1, "--date", "2017-09-21")
    return books


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    return Officer(Path(shutil.copytree(sent_once, tmp_path / "books")))


def seal_of(officer: Officer) -> str:
    return hashlib.sha256((officer.books / SNAPSHOT).read_bytes()).hexdigest()


def stamps(officer: Officer) -> list[Path]:
    return sorted((officer.books / "returns/PLF-2017-18_2017-18-H1/time-stamps").glob("*.tsr"))


def stamped(officer: Officer, authority: Authority, *more: str) -> str:
    said = officer.does("return", "timestamp", *H1, "--tsa", authority.url, *more)
    return " ".join(said.split())


def with_root(authority: Authority) -> tuple[str, str]:
    return ("--tsa-certificate", str(authority.root))


def trust(authority: Authority) -> None:
    """Name the authority's root in the user's own configuration."""
    (root,) = time_stamps.read_certificates(authority.root)
    path = time_stamps.configuration()
    path.parent.mkdir(parents=True)
    digits = time_stamps.fingerprint(root).upper()
    told = ":".join(digits[place : place + 2] for place in range(0, 64, 2))
    path.write_text(f'[time-stamps]\ntrusted = ["{told}"]\n', encoding="utf-8")


def shown(officer: Officer) -> list[dict[str, Any]]:
    whole = json.loads(officer.does("return", "show", *H1, "--format", "json"))
    return list(whole["submissions"][0]["time_stamps"])


def blocks(officer: Officer) -> list[str]:
    found = json.loads(officer("check", "--deep", "--format", "json").stdout)["findings"]
    return [each["message"] for each in found if each["severity"] == "block"]


def test_a_stamp_is_kept_and_proved_by_the_root_that_is_given(
    sent: Officer, authority: Authority
) -> None:
    said = stamped(sent, authority, *with_root(authority))
    assert f"CN=Stamps of tests says that it saw the seal {seal_of(sent)} at " in said
    assert "It is proved by the root that you gave." in said
    (root,) = time_stamps.read_certificates(authority.root)
    assert f'[time-stamps] trusted = ["{time_stamps.fingerprint(root)}"]' in said
    (kept,) = stamps(sent)
    assert kept.name == f"{seal_of(sent)[:16]}-1.tsr"
    assert blocks(sent) == []
    snapshot = str(sent.books / SNAPSHOT)
    text = sent.does("return", "verify", snapshot, *with_root(authority))
    assert "A root that is trusted here proves it." in " ".join(text.split())
    subprocess.run(
        (
            *("openssl", "ts", "-verify", "-in", kept, "-digest", seal_of(sent)),
            *("-CAfile", authority.root),
        ),
        check=True,
        capture_output=True,
    )


def test_nothing_of_the_return_goes_to_the_authority_but_its_seal(
    sent: Officer, authority: Authority
) -> None:
    asked: list[bytes] = []

    def listening(content: bytes) -> bytes:
        asked.append(content)
        return authority.sign(content)

    authority.answer = listening
    stamped(sent, authority)
    assert bytes.fromhex(seal_of(sent)) in asked[0]
    assert len(asked[0]) < 100


def test_without_a_root_it_is_said_to_prove_nothing(sent: Officer, authority: Authority) -> None:
    said = stamped(sent, authority)
    assert "Nothing was verified, for no root was given: this proves nothing yet." in said
    (found,) = shown(sent)
    assert (found["proven"], found["wrong"]) == (False, None)
    text = " ".join(sent.does("return", "show", *H1).split())
    assert "It proves nothing here: no root of that authority is trusted on this computer." in text
    assert blocks(sent) == []  # what nobody trusts is no fault of the books


def test_a_root_beside_the_books_is_not_trusted_for_being_there(
    sent: Officer, authority: Authority
) -> None:
    stamped(sent, authority, *with_root(authority))
    (kept,) = stamps(sent)
    assert kept.with_suffix(".pem").is_file()
    assert [each["proven"] for each in shown(sent)] == [False]
    trust(authority)
    assert [each["proven"] for each in shown(sent)] == [True]


def test_several_stamps_stand_beside_each_other_and_survive_reopening(
    sent: Officer, authority: Authority
) -> None:
    stamped(sent, authority)
    stamped(sent, authority, *with_root(authority))
    assert len(stamps(sent)) == 2
    sent.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-10-01")
    assert len(shown(sent)) == 2
    assert blocks(sent) == []
    assert "so there is no seal for a time stamp" in sent.is_refused(
        "return", "timestamp", *H1, "--tsa", authority.url
    )


@pytest.mark.parametrize("how", ["cut", "flipped", "other"])
def test_a_stamp_that_was_altered(sent: Officer, authority: Authority, how: str) -> None:
    stamped(sent, authority, *with_root(authority))
    trust(authority)
    assert blocks(sent) == []
    (kept,) = stamps(sent)
    content = kept.read_bytes()
    if how == "cut":
        kept.write_bytes(content[:-20])
    elif how == "flipped":
        kept.write_bytes(content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])
    else:
        asked = time_stamps.ask_for(b"something else")
        kept.write_bytes(authority.sign(asked.content))
    (found,) = blocks(sent)
    name = kept.relative_to(sent.books).as_posix()
    wrong = {
        "cut": "is no time stamp, or was damaged",
        "flipped": "is not proved by a root that is trusted here: it was altered, or that root is "
        "another authority's",
        "other": "is over the seal of something else",
    }[how]
    assert found == (
        f"{name}, a time stamp over the return PLF-2017-18 2017-18-H1 as submitted on 2017-09-21, "
        f"{wrong}. Put it back from a copy. [submitted]"
    )


def test_all_forged_anew_is_exposed_by_the_stamp(sent: Officer, authority: Authority) -> None:
    """Who holds all files can make every seal anew; the authority's signature they can't."""
    stamped(sent, authority, *with_root(authority))
    trust(authority)
    old = seal_of(sent)
    path = sent.books / SNAPSHOT
    path.write_bytes(path.read_bytes().replace(b"14497.22", b"24497.22"))
    new = seal_of(sent)
    (kept,) = stamps(sent)
    copy = kept.with_name(f"{new[:16]}-1.tsr")
    copy.write_bytes(kept.read_bytes())
    job = time_stamps.Kept(copy.name, copy.read_bytes(), new)
    (found,) = time_stamps.read_stamps([job])
    assert found.wrong == "is over the seal of something else"
    (found,) = time_stamps.read_stamps([job._replace(seal=old)])
    assert found.wrong is None


def refused(officer: Officer, authority: Authority, *more: str, status: int = 1) -> str:
    return officer.is_refused(
        "return", "timestamp", *H1, "--tsa", authority.url, *more, status=status
    )


def test_what_the_authority_answers_is_judged_before_it_is_kept(
    sent: Officer, authority: Authority
) -> None:
    stamped(sent, authority)
    replayed = stamps(sent)[0].read_bytes()
    for answer, reason in (
        (b"no stamp", "is no time stamp, or was damaged"),
        (replayed, "answers another request"),
        (bytes(1_000_001), "is no time stamp, or was damaged"),
        (authority.sign(time_stamps.ask_for(b"other").content), "is over the seal of something"),
        (bytes.fromhex("30053003020102"), "is no time stamp: the authority refused it"),
    ):
        authority.answer = lambda _asked, answer=answer: answer  # type: ignore[misc]
        assert f"What {authority.url} answered {reason}" in refused(sent, authority)


def test_another_root_is_refused(sent: Officer, authority: Authority) -> None:
    authority.openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "other.key"),
        *("-out", "other.pem", "-subj", "/CN=Another"),
    )
    other = authority.folder / "other.pem"
    found = refused(sent, authority, "--tsa-certificate", str(other))
    assert "is not proved by a root that is trusted here" in found
    text = authority.folder / "text.pem"
    text.write_text("no certificate", encoding="utf-8")
    found = refused(sent, authority, "--tsa-certificate", str(text))
    assert "text.pem has no certificate. Give the root" in found


def test_an_authority_that_does_not_answer(sent: Officer, authority: Authority) -> None:
    asked = ("return", "timestamp", *H1, "--tsa")
    assert "does not give a time stamp: " in sent.is_refused(*asked, "http://127.0.0.1:9/tsr")
    found = sent.is_refused(*asked, "file:///etc/passwd", status=2)
    assert "is no address of a time stamp authority" in found


def test_the_pack_has_the_stamps_and_they_are_verified_without_books(
    sent: Officer, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamped(sent, authority, *with_root(authority))
    pack = tmp_path / "evidence.zip"
    sent.does("return", "pack", *H1, "--output", str(pack))
    monkeypatch.chdir(tmp_path)
    from click.testing import CliRunner

    from ringfence.cli.main import main

    asked = ["return", "verify", str(pack), "--quoting", seal_of(sent)]
    result = CliRunner().invoke(main, [*asked, *with_root(authority), "--format", "json"])
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)["files"]
    assert [each["proven"] for each in found["time_stamps"]] == [True]
    result = CliRunner().invoke(main, [*asked, "--format", "json"])
    (found,) = json.loads(result.stdout)["files"]
    assert [each["proven"] for each in found["time_stamps"]] == [False]


def test_where_the_extra_is_not_installed(
    sent: Officer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamped(sent, authority)
    monkeypatch.setattr(time_stamps, "is_there", lambda: False)
    assert "Time stamps need one package more. Install it: pip install" in refused(sent, authority)
    assert blocks(sent) == []
    text = " ".join(sent.does("return", "verify", str(sent.books / SNAPSHOT)).split())
    assert "-1.tsr was not read: that needs one package more. Install it: pip install" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[time-stamps", "can't be read: "),
        ('[time-stamps]\ntrusted = ["abc"]', "names a fingerprint that is none: abc."),
        ('time-stamps = "yes"', "can't be read: "),
    ],
)
def test_a_configuration_that_can_not_be_read(
    sent: Officer, authority: Authority, text: str, reason: str
) -> None:
    stamped(sent, authority, *with_root(authority))
    path = time_stamps.configuration()
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert f"{path} {reason}" in sent.is_refused("return", "show", *H1)


def test_any_value_that_is_stamped_is_that_of_the_snapshot(sent: Officer) -> None:
    content = (sent.books / SNAPSHOT).read_bytes()
    assert content == canonical(json.loads(content))
    asked = time_stamps.ask_for(content)
    assert hashlib.sha256(content).digest() in asked.content
