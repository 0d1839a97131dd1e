"""The rule `duplicate`: nothing is paid for twice."""

from __future__ import annotations

import pytest

from tests.conftest import Fault, Findings, Judged, Refused

TAIL = "If a decision of finance allows it, name that: --override-duplicate ID [duplicate]"


def paid(  # the parts of a payment
    day: str,
    amount: str,
    *more: str,
    invoice: str = "LCFC-1093",
    payee: str = "Leicester City FC",
    fund: str = "Grant",
    accounts: tuple[str, str] = ("Expenses:Plan:2017-18:Diversionary", "Assets:Council"),
    link: str = "",
) -> str:
    keys = "".join(f"  {each}\n" for each in (f'invoice: "{invoice}"', *more))
    other = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    return (
        f'{day} * "{payee}" "KICKS" {link}\n{keys}  {accounts[0]}:{fund}  {amount} GBP\n'
        f"  {accounts[1]}:{fund}  {other} GBP\n"
    )


TO_ACCRUE = ("Expenses:Plan:2017-18:Diversionary", "Liabilities:Accruals")
TO_PAY = ("Liabilities:Accruals", "Assets:Council")
ADVANCE = ("Assets:Prepaid:LeicesterCityFC", "Assets:Council")
SHOWN = ("Expenses:Plan:2017-18:Diversionary", "Assets:Prepaid:LeicesterCityFC")


def test_twice_in_two_funds_is_refused(refused: Refused) -> None:
    text = paid("2017-10-02", "300.00") + paid("2017-11-02", "100.00", fund="Older")
    assert refused("duplicate", text=text) == [
        Fault(
            "5",
            "“Leicester City FC, KICKS” brings the amount claimed for invoice LCFC-1093 of "
            "Leicester City FC to £400.00 on 2017-11-02: it was already claimed on 2017-10-02 "
            "(main.beancount:1), so £100.00 would be paid twice. If funds share it, give its total "
            "on each entry (--invoice-total 400.00); if it is another invoice, give it its own "
            "reference (--invoice); if the first was reversed without it, say so there "
            f'(corrects: "LCFC-1093"). {TAIL}',
        )
    ]


@pytest.mark.parametrize(
    ("second", "places"),
    [
        ({}, ["5"]),
        ({"payee": "LEICESTER  city fc"}, ["5"]),
        ({"invoice": "lcfc - 1093"}, ["5"]),
        ({"payee": "Leicester City FC Trust"}, []),
        ({"invoice": "LCFC-10930"}, []),
    ],
)
def test_who_and_which_invoice(refused: Refused, second: dict[str, str], places: list[str]) -> None:
    text = paid("2017-10-02", "10.00") + paid("2017-10-02", "10.00", **second)  # type: ignore[arg-type]
    assert [each.place for each in refused("duplicate", text=text)] == places


@pytest.mark.parametrize("blank", ["", "  ", "-", "—"])
def test_blank_references_never_match(refused: Refused, blank: str) -> None:
    text = paid("2017-10-02", "10.00", invoice=blank) + paid("2017-10-03", "10.00", invoice=blank)
    assert refused("duplicate", text=text) == []


@pytest.mark.parametrize("strange", ["A\tB", "A  B", "A\nB"])
def test_any_space_is_a_space(refused: Refused, strange: str) -> None:
    text = paid("2017-10-02", "10.00", invoice=strange) + paid("2017-10-03", "10.00", invoice="ab")
    assert len(refused("duplicate", text=text)) == 1


def test_without_a_payee_the_narration_speaks(refused: Refused) -> None:
    text = (paid("2017-10-02", "10.00") * 2).replace('"Leicester City FC" ', "")
    assert [each.place for each in refused("duplicate", text=text)] == ["5"]
    assert "for invoice LCFC-1093 to £20.00" in refused("duplicate", text=text)[0].message
    other = paid("2017-10-02", "10.00").replace('"Leicester City FC" "KICKS"', '"Other"')
    one = paid("2017-10-02", "10.00").replace('"Leicester City FC" ', "")
    assert refused("duplicate", text=one + other) == []


