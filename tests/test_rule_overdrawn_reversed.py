"""What comes back of one invoice, link or entry above what was spent, or is reversed twice."""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Findings, Refused

POT = "Expenses:Plan:2017-18:Diversionary"
BLUELIGHT = "Expenses:Plan:2017-18:Bluelight"
COUNCIL = "Assets:Council"
ACCRUALS = "Liabilities:Accruals"
PREPAID = "Assets:Prepaid:LeicesterCityFC"


def entry(  # the parts of an entry
    day: str,
    amount: str,
    *keys: str,
    link: str = "",
    payee: str = "Printer",
    accounts: tuple[str, str] = (POT, COUNCIL),
) -> str:
    said = "".join(f"  {each}\n" for each in keys)
    other = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    return (
        f'{day} * "{payee}" "Leaflets" {link}\n{said}  {accounts[0]}:Grant  {amount} GBP\n'
        f"  {accounts[1]}:Grant  {other} GBP\n"
    )


#: Other spending of the same pot, which would hide all of it.
OTHER = entry("2017-06-01", "900.00", 'invoice: "O-1"', payee="Other")
SPENT = OTHER + entry("2017-06-02", "100.00", 'invoice: "P-1"', link="^p")
TAIL = (
    "Take out what came back twice, or say of what it is: another invoice (--invoice REFERENCE), "
    "or another entry (`corrects:`). A refund goes to the pot that spent it. [overdrawn]"
)


@pytest.mark.parametrize(
    ("keys", "link", "words"),
    [
        (('corrects: "p"',), "", "^p"),
        (('corrects: "^p"',), "^p", "^p"),
        (('corrects: "P-1"',), "", "P-1"),
        (('corrects: "main.beancount:5"',), "", "the entry at main.beancount:5"),
        (('corrects: "books/main.beancount:5"',), "", "the entry at books/main.beancount:5"),
        ((), "^p", "^p"),
        (('invoice: "p - 1"',), "", "invoice p - 1 of Printer"),
    ],
)
def test_an_entry_is_reversed_once(
    refused: Refused, keys: tuple[str, ...], link: str, words: str
) -> None:
    back = entry("2017-06-03", "-100.00", *keys, link=link)
    again = entry("2017-06-04", "-100.00", *keys, link=link)
    assert refused("overdrawn", text=SPENT + back) == []
    assert refused("overdrawn", text=SPENT + back + again) == [
        Fault(
            str(13 if keys else 12),
            f"“Printer, Leaflets” brings what came back of {words} to £200.00 on 2017-06-04, and "
            f"£100.00 was spent on it from 2017-18/Diversionary of Grant. {TAIL}",
        )
    ]


@pytest.mark.parametrize(
    ("parts", "over"), [(("60.00", "40.00"), False), (("60.00", "40.01"), True)]
)
def test_part_refunds_come_to_the_invoice(
    refused: Refused, parts: tuple[str, ...], over: bool
) -> None:
    back = "".join(entry("2017-06-03", f"-{part}", 'invoice: "P-1"') for part in parts)
    assert bool(refused("overdrawn", text=SPENT + back)) is over


def test_a_refund_goes_to_the_pot_that_paid(refused: Refused) -> None:
    other = entry("2017-06-01", "500.00", accounts=(BLUELIGHT, COUNCIL))
    back = entry("2017-06-03", "-10.00", 'invoice: "P-1"', accounts=(BLUELIGHT, COUNCIL))
    ((place, message),) = refused("overdrawn", text=SPENT + other + back)
    assert place == "12"
    assert (
        "to £10.00 on 2017-06-03, and nothing was spent on it from 2017-18/Bluelight of Grant."
        in message
    )


@pytest.mark.parametrize(
    "back",
    [
        entry("2017-06-03", "-300.00", 'invoice: "P-0"'),  # of an invoice before the books
        entry("2017-06-03", "-300.00"),  # of none
        entry("2017-06-03", "-300.00", 'corrects: "nothing"'),
        entry("2017-06-03", "-300.00", link="^p", payee="Another"),  # a link of many suppliers
        entry("2017-06-03", "-300.00", 'corrects: "main.beancount:5"'),  # its lines have moved
    ],
)
def test_what_the_books_do_not_know_is_not_judged(refused: Refused, back: str) -> None:
    assert refused("overdrawn", text=SPENT + back) == []


def test_what_replaces_an_entry_may_come_back(refused: Refused) -> None:
    reversal = entry("2017-06-03", "-100.00", 'corrects: "p"', 'invoice: "P-1"')
    right = entry("2017-06-03", "120.00", 'corrects: "p"', 'invoice: "P-2"', link="^p")
    back = entry("2017-06-04", "-120.00", 'invoice: "P-1"')
    assert refused("overdrawn", text=SPENT + reversal + right + back) == []
    again = entry("2017-06-05", "-0.01", 'invoice: "P-1"')
    found = refused("overdrawn", text=SPENT + reversal + right + back + again)
    assert [each.place for each in found] == ["23"]


