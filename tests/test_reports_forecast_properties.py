"""What must hold of every forecast, and of what is unspent, over generated books."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from beancount.core import data
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ringfence.ledger.book import Book, balance_of_fund
from ringfence.ledger.money import ZERO, plain, pounds
from ringfence.ledger.years import FinancialYear
from ringfence.reports.deadlines import deadlines
from ringfence.reports.forecasting.fund_shares import Room, fall
from ringfence.reports.forecasting.report import ActionForecast, Rule
from ringfence.reports.forecasting.rules import forecast_of
from ringfence.reports.forecasting.sums import year_unspent
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.paper import return_paper
from ringfence.reports.monitoring.report import Report
from ringfence.reports.monitoring.scope import scope_of
from ringfence.reports.notice import notice
from ringfence.reports.position import position
from ringfence.reports.position_json import position_json
from ringfence.reports.position_paper import position_paper
from ringfence.reports.render.markdown import markdown
from ringfence.reports.render.text import text as as_text
from ringfence.reports.schedule import Dates
from ringfence.reports.underspend import underspend_of
from tests.books import FUNDS, entries_of, texts
from tests.test_reports_return_properties import EVENTS, REFS, book_of, declarations
from tests.test_reports_return_properties import entries_of as bookings

START, END = datetime.date(2017, 4, 1), datetime.date(2018, 3, 31)
DAYS = st.integers(0, (END - START).days + 40).map(lambda n: START + datetime.timedelta(days=n))
PLACE = ("2017-18", "Youth")
COMPUTED = (Rule.DECIDED, Rule.TO_PLAN)


class Earmarked(NamedTuple):
    """An earmark of one fund: what is set aside, what of it is spent, and its days."""

    fund: str
    pence: int
    spent: int
    first: datetime.date | None
    by: datetime.date | None
    pay_by: datetime.date | None
    ordered: bool


class Made(NamedTuple):
    """An action of two funds."""

    last: tuple[datetime.date | None, datetime.date | None]
    own: tuple[int, int]
    own_spent: tuple[int, int]
    earmarks: tuple[Earmarked, ...]
    officer: int | None
    officer_fund: str | None
    profile: int | None
    shares: bool
    until: datetime.date | None


PENCE = st.integers(1, 500_000)
PART = st.integers(0, 100)
MAYBE = st.none() | DAYS


def _earmark(draw: st.DrawFn) -> Earmarked:
    pence = draw(PENCE)
    first, by = draw(MAYBE), draw(st.none() | DAYS.map(lambda d: d + datetime.timedelta(days=60)))
    if first and by:
        first, by = min(first, by), max(first, by)
    return Earmarked(
        draw(st.sampled_from("AB")),
        pence,
        pence * draw(PART) // 100,
        first,
        by,
        draw(MAYBE),
        draw(st.booleans()),
    )


@st.composite
def actions(draw: st.DrawFn) -> Made:
    """An action, forecast by any of the rules."""
    own = (draw(PENCE), draw(PENCE))
    return Made(
        last=(draw(MAYBE), draw(MAYBE)),
        own=own,
        own_spent=(own[0] * draw(PART) // 100, own[1] * draw(PART) // 100),
        earmarks=tuple(_earmark(draw) for _ in range(draw(st.integers(0, 3)))),
        officer=draw(st.none() | PENCE),
        officer_fund=draw(st.sampled_from([None, "A", "B"])),
        profile=draw(st.none() | PENCE),
        shares=draw(st.booleans()),
        until=draw(MAYBE),
    )


#: An action that rules 3 and 4 forecast.
UNSAID = actions().map(lambda made: made._replace(officer=None, profile=None))


def money(pence: int) -> str:
    return f"{Decimal(pence) / 100:.2f} GBP"


def text_of(made: Made) -> str:
    """Write the action's books: all of it is put in and spent on 1 April."""
    text = 'plugin "beancount.plugins.auto_accounts"\n'
    for fund, last in zip("AB", made.last, strict=True):
        text += f'{START} custom "fund" "{fund}"\n  title: "{fund}"\n  funder: "OPCC"\n'
        text += '  stage: "awarded"\n' + (f"  spend-by: {last}\n" if last else "")
    text += f'{START} custom "action" "2017-18" "Youth"\n  title: "Youth"\n'
    text += '  shares: "A 60, B 40"\n' if made.shares else ""
    text += f'  profile: "2018-03-31 {money(made.profile)[:-4]}"\n' if made.profile else ""
    text += f"  until: {made.until}\n" if made.until else ""
    for number, each in enumerate(made.earmarks):
        text += f'{START} custom "earmark" "2017-18" "Youth" "E{number}"\n  title: "E"\n'
        days = (("delivery-from", each.first), ("delivery-by", each.by), ("pay-by", each.pay_by))
        text += "".join(f"  {name}: {day}\n" for name, day in days if day)
        text += '  order: "PO"\n' if each.ordered else ""
    if made.officer is not None:
        text += f'{START} custom "forecast" "2017-18" "Youth" {money(made.officer)}\n'
        text += '  reason: "So"\n'
        text += f'  fund: "{made.officer_fund}"\n' if made.officer_fund else ""
    for fund, put_in, spent in zip("AB", made.own, made.own_spent, strict=True):
        text += entry("Youth", fund, put_in, spent)
    for number, each in enumerate(made.earmarks):
        text += entry(f"Youth:E{number}", each.fund, each.pence, each.spent)
    return text


