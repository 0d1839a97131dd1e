"""The funds of a year, from award to repayment, and how each one's year ends."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bench.balances import pots_left
from bench.desk import APPROVER, FINANCE, Target
from bench.entries import component, iso, money, move, quoted
from bench.shape import BOROUGH, MINISTRY, POLICE, PROVIDERS, Year
from bench.spending import legs, spend, spent_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.balances import Balances
    from bench.desk import Desk

ALLOWED = '"prevention, diversion, safeguarding"'


def main_fund(year: Year) -> str:
    """Return the id of the year's grant from the police commissioner."""
    return f"PLF-{year.label}"


def borough_fund(year: Year) -> str:
    """Return the id of the council's contribution of the year."""
    return f"RBC-{year.label}"


def ministry_fund(year: Year) -> str:
    """Return the id of the year's grant that is claimed in arrears."""
    return f"HO-{year.label}"


def declare_funds(desk: Desk, awards: Mapping[str, int]) -> None:
    """Declare the three funds of the year with their terms."""
    year = desk.year
    main = main_fund(year)
    half = awards[main] // 2
    dates = {"spend_from": iso(year.first), "spend_by": iso(year.last)}
    rows = {
        main: (POLICE, "repay", "instalments", "six-monthly"),
        borough_fund(year): (BOROUGH, "carry-forward", "advance", "none"),
        ministry_fund(year): (MINISTRY, "repay", "arrears", "quarterly"),
    }
    for fund, (funder, unspent, payment, returns) in rows.items():
        own: dict[str, str] = {}
        if fund == main:
            first, second = year.day(6, 30), year.day(10, 31)
            parts = f"{iso(first)} {money(half)}, {iso(second)} {money(awards[fund] - half)}"
            own = {"instalments": quoted(parts), "virement_percent": "10", "due_days": "30"}
            own |= {"variance_percent": "10", "variance_floor": "100.00 GBP"}
            own |= {"evidence_over": "500.00 GBP"}
        if fund == borough_fund(year):
            own = {"reported_in": quoted(main)}
        desk.declare(
            year.first,
            "fund",
            quoted(fund),
            title=quoted(f"{funder}, {year.label}"),
            funder=quoted(funder),
            stage='"awarded"',
            award=f"{money(awards[fund])} GBP",
            unspent=quoted(unspent),
            payment=quoted(payment),
            returns=quoted(returns),
            purposes=ALLOWED,
            ineligible='"alcohol, entertainment"',
            **dates,
            **own,
        )


def declare_reserve(desk: Desk, reserve: str, pence: int) -> None:
    """Declare the old money of the reserve, and bring it forward into the new books."""
    day = desk.year.first
    desk.declare(
        day,
        "fund",
        quoted(reserve),
        title='"Older money, kept in the reserve"',
        funder=quoted(POLICE),
        stage='"awarded"',
        unspent='"keep"',
        returns='"none"',
        reported_in=quoted(main_fund(desk.year)),
    )
    council, opening = f"Assets:Council:{reserve}", f"Equity:Opening:{reserve}"
    unallocated, kept = f"Equity:Unallocated:{reserve}", f"Equity:Reserve:{reserve}"
    desk.record(day, ("", "Money held when the books begin"), move(council, opening, pence))
    desk.record(day, ("", "Old money to the reserve"), move(unallocated, kept, pence))


def receive(desk: Desk, funder: str, fund: str, day: int, pence: int) -> None:
    """Claim money from a funder and receive it thirty days later."""
    payer = component(funder)
    owed = f"Assets:Receivable:{payer}:{fund}"
    claim = quoted(f"CLAIM-{next(desk.numbers):06d}")
    words = (funder, "Claim")
    desk.record(day, words, move(owed, f"Assets:Awarded:{payer}:{fund}", pence), invoice=claim)
    desk.record(day + 30, (funder, "Received"), move(f"Assets:Council:{fund}", owed, pence))


def award(desk: Desk, awards: Mapping[str, int]) -> None:
    """Book the year's awards."""
    for fund, funder in funders(desk.year).items():
        payer = component(funder)
        accounts = f"Assets:Awarded:{payer}:{fund}", f"Income:{payer}:{fund}"
        desk.record(desk.year.first, (funder, "Award"), move(*accounts, awards[fund]))


def funders(year: Year) -> dict[str, str]:
    """Return the funds of a year, each with who gives it."""
    return {main_fund(year): POLICE, borough_fund(year): BOROUGH, ministry_fund(year): MINISTRY}


def claim_in_arrears(desk: Desk) -> int:
    """Claim the ministry's grant for each quarter, and return what was claimed by 31 March."""
    fund = ministry_fund(desk.year)
    claimed = 0
    for month, last in ((6, 30), (9, 30), (12, 31)):
        due = spent_by(desk, fund, desk.year.day(month, last)) - claimed
        if due > 0:
            receive(desk, MINISTRY, fund, desk.year.day(month, last) + 14, due)
            claimed += due
    return claimed