def test_a_refund_that_is_corrected_is_no_spending(refused: Refused) -> None:
    refund = entry("2017-06-03", "-60.00", 'invoice: "P-1"', link="^cn")
    undone = entry("2017-06-04", "60.00", 'corrects: "cn"', 'invoice: "P-1"', link="^cn")
    right = entry("2017-06-04", "-{0}", 'corrects: "cn"', 'invoice: "P-1"', link="^cn")
    assert refused("overdrawn", text=SPENT + refund + undone + right.format("100.00")) == []
    assert len(refused("overdrawn", text=SPENT + refund + undone + right.format("100.01"))) == 1


def test_what_replaced_an_entry_is_reversed_once(refused: Refused) -> None:
    reversal = entry("2017-06-03", "-100.00", 'corrects: "p"', 'invoice: "P-1"')
    right = entry("2017-06-03", "120.00", 'corrects: "p"', 'invoice: "P-2"')
    back = entry("2017-06-04", "-120.00", 'corrects: "P-2"')
    assert refused("overdrawn", text=SPENT + reversal + right + back) == []
    assert len(refused("overdrawn", text=SPENT + reversal + right + back * 2)) == 1


def test_a_reversal_after_a_refund_is_of_the_whole_invoice(refused: Refused) -> None:
    """What came back already comes back once: together that is £160.00 of £100.00."""
    refund = entry("2017-06-03", "-60.00", 'invoice: "P-1"')
    for key in ('corrects: "p"', 'corrects: "P-1"', 'corrects: "main.beancount:5"'):
        reversal = entry("2017-06-04", "-100.00", key)
        assert len(refused("overdrawn", text=SPENT + refund + reversal)) == 1
        rest = entry("2017-06-04", "-40.00", key)
        assert refused("overdrawn", text=SPENT + refund + rest) == []


def test_a_link_of_several_invoices(refused: Refused) -> None:
    """What is on it together is the bound of what has no other name."""
    more = entry("2017-06-02", "50.00", 'invoice: "P-9"', link="^p")
    back = entry("2017-06-03", "-150.00", link="^p")
    assert refused("overdrawn", text=SPENT + more + back) == []
    assert (
        len(
            refused("overdrawn", text=SPENT + more + back + entry("2017-06-04", "-0.01", link="^p"))
        )
        == 1
    )
    part = entry("2017-06-03", "-50.00", 'corrects: "p"', 'invoice: "P-9"', link="^p")
    refund = entry("2017-06-03", "-100.00", 'invoice: "P-1"')
    assert refused("overdrawn", text=SPENT + more + part + refund) == []


def test_a_day_that_makes_it_less_is_not_told_again(refused: Refused) -> None:
    back = entry("2017-06-03", "-150.00", 'invoice: "P-1"')
    more = entry("2017-06-04", "30.00", 'invoice: "P-1"')
    less = entry("2017-06-04", "-{0}", 'invoice: "P-1"')
    for amount, places in (("30.00", ["9"]), ("30.01", ["9", "17"])):
        found = refused("overdrawn", text=SPENT + back + more + less.format(amount))
        assert [each.place for each in found] == places


def test_what_has_a_surer_name_is_judged_by_that_and_not_by_its_link(refused: Refused) -> None:
    """A link may be a payment run's: what comes back in it was perhaps paid in another."""
    june = entry("2017-06-01", "80.00", 'invoice: "J-1"', link="^june")
    back = entry("2017-06-03", "-100.00", link="^p")
    other = entry("2017-06-04", "-80.00", 'invoice: "J-1"', link="^p")
    assert refused("overdrawn", text=june + SPENT + back + other) == []


class TestAccruals:
    ACCRUED = OTHER + entry("2017-06-02", "100.00", link="^k", accounts=(POT, ACCRUALS))
    PAID = entry("2017-06-03", "100.00", 'invoice: "K-1"', link="^k", accounts=(ACCRUALS, COUNCIL))

    @pytest.mark.parametrize(("amount", "over"), [("100.00", False), ("100.01", True)])
    def test_the_invoice_that_paid_one_comes_back_up_to_it(
        self, refused: Refused, amount: str, over: bool
    ) -> None:
        back = entry("2017-06-04", f"-{amount}", 'invoice: "K-1"')
        assert bool(refused("overdrawn", text=self.ACCRUED + self.PAID + back)) is over

    def test_one_owed_before_the_books_is_not_known(self, refused: Refused) -> None:
        before = OTHER + entry(
            "2017-04-01", "100.00", link="^k", accounts=("Equity:Opening", ACCRUALS)
        )
        more = entry("2017-06-03", "10.00", 'invoice: "K-1"', link="^k")
        back = entry("2017-06-04", "-100.00", 'invoice: "K-1"')
        assert refused("overdrawn", text=before + self.PAID + more + back) == []


def test_the_books_of_a_day_count_together(refused: Refused) -> None:
    back = entry("2017-06-02", "-100.00", 'invoice: "P-1"')
    assert refused("overdrawn", text=back + SPENT) == []
    ((_place, said),) = refused("overdrawn", text=SPENT + back.replace("100.00", "100.01"))
    assert "to £100.01 on 2017-06-02, and £100.00 was spent on it" in said
    early = back.replace("06-02", "06-01")
    ((place, message),) = refused("overdrawn", text=early + SPENT)
    assert place == "1"
    assert "to £100.00 on 2017-06-01, and nothing was spent on it" in message


