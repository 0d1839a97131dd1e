"""The rule `window`: spending within its dates, and years that stay closed."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from ringfence.ledger.book import Book
from ringfence.ledger.digests import year_digest
from ringfence.ledger.years import FinancialYear
from tests.conftest import Fault, Findings, Refused

DATES = """
2017-04-01 custom "fund" "Fund01"
  title: "Eighteen months over three financial years"
  funder: "OPCC"
  stage: "awarded"
  spend-from: {spend_from}
  spend-by: {spend_by}
  clauses: "spend-by 7.2"
2017-04-01 custom "fund" "Fund01X"
  title: "No dates"
  funder: "OPCC"
  stage: "awarded"
"""
TAIL = "If a decision of OPCC allows it, name that: --override-window ID [window]"
FINANCES = TAIL.replace("OPCC", "finance")
REOPEN = (
    "To change the year itself, open it again (ringfence year-end 2017-18 --reopen --note "
    '"TEXT" --date 2018-07-16) and close it again (--close). '
)
TAKEN = "takes £60.00 out of 2017-18/Diversionary of Grant, more than was credited to it that day"
CLOSING = datetime.date(2018, 7, 15)
CLOSED = """
2018-07-15 custom "year" "2017-18"
  status: "closed"
"""
OPENED = """2018-08-01 custom "year" "2017-18"
  status: "open"
  closed-by: "cfo"
  reason: "The auditor asked"
"""
MOVED = """
{} * "Moved"
  Equity:{}:Grant   0.01 GBP
  Equity:{}:Grant  -0.01 GBP
"""
#: As it was written when only what is dated in the year was covered.
OLDER = "a5916be174f8b369cd0ff08ede0809c116815ec6a33e307c910368507f59760b"
CHANGED = (
    "What is dated in 2017-18, or was posted to its plan by 2018-07-15, has changed since the year "
    "was closed on 2018-07-15: an entry, or the terms of a fund or an action, was added, changed, "
    "re-dated or removed. Put it back as it was. What comes late is dated 2018-07-16 or later, and "
    "spent from an open year's plan (ringfence spend POT AMOUNT --payee "
    '"NAME" --invoice REFERENCE --supplied DAY) or reversed (`ringfence refund`, '
    "`ringfence correct`). " + REOPEN.replace(" --date 2018-07-16", "") + "[window]"
)
SPENT = """
2018-01-10 * "LCFC" "Winter"
  Expenses:Plan:2017-18:Diversionary:Grant   60.00 GBP
  Assets:Council:Grant                      -60.00 GBP
