"""What the rules make of a grant that the books took over in the middle of its life."""

from __future__ import annotations

import datetime

import pytest

from ringfence.ledger.brought_forward import before_of, is_unsaid, spend_of_whole_life
from ringfence.ledger.room import room_in
from tests.conftest import Findings, Refused, Written

FIRST = datetime.date(2025, 4, 1)
LATER = datetime.date(2026, 3, 31)


def fund(*fields: str, name: str = "G") -> str:
    return f'2025-04-01 custom "fund" "{name}"\n  title: "Streets"\n  funder: "OPCC"\n' + "".join(
        f"  {field}\n" for field in ('stage: "awarded"', *fields)
    )


PLAN = """2025-04-01 custom "action" "2025-26" "Youth"
  title: "Youth"
2025-04-01 custom "earmark" "2025-26" "Youth" "Hub"
  title: "Hub"
  provider: "Youth Hub"
"""
AWARD = """2025-04-01 * "OPCC" "Award, not received before"
  Assets:Awarded:OPCC:G      15000.00 GBP
  Income:OPCC:G             -15000.00 GBP
"""
CLAIMED = """2025-04-01 * "OPCC" "Claimed before, not yet received" ^claim-before
  invoice: "OWBC-1"
  Assets:Receivable:OPCC:G    3000.00 GBP
  Assets:Awarded:OPCC:G      -3000.00 GBP
"""
HELD = """2025-04-01 * "Brought forward: held"
  received-before: 25000.00 GBP
  claimed-before: 28000.00 GBP
  spent-before: 18520.00 GBP
  Assets:Council:G            6580.00 GBP
  Equity:Opening:G           -6580.00 GBP
"""
ADVANCED = """2025-04-01 * "Youth Hub" "Brought forward: advanced" ^hub-advance
  Assets:Prepaid:YouthHub:G    500.00 GBP
  Equity:Opening:G            -500.00 GBP
"""
OWED = """2025-04-01 * "Printer" "Brought forward: owed" ^printer-before
  invoice: "PR-9"
  Equity:Opening:G             600.00 GBP
  Liabilities:Accruals:G      -600.00 GBP
"""
#: The example as it is written in papers, without the mark that the command adds.
ALL = AWARD + CLAIMED + HELD + ADVANCED + OWED
TERMS = fund("award: 40000.00 GBP")


def entry(day: str, *legs: str, head: str = '"Youth Hub" "Sessions"') -> str:
    return f"{day} * {head}\n" + "".join(f"  {leg} GBP\n" for leg in legs)


def moved(day: str, source: str, to: str, amount: str) -> str:
    return entry(day, f"{source}:G {amount}", f"{to}:G -{amount}", head='"Moved"')


def told(findings: Findings, text: str) -> list[str]:
    return [f"{each.severity} {each.message}" for each in findings(base=False, text=text)]


def test_the_example_breaks_no_rule(findings: Findings) -> None:
    assert told(findings, TERMS + ALL) == []


def test_two_funds_and_one_alone_are_told_apart(write: Written) -> None:
    from ringfence.ledger import loading

    other = fund("award: 900.00 GBP", name="H") + HELD.replace(":G ", ":H ")
    book = loading.load(write(text=TERMS + ALL + other, base=False)).book
    found = before_of(book, "G")
    assert found
    assert [str(each) for each in found[1:4]] == ["25000.00", "28000.00", "18520.00"]
    assert before_of(book, "G", FIRST - datetime.timedelta(days=1)) is None
    assert [is_unsaid(book, each, LATER) for each in "GH"] == [False, False]


@pytest.mark.parametrize(
    ("left_out", "texts"),
    [
        (("claimed-before", "spent-before"), ["25000.00", "28000.00", "18520.00"]),
        (("claimed-before",), ["25000.00", "28000.00", "18520.00"]),
        (("received-before",), None),
    ],
)
def test_what_is_unsaid_follows_from_what_is_brought_in(
    left_out: tuple[str, ...], texts: list[str] | None, write: Written, findings: Findings
) -> None:
    from ringfence.ledger import loading

    lines = ALL.splitlines(keepends=True)
    text = TERMS + "".join(line for line in lines if not line.strip().startswith(left_out))
    book = loading.load(write(text=text, base=False)).book
    found = before_of(book, "G")
    assert ([str(each) for each in found[1:4]] if found else None) == texts
    assert is_unsaid(book, "G", LATER) == (texts is None)
    assert told(findings, text) == []