def test_finance_may_let_it_stand_up_to_its_own_amount(findings: Findings) -> None:
    over = 'override-overdrawn: "Fin-1"'
    back = entry("2017-06-03", "-60.00", 'invoice: "P-1"', over)
    text = SPENT + entry("2017-06-03", "-100.00", 'invoice: "P-1"') + back
    assert [each.severity for each in findings("overdrawn", text=text)] == ["overridden"]


class TestWhatSpendsNothing:
    MOVED = (
        '2017-06-13 * "Moved" ^m\n  decision: "CSP-1"\n'
        "  Equity:Plan:2017-18:Diversionary:Grant   {0}100.00 GBP\n"
        "  Equity:Plan:2017-18:Bluelight:Grant      {1}100.00 GBP\n"
    )
    FIRST = MOVED.format("", "-")
    BACK = MOVED.format("-", "").replace("^m\n", '\n  corrects: "{0}"\n').replace("06-13", "06-14")

    @pytest.mark.parametrize("name", ["m", "^m", "main.beancount:1"])
    def test_it_is_reversed_once(self, refused: Refused, name: str) -> None:
        back = self.BACK.format(name)
        assert refused("overdrawn", text=self.FIRST + back) == []
        assert refused("overdrawn", text=self.FIRST + back + back) == [
            Fault(
                "10",
                "“Moved” reverses on 2017-06-14 what was reversed already on 2017-06-14 "
                "(main.beancount:5). Take one of the two out. If this reverses another entry, name "
                "that (`corrects:`); if it replaces what was wrong, leave `corrects:` out. "
                "[overdrawn]",
            )
        ]

    def test_of_two_alike_each_is_reversed(self, refused: Refused) -> None:
        twice = self.FIRST * 2 + self.BACK.format("m") * 2
        assert refused("overdrawn", text=twice) == []
        assert len(refused("overdrawn", text=twice + self.BACK.format("m"))) == 1

    def test_a_part_and_what_has_no_such_original(self, refused: Refused) -> None:
        part = self.BACK.format("m").replace("100.00", "50.00")
        assert refused("overdrawn", text=self.FIRST + part * 2) == []
        assert refused("overdrawn", text=self.FIRST + self.BACK.format("other/m") * 2) == []


class TestBackIntoAnAdvance:
    """Spending goes back into an advance up to what was evidenced from it."""

    ADVANCED = entry("2017-06-01", "500.00", accounts=(PREPAID, COUNCIL))
    SHOWN = entry("2017-06-02", "300.00", accounts=(f"{POT}:Kicks", PREPAID))

    def back(self, amount: str) -> str:
        return entry("2017-06-03", amount, accounts=(PREPAID, f"{POT}:Kicks"))

    @pytest.mark.parametrize(("amount", "beyond"), [("300.00", None), ("300.01", "0.01")])
    def test_up_to_what_was_evidenced(
        self, refused: Refused, amount: str, beyond: str | None
    ) -> None:
        direct = entry("2017-06-02", "100.00", accounts=(f"{POT}:Kicks", COUNCIL))
        text = self.ADVANCED + self.SHOWN + direct + self.back(amount)
        assert refused("overdrawn", text=text) == (
            []
            if beyond is None
            else [
                Fault(
                    "10",
                    "“Printer, Leaflets” puts spending back into "
                    "Assets:Prepaid:LeicesterCityFC:Grant on 2017-06-03: by then that is £0.01 "
                    "more than was evidenced from it, and nothing was advanced for that. If it was "
                    "paid ahead, reverse the spending (`ringfence correct`), and record the "
                    "advance (`ringfence advance`). [overdrawn]",
                )
            ]
        )

    def test_what_was_accrued_and_paid_from_it_was_evidenced(self, refused: Refused) -> None:
        accrued = entry("2017-06-02", "200.00", link="^a", accounts=(f"{POT}:Kicks", ACCRUALS))
        paid = entry("2017-06-02", "200.00", link="^a", accounts=(ACCRUALS, PREPAID))
        paid += entry("2017-06-02", "100.00", accounts=(f"{POT}:Kicks", COUNCIL))
        assert refused("overdrawn", text=self.ADVANCED + accrued + paid + self.back("200.00")) == []
        assert (
            len(refused("overdrawn", text=self.ADVANCED + accrued + paid + self.back("200.01")))
            == 1
        )

    def test_of_a_later_day_it_is_too_early(self, refused: Refused) -> None:
        direct = entry("2017-06-01", "300.00", accounts=(f"{POT}:Kicks", COUNCIL))
        text = self.ADVANCED + direct + self.back("10.00").replace("06-03", "06-01") + self.SHOWN
        assert [each.place for each in refused("overdrawn", text=text)] == ["7"]
        assert refused("overdrawn", text=text.replace("06-02", "06-01")) == []