"""


def spend(day: str, fund: str = "Fund01", amount: str = "10.00", *, meta: str = "") -> str:
    return (
        f'{day} * "X" "Sessions"\n{meta}'
        f"  Expenses:Plan:2017-18:Bluelight:{fund}  {amount} GBP\n"
        f"  Assets:Council:{fund}  -{amount} GBP\n".replace("--", "")
    )


def dated(*entries: str, spend_from: str = "2017-10-01", spend_by: str = "2019-03-31") -> str:
    return DATES.format(spend_from=spend_from, spend_by=spend_by) + "".join(entries)


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        ("2017-09-30", True),
        ("2017-10-01", False),
        ("2018-03-31", False),
        ("2018-04-01", False),
        ("2019-03-31", False),
        ("2019-04-01", True),
    ],
)
def test_the_dates_are_inclusive_over_three_financial_years(
    refused: Refused, day: str, outside: bool
) -> None:
    assert bool(refused("window", base=False, text=dated(spend(day)))) is outside
    assert refused("window", base=False, text=dated(spend(day, "Fund01X"))) == []


@pytest.mark.parametrize(("day", "outside"), [("2020-02-29", False), ("2020-03-01", True)])
def test_a_leap_day_is_a_day(refused: Refused, day: str, outside: bool) -> None:
    text = dated(spend(day), spend_by="2020-02-29")
    assert bool(refused("window", base=False, text=text)) is outside


def test_what_is_said_of_spending_too_late_and_too_early(refused: Refused) -> None:
    text = dated(spend("2019-04-01"), spend("2017-09-29"))
    assert [each.message for each in refused("window", base=False, text=text)] == [
        (
            "“X, Sessions” spends £10.00 of Fund01 on 2019-04-01, 1 day after its spend-by of "
            "2019-03-31 (clause 7.2). If it was supplied in time, say when (--supplied DAY); "
            "otherwise charge another fund (--fund), or with OPCC's consent: ringfence fund amend "
            f"Fund01 --spend-by DAY --date 2019-04-01 --decision ID. {TAIL}"
        ),
        (
            "“X, Sessions” spends £10.00 of Fund01 on 2017-09-29, 2 days before its spend-from of "
            "2017-10-01. If it was supplied later, say when (--supplied DAY); otherwise charge "
            f"another fund (--fund). {TAIL}"
        ),
    ]


@pytest.mark.parametrize(
    ("day", "supplied", "outside"),
    [
        ("2019-04-20", "2019-03-31", False),
        ("2019-04-20", "2019-04-01", True),
        ("2019-03-01", "2019-04-01", True),
        ("2017-10-02", "2017-09-30", True),
        ("2017-09-01", "2017-10-01", False),
    ],
)
def test_the_day_of_supply_counts(refused: Refused, day: str, supplied: str, outside: bool) -> None:
    text = dated(spend(day, meta=f"  supplied: {supplied}\n"))
    faults = refused("window", base=False, text=text)
    assert bool(faults) is outside
    assert all(f"supplied on {supplied}, " in each.message for each in faults)


def test_a_credit_is_never_outside_and_what_is_moved_to_another_pot_says_when_it_was_supplied(
    refused: Refused,
) -> None:
    text = dated(
        spend("2019-03-31"),
        spend("2019-04-20", amount="-4.00"),
        '2019-04-21 * "Wrong action"\n  supplied: 2019-03-31\n'
        "  Expenses:Plan:2017-18:Bluelight:Fund01   -6.00 GBP\n"
        "  Expenses:Plan:2017-18:Kidva:Fund01        6.00 GBP\n",
    )
    assert refused("window", base=False, text=text) == []
    unsaid = text.replace("  supplied: 2019-03-31\n", "")
    ((_place, message),) = refused("window", base=False, text=unsaid)
    assert message.startswith("“Wrong action” spends £6.00 of Fund01 on 2019-04-21, 21 days after ")


def test_the_dates_are_read_as_they_stood_on_the_day_of_the_entry(refused: Refused) -> None:
    """
    2017-04-02 custom "fund" "Grant"
      spend-by: 2017-06-30
      decision: "OPCC-1"
    2017-07-10 custom "fund" "Grant"
      spend-by: 2017-12-31
      decision: "OPCC-1"
    2018-01-10 custom "fund" "Grant"
      spend-by:
      decision: "OPCC-1"
    2017-07-09 * "X" "Before the consent"
      Expenses:Plan:2017-18:Bluelight:Grant   1.00 GBP
      Assets:Council:Grant                   -1.00 GBP
    2017-07-10 * "X" "With it"
      Expenses:Plan:2017-18:Bluelight:Grant   1.00 GBP
      Assets:Council:Grant                   -1.00 GBP
    2018-01-09 * "X" "After it"
      Expenses:Plan:2017-18:Bluelight:Grant   1.00 GBP
      Assets:Council:Grant                   -1.00 GBP
    2018-01-10 * "X" "No more dates"
      Expenses:Plan:2017-18:Bluelight:Grant   1.00 GBP
      Assets:Council:Grant                   -1.00 GBP
    """
    assert [faults.place for faults in refused("window")] == ["10", "16"]


def test_an_override_and_a_severity(refused: Refused, findings: Findings) -> None:
    """
    2017-04-02 custom "fund" "Grant"
      spend-by: 2017-06-30
      decision: "OPCC-1"
    2017-07-09 * "X" "Overridden"
      override-window: "OPCC-1"
      Expenses:Plan:2017-18:Bluelight:Grant   1.00 GBP
      Assets:Council:Grant                   -1.00 GBP
    """
    assert refused("window") == []
    assert [each.severity for each in findings("window")] == ["overridden"]


class TestPuttingIntoThePlan:
    def test_after_spend_by_nothing_more_is_put_in(self, refused: Refused) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          spend-by: 2017-06-30
          clauses: "spend-by 7.2"
          decision: "OPCC-1"
        2017-06-30 * "On the last day"
          Equity:Unallocated:Grant                    1.00 GBP
          Equity:Plan:2017-18:Diversionary:Grant     -1.00 GBP
        2017-07-01 * "A day late"
          Equity:Unallocated:Grant                    1.00 GBP
          Equity:Plan:2017-18:Diversionary:Grant     -1.00 GBP
        """
        assert refused("window") == [
            Fault(
                "8",
                "“A day late” puts £1.00 of Grant into the plan 2017-18 on 2017-07-01, after its "
                "spend-by of 2017-06-30 (clause 7.2): it can't be spent any more. Leave it where "
                "it is, or with OPCC's consent: ringfence fund amend Grant "
                f"--spend-by DAY --date 2017-07-01 --decision ID. {TAIL}",
            )
        ]

    def test_net_of_what_was_taken_out_since(self, refused: Refused) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          spend-by: 2017-06-30
          decision: "OPCC-1"
        2017-07-01 * "To earmark moves nothing in or out"
          Equity:Plan:2017-18:Diversionary:Grant           100.00 GBP
          Equity:Plan:2017-18:Diversionary:Kicks:Grant    -100.00 GBP
        2017-07-02 * "Given up by mistake"
          Equity:Plan:2017-18:Diversionary:Grant            50.00 GBP
          Equity:Unallocated:Grant                         -50.00 GBP
        2017-07-03 * "And back"
          Equity:Unallocated:Grant                          50.00 GBP
          Equity:Plan:2017-18:Diversionary:Grant           -50.00 GBP
        2017-07-04 * "Another year's plan, though"
          Equity:Plan:2017-18:Diversionary:Grant            20.00 GBP
          Equity:Plan:2018-19:Diversionary:Grant           -20.00 GBP
        2017-07-05 * "A penny more than was taken out of it"
          Equity:Unallocated:Grant                          20.01 GBP
          Equity:Plan:2017-18:Diversionary:Grant           -20.01 GBP
        """
        faults = refused("window")
        assert [each.place for each in faults] == ["13", "16"]
        assert "puts £20.00 of Grant into the plan 2018-19" in faults[0].message
        assert "puts £0.01 of Grant into the plan 2017-18" in faults[1].message

    def test_a_date_brought_forward_counts_from_its_day(self, refused: Refused) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          spend-by: 2018-03-31
          decision: "OPCC-1"
        2017-07-10 custom "fund" "Grant"
          spend-by: 2017-06-30
          decision: "OPCC-1"
        2017-07-09 * "While it was later"
          Equity:Unallocated:Grant                          20.00 GBP
          Equity:Plan:2017-18:Diversionary:Grant           -20.00 GBP
        2017-07-10 * "On the day"
          Equity:Unallocated:Grant                           5.00 GBP
          Equity:Plan:2017-18:Diversionary:Grant            -5.00 GBP
        2017-07-11 * "Within the plan"
          Equity:Plan:2017-18:Diversionary:Grant             5.00 GBP
          Equity:Plan:2017-18:Bluelight:Grant               -5.00 GBP
        """
        assert [faults.place for faults in refused("window")] == ["10"]

    def test_consent_opens_it_again(self, refused: Refused) -> None:
        """
        2017-04-02 custom "fund" "Grant"
          spend-by: 2018-03-31
          decision: "OPCC-1"
        2018-04-10 custom "fund" "Grant"
          spend-by: 2019-03-31
          decision: "OPCC-1"
        2018-04-09 * "Before the consent"
          Equity:Plan:2017-18:Diversionary:Grant            20.00 GBP
          Equity:Plan:2018-19:Diversionary:Grant           -20.00 GBP
        2018-04-10 * "With it"
          Equity:Plan:2017-18:Diversionary:Grant            20.00 GBP
          Equity:Plan:2018-19:Diversionary:Grant           -20.00 GBP
        """
        assert [faults.place for faults in refused("window")] == ["7"]


