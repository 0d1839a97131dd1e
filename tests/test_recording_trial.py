"""What is tried is what would be loaded: the quick way gives the same books as the full one."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.ledger import loading
from ringfence.ledger.recording import drafting as d
from ringfence.ledger.recording import trial
from ringfence.ledger.recording.composing import compose
from ringfence.ledger.recording.opening import opens_for

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"
BOOKS = loading.load(EXAMPLE / "main.beancount")
ACCOUNTS = sorted({entry.account for entry in BOOKS.book.opens if "PLF" in entry.account})
STAMPS: d.Meta = {"recorded-by": "as-officer"}

days = st.dates(datetime.date(2018, 4, 1), datetime.date(2019, 3, 31))
pence = st.integers(-(10**6), 10**6).map(lambda n: Decimal(n).scaleb(-2))
accounts = st.sampled_from([*ACCOUNTS, "Expenses:Plan:2018-19:New:PLF-2018-19", "Income:X:Nobody"])
legs = st.lists(st.builds(d.Leg, accounts, pence), min_size=1, max_size=3).map(tuple)
drafts = st.lists(
    st.one_of(
        st.builds(d.TransactionDraft, date=days, legs=legs, narration=st.text("ab", max_size=3)),
        st.builds(d.DeclarationDraft, days, st.just("person"), st.just(("x",))),
        st.builds(d.OpenDraft, days, accounts),
        st.builds(d.EventDraft, days, st.just("meeting"), st.text("ab", max_size=3)),
    ),
    min_size=1,
    max_size=4,
)


def shown(books: loading.Books) -> tuple[object, ...]:
    errors = [finding._replace(entry=None) for finding in books.errors]
    return repr(books.entries), repr(errors), repr(books.parsed.entries), books.parsed.contents


@settings(max_examples=60)
@given(drafts)
def test_the_quick_way_and_the_full_one_agree(wanted: list[d.Draft]) -> None:
    opens = opens_for(BOOKS, [each for each in wanted if not _is_early(each)])
    composed = compose(BOOKS, [*opens, *wanted], (), STAMPS)
    assert composed.appended
    overlay = {str(change.path): change.new for change in composed.changes}

    quick = trial.try_out(BOOKS, composed)

    assert shown(quick) == shown(loading.load(BOOKS.path, overlay))


def _is_early(draft: d.Draft) -> bool:
    return not isinstance(draft, d.TransactionDraft)


def test_the_quick_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    legs = (d.Leg(ACCOUNTS[0], Decimal(1)), d.Leg(ACCOUNTS[0], Decimal(-1)))
    draft = d.TransactionDraft(datetime.date(2018, 5, 20), legs)
    composed = compose(BOOKS, [draft], (), STAMPS)
    monkeypatch.setattr(trial, "load", None)

    after = trial.try_out(BOOKS, composed)

    assert len(after.entries) == len(BOOKS.entries) + 1
