"""Which of the council's lines are which payments: the order of preference, worked by hand."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from beancount.core import data
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matching import Grade, Match, match
from ringfence.ledger.council.payments import Payment, payments
from ringfence.ledger.words import alike_names, likeness, plain_reference

DAY = datetime.date(2017, 9, 29)


def line(ref: str, amount: str, supplier: str = "", **more: object) -> CouncilLine:
    day = more.pop("day", DAY)
    assert isinstance(day, datetime.date)
    return CouncilLine(ref, day, Decimal(amount), supplier, **more)  # type: ignore[arg-type]


def paid(
    amount: str, payee: str, invoice: str = "", day: datetime.date = DAY, ref: str | None = None
) -> Payment:
    meta = data.new_metadata("main.beancount", 1, {"council-ref": ref} if ref else None)
    entry = data.Transaction(meta, day, "*", payee, "", data.EMPTY_SET, data.EMPTY_SET, [])
    return Payment((entry,), day, Decimal(amount), payee, invoice)


def told(matches: list[Match]) -> list[tuple[str, str, str]]:
    return [
        (" ".join(line.ref for line in each.lines), each.grade.value, each.why) for each in matches
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike_enough"),
    [
        ("LEICESTER CITY FC", "Leicester City FC Ltd.", True),
        ("Women's Aid Leicestershire Ltd", "WOMENS AID LEICESTERSHIRE", True),
        ("The Printer Ltd", "PRINTER LIMITED", True),
        ("Event hire company", "Blaby District Council", False),
        ("REDACTED PERSONAL DATA", "REDACTED PERSONAL DATA", False),
        ("", "", False),
    ],
)
def test_names_as_two_systems_write_them(one: str, other: str, alike_enough: bool) -> None:
    assert (likeness(one, other) >= 80) is alike_enough
    assert (alike_names(one, [other]) == [other]) is alike_enough


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("LCFC-1093", "lcfc1093"),
        ("lcfc 1093", "lcfc1093"),
        ("N/A", ""),
        ("", ""),
        ("17", ""),
        ("KICKS", ""),
        ("3653374", "3653374"),
    ],
)
def test_what_a_reference_tells(written: str, plain: str) -> None:
    assert plain_reference(written) == plain


def test_reference_amount_and_name_agree() -> None:
    lines = [line("a", "3000.00", "LEICESTER CITY FC", invoice="LCFC 1093")]
    assert told(match(lines, [paid("3000.00", "Leicester City FC", "LCFC-1093")])) == [
        ("a", "by reference", "reference and amount agree")
    ]


def test_the_reference_may_stand_in_the_narrative_or_be_the_councils_document() -> None:
    lines = [
        line("a", "3000.00", "LEICESTER CITY FC", narrative="Kicks inv LCFC-1093 autumn"),
        line("b", "-6090.00", "OPCC", doc_no="31107"),
    ]
    ours = [paid("3000.00", "Leicester City FC", "LCFC-1093"), paid("-6090.00", "", ref="31107")]
    assert [each.grade for each in match(lines, ours)] == [Grade.CERTAIN, Grade.CERTAIN]


def test_another_supplier_than_ours_is_asked_about() -> None:
    lines = [line("a", "3000.00", "BARCLAYCARD", invoice="LCFC-1093")]
    assert told(match(lines, [paid("3000.00", "Leicester City FC", "LCFC-1093")])) == [
        ("a", "likely", "reference and amount agree, but the council paid BARCLAYCARD")
    ]


def test_another_amount_is_asked_about_with_the_difference() -> None:
    lines = [line("a", "3020.00", "LEICESTER CITY FC", invoice="LCFC-1093")]
    found = match(lines, [paid("3000.00", "Leicester City FC", "LCFC-1093")])
    assert told(found) == [("a", "likely", "the reference agrees, the council has £20.00 more")]
    assert found[0].difference == Decimal("20.00")


@pytest.mark.parametrize(
    ("days", "is_found"), [(-15, False), (-14, True), (0, True), (92, True), (93, False)]
)
def test_without_a_reference_amount_supplier_and_window_must_agree(
    days: int, is_found: bool
) -> None:
    lines = [line("a", "500.00", "NEIGHBOUR HUB", day=DAY + datetime.timedelta(days))]
    found = told(match(lines, [paid("500.00", "Neighbour Hub", "NH-07")]))
    expected = [("a", "likely", "amount and supplier agree, the references do not")]
    assert found == (expected if is_found else [])


def test_a_withheld_supplier_is_possible_at_most() -> None:
    lines = [line("a", "500.00", "REDACTED")]
    assert told(match(lines, [paid("500.00", "Neighbour Hub")])) == [
        ("a", "possible", "the amount agrees, and who was paid is not said")
    ]


def test_a_penny_or_another_sign_is_no_match() -> None:
    ours = [paid("500.00", "Neighbour Hub")]
    assert match([line("a", "500.01", "NEIGHBOUR HUB")], ours) == []
    assert match([line("a", "-500.00", "NEIGHBOUR HUB")], ours) == []


def test_lines_of_one_document_are_one_payment_together() -> None:
    lines = [
        line("a", "400.00", "SPORTS DEVELOPMENT", invoice="SD-084", doc_no="9"),
        line("b", "800.00", "SPORTS DEVELOPMENT", invoice="SD-084", doc_no="9"),
    ]
    found = match(lines, [paid("1200.00", "Sports development", "SD-084")])
    assert told(found) == [("a b", "by reference", "reference and amount agree")]
    assert found[0].amount == Decimal("1200.00")


def test_each_line_and_each_payment_is_in_one_match() -> None:
    lines = [
        line("a", "500.00", "NEIGHBOUR HUB", day=DAY + datetime.timedelta(30)),
        line("b", "500.00", "NEIGHBOUR HUB", day=DAY + datetime.timedelta(1)),
        line("c", "500.00", "NEIGHBOUR HUB", invoice="NH-07"),
    ]
    ours = [
        paid("500.00", "Neighbour Hub"),
        paid("500.00", "Neighbour Hub", "NH-07", DAY + datetime.timedelta(28)),
    ]
    found = match(lines, ours)
    # The reference first; of the others the nearer day.
    assert [(each.lines[0].ref, ours.index(each.payment)) for each in found] == [("b", 0), ("c", 1)]


def test_payments_of_two_funds_are_one_and_money_brought_forward_is_none(
    book: Callable[..., object],
) -> None:
    from ringfence.ledger.book import Book

    found = book(base=False, text=SPLIT)
    assert isinstance(found, Book)
    assert [(str(each.day), each.amount, each.payee, each.invoice) for each in payments(found)] == [
        ("2017-09-29", Decimal("1200.00"), "Sports development", "SD-084")
    ]
    assert len(payments(found)[0].entries) == 2


SPLIT = """
plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "A"
  title: "A"
  funder: "OPCC"
  stage: "awarded"