class TestClosedYears:
    def test_a_credit_moved_on_the_same_day_is_allowed(self, refused: Refused) -> None:
        text = (
            CLOSED
            + SPENT
            + """
2018-07-16 * "LCFC" "Credit note"
  Assets:Council:Grant                       60.00 GBP
  Expenses:Plan:2017-18:Diversionary:Grant  -60.00 GBP
2018-07-16 * "Credit moved on"
  Equity:Plan:2017-18:Diversionary:Grant     60.00 GBP
  Equity:Unallocated:Grant                  -60.00 GBP
"""
        )
        assert refused("window", text=text) == []

    @pytest.mark.parametrize(
        ("day", "entry", "output"),
        [
            (
                "2018-07-16",
                ("Expenses:Plan:2017-18:Diversionary", "Assets:Council"),
                "spends £60.00 from 2017-18/Diversionary of Grant",
            ),
            (
                "2018-07-16",
                ("Assets:Council", "Expenses:Plan:2017-18:Diversionary"),
                "leaves £60.00 credited to 2017-18/Diversionary of Grant",
            ),
            (
                "2018-07-16",
                ("Equity:Unallocated", "Equity:Plan:2017-18:Diversionary"),
                "leaves £60.00 put into 2017-18/Diversionary of Grant",
            ),
            (
                "2018-07-16",
                ("Equity:Plan:2017-18:Diversionary", "Equity:Unallocated"),
                TAKEN,
            ),
            (
                "2018-07-16",
                ("Equity:Plan:2017-18:Diversionary", "Equity:Plan:2017-18:Diversionary:Kicks"),
                f"{TAKEN} and leaves £60.00 put into 2017-18/Diversionary/Kicks of Grant",
            ),
            ("2018-07-15", ("Expenses:Plan:2017-18:Diversionary", "Assets:Council"), None),
            ("2018-07-16", ("Expenses:Plan:2018-19:Diversionary", "Assets:Council"), None),
        ],
    )
    def test_all_else_is_refused(
        self, refused: Refused, day: str, entry: tuple[str, str], output: str | None
    ) -> None:
        text = (
            CLOSED
            + SPENT
            + f'{day} * "Late"\n  {entry[0]}:Grant  60.00 GBP\n  {entry[1]}:Grant  -60.00 GBP\n'
        )
        found = refused("window", text=text)
        if output is None:
            assert found == []
            return
        way_out = (
            "What is spent now belongs in the plan of an open year, with the day of supply: "
            'ringfence spend POT AMOUNT --payee "NAME" --invoice REFERENCE --supplied DAY.'
            if output.startswith("spends")
            else "Move the credit on the same day: ringfence vire 2017-18/Diversionary Unallocated "
            "60.00 --fund Grant --date 2018-07-16."
            if "credited to 2017-18/Diversionary of Grant" in output.partition("than was")[0]
            else "Its pots may only be credited with what was spent, and the credit moved on the "
            "same day."
        )
        assert [each.message for each in found] == [
            f"“Late” {output} on 2018-07-16, and 2017-18 was closed on 2018-07-15. {way_out} "
            + REOPEN
            + FINANCES
        ]

    @pytest.mark.parametrize(
        ("credit", "leaves"),
        [
            ("499.99", None),
            ("500.00", None),
            ("500.01", "0.01"),
            ("4500.00", "4000.00"),
        ],
    )
    def test_a_credit_that_only_fills_a_shortage_stays(
        self, refused: Refused, credit: str, leaves: str | None
    ) -> None:
        """A pot of £2,500.00 short by £500.00 through a pending spend, in a year closed by hand."""
        short = SPENT.replace("60.00", "3000.00").replace(" * ", " ! ")
        text = (
            CLOSED
            + short
            + f"""
2018-07-16 * "LCFC" "Winter: reversed"
  Assets:Council:Grant                       {credit} GBP
  Expenses:Plan:2017-18:Diversionary:Grant  -{credit} GBP
"""
        )
        found = [each.message for each in refused("window", text=text)]
        if leaves is None:
            assert found == []
            return
        sum_ = f"{float(leaves):,.2f}"
        assert found == [
            f"“LCFC, Winter: reversed” leaves £{sum_} credited to 2017-18/Diversionary of Grant on "
            "2018-07-16, and 2017-18 was closed on 2018-07-15. Move the credit on the same day: "
            f"ringfence vire 2017-18/Diversionary Unallocated {leaves} --fund Grant "
            "--date 2018-07-16. " + REOPEN + FINANCES
        ]
        moved = MOVED.format("2018-07-16", "Plan:2017-18:Diversionary", "Unallocated")
        assert refused("window", text=text + moved.replace("0.01", leaves)) == []

    def test_money_put_into_a_pot_that_is_short_is_refused_as_before(
        self, refused: Refused
    ) -> None:
        short = SPENT.replace("60.00", "3000.00").replace(" * ", " ! ")
        put_in = MOVED.format("2018-07-16", "Unallocated", "Plan:2017-18:Diversionary")
        (fault,) = refused("window", text=CLOSED + short + put_in)
        assert fault.message.startswith("“Moved” leaves £0.01 put into 2017-18/Diversionary of ")

    def test_a_year_opened_again_may_be_touched_until_it_is_closed_again(
        self, refused: Refused
    ) -> None:
        """
        2018-07-15 custom "year" "2017-18"
          status: "closed"
        2018-07-20 custom "year" "2017-18"
          reason: "Said later"
        2018-08-01 custom "year" "2017-18"
          status: "open"
          closed-by: "cfo"
          reason: "The auditor asked"
        2018-09-01 custom "year" "2017-18"
          status: "closed"
        2018-07-20 * "Closed"
          Expenses:Plan:2017-18:Diversionary:Grant   1.00 GBP
          Assets:Council:Grant                      -1.00 GBP
        2018-08-01 * "Open again"
          Expenses:Plan:2017-18:Diversionary:Grant   1.00 GBP
          Assets:Council:Grant                      -1.00 GBP
        2018-09-01 * "The day it is closed"
          Expenses:Plan:2017-18:Diversionary:Grant   1.00 GBP
          Assets:Council:Grant                      -1.00 GBP
        2018-09-02 * "Closed again"
          Expenses:Plan:2017-18:Diversionary:Grant   1.00 GBP
          Assets:Council:Grant                      -1.00 GBP
        """
        assert [faults.place for faults in refused("window")] == ["11", "20"]


