"""Declarations: read strictly, amended by date, every fault said once at its line."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from beancount.parser import parser

from ringfence.ledger.book import Book
from ringfence.ledger.declarations.models import FUNDER_TERMS, MODELS, Fund
from ringfence.ledger.declarations.reading import field_names
from ringfence.ledger.declarations.register import Register
from ringfence.ledger.metadata import STAMPS
from tests.conftest import Refused

FUND = """2017-04-01 custom "fund" "F"
  title: "A grant"
  funder: "OPCC"
  stage: "awarded"
"""

WHOLE = """
2017-04-01 custom "partnership" "Oadby & Wigston CSP"
  host: "The Borough Council"
  finance-role: "Chief Finance Officer"
  council-code: "4711"
2017-04-01 custom "person" "cs-officer"
  name: "Community Safety Officer"
  role: "officer"
  email: "cs@council.example"
  login: "asmith"
  may: "record, certify"
2017-04-01 custom "fund" "F"
  title: " A grant "
  funder: "OPCC"
  stage: "at-risk"
  award: 38000.00 GBP
  instalments: "2017-09-15 19,000.00, 2018-01-15 19000 GBP"
  spend-from: 2017-04-01
  spend-by: 2018-03-31
  unspent: "carry-forward"
  payment: "on-order"
  reported-in: "G"
  returns: "six-monthly"
  due-days: 30
  lead-days: 10
  working-days: 5
  notice-from: 2017-12-01
  capital: FALSE
  purposes: "cadets, first aid"
  ineligible: "alcohol"
  categories: "Staff, Premises"
  virement-percent: 10
  variance-percent: 7.5
  variance-floor: 100
  match-percent: 20
  evidence-over: 500.00 GBP
  conditions: "None yet"
  records-years: 6
  council-code: "A1"
  reference: "PCC/1"
  award-letter: "27 March 2017"
  addressee: "Grants Officer, Police HQ"
  authorised-person: "cs-officer"
  deputy: "chair"
  form: "forms/opcc.docx"
  clauses: "spend-by 7.2, capital Annex B 3"
  decision: "CSP-1, CSP-2"
  illustrative: TRUE
  private: TRUE
  recorded-by: "cs-officer"
  recorded-at: "2017-04-01T09:00:00"
2017-04-10 custom "plan" "2017-18"
  adopted: 2017-04-10
  approved: 2017-07-24
2017-04-01 custom "action" "2017-18" "Kicks"
  title: "Kicks"
  priority: "Young people"
  objectives: "Less trouble"
  purposes: "football"
  lead: "Officer"
  shares: "F 60, G 40%"
  profile: "2017-09-30 800.00; 2018-03-31 1000.00"
  until: 2018-02-28
  council-code: "K"
2017-04-01 custom "earmark" "2017-18" "Kicks" "Spring"
  title: "Spring"
  provider: "Leicester City FC"
  order: "PO-1"
  agreement: "SLA"
  purpose: "football"
  delivery-from: 2017-04-01
  delivery-by: 2017-06-30
  pay-by: 2017-07-31
  shares: "F 1"
2017-06-12 custom "decision" "CSP-1"
  body: "CSP"
  title: "So decided"
  amount: 1000.00 GBP
  minute: "12 June"
  ratified-by: "CSP-2"
  document: "minutes.pdf"
2017-06-05 custom "proposal" "CCTV"
  title: "Cameras"
  from: "Reserve"
  to: "2017-18/Kicks"
  amount: 1000.00 GBP
  owner: "Officer"
  meeting: 2017-06-12
  outcome: "declined"
2017-08-31 custom "measure" "2017-18" "Kicks" "young people" 64
  from: 2017-04-01
  to: 2017-08-31
  source: "Registers"
  group: "girls"
2017-04-01 custom "target" "2017-18" "Kicks" "young people" 120
  from: 2017-04-01
  to: 2018-03-31
2017-08-31 custom "forecast" "2017-18" "Kicks" 11000.00 GBP
  reason: "All earmarked"
  rag: "green"
2017-08-31 custom "forecast" "2017-18" "Kicks" "straight-line"
  fund: "F"
  reason: "It goes on as so far"
  rag: "amber"
