"""What of entries and directives returns count: which edits change its digest, and which do not."""

import datetime
import textwrap
from collections.abc import Callable
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.counted_rows import only_defers, row_of
from ringfence.ledger.counted_terms import Said
from ringfence.ledger.frozen import FIRST, Frozen, version_of
from ringfence.ledger.told_words import Telling, told_by

AS_AT = datetime.date(2018, 8, 31)
BOOKS = """
option "operating_currency" "GBP"
plugin "beancount.plugins.auto_accounts"
2016-04-01 custom "fund" "Old"
  title: "Older"
  funder: "OPCC"
  stage: "awarded"
  reported-in: "Main"
2016-04-01 custom "fund" "Main"
  title: "A fund"
  funder: "OPCC"
  stage: "awarded"
  award: 5000.00 GBP
  returns: "six-monthly"
  form: "forms/opcc.docx"
2018-04-01 custom "action" "2018-19" "Alpha"
  title: "Alpha"
2018-04-01 custom "action" "2018-19" "Beta"
  title: "Beta"
2018-04-01 custom "action" "2018-19" "Kind"
  title: "In kind"
2018-04-01 custom "earmark" "2018-19" "Alpha" "Kicks"
  title: "Kicks"
2018-06-01 custom "decision" "CSP-1"
  body: "CSP"
  title: "From one to the other"
2018-06-01 custom "decision" "CSP-2"
  body: "CSP"
  title: "Cited by nothing"
2018-05-01 custom "forecast" "2018-19" "Alpha" 900.00 GBP
  reason: "All of it"
2016-05-01 * "Scouts" "Long ago"
  Expenses:Plan:2016-17:Alpha:Main      10.00 GBP
  Assets:Council:Main                  -10.00 GBP
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:Main            5000.00 GBP
  Income:OPCC:Main                   -5000.00 GBP
2018-03-31 * "OPCC" "Conditional"
  Income:OPCC:Main                    4000.00 GBP
  Liabilities:InAdvance:OPCC:Main    -4000.00 GBP
2018-04-01 * "OPCC" "Conditional"
  Liabilities:InAdvance:OPCC:Main     4000.00 GBP
  Income:OPCC:Main                   -4000.00 GBP
2018-04-01 * "Plan" ^plan
  Equity:Unallocated:Main             1000.00 GBP
  Equity:Plan:2018-19:Alpha:Main     -1000.00 GBP
2018-06-02 * "Draw"
  decision: "CSP-1"
  Equity:Plan:2018-19:Alpha:Main       100.00 GBP
  Equity:Plan:2018-19:Alpha:Kicks:Main -100.00 GBP
2018-07-03 * "Scouts" "Course" #course ^q-1
  invoice: "S-1"
  category: "training"
  recorded-by: "clerk"
  recorded-at: "2018-07-04T10:00:00Z"
  Expenses:Plan:2018-19:Alpha:Kicks:Main  50.00 GBP
  Liabilities:Accruals:Main              -50.00 GBP
2018-08-01 * "Scouts" "Paid" ^q-1
  Liabilities:Accruals:Main             50.00 GBP
  Assets:Council:Main                  -50.00 GBP
2018-07-10 note Equity:Plan:2018-19:Alpha "It went well." #delivery
2018-07-10 note Equity:Plan:2018-19:Alpha "For us alone." #internal
2018-08-31 custom "measure" "2018-19" "Alpha" "people" 12
  from: 2018-04-01
  to: 2018-08-31
"""


def book_of(text: str) -> Book:
    entries, errors, _options = loader.load_string(textwrap.dedent(text))
    assert errors == []
    return Book(entries)


def digest(text: str, ref: str = "2018-19-H1") -> str:
    return Frozen(book_of(text), "Main", ref, AS_AT).digest