@pytest.mark.parametrize(("fields", "unsaid"), [(("award: 1000.00 GBP",), True), ((), False)])
def test_without_an_award_nothing_is_unsaid(
    fields: tuple[str, ...], unsaid: bool, write: Written
) -> None:
    from ringfence.ledger import loading

    opening = moved("2025-04-01", "Assets:Council", "Equity:Opening", "500.00")
    book = loading.load(write(text=fund(*fields) + opening, base=False)).book
    assert is_unsaid(book, "G", LATER) == unsaid
    assert not is_unsaid(book, "G", FIRST - datetime.timedelta(days=1))


# ------------------------------------------------------------------ stage


@pytest.mark.parametrize(
    ("booked", "above"), [("15000.00", None), ("15000.01", "£40,000.01 on 2025-04-02, £0.01 above")]
)
def test_the_award_bounds_what_was_received_before_too(
    booked: str, above: str | None, findings: Findings
) -> None:
    award = entry("2025-04-02", f"Assets:Awarded:OPCC:G {booked}", f"Income:OPCC:G -{booked}")
    held = HELD.replace("28000", "25000").replace("6580", "6480")
    found = told(findings, TERMS + held + award)
    assert [above in each for each in found if above] == ([True] if above else [])
    assert bool(found) == (above is not None)


@pytest.mark.parametrize(("booked", "above"), [("33520.00", 0), ("33520.01", 1)])
def test_where_that_is_unsaid_the_opening_money_counts(
    booked: str, above: int, refused: Refused
) -> None:
    """40,000.00 less the 6,480.00 held is 33,520.00."""
    held = moved("2025-04-01", "Assets:Council", "Equity:Opening", "6480.00")
    award = entry("2025-04-02", f"Assets:Awarded:OPCC:G {booked}", f"Income:OPCC:G -{booked}")
    assert len(refused("stage", base=False, text=TERMS + held + award)) == above


@pytest.mark.parametrize(("found", "above"), [("100.00", None), ("100.01", "0.01")])
def test_the_award_bounds_what_is_found_of_before_later(
    found: str, above: str | None, refused: Refused
) -> None:
    """Of 40,100.00 all but 100.00 was received before or is booked as awarded."""
    books = TERMS.replace("40000", "40100") + PLAN + ALL
    late = entry(
        "2025-04-02", f"Assets:Council:G  {found}", f"Equity:Opening:G  -{found}", head='"Drawer"'
    )
    message = [
        each.message
        for each in refused("stage", base=False, text=late + books)
        if "its award" in each.message
    ]
    assert message == (
        []
        if above is None
        else [
            (
                "“Drawer” brings the amount booked as awarded for G, with £25,000.00 received "
                "before these books and £100.01 brought in since, to £40,100.01 on 2025-04-02, "
                "£0.01 above its award of £40,100.00. Book no more, or if OPCC awarded it: "
                "ringfence fund amend G --award 40100.01 --date 2025-04-02 --decision ID. If a "
                "decision of OPCC allows it, name that: --override-stage ID [stage]"
            )
        ]
    )


def test_what_is_deferred_and_taken_back_adds_nothing_to_the_award(refused: Refused) -> None:
    """6,580.00 of before and 15,000.00 of the award are deferred, and come back."""
    deferred = entry(
        "2026-03-31",
        "Equity:Opening:G  6580.00",
        "Income:OPCC:G  15000.00",
        "Liabilities:InAdvance:OPCC:G  -21580.00",
        head='"Deferred"',
    )
    back = entry(
        "2026-04-01",
        "Equity:Opening:G  -6580.00",
        "Income:OPCC:G  -15000.00",
        "Liabilities:InAdvance:OPCC:G  21580.00",
        head='"Back"',
    )
    text = TERMS + PLAN + ALL + deferred + back
    assert refused("stage", base=False, text=text) == []
    changed = text.replace("InAdvance:OPCC:G  21580.00", "InAdvance:OPCC:G  21579.99").replace(
        "Income:OPCC:G  -15000.00 GBP\n  Liabilities:InAdvance:OPCC:G  21579.99",
        "Income:OPCC:G  -15000.00 GBP\n  Assets:Awarded:OPCC:G  0.01 GBP\n"
        "  Liabilities:InAdvance:OPCC:G  21579.99",
    )
    ((_place, message),) = refused("stage", base=False, text=changed)
    assert "£0.01 above its award of £40,000.00" in message


