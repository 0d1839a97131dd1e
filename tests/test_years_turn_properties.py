"""Over random books: the year ends before, between and after returns are sent, pots short too."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.year_end import year_end_drafts
from ringfence.ledger.accounts import Kind, Pot
from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.findings import Severity
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.going_back import never_received, parts_going_back, unspent_of_received
from ringfence.ledger.money import ZERO
from ringfence.ledger.overlay import overlay_files
from ringfence.ledger.purse import Purse
from ringfence.ledger.recording.rendering import render
from ringfence.ledger.remainders import remainders
from ringfence.ledger.room import least_held
from ringfence.ledger.shortages import there_is
from ringfence.ledger.snapshots import name_of
from ringfence.ledger.years import FinancialYear
from ringfence.plugins import authority, declaration, overdrawn, self_balancing, submitted
from ringfence.reports.flows import flows_of
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.position import position
from tests import books

RULES = (declaration, self_balancing, overdrawn, authority, submitted)
YEAR = FinancialYear.parse("2017-18")
MARCH = YEAR.end
#: The returns that may be sent: of which fund, for which period, as at which day.
SENT = (
    ("Fund01", "2017-18-M12", MARCH),
    ("Fund01X", "2017-18-M12", MARCH),
    ("Repaid", "2017-18-M12", MARCH),
    ("Fund01", "2018-19-M01", datetime.date(2018, 4, 30)),
)


class Act(NamedTuple):
    """Something that happens after 31 March: what, of which, how much, how many days later."""

    kind: str
    which: int
    pence: int
    days: int


ACTS = st.lists(
    st.builds(
        Act,
        st.sampled_from(["end", "end", "send", "send", "march", "late", "spend"]),
        st.integers(0, 15),
        st.integers(1, 30_000),
        st.integers(0, 25),
    ),
    min_size=3,
    max_size=8,
)
#: Spends that await a decision: fund, action, pence beyond what its pot holds, days after 1 April.
PENDING = st.lists(
    st.tuples(
        st.sampled_from(books.FUNDS),
        st.sampled_from(books.ACTIONS),
        st.integers(1, 30_000),
        st.integers(90, 364),
    ),
    max_size=3,
)
#: What a provider was advanced before the books: of which fund, how much of what was held then.
ADVANCED = st.sampled_from(
    [
        "",
        *(
            f'2017-04-01 * "Leicester City FC" "Advanced before" ^before\n'
            f"  brought-forward: TRUE\n  Assets:Prepaid:{books.PROVIDER}:{fund}  {pounds}.53 GBP\n"
            f"  Equity:Opening:{fund}  -{pounds}.53 GBP\n"
            for fund, pounds in (("Repaid", 40), ("Repaid", 400), ("Fund01", 120))
        ),
    ]
)
#: Claims of what is promised, open at the year's end: of which fund, how many hundredths of it.
CLAIMED = st.lists(
    st.tuples(st.sampled_from(["Repaid", "Repaid", "Fund01"]), st.integers(1, 100)), max_size=2
)
#: Opening money beside the award, so that both are deferred; it is unallocated.
OPENING = st.sampled_from(
    [
        "",
        *(
            f'2017-04-01 * "Held before"\n  Assets:Council:{fund}  {pence}.37 GBP\n'
            f"  Equity:Opening:{fund}  -{pence}.37 GBP\n"
            for fund, pence in (("Fund01", 250), ("Repaid", 80))
        ),
    ]
)


@st.composite
def begun(draw: st.DrawFn) -> str:
    """Books of valid entries, of which nothing is deferred yet, with some pots short.

    Claims are open, and providers were advanced money before the books.
    """
    steps = draw(st.lists(books.STEPS, min_size=10, max_size=40))
    text = books.Desk(defers=False).run(steps)
    text = text.replace('  stage: "awarded"\n', '  stage: "awarded"\n  returns: "monthly"\n')
    text += draw(OPENING) + draw(ADVANCED)
    for number, (fund, part) in enumerate(draw(CLAIMED)):
        promised = least_held(book_of(text), Kind.AWARDED, fund, MARCH)
        amount = books.pence_as(books.part_of(int(promised * 100), part))
        link = f" ^claim-{number}" if part % 2 else ""
        if amount:
            text += (
                f'{MARCH} * "OPCC" "Claimed"{link}\n  invoice: "C-{number}"\n'
                f"  Assets:Receivable:OPCC:{fund}  {amount} GBP\n"
                f"  Assets:Awarded:OPCC:{fund}  -{amount} GBP\n"
            )
    for fund, action, pence, days in draw(PENDING):
        day = books.FIRST + datetime.timedelta(days=days)
        pot = Pot(("2017-18", action))
        lacking = book_of(text).pots[pot, fund].lowest_from(day) if has(text, pot, fund) else ZERO
        amount = max(lacking, ZERO) + Decimal(pence) / 100
        short = text + spend(day, "!", pot, fund, amount)
        # Where more is put into the pot later it is settled, and excuses nothing after that.
        text = text if blocks_of(book_of(short)) else short
    return text


def blocks_of(book: Book) -> list[str]:
    """Return what blocks, as if the snapshots of all that was sent were there."""
    kept = {Path.cwd() / name_of(fund, ref): b"" for fund, ref, _as_at in SENT}
    with overlay_files(kept):
        return [
            finding.message
            for rule in RULES
            for finding in rule.check(book)
            if finding.severity is Severity.BLOCK
        ]


def book_of(text: str) -> Book:
    return Book(books.entries_of(text))


def has(text: str, pot: Pot, fund: str) -> bool:
    return (pot, fund) in book_of(text).pots


def spend(day: datetime.date, flag: str, pot: Pot, fund: str, amount: Decimal) -> str:
    legs = (
        f"  {pot.spent_account(fund)}  {amount:.2f} GBP\n  Assets:Council:{fund}  -{amount:.2f} GBP"
    )
    return f'{day} {flag} "Somebody" "Something"\n{legs}\n'


class Office:
    """Books to which one act after another is added, each on a later day."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.day = books.NEXT
        self.sent: dict[tuple[str, str], tuple[datetime.date, dict[str, Any]]] = {}
        self.clock = 0

    @property
    def book(self) -> Book:
        return book_of(self.text)

    def act(self, act: Act) -> None:
        self.day += datetime.timedelta(days=act.days)
        getattr(self, act.kind)(act)

    def end(self, _act: Act) -> None:
        """Write the year's end, and see that it is written once and no more than there is."""
        before = self.book
        self.text += "".join(self.drafted(before))
        after = self.book
        assert self.drafted(after) == []
        for fund in books.FUNDS:
            old = old_pots(before, fund)
            was = sum((before.left(pot, fund, self.day) for pot in old), ZERO)
            now = sum((after.left(pot, fund, self.day) for pot in old), ZERO)
            assert now >= min(was, ZERO)
            for pot in old:
                assert after.left(pot, fund, self.day) >= min(
                    before.left(pot, fund, self.day), ZERO
                )
            self.goes_back(before, after, fund)

    def goes_back(self, before: Book, after: Book, fund: str) -> None:
        """See that only what was received is repaid, and only what never came lapses."""
        day = self.day
        lapsed = never_received(before, fund, day) - never_received(after, fund, day)
        repaid = before.total(fund, Kind.REPAYABLE, day) - after.total(fund, Kind.REPAYABLE, day)
        went = balance_of_fund(before, fund, day) - balance_of_fund(after, fund, day)
        assert lapsed + repaid == went >= 0
        for kind in (Kind.AWARDED, Kind.RECEIVABLE):
            assert after.total(fund, kind, day) >= min(before.total(fund, kind, day), ZERO)
        if not went:
            return
        # The two sums are those of every paper, but for what comes, or is claimed, later.
        coming = (Kind.AWARDED, Kind.RECEIVABLE)
        stays = sum((least_held(before, kind, fund, day) for kind in coming), ZERO)
        assert (lapsed, repaid) == parts_going_back(went, stays)
        # What came and is not spent is never below nothing, else it was so before.
        assert repaid == 0 or repaid <= unspent_of_received(before, fund, day)
        # No claim is credited that what was spent, and has not come, still needs.
        spent_first = balance_of_fund(after, fund, day) - never_received(after, fund, day)
        credited = before.total(fund, Kind.RECEIVABLE, day) - after.total(
            fund, Kind.RECEIVABLE, day
        )
        assert credited == 0 or least_held(after, Kind.AWARDED, fund, day) == 0
        asked, was = (each.total(fund, Kind.RECEIVABLE, day) for each in (after, before))
        assert after.total(fund, Kind.AWARDED, day) or asked >= min(was, -spent_first)
        # What providers were advanced, before the books too, stays until it is evidenced.
        advanced = after.total(fund, Kind.PREPAID, day)
        assert balance_of_fund(after, fund, day) >= min(
            balance_of_fund(before, fund, day), advanced
        )

    def drafted(self, book: Book) -> list[str]:
        awaited = {
            fund
            for each in overdrawn.check(book)
            if each.severity is Severity.PENDING
            for fund in each.funds
        }
        like = SimpleNamespace(book=book)
        request = Request(self.day)
        drafts = year_end_drafts(like, request, YEAR, held_back=awaited)  # type: ignore[arg-type]
        self.clock += 1
        stamps = {"recorded-by": "off", "recorded-at": f"2018-06-01T10:00:{self.clock:02d}+01:00"}
        return [render(draft, stamps, Path()) + "\n" for draft in drafts]

    def send(self, act: Act) -> None:
        fund, ref, as_at = SENT[act.which % len(SENT)]
        if (fund, ref) in self.sent:
            return
        self.day = max(self.day, as_at + datetime.timedelta(days=1))
        book = self.book
        self.sent[fund, ref] = (as_at, figures(book, fund, ref, as_at))
        digest = Frozen(book, fund, ref, as_at).digest
        self.text += (
            f'{self.day} custom "return" "{fund}" "{ref}"\n  as-at: {as_at}\n'
            f'  status: "submitted"\n  digest: "{digest}"\n'
        )

    def march(self, act: Act) -> None:
        """Spend in March what is found before any return is sent."""
        if not self.sent:
            self.pay(MARCH, act, "2017-18")

    def late(self, act: Act) -> None:
        """Spend of the old year's plan, once its returns are sent: an adjustment."""
        self.pay(self.day, act, "2017-18")

    def spend(self, act: Act) -> None:
        self.pay(self.day, act, "2018-19")

    def pay(self, day: datetime.date, act: Act, year: str) -> None:
        """Pay what a command would let be paid; not after a fund's last day."""
        fund = books.FUNDS[act.which % 3]
        pot = Pot((year, books.ACTIONS[act.which % 2]))
        purse = Purse(self.book, pot, day, spending=True)
        amount = min(purse.free(fund), Decimal(act.pence) / 100)
        if amount and purse.free(fund) == self.book.pots[pot, fund].lowest_from(day):
            self.text += spend(day, "*", pot, fund, amount)
        elif amount:
            book = book_of(self.text + spend(day, "*", pot, fund, purse.free(fund)))
            year_of = FinancialYear.of_day(day)
            assert there_is(book, fund, year_of, day) >= 0
            assert len(list(overdrawn.check(book))) == len(list(overdrawn.check(self.book)))
            self.text += spend(day, "*", pot, fund, amount)