class TestDigests:
    @pytest.fixture
    def digest(self, book: Callable[..., Book]) -> Callable[[str], str]:
        def of(text: str) -> str:
            return year_digest(book(text=text), FinancialYear(2017), CLOSING)

        return of

    ENTRY = """
2018-01-10 ! "LCFC" "Winter" #sport ^kicks
  invoice: "LCFC-1"
  invoice-total: 60.00 GBP
  supplied: 2018-01-02
  capital: FALSE
  Expenses:Plan:2017-18:Diversionary:Grant   60.00 GBP
    cost-code: "C-7"
  Assets:Council:Grant                      -60.00 GBP
"""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("2018-01-10", "2018-01-11"),
            ("2018-01-10", "2018-04-01"),
            ("! ", "* "),
            ("LCFC", "LCFD"),
            ("Winter", "Spring"),
            ("#sport", ""),
            ("^kicks", ""),
            ("LCFC-1", "LCFC-2"),
            ("60.00 GBP\n  sup", "60.01 GBP\n  sup"),
            ("2018-01-02", "2018-01-03"),
            ("FALSE", "TRUE"),
            ("  60.00 GBP\n    c", "  60.01 GBP\n    c"),
            ("Diversionary", "Bluelight"),
            ('"C-7"', '"C-8"'),
            ("-60.00 GBP", "-60.00 GBP @ 1 GBP"),
            (ENTRY, ""),
            (ENTRY, ENTRY + ENTRY),
            (ENTRY, ENTRY + SPENT.replace("2018-01-10", "2018-04-01")),
            (ENTRY, ENTRY + SPENT.replace("2018-01-10", "2018-07-14")),
            (ENTRY, ENTRY + SPENT.replace("2018-01-10", "2018-07-15")),
            (ENTRY, ENTRY + SPENT.replace("2018-01-10", "2017-03-31")),
            (ENTRY, ENTRY + MOVED.format("2018-07-15", "Plan:2017-18:Diversionary", "Reserve")),
            (ENTRY, ENTRY + MOVED.format("2018-05-01", "Plan:2018-19:X", "Plan:2017-18:Bluelight")),
            (
                ENTRY,
                ENTRY
                + '2018-01-01 custom "action" "2017-18" "Bluelight"\n  lead: "Police"\n'
                + '  decision: "CSP-1"\n',
            ),
        ],
    )
    def test_a_change_of_the_year_shows(
        self, digest: Callable[[str], str], old: str, new: str
    ) -> None:
        assert old in self.ENTRY
        assert digest(self.ENTRY) != digest(self.ENTRY.replace(old, new))

    @pytest.mark.parametrize(
        "text",
        [
            "\n;; a comment\n\n" + ENTRY,
            ENTRY.replace("  Expenses", "     Expenses"),
            ENTRY.replace("   60.00 GBP\n    c", "   60 GBP\n    c"),
            ENTRY.replace("-60.00", "-60.0"),
            ENTRY.replace('  invoice: "LCFC-1"\n', "").replace(
                "  capital", '  invoice: "LCFC-1"\n  capital'
            ),
            ENTRY.replace("  invoice:", '  settled-by: "CSP-1"\n  invoice:'),
            ENTRY.replace("  invoice:", '  council-ref: "owbc:20417:1"\n  invoice:'),
            ENTRY + SPENT.replace("2018-01-10", "2018-07-16"),
            ENTRY + MOVED.format("2018-07-15", "Reserve", "Unallocated"),
            ENTRY + MOVED.format("2018-07-15", "Plan:2018-19:Diversionary", "Reserve"),
            ENTRY + '2018-03-01 note Equity:Plan "Found later"\n',
            ENTRY + '2018-03-01 custom "decision" "CSP-9"\n  body: "CSP"\n  title: "Found"\n',
        ],
    )
    def test_where_it_stands_and_what_may_come_later_does_not(
        self, digest: Callable[[str], str], text: str
    ) -> None:
        assert digest(self.ENTRY) == digest(text)

    def test_the_order_of_the_books_does_not(self, digest: Callable[[str], str]) -> None:
        assert digest(self.ENTRY + SPENT) == digest(SPENT + self.ENTRY)

    def test_a_closed_year_is_held_to_its_digest(
        self, refused: Refused, digest: Callable[[str], str]
    ) -> None:
        closed = CLOSED + f'  digest: "{digest(self.ENTRY)}"\n'
        assert refused("window", text=closed + self.ENTRY) == []
        assert refused("window", text=closed + self.ENTRY + SPENT) == [Fault("1", CHANGED)]

    @pytest.mark.parametrize("day", ["2018-04-01", "2018-07-14", "2018-07-15"])
    def test_what_is_posted_to_its_plan_by_the_closing_is_held_too(
        self, refused: Refused, digest: Callable[[str], str], day: str
    ) -> None:
        late = SPENT.replace("2018-01-10", day)
        whole, less = digest(self.ENTRY + late), digest(self.ENTRY)
        closed = CLOSED + '  digest: "{}"\n'
        assert refused("window", text=closed.format(whole) + self.ENTRY + late) == []
        for text in (
            closed.format(less) + self.ENTRY + late,
            closed.format(whole) + self.ENTRY,
            closed.format(whole) + self.ENTRY + late.replace("60.00", "60.01"),
        ):
            assert [fault.message for fault in refused("window", text=text)] == [CHANGED]

    def test_the_day_after_the_closing_is_judged_by_what_it_does(
        self, refused: Refused, digest: Callable[[str], str]
    ) -> None:
        closed = CLOSED + f'  digest: "{digest(self.ENTRY)}"\n' + self.ENTRY
        late = SPENT.replace("2018-01-10", "2018-07-16")
        (fault,) = refused("window", text=closed + late)
        assert fault.message.startswith(
            "“LCFC, Winter” spends £60.00 from 2017-18/Diversionary of Grant on 2018-07-16, and "
        )
        moved = MOVED.format("2018-07-15", "Unallocated", "Reserve")
        assert refused("window", text=closed + moved) == []

    def test_an_older_digest_holds_for_what_it_covered(self, refused: Refused) -> None:
        closed = CLOSED + f'  digest: "{OLDER}"\n'
        late = SPENT.replace("2018-01-10", "2018-04-01")
        assert refused("window", text=closed + self.ENTRY) == []
        assert refused("window", text=closed + self.ENTRY + late) == []
        changed = CHANGED.replace(", or was posted to its plan by 2018-07-15,", "")
        for text in (self.ENTRY + SPENT, late, self.ENTRY.replace("2018-01-10", "2018-01-11")):
            assert [each.message for each in refused("window", text=closed + text)] == [changed]

    def test_the_mark_of_a_digest_says_what_it_covers(
        self, refused: Refused, digest: Callable[[str], str]
    ) -> None:
        """Taking it away, or adding it, makes it match nothing."""
        late = self.ENTRY + SPENT.replace("2018-01-10", "2018-04-01")
        taken, added = digest(late).removeprefix("pots:"), f"pots:{OLDER}"
        for stated in (taken, added):
            text = CLOSED + f'  digest: "{stated}"\n' + late
            assert len(refused("window", text=text)) == 1

    def test_opened_again_it_is_not_and_closed_anew_by_its_new_digest(
        self, refused: Refused, digest: Callable[[str], str]
    ) -> None:
        closed = CLOSED + f'  digest: "{digest(self.ENTRY)}"\n'
        opened = closed + OPENED
        both = self.ENTRY + SPENT
        assert refused("window", text=opened + both) == []
        anew = opened + '2018-09-01 custom "year" "2017-18"\n  status: "closed"\n'
        assert refused("window", text=anew + both) == []
        named = anew + f'  digest: "{digest(both)}"\n'
        assert refused("window", text=named + both) == []
        assert len(refused("window", text=named + self.ENTRY)) == 1


