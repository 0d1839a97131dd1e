"""What changed since a return was frozen: told in words, each transaction once."""

import datetime
from collections.abc import Callable

import pytest
from beancount.core.data import Transaction

from ringfence.ledger.book import Book
from ringfence.ledger.changes import Changed, changes_since, terms_since
from ringfence.ledger.frozen import FIRST, Counted, Frozen

AS_AT = datetime.date(2017, 9, 30)
KICKS = "Expenses:Plan:2017-18:Diversionary:Kicks:Grant"
COUNCIL = "Assets:Council:Grant"
PLACE = "2017-18/Diversionary/Kicks of Grant"
THEN = Counted("2017-07-03", "Leicester City FC", "LC-1", None, False, ((KICKS, "12.50"),))
SPENT = f"""
2017-07-03 * "Leicester City FC" "KICKS"
  invoice: "LC-1"
  {KICKS}  12.50 GBP
  {COUNCIL}  -12.50 GBP
"""


def frozen(book: Book) -> Frozen:
    return Frozen(book, "Grant", "2017-18-H1", AS_AT)


def now(**fields: object) -> Counted:
    return THEN._replace(**fields)  # type: ignore[arg-type]


DIFFERENCES = [
    (now(), []),
    (now(date="2017-07-04"), ["it was dated 2017-07-03, is 2017-07-04"]),
    (
        now(postings=((KICKS, "12.51"),)),
        [f"it was £12.50 spent on {PLACE}, is £12.51 spent on {PLACE}"],
    ),
    (
        now(postings=((KICKS, "-12.50"),)),
        [f"it was £12.50 spent on {PLACE}, is £12.50 back to {PLACE}"],
    ),
    (now(payee="Scouts"), ["its payee was Leicester City FC, is Scouts"]),
    (now(invoice=None), ["its invoice was LC-1, is none"]),
    (now(adjusts="Grant/2016-17-H2"), ["its adjusts was none, is Grant/2016-17-H2"]),
    (now(pending=True), ["it was decided, is awaiting a decision"]),
    (
        now(date="2017-07-04", invoice="LC-2"),
        ["it was dated 2017-07-03, is 2017-07-04", "its invoice was LC-1, is LC-2"],
    ),
]


@pytest.mark.parametrize(("later", "texts"), DIFFERENCES)
def test_each_difference_is_told(later: Counted, texts: list[str]) -> None:
    assert Changed(THEN, later, None).differences == texts


def test_what_was_settled_is_told_too() -> None:
    changed = Changed(now(pending=True), THEN, None)
    assert changed.differences == ["it was awaiting a decision, is decided"]


def test_what_was_added_or_is_gone_differs_in_nothing_and_says_what_it_moved() -> None:
    added, gone = Changed(None, THEN, None), Changed(THEN, None, None)

    assert (added.differences, added.was) == ([], "nothing")
    assert gone.differences == []
    assert gone.was == "£12.50 spent on 2017-18/Diversionary/Kicks of Grant"


MOVED = [
    (
        (("Equity:Plan:2017-18:Bluelight:Grant", "-5.00"), ("Equity:Reserve:Grant", "5.00")),
        "£5.00 to 2017-18/Bluelight of Grant, £5.00 from Reserve of Grant",
    ),
    (
        (("Assets:Council:Grant", "7.00"), ("Equity:Opening:Grant", "-7.00")),
        "£7.00 to Assets:Council:Grant, £7.00 from Equity:Opening:Grant",
    ),
]


@pytest.mark.parametrize(("postings", "text"), MOVED)
def test_what_it_moved_is_told_in_officers_addresses(
    postings: tuple[tuple[str, str], ...], text: str
) -> None:
    assert Changed(now(postings=postings), None, None).was == text


def compared(book: Book, *then: Counted) -> list[Changed]:
    """Compare, where all that has no invoice is as it was."""
    known = [each for each, _entry in frozen(book).counted if each.invoice is None]
    return list(changes_since(frozen(book), [*known, *then]))