def old_pots(book: Book, fund: str) -> list[Pot]:
    return [pot for pot, each in book.pots if each == fund and pot.year != "2018-19"]


def figures(book: Book, fund: str, ref: str, as_at: datetime.date) -> dict[str, Any]:
    """What a return says in figures: nothing of where it is written, or of what was found wrong."""
    made = prepare(book, fund, ref, as_at=as_at)
    evidence = [row._replace(file="", line=0) for row in made.evidence]
    return {
        "claim": made.claim,
        "other years": made.other_years,
        "lines": made.lines,
        "totals": made.totals,
        "apart": (made.reserve, made.unallocated),
        "evidence": sorted(evidence),
    }


def stands(office: Office) -> None:
    """Every return sent says what it said, nothing blocks, and all the money is somewhere."""
    book = office.book
    assert blocks_of(book) == []
    for (fund, ref), (as_at, values) in office.sent.items():
        assert figures(book, fund, ref, as_at) == values
    days = sorted({day for track in book.tracks.values() for day in track.days})
    for fund in books.FUNDS:
        for day in days:
            flows = list(flows_of(book, fund, day))
            came = sum((flow.opening + flow.awarded for flow in flows), ZERO)
            went = sum((flow.lapsed + flow.repaid for flow in flows), ZERO)
            left = sum((track.left(day) for track in book.pots_of_fund(fund)), ZERO)
            assert came == book.total(fund, Kind.SPENT, day) + left + went


