"""Putting right, whole: by any name of it, with its reason, and with the return that counted it."""

from __future__ import annotations

import datetime
import re
import shlex
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.bookkeeping import corrections
from ringfence.bookkeeping.purchases import Share, draft_spend
from ringfence.bookkeeping.record import findings_of
from ringfence.bookkeeping.redo import Right
from ringfence.bookkeeping.request import Request
from ringfence.bookkeeping.vat import Cost
from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.ledger.recording import writing
from tests.conftest import Officer
from tests.sent_returns import keep
from tests.two_grants import FUNDED, TWO, left, two_grants, written

SPENT = ("--payee", "Printer", "--note", "Leaflets", "--date", "2/6/2025")
JUNE = ("--date", "3/6/2025")


@pytest.fixture
def desk(tmp_path: Path) -> Officer:
    """Return books of two grants."""
    return two_grants(tmp_path)


# What was split over funds.


@pytest.mark.parametrize("name", ["INV 7", "inv 7", "inv-7", "^inv-7", "first", "second"])
def test_what_was_split_is_reversed_whole_by_any_name_of_it(name: str, desk: Officer) -> None:
    """£100.00 is £70.00 of G and £30.00 of H."""
    text = desk.does("spend", "2025-26/A", "100", "--invoice", "INV 7", *SPENT)
    assert "Split over 2 funds: £70.00 of G, £30.00 of H." in text
    assert left(desk, "2025-26/A") == ("0.00", "40.00")
    places = [f"spend-2025-26.beancount:{number}" for number in _legs(desk)]
    name = {"first": places[0], "second": places[1]}.get(name, name)
    text = desk.does("correct", name, "--reverse-only", "--note", "Entered twice", *JUNE)
    assert text.count('"Printer" "Leaflets: reversed (Entered twice)" ^inv-7') == 2
    assert "Left in 2025-26/A on 2025-06-03: £140.00 (G £70.00, H £70.00)." in text
    assert left(desk, "2025-26/A") == ("70.00", "70.00")
    again = desk.is_refused("correct", name, "--reverse-only", *JUNE)
    assert again == f"Error: {name} was reversed already, so there is nothing to correct.\n"


def _legs(desk: Officer) -> list[int]:
    lines = desk.text("spend-2025-26").splitlines()
    return [number for number, line in enumerate(lines, start=1) if '"Leaflets" ^inv-7' in line]


def test_the_way_out_of_a_doubled_invoice_takes_back_all_of_it(desk: Officer) -> None:
    """The second, of £60.00, is £10.00 of G and £50.00 of H; then all is as after the first."""
    desk.does("spend", "2025-26/A", "60", "--invoice", "I-1", *SPENT)
    text = " ".join(desk.does("spend", "2025-26/A", "60", "--invoice", "I 1", *SPENT).split())
    assert (
        "Warning: This may be recorded already, £60.00: spend-2025-26.beancount:3 2025-06-02"
        in text
    )
    assert left(desk, "2025-26/A") == ("0.00", "20.00")
    (typed,) = re.findall(r"reverse this one: ringfence (correct .*? --date \S+)", text)
    desk.does(*shlex.split(typed), "--note", "Entered twice")
    assert left(desk, "2025-26/A") == ("10.00", "70.00")
    assert desk.text("spend-2025-26").count("Leaflets: reversed (Entered twice)") == 2
    desk.does("correct", "I-1", "--reverse-only", *JUNE)
    assert left(desk, "2025-26/A") == ("70.00", "70.00")


def test_a_doubt_tells_what_a_split_invoice_came_to_in_all(desk: Officer) -> None:
    desk.does("spend", "2025-26/A", "100", "--invoice", "INV 7", *SPENT)
    text = " ".join(desk.does("spend", "2025-26/B", "20", "--invoice", "INV-7", *SPENT).split())
    assert "Warning: This may be recorded already, £100.00: spend-2025-26.beancount:3" in text


