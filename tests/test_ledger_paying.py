"""Which fund pays: worked out by hand on small books, and what must hold in all of them."""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pytest
from beancount import loader
from hypothesis import assume, given
from hypothesis import strategies as st

from ringfence.ledger.accounts import Pot
from ringfence.ledger.book import Book
from ringfence.ledger.parts import Part, Told
from ringfence.ledger.paying import shares_of, to_the_penny, who_pays
from ringfence.ledger.paying_errors import (
    EmptyPotError,
    FundTwiceError,
    NotEnoughError,
    NothingForFundError,
    NothingPaidError,
    OutsideDatesError,
    PayingError,
    PendingTooEarlyError,
    RefundTooLargeError,
    ShareShortError,
    UndeclaredFundError,
    WrongSumError,
)
from ringfence.ledger.purse import Purse
from ringfence.ledger.refunding import who_is_refunded

POT = Pot(("2017-18", "Youth"))
EARMARK = Pot(("2017-18", "Youth", "Kicks"))
DAY = datetime.date(2017, 10, 2)
FIRST = datetime.date(2017, 4, 1)


def d(text: str) -> Decimal:
    return Decimal(text)


def fund(name: str, held: str, terms: str = "", reserve: str = "0.00") -> str:
    """A fund with so much in the action and so much in the reserve."""
    more = "".join(f"\n  {line}" for line in terms.splitlines() if line)
    entry = f"""
2017-04-01 custom "fund" "{name}"
  title: "{name}"
  funder: "OPCC"
  stage: "awarded"{more}
2017-04-01 * "Held"
  Assets:Council:{name}  100000.00 GBP
  Equity:Opening:{name}
2017-04-01 * "Plan"
  Equity:Unallocated:{name}  {held} GBP
  Equity:Plan:2017-18:Youth:{name}
"""
    if reserve != "0.00":
        entry += f"""
2017-04-01 * "Reserve"
  Equity:Unallocated:{name}  {reserve} GBP
  Equity:Reserve:{name}
"""
    return entry


#: What the fund has beside the action goes to another one, some day.
USED = """
2018-02-01 * "For the Bluelight Project"
  Equity:Unallocated:{0}  99950.00 GBP
  Equity:Plan:2017-18:Bluelight:{0}
"""


def spend(day: str, name: str, amount: str, pot: str = "Youth", head: str = '"P" "spent"') -> str:
    return f"""
{day} * {head}
  Expenses:Plan:2017-18:{pot}:{name}  {amount} GBP
  Assets:Council:{name}
"""


ACTION = """
2017-04-01 custom "action" "2017-18" "Youth"
  title: "Youth"
"""


def books(*parts: str) -> Book:
    text = "".join(('plugin "beancount.plugins.auto_accounts"\n', ACTION, *parts))
    entries, errors, _options = loader.load_string(text)
    assert errors == []
    return Book(entries)


def purse(book: Book, pot: Pot = POT, day: datetime.date = DAY) -> Purse:
    return Purse(book, pot, day, within=day, spending=True)


def pays(book: Book, amount: str, *told: Told, pending: bool = False) -> list[Part]:
    shares = shares_of(book, POT, DAY)
    return who_pays(purse(book), d(amount), told=told, shares=shares, pending=pending)


OLD = fund("Old", "50.00", "spend-by: 2018-03-31\nspend-from: 2016-04-01")
NEW = fund("New", "70.00", "spend-by: 2018-03-31\nspend-from: 2017-04-01")
ANY = fund("Any", "100.00")


def test_the_one_that_must_be_spent_first_pays_then_the_older_then_the_one_without_a_limit() -> (
    None
):
    book = books(ANY, NEW, OLD)
    assert pays(book, "10.00") == [Part("Old", d("10.00"))]
    assert pays(book, "60.00") == [Part("Old", d("50.00")), Part("New", d("10.00"))]
    assert pays(book, "120.01") == [
        Part("Old", d("50.00")),
        Part("New", d("70.00")),
        Part("Any", d("0.01")),
    ]


def test_of_two_with_the_same_dates_the_id_decides() -> None:
    book = books(fund("B", "1.00"), fund("A", "1.00"))
    assert pays(book, "1.50") == [Part("A", d("1.00")), Part("B", d("0.50"))]