COUNTED: dict[str, tuple[str, str]] = {
    "amount": (
        "Kicks:Main  50.00 GBP\n  Liabilities:Accruals:Main              -50.00",
        "Kicks:Main  51.00 GBP\n  Liabilities:Accruals:Main              -51.00",
    ),
    "day": ('2018-07-03 * "Scouts"', '2018-07-05 * "Scouts"'),
    "flag": ('2018-07-03 * "Scouts"', '2018-07-03 ! "Scouts"'),
    "payee": ('"Scouts" "Course"', '"Guides" "Course"'),
    "narration": ('"Course"', '"Courses"'),
    "category": ('"training"', '"travel"'),
    "recorder": ('recorded-by: "clerk"', 'recorded-by: "cfo"'),
    "time of recording": ("2018-07-04T10:00:00Z", "2018-07-04T10:00:01Z"),
    "a field more": ('  category: "training"\n', '  category: "training"\n  capital: TRUE\n'),
    "the other account": (
        "  Liabilities:Accruals:Main              -50.00",
        "  Assets:Council:Main              -50.00",
    ),
    "a link of the plan": ("^plan", "^other"),
    "day of a movement": ('2018-06-02 * "Draw"', '2018-06-03 * "Draw"'),
    "day of an award": ('2017-04-01 * "OPCC"', '2017-04-02 * "OPCC"'),
    "a sum of long ago": (
        "10.00 GBP\n  Assets:Council:Main                  -10.00",
        "11.00 GBP\n  Assets:Council:Main                  -11.00",
    ),
    "title of the fund": ('title: "A fund"', 'title: "The fund"'),
    "award": ("award: 5000.00", "award: 5001.00"),
    "terms of a fund that is covered": ('title: "Older"', 'title: "Oldest"'),
    "title of an action": ('title: "Alpha"', 'title: "Alfa"'),
    "title of an earmark": ('title: "Kicks"', 'title: "Kick"'),
    "decision": ("From one to the other", "From one to another"),
    "outturn": ("900.00", "800.00"),
    "reason of a forecast": ("All of it", "Some of it"),
}


@pytest.mark.parametrize("what", COUNTED)
def test_what_is_counted(what: str) -> None:
    old, new = COUNTED[what]
    assert BOOKS.count(old) == 1
    assert digest(BOOKS.replace(old, new)) != digest(BOOKS)


#: What is dated later, of another fund, or says where something stands or what came to it.
NOT_COUNTED: dict[str, tuple[str, str]] = {
    "tag": ("#course", "#lesson"),
    "link of what was spent": ("#course ^q-1", "#course ^another"),
    "paper": ('  category: "training"\n', '  category: "training"\n  document: "a.pdf"\n'),
    "what settled it": ('  category: "training"\n', '  category: "training"\n  settled-by: "X"\n'),
    "the council's line": (
        '  category: "training"\n',
        '  category: "training"\n  council-ref: "1"\n',
    ),
    "question": ("^plan", "^plan ^q-2018-10-02-01"),
    "amount typed otherwise": ("50.00 GBP\n  Liab", "50 GBP\n  Liab"),
    "words of long ago": ("Long ago", "Very long ago"),
    "form": ("forms/opcc.docx", "forms/other.docx"),
    "action of no money of the fund": ('title: "Beta"', 'title: "Better"'),
    "decision that nothing cites": ("Cited by nothing", "Cited by none"),
    "pay-out of an accrual": ('"Scouts" "Paid"', '"Scouts" "Paid out"'),
    "narrative, which check looks at": ("It went well.", "It went badly."),
    "comment": ("2018-06-02 *", "; why\n2018-06-02 *"),
    "later amendment": (
        "2018-05-01 custom",
        (
            '2018-09-01 custom "action" "2018-19" "Alpha"\n'
            '  title: "A"\n  decision: "CSP-1"\n2018-05-01 custom'
        ),
    ),
    "later year of the plan": (
        "2018-05-01 custom",
        (
            '2018-09-01 * "Next"\n'
            "  Equity:Unallocated:Main  1.00 GBP\n"
            "  Equity:Plan:2019-20:Alpha:Main  -1.00 GBP\n2018-05-01 custom"
        ),
    ),
    "later fund": (
        "2018-05-01 custom",
        (
            '2018-09-01 custom "fund" "New"\n  title: "New"\n'
            '  funder: "OPCC"\n  stage: "bid"\n  reported-in: "Main"\n2018-05-01 custom'
        ),
    ),
}


@pytest.mark.parametrize("what", NOT_COUNTED)
def test_what_is_not_counted(what: str) -> None:
    old, new = NOT_COUNTED[what]
    assert BOOKS.count(old) == 1
    assert digest(BOOKS.replace(old, new)) == digest(BOOKS)


def test_a_final_return_counts_all_from_the_first_day() -> None:
    old, new = NOT_COUNTED["words of long ago"]
    assert digest(BOOKS.replace(old, new), "final") != digest(BOOKS, "final")


def test_order_is_no_matter() -> None:
    """Of directives and entries, of fields and of postings."""
    head, *parts = BOOKS.replace("\n2", "\n\x002").split("\x00")
    turned = ""
    for part in reversed(parts):
        first, *rest = part.rstrip("\n").split("\n")
        fields = [line for line in rest if line.lstrip()[0].islower()]
        postings = [line for line in rest if line not in fields]
        turned += "\n".join([first, *reversed(fields), *reversed(postings)]) + "\n"
    assert digest(head + turned) == digest(BOOKS)


