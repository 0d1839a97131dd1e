"""The rule `reconciled`: whatever would change what was signed is named, and nothing else is."""

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ringfence.ledger import loading
from ringfence.ledger.council.seals import seal_of
from ringfence.ledger.council.signings import digest_on, name_of, read, statement_bytes
from ringfence.ledger.findings import Finding
from ringfence.plugins import reconciled

DAY = datetime.date(2017, 9, 30)
FIRST = datetime.date(2017, 9, 1)
HEAD = """plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "Main"
  title: "A fund"
  funder: "OPCC"
  stage: "awarded"
"""
REPORT = {"council_balance": "-340.00", "miscoded": "45.00", "signer": "CFO", "signed_by": "cfo"}
NOT = "is not what was reconciled with the council's ledger to 2017-09-30: "
WAYS = (
    " Leave it as it was, and date anything found later after that day: --date 2017-10-01 or "
    "later. If the reconciliation itself is wrong: ringfence reconcile reopen 2017-09-30 --reason "
    '"TEXT" [reconciled]'
)


class Entry(NamedTuple):
    """Something paid, and the lines of the council's that it is."""

    day: int
    pence: int
    number: int
    refs: str = ""
    private: bool = False

    @property
    def date(self) -> datetime.date:
        return FIRST + datetime.timedelta(days=self.day)

    @property
    def text(self) -> str:
        amount = f"{self.pence // 100}.{self.pence % 100:02d}"
        named = f'  council-ref: "{self.refs}"\n' if self.refs else ""
        hidden = "  private: TRUE\n" if self.private else ""
        return (
            f'{self.date} * "Payee {self.number}" "Words"\n{hidden}{named}'
            f"  Expenses:Plan:2017-18:Alpha:Main  {amount} GBP\n"
            f"  Assets:Council:Main  -{amount} GBP\n"
        )


def said(entries: list[Entry]) -> str:
    return HEAD + "".join(each.text for each in entries)


def sign(folder: Path, entries: list[Entry], day: datetime.date = DAY) -> str:
    """Sign a reconciliation of these entries; give the directive that says so."""
    main = folder / "main.beancount"
    main.write_text(said(entries), encoding="utf-8")
    book = loading.load(main).book
    digest = digest_on(book, day)
    path = folder / name_of(day)
    path.parent.mkdir(exist_ok=True)
    content = statement_bytes(REPORT | {"day": str(day)}, book, day)
    path.write_bytes(content)
    kept = read(path)
    assert kept is not None
    assert kept.digest == digest
    return (
        f'2017-10-09 custom "reconciliation" "{day}"\n  status: "signed"\n'
        f'  council-balance: -340.00 GBP\n  miscoded: 45.00 GBP\n  signed-by: "cfo"\n'
        f'  digest: "{digest}"\n  statement: "{seal_of(content)}"\n'
    )


def judged(folder: Path, text: str) -> list[Finding]:
    main = folder / "main.beancount"
    main.write_text(text, encoding="utf-8")
    books = loading.load(main)
    assert books.errors == []
    return list(reconciled.check(books.book))


def messages(folder: Path, text: str) -> list[str]:
    return [each.message for each in judged(folder, text)]


A, B = Entry(3, 30000, 1, "c:1:1"), Entry(9, 4000, 2, "c:2:1, c:2:2")
ALONE = Entry(12, 950, 3)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (
            [A._replace(pence=31000), B, ALONE],
            (
                f"“Payee 1, Words” {NOT}"
                "it was £300.00 spent on 2017-18/Alpha of Main, "
                "is £310.00 spent on 2017-18/Alpha of Main."
            ),
        ),
        (
            [A._replace(day=4), B, ALONE],
            (f"“Payee 1, Words” {NOT}it was dated 2017-09-04, is 2017-09-05."),
        ),
        (
            [A._replace(day=40), B, ALONE],
            (f"“Payee 1, Words” {NOT}it was dated 2017-09-04, is 2017-10-11."),
        ),
        (
            [A._replace(refs=""), B, ALONE],
            (f"“Payee 1, Words” {NOT}its council-ref was c:1:1, is none."),
        ),
        (
            [A, B._replace(refs="c:2:1, c:2:9"), ALONE],
            (f"“Payee 2, Words” {NOT}its council-ref was c:2:1, c:2:2, is c:2:1, c:2:9."),
        ),
        (
            [B, ALONE],
            (
                "“Payee 1” of 2017-09-04 (£300.00 paid) is gone from the books, and was reconciled "
                "with the council's ledger to 2017-09-30."
            ),
        ),
        (
            [A, B, ALONE, Entry(20, 12000, 4, "c:9:1")],
            (
                "“Payee 4, Words” of 2017-09-21 (£120.00 paid) would change what was "
                "reconciled with the council's ledger to 2017-09-30."
            ),
        ),
        (
            [A, B, ALONE, Entry(20, 12000, 4)],
            (
                "“Payee 4, Words” of 2017-09-21 (£120.00 paid) would change what was "
                "reconciled with the council's ledger to 2017-09-30."
            ),
        ),
        (
            [A, B, ALONE._replace(pence=1000)],
            (
                "“Payee 3” of 2017-09-13 (£9.50 paid) is gone from the books, and was "
                "reconciled with the council's ledger to 2017-09-30."
            ),
        ),
    ],
)
def test_what_is_said_of_a_change(tmp_path: Path, after: list[Entry], told: str) -> None:
    signed = sign(tmp_path, [A, B, ALONE])

    assert messages(tmp_path, said(after) + signed)[0] == told + WAYS