2017-04-01 custom "fund" "B"
  title: "B"
  funder: "OPCC"
  stage: "awarded"
2017-04-01 * "Brought forward"
  Assets:Council:A  1000.00 GBP
  Equity:Opening:A
2017-09-29 * "Sports development" "Football" ^sd-084
  invoice: "SD-084"
  Expenses:2017-18:Diversionary:A  900.00 GBP
  Assets:Council:A
2017-09-29 * "Sports development" "Football" ^sd-084
  invoice: "SD-084"
  Expenses:2017-18:Diversionary:B  300.00 GBP
  Assets:Council:B
"""

AMOUNTS = st.sampled_from(["10.00", "20.00", "30.00", "-10.00"])
NAMES = st.sampled_from(["Neighbour Hub", "NEIGHBOUR HUB LTD", "Printer", "", "REDACTED"])
REFERENCES = st.sampled_from(["", "NH-07", "PR-0588"])
DAYS = st.dates(DAY, DAY + datetime.timedelta(120))


@given(
    st.lists(st.tuples(AMOUNTS, NAMES, REFERENCES, st.sampled_from(["", "1", "2"]), DAYS)),
    st.lists(st.tuples(AMOUNTS, NAMES, REFERENCES, DAYS)),
)
def test_nothing_is_matched_twice_and_certain_means_to_the_penny(
    theirs: list[tuple[str, str, str, str, datetime.date]],
    ours: list[tuple[str, str, str, datetime.date]],
) -> None:
    lines = [
        line(str(number), amount, name, invoice=reference, doc_no=doc, day=day)
        for number, (amount, name, reference, doc, day) in enumerate(theirs)
    ]
    known = sorted((paid(*each) for each in ours), key=lambda each: each.day)
    found = match(lines, known)
    refs = [each.ref for one in found for each in one.lines]
    assert len(refs) == len(set(refs))
    assert len({id(each.payment) for each in found}) == len(found)
    for each in found:
        if each.grade is Grade.CERTAIN:
            assert each.difference == 0
            assert {plain_reference(line.invoice) for line in each.lines} & each.payment.references
        elif each.grade is Grade.POSSIBLE:
            assert each.difference == 0