def transaction(payee: str, narration: str, **meta: object) -> Transaction:
    (entry,) = book_of(
        'plugin "beancount.plugins.auto_accounts"\n'
        '2018-07-03 * "P" "N"\n  Assets:A  1.00 GBP\n  Assets:B  -1.00 GBP\n'
    ).transactions
    place = {key: entry.meta[key] for key in ("filename", "lineno")}
    return entry._replace(payee=payee, narration=narration, meta={**place, **meta})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (transaction("a\x1fb", "c"), transaction("a", "b\x1fc")),
        (transaction("a'", "b"), transaction("a", "'b")),
        (transaction("a", "b", x="1\x1f2", y="3"), transaction("a", "b", x="1", y="2\x1f3")),
        (transaction("a", "b", x="\x1e1"), transaction("a", "b", x="1")),
        (transaction("a", "b", x="1"), transaction("a", "b", x=Decimal("1.00"))),
        (transaction("a", "b", x="1"), transaction("a", "b", y="1")),
        (transaction("a", "b", x="1"), transaction("a", "b")),
        (transaction("a\x1d", "b"), transaction("a", "b")),
    ],
)
def test_no_two_entries_have_one_row(one: Transaction, other: Transaction) -> None:
    """Whatever their texts hold: marks between fields are no way to write another entry."""
    assert row_of(one) != row_of(other)


def test_a_row_is_of_what_is_said_not_how() -> None:
    entry = transaction("a", "b", amount=Decimal("1.50"))
    assert row_of(entry) == row_of(transaction("a", "b", amount=Decimal("1.5")))
    first, second = entry.postings
    turned = entry._replace(postings=[second, first])
    filled = entry._replace(postings=[first, second._replace(meta={"__automatic__": True})])
    assert row_of(turned) == row_of(filled) == row_of(entry)
    marked = entry._replace(postings=[first, second._replace(flag="!")])
    assert row_of(marked) != row_of(entry)
    assert "Assets:A 1.00 Assets:B -1.00" in row_of(entry)


DEFERRAL = '2018-03-31 * "OPCC" "X"\n'


@pytest.mark.parametrize(
    ("text", "defers"),
    [
        ("  Income:OPCC:Main  1.00 GBP\n  Liabilities:InAdvance:OPCC:Main  -1.00 GBP\n", True),
        ("  Equity:Opening:Main  1.00 GBP\n  Liabilities:InAdvance:OPCC:Main  -1.00 GBP\n", True),
        ("  Assets:Council:Main  1.00 GBP\n  Liabilities:InAdvance:OPCC:Main  -1.00 GBP\n", False),
        ("  Income:OPCC:Old  1.00 GBP\n  Liabilities:InAdvance:OPCC:Main  -1.00 GBP\n", False),
        (
            (
                '  adjusts: "Main/2017-18-H1"\n  Income:OPCC:Main  1.00 GBP\n'
                "  Liabilities:InAdvance:OPCC:Main  -1.00 GBP\n"
            ),
            False,
        ),
    ],
)
@pytest.mark.parametrize(("day", "is_turn"), [("03-31", True), ("04-01", True), ("04-02", False)])
def test_what_only_defers(text: str, defers: bool, day: str, is_turn: bool) -> None:
    book = book_of(BOOKS + DEFERRAL.replace("03-31", day) + text)
    entry = next(each for each in book.transactions if each.narration == "X")
    assert only_defers(book.tracks, entry, "Main") is (defers and is_turn)


def test_what_only_defers_may_come_later_and_go_no_more() -> None:
    later = (
        BOOKS
        + DEFERRAL.replace("2018-03-31", "2017-03-31")
        + (
            '  recorded-at: "2018-10-01T10:00:00Z"\n'
            "  Equity:Opening:Main  0.00 GBP\n  Liabilities:InAdvance:OPCC:Main  0.00 GBP\n"
        )
    )
    assert Frozen(book_of(later), "Main", "2018-19-H1", AS_AT).says(digest(BOOKS))
    deferral = BOOKS[BOOKS.index("2018-03-31 *") : BOOKS.index('2018-04-01 * "Plan"')]
    without = Frozen(book_of(BOOKS.replace(deferral, "")), "Main", "2018-19-H1", AS_AT)
    assert not without.says(digest(BOOKS))


def test_digests_of_both_versions_go_on_being_verified() -> None:
    made = Frozen(book_of(BOOKS), "Main", "2018-19-H1", AS_AT)
    assert version_of(made.digest) == "2"
    first = "".join(f"{line}\n" for line in made.lines_of(FIRST))
    assert "spent 2018-07-03 Expenses:Plan:2018-19:Alpha:Kicks:Main 50.00" in first
    assert "narration" not in first
    assert made.says(made.digest)
    assert not made.says(None)
    assert not made.says(made.digest.removeprefix("2-"))


# ---------------------------------------------------------------- what is told


def told(text: str) -> list[Said]:
    return [said for said, _entry in told_by(Frozen(book_of(text), "Main", "2018-19-H1", AS_AT))]