def test_a_fund_outside_its_dates_does_not_pay() -> None:
    early = fund("Early", "50.00", "spend-by: 2017-09-30")
    late = fund("Late", "50.00", "spend-from: 2017-11-01")
    assert pays(books(early, late, ANY), "10.00") == [Part("Any", d("10.00"))]
    with pytest.raises(OutsideDatesError, match=r"Early until 2017-09-30; Late from 2017-11-01"):
        pays(books(early, late), "10.00")


def test_a_fund_not_yet_declared_does_not_pay_either() -> None:
    held = fund("Late", "50.00").replace('2017-04-01 custom "fund"', '2017-11-01 custom "fund"')
    words = r"Early until 2017-09-30; Late is not yet declared then"
    with pytest.raises(OutsideDatesError, match=words):
        pays(books(held, fund("Early", "50.00", "spend-by: 2017-09-30")), "10.00")


@pytest.mark.parametrize(
    ("day", "terms", "covered"),
    [
        ("2017-10-01", "spend-from: 2017-10-02", False),
        ("2017-10-02", "spend-from: 2017-10-02", True),
        ("2017-10-02", "spend-by: 2017-10-02", True),
        ("2017-10-03", "spend-by: 2017-10-02", False),
        ("2020-02-29", "spend-by: 2020-02-29", True),
        ("2020-03-01", "spend-by: 2020-02-29", False),
    ],
)
def test_a_funds_dates_hold_to_the_day(day: str, terms: str, covered: bool) -> None:
    when = datetime.date.fromisoformat(day)
    one = purse(books(fund("A", "50.00", terms)), day=when)
    if covered:
        assert one.payers() == ["A"]
    else:
        with pytest.raises(
            OutsideDatesError, match=f"^No fund in 2017-18/Youth may be spent on {day}: A "
        ):
            one.payers()


def test_a_limit_amended_later_counts_from_its_day() -> None:
    amended = """
2017-09-01 custom "decision" "D"
  body: "OPCC"
  title: "Longer"
2017-09-01 custom "fund" "Early"
  spend-by: 2017-12-31
  decision: "D"
"""
    book = books(fund("Early", "50.00", "spend-by: 2017-09-30"), amended)
    assert pays(book, "10.00") == [Part("Early", d("10.00"))]


def test_what_is_spent_later_is_not_free_today() -> None:
    book = books(OLD, ANY, spend("2018-01-05", "Old", "45.00"))
    assert pays(book, "10.00") == [Part("Old", d("5.00")), Part("Any", d("5.00"))]


def test_what_comes_in_later_is_not_free_today() -> None:
    later = """
2018-01-05 * "More"
  Equity:Unallocated:Old  500.00 GBP
  Equity:Plan:2017-18:Youth:Old
"""
    with pytest.raises(NotEnoughError):
        pays(books(OLD, later), "60.00")


def test_a_shortage_is_refused_with_what_is_free_and_the_way_out() -> None:
    with pytest.raises(NotEnoughError) as caught:
        pays(books(OLD, fund("Any", "100.00", reserve="40.00")), "151.00")
    assert str(caught.value) == (
        "£151.00 is £1.00 more than is free in 2017-18/Youth on 2017-10-02 and every later day: "
        "£150.00 (Old £50.00, Any £100.00). If it has been spent anyway, record it as awaiting a "
        "decision (--pending). In Old the reserve holds £0.00 (of all funds £40.00); Unallocated "
        "holds £99,950.00. Type: ringfence allocate 2017-18/Youth 1.00 --fund Old --date "
        "2017-10-02 --decision ID [overdrawn]"
    )


def test_a_pot_that_never_held_anything_is_refused() -> None:
    with pytest.raises(EmptyPotError, match=r"2017-18/Youth has never held money of any fund"):
        pays(books(), "1.00")


def test_what_a_pending_spend_lacks_is_of_the_fund_that_has_it_elsewhere() -> None:
    """£10.00 is short, and each has it unallocated: as the refusal says, the first that has it."""
    told = "Type: ringfence allocate 2017-18/Youth 10.00 --fund {} --date 2017-10-02"
    assert pays(books(OLD, NEW), "130.00", pending=True) == [
        Part("Old", d("60.00"), pending=True),
        Part("New", d("70.00")),
    ]
    with pytest.raises(NotEnoughError, match=told.format("Old")):
        pays(books(OLD, NEW), "130.00")
    used = books(OLD, NEW, USED.format("Old"))
    assert pays(used, "130.00", pending=True) == [
        Part("Old", d("50.00")),
        Part("New", d("80.00"), pending=True),
    ]
    with pytest.raises(NotEnoughError, match=told.format("New")):
        pays(used, "130.00")


