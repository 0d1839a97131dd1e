"""Random books that keep every rule: several funds and years, and all that happens to money.

A desk is driven by steps; each step picks what to do and with how much of what there is, so any
list of steps makes books that are valid. `valid_books` is the Hypothesis strategy.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from beancount import loader
from beancount.core import data
from hypothesis import strategies as st

FIRST, ADOPTED = datetime.date(2017, 4, 1), datetime.date(2017, 4, 10)
YEAR_END, NEXT = datetime.date(2018, 3, 31), datetime.date(2018, 4, 1)
NEXT_ADOPTED = datetime.date(2018, 4, 16)
FUNDS = ("Fund01", "Fund01X", "Older", "Repaid")
YEARS = ("2017-18", "2018-19")
ACTIONS = ("Kicks", "KicksPlus")
EARMARKS = ("Spring", "SpringToo")
PROVIDER = "LeicesterCityFC"
CONDITIONAL = ("Fund01", "Older", "Repaid")

Pot = tuple[str, ...]
UNALLOCATED: Pot = ("Unallocated",)
RESERVES: tuple[Pot, ...] = (("Reserve",), ("Reserve", "Contingency"))

HEAD = """option "operating_currency" "GBP"
plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "Fund01"
  title: "The main award"
  funder: "OPCC"
  stage: "awarded"
  unspent: "carry-forward"
2017-04-01 custom "fund" "Fund01X"
  title: "Kept"
  funder: "OPCC"
  stage: "awarded"
  unspent: "keep"
2017-04-01 custom "fund" "Older"
  title: "Held when the books begin"
  funder: "OPCC"
  stage: "awarded"
  unspent: "carry-forward"
  reported-in: "Fund01"
2017-04-01 custom "fund" "Repaid"
  title: "Paid back unless spent in the year"
  funder: "OPCC"
  stage: "awarded"
  spend-by: 2018-03-31
  unspent: "repay"
2017-04-01 custom "decision" "CSP-1"
  body: "CSP"
  title: "Whatever the year brings"
2017-04-10 custom "plan" "2017-18"
  adopted: 2017-04-10
2018-04-16 custom "plan" "2018-19"
  adopted: 2018-04-16