class TestInvoiceTotal:
    TOTAL = "invoice-total: 1200.00 GBP"

    @pytest.mark.parametrize(("second", "over"), [("999.50", None), ("999.51", "0.01")])
    def test_funds_share_an_invoice_up_to_it(
        self, refused: Refused, second: str, over: str | None
    ) -> None:
        text = paid("2017-09-29", "200.50", self.TOTAL, link="^sd-084") + paid(
            "2017-09-29", second, self.TOTAL, fund="Older", link="^sd-084"
        )
        assert refused("duplicate", text=text) == (
            []
            if over is None
            else [
                Fault(
                    "6",
                    "“Leicester City FC, KICKS” brings the amount claimed for invoice LCFC-1093 of "
                    "Leicester City FC to £1,200.01 on 2017-09-29, £0.01 above its invoice-total "
                    "of £1,200.00. Claim no more than is left of it, or correct the total. " + TAIL,
                )
            ]
        )

    def test_one_claim_alone_may_be_too_much(self, refused: Refused) -> None:
        assert refused("duplicate", text=paid("2017-09-29", "1200.00", self.TOTAL)) == []
        assert len(refused("duplicate", text=paid("2017-09-29", "1200.01", self.TOTAL))) == 1

    def test_whoever_states_it_the_least_holds(self, refused: Refused) -> None:
        text = paid("2017-09-29", "1200.00", self.TOTAL)
        text += paid("2017-09-30", "1200.00", "invoice-total: 2400.00")
        assert [each.place for each in refused("duplicate", text=text)] == ["6"]

    def test_it_may_be_stated_once(self, refused: Refused) -> None:
        text = paid("2017-09-29", "1000.00") + paid("2017-09-29", "200.00", self.TOTAL)
        assert refused("duplicate", text=text) == []

    def test_it_counts_from_where_it_is_stated(self, refused: Refused) -> None:
        text = paid("2017-09-29", "100.00") + paid("2017-09-30", "100.00")
        late = paid("2017-10-01", "100.00", self.TOTAL)
        assert [each.place for each in refused("duplicate", text=text + late)] == ["5"]
        more = paid("2017-10-02", "900.01", self.TOTAL)
        assert [each.place for each in refused("duplicate", text=text + late + more)] == ["5", "14"]

    @pytest.mark.parametrize("total", ["0.00 GBP", "-1.00 GBP", "TRUE", '"1200"'])
    def test_a_total_that_is_no_amount_says_nothing(self, refused: Refused, total: str) -> None:
        text = paid("2017-09-29", "100.00", f"invoice-total: {total}")
        assert refused("duplicate", text=text) == []

    def test_a_total_that_was_taken_back_with_its_entry_holds_no_more(
        self, refused: Refused
    ) -> None:
        wrong = paid("2017-09-29", "500.00", "invoice-total: 500.00 GBP", link="^first")
        back = paid("2017-09-30", "-500.00", 'corrects: "first"', link="^first")
        right = paid("2017-09-30", "600.00", "invoice-total: 600.00 GBP")
        assert refused("duplicate", text=wrong + back + right) == []
        over = paid("2017-09-30", "600.01", "invoice-total: 600.00 GBP")
        assert [each.place for each in refused("duplicate", text=wrong + back + over)] == ["11"]

    def test_a_refund_makes_room(self, refused: Refused) -> None:
        text = (
            paid("2017-09-29", "1200.00", self.TOTAL)
            + paid("2017-09-30", "-100.00", self.TOTAL)
            + paid("2017-10-01", "100.00", self.TOTAL)
        )
        assert refused("duplicate", text=text) == []
        more = paid("2017-10-02", "0.01", self.TOTAL)
        assert [each.place for each in refused("duplicate", text=text + more)] == ["16"]


