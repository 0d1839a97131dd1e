"""Attacks on `ringfence review`: each is refused, and not a byte of the books changes."""

import hashlib
import http.server
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fava.application import create_app
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import EnvironBuilder

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "oadby-wigston"
SPEND = {
    "form": "spend",
    "do": "check",
    "pot": "2018-19/Diversionary/Kicks",
    "amount": "100",
    "payee": "Leicester City FC",
    "invoice": "T-1",
    "date": "2018-06-01",
}


def fingerprint(site: Any) -> str:
    files = sorted(path for path in site.books.parent.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        if path.suffix != ".lock":
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def path_of(site: Any, name: str = "Record", endpoint: str = "record") -> str:
    slug = site.url.rstrip("/").rsplit("/", 1)[1]
    return f"/{slug}/extension/{name}/{endpoint}"


def token_of(client: Any, site: Any) -> str:
    page = path_of(site, "Record", "")
    html = client.get(page, query_string={"form": "spend"}).get_data(as_text=True)
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found
    return found[1]


def post(client: Any, site: Any, headers: dict[str, str] | None = None, **values: Any) -> Any:
    """Send a form, and record it if it comes to be checked."""

    def send(**said: Any) -> Any:
        return client.post(
            path_of(site), data=said, content_type="multipart/form-data", headers=headers or {}
        )

    answer = send(**{**SPEND, **values})
    if answer.status_code != 303:
        return answer
    key = answer.headers["Location"].rpartition("answer=")[2]
    return send(form="spend", do="save", key=key, token=values["token"])


@pytest.fixture
def site(serve: Callable[..., Any]) -> Any:
    return serve(recording=True)


@pytest.mark.parametrize(
    "host",
    [
        *("evil.test", "evil.test:5000", "127.0.0.1.evil.test", "10.0.0.1", "::1", "[::2]:1"),
        *("localhost:", "localhost:5000:1", "localhost@evil.test", "localhost, evil.test"),
    ],
)
def test_another_host_is_refused(example: Any, host: str) -> None:
    client = example.app.test_client()
    assert client.get("/", headers={"Host": host}).status_code == 400
    for ours in ("127.0.0.1:5000", "localhost", "[::1]:5000", "[::1]", "LOCALHOST:80"):
        assert client.get("/", headers={"Host": ours}).status_code == 302


def test_every_answer_is_hardened(example: Any) -> None:
    client = example.app.test_client()
    for path in ("/", path_of(example, "DeliveryPlan", ""), "/nowhere"):
        headers = client.get(path).headers
        assert "script-src 'self' 'wasm-unsafe-eval'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.test"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused(untouched: Any, headers: dict[str, str]) -> None:
    client, before = untouched.app.test_client(), fingerprint(untouched)
    token = token_of(client, untouched)
    assert post(client, untouched, headers, token=token).status_code == 403
    assert fingerprint(untouched) == before


def test_a_form_without_our_token_is_refused(untouched: Any) -> None:
    client, before = untouched.app.test_client(), fingerprint(untouched)
    assert post(client, untouched).status_code == 403
    assert post(client, untouched, token="é").status_code == 403  # noqa: S106 - no password
    assert fingerprint(untouched) == before


def test_a_get_never_writes(untouched: Any) -> None:
    client, before = untouched.app.test_client(), fingerprint(untouched)
    query = {**SPEND, "token": token_of(client, untouched)}
    assert client.get(path_of(untouched), query_string=query).status_code == 404
    assert client.get(path_of(untouched, "Record", ""), query_string=query).status_code == 200
    assert fingerprint(untouched) == before


@pytest.mark.parametrize("recording", [False, True])
def test_favas_own_writing_is_off(serve: Callable[..., Any], recording: bool) -> None:
    site = serve(recording=recording)
    client, before = site.app.test_client(), fingerprint(site)
    slug = site.url.rstrip("/").rsplit("/", 1)[1]
    for method, name in (
        ("PUT", "add_entries"),
        ("PUT", "source"),
        ("PUT", "add_document"),
        ("DELETE", "source_slice"),
        ("DELETE", "document"),
    ):
        answer = client.open(f"/{slug}/api/{name}", method=method, json={"entries": []})
        assert answer.status_code == 401
    assert fingerprint(site) == before


def test_nothing_is_recorded_unless_it_is_allowed(example: Any) -> None:
    client, before = example.app.test_client(), fingerprint(example)
    assert client.get(path_of(example, "Record", "")).status_code == 404
    assert post(client, example).status_code == 401
    assert fingerprint(example) == before


def test_plain_fava_never_writes_by_us(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    client = create_app([str(tmp_path / "main.beancount")], load=True).test_client()
    slug = "oadby-wigston-csp"
    assert client.get(f"/{slug}/extension/DeliveryPlan/").status_code == 200
    assert client.get(f"/{slug}/extension/Record/").status_code == 404
    assert client.post(f"/{slug}/extension/Record/record", data=SPEND).status_code == 401


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "docx/../../main.beancount", "exe", ""])
def test_a_path_in_a_download_leads_nowhere(example: Any, name: str) -> None:
    client = example.app.test_client()
    for page in ("DeliveryPlan", "Reserve", "Funds"):
        answer = client.get(path_of(example, page, "download"), query_string={"format": name})
        assert answer.status_code == 404
    for query in ({"fund": name, "period": "2017-18-H1"}, {"fund": "PLF-2017-18", "period": name}):
        answer = client.get(
            path_of(example, "Returns", "download"), query_string={"format": "docx", **query}
        )
        assert answer.status_code == 404
        assert b"root:" not in answer.data