def test_what_stood_open_may_be_matched_since(tmp_path: Path) -> None:
    signed = sign(tmp_path, [A, B, ALONE])
    after = [A, B._replace(refs="c:2:1, c:2:2, c:2:3"), ALONE._replace(refs="c:3:1")]

    assert messages(tmp_path, said(after) + signed) == []


def test_only_what_stands_signed_is_held(tmp_path: Path) -> None:
    signed = sign(tmp_path, [A, B])
    reopened = '2017-10-10 custom "reconciliation" "2017-09-30"\n  status: "reopened"\n'

    assert len(messages(tmp_path, said([B]) + signed)) == 1
    assert messages(tmp_path, said([B]) + signed + reopened) == []


def test_the_last_statement_holds_those_before_it(tmp_path: Path) -> None:
    signed = sign(tmp_path, [A])
    later = sign(tmp_path, [A, B._replace(day=40)], datetime.date(2017, 10, 31))

    (found,) = messages(tmp_path, said([B._replace(day=40)]) + signed + later)

    assert "reconciled with the council's ledger to 2017-10-31" in found


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "is missing"), ("{}", "is not the one that was signed")],
)
def test_without_the_statement_that_is_what_is_asked_for(
    tmp_path: Path, content: str | None, why: str
) -> None:
    signed = sign(tmp_path, [A, B])
    path = tmp_path / name_of(DAY)
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")

    assert messages(tmp_path, said([A]) + signed) == [
        "The books no longer say what was reconciled to 2017-09-30. The statement "
        f"council/reconciliation-2017-09-30.json, which would show what changed, {why}: restore it "
        "from a copy, and check again." + WAYS
    ]


AGAIN = (
    ", and check again; or reopen the reconciliation and sign it again, the latest one first: "
    'ringfence reconcile reopen 2017-09-30 --reason "TEXT" [reconciled]'
)
FILE = "council/reconciliation-2017-09-30.json"


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ("CFO", "Somebody Else", ""),
        (
            '"-340.00"',
            '"-339.00"',
            " It says council-balance -339.00; declared as signed is council-balance -340.00.",
        ),
        ('"cfo"', '"me"', " It says signed-by me; declared as signed is signed-by cfo."),
        ('"miscoded": "45.00"', '"miscoded": "x"', " It says miscoded nothing; declared"),
        ('"frozen": {', '"frozen": { ', ""),
    ],
)
def test_a_statement_that_was_altered_is_told(
    tmp_path: Path, old: str, new: str, differs: str
) -> None:
    signed = sign(tmp_path, [A, B])
    path = tmp_path / name_of(DAY)
    path.write_text(path.read_text("ascii").replace(old, new, 1), "ascii")

    (found,) = messages(tmp_path, said([A, B]) + signed)

    told = (
        f"The statement {FILE} is not the one that was signed: it has been changed since.{differs}"
    )
    assert found.startswith(told)
    assert found.endswith(f"Restore it from a copy{AGAIN}")


def test_a_statement_that_is_gone_is_told_though_the_books_are_the_same(tmp_path: Path) -> None:
    signed = sign(tmp_path, [A, B])
    (tmp_path / name_of(DAY)).unlink()

    assert messages(tmp_path, said([A, B]) + signed) == [
        f"The statement {FILE}, signed by cfo, is not in the folder of the books. Restore it from "
        "a copy" + AGAIN
    ]