def test_two_of_one_link_and_day_are_two(desk: Officer) -> None:
    """Each is £35.00 of G and £35.00 of H, and all four entries have one link."""
    for _each in range(2):
        funds = ("--fund", "G=35", "--fund", "H=35", "--link", "leaflets", *SPENT)
        desk.does("spend", "2025-26/A", "70", "--invoice", "", *funds)
    text = desk.is_refused("correct", "leaflets", "--reverse-only", *JUNE)
    assert text.startswith("Error: leaflets is the name of several entries; name one by its file")
    assert text.count("2025-06-02  Printer, Leaflets") == 4
    last = len(desk.text("spend-2025-26").splitlines())
    desk.does("correct", f"spend-2025-26.beancount:{last}", "--reverse-only", *JUNE)
    assert left(desk, "2025-26/A") == ("35.00", "35.00")


def test_an_invoice_goes_before_a_link_that_is_like_it(desk: Officer) -> None:
    """By hand: one has the invoice I-1, another the link i-1."""
    desk.add(
        """
2025-06-01 * "X" "First"
  invoice: "I-1"
  Expenses:Plan:2025-26:A:G   1.00 GBP
  Assets:Council:G           -1.00 GBP
2025-06-01 * "Y" "Second" ^i-1
  invoice: "I 1"
  Expenses:Plan:2025-26:A:G   2.00 GBP
  Assets:Council:G           -2.00 GBP
"""
    )
    first = len((TWO + FUNDED).splitlines()) + 3
    text = desk.is_refused("correct", "i-1", "--reverse-only", *JUNE)
    assert text == (
        "Error: i-1 may be an invoice reference or a link, and these are not of one invoice. Name "
        "the one meant by its file and line:\n\n"
        f"  main.beancount:{first}  2025-06-01  X, First\n"
        f"  main.beancount:{first + 4}  2025-06-01  Y, Second\n\nNothing was saved.\n"
    )
    desk.does("correct", "I-1", "--reverse-only", *JUNE)
    assert left(desk, "2025-26/A")[0] == "68.00"
    desk.does("correct", "^i-1", "--reverse-only", *JUNE)
    assert left(desk, "2025-26/A")[0] == "70.00"


def test_a_link_is_made_that_is_no_invoice_of_another(desk: Officer) -> None:
    desk.does("spend", "2025-26/B", "1", "--invoice", "inv-7", *SPENT)
    text = desk.does("spend", "2025-26/A", "100", "--invoice", "INV 7", *SPENT)
    assert text.count('"Printer" "Leaflets" ^inv-7-2') == 2


# The reason.


def test_the_reason_stands_in_the_reversal_and_what_was_bought_keeps_its_name(
    desk: Officer,
) -> None:
    desk.does("spend", "2025-26/A", "50", "--invoice", "I-2", *SPENT)
    desk.does("correct", "I-2", "--amount", "40", "--note", "10 leaflets came torn", *JUNE)
    assert written(desk)[4:] == [
        '2025-06-03 * "Printer" "Leaflets: reversed (10 leaflets came torn)"',
        '  invoice: "I-2"',
        '  corrects: "I-2"',
        "  Expenses:Plan:2025-26:A:G  -50.00 GBP",
        "  Assets:Council:G            50.00 GBP",
        '2025-06-03 * "Printer" "Leaflets"',
        '  invoice: "I-2"',
        "  supplied: 2025-06-02",
        '  corrects: "I-2"',
        "  Expenses:Plan:2025-26:A:G   40.00 GBP",
        "  Assets:Council:G           -40.00 GBP",
    ]


def test_other_words_alone_are_what_it_is_called_from_then_on(desk: Officer) -> None:
    desk.does("spend", "2025-26/A", "50", "--invoice", "I-2", *SPENT)
    desk.does("correct", "I-2", "--note", "Posters", *JUNE)
    titles = [line for line in written(desk) if line.startswith("2025-06-03")]
    assert titles == [
        '2025-06-03 * "Printer" "Leaflets: reversed (Posters)"',
        '2025-06-03 * "Printer" "Posters"',
    ]