def test_if_none_has_it_the_last_fund_alone_is_short() -> None:
    book = books(OLD, NEW, USED.format("Old"), USED.format("New").replace("99950", "99930"))
    assert pays(book, "130.00", pending=True) == [
        Part("Old", d("50.00")),
        Part("New", d("80.00"), pending=True),
    ]


def test_a_pending_spend_that_lacks_nothing_is_pending_for_another_reason() -> None:
    assert pays(books(OLD, NEW), "60.00", pending=True) == [
        Part("Old", d("50.00"), pending=True),
        Part("New", d("10.00"), pending=True),
    ]


def test_as_told() -> None:
    book = books(OLD, NEW, ANY)
    assert pays(book, "60.00", Told("Any")) == [Part("Any", d("60.00"))]
    assert pays(book, "60.00", Told("Any", d("59.99")), Told("Old", d("0.01"))) == [
        Part("Any", d("59.99")),
        Part("Old", d("0.01")),
    ]
    assert pays(book, "60.00", Told("New", d("20.00")), Told("Any")) == [
        Part("New", d("20.00")),
        Part("Any", d("40.00")),
    ]
    assert pays(book, "120.00", Told("New"), Told("Any")) == [
        Part("New", d("70.00")),
        Part("Any", d("50.00")),
    ]


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        (
            (Told("Older"),),
            UndeclaredFundError,
            "No fund Older is declared. The funds are Any, Old",
        ),
        ((Told("Old"), Told("Old")), FundTwiceError, "Old is named twice"),
        ((Told("Old", d("9.00")),), WrongSumError, "£9.00, which is £1.00 less than the £10.00"),
        ((Told("Old", d("11.00")),), WrongSumError, "£11.00, which is £1.00 more than the £10.00"),
        ((Told("Old", d("10.00")), Told("Any")), NothingForFundError, "Any is named, but none"),
    ],
)
def test_what_was_told_must_make_sense(
    told: tuple[Told, ...], error: type[PayingError], words: str
) -> None:
    with pytest.raises(error, match=words):
        pays(books(OLD, ANY), "10.00", *told)


def test_a_fund_told_that_has_too_little_is_refused_unless_pending() -> None:
    with pytest.raises(NotEnoughError, match=r"£60\.00 is £10\.00 more .* £50\.00 of Old"):
        pays(books(OLD, ANY), "60.00", Told("Old"))
    assert pays(books(OLD, ANY), "60.00", Told("Old"), pending=True) == [
        Part("Old", d("60.00"), pending=True)
    ]


SHARES = """
2017-04-02 custom "earmark" "2017-18" "Youth" "Kicks"
  title: "Kicks"
  shares: "Uni 60, Council 40"
2017-04-02 * "Set aside"
  Equity:Plan:2017-18:Youth:Uni  60.00 GBP
  Equity:Plan:2017-18:Youth:Kicks:Uni
2017-04-02 * "Set aside"
  Equity:Plan:2017-18:Youth:Council  40.00 GBP
  Equity:Plan:2017-18:Youth:Kicks:Council
"""
SHARED = (fund("Uni", "60.00"), fund("Council", "40.00"), SHARES)


def test_by_shares_with_the_odd_penny_on_the_largest() -> None:
    book = books(*SHARED)
    shares = shares_of(book, EARMARK, DAY)
    split = who_pays(purse(book, EARMARK), d("10.01"), shares=shares)
    assert split == [Part("Uni", d("6.01")), Part("Council", d("4.00"))]
    told = who_pays(purse(book, EARMARK), d("10.01"), shares=shares, told=[Told("Council")])
    assert told == [Part("Council", d("10.01"))]
    with pytest.raises(ShareShortError, match=r"Uni's share is £72\.00, £12\.00 more than"):
        who_pays(purse(book, EARMARK), d("120.00"), shares=shares)
    lacking = who_pays(purse(book, EARMARK), d("110.00"), shares=shares, pending=True)
    assert lacking == [Part("Uni", d("66.00"), True), Part("Council", d("44.00"), True)]


def test_the_shares_of_the_action_hold_where_the_earmark_has_none() -> None:
    shares = ACTION.strip() + '\n  shares: "A 1, B 2"\n'
    text = 'plugin "beancount.plugins.auto_accounts"\n' + shares + fund("A", "9.00")
    entries, _errors, _options = loader.load_string(text + fund("B", "9.00"))
    book = Book(entries)
    assert [(each.fund, each.part) for each in shares_of(book, EARMARK, DAY)] == [
        ("A", d("1")),
        ("B", d("2")),
    ]
    assert pays(book, "10.00") == [Part("A", d("3.33")), Part("B", d("6.67"))]


