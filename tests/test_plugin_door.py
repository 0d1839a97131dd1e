"""The door: severities, overrides, configuration, and what Beancount is handed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ringfence.ledger import loading
from ringfence.ledger.findings import Severity, where
from ringfence.plugins import all as rules
from ringfence.plugins import door
from ringfence.plugins.wording import list_words, meant
from tests.conftest import Fault, Findings, Written, load_plainly, place_of

EIGHT = """2017-06-12 * "1: a second fund"
  Equity:Reserve:Older                           10.00 GBP
  Equity:Plan:2017-18:Diversionary:Grant        -10.00 GBP
2017-06-12 * "2: overdrawn"
  Expenses:Plan:2017-18:Bluelight:Grant        2000.01 GBP
  Assets:Council:Grant                        -2000.01 GBP
2017-06-12 * "3: no decision"
  Equity:Reserve:Grant                           10.00 GBP
  Equity:Plan:2017-18:Diversionary:Grant        -10.00 GBP
2017-06-12 * "4: no such action"
  Expenses:Plan:2017-18:Nothing:Grant             0.00 GBP
  Assets:Council:Grant                            0.00 GBP
2017-06-12 * "5: income from nowhere"
  Assets:Council:Grant                           10.00 GBP
  Income:OPCC:Grant                             -10.00 GBP
2017-06-12 * "6: euros"
  Assets:Receivable:OPCC:Grant                    0.00 EUR
  Assets:Council:Grant                            0.00 GBP
2017-06-12 custom "earmark" "2017-18" "Diversionary" "Seven"
  titel: "7: no title"
  title: "Seven"
2017-06-12 * "8: more on a decision than it allows"
  decision: "CSP-2"
  Equity:Unallocated:Grant                     1000.01 GBP
  Equity:Reserve:Grant                        -1000.01 GBP