def test_repaying_opening_money_makes_no_room_in_the_award_once_it_is_said(
    refused: Refused,
) -> None:
    repaid = entry("2025-05-01", "Equity:Opening:G 100.00", "Liabilities:Repayable:OPCC:G -100.00")
    more = entry("2025-05-02", "Assets:Awarded:OPCC:G 0.01", "Income:OPCC:G -0.01")
    (faults,) = refused("stage", base=False, text=TERMS + ALL + repaid + more)
    assert "with £25,000.00 received before these books, to £40,000.01" in faults.message


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("spent-before: 18520.01", "so £6,479.99 of it was left; £6,480.00 is brought forward"),
        ("spent-before: 18519.99", "so £6,480.01 of it was left; £6,480.00 is brought forward"),
        ("claimed-before: 28000.01", "so £3,000.01 was owed by its funder; £3,000.00 is"),
        ("claimed-before: 27999.99", "so £2,999.99 was owed by its funder; £3,000.00 is"),
    ],
)
def test_what_is_said_is_what_is_brought_forward(wrong: str, words: str, refused: Refused) -> None:
    key = wrong.partition(":")[0]
    right = next(line.strip() for line in HELD.splitlines() if key in line)
    text = TERMS + ALL.replace(right, f"{wrong} GBP")
    (faults,) = refused("stage", base=False, text=text)
    assert words in faults.message


def test_another_claim_of_the_first_day_is_told_apart_by_the_mark(findings: Findings) -> None:
    marked = "".join(
        each.replace("\n  Assets:", "\n  brought-forward: TRUE\n  Assets:", 1)
        for each in (AWARD, CLAIMED, HELD, ADVANCED)
    )
    again = entry("2025-04-01", "Assets:Receivable:OPCC:G 9.00", "Assets:Awarded:OPCC:G -9.00")
    assert told(findings, TERMS + marked + OWED + again) == []


INSTALMENTS = 'instalments: "2025-03-01 24000.00, 2025-09-01 4000.00, 2026-03-01 12000.00"'


def test_instalments_are_set_against_all_that_was_received(findings: Findings) -> None:
    """25,000.00 by April, though 24,000.00 was due, is not new; 28,000.00 is due in September."""
    terms = fund("award: 40000.00 GBP", 'payment: "instalments"', INSTALMENTS)

    def received(day: str, amount: str, of: str = "Awarded") -> str:
        return entry(day, f"Assets:Council:G {amount}", f"Assets:{of}:OPCC:G -{amount}")

    due = received("2025-09-02", "3000.00", "Receivable")
    assert told(findings, terms + ALL + due) == []
    (text,) = told(findings, terms + ALL + due + received("2025-09-03", "0.01"))
    assert text.startswith("warn")
    assert "to £28,000.01 on 2025-09-03, £0.01 above the £28,000.00 due by then" in text


def test_what_was_claimed_before_may_be_received(findings: Findings) -> None:
    terms = fund("award: 40000.00 GBP", 'payment: "arrears"')
    paid = entry("2025-05-01", "Assets:Council:G 3000.00", "Assets:Receivable:OPCC:G -3000.00")
    more = entry("2025-05-02", "Assets:Council:G 0.01", "Assets:Awarded:OPCC:G -0.01")
    assert told(findings, terms + ALL + paid) == []
    (text,) = told(findings, terms + ALL + paid + more)
    assert "to £28,000.01 on 2025-05-02, £0.01 above the £28,000.00 claimed by then" in text


# ------------------------------------------------------------------ an advance of before


def test_an_opening_advance_is_named_by_an_earmark_once_it_is_evidenced(
    refused: Refused,
) -> None:
    action = PLAN.partition('2025-04-01 custom "earmark"')[0]
    text = TERMS + action + ALL
    assert refused("declaration", base=False, text=text) == []
    text += moved("2025-04-02", "Equity:Unallocated", "Equity:Plan:2025-26:Youth", "500.00")
    shown = ("Expenses:Plan:2025-26:Youth:G 200.00", "Assets:Prepaid:YouthHub:G -200.00")
    text += entry("2025-05-01", *shown, head='"Youth Hub" "Sessions" ^hub-advance')
    (faults,) = refused("declaration", base=False, text=text)
    assert faults.message == (
        "“Youth Hub, Sessions” posts to Assets:Prepaid:YouthHub:G: no earmark has a provider "
        'YouthHub. Name the provider on its earmark: ringfence earmark POT AMOUNT --payee "NAME" '
        "--date 2025-05-01 [declaration]"
    )


def advancing(earmarked: str, more: str, evidenced: str = "0.00", link: str = "") -> str:
    """The opening advance, with so much in its earmark, more advanced and something evidenced."""
    text = TERMS + PLAN + ALL
    text += moved("2025-04-02", "Equity:Unallocated", "Equity:Plan:2025-26:Youth", "2000.00")
    youth, hub = "Equity:Plan:2025-26:Youth", "Equity:Plan:2025-26:Youth:Hub"
    text += moved("2025-04-02", youth, hub, earmarked)
    text += entry("2025-05-01", f"Assets:Prepaid:YouthHub:G {more}", f"Assets:Council:G -{more}")
    shown = (
        f"Expenses:Plan:2025-26:Youth:Hub:G {evidenced}",
        f"Assets:Prepaid:YouthHub:G -{evidenced}",
    )
    return text + entry("2025-06-01", *shown, head=f'"Youth Hub" "Shown" {link}')


