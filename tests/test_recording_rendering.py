"""What officers type comes back from Beancount exactly, or is refused with a sentence."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core.amount import Amount
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.ledger.recording import drafting as d
from ringfence.ledger.recording import fidelity, rendering
from ringfence.ledger.recording.errors import DraftError

DAY = datetime.date(2017, 6, 12)
FOLDER = Path("/books")
FILE = str(FOLDER / "spend-2017-18.beancount")
STAMPS: d.Meta = {"recorded-by": "as-officer", "recorded-at": "2017-06-12T10:42:03+01:00"}
LEGS = (
    d.Leg("Expenses:Plan:2017-18:Diversionary:PLF-2017-18", Decimal("12.50")),
    d.Leg("Assets:Council:PLF-2017-18", Decimal("-12.50")),
)

texts = st.text(max_size=80) | st.text(alphabet='"\\\n\r\t;#^|{}= ne', max_size=20)
kept_texts = texts.filter(lambda text: not any(_is_control(c) for c in text))
pence = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-2))
numbers = st.decimals(-(10**15), 10**15, places=3)
dates = st.dates()
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))
values = kept_texts | numbers | pence.map(d.gbp) | dates | st.booleans()
keys = st.from_regex(r"[a-z][A-Za-z0-9_-]{1,20}", fullmatch=True).filter(
    lambda key: key not in rendering.RESERVED
) | st.sampled_from(["open", "note", "txn", "option", "include", "override-overdrawn"])
metas = st.dictionaries(keys, st.none() | values, max_size=4)
names = st.from_regex(r"[A-Za-z0-9_/.-]{1,20}", fullmatch=True)
marks = st.lists(names, max_size=3, unique=True).map(tuple)
components = st.from_regex(r"[A-Z0-9][A-Za-z0-9-]{0,10}", fullmatch=True)
accounts = st.builds(
    lambda root, rest: ":".join([root, *rest]),
    st.sampled_from(["Assets", "Liabilities", "Equity", "Income", "Expenses"]),
    st.lists(components, min_size=1, max_size=4),
)
drafts: st.SearchStrategy[d.Draft] = st.one_of(
    st.builds(
        d.TransactionDraft,
        date=days,
        legs=st.lists(st.builds(d.Leg, accounts, pence), min_size=1, max_size=4).map(tuple),
        narration=kept_texts,
        payee=st.none() | kept_texts,
        flag=st.sampled_from("*!"),
        links=marks,
        tags=marks,
        meta=metas,
    ),
    st.builds(
        d.DeclarationDraft,
        date=days,
        kind=st.sampled_from(["fund", "action", "return"]),
        values=st.lists(values, min_size=1, max_size=4).map(tuple),
        meta=metas,
    ),
    st.builds(d.OpenDraft, date=days, account=accounts, meta=metas),
    st.builds(d.NoteDraft, days, accounts, kept_texts, marks, marks, metas),
    st.builds(d.EventDraft, days, kept_texts, kept_texts, metas),
)


def _is_control(character: str) -> bool:
    point = ord(character)
    return (point < 32 and character not in "\n\r\t") or 127 <= point < 160 or _is_half(point)


def _is_half(point: int) -> bool:
    return 0xD800 <= point < 0xE000


def spend(**fields: object) -> d.TransactionDraft:
    return d.TransactionDraft(**{"date": DAY, "legs": LEGS, "narration": "", **fields})  # type: ignore[arg-type]


def there_and_back(draft: d.Draft, *, line_end: str = "\n") -> object:
    text = rendering.render(draft, STAMPS, FOLDER).replace("\n", line_end)
    return fidelity.check(draft, STAMPS, text.encode(), FILE, 7)


@settings(max_examples=400)
@given(drafts, st.sampled_from(["\n", "\r\n"]))
def test_every_draft_comes_back_as_it_was(draft: d.Draft, line_end: str) -> None:
    there_and_back(draft, line_end=line_end)


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_comes_back_or_is_refused(text: str) -> None:
    draft = spend(payee=text, narration=text, meta={"invoice": text})
    if not any(_is_control(character) for character in text):
        there_and_back(draft)
        return
    with pytest.raises(rendering.UnwritableTextError) as caught:
        there_and_back(draft)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "text",
    [
        'He said "no"',
        "C:\\new\\table",
        'end with backslash\\"',
        "\\",
        'a\ninclude "evil.beancount"\n2017-01-01 open Assets:X',
        '"\n2017-01-01 * "x"',
        "🎉 KICKS",
        "شكرا \u202eabc",
        "x" * 10_000,
        "\n" * 10_000,
        '\\"' * 5_000,
        "=1+1",
        "<script>alert(1)</script>",
        "",
        " ",
        "; comment",
        "#tag ^link",
    ],
)
def test_awkward_words_are_data(text: str) -> None:
    entry = there_and_back(spend(payee=text, narration=text, meta={"invoice": text}))

    assert (entry.payee, entry.narration, entry.meta["invoice"]) == (text,) * 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31m", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_refused(text: str) -> None:
    with pytest.raises(rendering.UnwritableTextError, match=r"can't be kept in the books \(U\+"):
        there_and_back(spend(payee=text))


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (spend(legs=(d.Leg("Assets:council", Decimal(1)),)), "'Assets:council' is not an account"),
        (spend(legs=(d.Leg("Assets:A\n", Decimal(1)),)), "is not an account"),
        (spend(legs=(d.Leg("Assets:A GBP", Decimal(1)),)), "is not an account"),
        (spend(legs=(d.Leg("Assets:A", Decimal("1.005")),)), "1.005 is not an amount in pounds"),
        (spend(legs=(d.Leg("Assets:A", Decimal("NaN")),)), "NaN is not an amount in pounds"),
        (spend(legs=()), "moves no money"),
        (spend(links=("a b",)), "'a b' can't be a link"),
        (spend(tags=("",)), "'' can't be a tag"),
        (spend(meta={"Invoice": "x"}), "'Invoice' can't be a key"),
        (spend(meta={"a:b": "x"}), "'a:b' can't be a key"),
        (spend(meta={"lineno": "x"}), "lineno is set when"),
        (spend(meta={"recorded-by": "x"}), "recorded-by is set when"),
        (spend(flag="P"), "'P' can't be a flag"),
        (spend(meta={"vat": Amount(Decimal(1), "EUR")}), "1 EUR is not an amount in pounds"),
        (spend(meta={"vat": Decimal("Infinity")}), "vat: Decimal"),
        (spend(meta={"vat": 1.5}), "vat: 1.5 can't be kept"),
        (spend(date=datetime.date(217, 6, 12)), "0217-06-12 is not a date these books"),
        (d.DeclarationDraft(DAY, "Fund", ("A",)), "'Fund' can't be a kind"),
        (d.DeclarationDraft(DAY, "fund", ()), "fund: None"),
    ],
)
def test_what_has_no_form_is_refused_with_a_sentence(draft: d.Draft, says: str) -> None:
    with pytest.raises(DraftError) as caught:
        there_and_back(draft)

    assert says in str(caught.value)


def test_a_spend_reads_as_a_person_would_write_it() -> None:
    draft = spend(payee="Leicester City FC", narration="KICKS, autumn", meta={"invoice": "L-1"})

    assert rendering.render(draft, STAMPS, FOLDER) == (
        '2017-06-12 * "Leicester City FC" "KICKS, autumn"\n'
        '  invoice: "L-1"\n'
        '  recorded-by: "as-officer"\n'
        '  recorded-at: "2017-06-12T10:42:03+01:00"\n'
        "  Expenses:Plan:2017-18:Diversionary:PLF-2017-18   12.50 GBP\n"
        "  Assets:Council:PLF-2017-18                      -12.50 GBP\n"
    )


def test_a_declaration_keeps_numbers_apart_and_clears_fields() -> None:
    draft = d.DeclarationDraft(
        DAY,
        "forecast",
        ("2017-18", Decimal(1), Decimal(-5), d.gbp(Decimal(-3)), DAY, True),
        {"reason": None, "percent": Decimal("12.5"), "from": DAY},
    )

    assert rendering.render(draft, {}, FOLDER) == (
        '2017-06-12 custom "forecast" "2017-18" 1 (-5) (-3.00) GBP 2017-06-12 TRUE\n'
        "  reason:\n  percent: 12.5\n  from: 2017-06-12\n"
    )


def test_a_document_is_found_from_the_file_that_names_it() -> None:
    draft = d.DocumentDraft(DAY, "Assets:Council", Path('/books/papers/a "b".pdf'), ("delivery",))

    entry = there_and_back(draft)

    assert entry.filename == '/books/papers/a "b".pdf'  # type: ignore[attr-defined]
    assert '"papers/a \\"b\\".pdf" #delivery' in rendering.render(draft, {}, FOLDER)


def test_a_number_that_beancount_would_round_is_refused() -> None:
    with pytest.raises(fidelity.UnfaithfulError):
        there_and_back(spend(meta={"count": Decimal("-10000000000000000000000000.001")}))
    with pytest.raises(fidelity.UnfaithfulError):
        there_and_back(spend(legs=(d.Leg("Assets:A", Decimal("1" + "0" * 28 + ".01")),)))


def test_a_text_that_reads_as_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_TO_ESCAPE", re.compile("(?!)"))

    for text in ('"', "a\\nb", '" "b'):
        with pytest.raises(fidelity.UnfaithfulError, match="would change when it is read back"):
            there_and_back(spend(narration=text))
