"""Recording from a form: by an officer who will never use a terminal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from ringfence.cli.main import main
from ringfence.pages.tasks import STEPS

Shot = Callable[[Page, str], None]
POT = "2018-19/Diversionary/Kicks"


@pytest.fixture
def site(serve: Callable[..., Any]) -> Any:
    return serve(recording=True)


def open_form(view: Page, site: Any, name: str) -> None:
    view.goto(site.page("Record"))
    # The page begins with a form too: what is typed before it is replaced would be lost.
    view.evaluate("document.querySelector('.ringfence').id = 'before'")
    view.locator("nav[aria-label=Forms]").get_by_role("link", name=name, exact=True).click()
    expect(view.locator("#before")).to_have_count(0)
    expect(view.locator(".ringfence h2")).to_have_text(name)


def to_check(view: Page) -> None:
    view.get_by_role("button", name="Check your answers").click()


def record(view: Page) -> None:
    """Check what was typed, and record it."""
    to_check(view)
    expect(view.locator(".ringfence h2")).to_contain_text("check your answers")
    view.get_by_role("button", name="Record", exact=True).click()
    expect(view.locator("#answer")).to_contain_text("Recorded.")


def fill_spend(view: Page, **values: str) -> None:
    content = {
        "amount": "100",
        "payee": "Leicester City FC",
        "invoice": "LC-9",
        "date": "2018-06-01",
    }
    view.locator("#field-pot").select_option(POT)
    for name, value in {**content, **values}.items():
        view.locator(f"#field-{name}").fill(value)


def spending(site: Any) -> str:
    path: Path = site.books.parent / "spend-2018-19.beancount"
    return path.read_text(encoding="utf-8")


def test_a_spend_with_its_document(site: Any, view: Page, shot: Shot, tmp_path: Path) -> None:
    paper = tmp_path / "Invoice 9.pdf"
    paper.write_bytes(b"%PDF-1.4 invoice")
    open_form(view, site, "Spend")
    assert "£750.00 available" in (view.locator("#field-pot").text_content() or "")
    awkward = 'A "quoted" \\ name, = <b>bold</b>'
    fill_spend(view, payee=awkward)
    view.locator("#field-document").set_input_files(paper)
    shot(view, "Record-light")

    to_check(view)
    expect(view.locator("#answer")).to_contain_text("Nothing was saved yet")
    expect(view.locator("#answer .sentence")).to_have_text(
        f"£100.00 to {awkward} from KICKS Project, the last ten weeks, paid by PLF-2017-18; "
        "£650.00 left."
    )
    expect(view.locator("#notes")).to_contain_text("£100.00 is taken as net of the VAT")
    expect(view.locator("#answers")).to_contain_text("1 June 2018")
    expect(view.locator("#answers")).to_contain_text("Invoice 9.pdf")
    expect(view.locator("#beancount pre")).to_be_hidden()
    assert "LC-9" not in spending(site)
    found = Axe().run(view, context=".ringfence")
    assert found.violations_count == 0, found.generate_report()
    shot(view, "Record-check")

    # No browser keeps a file chosen before: what was shown is recorded without choosing again.
    view.get_by_role("link", name="Change it").click()
    expect(view.locator("#held")).to_contain_text("Invoice 9.pdf is kept for this form")
    assert view.locator("#field-payee").input_value() == awkward
    shot(view, "Record-held")
    record(view)
    expect(view.locator("#held")).to_have_count(0)
    shot(view, "Record-saved")
    view.reload()
    assert spending(site).count('"LC-9"') == 1
    assert 'recorded-by: "cs-officer"' in spending(site)

    check = CliRunner().invoke(main, ["--books", str(site.books), "check"])
    assert check.exit_code == 0, check.output
    # It is filed by the day of the spend, not by today's, and the entry leads to it.
    name = "2018-06-01.invoice-9.pdf"
    kept = list(site.books.parent.rglob("*.pdf"))
    assert kept == [site.books.parent / "documents" / "2018-19" / name]
    assert kept[0].read_bytes() == b"%PDF-1.4 invoice"
    assert f'Kicks:PLF-2017-18 "documents/2018-19/{name}"' in spending(site)
    view.goto(site.url + "documents/")
    expect(view.locator("article")).to_contain_text("2018-06-01invoice-9.pdf")
    view.goto(site.url + "journal/?filter=invoice:%22LC-9%22")
    link = view.locator("ol.journal a[href*=statement]").first.get_attribute("href")
    assert view.request.get(urljoin(site.url, link or "")).body() == b"%PDF-1.4 invoice"


def test_a_document_outlives_a_refusal_unless_left_out(
    site: Any, view: Page, tmp_path: Path
) -> None:
    paper = tmp_path / "Invoice 9.pdf"
    paper.write_bytes(b"%PDF-1.4 invoice")
    open_form(view, site, "Spend")
    fill_spend(view, amount="90000")
    view.locator("#field-document").set_input_files(paper)
    to_check(view)
    expect(view.locator("#problems")).to_contain_text("Nothing was saved")
    view.locator("#field-amount").fill("100")
    record(view)
    kept = site.books.parent / "documents" / "2018-19" / "2018-06-01.invoice-9.pdf"
    assert kept.read_bytes() == b"%PDF-1.4 invoice"

    open_form(view, site, "Spend")
    fill_spend(view, invoice="LC-10")
    view.locator("#field-document").set_input_files(paper)
    to_check(view)
    view.get_by_role("link", name="Change it").click()
    view.get_by_label("Leave it out").check()
    record(view)
    assert '"LC-10"' in spending(site)
    assert list(site.books.parent.rglob("*.pdf")) == [kept]


def test_a_field_that_a_refusal_points_to_is_not_folded_away(untouched: Any, view: Page) -> None:
    open_form(view, untouched, "Spend")
    assert view.locator("#field-pending").is_hidden()
    fill_spend(view, amount="90000")
    to_check(view)
    expect(view.locator("#field-amount-problem")).to_contain_text("(the field “Pending”)")
    expect(view.locator("#field-pending")).to_be_visible()


def test_what_the_rules_forbid_stands_beside_its_field(
    untouched: Any, view: Page, shot: Shot
) -> None:
    before = spending(untouched)
    open_form(view, untouched, "Spend")
    fill_spend(view, amount="90000")
    to_check(view)

    expect(view.locator("#problems")).to_contain_text("Nothing was saved")
    problem = view.locator("#field-amount-problem")
    expect(problem).to_contain_text("is free in 2018-19/Diversionary/Kicks")
    assert view.locator("#field-amount").get_attribute("aria-invalid") == "true"
    assert view.locator("#field-amount").input_value() == "90000"
    assert spending(untouched) == before
    found = Axe().run(view, context=".ringfence")
    assert found.violations_count == 0, found.generate_report()
    shot(view, "Record-refused")


def test_every_field_that_cannot_be_read_is_named_at_once(untouched: Any, view: Page) -> None:
    open_form(view, untouched, "Spend")
    view.locator("#field-amount").fill("1,00")
    to_check(view)
    for name in ("pot", "amount", "payee"):
        expect(view.locator(f"#field-{name}-problem")).to_be_visible()


def test_a_new_earmark(site: Any, view: Page) -> None:
    """A name that there is not yet is typed; those that there are, are suggested."""
    open_form(view, site, "Earmark")
    suggested = view.locator("#field-pot-list option").all()
    assert "£10,000.00 available" in " ".join(each.text_content() or "" for each in suggested)
    view.locator("#field-pot").fill("2018-19/Diversionary/Boxing")
    view.locator("#field-amount").fill("250")
    view.locator("#field-date").fill("2018-06-03")
    record(view)

    view.goto(site.page("DeliveryPlan", "?time=fy2019"))
    row = view.locator("#earmarks tr[data-pot='2018-19/Diversionary/Boxing']")
    expect(row).to_contain_text("£250.00")


def test_a_refund(site: Any, view: Page) -> None:
    open_form(view, site, "Refund")
    view.locator("#field-pot").select_option("2018-19/Bluelight/Defibrillators")
    view.locator("#field-amount").fill("600")
    view.locator("#field-payee").fill("First-aid training provider")
    view.locator("#field-invoice").fill("FA-1276")
    view.locator("#field-date").fill("2018-06-03")
    to_check(view)
    expect(view.locator("#field-amount-problem")).to_contain_text("£20.00 more than was paid")

    view.locator("#field-amount").fill("80")
    record(view)
    view.goto(site.page("DeliveryPlan", "?time=fy2019"))
    row = view.locator("#earmarks tr[data-pot='2018-19/Bluelight/Defibrillators']")
    expect(row).to_contain_text("£500.00")


def test_pressed_twice_it_is_recorded_once(site: Any, view: Page) -> None:
    """An earmark has no invoice by which a rule would notice it."""
    open_form(view, site, "Earmark")
    view.locator("#field-pot").fill("2018-19/Diversionary/Boxing")
    view.locator("#field-amount").fill("7.77")
    view.locator("#field-date").fill("2018-06-03")
    to_check(view)
    expect(view.locator(".ringfence h2")).to_contain_text("check your answers")
    answers = view.evaluate(
        """() => {
            const form = document.querySelector("form.buttons");
            const said = new FormData(form);
            said.set("do", "save");
            const send = () => fetch(form.action, { method: "POST", body: said });
            return Promise.all([send(), send()].map((each) => each.then((got) => got.url)));
        }"""
    )
    assert answers[0] == answers[1]
    plan = site.books.parent / "plan-2018-19.beancount"
    assert plan.read_text(encoding="utf-8").count("-7.77 GBP") == 1

    # Whoever goes back and sends the same once more is told that it is recorded.
    view.go_back()
    to_check(view)
    expect(view.locator("#again, #next")).to_be_visible()
    assert plan.read_text(encoding="utf-8").count("-7.77 GBP") == 1

    # Another amount from the same page, after going back, is another earmark.
    view.go_back()
    view.locator("#field-amount").fill("8.88")
    record(view)
    assert plan.read_text(encoding="utf-8").count("-8.88 GBP") == 1


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"amount": "9" * 21}, "amount", "is too large an amount"),
        ({"amount": "-5"}, "amount", "is below zero"),
        ({"amount": "1.234"}, "amount", "1.234"),
        ({"amount": "<script>"}, "amount", "“<script>”"),
        ({"date": "1066-10-14"}, "date", "say when (the field “Supplied”)"),
        ({"date": "2030-06-01"}, "date", "otherwise another fund has to bear it"),
    ],
)
def test_nonsense_is_refused_beside_its_field(
    untouched: Any, view: Page, values: dict[str, str], field: str, reason: str
) -> None:
    open_form(view, untouched, "Spend")
    fill_spend(view, **values)
    to_check(view)
    expect(view.locator(f"#field-{field}-problem")).to_contain_text(reason)
    assert view.locator("#field-payee").input_value() == "Leicester City FC"


def test_long_and_hostile_words_are_data(site: Any, view: Page, shot: Shot) -> None:
    open_form(view, site, "Spend")
    payee = "<script>window.ran = 1</script>" + "x" * 260
    fill_spend(view, payee=payee)
    to_check(view)
    expect(view.locator("#answer")).to_contain_text("<script>window.ran = 1</script>xxx")
    assert view.evaluate("window.ran") is None
    assert view.evaluate(
        "document.querySelector('#answer').scrollWidth"
        " <= document.querySelector('#answer').clientWidth"
    )
    shot(view, "Record-long")


def test_the_keyboard_alone_records(site: Any, view: Page) -> None:
    """From the first field to the button: no mouse, nothing else focused by script."""
    open_form(view, site, "Spend")
    expect(view.locator("aside")).to_be_visible()
    pot = view.locator("#field-pot")
    pot.focus()
    values = {
        "field-amount": "12.34",
        "field-payee": "Leicester City FC",
        "field-invoice": "KEYS-1",
        "field-date": "06012018",
    }
    for _ in range(60):
        if pot.input_value() == POT:
            break
        view.keyboard.press("ArrowDown")
    for _ in range(80):
        view.keyboard.press("Tab")
        focused = view.evaluate("document.activeElement.id || document.activeElement.value")
        if focused in values:
            view.keyboard.type(values.pop(focused))
        if focused == "check":
            break
    assert values == {}
    assert view.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    # Enter in a field leads to the check, as its button does.
    view.locator("#field-invoice").focus()
    view.keyboard.press("Enter")
    expect(view.locator(".ringfence h2")).to_contain_text("check your answers")
    assert '"KEYS-1"' not in spending(site)
    for _ in range(80):
        view.keyboard.press("Tab")
        if view.evaluate("document.activeElement.value") == "save":
            break
    view.keyboard.press("Enter")
    expect(view.locator("#answer")).to_contain_text("Recorded.")
    assert '"KEYS-1"' in spending(site)


def test_a_virement_on_a_decision(site: Any, view: Page) -> None:
    open_form(view, site, "Virement")
    view.locator("#field-source").select_option("Reserve")
    view.locator("#field-to").select_option("2018-19/Diversionary")
    view.locator("#field-amount").fill("100")
    view.locator("#field-date").fill("2018-06-11")
    to_check(view)
    expect(view.locator(".field.wrong .problem, #problems").first).to_contain_text("decision")

    open_form(view, site, "Decision")
    view.locator("#field-called").fill("CSP-2018-06-11-01")
    view.locator("#field-body").fill("CSP")
    view.locator("#field-title").fill("£100 from the reserve")
    view.locator("#field-amount").fill("100")
    view.locator("#field-date").fill("2018-06-11")
    record(view)

    open_form(view, site, "Virement")
    view.locator("#field-source").select_option("Reserve")
    view.locator("#field-to").select_option("2018-19/Diversionary")
    view.locator("#field-amount").fill("100")
    view.locator("#field-date").fill("2018-06-11")
    view.locator("#field-decision").select_option("CSP-2018-06-11-01")
    record(view)

    view.goto(site.page("Reserve", "?time=fy2019"))
    expect(view.locator("#moves tbody tr").first).to_contain_text("CSP-2018-06-11-01")
    expect(view.locator("#moves tbody tr").first).to_contain_text("-£100.00")


@pytest.mark.parametrize("name", [step.title for step in STEPS.values()])
def test_every_form_is_accessible(untouched: Any, view: Page, shot: Shot, name: str) -> None:
    open_form(view, untouched, name)
    if view.get_by_role("button", name="Go on").count():
        view.locator("form.record select").select_option(index=1)
        view.get_by_role("button", name="Go on").click()
        expect(view.get_by_role("button", name="Check your answers")).to_be_visible()
    for details in view.locator(".ringfence details").all():
        details.locator("summary").click()
    found = Axe().run(view, context=".ringfence")
    assert found.violations_count == 0, found.generate_report()
    shot(view, f"Record-{name}")
