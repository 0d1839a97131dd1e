"""From when on something is open on a link: what takes back begins nothing."""

from __future__ import annotations

import pytest

from tests.conftest import Findings, Judged

RULE = "overdrawn"
ACCRUED = "Liabilities:Accruals:Grant"
COUNCIL = "Assets:Council:Grant"
SPENT = "Expenses:Plan:2017-18:Diversionary:Grant"


def entry(day: str, head: str, debit: str, credit: str, *keys: str, amount: str = "300.00") -> str:
    lines = (f'{day} * "Council" {head}', *(f"  {key}" for key in keys))
    return "\n".join((*lines, f"  {debit}  {amount} GBP", f"  {credit}  -{amount} GBP", ""))


def accrued(day: str, link: str) -> str:
    return entry(day, f'"Invoice Q" {link}', SPENT, ACCRUED)


def paid(day: str, link: str) -> str:
    return entry(day, f'"Run" {link}', ACCRUED, COUNCIL)


def back(day: str, link: str, *keys: str) -> str:
    return entry(day, f'"Run, taken back" {link}', COUNCIL, ACCRUED, *keys)


def early(place: str, day: str, link: str, began: str) -> Judged:
    return Judged(
        RULE,
        "block",
        place,
        f"“Council, Run” is £300.00 on {day} of what is accrued and not yet paid on ^{link} only "
        f"from {began} on. Correct the day that is wrong: reverse that entry on its own day, and "
        "record it with the right one: ringfence correct main.beancount:"
        f"{place} --reverse-only --date {day} [overdrawn]",
    )


@pytest.mark.parametrize(("link", "links"), [("", "^run"), ("^q", "^q ^run")])
@pytest.mark.parametrize("keys", [(), ('corrects: "run"',)])
def test_a_payment_taken_back_later_was_of_its_accrual(
    findings: Findings, link: str, links: str, keys: tuple[str, ...]
) -> None:
    """A payment run goes by its own link; that it is reversed later makes it no earlier than it."""
    text = accrued("2018-03-31", link) + paid("2018-04-10", links)
    text += back("2018-04-12", links, *keys)
    assert findings(RULE, text=text) == []


def test_what_was_paid_before_its_accrual_stays_found(findings: Findings) -> None:
    text = accrued("2018-03-30", "^other") + paid("2018-04-10", "^q")
    text += accrued("2018-04-15", "^q")
    assert findings(RULE, text=text) == [early("4", "2018-04-10", "q", "2018-04-15")]
    later = text + back("2018-04-20", "^q", 'corrects: "main.beancount:4"')
    assert findings(RULE, text=later)[0] == early("4", "2018-04-10", "q", "2018-04-15")


def test_and_is_put_right_on_its_own_day(findings: Findings) -> None:
    text = accrued("2018-03-30", "^other") + paid("2018-04-10", "^q")
    text += accrued("2018-04-15", "^q") + paid("2018-04-16", "^q")
    text += back("2018-04-10", "^q", 'corrects: "main.beancount:4"')
    assert findings(RULE, text=text) == []


def test_what_was_taken_back_before_anything_began_is_not_of_it(findings: Findings) -> None:
    text = accrued("2018-03-30", "") + paid("2018-04-10", "^q")
    text += back("2018-04-12", "^q", 'corrects: "main.beancount:4"')
    assert findings(RULE, text=text + accrued("2018-05-01", "^q")) == []


@pytest.mark.parametrize(
    "account", ["Assets:Receivable:OPCC:Grant", "Assets:Prepaid:LeicesterCityFC:Grant"]
)
def test_a_receipt_or_advance_taken_back_begins_nothing(findings: Findings, account: str) -> None:
    """Its link is its own; what it was of has another."""
    advanced = "Prepaid" in account
    of = COUNCIL if advanced else "Assets:Awarded:OPCC:Grant"
    to = "Expenses:Plan:2017-18:Diversionary:Kicks:Grant" if advanced else COUNCIL
    text = entry("2017-06-12", '"Open" ^open', account, of)
    text += entry("2017-06-13", '"Settled" ^r', to, account)
    assert findings(RULE, text=text) == []
    reversal = entry("2017-06-15", '"Taken back" ^r', account, to, 'corrects: "r"')
    assert findings(RULE, text=text + reversal) == []
    another = entry("2017-06-15", '"Another" ^r', account, of)
    ((rule, severity, place, message),) = findings(RULE, text=text + another)
    assert (rule, severity, place) == (RULE, "warn", "4")
    what = "advanced and not yet evidenced" if advanced else "claimed and not yet received"
    assert message == (
        f"“Council, Settled” is £300.00 on 2017-06-13 of what is {what} on ^r only from 2017-06-15 "
        "on. Correct the day that is wrong: reverse that entry on its own day, and record it with "
        "the right one: ringfence correct main.beancount:4 --reverse-only --date 2017-06-13 "
        "[overdrawn]"
    )