class TestNet:
    def test_a_refund_is_no_second_claim(self, refused: Refused) -> None:
        text = paid("2017-06-20", "640.00") + paid("2017-07-10", "-60.00")
        assert refused("duplicate", text=text) == []

    def test_what_was_refunded_may_be_claimed_again(self, refused: Refused) -> None:
        text = paid("2017-06-20", "640.00") + paid("2017-07-10", "-60.00")
        assert refused("duplicate", text=text + paid("2017-07-11", "60.00")) == []
        faults = refused("duplicate", text=text + paid("2017-07-11", "60.01"))
        assert [each.place for each in faults] == ["9"]

    def test_taken_back_in_parts_it_begins_anew(self, refused: Refused) -> None:
        text = paid("2017-06-20", "640.00") + paid("2017-07-10", "-600.00")
        text += paid("2017-07-11", "-40.00") + paid("2017-07-12", "300.00")
        assert refused("duplicate", text=text) == []
        faults = refused("duplicate", text=text + paid("2017-07-13", "300.00"))
        assert [each.place for each in faults] == ["17"]

    def test_the_first_claim_is_the_one_named(self, refused: Refused) -> None:
        text = paid("2017-06-20", "10.00") + paid("2017-06-21", "20.00")
        text += paid("2017-06-22", "30.00")
        assert [
            "(main.beancount:1)" in each.message for each in refused("duplicate", text=text)
        ] == [
            True,
            True,
        ]
        again = paid("2017-06-20", "10.00") + paid("2017-06-21", "-10.00")
        again += paid("2017-06-22", "10.00") + paid("2017-06-23", "10.00")
        (faults,) = refused("duplicate", text=again)
        assert "on 2017-06-22 (main.beancount:9)" in faults.message

    def test_reversed_and_recorded_again(self, refused: Refused) -> None:
        again = paid("2017-06-20", "640.00") + paid("2017-07-10", "-640.00")
        assert refused("duplicate", text=again + paid("2017-07-10", "700.00")) == []
        assert refused("duplicate", text=again + paid("2017-07-11", "700.00")) == []
        twice = paid("2017-07-11", "300.00") + paid("2017-07-12", "300.00")
        assert [each.place for each in refused("duplicate", text=again + twice)] == ["13"]

    @pytest.mark.parametrize(("first", "places"), [("LCFC-1093", ["9"]), ("", ["9"])])
    def test_an_accrual_then_paid_is_one_claim(
        self, refused: Refused, first: str, places: list[str]
    ) -> None:
        text = paid("2018-03-31", "100.00", invoice=first, accounts=TO_ACCRUE, link="^a")
        text += paid("2018-04-20", "100.00", accounts=TO_PAY, link="^a")
        assert refused("duplicate", text=text) == []
        again = paid("2018-05-01", "100.00")
        assert [each.place for each in refused("duplicate", text=text + again)] == places

    @pytest.mark.parametrize("first", ["LCFC-1093", ""])
    def test_an_accrual_paid_in_parts_is_one_claim(self, refused: Refused, first: str) -> None:
        text = paid("2018-03-31", "100.00", invoice=first, accounts=TO_ACCRUE, link="^a")
        text += paid("2018-04-20", "40.00", accounts=TO_PAY, link="^a")
        text += paid("2018-04-30", "60.00", accounts=TO_PAY, link="^a")
        assert refused("duplicate", text=text) == []

    def test_an_accrual_paid_by_two_invoices(self, refused: Refused) -> None:
        text = paid("2018-03-31", "100.00", invoice="", accounts=TO_ACCRUE, link="^a")
        text += paid("2018-04-20", "40.00", "invoice-total: 40", accounts=TO_PAY, link="^a")
        text += paid("2018-04-30", "60.00", invoice="LCFC-2", accounts=TO_PAY, link="^a")
        assert refused("duplicate", text=text) == []

    def test_an_accrual_with_its_invoice_paid_in_parts_without(self, refused: Refused) -> None:
        text = paid("2018-03-31", "100.00", accounts=TO_ACCRUE, link="^a")
        text += paid("2018-04-20", "60.00", invoice="", accounts=TO_PAY, link="^a")
        text += paid("2018-04-30", "40.00", accounts=TO_PAY, link="^a")
        assert refused("duplicate", text=text) == []

    def test_a_refund_of_what_was_accrued_claims_nothing(self, refused: Refused) -> None:
        total = "invoice-total: 100.00 GBP"
        text = paid("2018-03-31", "100.00", invoice="", accounts=TO_ACCRUE, link="^a")
        text += paid("2018-04-20", "100.00", total, accounts=TO_PAY, link="^a")
        text += paid("2018-04-21", "-40.00", total, link="^a")
        text += paid("2018-04-22", "40.00", total, link="^a")
        assert refused("duplicate", text=text) == []
        more = paid("2018-04-23", "0.01", total, link="^a")
        assert [each.place for each in refused("duplicate", text=text + more)] == ["20"]

    def test_a_second_accrual_of_a_link_is_a_claim_of_its_own(self, refused: Refused) -> None:
        text = paid("2018-03-31", "100.00", invoice="", accounts=TO_ACCRUE, link="^a")
        text += paid("2018-04-01", "50.00", accounts=TO_ACCRUE, link="^a")
        text += paid("2018-04-02", "60.00")
        assert [each.place for each in refused("duplicate", text=text)] == ["9"]

    def test_an_advance_then_evidenced_is_one_claim(self, refused: Refused) -> None:
        text = paid("2017-10-31", "100.00", accounts=ADVANCE)
        text += paid("2018-01-31", "100.00", accounts=SHOWN)
        assert refused("duplicate", text=text) == []

    def test_money_received_claims_nothing(self, refused: Refused) -> None:
        text = 2 * paid(
            "2017-10-31",
            "100.00",
            payee="OPCC",
            accounts=("Assets:Council", "Assets:Receivable:OPCC"),
        )
        assert refused("duplicate", text=text) == []

    def test_two_on_one_day_name_the_first(self, refused: Refused) -> None:
        (faults,) = refused("duplicate", text=2 * paid("2017-10-02", "10.00"))
        assert "it was already claimed on 2017-10-02 (main.beancount:1)" in faults.message


