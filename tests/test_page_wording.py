"""What pages call the fields and steps that messages name: forms where there are, else commands."""

import datetime
import html
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from ringfence import pages
from ringfence.cli.main import main as program
from ringfence.cli.serve.forms import FormRecorder
from ringfence.cli.serve.serving import make_app
from ringfence.cli.settings import Settings
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.messages import name_field
from ringfence.pages.tasks import PAGE_TITLES, SHOWN_ON
from ringfence.pages.wording import At, label

BOOKS = """
plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "Grant"
  title: "A grant (illustrative)"
  funder: "OPCC"
  stage: "awarded"
  evidence-over: 500.00 GBP
2017-04-01 custom "action" "2017-18" "A"
  title: "An action (illustrative)"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:Grant     1000.00 GBP
  Income:OPCC:Grant            -1000.00 GBP
2017-04-01 * "Plan"
  Equity:Unallocated:Grant       600.00 GBP
  Equity:Plan:2017-18:A:Grant   -600.00 GBP
2017-04-01 * "Contingency"
  Equity:Unallocated:Grant       100.00 GBP
  Equity:Reserve:Grant          -100.00 GBP
2017-06-01 * "--payee {vat} <b> ringfence vire A B" "Hall"
  Expenses:Plan:2017-18:A:Grant  640.50 GBP
  Assets:Council:Grant          -640.50 GBP
"""


@pytest.fixture(scope="module")
def at() -> At:
    return At.recorder(FormRecorder(Path("main.beancount"), Settings(None, "cs-officer")))


@pytest.fixture
def main(tmp_path: Path) -> Path:
    path = tmp_path / "main.beancount"
    path.write_text(
        BOOKS + '2017-01-01 custom "fava-extension" "ringfence.reports.fava_pages"\n',
        encoding="utf-8",
    )
    return path


def client(main: Path, *, recording: bool) -> FlaskClient:
    recorder = FormRecorder(main, Settings(None, "cs-officer")) if recording else None
    return make_app(main, recorder).test_client()


def findings(main: Path, *, recording: bool) -> str:
    return shown(main, "Findings", recording=recording)


def shown(main: Path, page: str, query: str = "", *, recording: bool) -> str:
    browser = client(main, recording=recording)
    start = browser.get("/", follow_redirects=True).request.path.split("/")[1]
    answer = browser.get(f"/{start}/extension/{page}/{query}")
    return html.unescape(answer.get_data(as_text=True))


def test_a_field_is_called_as_on_its_form(at: At) -> None:
    day = datetime.date(2017, 6, 12)
    text = "Date it (" + name_field("date", value=day) + "), or (" + name_field("vat") + ")"
    assert at.tell(text) == "Date it (the field “Date”, 2017-06-12), or (the field “VAT”)"
    assert at.tell(name_field("POT")) == "the field “Pot”"
    assert at.tell(name_field("approved-by", "PERSON")) == "the field “Approved by”"


def test_a_field_that_this_form_lacks_is_for_a_terminal(at: At) -> None:
    here = at._replace(form="vire")
    assert here.tell(name_field("decision", "ID")) == "the field “Decision”"
    assert here.tell(name_field("vat", "AMOUNT")) == "--vat AMOUNT in a terminal"


def test_without_forms_a_field_is_named_as_in_a_terminal_too() -> None:
    text = "Name it (" + name_field("decision", "ID") + ")."
    assert At.recorder(None).tell(text) == (
        "Name it (the field “Decision”, --decision ID in a terminal)."
    )