ADVANCED = """
2017-04-02 custom "earmark" "2017-18" "Youth" "Kicks"
  title: "Kicks"
  provider: "Leicester City FC"
2017-04-02 * "Set aside"
  Equity:Plan:2017-18:Youth:Old  50.00 GBP
  Equity:Plan:2017-18:Youth:Kicks:Old
2017-05-02 * "Leicester City FC" "Advance" ^kicks-1
  Assets:Prepaid:LeicesterCityFC:Old  30.00 GBP
  Assets:Council:Old
"""


def test_what_is_advanced_is_not_free() -> None:
    book = books(OLD, ADVANCED)
    assert purse(book, EARMARK).free("Old") == d("20.00")
    with pytest.raises(NotEnoughError, match=r"£0\.01 more than is free"):
        who_pays(purse(book, EARMARK), d("20.01"))


def test_what_is_advanced_is_said_where_nothing_else_is_free() -> None:
    book = books(OLD, ADVANCED)
    advanced = (
        "£50.00 of Old is left in it, but £30.00 of that is advanced to Leicester City FC and not "
        "yet evidenced. What that bought is recorded once it is shown (`ringfence evidence kicks-1 "
        "AMOUNT --invoice REFERENCE`)."
    )
    with pytest.raises(NotEnoughError) as refused:
        who_pays(Purse(book, EARMARK, DAY), d("50.00"))
    assert str(refused.value) == (
        "£50.00 is £30.00 more than is free in 2017-18/Youth/Kicks on 2017-10-02 and every later "
        f"day: £20.00 of Old. {advanced} [overdrawn]"
    )
    with pytest.raises(NotEnoughError) as refused:
        who_pays(purse(book, EARMARK), d("20.01"))
    assert (
        f"If it has been spent anyway, record it as awaiting a decision (--pending). {advanced} In "
        "Old its action holds £0.00;"
    ) in str(refused.value)


def test_what_later_entries_took_is_pending_after_them_only() -> None:
    """£50.00 of Old is in the action; £45.00 of it goes back on 1 April."""
    given_up = """
2018-04-01 * "Given up"
  Equity:Unallocated:Old  -45.00 GBP
  Equity:Plan:2017-18:Youth:Old
"""
    book = books(OLD, given_up)
    after = (
        "Entries up to 2018-04-01 have taken the rest since. If it has been spent anyway, record "
        "it as awaiting a decision after them (--pending --supplied 2017-10-02 --date 2018-04-01)."
    )
    with pytest.raises(NotEnoughError) as refused:
        pays(book, "10.00")
    assert str(refused.value).startswith(
        "£10.00 is £5.00 more than is free in 2017-18/Youth on 2017-10-02 and every later day: "
        f"£5.00 of Old. {after} In Old "
    )
    for told in ((), (Told("Old"),)):
        with pytest.raises(PendingTooEarlyError) as early:
            pays(book, "10.00", *told, pending=True)
        assert str(early.value) == (
            "£10.00 of Old was there in 2017-18/Youth on 2017-10-02, so a spend of that day "
            f"awaits nothing. {after} [overdrawn]"
        )
    late = purse(book, day=datetime.date(2018, 4, 1))
    (part,) = who_pays(late, d("10.00"), told=(Told("Old"),), pending=True)
    assert part == Part("Old", d("10.00"), pending=True)
    # More than was there on the day is short then: nobody decided on that, and it can be said.
    assert pays(book, "50.01", pending=True) == [Part("Old", d("50.01"), pending=True)]


INVOICE = '"Something to DO!" "Summer" ^sd-084\n  invoice: "SD-084"'