2017-10-02 custom "question" "Q-2017-10-02-01"
  about: "F/2017-18-H1"
  figure: "claim.this_claim"
  asked-by: "OPCC"
  text: "Is it net?"
  answered: 2017-10-02
  answered-by: "cfo"
  answer: "Yes."
  seal: "1-ab12"
  previous: "1-cd34"
2026-04-01 custom "paper" "documents/minutes.pdf"
  status: "redacted"
  reason: "A name is struck out"
  by: "cfo"
  digest: "ab12"
  seal: "1-ab12"
  previous: "1-cd34"
2017-10-05 custom "council-listing" "2017-10-05.owbc"
  file: "council/2017-10-05.owbc.csv"
  digest: "ab12"
  profile: "owbc"
  source: "September.xlsx"
  source-digest: "cd34"
  rows: 41
  lines: 38
  total: -120.50 GBP
  from: 2017-09-01
  until: 2017-09-30
2017-10-06 custom "council-item" "owbc:4711:1"
  state: "miscoded"
  clears: "owbc:4712:1, owbc:4713:1"
  reason: "Of another cost centre"
2017-10-09 custom "reconciliation" "2017-09-30"
  status: "signed"
  council-balance: 9000.00 GBP
  our-balance: 8700.00 GBP
  timing: -300.00 GBP
  miscoded: 0.00 GBP
  difference: 0.00 GBP
  lines: 1000.00 GBP
  seal: "1-ab12"
  previous: "1-cd34"
  signed-by: "cfo"
  reason: "None"
  digest: "ef56"
  statement: "ef78"
2017-06-12 custom "return" "F" "2017-18-H1"
  due: 2017-09-29
  as-at: 2017-08-31
  status: "draft"
  prepared-by: "cs-officer"
  certified-by: "cfo"
  declined-by: "chair"
  snapshot: "ab12"
  question: "Q-2017-10-02-01"
  question-seal: "gh78"
  joined-by: "cfo"
  joined-reason: "An old copy"
  joined: "ij90"
  redacts: "kl12"
  redacted-by: "cfo"
  redacted-reason: "Somebody asked to be forgotten"
  seal: "cd34"
  previous: "ef56"
  evidence: "folder"
  evidence-digest: "sha256:00"
  submitted-by: "cs-officer"
  reason: "Reopened for a late invoice"
  reference: "R1"
  quoted: "ab12"
  digest: "ab"
  narrative-digest: "n"
2018-05-01 custom "year" "2017-18"
  status: "closed"
  closed-by: "cfo"
  reason: "All is in"
  digest: "cd"