def names(found: list[Changed]) -> list[tuple[Counted | None, str | None]]:
    def of(entry: Transaction | None) -> str | None:
        return entry and entry.date.isoformat()

    return [(each.then, of(each.entry)) for each in found]


def test_nothing_changed(book: Callable[..., Book]) -> None:
    assert compared(book(text=SPENT), THEN) == []


def test_the_same_twice_is_counted_twice(book: Callable[..., Book]) -> None:
    (added,) = compared(book(text=SPENT * 2), THEN)
    assert (added.then, added.now) == (None, THEN)

    (gone,) = compared(book(text=SPENT), THEN, THEN)
    assert (gone.then, gone.now, gone.entry) == (THEN, None, None)


@pytest.mark.parametrize(
    ("old", "alike"),
    [
        (now(invoice="LC-9"), True),  # payee, day, amounts and accounts
        (now(date="2017-07-01", payee="Scouts"), True),  # invoice, amounts and accounts
        (now(date="2017-07-01", invoice="LC-9"), True),  # payee, amounts and accounts
        (now(date="2017-07-01", invoice="LC-9", payee="Scouts"), False),  # amounts and accounts
    ],
)
def test_two_are_one_that_was_changed_if_enough_is_alike(
    book: Callable[..., Book], old: Counted, alike: bool
) -> None:
    found = compared(book(text=SPENT), old)

    if alike:
        assert names(found) == [(old, "2017-07-03")]
    else:
        assert names(found) == [(None, "2017-07-03"), (old, None)]


def test_of_several_the_likest_is_taken(book: Callable[..., Book]) -> None:
    near, far = now(invoice="LC-9"), now(invoice="LC-9", date="2017-06-01")

    found = compared(book(text=SPENT), far, near)

    assert names(found) == [(near, "2017-07-03"), (far, None)]


def test_what_was_given_a_later_day_is_found_there(book: Callable[..., Book]) -> None:
    later = SPENT.replace("2017-07-03", "2017-10-02")

    (found,) = compared(book(text=later), THEN)

    assert found.differences == ["it was dated 2017-07-03, is 2017-10-02"]
    assert found.entry is not None
    assert found.entry.date == datetime.date(2017, 10, 2)


@pytest.mark.parametrize(
    "later",
    [
        SPENT.replace("2017-07-03", "2017-10-02").replace("12.50", "12.51"),
        SPENT.replace("2017-07-03", "2017-10-02").replace("City", "Town"),
        SPENT.replace("2017-07-03", "2017-10-02").replace("Kicks:", ""),
    ],
)
def test_another_payment_of_a_later_day_is_not_it(book: Callable[..., Book], later: str) -> None:
    (found,) = compared(book(text=later), THEN)

    assert (found.then, found.entry) == (THEN, None)


def test_an_entry_that_moved_nothing_told_is_only_gone(book: Callable[..., Book]) -> None:
    (found,) = compared(book(text=""), now(postings=()))

    assert (found.entry, found.was) == (None, "")


def test_terms_of_the_first_version_are_paired_by_what_they_are_about(
    book: Callable[..., Book],
) -> None:
    made = frozen(book(text=""))
    lines = made.lines_of(FIRST)
    (grant,) = [line for line in lines if line.startswith("terms of Grant")]
    assert grant == "terms of Grant: award 10000.00, payment not said"
    other = grant.replace("10000.00", "9000.00")
    without = [line for line in lines if not line.startswith("terms of ")]
    older = [line for line in lines if line.startswith("terms of Older")]

    changed = terms_since(made, [other if line == grant else line for line in lines], FIRST)
    added = terms_since(made, [*without, *older], FIRST)
    gone = terms_since(made, [*lines, "committed: 2017-18/Diversionary/Kicks"], FIRST)

    assert list(changed) == [(other, grant)]
    assert list(added) == [("", grant)]
    assert list(gone) == [("committed: 2017-18/Diversionary/Kicks", "")]
    assert list(terms_since(made, lines, FIRST)) == []
