"""Accounts, pots and their addresses: what has a place in the model, and what has none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger.accounts import (
    RESERVE,
    UNALLOCATED,
    Kind,
    Layer,
    Pot,
    PotError,
    is_id,
    is_parent,
    parse_account,
    parse_pot,
    party_in_account,
)
from ringfence.ledger.money import is_exact_pence, plain, pounds

FUNDS = {"PLF-2017-18", "Fund01", "Fund01X"}

PLACED = [
    ("Equity:Unallocated:Fund01", Kind.UNALLOCATED, "Unallocated", None),
    ("Equity:Reserve:Fund01", Kind.RESERVE, "Reserve", None),
    ("Equity:Reserve:Contingency:Fund01", Kind.RESERVE, "Reserve/Contingency", None),
    ("Equity:Plan:2017-18:Kicks:Fund01", Kind.PLAN, "2017-18/Kicks", None),
    ("Equity:Plan:2017-18:Kicks:Plus:Fund01", Kind.PLAN, "2017-18/Kicks/Plus", None),
    ("Expenses:Plan:2017-18:Kicks:Fund01", Kind.SPENT, "2017-18/Kicks", None),
    ("Expenses:Plan:1999-00:Kicks:Plus:Fund01", Kind.SPENT, "1999-00/Kicks/Plus", None),
    ("Income:OPCC:Fund01", Kind.INCOME, "Unallocated", "OPCC"),
    ("Equity:Opening:Fund01", Kind.OPENING, "Unallocated", None),
    ("Liabilities:InAdvance:OPCC:Fund01", Kind.IN_ADVANCE, "Unallocated", "OPCC"),
    ("Assets:Awarded:OPCC:Fund01", Kind.AWARDED, None, "OPCC"),
    ("Assets:Receivable:OPCC:Fund01", Kind.RECEIVABLE, None, "OPCC"),
    ("Assets:Council:Fund01", Kind.COUNCIL, None, None),
    ("Assets:Prepaid:LeicesterCityFC:Fund01", Kind.PREPAID, None, "LeicesterCityFC"),
    ("Liabilities:Accruals:Fund01", Kind.ACCRUALS, None, None),
    ("Liabilities:Repayable:OPCC:Fund01", Kind.REPAYABLE, None, "OPCC"),
]


@pytest.mark.parametrize(("name", "kind", "pot", "party"), PLACED)
def test_every_row_of_the_table_is_read(
    name: str, kind: Kind, pot: str | None, party: str | None
) -> None:
    account = parse_account(name, FUNDS)

    assert account is not None
    assert (account.name, account.kind, account.fund) == (name, kind, "Fund01")
    assert (account.pot.address if account.pot else None) == pot
    assert account.party == party


def test_the_plan_layer_is_unallocated_reserve_and_plan() -> None:
    assert [kind for kind in Kind if kind.layer is Layer.PLAN] == [
        Kind.UNALLOCATED,
        Kind.RESERVE,
        Kind.PLAN,
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Equity:Unallocated",
        "Equity:Unallocated:PLF-2018-19",
        "Equity:Unallocated:More:Fund01",
        "Equity:Reserve:One:Two:Fund01",
        "Equity:Plan:2017-18:Fund01",
        "Equity:Plan:2017-19:Kicks:Fund01",
        "Equity:Plan:2017-18:Kicks:Plus:More:Fund01",
        "Equity:Plan:Kicks:Plus:Fund01",
        "Equity:Opening:OPCC:Fund01",
        "Equity:Conversions:Fund01",
        "Expenses:Plan:2017-18:Fund01",
        "Expenses:Travel:Fund01",
        "Income:Fund01",
        "Income:OPCC:Grants:Fund01",
        "Income:OPCC:fund01",
        "Assets:Council:Bank:Fund01",
        "Assets:Council",
        "Assets:Awarded:Fund01",
        "Assets:Awarded:OPCC:More:Fund01",
        "Assets:Bank:OPCC:Fund01",
        "Liabilities:InAdvance:Fund01",
        "Liabilities:Accruals:OPCC:Fund01",
        "Assets:Prepaid:Café:Fund01",
    ],
)
def test_what_is_in_no_row_has_no_place(name: str) -> None:
    assert parse_account(name, FUNDS) is None


def test_names_with_a_common_beginning_are_apart() -> None:
    account = parse_account("Equity:Plan:2017-18:KicksPlus:Fund01X", FUNDS)

    assert account is not None
    assert account.fund == "Fund01X"
    assert account.pot == Pot(("2017-18", "KicksPlus"))
    assert account.pot != Pot(("2017-18", "Kicks"))


def test_an_account_is_a_parent_if_it_ends_in_no_fund() -> None:
    assert is_parent("Assets:Council", FUNDS)
    assert is_parent("Equity:Plan:2017-18:Fund01:Kicks", FUNDS)
    assert is_parent("Assets:Council:Fund0", FUNDS)
    assert not is_parent("Assets:Council:Fund01", FUNDS)
    assert not is_parent("Assets:Nonsense:Fund01", FUNDS)


def test_a_pot_says_what_it_is() -> None:
    earmark = Pot(("2017-18", "Diversionary", "Kicks"))
    action = Pot(("2017-18", "Diversionary"))
    contingency = Pot(("Reserve", "Contingency"))

    assert (earmark.year, earmark.action, earmark.earmark) == ("2017-18", "Diversionary", "Kicks")
    assert (action.year, action.action, action.earmark) == ("2017-18", "Diversionary", None)
    assert [pot.place for pot in (earmark, action)] == [action, action]
    assert [pot.place for pot in (contingency, RESERVE)] == [RESERVE, RESERVE]
    assert UNALLOCATED.place == UNALLOCATED
    for pot in (contingency, RESERVE, UNALLOCATED):
        assert (pot.year, pot.action, pot.earmark, pot.is_planned) == (None, None, None, False)
    assert [p.is_reserve for p in (RESERVE, contingency, UNALLOCATED, action)] == [
        True,
        True,
        False,
        False,
    ]
    assert str(earmark) == "2017-18/Diversionary/Kicks"


def test_a_pot_names_its_accounts() -> None:
    earmark = Pot(("2017-18", "Diversionary", "Kicks"))

    assert earmark.plan_account("F") == "Equity:Plan:2017-18:Diversionary:Kicks:F"
    assert earmark.spent_account("F") == "Expenses:Plan:2017-18:Diversionary:Kicks:F"
    assert RESERVE.plan_account("F") == "Equity:Reserve:F"
    assert UNALLOCATED.plan_account("F") == "Equity:Unallocated:F"
    assert earmark.parent_account == "Equity:Plan:2017-18:Diversionary:Kicks"


@pytest.mark.parametrize(
    "text",
    [
        "Unallocated",
        "Reserve",
        "Reserve/Contingency",
        "2017-18/Diversionary",
        "2017-18/Diversionary/Kicks",
    ],
)
def test_an_address_is_read_back(text: str) -> None:
    assert parse_pot(text).address == text
    assert parse_pot(f"  {text.replace('/', ' / ')} ").address == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "Unallocated/More",
        "Reserve/One/Two",
        "2017-18",
        "2017-19/Diversionary",
        "2017/18/Diversionary",
        "Diversionary",
        "2017-18/diversionary",
        "2017-18/A/B/C",
        "2017-18//B",
        "Spent/Diversionary",
    ],
)
def test_no_address_gets_a_sentence(text: str) -> None:
    with pytest.raises(PotError) as caught:
        parse_pot(text)

    assert str(caught.value) == (
        f"“{text}” is not a pot: write Unallocated, Reserve, Reserve/Name, an action "
        "(2017-18/Diversionary) or an earmark (2017-18/Diversionary/Kicks)."
    )


@given(st.text(max_size=30))
def test_any_text_is_an_address_or_gets_the_sentence(text: str) -> None:
    try:
        pot = parse_pot(text)
    except PotError:
        return
    assert parse_pot(pot.address) == pot


@given(st.lists(st.sampled_from(["Equity", "Plan", "2017-18", "Fund01", "Reserve", "A"])))
def test_any_account_is_read_or_has_no_place(parts: list[str]) -> None:
    account = parse_account(":".join(parts), FUNDS)
    if account is not None:
        assert account.fund == parts[-1]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Kicks", True),
        ("2017-18", True),
        ("A", True),
        ("kicks", False),
        ("-A", False),
        ("A b", False),
        ("Café", False),
        ("A_b", False),
        ("", False),
        ("A\n", False),
    ],
)
def test_what_an_id_is(text: str, right: bool) -> None:
    assert is_id(text) is right


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Women's Aid Leicestershire Ltd", "WomensAidLeicestershireLtd"),
        ("OPCC", "OPCC"),
        ("neighbour hub", "Neighbourhub"),
        ("1st Oadby Scouts", "1stOadbyScouts"),
        ("Café", "Caf"),
        ("…", ""),
    ],
)
def test_parties_are_written_without_spaces_and_signs(name: str, written: str) -> None:
    assert party_in_account(name) == written


@pytest.mark.parametrize(
    ("number", "exact"),
    [
        ("1", True),
        ("1.5", True),
        ("1.50", True),
        ("1.500", False),
        ("1.005", False),
        ("1E+3", True),
        ("-0.01", True),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_pounds_and_pence(number: str, exact: bool) -> None:
    assert is_exact_pence(Decimal(number)) is exact


def test_money_as_people_and_as_machines_read_it() -> None:
    assert [pounds(Decimal(n)) for n in ("1000.5", "-3", "0", "1234567.89", "-0.00")] == [
        "£1,000.50",
        "-£3.00",
        "£0.00",
        "£1,234,567.89",
        "£0.00",
    ]
    assert [plain(Decimal(n)) for n in ("1000.5", "-3", "-0.00")] == ["1000.50", "-3.00", "0.00"]
