"""The rule `submitted`: whatever would change a frozen figure is named, and nothing else is."""

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.frozen import FIRST as FIRST_VERSION
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.frozen_index import Index
from ringfence.ledger.snapshots import name_of, snapshot_bytes
from ringfence.plugins import submitted

AS_AT = datetime.date(2017, 8, 31)
FIRST = datetime.date(2017, 4, 1)
ACTIONS = ("Alpha", "Beta")
HEAD = """plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "Main"
  title: "A fund"
  funder: "OPCC"
  stage: "awarded"
  returns: "six-monthly"
2017-04-01 custom "action" "2017-18" "Alpha"
  title: "Alpha"
2017-04-01 custom "action" "2017-18" "Beta"
  title: "Beta"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:Main      5000.00 GBP
  Income:OPCC:Main             -5000.00 GBP
2017-04-01 * "Plan"
  Equity:Unallocated:Main       4000.00 GBP
  Equity:Plan:2017-18:Alpha:Main -2000.00 GBP
  Equity:Plan:2017-18:Beta:Main  -2000.00 GBP
"""


class Entry(NamedTuple):
    """Something spent, or moved from one action to the other."""

    day: int
    kind: str
    action: str
    pence: int
    number: int

    @property
    def date(self) -> datetime.date:
        return FIRST + datetime.timedelta(days=self.day)

    @property
    def text(self) -> str:
        amount = f"{self.pence // 100}.{self.pence % 100:02d}"
        other = ACTIONS[self.action == "Alpha"]
        debit, credit = {
            "spend": (f"Expenses:Plan:2017-18:{self.action}", "Assets:Council"),
            "vire": (f"Equity:Plan:2017-18:{self.action}", f"Equity:Plan:2017-18:{other}"),
        }[self.kind]
        return (
            f'{self.date} * "Payee {self.number}" "Words"\n  invoice: "N-{self.number}"\n'
            f"  {debit}:Main  {amount} GBP\n  {credit}:Main  -{amount} GBP\n"
        )


ENTRIES = st.lists(
    st.builds(
        Entry,
        st.integers(0, 200),
        st.sampled_from(["spend", "spend", "vire"]),
        st.sampled_from(ACTIONS),
        st.integers(1, 50_000),
        st.just(0),
    ),
    min_size=1,
    max_size=8,
).map(lambda drawn: [each._replace(number=number) for number, each in enumerate(drawn)])


def judged(folder: Path, text: str, digest: str) -> list[Finding]:
    output = (
        f'2017-09-20 custom "return" "Main" "2017-18-H1"\n  as-at: {AS_AT}\n'
        f'  status: "submitted"\n  digest: "{digest}"\n'
    )
    main = folder / "main.beancount"
    main.write_text(text + output, encoding="utf-8")
    books = loading.load(main)
    assert books.errors == []
    return list(submitted.check(books.book))


def frozen(folder: Path, entries: list[Entry]) -> Frozen:
    """Submit a return of these entries: its snapshot is kept in the folder."""
    main = folder / "main.beancount"
    main.write_text(HEAD + "".join(each.text for each in entries), encoding="utf-8")
    made = Frozen(loading.load(main).book, "Main", "2017-18-H1", AS_AT)
    path = folder / name_of("Main", "2017-18-H1")
    path.parent.mkdir()
    path.write_bytes(snapshot_bytes({"digest": made.digest}, made))
    return made


CHANGES = {
    "amount": lambda each: each._replace(pence=each.pence + 1),
    "day": lambda each: each._replace(day=each.day + 1),
    "later": lambda each: each._replace(day=180),
    "action": lambda each: each._replace(action=ACTIONS[each.action == "Alpha"]),
    "invoice": lambda each: each._replace(number=99),
    "added": lambda each: each._replace(number=99),
    "gone": lambda each: each,
}


@pytest.mark.parametrize("kind", CHANGES)
@settings(max_examples=25)
@given(entries=ENTRIES, which=st.integers(0, 7))
def test_what_would_change_a_figure_is_named(kind: str, entries: list[Entry], which: int) -> None:
    which %= len(entries)
    old = entries[which]
    assume(old.date <= AS_AT)
    new = CHANGES[kind](old)
    rest = [each for number, each in enumerate(entries) if number != which]
    after = {"added": [*entries, new], "gone": rest}.get(kind, [*rest, new])
    with TemporaryDirectory() as name:
        made = frozen(Path(name), entries)
        text = HEAD + "".join(each.text for each in after)
        found = judged(Path(name), text, made.digest)
    assert found, "not caught"
    told = " ".join(each.message for each in found)
    assert all("[submitted]" in each.message for each in found)
    assert f"Payee {old.number if kind in ('gone', 'amount', 'action') else new.number}" in told
    assert len(found) == 1 or kind == "invoice"