def shortages_are_told(office: Office) -> None:
    """The year-end's table and "left in all" count what is short."""
    book, day = office.book, office.day
    told = remainders(book, YEAR, day)
    assert [r.amount for r in told if r.amount < 0] == sorted_by(told, book, day)
    for year in (YEAR, YEAR.next):
        for line in position(book, year, day, findings={}).funds:
            pots = [track for track in book.pots_of_fund(line.fund) if track.pot.is_planned]
            earlier = sum((t.left(day) for t in pots if (t.pot.year or "") < str(year)), ZERO)
            later = sum((t.left(day) for t in pots if (t.pot.year or "") > str(year)), ZERO)
            assert line.left == balance_of_fund(book, line.fund, day) - max(earlier, ZERO) - later


def sorted_by(told: list[Any], book: Book, day: datetime.date) -> list[Decimal]:
    short = [
        (track.fund, track.pot, track.lowest_from(day))
        for track in book.pots.values()
        if track.pot.year != "2018-19" and track.lowest_from(day) < 0
    ]
    assert {(r.fund, r.pot) for r in told if r.amount < 0} == {each[:2] for each in short}
    return [amount for _fund, _pot, amount in sorted(short)]


def happen(text: str, acts: list[Act]) -> None:
    office = Office(text)
    for act in acts:
        office.act(act)
        stands(office)
    shortages_are_told(office)


@settings(max_examples=20)
@given(begun(), ACTS)
def test_year_ends_in_any_order_change_no_return_and_lose_no_money(
    text: str, acts: list[Act]
) -> None:
    happen(text, acts)


@pytest.mark.slow
@settings(max_examples=150)
@given(begun(), ACTS)
def test_nor_in_many_more(text: str, acts: list[Act]) -> None:
    happen(text, acts)
