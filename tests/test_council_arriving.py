"""Whatever way a listing is cut, overlapped, shuffled and repeated: nothing lost or doubled."""

import csv
import datetime
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.cli.commands.import_show import accounts_of
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.importers.listing.arrivals import Arrival, arrivals
from ringfence.importers.listing.profiles import Profile, make_profile, shipped_profiles
from ringfence.importers.listing.reading import read_listing
from ringfence.ledger.loading import Books, load
from tests.conftest import Officer

HEAD = ["TT", "TransNo", "Trans date", "Ap/Ar ID(T)", "Inv No", "Amount", "Text", "Costc"]
Row = tuple[int, str, str, str, int]  # day of September, supplier, invoice, amount, document
ROWS = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from(["Printer", "PRINTER", "Seed merchant", ""]),
        st.sampled_from(["", "PR-0588", "SM-4410"]),
        st.sampled_from(["10.00", "-10.00", '"1,000.00"', "0.01"]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    path = tmp_path_factory.mktemp("books") / "main.beancount"
    path.write_text('option "operating_currency" "GBP"\n', encoding="utf-8")
    return load(path)


def written(path: Path, rows: Sequence[Row], *, numbers: Sequence[int] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEAD, *(["Sequence no"] if numbers is not None else [])])
        for place, (day, supplier, invoice, amount, document) in enumerate(rows):
            row = [
                "II",
                document,
                f"{day:02}/09/2017",
                supplier,
                invoice,
                amount.strip('"'),
                "",
                "1",
            ]
            writer.writerow([*row, *([numbers[place]] if numbers is not None else [])])
    return path


def arrived(books: Books, files: Sequence[Path]) -> list[Arrival]:
    read = [(file.name, read_listing(file, shipped_profiles())) for file in files]
    found = list(arrivals(books, read))
    for (_name, listing), arrival in zip(read, found, strict=True):
        # Rows in = rows accounted for.
        assert listing.rows == len(listing.lines) + len(listing.skipped)
        assert len(listing.lines) == len(arrival.new) + len(arrival.again) + arrival.others
    return found


def said(rows: Sequence[Row]) -> Counter[tuple[datetime.date, str, str, Decimal]]:
    return Counter(
        (
            datetime.date(2017, 9, day),
            supplier,
            invoice,
            Decimal(amount.strip('"').replace(",", "")),
        )
        for day, supplier, invoice, amount, _document in rows
    )


def kept(found: Sequence[Arrival]) -> Counter[tuple[datetime.date, str, str, Decimal]]:
    return Counter(
        (line.day, line.supplier, line.invoice, line.amount) for each in found for line in each.new
    )