"""


def test_eight_faults_are_eight_findings(findings: Findings, write: Written) -> None:
    expected = [
        ("declaration", "11"),
        ("declaration", "17"),
        ("declaration", "19"),
        ("self-balancing", "1"),
        ("self-balancing", "13"),
        ("overdrawn", "4"),
        ("authority", "7"),
        ("authority", "22"),
    ]
    first_four = ("declaration", "self-balancing", "overdrawn", "authority")
    found = findings(*first_four, text=EIGHT)
    assert [(each.rule, each.place) for each in found] == expected
    assert {each.severity for each in found} == {"block"}

    # The same under plain bean-check, each at its file and line, its rule last in brackets.
    _entries, errors, _options = load_plainly(write("ringfence.plugins.all", text=EIGHT))
    texts = [(error.message.rpartition(" [")[2][:-1], place_of(error.source)) for error in errors]
    assert [each for each in texts if each[0] in first_four] == expected


def test_beancount_gets_a_source_of_file_and_line_and_the_entry(write: Written) -> None:
    text = '2017-06-12 * "x"\n  Equity:Reserve:Grant 1.00 GBP\n  Assets:Council:Grant -1.00 GBP\n'
    entries, errors, _options = load_plainly(write("ringfence.plugins.self_balancing", text=text))

    (error,) = errors
    assert set(error.source) == {"filename", "lineno"}
    assert error.entry in entries
    assert type(error)._fields == ("source", "message", "entry")


def test_entries_pass_through_untouched(write: Written) -> None:
    text = '2017-06-12 * "x"\n  Equity:Reserve:Grant 1.00 GBP\n  Assets:Council:Grant -1.00 GBP\n'
    before, _errors, _options = load_plainly(write(text=text))
    after, _errors, _options = load_plainly(write("ringfence.plugins.all", text=text))
    assert after == before


SETTINGS = [
    (None, {}),
    ("", {}),
    ("  ", {}),
    ("warn", {"overdrawn": "warn"}),
    (" off ", {"overdrawn": "off"}),
    ("block", {"overdrawn": "block"}),
    ("{'overdrawn': 'off'}", {"overdrawn": "off"}),
    (" {'evidence': 'warn'}", {"evidence": "warn"}),
]


@pytest.mark.parametrize(("config", "expected"), SETTINGS)
def test_a_rules_configuration_is_a_severity(config: str | None, expected: object) -> None:
    assert door.read_settings("overdrawn", config) == (expected, [])


def test_the_configuration_of_all_names_rules() -> None:
    config = "{'evidence': 'warn', 'duplicate': 'off', 'declaration': 'block'}"
    assert door.read_settings("all", config) == (
        {"evidence": "warn", "duplicate": "off", "declaration": "block"},
        [],
    )
    assert door.read_settings("all", "{}") == ({}, [])


BAD = [
    ("all", "warn"),
    ("all", "'warn'"),
    ("all", "{'evidence': 'quiet'}"),
    ("all", "{'evidense': 'warn'}"),
    ("all", "{'declaration': 'warn'}"),
    ("all", "{'self-balancing': 'off'}"),
    ("all", "{'submitted': 'warn'}"),
    ("all", "{'evidence': 'warn'"),
    ("all", "{[]: 'warn'}"),
    ("all", "{'evidence': ['warn']}"),
    ("all", "{1: 'warn'}"),
    ("all", "()"),
    ("all", "open('/etc/hosts')"),
    ("all", "(" * 5000),
    ("all", "\x00"),
    ("overdrawn", "quiet"),
    ("overdrawn", "Warn"),
    ("overdrawn", "{'overdrawn': 'quiet'}"),
    ("self-balancing", "off"),
    ("declaration", "warn"),
]


@pytest.mark.parametrize(("name", "config"), BAD)
def test_a_bad_configuration_is_a_sentence(name: str, config: str) -> None:
    settings, (fault,) = door.read_settings(name, config)

    module = f"ringfence.plugins.{name.replace('-', '_')}"
    example = "\"{'evidence': 'warn'}\"" if name == "all" else '"warn"'
    assert settings == {}
    assert fault.source == {"filename": f"<{module}>", "lineno": 0}
    assert fault.message == (
        f"The configuration {config!r} of the plugin {module} can't be used: give each rule block, "
        f"warn or off, such as {example}. The rules are declaration, self-balancing, overdrawn, "
        "authority, stage, window, purpose, separation, duplicate, evidence, submitted, "
        "reconciled; declaration, self-balancing, submitted and reconciled always block. "
        "[declaration]"
    )


OVERDRAWN = (
    '2017-06-12 * "x"\n  Expenses:Plan:2017-18:Bluelight:Grant  3000.00 GBP\n'
    "  Assets:Council:Grant  -3000.00 GBP\n"
)


@pytest.mark.parametrize(
    ("plugin", "severities", "refused"),
    [
        ('plugin "ringfence.plugins.overdrawn"', ["block"], 1),
        ('plugin "ringfence.plugins.overdrawn" "warn"', ["warn"], 0),
        ('plugin "ringfence.plugins.overdrawn" "off"', [], 0),
        ("plugin \"ringfence.plugins.all\" \"{'overdrawn': 'warn'}\"", ["warn"], 0),
        ("plugin \"ringfence.plugins.all\" \"{'overdrawn': 'off'}\"", [], 0),
        ("plugin \"ringfence.plugins.all\" \"{'authority': 'off'}\"", ["block"], 1),
    ],
)
def test_severities_by_configuration(
    plugin: str, severities: list[str], refused: int, write: Written
) -> None:
    path = write(plugin, text=OVERDRAWN)
    books = loading.load(path)
    found = rules.judge(books.book, books.options)

    assert [each.severity.value for each in found if each.rule == "overdrawn"] == severities
    errors = [error.message for error in load_plainly(path)[1]]
    assert len([message for message in errors if message.endswith("[overdrawn]")]) == refused


def test_a_bad_configuration_is_said_by_bean_check_and_by_check(write: Written) -> None:
    path = write("plugin \"ringfence.plugins.all\" \"{'overdrawn': 'quiet'}\"", text=OVERDRAWN)
    books = loading.load(path)
    begin = "The configuration \"{'overdrawn': 'quiet'}\" of the plugin ringfence.plugins.all "

    assert books.errors == []
    found = rules.judge(books.book, books.options)
    (finding,) = [each for each in found if each.message.startswith(begin)]
    assert (finding.rule, finding.severity) == ("declaration", Severity.BLOCK)
    # The rules run all the same, as they are.
    assert [each.severity.value for each in found if each.rule == "overdrawn"] == ["block"]
    assert len([e for e in load_plainly(path)[1] if e.message.startswith(begin)]) == 1


OVERRIDDEN = """2017-06-12 * "x"
  override-{rule}: "{decision}"
  Equity:Reserve:Older                           10.00 GBP
  Equity:Plan:2017-18:Diversionary:Grant        -10.00 GBP