def test_an_override_with_a_decision_warns(refused: Refused, findings: Findings) -> None:
    text = paid("2017-10-02", "10.00") + paid("2017-10-03", "10.00", 'override-duplicate: "Fin-1"')
    assert refused("duplicate", text=text) == []
    assert [each.severity for each in findings("duplicate", text=text)] == ["overridden"]


BACK = 'corrects: "LCFC-1093"'


@pytest.mark.parametrize(
    ("back", "places"),
    [
        (paid("2017-10-03", "-10.00", BACK, invoice=""), []),
        (paid("2017-10-03", "-10.00", BACK, invoice="CN-7"), []),
        (paid("2017-10-03", "-10.00", 'corrects: "^kicks"', invoice="CN-7"), []),
        (paid("2017-10-03", "-9.99", BACK, invoice="CN-7"), ["11"]),
        (paid("2017-10-04", "-10.00", BACK, invoice="CN-7"), ["11"]),
        (paid("2017-10-03", "10.00", BACK, invoice="CN-7"), ["11"]),
        (paid("2017-10-03", "-10.00", 'corrects: "LCFC-1094"', invoice="CN-7"), ["11"]),
        (paid("2017-10-03", "-10.00", BACK, invoice="CN-7", payee="Another"), ["11"]),
        (paid("2017-10-03", "-10.00", "# nothing said", invoice="CN-7"), ["11"]),
    ],
)
def test_what_says_that_it_takes_back_needs_no_reference(
    refused: Refused, back: str, places: list[str]
) -> None:
    pot = ("Expenses:Plan:2017-18:Bluelight", "Assets:Council")
    text = paid("2017-10-02", "10.00", link="^kicks") + back.replace("# nothing said", "vat: 0.00")
    text += "\n" + paid("2017-10-03", "10.00", accounts=pot)
    assert [each.place for each in refused("duplicate", text=text)] == places


def test_a_claim_taken_back_whole_leaves_no_room_behind(refused: Refused) -> None:
    # 100.00, then 200.00 (refused) that is taken back: the 100.00 that is left may not be doubled.
    text = paid("2017-05-01", "100.00") + paid("2017-05-02", "200.00")
    text += paid("2017-05-03", "-200.00") + paid("2017-05-04", "100.00")
    found = refused("duplicate", text=text)
    assert [each.place for each in found] == ["5", "13"]
    assert "to £200.00 on 2017-05-04: it was already claimed" in found[1].message