def told(findings: Findings, text: str) -> list[tuple[str, str, str]]:
    found = findings("window", base=False, text=text)
    return [(each.severity, each.place, each.message) for each in found]


UNSAID = (
    "2017-18 was closed and is opened again on 2018-08-01, and nothing says {}. Say so here, or "
    "take this out: the year is then closed as it was. [window]"
)
UNHELD = (
    "2017-18 is closed since 2018-07-15, and no `digest:` holds it to what it was then. If one "
    "stood here, put it back. To change the year itself, open it again (ringfence year-end 2017-18 "
    '--reopen --note "TEXT") and close it again (--close). [window]'
)
WHO, WHY = '  closed-by: "cfo"\n', '  reason: "The auditor asked"\n'
EMPTY = "pots:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
HELD = CLOSED.lstrip() + f'  digest: "{EMPTY}"\n'


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        ("", "by whom (`closed-by:`) or why (`reason:`)"),
        (WHO, "why (`reason:`)"),
        (WHY, "by whom (`closed-by:`)"),
        (WHO + WHY, ""),
        ('  recorded-by: "cs-officer"\n' + WHY, ""),
    ],
)
def test_a_closed_year_is_opened_again_by_somebody_for_a_reason(
    lines: str, lacking: str, findings: Findings
) -> None:
    opened = '2018-08-01 custom "year" "2017-18"\n  status: "open"\n' + lines
    expected = [("block", "4", UNSAID.format(lacking))] if lacking else []
    # A reason of before, and who closed it, is none of this.
    for closed in (HELD, HELD + WHO + WHY):
        found = told(findings, closed + opened)
        assert [(*each[:1], "4", *each[2:]) for each in found] == expected
    # What was never closed is not opened again.
    assert told(findings, opened) == []
    assert told(findings, opened + opened.replace("08-01", "08-02")) == []