""" + "".join(
    f'2017-04-01 custom "action" "{year}" "{action}"\n  title: "{action}"\n'
    + "".join(
        f'2017-04-01 custom "earmark" "{year}" "{action}" "{earmark}"\n  title: "{earmark}"\n'
        + ('  provider: "Leicester City FC"\n' if earmark == "Spring" else "")
        for earmark in EARMARKS
    )
    for year in YEARS
    for action in ACTIONS
)


class Step(NamedTuple):
    """What to do next: which thing, where, how much of what there is, and after how long."""

    deed: int
    where: int
    there: int
    part: int
    days: int


class Desk:
    """An officer who never breaks a rule, and keeps count in pence.

    With ``defers`` off nothing is deferred at the year's end: the test does that.
    """

    def __init__(self, *, defers: bool = True) -> None:
        self.defers = defers
        self.day = FIRST
        self.text: list[str] = []
        self.left: dict[tuple[str, Pot], int] = defaultdict(int)
        self.spent: dict[tuple[str, Pot], int] = defaultdict(int)
        self.money: dict[tuple[str, str], int] = defaultdict(int)
        self.deferred: dict[str, int] = {}
        self.accrued: dict[tuple[str, str], int] = defaultdict(int)

    def run(self, steps: list[Step]) -> str:
        for fund in FUNDS:
            self.award(fund, Step(0, 0, 0, 90, 0))
            for place in ((YEARS[0], "Kicks"), (YEARS[0], "KicksPlus"), ("Reserve",)):
                some = part_of(self.left[fund, UNALLOCATED], 30)
                self.move(fund, UNALLOCATED, place, some, None)
            kicks = (YEARS[0], "Kicks")
            self.move(fund, kicks, (*kicks, "Spring"), self.left[fund, kicks] // 2, None)
        deeds: list[Callable[[str, Step], None]] = [
            self.award,
            self.claim,
            self.receive,
            self.lapse,
            self.repay,
            self.plan,
            self.plan,
            self.plan,
            self.plan,
            self.earmark,
            self.earmark,
            self.earmark,
            self.spend,
            self.spend,
            self.spend,
            self.refund,
            self.pay,
            self.advance,
            self.evidence,
            self.carry_forward,
            self.carry_forward,
        ]
        for step in steps:
            self.pass_time(step.days)
            deeds[step.deed % len(deeds)](FUNDS[step.where % len(FUNDS)], step)
        return HEAD + "".join(self.text)

    def pass_time(self, days: int) -> None:
        later = self.day + datetime.timedelta(days=days)
        if self.defers and self.day < YEAR_END <= later:
            self.day = YEAR_END
            self.defer()
        if self.defers and self.day < NEXT <= later:
            self.day = NEXT
            self.undefer()
        self.day = later

    # -------------------------------------------------------------- money

    def award(self, fund: str, step: Step) -> None:
        amount = 1 + step.part * 9973
        if fund == "Older":
            self.money[fund, "Assets:Council"] += amount
            self.write("Opening", fund, ("Assets:Council", amount), ("Equity:Opening", -amount))
        else:
            self.money[fund, "Assets:Awarded:OPCC"] += amount
            self.money[fund, "Income:OPCC"] += amount
            self.write("Award", fund, ("Assets:Awarded:OPCC", amount), ("Income:OPCC", -amount))
        self.left[fund, UNALLOCATED] += amount

    def claim(self, fund: str, step: Step) -> None:
        self.shift(fund, "Assets:Awarded:OPCC", "Assets:Receivable:OPCC", step)

    def receive(self, fund: str, step: Step) -> None:
        source = ("Assets:Awarded:OPCC", "Assets:Receivable:OPCC")[step.there % 2]
        amount = self.shift(fund, source, "Assets:Council", step)
        self.money[fund, "received"] += amount

    def pay(self, fund: str, step: Step) -> None:
        owed = ("Liabilities:Accruals", "Liabilities:Repayable:OPCC")[step.there % 2]
        if owed == "Liabilities:Accruals":
            self.pay_accrual(fund, step)
            return
        amount = part_of(self.money[fund, owed], step.part)
        if amount:
            self.money[fund, owed] -= amount
            self.money[fund, "Assets:Council"] -= amount
            self.write("Paid", fund, (owed, amount), ("Assets:Council", -amount))

    def pay_accrual(self, fund: str, step: Step) -> None:
        """Pay some of what is open on one link; some of what was paid comes back now and then."""
        open_ = [link for (each, link), pence in self.accrued.items() if each == fund and pence]
        if not open_:
            return
        link = open_[step.there % len(open_)]
        amount = part_of(self.accrued[fund, link], step.part)
        legs = ("Liabilities:Accruals", amount), ("Assets:Council", -amount)
        if amount:
            self.owe(fund, link, -amount)
            self.money[fund, "Assets:Council"] -= amount
            self.write("Paid", fund, *legs, link=link)
        if amount and step.part % 5 == 0:
            back = part_of(amount, step.part)
            self.owe(fund, link, back)
            self.money[fund, "Assets:Council"] += back
            legs = ("Assets:Council", back), ("Liabilities:Accruals", -back)
            self.write("Paid too much of it", fund, *legs, link=link)

    def owe(self, fund: str, link: str, amount: int) -> None:
        self.accrued[fund, link] += amount
        self.money[fund, "Liabilities:Accruals"] += amount

    def lapse(self, fund: str, step: Step) -> None:
        most = min(self.money[fund, "Assets:Awarded:OPCC"], self.left[fund, UNALLOCATED])
        amount = part_of(most, step.part // 4)
        if amount:
            self.money[fund, "Assets:Awarded:OPCC"] -= amount
            self.left[fund, UNALLOCATED] -= amount
            self.write("Lapsed", fund, ("Income:OPCC", amount), ("Assets:Awarded:OPCC", -amount))

    def repay(self, fund: str, step: Step) -> None:
        amount = part_of(self.left[fund, UNALLOCATED], step.part // 4)
        origin = "Equity:Opening" if fund == "Older" else "Income:OPCC"
        if amount:
            self.left[fund, UNALLOCATED] -= amount
            self.money[fund, "Liabilities:Repayable:OPCC"] += amount
            owed = "Liabilities:Repayable:OPCC"
            self.write("To be repaid", fund, (origin, amount), (owed, -amount))

    def defer(self) -> None:
        for fund in CONDITIONAL:
            held = sum(pence for (each, _pot), pence in self.left.items() if each == fund)
            origin = "Equity:Opening" if fund == "Older" else "Income:OPCC"
            if held:
                self.deferred[fund] = held
                later = "Liabilities:InAdvance:OPCC"
                self.write("Not yet earned", fund, (origin, held), (later, -held))

    def undefer(self) -> None:
        for fund, held in self.deferred.items():
            origin = "Equity:Opening" if fund == "Older" else "Income:OPCC"
            self.write("Back", fund, ("Liabilities:InAdvance:OPCC", held), (origin, -held))

    # -------------------------------------------------------------- plan

    def plan(self, fund: str, step: Step) -> None:
        """Move money between two places, with a decision."""
        actions = [(year, action) for year in self.years() for action in ACTIONS]
        places = [UNALLOCATED, *RESERVES, *actions]
        full = [pot for pot in places if self.left[fund, pot]]
        if full:
            source = full[step.there % len(full)]
            to = places[(step.deed + step.part) % len(places)]
            self.move(fund, source, to, part_of(self.left[fund, source], step.part), "CSP-1")

    def earmark(self, fund: str, step: Step) -> None:
        """Set aside within an action, or release."""
        pots = [pot for (each, pot) in self.left if each == fund and len(pot) > 1]
        full = [pot for pot in pots if self.left[fund, pot] and pot[0] in YEARS]
        if full:
            source = full[step.there % len(full)]
            into = (*source[:2], EARMARKS[step.part % 2]) if len(source) == 2 else source[:2]
            most = self.left[fund, source]
            if source[-1] == "Spring":
                most = min(most, self.room(fund))
            self.move(fund, source, into, part_of(most, step.part), None)

    def carry_forward(self, fund: str, step: Step) -> None:
        """Move on to the next year's action of the same name, by the terms alone."""
        full = [
            pot
            for (each, pot), pence in self.left.items()
            if each == fund and pot[0] == YEARS[0] and pence
        ]
        if not full or self.day <= NEXT or fund == "Repaid":
            return
        source = full[step.there % len(full)]
        most = self.left[fund, source]
        if source[-1] == "Spring":
            most = min(most, self.room(fund))
        self.move(fund, source, (YEARS[1], *source[1:2]), part_of(most, step.part), None)

    # -------------------------------------------------------------- spend

    def spend(self, fund: str, step: Step) -> None:
        pot = self.funded(fund, step)
        if pot is None:
            return
        most = self.left[fund, pot]
        if pot[-1] == "Spring":
            most = min(most, self.room(fund))
        amount = part_of(most, step.part)
        owed = ("Assets:Council", "Liabilities:Accruals")[step.part % 2]
        if amount and owed == "Liabilities:Accruals":
            link = f"owed-{fund}-{len(self.text) // 8}"  # some cover several pots
            self.owe(fund, link, amount)
            self.charge("Spent", fund, pot, amount, owed, link=link)
        elif amount:
            self.money[fund, owed] -= amount
            self.charge("Spent", fund, pot, amount, owed)

    def refund(self, fund: str, step: Step) -> None:
        spent = [pot for (each, pot), pence in self.spent.items() if each == fund and pence]
        if spent:
            pot = spent[step.there % len(spent)]
            amount = part_of(self.spent[fund, pot], step.part)
            if amount:
                self.money[fund, "Assets:Council"] += amount
                self.charge("Credit note", fund, pot, -amount, "Assets:Council")

    def advance(self, fund: str, step: Step) -> None:
        amount = part_of(self.room(fund), step.part)
        if amount:
            prepaid = f"Assets:Prepaid:{PROVIDER}"
            self.money[fund, prepaid] += amount
            self.money[fund, "Assets:Council"] -= amount
            self.write("Advance", fund, (prepaid, amount), ("Assets:Council", -amount))

    def evidence(self, fund: str, step: Step) -> None:
        prepaid = f"Assets:Prepaid:{PROVIDER}"
        pots = [pot for (each, pot) in self.left if each == fund and pot[-1] == "Spring"]
        full = [pot for pot in pots if self.left[fund, pot]]
        if full and self.money[fund, prepaid]:
            pot = full[step.there % len(full)]
            amount = part_of(min(self.left[fund, pot], self.money[fund, prepaid]), step.part)
            if amount:
                self.money[fund, prepaid] -= amount
                self.charge("Evidenced", fund, pot, amount, prepaid)

    # -------------------------------------------------------------- how

    def years(self) -> tuple[str, ...]:
        return YEARS if self.day >= NEXT else YEARS[:1]

    def room(self, fund: str) -> int:
        """What is left in the provider's earmarks and not advanced."""
        left = sum(
            p for (each, pot), p in self.left.items() if each == fund and pot[-1] == "Spring"
        )
        return left - self.money[fund, f"Assets:Prepaid:{PROVIDER}"]

    def funded(self, fund: str, step: Step) -> Pot | None:
        full = [
            pot
            for (each, pot), pence in self.left.items()
            if each == fund and pot[0] in YEARS and pence
        ]
        return full[step.there % len(full)] if full else None

    def move(self, fund: str, source: Pot, to: Pot, amount: int, decision: str | None) -> None:
        if amount and source != to:
            self.left[fund, source] -= amount
            self.left[fund, to] += amount
            legs = ((plan_account(source), amount), (plan_account(to), -amount))
            self.write("Moved", fund, *legs, decision=decision)

    def shift(self, fund: str, source: str, to: str, step: Step) -> int:
        amount = part_of(self.money[fund, source], step.part)
        if amount:
            self.money[fund, source] -= amount
            self.money[fund, to] += amount
            self.write("Claimed or received", fund, (to, amount), (source, -amount))
        return amount

    def charge(  # noqa: PLR0917 - what it is and where
        self, words: str, fund: str, pot: Pot, amount: int, against: str, link: str = ""
    ) -> None:
        self.left[fund, pot] -= amount
        self.spent[fund, pot] += amount
        account = ":".join(("Expenses", "Plan", *pot))
        self.write(words, fund, (account, amount), (against, -amount), link=link)

    def write(
        self,
        words: str,
        fund: str,
        *legs: tuple[str, int],
        decision: str | None = None,
        link: str = "",
    ) -> None:
        cited = f'  decision: "{decision}"\n' if decision else ""
        postings = "".join(f"  {name}:{fund}  {pence_as(n)} GBP\n" for name, n in legs)
        joined = f" ^{link}" if link else ""
        self.text.append(f'{self.day} * "{words}"{joined}\n{cited}{postings}')


