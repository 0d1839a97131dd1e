"""The rule `evidence`: spending has evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Fault, Findings, Judged, Refused

TERMS = """
2017-04-02 custom "fund" "Grant"
  evidence-over: 500.00 GBP
  clauses: "evidence-over 9.3"
  decision: "OPCC-1"
2017-09-01 custom "fund" "Grant"
  evidence-over: 1000.00 GBP
  decision: "OPCC-1"
2018-03-01 custom "fund" "Grant"
  evidence-over:
  decision: "OPCC-1"
"""
FAULT = (
    "“Sentinel, Contribution” spends £500.00 of Grant on 2017-08-18 with no invoice or document; "
    "a payment of £500.00 or more needs one (clause 9.3). Add the reference (--invoice "
    "REFERENCE), or file "
    "the paper as a `document`."
)
TAIL = "If a decision of OPCC or finance allows it, name that: --override-evidence ID [evidence]"
SPEND = ("Expenses:Plan:2017-18:Bluelight", "Assets:Council")
ACCRUE = ("Expenses:Plan:2017-18:Bluelight", "Liabilities:Accruals")
PAY = ("Liabilities:Accruals", "Assets:Council")


def entry(
    day: str,
    amount: str,
    *meta: str,
    accounts: tuple[str, str] = SPEND,
    flag: str = "*",
    link: str = "",
    fund: str = "Grant",
) -> str:
    keys = "".join(f"  {each}\n" for each in meta)
    other = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    return (
        f'{day} {flag} "Sentinel" "Contribution" {link}\n{keys}'
        f"  {accounts[0]}:{fund}  {amount} GBP\n  {accounts[1]}:{fund}  {other} GBP\n"
    )


def test_at_the_threshold_and_above(refused: Refused) -> None:
    assert refused("evidence", text=TERMS + entry("2017-08-18", "499.99")) == []
    assert refused("evidence", text=TERMS + entry("2017-08-18", "500.00")) == [
        Fault(
            "11",
            f"{FAULT} If it has been spent anyway, record it as pending (--pending), and settle it "
            f"by a decision of OPCC or finance. {TAIL}",
        )
    ]


@pytest.mark.parametrize(
    ("day", "amount", "fault"),
    [
        ("2017-04-02", "500.00", True),
        ("2017-08-31", "999.99", True),
        ("2017-09-01", "999.99", False),
        ("2017-09-01", "1000.00", True),
        ("2018-02-28", "1000.00", True),
        ("2018-03-01", "9999.00", False),
    ],
)
def test_the_threshold_as_it_stood_that_day(
    refused: Refused, day: str, amount: str, fault: bool
) -> None:
    assert bool(refused("evidence", text=TERMS + entry(day, amount))) is fault


def test_a_fund_that_asks_for_none(refused: Refused) -> None:
    assert refused("evidence", text=TERMS + entry("2017-08-18", "999.00", fund="Older")) == []
    assert refused("evidence", text=entry("2017-08-18", "999.00")) == []


@pytest.mark.parametrize(
    ("meta", "shown"),
    [
        ('invoice: "SEN-1"', True),
        ("invoice: 4711", True),
        ('invoice: "(7)"', True),
        ('invoice: ""', False),
        ('invoice: " - "', False),
        ('document: "sentinel.pdf"', True),
        ('document-2: "sentinel.pdf"', True),
        ('document: "nowhere.pdf"', False),
        ('documents-to-follow: "yes"', False),
        ('invoice: "to follow"', False),
        ('invoice: "To-follow."', False),
        ('invoice: "TBC"', False),
        ('invoice: "n/a"', False),
        ('invoice: "none"', False),
        ('invoice: "0"', False),
        ('invoice: "000"', False),
        ("invoice: 0", False),
        ('invoice: "No. 0"', False),
        ('invoice: "awaited"', False),
        ('invoice: "Invoice awaited"', False),
        ('invoice: "Invoice to follow"', False),
        ('invoice: "n/a - pending"', False),
        ('invoice: "t\u200bbc"', False),
        ('invoice: "\uff34\uff22\uff23"', False),
        ('invoice: "?"', False),
        ('invoice: "Invoice"', False),
        ('invoice: "INV-XX"', False),
        ('invoice: "0-1"', True),
        ('invoice: "No. 10"', True),
        ('invoice: "INV-100"', True),
        ('invoice: "Nonesuch"', True),
        ('invoice: "AUTUMN"', True),
        ('document: ""', False),
        ("document:", False),
        ("invoice:", False),
        ('council-ref: "C-1"', False),
    ],
)
def test_what_shows_it(refused: Refused, tmp_path: Path, meta: str, shown: bool) -> None:
    (tmp_path / "sentinel.pdf").write_bytes(b"%PDF")
    text = TERMS + entry("2017-08-18", "500.00", meta)
    assert (refused("evidence", text=text) == []) is shown


def test_one_file_of_several_is_enough(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "sentinel.pdf").write_bytes(b"%PDF")
    named = ('document: "nowhere.pdf"', 'document-2: "sentinel.pdf"')
    assert refused("evidence", text=TERMS + entry("2017-08-18", "500.00", *named)) == []


@pytest.mark.parametrize(
    ("day", "account", "tail", "shown"),
    [
        ("2017-08-18", "Expenses:Plan:2017-18:Bluelight:Grant", "", True),
        ("2017-08-18", "Expenses:Plan:2017-18:Bluelight", "", True),
        ("2017-08-18", "Expenses:Plan:2017-18:Blue", "", False),
        ("2017-08-19", "Expenses:Plan:2017-18:Bluelight:Grant", "", False),
        ("2017-08-19", "Expenses:Plan:2017-18:Blue", " ^sen", True),
        ("2017-08-19", "Expenses:Plan:2017-18:Blue", " ^other", False),
    ],
)
def test_a_document_filed_or_linked(  # noqa: PLR0917 - a document has that many sides
    refused: Refused, tmp_path: Path, day: str, account: str, tail: str, shown: bool
) -> None:
    (tmp_path / "sentinel.pdf").write_bytes(b"%PDF")
    text = TERMS + entry("2017-08-18", "500.00", link="^sen")
    text += f'2017-01-01 open {account}\n{day} document {account} "sentinel.pdf"{tail}\n'
    assert (refused("evidence", text=text) == []) is shown


def test_an_entry_counts_whole(refused: Refused) -> None:
    halves = (
        '2017-08-18 * "Sentinel" "Contribution"\n'
        "  Expenses:Plan:2017-18:Bluelight:Grant      250.00 GBP\n"
        "  Expenses:Plan:2017-18:Diversionary:Grant   250.00 GBP\n"
        "  Assets:Council:Grant                      -500.00 GBP\n"
    )
    assert len(refused("evidence", text=TERMS + halves)) == 1
    assert refused("evidence", text=TERMS + halves.replace("250", "249")) != []
    assert refused("evidence", text=TERMS + entry("2017-08-18", "-500.00")) == []


class TestAccruals:
    def test_it_is_asked_for_when_it_is_paid(self, refused: Refused) -> None:
        accrued = TERMS + entry("2017-07-31", "500.00", accounts=ACCRUE, link="^a")
        assert refused("evidence", text=accrued) == []
        (faults,) = refused(
            "evidence", text=accrued + entry("2017-08-18", "500.00", accounts=PAY, link="^a")
        )
        assert faults.place == "14"
        assert faults.message.startswith("“Sentinel, Contribution” pays £500.00 of Grant on")

    @pytest.mark.parametrize("parts", [("200.00", "300.00"), ("499.99", "0.01")])
    def test_paying_in_parts_does_not_make_it_smaller(
        self, refused: Refused, parts: tuple[str, str]
    ) -> None:
        text = TERMS + entry("2017-07-31", "500.00", accounts=ACCRUE, link="^a")
        for part in parts:
            text += entry("2017-08-18", part, accounts=PAY, link="^a")
        assert [each.place for each in refused("evidence", text=text)] == ["14", "17"]

    def test_what_the_accrual_has_will_do(self, refused: Refused) -> None:
        text = TERMS + entry("2017-07-31", "500.00", 'invoice: "S"', accounts=ACCRUE, link="^a")
        text += entry("2017-08-18", "500.00", accounts=PAY, link="^a")
        assert refused("evidence", text=text) == []

    @pytest.mark.parametrize(("more", "fault"), [("99.99", False), ("100.00", True)])
    def test_what_is_spent_on_top_when_it_is_paid_counts(
        self, refused: Refused, more: str, fault: bool
    ) -> None:
        text = TERMS + entry("2017-07-31", "400.00", accounts=ACCRUE, link="^a")
        text += (
            '2017-08-18 * "Sentinel" "More than accrued" ^a\n'
            "  Liabilities:Accruals:Grant              400.00 GBP\n"
            f"  Expenses:Plan:2017-18:Bluelight:Grant   {more} GBP\n"
            "  Assets:Council:Grant\n"
        )
        faults = refused("evidence", text=text)
        assert bool(faults) is fault
        assert all("pays £500.00 of Grant" in each.message for each in faults)

    def test_a_small_accrual_and_one_reversed(self, refused: Refused) -> None:
        text = TERMS + entry("2017-07-31", "499.99", accounts=ACCRUE, link="^a")
        text += entry("2017-08-18", "499.99", accounts=PAY, link="^a")
        text += entry("2017-07-31", "900.00", accounts=ACCRUE, link="^b")
        text += entry("2017-08-01", "-900.00", accounts=ACCRUE, link="^b")
        assert refused("evidence", text=text) == []

    def test_an_advance_is_judged_when_it_is_evidenced(self, refused: Refused) -> None:
        advance = ("Assets:Prepaid:LeicesterCityFC", "Assets:Council")
        shown = ("Expenses:Plan:2017-18:Bluelight", "Assets:Prepaid:LeicesterCityFC")
        text = TERMS + entry("2017-07-31", "500.00", accounts=advance)
        assert refused("evidence", text=text) == []
        text += entry("2017-08-18", "500.00", accounts=shown)
        assert [each.place for each in refused("evidence", text=text)] == ["14"]


class TestPending:
    def test_it_awaits_a_decision(self, refused: Refused, findings: Findings) -> None:
        text = TERMS + entry("2017-08-18", "500.00", flag="!", link="^sen")
        assert refused("evidence", text=text) == []
        assert findings("evidence", text=text) == [
            Judged(
                "evidence",
                "pending",
                "11",
                f"{FAULT} It is pending: reverse it, or settle it by a decision of OPCC or "
                "finance: ringfence settle sen --decision ID [evidence]",
            )
        ]

    @pytest.mark.parametrize(
        ("decision", "settled"), [("OPCC-1", True), ("FIN-1", True), ("CSP-1", False)]
    )
    def test_the_funder_or_finance_settles_it(
        self, findings: Findings, decision: str, settled: bool
    ) -> None:
        text = TERMS + entry("2017-08-18", "500.00", f'settled-by: "{decision}"', flag="!")
        text += '2019-01-01 custom "decision" "FIN-1"\n  body: "finance"\n  title: "Let it be"\n'
        assert (findings("evidence", text=text) == []) is settled

    def test_reversed_it_is_settled(self, findings: Findings) -> None:
        text = TERMS + entry("2017-08-18", "500.00", flag="!", link="^sen")
        text += entry("2017-08-19", "-500.00", link="^sen")
        assert findings("evidence", text=text) == []

    def test_an_entry_without_a_reference_is_named_by_its_line(self, findings: Findings) -> None:
        (found,) = findings("evidence", text=TERMS + entry("2017-08-18", "500.00", flag="!"))
        assert "ringfence settle main.beancount:11 --decision ID" in found.message


def test_an_override_with_a_decision_warns(refused: Refused, findings: Findings) -> None:
    text = TERMS + entry("2017-08-18", "500.00", 'override-evidence: "OPCC-1"')
    assert refused("evidence", text=text) == []
    assert [each.severity for each in findings("evidence", text=text)] == ["overridden"]


class TestWhatIsAPayment:
    """An accrual needs nothing yet; whatever pays it does."""

    ACCRUED = entry("2017-08-18", "600.00", accounts=ACCRUE, link="^sen")

    @pytest.mark.parametrize("paid_from", ["Assets:Council", "Assets:Prepaid:Sentinel"])
    def test_an_accrual_is_paid_in_money_or_out_of_an_advance(
        self, refused: Refused, paid_from: str
    ) -> None:
        paid = entry(
            "2017-08-20", "600.00", accounts=("Liabilities:Accruals", paid_from), link="^sen"
        )
        assert refused("evidence", text=TERMS + self.ACCRUED) == []
        ((place, message),) = refused("evidence", text=TERMS + self.ACCRUED + paid)
        assert place == "14"
        assert message.startswith("“Sentinel, Contribution” pays £600.00 of Grant on 2017-08-20")

    def test_an_accrual_that_is_taken_back_pays_nothing(self, refused: Refused) -> None:
        back = entry("2017-08-20", "-600.00", accounts=ACCRUE, link="^sen")
        assert refused("evidence", text=TERMS + self.ACCRUED + back) == []
        # Nor does one that names the council and moves nothing of it.
        named = back + "  Assets:Council:Grant  0.00 GBP\n"
        assert refused("evidence", text=TERMS + self.ACCRUED + named) == []
        again = self.ACCRUED + "  Assets:Council:Grant  0.00 GBP\n"
        assert refused("evidence", text=TERMS + again) == []

    def test_what_is_paid_at_once_and_what_was_accrued_are_judged_together(
        self, refused: Refused
    ) -> None:
        accrued = entry("2017-08-18", "300.00", accounts=ACCRUE, link="^sen")
        both = (
            '2017-08-20 * "Sentinel" "Contribution" ^sen\n'
            "  Liabilities:Accruals:Grant               300.00 GBP\n"
            "  Expenses:Plan:2017-18:Bluelight:Grant    {more} GBP\n"
            "  Assets:Council:Grant                    -{whole} GBP\n"
        )
        under = both.format(more="199.99", whole="499.99")
        over = both.format(more="200.00", whole="500.00")
        assert refused("evidence", text=TERMS + accrued + under) == []
        ((_place, message),) = refused("evidence", text=TERMS + accrued + over)
        assert "pays £500.00 of Grant on 2017-08-20" in message

    def test_part_of_an_accrual_is_judged_as_the_whole(self, refused: Refused) -> None:
        part = entry("2017-08-20", "0.01", accounts=PAY, link="^sen")
        ((_place, message),) = refused("evidence", text=TERMS + self.ACCRUED + part)
        assert (
            "pays £0.01 of Grant on 2017-08-20 with no invoice or document; a payment of £500.00"
            in (message)
        )
        apart = entry("2017-08-20", "0.01", accounts=PAY, link="^other")
        assert refused("evidence", text=TERMS + self.ACCRUED + apart) == []


class TestWhatALinkLends:
    """What an accrual has is lent on its link, up to the accrual."""

    SHOWN = TERMS + entry("2017-07-31", "600.00", 'invoice: "S-1"', accounts=ACCRUE, link="^sen")

    @pytest.mark.parametrize(("more", "fault"), [("499.99", False), ("500.00", True)])
    def test_what_is_paid_beyond_the_accrual_is_judged_by_itself(
        self, refused: Refused, more: str, fault: bool
    ) -> None:
        text = self.SHOWN + (
            '2017-08-18 * "Sentinel" "More than accrued" ^sen\n'
            "  Liabilities:Accruals:Grant              600.00 GBP\n"
            f"  Expenses:Plan:2017-18:Bluelight:Grant   {more} GBP\n"
            "  Assets:Council:Grant\n"
        )
        found = refused("evidence", text=text)
        assert found == (
            [
                Fault(
                    "15",
                    "“Sentinel, More than accrued” pays £500.00 of Grant on 2017-08-18 with no "
                    "invoice or document; a payment of £500.00 or more needs one (clause 9.3). Add "
                    "the reference (--invoice REFERENCE), or file the paper as a `document`. If it "
                    "has been spent anyway, record it as pending (--pending), and settle it by a "
                    f"decision of OPCC or finance. {TAIL}",
                )
            ]
            if fault
            else []
        )

    def test_a_spend_on_the_link_is_shown_once(self, refused: Refused) -> None:
        text = self.SHOWN + entry("2017-08-18", "600.00", link="^sen")
        assert refused("evidence", text=text) == []
        text += entry("2017-08-19", "500.00", link="^sen")
        ((place, message),) = refused("evidence", text=text)
        assert place == "18"
        assert message.startswith("“Sentinel, Contribution” spends £500.00 of Grant on 2017-08-19")

    def test_what_has_its_own_paper_uses_up_nothing(self, refused: Refused) -> None:
        text = self.SHOWN + entry("2017-08-18", "600.00", 'invoice: "S-2"', link="^sen")
        text += entry("2017-08-19", "600.00", link="^sen", accounts=PAY)
        assert refused("evidence", text=text) == []

    def test_a_paper_on_the_link_of_a_small_accrual(self, refused: Refused, tmp_path: Path) -> None:
        (tmp_path / "sentinel.pdf").write_bytes(b"%PDF")
        account = "Expenses:Plan:2017-18:Blue"
        paper = f'2017-01-01 open {account}\n2017-08-18 document {account} "sentinel.pdf" ^sen\n'
        accrued = TERMS + paper + entry("2017-07-31", "1.00", accounts=ACCRUE, link="^sen")
        paid = entry("2017-08-18", "1.00", accounts=PAY, link="^sen")
        assert refused("evidence", text=accrued + paid) == []
        spent = entry("2017-08-19", "500.00", link="^sen")
        assert len(refused("evidence", text=accrued + paid + spent)) == 1
        assert refused("evidence", text=TERMS + paper + spent) == []

    def test_an_accrual_that_was_reversed_lends_nothing(self, refused: Refused) -> None:
        back = entry("2017-08-01", "-600.00", accounts=ACCRUE, link="^sen")
        spent = entry("2017-08-18", "600.00", link="^sen")
        assert refused("evidence", text=self.SHOWN + spent) == []
        assert refused("evidence", text=self.SHOWN + back + spent) == [
            Fault(
                "18",
                "“Sentinel, Contribution” spends £600.00 of Grant on 2017-08-18 with no invoice or "
                "document; a payment of £500.00 or more needs one (clause 9.3). Add the reference "
                "(--invoice REFERENCE), or file the paper as a `document`. If it has been spent "
                "anyway, record it as pending (--pending), and settle it by a decision of OPCC or "
                f"finance. {TAIL}",
            )
        ]
        later = back.replace("2017-08-01", "2099-08-01")  # which has not come
        assert refused("evidence", text=self.SHOWN + spent + later) == []

    @pytest.mark.parametrize(("given_back", "fault"), [("99.99", False), ("100.00", True)])
    def test_what_was_given_back_of_an_accrual_is_not_lent(
        self, refused: Refused, given_back: str, fault: bool
    ) -> None:
        text = self.SHOWN + entry("2017-08-01", f"-{given_back}", accounts=ACCRUE, link="^sen")
        paid = entry("2017-08-18", "1.00", accounts=PAY, link="^sen")
        assert refused("evidence", text=text + paid) == []
        more = entry("2017-08-18", "599.00", link="^sen").replace("Sentinel", "S")
        terms = text.replace("evidence-over: 500.00", "evidence-over: 100.00")
        assert len(refused("evidence", text=terms + paid + more)) == fault
        to_come = terms.replace("2017-08-01", "2099-08-01")
        assert refused("evidence", text=to_come + paid + more) == []

    def test_what_was_given_back_goes_off_what_has_no_paper_first(self, refused: Refused) -> None:
        unshown = entry("2017-07-31", "100.00", accounts=ACCRUE, link="^sen")
        back = entry("2017-08-01", "-99.00", accounts=ACCRUE, link="^sen")
        text = self.SHOWN + unshown + back + entry("2017-08-18", "600.00", link="^sen")
        assert refused("evidence", text=text) == []

    def test_a_payment_below_its_accrual_gives_back_the_rest(self, refused: Refused) -> None:
        text = self.SHOWN + (
            '2017-08-18 * "Sentinel" "Less than accrued" ^sen\n'
            "  Liabilities:Accruals:Grant              600.00 GBP\n"
            "  Expenses:Plan:2017-18:Bluelight:Grant   -50.00 GBP\n"
            "  Assets:Council:Grant                   -550.00 GBP\n"
        )
        assert refused("evidence", text=text) == []

    def test_a_payment_that_was_reversed_uses_up_nothing(self, refused: Refused) -> None:
        paid = entry("2017-08-18", "600.00", accounts=PAY, link="^sen")
        back = entry("2017-08-19", "-600.00", 'corrects: "sen"', accounts=PAY, link="^sen")
        again = entry("2017-08-20", "600.00", accounts=PAY, link="^sen")
        assert refused("evidence", text=self.SHOWN + paid + back + again) == []
        assert len(refused("evidence", text=self.SHOWN + paid + again)) == 1

    def test_an_accrual_that_was_reversed_makes_no_payment_larger(self, refused: Refused) -> None:
        wrong = entry("2017-07-31", "900.00", accounts=ACCRUE, link="^k")
        back = entry("2017-07-31", "-900.00", accounts=ACCRUE, link="^k")
        right = entry("2017-08-01", "400.00", accounts=ACCRUE, link="^k")
        paid = entry("2017-08-18", "400.00", accounts=PAY, link="^k")
        assert refused("evidence", text=TERMS + wrong + back + right + paid) == []

    def test_a_large_accrual_without_a_paper_stays_large(self, refused: Refused) -> None:
        unshown = entry("2017-07-31", "900.00", accounts=ACCRUE, link="^sen")
        text = self.SHOWN + unshown + entry("2017-08-18", "600.00", accounts=PAY, link="^sen")
        assert refused("evidence", text=text) == []
        text += entry("2017-08-19", "100.00", accounts=PAY, link="^sen")
        ((_place, message),) = refused("evidence", text=text)
        assert "pays £100.00 of Grant" in message

    @pytest.mark.parametrize("account", ["Assets:Awarded:OPCC", "Assets:Prepaid:Sentinel"])
    @pytest.mark.parametrize("link", ["", "^sen"])
    def test_what_the_funder_or_an_advance_pays_needs_it_once(
        self, refused: Refused, account: str, link: str
    ) -> None:
        paid = entry("2017-08-18", "600.00", accounts=("Liabilities:Accruals", account), link=link)
        assert bool(refused("evidence", text=self.SHOWN + paid)) is not bool(link)
        spent = entry("2017-08-18", "600.00", accounts=(SPEND[0], account))
        assert len(refused("evidence", text=TERMS + spent)) == 1