def test_a_closed_year_is_held_by_a_digest(findings: Findings) -> None:
    by_hand = CLOSED.lstrip()
    later = '2018-07-20 custom "year" "2017-18"\n'
    opened = OPENED + '2018-09-01 custom "year" "2017-18"\n  status: "closed"\n'
    for text, severity in (
        (HELD, ""),
        (HELD + WHO, ""),
        (by_hand, "warn"),
        (by_hand + WHO, "block"),
        (by_hand + '  recorded-by: "cs-officer"\n', "block"),
        (by_hand + later + f'  digest: "{EMPTY}"\n', ""),
        (by_hand + later + WHO, "block"),
        (by_hand + OPENED, ""),
    ):
        expected = [(severity, "1", UNHELD)] if severity else []
        assert told(findings, text) == expected, text
    # A digest of before it was opened again holds nothing; nor does who closed it then count.
    (found,) = told(findings, HELD + WHO + opened)
    assert found == ("warn", "9", UNHELD.replace("2018-07-15", "2018-09-01"))
    assert told(findings, HELD + opened + f'  digest: "{EMPTY}"\n') == []


def test_accounts_that_hold_no_pounds_are_passed_over(refused: Refused) -> None:
    """Euros are another rule's to refuse; here nothing of the fund is in pounds."""
    text = """
2017-04-02 custom "fund" "Older"
  spend-by: 2017-05-31
  decision: "OPCC-1"
2017-06-12 * "Abroad"
  Expenses:Plan:2017-18:Bluelight:Older    10.00 EUR
  Assets:Council:Older                    -10.00 EUR
2017-06-12 * "Abroad"
  Equity:Unallocated:Older                 10.00 EUR
  Equity:Plan:2017-18:Bluelight:Older     -10.00 EUR
2018-05-14 custom "year" "2017-18"
  status: "closed"
"""
    assert refused("window", text=text) == []