def test_what_a_return_tells() -> None:
    """Notes that go out, counts, and actions that no fund pays for."""
    assert [(each.kind, each.of, dict(each.fields)) for each in told(BOOKS)] == [
        ("note", ("Equity:Plan:2018-19:Alpha",), {"tags": "delivery", "text": "It went well."}),
        (
            "measure",
            ("2018-19", "Alpha", "people"),
            {"count": "12.00", "from": "2018-04-01", "to": "2018-08-31"},
        ),
        ("action", ("2018-19", "Beta"), {"title": "Beta"}),
        ("action", ("2018-19", "Kind"), {"title": "In kind"}),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('note Equity:Plan:2018-19:Alpha "It', 'note Equity:Plan:2017-18:Alpha "It'),
        ('"It went well." #delivery', '"It went well."'),
        (
            '2018-07-10 note Equity:Plan:2018-19:Alpha "It',
            '2018-09-10 note Equity:Plan:2018-19:Alpha "It',
        ),
        ('"It went well." #delivery', '"It went well." #delivery\n  private: TRUE'),
        ('note Equity:Plan:2018-19:Alpha "It', 'note Equity:Plan:2018-19:Alpha:Main "It'),
    ],
)
def test_what_it_does_not_tell(old: str, new: str) -> None:
    assert BOOKS.count(old) == 1
    assert "note" not in {each.kind for each in told(BOOKS.replace(old, new))}


Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("change", "untold"),
    [
        (lambda text: text, []),
        (lambda text: text + '2018-07-11 note Equity:Plan:2018-19:Alpha "More." #delivery\n', []),
        (lambda text: text.replace("went well", "went badly"), ["It went badly."]),
        (
            lambda text: text.replace('note Equity:Plan:2018-19:Alpha "It', 'note Equity:X "It'),
            [None],
        ),
        (lambda text: text.replace('"people" 12', '"people" 13'), ["13.00"]),
        (lambda text: text.replace('title: "In kind"', 'title: "Kind"'), ["Kind"]),
    ],
)
def test_what_was_told_and_is_not_there(change: Change, untold: list[str | None]) -> None:
    found = list(Telling(book_of(change(BOOKS))).untold(told(BOOKS)))
    now = [Said.by(each.now) if each.now else None for each in found]
    values = [dict(said.fields) if said else {} for said in now]
    assert [e.get("text") or e.get("count") or e.get("title") for e in values] == untold


def test_the_same_told_twice_is_there_twice() -> None:
    twice = BOOKS + '2018-07-10 note Equity:Plan:2018-19:Alpha "It went well." #delivery\n'
    assert len(list(Telling(book_of(BOOKS)).untold(told(twice)))) == 1
    assert list(Telling(book_of(twice)).untold(told(twice))) == []


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("[redacted] went well.", "2018-07-10", 0),
        ("[redacted] went badly.", "2018-07-10", 1),
        ("[redacted] went well.", "2018-07-11", 1),
    ],
)
def test_what_names_were_taken_out_of_is_told_still(text: str, day: str, found: int) -> None:
    kept = Said(
        day,
        "note",
        ("Equity:Plan:2018-19:Alpha",),
        (("recorded-by", "clerk"), ("tags", "delivery"), ("text", text)),
    )
    note = '"It went well." #delivery\n'
    recorded = BOOKS.replace(note, f'{note}  recorded-by: "another"\n')
    assert len(list(Telling(book_of(recorded)).untold([kept]))) == found


def lines(text: str, as_at: datetime.date, ref: str = "2017-18-H2") -> list[str]:
    return Frozen(book_of(text), "Main", ref, as_at).lines


@pytest.mark.parametrize(("day", "found"), [(30, []), (31, ["2018-03-31"])])
def test_what_is_deferred_on_the_last_day_is_within_it(day: int, found: list[str]) -> None:
    made = lines(BOOKS, datetime.date(2018, 3, day))
    assert [each.split()[1].rstrip(":") for each in made if each.startswith("deferred")] == found


@pytest.mark.parametrize(
    ("day", "account", "found"),
    [
        ("08-31", "Assets:Council:Main", 1),
        ("09-01", "Assets:Council:Main", 0),
        ("08-31", "Expenses:Plan:2018-19:Alpha:Main", 0),
        ("08-31", "Assets:Council:Elsewhere", 1),
    ],
)
def test_what_adjusts_and_spends_nothing_has_a_line(day: str, account: str, found: int) -> None:
    text = (
        f'{BOOKS}2018-{day} * "Scouts" "Late"\n  adjusts: "Main/2017-18-H1"\n'
        f"  Liabilities:Accruals:Main  1.00 GBP\n  {account}  -1.00 GBP\n"
    )
    made = lines(text, AS_AT, "2018-19-H1")
    assert len([each for each in made if each.startswith("adjusts ")]) == found