def defer(desk: Desk, balances: Balances) -> None:
    """Defer on 31 March what is left of each conditional grant, and take it back on 1 April."""
    for fund, funder in funders(desk.year).items():
        payer = component(funder)
        income, deferred = f"Income:{payer}:{fund}", f"Liabilities:InAdvance:{payer}:{fund}"
        left = sum(pots_left(balances[fund]).values())
        words = (funder, "Conditional grant not yet earned")
        desk.record(desk.year.last, words, move(income, deferred, left))
        words = (funder, "Deferred grant taken back")
        desk.record(desk.year.last + 1, words, move(deferred, income, left))


def end_main(desk: Desk, balances: Balances) -> None:
    """Take back what is left of the main grant, action by action, and repay it."""
    year, fund = desk.year, main_fund(desk.year)
    unallocated = f"Equity:Unallocated:{fund}"
    left = pots_left(balances[fund])
    for action, pots in by_action(left).items():
        words = ("", f"Left in {action}: to be repaid")
        desk.record(year.last + 2, words, legs(pots, unallocated))
    repay(desk, fund, year.after(4, 20), sum(left.values()))
    entry, target = next(paid for paid in desk.settled if paid[1].fund == fund)
    credit = entry.postings[0].pence // 10
    day = year.after(8, 20)
    postings = move(f"Assets:Council:{fund}", target.spent, credit)
    invoice = dict(entry.meta)["invoice"]
    desk.record(day, (entry.payee, "late credit"), postings, invoice=invoice)
    desk.record(day, ("", "Late credit: to be repaid"), move(target.pot, unallocated, credit))
    repay(desk, fund, day, credit)


def by_action(left: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return what is left in the pots of each action, those with nothing apart."""
    actions: dict[str, dict[str, int]] = defaultdict(dict)
    for pot, pence in left.items():
        if pence and pot.startswith("Equity:Plan:"):
            actions[pot.split(":")[3]][pot] = pence
    return actions


def repay(desk: Desk, fund: str, day: int, pence: int) -> None:
    """Owe money of the main grant back, and pay it two months later."""
    repayable = f"Liabilities:Repayable:{POLICE}:{fund}"
    words = (POLICE, "Unspent grant to be repaid")
    desk.record(day, words, move(f"Income:{POLICE}:{fund}", repayable, pence))
    words = (POLICE, "Unspent grant repaid")
    desk.record(day + 60, words, move(repayable, f"Assets:Council:{fund}", pence))


def end_borough(desk: Desk, balances: Balances) -> None:
    """Carry the council's contribution into the same actions of the next year; spend it there."""
    year, fund = desk.year, borough_fund(desk.year)
    following = Year(year.begins + 1)
    for action, pots in by_action(pots_left(balances[fund])).items():
        target = Target(following.label, action, fund)
        desk.record(following.first, ("", "Carried forward"), legs(pots, target.pot))
        left = sum(pots.values())
        spend(desk, target, PROVIDERS[BOROUGH][0], following.day(7, 10), left // 2)
        spend(desk, target, PROVIDERS[BOROUGH][0], following.day(8, 10), left - left // 2)


def end_ministry(desk: Desk, balances: Balances, claimed: int) -> None:
    """Claim the last quarter of the ministry's grant, and let lapse what was not spent."""
    year, fund = desk.year, ministry_fund(desk.year)
    payer = component(MINISTRY)
    left = pots_left(balances[fund])
    for action, pots in by_action(left).items():
        words = ("", f"Not needed in {action}: to lapse")
        desk.record(year.last + 2, words, legs(pots, f"Equity:Unallocated:{fund}"))
    accounts = f"Income:{payer}:{fund}", f"Assets:Awarded:{payer}:{fund}"
    words = (MINISTRY, "Award not needed, lapsed")
    desk.record(year.last + 3, words, move(*accounts, sum(left.values())))
    due = spent_by(desk, fund, year.last) - claimed
    if due > 0:
        receive(desk, MINISTRY, fund, year.after(4, 14), due)


def declare_aftermath(desk: Desk, reserve: str) -> None:
    """Amend and close last year's funds, and close last year, within this one."""
    year, before = desk.year, Year(desk.year.begins - 1)
    day = year.first
    resolved = desk.declare_resolution(day, FINANCE, "Older money reported in the new return")
    for fund in (borough_fund(before), reserve):
        into = quoted(main_fund(year))
        desk.declare(day, "fund", quoted(fund), reported_in=into, decision=resolved)
    desk.declare(
        year.day(7, 15), "year", quoted(before.label), status='"closed"', closed_by=quoted(APPROVER)
    )
    day = year.day(12, 31)
    resolved = desk.declare_resolution(day, FINANCE, "Funds that have come to nil")
    for fund in funders(before):
        desk.declare(day, "fund", quoted(fund), stage='"closed"', decision=resolved)


def declare_extension(desk: Desk) -> None:
    """Let the council extend its contribution by a year before its time is over."""
    day = desk.year.day(3, 20)
    resolved = desk.declare_resolution(day, BOROUGH, "Contribution may be spent for a year more")
    extended = iso(Year(desk.year.begins + 1).last)
    fund = quoted(borough_fund(desk.year))
    desk.declare(day, "fund", fund, spend_by=extended, decision=resolved)