@pytest.mark.parametrize(
    ("year", "spend_by", "days"),
    [
        ("2019-20", "2020-02-29", {"2020-02-28": 0, "2020-02-29": 0, "2020-03-01": 1}),
        ("2018-19", "2019-02-28", {"2019-02-28": 0, "2019-03-01": 1}),
        ("2017-18", "2018-03-31", {"2018-03-31": 0, "2018-04-01": 1}),
        ("2017-18", "2018-04-01", {"2018-04-01": 0, "2018-04-02": 1}),
    ],
)
def test_the_days_after_are_counted_as_the_calendar_has_them(
    refused: Refused, year: str, spend_by: str, days: dict[str, int]
) -> None:
    head = f"""
2017-04-02 custom "fund" "Grant"
  spend-by: {spend_by}
  decision: "OPCC-1"
"""
    for day, late in days.items():
        spent = (
            f'{day} * "Scouts" "Camp"\n  Expenses:Plan:{year}:Diversionary:Grant  1.00 GBP\n'
            "  Assets:Council:Grant  -1.00 GBP\n"
        )
        faults = refused("window", text=head + spent)
        assert len(faults) == late, day
        assert all(f"on {day}, 1 day after its spend-by of {spend_by}" in e.message for e in faults)


def test_an_account_with_nothing_in_pounds_is_passed_over(refused: Refused) -> None:
    """Another currency is a fault of `declaration`: the other rules go on."""
    foreign = spend("2017-06-13").replace("GBP", "EUR")
    assert refused("window", base=False, text=dated(foreign)) == []
    assert len(refused("window", base=False, text=dated(foreign, spend("2017-06-14")))) == 1
    (spent, against) = refused("declaration", base=False, text=dated(foreign))[:2]
    assert "EUR" in spent.message
    assert "EUR" in against.message


