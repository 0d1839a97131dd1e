"""Books taken apart into parsing and finishing are what Beancount's own loader makes of them."""

import os
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.parser import booking
from beancount.utils import encryption
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.ledger import assembly, loading

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "oadby-wigston" / "main.beancount"

CASES = {
    "empty": {"main": ""},
    "errors": {"main": '2017-01-01 * "a\nnonsense\n2017-01-01 open assets\n'},
    "missing include": {"main": 'include "none.beancount"\n'},
    "twice": {"main": 'include "a.beancount"\ninclude "a.beancount"\n', "a": ""},
    "itself": {"main": 'include "*.beancount"\n', "a": "2017-01-01 open Assets:A\n"},
    "nested": {
        "main": 'option "title" "top"\ninclude "years/*.beancount"\n',
        "years/a": 'option "title" "not this"\ninclude "../b.beancount"\n',
        "years/b": 'option "operating_currency" "GBP"\n2017-01-01 open Assets:B\n',
        "b": "2017-01-01 open Assets:A\n",
    },
    "elided": {
        "main": "2017-01-01 open Assets:A\n2017-01-01 open Equity:B\n"
        '2017-01-02 * "x"\n  Assets:A  10.5 GBP\n  Equity:B\n'
        '2017-01-03 * "y"\n  Assets:A  1.00 GBP\n  Equity:B  2.00 GBP\n'
        "2017-01-04 balance Assets:A  3.00 GBP\n"
    },
    "pad": {
        "main": "2017-01-01 open Assets:A\n2017-01-01 open Equity:B\n"
        "2017-01-02 pad Assets:A Equity:B\n2017-01-05 balance Assets:A  3.00 GBP\n"
    },
    "plugins": {
        "main": 'plugin "beancount.plugins.auto_accounts"\nplugin "no.such"\n'
        'option "insert_pythonpath" "TRUE"\nplugin "beside"\n'
        '2017-01-03 * "y"\n  Assets:A  1.00 GBP\n  Equity:B\n',
    },
    "amounts left out in part": {
        "main": "2017-01-01 open Assets:A\n2017-01-01 open Equity:B\n"
        '2017-01-02 * "x"\n  Assets:A  10.5\n  Equity:B  -10.5 GBP\n'
        '2017-01-02 * "x"\n  Assets:A  10.5 GBP\n  Equity:B  GBP\n'
    },
    "priced": {
        "main": "2017-01-01 open Assets:A\n2017-01-01 open Equity:B\n"
        '2017-01-02 * "x"\n  Assets:A  1 EUR @ 0.85 GBP\n  Equity:B  -0.85 GBP\n'
        '2017-01-02 * "x"\n  Assets:A  1 SHARE {2.00 GBP}\n  Equity:B  -2.01 GBP\n'
        '2017-01-02 * "x"\n  Assets:A  1 EUR @ 0 GBP\n  Equity:B  -1 EUR @ 0 GBP\n'
    },
    "two currencies": {
        "main": "2017-01-01 open Assets:A\n2017-01-01 open Equity:B\n"
        '2017-01-02 * "x"\n  Assets:A  1 EUR\n  Equity:B  -1 GBP\n'
        '2017-01-02 * "x"\n  Assets:A  1 EUR\n  Assets:A  -1 GBP\n'
        "  Equity:B  -1 EUR\n  Equity:B  1 GBP\n"
    },
    "no postings": {"main": '2017-01-02 * "x"\n'},
    "documents": {
        "main": 'option "documents" "papers"\n2017-01-01 open Assets:A\n'
        '2017-01-02 document Assets:A "papers/none.pdf"\n'
    },
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / f"{name}.beancount"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    papers = folder / "papers" / "Assets" / "A"
    papers.mkdir(parents=True)
    (papers / "2017-02-03 letter.pdf").write_bytes(b"")
    (folder / "beside.py").write_text(
        '__plugins__ = ["run"]\ndef run(entries, options):\n    return entries[1:], []\n'
    )
    return folder / "main.beancount"


Loaded = tuple[str, list[str], dict[str, Any]]


def both(main: Path) -> tuple[Loaded, Loaded]:
    entries, errors, options = loader._load([(str(main), True)], None, None, None)
    parsed = assembly.parse(str(main))
    ours, faults = assembly.finish(parsed)
    for each in (options, parsed.options):
        each["dcontext"] = str(each["dcontext"])
    return (
        (repr(entries), [_fault(e) for e in errors], options),
        (repr(ours), [_fault(e) for e in faults], parsed.options),
    )


def _fault(error: object) -> str:
    lines = [line for line in repr(error).split("\\n") if " line " not in line]
    return "\n".join(lines)


@pytest.mark.parametrize("name", CASES)
def test_it_is_what_beancount_makes_of_them(name: str, tmp_path: Path) -> None:
    main = write(tmp_path, CASES[name])

    beancounts, ours = both(main)

    assert ours == beancounts


def test_it_is_so_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    beancounts, ours = both(tmp_path / "none.beancount")

    assert ours == beancounts
    assert f'File "{tmp_path / "none.beancount"}" does not exist' in str(ours)


def test_it_is_so_for_a_file_that_is_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '2017-01-02 * "x"\n  Assets:A  1.00 GBP\n  Equity:B  -1.00 GBP\n'
    main = write(tmp_path, {"main": 'include "secret.gpg"\n2017-01-01 open Assets:A\n'})
    (tmp_path / "secret.gpg").write_bytes(b"\x85\x01\x0c\x03")
    monkeypatch.setattr(encryption, "read_encrypted_file", lambda _name: text)

    beancounts, ours = both(main)

    assert ours[:2] == beancounts[:2]
    assert "Equity:B" in ours[0]
    assert list(assembly.parse(str(main)).contents) == [str(main)]


def test_it_is_so_for_the_worked_example() -> None:
    beancounts, ours = both(EXAMPLE)

    assert ours == beancounts


numbers = st.sampled_from(["1", "-1", "10.5", "3.25", "-13.75", "-13.8", "1.005", "-1.00", "0"])
amounts = st.builds("{} {}".format, numbers, st.sampled_from(["GBP"] * 8 + ["EUR"]))
plain_legs = st.builds("  {}  {}\n".format, st.sampled_from(["Assets:A", "Equity:B"]), amounts)
odd_legs = st.sampled_from(
    [
        "  Assets:A\n",
        "  Assets:A  10.5\n",
        "  Assets:A  GBP\n",
        "  Assets:A  1 EUR @ 0.85 GBP\n",
        "  Assets:A  1 EUR @@ 0 GBP\n",
        "  Assets:A  1 SHARE {2.00 GBP}\n",
        "  Assets:A  -1 SHARE {}\n",
        "  ! Assets:A  1.00 GBP\n    note: 1\n",
    ]
)
transactions = st.builds(
    lambda day, legs, odd: f'2017-01-{day:02d} * "x"\n' + "".join([*legs, *odd]),
    st.integers(1, 9),
    st.lists(plain_legs, max_size=4),
    st.just([]) | st.just([]) | st.just([]) | st.lists(odd_legs, max_size=1),
)
options = st.sampled_from(
    [
        "",
        'option "inferred_tolerance_default" "GBP:0.05"\n',
        'option "tolerance_multiplier" "1.2"\n',
        'option "infer_tolerance_from_cost" "TRUE"\n',
    ]
)


@settings(max_examples=200)
@given(options, st.lists(transactions, max_size=5))
def test_it_is_so_for_any_transactions(
    tmp_path_factory: pytest.TempPathFactory, option: str, entries: list[str]
) -> None:
    main = tmp_path_factory.getbasetemp() / "random.beancount"
    opens = "2017-01-01 open Assets:A\n2017-01-01 open Equity:B\n"
    main.write_text(option + opens + "".join(entries), encoding="utf-8")

    beancounts, ours = both(main)

    assert ours == beancounts


def test_beancount_books_what_is_not_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def book(entries: list[object], _options: object) -> tuple[list[object], list[object]]:
        asked.append(1)
        return entries, []

    monkeypatch.setattr(booking, "book", book)

    assembly.parse(str(EXAMPLE))
    assert asked == []

    assembly.parse(str(write(tmp_path, CASES["elided"])))
    assert asked == [1]


def test_finishing_leaves_what_was_parsed_alone(tmp_path: Path) -> None:
    parsed = assembly.parse(str(write(tmp_path, CASES["documents"])))
    before = repr(parsed.entries)

    first = repr(assembly.finish(parsed))
    second = repr(assembly.finish(parsed))

    assert first == second
    assert repr(parsed.entries) == before


def test_contents_are_the_bytes_that_were_parsed(tmp_path: Path) -> None:
    main = write(tmp_path, CASES["nested"])

    parsed = assembly.parse(str(main))

    assert {name: Path(name).read_bytes() for name in parsed.contents} == parsed.contents
    assert len(parsed.contents) == 4


def test_an_overlay_stands_for_files_that_are_there_and_files_that_are_not(tmp_path: Path) -> None:
    main = write(tmp_path, CASES["nested"])
    overlay = {
        str(tmp_path / "b.beancount"): b"2017-01-01 open Assets:Other\n",
        str(tmp_path / "years" / "c.beancount"): b"2017-01-01 open Assets:New\n",
    }

    books = loading.load(main, overlay)

    assert {entry.account for entry in books.book.opens} == {
        "Assets:Other",
        "Assets:New",
        "Assets:B",
    }
    assert not (tmp_path / "years" / "c.beancount").exists()


def test_patterns_find_what_glob_would() -> None:
    base = os.sep + "books"
    assert assembly.is_match(f"{base}/years/a.beancount", f"{base}/years/*.beancount")
    assert not assembly.is_match(f"{base}/years/old/a.beancount", f"{base}/years/*.beancount")
    assert assembly.is_match(f"{base}/years/old/a.beancount", f"{base}/**/*.beancount")
    assert not assembly.is_match(f"{base}/b.beancount", f"{base}/a.beancount")