@settings(max_examples=40)
@given(entries=ENTRIES, later=ENTRIES)
def test_nothing_else_is(entries: list[Entry], later: list[Entry]) -> None:
    with TemporaryDirectory() as name:
        made = frozen(Path(name), entries)
        texts = [each.text for each in reversed(entries)]
        texts += [each._replace(day=153 + each.day).text for each in later]
        moved = ";; a comment\n".join(texts).replace("\n  ", "\n      ")
        (Path(name) / "spend.beancount").write_text(moved, encoding="utf-8")
        found = judged(Path(name), HEAD + 'include "spend.beancount"\n', made.digest)
    assert [each.message for each in found] == []


# ---------------------------------------------------------------- what is no frozen return

SAID = """
2017-09-20 custom "return" "{fund}" "{period}"
  as-at: {as_at}
  status: "{status}"
{digest}"""
WRONG = '  digest: "0000"\n'


@pytest.mark.parametrize(
    ("fund", "period", "status", "digest", "number"),
    [
        ("Main", "2017-18-H1", "submitted", WRONG, 1),
        ("Main", "2017-18-H1", "queried", WRONG, 1),
        ("Main", "2017-18-H1", "accepted", WRONG, 1),
        ("Main", "2017-18-H1", "paid", WRONG, 1),
        ("Main", "2017-18-H1", "certified", WRONG, 1),
        ("Main", "2017-18-H1", "draft", WRONG, 0),
        ("Main", "2017-18-H1", "submitted", "", 1),
        # What these refer to is another rule's to say.
        ("Mein", "2017-18-H1", "submitted", WRONG, 0),
        ("Main", "2017-18-H9", "submitted", WRONG, 0),
    ],
)
def test_only_what_was_sent_or_certified_is_frozen(  # noqa: PLR0917 - a return has that many sides
    tmp_path: Path, fund: str, period: str, status: str, digest: str, number: int
) -> None:
    main = tmp_path / "main.beancount"
    text = SAID.format(fund=fund, period=period, as_at=AS_AT, status=status, digest=digest)
    main.write_text(HEAD + text, encoding="utf-8")
    found = list(submitted.check(loading.load(main).book))
    assert len(found) == number
    severity = "warn" if status == "certified" else "block"
    assert [each.severity.value for each in found] == [severity] * number


def test_without_an_as_at_nothing_can_be_frozen(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    text = SAID.format(fund="Main", period="2017-18-H1", as_at="", status="submitted", digest=WRONG)
    main.write_text(HEAD + text, encoding="utf-8")
    (found,) = submitted.check(loading.load(main).book)
    assert found.message == (
        "The return Main 2017-18-H1 is submitted and does not say as at which day, so nothing "
        "holds the books to it: restore the line `as-at:` from a copy. [submitted]"
    )


def test_an_entry_that_changes_two_returns_is_named_once(tmp_path: Path) -> None:
    """The first half's spending is in the second half's figures too."""
    later = datetime.date(2018, 2, 28)
    main = tmp_path / "main.beancount"
    spent = Entry(100, "spend", "Alpha", 1000, 1)
    main.write_text(HEAD + spent.text, encoding="utf-8")
    text = HEAD + spent._replace(pence=1001).text
    book = loading.load(main).book
    for period, as_at in (("2017-18-H1", AS_AT), ("2017-18-H2", later)):
        made = Frozen(book, "Main", period, as_at)
        path = tmp_path / name_of("Main", period)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(snapshot_bytes({"digest": made.digest}, made))
        text += SAID.format(
            fund="Main",
            period=period,
            as_at=as_at,
            status="submitted",
            digest=f'  digest: "{made.digest}"\n',
        )
    main.write_text(text, encoding="utf-8")

    (found,) = submitted.check(loading.load(main).book)

    assert found.message.startswith(
        "“Payee 1, Words” is not what was in the return Main 2017-18-H1, submitted as at "
        "2017-08-31: it was £10.00 spent on 2017-18/Alpha of Main, is £10.01 spent on "
        "2017-18/Alpha of Main."
    )


@settings(max_examples=40)
@given(entries=ENTRIES, days=st.lists(st.integers(0, 400), min_size=2, max_size=4))
def test_returns_that_share_what_they_have_in_common_say_the_same(
    entries: list[Entry], days: list[int]
) -> None:
    with TemporaryDirectory() as name:
        main = Path(name) / "main.beancount"
        main.write_text(HEAD + "".join(each.text for each in entries), encoding="utf-8")
        book = loading.load(main).book
    index = Index(book)
    for day in days:
        as_at = FIRST + datetime.timedelta(days=day)
        for ref in ("2017-18-H1", "2018-19-H1", "final"):
            shared = Frozen(book, "Main", ref, as_at, index)
            alone = Frozen(Book(book.entries), "Main", ref, as_at)
            assert shared.lines == alone.lines
            assert shared.lines_of(FIRST_VERSION) == alone.lines_of(FIRST_VERSION)
            spent = [line for line in shared.lines_of(FIRST_VERSION) if line.startswith("spent ")]
            counted = [each for each in entries if each.kind == "spend" and each.date <= as_at]
            assert len(spent) == len(counted)