def test_a_name_of_a_document_leads_nowhere_else(site: Any) -> None:
    client = site.app.test_client()
    outside = site.books.parent.parent / "evil.pdf"
    paper = (BytesIO(b"%PDF-1.4 paper"), "..\\../../evil.pdf")
    answer = post(client, site, token=token_of(client, site), document=paper)
    assert answer.status_code == 303
    assert not outside.exists()
    kept = list(site.books.parent.rglob("*.pdf"))
    assert [path.name.split(".", 1)[1] for path in kept] == ["evil.pdf"]
    assert kept[0].read_bytes() == b"%PDF-1.4 paper"
    assert kept[0].parent.parent == site.books.parent / "documents"


@pytest.mark.parametrize("name", ["page.html", "run.exe", "main.beancount", "noending", "x.svg"])
def test_other_files_are_not_kept(untouched: Any, name: str) -> None:
    client, before = untouched.app.test_client(), fingerprint(untouched)
    post(
        client, untouched, token=token_of(client, untouched), document=(BytesIO(b"<script>"), name)
    )
    assert fingerprint(untouched) == before
    assert not list(untouched.books.parent.rglob("documents/2018-19*"))


def test_what_is_too_large_is_refused_beside_its_field(untouched: Any) -> None:
    """What was typed is still there; far more than that is not even read."""
    client, before = untouched.app.test_client(), fingerprint(untouched)
    paper = (BytesIO(b"%PDF" + bytes(21 * 1024 * 1024)), "scan.pdf")
    sent = {**SPEND, "token": token_of(client, untouched), "document": paper}
    builder = EnvironBuilder(path=path_of(untouched), method="POST", data=sent)
    environ = builder.get_environ()
    with closing(environ["wsgi.input"]):
        answer = client.open(environ)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    beside = page[page.index('id="field-document-problem"') :]
    assert "scan.pdf has 21.0 MB, and 20 MB is the most. Nothing was saved" in beside
    assert "Leicester City FC" in page
    length = {"CONTENT_LENGTH": str(101 * 1024 * 1024)}
    answer = client.post(path_of(untouched), data={}, environ_overrides=length)
    assert answer.status_code == 413
    assert fingerprint(untouched) == before


def test_a_page_by_another_ending_is_no_paper(untouched: Any) -> None:
    client, before = untouched.app.test_client(), fingerprint(untouched)
    paper = (BytesIO(b"<!doctype html><script>alert(1)</script>"), "invoice.pdf")
    sent = {**SPEND, "token": token_of(client, untouched), "document": paper}
    answer = client.post(path_of(untouched), data=sent, content_type="multipart/form-data")
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    beside = page[page.index('id="field-document-problem"') :]
    assert "This file is called .pdf and is not a file of that format. Open it" in beside
    assert fingerprint(untouched) == before