def advance(day: str, amount: str, meta: str = "", against: str = "Assets:Council") -> str:
    back = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    return (
        f'{day} * "X" "Advance"\n{meta}  Assets:Prepaid:X:Fund01  {amount} GBP\n'
        f"  {against}:Fund01  {back} GBP\n"
    )


@pytest.mark.parametrize(
    ("entries", "advanced"),
    [
        (advance("2019-03-31", "10.00"), None),
        (advance("2017-09-30", "10.00"), None),
        (advance("2019-04-01", "10.00"), "£10.00"),
        # What is paid ahead was not supplied yet, whatever it says.
        (advance("2019-04-01", "10.00", "  supplied: 2019-03-31\n"), "£10.00"),
        (advance("2019-04-01", "10.00", '  corrects: "X"\n'), None),
        (advance("2019-03-31", "30.00") + advance("2019-04-01", "-30.00"), None),
        (advance("2019-04-01", "-30.00") + advance("2019-04-02", "30.00"), None),
        (advance("2019-04-01", "-30.00") + advance("2019-04-02", "30.01"), "£0.01"),
        (
            advance("2019-04-01", "-30.00", against="Expenses:Plan:2017-18:Bluelight").replace(
                "Advance", 'Shown"\n  supplied: 2019-03-01\n  invoice: "7'
            )
            + advance("2019-04-02", "30.00"),
            "£30.00",
        ),
    ],
)
def test_an_advance_after_spend_by(refused: Refused, entries: str, advanced: str | None) -> None:
    faults = refused("window", base=False, text=dated(entries))
    if advanced is None:
        assert faults == []
    else:
        ((_place, message),) = faults
        assert f"advances {advanced} of Fund01 on 2019-04-0" in message
        assert "after its spend-by of 2019-03-31 (clause 7.2): what it pays for would be" in message
        assert message.endswith(TAIL)
