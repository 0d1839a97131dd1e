"""Lines as they are kept: what is written comes back, and nothing else does."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger.council.kept import KeptFormError, read_kept, write_kept
from ringfence.ledger.council.line import CouncilLine

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@',\"\t\n\r"))
PENCE = st.integers(-(10**9), 10**9).map(lambda pence: Decimal(pence) / 100)
LINES = st.builds(
    CouncilLine,
    ref=TEXT,
    day=st.dates(datetime.date(1990, 1, 1)),
    amount=PENCE,
    supplier=TEXT,
    invoice=TEXT,
    narrative=TEXT,
    irrecoverable_vat=st.none() | PENCE,
    capital=st.none() | st.booleans(),
    row=st.integers(0, 10**6),
)


@given(st.lists(LINES, max_size=5))
def test_what_is_kept_comes_back(lines: list[CouncilLine]) -> None:
    assert read_kept(write_kept(lines)) == tuple(lines)


def test_no_cell_is_a_formula_to_a_spreadsheet() -> None:
    line = CouncilLine("a:1:1", datetime.date(2017, 9, 30), Decimal("-5.00"), "=1+1", "@cmd")
    kept = write_kept([line]).decode()
    assert ",'=1+1,'@cmd," in kept
    assert ",-5.00," in kept  # a number stays one


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "its first row does not name the columns as they are kept"),
        (b"ref,day\n", "its first row does not name the columns as they are kept"),
        (b"\xff\xfe", "it is not lines as they are kept: "),
    ],
)
def test_what_is_not_kept_lines_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(KeptFormError, match=reason):
        read_kept(content)


def test_a_row_that_cannot_be_read_is_named() -> None:
    good = write_kept([CouncilLine("a:1:1", datetime.date(2017, 9, 30), Decimal("5.00"))])
    with pytest.raises(KeptFormError, match="row 2 can't be read: "):
        read_kept(good.replace(b"2017-09-30", b"2017-09-31"))
    with pytest.raises(KeptFormError, match="row 3 has 1 cells, not 22"):
        read_kept(good + b"half\n")