def test_a_reversal_says_what_it_takes_back_of_each_kind(desk: Officer) -> None:
    kinds = ("--category", "printing", "--capital", "--private", "--vat", "10")
    desk.does("spend", "2025-26/A", "100", "--invoice", "I-3", *kinds, *SPENT)
    text = desk.does("correct", "I-3", "--amount", "100", "--payee", "Press", *JUNE)
    for key in ('category: "printing"', "capital: TRUE", "private: TRUE"):
        assert text.count(f"  {key}\n") == 4
    assert text.count("  vat: 7.00 GBP\n") == 1
    assert text.count("  vat: 3.00 GBP\n") == 1


# What a submitted return counted.


@pytest.fixture
def sent(desk: Officer) -> Officer:
    """Return the same books with £100.00 spent in June, the return of the half-year submitted."""
    desk.does("spend", "2025-26/A", "100", "--invoice", "INV 7", *SPENT)
    submit(desk, "2025-26-H1", "2025-09-30")
    return desk


def submit(desk: Officer, period: str, as_at: str) -> None:
    """Freeze a return as it stands, as `return submit` does."""
    digest = keep(desk.book(), desk.books, "G", period, datetime.date.fromisoformat(as_at))
    desk.add(
        f'2025-10-04 custom "return" "G" "{period}"\n  as-at: {as_at}\n  status: "submitted"\n'
        f'  digest: "{digest}"\n'
    )


def test_a_correction_says_which_submitted_return_it_adjusts(sent: Officer) -> None:
    text = sent.does("correct", "INV 7", "--amount", "90", "--date", "1/11/2025")
    assert text.count('  adjusts: "G/2025-26-H1"\n') == 4
    assert (
        "What it corrects was counted in the return G 2025-26-H1, sent as at 2025-09-30. The "
        "entries say so (adjusts: G/2025-26-H1), and the next return shows them as an adjustment."
    ) in " ".join(text.split())
    assert "Warning:" not in text
    assert "0 warnings" in sent.does("check")
    # It is not counted in a submitted return itself; what it adjusts goes on being adjusted.
    again = sent.does("correct", "INV 7", "--amount", "80", "--date", "2/11/2025")
    assert again.count('  adjusts: "G/2025-26-H1"\n') == 4
    assert "0 warnings" in sent.does("check")


def test_what_was_not_counted_yet_adjusts_nothing(sent: Officer) -> None:
    november = ("--payee", "P", "--invoice", "N-1", "--date", "1/11/2025")
    sent.does("spend", "2025-26/B", "10", *november)
    assert "adjusts" not in sent.does("correct", "N-1", "--amount", "9", "--date", "2/11/2025")


def test_what_the_officer_says_that_it_adjusts_is_kept(sent: Officer) -> None:
    text = sent.does(
        *("correct", "INV 7", "--amount", "90", "--date", "1/11/2025"),
        *("--adjusts", "G/2025-26-H1"),
    )
    assert text.count('  adjusts: "G/2025-26-H1"\n') == 4
    assert "was counted in" not in text