class TestTwoFunders:
    FUNDS = """
2017-04-01 custom "fund" "Uni"
  title: "University"
  funder: "University"
  stage: "awarded"
2017-04-02 custom "earmark" "2017-18" "Diversionary" "Kicks"
  purpose: "football"
2017-04-02 custom "earmark" "2017-18" "Bluelight" "KicksPlus"
  title: "KICKS, more of it"
  provider: "leicester city FC"
  purpose: "{purpose}"
  {shares}
2017-05-01 * "Set aside"
  Equity:Plan:2017-18:Bluelight:{fund}             10.00 GBP
  Equity:Plan:2017-18:Bluelight:KicksPlus:{fund}  -10.00 GBP
"""

    def books(self, *, purpose: str = "Football", fund: str = "Uni", shares: str = "") -> str:
        return self.FUNDS.format(purpose=purpose, fund=fund, shares=shares)

    def test_one_provider_and_purpose_warns(self, refused: Refused, findings: Findings) -> None:
        assert refused("duplicate", text=self.books()) == []
        assert findings("duplicate", text=self.books()) == [
            Judged(
                "duplicate",
                "warn",
                "7",
                "Earmarks for leicester city FC, Football, are in funds of different funders: "
                "2017-18/Bluelight/KicksPlus of Uni (University) and 2017-18/Diversionary/Kicks of "
                "Grant (OPCC). Make sure that no two of them pay for the same thing; if it is one "
                "scheme that they share, release the rest (ringfence release "
                "2017-18/Diversionary/Kicks), keep it in one earmark and record each fund's share: "
                'ringfence earmarks amend 2017-18/Bluelight/KicksPlus --shares "Grant PART" '
                '--shares "Uni PART" [duplicate]',
            )
        ]

    def test_another_purpose_one_funder_or_nothing_left_does_not(self, findings: Findings) -> None:
        released = (
            '2017-05-02 * "Released"\n  Equity:Plan:2017-18:Bluelight:KicksPlus:Uni  10.00 GBP\n'
            "  Equity:Plan:2017-18:Bluelight:Uni  -10.00 GBP\n"
        )
        assert findings("duplicate", text=self.books(purpose="boxing")) == []
        assert findings("duplicate", text=self.books(fund="Older")) == []
        assert findings("duplicate", text=self.books() + released) == []

    @pytest.mark.parametrize(("shares", "warned"), [("Uni 60, Grant 40", False), ("", True)])
    def test_one_earmark_that_declares_its_shares_is_one_scheme(
        self, findings: Findings, shares: str, warned: bool
    ) -> None:
        declared = f'shares: "{shares}"' if shares else "title: x".replace("x", '"Shared"')
        text = self.books(purpose="boxing", shares=declared) + (
            '2017-05-01 * "Set aside"\n  Equity:Plan:2017-18:Bluelight:Grant  10.00 GBP\n'
            "  Equity:Plan:2017-18:Bluelight:KicksPlus:Grant  -10.00 GBP\n"
        )
        text = text.replace('  title: "KICKS, more of it"\n', "") if not shares else text
        assert bool(findings("duplicate", text=text)) is warned

    def test_shares_of_one_earmark_excuse_no_other(self, findings: Findings) -> None:
        declared = (
            '2017-05-02 custom "earmark" "2017-18" "Diversionary" "Kicks"\n'
            '  shares: "Grant 50, Uni 50"\n'
        )
        text = self.books() + declared
        assert [each.severity for each in findings("duplicate", text=text)] == ["warn"]

    @pytest.mark.parametrize("missing", ["provider:", "purpose:"])
    def test_earmarks_that_name_no_provider_or_no_purpose_are_not_alike(
        self, findings: Findings, missing: str
    ) -> None:
        cleared = "".join(
            f'2017-05-02 custom "earmark" "2017-18" "{action}" "{earmark}"\n  {missing}\n'
            for action, earmark in (("Diversionary", "Kicks"), ("Bluelight", "KicksPlus"))
        )
        assert findings("duplicate", text=self.books() + cleared) == []


def test_what_an_advance_bought_is_claimed_once(refused: Refused) -> None:
    """£100.00 of an advance is shown by an invoice, and the council pays it again."""
    advance = paid("2017-10-31", "300.00", invoice="", accounts=ADVANCE)
    shown = paid("2018-01-31", "100.00", accounts=SHOWN)
    again = paid("2018-02-01", "100.00", accounts=SHOWN)
    assert refused("duplicate", text=advance + shown) == []
    for second in (again, paid("2018-02-01", "100.00")):
        ((place, message),) = refused("duplicate", text=advance + shown + second)
        assert place == "9"
        assert message.startswith(
            "“Leicester City FC, KICKS” brings the amount claimed for invoice LCFC-1093 of "
            "Leicester City FC to £200.00 on 2018-02-01: it was already claimed on 2018-01-31 "
            "(main.beancount:5), so £100.00 would be paid twice."
        )
    back = paid("2018-02-02", "-100.00", 'corrects: "main.beancount:5"', accounts=SHOWN)
    assert refused("duplicate", text=advance + shown + back + paid("2018-02-03", "100.00")) == []


def test_an_advance_paid_by_an_invoice_is_claimed_by_it_alone(refused: Refused) -> None:
    advance = paid("2017-10-31", "300.00", accounts=ADVANCE)
    shown = [paid(day, "100.00", accounts=SHOWN) for day in ("2018-01-31", "2018-02-28")]
    assert refused("duplicate", text=advance + "".join(shown)) == []
    twice = paid("2018-03-01", "300.00", accounts=ADVANCE)
    assert [place for place, _said in refused("duplicate", text=advance + shown[0] + twice)] == [
        "9"
    ]