def test_a_refund_goes_to_the_funds_that_paid_as_they_paid() -> None:
    book = books(
        fund("A", "500.00"),
        fund("B", "500.00"),
        spend("2017-09-29", "A", "20.05", head=INVOICE),
        spend("2017-09-29", "B", "99.95", head=INVOICE),
        spend("2017-09-29", "B", "300.00", head='"Something to DO!" "x"\n  invoice: "SD-085"'),
        spend("2017-09-29", "B", "40.00", pot="Youth:Kicks", head=INVOICE),
    )

    def back(amount: str) -> list[Part]:
        return who_is_refunded(book, POT, d(amount), "something  to do!", "sd-084")

    # 2.005 and 9.995: half up on both, and the larger bears the penny over.
    assert back("12.00") == [Part("A", d("2.01")), Part("B", d("9.99"))]
    assert back("120.00") == [Part("A", d("20.05")), Part("B", d("99.95"))]
    assert back("0.01") == [Part("B", d("0.01"))]
    with pytest.raises(RefundTooLargeError, match=r"£120\.01 is £0\.01 more .* £120\.00 \(A"):
        back("120.01")
    with pytest.raises(RefundTooLargeError) as refused:
        back("130.00")
    assert str(refused.value) == (
        "£130.00 is £10.00 more than was paid from 2017-18/Youth on invoice sd-084, less what came "
        "back already: £120.00 (A £20.05, B £99.95). Beside it, £40.00 from 2017-18/Youth/Kicks "
        "was paid on it (--also POT=AMOUNT). Record 120.00 at most; new money is an award."
    )
    with pytest.raises(NothingPaidError, match=r"It was paid from 2017-18/Youth, "):
        who_is_refunded(book, Pot(("2017-18", "Sport")), d("1.00"), "Something to DO!", "SD-084")


def test_an_invoice_paid_from_two_pots_is_refunded_from_each_by_itself() -> None:
    kicks = """
2017-04-02 * "Set aside"
  Equity:Plan:2017-18:Youth:A  50.00 GBP
  Equity:Plan:2017-18:Youth:Kicks:A
"""
    other = Pot(("2017-18", "Arts"))
    book = books(
        fund("A", "500.00"),
        kicks,
        spend("2017-09-29", "A", "20.00", head=INVOICE),
        spend("2017-09-29", "A", "30.00", pot="Youth:Kicks", head=INVOICE),
    )

    def back(pot: Pot, amount: str) -> list[Part]:
        return who_is_refunded(book, pot, d(amount), "Something to DO!", "SD-084")

    assert back(POT, "20.00") == [Part("A", d("20.00"))]
    assert back(EARMARK, "30.00") == [Part("A", d("30.00"))]
    with pytest.raises(RefundTooLargeError, match=r"£20\.01 is £0\.01 more"):
        back(POT, "20.01")
    words = r"It was paid from 2017-18/Youth(?:/Kicks)?(?: and|,) 2017-18/Youth"
    with pytest.raises(NothingPaidError, match=words):
        back(other, "1.00")
    all_back = books(
        fund("A", "500.00"),
        kicks,
        spend("2017-09-29", "A", "20.00", head=INVOICE),
        spend("2017-09-30", "A", "-20.00", head=INVOICE),
        spend("2017-09-29", "A", "30.00", pot="Youth:Kicks", head=INVOICE),
    )
    with pytest.raises(NothingPaidError, match=r"It was paid from 2017-18/Youth/Kicks\."):
        who_is_refunded(all_back, POT, d("1.00"), "Something to DO!", "SD-084")


def test_a_second_refund_can_take_no_more_than_is_left() -> None:
    book = books(
        fund("A", "500.00"),
        spend("2017-09-29", "A", "100.00", head=INVOICE),
        spend("2017-10-01", "A", "-60.00", head=INVOICE),
    )
    with pytest.raises(RefundTooLargeError):
        who_is_refunded(book, POT, d("41.00"), "Something to DO!", "SD-084")
    assert who_is_refunded(book, POT, d("40.00"), "Something to DO!", "SD-084") == [
        Part("A", d("40.00"))
    ]


def test_the_invoice_of_an_accrual_that_was_paid_is_refunded_to_what_was_accrued() -> None:
    accrued = """
2017-09-29 * "P" "Accrued" ^acc
  Expenses:Plan:2017-18:Youth:A  80.00 GBP
  Liabilities:Accruals:A
2017-10-29 * "P" "Paid" ^acc
  invoice: "I-1"
  Liabilities:Accruals:A  80.00 GBP
  Assets:Council:A
"""
    book = books(fund("A", "500.00"), accrued)
    assert who_is_refunded(book, POT, d("5.00"), "P", "I-1") == [Part("A", d("5.00"))]


# What must hold in all books.

PENCE = st.integers(min_value=1, max_value=50_000).map(lambda n: Decimal(n).scaleb(-2))
NAMES = ("A", "B", "C", "D")


class Case(NamedTuple):
    text: str
    amount: Decimal