2017-04-01 custom "fava-option" "fiscal-year-end" "03-31"
"""


def register_of(text: str) -> Register:
    entries, errors, _options = parser.parse_string(text)
    assert errors == []
    return Book(sorted(entries, key=lambda entry: entry.date)).register


def test_every_kind_is_read_with_every_field() -> None:
    register = register_of(WHOLE)

    assert register.faults == []
    named = {
        history.first.kind: history.versions[0].changed | {"private", "illustrative"}
        for history in register.all()
    }
    everywhere = {"decision", "illustrative", "private", *STAMPS}
    optional = {"target": {"source", "group"}}
    for kind, model in MODELS.items():
        missing = set(field_names(model)) - named[kind] - everywhere
        assert missing == optional.get(kind, set()), kind


def test_values_come_in_their_own_types() -> None:
    register = register_of(WHOLE)
    fund = register.funds["F"].latest

    assert (fund.title, fund.capital, fund.private, fund.due_days) == ("A grant", False, True, 30)
    assert fund.award == Decimal("38000.00")
    assert fund.instalments == (
        (datetime.date(2017, 9, 15), Decimal("19000.00")),
        (datetime.date(2018, 1, 15), Decimal(19000)),
    )
    assert fund.spend_by == datetime.date(2018, 3, 31)
    assert fund.purposes == ("cadets", "first aid")
    assert fund.clauses == (("spend-by", "7.2"), ("capital", "Annex B 3"))
    assert fund.decision == ("CSP-1", "CSP-2")
    assert fund.variance_percent == Decimal("7.5")
    action = register.actions["2017-18", "Kicks"].latest
    assert action.shares == (("F", Decimal(60)), ("G", Decimal(40)))
    assert [step.amount for step in action.profile] == [Decimal("800.00"), Decimal("1000.00")]
    proposal = register.proposals["CCTV"].latest
    assert (proposal.source, proposal.to) == ("Reserve", "2017-18/Kicks")
    assert register.partnership is not None
    assert register.partnership.name == "Oadby & Wigston CSP"
    measure = register.measures[
        "2017-18", "Kicks", "young people", "2017-04-01", "2017-08-31", "girls"
    ]
    assert measure.latest.count == Decimal(64)
    assert register.forecasts["2017-18", "Kicks"].latest.outturn == Decimal("11000.00")
    assert register.forecasts["2017-18", "Kicks", "F"].latest.outturn is None
    assert register.council_listings["2017-10-05.owbc"].latest.total == Decimal("-120.50")
    assert register.council_items["owbc:4711:1"].latest.state == "miscoded"
    assert register.reconciliations["2017-09-30"].latest.timing == Decimal("-300.00")


def test_a_reconciliation_is_of_a_day() -> None:
    register = register_of('2017-10-09 custom "reconciliation" "September"\n  status: "signed"\n')

    (fault,) = register.faults
    assert fault.message == (
        'reconciliation "September": `day:` “September” is not a date. [declaration]'
    )


def test_a_mark_is_cleared_by_a_state_without_value() -> None:
    register = register_of(
        '2017-10-06 custom "council-item" "a:1:1"\n  state: "timing"\n  reason: "Late"\n'
        '2017-10-07 custom "council-item" "a:1:1"\n  state:\n'
    )

    assert register.faults == []
    assert register.council_items["a:1:1"].latest.state is None


def test_books_without_a_partnership_have_none() -> None:
    assert register_of(FUND).partnership is None


def test_a_model_is_frozen_and_knows_no_other_field() -> None:
    for model in MODELS.values():
        assert model.model_config["frozen"] is True
        assert model.model_config["extra"] == "forbid"


def test_the_funders_terms_are_fields_of_a_fund() -> None:
    assert set(field_names(Fund)) >= FUNDER_TERMS


# What a directive of line 1 says that is wrong, and the message without its beginning and end.
FIELD_FAULTS = [
    ("title: 5", "`title:` write it as text in quotes, not “5”"),
    ('title: " "', "`title:` it is empty"),
    ("title: TRUE", "`title:` write it as text in quotes, not TRUE"),
    ("title: FALSE", "`title:` write it as text in quotes, not FALSE"),
    ('stage: "awardd"', ("`stage:` “awardd” is not one of bid, refused, withdrawn, indicative, "
                         "at-risk, awarded or closed")),
    ("stage: 5", ("`stage:` “5” is not one of bid, refused, withdrawn, indicative, at-risk, "
                  "awarded or closed")),
    ('unspent: "spend"', "`unspent:` “spend” is not one of repay, carry-forward or keep"),
    ('award: "38000"', "`award:` write pounds such as 38000.00 GBP, not “38000”"),
    ("award: 38000.00 EUR", "`award:` it is in EUR; the books are in GBP"),
    ("award: 38000.005 GBP", "`award:` 38000.005 is not an amount to the penny"),
    ("award: -1.00 GBP", "`award:` -1.00 is negative; write it without the minus"),
    ('virement-percent: "10"', "`virement-percent:` write a plain number, not “10”"),
    ("virement-percent: 10 GBP", "`virement-percent:` write a plain number, not “10 GBP”"),
    ("virement-percent: -1", "`virement-percent:` -1 is negative; write it without the minus"),
    ("due-days: 2.5", "`due-days:` write a whole number, not 2.5"),
    ('spend-by: "2018-03-31"', ("`spend-by:` write a date such as 2018-03-31 without quotes, not "
     "“2018-03-31”")),
    ('capital: "no"', "`capital:` write TRUE or FALSE without quotes, not “no”"),
    ('reported-in: "plf 1"', ("`reported-in:` “plf 1” can't stand in an account: begin with a "
     "capital or a digit, then letters, digits and hyphens")),
    ('instalments: "September 19000"', ("`instalments:` “September 19000” is not a date and "
                                        "amount; write 2017-09-15 19000.00")),
    ('instalments: "2017-09-15 ,"', ("`instalments:` “2017-09-15 ,” is not a date and amount; "
                                     "write 2017-09-15 19000.00")),
    ('instalments: "2017-09-31 1.00"', "`instalments:` “2017-09-31” is not a date"),
    ('instalments: "2017-09-15 1.001"', "`instalments:` 1.001 is not an amount to the penny"),
    ('instalments: "2017-09-15 1.00, 2017-09-15 2.00"', ("`instalments:` put the dates in order, "
                                                         "each once")),
    ('instalments: "2017-09-15 1.00, 2017-09-14 2.00"', ("`instalments:` put the dates in order, "
                                                         "each once")),
    ('purposes: " , "', "`purposes:` it is empty"),
    ('clauses: "spend-by"', "`clauses:` “spend-by” is not a field and clause; write spend-by 7.2"),
    ('spend_by: "2018"', "`spend_by:` is not one of its fields; did you mean `spend-by:`?"),
    ('titel: "A"', "`titel:` is not one of its fields; did you mean `title:`?"),
    ('id: "G"', "`id:` is not one of its fields; its id comes after its kind"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), FIELD_FAULTS)
def test_a_field_in_the_wrong_form_gets_its_sentence(
    line: str, reason: str, refused: Refused
) -> None:
    key = line.partition(":")[0]
    fund = "".join(f"{part}\n" for part in FUND.splitlines() if not part.startswith(f"  {key}:"))
    end = "" if reason.endswith("?") else "."
    faults = refused("declaration", base=False, text=f"{fund}  {line}\n")

    assert faults == [("1", f'fund "F": {reason}{end} [declaration]')]


OTHER_FAULTS = [
    ('custom "fund" "F" "G"', ('fund: it has 2 values after its kind, not 1; write custom "fund" '
     "<id>")),
    ('custom "measure" "2017-18" "A" "n"', ("measure: it has 3 values after its kind, not 4; write "
     'custom "measure" <year> <action> <name> <count>')),
    ('custom "fund" 5', 'fund "5": its id “5” should be text in quotes'),
    ('custom "plan" "2017-19"', ('plan "2017-19": “2017-19” is not a financial year: write the '
                                 "year it begins and the two last digits of the year it ends, such "
                                 "as 2017-18")),
    ('custom "plan" "2017-18"', 'plan "2017-18": it needs `adopted:`'),
    ('custom "person" "x"\n  role: "officer"\n  rank: "1"',
     ('person "x": it needs `name:`|person "x": `rank:` is not one of its fields; it takes '
      "decision, illustrative, private, recorded-by, recorded-login, recorded-for, recorded-at, "
      "id, name, role, email, login, may")),
    ('custom "action" "2017-18" "kicks"\n  title: "K"', ('action "2017-18" "kicks": `id:` “kicks” '
     "can't stand in an account: begin with a capital or a digit, then letters, digits and "
     "hyphens")),
    ('custom "action" "2017-18" "Kicks"\n  title: "K"\n  shares: "F"', ('action "2017-18" "Kicks": '
                                                                        "`shares:` “F” is not a "
                                                                        "fund and share; write "
                                                                        "UNI-SSS 60, CBC-SSS 40")),
    ('custom "action" "2017-18" "Kicks"\n  title: "K"\n  shares: "F 0"', ('action "2017-18" '
                                                                          '"Kicks": `shares:` “F '
                                                                          '0” is not a fund and '
                                                                          'share; write UNI-SSS '
                                                                          '60, CBC-SSS 40')),
    ('custom "action" "2017-18" "Kicks"\n  title: "K"\n  shares: "F 1, F 2"', ('action "2017-18" '
     '"Kicks": `shares:` it names a fund twice')),
    ('custom "proposal" "P"\n  title: "P"\n  from: "reserve"', ('proposal "P": `from:` “reserve” '
                                                                "is not a pot: write Unallocated, "
                                                                "Reserve, Reserve/Name, an action "
                                                                "(2017-18/Diversionary) or an "
                                                                "earmark "
                                                                "(2017-18/Diversionary/Kicks)")),
    ('custom "partnership" 5', "partnership: `name:` write it as text in quotes, not “5”"),
]  # fmt: skip


@pytest.mark.parametrize(("directive", "reasons"), OTHER_FAULTS)
def test_a_directive_that_cannot_be_read_gets_its_sentences(
    directive: str, reasons: str, refused: Refused
) -> None:
    faults = refused("declaration", base=False, text=f"2017-04-01 {directive}\n")

    assert faults == [("1", f"{reason}. [declaration]") for reason in reasons.split("|")]


def test_every_wrong_field_of_a_directive_is_named(refused: Refused) -> None:
    """
    2017-04-01 custom "fund" "F"
      title: 5
      stage: "awarded"
      award: 1.00 EUR
    """
    assert refused("declaration", base=False) == [
        ("1", 'fund "F": `title:` write it as text in quotes, not “5”. [declaration]'),
        ("1", 'fund "F": it needs `funder:`. [declaration]'),
        ("1", 'fund "F": `award:` it is in EUR; the books are in GBP. [declaration]'),
    ]


def test_a_number_for_a_measure_may_not_be_text(refused: Refused) -> None:
    """
    2017-08-31 custom "measure" "2017-18" "Bluelight" "courses" "3"
      from: 2017-04-01
      to: 2017-08-31
    """
    assert refused("declaration") == [
        (
            "1",
            (
                'measure "2017-18" "Bluelight" "courses" "2017-04-01" "2017-08-31": `count:` '
                "write a plain number, not “3”. [declaration]"
            ),
        )
    ]


def test_what_could_not_be_read_is_not_called_undeclared_on_top(refused: Refused) -> None:
    """
    2017-04-01 custom "fund" "Broken"
      titel: "Broken grant"
      funder: "PCC of Elsewhere"
      stage: "awarded"
    2017-04-02 custom "fund" "Broken"
      stage: "closed"
      decision: "Elsewhere-1"
    2017-04-01 custom "action" "2017-18" "Broken"
      lead: "Nobody"
    2017-04-01 custom "earmark" "2017-18" "Broken" "Broken"
      titel: "Broken"
    2017-04-01 custom "decision" "Elsewhere-1"
      body: "PCC of Elsewhere"
      title: "Closed"
    2017-04-01 custom "decision" "Broken"
      body: "CSP"
    2017-04-03 * "OPCC" "Award"
      Assets:Awarded:OPCC:Broken                       10.00 GBP
      Income:OPCC:Broken                              -10.00 GBP
    2017-06-12 * "Reserve to what is broken"
      decision: "Broken"
      Equity:Reserve:Grant                             10.00 GBP
      Equity:Plan:2017-18:Broken:Grant                -10.00 GBP
    2017-06-12 * "Set aside"
      Equity:Plan:2017-18:Broken:Grant                 10.00 GBP
      Equity:Plan:2017-18:Broken:Broken:Grant         -10.00 GBP
    2017-06-13 * "Advance"
      Assets:Prepaid:BrokenProvider:Grant              10.00 GBP
      Assets:Council:Grant                            -10.00 GBP
    """
    message = 'earmark "2017-18" "Broken" "Broken": '
    assert sorted(refused("declaration")) == sorted(
        [
            ("1", 'fund "Broken": it needs `title:`. [declaration]'),
            (
                "1",
                (
                    'fund "Broken": `titel:` is not one of its fields; did you mean `title:`? '
                    "[declaration]"
                ),
            ),
            ("8", 'action "2017-18" "Broken": it needs `title:`. [declaration]'),
            ("10", f"{message}it needs `title:`. [declaration]"),
            (
                "10",
                f"{message}`titel:` is not one of its fields; did you mean `title:`? [declaration]",
            ),
            ("15", 'decision "Broken": it needs `title:`. [declaration]'),
        ]
    )


def test_a_directive_amends_what_it_names_from_its_date_on() -> None:
    register = register_of(
        FUND.replace("awarded", "at-risk")
        + '  award: 10.00 GBP\n  illustrative: TRUE\n  recorded-by: "x"\n  private: TRUE\n'
        + '2017-07-24 custom "fund" "F"\n  stage: "awarded"\n  decision: "OPCC-1"\n'
        + '2017-08-01 custom "fund" "F"\n  award:\n  decision: "OPCC-2"\n'
    )
    history = register.funds["F"]

    assert register.faults == []
    assert history.at(datetime.date(2017, 3, 31)) is None
    assert history.at_or_first(datetime.date(2017, 3, 31)).stage == "at-risk"
    stages = {
        day: history.at_or_first(datetime.date.fromisoformat(day)).stage
        for day in ("2017-04-01", "2017-07-23", "2017-07-24", "2018-01-01")
    }
    assert list(stages.values()) == ["at-risk", "at-risk", "awarded", "awarded"]
    assert [version.value.award for version in history.versions] == [
        Decimal("10.00"),
        Decimal("10.00"),
        None,
    ]
    # A decision, a recorder and `illustrative` speak of their own directive alone.
    assert [version.value.decision for version in history.versions] == [
        (),
        ("OPCC-1",),
        ("OPCC-2",),
    ]
    assert [version.value.illustrative for version in history.versions] == [True, False, False]
    assert [version.value.recorded_by for version in history.versions] == ["x", None, None]
    assert [version.value.private for version in history.versions] == [True, True, True]
    assert [version.changed for version in history.amendments] == [
        {"id", "stage", "decision"},
        {"id", "award", "decision"},
    ]
    assert (history.first_day, history.first.stage) == (datetime.date(2017, 4, 1), "at-risk")


def test_what_is_cleared_stays_cleared() -> None:
    register = register_of(
        f"{FUND}  award: 10.00 GBP\n"
        '2017-08-01 custom "fund" "F"\n  award:\n  decision: "OPCC-2"\n'
        '2017-09-01 custom "fund" "F"\n  stage: "closed"\n  decision: "OPCC-2"\n'
    )

    assert register.funds["F"].latest.award is None


def test_a_required_field_cannot_be_cleared(refused: Refused) -> None:
    """
    2017-07-24 custom "fund" "Grant"
      title:
      decision: "OPCC-1"
    """
    assert refused("declaration") == [
        ("1", 'fund "Grant": it needs `title:`. [declaration]'),
    ]


@pytest.mark.parametrize(
    "directive",
    [
        'custom "fund" "Grant"',
        'custom "plan" "2017-18"',
        'custom "action" "2017-18" "Bluelight"',
        'custom "decision" "CSP-1"',
    ],
)
def test_four_kinds_are_amended_by_decision_alone(directive: str, refused: Refused) -> None:
    text = f'2018-01-01 {directive}\n  recorded-by: "x"\n'
    ((place, message),) = refused("declaration", text=text)

    assert place == "1"
    assert message.endswith(
        '. To amend it from 2018-01-01 on, name who decided so: add `decision: "…"`. [declaration]'
    )
    assert ": it is declared already at base.beancount:" in message
    assert refused("declaration", text=f'{text}  decision: "CSP-1"\n') == []


def test_those_four_change_once_a_day(refused: Refused) -> None:
    """
    2017-07-24 custom "fund" "Grant"
      stage: "at-risk"
      decision: "OPCC-1"
    2017-07-24 custom "fund" "Grant"
      stage: "awarded"
      decision: "OPCC-1"
    """
    assert refused("declaration") == [
        (
            "4",
            (
                'fund "Grant": it is declared already at main.beancount:1 on the '
                "same day, 2017-07-24. To amend it, give the directive a later date and the "
                "decision for it; to "
                "correct it, edit the first. [declaration]"
            ),
        )
    ]


def test_a_second_declaration_of_one_id_gets_a_sentence(refused: Refused) -> None:
    """
    2017-04-01 custom "fund" "Grant"
      title: "The same again"
      funder: "OPCC"
      stage: "awarded"
    """
    assert refused("declaration") == [
        (
            "base:2",
            (
                'fund "Grant": it is declared already at main.beancount:1 on the '
                "same day, 2017-04-01. To amend it, give the directive a later date and the "
                "decision for it; to "
                "correct it, edit the first. [declaration]"
            ),
        )
    ]


def test_the_others_are_amended_freely_and_in_the_order_of_their_lines() -> None:
    register = register_of(
        '2017-06-12 custom "return" "F" "2017-18-H1"\n  due: 2017-09-29\n'
        '2017-06-12 custom "return" "F" "2017-18-H1"\n  due: 2017-09-30\n  status: "draft"\n'
        '2017-07-12 custom "return" "F" "2017-18-H1"\n  status: "submitted"\n'
        '2017-08-31 custom "measure" "2017-18" "A" "n" 3\n'
        "  from: 2017-04-01\n  to: 2017-08-31\n"
        '2017-09-01 custom "measure" "2017-18" "A" "n" 4\n'
        "  from: 2017-04-01\n  to: 2017-08-31\n"
    )

    assert register.faults == []
    submitted = register.returns["F", "2017-18-H1"].latest
    assert (submitted.due, submitted.status) == (datetime.date(2017, 9, 30), "submitted")
    (measure,) = register.measures.values()
    assert [version.value.count for version in measure.versions] == [Decimal(3), Decimal(4)]


def test_group_and_period_are_part_of_a_measures_id() -> None:
    one = '2017-08-31 custom "measure" "2017-18" "A" "n" 3\n  from: 2017-04-01\n'
    register = register_of(
        f"{one}  to: 2017-08-31\n"
        f'{one}  to: 2017-08-31\n  group: "girls"\n'
        f'{one}  to: 2017-08-31\n  group: "boys"\n'
        f"{one}  to: 2017-07-31\n"
    )

    assert register.faults == []
    assert [key[3:] for key in register.measures] == [
        ("2017-04-01", "2017-08-31", ""),
        ("2017-04-01", "2017-08-31", "girls"),
        ("2017-04-01", "2017-08-31", "boys"),
        ("2017-04-01", "2017-07-31", ""),
    ]


def test_spans_give_every_day_to_one_version() -> None:
    history = register_of(
        f'{FUND}2017-07-24 custom "fund" "F"\n  stage: "closed"\n  decision: "X"\n'
    ).funds["F"]

    assert [(span.first, span.last, span.version.value.stage) for span in history.spans()] == [
        (datetime.date.min, datetime.date(2017, 7, 23), "awarded"),
        (datetime.date(2017, 7, 24), datetime.date.max, "closed"),
    ]


def test_declarations_of_a_day_hold_before_its_transactions(refused: Refused) -> None:
    """
    2017-06-12 * "Leicester City FC" "KICKS, again"
      Equity:Plan:2017-18:Diversionary:Grant          100.00 GBP
      Equity:Plan:2017-18:Diversionary:Again:Grant   -100.00 GBP
    2017-06-12 custom "earmark" "2017-18" "Diversionary" "Again"
      title: "KICKS, again"
    """
    assert refused("declaration") == []


def test_another_plugins_customs_are_left_alone() -> None:
    assert register_of('2017-04-01 custom "budget" Expenses:Plan "monthly" 1 GBP\n').faults == []


@pytest.mark.parametrize("value", ["TRUE", "5", "2017-04-01", "1.00 GBP", "Assets:Council", '""'])
@pytest.mark.parametrize("kind", sorted(MODELS))
def test_no_value_of_any_type_is_anything_but_a_sentence(
    kind: str, value: str, book: Callable[..., Book]
) -> None:
    model = MODELS[kind]
    count = len(model.ids) + len(model.counted)
    fields = "".join(f"  {name}: {value}\n" for name in field_names(model))
    text = f"2017-04-01 custom {json.dumps(kind)} {' '.join([value] * count)}\n{fields}"

    faults = book(base=False, text=text).register.faults
    assert faults
    assert not [fault.message for fault in faults if "Decimal(" in fault.message]