@pytest.mark.parametrize(
    ("earmarked", "more", "shown", "short"),
    [
        ("900.00", "900.00", ("0.00",), 0),
        ("900.00", "900.01", ("0.00",), 1),
        # Of the new advance: 500.00 of before stay, and need no earmark.
        ("900.00", "900.00", ("900.00",), 0),
        # Of the old one: the earmark is spent, and the new advance has nothing behind it.
        ("900.00", "900.00", ("500.00", "^hub-advance"), 1),
        ("1400.00", "900.00", ("500.00", "^hub-advance"), 0),
        ("1399.99", "900.00", ("500.00", "^hub-advance"), 1),
    ],
)
def test_only_what_was_advanced_since_needs_an_earmark(
    earmarked: str, more: str, shown: tuple[str, ...], short: int, refused: Refused
) -> None:
    text = advancing(earmarked, more, *shown)
    assert len(refused("overdrawn", base=False, text=text)) == short


@pytest.mark.parametrize(
    ("more", "free"), [("0.00", "900.00"), ("400.00", "500.00"), ("900.00", "0.00")]
)
def test_what_was_advanced_before_takes_nothing_from_an_earmark(
    more: str, free: str, write: Written
) -> None:
    from ringfence.ledger import loading
    from ringfence.ledger.accounts import parse_pot

    book = loading.load(write(text=advancing("900.00", more), base=False)).book
    hub = parse_pot("2025-26/Youth/Hub")
    assert str(room_in(book, hub, "G", datetime.date(2025, 5, 1))) == free


def test_an_opening_advance_of_a_fund_that_is_over_is_no_advance(refused: Refused) -> None:
    terms = fund("award: 40000.00 GBP", "spend-by: 2025-03-31")
    assert refused("window", base=False, text=terms + ALL) == []
    more = entry("2025-04-01", "Assets:Prepaid:YouthHub:G 1.00", "Assets:Council:G -1.00")
    (faults,) = refused("window", base=False, text=terms + ALL + more)
    assert "advances £1.00 of G on 2025-04-01, 1 day after its spend-by" in faults.message


# ------------------------------------------------------------------ an invoice of before


@pytest.mark.parametrize(
    ("over", "parts", "short"),
    [("600.01", ("600.00",), 0), ("600.00", ("600.00",), 1), ("600.00", ("300.00", "300.00"), 2)],
)
def test_what_was_owed_is_judged_by_its_whole_size_when_it_is_paid(
    over: str, parts: tuple[str, ...], short: int, refused: Refused
) -> None:
    text = fund("award: 40000.00 GBP", f"evidence-over: {over} GBP")
    text += ALL.replace('  invoice: "PR-9"\n', "")
    for part in parts:
        legs = (f"Liabilities:Accruals:G {part}", f"Assets:Council:G -{part}")
        text += entry("2025-05-01", *legs, head='"Printer" "Paid" ^printer-before')
    assert len(refused("evidence", base=False, text=text)) == short


def test_the_reference_of_before_shows_it(refused: Refused) -> None:
    text = fund("award: 40000.00 GBP", "evidence-over: 600.00 GBP") + ALL
    legs = ("Liabilities:Accruals:G 600.00", "Assets:Council:G -600.00")
    text += entry("2025-05-01", *legs, head='"Printer" "Paid" ^printer-before')
    assert refused("evidence", base=False, text=text) == []


def test_what_no_invoice_came_for_was_not_spent_before(write: Written) -> None:
    """100.00 of the 600.00 owed is given back in May: 18,420.00 was spent, not 18,520.00."""
    from ringfence.ledger import loading

    legs = ("Liabilities:Accruals:G 100.00", "Equity:Opening:G -100.00")
    text = TERMS + ALL + entry("2025-05-01", *legs, head='"Printer" "Not needed" ^printer-before')
    book = loading.load(write(text=text, base=False)).book
    may = datetime.date(2025, 5, 1)
    found = [before_of(book, "G", day) for day in (FIRST, may - datetime.timedelta(days=1), may)]
    assert [f"{each.spent}" for each in found if each] == ["18520.00", "18520.00", "18420.00"]
    assert f"{spend_of_whole_life(book, 'G', LATER)}" == "18420.00"