def test_a_correction_that_no_return_shows_is_warned_of(sent: Officer) -> None:
    text = sent.text("spend-2025-26")
    leg = text.splitlines().index('2025-06-02 * "Printer" "Leaflets" ^inv-7') + 1
    sent.add(
        """
2025-11-01 * "Printer" "Leaflets: reversed" ^inv-7
  invoice: "INV 7"
  corrects: "inv-7"
  Expenses:Plan:2025-26:A:G  -70.00 GBP
  Assets:Council:G            70.00 GBP
""",
        "spend-2025-26",
    )
    output = sent.does("check")
    assert " ".join(output.split()) == (
        f"Warnings -------- spend-2025-26.beancount:{len(text.splitlines()) + 2} “Printer, "
        f"Leaflets: reversed” of 2025-11-01 corrects spend-2025-26.beancount:{leg}, which the "
        "return G 2025-26-H1 counted as at 2025-09-30, but does not say so, so no return shows it "
        'as a correction. Write under it: adjusts: "G/2025-26-H1" [submitted] Nothing blocks: 0 '
        "blocks, 0 pending, 1 warning."
    )
    place = sent.books / "spend-2025-26.beancount"
    line = '  corrects: "inv-7"\n'
    place.write_text(
        place.read_text(encoding="utf-8").replace(line, line + '  adjusts: "G/2025-26-H1"\n'),
        encoding="utf-8",
    )
    assert "0 warnings" in sent.does("check")


# The law.

PENCE = st.integers(1, 6000)


