"""One server and one browser for all tests of the pages."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ringfence.cli.serve.forms import FormRecorder
from ringfence.cli.serve.serving import address_of, make_app, serve_app
from ringfence.cli.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = ROOT / "build" / "screenshots"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


# A loaded machine is slow, and that is not what is tested.
expect.set_options(timeout=20_000)


class Site(NamedTuple):
    """Books that are served."""

    books: Path
    url: str
    app: Flask

    def page(self, name: str, query: str = "") -> str:
        return f"{self.url}extension/{name}/{query}"


@contextmanager
def served(main: Path, *, recording: bool = False) -> Iterator[Site]:
    recorder = FormRecorder(main, Settings(None, "cs-officer")) if recording else None
    app = make_app(main, recorder)
    with serve_app(app, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        yield Site(main, address_of(app, server), app)
    thread.join(5)


def copied(name: str, folder: Path) -> Path:
    shutil.copytree(ROOT / "examples" / name, folder, dirs_exist_ok=True)
    return folder / "main.beancount"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for the whole session: while it runs, nothing can be asked at a terminal."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The worked example, read-only."""
    with served(copied("oadby-wigston", tmp_path_factory.mktemp("example"))) as site:
        yield site


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The worked example with its forms turned on, for tests that must change nothing."""
    main = copied("oadby-wigston", tmp_path_factory.mktemp("untouched"))
    before = {path: path.read_bytes() for path in main.parent.rglob("*") if path.is_file()}
    with served(main, recording=True) as site:
        yield site
    after = {path: path.read_bytes() for path in main.parent.rglob("*") if path.is_file()}
    assert {path: each for path, each in after.items() if path.suffix != ".lock"} == before


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Serve a copy of the example, or books of a text given."""
    with ExitStack() as stack:

        def start(text: str | None = None, *, recording: bool = False) -> Site:
            if text is None:
                main = copied("oadby-wigston", tmp_path / "books")
            else:
                main = tmp_path / "main.beancount"
                main.write_text(text, encoding="utf-8")
            return stack.enter_context(served(main, recording=recording))

        yield start


@pytest.fixture
def served_at() -> Iterator[Callable[[Path], Site]]:
    """Serve books where they are."""
    with ExitStack() as stack:
        yield lambda main: stack.enter_context(served(main))


@pytest.fixture
def view(browser: Browser) -> Iterator[Page]:
    """A window in which an error of a script fails the test."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keep a picture of a whole page, to be looked at."""

    def take(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.evaluate("document.body.style.height = 'inherit'")
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return take