def plan_account(pot: Pot) -> str:
    return ":".join(("Equity", *(() if pot[0] in ("Unallocated", "Reserve") else ("Plan",)), *pot))


def part_of(pence: int, part: int) -> int:
    """Some of it: all of it at 100, nothing at 0."""
    return pence * min(part, 100) // 100


def pence_as(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def entries_of(text: str) -> list[data.Directive]:
    """Load books from their text, in which Beancount must find nothing."""
    entries, errors, _options = loader._load([(text, False)], None, None, None)
    assert errors == []
    return list(entries)


STEPS = st.builds(
    Step,
    deed=st.integers(0, 20),
    where=st.integers(0, 3),
    there=st.integers(0, 9),
    part=st.one_of(st.integers(1, 99), st.just(100)),
    days=st.sampled_from([3, 0, 1, 9, 30, 75]),
)


def texts(least: int = 30) -> st.SearchStrategy[str]:
    """Make the text of valid books, of so many steps at least."""
    steps = st.lists(STEPS, min_size=least, max_size=2 * least)
    return steps.map(lambda drawn: Desk().run(drawn))


def valid_books(least: int = 30) -> st.SearchStrategy[list[data.Directive]]:
    """Make valid books as Beancount's entries."""
    return texts(least).map(entries_of)