def test_figures_declared_are_those_that_were_signed(tmp_path: Path) -> None:
    signed = sign(tmp_path, [A, B])
    altered = signed.replace("-340.00", "-7.00").replace("45.00", "0.00")

    assert messages(tmp_path, said([A, B]) + altered) == [
        (
            "The reconciliation to 2017-09-30 is declared with council-balance -7.00, miscoded "
            f"0.00, and the statement that was signed, {FILE}, says council-balance -340.00, "
            f"miscoded 45.00. Put the directive back as it was{AGAIN}"
        )
    ]


@pytest.mark.parametrize("field", ["digest", "statement"])
def test_what_is_declared_signed_without_its_seals_is_told(tmp_path: Path, field: str) -> None:
    lines = sign(tmp_path, [A, B]).splitlines(keepends=True)
    signed = "".join(line for line in lines if not line.startswith(f"  {field}:"))

    assert messages(tmp_path, said([A, B]) + signed) == [
        (
            "The reconciliation to 2017-09-30 is declared signed without a digest of its entries "
            "or of its statement, so nothing protects what was signed. Restore the lines digest "
            f"and statement from a copy{AGAIN}"
        )
    ]


def test_each_statement_that_stands_is_held_and_line_ends_are_nothing(tmp_path: Path) -> None:
    signed = sign(tmp_path, [A])
    later = sign(tmp_path, [A, B._replace(day=40)], datetime.date(2017, 10, 31))
    path = tmp_path / name_of(DAY)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"\n", b"\r\n"))
    assert messages(tmp_path, said([A, B._replace(day=40)]) + signed + later) == []

    path.write_bytes(content.replace(b"CFO", b"Me"))
    (found,) = messages(tmp_path, said([A, B._replace(day=40)]) + signed + later)

    assert found.startswith(f"The statement {FILE} is not the one that was signed")
    assert 'ringfence reconcile reopen 2017-10-31 --reason "TEXT"' in found


def test_of_a_private_entry_the_statement_names_nobody(tmp_path: Path) -> None:
    signed = sign(tmp_path, [A._replace(private=True), B])

    assert "Payee 1" not in (tmp_path / name_of(DAY)).read_text(encoding="ascii")
    (found,) = messages(tmp_path, said([B]) + signed)
    assert found.startswith("“A private entry” of 2017-09-04 (£300.00 paid) is gone")


# What always holds.

ENTRIES = st.lists(
    st.builds(
        Entry,
        st.integers(0, 45),
        st.integers(1, 50_000),
        st.just(0),
        st.sampled_from(["c:1:1", "c:2:1", "c:2:1, c:3:1", ""]),
        st.just(False),
    ),
    min_size=1,
    max_size=7,
).map(lambda drawn: [each._replace(number=number) for number, each in enumerate(drawn)])
CHANGES = {
    "amount": lambda each: each._replace(pence=each.pence + 1),
    "day": lambda each: each._replace(day=each.day + 1),
    "later": lambda each: each._replace(day=80),
    "reference": lambda each: each._replace(refs="c:9:9"),
    "unmatched": lambda each: each._replace(refs=""),
    "added": lambda each: each._replace(number=99),
    "gone": lambda each: each,
}


@pytest.mark.parametrize("kind", CHANGES)
@settings(max_examples=12)
@given(entries=ENTRIES, which=st.integers(0, 6))
def test_what_would_change_what_was_signed_is_named(
    kind: str, entries: list[Entry], which: int
) -> None:
    which %= len(entries)
    old = entries[which]
    assume(old.date <= DAY and old.refs)
    new = CHANGES[kind](old)
    rest = [each for number, each in enumerate(entries) if number != which]
    after = {"added": [*entries, new], "gone": rest}.get(kind, [*rest, new])
    with TemporaryDirectory() as name:
        signed = sign(Path(name), entries)
        found = messages(Path(name), said(after) + signed)
    assert found, "not caught"
    assert all(each.endswith("[reconciled]") for each in found)
    assert f"Payee {new.number if kind == 'added' else old.number}" in " ".join(found)
    assert len(found) == 1


@settings(max_examples=25)
@given(entries=ENTRIES, later=ENTRIES)
def test_nothing_else_is(entries: list[Entry], later: list[Entry]) -> None:
    with TemporaryDirectory() as name:
        signed = sign(Path(name), entries)
        texts = [each.text for each in reversed(entries)]
        texts += [each._replace(day=30 + each.day, number=50).text for each in later]
        moved = ";; a comment\n".join(texts).replace("\n  ", "\n      ").replace("Words", "Other")
        (Path(name) / "spend.beancount").write_text(moved, encoding="utf-8")
        found = messages(Path(name), HEAD + 'include "spend.beancount"\n' + signed)
    assert found == []
