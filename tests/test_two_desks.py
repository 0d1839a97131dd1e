"""Two people, each on their own machine over one shared folder: `review` as whose login it is."""

from __future__ import annotations

import re
import shutil
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from ringfence.ledger.loading import load
from tests import servers

SLUG = "oadby-wigston-csp"
FORMS = 6
#: `ringfence`, on the machine of somebody with a login.
DESK = """
import sys
from ringfence.ledger import actors
from ringfence.cli.main import main
actors.system_user = lambda: sys.argv[1]
import ringfence.cli.serve.identity
ringfence.cli.serve.identity.system_user = actors.system_user
main(sys.argv[2:], prog_name="ringfence")
"""
LOGINS = """
2017-04-01 custom "person" "cs-officer"
  login: "ASmith"
2017-04-01 custom "person" "deputy"
  name: "Deputy Officer"
  role: "officer"
  login: "djones"
"""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(servers.EXAMPLE, tmp_path / "books"))
    with (folder / "partnership.beancount").open("a", encoding="utf-8") as file:
        file.write(LOGINS)
    return folder


class Desk:
    """A machine with its own user, on which the books are open."""

    def __init__(self, stack: ExitStack, books: Path, login: str, *named: str) -> None:
        port = servers.free_port()
        self.url = f"http://127.0.0.1:{port}/{SLUG}/extension/Record/"
        self.log = books.parent / f"{login}.log"
        command = (sys.executable, "-c", DESK, login, "--books", str(books), *named, "review")
        options = ("--allow-recording", "--no-browser", "--port", str(port))
        stack.enter_context(servers.running(*command, *options, at=port, log=self.log))

    def page(self, url: str = "") -> str:
        with urllib.request.urlopen(url or self.url, timeout=120) as answer:  # noqa: S310 - this machine
            return str(answer.read().decode())

    def token(self) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.page(self.url + "?form=spend"))
        assert found
        return found[1]

    def spends(self, invoice: str, token: str) -> str:
        """Have a spend checked, press Record, and return the page that it leads back to."""
        fields = {
            "pot": "2018-19/Diversionary/Kicks",
            "amount": "1.00",
            "date": "2018-06-01",
            "payee": "Leicester City FC",
            "invoice": invoice,
        }
        checked, _page = self.sends({"do": "check", **fields}, token)
        (key,) = parse_qs(urlsplit(checked).query)["answer"]
        return self.sends({"do": "save", "key": key}, token)[1]

    def sends(self, fields: dict[str, str], token: str) -> tuple[str, str]:
        """Send a form, and return the address that it leads back to, with the page."""
        body = urlencode({"token": token, "form": "spend", **fields}).encode()
        request = urllib.request.Request(self.url + "record", body)  # noqa: S310 - this machine
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - this machine
            return answer.url, str(answer.read().decode())


def recorded(books: Path) -> Counter[tuple[str, str, str]]:
    return Counter(
        (
            str(entry.meta["invoice"]),
            str(entry.meta["recorded-by"]),
            str(entry.meta.get("recorded-login")),
        )
        for entry in load(books / "main.beancount").book.transactions
        if str(entry.meta.get("invoice", "")).startswith("TWO-")
    )


def test_two_people_work_at_once_on_one_folder(books: Path) -> None:
    with ExitStack() as stack:
        desks = [Desk(stack, books, login) for login in ("asmith", "DJONES")]
        assert "The forms record as cs-officer." in desks[0].log.read_text(encoding="utf-8")
        assert "The forms record as deputy." in desks[1].log.read_text(encoding="utf-8")

        def work(number: int) -> None:
            token = desks[number].token()
            for form in range(FORMS):
                desks[number].spends(f"TWO-{number}-{form}", token)

        people = [threading.Thread(target=work, args=(number,)) for number in range(2)]
        for each in people:
            each.start()
        for each in people:
            each.join()
        # What one recorded, the other sees.
        assert "You are Deputy Officer (deputy)." in desks[1].page()
    assert recorded(books) == Counter(
        (f"TWO-{number}-{form}", person, login)
        for number, person, login in ((0, "cs-officer", "asmith"), (1, "deputy", "DJONES"))
        for form in range(FORMS)
    )


def test_a_login_of_nobody_only_looks(books: Path) -> None:
    with ExitStack() as stack:
        desk = Desk(stack, books, "mallory")
        assert (
            "You only look: no person in these books has the login mallory. To record, have it"
        ) in " ".join(desk.log.read_text(encoding="utf-8").split())
        page = desk.page(desk.url.replace("Record", "Funds"))
        assert "You only look: no person in these books has your login." in page
        with pytest.raises(urllib.error.HTTPError, match="404"):
            desk.page()
        with pytest.raises(urllib.error.HTTPError, match="401"):
            desk.spends("TWO-0-0", "")
    assert recorded(books) == Counter()


def test_who_is_named_is_as_before(books: Path) -> None:
    """In another's name, and the entry says whose login it was."""
    with ExitStack() as stack:
        desk = Desk(stack, books, "djones", "--as", "cs-officer")
        page = desk.spends("TWO-AS-1", desk.token())
        assert "TWO-AS-1" in page
    (found,) = recorded(books)
    assert found == ("TWO-AS-1", "deputy", "djones")


@pytest.mark.slow
def test_a_busy_lock_says_so(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process writes, and does not end: who waits is told, and nothing is lost."""
    from ringfence.ledger.recording import locking

    with ExitStack() as stack:
        desk = Desk(stack, books, "asmith")
        token = desk.token()
        with locking.hold_lock(books / "main.beancount", "deputy", wait=5):
            page = desk.spends("TWO-BUSY", token)
        assert "The books are being written to by deputy (process " in page
        assert 'value="TWO-BUSY"' in page
        assert "TWO-BUSY" in desk.spends("TWO-BUSY", token)
    assert len(recorded(books)) == 1
