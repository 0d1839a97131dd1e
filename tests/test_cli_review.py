"""`ringfence review`: where it listens, how it says so, how it stops."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from ringfence.bookkeeping.stock_queries import QUERIES
from ringfence.cli.main import main

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org", ""])  # noqa: S104
def test_other_machines_can_not_be_let_in(host: str) -> None:
    run = CliRunner().invoke(main, ["--books", str(EXAMPLE), "review", "--host", host])
    assert run.exit_code == 2
    assert "this machine alone" in run.output


# Cheroot forgets to close the socket that it could not bind.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_busy_port_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = CliRunner().invoke(main, ["--books", str(EXAMPLE), "review", "--port", str(port)])
    assert run.exit_code == 1
    assert f"The port {port} is in use." in run.output
    assert f"--port {port + 1}" in run.output


def test_no_books_is_a_sentence(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["--books", str(tmp_path / "nowhere"), "review"])
    assert run.exit_code == 1
    assert "There are no books" in run.output


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise there")
def test_it_serves_and_stops_at_ctrl_c(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    # Where tests run in the background Ctrl-C is ignored, and what they start inherits that.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    started = f"{heeding}; from ringfence.cli.main import main; main()"
    command = [sys.executable, "-u", "-c", started]
    command += ["--books", str(tmp_path), "review", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as run:
        try:
            assert run.stdout
            match = re.search(r"http://127\.0\.0\.1:\d+/\S+", run.stdout.readline())
            assert match
            with urllib.request.urlopen(match[0], timeout=20) as answer:  # noqa: S310 - http of our own
                assert b"Delivery Plan" in answer.read()
            run.send_signal(signal.SIGINT)
            rest, _ = run.communicate(timeout=20)
        finally:
            run.kill()
    assert run.returncode == 0
    assert rest.endswith("Stopped.\n")
    assert "Traceback" not in rest


def test_stock_queries_are_as_fava_can_show_them() -> None:
    assert max(map(len, QUERIES)) < 25
    assert len(set(QUERIES.values())) == len(QUERIES)
    text = (EXAMPLE / "main.beancount").read_text(encoding="utf-8")
    assert [name for name, query in QUERIES.items() if f'"{name}" "{query}"' not in text] == []