"""


@pytest.mark.parametrize("rule", ["declaration", "self-balancing", "submitted", "reconciled"])
def test_three_rules_cannot_be_overridden(rule: str, findings: Findings) -> None:
    text = OVERRIDDEN.format(rule=rule, decision="CSP-1")
    found = findings("declaration", "self-balancing", text=text)
    assert [(each.rule, each.severity, each.place) for each in found] == [
        ("declaration", "block", "1"),
        ("self-balancing", "block", "1"),
    ]
    assert f"{rule} can't be overridden; " in found[0].message


def test_an_override_needs_a_decision_that_exists(findings: Findings) -> None:
    line = '  override-overdrawn: "{}"\n'
    head, _, tail = OVERDRAWN.partition("\n")

    for decision, severity in (("Fin-1", "overridden"), ("CSP-9, Fin-1", "overridden")):
        text = f"{head}\n{line.format(decision)}{tail}"
        assert [each.severity for each in findings("overdrawn", text=text)] == [severity]
    for decision in ("CSP-9", "CSP-1", " "):
        text = f"{head}\n{line.format(decision)}{tail}"
        assert [each.severity for each in findings("overdrawn", text=text)] == ["block"]


def test_an_override_outweighs_a_setting_and_a_setting_leaves_pendings(write: Written) -> None:
    head, _, tail = OVERDRAWN.partition("\n")
    texts = {
        "overridden": f'{head}\n  override-overdrawn: "Fin-1"\n{tail}',
        "pending": OVERDRAWN.replace(" * ", " ! "),
        "warn": OVERDRAWN,
    }
    for severity, text in texts.items():
        book = loading.load(write(text=text)).book
        found = door.judge(book, {"overdrawn": rules.RULES["overdrawn"]}, {"overdrawn": "warn"})
        assert [each.severity.value for each in found] == [severity]


def test_the_gravest_come_first(findings: Findings) -> None:
    """
    2017-06-12 ! "Pending"
      Expenses:Plan:2017-18:Diversionary:Kicks:Grant   2000.00 GBP
      Assets:Council:Grant                            -2000.00 GBP
    2017-06-12 * "Overridden"
      override-overdrawn: "Fin-1"
      Expenses:Plan:2017-18:Diversionary:Grant         3000.00 GBP
      Assets:Council:Grant                            -3000.00 GBP
    2017-06-12 * "Blocks"
      Expenses:Plan:2017-18:Bluelight:Grant            3000.00 GBP
      Assets:Council:Grant                            -3000.00 GBP
    """
    assert [(each.severity, each.place) for each in findings("overdrawn")] == [
        ("block", "8"),
        ("pending", "1"),
        ("overridden", "4"),
    ]


def test_rules_wait_while_books_are_loaded_to_be_judged_afterwards(write: Written) -> None:
    path = write("ringfence.plugins.all", "ringfence.plugins.overdrawn", text=OVERDRAWN)

    assert loading.load(path).errors == []
    assert len(load_plainly(path)[1]) >= 2
    token = loading.rules_deferred.set(True)
    try:
        assert load_plainly(path)[1] == []
    finally:
        loading.rules_deferred.reset(token)


def test_each_rule_is_a_plugin_of_its_own() -> None:
    import importlib

    for name in rules.RULES:
        module = importlib.import_module("ringfence.plugins." + name.replace("-", "_"))
        assert module.__plugins__ == ("run",)
        assert module.run.__name__ == name.replace("-", "_")
        assert module.run.__doc__ == f"Refuse what the rule `{name}` refuses."
        manual = str(module.__doc__)
        assert manual.startswith(f"{name}: ")
        assert f'plugin "ringfence.plugins.{name.replace("-", "_")}"' in manual
        assert name == module.RULE


def test_ledgers_of_the_manuals_are_what_they_say(write: Written) -> None:
    text = (
        '2017-06-12 * "Reserve to Diversionary Activities"\n'
        "  Equity:Reserve:PLF-2015-16                      1000.00 GBP\n"
        "  Equity:Plan:2017-18:Diversionary:PLF-2015-16   -1000.00 GBP\n"
    )
    _entries, errors, _options = load_plainly(
        write("ringfence.plugins.declaration", base=False, text=text)
    )
    assert [place_of(error.source) for error in errors] == ["2"]


def test_a_finding_without_a_place_still_has_file_and_line() -> None:
    from ringfence.ledger.findings import Finding

    (fault,) = door.faults_of([Finding("overdrawn", Severity.BLOCK, {}, "Short.")])
    assert fault.source == {"filename": "<books>", "lineno": 0}
    assert where({}) == "?:?"
    assert where({"filename": r"C:\books\main.beancount", "lineno": 3}) == "main.beancount:3"


def test_a_finding_of_no_known_rule_is_sorted_all_the_same(write: Written) -> None:
    from ringfence.ledger.findings import Finding

    book = loading.load(write(text="")).book
    found = door.judge(book, {"x": lambda _book: [Finding("x", Severity.BLOCK, {}, "X.")]}, {})
    assert [each.message for each in found] == ["X."]


def test_wording() -> None:
    assert [list_words(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert list_words(["a", "b"], "nor") == "a nor b"
    assert (meant("Kick", ["Kicks"]), meant("Zebra", ["Kicks"])) == (" Did you mean Kicks?", "")


def test_said_is_what_the_loader_says(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_text('plugin "ringfence.plugins.all"\n2017-04-01 custom "plan" "2017"\n', "utf-8")
    _entries, errors, _options = load_plainly(path)
    assert [Fault(place_of(error.source), error.message) for error in errors] == [
        Fault(
            "2",
            'plan "2017": “2017” is not a financial year: write the year it begins and the two '
            "last digits of the year it ends, such as 2017-18. [declaration]",
        )
    ]
