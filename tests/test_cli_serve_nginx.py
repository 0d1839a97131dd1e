"""`ringfence serve` behind Debian's nginx, as docs/serve.md says: each recorded as who they are."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from ringfence.ledger.loading import load
from tests import servers

SLUG = "oadby-wigston-csp"
RECORD = f"/{SLUG}/extension/Record/"
PEOPLE = 8
#: Of each; 125 makes a thousand, which docs/serve.md says was done.
FORMS = int(os.environ.get("RINGFENCE_FORMS", "25"))


class Answer(NamedTuple):
    status: int
    text: str
    location: str


class Client:
    """A browser of somebody who has signed in: a cookie says who."""

    def __init__(self, port: int, who: str) -> None:
        self.port, self.who = port, who

    def asks(
        self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: Any
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {"Host": servers.HOST, **{k.replace("__", "-"): v for k, v in headers.items()}}
        if self.who:
            sent["Cookie"] = f"who={self.who}"
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        connection.close()
        return Answer(response.status, text, response.headers.get("Location", ""))

    def token(self) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.asks(RECORD + "?form=spend").text)
        assert found
        return found[1]

    def posts(self, fields: dict[str, str], **headers: Any) -> Answer:
        line = uuid.uuid4().hex
        parts = "".join(
            f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        headers["Content__Type"] = f"multipart/form-data; boundary={line}"
        headers.setdefault("Origin", f"http://{servers.HOST}")
        body = f"{parts}--{line}--\r\n".encode()
        return self.asks(RECORD + "record", method="POST", body=body, **headers)


def key_in(location: str) -> str:
    (key,) = parse_qs(urlsplit(location).query)["answer"]
    return key


def records(client: Client, token: str, invoice: str) -> tuple[Answer, Answer]:
    """Have a spend checked, and press Record twice."""
    checked = client.posts(spend(invoice, token))
    press = {"token": token, "form": "spend", "do": "save", "key": key_in(checked.location)}
    return client.posts(press), client.posts(press)


def spend(invoice: str, token: str) -> dict[str, str]:
    return {
        "token": token,
        "form": "spend",
        "do": "check",
        "pot": "2018-19/Diversionary/Kicks",
        "amount": "0.50",
        "payee": "Leicester City FC",
        "invoice": invoice,
        "date": "2018-06-01",
    }


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(servers.EXAMPLE, tmp_path_factory.mktemp("books") / "books"))
    with (folder / "partnership.beancount").open("a", encoding="utf-8") as file:
        for number in range(PEOPLE):
            file.write(
                f'\n2017-04-01 custom "person" "officer-{number}"\n  name: "Officer {number}"\n'
                f'  role: "officer"\n  may: "record"\n  login: "o{number}@council.gov.uk"\n'
            )
        file.write('\n2017-04-01 custom "person" "chair"\n  may: "none"\n  login: "chair@x.uk"\n')
    return folder


@pytest.fixture(scope="module")
def port(books: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("n")
    at = folder / "r.sock"
    log = ("--access-log", str(folder / "access.log"), "--log-out-url", "/oauth2/sign_out")
    with servers.served(books, folder, *log, at=at), servers.behind_nginx(at, folder) as found:
        yield found


def test_who_is_signed_in_is_who_they_are(port: int) -> None:
    page = Client(port, "O3@Council.gov.uk").asks(RECORD)
    assert page.status == 200
    assert "You are Officer 3 (officer-3)." in page.text
    assert '<a href="/oauth2/sign_out" data-remote>Log out</a>' in page.text


def test_who_is_not_signed_in_sees_the_sign_in(port: int) -> None:
    """nginx asks the sign-in, which is not asked here: it answers 403."""
    answer = Client(port, "").asks(RECORD, X__Remote__User="o1@council.gov.uk")
    assert answer.status == 403
    assert "Ringfence" not in answer.text
    assert "Officer" not in answer.text


@pytest.mark.parametrize("header", ["X__Remote__User", "X_Remote_User", "x__remote__user"])
def test_nobodys_own_header_gets_through(port: int, header: str) -> None:
    own: dict[str, Any] = {header: "o1@council.gov.uk"}
    page = Client(port, "o2@council.gov.uk").asks(RECORD, **own)
    assert "You are Officer 2 (officer-2)." in page.text


def test_a_login_of_nobody_sees_a_page_in_plain_words(port: int) -> None:
    answer = Client(port, "mallory@council.gov.uk").asks(f"/{SLUG}/income_statement/")
    assert answer.status == 403
    assert "<h1>These books do not know you</h1>" in answer.text
    assert (
        "You are signed in as mallory@council.gov.uk, and no person in these books has that login."
    ) in answer.text
    assert "Expenses" not in answer.text


def test_another_name_of_the_server_is_refused(port: int) -> None:
    client = Client(port, "o1@council.gov.uk")
    assert client.asks(RECORD, Host="evil.test").status == 400


def test_a_token_is_one_persons(port: int, books: Path) -> None:
    one, other = Client(port, "o1@council.gov.uk"), Client(port, "o2@council.gov.uk")
    assert one.token() == one.token() != other.token()
    assert other.posts(spend("TOKEN-1", one.token())).status == 403
    assert one.posts(spend("T-2", one.token()), Origin="http://evil.test").status == 403
    assert one.posts(spend("T-3", one.token()), Sec__Fetch__Site="cross-site").status == 403
    assert "TOKEN-1" not in (books / "spend-2018-19.beancount").read_text(encoding="utf-8")


def test_an_answer_is_shown_to_nobody_else(port: int) -> None:
    one, other = Client(port, "o1@council.gov.uk"), Client(port, "o2@council.gov.uk")
    answer = one.posts(spend("MINE", one.token()))
    assert answer.status == 303
    assert "MINE" in one.asks(answer.location).text
    assert "MINE" not in other.asks(answer.location).text
    press = {"form": "spend", "do": "save", "key": key_in(answer.location)}
    assert other.posts({**press, "token": other.token()}).status == 410


def test_who_may_only_look_records_nothing(port: int, books: Path) -> None:
    client = Client(port, "chair@x.uk")
    reason = "chair may not record. That is for cfo ("
    assert reason in client.asks(RECORD + "?form=spend").text
    recorded, _again = records(client, client.token(), "CHAIR-1")
    assert reason in client.asks(recorded.location).text
    assert "CHAIR-1" not in (books / "spend-2018-19.beancount").read_text(encoding="utf-8")


@pytest.mark.slow
def test_eight_people_record_at_once(port: int, books: Path) -> None:
    """None is lost, none is there twice though each is sent twice, each is by who sent it."""
    faults: list[str] = []

    def work(number: int) -> None:
        client = Client(port, f"o{number}@council.gov.uk")
        token = client.token()
        for form in range(FORMS):
            first, again = records(client, token, f"N-{number}-{form}")
            if (first.status, first.location) != (303, again.location):
                faults.append(f"{number}/{form}: {first.status} {again.status}")

    people = [threading.Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert faults == []
    entries = [
        entry
        for entry in load(books / "main.beancount").book.transactions
        if str(entry.meta.get("invoice", "")).startswith("N-")
    ]
    found = Counter(
        (entry.meta["invoice"], entry.meta["recorded-by"], entry.meta["recorded-login"])
        for entry in entries
    )
    assert found == Counter(
        (f"N-{number}-{form}", f"officer-{number}", f"o{number}@council.gov.uk")
        for number in range(PEOPLE)
        for form in range(FORMS)
    )