def entry(place: str, fund: str, put_in: int, spent: int) -> str:
    text = f'{START} * "Put in"\n  Equity:Unallocated:{fund} {money(put_in)}\n'
    text += f"  Equity:Plan:2017-18:{place}:{fund} {money(-put_in)}\n"
    if spent:
        text += f'{START} * "Spent"\n  Expenses:Plan:2017-18:{place}:{fund} {money(spent)}\n'
        text += f"  Assets:Council:{fund} {money(-spent)}\n"
    return text


def made_of(made: Made, day: datetime.date) -> ActionForecast:
    book = book_of(text_of(made))
    assert book.register.faults == []
    return forecast_of(book, PLACE, day)


@given(actions(), DAYS)
def test_no_fund_is_forecast_under_what_it_spent_nor_beyond_its_window(
    made: Made, day: datetime.date
) -> None:
    found = made_of(made, day)
    for fund in found.by_fund.values():
        assert fund.outturn >= fund.spent
        last = made.last["AB".index(fund.fund)] or END
        assert fund.last_day == min(last, END)
        if day >= fund.last_day:
            assert fund.outturn == fund.spent
            assert (fund.rule, fund.to_plan, fund.undated) == (Rule.ACTUAL, ZERO, ZERO)
        if not (found.is_by_officer and made.officer):
            assert fund.outturn <= fund.allocated
        assert ZERO <= fund.to_plan + fund.undated + fund.bills <= fund.expected
    assert found.variance == found.over - found.under
    for each in found.expected:
        assert each.amount > 0


@given(UNSAID, DAYS)
def test_what_is_expected_comes_to_the_forecast_of_rules_3_and_4(
    made: Made, day: datetime.date
) -> None:
    found = made_of(made, day)
    for fund in found.by_fund.values():
        expected = sum((e.amount for e in found.expected if e.fund == fund.fund), ZERO)
        assert fund.expected == expected


def _with(earmarks: tuple[Earmarked, ...], which: int, other: Earmarked) -> tuple[Earmarked, ...]:
    return tuple(other if n == which else each for n, each in enumerate(earmarks))


@given(UNSAID.filter(lambda made: bool(made.earmarks)), DAYS, st.integers(0, 2), PENCE)
@settings(max_examples=60)
def test_it_rises_with_an_earmark_that_ends_within_the_year(
    made: Made, day: datetime.date, which: int, more: int
) -> None:
    """By as much as is set aside more, unless its delivery is over and nothing is on order."""
    which %= len(made.earmarks)
    earmark = made.earmarks[which]
    last = min(made.last["AB".index(earmark.fund)] or END, END)
    first, by = (min(each, last) if each else None for each in (earmark.first, earmark.by))
    earmark = earmark._replace(first=first, by=by)
    before, after = (
        made_of(made._replace(earmarks=_with(made.earmarks, which, each)), day)
        for each in (earmark, earmark._replace(pence=earmark.pence + more))
    )
    rise = after.outturn - before.outturn
    assert rise >= 0
    over = earmark.by is not None and day > earmark.by + datetime.timedelta(days=30)
    if day < last and (earmark.ordered or not over):
        assert rise >= Decimal(more) / 100