def test_what_is_refused_leaves_no_paper(untouched: Any) -> None:
    client, before = untouched.app.test_client(), fingerprint(untouched)
    paper = (BytesIO(b"%PDF"), "a.pdf")
    post(client, untouched, token=token_of(client, untouched), document=paper, amount="99999")
    assert fingerprint(untouched) == before
    assert not list(untouched.books.parent.rglob("documents/2018-19*"))


@contextmanager
def elsewhere(html: str) -> Iterator[str]:
    """Another site, on this machine too but not ours."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_real_browser_cannot_be_made_to_record(untouched: Any, view: Page) -> None:
    token = token_of(untouched.app.test_client(), untouched)
    before = fingerprint(untouched)
    fields = "".join(
        f'<input name="{name}" value="{value}">'
        for name, value in {**SPEND, "token": token}.items()
        if name != "do"
    )
    action = untouched.url.split("/", 3)
    html = (
        f'<form method="post" action="{action[0]}//{action[2]}{path_of(untouched)}">{fields}'
        '<button name="do" value="check">Win a prize</button></form>'
    )
    with elsewhere(html) as url:
        view.goto(url)
        with view.expect_response(lambda answer: answer.request.method == "POST") as answered:
            view.get_by_role("button").click()
        assert answered.value.status == 403
    assert fingerprint(untouched) == before


def test_no_site_can_frame_the_books(example: Any, view: Page) -> None:
    with elsewhere(f'<iframe src="{example.url}"></iframe>') as url:
        view.goto(url)
        frame = view.frames[1]
        assert "aside" not in frame.content()


def test_a_script_in_a_payee_does_not_run_in_favas_journal(
    serve: Callable[..., Any], view: Page
) -> None:
    site = serve()
    spend = site.books.parent / "spend-2018-19.beancount"
    spend.write_text(
        spend.read_text(encoding="utf-8")
        + '\n2018-06-02 * "<img src=x onerror=window.ran=1>" "<script>window.ran=1</script>"\n'
        '  invoice: "X-1"\n'
        "  Expenses:Plan:2018-19:Diversionary:Kicks:PLF-2017-18   9.00 GBP\n"
        "  Assets:Council:PLF-2017-18                            -9.00 GBP\n",
        encoding="utf-8",
    )
    for page in ("journal/", "account/Expenses:Plan:2018-19:Diversionary:Kicks:PLF-2017-18/"):
        view.goto(site.url + page)
        expect(view.locator("ol.journal").last).to_contain_text("2018-06-02")
        view.wait_for_timeout(200)
        assert view.evaluate("window.ran") is None
    for name in ("Returns", "Reserve", "DeliveryPlan"):
        view.goto(site.page(name, "?time=fy2019"))
        expect(view.locator(".ringfence")).to_be_visible()
        assert view.locator(".ringfence img").count() == 0
        assert view.evaluate("window.ran") is None


def fill(page: Page, site: Any, amount: str, invoice: str) -> None:
    page.goto(site.page("Record", "?form=spend"))
    page.locator("#field-pot").select_option("2018-19/Diversionary/Kicks")
    page.locator("#field-amount").fill(amount)
    page.locator("#field-payee").fill("Leicester City FC")
    page.locator("#field-invoice").fill(invoice)
    page.locator("#field-date").fill("2018-06-01")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.locator("#answer")).to_be_visible()


def test_two_browsers_saving_at_once(site: Any, browser: Browser) -> None:
    """750.00 may be spent, so of two spends of 600.00 only one can be true."""
    contexts = [browser.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for number, page in enumerate(pages):
        fill(page, site, "600", f"AT-ONCE-{number}")
    # Sent by script, so that neither waits for the other's answer.
    for page in pages:
        page.evaluate("document.querySelector('button[value=save]').click()")
    for page in pages:
        expect(page.locator("#next, #problems")).to_be_visible()
    saved = sum(page.locator("#next").count() for page in pages)
    text = (site.books.parent / "spend-2018-19.beancount").read_text(encoding="utf-8")
    assert text.count("AT-ONCE-") == saved == 1
    for context in contexts:
        context.close()