@settings(max_examples=100)
@given(data=st.data(), rows=ROWS)
def test_files_of_whole_days_lose_nothing_and_double_nothing(
    data: st.DataObject, rows: list[Row], books: Books, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = sorted(rows)  # true duplicates are among them
    days = sorted({row[0] for row in rows})
    spans = st.tuples(st.sampled_from(days), st.sampled_from(days)).map(sorted)
    parts = data.draw(st.lists(spans, max_size=4))
    parts += [[day, day] for day in days]  # so that together they are the whole
    folder = tmp_path_factory.mktemp("listings")
    files = [
        written(folder / f"{number}.csv", [row for row in rows if first <= row[0] <= last])
        for number, (first, last) in enumerate(data.draw(st.permutations(parts)))
    ]
    assert kept(arrived(books, [*files, *files])) == said(rows)


@settings(max_examples=100)
@given(data=st.data(), rows=ROWS)
def test_numbered_lines_may_be_cut_anywhere(
    data: st.DataObject, rows: list[Row], books: Books, tmp_path_factory: pytest.TempPathFactory
) -> None:
    numbers = list(range(len(rows)))
    some = st.lists(st.sampled_from(numbers), unique=True)
    parts = [*data.draw(st.lists(some, max_size=4)), numbers]
    folder = tmp_path_factory.mktemp("listings")
    files = [
        written(folder / f"{place}.csv", [rows[number] for number in part], numbers=part)
        for place, part in enumerate(data.draw(st.permutations(parts)))
        if part
    ]
    assert kept(arrived(books, files)) == said(rows)


TWO = [(4, "Printer", "PR-0588", "10.00", 1), (4, "Seed merchant", "", "20.00", 2)]


def test_identical_rows_of_one_file_are_payments_of_their_own(books: Books, tmp_path: Path) -> None:
    found = arrived(books, [written(tmp_path / "a.csv", [TWO[0], TWO[0], TWO[1]])])
    assert sum(len(each.new) for each in found) == 3
    assert [line.ref[-2:] for line in found[0].new][1] == "/2"


def test_what_one_day_of_another_file_says_too_is_told_as_doubtful(
    books: Books, tmp_path: Path
) -> None:
    files = [written(tmp_path / "a.csv", TWO), written(tmp_path / "b.csv", TWO[:1])]
    first, second = arrived(books, files)
    assert (len(first.new), len(second.new), len(second.again)) == (2, 0, 1)
    (doubtful,) = second.doubtful
    read = [(file.name, read_listing(file, shipped_profiles())) for file in files]
    _first, further = arrivals(books, read, [doubtful.ref])
    assert [line.ref for line in further.new] == [f"{doubtful.ref}/2"]
    assert (further.again, further.doubtful) == ((), ())


def test_the_same_lines_in_other_words_are_told_as_doubtful(books: Books, tmp_path: Path) -> None:
    renamed = [(4, "PRINTER", "", "10.00", 1), (4, "SEED MERCHANT", "", "20.00", 2)]
    files = [written(tmp_path / "a.csv", TWO), written(tmp_path / "b.csv", renamed)]
    _first, second = arrived(books, files)
    assert (len(second.new), len(second.again), len(second.doubtful)) == (0, 2, 2)
    read = [(file.name, read_listing(file, shipped_profiles())) for file in files]
    _first, further = arrivals(books, read, [line.ref for line in second.doubtful])
    assert len({line.ref for line in further.new}) == 2


def test_a_numbered_line_that_says_otherwise_is_told(books: Books, tmp_path: Path) -> None:
    dearer = [(4, "Printer", "PR-0588", "12.00", 1)]
    files = [
        written(tmp_path / "a.csv", TWO[:1], numbers=[1]),
        written(tmp_path / "b.csv", dearer, numbers=[1]),
    ]
    _first, second = arrived(books, files)
    assert second.new == ()
    assert [(was.amount, now.amount) for was, now in second.changed] == [
        (Decimal("10.00"), Decimal("12.00"))
    ]
    assert (
        "  agresso:II-1:1 was £10.00 of 2017-09-04 when it was imported, and is £12.00 of "
        "2017-09-04 here. It stays as it was: ask finance."
    ) in list(accounts_of(second))


def test_a_plain_repetition_is_not_doubtful(books: Books, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", TWO)
    _first, second = arrived(books, [file, file])
    assert (len(second.again), second.doubtful) == (2, ())


# -- two profiles, that call the same line otherwise

NAMES = ("Date", "Payee", "Amount", "Reference", "Details")
READS = {"day": "Date", "supplier": "Payee", "amount": "Amount", "narrative": "Details"}
#: The first reads the reference as the document's, the second, with a column more, as the invoice.
TWO_PROFILES = [
    make_profile({"id": name, "title": name, "date_order": "day-first", "columns": columns}, name)
    for name, columns in (
        ("mm", {**READS, "doc_no": "Reference"}),
        ("mm2", {**READS, "invoice": "Reference"}),
    )
]
Plain = tuple[int, str, str, str]  # day of September, supplier, reference, amount
BOTH = st.sampled_from(TWO_PROFILES)
PLAIN = st.tuples(
    st.integers(1, 3),
    st.sampled_from(["Printer", "Seed merchant", "Ümit & Söhne"]),
    st.sampled_from(["PR-0588", "SM-4410", "1", ""]),
    st.sampled_from(["10.00", "-10.00", "0.01"]),
)


def by(path: Path, profile: Profile, rows: Sequence[Plain]) -> tuple[Path, str]:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        more = ["4711"] if profile.id == "mm2" else []
        writer.writerow([*(["Account"] if more else []), *NAMES])
        for day, supplier, reference, amount in rows:
            writer.writerow([*more, f"{day:02}/09/2017", supplier, amount, reference, "Toner"])
    return path, profile.id


def in_turn(
    books: Books, files: Sequence[tuple[Path, str]], further: Sequence[str] = ()
) -> list[Arrival]:
    read = [(path.name, read_listing(path, TWO_PROFILES, chosen=name)) for path, name in files]
    found = list(arrivals(books, read, further))
    for (_name, listing), arrival in zip(read, found, strict=True):
        assert len(listing.lines) == len(arrival.new) + len(arrival.again)
    return found


def totals(found: Sequence[Arrival]) -> Counter[tuple[int, str, str, Decimal]]:
    return Counter(
        (line.day.day, line.supplier, line.invoice or line.doc_no, line.amount)
        for each in found
        for line in each.new
    )


def counted(rows: Sequence[Plain]) -> Counter[tuple[int, str, str, Decimal]]:
    return Counter((*row[:3], Decimal(row[3])) for row in rows)


@settings(max_examples=100)
@given(data=st.data(), rows=st.lists(PLAIN.filter(lambda row: bool(row[2])), unique=True))
def test_distinct_rows_may_be_cut_anywhere_over_two_profiles(
    data: st.DataObject, rows: list[Plain], books: Books, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # One document is one supplier's: a reference, day and amount that are the same are a line.
    rows = list(
        {
            (day, reference, amount): (day, who, reference, amount)
            for day, who, reference, amount in rows
        }.values()
    )
    parts = data.draw(
        st.lists(st.lists(st.sampled_from(rows), unique=True), max_size=4) if rows else st.just([])
    )
    folder = tmp_path_factory.mktemp("listings")
    files = [
        by(folder / f"{number}.csv", data.draw(BOTH), data.draw(st.permutations(part)))
        for number, part in enumerate(data.draw(st.permutations([*parts, rows])))
        if part
    ]
    assert totals(in_turn(books, [*files, *reversed(files)])) == counted(rows)


@settings(max_examples=100)
@given(data=st.data(), rows=st.lists(PLAIN, min_size=1, max_size=10))
def test_whole_days_over_two_profiles_count_repeated_rows_as_often_as_they_stand(
    data: st.DataObject, rows: list[Plain], books: Books, tmp_path_factory: pytest.TempPathFactory
) -> None:
    days = sorted({row[0] for row in rows})
    parts = [*data.draw(st.lists(st.sampled_from(days), max_size=4)), *days]
    folder = tmp_path_factory.mktemp("listings")
    files = [
        by(folder / f"{number}.csv", data.draw(BOTH), [row for row in rows if row[0] == day])
        for number, day in enumerate(data.draw(st.permutations(parts)))
    ]
    assert totals(in_turn(books, [*files, *files])) == counted(rows)


ONE: Plain = (29, "Acme", "AC-10", "20.00")


def test_what_another_profile_read_is_held_back_one_for_one(books: Books, tmp_path: Path) -> None:
    mm, mm2 = TWO_PROFILES
    other: Plain = (29, "Acme", "AC-11", "20.00")
    files = [
        by(tmp_path / "a.csv", mm, [ONE]),
        by(tmp_path / "b.csv", mm2, [ONE, (29, "ACME.", "ac 10", "20.00"), other]),
    ]
    _first, second = in_turn(books, files)
    assert [line.invoice for line in second.new] == ["ac 10", "AC-11"]
    (doubtful,) = second.doubtful
    assert (doubtful.ref.partition(":")[0], doubtful.invoice) == ("mm2", "AC-10")
    _first, second = in_turn(books, files, [doubtful.ref])
    assert (second.total, second.doubtful) == (Decimal("60.00"), ())


def test_what_a_profile_does_not_read_is_not_asked_for(books: Books, tmp_path: Path) -> None:
    """One that reads neither suppliers nor references may have read anything of that amount."""
    bare = make_profile(
        {"id": "bare", "title": "Bare", "columns": {"day": "Date", "amount": "Amount"}}, "it"
    )
    seen = [ONE, (29, "Printer", "PR-1", "20.00"), (29, "Printer", "PR-2", "21.00")]
    first, _name = by(tmp_path / "a.csv", TWO_PROFILES[0], seen)
    second, _name = by(tmp_path / "b.csv", TWO_PROFILES[0], [*seen, (29, "X", "X-1", "20.00")])
    read = [("a", read_listing(first, TWO_PROFILES[:1])), ("b", read_listing(second, [bare]))]
    _first, bared = arrivals(books, read)
    assert [line.amount for line in bared.doubtful] == [
        *(Decimal("20.00"), Decimal("20.00"), Decimal("21.00")),
    ]
    assert bared.total == Decimal("20.00")


def test_an_officer_who_makes_a_second_profile_doubles_nothing(
    officer: Officer, tmp_path: Path
) -> None:
    rows = [ONE, (16, "Acme", "AC-9", "-12.00")]
    for profile, options in zip(TWO_PROFILES, ((), ("--invoice-column", "Reference")), strict=True):
        path, name = by(tmp_path / f"{profile.id}.csv", profile, rows)
        officer.does("profile", "new", str(path), "--id", name, *options)
    assert "2 new lines, £8.00." in officer.does("import", str(tmp_path / "mm.csv"))
    text = officer.does("import", str(tmp_path / "mm2.csv"))
    assert "0 new lines, £0.00." in text
    assert "2 of these may be further payments" in text
    assert "read otherwise, as by another profile. If they are, import it again with" in text


def coded(folder: Path, *rows: tuple[str, str]) -> str:
    """Write lines of some amounts with their cost centres, "" where there is none."""
    path = folder / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                HEAD,
                *(
                    ["II", n, "04/09/2017", f"Printer {n}", "", amount, "", code]
                    for n, (amount, code) in enumerate(rows, start=1)
                ),
            ]
        )
    return str(path)


def test_a_line_without_a_code_is_left_out_where_others_have_one(
    officer: Officer, tmp_path: Path
) -> None:
    """A real file had one such line among 1,283, and it was not the partnership's."""
    officer.does("partnership", "amend", "--council-code", "1034, C2")
    path = coded(tmp_path, ("692.00", "1034"), ("11854496.29", ""), ("5.00", "2000"))
    text = officer.does("import", path)
    assert "1 line of other codes than the partnership's: left out." in text
    said = (
        "1 line of £11,854,496.29 has no code, though other lines have one: left out. If it is the "
        "partnership's, import it again with "
    )
    assert said in text
    assert "1 new line, £692.00." in text
    option, ref = text.split(said)[1].split()[:2]
    assert option == "--uncoded"
    text = officer.does("import", path, option, ref)
    assert "1 new line, £11,854,496.29." in text
    assert "left out." not in text.replace("codes than the partnership's: left out.", "")
    # Once it is kept it is known, and asked about no more.
    assert "has no code" not in officer.does("import", path)


def test_several_lines_without_a_code_are_named_from_the_largest_on(
    officer: Officer, tmp_path: Path
) -> None:
    officer.does("partnership", "amend", "--council-code", "C1")
    lines = [("1.00", "C1"), *((f"{n}.00", "") for n in (3, 9, -20, 4, 5, 6))]
    path = coded(tmp_path, *lines)
    text = officer.does("import", path, "--dry-run")
    assert "6 lines of £7.00 have no code, though other lines have one: left out." in text
    assert text.count("--uncoded agresso:") == 5
    assert "--uncoded agresso:4:" in text.split("with", 1)[1].split("--uncoded agresso:3")[0]
    assert "(these are the 5 largest); if all are, with --uncoded all" in text
    assert "7 new lines, £8.00." in officer.does("import", path, "--uncoded", "all")


def test_without_a_code_in_any_line_all_are_the_partnerships(
    officer: Officer, tmp_path: Path
) -> None:
    officer.does("partnership", "amend", "--council-code", "C1, C2")
    assert "2 new lines, £3.00." in officer.does(
        "import", coded(tmp_path, ("1.00", ""), ("2.00", ""))
    )


def test_codes_are_read_in_any_case_and_others_are_left_out(
    officer: Officer, tmp_path: Path
) -> None:
    officer.does("partnership", "amend", "--council-code", "C1, C2")
    text = officer.does("import", coded(tmp_path, ("10.00", "c1"), ("10.00", "C3")))
    assert "1 line of other codes than the partnership's: left out." in text
    assert "1 new line, £10.00." in text


@pytest.mark.parametrize(
    ("answer", "new"),
    [
        ("Others'", "1 new line, £1.00."),
        ("All are", "3 new lines, £6.00."),
        ("Ask", "2 new lines, £3.00."),
    ],
)
def test_at_a_terminal_it_is_asked_whose_lines_without_a_code_are(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, new: str
) -> None:
    officer.does("partnership", "amend", "--council-code", "C1")
    path = coded(tmp_path, ("1.00", "C1"), ("2.00", ""), ("3.00", ""))
    asked: list[str] = []

    def choose(message: str, choices: list[Choice]) -> str:
        asked.append(message)
        wanted = answer if message == "Whose are they?" else "Stop"
        return next(each.value for each in choices if each.title.startswith(wanted))

    def confirm(message: str, *, default: bool = True) -> bool:
        asked.append(message)
        return message == "Save this?" or len(asked) == 2

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    monkeypatch.setattr(asking, "choose", choose)
    monkeypatch.setattr(asking, "confirm", confirm)
    text = officer.does("import", path)
    assert asked[0] == "Whose are they?"
    assert "2 lines of £5.00 without a code, though other lines of the listing have one." in text
    assert new in text