@settings(max_examples=15)
@given(free=st.lists(PENCE, min_size=2, max_size=2), part=st.integers(1, 100), by=st.integers(0, 3))
def test_reversing_by_any_name_restores_every_balance(free: list[int], part: int, by: int) -> None:
    """Whatever is split over what two grants have: all of it comes back, to the penny."""
    amount = Decimal(max(1, sum(free) * part // 100)).scaleb(-2)
    day = datetime.date(2025, 6, 2)
    with TemporaryDirectory() as folder:
        main = Path(folder) / "main.beancount"
        plan = "".join(
            f'2025-04-01 * "Plan"\n  Equity:Unallocated:{fund}  {Decimal(pence).scaleb(-2)} GBP\n'
            f"  Equity:Plan:2025-26:A:{fund}  -{Decimal(pence).scaleb(-2)} GBP\n"
            for fund, pence in zip("GH", free, strict=True)
        )
        awards = "".join(
            FUNDED.split('2025-04-01 * "Plan"', 1)[0].replace(":G", f":{f}") for f in "GH"
        )
        main.write_text(TWO + awards + plan, encoding="utf-8")
        before = balances(loading.load(main).book)

        def spend(books: loading.Books) -> object:
            shares, own = [Share("2025-26/A", amount)], {"invoice": "INV 7"}
            return draft_spend(
                books, Request(day), shares, Cost(amount), "Printer", own, pending=False
            )

        writing.record(main, spend, who="x", judge=findings_of)  # type: ignore[arg-type]
        books = loading.load(main)
        entries = [entry for entry in books.book.transactions if entry.payee == "Printer"]
        places = [f"{books.relative(e.meta['filename'])}:{e.meta['lineno']}" for e in entries]
        names = ["INV 7", "inv 7", *(["inv-7"] if len(entries) > 1 else []), *places]
        nothing = Right(None, None, None, None, None, None, pending=False, reverse_only=True)
        after = writing.prepare(
            books,
            lambda each: (
                corrections.correct(each, Request(day), names[by % len(names)], nothing).wanted
            ),
            who="x",
            judge=findings_of,
        ).after
        assert balances(after.book) == before


def balances(book: Book) -> dict[str, Decimal]:
    """Return what every account comes to that comes to anything."""
    return {name: track.total for name, track in book.tracks.items() if track.total}


# An invoice of which something came back.

PRINTER = ("--payee", "Printer", "--invoice", "PR-590")


def bought(desk: Officer) -> None:
    """£60.00 in A and £40.00 in B, of G; £30.00 of A's comes back."""
    both = ("spend", "2025-26/A", "60", "--also", "2025-26/B=40", *PRINTER, "--fund", "G")
    desk.does(*both[:5], *PRINTER, "--date", "2/6/2025")
    desk.does("refund", "2025-26/A", "30", *PRINTER, "--credit-note", "CN-1", *JUNE)


@pytest.mark.parametrize("name", ["PR-590", "pr-590", "spend-2025-26.beancount:LINE"])
def test_what_came_back_of_an_invoice_is_taken_back_with_it(name: str, desk: Officer) -> None:
    before = (left(desk, "2025-26/A"), left(desk, "2025-26/B"))
    bought(desk)
    lines = desk.text("spend-2025-26").splitlines()
    line = next(n for n, text in enumerate(lines, start=1) if '"Printer" "Action B"' in text)
    output = desk.does("correct", name.replace("LINE", str(line)), "--reverse-only", *JUNE)
    flat = " ".join(output.split())
    back = next(n for n, text in enumerate(lines, start=1) if '"Action A: refund"' in text)
    assert (
        "£30.00 came back of it by credit note CN-1 on 2025-06-03 "
        f"(spend-2025-26.beancount:{back}): that is reversed with it."
    ) in flat
    assert (left(desk, "2025-26/A"), left(desk, "2025-26/B")) == before
    again = desk.is_refused("correct", "PR-590", "--reverse-only", *JUNE)
    assert again == "Error: PR-590 was reversed already, so there is nothing to correct.\n"
    assert desk.does("check").startswith("Nothing is wrong")


def test_what_came_back_alone_can_be_taken_back(desk: Officer) -> None:
    bought(desk)
    desk.does("correct", "CN-1", "--reverse-only", *JUNE)
    text = desk.does("correct", "PR-590", "--reverse-only", *JUNE)
    assert "came back of it" not in text


def test_what_replaces_an_invoice_says_that_its_credit_stays(desk: Officer) -> None:
    desk.does("spend", "2025-26/A", "60", *PRINTER, "--date", "2/6/2025")
    desk.does("refund", "2025-26/A", "30", *PRINTER, "--credit-note", "CN-1", *JUNE)
    text = desk.does("correct", "spend-2025-26.beancount:3", "--amount", "50", *JUNE)
    flat = " ".join(text.split())
    (typed,) = re.findall(
        r"£30.00 came back of it by credit note CN-1 on 2025-06-03 \(\S+\): that stays as it is. "
        r"If it is wrong too, reverse it: ringfence (correct \S+ --reverse-only --date \S+)",
        flat,
    )
    assert left(desk, "2025-26/A") == ("50.00", "70.00")
    desk.does(*shlex.split(typed))
    assert left(desk, "2025-26/A") == ("20.00", "70.00")


def test_a_part_of_an_invoice_is_not_taken_back_below_what_came_back_of_it(desk: Officer) -> None:
    """£20.00 and £40.00, recorded apart; £30.00 came back, so the £40.00 can't go alone."""
    part = ("--invoice-total", "60", "--date", "2/6/2025")
    desk.does("spend", "2025-26/A", "20", *PRINTER, *part)
    desk.does("spend", "2025-26/A", "40", *PRINTER, *part)
    desk.does("refund", "2025-26/A", "30", *PRINTER, "--credit-note", "CN-1", *JUNE)
    lines = desk.text("spend-2025-26").splitlines()
    small, large = (n for n, text in enumerate(lines, start=1) if '"Action A"' in text)
    credit = next(n for n, text in enumerate(lines, start=1) if "refund" in text)
    output = desk.is_refused("correct", f"spend-2025-26.beancount:{large}", "--reverse-only", *JUNE)
    assert output == (
        "Error: Of invoice PR-590 £30.00 came back, and £20.00 of it would be left. Reverse "
        "first what came back, or else the rest of the invoice:\n\n"
        f"  ringfence correct spend-2025-26.beancount:{credit} --reverse-only --date "
        "2025-06-03\n"
        f"  ringfence correct spend-2025-26.beancount:{small} --reverse-only --date "
        "2025-06-03\n\n"
        "Nothing was saved.\n"
    )
    desk.does("correct", f"spend-2025-26.beancount:{small}", "--reverse-only", *JUNE)
    assert left(desk, "2025-26/A") == ("60.00", "70.00")