@st.composite
def cases(draw: st.DrawFn) -> Case:
    parts = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)):
        by = draw(st.sampled_from(["", "spend-by: 2017-12-31", "spend-by: 2018-03-31"]))
        begins = draw(st.sampled_from(["", "spend-from: 2017-04-01", "spend-from: 2017-11-01"]))
        held = draw(PENCE)
        parts.append(fund(name, str(held), f"{by}\n{begins}"))
        days = draw(st.lists(st.sampled_from(["2017-06-01", "2017-11-01"]), max_size=2))
        parts += [spend(day, name, str(draw(PENCE))) for day in days]
    return Case("".join(parts), draw(PENCE))


@given(cases(), st.booleans())
def test_parts_sum_to_the_amount_and_leave_no_pot_below_zero(case: Case, pending: bool) -> None:
    book = books(case.text)
    try:
        parts = who_pays(purse(book), case.amount, pending=pending)
    except PayingError:
        assume(False)
    assert sum(part.amount for part in parts) == case.amount
    assert all(part.amount > 0 for part in parts)
    assert len({part.fund for part in parts}) == len(parts)
    entries = "".join(spend(str(DAY), part.fund, str(part.amount)) for part in parts)
    after = books(case.text, entries)
    for part in parts:
        assert part.pending or after.pots[POT, part.fund].lowest_from(DAY) >= 0
    if not pending:
        assert not any(part.pending for part in parts)
        assert all(after.pots[POT, part.fund].lowest_from(DAY) >= 0 for part in parts)


@given(cases())
def test_it_is_refused_only_if_there_is_not_enough(case: Case) -> None:
    book = books(case.text)
    one = purse(book)
    try:
        payers = one.payers()
    except PayingError:
        return
    free = sum((one.free(name) for name in payers), d("0.00"))
    if free >= case.amount:
        who_pays(one, case.amount)
    else:
        with pytest.raises(NotEnoughError) as caught:
            who_pays(one, case.amount)
        assert caught.value.short == case.amount - free


@given(st.dictionaries(st.sampled_from(NAMES), PENCE, min_size=1), PENCE)
def test_shares_come_to_the_penny(weights: dict[str, Decimal], amount: Decimal) -> None:
    parts = to_the_penny(amount, weights)
    assert sum(parts.values()) == amount
    assert all(part >= 0 and part == part.quantize(d("0.01")) for part in parts.values())
    total = sum(weights.values())
    largest = max(weights, key=lambda name: weights[name])
    nearest = {
        name: (amount * weight / total).quantize(d("0.01"), ROUND_HALF_UP)
        for name, weight in weights.items()
    }
    over = sum(nearest.values()) - amount
    if over <= nearest[largest]:
        assert parts == {**nearest, largest: nearest[largest] - over}
    assert to_the_penny(-amount, weights) == {name: -part for name, part in parts.items()}


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        # 4,499.982 and 2,999.988
        ("7499.97", {"A": 60, "B": 40}, {"A": "4499.98", "B": "2999.99"}),
        ("7499.97", {"B": 40, "A": 60}, {"B": "2999.99", "A": "4499.98"}),
        # 0.005 each: both go up, and the first of equals bears what is over.
        ("0.01", {"A": 50, "B": 50}, {"A": "0.00", "B": "0.01"}),
        # 0.015 and 0.015: 0.02 each is a penny over.
        ("0.03", {"A": 1, "B": 1}, {"A": "0.01", "B": "0.02"}),
        # 3.333… each: a penny short, the first of equals has it.
        ("10.00", {"A": 1, "B": 1, "C": 1}, {"A": "3.34", "B": "3.33", "C": "3.33"}),
        # 33.335, 33.335 and 33.33: half up on both, and the largest bears the penny over.
        (
            "100.00",
            {"A": 33335, "B": 33335, "C": 33330},
            {"A": "33.33", "B": "33.34", "C": "33.33"},
        ),
        # 0.006 each of five: 0.01 each is two pence over, more than the first has.
        ("0.03", dict.fromkeys("ABCDE", 1), dict(zip("ABCDE", "00111", strict=True))),
    ],
)
def test_the_nearest_penny_to_each_share(
    amount: str, weights: dict[str, int], parts: dict[str, str]
) -> None:
    found = to_the_penny(d(amount), {name: d(str(weight)) for name, weight in weights.items()})
    pence = {"0": "0.00", "1": "0.01"}
    assert found == {name: d(pence.get(part, part)) for name, part in parts.items()}
    assert list(found) == list(weights)
