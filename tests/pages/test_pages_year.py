"""From no books to an accepted return, in a browser alone, by two people."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from ringfence.cli.main import main
from ringfence.cli.serve.opening import Opening
from ringfence.cli.serve.serving import serve_app
from ringfence.cli.settings import Settings


@contextmanager
def opened(books: Path | None, person: str | None) -> Iterator[str]:
    """Serve what `ringfence open` does, as somebody."""
    opening = Opening(Settings(None, person))
    if books:
        opening.show(books)
    with serve_app(opening, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.bind_addr[1]}"
    thread.join(5)


class Desk:
    """A browser at which somebody fills in forms."""

    def __init__(self, view: Page, url: str) -> None:
        self.view = view
        self.url = url

    def fill(self, form: str, **values: str) -> None:
        """Fill in a form, check it, and record it."""
        self.view.goto(f"{self.url}/a-csp/extension/Record/?form={form}")
        expect(self.view.locator("form.record")).to_be_visible()
        for details in self.view.locator("form.record details").all():
            details.evaluate("each => { each.open = true }")
        for name, value in values.items():
            field = self.view.locator(f"#field-{name}")
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.view.get_by_role("button", name="Check your answers").click()
        expect(self.view.locator("#answer, #problems")).to_be_visible()
        assert self.view.locator("#problems").count() == 0, self.view.locator(
            "#problems"
        ).inner_text()
        self.view.get_by_role("button", name="Record", exact=True).click()
        expect(self.view.locator("#next")).to_be_visible()


H1 = {"fund": "PLF-2017-18", "period": "2017-18-H1"}
POT = "2017-18/Kicks/Autumn"
PROVIDER = "Leicester City FC"
#: What the officer records after the books are begun.
YEAR: tuple[tuple[str, dict[str, str]], ...] = (
    ("action add", {"called": "2017-18/Kicks", "of_title": "KICKS", "date": "2017-04-01"}),
    ("allocate", {"pot": "2017-18/Kicks", "amount": "6000", "date": "2017-04-01"}),
    ("plan adopt", {"year": "2017-18", "date": "2017-04-10"}),
    ("earmark", {"pot": POT, "amount": "3000", "payee": PROVIDER, "date": "2017-06-12"}),
    (
        "spend",
        {"pot": POT, "amount": "250", "payee": PROVIDER, "invoice": "L-1", "date": "2017-07-03"},
    ),
    (
        "decision add",
        {"called": "OPCC-1", "body": "OPCC", "title": "Two returns", "date": "2017-04-02"},
    ),
    (
        "fund amend&called=PLF-2017-18",
        {"of_returns": "six-monthly", "decision": "OPCC-1", "date": "2017-04-02"},
    ),
    ("return declare", {**H1, "due": "2017-10-31", "date": "2017-09-01"}),
    (
        "note",
        {
            "pot": "2017-18/Kicks",
            "text": "Forty weeks of football began.",
            "kind": "delivery",
            "date": "2017-09-30",
        },
    ),
)


@pytest.fixture
def desks(browser: Browser) -> Iterator[Any]:
    with ExitStack() as stack:

        def sit(url: str) -> Desk:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(20_000)
            return Desk(page, url)

        yield sit


@pytest.mark.slow
def test_from_no_books_to_an_accepted_return(desks: Any, tmp_path: Path, shot: Any) -> None:
    folder = tmp_path / "books"
    with opened(None, "cs-officer") as url:
        officer = desks(url)
        view = officer.view
        view.goto(url)
        found = Axe().run(view)
        assert found.violations_count == 0, found.generate_report()
        view.get_by_role("link", name="Start new books").focus()
        view.keyboard.press("Enter")
        said = {"partnership": "A CSP", "year": "2017/18", "folder": str(folder)}
        said |= {"fund": "PLF-2017-18", "award": "38000"}
        for name, value in said.items():
            view.locator(f"#field-{name}").fill(value)
        view.locator("#field-award").press("Enter")
        expect(view.locator("#checked")).to_contain_text(
            "£38,000.00 is awarded by OPCC, for PLF-2017-18."
        )
        found = Axe().run(view)
        assert found.violations_count == 0, found.generate_report()
        shot(view, "Start-check")
        assert not folder.exists()
        view.get_by_role("button", name="Make the books").click()
        expect(view.locator(".ringfence h2").first).to_have_text("Tasks")
        found = Axe().run(view, context=".ringfence")
        assert found.violations_count == 0, found.generate_report()
        shot(view, "Tasks")

        for form, values in YEAR:
            officer.fill(form, **values)
        view.goto(f"{url}/a-csp/extension/Funds/?time=fy2018")
        expect(view.locator("nav[aria-label='Forms for PLF-2017-18']")).to_contain_text("Claim")

    books = folder / "main.beancount"
    with opened(books, "cs-officer") as url:
        officer = desks(url)
        officer.view.goto(f"{url}/a-csp/extension/Record/?form=return certify")
        expect(officer.view.locator("#may-not")).to_contain_text("That is for cfo")
    with opened(books, "cfo") as url:
        desks(url).fill(
            "return certify", **H1, prepared_by="cs-officer", date="2017-10-10",
            reason="The profile is not set yet",
        )  # fmt: skip
    with opened(books, "cs-officer") as url:
        officer = desks(url)
        officer.fill("return submit", **H1, date="2017-10-20")
        officer.fill("return accept", **H1, reference="OPCC/1", date="2017-11-01")
        officer.view.goto(
            f"{url}/a-csp/extension/Returns/?time=fy2018&fund=PLF-2017-18&period=2017-18-H1"
        )
        expect(officer.view.locator("[data-return='PLF-2017-18 2017-18-H1']")).to_contain_text(
            "accepted"
        )
    check = CliRunner().invoke(main, ["--books", str(folder), "check"])
    assert check.exit_code == 0, check.output