@pytest.mark.parametrize(
    "other",
    [
        "LCFC\u20111093",  # a hyphen that does not break
        "LCFC\u20131093",  # a dash
        "LCFC\u22121093",  # a minus
        "LC\u200bFC-1093",  # a space without width
        "LC\u00adFC-1093",  # a soft hyphen
        "\uff2c\uff23\uff26\uff23\uff0d\uff11\uff10\uff19\uff13",  # letters of full width
        "LCFC-\u0661\u0660\u0669\u0663",  # digits of another script
        "\ufeffLCFC-1093",  # what some programs put first
        "LCFC-1093\U000e0100",  # a selector of variants, beyond those of FE00
        "LCFC\u180b-1093",  # one of Mongolian
        "LCFC-\u28001093",  # a cell of Braille without a dot
        "LCFC-10\u034f93",  # a joiner of graphemes
        "LCFC-\u31641093",  # a filler
        "LCFC-\u20651093",  # one that is not assigned, and is to be left out all the same
        "LCFC-\U000e01f51093",  # another
        "LCFC-10\x7f93",  # a control sign, which is of ASCII
        "LCFC-\x011093",
        "LCFC-109\u03323",  # a digit that is underlined
        "LCFC-1093\u20dd",  # and one in a ring
        "LCFC-\u03011093",
    ],
)
def test_a_reference_is_one_however_it_is_encoded(refused: Refused, other: str) -> None:
    text = paid("2017-10-02", "10.00") + paid("2017-10-02", "10.00", invoice=other)
    assert [each.place for each in refused("duplicate", text=text)] == ["5"]


@pytest.mark.parametrize(
    ("other", "places"),
    [
        ("Cafe\u0301 Noir", ["5"]),
        ("CAF\u00c9 NOIR", ["5"]),
        ("Cafe\u034f\u0301 Noir", ["5"]),
        ("Cafe Noir", []),
        ("Cafe\u0301\u0323 Noir", []),
    ],
)
def test_a_payee_is_one_however_its_accents_are_composed(
    refused: Refused, other: str, places: list[str]
) -> None:
    text = paid("2017-10-02", "10.00", payee="Caf\u00e9 Noir")
    text += paid("2017-10-02", "10.00", payee=other)
    assert [each.place for each in refused("duplicate", text=text)] == places


class TestSpentAndPaid:
    """What is spent is judged by itself, and so is what is paid."""

    RECEIPT = ("Assets:Council", "Assets:Receivable:OPCC")
    CLAIM = ("Assets:Receivable:OPCC", "Assets:Awarded:OPCC")

    def test_receiving_a_claim_makes_no_room(self, refused: Refused) -> None:
        """The funder is a supplier too, and both know each other's papers by one number."""
        text = paid("2017-10-01", "300.00", payee="OPCC", accounts=self.CLAIM)
        text += paid("2017-10-02", "300.00", payee="OPCC", accounts=self.RECEIPT)
        text += paid("2017-10-03", "300.00", payee="OPCC")
        assert refused("duplicate", text=text) == []
        text += paid("2017-10-04", "300.00", payee="OPCC")
        ((place, message),) = refused("duplicate", text=text)
        assert place == "13"
        assert message.startswith(
            "“OPCC, KICKS” brings the amount claimed for invoice LCFC-1093 of OPCC to £600.00 on "
            "2017-10-04: it was already claimed on 2017-10-03 (main.beancount:9), so £300.00 "
            "would be paid twice."
        )

    def test_an_advance_is_shown_in_parts_up_to_it(self, refused: Refused) -> None:
        text = paid("2017-10-01", "100.00", accounts=ADVANCE)
        text += paid("2017-10-02", "60.00", accounts=SHOWN)
        text += paid("2017-10-03", "40.00", accounts=SHOWN)
        assert refused("duplicate", text=text) == []
        text += paid("2017-10-04", "0.01", accounts=SHOWN)
        ((place, message),) = refused("duplicate", text=text)
        assert place == "13"
        assert "to £100.01 on 2017-10-04: it was already claimed on 2017-10-02" in message

    def test_what_an_advance_showed_and_takes_back_may_be_shown_again(
        self, refused: Refused
    ) -> None:
        text = paid("2017-10-01", "100.00", accounts=ADVANCE)
        text += paid("2017-10-02", "60.00", accounts=SHOWN)
        text += paid("2017-10-03", "-60.00", accounts=SHOWN)
        text += paid("2017-10-04", "100.00", accounts=SHOWN)
        assert refused("duplicate", text=text) == []

    def test_an_invoice_that_is_evidenced_and_paid_is_spent_twice(self, refused: Refused) -> None:
        text = paid("2017-10-01", "100.00", accounts=ADVANCE, invoice="ADV-1")
        text += paid("2017-10-02", "100.00", accounts=SHOWN)
        text += paid("2017-10-03", "100.00")
        assert [each.place for each in refused("duplicate", text=text)] == ["9"]

    def test_an_accrual_with_its_reference_is_paid_in_parts(self, refused: Refused) -> None:
        text = paid("2018-03-31", "100.00", accounts=TO_ACCRUE, link="^kicks")
        text += paid("2018-04-02", "60.00", accounts=TO_PAY, link="^kicks")
        text += paid("2018-04-03", "40.00", accounts=TO_PAY, link="^kicks")
        assert refused("duplicate", text=text) == []
        again = paid("2018-04-04", "100.00")
        ((place, message),) = refused("duplicate", text=text + again)
        assert place == "13"
        assert "to £200.00 on 2018-04-04" in message

    def test_accruals_of_two_links_are_two_claims(self, refused: Refused) -> None:
        text = paid("2018-03-31", "100.00", accounts=TO_ACCRUE, link="^one", invoice="")
        text += paid("2018-03-31", "100.00", accounts=TO_ACCRUE, link="^two", invoice="")
        text += paid("2018-04-02", "100.00", accounts=TO_PAY, link="^one")
        assert refused("duplicate", text=text) == []
        text += paid("2018-04-03", "100.00", accounts=TO_PAY, link="^two")
        assert [each.place for each in refused("duplicate", text=text)] == ["13"]

    def test_a_repayment_is_sent_once(self, refused: Refused) -> None:
        back = ("Liabilities:Repayable:OPCC", "Assets:Council")
        owed = ("Income:OPCC", "Liabilities:Repayable:OPCC")
        text = paid("2018-04-01", "200.00", payee="OPCC", accounts=owed)
        text += paid("2018-04-02", "100.00", payee="OPCC", accounts=back)
        assert refused("duplicate", text=text) == []
        text += paid("2018-04-03", "100.00", payee="OPCC", accounts=back)
        assert [each.place for each in refused("duplicate", text=text)] == ["9"]