@given(
    st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=4),
    st.lists(st.integers(1, 9), min_size=4, max_size=4),
    st.booleans(),
)
@example(100, [(0, 100), (60, 60)], [1, 1, 1, 1], True)
@example(300, [(0, 100), (0, 1000), (250, 250)], [5, 4, 1, 1], True)
def test_a_figure_falls_within_what_each_fund_must_and_may(
    amount: int, bounds: list[tuple[int, int]], weights: list[int], shared: bool
) -> None:
    rooms = {
        f"F{n}": Room(Decimal(least), Decimal(least + room))
        for n, (least, room) in enumerate(bounds)
    }
    shares = {fund: Decimal(part) for fund, part in zip(rooms, weights, strict=False)}
    parts = fall(Decimal(amount), rooms, shares if shared else {})
    least, most = (sum(getattr(r, name) for r in rooms.values()) for name in ("least", "most"))
    assert sum(parts.values()) == min(max(Decimal(amount), least), most)
    for fund, room in rooms.items():
        assert room.least <= parts[fund] <= room.most


# -- what is unspent


@given(texts(), st.data())
@settings(max_examples=40)
def test_what_there_was_is_spent_or_to_be_or_unspent(text: str, drawn: st.DataObject) -> None:
    """Awarded + brought in = spent + still to spend + unspent + lapsed + repaid, by fund."""
    book = Book(entries_of(text))
    days = sorted({e.date for e in book.entries if isinstance(e, data.Transaction)})
    day = drawn.draw(st.sampled_from(days)) + datetime.timedelta(days=drawn.draw(st.integers(0, 9)))
    year = FinancialYear.of_day(day)
    for fund in FUNDS:
        dates = Dates(fund, str(year), year, year.start, year.end, year.start, day, None)
        scope = scope_of(book, dates, str)
        found = year_unspent(scope, scope.forecasts.values())
        for each in found.funds:
            assert each.brought_in + each.awarded == (
                each.spent + each.expected + each.remaining + each.lapsed + each.repaid
            )
            assert balance_of_fund(book, each.fund, day) == each.expected + each.remaining
        made_of_parts = found.amount + found.reserve + found.unallocated + found.other_years
        assert found.total == made_of_parts - found.set_off - found.kept - found.later
        for each in found.funds:
            # No more than will be left of it, and all of that where it is not overspent in all.
            assert each.set_off <= each.over
            if each.gross >= 0:
                assert each.whole == max(each.remaining, 0)
        assert found.total == found.by_consent + found.to_repay + found.lapsing + found.not_said


@st.composite
def with_terms(draw: st.DrawFn) -> tuple[Book, list[Report]]:
    """Books of which the grant's terms ask for what is unspent, with their returns."""
    cadence = draw(st.sampled_from(["annual", "six-monthly", "quarterly"]))
    last = draw(st.sampled_from(["2017-12-31", "2018-03-31", "2019-03-31"]))
    asked = draw(st.sampled_from(["repay", "carry-forward"]))
    terms = f'  payment: "arrears"\n  spend-by: {last}\n  unspent: "{asked}"\n'
    declared = declarations(cadence, {}).replace('  payment: "arrears"\n', terms)
    book = book_of(declared + bookings(draw(EVENTS)))
    return book, [prepare(book, "Main", ref) for ref in REFS[cadence]]


@given(with_terms())
@settings(max_examples=25)
def test_the_number_is_one_in_every_paper_return_and_notice(
    made: tuple[Book, list[Report]],
) -> None:
    book, reports = made
    for report in reports:
        day = report.dates.as_at
        unspent = report.asked_for.unspent
        assert unspent is not None
        found = underspend_of(book, "Main", day)
        if found is None or found.dates.year != report.dates.year:
            continue
        assert found.total == unspent.total == sum(each.total for each in unspent.funds)
        assert as_json(report)["underspend"]["total"] == plain(found.total)
        assert as_json(prepare(book, "Main", found.ref, as_at=day))["underspend"]["total"] == plain(
            found.total
        )
        year = FinancialYear.of_day(day)
        paper = position(book, year, day, findings={})
        shown = [each for each in position_json(paper)["underspends"] if each["fund"] == "Main"]
        assert [each["total"] for each in shown] == [plain(found.total)] * found.says_something
        matters = {e.amount for e in deadlines(book, day) if e.kind == "underspend"}
        if found.total > 0:
            number = pounds(found.total)
            assert matters == {found.total}
            assert number in as_text(position_paper(paper))
            assert number in markdown(notice(book, found))
            assert number in markdown(return_paper(report))
