"""Starting books in a browser: shown before anything is made, and then made whole or not at all."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from werkzeug.test import Client, TestResponse

from ringfence.cli.main import main
from ringfence.cli.serve.opening import Opening
from ringfence.cli.settings import Settings

NEW = {
    "partnership": "Oadby & Wigston CSP",
    "year": "2017/18",
    "officer": "cs-officer",
    "officer_name": "Community Safety Officer",
    "finance": "cfo",
    "finance_name": "Chief Finance Officer",
    "fund": "PLF-2017-18",
    "funder": "OPCC",
    "award": "38,000",
}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Client(Opening(Settings(None, None)))


def send(client: Client, what: str, do: str, **values: Any) -> TestResponse:
    page = client.get("/begin/new").get_data(as_text=True)
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    return client.post(f"/begin/{what}", data={"token": token[1], "do": do, **values})


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_new_books_are_shown_and_then_made(client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    values = {**NEW, "folder": str(folder), "received": "5000", "spent": "1,000"}
    shown = text(send(client, "new", "check", **values))
    assert "Books for Oadby &amp; Wigston CSP begin on 1 April 2017." in shown
    assert "£4,000.00 held before these books begin, of PLF-2017-18; £37,000.00 left" in shown
    assert not folder.exists()
    made = send(client, "new", "make", **values)
    assert made.status_code == 303
    assert made.headers["Location"] == "/oadby-wigston-csp/extension/Tasks/"
    assert client.get(made.headers["Location"]).status_code == 200
    # Pressed twice, it leads to the books.
    assert client.post("/begin/new", data=values).headers["Location"] == "/"
    check = CliRunner().invoke(main, ["--books", str(folder), "check"])
    assert check.exit_code == 0, check.output


def test_the_same_books_as_by_command(client: Client, tmp_path: Path) -> None:
    """But for the people, whom `init` leaves to be declared."""
    send(client, "new", "make", **NEW, folder=str(tmp_path / "made"))
    CliRunner().invoke(
        main,
        [
            *("--as", "cs-officer", "init", str(tmp_path / "typed"), "--year", "2017-18"),
            *("--partnership", NEW["partnership"], "--fund", NEW["fund"], "--award", "38000"),
        ],
    )
    for path in sorted((tmp_path / "typed").iterdir()):
        if path.name != "partnership.beancount":
            stamps = re.compile(r"recorded-at: \S+")
            there, here = (
                stamps.sub("", (folder / path.name).read_text("utf-8"))
                for folder in (tmp_path / "made", tmp_path / "typed")
            )
            assert there == here, path.name


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"partnership": " "}, "partnership", "Fill this in."),
        ({"year": "soon"}, "year", "soon"),
        ({"award": "lots"}, "award", "lots"),
        ({"fund": "plf 17"}, "fund", "can&#39;t be the id of a fund"),
        ({"folder": "books"}, "folder", "Write it whole"),
        ({"received": "5", "award": ""}, "award", "is of a fund with an award"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client: Client, tmp_path: Path, values: dict[str, str], field: str, reason: str
) -> None:
    answer = text(send(client, "new", "check", **{**NEW, "folder": str(tmp_path / "b"), **values}))
    assert "Nothing was made." in answer
    problem = re.search(rf'id="field-{field}-problem">([^<]*)<', answer)
    assert problem
    assert reason in problem[1]
    assert not (tmp_path / "b").exists()


def test_a_folder_with_files_is_left_alone(client: Client, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    answer = text(send(client, "new", "check", **NEW, folder=str(tmp_path)))
    assert "is not empty, and nothing in it was changed" in answer
    assert "mine" in (tmp_path / "mine.txt").read_text()


def test_a_workbook_is_shown_and_then_taken_over(client: Client, tmp_path: Path) -> None:
    source = tmp_path / "plan.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Action", "Allocation"), ("Diversionary Activities", 10000.5)):
        sheet.append(row)
    book.save(source)
    values = {"partnership": "A CSP", "folder": str(tmp_path / "books"), "funder": "OPCC"}
    values |= {"year": "2017-18", "as_at": "2017-06-12", "fund": "", "award": ""}
    shown = text(
        send(
            client,
            "workbook",
            "check",
            workbook=(BytesIO(source.read_bytes()), "plan.xlsx"),
            **values,
        )
    )
    assert "The plan of 2017/18, from the sheet" in shown, shown
    assert "£10,000.50" in shown
    held = re.search(r'name="held" value="([^"]+)"', shown)
    assert held
    assert not (tmp_path / "books").exists()
    assert send(client, "workbook", "make", held=held[1], **values).status_code == 303
    check = CliRunner().invoke(main, ["--books", str(tmp_path / "books"), "check"])
    assert check.exit_code == 0, check.output


def test_the_example_is_copied_and_books_are_remembered(client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "example"
    assert send(client, "example", "make", folder=str(folder)).status_code == 303
    again = Client(Opening(Settings(None, None)))
    page = text(again.get("/"))
    assert str(folder) in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    answer = again.post(
        "/begin/open", data={"token": token[1], "books": str(folder / "main.beancount")}
    )
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_begins_no_books(
    client: Client, tmp_path: Path, headers: dict[str, str]
) -> None:
    values = {**NEW, "folder": str(tmp_path / "books"), "do": "make"}
    assert client.post("/begin/new", data=values, headers=headers).status_code == 403
    assert client.post("/begin/new", data=values).status_code == 403
    assert client.get("/", headers={"Host": "evil.test"}).status_code == 400
    assert not (tmp_path / "books").exists()