@pytest.mark.parametrize(("accrued", "is_above"), [("100.00", False), ("100.01", True)])
def test_what_is_accrued_is_held_to_the_invoices_total(
    accrued: str,
    is_above: bool,
    findings: Findings,
) -> None:
    """It is spent, though nothing was paid yet."""
    text = (
        f'2017-06-12 * "Printer" "Accrued"\n  invoice: "P-1"\n  invoice-total: 100.00 GBP\n'
        f"  Expenses:Plan:2017-18:Bluelight:Grant  {accrued} GBP\n"
        f"  Liabilities:Accruals:Grant  -{accrued} GBP\n"
    )
    told = (
        "“Printer, Accrued” brings the amount claimed for invoice P-1 of Printer to £100.01 on "
        "2017-06-12, £0.01 above its invoice-total of £100.00. Claim no more than is left of it, "
        "or correct the total. If a decision of finance allows it, name that: "
        "--override-duplicate ID [duplicate]"
    )
    assert [each.message for each in findings("duplicate", text=text)] == [told] * is_above


class TestCreditNotes:
    """A credit note is recorded once, over as many pots as it is for."""

    BOUGHT = paid("2017-10-02", "500.00")
    NOTE = 'credit-note: "CN-1"'

    def back(self, day: str, *more: str, amount: str = "-50.00", invoice: str = "LCFC-1093") -> str:
        return paid(day, amount, *more, invoice=invoice)

    @pytest.mark.parametrize(
        ("first", "second", "invoice", "reference"),
        [
            ('credit-note: "CN-1"', 'credit-note: "cn - 1"', "LCFC-1093", "cn - 1"),
            ('corrects: "LCFC-1093"', 'corrects: "LCFC-1093"', "CN-1", "CN-1"),
        ],
    )
    def test_it_is_recorded_once(
        self, refused: Refused, first: str, second: str, invoice: str, reference: str
    ) -> None:
        text = self.BOUGHT + self.back("2017-10-03", first, invoice=invoice)
        assert refused("duplicate", text=text) == []
        text += self.back("2017-10-04", second, amount="-60.00", invoice=invoice)
        assert refused("duplicate", text=text) == [
            Fault(
                "10",
                "“Leicester City FC, KICKS” brings back £60.00 on 2017-10-04 with the "
                f"reference {reference} of Leicester City FC, which a credit of 2017-10-03 has "
                "already (main.beancount:5). Take it out if it is the same; if it is another "
                f"credit note, give it its own reference (--credit-note REFERENCE). {TAIL}",
            )
        ]

    def test_over_pots_and_funds_of_one_day(self, refused: Refused) -> None:
        other = ("Expenses:Plan:2017-18:Bluelight", "Assets:Council")
        back = [
            self.back("2017-10-03", self.NOTE),
            paid("2017-10-03", "-10.00", self.NOTE, accounts=other),
            paid("2017-10-03", "-10.00", self.NOTE, fund="Older"),
        ]
        bought = self.BOUGHT + paid("2017-10-02", "50.00", invoice="B", accounts=other)
        text = bought + "".join(back)
        assert refused("duplicate", text=text) == []
        for again in back:
            assert [each.place for each in refused("duplicate", text=text + again)] == ["24"]
        later = back[1].replace("10-03", "10-04")
        assert len(refused("duplicate", text=bought + back[0] + later)) == 1

    def test_another_payee_and_a_placeholder(self, refused: Refused) -> None:
        text = self.BOUGHT + self.back("2017-10-03", self.NOTE)
        assert (
            refused("duplicate", text=text + paid("2017-10-03", "-5.00", self.NOTE, payee="B"))
            == []
        )
        blank = 'credit-note: "tbc"'
        text = self.BOUGHT + self.back("2017-10-03", blank) + self.back("2017-10-04", blank)
        assert refused("duplicate", text=text) == []

    def test_one_that_was_reversed_stands_no_more(self, refused: Refused) -> None:
        text = self.BOUGHT + self.back("2017-10-03", self.NOTE)
        undone = paid("2017-10-04", "50.00", 'corrects: "main.beancount:5"', self.NOTE)
        right = self.back("2017-10-04", self.NOTE, 'corrects: "main.beancount:5"', amount="-40.00")
        assert refused("duplicate", text=text + undone + right) == []
        assert len(refused("duplicate", text=text + right)) == 1

    def test_one_that_credits_an_invoice_whole_stands(self, refused: Refused) -> None:
        other = paid("2017-10-01", "900.00", invoice="O")
        text = other + self.BOUGHT + self.back("2017-10-03", self.NOTE, amount="-500.00")
        assert refused("duplicate", text=text) == []
        text += self.back("2017-10-04", self.NOTE, amount="-500.00")
        assert [each.place for each in refused("duplicate", text=text)] == ["14"]

    def test_one_that_is_corrected_twice_on_a_day(self, refused: Refused) -> None:
        key = ('corrects: "cn"', self.NOTE)
        text = self.BOUGHT + paid("2017-10-03", "-50.00", self.NOTE, link="^cn")
        for was, now in (("50.00", "-40.00"), ("40.00", "-30.00")):
            text += paid("2017-10-04", was, *key, link="^cn")
            text += paid("2017-10-04", now, *key, link="^cn")
        assert refused("duplicate", text=text) == []
        again = paid("2017-10-04", "-7.00", self.NOTE)
        assert len(refused("duplicate", text=text + again)) == 1

    def test_what_is_said_to_be_no_credit_note_is_asked_about(
        self, refused: Refused, findings: Findings
    ) -> None:
        """The invoice may be from before the books, and come back in two parts."""
        text = self.BOUGHT + 2 * self.back("2017-10-03", invoice="OLD-1")
        assert refused("duplicate", text=text) == []
        assert findings("duplicate", text=text) == [
            Judged(
                "duplicate",
                "warn",
                "9",
                "“Leicester City FC, KICKS” brings back £50.00 on 2017-10-03 with the "
                "reference OLD-1 of Leicester City FC, which a credit of 2017-10-03 has already "
                "(main.beancount:5). Take it out if it is the same; if it is another credit note, "
                "give it its own reference (--credit-note REFERENCE). [duplicate]",
            )
        ]

    def test_parts_of_one_invoice_are_no_credit_note(self, findings: Findings) -> None:
        text = self.BOUGHT + self.back("2017-10-03") + self.back("2017-10-04")
        assert findings("duplicate", text=text) == []
        accrued = paid("2017-10-02", "500.00", accounts=TO_ACCRUE, link="^a")
        less = (
            '2017-10-03 * "Leicester City FC" "KICKS" ^a\n  invoice: "L-2"\n'
            "  Liabilities:Accruals:Grant                   250.00 GBP\n"
            "  Expenses:Plan:2017-18:Diversionary:Grant     -50.00 GBP\n"
            "  Assets:Council:Grant                        -200.00 GBP\n"
        )
        assert findings("duplicate", text=accrued + less) == []
