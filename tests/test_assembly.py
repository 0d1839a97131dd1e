"""Books taken apart into parsing and finishing are what Beancount's own loader makes of them."""

import os
from pathlib import Path

import pytest
from beancount import loader

from ringfence.ledger import assembly
from ringfence.ledger import loading

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


def both(main: Path) -> tuple[object, object]:
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


def test_it_is_so_for_the_worked_example() -> None:
    beancounts, ours = both(EXAMPLE)

    assert ours == beancounts


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