def test_a_step_with_a_form_is_found_there_with_what_it_says(at: At) -> None:
    line = command("vire", "2017-18/A", "2017-18/B", Decimal("40.50"), decision=Blank.ID)
    assert at.tell("Once decided: " + line + ".") == (
        "Once decided: “Virement” on the Record page (From: 2017-18/A; To: 2017-18/B; "
        "Amount: 40.50)."
    )
    assert at.tell("Type: " + line).startswith("Use “Virement” on the Record page (From: ")
    assert at.tell("(`" + command("spend") + "`)") == "(“Spend” on the Record page)"
    assert at._replace(form="vire").tell(command("spend")) == "“Spend” on this page"
    (part,) = at.parts(line)
    assert (part.form, part.values) == (
        "vire",
        {"source": "2017-18/A", "to": "2017-18/B", "amount": "40.50"},
    )


def test_a_step_without_a_form_is_a_command_to_type(at: At) -> None:
    line = command("init", "books", year="2017-18")
    typed = "ringfence init books --year 2017-18"
    assert at.tell("If it awarded it: " + line) == (
        f"If it awarded it (type in a terminal): {typed}"
    )
    assert at.tell("Type: " + line) == f"Type in a terminal: {typed}"
    # A form that lacks what the step says is no way to take it.
    more = command("vire", "A", "B", 5, dry_run=True)
    assert at.tell(more) == "ringfence vire A B 5 --dry-run"


@pytest.mark.parametrize("title", ["id", "irrecoverable vat", "pay by"])
def test_a_field_is_headed_by_what_its_option_is_called(title: str) -> None:
    heads = {"id": "ID", "irrecoverable vat": "Irrecoverable VAT", "pay by": "Pay by"}
    assert label(title) == heads[title]


def test_the_findings_page_leads_to_the_form(main: Path) -> None:
    """640.50 was spent of 600.00, without an invoice; what was typed stays as it is."""
    page = findings(main, recording=True)
    assert "“--payee {vat} <b> ringfence vire A B, Hall” spends £640.50 of Grant" in page
    assert "Add the reference (the field “Invoice”), or file the paper" in page
    assert (
        '&fund=Grant&date=2017-06-01">“Virement” on the Record page (From: Reserve; '
        "To: 2017-18/A; Amount: 40.50; Fund: Grant; Date: 2017-06-01)</a>"
    ) in page
    assert "--invoice" not in page


def test_the_findings_page_without_forms_says_what_to_type(main: Path) -> None:
    page = findings(main, recording=False)
    assert "(the field “Invoice”, --invoice REFERENCE in a terminal)" in page
    assert (
        "Type in a terminal: <code>ringfence vire Reserve 2017-18/A 40.50 --fund Grant "
        "--date 2017-06-01 --decision ID</code>"
    ) in page


def test_a_refusal_at_a_form_names_its_fields(main: Path) -> None:
    """Of the £600.00 planned £640.50 is spent, so nothing is free; Spend has a field for that."""
    recorder = FormRecorder(main, Settings(None, "cs-officer"))
    spend = {"pot": "2017-18/A", "amount": "5", "payee": "P", "invoice": "I-1"}
    at = At.recorder(recorder, "spend")
    _values, outcome = recorder.check("spend", spend, {})
    said = at.tell(outcome.problems["amount"])
    assert "awaiting a decision (the field “Pending”)" in said
    _values, gross = recorder.check("spend", {**spend, "gross": "yes"}, {})
    told = at.tell(gross.problems["vat"])
    assert "say how much of it is VAT that is recovered (the field “VAT”)" in told
    assert "--" not in told


def test_what_only_shows_is_the_page_that_shows_it(at: At) -> None:
    """At forms nobody types; where there are none, there may be a terminal."""
    told = "The books have a fault to correct: " + command("check")
    assert at.tell(told) == "The books have a fault to correct: the page “Findings”"
    assert "(type in a terminal): ringfence check" in At({}, {}).tell(told)
    for name in SHOWN_ON:
        assert CliRunner().invoke(program, [*name.split(), "--help"]).exit_code == 0
    assert set(SHOWN_ON.values()) <= set(PAGE_TITLES) <= set(pages.__all__)
    for name, title in PAGE_TITLES.items():
        assert getattr(pages, name).called() == title
